/* SPDX-License-Identifier: Apache-2.0 */
/* A reason in one line, before something that stays for good: what is chosen of two, what is taken back. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/editor_view.h"
#include "desk/screens.h"

#define REASON_MOST 300
#define COLUMNS_MOST 76
#define ABOUT_ROWS 4

struct reason {
	struct screen base;
	char *title, *about;
	struct editor *words;
	reasoned *told;
	void *arg;
	char *wrong;            /* why it was not taken; NULL: it was not tried */
};

/* Running text, at most `most` rows; returns how many. Without a row: only counts. */
static int draw_about(const char *text, int row, int column, int columns)
{
	int rows = 0;

	for (size_t n; rows < ABOUT_ROWS && (n = text_row(text, columns)) > 0; text += n, rows++) {
		bool cut = text[n] && rows + 1 == ABOUT_ROWS;
		char *line = mem_ndup(text, n), *whole = mem_fmt("%s%s", line, cut ? "…" : "");

		if (row)
			draw_text(row + rows, column, columns + 2, ROLE_PLAIN, whole);
		free(line);
		free(whole);
	}
	return rows;
}

static void reason_draw(struct screen *s)
{
	struct reason *r = (struct reason *)s;
	int columns = draw_columns() - 4 < COLUMNS_MOST ? draw_columns() - 4 : COLUMNS_MOST, inner = columns - 4;
	int about = draw_about(r->about, 0, 0, inner - 2), rows = about + 6;
	int row = (draw_rows() - rows) / 2, column = (draw_columns() - columns) / 2;

	draw_box(row, column, rows, columns);
	draw_text(row + 1, column + 2, inner, ROLE_TITLE, r->title);
	draw_about(r->about, row + 2, column + 2, inner - 2);
	int used = draw_text(row + 3 + about, column + 2, 20, ROLE_LABEL, _("理由"));
	editor_resize(r->words, 1, inner - used - 3);
	editor_draw(r->words, row + 3 + about, column + 2 + used + 2);
}

/* What the teller wants, seen from here: this screen goes first. */
static struct next and_away(struct next n)
{
	if (n.what != NEXT_BACK)
		return next_back();
	n.levels = (n.levels ? n.levels : 1) + 1;
	return n;
}

static struct next take(struct reason *r)
{
	char *words = text_trim(editor_text(r->words));
	struct err err = { 0 };
	struct next n = next_stay();

	if (!*words)
		err_set(&err, ERR_CHECK, _("请写一句理由"));
	else
		n = r->told(r->arg, r->base.desk, words, &err);
	free(words);
	if (!err.kind)
		return and_away(n);
	free(r->wrong);
	r->wrong = mem_dup(err.say);
	return next_stay();
}

static struct next reason_key(struct screen *s, const struct key *k)
{
	struct reason *r = (struct reason *)s;

	if (k->action == ACT_ENTER && !editor_code(r->words))
		return take(r);
	free(r->wrong);
	r->wrong = NULL;
	if (editor_key(r->words, k) != EDITOR_NOT)
		return next_stay();
	if (k->action == ACT_INTERRUPT || k->action == ACT_BLANK || k->action == ACT_REDRAW)
		return (struct next){ .what = NEXT_PLAIN };
	return k->action == ACT_BACK ? next_back() : next_stay();
}

static bool reason_typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void reason_foot(const struct screen *s, struct foot *f)
{
	const struct reason *r = (const struct reason *)s;

	f->right = mem_dup(r->wrong ? r->wrong : _("保存以后理由留在经过里，不能再改"));
	f->alarm = r->wrong;
}

static void reason_close(struct screen *s)
{
	struct reason *r = (struct reason *)s;

	free(r->title);
	free(r->about);
	free(r->wrong);
	editor_free(r->words);
}

static const struct hint reason_bar[] = {
	{ ACT_ENTER, NULL, N_("保存") },
	{ ACT_BACK, NULL, N_("不改") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops reason_screen = {
	.name = "reason", .title = N_("理由"), .popup = true, .bar = reason_bar, .draw = reason_draw, .key = reason_key,
	.typing = reason_typing, .foot = reason_foot, .close = reason_close,
};

struct screen *reason_open(struct desk *d, const char *title, const char *about, const char *initial, reasoned *told, void *arg)
{
	struct reason *r = screen_new(&reason_screen, d, sizeof *r);

	r->title = mem_dup(title);
	r->about = mem_dup(about);
	r->words = editor_new(1, 40, REASON_MOST);
	editor_set(r->words, initial);
	r->told = told;
	r->arg = arg;
	return &r->base;
}
