/* SPDX-License-Identifier: Apache-2.0 */
/* What was refused: its form again, what was said then typed already as far as nobody said otherwise since; or taken back. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"
#include "model/mend.h"
#include "store/record.h"

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

static struct entry *get_entry(struct session *s, uint64_t id, struct err *err)
{
	struct err why = { 0 };
	struct entry *e = journal_get(s->store, id, &why);

	if (!e && why.kind && err)
		*err = why;
	else if (!e && !why.kind)
		err_set(err, ERR_CHECK, _("这里没有这一条"));
	return e;
}

/* What is written will name the entry it deals with. The draft keeps it beside what was typed. */
static void mark(struct fill *f, uint64_t entry)
{
	char id[24];

	snprintf(id, sizeof id, "%" PRIu64, entry);
	fields_set(f->d->typed, MEND_MARK, id);
}

/* The draft in which this was begun already; 0: none. */
static int64_t draft_of(struct session *s, uint64_t entry)
{
	struct draft **list = NULL;
	size_t all = 0, n = 0;
	int64_t id = 0;

	if (draft_count(s->store, &all, NULL) && draft_list(s->store, all, &list, &n, NULL))
		for (size_t i = 0; !id && i < n; i++) {
			const char *of = fields_get(list[i]->typed, MEND_MARK);

			if (of && strtoull(of, NULL, 10) == entry)
				id = list[i]->id;
		}
	draft_list_free(list, n);
	return id;
}

struct fill *fill_mend(struct session *s, uint64_t entry, struct err *err)
{
	if (draft_of(s, entry))
		return fill_resume(s, draft_of(s, entry), err);

	struct entry *e = get_entry(s, entry, err);
	struct fill *f = e ? fill_open(s, e->form, e->record, err) : NULL;

	if (f && e->id != e->record) {  /* an opener's words fill_open() has taken already */
		fill_say_again(f, e);
		fill_recompute(f, clock_ms());
	}
	if (f)
		mark(f, entry);
	entry_free(e);
	return f;
}

/* --- taking back ---------------------------------------------------------------------------------------------------- */

const struct form *fill_withdraw_form(const struct book *b, const char *kind)
{
	static const char name[] = "withdraw";
	size_t n = sizeof name - 1;

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (strcmp(f->continues, kind) == 0 && strncmp(f->name, name, n) == 0 && (!f->name[n] || f->name[n] == '_'))
			return f;
	}
	return NULL;
}

/* Is it an entry of this desk that the hub refused and nobody has dealt with? */
static bool may_withdraw(const struct fill *f, uint64_t entry, struct err *err)
{
	const struct entry *const *all = entries_const(&f->entries);

	for (size_t i = 0; i < f->entries.n; i++) {
		if (all[i]->id != entry)
			continue;
		if (!session_own(f->s, entry_station(entry)) || fold_status(f->before, i) != FOLD_REFUSED)
			return err_set(err, ERR_CHECK, _("只有本机被退回的才能撤下"));
		return !mend_done(all, f->entries.n, f->before, i) || err_set(err, ERR_CHECK, _("这一条已经改报或撤下了"));
	}
	return err_set(err, ERR_CHECK, _("这里没有这一条"));
}

/* What that entry is called; journals are not translated. */
static const char *title_of(const struct fill *f, const struct entry *e)
{
	const struct form *form = book_form(f->book, e->form);

	return form ? form->title : e->form;
}

struct fill *fill_withdraw(struct session *s, uint64_t entry, struct err *err)
{
	struct entry *e = get_entry(s, entry, err);
	struct record *r = e ? record_get(s->store, e->record, err) : NULL;
	const struct form *form = r ? fill_withdraw_form(s->book, r->kind) : NULL;
	struct fill *f = NULL;

	if (r && !form)
		err_set(err, ERR_CHECK, _("这类记录没有撤下的表"));
	else if (form && (f = fill_open(s, form->name, e->record, err)) && !may_withdraw(f, entry, err)) {
		fill_close(f);
		f = NULL;
	}
	if (f) {
		char at[17], *what;

		clock_format_minute(entry_ms(e), at);
		what = mem_fmt("%s %s", title_of(f, e), at);
		fill_set(f, "what", what, NULL);
		free(what);
		mark(f, entry);
	}
	record_free(r);
	entry_free(e);
	return f;
}
