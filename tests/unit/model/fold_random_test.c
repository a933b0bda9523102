/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding, by thousands of random histories of a hub and three stations, each compared with a slow implementation that is
 * written straight from the definition in fold.h and with the fold of the same entries in another order.
 */
#include "fold_slow.h"

/* --- random histories ------------------------------------------------------------------------------------------------ */

static uint64_t dice = 20261124;

static size_t roll(size_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (size_t)(dice % sides);
}

struct world {
	struct story s;
	bool has[4][8192];      /* what each station has got; 0 is the hub */
	uint32_t seq[4];
};

static size_t collect(const struct world *w, size_t who, const struct entry **out)
{
	size_t n = 0;

	for (size_t i = 0; i < w->s.n; i++)
		if (w->has[who][i])
			out[n++] = w->s.all[i];
	return n;
}

static const char *random_text(void)
{
	static const char *const words[] = { "", "甲", "乙", "丙" };

	return words[roll(4)];
}

static void random_rows(struct entry *e, const struct fold *f)
{
	char seen[16], key[64];
	const char *row;

	if (roll(3) == 0)
		fields_set(e->fields, "party~1.name", random_text());
	if (roll(8) == 0) {
		fields_set(e->fields, "party~2.name", "戊");
		fields_set(e->fields, "party~2.phone", random_text());
	}
	snprintf(seen, sizeof seen, "party%zu", roll(4) + 1);
	row = fold_row(f, seen);
	if (!row || roll(2))
		return;
	if (roll(3) == 0) {
		fields_set(e->fields, row, "");
		return;
	}
	snprintf(key, sizeof key, "%s.name", row);
	fields_set(e->fields, key, random_text());
	snprintf(key, sizeof key, "%s.phone", row);
	fields_set(e->fields, key, random_text());
}

static void write_something(struct world *w, size_t who, const struct entry **known)
{
	size_t n = collect(w, who, known), nheads;
	struct fold *f = fold_new(known, n);
	const uint64_t *heads = fold_heads(f, &nheads);

	if (nheads && nheads <= ENTRY_PARENTS_MAX) {
		struct entry *e = entry_new();

		e->id = entry_id(desk((uint32_t)who), ++w->seq[who]);
		e->at = 100 + (int64_t)roll(w->s.n * 4 + 1);
		e->record = w->s.all[0]->id;
		e->form = mem_dup("handle");
		e->who = mem_dup("张敏");
		e->nparents = nheads;
		e->parents = mem_zero(nheads * sizeof *heads);
		memcpy(e->parents, heads, nheads * sizeof *heads);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < nheads; k++)
				if (known[i]->id == heads[k] && known[i]->at >= e->at)
					e->at = known[i]->at + 1;
		if (roll(2))
			fields_set(e->fields, "title", random_text());
		if (roll(3) == 0)
			fields_set(e->fields, "claim", random_text());
		if (roll(2))
			fields_set(e->fields, "step", random_text());
		fields_set(e->fields, ".content", "谈了");
		random_rows(e, f);
		w->has[who][w->s.n] = true;
		w->s.all[w->s.n++] = e;
	}
	fold_free(f);
}

static void refuse_something(struct world *w, const struct entry **known)
{
	size_t n = collect(w, 0, known);
	const struct entry *x = n ? known[roll(n)] : NULL;

	if (!x || strcmp(x->form, FOLD_REFUSAL) == 0)
		return;
	refuse(&w->s, desk(0), ++w->seq[0], x, x->nparents ? NULL : "421202101-1-2026-0041");
	w->has[0][w->s.n - 1] = true;
}

static void live(struct world *w, size_t n)
{
	static const struct entry *known[8192];

	memset(w->has, 0, sizeof w->has);
	memset(w->seq, 0, sizeof w->seq);
	w->seq[1] = 1;
	open_record(&w->s, "title", "开", "step", "汇", "no", "421202101-1-2026-0041", "party1.name", "张三",
		    "party2.name", "李四", NULL);
	w->has[1][0] = true;
	for (size_t rounds = 0; w->s.n < n && rounds < n * 20; rounds++) {
		size_t who = roll(4);

		/* what comes over the line is any part of what is there: parents may be missing */
		for (size_t i = 0; i < w->s.n; i++)
			if (roll(3) == 0)
				w->has[who][i] = true;
		if (who)
			write_something(w, who, known);
		else if (roll(2))
			refuse_something(w, known);
	}
}

static void shuffle(const struct entry **e, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = roll(i);
		const struct entry *t = e[i - 1];

		e[i - 1] = e[k];
		e[k] = t;
	}
}

