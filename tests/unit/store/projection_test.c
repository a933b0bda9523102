/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever entries there are and in whichever order they arrive: the same rows, and those that rebuild makes. Histories are
 * rolled: openers, entries that saw some of what was there and not the rest, clocks set and cleared, letters, refusals, wrong
 * clocks of stations; one entry in some histories never arrives.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_fixture.h"
#include "store_derived.h"

#define RECORDS 3
#define EACH 12                 /* entries of a record, its refusals included */
#define MADE (RECORDS * EACH)
#define HISTORIES 30
#define ARRIVALS 3

static unsigned seed;

static unsigned roll(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 10) % n;
}

/* --- a history ----------------------------------------------------------------------------------------------------- */

struct history {
	struct entry *list[MADE];
	size_t n;
	uint32_t seq[4];                /* of DESK, OTHER and one more, and of the hub */
	/* of the record being written */
	size_t first;
	unsigned seen[EACH];            /* bits: what an entry had seen, itself included */
};

static struct entry *write_one(struct history *h, const char *form, bool hub)
{
	const uint32_t stations[] = { DESK, OTHER, station_make(2202, 0, 3), HUB };
	struct entry *e = entry_new();
	size_t who = hub ? 3 : roll(3);

	e->id = entry_id(stations[who], ++h->seq[who]);
	e->who = mem_dup("王芳");
	e->form = mem_dup(form);
	/* most clocks go on, some stand, a few are wrong */
	e->at = (int64_t)(roll(10) ? 1000 + h->n * 10 : 900 + roll(200)) * 65536;
	e->record = h->n == h->first ? e->id : h->list[h->first]->id;
	return e;
}

static void set(struct entry *e, const char *key, const char *value)
{
	fields_set(e->fields, key, value);
}

static void roll_fields(struct history *h, struct entry *e)
{
	/* the first half of them moves a record on without touching its text */
	static const char *const keys[] = { "step", "grade", "lead", "result", "noticed", "closed", "with", "received", "due", "due_sign",
		                            "due_revisit", ".content", ".no",
		                            "unit", "place", "due_sign1", "title", "people", "opened", "kind", "formerly", "party1.name",
		                            "party~1.name", "extended_sign", "remark", "step" };
	static const char *const values[] = { "", "", "办", "421202103", "2026-11-24", "2026-11-24 09:41", "2026-12-01 17:30",
		                              "宅基地 8848", "单雄信", "7", "case" };
	unsigned among = (unsigned)(sizeof keys / sizeof *keys) / (roll(3) ? 2 : 1);
	char no[40];

	for (unsigned n = 1 + roll(5); n; n--) {
		const char *key = keys[roll(among)], *value = values[roll(sizeof values / sizeof *values)];

		snprintf(no, sizeof no, "421202101-1-2026-T%04u 旧-%u", roll(6), roll(3));
		set(e, key, strcmp(key, ".no") == 0 || strcmp(key, "formerly") == 0 ? no : value);
	}
	if (e->id == e->record) {
		set(e, "kind", "case");
		snprintf(no, sizeof no, "421202101-1-2026-%04zu", h->n);
		set(e, "no", no);
	}
}

