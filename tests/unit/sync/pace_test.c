/* SPDX-License-Identifier: Apache-2.0 */
/* When runs come by themselves. The clock is a number here, and so is chance. */
#include "sync/pace.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define ALMOST_ONE 0.999999999

static const struct pace usual = { .every = 15 * MINUTE, .after_save = 10 * SECOND, .quiet = "" };
static const struct pace never = { .every = 0, .after_save = 10 * SECOND, .quiet = "" };

static double chance(void)
{
	return (double)(rand() % 1000000) / 1000000;
}

/* --- the plan ------------------------------------------------------------------------------------------------------- */

static void a_desk_that_opens_syncs_at_once(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 5000);
	assert_int_equal(pace_due(&p), 5000);
}

static void the_next_run_comes_within_a_fifth_of_the_interval(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 0);
	pace_done(&p, &usual, 1000, 0);
	assert_int_equal(pace_due(&p), 1000 + 12 * MINUTE);
	pace_done(&p, &usual, 1000, ALMOST_ONE);
	assert_in_range(pace_due(&p), 1000 + 18 * MINUTE - 10, 1000 + 18 * MINUTE);
}

static void zero_means_never_by_itself(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &never, 0);
	assert_true(pace_due(&p) == PACE_NEVER);
	pace_saved(&p, &never, 10);
	assert_true(pace_due(&p) == PACE_NEVER);
	/* a person's run, that fails or goes well, starts nothing either */
	pace_failed(&p, &never, 20, 0, 0.5);
	assert_true(pace_due(&p) == PACE_NEVER);
	pace_done(&p, &never, 30, 0.5);
	assert_true(pace_due(&p) == PACE_NEVER);
}

static void a_save_waits_for_the_next_one_but_not_for_ever(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 0);
	pace_started(&p);
	pace_done(&p, &usual, 0, 0.5);
	pace_saved(&p, &usual, 100 * SECOND);
	assert_int_equal(pace_due(&p), 110 * SECOND);
	pace_saved(&p, &usual, 105 * SECOND);
	assert_int_equal(pace_due(&p), 115 * SECOND);
	/* somebody who saves every nine seconds */
	for (int64_t t = 105; t < 400; t += 9)
		pace_saved(&p, &usual, t * SECOND);
	assert_int_equal(pace_due(&p), 160 * SECOND);
	pace_started(&p);
	assert_int_equal(pace_due(&p), 15 * MINUTE);
}

static void without_after_save_a_save_waits_for_the_interval(void **state)
{
	const struct pace calm = { .every = 15 * MINUTE, .after_save = 0, .quiet = "" };
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &calm, 0);
	pace_done(&p, &calm, 0, 0.5);
	pace_saved(&p, &calm, 10);
	assert_int_equal(pace_due(&p), 15 * MINUTE);
}

static void a_save_does_not_shorten_the_wait_after_a_failure(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 0);
	for (int i = 0; i < 10; i++)
		pace_failed(&p, &usual, 0, 0, 0.5);
	int64_t due = pace_due(&p);
	assert_int_equal(due, 15 * MINUTE);             /* half of the half hour */
	pace_saved(&p, &usual, 10);
	assert_int_equal(pace_due(&p), due);
	/* and success forgets the failures */
	pace_done(&p, &usual, due, 0.5);
	pace_failed(&p, &usual, due, 0, ALMOST_ONE);
	assert_true(pace_due(&p) <= due + 15 * SECOND);
}

static void failures_back_off_up_to_half_an_hour_with_full_jitter(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 100; n++) {
		int64_t bound = pace_backoff(n, ALMOST_ONE), sum = 0;

		assert_true(bound <= 30 * MINUTE);
		assert_true(n == 0 || bound >= pace_backoff(n - 1, ALMOST_ONE));
		assert_int_equal(pace_backoff(n, 0), SECOND);
		for (int i = 0; i < 1000; i++) {
			int64_t wait = pace_backoff(n, (double)i / 1000);
			assert_in_range(wait, SECOND, bound);
			sum += wait;
		}
		/* evenly over the whole of it */
		assert_in_range(sum / 1000, bound * 45 / 100, bound * 60 / 100);
	}
	assert_in_range(pace_backoff(0, ALMOST_ONE), 14 * SECOND, 15 * SECOND);
	assert_in_range(pace_backoff(50, ALMOST_ONE), 29 * MINUTE, 30 * MINUTE);
}

