/* SPDX-License-Identifier: Apache-2.0 */
/* Two small screens: who sits here now, and the blank one for when somebody else looks over. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/editor_view.h"
#include "desk/screens.h"

#define NAME_MOST 30
#define BOX_COLUMNS 44
#define BOX_ROWS 7

/* --- 换人 ------------------------------------------------------------------------------------------------------------- */

struct person {
	struct screen base;
	struct editor *name;
};

static void person_draw(struct screen *s)
{
	struct person *p = (struct person *)s;
	int row = (draw_rows() - BOX_ROWS) / 2, column = (draw_columns() - BOX_COLUMNS) / 2;

	draw_box(row, column, BOX_ROWS, BOX_COLUMNS);
	draw_text(row + 1, column + 2, BOX_COLUMNS - 4, ROLE_TITLE, _("换人"));
	draw_fmt(row + 3, column + 2, BOX_COLUMNS - 4, ROLE_DIM, _("现在是 %s；没填完的都留作草稿"), s->desk->session->who);
	int used = draw_text(row + 5, column + 2, 20, ROLE_LABEL, _("经办人"));
	editor_resize(p->name, 1, BOX_COLUMNS - 8 - used);
	editor_draw(p->name, row + 5, column + 2 + used + 2);
}

static struct next person_key(struct screen *s, const struct key *k)
{
	struct person *p = (struct person *)s;

	if (k->action == ACT_ENTER && !editor_code(p->name)) {
		char *name = text_trim(editor_text(p->name));
		if (*name) {
			session_person(s->desk->session, name);
			desk_say(s->desk, _("现在是 %s"), s->desk->session->who);
		}
		free(name);
		return next_back();
	}
	if (editor_key(p->name, k) != EDITOR_NOT)
		return next_stay();
	return k->action == ACT_BACK ? next_back() : next_stay();
}

static bool person_typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void person_close(struct screen *s)
{
	editor_free(((struct person *)s)->name);
}

static const struct hint person_bar[] = {
	{ ACT_ENTER, NULL, N_("换成这个人") },
	{ ACT_BACK, NULL, N_("不换") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops person_screen = {
	.name = "person", .title = N_("换人"), .popup = true, .bar = person_bar, .draw = person_draw, .key = person_key,
	.typing = person_typing, .close = person_close,
};

struct screen *person_open(struct desk *d)
{
	struct person *p = screen_new(&person_screen, d, sizeof *p);

	p->name = editor_new(1, 20, NAME_MOST);
	return &p->base;
}

/* --- 遮屏 ------------------------------------------------------------------------------------------------------------- */

static void blank_draw(struct screen *s)
{
	(void)s;
	const char *words = _("按任意键回来");
	int column = (draw_columns() - text_width(words)) / 2;

	draw_text(draw_rows() / 2, column, draw_columns(), ROLE_DIM, words);
	draw_cursor(draw_rows() / 2, column);
}

static struct next blank_key(struct screen *s, const struct key *k)
{
	(void)s;
	(void)k;
	return next_back();
}

const struct screen_ops blank_screen = {
	.name = "blank", .title = N_("遮屏"), .bare = true, .draw = blank_draw, .key = blank_key,
};

struct screen *blank_open(struct desk *d)
{
	return screen_new(&blank_screen, d, sizeof(struct screen));
}
