/* SPDX-License-Identifier: Apache-2.0 */
/* What a record says: who it is about and what happened, beside it in whose hands it is. Phones and identity numbers are
 * masked. */
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
#define LEADER "leader"         /* the record's field: who among the leaders took it on */

struct fact {
	char *label, *value;
	bool person;
	bool drawn;
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
	f->list[f->n++] = (struct fact){ .label = mem_dup(label), .value = value, .person = person };
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

/* short_: of a birthday the year will do. */
static char *row_summary(const struct record_view *v, const struct form *form, const struct group *g, int row, bool short_)
{
	struct buf b = { 0 };

	for (char **name = g->shows; *name; name++) {
		char *key = mem_fmt("%s%d.%s", g->name, row, *name);
		const char *value = fold_get(v->now, key);
		const struct field *f = form_field(form, key);
		if (f && value && *value) {
			char *shown = type_show(f, v->base.desk->session->book, value, true);
			bool year = short_ && !strcmp(f->type->name, "date");
			buf_fmt(&b, "%s%.*s", b.len ? "  " : "", year ? 4 : (int)strlen(shown), shown);
			free(shown);
		}
		free(key);
	}
	return buf_take(&b);
}

static void add_rows(const struct record_view *v, const struct form *form, const struct group *g, bool short_,
                     struct facts *out)
{
	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", g->name, row);
		bool there = fold_row(v->now, seen) != NULL;
		free(seen);
		if (!there)
			return;
		add(out, row == 1 ? i18n_data(g->label) : "", row_summary(v, form, g, row, short_), true);
	}
}

static char *shown(const struct record_view *v, const struct field *f)
{
	const char *value = fold_get(v->now, f->name);

	return value ? type_show(f, v->base.desk->session->book, value, true) : mem_dup("");
}

static bool is_handing(const struct field *f)
{
	for (size_t i = 0; check_handing[i]; i++)
		if (!strcmp(f->name, check_handing[i]))
			return true;
	return false;
}

/* In whose hands it is, and what it belongs to, stand aside; so do fields that are fixed, and those that name a record. */
static bool is_aside(const struct field *f)
{
	return is_handing(f) || f->fixed || !strcmp(f->name, LEADER) || !strcmp(f->type->name, "record");
}

/* Said elsewhere on the screen. */
static bool is_elsewhere(const struct field *f)
{
	return !strcmp(f->name, "title") || !strcmp(f->name, "grade") || !strcmp(f->name, "due") || !strcmp(f->name, "unit") ||
	       is_aside(f);
}

static void add_field(const struct record_view *v, const struct field *f, struct facts *out)
{
	if (!is_elsewhere(f))
		add(out, i18n_data(f->label), shown(v, f), false);
}

/* What forms of a step made the record say, each field where it is defined. */
static void add_later(const struct record_view *v, const struct form *opener, const char *sign, struct facts *out)
{
	const struct book *b = v->base.desk->session->book;

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);
		bool here = !strcmp(form->continues, v->r->kind) && !strcmp(form->step, sign);
		for (size_t k = 0; here && k < form->nfields; k++) {
			const struct field *f = &form->fields[k];
			if (f->record && !*f->group && !form_field(opener, f->name) &&
			    check_record_field(b, v->r->kind, f->name) == f)
				add_field(v, f, out);
		}
	}
}

static void gather(const struct record_view *v, bool short_, struct facts *out)
{
	const struct book *b = v->base.desk->session->book;
	const struct form *form = book_opener(b, v->r->kind);

	if (!form)
		return;
	for (size_t i = 0; i < form->ngroups; i++)
		add_rows(v, form, &form->groups[i], short_, out);
	for (size_t i = 0; i < form->nfields; i++)
		if (!*form->fields[i].group)
			add_field(v, &form->fields[i], out);
	for (size_t i = 0; i < book_steps(b); i++)
		add_later(v, form, book_step_at(b, i)->sign, out);
	add_later(v, form, "", out);
	/* what stands on paper, where the desk has got a new number since */
	const char *formerly = fold_get(v->now, "formerly");
	add(out, _("原编号"), mem_dup(formerly ? formerly : ""), false);
}

/* 主办 司法所, 首办 where it came from elsewhere. */
static void add_hands(const struct record_view *v, struct facts *out)
{
	const struct desk *d = v->base.desk;
	const struct book *b = d->session->book;
	char *lead = list_lead(d, v->r);

	add(out, _("主办"), list_unsigned(d, v->r) ? mem_fmt(_("%s，未签收"), lead) : mem_dup(lead), false);
	free(lead);
	if (*v->r->lead && strcmp(v->r->unit, d->session->unit) != 0 && strcmp(v->r->unit, v->r->lead) != 0)
		add(out, _("首办"), book_unit(b, v->r->unit), false);
	for (size_t i = 0; check_handing[i]; i++) {
		const struct field *f = check_record_field(b, v->r->kind, check_handing[i]);
		const char *units = fold_get(v->now, check_handing[i]);
		if (f && units && strcmp(f->name, "lead") != 0)
			add(out, i18n_data(f->label), list_units(d, v->r, units), false);
	}
}

static void add_due(const struct record_view *v, struct facts *out)
{
	char *due = list_due_day(v->base.desk, NULL, v->r);

	if (!due || *due)
		add(out, _("期限"), mem_fmt(_("%s  %s 为什么"), due ? due : _("暂停"), keys_name(ACT_HELP)), false);
	free(due);
}

