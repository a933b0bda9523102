/* SPDX-License-Identifier: Apache-2.0 */
/* Records to look at one by one, and who stands in them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "people_parts.h"

#define PHONE_LEAST 7           /* what is shorter is no whole number */

/* --- records to look at ---------------------------------------------------------------------------------------------- */

bool people_pile(struct session *s, const struct record_filter *f, size_t most, struct people_pile *pile, struct err *err)
{
	struct record **list;
	size_t n;

	if (!record_list(s->store, f, RECORD_NEWEST, NULL, most, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		pile->list = mem_grow(pile->list, &pile->cap, pile->n, sizeof *pile->list);
		pile->list[pile->n++] = list[i];
	}
	free(list);
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;

	if (x->at != y->at)
		return x->at < y->at ? 1 : -1;
	return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

void people_pile_sort(struct people_pile *pile)
{
	size_t kept = 0;

	if (pile->n)
		qsort(pile->list, pile->n, sizeof(struct record *), newest_first);
	for (size_t i = 0; i < pile->n; i++)
		if (kept && pile->list[kept - 1]->id == pile->list[i]->id)
			record_free(pile->list[i]);
		else
			pile->list[kept++] = pile->list[i];
	pile->n = kept;
}

void people_pile_clear(struct people_pile *pile)
{
	record_list_free(pile->list, pile->n);
	*pile = (struct people_pile){ 0 };
}

bool people_fold(struct session *s, uint64_t record, struct people_fold *f, struct err *err)
{
	*f = (struct people_fold){ 0 };
	if (!journal_of_record(s->store, record, &f->entries, err))
		return false;
	f->fold = fold_new(entries_const(&f->entries), f->entries.n);
	return true;
}

void people_fold_free(struct people_fold *f)
{
	fold_free(f->fold);
	entries_free(&f->entries);
}

/* --- who stands in them ---------------------------------------------------------------------------------------------- */

/* Of a record that names somebody itself, what is theirs and not the matter's. */
static const char *const own[] = { "name", "idtype", "idno", "phone", "sex", "birth" };

bool people_own(const char *key)
{
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(key, own[i]) == 0)
			return true;
	return false;
}

const char *people_get(const struct fields *row, const char *key)
{
	const char *value = fields_get(row, key);

	return value ? value : "";
}

struct fields *people_row(const struct fields *all, const char *group, int row)
{
	struct fields *out = fields_new();

	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i), *dot = strchr(key, '.');
		bool ours = *group ? dot && check_row(key, group) == row : people_own(key);

		if (ours && *fields_value(all, i))
			fields_set(out, *group ? dot + 1 : key, fields_value(all, i));
	}
	if (*people_get(out, "name"))
		return out;
	fields_free(out);
	return NULL;
}

char *people_plain(const char *s)
{
	char *narrow = text_narrow(s);
	size_t n = 0;

	for (const char *c = narrow; *c; c++)
		if (!strchr("-+() ", *c))
			narrow[n++] = *c;
	narrow[n] = '\0';
	return narrow;
}

bool people_is_idno(const char *value)
{
	return strlen(value) >= PEOPLE_IDNO_LEAST && strpbrk(value, "0123456789") && value[strspn(value, "-() 0123456789"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")] == '\0';
}

bool people_same_idno(const char *a, const char *b)
{
	return people_is_idno(a) && strcasecmp(a, b) == 0;
}

bool people_same_phone(const char *a, const char *b)
{
	char *x = people_plain(a), *y = people_plain(b);
	bool same = strlen(x) >= PHONE_LEAST && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static bool agree(const struct fields *a, const struct fields *b, const char *key)
{
	return strcmp(people_get(a, key), people_get(b, key)) == 0;
}

static bool has_number(const struct fields *row)
{
	const char *phone = people_get(row, "phone");

	return people_is_idno(people_get(row, "idno")) || people_same_phone(phone, phone);
}

/* A name with a number is not taken for the same name without one: what is known of the one would be said of the other. */
bool people_same(const struct fields *a, const struct fields *b)
{
	const char *x = people_get(a, "idno"), *y = people_get(b, "idno");

	if (!agree(a, b, "name"))
		return false;
	if (people_is_idno(x) && people_is_idno(y))
		return people_same_idno(x, y);
	if (has_number(a) || has_number(b))
		return people_same_phone(people_get(a, "phone"), people_get(b, "phone"));
	return agree(a, b, "birth") && agree(a, b, "address");
}
