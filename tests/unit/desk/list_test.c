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

static void list_due_late(const struct record *r, const char *due, bool expected)
{
	bool late;

	free(list_due(r, due, &late));
	assert_int_equal(late, expected);
}

static void names_are_masked_and_many_are_counted(void **state)
{
	(void)state;
	assert_text(list_parties(""), "匿名");
	assert_text(list_parties("张三"), "张*");
	assert_text(list_parties("张三\n欧阳修"), "张* 欧*");
	assert_text(list_parties("王刚\n刘明\n孙立"), "王* 等3人");
}

static void a_day_passed_is_late_where_nothing_has_settled_it(void **state)
{
	struct record r = { .due = "2026-11-23", .closed = "", .result = "" };
	bool late;

	(void)state;
	assert_text(list_due(&r, r.due, &late), "11-23 超 1 天");
	assert_true(late);
	assert_text(list_due(&r, "2026-11-24", &late), "11-24 今日");
	assert_false(late);
	assert_text(list_due(&r, NULL, &late), "暂停");
	assert_false(late);
	r.closed = "2026-11-23";
	list_due_late(&r, r.due, false);
	list_due_late(&r, "2026-11-20", true);
}

static void days_left_are_counted_from_today(void **state)
{
	int days = 99;

	(void)state;
	assert_true(list_days_left("2026-11-20", &days));
	assert_int_equal(days, -4);
	assert_true(list_days_left("2026-11-25T10:00", &days));
	assert_int_equal(days, 1);
	assert_false(list_days_left("", &days));
	assert_false(list_days_left(NULL, &days));
}

static struct listing of_cases(void)
{
	struct listing l = { .kind = mem_dup("case") };

	listing_usual(&l, desk);
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
	assert_true(listing_query(&l, desk, "　宅基地 王 ", &err));
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
	assert_true(listing_query(&l, desk, "环节=办理 等级=较大 从=2026-11-01 在办 待改 纠纷", &err));
	assert_string_equal(l.filter.step, "办");
	assert_string_equal(l.filter.grade, "03");
	assert_string_equal(l.filter.opened_from, "2026-11-01");
	assert_true(l.filter.only_open);
	assert_true(l.filter.only_refused);
	assert_string_equal(l.filter.find, "纠纷");
	done(&l);
}

static void a_view_is_taken_by_its_words_and_narrowed(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	assert_true(listing_query(&l, desk, "等级=较大 超期 水田", &err));
	assert_ptr_equal(l.view, view_find("overdue"));
	assert_string_equal(l.filter.due_to, "2026-11-23");
	assert_string_equal(l.filter.grade, "03");
	assert_string_equal(l.filter.find, "水田");
	assert_int_equal(l.order, RECORD_DUE);
	assert_true(listing_query(&l, desk, "", &err));
	assert_null(l.view);
	assert_null(l.filter.due_to);
	done(&l);
}

static void a_view_is_another_day_by_day(void **state)
{
	struct listing l = of_cases();

	(void)state;
	assert_true(listing_view(&l, desk, view_find("overdue")));
	assert_string_equal(l.filter.due_to, "2026-11-23");
	assert_string_equal(l.query, "");
	practice_clock("2026-11-25T00:10:00+08:00");
	listing_renew(&l, desk);
	assert_string_equal(l.filter.due_to, "2026-11-24");
	practice_clock(PRACTICE_NOW);
	done(&l);
}

static void a_view_that_is_nothing_here_changes_nothing(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	/* the practice book has no letters to write */
	assert_false(listing_view(&l, desk, view_find("notices")));
	assert_false(listing_query(&l, desk, "待签发", &err));
	assert_true(*err.say);
	assert_null(l.view);
	assert_true(l.filter.only_open);
	done(&l);
}

static void in_other_lists_the_words_of_views_are_only_words(void **state)
{
	struct listing l = { .kind = mem_dup("reception") };
	struct err err = { 0 };

	(void)state;
	listing_usual(&l, desk);
	assert_true(listing_query(&l, desk, "超期", &err));
	assert_null(l.view);
	assert_string_equal(l.filter.find, "超期");
	assert_string_equal(l.filter.kind, "reception");
	done(&l);
}

static void what_is_not_understood_changes_nothing(void **state)
{
	struct listing l = of_cases();
	struct err err = { 0 };

	(void)state;
	assert_true(listing_query(&l, desk, "水田", &err));
	assert_false(listing_query(&l, desk, "环节=飞 甲", &err));
	assert_true(*err.say);
	assert_string_equal(l.filter.find, "水田");
	assert_true(listing_query(&l, desk, " ", &err));
	assert_null(l.filter.find);
	assert_true(l.filter.only_open);
	done(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_masked_and_many_are_counted),
		cmocka_unit_test(a_day_passed_is_late_where_nothing_has_settled_it),
		cmocka_unit_test(days_left_are_counted_from_today),
		cmocka_unit_test(the_usual_list_leaves_out_what_is_done),
		cmocka_unit_test(words_are_looked_for_among_all),
		cmocka_unit_test(conditions_are_taken_by_their_names),
		cmocka_unit_test(a_view_is_taken_by_its_words_and_narrowed),
		cmocka_unit_test(a_view_is_another_day_by_day),
		cmocka_unit_test(a_view_that_is_nothing_here_changes_nothing),
		cmocka_unit_test(in_other_lists_the_words_of_views_are_only_words),
		cmocka_unit_test(what_is_not_understood_changes_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
