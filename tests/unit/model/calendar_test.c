/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "shipped_calendar.h"

static struct calendar *calendar;       /* the shipped one */

static int load(void **state)
{
	(void)state;
	calendar = shipped_calendar();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	calendar_free(calendar);
	calendar_free(NULL);
	return 0;
}

static void assert_after(const char *from, int32_t n, const char *expected)
{
	assert_day(calendar_add_workdays(calendar, day(from), n), expected);
}

/* --- the shipped years ----------------------------------------------------------------------------------------------- */

static void holidays_and_working_weekends_count_as_announced(void **state)
{
	(void)state;
	assert_false(calendar_work(calendar, day("2025-10-08")));
	assert_true(calendar_work(calendar, day("2025-10-09")));
	assert_true(calendar_work(calendar, day("2025-10-11")));        /* 周六补班 */
	assert_false(calendar_work(calendar, day("2025-10-12")));
	assert_true(calendar_work(calendar, day("2026-02-14")));        /* 周六补班 */
	assert_false(calendar_work(calendar, day("2026-02-23")));       /* 周一放假 */
	assert_true(calendar_work(calendar, day("2026-01-04")));        /* 周日补班 */
	assert_string_equal(calendar_name(calendar, day("2025-10-01")), "国庆节、中秋节");
	assert_string_equal(calendar_name(calendar, day("2025-10-11")), "国庆节、中秋节");
	assert_string_equal(calendar_name(calendar, day("2025-10-12")), "");
}

/* Counted in four public data sets, day for day (251, 248 and 248). */
static void the_years_have_as_many_working_days_as_published(void **state)
{
	(void)state;
	assert_int_equal(calendar_workdays(calendar, day("2023-12-31"), day("2024-12-31")), 251);
	assert_int_equal(calendar_workdays(calendar, day("2024-12-31"), day("2025-12-31")), 248);
	assert_int_equal(calendar_workdays(calendar, day("2025-12-31"), day("2026-12-31")), 248);
}

static void working_days_are_added_over_guoqing(void **state)
{
	(void)state;
	assert_after("2025-09-26", 1, "2025-09-28");    /* 周日补班 */
	assert_after("2025-09-30", 1, "2025-10-09");
	assert_after("2025-09-30", 3, "2025-10-11");    /* 周六补班 */
	assert_after("2025-09-30", 4, "2025-10-13");
	assert_after("2026-09-18", 1, "2026-09-20");    /* 周日补班 */
	assert_after("2026-09-24", 1, "2026-09-28");    /* 中秋 */
	assert_after("2026-09-30", 1, "2026-10-08");
	assert_after("2026-09-30", 3, "2026-10-10");    /* 周六补班 */
	assert_after("2026-09-30", 4, "2026-10-12");
	assert_after("2026-10-03", 1, "2026-10-08");    /* from a day off */
	assert_after("2026-10-03", 0, "2026-10-03");
}

static void working_days_are_added_over_chunjie_and_new_year(void **state)
{
	(void)state;
	assert_after("2026-02-13", 1, "2026-02-14");
	assert_after("2026-02-13", 2, "2026-02-24");
	assert_after("2026-02-13", 6, "2026-02-28");
	assert_after("2026-02-13", 7, "2026-03-02");
	assert_after("2025-12-31", 1, "2026-01-04");
}

static void a_year_that_was_not_announced_is_not_known(void **state)
{
	(void)state;
	assert_true(calendar_knows(calendar, 2024) && calendar_knows(calendar, 2025) && calendar_knows(calendar, 2026));
	assert_false(calendar_knows(calendar, 2023));
	assert_false(calendar_knows(calendar, 2027));
	assert_false(calendar_knows(calendar, 1999) || calendar_knows(calendar, 2100) || calendar_knows(calendar, -5));
	assert_after("2026-12-31", 1, "2027-01-01");    /* by the plain week */
	assert_after("2026-12-31", 2, "2027-01-04");
}

static void no_calendar_is_the_plain_week(void **state)
{
	(void)state;
	assert_false(calendar_knows(NULL, 2026));
	assert_true(calendar_work(NULL, day("2026-10-01")));
	assert_false(calendar_work(NULL, day("2026-10-10")));
	assert_string_equal(calendar_name(NULL, day("2026-10-01")), "");
	assert_int_equal(calendar_next(NULL, 0), CLOCK_DAY_NONE);
	assert_day(calendar_add_workdays(NULL, day("2026-09-30"), 3), "2026-10-05");
	assert_day(calendar_add_workdays(NULL, day("1969-12-26"), 1), "1969-12-29");
}

static void listed_days_come_in_order(void **state)
{
	int32_t d = INT32_MIN + 1, before = d;
	int n = 0;

	(void)state;
	while ((d = calendar_next(calendar, d)) != CLOCK_DAY_NONE) {
		assert_true(d > before && *calendar_name(calendar, d));
		before = d;
		n++;
	}
	assert_int_equal(n, 108);
	assert_day(before, "2026-10-10");
}

/* --- any calendar, against a walk ------------------------------------------------------------------------------------ */

