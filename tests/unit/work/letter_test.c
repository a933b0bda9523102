/* SPDX-License-Identifier: Apache-2.0 */
#include "loop_county.h"

#include "base/crypto.h"
#include "work/letter.h"
#include "work/template.h"

static uint64_t id;

static int setup(void **state)
{
	(void)state;
	loop_open();
	practice_publish(&county, "data/dispatch.txt",
	                 "交办单\n编号：{no}\n{title}（{grade}），{parties}，{party1.phone}\n"
	                 "请 {lead} 办理，协办 {with}。\n意见：{opinion}\n{colour} {}\n");
	practice_publish(&county, "data/card.txt", "{no}{opinion}");
	town = practice_desk(&county, TOWN, "张敏");
	id = practice_fill(town, NULL, "intake", 0, "title", "宅基地\xe2\x80\xae{no}", "grade", "较大", "party1.name", "张三",
	                   "party1.phone", "13812345678", "party2.name", "李四", "party3.phone", "13912345678", NULL);
	assert_int_not_equal(id, 0);
	assert_int_not_equal(practice_fill(town, NULL, "dispatch", id, "lead", TOWN ".sfs", "with", VILLAGE " " OTHER_TOWN,
	                                   "dispatched", "2026-11-24 08:30", "opinion", "早", NULL), 0);
	assert_int_not_equal(practice_fill(town, NULL, "dispatch", id, "lead", TOWN ".sfs", "dispatched", "2026-11-24 08:30",
	                                   "opinion", "请上门", NULL), 0);
	return 0;
}

/* A text filled in from the record as it is. */
static void fills(const char *text, const char *want)
{
	struct entries all = { 0 };

	assert_true(journal_of_record(town->store, id, &all, NULL));
	struct fold *now = fold_new(entries_const(&all), all.n);
	char *got = work_template(text, town->book, now);

	assert_string_equal(got, want);
	free(got);
	fold_free(now);
	entries_free(&all);
}

static void a_place_becomes_what_people_read(void **state)
{
	static const char *const cases[][2] = {
		{ "{no}", "421202101-1-2026-0001" }, { "{grade}", "较大" }, { "{lead}", "向阳湖镇司法所" }, { "{with}", "北岭村、官埠桥镇" },
		{ "{unit}", "向阳湖镇" }, { "{dispatcher}", "向阳湖镇" }, { "{step}", "分流交办" }, { "{party1.phone}", "13812345678" },
		{ "{parties}", "张三、李四" }, { "{receiver}", "张敏" },
		{ "{dispatched}", "2026年11月24日 08:30" }, { "{due}", "2026年12月24日" }, { "{due_sign}", "2026年11月25日" },
		/* known, and nothing there */
		{ "[{result}]", "[]" }, { "[{party4.name}]", "[]" }, { "[{closed}]", "[]" },
		/* no place */
		{ "{colour}", "{colour}" }, { "{", "{" }, { "{}", "{}" }, { "{no", "{no" }, { "{ no }", "{ no }" },
		{ "a}b", "a}b" },
		{ "{{no}}", "{421202101-1-2026-0001}" }, { "", "" },
		/* what was filled in is not filled in again */
		{ "{title}", "宅基地\xe2\x80\xae{no}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		fills(cases[i][0], cases[i][1]);
}

static void a_letter_is_filled_in_clean_and_not_masked(void **state)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(letter_text(town, "dispatch", id, &out, &err));
	assert_string_equal(buf_text(&out),
	                    "交办单\n编号：421202101-1-2026-0001\n宅基地〓{no}（较大），张三、李四，13812345678\n"
	                    "请 向阳湖镇司法所 办理，协办 北岭村、官埠桥镇。\n意见：请上门\n{colour} {}\n");
	buf_free(&out);
}

static void a_letter_waits_for_its_form_and_one_of_no_form_does_not(void **state)
{
	uint64_t fresh = practice_fill(town, NULL, "intake", 0, "title", "新的", NULL);
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_false(letter_text(town, "dispatch", fresh, &out, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "分流交办"));
	assert_true(letter_text(town, "card", fresh, &out, &err));
	assert_string_equal(buf_text(&out), "421202101-1-2026-0002{opinion}\n");
	buf_free(&out);
}

static void there_is_no_letter_of_that_name_or_no_such_record(void **state)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_false(letter_text(town, "poem", id, &out, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	err = (struct err){ 0 };
	assert_false(letter_text(town, "dispatch", 12345, &out, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_becomes_what_people_read),
		cmocka_unit_test(a_letter_is_filled_in_clean_and_not_masked),
		cmocka_unit_test(a_letter_waits_for_its_form_and_one_of_no_form_does_not),
		cmocka_unit_test(there_is_no_letter_of_that_name_or_no_such_record),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, setup, teardown);
}
