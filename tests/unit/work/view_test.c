/* SPDX-License-Identifier: Apache-2.0 */
#include "loop_county.h"

#include "base/crypto.h"
#include "work/find.h"
#include "work/view.h"

static int setup(void **state)
{
	(void)state;
	loop_open();
	town = practice_desk(&county, TOWN, "张敏");
	return 0;
}

static struct view_of at(const struct session *s)
{
	return (struct view_of){ .store = s->store, .book = s->book, .unit = s->unit, .now = clock_ms() };
}

/* Titles of a view's records in its order, joined by blanks; as many as it counts. */
static void shows(const struct session *s, const char *view, const char *titles)
{
	const struct view *v = view_find(view);
	struct view_of of = at(s);
	struct record **list;
	struct err err = { 0 };
	struct buf got = { 0 };
	size_t n, counted;

	assert_non_null(v);
	if (!view_list(v, &of, SIZE_MAX, &list, &n, &err) || !view_count(v, &of, &counted, &err))
		fail_msg("%s", err.say);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&got, "%s%s", i ? " " : "", list[i]->title);
	if (strcmp(buf_text(&got), titles) != 0)
		fail_msg("%s: “%s”, not “%s”", view, buf_text(&got), titles);
	assert_int_equal(counted, n);
	record_list_free(list, n);
	buf_free(&got);
}

static void dispatch(uint64_t id, const char *lead)
{
	assert_int_not_equal(practice_fill(town, NULL, "dispatch", id, "lead", lead, NULL), 0);
}

static void late_today_and_in_time_are_told_apart(void **state)
{
	(void)state;
	loop_case(town, "超期", "2026-11-16 09:00", "", "01");
	loop_case(town, "今日", "2026-11-17 09:00", "", "01");
	loop_case(town, "还早", "2026-11-20 09:00", "", "01");
	loop_case(town, "超得多", "2026-11-01 09:00", "", "01");
	shows(town, "overdue", "超得多 超期");
	shows(town, "today", "今日");
	shows(town, "soon", "");
	/* a result ends it */
	uint64_t id = loop_case(town, "有结果", "2026-11-01 09:00", "", "01");
	shows(town, "overdue", "超得多 有结果 超期");
	assert_int_not_equal(practice_fill(town, NULL, "conclude", id, "result", "01", NULL), 0);
	shows(town, "overdue", "超得多 超期");
}

static void soon_is_as_near_as_its_own_limit_warns(void **state)
{
	(void)state;
	loop_case(town, "无级剩1", "2026-11-18 09:00", "", "01");
	loop_case(town, "无级剩2", "2026-11-19 09:00", "", "01");
	loop_case(town, "较大剩3", "2026-10-28 09:00", "03", "01");
	loop_case(town, "较大剩4", "2026-10-29 09:00", "03", "01");
	loop_case(town, "信访剩7", "2026-10-02 09:00", "", "02");
	loop_case(town, "信访剩8", "2026-10-03 09:00", "", "02");
	loop_case(town, "较大信访剩6", "2026-10-01 09:00", "03", "02");
	shows(town, "soon", "无级剩1 较大剩3 较大信访剩6 信访剩7");
	/* the first of them, past some that are not */
	struct view_of of = at(town);
	struct record **list;
	size_t n;
	assert_true(view_list(view_find("soon"), &of, 3, &list, &n, NULL));
	assert_int_equal(n, 3);
	assert_string_equal(list[2]->title, "较大信访剩6");
	record_list_free(list, n);
}

static void soon_is_found_past_whole_pages_that_are_not(void **state)
{
	(void)state;
	for (int i = 0; i < 520; i++)
		loop_case(town, "还早", "2026-11-20 09:00", "", "01");
	loop_case(town, "信访剩7", "2026-10-02 09:00", "", "02");
	shows(town, "soon", "信访剩7");
}

static void what_was_handed_over_waits_to_be_signed_for(void **state)
{
	uint64_t id = loop_case(town, "交出去", "2026-11-23 09:00", "", "01");

	(void)state;
	loop_case(town, "没有交", "2026-11-23 09:00", "", "01");
	shows(town, "unsigned", "");
	dispatch(id, OTHER_TOWN);
	shows(town, "unsigned", "交出去");
	assert_int_not_equal(practice_fill(town, NULL, "receive", id, NULL), 0);
	shows(town, "unsigned", "");
}

static void a_letter_is_due_where_another_is_late_until_it_is_written(void **state)
{
	uint64_t theirs = loop_case(town, "别人手里", "2026-11-10 09:00", "", "01");
	uint64_t department = loop_case(town, "司法所手里", "2026-11-11 09:00", "", "01");
	uint64_t own = loop_case(town, "自己手里", "2026-11-12 09:00", "", "01"), early;

	(void)state;
	loop_case(town, "没有交", "2026-11-10 09:00", "", "01");
	early = loop_case(town, "没有超期", "2026-11-23 09:00", "", "01");
	dispatch(theirs, OTHER_TOWN);
	dispatch(department, TOWN ".sfs");
	dispatch(own, TOWN);
	dispatch(early, OTHER_TOWN);
	shows(town, "notices", "别人手里 司法所手里");
	shows(town, "unanswered", "");
	assert_int_not_equal(practice_fill(town, NULL, "notice", theirs, "text", "请抓紧", NULL), 0);
	shows(town, "notices", "司法所手里");
	shows(town, "unanswered", "别人手里");
}