/* Some days around 2026, working weekends and days off, in no order. */
static struct calendar *random_calendar(bool work[400], int32_t first)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	struct calendar *c;

	buf_puts(&text, "date,kind,name\n");
	for (int i = 399; i >= 0; i--) {
		bool weekend = clock_split_day(first + i).weekday % 6 == 0, listed = roll(6) == 0;
		char iso[11];

		work[i] = listed ? weekend && roll(2) : !weekend;
		clock_format_day(first + i, iso);
		if (listed)
			buf_fmt(&text, "%s,%s,节\n", iso, work[i] ? "补班" : "放假");
	}
	c = calendar_parse("calendar", text.data, text.len, &err);
	if (!c)
		fail_msg("%s", err.say);
	buf_free(&text);
	return c;
}

static void counting_agrees_with_a_walk_day_by_day(void **state)
{
	int32_t first = day("2026-01-01");
	bool work[400];

	(void)state;
	for (int round = 0; round < 100; round++) {
		struct calendar *c = random_calendar(work, first);

		for (int i = 0; i < 400; i++)
			assert_int_equal(calendar_work(c, first + i), work[i]);
		for (int k = 0; k < 50; k++) {
			int from = roll(200), to = from, n = roll(60), left = n;

			while (left > 0)
				left -= work[++to];
			assert_int_equal(calendar_add_workdays(c, first + from, n), first + to);
			assert_int_equal(calendar_workdays(c, first + from, first + to), n);
		}
		calendar_free(c);
	}
}

static void days_far_from_every_list_are_counted_too(void **state)
{
	int32_t from = day("0001-01-01"), to = day("9999-12-31"), n;

	(void)state;
	n = calendar_workdays(calendar, from, to);
	assert_int_equal(n, calendar_workdays(NULL, from, to) - 37);    /* 11 in 2024, 13 in 2025, 13 in 2026 */
	assert_in_range(calendar_workdays(NULL, from, to), (to - from) / 7 * 5, (to - from) / 7 * 5 + 5);
	assert_day(calendar_add_workdays(calendar, from, n), "9999-12-31");     /* a Friday */
}

/* --- wrong files ----------------------------------------------------------------------------------------------------- */

static void assert_refused(const char *text, const char *said)
{
	struct err err = { 0 };

	assert_null(calendar_parse("calendar", text, strlen(text), &err));
	assert_int_equal(err.kind, ERR_CHECK);
	if (!strstr(err.say, said))
		fail_msg("“%s” does not say %s", err.say, said);
}

static void a_wrong_line_is_named(void **state)
{
	(void)state;
	assert_refused("", "空的");
	assert_refused("code,name\n", "第 1 行：表头");
	assert_refused("date,kind,name\n2026-10-01,放假\n", "第 2 行：应有 3 格");
	assert_refused("date,kind,name\n\n2026/10/1,放假,国庆节\n", "第 3 行：“2026/10/1”不是日期");
	assert_refused("date,kind,name\n2026-02-29,放假,春节\n", "不是日期");
	assert_refused("date,kind,name\n0126-02-01,放假,春节\n", "年份");
	assert_refused("date,kind,name\n2026-10-01,休息,国庆节\n", "放假”或“补班");
	assert_refused("date,kind,name\n2026-10-09,补班,国庆节\n", "2026-10-09 不是周六周日");
	assert_refused("date,kind,name\n2026-10-01,放假,\n", "节日名称");
	assert_refused("date,kind,name\n2026-10-02,放假,国庆节\n2026-10-01,放假,国庆节\n2026-10-02,放假,国庆节\n",
		       "第 4 行：10 月 2 日在第 2 行");
}

static void a_notice_half_entered_is_no_known_year(void **state)
{
	static const char half[] = "date,kind,name\n2027-01-01,放假,元旦\n";
	static const char whole[] = "date,kind,name\n2027-10-01,放假,国庆节\n";
	struct err err = { 0 };
	struct calendar *c = calendar_parse("calendar", half, sizeof half - 1, &err);

	(void)state;
	assert_non_null(c);
	assert_false(calendar_knows(c, 2027));
	assert_false(calendar_work(c, day("2027-01-01")));
	calendar_free(c);
	c = calendar_parse("calendar", whole, sizeof whole - 1, &err);
	assert_true(calendar_knows(c, 2027));
	calendar_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holidays_and_working_weekends_count_as_announced),
		cmocka_unit_test(the_years_have_as_many_working_days_as_published),
		cmocka_unit_test(working_days_are_added_over_guoqing),
		cmocka_unit_test(working_days_are_added_over_chunjie_and_new_year),
		cmocka_unit_test(a_year_that_was_not_announced_is_not_known),
		cmocka_unit_test(no_calendar_is_the_plain_week),
		cmocka_unit_test(listed_days_come_in_order),
		cmocka_unit_test(counting_agrees_with_a_walk_day_by_day),
		cmocka_unit_test(days_far_from_every_list_are_counted_too),
		cmocka_unit_test(a_wrong_line_is_named),
		cmocka_unit_test(a_notice_half_entered_is_no_known_year),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
