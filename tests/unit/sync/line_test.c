/* SPDX-License-Identifier: Apache-2.0 */
/* What is learned of a line, and what follows from it. Played on lines that are made up here. */
#include "sync/line.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define MOST 65536

/* A request over a line of `rate` bytes a second each way. */
static struct line_measure over(long rate, long rtt, uint64_t up, uint64_t down, bool fresh)
{
	struct line_measure m = { .up = up, .down = down };

	m.up_ms = (int64_t)(up * 1000 / (uint64_t)rate) + rtt;
	m.down_ms = (int64_t)((down > 1400 ? down - 1400 : 0) * 1000 / (uint64_t)rate);
	if (fresh) {
		m.rtt_ms = rtt;
		m.shake_ms = rtt + 1600 * 1000 / rate;
	}
	return m;
}

static void an_unknown_line_gets_what_the_settings_allow(void **state)
{
	struct line l = { 0 };

	(void)state;
	assert_int_equal(line_budget(&l, MOST), MOST);
	assert_int_equal(line_wish(&l, MOST), 0);
	assert_int_equal(line_seconds(&l, 1000, 1), -1);
}

static void the_handshake_alone_tells_a_thin_line_from_a_good_one(void **state)
{
	struct line thin = { 0 }, good = { 0 };
	struct line_measure m = over(1200, 600, 0, 0, true);

	(void)state;
	line_learn(&thin, &m);
	assert_in_range(line_budget(&thin, MOST), 8000, 11000);
	m = over(500000, 30, 0, 0, true);
	line_learn(&good, &m);
	assert_int_equal(line_budget(&good, MOST), MOST);
}

/* After a few exchanges one takes about eight seconds, whatever the line was believed to be. */
static void the_budget_comes_to_eight_seconds_on_every_line(void **state)
{
	static const long rates[] = { 600, 1200, 3000, 7000 }, beliefs[] = { 0, 100, 1200, 1000000 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 4; k++) {
			struct line l = { .up = beliefs[k], .down = beliefs[k] };
			for (int n = 0; n < 12; n++) {
				uint64_t bytes = (uint64_t)line_budget(&l, MOST);
				struct line_measure m = over(rates[i], 600, bytes, 300, n == 0);
				line_learn(&l, &m);
			}
			long wanted = rates[i] * 8 < LINE_BUDGET_MIN ? LINE_BUDGET_MIN : rates[i] * 8;
			assert_in_range(line_budget(&l, MOST), wanted * 8 / 10, wanted * 12 / 10);
		}
}

static void small_requests_do_not_make_a_good_line_look_bad(void **state)
{
	struct line l = { .up = 500000, .down = 500000, .rtt = 30 };

	(void)state;
	for (int n = 0; n < 100; n++) {
		/* a hub that thinks for a second */
		struct line_measure m = { .up = 700, .up_ms = 1030, .down = 250, .down_ms = 0 };
		line_learn(&l, &m);
	}
	assert_int_equal(line_budget(&l, MOST), MOST);
	assert_int_equal(l.up, 500000);
}

static void a_line_that_became_very_slow_is_noticed_by_small_ones_too(void **state)
{
	struct line l = { .up = 500000, .down = 500000, .rtt = 30 };

	(void)state;
	for (int n = 0; n < 100; n++) {
		struct line_measure m = { .up = 700, .up_ms = 9000, .down = 250, .down_ms = 0 };
		line_learn(&l, &m);
	}
	assert_true(line_budget(&l, MOST) < MOST / 4);
}

static void each_cut_halves_and_each_good_exchange_makes_up_for_one(void **state)
{
	struct line l = { .up = 100000, .down = 100000, .rtt = 30 };

	(void)state;
	line_cut(&l);
	assert_int_equal(line_budget(&l, MOST), MOST / 2);
	line_cut(&l);
	assert_int_equal(line_budget(&l, MOST), MOST / 4);
	for (int n = 0; n < 20; n++)
		line_cut(&l);
	assert_int_equal(line_budget(&l, MOST), LINE_BUDGET_MIN);
	for (int n = 0; n < 20; n++) {
		struct line_measure m = over(100000, 30, (uint64_t)line_budget(&l, MOST), 300, false);
		line_learn(&l, &m);
	}
	assert_int_equal(line_budget(&l, MOST), MOST);

	/* what is small gets through any line */
	line_cut(&l);
	for (int n = 0; n < 20; n++) {
		struct line_measure m = over(100000, 30, 700, 300, false);
		line_learn(&l, &m);
	}
	assert_int_equal(line_budget(&l, MOST), MOST / 2);
}

static void the_wish_is_the_power_of_two_that_fits(void **state)
{
	struct line l = { .up = 1200, .down = 1200, .rtt = 600 };

	(void)state;
	assert_int_equal(line_wish(&l, MOST), 13);              /* 8,192 of 9,600 */
	l.down = 1000000;
	assert_int_equal(line_wish(&l, MOST), 16);
	assert_int_equal(line_wish(&l, 1 << 20), 20);
	l = (struct line){ .cuts = 20 };
	assert_int_equal(line_wish(&l, MOST), 12);
}

