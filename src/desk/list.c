/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a kind, a page at a time by where the last one ended. F3, which says which of them, is list_query.c. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "list_parts.h"

#define FIRST_ROW (CONTENT_TOP + 2)
#define BEHIND_ALL "~"          /* in the order of days */

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
	const struct session *s = l->base.desk->session;
	struct record **page = NULL;
	struct err err = { 0 };
	size_t n = 0;

	if (!listing_count(&l->listing, s, &l->all, &err) ||
	    !listing_page(&l->listing, s, l->anchor, false, rows_shown(), &page, &n, &err))
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
	if (l->n && listing_page(&l->listing, l->base.desk->session, l->page[0], true, 1, &one, &n, NULL) && n) {
		set_anchor(l, one[0]);
		free(one);
	}
}

static void read_back(struct list *l, const struct record *before)
{
	struct record **page = NULL;
	struct err err = { 0 };
	size_t n = 0;

	if (!listing_page(&l->listing, l->base.desk->session, before, true, rows_shown(), &page, &n, &err))
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

/* By a clock of its own, a place is told by a record alone: the last page is then found from the start. */
static void read_to_end(struct list *l)
{
	struct record **all = NULL;
	struct err err = { 0 };
	size_t n = 0, most = rows_shown();

	if (!listing_page(&l->listing, l->base.desk->session, NULL, false, SIZE_MAX, &all, &n, &err))
		desk_err(l->base.desk, &err);
	size_t before = n > most ? n - most : 0;
	for (size_t i = 0; i < before; i++)
		record_free(all[i]);
	memmove(all, all + before, (n - before) * sizeof *all);
	take_page(l, all, n - before);
	find_anchor(l);
}

static void last_page(struct list *l)
{
	const struct record_filter *f = &l->listing.filter;
	/* where only what runs is listed, the end stands behind the last day, else behind what has none */
	bool running = f->running || f->due_from || f->due_to;
	struct record end = { .due = running ? BEHIND_ALL : "", .at = INT64_MIN,
	                      .id = l->listing.order == RECORD_NEWEST ? 0 : INT64_MAX };

	if (f->clock)
		read_to_end(l);
	else
		read_back(l, &end);
	l->from = l->all - l->n;
	l->at = l->n ? l->n - 1 : 0;
}

static void list_reread(struct screen *s)
{
	struct list *l = (struct list *)s;
	uint64_t id = s->desk->seen ? s->desk->seen : l->at < l->n ? l->page[l->at]->id : 0;

	s->desk->seen = 0;
	listing_renew(&l->listing, s->desk->session);
	read_page(l);
	/* what was dealt with is gone from a view, the whole page of it perhaps */
	if (!l->n && l->all)
		read_first(l);
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

	if (*q->query)
		return mem_dup(q->query);
	if (q->view)
		return mem_dup(_(q->view->words));
	if (q->filter.only_conflicts)
		return mem_dup(_("待核对"));
	if (q->filter.only_refused)
		return mem_dup(_("待改"));
	return mem_fmt("%s%s", q->filter.only_open ? _("在办，") : "", q->order == RECORD_DUE ? _("按期限") : _("新的在前"));
}

static char *list_heading(const struct screen *s)
{
	const struct list *l = (const struct list *)s;
	const struct listing *q = &l->listing;

	if (q->view)
		return mem_fmt("%s  %s", label_of(l), _(q->view->words));
	return mem_fmt("%s%s", label_of(l), q->filter.only_open ? _("  在办") : "");
}

/* A list with nothing in it says what would be there. */
static void draw_nothing(const struct listing *q)
{
	const char *say = *q->query ? _("没有找到") : q->view ? _(q->view->help) : _("还没有");
	int row = FIRST_ROW, columns = draw_columns() - 10;

	if (q->view && !*q->query)
		draw_text(row++, 5, columns, ROLE_PLAIN, _("现在没有。"));
	for (size_t n; (n = text_row(say, columns)) > 0; say += n) {
		char *line = mem_ndup(say, say[n - 1] == '\n' ? n - 1 : n);
		draw_text(row++, 5, columns, ROLE_DIM, line);
		free(line);
	}
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
		draw_nothing(&l->listing);
	char *what = condition(l), *where = mem_fmt(_("第 %zu–%zu 件，共 %zu"), l->n ? l->from + 1 : 0, l->from + l->n, l->all);
	int from = draw_text_to(foot, draw_columns() - 1, 40, ROLE_DIM, where);
	draw_fmt(foot, 5, from - 7, ROLE_DIM, _("%s 条件：%s"), keys_name(ACT_FIND), what);
	free(what);
	free(where);
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

/* In 待核对 and 待改 what there is to do about it. */
static struct screen *open_it(struct list *l, uint64_t id)
{
	struct desk *d = l->base.desk;

	return l->listing.filter.only_conflicts ? conflict_open(d, id) : l->listing.filter.only_refused ? mend_open(d, id)
	       : record_open(d, id, &l->listing);
}

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
		return l->at < l->n ? next_push(open_it(l, l->page[l->at]->id)) : next_stay();
	case ACT_ACT:
		return l->at < l->n ? next_push(form_menu(s->desk, l->page[l->at]->id)) : next_stay();
	case ACT_NEW:
	case ACT_INSERT:
		return next_push(new_open(s->desk, l->listing.kind));
	case ACT_FIND:
		return next_push(query_open(s->desk, l));
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static struct next list_begin(struct screen *s)
{
	struct list *l = (struct list *)s;
	return l->ask ? next_push(query_open(s->desk, l)) : next_stay();
}

static char *list_help(const struct screen *s)
{
	(void)s;
	return mem_dup(_("列表\n\n"
	                 "↑ ↓ 移动，Enter 打开，F9 直接办理，F6 新增，F3 查找。\n\n"
	                 "查找可以写：两个以上汉字、姓名的拼音首字母、电话后几位、编号；也可以写 环节=办理 等级=较大 类别=土地 "
	                 "地点=北岭村 主办=司法所 从=2026-11-01 到=2026-11-24，几个条件用空格隔开。写 超期、待签收、待回访 "
	                 "这些词看要紧的，F3 以后按 F4 可以选。写 全部 看全部，空着回车看在办的。\n\n"
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

struct listing *list_listing(struct list *l)
{
	return &l->listing;
}

void list_show(struct list *l)
{
	l->listing.order = l->listing.view ? l->listing.view->order : order_of(l->base.desk, &l->listing);
	read_first(l);
}

/* What a list begins with: a view, what is wrong, or the usual. */
static void only_this(struct listing *l, const struct session *s, const char *only)
{
	const struct view *v = view_find(only);

	if (v && listing_view(l, s, v))
		return;
	listing_usual(l, s);
	l->filter.only_conflicts = !strcmp(only, "conflicts");
	l->filter.only_refused = !strcmp(only, "refused");
	if (l->filter.only_conflicts || l->filter.only_refused)
		l->filter.only_open = false;
}

/* What is refused or in conflict is counted whatever it is, so the list begins with a kind that has some. Yours. */
static char *kind_in_trouble(const struct desk *d, const char *only, const char *kind)
{
	struct record_filter f = { .only_conflicts = !strcmp(only, "conflicts"), .only_refused = !strcmp(only, "refused") };
	struct record_filter own = f;
	struct record **one = NULL;
	size_t n = 0;

	own.kind = kind;
	if ((f.only_conflicts || f.only_refused) && record_count(d->session->store, &own, &n, NULL, NULL) && !n)
		record_list(d->session->store, &f, RECORD_NEWEST, NULL, 1, &one, &n, NULL);
	char *found = mem_dup(one && n && *one[0]->kind ? one[0]->kind : kind);
	record_list_free(one, one ? n : 0);
	return found;
}

struct screen *list_open(struct desk *d, const char *kind, const char *only)
{
	struct list *l = screen_new(&list_screen, d, sizeof *l);

	l->listing.kind = kind_in_trouble(d, only, kind);
	only_this(&l->listing, d->session, only);
	l->ask = !strcmp(only, "find");
	list_show(l);
	return &l->base;
}
