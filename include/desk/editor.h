/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of one field while somebody types in it: grapheme clusters, wrapping, scrolling, undo. Knows nothing of the screen
 * (editor_view.h paints it), so it is tested at every column. What cannot be drawn is kept as it was typed.
 */
#ifndef DESK_EDITOR_H
#define DESK_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

struct editor;

enum edit {
	EDIT_LEFT,
	EDIT_RIGHT,
	EDIT_WORD_LEFT,         /* a run of letters, or one hanzi */
	EDIT_WORD_RIGHT,
	EDIT_UP,
	EDIT_DOWN,
	EDIT_HOME,              /* of the display row */
	EDIT_END,
	EDIT_BACKSPACE,
	EDIT_DELETE,
	EDIT_OVERWRITE,         /* insert mode on or off */
	EDIT_UNDO,
};

/* rows 1: one line that scrolls sideways, newlines become spaces; more: wrapped text. max: clusters, 0 for no limit of its own.
 * */
struct editor *editor_new(int rows, int columns, int max);
void editor_free(struct editor *e);
void editor_resize(struct editor *e, int rows, int columns);
void editor_set(struct editor *e, const char *text);            /* cursor at the end; nothing left to undo */
const char *editor_text(const struct editor *e);                /* lent until the next call that changes it */
bool editor_changed(const struct editor *e);                    /* differs from what editor_set gave */
bool editor_overwrites(const struct editor *e);

/* Typed or pasted text. Controls are dropped. False where not all of it had room. */
bool editor_insert(struct editor *e, const char *utf8);
/* False where nothing could be done: UP in the first row, LEFT at the start, nothing to undo. */
bool editor_do(struct editor *e, enum edit what);

/* Entering a rare hanzi by its code point: begin, then hex digits (a leading U or + is fine) go to the code, not to the text.
 * end(true) puts the character in and says whether there is one. code: "U+2BC21" so far, NULL while not entering; lent. */
void editor_code_begin(struct editor *e);
bool editor_code_end(struct editor *e, bool take);
const char *editor_code(const struct editor *e);

/* The window on the text. Row `row` of it shows `bytes` at `at`, of which the first cluster stands in column 0. False: empty.
 * */
bool editor_row(struct editor *e, int row, const char **at, size_t *bytes);
void editor_cursor(struct editor *e, int *row, int *column);    /* within the window */
int editor_rows(const struct editor *e);
int editor_columns(const struct editor *e);
size_t editor_at(const struct editor *e);                       /* byte offset of the cursor */
/* Columns that the cluster at s takes in an editor: a lone mark and what cannot be drawn are visible, a newline is not. */
int editor_width(const char *s, size_t bytes);

#endif
