/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "limit_world.h"

static void the_last_line_of_why_names_the_day(void **state)
{
	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct world w;
		struct limit_due due;
		char *why, *last, expected[96], day_text[17];

		random_world(&w);
		due = limit_due(&w.in, calendar);
		why = limit_explain(&w.in, calendar);
		last = strrchr(why, '\n') + 1;
		if (due.timed)
			clock_format_minute(due.moment, day_text);
		else
			clock_format_day(due.day, day_text);
		snprintf(expected, sizeof expected, "到期：%s", day_text);
		if (due.day == CLOCK_DAY_NONE)
			snprintf(expected, sizeof expected, "暂停中，恢复以后再算哪天到期，还剩 %d", due.left);
		if (strncmp(last, expected, strlen(expected)) != 0)
			fail_msg("no “%s” at the end of\n%s", expected, why);
		assert_true(due.day == CLOCK_DAY_NONE || !due.missing == !strstr(why, "还没有录入"));
		free(why);
	}
}

static void assert_why(const struct limit_input *in, const char *expected)
{
	char *why = limit_explain(in, calendar);

	assert_string_equal(why, expected);
	free(why);
}

static void why_tells_of_every_step(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, true);
	struct limit_pause p[] = {
		{ at("2026-11-03 09:00"), at("2026-11-04 10:00"), "" },
		{ at("2026-10-25 10:00"), at("2026-10-28 09:00"), "待\n鉴定" },
		{ at("2026-12-25 10:00"), at("2026-12-28 09:00"), "太晚" },
	};
	struct limit_extension e = { 8, "李明", "等鉴定" };
	struct limit_input in = { &l, at("2026-10-23 09:41"), p, 3, &e, 1 };

	(void)state;
	assert_why(&in, "化解时限：7 日，依据：本市默认（可改）\n"
			"起算：2026-10-23（周五）受理，第二天是第 1 日\n"
			"7 日 → 2026-10-30（周五）\n"
			"延长 8 日，批准人：李明，理由：等鉴定 → 2026-11-07（周六）\n"
			"暂停：2026-10-25（周日）至2026-10-27（周二），3 日不计，理由：待 鉴定 → 2026-11-10（周二）\n"
			"暂停：2026-11-03（周二），1 日不计 → 2026-11-11（周三）\n"
			"到期：2026-11-11（周三），这一天之内都算按时");
	p[1].to = LIMIT_OPEN;
	assert_why(&in, "化解时限：7 日，依据：本市默认（可改）\n"
			"起算：2026-10-23（周五）受理，第二天是第 1 日\n"
			"7 日 → 2026-10-30（周五）\n"
			"延长 8 日，批准人：李明，理由：等鉴定 → 2026-11-07（周六）\n"
			"暂停：2026-10-25（周日）起，理由：待 鉴定，还没有恢复\n"
			"暂停中，恢复以后再算哪天到期，还剩 14 日");
	l.pauses = false;
	in.nextensions = 0;
	assert_why(&in, "化解时限：7 日，依据：本市默认（可改）\n"
			"起算：2026-10-23（周五）受理，第二天是第 1 日\n"
			"7 日 → 2026-10-30（周五）\n"
			"暂停不影响这项时限\n"
			"到期：2026-10-30（周五），这一天之内都算按时");
}

static void why_names_holidays_and_what_is_missing(void **state)
{
	struct limit l = limit(LIMIT_DAYS, 7, true), work = limit(LIMIT_WORKDAYS, 5, false), two = limit(LIMIT_HOURS, 2, false);
	struct limit_pause p = { at("2026-02-13 18:00"), at("2026-02-13 18:30"), "停电" };
	struct limit_input in = { .limit = &l, .start = at("2026-09-26 09:00") };

	(void)state;
	assert_why(&in, "化解时限：7 日，依据：本市默认（可改）\n"
			"起算：2026-09-26（周六）受理，第二天是第 1 日\n"
			"7 日 → 2026-10-03（周六）\n"
			"顺延：2026-10-03（周六）国庆节放假，顺延到下一个工作日 → 2026-10-08（周四）\n"
			"到期：2026-10-08（周四），这一天之内都算按时");
	in.start = at("2026-12-26 09:00");
	assert_why(&in, "化解时限：7 日，依据：本市默认（可改）\n"
			"起算：2026-12-26（周六）受理，第二天是第 1 日\n"
			"7 日 → 2027-01-02（周六）\n"
			"顺延：2027-01-02（周六）不上班，顺延到下一个工作日 → 2027-01-04（周一）\n"
			"2027 年的放假安排还没有录入，按平常周末推算\n"
			"到期：2027-01-04（周一），这一天之内都算按时");
	in.limit = &work;
	in.start = at("2026-09-24 17:00");
	assert_why(&in, "化解时限：5 个工作日，依据：本市默认（可改）\n"
			"起算：2026-09-24（周四）受理，从第二天起数工作日\n"
			"5 个工作日 → 2026-10-09（周五）\n"
			"其间：09-25 至 09-27 中秋节放假；10-01 至 10-07 国庆节放假\n"
			"到期：2026-10-09（周五），这一天之内都算按时");
	in.start = at("2026-02-13 17:00");
	assert_why(&in, "化解时限：5 个工作日，依据：本市默认（可改）\n"
			"起算：2026-02-13（周五）受理，从第二天起数工作日\n"
			"5 个工作日 → 2026-02-27（周五）\n"
			"其间：02-14 补班（春节）；02-15 至 02-23 春节放假\n"
			"到期：2026-02-27（周五），这一天之内都算按时");
	in.limit = &two;
	assert_why(&in, "化解时限：2 小时，依据：本市默认（可改）\n"
			"起算：2026-02-13 17:00 受理\n"
			"2 小时 → 2026-02-13 19:00\n"
			"到期：2026-02-13 19:00");
	in.pauses = &p;
	in.npauses = 1;
	assert_why(&in, "化解时限：2 小时，依据：本市默认（可改）\n"
			"起算：2026-02-13 17:00 受理\n"
			"2 小时 → 2026-02-13 19:00\n"
			"暂停：2026-02-13 18:00 至 2026-02-13 18:30，理由：停电 → 2026-02-13 19:30\n"
			"到期：2026-02-13 19:30");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_line_of_why_names_the_day),
		cmocka_unit_test(why_tells_of_every_step),
		cmocka_unit_test(why_names_holidays_and_what_is_missing),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
