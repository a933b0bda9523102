/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 待核对: one record on which two places said different things. Above all that clashes, side by side; below, of the one the
 * accent is on, who said what and when. A choice is one more entry; what lost stays in the timeline.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "conflict_parts.h"

static size_t choices(const struct conflict *c)
{
	return conflict_here(c) ? conflict_here(c)->n + conflict_here(c)->typed : 0;
}

static size_t find(const struct settle_clash *list, size_t n, const char *key)
{
	size_t i = 0;

	while (i < n && strcmp(list[i].key, key) != 0)
		i++;
	return i;
}

/* The accent stays on its clash; where that is settled, it is on the one that follows. */
static bool load(struct conflict *c, struct err *err)
{
	struct session *s = c->base.desk->session;
	struct settle_clash *list;
	size_t n;
	struct record *r = record_get(s->store, c->id, err);

	if (!r)
		return err->kind ? false : err_set(err, ERR_CHECK, _("这一件不在本机了"));
	if (!settle_clashes(s, c->id, &list, &n, err)) {
		record_free(r);
		return false;
	}
	size_t at = conflict_here(c) ? find(list, n, conflict_here(c)->key) : n;
	record_free(c->r);
	settle_clashes_free(c->list, c->n);
	c->r = r;
	c->list = list;
	c->n = n;
	if (at < n)
		c->at = at;
	else
		c->pick = 0;
	c->at = c->at < n ? c->at : n ? n - 1 : 0;
	c->pick = c->pick < choices(c) ? c->pick : 0;
	c->base.desk->seen = c->id;
	return true;
}

static void conflict_reread(struct screen *s)
{
	struct err err = { 0 };

	if (!load((struct conflict *)s, &err))
		desk_err(s->desk, &err);
}

static char *conflict_heading(const struct screen *s)
{
	const struct conflict *c = (const struct conflict *)s;
	char *no = session_short_no(s->desk->session, c->r->no), *heading = mem_fmt(_("待核对  %s  %s"), no, c->r->title);

	free(no);
	return heading;
}

/* --- choosing ------------------------------------------------------------------------------------------------------- */

static struct next chosen(void *arg, struct desk *d, const char *reason, struct err *err)
{
	struct conflict *c = arg;

	if (settle_choose(d->session, c->id, c->asked.key, c->asked.entry, reason, err) && load(c, err)) {
		if (c->n)
			desk_say(d, _("“%s”已选定，还有 %zu 处"), c->asked.label, c->n);
		else
			desk_say(d, _("“%s”已选定，这一件没有待核对的了"), c->asked.label);
	}
	return c->n ? next_stay() : next_back();
}

static struct next other_value(struct conflict *c)
{
	struct err err = { 0 };
	struct fill *f = settle_other(c->base.desk->session, c->id, conflict_here(c)->key, &err);
	struct screen *form = form_of(c->base.desk, f, &err);

	/* the last one is settled by this form: nothing to come back to */
	return !form ? next_stay() : c->n == 1 ? next_swap(form) : next_push(form);
}

static void ask_for(struct conflict *c, const struct settle_clash *one, uint64_t entry)
{
	free(c->asked.key);
	free(c->asked.label);
	c->asked.key = mem_dup(one->key);
	c->asked.label = mem_dup(one->label);
	c->asked.entry = entry;
}

static struct next choose(struct conflict *c, size_t i)
{
	const struct settle_clash *one = conflict_here(c);

	if (i >= choices(c))
		return next_stay();
	c->pick = i;
	if (i == one->n)
		return other_value(c);
	ask_for(c, one, one->claims[i].entry);
	char *title = mem_fmt(_("“%s”采用%s（%s）的说法"), one->label, one->claims[i].here ? _("这里") : _("那里"),
	                      one->claims[i].unit);
	struct screen *ask = reason_open(c->base.desk, title, one->claims[i].says, _("核对后采用"), chosen, c);

