/* SPDX-License-Identifier: Apache-2.0 */
/* Painting a field editor and feeding it keys. */
#include "desk/editor_view.h"

#include "base/text.h"

static void draw_row(int row, int column, int columns, const char *at, size_t bytes, enum role r)
{
	int used = 0, width;

	for (size_t n; bytes && (n = text_cluster(at)) > 0 && n <= bytes; at += n, bytes -= n) {
		width = editor_width(at, n);
		if (used + width > columns)
			break;
		draw_cluster(row, column + used, at, n, width, r);
		used += width;
	}
	draw_fill(row, column + used, columns - used, '_', ROLE_ROOM);
}

void editor_draw(struct editor *e, int row, int column)
{
	int r, c;

	for (int i = 0; i < editor_rows(e); i++) {
		const char *at;
		size_t n;
		editor_row(e, i, &at, &n);
		draw_row(row + i, column, editor_columns(e), at, n, ROLE_PLAIN);
	}
	editor_cursor(e, &r, &c);
	draw_cursor(row + r, column + c);
}

void editor_draw_text(int row, int column, int rows, int columns, const char *text, enum role r)
{
	for (int i = 0; i < rows; i++) {
		size_t n = rows > 1 ? text_row(text, columns) : text_fit(text, columns, NULL);
		size_t shown = n && text[n - 1] == '\n' ? n - 1 : n;
		draw_row(row + i, column, columns, text, shown, r);
		text += n;
	}
}

static enum editor_took enter_code(struct editor *e, const struct key *k)
{
	switch (k->action) {
	case ACT_TEXT:
		if (*k->text != ' ') {
			editor_insert(e, k->text);
			return EDITOR_TOOK;
		}
		return editor_code_end(e, true) ? EDITOR_TOOK : EDITOR_FULL;
	case ACT_ENTER:
		return editor_code_end(e, true) ? EDITOR_TOOK : EDITOR_FULL;
	case ACT_BACK:
		editor_code_end(e, false);
		return EDITOR_TOOK;
	default:
		editor_code_end(e, false);
		return EDITOR_NOT;
	}
}

static enum editor_took take(bool all)
{
	return all ? EDITOR_TOOK : EDITOR_FULL;
}

enum editor_took editor_key(struct editor *e, const struct key *k)
{
	static const struct { enum action action; enum edit edit; bool always; } map[] = {
		{ ACT_LEFT, EDIT_LEFT, true }, { ACT_RIGHT, EDIT_RIGHT, true },
		{ ACT_WORD_LEFT, EDIT_WORD_LEFT, true }, { ACT_WORD_RIGHT, EDIT_WORD_RIGHT, true },
		{ ACT_UP, EDIT_UP, false }, { ACT_DOWN, EDIT_DOWN, false },
		{ ACT_HOME, EDIT_HOME, true }, { ACT_END, EDIT_END, true },
		{ ACT_BACKSPACE, EDIT_BACKSPACE, true }, { ACT_DELETE, EDIT_DELETE, true },
		{ ACT_INSERT, EDIT_OVERWRITE, true }, { ACT_UNDO, EDIT_UNDO, true },
	};

	if (editor_code(e))
		return enter_code(e, k);
	switch (k->action) {
	case ACT_TEXT:
	case ACT_PASTE:
		return take(editor_insert(e, k->text));
	case ACT_NEWLINE:
		return editor_rows(e) > 1 ? take(editor_insert(e, "\n")) : EDITOR_NOT;
	case ACT_CODE:
		editor_code_begin(e);
		return EDITOR_TOOK;
	default:
		break;
	}
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (map[i].action == k->action)
			return editor_do(e, map[i].edit) || map[i].always ? EDITOR_TOOK : EDITOR_NOT;
	return EDITOR_NOT;
}