static void a_village_writes_no_letters(void **state)
{
	struct session *village = practice_desk(&county, VILLAGE, "李明");
	struct view_of of = at(village);
	struct record_filter f;
	struct view_days days;

	(void)state;
	assert_false(view_filter(view_find("notices"), &of, &f, &days));
	assert_true(view_filter(view_find("overdue"), &of, &f, &days));
	shows(village, "notices", "");
	/* nobody in particular is the county */
	of.unit = "";
	assert_true(view_filter(view_find("notices"), &of, &f, &days));
	session_close(village);
}

static void from_the_result_on_it_waits_for_telling_closing_and_asking(void **state)
{
	uint64_t settled = loop_case(town, "化解了", "2026-11-20 09:00", "", "01");
	uint64_t other = loop_case(town, "引导了", "2026-11-21 09:00", "", "01");

	(void)state;
	practice_fill(town, NULL, "conclude", settled, "result", "01", "settled", "2026-11-22", NULL);
	practice_fill(town, NULL, "conclude", other, "result", "02", NULL);
	shows(town, "feedback", "化解了 引导了");
	shows(town, "unclosed", "化解了");
	shows(town, "revisit", "");
	assert_int_not_equal(practice_fill(town, NULL, "inform", settled, NULL), 0);
	shows(town, "feedback", "引导了");
	shows(town, "unclosed", "");
	shows(town, "revisit", "化解了");
}

static void the_urgent_and_the_very_old_are_listed(void **state)
{
	(void)state;
	practice_fill(town, NULL, "intake", 0, "title", "急", "urgent", "是", "opened", "2026-11-24 09:30", NULL);
	loop_case(town, "不急", "2026-11-24 09:30", "", "01");
	loop_case(town, "181天", "2026-05-27 09:00", "", "01");
	loop_case(town, "180天", "2026-05-28 23:59", "", "01");
	loop_case(town, "179天", "2026-05-29 00:00", "", "01");
	shows(town, "urgent", "急");
	shows(town, "backlog", "181天 180天");
}

static void what_stands_still_is_in_no_view(void **state)
{
	uint64_t id = loop_case(town, "暂停的", "2026-11-17 09:00", "", "01");

	(void)state;
	shows(town, "today", "暂停的");
	assert_int_not_equal(practice_fill(town, NULL, "pause", id, "reason", "鉴定", NULL), 0);
	shows(town, "today", "");
	practice_clock("2026-12-24T09:00:00+08:00");
	shows(town, "overdue", "");
	practice_clock(PRACTICE_NOW);
}

static void each_view_has_its_words_and_is_found_by_them(void **state)
{
	static const char *const names[] = {
		"urgent", "overdue", "today", "soon", "undispatched", "unsigned", "notices", "unanswered", "feedback", "unclosed", "revisit",
		"backlog",
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct view *v = view_at(i);

		assert_string_equal(v->name, names[i]);
		assert_ptr_equal(view_find(names[i]), v);
		assert_ptr_equal(view_find(v->words), v);
		assert_true(*v->help);
	}
	assert_null(view_at(sizeof names / sizeof *names));
	assert_null(view_find("colour"));
	/* a book without a table of results, limits or letters has fewer, and none that fails */
	struct book *bare = book_new(0, NULL, 0, practice_report, NULL);
	struct view_of of = { .store = town->store, .book = bare, .unit = TOWN, .now = clock_ms() };
	for (size_t i = 0; view_at(i); i++) {
		struct err err = { 0 };
		size_t n = 1;

		assert_true(view_count(view_at(i), &of, &n, &err));
		assert_int_equal(n, 0);
	}
	book_free(bare);
}

static void a_due_day_is_said_in_few_words(void **state)
{
	static const struct { const char *due, *say; } cases[] = {
		{ "2026-11-23", "11-23 超 1 天" }, { "2026-11-24", "11-24 今日" }, { "2026-11-27", "11-27" }, { "", "" },
		{ "2026-11-24 09:40", "09:40 已过" }, { "2026-11-24 09:42", "09:42 今日" }, { "2026-11-25 09:00", "11-25" },
		{ "2026-11-22 23:00", "11-22 超 2 天" }, { NULL, "暂停" },
	};
	struct record r = { .result = "", .closed = "" }, told = { .result = "01", .closed = "" };
	char *say;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		say = view_due_words(&r, cases[i].due, clock_ms());
		assert_string_equal(say, cases[i].say);
		free(say);
	}
	say = view_due_words(&told, "", clock_ms());
	assert_string_equal(say, "待反馈");
	free(say);
}

