/* SPDX-License-Identifier: Apache-2.0 */
/* Text to read: the help of a field, all keys, a record in full. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/screens.h"

#define MARGIN 4
#define FIRST_ROW (CONTENT_TOP + 1)

struct page {
	struct screen base;
	char *title, *text;
	int top, rows;          /* first row shown, all rows */
	int indent;             /* of what goes on from the row above */
	bool keys;              /* this is the list of all keys: F1 goes no further */
};

static void draw_line(int row, int indent, const char *text, size_t n, bool head)
{
	/* the break that ends it would be drawn as a blank, for which there may be no room */
	char *line = mem_ndup(text, text[n - 1] == '\n' ? n - 1 : n);

	draw_text(row, MARGIN + indent, draw_columns() - 2 * MARGIN - indent, head ? ROLE_HEAD : ROLE_PLAIN, line);
	free(line);
}

static void reader_draw(struct screen *s)
{
	struct page *r = (struct page *)s;
	int columns = draw_columns() - 2 * MARGIN, room = content_bottom() - FIRST_ROW + 1, row = 0, indent = 0;
	const char *p = r->text;

	/* where the window was made larger, or the text has ended */
	if (r->rows && r->top > r->rows - room)
		r->top = r->rows > room ? r->rows - room : 0;
	for (size_t n; (n = text_row(p, columns - indent)) > 0; p += n, row++) {
		if (row >= r->top && row < r->top + room)
			draw_line(FIRST_ROW + row - r->top, indent, p, n, row == 0 && p[n - 1] == '\n' && p[n] == '\n');
		indent = p[n - 1] == '\n' ? 0 : r->indent;
	}
	r->rows = row;
	if (row > r->top + room)
		draw_text_to(content_bottom(), draw_columns() - 2, 20, ROLE_DIM, _("下面还有"));
	draw_cursor(FIRST_ROW, MARGIN);
}

static struct next reader_key(struct screen *s, const struct key *k)
{
	struct page *r = (struct page *)s;
	int room = content_bottom() - FIRST_ROW + 1, last = r->rows > room ? r->rows - room : 0, by = 0;

	switch (k->action) {
	case ACT_UP:
		by = -1;
		break;
	case ACT_DOWN:
		by = 1;
		break;
	case ACT_PGUP:
		by = -(room - 1);
		break;
	case ACT_PGDN:
		by = room - 1;
		break;
	case ACT_HOME:
		by = -r->top;
		break;
	case ACT_END:
		by = last - r->top;
		break;
	case ACT_HELP:
		return r->keys ? next_back() : next_swap(keys_open(s->desk));
	case ACT_ENTER:
		return next_back();
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
	r->top = r->top + by < 0 ? 0 : r->top + by > last ? last : r->top + by;
	return next_stay();
}

static char *reader_heading(const struct screen *s)
{
	return mem_dup(((const struct page *)s)->title);
}

static void reader_close(struct screen *s)
{
	struct page *r = (struct page *)s;

	free(r->title);
	free(r->text);
}

static const struct hint help_bar[] = {
	{ ACT_HELP, NULL, N_("全部按键") },
	{ ACT_NONE, "↑↓", N_("翻看") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

static const struct hint text_bar[] = {
	{ ACT_NONE, "↑↓", N_("翻看") },
	{ ACT_PGDN, NULL, N_("下一页") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops help_screen = {
	.name = "help", .title = N_("帮助"), .bar = help_bar, .heading = reader_heading, .draw = reader_draw, .key = reader_key,
	.close = reader_close,
};

const struct screen_ops entry_screen = {
	.name = "text", .title = N_("全文"), .bar = text_bar, .heading = reader_heading, .draw = reader_draw, .key = reader_key,
	.close = reader_close,
};

static struct page *reader_new(const struct screen_ops *ops, struct desk *d, char *title, char *text, int indent)
{
	struct page *r = screen_new(ops, d, sizeof *r);

	r->title = title;
	r->indent = indent;
	r->text = text_clean(text, strlen(text), TEXT_BLOCK);
	free(text);
	return r;
}

struct screen *text_open(struct desk *d, char *title, char *text, int indent)
{
	return &reader_new(&entry_screen, d, title, text, indent)->base;
}

/* The table of keys, one line each: keys in one column, what they do in the next. */
static char *all_keys(int *indent)
{
	size_t n;
	const struct key_row *t = keys_table(&n);
	struct buf b = { 0 };
	int widest = 0;

	for (size_t i = 0; i < n; i++) {
		char *names = keys_names(t[i].action);
		if (text_width(names) > widest)
			widest = text_width(names);
		free(names);
	}
	*indent = widest + 3;
	for (size_t i = 0; i < n; i++) {
		char *names = keys_names(t[i].action);
		buf_puts(&b, names);
		for (int pad = text_width(names); pad < widest + 3; pad++)
			buf_putc(&b, ' ');
		buf_fmt(&b, "%s\n", _(t[i].help));
		free(names);
	}
	buf_puts(&b, _("\n开着中文输入法也一样：全角数字和 ？ ／ ： 都算；F 键被终端占用时，按 Esc 再按数字。\n"));
	return buf_take(&b);
}

struct screen *keys_open(struct desk *d)
{
	int indent;
	char *text = all_keys(&indent);
	struct page *r = reader_new(&help_screen, d, mem_dup(_("全部按键")), text, indent);

	r->keys = true;
	return &r->base;
}

struct screen *help_open(const struct screen *of)
{
	char *text = of->ops->help ? of->ops->help(of) : NULL;

	if (!text || !*text) {
		free(text);
		return keys_open(of->desk);
	}
	char *heading = screen_heading(of), *title = mem_fmt(_("帮助  %s"), heading);
	free(heading);
	return &reader_new(&help_screen, of->desk, title, text, 0)->base;
}
