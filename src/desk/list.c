/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a kind, a page at a time by where the last one ended; and F3, which says which of them. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/editor_view.h"
#include "list_parts.h"

#define FIRST_ROW (CONTENT_TOP + 2)

struct list {
	struct screen base;
	struct listing listing;
	struct record **page;
	size_t n, at;
	size_t from;            /* records before the page */
	size_t all;
	struct record *anchor;  /* the record before the page, so that it can be read again; NULL: it is the first */
	bool ask;               /* F3 from elsewhere: ask what to look for at once */
};

static size_t rows_shown(void)
{
	return (size_t)(content_bottom() - 2 - FIRST_ROW);
}

static void take_page(struct list *l, struct record **page, size_t n)
{
	record_list_free(l->page, l->n);
	l->page = page;
	l->n = n;
	if (l->at >= n)
		l->at = n ? n - 1 : 0;
}

static void set_anchor(struct list *l, struct record *r)
{
	record_free(l->anchor);
	l->anchor = r;
}

/* The page behind the anchor. */
static void read_page(struct list *l)
{
	struct store *s = l->base.desk->session->store;
	struct record **page = NULL;
	struct err err = { 0 };
	size_t n = 0;

	if (!record_count(s, &l->listing.filter, &l->all, NULL, &err) ||
	    !record_list(s, &l->listing.filter, l->listing.order, l->anchor, rows_shown(), &page, &n, &err))
		desk_err(l->base.desk, &err);
	take_page(l, page, n);
}

static void read_first(struct list *l)
{
	set_anchor(l, NULL);
	l->from = 0;
	l->at = 0;
	read_page(l);
}

/* The record before the page's first becomes the anchor. */
static void find_anchor(struct list *l)
{
	struct record **one = NULL;
	size_t n = 0;

	set_anchor(l, NULL);
	if (l->n && record_list_back(l->base.desk->session->store, &l->listing.filter, l->listing.order, l->page[0], 1,
	                             &one, &n, NULL) && n) {
		set_anchor(l, one[0]);
		free(one);
	}
}

static void read_back(struct list *l, const struct record *before)
{
	struct record **page = NULL;
	struct err err = { 0 };
	size_t n = 0;

	if (!record_list_back(l->base.desk->session->store, &l->listing.filter, l->listing.order, before, rows_shown(),
	                      &page, &n, &err))
		desk_err(l->base.desk, &err);
	take_page(l, page, n);
	find_anchor(l);
}

static void page_down(struct list *l)
{
	if (l->from + l->n >= l->all || !l->n) {
		l->at = l->n ? l->n - 1 : 0;
		return;
	}
	l->from += l->n;
	set_anchor(l, l->page[l->n - 1]);
	l->page[l->n - 1] = NULL;       /* it is the anchor's now */
	l->n--;
	l->at = 0;
	read_page(l);
}

/* at_end: the accent goes to its last line, as ↑ does. */
static void page_up(struct list *l, bool at_end)
{
	if (!l->anchor || l->from < rows_shown()) {
		read_first(l);
		return;
	}
	struct record *first = l->page[0];
	l->page[0] = NULL;
	read_back(l, first);
	record_free(first);
	l->from -= l->n;
	l->at = at_end && l->n ? l->n - 1 : 0;
}

static void last_page(struct list *l)
{
	struct record end = { .due = "", .at = INT64_MIN, .id = l->listing.order == RECORD_NEWEST ? 0 : INT64_MAX };

	read_back(l, &end);
	l->from = l->all - l->n;
	l->at = l->n ? l->n - 1 : 0;
}

