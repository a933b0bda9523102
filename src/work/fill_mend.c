/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a refused form again: what was said then is typed already, as far as nobody has said otherwise since. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"

/* Did anybody change this value of the record after the refused entry was written? */
static bool set_since(const struct fill *f, const struct fold *then, const char *key)
{
	const char *now = fold_get(f->before, key), *was = fold_get(then, key);

	return now ? !was || strcmp(now, was) != 0 : was != NULL;
}

static void type_row(struct fill *f, const char *group, int row, const char *name, const char *value)
{
	char *key = mem_fmt("%s%d.%s", group, row, name);

	if (form_field(f->form, key))
		fields_set(f->d->typed, key, value);
	free(key);
}

/* The row of the form that stands for a row of the record; 0 if it is there no more. */
static int row_named(const struct fill *f, const char *group, const char *name)
{
	for (int row = 1; row <= fill_rows(f, group); row++) {
		char *mark = mem_fmt("%s%d", group, row);
		bool hit = strcmp(fill_typed(f, mark), name) == 0;

		free(mark);
		if (hit)
			return row;
	}
	return 0;
}

/* One key of a row. `last` is the row of the entry that was met before, `at` where its fields go in the form: keys of a row
 * follow one another. */
static void mend_row(struct fill *f, const struct entry *e, const char *key, const char *value, char **last, int *at)
{
	size_t n = strcspn(key, "."), base = 0;
	char *unit = mem_ndup(key, n), *group;

	if (!fields_row(unit, n, &base) || !form_group(f->form, (group = mem_ndup(unit, base)))) {
		free(unit);
		return;
	}
	if (!*last || strcmp(*last, unit) != 0) {
		/* party~1 is a row this entry added; party~7-1 was added before it */
		bool added = strchr(unit, '~') && !strchr(unit, '-');
		bool fresh = e->id == e->record || added || !check_group_on_record(f->form, form_group(f->form, group));

		*at = fresh ? fill_add_row_named(f, group, "") : row_named(f, group, unit);
		free(*last);
		*last = mem_dup(unit);
	}
	if (*at && key[n] == '.')
		type_row(f, group, *at, key + n + 1, value);
	else if (*at)
		fill_remove_row(f, group, *at);         /* it took this row out */
	free(group);
	free(unit);
}

static void mend_field(struct fill *f, const struct fold *then, const char *key, const char *value)
{
	bool own = *key == '.';
	const struct field *field = form_field(f->form, key + own);

	if (field && !*field->group && (own || !set_since(f, then, key)))
		fields_set(f->d->typed, key + own, *value ? value : NULL);
}

/* Rows that were there only because a form has to have some give way to those that were said. */
static void drop_blank_rows(struct fill *f, const struct entry *e)
{
	for (size_t g = 0; g < f->form->ngroups; g++) {
		const struct group *group = &f->form->groups[g];
		bool fresh = e->id == e->record || !check_group_on_record(f->form, group);

		while (fresh && fill_rows(f, group->name) && row_named(f, group->name, "") == 1)
			fill_remove_row(f, group->name, 1);
	}
}

void fill_say_again(struct fill *f, const struct entry *e)
{
	struct fold *then = fold_at(entries_const(&f->entries), f->entries.n, e->parents, e->nparents);
	char *last = NULL;
	int at = 0;

	drop_blank_rows(f, e);
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i), *name = *key == '.' ? key + 1 : key;
		size_t base;

		if (fields_row(name, strcspn(name, "."), &base))
			mend_row(f, e, name, fields_value(e->fields, i), &last, &at);
		else
			mend_field(f, then, key, fields_value(e->fields, i));
	}
	free(last);
	fold_free(then);
}

/* A record whose opener was refused and not filled again since; NULL if it was not. Lent by f. */
const struct entry *fill_refused_opener(const struct fill *f)
{
	const struct entry *opener = NULL;

	for (size_t i = 0; i < f->entries.n; i++) {
		const struct entry *e = f->entries.list[i];

		if (e->id == e->record && fold_status(f->before, i) == FOLD_REFUSED)
			opener = e;
		if (e->id != e->record && fold_status(f->before, i) == FOLD_APPLIED && strcmp(e->form, f->form->name) == 0)
			return NULL;
	}
	return opener;
}

struct fill *fill_mend(struct session *s, uint64_t entry, struct err *err)
{
	struct err why = { 0 };
	struct entry *e = journal_get(s->store, entry, &why);
	struct fill *f;

	if (!e) {
		if (why.kind && err)
			*err = why;
		else if (!why.kind)
			err_set(err, ERR_CHECK, _("这里没有这一条"));
		return NULL;
	}
	f = fill_open(s, e->form, e->record, err);
	if (f && e->id != e->record) {  /* an opener's words fill_open() has taken already */
		fill_say_again(f, e);
		fill_recompute(f, clock_ms());
	}
	entry_free(e);
	return f;
}
