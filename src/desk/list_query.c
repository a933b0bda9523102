/* SPDX-License-Identifier: Apache-2.0 */
/* F3: which records a list shows, typed, or with F4 chosen from the views. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "desk/draw.h"
#include "desk/editor_view.h"
#include "list_parts.h"
#include "model/pinyin.h"

#define COLUMN 5
#define WORDS 11                /* column of what is typed, and of the choices */

struct query {
	struct screen base;
	struct list *list;
	struct editor *words;
	char *wrong;            /* why it was not understood; NULL: it was */
};

/* --- F4: the views -------------------------------------------------------------------------------------------------- */

/* Does it answer to what was typed: its words or their pinyin? */
static void offer(struct choices *out, const char *code, const char *words, const char *filter)
{
	out->all++;
	if (!*filter || strstr(_(words), filter) || pinyin_match(words, filter))
		choices_add(out, code, _(words), pinyin_initials(words), false, false);
}

static void fill_views(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct view_of of = listing_looks(d->session);

	(void)arg;
	(void)inside;
	for (size_t i = 0; view_at(i); i++) {
		struct record_filter f;
		struct view_days days;
		if (view_filter(view_at(i), &of, &f, &days))
			offer(out, view_at(i)->name, view_at(i)->words, filter);
	}
	offer(out, "", N_("在办"), filter);
	offer(out, "全部", N_("全部"), filter);
}

static struct next view_chosen(void *arg, struct desk *d, const char *code)
{
	struct list *list = arg;
	struct listing *l = list_listing(list);
	const struct view *v = view_find(code);

	if (v ? listing_view(l, d->session, v) : listing_query(l, d->session, code, NULL))
		list_show(list);
	/* the choices, and the line that asked for them */
	return (struct next){ .what = NEXT_BACK, .levels = 2 };
}

static const struct chooser_ops views = { .fill = fill_views, .chosen = view_chosen, .footer = N_("键入拼音首字母也可以") };

/* --- the line ------------------------------------------------------------------------------------------------------- */

static void query_draw(struct screen *s)
{
	struct query *q = (struct query *)s;
	int row = content_bottom() - 1;

	draw_fill(row, 0, draw_columns(), ' ', ROLE_PLAIN);
	int column = COLUMN + draw_text(row, COLUMN, 20, ROLE_ACCENT, _("查找")) + 2;
	editor_resize(q->words, 1, draw_columns() - column - 6);
	editor_draw(q->words, row, column);
}

static void query_foot(const struct screen *s, struct foot *f)
{
	const struct query *q = (const struct query *)s;

	f->right = mem_dup(q->wrong ? q->wrong : _("汉字、拼音首字母、电话后几位、编号，或 环节=办理；空着看在办的"));
	f->alarm = q->wrong;
}

static struct next look(struct query *q)
{
	struct err err = { 0 };

	if (listing_query(list_listing(q->list), q->base.desk->session, editor_text(q->words), &err)) {
		list_show(q->list);
		return next_back();
	}
	free(q->wrong);
	q->wrong = mem_dup(err.say);
	return next_stay();
}

static struct next query_key(struct screen *s, const struct key *k)
{
	struct query *q = (struct query *)s;

	if (k->action == ACT_ENTER)
		return look(q);
	free(q->wrong);
	q->wrong = NULL;
	if (editor_key(q->words, k) != EDITOR_NOT)
		return next_stay();
	switch (k->action) {
	case ACT_PICK:
		if (!listing_has_views(s->desk->session, list_listing(q->list)->kind))
			return next_stay();
		return next_push(chooser_open(s->desk, &picker_screen, &views, q->list, content_bottom() - 1, WORDS, 40, "",
		                              ""));
	case ACT_INTERRUPT:
		return (struct next){ .what = NEXT_PLAIN };
	default:
		return k->action == ACT_BACK ? next_back() : next_stay();
	}
}

static bool query_typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void query_close(struct screen *s)
{
	struct query *q = (struct query *)s;

	editor_free(q->words);
	free(q->wrong);
}

static const struct hint query_bar[] = {
	{ ACT_ENTER, NULL, N_("查找") },
	{ ACT_PICK, NULL, N_("要紧的") },
	{ ACT_BACK, NULL, N_("不查") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops query_screen = {
	.name = "query", .title = N_("查找"), .popup = true, .bar = query_bar, .draw = query_draw, .key = query_key,
	.typing = query_typing, .foot = query_foot, .close = query_close,
};

struct screen *query_open(struct desk *d, struct list *l)
{
	struct query *q = screen_new(&query_screen, d, sizeof *q);

	q->list = l;
	q->words = editor_new(1, 40, 100);
	editor_set(q->words, list_listing(l)->query);
	return &q->base;
}