static void list_reread(struct screen *s)
{
	struct list *l = (struct list *)s;
	uint64_t id = s->desk->seen ? s->desk->seen : l->at < l->n ? l->page[l->at]->id : 0;

	s->desk->seen = 0;
	read_page(l);
	for (size_t i = 0; i < l->n; i++)
		if (l->page[i]->id == id)
			l->at = i;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static const char *label_of(const struct list *l)
{
	const struct form *f = book_opener(l->base.desk->session->book, l->listing.kind);
	return f && *f->list ? i18n_data(f->list) : f ? i18n_data(f->title) : l->listing.kind;
}

static char *condition(const struct list *l)
{
	const struct listing *q = &l->listing;

	if (q->query && *q->query)
		return mem_dup(q->query);
	if (q->filter.only_conflicts)
		return mem_dup(_("待核对"));
	if (q->filter.only_refused)
		return mem_dup(_("待改"));
	return mem_fmt("%s%s", q->filter.only_open ? _("在办，") : "", q->order == RECORD_DUE ? _("按期限") : _("新的在前"));
}

static char *list_heading(const struct screen *s)
{
	const struct list *l = (const struct list *)s;
	return mem_fmt("%s%s", label_of(l), l->listing.filter.only_open ? _("  在办") : "");
}

static void list_draw(struct screen *s)
{
	struct list *l = (struct list *)s;
	int number = list_number_width(s->desk, l->page, l->n), foot = content_bottom() - 1;

	list_draw_heads(s->desk, &l->listing, CONTENT_TOP, number);
	for (size_t i = 0; i < l->n && i < rows_shown(); i++)
		list_draw_record(s->desk, &l->listing, l->page[i], FIRST_ROW + (int)i, number, i == l->at);
	draw_cursor(FIRST_ROW + (int)l->at, 1);
	if (!l->n)
		draw_text(FIRST_ROW, 5, draw_columns() - 6, ROLE_DIM, *l->listing.query ? _("没有找到") : _("还没有"));
	char *what = condition(l), *where = mem_fmt(_("第 %zu–%zu 件，共 %zu"), l->n ? l->from + 1 : 0, l->from + l->n, l->all);
	int from = draw_text_to(foot, draw_columns() - 1, 40, ROLE_DIM, where);
	draw_fmt(foot, 5, from - 7, ROLE_DIM, _("%s 条件：%s"), keys_name(ACT_FIND), what);
	free(what);
	free(where);
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static struct screen *query_open(struct list *l);

static struct next list_key(struct screen *s, const struct key *k)
{
	struct list *l = (struct list *)s;

	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		if (l->at > 0)
			l->at--;
		else if (l->from)
			page_up(l, true);
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		if (l->at + 1 < l->n)
			l->at++;
		else
			page_down(l);
		return next_stay();
	case ACT_PGUP:
		page_up(l, false);
		return next_stay();
	case ACT_PGDN:
		page_down(l);
		return next_stay();
	case ACT_HOME:
		read_first(l);
		return next_stay();
	case ACT_END:
		last_page(l);
		return next_stay();
	case ACT_ENTER:
		return l->at < l->n ? next_push(record_open(s->desk, l->page[l->at]->id, &l->listing)) : next_stay();
	case ACT_ACT:
		return l->at < l->n ? next_push(form_menu(s->desk, l->page[l->at]->id)) : next_stay();
	case ACT_NEW:
	case ACT_INSERT:
		return next_push(new_open(s->desk, l->listing.kind));
	case ACT_FIND:
		return next_push(query_open(l));
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static struct next list_begin(struct screen *s)
{
	struct list *l = (struct list *)s;
	return l->ask ? next_push(query_open(l)) : next_stay();
}

static char *list_help(const struct screen *s)
{
	(void)s;
	return mem_dup(_("列表\n\n"
	                 "↑ ↓ 移动，Enter 打开，F9 直接办理，F6 新增，F3 查找。\n\n"
	                 "查找可以写：两个以上汉字、姓名的拼音首字母、电话后几位、编号；也可以写 环节=办理 等级=较大 类别=土地 "
	                 "地点=北岭村 从=2026-11-01 到=2026-11-24，几个条件用空格隔开。写 全部 看全部，空着回车看在办的。\n\n"
	                 "行首的字：报 还没报到县中心，改 被退回要改，核 两处说法不同要核对，等 前面的还没到齐。\n"));
}

static void list_foot(const struct screen *s, struct foot *f)
{
	(void)s;
	f->left = mem_fmt(_("%s 遮屏"), keys_name(ACT_BLANK));
}

static void list_close(struct screen *s)
{
	struct list *l = (struct list *)s;

	record_list_free(l->page, l->n);
	record_free(l->anchor);
	listing_clear(&l->listing);
	free(l->listing.kind);
}

static const struct hint list_bar[] = {
	{ ACT_FIND, NULL, N_("查找") },
	{ ACT_ENTER, NULL, N_("打开") },
	{ ACT_ACT, NULL, N_("办理") },
	{ ACT_NEW, NULL, N_("新增") },
	{ ACT_PGDN, NULL, N_("下一页") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops list_screen = {
	.name = "list", .title = N_("列表"), .bar = list_bar, .heading = list_heading, .begin = list_begin, .draw = list_draw,
	.key = list_key, .foot = list_foot, .help = list_help, .reread = list_reread, .close = list_close,
};

/* By due day where there are due days, else the newest first. */
static enum record_order order_of(const struct desk *d, const struct listing *l)
{
	struct record **one = NULL;
	size_t n = 0;
	bool due = record_list(d->session->store, &l->filter, RECORD_DUE, NULL, 1, &one, &n, NULL) && n && *one[0]->due;

	record_list_free(one, n);
	return due ? RECORD_DUE : RECORD_NEWEST;
}

struct screen *list_open(struct desk *d, const char *kind, const char *only)
{
	struct list *l = screen_new(&list_screen, d, sizeof *l);

	l->listing.kind = mem_dup(kind);
	listing_usual(&l->listing, d->session->book);
	l->listing.filter.only_conflicts = !strcmp(only, "conflicts");
	l->listing.filter.only_refused = !strcmp(only, "refused");
	if (l->listing.filter.only_conflicts || l->listing.filter.only_refused) {
		l->listing.filter.only_open = false;
	}
	l->listing.order = order_of(d, &l->listing);
	l->ask = !strcmp(only, "find");
	read_first(l);
	return &l->base;
}

/* --- F3 ------------------------------------------------------------------------------------------------------------- */

struct query {
	struct screen base;
	struct list *list;
	struct editor *words;
	char *wrong;            /* why it was not understood; NULL: it was */
};

static void query_draw(struct screen *s)
{
	struct query *q = (struct query *)s;
	int row = content_bottom() - 1;

	draw_fill(row, 0, draw_columns(), ' ', ROLE_PLAIN);
	int column = 5 + draw_text(row, 5, 20, ROLE_ACCENT, _("查找")) + 2;
	editor_resize(q->words, 1, draw_columns() - column - 6);
	editor_draw(q->words, row, column);
}

static void query_foot(const struct screen *s, struct foot *f)
{
	const struct query *q = (const struct query *)s;

	f->right = mem_dup(q->wrong ? q->wrong : _("汉字、拼音首字母、电话后几位、编号，或 环节=办理；空着看在办的"));
	f->alarm = q->wrong;
}

static struct next query_key(struct screen *s, const struct key *k)
{
	struct query *q = (struct query *)s;
	struct err err = { 0 };

	if (k->action == ACT_ENTER) {
		if (listing_query(&q->list->listing, s->desk->session->book, editor_text(q->words), &err)) {
			read_first(q->list);
			return next_back();
		}
		free(q->wrong);
		q->wrong = mem_dup(err.say);
		return next_stay();
	}
	free(q->wrong);
	q->wrong = NULL;
	if (editor_key(q->words, k) != EDITOR_NOT)
		return next_stay();
	if (k->action == ACT_INTERRUPT)
		return (struct next){ .what = NEXT_PLAIN };
	return k->action == ACT_BACK ? next_back() : next_stay();
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
	{ ACT_BACK, NULL, N_("不查") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops query_screen = {
	.name = "query", .title = N_("查找"), .popup = true, .bar = query_bar, .draw = query_draw, .key = query_key,
	.typing = query_typing, .foot = query_foot, .close = query_close,
};

static struct screen *query_open(struct list *l)
{
	struct query *q = screen_new(&query_screen, l->base.desk, sizeof *q);

	q->list = l;
	q->words = editor_new(1, 40, 100);
	editor_set(q->words, l->listing.query);
	return &q->base;
}