	free(title);
	return next_push(ask);
}

static size_t moved(size_t at, int by, size_t n)
{
	return by < 0 ? at ? at - 1 : 0 : at + 1 < n ? at + 1 : at;
}

/* To another clash; where there is only one, to another choice. */
static void move(struct conflict *c, int by)
{
	if (c->n == 1) {
		c->pick = moved(c->pick, by, choices(c));
		return;
	}
	c->at = moved(c->at, by, c->n);
	c->pick = 0;
}

static struct next read_all(const struct conflict *c)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < c->n; i++) {
		const struct settle_clash *one = &c->list[i];

		buf_fmt(&b, "%s%s\n", i ? "\n" : "", one->label);
		for (size_t k = 0; k < one->n; k++) {
			char *who = conflict_who(&one->claims[k]);
			buf_fmt(&b, "%s\n  %s\n", who, one->claims[k].says);
			free(who);
		}
		buf_fmt(&b, "%s\n  %s\n", _("共同原值"), one->before);
	}
	return next_push(text_open(c->base.desk, conflict_heading(&c->base), buf_take(&b), 2));
}

static struct next conflict_key(struct screen *s, const struct key *k)
{
	struct conflict *c = (struct conflict *)s;
	int digit = keys_digit(k);

	if (digit > 0)
		return choose(c, (size_t)digit - 1);
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		move(c, -1);
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		move(c, 1);
		return next_stay();
	case ACT_LEFT:
		c->pick = moved(c->pick, -1, choices(c));
		return next_stay();
	case ACT_RIGHT:
		c->pick = moved(c->pick, 1, choices(c));
		return next_stay();
	case ACT_ENTER:
		return c->n ? choose(c, c->pick) : next_back();
	case ACT_PICK:
		return c->n ? read_all(c) : next_stay();
	case ACT_ACT:
		return next_push(record_open(s->desk, c->id, NULL));
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static void conflict_foot(const struct screen *s, struct foot *f)
{
	f->left = mem_fmt(_("本件待核对 %zu 处"), ((const struct conflict *)s)->n);
}

static char *conflict_help(const struct screen *s)
{
	(void)s;
	return mem_dup(_("待核对\n\n"
	                 "两处在互相没有看到的时候改了同一栏，写得不一样，列在这里。"
	                 "上面一行一处：这里写的、那里写的、改之前是什么。"
	                 "下面是光标所在的一处：谁、什么时候、写了什么。\n\n"
	                 "↑ ↓ 换一处；按数字，或 ← → 移动再按 Enter，选定用哪一种，写一句理由。"
	                 "都不对的选最后一行，另填一个。没选上的仍留在经过里。\n\n"
	                 "没选定以前，列表里显示的是后写的那一种。\n"));
}

static void conflict_close(struct screen *s)
{
	struct conflict *c = (struct conflict *)s;

	record_free(c->r);
	settle_clashes_free(c->list, c->n);
	free(c->asked.key);
	free(c->asked.label);
}

static const struct hint conflict_bar[] = {
	{ ACT_NONE, "1–9", N_("选定") },
	{ ACT_NONE, "←→", N_("移动") },
	{ ACT_NONE, "↑↓", N_("换一处") },
	{ ACT_PICK, NULL, N_("全文") },
	{ ACT_ACT, NULL, N_("看案件") },
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops conflict_screen = {
	.name = "conflict", .title = N_("待核对"), .bar = conflict_bar, .heading = conflict_heading, .draw = conflict_draw,
	.key = conflict_key, .foot = conflict_foot, .help = conflict_help, .reread = conflict_reread, .close = conflict_close,
};

struct screen *conflict_open(struct desk *d, uint64_t record)
{
	struct conflict *c = screen_new(&conflict_screen, d, sizeof *c);
	struct err err = { 0 };

	c->id = record;
	if (load(c, &err))
		return &c->base;
	desk_err(d, &err);
	free(c);
	return NULL;
}