static void same_fold(const struct fold *f, const struct fold *g)
{
	size_t n, m;
	const uint64_t *a = fold_heads(f, &n), *b = fold_heads(g, &m);

	assert_true(fields_equal(fold_fields(f), fold_fields(g)));
	assert_int_equal(n, m);
	if (n)
		assert_memory_equal(a, b, n * sizeof *a);
	assert_int_equal(fold_conflicts(f), fold_conflicts(g));
	for (size_t i = 0; i < fold_conflicts(f); i++) {
		struct fold_conflict x = fold_conflict(f, i), y = fold_conflict(g, i);

		assert_string_equal(x.unit, y.unit);
		assert_int_equal(x.nclaims, y.nclaims);
		for (size_t k = 0; k < x.nclaims; k++)
			assert_ptr_equal(x.claims[k], y.claims[k]);
	}
}

static struct world world;
static const struct entry *some[8192], *others[8192];

static void any_history_folds_as_the_definition_says_in_any_order(void **state)
{
	size_t with_conflict = 0, with_held = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t n, m, held = 0;
		struct fold *f, *g;

		live(&world, 2 + roll(round % 50 ? 14 : SOME - 2));
		n = 0;
		for (size_t i = 0; i < world.s.n; i++)
			if (roll(8))
				some[n++] = world.s.all[i];
		f = fold_new(some, n);
		check_against_the_slow_way(some, n, f);
		for (size_t i = 0; i < n; i++)
			held += fold_status(f, i) == FOLD_HELD;
		with_conflict += fold_conflicts(f) > 0;
		with_held += held > 0;
		memcpy(others, some, n * sizeof *some);
		for (int again = 0; again < 3; again++) {
			shuffle(others, n);
			g = fold_new(others, n);
			same_fold(f, g);
			fold_free(g);
		}
		/* with more entries, what was applied still is, itself or through a refusal */
		m = world.s.n;
		g = fold_new((const struct entry *const *)world.s.all, m);
		for (size_t i = 0; i < n; i++)
			if (fold_knows(f, some[i]->id))
				assert_true(fold_knows(g, some[i]->id));
		fold_free(g);
		fold_free(f);
		forget(&world.s);
	}
	/* the dice must have met what this is about */
	assert_true(with_conflict > 300 && with_held > 300);
}

/* The entries before `parents`, and the refusals that stand for them, picked one by one. */
static size_t pick(const struct entry *const *e, size_t n, const uint64_t *parents, size_t nparents, const struct entry **out)
{
	struct slow *s = mem_zero(sizeof *s);
	bool in[SOME] = { false };
	size_t m = 0;

	slow_fold(s, e, n);
	for (size_t p = 0; p < nparents; p++) {
		size_t v = voice_of(s, parents[p]);

		if (v < n)
			in[v] = true;
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < n; i++)
			for (size_t p = 0; in[i] && p < e[i]->nparents; p++) {
				size_t v = voice_of(s, e[i]->parents[p]);

				if (v < n && !in[v])
					in[v] = more = true;
			}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (in[k] && s->slot[k] == s->slot[i]) {
				out[m++] = e[i];
				break;
			}
	free(s);
	return m;
}

static void a_writers_view_is_the_fold_of_what_came_before(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		live(&world, 2 + roll(20));

		const struct entry *e = world.s.all[roll(world.s.n)];
		size_t m = pick((const struct entry *const *)world.s.all, world.s.n, e->parents, e->nparents, some);
		struct fold *f = fold_at((const struct entry *const *)world.s.all, world.s.n, e->parents, e->nparents);
		struct fold *g = fold_new(some, m), *h;

		same_fold(f, g);
		memcpy(others, world.s.all, world.s.n * sizeof *others);
		shuffle(others, world.s.n);
		h = fold_at(others, world.s.n, e->parents, e->nparents);
		same_fold(f, h);
		fold_free(f);
		fold_free(g);
		fold_free(h);
		forget(&world.s);
	}
}

static void a_record_of_thousands_of_entries_folds_the_same_in_any_order(void **state)
{
	struct fold *f, *g;

	(void)state;
	open_record(&world.s, "title", "开", NULL);
	for (uint32_t i = 1; i < 6000; i++) {
		const char *word = i % 7 ? "甲" : "乙";
		/* two strands that never meet, so that every change of one is unseen by the other */
		uint64_t parent = world.s.all[i < 3 ? 0 : i - 2]->id;

		say(&world.s, desk(1 + i % 2), i / 2 + 2, 100 + i, parent, "title", word, "party~1.name", word, NULL);
	}
	f = fold_new((const struct entry *const *)world.s.all, world.s.n);
	assert_int_equal(fold_status(f, 5999), FOLD_APPLIED);
	assert_string_equal(fold_get(f, "party5999.name"), fields_get(world.s.all[5999]->fields, "party~1.name"));
	memcpy(others, world.s.all, world.s.n * sizeof *others);
	shuffle(others, world.s.n);
	g = fold_new(others, world.s.n);
	same_fold(f, g);
	fold_free(f);
	fold_free(g);
	forget(&world.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_history_folds_as_the_definition_says_in_any_order),
		cmocka_unit_test(a_writers_view_is_the_fold_of_what_came_before),
		cmocka_unit_test(a_record_of_thousands_of_entries_folds_the_same_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
