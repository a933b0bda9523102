/* SPDX-License-Identifier: Apache-2.0 */
/* A pop-up of numbered lines: F10, what next, which draft, are you sure. 1–9 pick, 0 goes back, ↑ ↓ and Enter do too; letters
 * go to the line whose pinyin they begin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/screens.h"
#include "model/pinyin.h"

#define DIGITS 9                /* lines that have one */
#define FRAME 4                 /* rows around the lines: the frame, the title and a blank */
#define WIDTH_LEAST 34
#define WIDTH_MOST 66
#define TYPED_MAX 32

struct line {
	char *words, *note;
	menu_go *go, *on_delete;
	void *arg;
	int64_t id;
};

struct menu {
	struct screen base;
	char *title, *zero, *sentence;
	struct line *lines;
	size_t n, cap;
	size_t at;              /* n: line 0, the last */
	size_t top;             /* first line shown, where there are more than fit */
	char typed[TYPED_MAX];  /* letters so far */
	void *own;
};

struct menu *menu_new(struct desk *d, const char *title, const char *zero)
{
	struct menu *m = screen_new(&menu_screen, d, sizeof *m);

	m->title = mem_dup(title);
	m->zero = mem_dup(zero);
	m->sentence = mem_dup("");
	return m;
}

void menu_say(struct menu *m, const char *sentence)
{
	free(m->sentence);
	m->sentence = mem_dup(sentence);
}

void menu_add(struct menu *m, const char *words, const char *note, menu_go *go, void *arg, int64_t id)
{
	m->lines = mem_grow(m->lines, &m->cap, m->n, sizeof *m->lines);
	m->lines[m->n++] = (struct line){ mem_dup(words), mem_dup(note), go, NULL, arg, id };
}

void menu_on_delete(struct menu *m, menu_go *go)
{
	if (m->n)
		m->lines[m->n - 1].on_delete = go;
}

void menu_own(struct menu *m, void *arg) { m->own = arg; }
size_t menu_count(const struct menu *m) { return m->n; }
struct screen *menu_screen_of(struct menu *m) { return &m->base; }

