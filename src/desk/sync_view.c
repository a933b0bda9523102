/* SPDX-License-Identifier: Apache-2.0 */
/* What the clerk sees of synchronising: a few words on the status line, and a window with what can be done. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "sync_parts.h"
#include "work/attach.h"

#define INNER 56                /* columns within the frame */
#define FRAME 5                 /* rows around the words and lines: the frame, the title, and the blanks between */
#define BAR 40
#define LINES_MOST 4

/* Seconds that matter: due dates and the order of what two desks write hang on the clock. */
#define CLOCK_OFF 300

/* --- words ---------------------------------------------------------------------------------------------------------- */

/* 1,234. Yours. */
static char *grouped(size_t n)
{
	return n < 1000 ? mem_fmt("%zu", n) : n < 1000000 ? mem_fmt("%zu,%03zu", n / 1000, n % 1000)
	                                    : mem_fmt("%zu,%03zu,%03zu", n / 1000000, n / 1000 % 1000, n % 1000);
}

/* Rounded to what a person wants to know. Yours. */
static char *duration(long seconds, bool brief)
{
	if (seconds < 60)
		return mem_fmt(_("%ld 秒"), seconds <= 10 ? 10 : (seconds + 9) / 10 * 10);
	if (seconds < 3600)
		return mem_fmt(brief ? _("%ld 分") : _("%ld 分钟"), (seconds + 30) / 60);
	return mem_fmt(_("%ld 小时"), (seconds + 1800) / 3600);
}

char *sync_how_much(const struct syncrun *r)
{
	char *n = grouped(r->ask.entries), *kb = grouped((size_t)((r->ask.bytes + 1023) >> 10));
	char *time = duration(r->ask.seconds, false);
	char *files = r->ask.files ? mem_fmt(_("文件 %zu 个，"), r->ask.files) : mem_dup("");
	char *all = r->ask.seconds < 0 ? mem_fmt(_("要报 %s 条，%s约 %s KB。"), n, files, kb)
	                               : mem_fmt(_("要报 %s 条，%s约 %s KB，按上次的线路约 %s。"), n, files, kb, time);

	free(n);
	free(kb);
	free(time);
	free(files);
	return all;
}

/* More than this is left though every entry is confirmed: files. */
#define ASKING 2048

/* 报送 340/1000 约剩 2 分 */
static char *how_far(const struct syncrun *r)
{
	if (r->up == r->all && r->left > ASKING) {
		char *time = r->seconds < 0 ? NULL : duration(r->seconds, true);
		char *say = time ? mem_fmt(_("传送文件 约剩 %s"), time) : mem_dup(_("正在传送文件"));
		free(time);
		return say;
	}
	if (!r->all)
		return r->down ? mem_fmt(_("已收到 %zu 条"), r->down) : mem_dup(_("正在同步……"));
	if (r->seconds < 0)
		return mem_fmt(_("报送 %zu/%zu"), r->up, r->all);
	char *time = duration(r->seconds, true), *all = mem_fmt(_("报送 %zu/%zu 约剩 %s"), r->up, r->all, time);

	free(time);
	return all;
}

char *sync_progress(const struct desk *d)
{
	const struct syncrun *r = d->sync;

	if (r->busy)
		return mem_dup(_("另一个程序正在报送"));
	if (r->running)
		return how_far(r);
	return r->wished ? mem_dup(_("正在同步……")) : NULL;
}

char *sync_clock(const struct desk *d, bool brief)
{
	long off = d->sync->ahead, by = off < 0 ? -off : off;
	const char *unit = by < 7200 ? _("分钟") : by < 172800 ? _("小时") : _("天");

	if (by <= CLOCK_OFF)
		return NULL;
	by /= by < 7200 ? 60 : by < 172800 ? 3600 : 86400;
	if (brief)
		return mem_fmt(off > 0 ? _("本机时间快 %ld %s，请校准") : _("本机时间慢 %ld %s，请校准"), by, unit);
	return mem_fmt(off > 0 ? _("本机时间比县中心快 %ld %s，期限会算错，请校准本机的时间")
	                       : _("本机时间比县中心慢 %ld %s，期限会算错，请校准本机的时间"), by, unit);
}

/* --- the window ----------------------------------------------------------------------------------------------------- */

struct window {
	struct screen base;
	size_t at;
};

struct line {
	const char *words, *note;               /* translated */
	struct next (*go)(struct desk *d);      /* NULL: back */
};

static struct next go_send(struct desk *d)
{
	sync_go(d);
	return next_back();
}

