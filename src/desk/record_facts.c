/* SPDX-License-Identifier: Apache-2.0 */
/* The upper part of a record: how far it is, who it is about, what it says. Phones and identity numbers are masked. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/type.h"
#include "record_parts.h"
#include "work/check.h"

#define LABEL_LEAST 8           /* width of labels, so that values stand where they do in forms */
#define LABEL_MOST 16
#define GAP 2
#define VALUE2 54               /* values of the right half */
#define SHORT 24                /* values up to this stand two in a line */
#define TEXT_ROWS 3             /* of running text; the rest is in the full text */

struct fact {
	char *label, *value;
	bool person;
};
struct facts {
	struct fact *list;
	size_t n, cap;
};

static void add(struct facts *f, const char *label, char *value, bool person)
{
	if (!*value) {
		free(value);
		return;
	}
	f->list = mem_grow(f->list, &f->cap, f->n, sizeof *f->list);
	f->list[f->n++] = (struct fact){ mem_dup(label), value, person };
}

static void facts_free(struct facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].label);
		free(f->list[i].value);
	}
	free(f->list);
}

/* --- gathering ------------------------------------------------------------------------------------------------------ */

static char *row_summary(const struct record_view *v, const struct form *form, const struct group *g, int row)
{
	struct buf b = { 0 };

	for (char **name = g->shows; *name; name++) {
		char *key = mem_fmt("%s%d.%s", g->name, row, *name);
		const char *value = fold_get(v->now, key);
		const struct field *f = form_field(form, key);
		if (f && value && *value) {
			char *shown = type_show(f, v->base.desk->session->book, value, true);
			buf_fmt(&b, "%s%s", b.len ? "  " : "", shown);
			free(shown);
		}
		free(key);
	}
	return buf_take(&b);
}

static void add_rows(const struct record_view *v, const struct form *form, const struct group *g, struct facts *out)
{
	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", g->name, row);
		bool there = fold_row(v->now, seen) != NULL;
		free(seen);
		if (!there)
			return;
		add(out, row == 1 ? i18n_data(g->label) : "", row_summary(v, form, g, row), true);
	}
}

/* Said elsewhere on the screen. */
static bool is_elsewhere(const char *key)
{
	return !strcmp(key, "title") || !strcmp(key, "grade") || !strcmp(key, "due");
}

static void add_field(const struct record_view *v, const struct field *f, struct facts *out)
{
	const char *value = fold_get(v->now, f->name);

	if (value && *value && !is_elsewhere(f->name))
		add(out, i18n_data(f->label), type_show(f, v->base.desk->session->book, value, true), false);
}

static void gather(const struct record_view *v, struct facts *out)
{
	const struct book *b = v->base.desk->session->book;
	const struct form *form = book_opener(b, v->r->kind);

	for (size_t i = 0; form && i < form->ngroups; i++)
		add_rows(v, form, &form->groups[i], out);
	if (strcmp(v->r->unit, v->base.desk->session->unit) != 0)
		add(out, _("主办"), book_unit(b, v->r->unit), false);
	for (size_t i = 0; form && i < form->nfields; i++)
		if (!*form->fields[i].group)
			add_field(v, &form->fields[i], out);
	/* what later forms made the record say */
	const struct fields *all = fold_fields(v->now);
	for (size_t i = 0; form && i < fields_count(all); i++) {
		const char *key = fields_key(all, i);
		bool fresh = !strchr(key, '.') && !form_field(form, key);
		const struct field *f = fresh ? check_record_field(b, v->r->kind, key) : NULL;
		if (f)
			add_field(v, f, out);
	}
}

/* --- the steps ------------------------------------------------------------------------------------------------------ */

static size_t times(const struct record_view *v, const char *sign)
{
	size_t n = 0;

	for (size_t i = 0; i < v->all.n; i++) {
		const struct form *f = book_form(v->base.desk->session->book, v->all.list[i]->form);
		n += f && !strcmp(f->step, sign) && fold_status(v->now, i) == FOLD_APPLIED;
	}
	return n;
}

