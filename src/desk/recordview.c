/* SPDX-License-Identifier: Apache-2.0 */
/* One record: how far it is, what it says, how it came about, and what may be done with it now. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "record_parts.h"
#include "store/renewal.h"

#define FACTS_ROWS 9            /* of the upper part, at 24 rows; more where the window is taller */

void record_view_clear(struct record_view *v)
{
	fold_free(v->now);
	entries_free(&v->all);
	record_free(v->r);
	v->now = NULL;
	v->r = NULL;
	v->all = (struct entries){ 0 };
}

bool record_view_load(struct record_view *v, uint64_t id, struct err *err)
{
	struct store *s = v->base.desk->session->store;
	struct record_view fresh = { .base = v->base };

	id = renewal_now(s, id);        /* a restored desk has said it again under its new number */
	fresh.r = record_get(s, id, err);
	if (!fresh.r)
		return err->kind ? false : err_set(err, ERR_CHECK, _("这一件不在本机了"));
	if (!journal_of_record(s, id, &fresh.all, err)) {
		record_view_clear(&fresh);
		return false;
	}
	bool at_end = !v->all.n || v->at + 1 >= v->all.n;
	record_view_clear(v);
	v->id = id;
	v->base.desk->seen = id;
	v->r = fresh.r;
	v->all = fresh.all;
	v->now = fold_new(entries_const(&v->all), v->all.n);
	if (at_end || v->at >= v->all.n)
		v->at = v->all.n ? v->all.n - 1 : 0;
	return true;
}

static void record_reread(struct screen *s)
{
	struct record_view *v = (struct record_view *)s;
	struct err err = { 0 };

	if (!record_view_load(v, v->id, &err))
		desk_err(s->desk, &err);
}

static void record_draw(struct screen *s)
{
	struct record_view *v = (struct record_view *)s;
	int most = CONTENT_TOP + 1 + FACTS_ROWS + (draw_rows() - DRAW_ROWS_MIN) / 2;

	record_draw_head(v, CONTENT_TOP);
	int row = record_draw_facts(v, CONTENT_TOP + 2, most);
	record_draw_timeline(v, row, content_bottom());
}

static char *record_heading(const struct screen *s)
{
	const struct record_view *v = (const struct record_view *)s;
	char *no = session_short_no(s->desk->session, v->r->no), *heading = mem_fmt("%s  %s", no, v->r->title);

	free(no);
	return heading;
}

static void record_foot(const struct screen *s, struct foot *f)
{
	const struct record_view *v = (const struct record_view *)s;

	if (v->r->refused)
		f->left = mem_dup(_("本件被退回，改后重报"));
	else if (v->r->conflicts)
		f->left = mem_fmt(_("本件待核对 %d 处"), v->r->conflicts);
	else if (v->r->held)
		f->left = mem_dup(_("前面的还没到齐"));
	else
		f->left = mem_dup(_("本件无待核对"));
}

/* --- the one before, the one after ---------------------------------------------------------------------------------- */

static struct next neighbour(struct record_view *v, bool older)
{
	struct desk *d = v->base.desk;
	struct record **one = NULL;
	struct err err = { 0 };
	size_t n = 0;

	if (!v->from) {
		desk_say(d, "%s", _("不是从列表打开的，没有上一件下一件"));
		return next_stay();
	}
	bool good = listing_page(v->from, d->session, v->r, older, 1, &one, &n, &err);
	if (!good || (n && !record_view_load(v, one[0]->id, &err)))
		desk_err(d, &err);
	else if (!n)
		desk_say(d, "%s", older ? _("已是第一件") : _("已是最后一件"));
	else
		v->at = v->all.n ? v->all.n - 1 : 0;
	record_list_free(one, n);
	return next_stay();
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static struct next read_entry(struct record_view *v)
{
	if (v->at >= v->all.n)
		return next_stay();
	const struct form *f = book_form(v->base.desk->session->book, v->all.list[v->at]->form);
	char *heading = record_heading(&v->base), *title = mem_fmt("%s  %s", heading, f ? i18n_data(f->title) : "");
	free(heading);
	int indent;
	char *text = record_entry_text(v, v->at, &indent);
	return next_push(text_open(v->base.desk, title, text, indent));
}

static struct next read_all(struct record_view *v)
{
	int indent;
	char *text = record_text(v, &indent);
	return next_push(text_open(v->base.desk, record_heading(&v->base), text, indent));
}

static void move_to(struct record_view *v, long at)
{
	long last = (long)v->all.n - 1;
	v->at = (size_t)(at < 0 || last < 0 ? 0 : at > last ? last : at);
}

static struct next record_key(struct screen *s, const struct key *k)
{
	struct record_view *v = (struct record_view *)s;
	long at = (long)v->at;

	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		move_to(v, at - 1);
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		move_to(v, at + 1);
		return next_stay();
	case ACT_PGUP:
		move_to(v, at - 6);
		return next_stay();
	case ACT_PGDN:
		move_to(v, at + 6);
		return next_stay();
	case ACT_HOME:
		move_to(v, 0);
		return next_stay();
	case ACT_END:
		move_to(v, (long)v->all.n);
		return next_stay();
	case ACT_ENTER:
		return read_entry(v);
	case ACT_PICK:
		return read_all(v);
	case ACT_ACT:
		return next_push(form_menu(s->desk, v->id));
	case ACT_OLDER:
		return neighbour(v, true);
	case ACT_NEWER:
		return neighbour(v, false);
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static void record_close(struct screen *s)
{
	record_view_clear((struct record_view *)s);
}

static const struct hint record_bar[] = {
	{ ACT_ACT, NULL, N_("办理") },
	{ ACT_PICK, NULL, N_("全文") },
	{ ACT_OLDER, NULL, N_("上一件") },
	{ ACT_NEWER, NULL, N_("下一件") },
	{ ACT_ENTER, NULL, N_("看这一条") },
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops record_screen = {
	.name = "record", .title = N_("案件"), .bar = record_bar, .heading = record_heading, .draw = record_draw,
		.key = record_key,
	.foot = record_foot, .help = record_help, .reread = record_reread, .close = record_close,
};

struct screen *record_open(struct desk *d, uint64_t record, const struct listing *from)
{
	struct record_view *v = screen_new(&record_screen, d, sizeof *v);
	struct err err = { 0 };

	v->from = from;
	if (record_view_load(v, record, &err))
		return &v->base;
	desk_err(d, &err);
	free(v);
	return NULL;
}