static struct next go_now(struct desk *d)
{
	sync_go(d);
	return next_stay();
}

static struct next go_files(struct desk *d)
{
	sync_files(d);
	return next_stay();
}

static struct next go_later(struct desk *d)
{
	sync_later(d);
	return next_back();
}

static struct next go_cancel(struct desk *d)
{
	desk_say(d, "%s", _("正在停止……"));
	sync_cancel(d);
	return next_back();
}

static struct next go_hush(struct desk *d)
{
	sync_hush(d, true);
	return next_stay();
}

static struct next go_resume(struct desk *d)
{
	sync_hush(d, false);
	return next_stay();
}

/* What can be done now; the last is 0. */
static size_t lines_of(const struct desk *d, struct line lines[LINES_MOST])
{
	const struct syncrun *r = d->sync;
	struct attach_left left = { 0 };
	size_t n = 0;

	if (r->asks) {
		lines[n++] = (struct line){ _("报送"), _("现在就报"), go_send };
		lines[n++] = (struct line){ _("以后"), sync_automatic() ? _("到时自动报") : _("想报的时候再报"), go_later };
		return n;
	}
	if (r->running || r->wished)
		lines[n++] = (struct line){ _("停止"), _("已报的不会丢，剩下的下次接着报"), go_cancel };
	else
		lines[n++] = (struct line){ _("现在同步"), "", go_now };
	if (!r->running && !r->wished && attach_left(d->session->store, &left, NULL) && left.later)
		lines[n++] = (struct line){ _("连留着的附件一起传"), _("以后传的、等 U 盘的"), go_files };
	if (sync_automatic())
		lines[n++] = r->hushed ? (struct line){ _("恢复自动同步"), "", go_resume }
		                       : (struct line){ _("暂停自动同步"), _("到关闭一窗为止"), go_hush };
	lines[n++] = (struct line){ _("返回"), r->running || r->wished ? _("接着报，不耽误做别的") : "", NULL };
	return n;
}

static char *last_ok(const struct desk *d)
{
	char at[17];

	if (!d->status.last_ok)
		return mem_dup(_("还没有同步成功过"));
	clock_format_minute(d->status.last_ok, at);
	return mem_fmt(_("上次成功 %s"), at);
}

/* The first sentence: how it stands. Yours. */
static char *standing(const struct desk *d)
{
	const struct syncrun *r = d->sync;
	char *progress;

	if (r->asks)
		return sync_how_much(r);
	progress = sync_progress(d);
	if (progress)
		return progress;
	return *r->last ? mem_dup(r->last) : mem_fmt(_("待报 %zu 条"), d->status.pending);
}

/* Then what stands behind that. Yours; "" nothing. */
static char *remark(const struct desk *d)
{
	const struct syncrun *r = d->sync;

	if (r->running && (r->all || r->left > ASKING))
		return mem_fmt(_("还要传约 %llu KB，已收到 %zu 条"), (r->left + 1023) >> 10, r->down);
	if (r->asks || r->running || r->wished)
		return mem_dup("");
	if (r->hushed)
		return mem_dup(_("自动同步已暂停"));
	if (strcmp(r->waits, "quiet") == 0)
		return mem_dup(_("现在是安静时段，不自动同步"));
	if (strcmp(r->waits, "day") == 0)
		return mem_dup(_("今天的流量已经用完，不自动同步"));
	if (strcmp(r->waits, "retry") == 0) {
		char *time = duration((long)((r->again - sync_now()) / 1000), false);
		char *say = mem_fmt(_("约 %s后自动再试"), time);
		free(time);
		return say;
	}
	return last_ok(d);
}

static char *used(const struct syncrun *r)
{
	if (!r->day)
		return mem_dup("");
	return mem_fmt(_("今天已用 %llu KB，限 %llu KB"), r->used >> 10, r->day >> 10);
}

/* Running text; returns its rows. Without a row: only counts them. */
static int draw_words(int row, int column, enum role role, const char *words)
{
	int rows = 0;

	for (size_t n; (n = text_row(words, INNER - 4)) > 0; words += n, words += strspn(words, " "), rows++) {
		char *line = mem_ndup(words, n);
		if (row)
			draw_text(row + rows, column, INNER - 4, role, line);
		free(line);
	}
	return rows;
}

static int draw_share(int row, int column, const struct syncrun *r)
{
	if (!r->running || !r->all)
		return 0;
	if (!row)
		return 1;
	size_t done = r->up * BAR / r->all;
	for (size_t i = 0; i < BAR; i++)
		draw_text(row, column + (int)i, 1, i < done ? ROLE_ACCENT : ROLE_ROOM, draw_bar(i < done, 1));
	draw_fmt(row, column + BAR + 2, 6, ROLE_PLAIN, "%3zu%%", r->up * 100 / r->all);
	return 1;
}

