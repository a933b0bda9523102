/* SPDX-License-Identifier: Apache-2.0 */
/* The list in four files: a page of it (list.c), F3 (list_query.c), what is listed (listing.c), how a record becomes a line
 * (list_columns.c). */
#ifndef LIST_PARTS_H
#define LIST_PARTS_H

#include "desk/screens.h"
#include "work/view.h"

/* What is listed, and in which order. */
struct listing {
	char *kind;
	const struct view *view;        /* the view it shows, whole or narrowed; NULL: none */
	struct record_filter filter;    /* its strings are owned here */
	enum record_order order;
	char *query;                    /* as typed; "" for the usual ones, or for a whole view */
};
void listing_usual(struct listing *l, const struct session *s);         /* without what is done with */
/* A whole view as it is today. False where it is nothing for this desk's unit; the listing is then as it was. */
bool listing_view(struct listing *l, const struct session *s, const struct view *v);
/* Words, words of views and KEY=VALUE, as F3 takes them. False with *err naming what was not understood; the listing is then as
 * it was. */
bool listing_query(struct listing *l, const struct session *s, const char *query, struct err *err);
void listing_renew(struct listing *l, const struct session *s);         /* of a view: the day may be another by now */
void listing_clear(struct listing *l);
bool listing_has_views(const struct session *s, const char *kind);     /* of other kinds their words are only words */
struct view_of listing_looks(const struct session *s);                  /* whose views */

/* record_list(), or where `back` record_list_back(), of what is listed. */
bool listing_page(const struct listing *l, const struct session *s, const struct record *from, bool back, size_t most,
                  struct record ***out, size_t *n, struct err *err);
bool listing_count(const struct listing *l, const struct session *s, size_t *n, struct err *err);

struct list;
struct listing *list_listing(struct list *l);
void list_show(struct list *l);                 /* what is listed was changed: from its start */
struct screen *query_open(struct desk *d, struct list *l);

/* Columns of this list at this width. */
void list_draw_heads(const struct desk *d, const struct listing *l, int row, int number);
void list_draw_record(const struct desk *d, const struct listing *l, const struct record *r, int row, int number, bool here);
int list_number_width(const struct desk *d, struct record *const *page, size_t n);
/* When it is due: by the view's clock; without one by the record's own. NULL: that stands still. Yours. */
char *list_due_day(const struct desk *d, const struct view *v, const struct record *r);
/* Days from today to a due day, below 0 where it is over; false without one. */
bool list_days_left(const char *due, int *days);
/* 11-23 超 1 天. Yours; *late where the day has passed. */
char *list_due(const struct record *r, const char *due, bool *late);
bool list_unsigned(const struct desk *d, const struct record *r);       /* handed over, and nobody has signed for it */
char *list_parties(const char *parties);        /* 张* 李*, 王* 等3人. Yours. */
/* Units as a line about this record calls them: 本中心 for the own one, a department alone where its town is known. Yours. */
char *list_units(const struct desk *d, const struct record *r, const char *units);
char *list_lead(const struct desk *d, const struct record *r);          /* whoever has it in hand. Yours. */

#endif