static void the_day_of_a_view_is_its_own_clocks(void **state)
{
	uint64_t id = loop_case(town, "交出去", "2026-11-23 09:00", "", "01");
	struct view_of of = at(town);
	char *sign, *settle;

	(void)state;
	dispatch(id, OTHER_TOWN);
	struct record *r = record_get(town->store, id, NULL);
	sign = view_due(view_find("unsigned"), &of, r);
	settle = view_due(view_find("overdue"), &of, r);
	assert_string_equal(sign, "2026-11-25");
	assert_string_equal(settle, "2026-11-30");
	/* of several the first one */
	practice_fill(town, NULL, "conclude", id, "result", "01", NULL);
	practice_fill(town, NULL, "inform", id, NULL);
	char *revisit = view_due(view_find("revisit"), &of, r);
	assert_string_equal(revisit, "2026-12-09");
	free(revisit);
	free(sign);
	free(settle);
	record_free(r);
}

static void today_in_json_has_every_number(void **state)
{
	struct view_of of = at(town);
	struct buf b = { 0 };
	struct err err = { 0 };
	int n = 0;

	(void)state;
	for (int i = 0; i < 7; i++)
		loop_case(town, "超期", "2026-11-10 09:00", "", "01");
	loop_case(town, "今日", "2026-11-17 09:00", "", "01");
	loop_case(town, "临期", "2026-11-18 09:00", "", "01");
	dispatch(loop_case(town, "交出去", "2026-11-24 09:00", "", "01"), OTHER_TOWN);
	assert_true(find_today_json(&of, &b, &err));
	HAS(b, "{\"due\":[\"421202101-1-2026-0008\",\"421202101-1-2026-0009\"],\"urgent\":[],"
	       "\"overdue\":[\"421202101-1-2026-0001\",");
	HAS(b, "\"today\":[\"421202101-1-2026-0008\"],\"soon\":[\"421202101-1-2026-0009\"],"
	       "\"undispatched\":[],\"unsigned\":[\"421202101-1-2026-0010\"],");
	HAS(b, "\"notices\":[],\"unanswered\":[],\"feedback\":[],\"unclosed\":[],\"revisit\":[],\"backlog\":[]}\n");
	const char *p = strstr(buf_text(&b), "\"overdue\""), *end = strchr(p, ']');
	for (; (p = strstr(p, "421202101-")) && p < end; p++)
		n++;
	assert_int_equal(n, 7);
	buf_free(&b);
}

static void today_for_people_begins_each_view(void **state)
{
	struct view_of of = at(town);
	struct find_view v = {
		.store = town->store, .book = town->book, .self = town->self.number, .unit = TOWN, .masked = true,
	};
	struct buf b = { 0 };
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 7; i++)
		loop_case(town, "超期", "2026-11-10 09:00", "", "01");
	dispatch(loop_case(town, "交\xe2\x80\xae出去", "2026-11-24 09:00", "", "01"), TOWN ".sfs");
	assert_true(find_today_text(&v, &of, &b, &err));
	HAS(b, "2026-11-24  向阳湖镇\n\n紧急 0\n超期 7\n  2026-0001  超期  张*  向阳湖镇  11-17 超 7 天\n");
	HAS(b, "  2026-0005  超期  ");
	LACKS(b, "2026-0006");
	HAS(b, "\n  还有 2 件，用 list view=overdue 看全部\n");
	HAS(b, "\n待签收 1\n  2026-0008  交");
	HAS(b, "向阳湖镇司法所  11-25\n");
	LACKS(b, "张三");
	LACKS(b, "\xe2\x80\xae");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(late_today_and_in_time_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(soon_is_as_near_as_its_own_limit_warns, setup, teardown),
		cmocka_unit_test_setup_teardown(soon_is_found_past_whole_pages_that_are_not, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_handed_over_waits_to_be_signed_for, setup, teardown),
		cmocka_unit_test_setup_teardown(a_letter_is_due_where_another_is_late_until_it_is_written, setup, teardown),
		cmocka_unit_test_setup_teardown(a_village_writes_no_letters, setup, teardown),
		cmocka_unit_test_setup_teardown(from_the_result_on_it_waits_for_telling_closing_and_asking, setup, teardown),
		cmocka_unit_test_setup_teardown(the_urgent_and_the_very_old_are_listed, setup, teardown),
		cmocka_unit_test_setup_teardown(what_stands_still_is_in_no_view, setup, teardown),
		cmocka_unit_test_setup_teardown(each_view_has_its_words_and_is_found_by_them, setup, teardown),
		cmocka_unit_test_setup_teardown(a_due_day_is_said_in_few_words, setup, teardown),
		cmocka_unit_test_setup_teardown(the_day_of_a_view_is_its_own_clocks, setup, teardown),
		cmocka_unit_test_setup_teardown(today_in_json_has_every_number, setup, teardown),
		cmocka_unit_test_setup_teardown(today_for_people_begins_each_view, setup, teardown),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
