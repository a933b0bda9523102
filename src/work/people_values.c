/* SPDX-License-Identifier: Apache-2.0 */
/* What stood in a field of earlier records: the newest ones are looked through, then what the search index knows. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"
#include "people_parts.h"

#define FIND_LEAST 2            /* characters that the index can be asked for */

struct values {
	const char *key;
	char *group;            /* of "party.address"; "" */
	char *typed;
	size_t most;
	char **list;
	size_t n, cap;
};

/* "address", or "party.address" for "party2.address". */
static bool is_key(const struct values *v, const char *key)
{
	const char *dot = strchr(key, '.');

	if (!*v->group)
		return strcmp(key, v->key) == 0;
	return dot && check_row(key, v->group) && strcmp(dot, v->key + strlen(v->group)) == 0;
}

static bool answers(const char *value, const char *typed)
{
	return !*typed || strstr(value, typed) || pinyin_match(value, typed);
}

static void take(struct values *v, const char *value)
{
	if (v->n == v->most || !*value || !answers(value, v->typed))
		return;
	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->list[i], value) == 0)
			return;
	v->list = mem_grow(v->list, &v->cap, v->n, sizeof *v->list);
	v->list[v->n++] = mem_dup(value);
}

static bool look(struct session *s, struct values *v, const struct record_filter *filter, size_t most, struct err *err)
{
	struct people_pile pile = { 0 };
	bool good = people_pile(s, filter, most, &pile, err);

	for (size_t i = 0; good && v->n < v->most && i < pile.n; i++) {
		struct people_fold now;

		if (!(good = people_fold(s, pile.list[i]->id, &now, err)))
			break;
		const struct fields *all = fold_fields(now.fold);
		for (size_t k = 0; k < fields_count(all); k++)
			if (is_key(v, fields_key(all, k)))
				take(v, fields_value(all, k));
		people_fold_free(&now);
	}
	people_pile_clear(&pile);
	return good;
}

bool people_values(struct session *s, const char *kind, const char *key, const char *typed, size_t most, char ***list,
                   size_t *n, struct err *err)
{
	const char *dot = strchr(key, '.');
	struct values v = { .key = key, .typed = text_narrow(typed), .most = most };
	struct record_filter newest = { .kind = kind }, found = { .kind = kind, .find = v.typed };

	v.group = mem_ndup(key, dot ? (size_t)(dot - key) : 0);
	bool good = look(s, &v, &newest, PEOPLE_WALKED, err);
	if (good && v.n < most && text_count(v.typed) >= FIND_LEAST)
		good = look(s, &v, &found, PEOPLE_CANDIDATES, err);
	free(v.group);
	free(v.typed);
	if (!good) {
		people_values_free(v.list, v.n);
		v.list = NULL;
		v.n = 0;
	}
	*list = v.list;
	*n = v.n;
	return good;
}

void people_values_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}
