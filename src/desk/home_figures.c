/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the home screen: today, and how the week went. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "home_parts.h"

#define LEFT HOME_LEFT
#define RIGHT HOME_RIGHT
#define BAR_DAYS 7

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

void home_draw_today(const struct today *t, int row)
{
	struct figure f[] = {
		{ _("受理"), mem_fmt(_("%zu 件"), t->opened_today) },
		{ _("办结"), mem_fmt(_("%zu 件"), t->concluded_today) },
		{ _("来访"), mem_fmt(_("%zu 批 %zu 人"), t->receptions_today, t->visitors_today) },
		{ _("在办"), mem_fmt(_("%zu 件"), t->open) },
	};

	draw_text(row, LEFT, RIGHT - LEFT, ROLE_HEAD, _("今日"));
	draw_figures(row + 2, LEFT, RIGHT - LEFT - 2, f, sizeof f / sizeof *f);
}

/* --- the week ------------------------------------------------------------------------------------------------------- */

static int week_width(void)
{
	const char *const words[] = { _("受理"), _("办结"), _("超期") };
	int widest = 0;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (text_width(words[i]) > widest)
			widest = text_width(words[i]);
	return widest;
}

static void draw_bars(int row, const char *words, const size_t *days, size_t most)
{
	int column = RIGHT + week_width() + 2;
	size_t sum = 0;

	draw_text(row, RIGHT, week_width(), ROLE_LABEL, words);
	for (int i = 0; i < BAR_DAYS; i++) {
		column += draw_text(row, column, 1, ROLE_ACCENT, draw_bar(days[i], most));
		sum += days[i];
	}
	draw_fmt(row, column + 2, 8, ROLE_PLAIN, "%4zu", sum);
}

/* How many cases are over their time now: of the days before, nobody kept count. */
static void draw_over(int row, size_t n)
{
	draw_text(row, RIGHT, week_width(), ROLE_LABEL, _("超期"));
	draw_fmt(row, RIGHT + week_width() + 2 + BAR_DAYS + 2, 8, n ? ROLE_ALARM : ROLE_PLAIN, "%4zu", n);
}

/* A head and two bars; the row of what is over time and the blank below the head come where there is room. */
void home_draw_week(const struct today *t, const struct matters *m, int row)
{
	int room = content_bottom() - row + 1;
	size_t most = 0;

	if (room < 3)
		return;
	for (int i = 0; i < BAR_DAYS; i++) {
		most = t->week_opened[i] > most ? t->week_opened[i] : most;
		most = t->week_concluded[i] > most ? t->week_concluded[i] : most;
	}
	draw_text(row, RIGHT, draw_columns() - RIGHT, ROLE_HEAD, _("近七日"));
	row += room > 4 ? 2 : 1;
	draw_bars(row, _("受理"), t->week_opened, most);
	draw_bars(row + 1, _("办结"), t->week_concluded, most);
	if (room > 3 && m)
		draw_over(row + 2, m->overdue);
}
