/* SPDX-License-Identifier: Apache-2.0 */
/* 首页: what matters now, what can be done, how the week went. The menu is a table of what the book has forms for. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/screens.h"

#define LEFT 4                  /* column of the left half */
#define RIGHT 41                /* and of the right one */
#define BAR_DAYS 7
#define LINES_MOST 16

struct home {
	struct screen base;
	struct today today;
	size_t at;                      /* line of the menu */
	size_t shown[LINES_MOST];       /* rows of the table that are there now */
	size_t n;
};

/* --- the menu ------------------------------------------------------------------------------------------------------- */

struct line {
	int digit;
	const char *words;              /* N_() */
	const char *form;               /* only where the book has it; NULL: always */
	bool (*there)(const struct home *h);    /* only while this is so; NULL: always */
	char *(*note)(const struct home *h);
	struct next (*go)(struct home *h, const struct line *l);
};

static char *note_intake(const struct home *h) { (void)h; return mem_dup(_("要办的事，一件一号")); }
static char *note_reception(const struct home *h) { (void)h; return mem_dup(_("只问只记，一行一批")); }
static char *note_cases(const struct home *h) { return mem_fmt(_("在办 %zu"), h->today.open); }
static char *note_receptions(const struct home *h) { return mem_fmt(_("今日 %zu 批"), h->today.receptions_today); }
static char *note_sync(const struct home *h) { return mem_fmt(_("待报 %zu"), h->base.desk->status.pending); }
static char *note_person(const struct home *h) { (void)h; return mem_fmt(_("退出用 %s"), keys_name(ACT_MENU)); }

static struct next go_form(struct home *h, const struct line *l)
{
	return next_push(form_open(h->base.desk, l->form, 0));
}

static struct next go_list(struct home *h, const struct line *l)
{
	const struct form *f = book_form(h->base.desk->session->book, l->form);
	return next_push(f ? list_open(h->base.desk, f->opens, "") : NULL);
}

static struct next go_sync(struct home *h, const struct line *l)
{
	(void)l;
	sync_start(h->base.desk);
	return next_stay();
}

static struct next go_person(struct home *h, const struct line *l)
{
	(void)l;
	return next_push(person_open(h->base.desk));
}

static bool any_refused(const struct home *h) { return h->base.desk->status.refused > 0; }
static bool any_conflicts(const struct home *h) { return h->base.desk->status.conflicts > 0; }
static char *note_refused(const struct home *h) { return mem_fmt(_("%zu 件，改后重报"), h->base.desk->status.refused); }
static char *note_conflicts(const struct home *h) { return mem_fmt(_("%zu 件，选定一个"), h->base.desk->status.conflicts); }

static struct next go_refused(struct home *h, const struct line *l)
{
	(void)l;
	return next_push(list_open(h->base.desk, "case", "refused"));
}

static struct next go_conflicts(struct home *h, const struct line *l)
{
	(void)l;
	return next_push(list_open(h->base.desk, "case", "conflicts"));
}

static const struct line lines[] = {
	{ 1, N_("受理登记"), "intake", NULL, note_intake, go_form },
	{ 2, N_("来访登记"), "reception", NULL, note_reception, go_form },
	{ 3, N_("案件"), "intake", NULL, note_cases, go_list },
	{ 4, N_("来访"), "reception", NULL, note_receptions, go_list },
	{ 5, N_("待改"), NULL, any_refused, note_refused, go_refused },
	{ 6, N_("待核对"), NULL, any_conflicts, note_conflicts, go_conflicts },
	{ 9, N_("同步"), NULL, NULL, note_sync, go_sync },
	{ 0, N_("换人"), NULL, NULL, note_person, go_person },
};

static bool is_there(const struct home *h, const struct line *l)
{
	if (l->form && !book_form(h->base.desk->session->book, l->form))
		return false;
	return !l->there || l->there(h);
}

