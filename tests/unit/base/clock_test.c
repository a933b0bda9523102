/* SPDX-License-Identifier: Apache-2.0 */
/* The office's time. */
#include "base/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

static void days_agree_with_the_c_library_from_1900_to_2100(void **state)
{
	(void)state;
	int32_t previous = CLOCK_DAY_NONE;

	for (int year = 1900; year <= 2100; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
				time_t seconds = timegm(&tm);
				int32_t ours = clock_day(year, month, day);
				if (tm.tm_mday != day) {
					assert_int_equal(ours, CLOCK_DAY_NONE);
					continue;
				}
				assert_int_equal(ours, seconds / 86400);
				if (previous != CLOCK_DAY_NONE)
					assert_int_equal(ours, previous + 1);
				previous = ours;
				struct clock_parts p = clock_split_day(ours);
				assert_int_equal(p.year, year);
				assert_int_equal(p.month, month);
				assert_int_equal(p.day, day);
				assert_int_equal(p.weekday, tm.tm_wday);
			}
}

static void what_is_no_day_is_none(void **state)
{
	(void)state;
	assert_int_equal(clock_day(2026, 2, 29), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(1900, 2, 29), CLOCK_DAY_NONE);
	assert_int_not_equal(clock_day(2000, 2, 29), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(2026, 13, 1), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(2026, 0, 1), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(2026, 1, 0), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(0, 1, 1), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(10000, 1, 1), CLOCK_DAY_NONE);
	assert_int_equal(clock_day(2026, 1, INT32_MAX), CLOCK_DAY_NONE);
}

static void the_day_turns_at_midnight_in_the_office(void **state)
{
	(void)state;
	int64_t ms;
	int32_t day = clock_day(2026, 11, 24);

	assert_true(clock_parse("2026-11-23T15:59:59Z", &ms));
	assert_int_equal(clock_day_of(ms), day - 1);
	assert_int_equal(clock_day_of(ms + 999), day - 1);
	assert_int_equal(clock_day_of(ms + 1000), day);
	assert_int_equal(clock_day_of(-1), 0);
	assert_int_equal(clock_day_of(-8 * INT64_C(3600000) - 1), -1);
}

static void the_zone_of_the_machine_does_not_matter(void **state)
{
	(void)state;
	char out[26];

	setenv("TZ", "America/New_York", 1);
	tzset();
	clock_format(0, out);
	assert_string_equal(out, "1970-01-01T08:00:00+08:00");
	unsetenv("TZ");
	tzset();
}

static void a_moment_written_is_the_moment_read(void **state)
{
	(void)state;
	int64_t back;
	char out[26], minute[17], day[11];

	for (int64_t ms = INT64_C(-2208988800000); ms < INT64_C(4102444800000); ms += INT64_C(86399000) * 37 + 1000) {
		clock_format(ms, out);
		assert_true(clock_parse(out, &back));
		assert_true(back == ms);
		clock_format_minute(ms, minute);
		assert_true(clock_parse(minute, &back));
		assert_true(back <= ms && ms - back < 60000);
		clock_format_day(clock_day_of(ms), day);
		assert_int_equal(clock_parse_day(day), clock_day_of(ms));
	}
}

static void the_spellings_of_the_header_are_read(void **state)
{
	(void)state;
	int64_t a, b;

	assert_true(clock_parse("2026-11-24T09:41:07+08:00", &a));
	assert_true(clock_parse("2026-11-24T01:41:07Z", &b));
	assert_true(a == b);
	assert_true(clock_parse("2026-11-24 09:41:07", &b));
	assert_true(a == b);
	assert_true(clock_parse("2026-11-24T09:41", &b));
	assert_true(a == b + 7000);
	assert_true(clock_parse("2026-11-23T20:41:07-05:00", &b));
	assert_true(a == b);
	assert_int_equal(clock_parse_day("2026-11-24"), clock_day(2026, 11, 24));
}

static void other_spellings_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "2026", "2026-11-24", "2026-11-24T", "2026-11-24T24:00", "2026-11-24T09:60",
		"2026-11-24T09:41:60", "2026-11-24T09:41:", "2026-11-24T09:41x", "2026-11-24T09:41+08", "2026-02-30T09:41",
		"2026-11-24T9:41", "2026-11-24T09:41Z ", " 2026-11-24T09:41", "2026-11-24t09:41" };
	static const char *const no_day[] = { "", "2026-11-2", "2026-11-240", "2026/11/24", "2026-11-31", "0000-01-01",
		"+026-11-24",
		"2026-11-24 " };
	int64_t ms;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(clock_parse(wrong[i], &ms));
	for (size_t i = 0; i < sizeof no_day / sizeof *no_day; i++)
		assert_int_equal(clock_parse_day(no_day[i]), CLOCK_DAY_NONE);
}

static void a_mad_clock_stays_inside_the_buffers(void **state)
{
	(void)state;
	char out[26], day[11];

	clock_format(INT64_MAX, out);
	clock_format(INT64_MIN, out);
	clock_format_day(INT32_MAX, day);
	assert_string_equal(day, "9999-07-11");
	clock_format_day(INT32_MIN, day);
	struct clock_parts p = clock_split(INT64_MIN);
	assert_in_range(p.hour, 0, 23);
}

static void the_clock_stands_still_only_in_practice(void **state)
{
	(void)state;
	int64_t pinned;

	clock_parse("2020-02-29T10:00:00+08:00", &pinned);
	setenv("YICHUANG_CLOCK", "2020-02-29T10:00:00+08:00", 1);
	assert_true(clock_ms() != pinned);
	clock_practice(true);
	assert_true(clock_ms() == pinned);
	assert_int_equal(clock_today(), clock_day(2020, 2, 29));
	setenv("YICHUANG_CLOCK", "yesterday", 1);
	assert_true(clock_ms() != pinned);
	clock_practice(false);
	unsetenv("YICHUANG_CLOCK");
	assert_true(llabs(clock_ms() - (int64_t)time(NULL) * 1000) < 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_agree_with_the_c_library_from_1900_to_2100),
		cmocka_unit_test(what_is_no_day_is_none),
		cmocka_unit_test(the_day_turns_at_midnight_in_the_office),
		cmocka_unit_test(the_zone_of_the_machine_does_not_matter),
		cmocka_unit_test(a_moment_written_is_the_moment_read),
		cmocka_unit_test(the_spellings_of_the_header_are_read),
		cmocka_unit_test(other_spellings_are_refused),
		cmocka_unit_test(a_mad_clock_stays_inside_the_buffers),
		cmocka_unit_test(the_clock_stands_still_only_in_practice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
