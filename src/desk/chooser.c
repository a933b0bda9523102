/* SPDX-License-Identifier: Apache-2.0 */
/* A pop-up list that a typed filter narrows: the picker of coded fields and the command line. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/editor_view.h"
#include "desk/screens.h"

#define LINES_MOST 10
#define CODE_MOST 14
#define FILTER_MOST 1000        /* characters: it may be a path */
#define BOX 60                  /* columns */
#define BOX_MARGIN 6

struct chooser {
	struct screen base;
	const struct chooser_ops *ops;
	void *arg;
	int row, column, columns;       /* of the filter */
	struct editor *filter;
	char *inside;                   /* the branch gone into; "" at the top */
	struct choices choices;
	size_t at, top;                 /* chosen line, first line shown */
};

void choices_add(struct choices *c, const char *code, const char *name, char *note, bool branch, bool closed)
{
	c->list = mem_grow(c->list, &c->cap, c->n, sizeof *c->list);
	c->list[c->n++] = (struct choice){ mem_dup(code), mem_dup(name), note, branch, closed };
}

void choices_free(struct choices *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->list[i].code);
		free(c->list[i].name);
		free(c->list[i].note);
	}
	free(c->list);
	*c = (struct choices){ 0 };
}

static void narrow_down(struct chooser *c)
{
	choices_free(&c->choices);
	c->ops->fill(c->arg, c->base.desk, editor_text(c->filter), c->inside, &c->choices);
	c->at = c->top = 0;
}

static void go_inside(struct chooser *c, char *branch)
{
	free(c->inside);
	c->inside = branch;
	editor_set(c->filter, "");
	narrow_down(c);
}

struct screen *chooser_open(struct desk *d, const struct screen_ops *as, const struct chooser_ops *ops, void *arg, int row,
                            int column, int columns, const char *typed, const char *inside)
{
	struct chooser *c = screen_new(as, d, sizeof *c);

	c->ops = ops;
	c->arg = arg;
	c->row = row;
	c->column = column;
	c->columns = columns;
	c->filter = editor_new(1, columns, FILTER_MOST);
	c->inside = mem_dup(inside);
	editor_insert(c->filter, typed);
	narrow_down(c);
	return &c->base;
}