static void menu_close(struct screen *s)
{
	struct menu *m = (struct menu *)s;

	for (size_t i = 0; i < m->n; i++) {
		free(m->lines[i].words);
		free(m->lines[i].note);
	}
	free(m->lines);
	free(m->title);
	free(m->zero);
	free(m->sentence);
	free(m->own);
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static int words_width(const struct menu *m)
{
	int widest = text_width(m->zero);

	for (size_t i = 0; i < m->n; i++)
		if (text_width(m->lines[i].words) > widest)
			widest = text_width(m->lines[i].words);
	return widest;
}

static int inner_width(const struct menu *m)
{
	int words = words_width(m), width = text_width(m->title) + 2;

	for (size_t i = 0; i < m->n; i++)
		if (5 + words + 2 + text_width(m->lines[i].note) > width)
			width = 5 + words + 2 + text_width(m->lines[i].note);
	if (text_width(m->sentence) + 2 > width)
		width = text_width(m->sentence) + 2;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

static int rows_of(const char *text, int columns)
{
	int rows = 0;

	for (size_t n; (n = text_row(text, columns)) > 0; text += n)
		rows++;
	return rows;
}

static void draw_line(const struct menu *m, size_t i, int row, int column, int columns)
{
	bool zero = i == m->n, here = i == m->at;
	int words = words_width(m);
	enum role r = here ? ROLE_ACCENT : ROLE_PLAIN;

	if (here) {
		draw_text(row, column, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, column);
	}
	if (zero || i < DIGITS)
		draw_fmt(row, column + 2, 1, r, "%zu", zero ? 0 : i + 1);
	int used = draw_text(row, column + 4, columns - 5, r, zero ? m->zero : m->lines[i].words);
	if (!zero)
		draw_text(row, column + 4 + (used > words ? used : words) + 2, columns - words - 6, ROLE_DIM, m->lines[i].note);
}

/* Rows of the sentence and the blank below it. */
static int rows_said(const struct menu *m)
{
	return *m->sentence ? rows_of(m->sentence, inner_width(m) - 2) + 1 : 0;
}

/* Lines that find room; line 0 always does. */
static size_t lines_shown(const struct menu *m)
{
	int room = content_bottom() - CONTENT_TOP + 1 - FRAME - rows_said(m) - 1;

	return room < (int)m->n ? (size_t)(room > 1 ? room : 1) : m->n;
}

static void draw_sentence(const struct menu *m, int row, int column, int columns)
{
	const char *p = m->sentence;

	for (size_t n; (n = text_row(p, columns)) > 0; p += n) {
		char *line = mem_ndup(p, p[n - 1] == '\n' ? n - 1 : n);
		draw_text(row++, column, columns, ROLE_PLAIN, line);
		free(line);
	}
}

static void menu_draw(struct screen *s)
{
	struct menu *m = (struct menu *)s;
	int inner = inner_width(m), said = rows_said(m);
	size_t shown = lines_shown(m), last = m->at < m->n ? m->at : m->n - 1;
	int rows = (int)shown + 1 + said + FRAME, row = (draw_rows() - rows) / 2, column = (draw_columns() - inner - 2) / 2;

	if (m->n && last < m->top)
		m->top = last;
	if (m->n && last >= m->top + shown)
		m->top = last - shown + 1;
	draw_box(row, column, rows, inner + 2);
	draw_text(row + 1, column + 2, inner - 2, ROLE_TITLE, m->title);
	if (shown < m->n) {
		char *where = mem_fmt("%zu–%zu / %zu", m->top + 1, m->top + shown, m->n);
		draw_text_to(row + 1, column + inner, inner - 2, ROLE_DIM, where);
		free(where);
	}
	draw_sentence(m, row + 3, column + 2, inner - 2);
	row += 3 + said;
	for (size_t i = 0; i < shown; i++)
		draw_line(m, m->top + i, row++, column + 1, inner);
	draw_line(m, m->n, row, column + 1, inner);
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

/* What the line wants, seen from the menu, which goes away first. */
static struct next and_away(struct next n)
{
	switch (n.what) {
	case NEXT_BACK:
		n.levels = (n.levels ? n.levels : 1) + 1;
		return n;
	case NEXT_PUSH:
		return next_swap(n.screen);
	case NEXT_QUIT:
		return n;
	case NEXT_PLAIN:
	case NEXT_STAY:
		break;
	}
	return next_back();
}

static struct next take(struct menu *m, size_t i)
{
	return i < m->n ? and_away(m->lines[i].go(m->base.desk, m->lines[i].arg, m->lines[i].id)) : next_back();
}

/* One more letter: to the first line that answers to all of them, else to this one alone. */
static void type(struct menu *m, const char *letter)
{
	char *narrow = text_narrow(letter);

	for (int fresh = 0; fresh < 2 && *narrow; fresh++) {
		size_t have = fresh ? 0 : strlen(m->typed);
		snprintf(m->typed + have, sizeof m->typed - have, "%s", narrow);
		for (size_t i = 0; i < m->n; i++)
			if (strstr(m->lines[i].words, m->typed) || pinyin_match(m->lines[i].words, m->typed)) {
				m->at = i;
				free(narrow);
				return;
			}
	}
	m->typed[0] = '\0';
	free(narrow);
}

static void move_by(struct menu *m, long by)
{
	long at = (long)m->at + by, last = (long)m->n;

	m->at = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

static struct next menu_key(struct screen *s, const struct key *k)
{
	struct menu *m = (struct menu *)s;
	int digit = keys_digit(k);

	if (k->action == ACT_TEXT && digit < 0) {
		type(m, k->text);
		return next_stay();
	}
	m->typed[0] = '\0';

	if (digit == 0)
		return next_back();
	if (digit > 0)
		return (size_t)digit <= m->n ? take(m, (size_t)digit - 1) : next_stay();
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		m->at = m->at ? m->at - 1 : m->n;
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		m->at = m->at < m->n ? m->at + 1 : 0;
		return next_stay();
	case ACT_PGUP:
		move_by(m, -(long)lines_shown(m));
		return next_stay();
	case ACT_PGDN:
		move_by(m, (long)lines_shown(m));
		return next_stay();
	case ACT_HOME:
		m->at = 0;
		return next_stay();
	case ACT_END:
		m->at = m->n;
		return next_stay();
	case ACT_ENTER:
		return take(m, m->at);
	case ACT_DELETE:
		if (m->at < m->n && m->lines[m->at].on_delete)
			return and_away(m->lines[m->at].on_delete(m->base.desk, m->lines[m->at].arg, m->lines[m->at].id));
		return next_stay();
	case ACT_BACK:
	case ACT_MENU:
		return next_back();
	case ACT_BLANK:
	case ACT_REDRAW:
	case ACT_HELP:
		return (struct next){ .what = NEXT_PLAIN };
	default:
		return next_stay();
	}
}

static const struct hint menu_bar[] = {
	{ ACT_NONE, "1–9", N_("选") },
	{ ACT_NONE, "↑↓", N_("移动") },
	{ ACT_ENTER, NULL, N_("选定") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops menu_screen = {
	.name = "menu", .title = N_("菜单"), .popup = true, .bar = menu_bar, .draw = menu_draw, .key = menu_key,
		.close = menu_close,
};

/* --- F10 and Ctrl-C ------------------------------------------------------------------------------------------------- */

static struct next quit(struct desk *d, void *arg, int64_t id)
{
	(void)d;
	(void)arg;
	(void)id;
	return (struct next){ .what = NEXT_QUIT };
}

static struct next go_home(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	/* the menu itself counts among the levels that go */
	return d->depth > 2 ? (struct next){ .what = NEXT_BACK, .levels = (int)d->depth - 2 } : next_stay();
}

static struct next begin(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(new_open(d, ""));
}

static struct next change_person(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(person_open(d));
}

static struct next sync_now(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return sync_show(d);
}

static struct next by_stick(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(stick_open(d));
}

static struct next show_keys(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(keys_open(d));
}

static struct next blank(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(blank_open(d));
}

struct screen *leave_menu(struct desk *d)
{
	static const struct { const char *words; enum action key; menu_go *go; } rows[] = {
		{ N_("首页"), ACT_NONE, go_home }, { N_("新增，续填草稿"), ACT_NEW, begin }, { N_("同步"), ACT_SYNC, sync_now },
		{ N_("U盘报送"), ACT_NONE, by_stick },
		{ N_("换人"), ACT_NONE, change_person }, { N_("遮屏"), ACT_BLANK, blank },
		{ N_("全部按键"), ACT_HELP, show_keys },
		{ N_("退出"), ACT_INTERRUPT, quit },
	};
	struct menu *m = menu_new(d, _("菜单"), _("返回"));

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		menu_add(m, _(rows[i].words), keys_name(rows[i].key), rows[i].go, NULL, 0);
	return menu_screen_of(m);
}

struct screen *leave_ask(struct desk *d)
{
	struct menu *m = menu_new(d, _("退出一窗？"), _("不退出"));

	menu_say(m, _("没填完的都已存成草稿，下次接着填。"));
	menu_add(m, _("退出"), "", quit, NULL, 0);
	return menu_screen_of(m);
}