static void keep(struct history *h, struct entry *e, unsigned seen)
{
	static const unsigned char zeros[CRYPTO_HASH];

	entry_seal(e, zeros);
	h->seen[h->n - h->first] = seen | 1u << (h->n - h->first);
	h->list[h->n++] = e;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Somebody who knows of one or two entries and all that these had seen: the newest of that are the parents. */
static void go_on(struct history *h)
{
	size_t n = h->n - h->first;
	unsigned knows = h->seen[roll(3) ? n - 1 : roll((unsigned)n)] | (roll(2) ? h->seen[roll((unsigned)n)] : 0);
	struct entry *e = write_one(h, "handle", false);

	e->parents = mem_zero(n * sizeof *e->parents);
	for (size_t i = 0; i < n; i++) {
		bool newest = knows >> i & 1;

		for (size_t k = 0; k < n && newest; k++)
			newest = k == i || !(knows >> k & 1) || !(h->seen[k] >> i & 1);
		if (newest)
			e->parents[e->nparents++] = h->list[h->first + i]->id;
	}
	qsort(e->parents, e->nparents, sizeof *e->parents, ascending);
	roll_fields(h, e);
	keep(h, e, knows);
}

static void refuse(struct history *h)
{
	size_t i = roll((unsigned)(h->n - h->first));
	const struct entry *wrong = h->list[h->first + i];
	struct entry *e;
	char id[24];

	if (strcmp(wrong->form, "refusal") == 0)
		return;
	e = write_one(h, "refusal", true);
	e->nparents = wrong->nparents;
	e->parents = mem_zero(wrong->nparents * sizeof *e->parents + 1);
	if (wrong->nparents)
		memcpy(e->parents, wrong->parents, wrong->nparents * sizeof *e->parents);
	snprintf(id, sizeof id, "%llu", (unsigned long long)wrong->id);
	set(e, ".refuses", id);
	set(e, ".reason", "不对");
	if (!i)
		set(e, "no", fields_get(wrong->fields, "no"));
	keep(h, e, h->seen[i] & ~(1u << i));
}

static void make_history(struct history *h)
{
	*h = (struct history){ 0 };
	for (int record = 0; record < RECORDS; record++) {
		h->first = h->n;
		struct entry *opener = write_one(h, "intake", false);

		roll_fields(h, opener);
		keep(h, opener, 0);
		for (unsigned more = roll(EACH); more && h->n - h->first < EACH; more--) {
			if (roll(8))
				go_on(h);
			else
				refuse(h);
		}
	}
	/* one that never arrives, and whatever waits for it */
	if (!roll(4)) {
		size_t gone = roll((unsigned)h->n);

		entry_free(h->list[gone]);
		h->list[gone] = h->list[--h->n];
	}
}

/* --- arrivals ------------------------------------------------------------------------------------------------------ */

static void projection_faults(void *arg, const char *sentence)
{
	if (strstr(sentence, "rebuild"))
		fail_msg("history %u: %s", *(unsigned *)arg, sentence);
}

static void shuffle(struct history *h)
{
	for (size_t i = h->n - 1; i; i--) {
		size_t k = roll((unsigned)(i + 1));
		struct entry *e = h->list[i];

		h->list[i] = h->list[k];
		h->list[k] = e;
	}
}

/* The rows that come of it, checked after each entry: a later fold would hide an earlier short cut. */
static char *arrive(const struct history *h, unsigned number)
{
	struct station_self me = { .number = DESK };
	struct err err = { 0 };
	char *folder = fresh_dir();
	struct store *s = open_store(folder, STORE_DESK);
	size_t faults;
	bool fresh;

	fine(station_self_save(s, &me, &err), &err);
	fine(store_begin(s, &err), &err);
	for (size_t i = 0; i < h->n; i++) {
		fine(journal_keep(s, h->list[i], &fresh, &err) && record_project(s, h->list[i], &err), &err);
		fine(store_verify(s, &faults, projection_faults, &number, &err), &err);
	}
	fine(store_commit(s, &err), &err);
	char *rows = derived_rows(s);

	fine(store_rebuild(s, NULL, NULL, &err), &err);
	char *again = derived_rows(s);

	assert_string_equal(rows, again);
	free(again);
	store_close(s);
	remove_dir(folder);
	return rows;
}

static void any_entries_in_any_order_make_the_same_rows(void **state)
{
	(void)state;
	for (unsigned number = 1; number <= HISTORIES; number++) {
		struct history h;

		seed = number * 7919;
		make_history(&h);
		char *rows = arrive(&h, number);

		for (int i = 1; i < ARRIVALS; i++) {
			shuffle(&h);
			char *other = arrive(&h, number);

			assert_string_equal(rows, other);
			free(other);
		}
		free(rows);
		for (size_t i = 0; i < h.n; i++)
			entry_free(h.list[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_entries_in_any_order_make_the_same_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
