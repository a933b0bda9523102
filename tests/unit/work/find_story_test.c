/* SPDX-License-Identifier: Apache-2.0 */
#include "loop_county.h"

#include "base/crypto.h"
#include "work/find.h"
#include "work/today.h"

static int setup(void **state)
{
	(void)state;
	loop_open();
	practice_clock(PRACTICE_NOW);
	town = practice_desk(&county, TOWN, "王强");
	return 0;
}

static struct buf shown(uint64_t id)
{
	struct find_view v = {
		.store = town->store, .book = town->book, .self = town->self.number, .unit = TOWN, .masked = true,
	};
	struct buf b = { 0 };
	struct err err = { 0 };

	if (!find_show_text(&v, id, &b, &err))
		fail_msg("%s", err.say);
	return b;
}

#define FILL(id, form, ...) assert_int_not_equal(practice_fill(town, NULL, form, id, __VA_ARGS__, NULL), 0)

static void the_head_says_who_has_it_and_until_when(void **state)
{
	uint64_t id = loop_case(town, "租金", "2026-11-16 09:00", "", "01");
	struct buf b = shown(id);

	(void)state;
	HAS(b, "421202101-1-2026-0001  租金\n环节 信息汇集  主办 向阳湖镇\n期限 2026-11-23 超 1 天  首问人 王强  状态 待报\n\n");
	buf_free(&b);
	FILL(id, "dispatch", "lead", "司法所", "with", "北岭村 " OTHER_TOWN);
	b = shown(id);
	HAS(b, "环节 分流交办  主办 向阳湖镇司法所（政法系统）  协办 北岭村、官埠桥镇\n期限 2026-11-23 超 1 天");
	/* said once, in the head; other clocks by the name of their limit; nothing that only the program reads */
	HAS(b, "  签收时限  2026-11-25\n\n2026-11-24 09:41  汇");
	LACKS(b, "  dispatcher");
	LACKS(b, "  首问人  ");
	buf_free(&b);
	uint64_t now = loop_case(town, "今日", "2026-11-17 09:00", "", "01");
	uint64_t early = loop_case(town, "还早", "2026-11-20 09:00", "", "01");
	b = shown(now);
	HAS(b, "\n期限 2026-11-24 今日  ");
	buf_free(&b);
	b = shown(early);
	HAS(b, "\n期限 2026-11-27  首问人");
	buf_free(&b);
}

static void the_timeline_reads_as_a_story(void **state)
{
	uint64_t id = loop_case(town, "租金", "2026-11-16 09:00", "", "01");

	(void)state;
	practice_clock("2026-11-24T09:50:00+08:00");
	FILL(id, "dispatch", "lead", "司法所", "with", VILLAGE, "opinion", "请上门");
	practice_clock("2026-11-24T10:00:00+08:00");
	FILL(id, "receive", "person", "刘芳");
	practice_clock("2026-11-24T10:10:00+08:00");
	FILL(id, "notice", "text", "请抓紧");
	practice_clock("2026-11-24T10:20:00+08:00");
	FILL(id, "conclude", "result", "01");
	struct buf b = shown(id);
	HAS(b, "\n2026-11-24 09:41  汇  受理登记  王强  向阳湖镇\n                  期限  2026-11-23\n"
	       "2026-11-24 09:50  交  分流交办  王强  向阳湖镇\n"
	       "                      主办  向阳湖镇司法所（政法系统）\n"
	       "                      协办  北岭村\n"
	       "                  交办意见  请上门\n"
	       "                  签收时限  2026-11-25\n"
	       "2026-11-24 10:00  交  签收  王强  向阳湖镇\n"
	       "                  签收人  刘芳\n"
	       "2026-11-24 10:10  督  工作提示函  王强  向阳湖镇\n"
	       "                            正文  请抓紧\n"
	       "                  提示函回复时限  2026-11-29\n"
	       "                            编号  工作提示函 421202101-1-2026-T0001\n"
	       "2026-11-24 10:20  结  办结  王强  向阳湖镇\n"
	       "                  办理结果  已化解\n"
	       "                  反馈时限  2026-11-27\n");
	buf_free(&b);
}

static void a_clock_that_stands_still_is_told(void **state)
{
	uint64_t id = loop_case(town, "租金", "2026-11-20 09:00", "", "01");

	(void)state;
	FILL(id, "dispatch", "lead", "司法所");
	FILL(id, "pause", "reason", "等鉴定");
	struct buf b = shown(id);
	HAS(b, "\n期限 暂停  首问人");
	HAS(b, "办  暂停  王强  向阳湖镇\n                      原因  等鉴定\n                  期限暂停  ");
	HAS(b, "签收时限");
	LACKS(b, "pauses");
	LACKS(b, "standing");
	buf_free(&b);
	/* it ends: that is no new pause */
	FILL(id, "receive", "person", "刘芳");
	b = shown(id);
	HAS(b, "交  签收  王强  向阳湖镇\n                  签收人  刘芳\n");
	buf_free(&b);
}

