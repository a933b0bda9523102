/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a form: on a record as it is now, or on a draft as it was. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"
#include "work/reissue.h"
#include "work/template.h"

/* The first of the names in {lead|unit} that the record has a value of. */
static const char *first_of(const struct fold *record, const char *names, size_t n)
{
	const char *value = NULL;

	for (size_t len; n && !value; n -= len, names += len) {
		len = strcspn(names, "|");
		len = len < n ? len : n;
		char *name = mem_ndup(names, len);
		value = fold_get(record, name);
		free(name);
		len += len < n;
	}
	return value;
}

/* "{lead|unit}" alone is that value as the record keeps it; in running text, values stand as people read them. Yours. */
static char *from_record(const struct fill *f, const char *text)
{
	size_t n = strcspn(text, "}");
	bool alone = *text == '{' && text[n] == '}' && !text[n + 1];
	const char *value = alone && f->before ? first_of(f->before, text + 1, n - 1) : NULL;

	if (!f->before)
		return mem_dup("");
	return alone ? mem_dup(value ? value : "") : work_template(text, f->book, f->before);
}

/* The default of a field, as if somebody had typed it. */
void fill_default(struct fill *f, const struct field *field, const char *key)
{
	char text[26], *say = NULL, *made = NULL;
	const char *typed = field->initial;

	if (strcmp(typed, "today") == 0) {
		clock_format_day(clock_today(), text);
		typed = text;
	} else if (strcmp(typed, "now") == 0) {
		clock_format_minute(clock_ms(), text);
		typed = text;
	} else if (strcmp(typed, "who") == 0) {
		typed = f->s->who;
	} else if (strcmp(typed, "unit") == 0) {
		typed = f->s->unit;
	} else if (*typed == '.' && typed[1]) {
		typed = made = book_unit_of(f->book, f->s->unit, typed + 1);
	} else if (strchr(typed, '{')) {
		typed = made = from_record(f, typed);
	}
	fill_take(f, field, key, typed, &say);
	free(made);
	free(say);
}

/* The record's rows of a group as this form sees them, each with its name in the journal. */
static void copy_rows(struct fill *f, const struct group *g)
{
	const struct fields *all = fold_fields(f->before);
	const char *name;

	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", g->name, row);

		name = fold_row(f->before, seen);
		if (name)
			fill_add_row_named(f, g->name, name);
		free(seen);
		if (!name)
			break;
	}
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i);

		if (check_row(key, g->name) && form_field(f->form, key) && *fields_value(all, i))
			fields_set(f->d->typed, key, fields_value(all, i));
	}
}

/* What of the record this form shows: all of it in a correction, else the fields it shares with the record. */
static void copy_record(struct fill *f)
{
	for (size_t i = 0; i < f->form->nfields; i++) {
		const struct field *field = &f->form->fields[i];
		const char *value = *field->group || !check_on_record(f->form, field) ? NULL : fold_get(f->before, field->name);

		if (value)
			fields_set(f->d->typed, field->name, value);
	}
	for (size_t g = 0; g < f->form->ngroups; g++)
		if (check_group_on_record(f->form, &f->form->groups[g]))
			copy_rows(f, &f->form->groups[g]);
}

/* Is the default a moment or a person? Those are new each time, whatever the record said before. */
static bool is_fresh(const char *initial)
{
	static const char *const words[] = { "today", "now", "who", "unit" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(initial, words[i]) == 0)
			return true;
	return false;
}

static void fill_in_defaults(struct fill *f)
{
	bool correction = f->before && *f->form->opens;

	if (f->before)
		copy_record(f);
	if (correction && fill_refused_opener(f))
		fill_say_again(f, fill_refused_opener(f));
	for (size_t i = 0; !correction && i < f->form->nfields; i++) {
		const struct field *field = &f->form->fields[i];

		if (*field->group || !*field->initial)
			continue;
		if (!fields_get(f->d->typed, field->name) || is_fresh(field->initial))
			fill_default(f, field, field->name);
	}
	for (size_t g = 0; g < f->form->ngroups; g++)
		while (fill_rows(f, f->form->groups[g].name) < f->form->groups[g].min)
			fill_add_row(f, f->form->groups[g].name);
}

