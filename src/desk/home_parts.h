/* SPDX-License-Identifier: Apache-2.0 */
/* The home screen in three files: the menu and its keys (home.c), what needs somebody (home_matters.c), numbers
 * (home_figures.c). */
#ifndef HOME_PARTS_H
#define HOME_PARTS_H

#include "desk/screens.h"

#define HOME_LEFT 4                     /* column of the left half */
#define HOME_RIGHT 41                   /* and of the right one */
#define MATTERS_MOST 16

/* A line of 要紧的事. */
struct matter {
	const char *words;
	size_t n;
	char *say;                      /* about all of them; NULL: the first case stands here */
	char *title, *party, *tail;     /* the first case: what, who, how pressing or in whose hands */
	bool alarm, late;               /* the words, the tail are bad news */
	const char *only;               /* for list_open(); NULL: the drafts */
};
struct matters {
	struct matter list[MATTERS_MOST];
	size_t n;
	size_t overdue;                 /* cases whose time is over now */
};

/* What there is now: the views in their order, then what is wrong with the data, then drafts. */
void matters_read(struct matters *m, struct desk *d, const struct today *t);
void matters_clear(struct matters *m);
/* Draws until row `last` at most, the accent on line `at` if there is one; the row behind. */
int matters_draw(const struct matters *m, const struct desk *d, int row, int last, size_t at);
struct next matters_go(const struct matters *m, struct desk *d, size_t at);

void home_draw_today(const struct today *t, int row);
/* m NULL: a desk that knows of no case. */
void home_draw_week(const struct today *t, const struct matters *m, int row);

#endif