/* Everything above the lines; returns its rows. Without a row: only counts them. */
static int draw_standing(const struct desk *d, int row, int column)
{
	const struct syncrun *r = d->sync;
	char *words[] = { standing(d), remark(d), used(r) };
	enum role role = !r->asks && !r->running && !r->wished && r->bad ? ROLE_ALARM : ROLE_PLAIN;
	int rows = draw_words(row, column, role, words[0]);

	rows += draw_share(row ? row + rows : 0, column, r);
	rows += draw_words(row ? row + rows : 0, column, ROLE_PLAIN, words[1]);
	rows += draw_words(row ? row + rows : 0, column, ROLE_PLAIN, words[2]);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		free(words[i]);
	return rows;
}

static void draw_lines(const struct window *w, int row, int column)
{
	struct line lines[LINES_MOST];
	size_t n = lines_of(w->base.desk, lines);

	for (size_t i = 0; i < n; i++, row++) {
		enum role role = i == w->at ? ROLE_ACCENT : ROLE_PLAIN;
		if (i == w->at) {
			draw_text(row, column - 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
			draw_cursor(row, column - 1);
		}
		draw_fmt(row, column + 1, 1, role, "%zu", i + 1 < n ? i + 1 : 0);
		int end = column + 3 + draw_text(row, column + 3, 24, role, lines[i].words);
		draw_text(row, end + 2, INNER - 4 - (end + 2 - column), ROLE_DIM, lines[i].note);
	}
}

static void sync_draw(struct screen *s)
{
	struct window *w = (struct window *)s;
	const struct desk *d = s->desk;
	struct line lines[LINES_MOST];
	int n = (int)lines_of(d, lines), said = draw_standing(d, 0, 0), rows = n + said + FRAME;
	int row = (draw_rows() - rows) / 2, column = (draw_columns() - INNER - 2) / 2;

	if (w->at >= (size_t)n)
		w->at = 0;
	draw_box(row, column, rows, INNER + 2);
	draw_text(row + 1, column + 2, INNER - 2, ROLE_TITLE, _("同步"));
	draw_standing(d, row + 3, column + 2);
	draw_lines(w, row + 4 + said, column + 2);
}

static struct next take(struct window *w, size_t i)
{
	struct line lines[LINES_MOST];
	size_t n = lines_of(w->base.desk, lines);

	return i < n && lines[i].go ? lines[i].go(w->base.desk) : next_back();
}

static struct next sync_press(struct screen *s, const struct key *k)
{
	struct window *w = (struct window *)s;
	struct line lines[LINES_MOST];
	size_t n = lines_of(s->desk, lines);
	int digit = keys_digit(k);

	if (digit == 0)
		return take(w, n - 1);
	if (digit > 0)
		return (size_t)digit < n ? take(w, (size_t)digit - 1) : next_stay();
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		w->at = w->at ? w->at - 1 : n - 1;
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		w->at = (w->at + 1) % n;
		return next_stay();
	case ACT_ENTER:
		return take(w, w->at);
	case ACT_BACK:
	case ACT_MENU:
		/* a run that is on goes on */
		return s->desk->sync->asks ? take(w, n - 1) : next_back();
	case ACT_BLANK:
	case ACT_REDRAW:
	case ACT_HELP:
	case ACT_INTERRUPT:
		return (struct next){ .what = NEXT_PLAIN };
	default:
		return next_stay();
	}
}

static char *sync_help(const struct screen *s)
{
	(void)s;
	return mem_dup(_("同步\n\n把待报的报给县中心，把县中心的话取回来。在后面做，不耽误填表；断了会自己接着报，"
	                 "已报的不会再报一遍。停止只是放下正在传的这一段。\n\n"
	                 "自动同步的间隔、安静时段、一天的流量在 yichuang.ini 的 sync 一段里设。"));
}

static const struct hint sync_bar[] = {
	{ ACT_NONE, "1–9", N_("选") },
	{ ACT_NONE, "↑↓", N_("移动") },
	{ ACT_ENTER, NULL, N_("选定") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops sync_screen = {
	.name = "sync", .title = N_("同步"), .popup = true, .bar = sync_bar, .draw = sync_draw, .key = sync_press,
	.help = sync_help,
};

struct screen *sync_open(struct desk *d)
{
	return screen_new(&sync_screen, d, sizeof(struct window));
}