/* ●汇 ── ◐研 ── ○交 … 督×1: what was done, where it is, what was not done or is to come. */
static int draw_steps(const struct record_view *v, int row)
{
	const struct book *b = v->base.desk->session->book;
	const struct step *here = book_step(b, v->r->step);
	bool first = true;
	int column = 2;

	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		if (s->beside)
			continue;
		bool now = s == here, done = times(v, s->sign) > 0;
		enum sign sign = now && !*v->r->closed ? SIGN_NOW : done ? SIGN_DONE : SIGN_OPEN;
		if (!first)
			column += draw_fmt(row, column, 6, ROLE_RULE, " %s ", draw_sign(SIGN_LINK));
		column += draw_fmt(row, column, 8, now ? ROLE_ACCENT : done ? ROLE_PLAIN : ROLE_DIM, "%s%s",
		                   draw_sign(sign), s->sign);
		first = false;
	}
	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		size_t n = s->beside ? times(v, s->sign) : 0;
		if (n)
			column += draw_fmt(row, column + 3, 10, ROLE_PLAIN, "%s×%zu", s->sign, n) + 3;
	}
	return column;
}

static void draw_head(const struct record_view *v, int row)
{
	const struct book *b = v->base.desk->session->book;
	const struct form *form = book_opener(b, v->r->kind);
	const struct field *grade = form ? form_field(form, "grade") : NULL;
	bool late = false;
	char *due = list_due(v->r, &late);
	int end = draw_columns() - 1;

	if (form && *form->step)
		draw_steps(v, row);
	if (*due)
		end = draw_text_to(row, end, 20, late ? ROLE_ALARM : ROLE_PLAIN, due) - 3;
	if (grade && *v->r->grade) {
		char *name = type_show(grade, b, v->r->grade, false);
		draw_text_to(row, end, 12, ROLE_PLAIN, name);
		free(name);
	}
	free(due);
}

/* --- the facts ------------------------------------------------------------------------------------------------------ */

static int label_width(const struct facts *f)
{
	int widest = LABEL_LEAST;

	for (size_t i = 0; i < f->n; i++)
		if (text_width(f->list[i].label) > widest)
			widest = text_width(f->list[i].label);
	return widest > LABEL_MOST ? LABEL_MOST : widest;
}

static bool is_short(const struct fact *f, int value)
{
	return !f->person && !strchr(f->value, '\n') && text_width(f->value) <= SHORT &&
	       value + SHORT + GAP + text_width(f->label) + GAP <= VALUE2;
}

/* Running text over some rows; returns how many. */
static int draw_long(const struct fact *f, int row, int last, int value)
{
	int columns = draw_columns() - value - 6, rows = 0;
	const char *p = f->value;

	for (size_t n; rows < TEXT_ROWS && row + rows <= last && (n = text_row(p, columns)) > 0; p += n, rows++) {
		bool cut = p[n] && (rows == TEXT_ROWS - 1 || row + rows == last);
		char *line = mem_ndup(p, n);
		char *shown = cut ? mem_fmt("%.*s…", (int)text_fit(line, columns - 2, NULL), line) : mem_dup(line);
		draw_text(row + rows, value, columns, ROLE_PLAIN, shown);
		free(line);
		free(shown);
	}
	return rows;
}

int record_draw_facts(const struct record_view *v, int row, int last)
{
	struct facts f = { 0 };
	size_t i = 0;

	draw_head(v, row);
	row += 2;
	gather(v, &f);
	int label = GAP + label_width(&f), value = label + GAP;
	while (i < f.n && row <= last) {
		const struct fact *one = &f.list[i], *two = i + 1 < f.n ? &f.list[i + 1] : NULL;
		draw_text_to(row, label, label - 1, ROLE_LABEL, one->label);
		if (two && is_short(one, value) && is_short(two, value)) {
			draw_text(row, value, SHORT, ROLE_PLAIN, one->value);
			draw_text_to(row, VALUE2 - GAP, VALUE2, ROLE_LABEL, two->label);
			draw_text(row++, VALUE2, draw_columns() - VALUE2 - 1, ROLE_PLAIN, two->value);
			i += 2;
		} else {
			row += draw_long(one, row, last, value);
			i++;
		}
	}
	if (i < f.n)
		draw_text_to(last, draw_columns() - 1, 30, ROLE_DIM, _("F4 看全文"));
	facts_free(&f);
	return row;
}

char *record_text(const struct record_view *v, int *indent)
{
	struct facts f = { 0 };
	struct buf b = { 0 };
	int widest = 8;

	gather(v, &f);
	for (size_t i = 0; i < f.n; i++)
		if (text_width(f.list[i].label) > widest)
			widest = text_width(f.list[i].label);
	*indent = widest + 2;
	for (size_t i = 0; i < f.n; i++) {
		for (int pad = text_width(f.list[i].label); pad < widest; pad++)
			buf_putc(&b, ' ');
		buf_fmt(&b, "%s  %s\n", f.list[i].label, f.list[i].value);
	}
	facts_free(&f);
	return buf_take(&b);
}
