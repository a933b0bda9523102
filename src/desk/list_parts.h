/* SPDX-License-Identifier: Apache-2.0 */
/* The list in two files: what it shows (list.c) and how a record becomes a line (list_columns.c). */
#ifndef LIST_PARTS_H
#define LIST_PARTS_H

#include "desk/screens.h"

/* What is listed, and in which order. */
struct listing {
	char *kind;
	struct record_filter filter;    /* its strings are owned here */
	enum record_order order;
	char *query;                    /* as typed; "" for the usual ones */
};
void listing_usual(struct listing *l, const struct book *b);    /* without what is done with */
/* Words and KEY=VALUE, as F3 takes them. False with *err naming what was not understood; the listing is then as it was. */
bool listing_query(struct listing *l, const struct book *b, const char *query, struct err *err);
void listing_clear(struct listing *l);

/* Columns of this list at this width. */
void list_draw_heads(const struct desk *d, const struct listing *l, int row, int number);
void list_draw_record(const struct desk *d, const struct listing *l, const struct record *r, int row, int number, bool here);
int list_number_width(const struct desk *d, struct record *const *page, size_t n);
/* 11-23 超 1 天. Yours; *late where the day has passed. */
char *list_due(const struct record *r, bool *late);
char *list_parties(const char *parties);        /* 张* 李*, 王* 等3人. Yours. */

#endif
