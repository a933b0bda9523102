/* SPDX-License-Identifier: Apache-2.0 */
/* Finding: what a clerk types finds the record, and nothing that is typed is taken for a query language. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_each.h"

static int setup(void **state)
{
	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_DESK);
	save(store, DESK,
	     say("intake", 0, NULL, 0,
	         SAY("kind=case", "no=421202101-1-2026-0041", "title=北岭村宅基地边界纠纷", "step=汇", "party1.name=单雄信",
	             "party1.phone=13812345678", "party1.idno=42120219680101123X", "party2.name=尉迟恭", "claim=要求重新丈量",
	             "place=421202101003", "summary=两家为3号楼后的\"界石\"争执 AND 报过警")));
	save(store, DESK,
	     say("intake", 0, NULL, 0,
	         SAY("kind=case", "no=421202101-1-2026-0042", "title=欠薪", "party1.name=𠮷田", "party1.phone=0715-8256789",
	             "address=向阳湖镇 ABC超市")));
	return 0;
}

static size_t found(const char *words)
{
	struct record_filter f = { .find = words };
	struct err err = { 0 };
	size_t n;

	fine(record_count(store, &f, &n, NULL, &err), &err);
	return n;
}

static void hanzi_are_found_one_by_one_and_in_words(void **state)
{
	(void)state;
	assert_int_equal(found("宅基"), 1);
	assert_int_equal(found("基地边"), 1);
	assert_int_equal(found("宅"), 1);
	assert_int_equal(found("纷"), 1);
	assert_int_equal(found("薪"), 1);
	assert_int_equal(found("基宅"), 0);
	assert_int_equal(found("宅地"), 0);
	assert_int_equal(found("𠮷"), 1);
	assert_int_equal(found("𠮷田"), 1);
	assert_int_equal(found("3号楼"), 1);
	assert_int_equal(found("3号"), 1);
	assert_int_equal(found("４号楼"), 0);
	assert_int_equal(found("镇ABC超市"), 1);
	assert_int_equal(found("abc超"), 1);
}

static void all_words_must_be_there_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(found("丈量 宅基"), 1);
	assert_int_equal(found("宅基　丈量"), 1);
	assert_int_equal(found("  宅基   丈量  "), 1);
	assert_int_equal(found("宅基 欠薪"), 0);
}

static void numbers_are_found_by_beginning_and_by_tail(void **state)
{
	(void)state;
	assert_int_equal(found("13812345678"), 1);
	assert_int_equal(found("1381234"), 1);
	assert_int_equal(found("５６７８"), 1);
	assert_int_equal(found("123x"), 1);
	assert_int_equal(found("6789"), 1);
	assert_int_equal(found("07158256789"), 1);
	assert_int_equal(found("4567"), 0);
	assert_int_equal(found("2026-0041"), 1);
	assert_int_equal(found("421202101-1-2026-0041"), 1);
	assert_int_equal(found("41"), 1);
	assert_int_equal(found("421202101003"), 0);     /* a place is filtered by, not searched */
}

static void names_are_found_by_initials_with_the_surname_read_right(void **state)
{
	(void)state;
	assert_int_equal(found("sxx"), 1);
	assert_int_equal(found("SXX"), 1);
	assert_int_equal(found("yct"), 0);
	assert_int_equal(found("ycg"), 1);
	assert_int_equal(found("dxx"), 0);
}

static void what_looks_like_an_operator_is_text(void **state)
{
	const char *typed[] = {
		"\"", "\"\"", "a\"b", "宅基 OR 欠薪", "宅基 NOT 纠纷", "NEAR(宅基 地)", "text:宅基", "宅*", "^宅基", "(", ")",
		"-宅基", "+", "{text}", "'; DROP TABLE search; --", "%", "_", "*", "宅基\" OR \"欠薪",
	};

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
		assert_true(found(typed[i]) <= 1);
	assert_int_equal(found("宅基 OR 欠薪"), 0);
	assert_int_equal(found("宅基\" OR \"欠薪"), 0);
	assert_int_equal(found("宅基 NOT 纠纷"), 0);
	assert_int_equal(found("\"界石\""), 1);
	assert_int_equal(found("宅基 AND 丈量"), 1);    /* because AND stands in the text */
	assert_int_equal(found("欠薪 AND"), 0);
	assert_int_equal(found("？"), 0);
	assert_int_equal(found("%"), 0);
	assert_int_equal(found("宅*"), 1);
}

static void the_text_follows_the_record(void **state)
{
	struct err err = { 0 };

	(void)state;
	uint64_t id = record_by_no(store, "2026-0042", "421202101", &err);
	uint64_t next = save(store, DESK, say("correct", id, &id, 1, SAY("title=讨薪", "party1.name=吉田")));

	assert_int_equal(found("欠薪"), 0);
	assert_int_equal(found("讨薪"), 1);
	assert_int_equal(found("𠮷"), 0);
	assert_int_equal(found("jt"), 1);
	save(store, DESK, say("handle", id, &next, 1, SAY("step=办", ".talk=谈过话")));
	assert_int_equal(found("讨薪"), 1);
	assert_int_equal(found("谈过"), 0);
}

static void merging_in_idle_moments_changes_no_answer(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=山林权属")));
	while (store_idle(store))
		assert_int_equal(found("山林"), 40);
	assert_int_equal(found("山林"), 40);
	assert_int_equal(found("宅基"), 1);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(hanzi_are_found_one_by_one_and_in_words),
		FRESH(all_words_must_be_there_in_any_order),
		FRESH(numbers_are_found_by_beginning_and_by_tail),
		FRESH(names_are_found_by_initials_with_the_surname_read_right),
		FRESH(what_looks_like_an_operator_is_text),
		FRESH(the_text_follows_the_record),
		FRESH(merging_in_idle_moments_changes_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
