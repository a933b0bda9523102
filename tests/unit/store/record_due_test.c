/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters and orders by clocks, held against plain loops over the same rows: which there are, how many, and in which order, in
 * pages of any size, forward and back. Many rows share a due day, and some clocks end at a minute.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_each.h"

#define ROWS 90
#define FILTERS 500

static struct row {
	uint64_t id;
	int64_t at;
	const char *kind, *due, *sign, *revisit, *again, *lead, *unit, *result, *noticed, *closed, *title;
} rows[ROWS];

static unsigned seed = 5;

static unsigned roll(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 10) % n;
}
#define PICK(...) pick((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static const char *pick(const char *const *list, size_t n)
{
	return list[roll((unsigned)n)];
}

#define DAYS "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24 09:41", "2026-11-24 17:30", "2026-11-25"

static void keep(struct row *r, uint32_t seq)
{
	struct entry *e = say("intake", 0, NULL, 0, NULL);
	const char *const fields[] = {
		"kind", r->kind, "due", r->due, "due_sign", r->sign, "due_revisit", r->revisit, "due_revisit_again", r->again,
		"lead", r->lead, "unit", r->unit, "result", r->result, "noticed", r->noticed, "closed", r->closed, "title", r->title,
	};
	struct err err = { 0 };
	bool new_here;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i += 2)
		fields_set(e->fields, fields[i], fields[i + 1]);
	e->id = e->record = r->id = entry_id(roll(2) ? OTHER : DESK, seq);
	e->at = r->at = 1000 + roll(20);
	fine(journal_keep(store, e, &new_here, &err) && record_project(store, e, &err), &err);
	entry_free(e);
}

static int setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_DESK);
	fine(store_begin(store, &err), &err);
	for (uint32_t i = 0; i < ROWS; i++) {
		rows[i] = (struct row){
			.kind = roll(6) ? "case" : "visit",
			.due = PICK("", "", DAYS),
			.sign = PICK("", "", DAYS),
			.revisit = PICK("", "", "", DAYS),
			.again = PICK("", "", "", DAYS),
			.unit = PICK("421202101", "421202102"),
			.lead = PICK("", "421202101", "421202101.sfs", "421202102", "4212021010", "421202101003"),
			.result = PICK("", "01", "02"),
			.noticed = PICK("", "2026-11-24"),
			.closed = PICK("", "", "", "2026-11-20"),
			.title = PICK("宅基地边界", "鱼塘"),
		};
		keep(&rows[i], i + 1);
	}
	fine(store_commit(store, &err), &err);
	return 0;
}

/* --- the same in plain loops --------------------------------------------------------------------------------------- */

static bool filled(const char *s)
{
	return s && *s;
}

static const char *first_of(const char *a, const char *b)
{
	return !*a || (*b && strcmp(b, a) < 0) ? b : a;
}

static const char *due_of(const struct record_filter *f, const struct row *r)
{
	if (!f->clock || strcmp(f->clock, "settle") == 0)
		return r->due;
	if (strcmp(f->clock, "sign") == 0)
		return r->sign;
	if (strcmp(f->clock, "revisit") == 0)
		return r->revisit;
	return strcmp(f->clock, "revisit|revisit_again") == 0 ? first_of(r->revisit, r->again) : "";
}

static bool under(const char *unit, const char *lead)
{
	return strcmp(lead, unit) == 0 || (strncmp(lead, unit, strlen(unit)) == 0 && lead[strlen(unit)] == '.');
}

static bool matches(const struct record_filter *f, const struct row *r)
{
	const char *due = due_of(f, r);

	return (!filled(f->kind) || strcmp(r->kind, f->kind) == 0) && (!f->only_open || !*r->closed) &&
	       (*due || (!f->running && !f->due_from && !f->due_to)) && (!f->due_from || strncmp(due, f->due_from, 10) >= 0) &&
	       (!f->due_to || strncmp(due, f->due_to, 10) <= 0) && (!f->lead || under(f->lead, r->lead)) &&
	       (!f->not_lead || strcmp(*r->lead ? r->lead : r->unit, f->not_lead) != 0) &&
	       (!f->result || strcmp(r->result, f->result) == 0) && (!f->not_noticed || !*r->noticed) && (!f->find || strstr(r->title, f->find));
}

static const struct record_filter *sorting;

static int by_due(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	const char *p = due_of(sorting, x), *q = due_of(sorting, y);
	int c = !*p != !*q ? (*p ? -1 : 1) : strcmp(p, q);

	return c ? c : x->id < y->id ? -1 : 1;
}

static int by_at(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;

	return x->at != y->at ? (x->at > y->at ? -1 : 1) : x->id > y->id ? -1 : 1;
}

static size_t expect(const struct record_filter *f, enum record_order order, const struct row **want)
{
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (matches(f, &rows[i]))
			want[n++] = &rows[i];
	sorting = f;
	qsort(want, n, sizeof *want, order == RECORD_DUE ? by_due : by_at);
	return n;
}

/* --- walking ------------------------------------------------------------------------------------------------------- */

