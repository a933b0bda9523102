/* SPDX-License-Identifier: Apache-2.0 */
#include "work/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "model/type.h"
#include "work/check.h"

#define BETWEEN "、"

/* --- names of people --------------------------------------------------------------------------------------------------- */

/* The column of that name: who is in the group `party`. */
#define PARTIES "parties"
#define PARTY "party"

static void put_parties(struct buf *out, const struct fold *record)
{
	bool first = true;

	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", PARTY, row), *key = mem_fmt("%s.name", seen);
		const char *name = fold_get(record, key);
		bool there = fold_row(record, seen) != NULL;

		if (name) {
			buf_fmt(out, "%s%s", first ? "" : BETWEEN, name);
			first = false;
		}
		free(seen);
		free(key);
		if (!there)
			return;
	}
}

/* --- one value --------------------------------------------------------------------------------------------------------- */

/* Does an effect put a unit there, whatever else it is? Such a field has no type. */
static bool holds_unit(const struct book *b, const char *name)
{
	if (strcmp(name, "unit") == 0)
		return true;
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		for (size_t k = 0; k < f->nsets; k++)
			if (strcmp(f->sets[k].name, name) == 0
			    && (strcmp(f->sets[k].to, FORM_TO_UNIT) == 0 || strcmp(f->sets[k].to, FORM_TO_ABOVE) == 0))
				return true;
	}
	return false;
}

/* 2026-10-24 08:30 → 2026年10月24日 08:30. NULL if it is no date. Yours. */
static char *date(const char *value)
{
	char *iso = mem_ndup(value, strlen(value) < 10 ? strlen(value) : 10);
	int32_t day = clock_parse_day(iso);
	struct clock_parts p;

	free(iso);
	if (day == CLOCK_DAY_NONE)
		return NULL;
	p = clock_split_day(day);
	return mem_fmt(_("%d年%d月%d日%s"), p.year, p.month, p.day, value + 10);
}

/* Yours. */
static char *say(const struct book *b, const char *kind, const char *name, const char *value)
{
	const struct field *f = check_record_field(b, kind, name);
	const struct step *step = strcmp(name, "step") == 0 ? book_step(b, value) : NULL;
	char *day = !f || strncmp(f->type->name, "date", 4) == 0 ? date(value) : NULL;

	if (day)
		return day;
	if (f)
		return type_show(f, b, value, false);
	if (step)
		return mem_dup(i18n_data(step->name));
	return holds_unit(b, name) ? book_unit(b, value) : mem_dup(value);
}

/* --- the text ---------------------------------------------------------------------------------------------------------- */

struct source {
	const struct book *b;
	const struct fold *record;
	const char *kind;
	const struct entry *entry;      /* NULL: the record alone */
	const struct form *form;        /* of the entry */
};

/* Does any form fill it, or the program itself? */
static bool is_known(const struct source *s, const char *name)
{
	static const char *const own[] = { "no", "kind", "step", "unit", PARTIES };

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(own[i], name) == 0)
			return true;
	return fold_get(s->record, name) || book_record_name(s->b, name) || check_record_field(s->b, s->kind, name);
}

/* The field in which the entry speaks of itself; NULL if its form has none of that name. */
static const struct field *own_field(const struct source *s, const char *name)
{
	const struct field *f = s->form ? form_field(s->form, name) : NULL;

	return f && !*f->group && !check_on_record(s->form, f) ? f : NULL;
}

static void put_own(struct buf *out, const struct source *s, const struct field *f)
{
	char *key = mem_fmt(".%s", f->name);
	const char *value = fields_get(s->entry->fields, key);
	char *day = value && strncmp(f->type->name, "date", 4) == 0 ? date(value) : NULL;
	char *shown = day ? day : value && *value ? type_show(f, s->b, value, false) : mem_dup("");

	buf_puts(out, shown);
	free(shown);
	free(key);
}

/* false: there is no such name. */
static bool put(struct buf *out, const struct source *s, const char *name)
{
	const struct field *own = own_field(s, name);
	const char *value = fold_get(s->record, name);

	if (own)
		put_own(out, s, own);
	else if (strcmp(name, PARTIES) == 0)
		put_parties(out, s->record);
	else if (value) {
		char *shown = say(s->b, s->kind, name, value);

		buf_puts(out, shown);
		free(shown);
	}
	return own || is_known(s, name);
}

char *work_template_of(const char *text, const struct book *b, const struct fold *record, const struct entry *e)
{
	const struct source s = {
		.b = b, .record = record, .kind = fold_get(record, "kind"),
		.entry = e, .form = e ? book_form(b, e->form) : NULL,
	};
	struct buf out = { 0 };
	const char *open;

	for (; (open = strchr(text, '{')); text = open) {
		size_t n = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz0123456789_.");
		char *name = mem_ndup(open + 1, n);

		buf_put(&out, text, (size_t)(open - text));
		if (n && open[n + 1] == '}' && put(&out, &s, name))
			open += n + 2;
		else
			buf_putc(&out, *open++);
		free(name);
	}
	buf_puts(&out, text);
	return buf_take(&out);
}

char *work_template(const char *text, const struct book *b, const struct fold *record)
{
	return work_template_of(text, b, record, NULL);
}
