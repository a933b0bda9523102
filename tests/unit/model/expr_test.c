/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/expr.h"

/* step 办 (办理), people 12, age 17, born 2009-03-05, received 2026-11-24T09:41:00+08:00, title 三 组, claim cleared */
static struct expr_value look(void *arg, const char *field)
{
	static const struct { const char *field; struct expr_value v; } all[] = {
		{ "step", { "办", "限时办理" } }, { "people", { "12", NULL } }, { "age", { "17", NULL } },
		{ "born", { "2009-03-05", NULL } }, { "received", { "2026-11-24T09:41:00+08:00", NULL } },
		{ "title", { "三 组", NULL } }, { "claim", { "", NULL } }, { "urgent", { "1", "是" } },
		{ "party.role", { "02", "代理人" } }, { "amount", { "9.50", NULL } },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].field, field) == 0)
			return all[i].v;
	return (struct expr_value){ NULL, NULL };
}

static bool holds(const char *text)
{
	char *why;
	struct expr *e = expr_parse(text, &why);
	bool yes;

	if (!e)
		fail_msg("%s: %s", text, why);
	yes = expr_true(e, look, NULL);
	expr_free(e);
	return yes;
}

static void each(const char *const *list, size_t n, bool expected)
{
	for (size_t i = 0; i < n; i++)
		if (holds(list[i]) != expected)
			fail_msg("%s should be %s", list[i], expected ? "true" : "false");
}

#define ALL(expected, ...) do { \
	static const char *const list[] = { __VA_ARGS__ }; \
	each(list, sizeof list / sizeof *list, expected); \
} while (0)

static void a_value_or_its_name_is_equal(void **state)
{
	(void)state;
	ALL(true, "step = 办", "step=限时办理", "step = 交 | 办", "urgent = 是", "urgent = 1",
	    "title = '三 组'", "step != 交|结");
	ALL(false, "step = 交", "step != 办", "step != 交 | 办", "urgent = 否", "title = 三");
}

static void nothing_filled_in_is_kong(void **state)
{
	(void)state;
	ALL(true, "claim = 空", "nobody = 空", "claim != 别的", "step = 空 | 办", "title != 空");
	ALL(false, "step = 空", "claim != 空", "nobody != 空 | 甲", "claim = '空'");
}

static void numbers_are_compared_as_numbers(void **state)
{
	(void)state;
	ALL(true, "people > 9", "people >= 12", "people <= 12.0", "people < 100", "amount < 10", "amount > -1", "age < 18");
	ALL(false, "people < 9", "people > 12", "people < 12", "amount > 10");
}

static void dates_are_compared_as_dates(void **state)
{
	(void)state;
	ALL(true, "born < 2009-10-01", "born >= 2009-03-05", "received >= 2026-11-24", "received <= 2026-11-24",
	    "received > 2026-11-24T09:00", "received < '2026-11-24 10:00'");
	ALL(false, "born > 2009-10-01", "received > 2026-11-24", "born > 5", "people > 2009-01-01");
}

static void an_empty_side_is_never_less_or_more(void **state)
{
	(void)state;
	ALL(false, "claim < 5", "claim >= 0", "nobody < 5", "nobody > -5", "title < 5");
}

static void and_binds_closer_than_or(void **state)
{
	(void)state;
	ALL(true, "step = 办 or step = 交 and people < 5", "step = 交 and people < 5 or urgent = 是",
	    "age < 18 or party.role = 委托人", "step = 办 且 people > 5", "step = 交 或 people > 5",
	    "step = 交 and age < 18 or people < 5 or urgent = 是 and age < 18");
	ALL(false, "step = 交 and people > 5", "step = 交 or people < 5", "step = 交 or step = 办 and people < 5");
}

static void a_chinese_keyboard_will_do(void **state)
{
	(void)state;
	ALL(true, "step ＝ 交 ｜ 办", "people ≥ 12", "people ＞ 5　且　age ≤ 17", "step ≠ 交", "title = ‘三 组’");
}

static void a_value_may_be_what_another_field_says(void **state)
{
	(void)state;
	ALL(true, "people < {age}", "people = {people}", "born < {received}", "claim = {nobody}", "step != {title}", "claim != {step}");
	ALL(false, "people > {age}", "people > {nobody}", "nobody < {people}", "step = {title}", "step = '{step}'");
}

static void no_condition_is_true(void **state)
{
	(void)state;
	assert_true(expr_true(NULL, look, NULL));
	assert_true(expr_each(NULL, NULL, NULL));
	expr_free(NULL);
}

static void what_is_no_condition_is_explained(void **state)
{
	static const char *const bad[] = {
		"", "step", "step =", "step = 办 and", "step = 办 or or step = 交", "= 办", "办 = step", "step 办",
		"step = 办 交",
		"step = '办", "step = {", "step = {}", "step = {办}", "step = {title", "people < {title}x", "people < 5 | 6", "people < 很多", "step = | 办", "(step = 办)", "step = 办 且", "step == 办",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char *why = NULL;
		struct expr *e = expr_parse(bad[i], &why);

		if (e)
			fail_msg("%s should be no condition", bad[i]);
		assert_non_null(why);
		assert_true(strlen(why) > 10);
		free(why);
	}
}

static void a_condition_without_end_is_turned_away(void **state)
{
	char text[8192] = "a = 1", *why;

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, " and a = 1");
	assert_null(expr_parse(text, &why));
	free(why);
	strcpy(text, "a = 1");
	for (int i = 0; i < 100; i++)
		strcat(text, " | 1");
	assert_null(expr_parse(text, &why));
	free(why);
}

static bool note(void *arg, const char *field, const char *op, const char *value, bool named)
{
	char *out = arg;

	strcat(out, field);
	strcat(out, op);
	strcat(out, named ? "{" : "");
	strcat(out, value);
	strcat(out, named ? "};" : ";");
	return strcmp(value, "停") != 0;
}

static void lint_sees_every_comparison(void **state)
{
	char seen[256] = "", *why;
	struct expr *e = expr_parse("step = 交 | 办 and people ≥ 5 or age < {limit}", &why);

	(void)state;
	assert_true(expr_each(e, note, seen));
	assert_string_equal(seen, "step=交;step=办;people>=5;age<{limit};");
	expr_free(e);
	*seen = '\0';
	e = expr_parse("a = 停 or b = 1", &why);
	assert_false(expr_each(e, note, seen));
	assert_string_equal(seen, "a=停;");
	expr_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_or_its_name_is_equal),
		cmocka_unit_test(nothing_filled_in_is_kong),
		cmocka_unit_test(numbers_are_compared_as_numbers),
		cmocka_unit_test(dates_are_compared_as_dates),
		cmocka_unit_test(an_empty_side_is_never_less_or_more),
		cmocka_unit_test(and_binds_closer_than_or),
		cmocka_unit_test(a_chinese_keyboard_will_do),
		cmocka_unit_test(a_value_may_be_what_another_field_says),
		cmocka_unit_test(no_condition_is_true),
		cmocka_unit_test(what_is_no_condition_is_explained),
		cmocka_unit_test(a_condition_without_end_is_turned_away),
		cmocka_unit_test(lint_sees_every_comparison),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