static void a_correction_says_what_was_and_what_is(void **state)
{
	uint64_t id = loop_case(town, "租金", "2026-11-16 09:00", "", "01");

	(void)state;
	FILL(id, "correct", "field", "等级", "value", "较大", "reason", "人多");
	struct buf b = shown(id);
	HAS(b, "    更正  王强  向阳湖镇\n                      期限  2026-12-16\n                      栏目  等级\n"
	       "                      原来  （空）\n                      改成  较大\n                  更正原因  人多\n");
	buf_free(&b);
	FILL(id, "correct", "field", "party1.phone", "value", "13912345678", "reason", "换号");
	b = shown(id);
	HAS(b, "    更正  王强  向阳湖镇\n                      栏目  当事人 1 电话\n                      原来  138****5678\n"
	       "                      改成  139****5678\n                  更正原因  换号\n");
	LACKS(b, "当事人 1 姓名");
	buf_free(&b);
	FILL(id, "correct", "field", "grade", "value", "", "reason", "弄错");
	b = shown(id);
	HAS(b, "                      原来  较大\n                      改成  （清空）\n");
	buf_free(&b);
}

static void what_was_merged_says_into_what(void **state)
{
	uint64_t id = loop_case(town, "甲", "2026-11-16 09:00", "", "01");
	struct today t;
	struct err err = { 0 };

	(void)state;
	loop_case(town, "乙", "2026-11-16 09:00", "", "01");
	FILL(id, "link", "main", "2026-0002");
	struct buf b = shown(id);
	HAS(b, "421202101-1-2026-0001  甲\n已并入 421202101-1-2026-0002\n环节 并案  ");
	LACKS(b, "\n期限");
	buf_free(&b);
	/* closed, but nobody concluded it */
	assert_true(today_count(town, &t, &err));
	assert_int_equal(t.concluded_today, 0);
	assert_int_equal(t.open, 1);
}