static void gather_aside(const struct record_view *v, struct facts *out)
{
	const struct book *b = v->base.desk->session->book;
	const struct form *form = book_opener(b, v->r->kind);
	const struct field *leader = check_record_field(b, v->r->kind, LEADER);
	const struct fields *all = fold_fields(v->now);

	for (size_t i = 0; form && i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		if (f->fixed && !*f->group && !is_handing(f))
			add(out, i18n_data(f->label), shown(v, f), false);
	}
	if (form && *form->step) {
		add_hands(v, out);
		add_due(v, out);
	}
	if (leader)
		add(out, i18n_data(leader->label), shown(v, leader), false);
	for (size_t i = 0; i < fields_count(all); i++) {
		const struct field *f = check_record_field(b, v->r->kind, fields_key(all, i));
		if (f && !*f->group && !strcmp(f->type->name, "record"))
			add(out, i18n_data(f->label), shown(v, f), false);
	}
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static int label_width(const struct facts *f, int least)
{
	int widest = least;

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
		char *line = mem_ndup(p, p[n - 1] == '\n' ? n - 1 : n);
		char *text = cut ? mem_fmt("%.*s…", (int)text_fit(line, columns - 2, NULL), line) : mem_dup(line);
		draw_text(row + rows, value, columns, ROLE_PLAIN, text);
		free(line);
		free(text);
	}
	return rows;
}

static struct fact *next_of(struct facts *f, size_t from)
{
	while (from < f->n && f->list[from].drawn)
		from++;
	return from < f->n ? &f->list[from] : NULL;
}

/* The next that finds room beside what stands aside: people, and what is short enough. */
static struct fact *next_beside(struct facts *f, int room)
{
	for (size_t i = 0; i < f->n; i++) {
		struct fact *one = &f->list[i];
		if (!one->drawn && (one->person || (!strchr(one->value, '\n') && text_width(one->value) <= room)))
			return one;
	}
	return NULL;
}

static int draw_aside(struct facts *left, const struct facts *aside, int row, int last, int label)
{
	int value = label + GAP, room = VALUE2 - GAP - label_width(aside, 0) - GAP - value;

	for (size_t i = 0; i < aside->n && row <= last; i++, row++) {
		struct fact *one = next_beside(left, room);
		draw_text_to(row, VALUE2 - GAP, LABEL_MOST, ROLE_LABEL, aside->list[i].label);
		draw_text(row, VALUE2, draw_columns() - VALUE2 - 1, ROLE_PLAIN, aside->list[i].value);
		if (!one)
			continue;
		draw_text_to(row, label, label - 1, ROLE_LABEL, one->label);
		draw_text(row, value, room, ROLE_PLAIN, one->value);
		one->drawn = true;
	}
	return row;
}

/* One fact over the whole width, or two short ones side by side; the row behind. */
static int draw_below(struct facts *f, struct fact *one, int row, int last, int label)
{
	struct fact *two = next_of(f, (size_t)(one - f->list) + 1);
	int value = label + GAP;

	one->drawn = true;
	draw_text_to(row, label, label - 1, ROLE_LABEL, one->label);
	if (!two || !is_short(one, value) || !is_short(two, value))
		return row + draw_long(one, row, last, value);
	two->drawn = true;
	draw_text(row, value, SHORT, ROLE_PLAIN, one->value);
	draw_text_to(row, VALUE2 - GAP, VALUE2, ROLE_LABEL, two->label);
	draw_text(row, VALUE2, draw_columns() - VALUE2 - 1, ROLE_PLAIN, two->value);
	return row + 1;
}

int record_draw_facts(const struct record_view *v, int row, int last)
{
	struct facts f = { 0 }, aside = { 0 };
	struct fact *one;

	gather(v, true, &f);
	gather_aside(v, &aside);
	int label = GAP + label_width(&f, LABEL_LEAST);
	row = draw_aside(&f, &aside, row, last, label);
	while (row <= last && (one = next_of(&f, 0)))
		row = draw_below(&f, one, row, last, label);
	draw_rule(row);
	if (next_of(&f, 0)) {
		char *more = mem_fmt(_(" %s 看全文 "), keys_name(ACT_PICK));
		draw_text_to(row, draw_columns() - 2, 30, ROLE_DIM, more);
		free(more);
	}
	facts_free(&f);
	facts_free(&aside);
	return row + 1;
}

static void put_facts(struct buf *b, const struct facts *f, int width)
{
	for (size_t i = 0; i < f->n; i++) {
		for (int pad = text_width(f->list[i].label); pad < width; pad++)
			buf_putc(b, ' ');
		buf_fmt(b, "%s  %s\n", f->list[i].label, f->list[i].value);
	}
}

char *record_text(const struct record_view *v, int *indent)
{
	struct facts f = { 0 }, aside = { 0 };
	struct buf b = { 0 };

	gather(v, false, &f);
	gather_aside(v, &aside);
	int width = label_width(&f, label_width(&aside, LABEL_LEAST));
	*indent = width + 2;
	put_facts(&b, &f, width);
	put_facts(&b, &aside, width);
	facts_free(&f);
	facts_free(&aside);
	return buf_take(&b);
}
