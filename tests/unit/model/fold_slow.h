/* SPDX-License-Identifier: Apache-2.0 */
/* Folding the slow way, written straight from the definition in fold.h, and the comparison of a fold with it. */
#ifndef TESTS_FOLD_SLOW_H
#define TESTS_FOLD_SLOW_H

#include "fold_story.h"

#define SOME 64                 /* entries of a history that the slow way can follow */

struct slow {
	const struct entry *const *e;
	size_t n;
	uint64_t slot[SOME];            /* what each entry stands at: its own id, or what it refuses */
	bool refusal[SOME];
	bool voice[SOME];               /* its parents and fields count */
	bool in[SOME];                  /* voice, and applied */
	bool before[SOME][SOME];        /* [i][j]: i has seen j, both voices */
};

static uint64_t target_of(const struct entry *e)
{
	const char *t = strcmp(e->form, FOLD_REFUSAL) == 0 ? fields_get(e->fields, ".refuses") : NULL;

	if (!t || station_desk(entry_station(e->id)) || station_county(entry_station(e->id)) != COUNTY)
		return 0;
	return strtoull(t, NULL, 10);
}

/* The voice of the slot that an id belongs to, or n. */
static size_t voice_of(const struct slow *s, uint64_t id)
{
	uint64_t slot = id;

	for (size_t i = 0; i < s->n; i++)
		if (s->e[i]->id == id)
			slot = s->slot[i];
	for (size_t i = 0; i < s->n; i++)
		if (s->voice[i] && s->slot[i] == slot)
			return i;
	return s->n;
}

static void slow_fold(struct slow *s, const struct entry *const *e, size_t n)
{
	memset(s, 0, sizeof *s);
	s->e = e;
	s->n = n;
	for (size_t i = 0; i < n; i++) {
		uint64_t t = target_of(e[i]);

		s->refusal[i] = t != 0;
		s->slot[i] = t ? t : e[i]->id;
	}
	for (size_t i = 0; i < n; i++) {
		s->voice[i] = true;
		for (size_t k = 0; k < n; k++)
			if (k != i && s->slot[k] == s->slot[i] && s->refusal[k] &&
			    (!s->refusal[i] || entry_compare(e[k], e[i]) < 0))
				s->voice[i] = false;
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			bool all = s->voice[i] && !s->in[i];

			for (size_t p = 0; p < e[i]->nparents && all; p++) {
				size_t v = voice_of(s, e[i]->parents[p]);

				all = v < n && s->in[v];
			}
			if (all)
				s->in[i] = more = true;
		}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; s->in[i] && p < e[i]->nparents; p++)
			s->before[i][voice_of(s, e[i]->parents[p])] = true;
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; s->before[i][k] && j < n; j++)
				s->before[i][j] = s->before[i][j] || s->before[k][j];
}

