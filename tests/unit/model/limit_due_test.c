/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "limit_world.h"

#define DAY_MS INT64_C(86400000)

static struct limit_due due_of(const struct limit *l, const char *start)
{
	struct limit_input in = { .limit = l, .start = at(start) };

	return limit_due(&in, calendar);
}

static void assert_due(const struct limit *l, const char *start, const char *expected, int missing)
{
	struct limit_due due = due_of(l, start);

	assert_day(due.day, expected);
	assert_int_equal(due.missing, missing);
}

/* --- by hand --------------------------------------------------------------------------------------------------------- */

static void days_are_counted_from_the_next_day_to_the_end_of_the_last(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, false);
	struct limit_due due = due_of(&l, "2026-11-24 23:59");

	(void)state;
	assert_day(due.day, "2026-12-01");
	assert_int_equal(due.moment, at("2026-12-02 00:00") - 1);
	assert_false(due.timed);
	assert_day(due_of(&l, "2026-11-25 00:00").day, "2026-12-02");
}

static void the_last_day_rolls_only_where_the_limit_says_so(void **state)
{
	struct limit rolls = limit(LIMIT_DAYS, 7, true), stays = limit(LIMIT_DAYS, 7, false);

	(void)state;
	assert_due(&rolls, "2026-09-24 09:00", "2026-10-08", 0);        /* 10-01 … 10-07 国庆节 */
	assert_due(&stays, "2026-09-24 09:00", "2026-10-01", 0);
	assert_due(&rolls, "2025-10-04 09:00", "2025-10-11", 0);        /* 周六补班 */
	assert_due(&rolls, "2025-09-24 09:00", "2025-10-09", 0);
	assert_due(&rolls, "2026-02-08 09:00", "2026-02-24", 0);        /* 春节 */
	assert_due(&rolls, "2026-02-07 09:00", "2026-02-14", 0);        /* 周六补班 */
}

static void working_days_know_holidays_and_working_weekends(void **state)
{
	struct limit one = limit(LIMIT_WORKDAYS, 1, false), five = limit(LIMIT_WORKDAYS, 5, false);

	(void)state;
	assert_due(&one, "2026-09-18 16:00", "2026-09-20", 0);          /* 周日补班 */
	assert_due(&one, "2026-09-30 16:00", "2026-10-08", 0);
	assert_due(&five, "2026-09-30 16:00", "2026-10-13", 0);         /* 08 09 10 12 13 */
	assert_due(&five, "2026-02-13 16:00", "2026-02-27", 0);         /* 14 24 25 26 27 */
	assert_due(&one, "2025-12-31 16:00", "2026-01-04", 0);          /* 周日补班 */
}

static void a_year_without_notice_is_named_where_it_matters(void **state)
{
	struct limit rolls = limit(LIMIT_DAYS, 30, true), stays = limit(LIMIT_DAYS, 30, false);
	struct limit work = limit(LIMIT_WORKDAYS, 5, false);

	(void)state;
	assert_due(&rolls, "2026-12-03 09:00", "2027-01-04", 2027);
	assert_due(&stays, "2026-12-03 09:00", "2027-01-02", 0);
	assert_due(&rolls, "2026-11-20 09:00", "2026-12-21", 0);
	assert_due(&work, "2026-12-30 09:00", "2027-01-06", 2027);
	assert_due(&work, "2026-12-24 09:00", "2026-12-31", 0);
	assert_due(&work, "2023-12-28 09:00", "2024-01-05", 2023);
}

static void hours_and_minutes_run_round_the_clock(void **state)
{
	struct limit two = limit(LIMIT_HOURS, 2, false), half = limit(LIMIT_MINUTES, 30, false);

	(void)state;
	assert_int_equal(due_of(&two, "2026-12-31 23:30").moment, at("2027-01-01 01:30"));
	assert_day(due_of(&two, "2026-12-31 23:30").day, "2027-01-01");
	assert_int_equal(due_of(&half, "2026-11-24 09:41").moment, at("2026-11-24 10:11"));
	assert_true(due_of(&half, "2026-11-24 09:41").timed);
	assert_int_equal(due_of(&half, "2026-11-24 09:41").missing, 0);
}

static void a_day_at_whose_end_the_clock_stands_still_does_not_count(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, false);
	struct limit_pause p[] = {
		{ at("2026-10-25 10:00"), at("2026-10-28 09:00"), "待鉴定" },   /* 25 26 27 */
		{ at("2026-10-29 09:00"), at("2026-10-29 17:00"), "同一天" },   /* none */
		{ at("2026-10-26 00:00"), at("2026-10-27 00:00"), "重叠" },     /* 26, which is out already */
		{ at("2026-12-01 00:00"), at("2026-12-09 00:00"), "太晚" },
		{ at("2026-10-30 00:00"), at("2026-10-01 00:00"), "倒着" },
	};
	struct limit_input in = { .limit = &l, .start = at("2026-10-23 09:00"), .pauses = p, .npauses = 5 };

	(void)state;
	assert_day(limit_due(&in, calendar).day, "2026-11-02");
	l.pauses = false;
	assert_day(limit_due(&in, calendar).day, "2026-10-30");
}

