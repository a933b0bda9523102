/* SPDX-License-Identifier: Apache-2.0 */
/* A form being filled: what was typed, what it is worth, the draft. Opening and saving stand in fill_open.c and fill_save.c. */
#include "work/fill.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "fill_parts.h"

#define ROWS_MAX 200

struct check fill_as_check(const struct fill *f, int64_t now)
{
	return (struct check){
		.book = f->book, .form = f->form, .values = f->values, .before = f->before,
		.unit = f->s->unit, .who = f->s->who, .now = now,
	};
}

static bool is_row_mark(const struct form *form, const char *key)
{
	for (size_t i = 0; !strchr(key, '.') && i < form->ngroups; i++)
		if (check_row(key, form->groups[i].name))
			return true;
	return false;
}

/* The field of a key as a person may name it: a group's field only with its row. */
static const struct field *field_of(const struct fill *f, const char *key)
{
	const struct field *field = form_field(f->form, key);

	return field && *field->group && !check_row(key, field->group) ? NULL : field;
}

/* Take out what the form does not show; one field may hide the next. */
static void hide(struct fill *f, int64_t now)
{
	for (bool again = true; again;) {
		struct check c = fill_as_check(f, now);
		const char *gone = NULL;

		for (size_t i = 0; !gone && i < fields_count(f->values); i++) {
			const char *key = fields_key(f->values, i);
			const struct field *field = form_field(f->form, key);

			if (field && !check_visible(&c, field, key))
				gone = key;
		}
		if ((again = gone != NULL)) {
			char *key = mem_dup(gone);

			fields_set(f->values, key, NULL);
			free(key);
		}
	}
}

void fill_recompute(struct fill *f, int64_t now)
{
	struct fields *values = fields_new();
	struct check c = fill_as_check(f, now);

	c.values = f->d->typed;
	for (size_t i = 0; i < fields_count(f->d->typed); i++) {
		const char *key = fields_key(f->d->typed, i), *typed = fields_value(f->d->typed, i);
		const struct field *field = field_of(f, key);
		char *value = NULL, *say = NULL;

		if (is_row_mark(f->form, key))
			fields_set(values, key, typed);
		else if (field && check_read(&c, field, key, typed, &value, &say) != TYPE_BAD && *value)
			fields_set(values, key, value);
		free(value);
		free(say);
	}
	fields_free(f->values);
	f->values = values;
	hide(f, now);
}

void fill_close(struct fill *f)
{
	if (!f)
		return;
	fold_free(f->before);
	entries_free(&f->entries);
	draft_free(f->d);
	fields_free(f->values);
	free(f->no);
	free(f);
}

const struct book *fill_book(const struct fill *f)
{
	return f->book;
}

const struct form *fill_form(const struct fill *f)
{
	return f->form;
}

const char *fill_cursor(const struct fill *f)
{
	return f->d->cursor ? f->d->cursor : "";
}

void fill_point(struct fill *f, const char *key)
{
	free(f->d->cursor);
	f->d->cursor = mem_dup(key);
}

int64_t fill_draft(const struct fill *f)
{
	return f->d->id;
}

int64_t fill_saved_at(const struct fill *f)
{
	return f->d->saved;
}

bool fill_touched(const struct fill *f)
{
	return f->touched;
}

uint64_t fill_record(const struct fill *f)
{
	return f->d->record;
}

const char *fill_no(const struct fill *f)
{
	return f->no ? f->no : "";
}

const char *fill_typed(const struct fill *f, const char *key)
{
	const char *typed = fields_get(f->d->typed, key);

	return typed ? typed : "";
}

/* The field a correction is about, as people call it; NULL where `key` is not that. */
static const struct field *corrected_field(const struct fill *f, const char *key)
{
	const char *kind = f->before ? fold_get(f->before, "kind") : NULL, *said = fill_typed(f, key);

	if (!f->form->effect.corrects || strcmp(key, "field") != 0 || !kind || !fields_key_valid(said) || *said == '.')
		return NULL;
	return check_record_field(f->book, kind, said);
}