static void time_left_counts_bytes_and_round_trips(void **state)
{
	struct line l = { .up = 1000, .down = 1000, .rtt = 600 };

	(void)state;
	assert_int_equal(line_seconds(&l, 10000, 0), 10);
	assert_int_equal(line_seconds(&l, 10000, 10), 16);
	assert_int_equal(line_seconds(&l, 0, 0), 0);
	assert_true(line_seconds(&l, UINT64_MAX, UINT64_MAX) > 0);
}

static void a_note_comes_back_and_a_damaged_one_is_no_line(void **state)
{
	struct line l = { .up = 1180, .down = 3400, .rtt = 620, .cuts = 2, .takes = 9000 };
	char note[100], again[100];

	(void)state;
	line_note(&l, note);
	struct line back = line_read(note);
	line_note(&back, again);
	assert_string_equal(note, "1180 3400 620 2 9000");
	assert_string_equal(again, note);
	static const char *const bad[] = { NULL, "", "1 2 3", "x", "1 2 3 4", "99999999999999999999999999 1 1 1 1" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		back = line_read(bad[i]);
		assert_in_range(line_budget(&back, MOST), LINE_BUDGET_MIN, MOST);
	}
	back = line_read("-5 -5 -5 4000000000 -5");
	assert_int_equal(line_budget(&back, MOST), LINE_BUDGET_MIN);
}

static void what_was_too_large_is_not_tried_again_soon(void **state)
{
	struct line l = { .up = 100000, .down = 100000, .rtt = 30 };
	struct line_measure m = over(100000, 30, 30000, 300, false);

	(void)state;
	assert_true(line_too_large(&l, MOST));
	assert_int_equal(line_budget(&l, MOST), MOST / 2);
	for (int n = 0; n < 20; n++)
		line_learn(&l, &m);
	assert_int_equal(line_budget(&l, MOST), MOST / 2);
	for (int n = 0; n < 100; n++)           /* a day of runs */
		line_relax(&l);
	assert_int_equal(line_budget(&l, MOST), MOST);

	long bytes = MOST;
	int halves = 0;
	for (; line_too_large(&l, bytes); bytes = line_budget(&l, MOST))
		halves++;
	assert_int_equal(halves, 4);
	assert_int_equal(bytes, LINE_BUDGET_MIN);
}

/* Whatever is measured, the budget stays within its bounds, and a faster sample never makes it smaller. */
static void no_measure_leads_out_of_bounds(void **state)
{
	(void)state;
	srand(20261124);
	for (int n = 0; n < 20000; n++) {
		struct line l = { .up = rand() % 2 ? rand() : 0, .down = rand(), .rtt = rand() % 70000,
		                  .cuts = (unsigned)rand() % 12, .takes = rand() % 2 ? rand() : 0 };
		long most = rand() % (4 << 20);
		char note[100];

		line_note(&l, note);
		l = line_read(note);
		struct line_measure m = {
			.up = (uint64_t)rand(), .down = (uint64_t)rand(),
			.up_ms = rand() % 100000 - 1000, .down_ms = rand() % 100000 - 1000,
			.rtt_ms = rand() % 2 ? rand() : 0, .shake_ms = rand() % 2 ? rand() : 0,
		};
		struct line slower = l;
		struct line_measure longer = m;
		longer.up_ms += 1 + rand() % 10000;
		line_learn(&l, &m);
		line_learn(&slower, &longer);
		assert_true(line_budget(&slower, most) <= line_budget(&l, most));
		long bound = most < LINE_BUDGET_MIN ? LINE_BUDGET_MIN : most > LINE_BUDGET_MAX ? LINE_BUDGET_MAX : most;
		assert_in_range(line_budget(&l, most), LINE_BUDGET_MIN, bound);
		unsigned wish = line_wish(&l, most);
		assert_true(wish == 0 || (wish >= 12 && wish <= 21 && 1l << wish <= bound));
		assert_true(line_seconds(&l, (uint64_t)rand(), (uint64_t)rand()) >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_line_gets_what_the_settings_allow),
		cmocka_unit_test(the_handshake_alone_tells_a_thin_line_from_a_good_one),
		cmocka_unit_test(the_budget_comes_to_eight_seconds_on_every_line),
		cmocka_unit_test(small_requests_do_not_make_a_good_line_look_bad),
		cmocka_unit_test(a_line_that_became_very_slow_is_noticed_by_small_ones_too),
		cmocka_unit_test(each_cut_halves_and_each_good_exchange_makes_up_for_one),
		cmocka_unit_test(the_wish_is_the_power_of_two_that_fits),
		cmocka_unit_test(time_left_counts_bytes_and_round_trips),
		cmocka_unit_test(a_note_comes_back_and_a_damaged_one_is_no_line),
		cmocka_unit_test(what_was_too_large_is_not_tried_again_soon),
		cmocka_unit_test(no_measure_leads_out_of_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
