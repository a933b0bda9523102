/* SPDX-License-Identifier: Apache-2.0 */
/* What lists say of a record, and what F3 understands. */
#include "work_fixture.h"

#include "../../../src/desk/list_parts.h"

static struct practice county;
static struct session *desk;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	desk = practice_desk(&county, TOWN, "张敏");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(desk);
	practice_close(&county);
	return 0;
}

static void assert_text(char *got, const char *expected)
{
	assert_string_equal(got, expected);
	free(got);
}

static void names_are_masked_and_many_are_counted(void **state)
{
	(void)state;
	assert_text(list_parties(""), "匿名");
	assert_text(list_parties("张三"), "张*");
	assert_text(list_parties("张三\n欧阳修"), "张* 欧*");
	assert_text(list_parties("王刚\n刘明\n孙立"), "王* 等3人");
}

static void a_due_day_is_said_in_words(void **state)
{
	struct record r = { .due = "2026-11-23", .closed = "" };
	bool late;

	(void)state;
	assert_text(list_due(&r, &late), "11-23 超 1 天");
	assert_true(late);
	r.due = "2026-11-24";
	assert_text(list_due(&r, &late), "11-24 今日");
	assert_false(late);
	r.due = "2026-11-27";
	assert_text(list_due(&r, &late), "11-27");
	r.due = "2026-11-01";
	r.closed = "2026-11-20";
	assert_text(list_due(&r, &late), "11-01");
	assert_false(late);
	r.due = "";
	assert_text(list_due(&r, &late), "");
}

static struct listing of_cases(void)
{
	struct listing l = { .kind = mem_dup("case") };

	listing_usual(&l, desk->book);
	return l;
}

static void done(struct listing *l)
{
	listing_clear(l);
	free(l->kind);
}

static void the_usual_list_leaves_out_what_is_done(void **state)
{
	struct listing l = of_cases();

	(void)state;
	assert_string_equal(l.filter.kind, "case");
	assert_true(l.filter.only_open);
	assert_string_equal(l.query, "");
	done(&l);
}

static void words_are_looked_for_among_all(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	assert_true(listing_query(&l, desk->book, "　宅基地 王 ", &err));
	assert_string_equal(l.filter.find, "宅基地 王");
	assert_false(l.filter.only_open);
	assert_string_equal(l.filter.kind, "case");
	done(&l);
}

static void conditions_are_taken_by_their_names(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	assert_true(listing_query(&l, desk->book, "环节=办理 等级=较大 从=2026-11-01 在办 待改 纠纷", &err));
	assert_string_equal(l.filter.step, "办");
	assert_string_equal(l.filter.grade, "03");
	assert_string_equal(l.filter.opened_from, "2026-11-01");
	assert_true(l.filter.only_open);
	assert_true(l.filter.only_refused);
	assert_string_equal(l.filter.find, "纠纷");
	done(&l);
}

static void what_is_not_understood_changes_nothing(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	assert_true(listing_query(&l, desk->book, "水田", &err));
	assert_false(listing_query(&l, desk->book, "环节=飞 甲", &err));
	assert_true(*err.say);
	assert_string_equal(l.filter.find, "水田");
	assert_true(listing_query(&l, desk->book, " ", &err));
	assert_null(l.filter.find);
	assert_true(l.filter.only_open);
	done(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_masked_and_many_are_counted),
		cmocka_unit_test(a_due_day_is_said_in_words),
		cmocka_unit_test(the_usual_list_leaves_out_what_is_done),
		cmocka_unit_test(words_are_looked_for_among_all),
		cmocka_unit_test(conditions_are_taken_by_their_names),
		cmocka_unit_test(what_is_not_understood_changes_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