char *fill_shown(const struct fill *f, const char *key, bool masked)
{
	const struct field *field = field_of(f, key);
	const char *typed = fill_typed(f, key);
	struct check c = fill_as_check(f, clock_ms());
	char *value = NULL, *say = NULL, *shown;

	if (!field || !*typed)
		return mem_dup(typed);
	if (corrected_field(f, key) && !strchr(typed, '.'))
		return mem_dup(i18n_data(corrected_field(f, key)->label));
	c.values = f->d->typed;
	if (check_read(&c, field, key, typed, &value, &say) == TYPE_BAD)
		shown = masked && field->type->mask ? field->type->mask(typed) : mem_dup(typed);
	else if (strcmp(value, field->absent) == 0)
		shown = mem_dup(value);
	else
		shown = type_show(field, f->book, value, masked);
	free(value);
	free(say);
	return shown;
}

/* What an identity number says about a field beside it. NULL: nothing. Yours. */
static char *told_by_idcard(const struct field *target, const char *idno)
{
	int32_t birth;
	char sex, day[11];

	if (!target || !type_idcard_parts(idno, &birth, &sex))
		return NULL;
	if (strcmp(target->type->name, "date") != 0)
		return mem_ndup(&sex, 1);
	clock_format_day(birth, day);
	return mem_dup(day);
}

/* Fill what the field fills, but never over what somebody typed: only where it is empty or says what the old number said. */
static void fill_others(struct fill *f, const struct field *field, const char *key, const char *was, const char *now)
{
	size_t front = strlen(key) - strlen(field->name);

	for (char **name = field->fills; name && *name; name++) {
		char *target = mem_fmt("%.*s%s", (int)front, key, *name);
		const struct field *to = field_of(f, target);
		char *old = told_by_idcard(to, was), *fresh = told_by_idcard(to, now);
		const char *there = fill_typed(f, target);

		if (to && (!*there || (old && strcmp(there, old) == 0)))
			fields_set(f->d->typed, target, fresh);
		free(target);
		free(old);
		free(fresh);
	}
}

/* In a correction, a field is called what people call it and kept by its key, which every language and every later form knows. */
static const char *as_key(const struct fill *f, const struct field *field, const char *typed)
{
	const char *kind = f->before ? fold_get(f->before, "kind") : NULL;
	const char *key = f->form->effect.corrects && kind && strcmp(field->name, "field") == 0
		? check_record_key(f->book, kind, typed) : NULL;

	return key ? key : typed;
}

/* Take one value into the draft; no judgement of the rest yet. */
enum type_verdict fill_take(struct fill *f, const struct field *field, const char *key, const char *typed, char **say)
{
	struct check c = fill_as_check(f, clock_ms());
	char *value = NULL;
	enum type_verdict v = TYPE_OK;

	*say = NULL;
	typed = as_key(f, field, typed);
	c.values = f->d->typed;
	if (*typed)
		v = check_read(&c, field, key, typed, &value, say);
	/* what is understood is kept as it is meant: "." must not be another day tomorrow */
	const char *keep = v == TYPE_BAD ? typed : value;
	char *was = mem_dup(fill_typed(f, key));
	fields_set(f->d->typed, key, keep && *keep ? keep : NULL);
	if (*field->fills)
		fill_others(f, field, key, was, v != TYPE_BAD && value ? value : "");
	free(was);
	free(value);
	return v;
}

static enum type_verdict no_such_field(char **say, const char *why)
{
	if (say)
		*say = mem_dup(why);
	return TYPE_BAD;
}

enum type_verdict fill_set(struct fill *f, const char *key, const char *typed, char **say)
{
	const struct field *field = field_of(f, key);
	char *spoken = NULL;

	if (say)
		*say = NULL;
	if (!field)
		return no_such_field(say, _("这张表没有这一栏"));
	const struct group *g = *field->group ? form_group(f->form, field->group) : NULL;
	int row = g ? check_row(key, g->name) : 0;
	if (g && row > (g->max ? g->max : ROWS_MAX))
		return no_such_field(say, _("没有这么多行"));
	if (!text_valid(typed, strlen(typed)) || strlen(typed) > FIELDS_VALUE_MAX)
		return no_such_field(say, _("有不能用的字符，请删去再填"));
	while (g && fill_rows(f, g->name) < row)
		fill_add_row(f, g->name);

