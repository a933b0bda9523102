/* SPDX-License-Identifier: Apache-2.0 */
/* A field editor on the screen, and the keys it takes. */
#ifndef DESK_EDITOR_VIEW_H
#define DESK_EDITOR_VIEW_H

#include "desk/draw.h"
#include "desk/editor.h"
#include "desk/keys.h"

/* Paints the window at row, column: the text, unfilled room as a quiet line, and the real cursor at the edit point. */
void editor_draw(struct editor *e, int row, int column);
/* The same for text that nobody is editing. */
void editor_draw_text(int row, int column, int rows, int columns, const char *text, enum role r);

enum editor_took {
	EDITOR_NOT,             /* not an editing key, or it has nowhere to go (↑ in the first row): the screen's */
	EDITOR_TOOK,
	EDITOR_FULL,            /* not all of it had room */
};
enum editor_took editor_key(struct editor *e, const struct key *k);

#endif
