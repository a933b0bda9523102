/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting text on the screen, exact to the cell. Everything goes through here: sanitised, measured by base/text, drawn cluster
 * by
 * cluster at computed columns, so that neither odd text nor the C library's opinion of its width can shift what stands beside
 * it.
 */
#ifndef DESK_DRAW_H
#define DESK_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "desk/theme.h"

#define DRAW_ROWS_MIN 24
#define DRAW_COLUMNS_MIN 80

int draw_rows(void);
int draw_columns(void);
bool draw_fits(void);                   /* at least 80×24 */

void draw_begin(void);                  /* an empty screen */
void draw_end(void);                    /* show it, the real cursor at the last draw_cursor() */
void draw_cursor(int row, int column);

/* Text in at most `columns`, cut with … where it is longer. Returns the columns taken. */
int draw_text(int row, int column, int columns, enum role r, const char *text);
int draw_fmt(int row, int column, int columns, enum role r, const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* The same, ending before column `end`; returns the column where it starts. */
int draw_text_to(int row, int end, int columns, enum role r, const char *text);
/* One grapheme cluster as the editor holds it, in `width` columns. */
void draw_cluster(int row, int column, const char *s, size_t bytes, int width, enum role r);
void draw_fill(int row, int column, int columns, char with, enum role r);
void draw_rule(int row);
void draw_box(int row, int column, int rows, int columns);      /* a frame, empty inside */

/* Signs that a terminal may not have (design: ASCII frames). */
enum sign { SIGN_HERE, SIGN_DONE, SIGN_NOW, SIGN_OPEN, SIGN_LINK, SIGN_ADD, SIGN_COUNT };
const char *draw_sign(enum sign s);
const char *draw_bar(size_t value, size_t most);        /* one column of a bar chart, ▁ to ▇ */
void draw_newest(bool can);              /* the terminal draws what its C library cannot measure; else 〓 stands for it */
void draw_ascii(bool only);             /* frames and signs from ASCII alone, from now on */

#endif