	char *was = mem_dup(fill_typed(f, key)), *why = NULL, *stored = fill_fetch(f, field, typed, &why);
	enum type_verdict v = fill_take(f, field, key, stored ? stored : typed, &spoken);
	if (why) {
		free(spoken);
		spoken = why;
	}
	free(stored);
	f->touched = f->touched || strcmp(was, fill_typed(f, key)) != 0;
	free(was);
	fill_recompute(f, clock_ms());
	if (say)
		*say = spoken;
	else
		free(spoken);
	return v;
}

bool fill_visible(const struct fill *f, const char *key)
{
	const struct field *field = field_of(f, key);
	struct check c = fill_as_check(f, clock_ms());

	return field && check_visible(&c, field, key);
}

bool fill_required(const struct fill *f, const char *key)
{
	const struct field *field = field_of(f, key);
	struct check c = fill_as_check(f, clock_ms());

	return field && check_required(&c, field, key);
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

int fill_rows(const struct fill *f, const char *group)
{
	int last = 0;

	for (size_t i = 0; i < fields_count(f->d->typed); i++) {
		int row = check_row(fields_key(f->d->typed, i), group);

		if (row > last)
			last = row;
	}
	return last;
}

int fill_add_row_named(struct fill *f, const char *group, const char *name)
{
	int row = fill_rows(f, group) + 1;
	char *mark = mem_fmt("%s%d", group, row);

	fields_set(f->d->typed, mark, name);
	free(mark);
	return row;
}

int fill_add_row(struct fill *f, const char *group)
{
	int row = fill_add_row_named(f, group, "");

	for (size_t i = 0; i < f->form->nfields; i++) {
		const struct field *field = &f->form->fields[i];

		if (strcmp(field->group, group) != 0 || !*field->initial)
			continue;
		char *key = mem_fmt("%s%d.%s", group, row, field->name);
		fill_default(f, field, key);
		free(key);
	}
	f->touched = f->touched || f->opened;
	fill_recompute(f, clock_ms());
	return row;
}

void fill_remove_row(struct fill *f, const char *group, int row)
{
	struct fields *left = fields_new();
	size_t n = strlen(group);

	for (size_t i = 0; i < fields_count(f->d->typed); i++) {
		const char *key = fields_key(f->d->typed, i);
		int at = check_row(key, group);
		char *moved = NULL;

		if (at == row)
			continue;
		if (at > row) {
			const char *rest = key + n + strspn(key + n, "0123456789");

			moved = mem_fmt("%s%d%s", group, at - 1, rest);
		}
		fields_set(left, moved ? moved : key, fields_value(f->d->typed, i));
		free(moved);
	}
	fields_free(f->d->typed);
	f->d->typed = left;
	f->touched = true;
	fill_recompute(f, clock_ms());
}

char *fill_row_summary(const struct fill *f, const char *group, int row, bool masked)
{
	const struct group *g = form_group(f->form, group);
	struct buf out = { 0 };

	for (char **name = g ? g->shows : NULL; name && *name; name++) {
		char *key = mem_fmt("%s%d.%s", group, row, *name), *shown = fill_shown(f, key, masked);

		if (*shown && out.len)
			buf_puts(&out, "  ");
		buf_puts(&out, shown);
		free(key);
		free(shown);
	}
	return buf_take(&out);
}

/* --- the draft ------------------------------------------------------------------------------------------------------- */

bool fill_keep(struct fill *f, const char *cursor, struct err *err)
{
	if (!fill_follow(f, err))
		return false;
	if (cursor && (!f->d->cursor || strcmp(cursor, f->d->cursor) != 0)) {
		free(f->d->cursor);
		f->d->cursor = mem_dup(cursor);
	}
	free(f->d->who);
	f->d->who = mem_dup(f->s->who);
	return draft_save(f->s->store, f->d, err);
}

bool fill_discard(struct fill *f, struct err *err)
{
	if (f->d->id && !draft_drop(f->s->store, f->d->id, err))
		return false;
	f->d->id = 0;
	return true;
}
