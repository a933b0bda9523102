/* SPDX-License-Identifier: Apache-2.0 */
#include "town_each.h"

#include "base/crypto.h"
#include "work/today.h"

static uint64_t a_case(const char *opened)
{
	return practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", opened, NULL);
}

static void the_day_and_the_week_are_counted_from_the_records(void **state)
{
	struct err err = { 0 };
	struct today t;

	(void)state;
	a_case("2026-11-24 08:00");
	a_case("2026-11-24 09:00");
	uint64_t yesterdays = a_case("2026-11-23 09:00"), old = a_case("2026-11-17 09:00");
	a_case("2026-11-18 00:00");
	practice_fill(town, NULL, "conclude", yesterdays, "result", "01", NULL);
	practice_fill(town, NULL, "conclude", old, "result", "01", "closed", "2026-11-18", NULL);
	practice_fill(town, NULL, "reception", 0, "title", "问路", "people", "3", NULL);
	practice_fill(town, NULL, "reception", 0, "title", "问事", NULL);
	practice_fill(town, NULL, "reception", 0, "title", "昨天的", "opened", "2026-11-23 10:00", NULL);
	struct fill *f = fill_open(town, "intake", 0, &err);
	assert_true(fill_keep(f, "title", &err));
	fill_close(f);

	assert_true(today_count(town, &t, &err));
	assert_int_equal(t.opened_today, 2);
	assert_int_equal(t.concluded_today, 1);
	assert_int_equal(t.open, 3);
	assert_int_equal(t.receptions_today, 2);
	assert_int_equal(t.visitors_today, 4);
	assert_int_equal(t.drafts, 1);
	static const size_t opened[7] = { 1, 0, 0, 0, 0, 1, 2 }, concluded[7] = { 1, 0, 0, 0, 0, 0, 1 };
	for (int i = 0; i < 7; i++) {
		assert_int_equal(t.week_opened[i], opened[i]);
		assert_int_equal(t.week_concluded[i], concluded[i]);
	}
}

static void more_cases_than_one_page_are_all_counted(void **state)
{
	struct err err = { 0 };
	struct today t;

	(void)state;
	for (int i = 0; i < 230; i++)
		practice_fill(town, NULL, "reception", 0, "title", "问路", "people", "2", NULL);
	assert_true(today_count(town, &t, &err));
	assert_int_equal(t.receptions_today, 230);
	assert_int_equal(t.visitors_today, 460);
}

static void the_status_line_tells_the_truth(void **state)
{
	struct err err = { 0 };
	struct status st;

	(void)state;
	assert_true(status_read(town, &st, &err));
	assert_int_equal(st.pending, 0);
	assert_int_equal(st.last_ok, 0);
	assert_string_equal(st.last_error, "");
	a_case("2026-11-24 08:00");
	assert_true(store_set_note(town->store, "sync.last_ok", "1764000000000", &err));
	assert_true(store_set_note(town->store, "sync.last_error", "连不上县中心", &err));
	assert_true(status_read(town, &st, &err));
	assert_int_equal(st.pending, 1);
	assert_true(st.last_ok == 1764000000000);
	assert_string_equal(st.last_error, "连不上县中心");
	practice_sync(&county, town);
	assert_true(store_set_note(town->store, "sync.last_ok", "2026-11-24T09:32:00+08:00", &err));
	assert_true(status_read(town, &st, &err));
	assert_int_equal(st.pending, 0);
	struct clock_parts at = clock_split(st.last_ok);
	assert_int_equal(at.hour * 100 + at.minute, 932);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_day_and_the_week_are_counted_from_the_records, setup, teardown),
		cmocka_unit_test_setup_teardown(more_cases_than_one_page_are_all_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(the_status_line_tells_the_truth, setup, teardown),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
