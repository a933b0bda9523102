/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Views: the lists of what needs somebody, each a filter with a name. The home screen counts them, `list view=NAME`, the lists
 * of the desk and `today` show them; desk and hub ask the same. They are about the kind of record that goes through the steps.
 */
#ifndef WORK_VIEW_H
#define WORK_VIEW_H

#include "model/book.h"
#include "store/record.h"

struct view {
	const char *name;       /* "overdue": in commands, JSON and tests */
	const char *words;      /* N_(): 超期 */
	const char *help;       /* N_(): one sentence: which cases are here, and what to do about them */
	enum record_order order;
	const char *clock;      /* the clock it is about, as in record_filter; NULL: the record's `due` */
};

/* urgent overdue today soon undispatched unsigned notices unanswered feedback unclosed revisit backlog; in the order of their urgency. */
const struct view *view_at(size_t i);                   /* NULL past the end */
const struct view *view_find(const char *name);         /* by name or words; NULL if there is none */

/* Somebody who looks: `unit` is theirs ("" stands for the county), now is when. */
struct view_of {
	struct store *store;
	const struct book *book;
	const char *unit;
	int64_t now;
};
/* The filter; its strings live in `days`, `of` and the book. false: this view is nothing for a unit of that level. */
struct view_days {
	char today[11], yesterday[11], tomorrow[11], soon[11], old[11];
};
bool view_filter(const struct view *v, const struct view_of *of, struct record_filter *f, struct view_days *days);
/*
 * Takes out what the filter let through and the view does not want: of `soon`, what the warning of its own limit does not reach
 * yet. That may depend on a record's matter, which no column holds: where the grade leaves it open the record is folded, a
 * thousand times at most in one call; beyond that the grade decides.
 */
void view_keep(const struct view *v, const struct view_of *of, struct record **list, size_t *n);
bool view_count(const struct view *v, const struct view_of *of, size_t *n, struct err *err);
/* The first `most` of it, in the view's order. record_list_free() it. */
bool view_list(const struct view *v, const struct view_of *of, size_t most, struct record ***out, size_t *n, struct err *err);

/* When the clock that the view is about is due for this record: a day or a minute; "" where it does not run. Yours. */
char *view_due(const struct view *v, const struct view_of *of, const struct record *r);
/* How a due day stands to now: 超 1 天, 今日; "" while there is time. Yours. */
char *view_due_stage(const char *due, int64_t now);
/* What a list says of it: 11-23 超 1 天, 11-24 今日, 11-27; of minutes 11:41 已过, 11:41 今日. due NULL: the clock stands still, 暂停.
 * "": 待反馈 where there is a result and nobody was told yet. Yours. */
char *view_due_words(const struct record *r, const char *due, int64_t now);

#endif