static void chooser_close(struct screen *s)
{
	struct chooser *c = (struct chooser *)s;

	if (c->ops->done)
		c->ops->done(c->arg);
	choices_free(&c->choices);
	editor_free(c->filter);
	free(c->inside);
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

/* How many lines there is room for, and the box's first row. */
static int lines_shown(const struct chooser *c, int *box)
{
	int below = content_bottom() - c->row - 3, above = c->row - CONTENT_TOP - 3;
	int n = c->choices.n ? (int)c->choices.n : 1, room = below >= 4 || below >= above ? below : above;

	if (n > room)
		n = room;
	if (n > LINES_MOST)
		n = LINES_MOST;
	*box = room == below ? c->row + 1 : c->row - n - 3;
	return n;
}

static int code_width(const struct chooser *c)
{
	int widest = 0;

	for (size_t i = 0; c->ops->coded && i < c->choices.n; i++) {
		int w = text_width(c->choices.list[i].code);
		if (w > widest && w <= CODE_MOST)
			widest = w;
	}
	return widest ? widest + 2 : 0;
}

static void draw_choice(const struct chooser *c, size_t i, int row, int column, int columns)
{
	const struct choice *one = &c->choices.list[i];
	enum role r = i == c->at ? ROLE_ACCENT : one->closed ? ROLE_DIM : ROLE_PLAIN;
	int code = code_width(c), note = columns > 44 && !c->ops->whole ? 18 : 0;

	if (i == c->at)
		draw_text(row, column, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
	if (code)
		draw_text(row, column + 2, code - 2, r, one->code);
	draw_text(row, column + 2 + code, columns - 4 - code - note, r, one->name);
	if (note)
		draw_text(row, column + columns - note, note - 1, ROLE_DIM, one->branch ? "→" : one->note ? one->note : "");
}

static void chooser_draw(struct screen *s)
{
	struct chooser *c = (struct chooser *)s;
	int box, n = lines_shown(c, &box), left = draw_columns() - BOX_MARGIN - BOX;
	int column = c->column < left ? c->column : left;

	if (c->at < c->top)
		c->top = c->at;
	if (c->at >= c->top + (size_t)n)
		c->top = c->at - (size_t)n + 1;
	draw_box(box, column, n + 3, BOX);
	for (int i = 0; i < n && c->top + (size_t)i < c->choices.n; i++)
		draw_choice(c, c->top + (size_t)i, box + 1 + i, column + 1, BOX - 2);
	if (!c->choices.n)
		draw_text(box + 1, column + 3, BOX - 5, ROLE_PLAIN, _("没有对得上的，退格改一改"));
	int used = draw_fmt(box + n + 1, column + 3, 20, ROLE_DIM, "%zu / %zu", c->choices.n, c->choices.all);
	draw_text_to(box + n + 1, column + BOX - 2, BOX - used - 8, ROLE_DIM, *c->ops->footer ? _(c->ops->footer) : "");
	editor_draw(c->filter, c->row, c->column);
}

static void chooser_foot(const struct screen *s, struct foot *f)
{
	const struct chooser *c = (const struct chooser *)s;

	f->right = mem_dup(c->ops->up ? _("↑↓ 移动，→ 进入，← 退出，Enter 选定，Esc 不改") :
	                   _("↑↓ 移动，Enter 选定，Esc 不改"));
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static void move_by(struct chooser *c, long by)
{
	long at = (long)c->at + by, last = (long)c->choices.n - 1;

	c->at = (size_t)(at < 0 || last < 0 ? 0 : at > last ? last : at);
}

static bool enter_branch(struct chooser *c)
{
	const struct choice *one = c->at < c->choices.n ? &c->choices.list[c->at] : NULL;

	if (!one || !one->branch)
		return false;
	go_inside(c, mem_dup(one->code));
	return true;
}

static void leave_branch(struct chooser *c)
{
	char *up = c->ops->up ? c->ops->up(c->arg, c->inside) : NULL;

	if (up)
		go_inside(c, up);
}

static struct next choose(struct chooser *c)
{
	const char *typed = editor_text(c->filter);

	if (c->at >= c->choices.n)
		return c->ops->unknown && *typed ? c->ops->unknown(c->arg, c->base.desk, typed) : next_stay();
	const struct choice *one = &c->choices.list[c->at];
	if (one->closed) {
		enter_branch(c);
		return next_stay();
	}
	return c->ops->chosen(c->arg, c->base.desk, one->code);
}

static struct next chooser_key(struct screen *s, const struct key *k)
{
	struct chooser *c = (struct chooser *)s;
	int box, page = lines_shown(c, &box);

	switch (k->action) {
	case ACT_ENTER:
	case ACT_NEXT:
		return choose(c);
	case ACT_UP:
	case ACT_DOWN:
		move_by(c, k->action == ACT_UP ? -1 : 1);
		return next_stay();
	case ACT_PGUP:
	case ACT_PGDN:
		move_by(c, k->action == ACT_PGUP ? -page : page);
		return next_stay();
	case ACT_RIGHT:
		if (!editor_do(c->filter, EDIT_RIGHT))
			enter_branch(c);
		return next_stay();
	case ACT_LEFT:
		if (!editor_do(c->filter, EDIT_LEFT))
			leave_branch(c);
		return next_stay();
	case ACT_PICK:
	case ACT_NEW:
	case ACT_FIND:
	case ACT_MENU:
		return next_stay();
	default:
		break;
	}
	char *was = mem_dup(editor_text(c->filter));
	bool took = editor_key(c->filter, k) != EDITOR_NOT;
	if (strcmp(was, editor_text(c->filter)) != 0)
		narrow_down(c);
	free(was);
	return took ? next_stay() : (struct next){ .what = NEXT_PLAIN };
}

static char *chooser_help(const struct screen *s)
{
	const struct chooser *c = (const struct chooser *)s;
	return c->ops->help ? c->ops->help(c->arg) : NULL;
}

static bool chooser_typing(const struct screen *s)
{
	(void)s;
	return true;
}

static const struct hint chooser_bar[] = {
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_ENTER, NULL, N_("选定") },
	{ ACT_NONE, "↑↓", N_("移动") },
	{ ACT_BACK, NULL, N_("不改") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops picker_screen = {
	.name = "picker", .title = N_("选择"), .popup = true, .bar = chooser_bar,
	.draw = chooser_draw, .key = chooser_key, .typing = chooser_typing, .foot = chooser_foot,
	.help = chooser_help, .close = chooser_close,
};

const struct screen_ops command_screen = {
	.name = "command", .title = N_("命令"), .popup = true, .bar = chooser_bar,
	.draw = chooser_draw, .key = chooser_key, .typing = chooser_typing, .foot = chooser_foot,
	.help = chooser_help, .close = chooser_close,
};
