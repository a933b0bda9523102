/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: draw the stack, wait for a key, let the top screen say what happens next. */
#include "desk/desk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/keys.h"
#include "desk/screens.h"
#include "desk/term.h"

#define KEYS_INI_MAX 65536

static struct screen *top(const struct desk *d)
{
	return d->stack[d->depth - 1];
}

/* The lowest screen that can be seen: pop-ups leave the one below them in sight. */
static size_t lowest_seen(const struct desk *d)
{
	size_t i = d->depth - 1;

	while (i > 0 && d->stack[i]->ops->popup)
		i--;
	return i;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static const char *weekday(int day)
{
	static const char *const names[] = { N_("周日"), N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"),
		N_("周六") };
	return _(names[day]);
}

static void draw_title(const struct desk *d, const struct screen *s)
{
	struct clock_parts t = clock_split(clock_ms());
	char *when = mem_fmt(_("%s  %d月%02d日 %s  %02d:%02d"), d->session->who, t.month, t.day, weekday(t.weekday), t.hour,
	                     t.minute);
	char *heading = screen_heading(s), *right = mem_fmt("%s%s", d->session->self.practice ? _("练习  ") : "", when);
	int from = draw_text_to(0, draw_columns() - 1, draw_columns() / 2, ROLE_PLAIN, right);
	int column = 1 + draw_text(0, 1, from - 3, ROLE_TITLE, _("一窗")) + 2;

	draw_text(0, column, from - column - 2, ROLE_TITLE, heading);
	draw_rule(1);
	free(when);
	free(heading);
	free(right);
}

/* 待报 n · 待改 n · 待核对 n · 上次成功 when. Yours. */
static char *truth(const struct desk *d)
{
	const struct status *st = &d->status;
	struct clock_parts t = clock_split(st->last_ok);
	struct buf b = { 0 };

	buf_fmt(&b, _("待报 %zu · 待改 %zu · 待核对 %zu · 上次成功 "), st->pending, st->refused, st->conflicts);
	if (!st->last_ok)
		buf_puts(&b, _("从未"));
	else if (clock_day_of(st->last_ok) == clock_today())
		buf_fmt(&b, "%02d:%02d", t.hour, t.minute);
	else
		buf_fmt(&b, "%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
	return buf_take(&b);
}

/* What comes up without anybody having asked: a run and how far it is, a clock that is wrong. Yours; NULL: nothing. */
static char *news(const struct desk *d, bool *alarm)
{
	if (d->note)
		return NULL;
	char *say = sync_progress(d);
	/* the home screen has room for a whole sentence about the clock */
	if (!say && d->stack[lowest_seen(d)]->ops != &home_screen)
		*alarm = (say = sync_clock(d, true));
	return say;
}

static void draw_foot(const struct desk *d, const struct screen *s)
{
	struct foot f = { 0 };
	int row = draw_rows() - 3, end = draw_columns() - 1;

	if (s->ops->foot)
		s->ops->foot(s, &f);
	bool alarm = d->note && d->alarm;
	char *own = f.right ? NULL : news(d, &alarm);
	if (!f.right)
		f.right = truth(d);
	const char *sentence = d->note ? d->note : own;
	enum role right = f.alarm ? ROLE_ALARM : ROLE_PLAIN, left = alarm ? ROLE_ALARM : ROLE_PLAIN;
	const char *say = sentence ? sentence : f.left ? f.left : "";
	int said = text_width(say), room = end - 1 - text_width(f.right) - 3;

	if (sentence && said > room) {
		/* a sentence counts more than the numbers */
		draw_text(row, 1, end - 1, left, say);
	} else {
		int from = draw_text_to(row, end, end - 1, right, f.right);
		if (said <= from - 4)
			draw_text(row, 1, from - 4, left, say);
	}
	free(own);
	free(f.left);
	free(f.right);
}

static void draw_small(void)
{
	char *sentence = mem_dup(_("窗口太小，需要 80×24 以上"));
	size_t n;
	int row = 0;

	for (const char *p = sentence; *p && row < draw_rows(); p += n) {
		n = text_row(p, draw_columns());
		char *line = mem_ndup(p, n);
		draw_text(row++, 0, draw_columns(), ROLE_PLAIN, line);
		free(line);
	}
	free(sentence);
}

static void draw(struct desk *d)
{
	size_t from = lowest_seen(d);

	draw_begin();
	if (!draw_fits()) {
		draw_small();
		draw_end();
		return;
	}
	if (!top(d)->ops->bare) {
		draw_title(d, d->stack[from]);
		draw_foot(d, top(d));
		draw_rule(draw_rows() - 2);
		screen_draw_bar(top(d), draw_rows() - 1);
	}
	for (; from < d->depth; from++)
		d->stack[from]->ops->draw(d->stack[from]);
	draw_end();
}

/* --- what happens next ---------------------------------------------------------------------------------------------- */

static void read_status(struct desk *d)
{
	struct err err = { 0 };

	if (!status_read(d->session, &d->status, &err))
		desk_err(d, &err);
	sync_noticed(d);
}

static void reread(struct desk *d)
{
	read_status(d);
	for (size_t i = 0; i < d->depth; i++)
		if (d->stack[i]->ops->reread)
			d->stack[i]->ops->reread(d->stack[i]);
}

/* After a screen came or went, only what is in sight needs to be true; the others are read when they are seen again. */
static void uncovered(struct desk *d)
{
	read_status(d);
	for (size_t i = lowest_seen(d); i < d->depth; i++)
		if (d->stack[i]->ops->reread)
			d->stack[i]->ops->reread(d->stack[i]);
}

static bool keep(struct screen *s, struct err *err)
{
	return !s->ops->keep || s->ops->keep(s, err);
}

/* A screen whose content is not on disk does not go away: what was typed would be lost. */
static bool pop(struct desk *d)
{
	struct err err = { 0 };

	if (!keep(top(d), &err)) {
		desk_err(d, &err);
		return false;
	}
	screen_free(d->stack[--d->depth]);
	return true;
}

static bool keep_all(struct desk *d)
{
	struct err err = { 0 };

	for (size_t i = d->depth; i-- > 0;)
		if (!keep(d->stack[i], &err)) {
			desk_err(d, &err);
			return false;
		}
	return true;
}

static bool apply(struct desk *d, const struct next *n);

static void push(struct desk *d, struct screen *s)
{
	if (!s)
		return;
	if (d->depth == DESK_DEPTH) {
		desk_say(d, "%s", _("开的窗口太多了，请先按 Esc 返回"));
		screen_free(s);
		return;
	}
	d->stack[d->depth++] = s;
	if (s->ops->begin) {
		struct next n = s->ops->begin(s);
		apply(d, &n);
	}
}

static void back(struct desk *d, const struct next *n)
{
	for (int i = n->levels ? n->levels : 1; i > 0 && d->depth > 1; i--)
		if (!pop(d)) {
			screen_free(n->screen);
			return;
		}
	push(d, n->screen);
}

static bool press(struct desk *d, const struct key *k);

/* False: leave the desk. */
static bool apply(struct desk *d, const struct next *n)
{
	switch (n->what) {
	case NEXT_PLAIN:
	case NEXT_STAY:
		return true;
	case NEXT_PUSH:
		push(d, n->screen);
		break;
	case NEXT_BACK:
		back(d, n);
		break;
	case NEXT_QUIT:
		return !keep_all(d);
	}
	uncovered(d);
	return n->again == ACT_NONE || press(d, &(struct key){ n->again, "" });
}

static bool press(struct desk *d, const struct key *k)
{
	struct screen *s = top(d);
	struct next n = { .what = NEXT_PLAIN };

	if (s->ops->key)
		n = s->ops->key(s, k);
	if (n.what == NEXT_PLAIN)
		n = screen_plain_key(s, k);
	return apply(d, &n);
}

/* Nobody is typing: look what others did, and tidy up a little. */
static void idle(struct desk *d)
{
	struct err err = { 0 };
	bool synced = sync_poll(d), ended = stick_poll(d) || synced;

	if (!keep(top(d), &err))
		desk_err(d, &err);
	if (store_changed(d->session->store) || ended) {
		if (!session_refresh(d->session, &err))
			desk_err(d, &err);
		reread(d);
	}
	/* only where nobody can be in the middle of something */
	if (!top(d)->ops->bare)
		push(d, sync_question(d, top(d)->ops->typing || top(d)->ops->popup));
	store_idle(d->session->store);
}

static bool typing(const struct screen *s)
{
	return s->ops->typing && s->ops->typing(s);
}

static bool step(struct desk *d)
{
	draw(d);
	struct key k = term_read(typing(top(d)));

	switch (k.action) {
	case ACT_IDLE:
		idle(d);
		return true;
	case ACT_HANGUP:
		return false;
	case ACT_RESIZE:
		reread(d);
		return true;
	case ACT_NONE:
		return true;
	default:
		break;
	}
	if (!draw_fits() && k.action != ACT_INTERRUPT)
		return true;
	free(d->note);
	d->note = NULL;
	return press(d, &k);
}

/* --- beginning and end ---------------------------------------------------------------------------------------------- */

static void wrong_key(void *arg, const struct ini_fault *f)
{
	struct desk *d = arg;

	log_warn("keys.ini:%d: %s", f->line, f->say);
	desk_say(d, "keys.ini %s: %s", f->key, f->say);
	d->alarm = true;
}

static void load_keys(struct desk *d)
{
	char *path = file_join(store_dir(d->session->store), "keys.ini");
	struct buf b = { 0 };

	/* there rarely is one */
	if (file_read(path, KEYS_INI_MAX, &b, NULL))
		keys_load(b.data ? b.data : "", b.len, wrong_key, d);
	else
		keys_load(NULL, 0, NULL, NULL);
	buf_free(&b);
	free(path);
}

int desk_run(struct session *s, struct err *err)
{
	struct desk d = { .session = s };

	if (!term_start(err))
		return err_exit(err);
	load_keys(&d);
	sync_begin(&d);
	push(&d, home_open(&d));
	push(&d, draft_ask(&d));
	reread(&d);
	while (step(&d))
		;
	while (d.depth) {
		struct err why = { 0 };
		if (!keep(top(&d), &why))
			log_err(&why);
		screen_free(d.stack[--d.depth]);
	}
	sync_end(&d);
	stick_stop_watching(&d);
	free(d.note);
	keys_load(NULL, 0, NULL, NULL);
	term_stop();
	return 0;
}