static void home_reread(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct err err = { 0 };

	if (!today_count(s->desk->session, &h->today, &err))
		desk_err(s->desk, &err);
	h->n = 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines && h->n < LINES_MOST; i++)
		if (is_there(h, &lines[i]))
			h->shown[h->n++] = i;
	if (h->at >= h->n)
		h->at = 0;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static int menu_width(void)
{
	int widest = 0;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (text_width(_(lines[i].words)) > widest)
			widest = text_width(_(lines[i].words));
	return widest;
}

static void draw_menu(const struct home *h, int row)
{
	int words = menu_width();

	for (size_t i = 0; i < h->n; i++) {
		const struct line *l = &lines[h->shown[i]];
		bool here = i == h->at;
		char *note = l->note(h);
		if (here) {
			draw_text(row + (int)i, 2, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
			draw_cursor(row + (int)i, 2);
		}
		draw_fmt(row + (int)i, LEFT, 2, here ? ROLE_ACCENT : ROLE_KEY, "%d", l->digit);
		draw_text(row + (int)i, LEFT + 2, words, here ? ROLE_ACCENT : ROLE_PLAIN, _(l->words));
		draw_text(row + (int)i, LEFT + 2 + words + 3, RIGHT - LEFT - 2 - words - 5, ROLE_DIM, note);
		free(note);
	}
}

struct figure {
	const char *words;
	char *value;
};

/* Words in one column, numbers in the next. Takes the values. */
static void draw_figures(int row, int column, int room, struct figure *f, size_t n)
{
	int widest = 0;

	for (size_t i = 0; i < n; i++)
		if (text_width(f[i].words) > widest)
			widest = text_width(f[i].words);
	for (size_t i = 0; i < n; i++) {
		draw_text(row + (int)i, column, widest, ROLE_LABEL, f[i].words);
		draw_text(row + (int)i, column + widest + 2, room - widest - 2, ROLE_PLAIN, f[i].value);
		free(f[i].value);
	}
}

static void draw_today(const struct home *h, int row)
{
	const struct today *t = &h->today;
	struct figure f[] = {
		{ _("受理"), mem_fmt(_("%zu 件"), t->opened_today) },
		{ _("办结"), mem_fmt(_("%zu 件"), t->concluded_today) },
		{ _("来访"), mem_fmt(_("%zu 批 %zu 人"), t->receptions_today, t->visitors_today) },
		{ _("在办"), mem_fmt(_("%zu 件"), t->open) },
	};

	draw_text(row, LEFT, RIGHT - LEFT, ROLE_HEAD, _("今日"));
	draw_figures(row + 2, LEFT, RIGHT - LEFT - 2, f, sizeof f / sizeof *f);
}

/* Not a member of any county yet: what is missing, and how to get it. */
static void draw_stranger(int row)
{
	const char *p =
		_("本机还没有入网，填的都存成草稿。\n请向县中心要一个入网包，然后运行：\n  yichuang enroll 入网包");
	int columns = draw_columns() - RIGHT - 2;

	for (size_t n; (n = text_row(p, columns)) > 0; p += n, row++) {
		char *line = mem_ndup(p, n);
		draw_text(row, RIGHT, columns, ROLE_PLAIN, line);
		free(line);
	}
}

static void draw_matters(const struct home *h, int row)
{
	const struct status *st = &h->base.desk->status;
	struct figure f[3];
	size_t n = 0;

	draw_text(row, RIGHT, draw_columns() - RIGHT, ROLE_HEAD, _("要紧的事"));
	if (!session_enrolled(h->base.desk->session)) {
		draw_stranger(row + 2);
		return;
	}
	if (st->refused)
		f[n++] = (struct figure){ _("待改"), mem_fmt(_("%zu 件  县中心退回，改后重报"), st->refused) };
	if (st->conflicts)
		f[n++] = (struct figure){ _("待核对"), mem_fmt(_("%zu 件  两处说法不同"), st->conflicts) };
	if (h->today.drafts)
		f[n++] = (struct figure){ _("草稿"), mem_fmt(_("%zu 件  没填完"), h->today.drafts) };
	draw_figures(row + 2, RIGHT, draw_columns() - RIGHT - 2, f, n);
	if (!n)
		draw_text(row + 2, RIGHT, draw_columns() - RIGHT - 2, ROLE_DIM, _("没有"));
	if (*st->last_error)
		draw_fmt(row + 2 + (int)n + 1, RIGHT, draw_columns() - RIGHT - 2, ROLE_DIM, _("上次同步：%s"), st->last_error);
}

static void draw_bars(int row, const char *words, int width, const size_t *days, size_t most, size_t sum)
{
	int column = RIGHT + draw_text(row, RIGHT, width, ROLE_LABEL, words);

	column = RIGHT + width + 2;
	for (int i = 0; i < BAR_DAYS; i++)
		column += draw_text(row, column, 1, ROLE_ACCENT, draw_bar(days[i], most));
	draw_fmt(row, column + 2, 8, ROLE_PLAIN, "%4zu", sum);
}

static void draw_week(const struct home *h, int row)
{
	const struct today *t = &h->today;
	const char *opened = _("受理"), *concluded = _("办结");
	int width = text_width(opened) > text_width(concluded) ? text_width(opened) : text_width(concluded);
	size_t most = 0, in = 0, out = 0;

	for (int i = 0; i < BAR_DAYS; i++) {
		most = t->week_opened[i] > most ? t->week_opened[i] : most;
		most = t->week_concluded[i] > most ? t->week_concluded[i] : most;
		in += t->week_opened[i];
		out += t->week_concluded[i];
	}
	draw_text(row, RIGHT, draw_columns() - RIGHT, ROLE_HEAD, _("近七日"));
	draw_bars(row + 2, opened, width, t->week_opened, most, in);
	draw_bars(row + 3, concluded, width, t->week_concluded, most, out);
}

static void home_draw(struct screen *s)
{
	const struct home *h = (const struct home *)s;
	int row = CONTENT_TOP + 1;

	draw_today(h, row);
	draw_matters(h, row);
	draw_menu(h, row + 8);
	draw_week(h, row + 8);
}

static char *home_heading(const struct screen *s)
{
	const struct session *d = s->desk->session;

	if (d->self.name && *d->self.name)
		return mem_dup(d->self.name);
	return *d->unit ? book_unit(d->book, d->unit) : mem_dup(_("首页"));
}

static void home_foot(const struct screen *s, struct foot *f)
{
	size_t drafts = ((const struct home *)s)->today.drafts;

	if (drafts)
		f->left = mem_fmt(_("草稿 %zu 件，%s 续填"), drafts, keys_name(ACT_NEW));
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static struct next home_key(struct screen *s, const struct key *k)
{
	struct home *h = (struct home *)s;
	int digit = keys_digit(k);

	for (size_t i = 0; digit >= 0 && i < h->n; i++)
		if (lines[h->shown[i]].digit == digit) {
			h->at = i;
			return lines[h->shown[i]].go(h, &lines[h->shown[i]]);
		}
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		h->at = h->at ? h->at - 1 : h->n - 1;
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		h->at = (h->at + 1) % h->n;
		return next_stay();
	case ACT_ENTER:
		return lines[h->shown[h->at]].go(h, &lines[h->shown[h->at]]);
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static const struct hint home_bar[] = {
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_FIND, NULL, N_("查找") },
	{ ACT_SYNC, NULL, N_("同步") },
	{ ACT_NEW, NULL, N_("新增") },
	{ ACT_MENU, NULL, N_("菜单") },
	{ ACT_NONE, ":", N_("命令") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops home_screen = {
	.name = "home", .title = N_("首页"), .bar = home_bar, .heading = home_heading, .draw = home_draw, .key = home_key,
	.foot = home_foot, .reread = home_reread,
};

struct screen *home_open(struct desk *d)
{
	struct home *h = screen_new(&home_screen, d, sizeof *h);

	home_reread(&h->base);
	return &h->base;
}
