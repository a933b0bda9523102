/* SPDX-License-Identifier: Apache-2.0 */
/* 首页: what matters now, what can be done, how the week went. The menu is a table of what the book has forms for. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "home_parts.h"
#include "work/view.h"

#define LEFT HOME_LEFT
#define RIGHT HOME_RIGHT
#define MENU_BELOW 8            /* rows from the heads to the menu */
#define LINES_MOST 16

struct home {
	struct screen base;
	struct today today;
	struct matters matters;
	size_t at;                      /* line of the menu, then of 要紧的事 */
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
	return sync_show(h->base.desk);
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

/* Forms are offered to those who fill them; a list is for whoever has the cases. */
static bool is_there(const struct home *h, const struct line *l)
{
	const struct form *f = l->form ? book_form(h->base.desk->session->book, l->form) : NULL;
	unsigned level = form_level_of(h->base.desk->session->unit);

	if (l->form && (!f || (l->go == go_form && level && !(f->levels & level))))
		return false;
	return !l->there || l->there(h);
}

static void home_reread(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct err err = { 0 };

	if (!today_count(s->desk->session, &h->today, &err))
		desk_err(s->desk, &err);
	matters_clear(&h->matters);
	if (session_enrolled(s->desk->session))
		matters_read(&h->matters, s->desk, &h->today);
	h->n = 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines && h->n < LINES_MOST; i++)
		if (is_there(h, &lines[i]))
			h->shown[h->n++] = i;
	if (h->at >= h->n + h->matters.n)
		h->at = 0;
}

static void home_close(struct screen *s)
{
	matters_clear(&((struct home *)s)->matters);
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

/* Not a member of any county yet: what is missing, and how to get it. */
static int draw_stranger(int row)
{
	const char *p =
		_("本机还没有入网，填的都存成草稿。\n请向县中心要一个入网包，然后运行：\n  yichuang enroll 入网包");
	int columns = draw_columns() - RIGHT - 2;

	for (size_t n; (n = text_row(p, columns)) > 0; p += n, row++) {
		char *line = mem_ndup(p, n);
		draw_text(row, RIGHT, columns, ROLE_PLAIN, line);
		free(line);
	}
	return row;
}

/* Returns the row behind. */
static int draw_matters(const struct home *h, int row)
{
	draw_text(row, RIGHT, draw_columns() - RIGHT, ROLE_HEAD, _("要紧的事"));
	if (!session_enrolled(h->base.desk->session))
		return draw_stranger(row + 2);
	return matters_draw(&h->matters, h->base.desk, row + 2, content_bottom(), h->at < h->n ? SIZE_MAX : h->at - h->n);
}

static void home_draw(struct screen *s)
{
	const struct home *h = (const struct home *)s;
	int row = CONTENT_TOP + 1, menu = row + MENU_BELOW;

	home_draw_today(&h->today, row);
	draw_menu(h, menu);
	row = draw_matters(h, row) + 1;
	home_draw_week(&h->today, session_enrolled(s->desk->session) ? &h->matters : NULL, row > menu ? row : menu);
	char *clock = sync_clock(s->desk, false);
	if (clock) {
		draw_fill(content_bottom(), 0, draw_columns(), ' ', ROLE_PLAIN);
		draw_text(content_bottom(), LEFT, draw_columns() - LEFT - 2, ROLE_ALARM, clock);
	}
	free(clock);
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

static struct next go_to(struct home *h)
{
	if (h->at >= h->n)
		return matters_go(&h->matters, h->base.desk, h->at - h->n);
	return lines[h->shown[h->at]].go(h, &lines[h->shown[h->at]]);
}

static struct next home_key(struct screen *s, const struct key *k)
{
	struct home *h = (struct home *)s;
	size_t all = h->n + h->matters.n;
	int digit = keys_digit(k);

	for (size_t i = 0; digit >= 0 && i < h->n; i++)
		if (lines[h->shown[i]].digit == digit) {
			h->at = i;
			return go_to(h);
		}
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		h->at = h->at ? h->at - 1 : all - 1;
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		h->at = (h->at + 1) % all;
		return next_stay();
	case ACT_RIGHT:
		if (h->at < h->n && h->matters.n)
			h->at = h->n;
		return next_stay();
	case ACT_LEFT:
		if (h->at >= h->n)
			h->at = 0;
		return next_stay();
	case ACT_ENTER:
		return go_to(h);
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static char *home_help(const struct screen *s)
{
	struct buf b = { 0 };

	(void)s;
	buf_puts(&b, _("首页\n\n左边是能做的事，按数字就到。右边「要紧的事」一行是一类，写着几件、头一件是哪件；"
	               "→ 或一路 ↓ 过去，Enter 打开那一类的列表，← 回来。\n\n"));
	for (size_t i = 0; view_at(i); i++)
		buf_fmt(&b, "%s  %s\n", _(view_at(i)->words), _(view_at(i)->help));
	return buf_take(&b);
}

static const struct hint home_bar[] = {
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_NONE, "→", N_("要紧的事") },
	{ ACT_FIND, NULL, N_("查找") },
	{ ACT_SYNC, NULL, N_("同步") },
	{ ACT_NEW, NULL, N_("新增") },
	{ ACT_MENU, NULL, N_("菜单") },
	{ ACT_NONE, ":", N_("命令") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops home_screen = {
	.name = "home", .title = N_("首页"), .bar = home_bar, .heading = home_heading, .draw = home_draw, .key = home_key,
	.foot = home_foot, .help = home_help, .reread = home_reread, .close = home_close,
};

struct screen *home_open(struct desk *d)
{
	struct home *h = screen_new(&home_screen, d, sizeof *h);

	home_reread(&h->base);
	return &h->base;
}