static void a_clock_not_to_be_believed_is_told(void **state)
{
	uint64_t id = loop_case(town, "租金", "2026-11-20 09:00", "", "01");
	struct entry *e = practice_newest(town->store, id);
	int64_t now = clock_ms();

	(void)state;
	assert_null(find_clock_doubt(e, now));
	assert_null(find_clock_doubt(e, entry_ms(e) - 86400000));
	static const struct { const char *behind; int64_t ahead; const char *say; } cases[] = {
		{ "37", 0, "时钟可疑：写的时候电脑的钟慢了 37 分钟" }, { "150", 0, "时钟可疑：写的时候电脑的钟慢了 2 小时" },
		{ "4320", 0, "时钟可疑：写的时候电脑的钟慢了 3 天" }, { NULL, 3 * INT64_C(86400000), "时钟可疑：时间比现在晚 3 天" },
		{ NULL, 86400001, "时钟可疑：时间比现在晚 24 小时" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fields_set(e->fields, ".clock", cases[i].behind);
		char *say = find_clock_doubt(e, entry_ms(e) - cases[i].ahead);

		assert_string_equal(say, cases[i].say);
		free(say);
	}
	entry_free(e);
	practice_clock("2026-11-21T09:00:00+08:00");
	struct buf b = shown(id);
	HAS(b, "汇  受理登记  王强  向阳湖镇\n                  时钟可疑：时间比现在晚 3 天\n");
	buf_free(&b);
}

/* An entry of a newer form than ours: its words are shown as they are, its marks are not words. */
static void marks_of_the_program_are_not_told_as_words_of_people(void **state)
{
	static const char *const marks[] = { ".corrects", ".clock", ".writer_unit" };
	uint64_t id = loop_case(town, "租金", "2026-11-20 09:00", "", "01");
	struct entry *before = practice_newest(town->store, id), *e = entry_new();
	struct err err = { 0 };

	(void)state;
	free(e->who);
	e->who = mem_dup("王强");
	free(e->form);
	e->form = mem_dup("receive");
	e->record = id;
	e->at = before->at + 1;
	e->nparents = 1;
	e->parents = mem_zero(sizeof *e->parents);
	e->parents[0] = before->id;
	fields_set(e->fields, ".person", "赵六");
	fields_set(e->fields, ".newer", "新表才有的");
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		fields_set(e->fields, marks[i], "37");
	assert_true(store_begin(town->store, &err));
	assert_true(journal_append(town->store, town->self.number, e, &err) && record_project(town->store, e, &err));
	assert_true(store_commit(town->store, &err));
	struct buf b = shown(id);
	HAS(b, "                  时钟可疑：写的时候电脑的钟慢了 37 分钟\n");
	HAS(b, "                  签收人  赵六\n                   newer  新表才有的\n");
	LACKS(b, "corrects");
	LACKS(b, "clock");
	LACKS(b, "writer_unit");
	buf_free(&b);
	entry_free(before);
	entry_free(e);
}

/* --- asking ----------------------------------------------------------------------------------------------------------- */

/* How many a command line lists; -1 where it is not understood. */
static long lists(char **args, int n, const char **kind_of_error)
{
	struct find_query q = { 0 };
	struct view_of of = { .store = town->store, .book = town->book, .unit = TOWN, .now = clock_ms() };
	struct record **list = NULL;
	struct err err = { 0 };
	size_t got = 0;
	bool good = find_query_args(&q, &of, args, n, &err) && find_query_all(&q, &of, &list, &got, &err);

	*kind_of_error = good ? "" : err.kind == ERR_USAGE ? "usage" : "other";
	record_list_free(list, got);
	find_query_free(&q);
	return good ? (long)got : -1;
}

static void a_command_line_asks_by_clock_lead_result_and_view(void **state)
{
	static char *const cases[][4] = {
		{ "view=overdue", NULL }, { "case", "view=overdue", "lead=司法所", NULL }, { "案件", "lead=" TOWN, "view=超期", NULL },
		{ "lead=向阳湖镇司法所", NULL }, { "lead=" TOWN ".sfs", NULL }, { "lead=" TOWN, NULL }, { "result=已化解", NULL },
		{ "result=02", NULL }, { "due_from=2026-11-24", NULL }, { "due_to=2026-11-23", NULL },
		{ "closed_from=2026-11-24", NULL }, { "closed_to=2026-11-23", NULL }, { "view=soon", NULL },
		{ "reception", "view=overdue", NULL },
	};
	static const long want[] = { 2, 1, 1, 1, 1, 1, 1, 0, 2, 2, 1, 0, 1, 0 };
	const char *why;
	loop_case(town, "也超期", "2026-11-15 09:00", "", "01");
	uint64_t late = loop_case(town, "超期", "2026-11-16 09:00", "", "01");
	uint64_t done = loop_case(town, "办结", "2026-11-20 09:00", "", "01");

	(void)state;
	loop_case(town, "临期", "2026-11-18 09:00", "", "01");
	loop_case(town, "还早", "2026-11-20 09:00", "", "01");
	FILL(late, "dispatch", "lead", "司法所");
	FILL(done, "conclude", "result", "01");
	FILL(done, "inform", "said", "好");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *args[4];
		int n = 0;

		for (; cases[i][n]; n++)
			args[n] = cases[i][n];
		long got = lists(args, n, &why);
		if (got != want[i])
			fail_msg("%s … lists %ld", args[0], got);
	}
	struct find_query q = { 0 };
	struct view_of of = { .store = town->store, .book = town->book, .unit = TOWN, .now = clock_ms() };
	char *order[] = { "view=overdue" };
	struct record **list;
	size_t n;
	assert_true(find_query_args(&q, &of, order, 1, NULL) && find_query_all(&q, &of, &list, &n, NULL));
	assert_string_equal(list[0]->title, "也超期");
	record_list_free(list, n);
	find_query_free(&q);
	char *wrong[] = { "view=colour" }, *bare[] = { "case", "view" };
	assert_int_equal(lists(wrong, 1, &why), -1);
	assert_string_equal(why, "usage");
	assert_int_equal(lists(bare, 2, &why), -1);
}

static void a_list_names_the_lead_and_the_result(void **state)
{
	struct find_view v = { .store = town->store, .book = town->book, .self = town->self.number, .unit = TOWN };
	uint64_t id = loop_case(town, "租金", "2026-11-16 09:00", "", "01");
	struct buf json = { 0 }, csv = { 0 };

	(void)state;
	FILL(id, "dispatch", "lead", "司法所");
	FILL(id, "conclude", "result", "01");
	struct record *r = record_get(town->store, id, NULL);
	find_list_json(&v, &r, 1, &json);
	HAS(json, "\"closed\":null,\"lead\":\"421202101.sfs\",\"result\":\"01\"}]\n");
	find_list_csv(&v, &r, 1, &csv);
	HAS(csv, ",向阳湖镇司法所,");
	buf_free(&json);
	buf_free(&csv);
	record_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_head_says_who_has_it_and_until_when, setup, teardown),
		cmocka_unit_test_setup_teardown(the_timeline_reads_as_a_story, setup, teardown),
		cmocka_unit_test_setup_teardown(a_clock_that_stands_still_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_correction_says_what_was_and_what_is, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_merged_says_into_what, setup, teardown),
		cmocka_unit_test_setup_teardown(a_clock_not_to_be_believed_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(marks_of_the_program_are_not_told_as_words_of_people, setup, teardown),
		cmocka_unit_test_setup_teardown(a_command_line_asks_by_clock_lead_result_and_view, setup, teardown),
		cmocka_unit_test_setup_teardown(a_list_names_the_lead_and_the_result, setup, teardown),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
