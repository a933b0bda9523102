/* SPDX-License-Identifier: Apache-2.0 */
/* The table of screens, and what the plain one does. */
#include "desk/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/screens.h"
#include "desk/term.h"

static const struct screen_ops *const table[] = {
	&home_screen, &form_screen, &row_screen, &picker_screen, &list_screen, &query_screen, &record_screen, &entry_screen,
	&menu_screen, &command_screen, &help_screen, &person_screen, &blank_screen,
	&conflict_screen, &mend_screen, &reason_screen, &sync_screen,
};

static const struct hint plain_bar[] = {
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops *const *screen_table(size_t *n)
{
	*n = sizeof table / sizeof *table;
	return table;
}

void *screen_new(const struct screen_ops *ops, struct desk *d, size_t size)
{
	struct screen *s = mem_zero(size);

	s->ops = ops;
	s->desk = d;
	return s;
}

void screen_free(struct screen *s)
{
	if (s && s->ops->close)
		s->ops->close(s);
	free(s);
}

char *screen_heading(const struct screen *s)
{
	return s->ops->heading ? s->ops->heading(s) : mem_dup(_(s->ops->title));
}

struct next next_stay(void) { return (struct next){ .what = NEXT_STAY }; }
struct next next_back(void) { return (struct next){ .what = NEXT_BACK, .levels = 1 }; }
struct next next_push(struct screen *s) { return (struct next){ .what = NEXT_PUSH, .screen = s }; }
struct next next_swap(struct screen *s) { return (struct next){ .what = NEXT_BACK, .levels = 1, .screen = s }; }

struct next screen_plain_key(struct screen *s, const struct key *k)
{
	struct desk *d = s->desk;

	switch (k->action) {
	case ACT_HELP:
		return next_push(help_open(s));
	case ACT_MENU:
		return next_push(leave_menu(d));
	case ACT_INTERRUPT:
		return next_push(leave_ask(d));
	case ACT_BACK:
		/* the first screen is left by asking */
		return d->depth > 1 ? next_back() : next_push(leave_ask(d));
	case ACT_BLANK:
		return next_push(blank_open(d));
	case ACT_COMMAND:
		return next_push(command_open(d));
	case ACT_NEW:
		return next_push(new_open(d, ""));
	case ACT_FIND:
		return next_push(list_open(d, "case", "find"));
	case ACT_SYNC:
		return sync_key(d);
	case ACT_REDRAW:
		term_repaint();
		return next_stay();
	default:
		return next_stay();
	}
}

void screen_draw_bar(const struct screen *s, int row)
{
	const struct hint *h = s->ops->bar ? s->ops->bar : plain_bar;
	int column = 1;

	for (; h->words; h++) {
		const char *name = h->instead ? h->instead : keys_name(h->action), *words = _(h->words);
		int need = text_width(name) + 1 + text_width(words);
		if (column + need >= draw_columns())
			break;
		column += draw_text(row, column, need, ROLE_KEY, name) + 1;
		column += draw_text(row, column, need, ROLE_PLAIN, words) + 2;
	}
}

int content_bottom(void)
{
	return draw_rows() - 4;
}

void desk_say(struct desk *d, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	free(d->note);
	d->note = mem_dup(text);
	d->alarm = false;
}

void desk_err(struct desk *d, const struct err *err)
{
	log_err(err);
	desk_say(d, "%s", err->say);
	d->alarm = true;
}