/* What entry i says of the unit, in one text: NULL nothing, "" emptied. */
static char *slow_says(const struct slow *s, size_t i, const char *unit)
{
	const struct fields *v = s->e[i]->fields;
	struct buf out = { 0 };
	bool any = false;

	for (size_t k = 0; k < fields_count(v); k++) {
		const char *key = fields_key(v, k);
		char *own = mem_ndup(key, fields_unit(key)), *tilde = strchr(own, '~');

		if (tilde && !strchr(own, '-')) {
			char *full = mem_fmt("%.*s~%llu-%s", (int)(tilde - own), own,
					     (unsigned long long)s->e[i]->id, tilde + 1);

			free(own);
			own = full;
		}
		if (*own && strcmp(own, unit) == 0) {
			any = true;
			if (*fields_value(v, k))
				buf_fmt(&out, "%s=%s;", key + fields_unit(key), fields_value(v, k));
		}
		free(own);
	}
	if (any)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

/* The value shown (yours) and how many different ones there are. */
static char *slow_value(const struct slow *s, const char *unit, size_t *different)
{
	char *says[SOME] = { NULL }, *shown = NULL;
	size_t best = s->n;

	*different = 0;
	for (size_t i = 0; i < s->n; i++)
		says[i] = s->in[i] ? slow_says(s, i, unit) : NULL;
	for (size_t i = 0; i < s->n; i++) {
		bool over = !says[i], again = false;

		for (size_t k = 0; k < s->n && !over; k++)
			over = says[k] && s->before[k][i];
		if (over)
			continue;
		for (size_t k = 0; k < i && !again; k++) {
			bool old = !says[k];

			for (size_t m = 0; m < s->n && !old; m++)
				old = says[m] && s->before[m][k];
			again = !old && strcmp(says[k], says[i]) == 0;
		}
		*different += !again;
		if (best == s->n || entry_compare(s->e[i], s->e[best]) > 0)
			best = i;
	}
	if (best < s->n)
		shown = mem_dup(says[best]);
	for (size_t i = 0; i < s->n; i++)
		free(says[i]);
	return shown;
}

static char *seen_value(const struct fold *f, const char *seen)
{
	const struct fields *v = fold_fields(f);
	struct buf out = { 0 };

	for (size_t k = 0; k < fields_count(v); k++) {
		const char *key = fields_key(v, k);

		if (fields_unit(key) == strlen(seen) && strncmp(key, seen, strlen(seen)) == 0)
			buf_fmt(&out, "%s=%s;", key + fields_unit(key), fields_value(v, k));
	}
	return buf_take(&out);
}

static void check_unit(const struct slow *s, const struct fold *f, const char *seen, const char *unit, size_t *conflicts)
{
	size_t different;
	char *is = seen_value(f, seen), *should = slow_value(s, unit, &different);

	assert_non_null(should);
	assert_string_equal(is, should);
	*conflicts += different > 1;
	free(is);
	free(should);
}

static void check_against_the_slow_way(const struct entry *const *e, size_t n, const struct fold *f)
{
	static const char *const scalars[] = { "title", "claim", "step", "no" };
	struct slow *s = mem_zero(sizeof *s);
	size_t conflicts = 0, heads, nheads, different, rows = 0;

	slow_fold(s, e, n);
	fold_heads(f, &nheads);
	heads = 0;
	for (size_t i = 0; i < n; i++) {
		bool head = s->in[i], refused = !s->refusal[i] && !s->voice[i];
		size_t v = voice_of(s, e[i]->id);
		enum fold_status is = fold_status(f, i);

		for (size_t k = 0; k < n && head; k++)
			head = !s->before[k][i];
		if (head)
			assert_true(heads < nheads);
		heads += head;
		assert_int_equal(is, refused ? FOLD_REFUSED : s->in[v] ? FOLD_APPLIED : FOLD_HELD);
		assert_int_equal(fold_knows(f, e[i]->id), s->in[v]);
	}
	assert_int_equal(heads, nheads);
	for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
		char *v = slow_value(s, scalars[i], &different);

		if (v)
			check_unit(s, f, scalars[i], scalars[i], &conflicts);
		else
			assert_null(fold_get(f, scalars[i]));
		free(v);
	}
	for (;; rows++) {
		char *seen = mem_fmt("party%zu", rows + 1);
		const char *unit = fold_row(f, seen);

		if (unit)
			check_unit(s, f, seen, unit, &conflicts);
		free(seen);
		if (!unit)
			break;
	}
	assert_int_equal(conflicts, fold_conflicts(f));
	for (size_t i = 0; i < fold_conflicts(f); i++) {
		struct fold_conflict c = fold_conflict(f, i);

		for (size_t k = 1; k < c.nclaims; k++)
			assert_true(entry_compare(c.claims[k - 1], c.claims[k]) < 0);
	}
	/* no row was forgotten: every applied claim of a row is one that can be named, or the row is gone for good */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; s->in[i] && k < fields_count(e[i]->fields); k++) {
			const char *key = fields_key(e[i]->fields, k), *tilde = strchr(key, '~');
			char *unit = tilde && !strchr(tilde, '-')
				? mem_fmt("party~%llu-%.1s", (unsigned long long)e[i]->id, tilde + 1)
				: mem_ndup(key, fields_unit(key));
			bool named = strncmp(unit, "party", 5) != 0;
			char *v = slow_value(s, unit, &different);

			for (size_t r = 1; r <= rows && !named; r++) {
				char *seen = mem_fmt("party%zu", r);

				named = strcmp(fold_row(f, seen), unit) == 0;
				free(seen);
			}
			assert_true(named || (different == 1 && !*v));
			free(v);
			free(unit);
		}
	free(s);
}

#endif