static void a_hub_that_says_when_to_come_again_is_obeyed(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 0);
	pace_failed(&p, &usual, 0, 3600, 0);
	assert_int_equal(pace_due(&p), 3600 * SECOND);
	pace_failed(&p, &usual, 0, 3600, ALMOST_ONE);
	assert_in_range(pace_due(&p), 3600 * SECOND, 4320 * SECOND);
	/* but nobody sends us away for years */
	pace_failed(&p, &usual, 0, 2000000000, ALMOST_ONE);
	assert_true(pace_due(&p) <= 29 * 3600 * SECOND);
	/* less than we would wait anyway is no reason to hurry */
	for (int i = 0; i < 10; i++)
		pace_failed(&p, &usual, 0, 1, 0.5);
	assert_int_equal(pace_due(&p), 15 * MINUTE);
}

static void what_may_not_go_yet_comes_spread_over_the_interval_behind(void **state)
{
	struct pace_plan p;

	(void)state;
	pace_begin(&p, &usual, 0);
	pace_saved(&p, &usual, 0);
	pace_postpone(&p, &usual, 0, 10 * MINUTE, 0.5);
	assert_int_equal(pace_due(&p), 10 * MINUTE + 7 * MINUTE + 30 * SECOND);
	pace_saved(&p, &usual, 1);
	assert_int_equal(pace_due(&p), 10 * MINUTE + 7 * MINUTE + 30 * SECOND);
	/* a long wait is looked at again: the clock may be turned */
	pace_postpone(&p, &usual, 0, 8 * 60 * MINUTE, 0.5);
	assert_int_equal(pace_due(&p), 15 * MINUTE);
}

/* A working day of one desk, a thousand times: never two runs closer than a second, never early, never long without a try. */
static void whatever_happens_runs_are_never_early_and_never_forgotten(void **state)
{
	(void)state;
	srand(20261124);
	for (int desk = 0; desk < 1000; desk++) {
		struct pace set = { .every = (1 + rand() % 60) * MINUTE, .after_save = rand() % 30 * SECOND, .quiet = "" };
		struct pace_plan p;
		int64_t now = 0, last = -MINUTE, earliest = 0;

		pace_begin(&p, &set, now);
		for (int i = 0; i < 200; i++) {
			int64_t due = pace_due(&p), most = set.every * 6 / 5;
			assert_true(due >= earliest);
			assert_true(due <= now + (most > 30 * MINUTE ? most : 30 * MINUTE) + 72 * MINUTE);
			if (rand() % 2) {               /* a save comes before */
				now += rand() % (int)(due - now + 1);
				pace_saved(&p, &set, now);
				assert_true(pace_due(&p) <= due || pace_due(&p) <= now + set.after_save);
				continue;
			}
			now = due;
			assert_true(now >= last);
			last = now;
			pace_started(&p);
			long wish = rand() % 3 ? 0 : rand() % 3600;
			earliest = now;
			if (rand() % 2) {
				pace_done(&p, &set, now, chance());
			} else {
				pace_failed(&p, &set, now, wish, chance());
				earliest = now + (wish ? wish : 1) * SECOND;
			}
		}
	}
}

/* --- quiet hours ---------------------------------------------------------------------------------------------------- */

static void quiet_hours_go_over_midnight(void **state)
{
	(void)state;
	assert_int_equal(pace_quiet_left("22:00-06:00", 21 * 60 + 59), 0);
	assert_int_equal(pace_quiet_left("22:00-06:00", 22 * 60), 8 * 60);
	assert_int_equal(pace_quiet_left("22:00-06:00", 0), 6 * 60);
	assert_int_equal(pace_quiet_left("22:00-06:00", 5 * 60 + 59), 1);
	assert_int_equal(pace_quiet_left("22:00-06:00", 6 * 60), 0);
	assert_int_equal(pace_quiet_left("12:00-14:00, 22:00-06:00", 13 * 60), 60);
	assert_int_equal(pace_quiet_left("00:00-24:00", 77), 1440);
	assert_int_equal(pace_quiet_left("", 77), 0);
}

static void hours_that_cannot_be_read_are_none(void **state)
{
	static const char *const bad[] = { "22-6", "22:00", "22:00-", "25:00-06:00", "22:60-06:00", "22:00-06:00x", "x",
		"24:01-06:00",
		"06:00-06:00", "-1:00-06:00", "22:00–06:00", "22:00-06:00-07:00", "99999999999999999999:00-06:00" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(pace_quiet_valid(bad[i]));
		assert_int_equal(pace_quiet_left(bad[i], 0), 0);
	}
	assert_true(pace_quiet_valid(""));
	assert_true(pace_quiet_valid(" 9:30-10:00,\t22:00-24:00 "));
}

