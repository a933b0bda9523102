/* SPDX-License-Identifier: Apache-2.0 */
/* When a case is due: from its grade and the day it was taken in, the same at the desk and at the hub. */
#include "town_each.h"

#include "base/crypto.h"

/* Grades, matters, limits and forms as they come with the program; tests run at the top of the tree. */
static void publish_shipped(void)
{
	struct book_file *files;
	struct err err = { 0 };
	size_t n;

	assert_true(book_files(".", &files, &n, &err));
	for (size_t i = 0; i < n; i++)
		practice_publish(&county, files[i].path, files[i].text);
	book_files_free(files, n);
}

static int setup_shipped(void **state)
{
	setup(state);
	publish_shipped();
	practice_sync(&county, town);
	return session_refresh(town, NULL) ? 0 : -1;
}

static void due_is(uint64_t record, const char *due)
{
	struct err err = { 0 };
	struct record *r = record_get(town->store, record, &err);

	assert_non_null(r);
	assert_string_equal(r->due, due);
	record_free(r);
}

static void the_clock_runs_from_the_day_it_was_taken_in(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", "2026-11-20 09:00", NULL);

	due_is(id, "2026-11-27");
	/* a grade that is known at once counts at once; 30 days end on a Sunday, so the Monday counts */
	id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", "2026-11-20 09:00", "grade", "较大", NULL);
	due_is(id, "2026-12-21");
}

static void a_grade_sets_the_clock_anew_and_the_end_stops_it(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", "2026-11-20 09:00", NULL);

	practice_fill(town, NULL, "assess", id, "grade", "重大", "opinion", "县里牵头", NULL);
	due_is(id, "2027-01-19");
	practice_fill(town, NULL, "handle", id, "content", "谈了一次", NULL);
	due_is(id, "2027-01-19");
	practice_fill(town, NULL, "conclude", id, "result", "终止", "outcome", "当事人撤回", NULL);
	due_is(id, "");
	assert_int_equal(practice_sync(&county, town), 0);      /* the hub reckons the same */
}

static void a_petition_has_the_limits_of_the_regulations(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, "matter", "信访诉求", "title", "补偿", "opened", "2026-11-20 09:00", NULL);

	due_is(id, "2027-01-19");       /* 60 days */
}

static void a_due_day_that_the_rules_do_not_give_is_refused(void **state)
{
	struct err err = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = journal_get(town->store, id, &err);
	unsigned char zeros[CRYPTO_HASH] = { 0 };

	assert_non_null(e);
	fields_set(e->fields, "due", "2030-01-01");
	entry_seal(e, zeros);
	struct accept_result r = practice_send(&county, town, e);
	assert_int_equal(r.refused, 1);
	entry_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_clock_runs_from_the_day_it_was_taken_in, setup_shipped, teardown),
		cmocka_unit_test_setup_teardown(a_grade_sets_the_clock_anew_and_the_end_stops_it, setup_shipped, teardown),
		cmocka_unit_test_setup_teardown(a_petition_has_the_limits_of_the_regulations, setup_shipped, teardown),
		cmocka_unit_test_setup_teardown(a_due_day_that_the_rules_do_not_give_is_refused, setup_shipped, teardown),
	};
	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