static void hours_stand_still_to_the_minute(void **state)
{
	struct limit l = limit(LIMIT_HOURS, 2, false);
	struct limit_pause p = { at("2026-11-24 10:00"), at("2026-11-24 10:30"), "" };
	struct limit_input in = { .limit = &l, .start = at("2026-11-24 09:00"), .pauses = &p, .npauses = 1 };

	(void)state;
	assert_int_equal(limit_due(&in, calendar).moment, at("2026-11-24 11:30"));
	p.from = at("2026-11-24 11:00");        /* it was over by then */
	p.to = at("2026-11-24 12:00");
	assert_int_equal(limit_due(&in, calendar).moment, at("2026-11-24 11:00"));
}

static void a_clock_that_stands_still_says_what_is_left(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, true), two = limit(LIMIT_HOURS, 2, false);
	struct limit_pause p = { at("2026-10-26 10:00"), LIMIT_OPEN, "" };
	struct limit_input in = { .limit = &l, .start = at("2026-10-23 09:00"), .pauses = &p, .npauses = 1 };
	struct limit_due due = limit_due(&in, calendar);

	(void)state;
	assert_int_equal(due.day, CLOCK_DAY_NONE);
	assert_int_equal(due.left, 5);          /* 24 and 25 counted */
	assert_int_equal(limit_state(&due, at("2030-01-01 00:00"), 1).stage, LIMIT_PAUSED);
	p.from = at("2026-10-31 00:00");        /* the seventh day was over */
	assert_day(limit_due(&in, calendar).day, "2026-10-30");
	in.limit = &two;
	p.from = at("2026-10-23 10:30");
	assert_int_equal(limit_due(&in, calendar).left, 1);
}

static void extensions_are_added_before_rolling(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, true);
	struct limit_extension e[] = { { 7, "李明", "等鉴定" }, { -5, "", "" } };
	struct limit_input in = { .limit = &l, .start = at("2026-09-24 09:00"), .extensions = e, .nextensions = 1 };

	(void)state;
	assert_day(limit_due(&in, calendar).day, "2026-10-08");         /* 10-01 would have rolled to 10-08, then 10-15 */
	in.nextensions = 2;                                             /* nothing is ever taken away */
	assert_day(limit_due(&in, calendar).day, "2026-10-08");
	e[0].amount = 2;
	assert_day(limit_due(&in, calendar).day, "2026-10-08");         /* 10-03 rolls */
}

static void foreign_clocks_and_numbers_do_no_harm(void **state)
{
	static const int64_t ends[] = { INT64_MIN, -1, 0, INT64_MAX - 1, INT64_MAX };
	struct limit_extension e[40];
	struct limit_pause p;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		e[i] = (struct limit_extension){ INT32_MAX, NULL, NULL };
	for (int unit = LIMIT_DAYS; unit <= LIMIT_MINUTES; unit++)
		for (size_t k = 0; k < 125; k++) {
			struct limit l = limit((enum limit_unit)unit, LIMIT_AMOUNT_MAX, unit == LIMIT_DAYS);
			struct limit_input in = { &l, ends[k % 5], &p, 1, e, k % 2 ? 40 : 0 };
			struct limit_due due;

			p = (struct limit_pause){ ends[k / 5 % 5], ends[k / 25], NULL };
			due = limit_due(&in, calendar);
			assert_true(due.day == CLOCK_DAY_NONE ? due.left > 0 : due.day >= clock_day_of(in.start));
			free(limit_explain(&in, calendar));
		}
}

/* --- any input, against a walk --------------------------------------------------------------------------------------- */

/* Does the clock stand still in the moment before `ms`? */
static bool still(const struct limit_input *in, int64_t ms)
{
	for (size_t i = 0; in->limit->pauses && i < in->npauses; i++)
		if (in->pauses[i].from < ms && in->pauses[i].to >= ms)
			return true;
	return false;
}

static int32_t amount(const struct limit_input *in)
{
	int32_t n = in->limit->amount;

	for (size_t i = 0; i < in->nextensions; i++)
		n += in->extensions[i].amount;
	return n;
}

/* Straight from the head of limit.h, one day after the other. */
static struct limit_due walk_days(const struct limit_input *in)
{
	int32_t d = clock_day_of(in->start), left = amount(in);

	for (int steps = 0; left && steps < 2000; steps++) {
		d++;
		left -= !still(in, (d + 1) * DAY_MS - 8 * 60 * MINUTE) &&
			(in->limit->unit == LIMIT_DAYS || calendar_work(calendar, d));
	}
	while (!left && in->limit->rolls && !calendar_work(calendar, d))
		d++;
	return (struct limit_due){ .day = left ? CLOCK_DAY_NONE : d, .left = left };
}

