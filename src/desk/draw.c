/* SPDX-License-Identifier: Apache-2.0 */
/* Cells. The only file that hands characters to the terminal library. */
#include "desk/draw.h"

#include <curses.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "term_parts.h"

#define GETA L'\u3013'          /* 〓 */

static int cursor_row, cursor_column;
static bool ascii, newest;

/* Where wide characters begin, so that what is drawn over one half of one takes the other half away: the library does not. */
static struct {
	bool *wide;
	int rows, columns;
} grid;

static const char *const signs[2][SIGN_COUNT] = {
	{ "▌", "●", "◐", "○", "──", "＋" },
	{ ">", "*", "+", "o", "--", "+" },
};

int draw_rows(void) { return LINES; }
int draw_columns(void) { return COLS; }
bool draw_fits(void) { return LINES >= DRAW_ROWS_MIN && COLS >= DRAW_COLUMNS_MIN; }
void draw_ascii(bool only) { ascii = only; }
void draw_newest(bool can) { newest = can; }
const char *draw_sign(enum sign s) { return signs[ascii][s]; }

const char *draw_bar(size_t value, size_t most)
{
	static const char *const bars[2][7] = { { "▁", "▂", "▃", "▄", "▅", "▆", "▇" }, { "_", ".", ":", "-", "=", "+", "#" } };
	size_t step = value && most ? 1 + (value * 5 + most - 1) / most : 0;

	return bars[ascii][step > 6 ? 6 : step];
}

void draw_begin(void)
{
	if (grid.rows != LINES || grid.columns != COLS) {
		free(grid.wide);
		grid.rows = LINES;
		grid.columns = COLS;
		grid.wide = mem_zero((size_t)LINES * (size_t)COLS);
	}
	memset(grid.wide, 0, (size_t)LINES * (size_t)COLS);
	erase();
	cursor_row = cursor_column = 0;
}

void draw_cursor(int row, int column)
{
	cursor_row = row;
	cursor_column = column;
}

void draw_end(void)
{
	/* last of all: the input method's window follows the real cursor */
	move(cursor_row < LINES ? cursor_row : LINES - 1, cursor_column < COLS ? cursor_column : COLS - 1);
	refresh();
}

static bool *wide_at(int row, int column)
{
	return grid.wide + (size_t)row * (size_t)grid.columns + (size_t)column;
}

/* What is drawn here covers one half of a wide character: the other half becomes a blank. */
static void part_wide(int row, int column)
{
	const cchar_t blank = { .chars = { L' ' } };

	if (column > 0 && *wide_at(row, column - 1)) {
		*wide_at(row, column - 1) = false;
		mvadd_wch(row, column - 1, &blank);
	}
	if (*wide_at(row, column)) {
		*wide_at(row, column) = false;
		mvadd_wch(row, column, &blank);
		mvadd_wch(row, column + 1, &blank);
	}
}

static void put(int row, int column, const wchar_t *text, int width, enum role r)
{
	cchar_t cell;

	if (row < 0 || column < 0 || row >= grid.rows || column + width > grid.columns)
		return;
	for (int i = 0; i < width; i++)
		part_wide(row, column + i);
	*wide_at(row, column) = width == 2;
	if (setcchar(&cell, text, theme_attributes(r), theme_pair(r), NULL) == OK)
		mvadd_wch(row, column, &cell);
}

void draw_cluster(int row, int column, const char *s, size_t bytes, int width, enum role r)
{
	wchar_t cell[CCHARW_MAX + 1];
	size_t n = 0, len;
	int drawn = 0;

	if (row < 0 || row >= LINES || column < 0 || column + width > COLS)
		return;
	for (size_t at = 0; at < bytes && n < CCHARW_MAX; at += len) {
		int32_t cp = text_codepoint(s + at, &len);
		int w = text_cp_width(cp);
		if (w < 0 || (n == 0 && w == 0) || (!newest && cp >= 0x80 && !term_width_known(cp))) {
			/* cannot be drawn, or a mark without a letter */
			n = 0;
			cell[n++] = width == 2 ? GETA : L'?';
			drawn = width;
			break;
		}
		if (n == 0)
			drawn = w;
		if (n == 0 || w == 0)           /* the terminal cannot join wide ones: the first stands for all */
			cell[n++] = (wchar_t)cp;
	}
	cell[n] = L'\0';
	if (n)
		put(row, column, cell, drawn, r);
	for (; drawn < width; drawn++)
		put(row, column + drawn, L" ", 1, r);
}

static int put_text(int row, int column, int columns, enum role r, const char *text)
{
	int used = 0;

	for (size_t n; (n = text_cluster(text)) > 0; text += n) {
		int width = text_cluster_width(text, n);
		if (used + width > columns)
			break;
		if (width)
			draw_cluster(row, column + used, text, n, width, r);
		used += width;
	}
	return used;
}

int draw_text(int row, int column, int columns, enum role r, const char *text)
{
	if (columns <= 0)
		return 0;
	char *clean = text_clean(text, strlen(text), TEXT_LINE), *cut = text_ellipsis(clean, columns);
	int used = put_text(row, column, columns, r, cut);

	free(clean);
	free(cut);
	return used;
}

int draw_fmt(int row, int column, int columns, enum role r, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return draw_text(row, column, columns, r, text);
}

int draw_text_to(int row, int end, int columns, enum role r, const char *text)
{
	char *clean = text_clean(text, strlen(text), TEXT_LINE), *cut = text_ellipsis(clean, columns > 0 ? columns : 0);
	int from = end - text_width(cut);

	put_text(row, from, end - from, r, cut);
	free(clean);
	free(cut);
	return from;
}

void draw_fill(int row, int column, int columns, char with, enum role r)
{
	const wchar_t cell[2] = { (wchar_t)(unsigned char)with, L'\0' };

	for (int i = 0; i < columns && column + i < COLS; i++)
		put(row, column + i, cell, 1, r);
}

static void line(int row, int column, int columns, const char *sign)
{
	for (int i = 0; i < columns && column + i < COLS; i++)
		draw_cluster(row, column + i, sign, strlen(sign), 1, ROLE_RULE);
}

void draw_rule(int row)
{
	line(row, 0, COLS, ascii ? "-" : "─");
}

void draw_box(int row, int column, int rows, int columns)
{
	static const char *const frame[2][6] = { { "─", "│", "┌", "┐", "└", "┘" }, { "-", "|", "+", "+", "+", "+" } };
	const char *const *f = frame[ascii];

	for (int y = row; y < row + rows; y++) {
		bool top = y == row, bottom = y == row + rows - 1;
		if (top || bottom) {
			line(y, column, columns, f[0]);
		} else {
			draw_fill(y, column, columns, ' ', ROLE_PLAIN);
			line(y, column, 1, f[1]);
			line(y, column + columns - 1, 1, f[1]);
		}
		if (top || bottom) {
			line(y, column, 1, f[top ? 2 : 4]);
			line(y, column + columns - 1, 1, f[top ? 3 : 5]);
		}
	}
}