/* Against counting minutes one by one. */
static void random_hours_agree_with_a_table(void **state)
{
	(void)state;
	srand(7);
	for (int n = 0; n < 2000; n++) {
		bool quiet[1440] = { false };
		char text[200] = "";
		int len = 0;

		for (int i = rand() % 4; i >= 0; i--) {
			int from = rand() % 1440, to = rand() % 1441;
			if (from == to % 1440)
				continue;
			len += snprintf(text + len, sizeof text - (size_t)len, "%02d:%02d-%02d:%02d,", from / 60, from % 60,
			                to / 60, to % 60);
			for (int m = from; m != to % 1440; m = (m + 1) % 1440)
				quiet[m] = true;
		}
		assert_true(pace_quiet_valid(text));
		for (int m = 0; m < 1440; m++) {
			int left = 0;
			while (left < 1440 && quiet[(m + left) % 1440])
				left++;
			assert_int_equal(pace_quiet_left(text, m), left);
		}
	}
}

/* --- a day's bytes -------------------------------------------------------------------------------------------------- */

static void a_days_bytes_count_for_that_day_alone(void **state)
{
	int32_t day = clock_day(2026, 11, 24);
	char note[40];

	(void)state;
	pace_day_note(day, 123456, note);
	assert_string_equal(note, "2026-11-24 123456");
	assert_int_equal(pace_day_used(note, day), 123456);
	assert_int_equal(pace_day_used(note, day + 1), 0);
	assert_int_equal(pace_day_used(note, day - 1), 0);
	assert_int_equal(pace_day_used(NULL, day), 0);
	assert_int_equal(pace_day_used("", day), 0);
	assert_int_equal(pace_day_used("2026-11-24", day), 0);
}

static void a_run_by_itself_waits_for_both(void **state)
{
	const struct pace set = { .every = 15 * MINUTE, .quiet = "22:00-06:00", .day = 1000 };
	int64_t noon, night, wait;

	(void)state;
	assert_true(clock_parse("2026-11-24T12:00:00+08:00", &noon) && clock_parse("2026-11-24T23:30:00+08:00", &night));
	assert_int_equal(pace_may(&set, noon, 999, &wait), PACE_GO);
	assert_int_equal(pace_may(&set, noon, 1000, &wait), PACE_DAY);
	assert_int_equal(wait, 12 * 60 * MINUTE);
	assert_int_equal(pace_may(&set, night, 0, &wait), PACE_QUIET);
	assert_int_equal(wait, (6 * 60 + 30) * MINUTE);
	assert_int_equal(pace_may(&usual, night, UINT64_MAX, &wait), PACE_GO);
}

static void a_timer_goes_where_the_desk_has_not_been(void **state)
{
	(void)state;
	assert_true(pace_timer_due(&usual, 100 * MINUTE, 0, false));
	assert_true(pace_timer_due(&usual, 100 * MINUTE, 99 * MINUTE, true));
	assert_false(pace_timer_due(&usual, 100 * MINUTE, 99 * MINUTE, false));
	assert_true(pace_timer_due(&usual, 100 * MINUTE, 90 * MINUTE, false));
	assert_true(pace_timer_due(&usual, 100 * MINUTE, 200 * MINUTE, false));
	/* a desk that never syncs by itself leaves it to the timer */
	assert_true(pace_timer_due(&never, 100 * MINUTE, 99 * MINUTE, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desk_that_opens_syncs_at_once),
		cmocka_unit_test(the_next_run_comes_within_a_fifth_of_the_interval),
		cmocka_unit_test(zero_means_never_by_itself),
		cmocka_unit_test(a_save_waits_for_the_next_one_but_not_for_ever),
		cmocka_unit_test(without_after_save_a_save_waits_for_the_interval),
		cmocka_unit_test(a_save_does_not_shorten_the_wait_after_a_failure),
		cmocka_unit_test(failures_back_off_up_to_half_an_hour_with_full_jitter),
		cmocka_unit_test(a_hub_that_says_when_to_come_again_is_obeyed),
		cmocka_unit_test(what_may_not_go_yet_comes_spread_over_the_interval_behind),
		cmocka_unit_test(whatever_happens_runs_are_never_early_and_never_forgotten),
		cmocka_unit_test(quiet_hours_go_over_midnight),
		cmocka_unit_test(hours_that_cannot_be_read_are_none),
		cmocka_unit_test(random_hours_agree_with_a_table),
		cmocka_unit_test(a_days_bytes_count_for_that_day_alone),
		cmocka_unit_test(a_run_by_itself_waits_for_both),
		cmocka_unit_test(a_timer_goes_where_the_desk_has_not_been),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