/* The record as it is now, and its heads as the parents of what will be written. */
static bool load_now(struct fill *f, struct err *err)
{
	size_t n;

	if (!journal_of_record(f->s->store, f->d->record, &f->entries, err))
		return false;
	if (!f->entries.n)
		return err_set(err, ERR_CHECK, _("这里没有这件记录"));
	f->before = fold_new(entries_const(&f->entries), f->entries.n);
	const uint64_t *heads = fold_heads(f->before, &n);
	if (n == 0)
		return err_set(err, ERR_CHECK, _("这件记录的开头还没有收到，请先同步"));
	if (n > ENTRY_PARENTS_MAX)
		return err_set(err, ERR_CHECK, _("这件记录上同时有 %zu 处改动，请先同步"), n);
	f->d->parents = mem_zero(n * sizeof *f->d->parents);
	memcpy(f->d->parents, heads, n * sizeof *heads);
	f->d->nparents = n;
	return true;
}

static bool may_fill(struct fill *f, struct err *err)
{
	struct faults out = { 0 };
	struct check c = fill_as_check(f, clock_ms());
	bool good;

	check_allowed(&c, &out);
	good = !faults_stop(&out);
	if (!good)
		err_set(err, ERR_CHECK, "%s", out.list[0].say);
	faults_free(&out);
	return good;
}

static struct fill *fill_start(struct session *s)
{
	struct fill *f = mem_zero(sizeof *f);

	f->s = s;
	f->book = s->book;
	f->station = s->self.number;
	f->values = fields_new();
	return f;
}

static bool find_form(struct fill *f, const char *name, struct err *err)
{
	f->form = book_form(f->book, name);
	return f->form || err_set(err, ERR_CHECK, _("没有“%s”这张表，yichuang lint 可查出写错的表"), name);
}

struct fill *fill_open(struct session *s, const char *form, uint64_t record, struct err *err)
{
	struct fill *f = fill_start(s);

	f->d = draft_new();
	free(f->d->form);
	f->d->form = mem_dup(form);
	f->d->version = book_version(f->book);
	f->d->record = record;
	f->d->opened = clock_ms();
	if (!f->d->typed)
		f->d->typed = fields_new();
	if (!find_form(f, form, err) || (record && !load_now(f, err)) || !may_fill(f, err)) {
		fill_close(f);
		return NULL;
	}
	fill_in_defaults(f);
	f->opened = true;
	fill_recompute(f, clock_ms());
	return f;
}

/* The state its writer saw when the form was opened. */
static bool load_then(struct fill *f, struct err *err)
{
	fold_free(f->before);
	f->before = NULL;
	entries_free(&f->entries);
	if (!journal_of_record(f->s->store, f->d->record, &f->entries, err))
		return false;
	if (!f->entries.n)
		return err_set(err, ERR_CHECK, _("这里没有这件记录"));
	f->before = fold_at(entries_const(&f->entries), f->entries.n, f->d->parents, f->d->nparents);
	return true;
}

bool fill_follow(struct fill *f, struct err *err)
{
	if (f->station == f->s->self.number)
		return true;
	f->station = f->s->self.number;
	reissue_follow(f->s->store, f->d);
	if (f->d->record && !load_then(f, err))
		return false;
	fill_recompute(f, clock_ms());
	return true;
}

struct fill *fill_resume(struct session *s, int64_t draft, struct err *err)
{
	struct fill *f = fill_start(s);
	struct err why = { 0 };

	f->d = draft_get(s->store, draft, &why);
	if (!f->d) {
		if (why.kind && err)
			*err = why;
		else if (!why.kind)
			err_set(err, ERR_CHECK, _("这份草稿已经不在了"));
		fill_close(f);
		return NULL;
	}
	reissue_follow(s->store, f->d);
	if (f->d->version == 0)         /* begun before enrolment: from now on by what the hub published */
		f->d->version = book_version(s->book);
	f->book = session_book(s, f->d->version, err);
	if (!f->book || !find_form(f, f->d->form, err) || (f->d->record && !load_then(f, err))) {
		fill_close(f);
		return NULL;
	}
	f->opened = f->touched = true;
	fill_recompute(f, clock_ms());
	return f;
}
