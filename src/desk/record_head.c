/* SPDX-License-Identifier: Apache-2.0 */
/* The first line of a record: which steps it has gone, how grave it is, when it is due. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "record_parts.h"

#define STANDS_MOST 22

/* How often forms of this step were filled. */
static size_t times(const struct record_view *v, const char *sign)
{
	size_t n = 0;

	for (size_t i = 0; i < v->all.n; i++) {
		const struct form *f = book_form(v->base.desk->session->book, v->all.list[i]->form);
		n += f && !strcmp(f->step, sign) && fold_status(v->now, i) == FOLD_APPLIED;
	}
	return n;
}

/* Did anything ever bring it into this step? */
static bool was_in(const struct record_view *v, const char *sign)
{
	for (size_t i = 0; i < v->all.n; i++) {
		const char *step = fields_get(v->all.list[i]->fields, "step");
		if (step && !strcmp(step, sign) && fold_status(v->now, i) == FOLD_APPLIED)
			return true;
	}
	return false;
}

/* ●汇 ── ◐研 ── ○交 …: what was done, where it is, what was not done or is to come. */
static int draw_step(const struct record_view *v, const struct step *s, int row, int column)
{
	bool now = !strcmp(s->sign, v->r->step), done = was_in(v, s->sign);
	enum sign sign = now && !*v->r->closed ? SIGN_NOW : done ? SIGN_DONE : SIGN_OPEN;

	return draw_fmt(row, column, 8, now ? ROLE_ACCENT : done ? ROLE_PLAIN : ROLE_DIM, "%s%s", draw_sign(sign), s->sign);
}

/* … then 督×1: what runs beside the others. */
static void draw_steps(const struct record_view *v, int row)
{
	const struct book *b = v->base.desk->session->book;
	int column = 2;

	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		if (s->beside || s->hidden)
			continue;
		if (column > 2)
			column += draw_fmt(row, column, 6, ROLE_RULE, " %s ", draw_sign(SIGN_LINK));
		column += draw_step(v, s, row, column);
	}
	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		size_t n = s->beside ? times(v, s->sign) : 0;
		if (n)
			column += draw_fmt(row, column + 3, 10, ROLE_PLAIN, "%s×%zu", s->sign, n) + 3;
	}
}

/* The clock that ends first, of those that a view is about and the record's own; *view NULL: its own. NULL: that stands still, which
 * is said before anything else.
 * Yours. */
static char *first_due(const struct record_view *v, const struct view **view)
{
	struct view_of of = listing_looks(v->base.desk->session);
	char *first = list_due_day(v->base.desk, NULL, v->r);

	*view = NULL;
	for (size_t i = 0; first && view_at(i); i++) {
		char *due = view_at(i)->clock ? view_due(view_at(i), &of, v->r) : mem_dup("");
		if (*due && (!*first || strcmp(due, first) < 0)) {
			free(first);
			first = due;
			*view = view_at(i);
		} else {
			free(due);
		}
	}
	return first;
}

/* 11-23 超 1 天, 暂停, 待回访 12-09, 已作废: how it stands. Yours. */
static char *stands(const struct record_view *v, bool *late)
{
	const struct step *here = book_step(v->base.desk->session->book, v->r->step);
	const struct view *view;

	*late = false;
	if (here && here->hidden)
		return mem_dup(i18n_data(here->doing));
	char *due = first_due(v, &view), *words = list_due(v->r, due, late);
	char *text = mem_fmt("%s%s%s", view ? _(view->words) : "", view ? " " : "", words);
	free(due);
	free(words);
	return text;
}

void record_draw_head(const struct record_view *v, int row)
{
	const struct book *b = v->base.desk->session->book;
	const struct form *form = book_opener(b, v->r->kind);
	const struct field *grade = form ? form_field(form, "grade") : NULL;
	bool late;
	char *text = stands(v, &late);
	int end = draw_columns() - 1;

	if (form && *form->step)
		draw_steps(v, row);
	if (*text)
		end = draw_text_to(row, end, STANDS_MOST, late ? ROLE_ALARM : ROLE_PLAIN, text) - 3;
	if (grade && *v->r->grade) {
		char *name = type_show(grade, b, v->r->grade, false);
		draw_text_to(row, end, 12, ROLE_PLAIN, name);
		free(name);
	}
	free(text);
}
