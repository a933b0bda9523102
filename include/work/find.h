/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and showing records, as text, JSON and CSV: what `list`, `show`, `today` and the hub's commands print. */
#ifndef WORK_FIND_H
#define WORK_FIND_H

#include "base/json.h"
#include "model/book.h"
#include "store/record.h"
#include "work/view.h"

/* State of one record at a desk: "pending" (own entries not yet confirmed), "refused", "conflict", "held", else "sent". At a
 * hub: "refused" (until its writer filled that form again), "conflict", "held", else "kept". Lent. */
const char *find_state(struct store *s, uint32_t self, uint32_t acked, const struct record *r);

/* KEY=VALUE of `list`: kind step grade type place unit lead result, by code or name; opened_from opened_to closed_from
 * closed_to due_from due_to, days. false with ERR_USAGE. */
bool find_filter_set(struct record_filter *f, const struct book *b, const char *key, const char *value, struct err *err);
/* The same for somebody of a unit, whose 司法所 is the nearest one. */
bool find_filter_set_for(struct record_filter *f, const struct book *b, const char *unit, const char *key, const char *value,
                         struct err *err);
void find_filter_free(struct record_filter *f);         /* what find_filter_set allocated: all but `find` */

/* What a command line asks for: [KIND] [KEY=VALUE]... */
struct find_query {
	struct record_filter filter;    /* `find` is the caller's */
	const struct view *view;        /* view=NAME: the rest narrows it; NULL: everything, newest first */
};
bool find_query_args(struct find_query *q, const struct view_of *of, char **args, int n, struct err *err);
/* Everything it lets through. record_list_free() it. */
bool find_query_all(const struct find_query *q, const struct view_of *of, struct record ***out, size_t *n, struct err *err);
void find_query_free(struct find_query *q);

/* Kind by its name in forms ("case") or by the label of its list (案件); NULL if there is none. Lent. */
const char *find_kind(const struct book *b, const char *typed);

/* A number as a desk of `unit` reads it: own unit and desk dropped (2026-0041), of another desk its number (2-2026-0041); else
 * a short unit name in front (向阳湖 2026-0041). unit "" leaves it complete. Yours. */
char *find_short_no(const struct book *b, const char *unit, uint32_t self, const char *no);

struct find_view {              /* how to present */
	struct store *store;
	const struct book *book;
	uint32_t self, acked;
	const char *unit;       /* own unit, for short numbers; "" none */
	bool masked;            /* names, identity numbers, phones */
};
void find_list_json(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);
void find_list_csv(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);
void find_list_text(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);
/* One record with its timeline (design §7). false with ERR_CHECK if there is none. */
bool find_show_json(const struct find_view *v, uint64_t record, struct buf *out, struct err *err);
bool find_show_text(const struct find_view *v, uint64_t record, struct buf *out, struct err *err);

/* The attachments of one record: n, name, size, digest, entry, here, sent; and a line each. */
struct attachments;
void find_attachments_json(const struct attachments *all, bool masked, struct json *j);
void find_attachments_text(const struct find_view *v, const struct attachments *all, struct buf *out);

/* `today`, every view with its number. JSON: the numbers of all its records, one key a view, and in `due` today's and the soon
 * ones; a view that is nothing for this unit is empty. Text: the first records of each, `v` says how they look. */
bool find_today_json(const struct view_of *of, struct buf *out, struct err *err);
bool find_today_text(const struct find_view *v, const struct view_of *of, struct buf *out, struct err *err);

/* 时钟可疑：…, where the clock that an entry was written by was behind or is ahead of now; NULL where it may be believed. Yours. */
char *find_clock_doubt(const struct entry *e, int64_t now);

#endif
