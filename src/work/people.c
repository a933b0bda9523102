/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Persons of earlier records. There is no table of persons: the search index finds the records, and what they say now tells who
 * stands in them. What is too common for the index to be quick (the first digits of an identity number are everybody's here) is
 * found soon among the newest records.
 */
#include "work/people.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"
#include "people_parts.h"

#define NAME_LEAST 2            /* characters of a name, letters of its pinyin */
#define TAIL 4                  /* digits of a phone, which is also what the index knows of its end */

/* --- what was typed --------------------------------------------------------------------------------------------------- */

enum typed_as { TYPED_NOTHING, TYPED_NAME, TYPED_LETTERS, TYPED_NUMBER };

struct asked {
	enum typed_as as;
	char *text;             /* as it is looked for */
};

static struct asked ask(const char *typed)
{
	struct asked a = { TYPED_NOTHING, people_plain(typed) };
	size_t n = strlen(a.text), letters = strspn(a.text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

	if (*a.text >= '0' && *a.text <= '9' && strspn(a.text, "0123456789Xx") == n) {
		a.as = n >= TAIL ? TYPED_NUMBER : TYPED_NOTHING;
	} else if (n == letters) {
		a.as = n >= NAME_LEAST ? TYPED_LETTERS : TYPED_NOTHING;
	} else {
		free(a.text);
		a.text = text_narrow(typed);
		a.as = text_count(a.text) >= NAME_LEAST ? TYPED_NAME : TYPED_NOTHING;
	}
	return a;
}

static bool begins(const char *text, const char *with)
{
	return strncasecmp(text, with, strlen(with)) == 0;
}

static bool name_answers(const char *name, const struct asked *a)
{
	char *narrow = text_narrow(name), *initials = pinyin_name_initials(name);
	bool good = begins(narrow, a->text) || (a->as == TYPED_LETTERS && begins(initials, a->text));

	free(narrow);
	free(initials);
	return good;
}

static bool number_answers(const struct fields *row, const char *number)
{
	char *idno = people_plain(people_get(row, "idno")), *phone = people_plain(people_get(row, "phone"));
	size_t n = strlen(number), digits = strlen(phone);
	bool good = (n >= PEOPLE_IDNO_LEAST && begins(idno, number))
		|| (digits >= n && strcmp(phone + digits - n, number) == 0);

	free(idno);
	free(phone);
	return good;
}

static bool answers(const struct fields *row, const struct asked *a)
{
	return a->as == TYPED_NUMBER ? number_answers(row, a->text) : name_answers(people_get(row, "name"), a);
}

/* --- finding ----------------------------------------------------------------------------------------------------------- */

struct found {
	const char *group;
	struct asked asked;
	size_t most;
	struct person *list;
	size_t n, cap;
	size_t exact;           /* the first ones, whose name is what was typed and no longer */
};

/* Known already? Then what was not known of them is added. */
static bool known(struct found *f, const struct fields *row)
{
	for (size_t i = 0; i < f->n; i++) {
		struct fields *there = f->list[i].row;

		if (!people_same(there, row))
			continue;
		for (size_t k = 0; k < fields_count(row); k++)
			if (!*people_get(there, fields_key(row, k)))
				fields_set(there, fields_key(row, k), fields_value(row, k));
		return true;
	}
	return false;
}

static void meet(struct found *f, const struct record *r, const struct fields *all, const char *group, int number)
{
	struct fields *row = people_row(all, group, number);

	if (!row || !answers(row, &f->asked) || known(f, row) || f->n == f->most) {
		fields_free(row);
		return;
	}
	size_t at = strcmp(people_get(row, "name"), f->asked.text) == 0 ? f->exact++ : f->n;
	f->list = mem_grow(f->list, &f->cap, f->n, sizeof *f->list);
	memmove(f->list + at + 1, f->list + at, (f->n++ - at) * sizeof *f->list);
	f->list[at] = (struct person){ .row = row, .record = r->id, .no = mem_dup(r->no), .title = mem_dup(r->title) };
}

/* Who stands in the newest `most` of them? */
static bool look(struct session *s, struct found *f, struct people_pile *pile, size_t most, struct err *err)
{
	bool good = true;

	people_pile_sort(pile);
	for (size_t i = 0; good && f->n < f->most && i < pile->n && i < most; i++) {
		struct people_fold now;

		if (!(good = people_fold(s, pile->list[i]->id, &now, err)))
			break;
		const struct fields *all = fold_fields(now.fold);
		for (int row = 1; *f->group && row <= check_last_row(all, f->group); row++)
			meet(f, pile->list[i], all, f->group, row);
		meet(f, pile->list[i], all, "", 0);
		people_fold_free(&now);
	}
	people_pile_clear(pile);
	return good;
}

static bool names_people(const struct form *form, const char *group)
{
	char *key = mem_fmt("%s.name", group);
	bool good = form_field(form, "name") || (*group && form_field(form, key));

	free(key);
	return good;
}

/* Kind by kind: each has an index of its newest, in which the store finds common hanzi without gathering all that hold them. */
static bool of_kinds(struct session *s, struct found *f, const char *find, size_t most, struct err *err)
{
	struct people_pile pile = { 0 };
	bool good = true;

	for (size_t i = 0; good && i < book_forms(s->book); i++) {
		const struct form *form = book_form_at(s->book, i);
		struct record_filter filter = { .kind = form->opens, .find = find };

		if (*form->opens && book_opener(s->book, form->opens) == form && names_people(form, f->group))
			good = people_pile(s, &filter, most, &pile, err);
	}
	good = good && look(s, f, &pile, most, err);
	people_pile_clear(&pile);
	return good;
}

static bool by_index(struct session *s, struct found *f, const char *find, struct err *err)
{
	struct people_pile pile = { 0 };

	return people_pile(s, &(struct record_filter){ .find = find }, PEOPLE_CANDIDATES, &pile, err)
		&& look(s, f, &pile, PEOPLE_CANDIDATES, err);
}

/* Identity numbers begin with where and when somebody was born, so short beginnings are looked for among the newest first. The
 * index knows a number by its beginning and by its last four digits. */
static bool by_number(struct session *s, struct found *f, struct err *err)
{
	const char *number = f->asked.text;
	size_t n = strlen(number);

	if (n >= PEOPLE_IDNO_LEAST && !of_kinds(s, f, NULL, PEOPLE_WALKED, err))
		return false;
	if (n >= PEOPLE_IDNO_LEAST && f->n < f->most && !by_index(s, f, number, err))
		return false;
	return f->n == f->most || by_index(s, f, number + n - TAIL, err);
}

bool people_find(struct session *s, const char *group, const char *typed, size_t most, struct person **list, size_t *n,
                 struct err *err)
{
	struct found f = { .group = group, .asked = ask(typed), .most = most };
	bool good = true;

	switch (f.asked.as) {
	case TYPED_NOTHING: break;
	case TYPED_NAME: good = of_kinds(s, &f, f.asked.text, PEOPLE_CANDIDATES, err); break;
	case TYPED_LETTERS: good = by_index(s, &f, f.asked.text, err); break;
	case TYPED_NUMBER: good = by_number(s, &f, err); break;
	}
	free(f.asked.text);
	if (!good) {
		people_free(f.list, f.n);
		f.list = NULL;
		f.n = 0;
	}
	*list = f.list;
	*n = f.n;
	return good;
}

void people_free(struct person *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fields_free(list[i].row);
		free(list[i].no);
		free(list[i].title);
	}
	free(list);
}

/* --- taking ------------------------------------------------------------------------------------------------------------ */

static void take_field(struct fill *f, const struct field *field, const char *key, const char *value)
{
	bool name = strcmp(field->name, "name") == 0;

	if (!*value || strcmp(value, field->absent) == 0 || !fill_visible(f, key) || (!name && *fill_typed(f, key)))
		return;
	/* a code that this form's table has no more is not taken */
	if (fill_set(f, key, value, NULL) == TYPE_BAD)
		fill_set(f, key, "", NULL);
}

void people_take(struct fill *f, const char *group, int row, const struct person *p)
{
	const struct form *form = fill_form(f);

	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *field = &form->fields[i];

		if (strcmp(field->group, group) != 0 || (!*group && !people_own(field->name)))
			continue;
		char *key = *group ? mem_fmt("%s%d.%s", group, row, field->name) : mem_dup(field->name);
		take_field(f, field, key, people_get(p->row, field->name));
		free(key);
	}
}