/* Everything is in whole minutes. */
static struct limit_due walk_minutes(const struct limit_input *in)
{
	int32_t unit = in->limit->unit == LIMIT_HOURS ? 60 : 1, left = amount(in) * unit;
	int64_t t = in->start;

	for (int steps = 0; left && steps < 40000; steps++) {
		t += MINUTE;
		left -= !still(in, t);
	}
	if (left)
		return (struct limit_due){ .day = CLOCK_DAY_NONE, .left = (left + unit - 1) / unit };
	return (struct limit_due){ .day = clock_day_of(t), .moment = t };
}

static void counting_agrees_with_a_walk(void **state)
{
	int paused = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct world w;
		struct limit_due due, slow;
		bool timed;

		random_world(&w);
		timed = w.limit.unit == LIMIT_HOURS || w.limit.unit == LIMIT_MINUTES;
		due = limit_due(&w.in, calendar);
		slow = timed ? walk_minutes(&w.in) : walk_days(&w.in);
		assert_int_equal(due.day, slow.day);
		assert_int_equal(due.left, slow.left);
		if (timed)
			assert_int_equal(due.moment, slow.moment);
		paused += due.day == CLOCK_DAY_NONE;
	}
	assert_in_range(paused, 500, 10000);    /* both kinds were tried */
}

/* While it stands still, the end is farther than any. */
static int64_t end_of(const struct limit_input *in)
{
	struct limit_due due = limit_due(in, calendar);

	return due.day == CLOCK_DAY_NONE ? INT64_MAX : due.moment;
}

static void more_of_anything_is_never_due_earlier(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct world w;
		int64_t end;

		random_world(&w);
		end = end_of(&w.in);
		w.limit.amount++;
		assert_true(end_of(&w.in) >= end);
		w.limit.amount--;
		if (w.in.npauses) {
			w.in.npauses--;
			assert_true(end_of(&w.in) <= end);
			w.in.npauses++;
		}
		if (w.in.nextensions) {
			w.in.nextensions--;
			assert_true(end_of(&w.in) <= end);
			w.in.nextensions++;
		}
		w.in.start += roll(3000) * MINUTE;
		assert_true(w.in.npauses || end_of(&w.in) >= end);
	}
}

/* --- how late it is -------------------------------------------------------------------------------------------------- */

static void assert_state(const struct limit_due *due, const char *now, enum limit_stage stage, int32_t days)
{
	struct limit_state s = limit_state(due, at(now), 3);

	assert_int_equal(s.stage, stage);
	assert_int_equal(s.days, days);
}

static void the_day_itself_is_in_time(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, false), two = limit(LIMIT_HOURS, 2, false);
	struct limit_due due = due_of(&l, "2026-11-24 09:41"), soon = due_of(&two, "2026-11-24 09:41");

	(void)state;
	assert_state(&due, "2026-11-27 23:59:59", LIMIT_IN_TIME, 4);
	assert_state(&due, "2026-11-28 00:00", LIMIT_SOON, 3);
	assert_state(&due, "2026-11-30 23:59:59", LIMIT_SOON, 1);
	assert_state(&due, "2026-12-01 00:00", LIMIT_TODAY, 0);
	assert_state(&due, "2026-12-01 23:59:59", LIMIT_TODAY, 0);
	assert_state(&due, "2026-12-02 00:00", LIMIT_OVERDUE, -1);
	assert_state(&due, "2027-01-01 12:00", LIMIT_OVERDUE, -31);
	assert_state(&soon, "2026-11-24 11:41", LIMIT_TODAY, 0);
	assert_state(&soon, "2026-11-24 11:41:01", LIMIT_OVERDUE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted_from_the_next_day_to_the_end_of_the_last),
		cmocka_unit_test(the_last_day_rolls_only_where_the_limit_says_so),
		cmocka_unit_test(working_days_know_holidays_and_working_weekends),
		cmocka_unit_test(a_year_without_notice_is_named_where_it_matters),
		cmocka_unit_test(hours_and_minutes_run_round_the_clock),
		cmocka_unit_test(a_day_at_whose_end_the_clock_stands_still_does_not_count),
		cmocka_unit_test(hours_stand_still_to_the_minute),
		cmocka_unit_test(a_clock_that_stands_still_says_what_is_left),
		cmocka_unit_test(extensions_are_added_before_rolling),
		cmocka_unit_test(foreign_clocks_and_numbers_do_no_harm),
		cmocka_unit_test(counting_agrees_with_a_walk),
		cmocka_unit_test(more_of_anything_is_never_due_earlier),
		cmocka_unit_test(the_day_itself_is_in_time),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