static void walk(const struct record_filter *f, enum record_order order, size_t page)
{
	const struct row *want[ROWS];
	struct record *seen[ROWS] = { 0 }, **list;
	size_t all = expect(f, order, want), n, at = 0;
	struct err err = { 0 };

	fine(record_count(store, f, &n, NULL, &err), &err);
	assert_int_equal(n, all);
	do {
		fine(record_list(store, f, order, at ? seen[at - 1] : NULL, page, &list, &n, &err), &err);
		assert_int_equal(n, all - at < page ? all - at : page);
		for (size_t i = 0; i < n; i++, at++) {
			assert_int_equal(list[i]->id, want[at]->id);
			seen[at] = list[i];
		}
		free(list);
	} while (n == page);

	for (at = all; at > 1; at -= n) {
		fine(record_list_back(store, f, order, seen[at - 1], page, &list, &n, &err), &err);
		assert_int_equal(n, at - 1 < page ? at - 1 : page);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(list[i]->id, want[at - 1 - n + i]->id);
		record_list_free(list, n);
	}
	for (size_t i = 0; i < all; i++)
		record_free(seen[i]);
}

static void any_filter_by_clocks_pages_like_a_plain_loop(void **state)
{
	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		struct record_filter f = {
			.kind = PICK("case", "case", NULL),
			.clock = PICK(NULL, NULL, "sign", "revisit", "revisit|revisit_again", "settle", "inform"),
			.due_from = PICK(NULL, NULL, "2026-11-23", "2026-11-24"),
			.due_to = PICK(NULL, NULL, "2026-11-23", "2026-11-24"),
			.lead = PICK(NULL, NULL, NULL, "421202101", "421202101.sfs"),
			.not_lead = PICK(NULL, NULL, NULL, "421202101"),
			.result = PICK(NULL, NULL, NULL, "01"),
			.find = PICK(NULL, NULL, NULL, "宅基"),
		};

		f.running = !roll(3);
		f.only_open = roll(2);
		f.not_noticed = !roll(4);
		walk(&f, roll(3) ? RECORD_DUE : RECORD_NEWEST, (const size_t[]){ 1, 2, 7, 100 }[roll(4)]);
	}
}

/* --- what a list must not trip over -------------------------------------------------------------------------------- */

static size_t count(const struct record_filter *f)
{
	struct err err = { 0 };
	size_t n;

	fine(record_count(store, f, &n, NULL, &err), &err);
	return n;
}

static void a_clock_of_minutes_counts_by_its_day(void **state)
{
	struct record_filter f = { .kind = "case", .only_open = true, .due_to = "2026-11-24" };

	(void)state;
	save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "due=2026-11-24 09:41", "due_sign=2026-11-24 23:59")));
	assert_int_equal(count(&f), 1);
	f.due_from = "2026-11-24";
	assert_int_equal(count(&f), 1);
	f.clock = "sign";
	assert_int_equal(count(&f), 1);
	f.due_from = "2026-11-25";
	f.due_to = NULL;
	assert_int_equal(count(&f), 0);
	f.due_from = NULL;
	f.due_to = "2026-11-23";
	assert_int_equal(count(&f), 0);
}

static void a_clock_that_stopped_since_the_page_was_read_begins_the_list_again(void **state)
{
	struct record_filter unsigned_ones = { .kind = "case", .clock = "sign", .running = true };
	struct record **list, **next;
	struct err err = { 0 };
	uint64_t ids[4];
	size_t n;

	(void)state;
	for (int i = 0; i < 4; i++) {
		char *due = mem_fmt("due_sign=2026-11-2%d 17:30", i);

		ids[i] = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", due)));
		free(due);
	}
	fine(record_list(store, &unsigned_ones, RECORD_DUE, NULL, 2, &list, &n, &err), &err);
	assert_int_equal(list[1]->id, ids[1]);
	save(store, DESK, say("receive", ids[1], &ids[1], 1, SAY("due_sign=")));
	fine(record_list(store, &unsigned_ones, RECORD_DUE, list[1], 2, &next, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_int_equal(next[0]->id, ids[0]);
	record_list_free(next, n);
	fine(record_list_back(store, &unsigned_ones, RECORD_DUE, list[1], 2, &next, &n, &err), &err);
	assert_int_equal(n, 0);
	record_list_free(next, n);
	record_list_free(list, 2);
}

static void more_clocks_than_a_statement_takes_are_said_so(void **state)
{
	struct record_filter many = { .clock = "a|b|c|d|e" };
	struct err err = { 0 };
	size_t n;

	(void)state;
	assert_false(record_count(store, &many, &n, NULL, &err));
	assert_int_equal(err.kind, ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_filter_by_clocks_pages_like_a_plain_loop, setup, teardown),
		cmocka_unit_test_setup_teardown(a_clock_of_minutes_counts_by_its_day, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(a_clock_that_stopped_since_the_page_was_read_begins_the_list_again, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(more_clocks_than_a_statement_takes_are_said_so, setup_desk, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
