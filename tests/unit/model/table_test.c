/* SPDX-License-Identifier: Apache-2.0 */
/* Code tables: what a file must be, and what is meant by something typed. The shipped tables are read too. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "model/table.h"

static const char small[] =
	"code,name,parent\n"
	"02,邻里纠纷,\n"
	"0201,用水排水通行通风采光,02\n"
	"0202,相邻土地建筑利用,02\n"
	"0299,其他,02\n"
	"09,土地及资源权属纠纷,\n"
	"0901,土地承包经营,09\n"
	"0902,宅基地使用,09\n"
	"0999,其他,09\n"
	"1201,村（社区）选举和管理,\n";

static struct table *parse(const char *text)
{
	struct err err = {0};
	struct table *t = table_parse("data/x.csv", text, strlen(text), &err);

	if (!t)
		fail_msg("%s", err.say);
	return t;
}

static void refused(const char *text, const char *where, const char *why)
{
	struct err err = {0};
	struct table *t = table_parse("data/x.csv", text, strlen(text), &err);

	assert_null(t);
	assert_int_equal(err.kind, ERR_CHECK);
	if (!strstr(err.say, "data/x.csv") || !strstr(err.say, where) || !strstr(err.say, why))
		fail_msg("%s", err.say);
}

static void rows_keep_the_order_of_the_file(void **state)
{
	struct table *t = parse(small);

	(void)state;
	assert_string_equal(table_name(t), "data/x.csv");
	assert_int_equal(table_count(t), 9);
	assert_string_equal(table_at(t, 0)->code, "02");
	assert_string_equal(table_at(t, 8)->name, "村（社区）选举和管理");
	assert_string_equal(table_find(t, "0901")->parent, "09");
	assert_string_equal(table_find(t, "02")->parent, "");
	assert_null(table_find(t, "03"));
	assert_string_equal(table_label(t, "0902"), "宅基地使用");
	assert_string_equal(table_label(t, "0903"), "0903");
	table_free(t);
	table_free(NULL);
}

static void a_row_is_a_leaf_until_something_has_it_as_parent(void **state)
{
	struct table *t = parse("code,name,parent\n0101,子,01\n01,父,\n02,独,\n");

	(void)state;
	assert_false(table_find(t, "01")->leaf);
	assert_true(table_find(t, "0101")->leaf);
	assert_true(table_find(t, "02")->leaf);
	table_free(t);
}

static void the_parent_column_may_be_left_out(void **state)
{
	struct table *t = parse("\xef\xbb\xbf" "code,name\r\n1,男\r\n2,女\r\n");

	(void)state;
	assert_int_equal(table_count(t), 2);
	assert_string_equal(table_at(t, 1)->parent, "");
	table_free(t);
}

static void a_wrong_table_is_refused_with_its_line(void **state)
{
	(void)state;
	refused("", "空", "code,name");
	refused("code,label\n1,男\n", "第 1 行", "表头");
	refused("code,name,parent,note\n", "第 1 行", "表头");
	refused("code,name\n1,男\n2,女\n1,男\n", "第 4 行", "第 2 行");
	refused("code,name\n1,男\n2,\n", "第 3 行", "名称");
	refused("code,name\n1,　\n2,  \n", "第 3 行", "名称");
	refused("code,name\n1,\"a\x1b[2J\"\n", "第 2 行", "控制");
	refused("code,name\n１,男\n", "第 2 行", "代码");
	refused("code,name\n,男\n", "第 2 行", "代码");
	refused("code,name\na b,男\n", "第 2 行", "代码");
	refused("code,name\n1\n", "第 2 行", "1 格");
	refused("code,name,parent\n1,男,9\n", "第 2 行", "上级代码 9");
	refused("code,name,parent\n1,甲,2\n2,乙,1\n", "第 2 行", "绕成了圈");
	refused("code,name,parent\n1,甲,1\n", "第 2 行", "绕成了圈");
}

static void a_table_has_at_most_20000_rows(void **state)
{
	struct buf text = {0};
	struct table *t;

	(void)state;
	buf_puts(&text, "code,name\n");
	for (int i = 0; i < 20000; i++)
		buf_fmt(&text, "%d,第%d\n", i, i);
	t = parse(buf_text(&text));
	assert_string_equal(table_label(t, "19999"), "第19999");
	table_free(t);
	buf_puts(&text, "20000,多\n");
	refused(buf_text(&text), "第 20002 行", "20000");
	buf_free(&text);
}

static size_t matching(const struct table *t, const char *typed)
{
	size_t n = 0;

	for (size_t i = 0; i < table_count(t); i++)
		n += table_matches(t, i, typed);
	return n;
}

static void a_filter_takes_code_name_initials_and_pinyin(void **state)
{
	struct table *t = parse(small);

	(void)state;
	assert_int_equal(matching(t, ""), 9);
	assert_int_equal(matching(t, "　"), 9);
	assert_int_equal(matching(t, "09"), 4);
	assert_int_equal(matching(t, "０９０"), 2);
	assert_int_equal(matching(t, "901"), 0);
	assert_int_equal(matching(t, "土地"), 3);
	assert_int_equal(matching(t, "td"), 3);
	assert_int_equal(matching(t, "ＴＤ"), 3);
	assert_int_equal(matching(t, "tudi"), 3);
	assert_int_equal(matching(t, "tudicheng"), 1);
	assert_int_equal(matching(t, "（社区）"), 1);
	assert_int_equal(matching(t, "火星"), 0);
	table_free(t);
}

static void resolves(const struct table *t, const char *typed, bool branches, const char *code)
{
	const struct code *row = table_resolve(t, typed, branches);

	if (!code)
		assert_null(row);
	else if (!row || strcmp(row->code, code) != 0)
		fail_msg("%s gave %s", typed, row ? row->code : "nothing");
}

static void something_typed_whole_means_one_row_or_none(void **state)
{
	struct table *t = parse(small);

	(void)state;
	resolves(t, "0901", false, "0901");
	resolves(t, " ０９０１　", false, "0901");
	resolves(t, "土地承包经营", false, "0901");
	resolves(t, "0901 土地承包经营", false, "0901");
	resolves(t, "0901 宅基地使用", false, NULL);
	resolves(t, "承包", false, "0901");
	resolves(t, "tdcbjy", false, "0901");
	resolves(t, "zhaijidi", false, "0902");
	resolves(t, "zjd", false, "0902");
	resolves(t, "村（社区）选举和管理", false, "1201");
	resolves(t, "其他", false, NULL);
	resolves(t, "土地", false, NULL);
	resolves(t, "火星", false, NULL);
	resolves(t, "", false, NULL);
	resolves(t, "09", false, NULL);
	resolves(t, "09", true, "09");
	resolves(t, "邻里纠纷", false, NULL);
	resolves(t, "邻里纠纷", true, "02");
	table_free(t);
}

static void a_whole_name_wins_over_a_part_of_another(void **state)
{
	struct table *t = parse("code,name\n1,社会保险\n2,保险\n3,抱歉\n");

	(void)state;
	resolves(t, "保险", false, "2");
	resolves(t, "bx", false, "2");
	table_free(t);
}

static void every_shipped_table_is_read(void **state)
{
	const char *share = getenv("YICHUANG_SHARE");
	char *dir = file_join(share ? share : ".", "data"), **names = file_list(dir, ".csv", NULL);
	size_t n = 0;

	(void)state;
	assert_non_null(names);         /* tests run in the source folder, or say where it is */
	for (char **name = names; *name; name++) {
		char *path = file_join(dir, *name);
		struct buf text = {0};
		struct err err = {0};
		struct table *t;

		assert_true(file_read(path, 1 << 20, &text, NULL));
		if (strncmp(buf_text(&text), "code,", 5) == 0) {
			t = table_parse(*name, text.data, text.len, &err);
			if (!t)
				fail_msg("%s", err.say);
			n++;
			if (!strcmp(*name, "divisions.csv"))
				assert_int_equal(table_count(t), 1193);
			if (!strcmp(*name, "event_type.csv"))
				resolves(t, "交通事故", false, "0503");
			table_free(t);
		}
		buf_free(&text);
		free(path);
	}
	assert_true(n >= 20);
	file_list_free(names);
	free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_keep_the_order_of_the_file),
		cmocka_unit_test(a_row_is_a_leaf_until_something_has_it_as_parent),
		cmocka_unit_test(the_parent_column_may_be_left_out),
		cmocka_unit_test(a_wrong_table_is_refused_with_its_line),
		cmocka_unit_test(a_table_has_at_most_20000_rows),
		cmocka_unit_test(a_filter_takes_code_name_initials_and_pinyin),
		cmocka_unit_test(something_typed_whole_means_one_row_or_none),
		cmocka_unit_test(a_whole_name_wins_over_a_part_of_another),
		cmocka_unit_test(every_shipped_table_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
