/* SPDX-License-Identifier: Apache-2.0 */
/* Field types whose values need no table: dates, numbers, telephones, identity numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "type_reads.h"

static int start(void **state)
{
	(void)state;
	return set_clock();
}

static void a_date_may_be_typed_in_many_ways(void **state)
{
	static const char *const same[] = {
		".", "。", "．", "today", "今天", "1124", "１１２４", "11-24", "11.24", "11/24", "11月24日", "20261124",
		"2026-11-24", "2026/11/24", "2026.11.24", "2026年11月24日", "２０２６年１１月２４日", "2026 年 11 月 24 日",
		" 2026-11-24　", "2026-11-24日", "-0", "+0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		keeps("date", same[i], "2026-11-24");
	keeps("date", "-1", "2026-11-23");
	keeps("date", "－１", "2026-11-23");
	keeps("date", "昨天", "2026-11-23");
	keeps("date", "+3", "2026-11-27");
	keeps("date", "+38", "2027-01-01");
	keeps("date", "2026-3-5", "2026-03-05");
	keeps("date", "2024-02-29", "2024-02-29");
	keeps("date", "19000101", "1900-01-01");
}

static void a_date_without_a_year_is_never_far_ahead(void **state)
{
	(void)state;
	keeps("date", "1225", "2026-12-25");
	keeps("date", "1226", "2025-12-26");
	keeps("date", "1231", "2025-12-31");
	keeps("date", "0101", "2026-01-01");
	keeps("date", "1-5", "2026-01-05");
	refuses("date", "0229", "2026 年 2 月没有 29 日");
}

static void a_wrong_date_is_told_what_is_wrong(void **state)
{
	static const char *const unclear[] = {
		"明年", "2026-11", "112", "261124", "2026-11-24-1", "--1", "-", "+", "1124x",
		"2026--11", "11-24-2026", "-99999", "99999999999999999999", "9-9-9-9", "年月日", "2026-11-24 09:41",
	};

	(void)state;
	refuses("date", "2026-02-30", "2 月没有 30 日");
	refuses("date", "0230", "2 月没有 30 日");
	refuses("date", "2026-02-29", "2026 年 2 月没有 29 日");
	refuses("date", "2026-04-31", "4 月没有 31 日");
	refuses("date", "2026-11-00", "11 月没有 0 日");
	refuses("date", "20261301", "没有 13 月");
	refuses("date", "1799-01-01", "年份");
	refuses("date", "26-11-24", "四位");
	refuses("date", "2026", "没有 20 月");

	for (size_t i = 0; i < sizeof(unclear) / sizeof(unclear[0]); i++)
		refuses("date", unclear[i], "");
}

static void a_moment_is_a_date_and_a_time(void **state)
{
	(void)state;
	keeps("datetime", ".", "2026-11-24 09:41");
	keeps("datetime", "。", "2026-11-24 09:41");
	keeps("datetime", "now", "2026-11-24 09:41");
	keeps("datetime", "2026-11-24 09:41", "2026-11-24 09:41");
	keeps("datetime", "2026-11-24T09:41", "2026-11-24 09:41");
	keeps("datetime", "1124 0941", "2026-11-24 09:41");
	keeps("datetime", "202611240941", "2026-11-24 09:41");
	keeps("datetime", "11-24 9点41", "2026-11-24 09:41");
	keeps("datetime", "2026年11月24日9时41分", "2026-11-24 09:41");
	keeps("datetime", "２０２６－１１－２３　９：０５", "2026-11-23 09:05");
	keeps("datetime", "9:41", "2026-11-24 09:41");
	keeps("datetime", "9点", "2026-11-24 09:00");
	keeps("datetime", "-1 18:30", "2026-11-23 18:30");
	keeps("datetime", "昨天 18:30", "2026-11-23 18:30");
	keeps("datetime", ". 0:00", "2026-11-24 00:00");
	keeps("datetime", "1120", "2026-11-20 00:00");
	keeps("datetime", "2026-11-20", "2026-11-20 00:00");
	refuses("datetime", "1124 2460", "没有 24 点");
	refuses("datetime", "1124 9:60", "没有 60 分");
	refuses("datetime", "2026-02-30 9:41", "2 月没有 30 日");
	refuses("datetime", "1124 9", "时间");
	refuses("datetime", "1124 9:", "时间");
	refuses("datetime", "1124 9:4x", "时间");
	refuses("datetime", "刚才", "日期");
}

static void a_whole_number_is_written_without_ornament(void **state)
{
	(void)state;
	keeps("int", "12", "12");
	keeps("int", "１２", "12");
	keeps("int", "0012", "12");
	keeps("int", "000", "0");
	keeps("int", "-0", "0");
	keeps("int", "-5", "-5");
	keeps("int", "+5", "5");
	keeps("int", "1,234,567", "1234567");
	refuses("int", "1,23", "整数");
	refuses("int", "1,2345", "整数");
	refuses("int", "1.5", "整数");
	refuses("int", "五", "整数");
	refuses("int", "-", "整数");
	refuses("int", "1234567890123", "太大");
}

static void money_is_kept_in_yuan_and_two_decimals(void **state)
{
	(void)state;
	keeps("money", "1,234.5", "1234.50");
	keeps("money", "１２３４．５", "1234.50");
	keeps("money", "3万", "30000.00");
	keeps("money", "1.5亿", "150000000.00");
	keeps("money", "1.5亿元", "150000000.00");
	keeps("money", "0.5万", "5000.00");
	keeps("money", "1.23456万", "12345.60");
	keeps("money", "1.234567万", "12345.67");
	keeps("money", "0", "0.00");
	keeps("money", "0.10", "0.10");
	keeps("money", "007", "7.00");
	keeps("money", "¥12", "12.00");
	keeps("money", "￥12元", "12.00");
	keeps("money", "1.500", "1.50");
	keeps("money", "9999999999999.99", "9999999999999.99");
	refuses("money", "1.234", "两位小数");
	refuses("money", "1.2345678万", "两位小数");
	refuses("money", "-5", "负数");
	refuses("money", "10000000000000", "太大");
	refuses("money", "100000亿", "太大");
	refuses("money", "3万5", "看不懂");
	refuses("money", "1,23", "看不懂");
	refuses("money", "1.", "看不懂");
	refuses("money", ".5", "看不懂");
	refuses("money", "元", "看不懂");
	refuses("money", "三万", "看不懂");
}

static void a_telephone_number_is_kept_as_typed(void **state)
{
	static const char *const good[] = {
		"13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678", "+86 138 1234 5678", "008613812345678",
		"8613812345678", "013812345678", "19812345678", "8256789", "0715-8256789", "07158256789", "(0715)8256789",
		"0715-8256789-801", "0715-8256789转801", "8256789#12", "010-62345678", "027-87654321", "0755-23456789",
		"400-820-8820", "95588", "12345", "110", "+86 0715-8256789",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		keeps("phone", good[i], good[i]);
	keeps("phone", "　１３８１２３４５６７８ ", "13812345678");
	keeps("phone", "（０７１５）８２５６７８９", "(0715)8256789");
}

static void an_odd_telephone_number_is_kept_with_a_warning(void **state)
{
	(void)state;
	warns("phone", "15412345678", "15412345678", "号段");
	warns("phone", "14012345678", "14012345678", "号段");
	warns("phone", "0715-82567890", "0715-82567890", "7 位");
	warns("phone", "1381234567", "1381234567", "10 位");
	warns("phone", "138123456789", "138123456789", "12 位");
	warns("phone", "13812345678 他儿子", "13812345678 他儿子", "核对");
	warns("phone", "13812345678/13912345678", "13812345678/13912345678", "核对");
	warns("phone", "12012345678", "12012345678", "核对");
}

static void a_prefix_that_was_never_given_out_is_worth_a_look(void **state)
{
	static const char never[] = "140 141 142 143 144 154 160 161 163 164 168 169 179 194";

	(void)state;
	for (int prefix = 130; prefix < 200; prefix++) {
		char *digits = mem_fmt("%d", prefix), *mobile = mem_fmt("%d12345678", prefix);

		if (strstr(never, digits))
			warns("phone", mobile, mobile, "号段");
		else
			keeps("phone", mobile, mobile);
		free(mobile);
		free(digits);
	}
}

static void no_telephone_is_no_number(void **state)
{
	struct field f = field_of("phone");

	(void)state;
	refuses("phone", "无", "号码");
	refuses("phone", "没有", "号码");
	f.absent = "未提供";
	reads_as(&f, "无", TYPE_BAD, NULL, "未提供");
}

static void an_identity_number_has_a_check_character(void **state)
{
	(void)state;
	keeps("idcard", "11010519491231002X", "11010519491231002X");
	keeps("idcard", "11010519491231002x", "11010519491231002X");
	keeps("idcard", "440524188001010014", "440524188001010014");
	keeps("idcard", "　440524 18800101 0014", "440524188001010014");
}

static void an_identity_number_is_told_which_part_is_wrong(void **state)
{
	(void)state;
	refuses("idcard", "1101051949123100", "应为 18 位，现在是 16 位");
	refuses("idcard", "110105194912310020", "校验码");
	refuses("idcard", "1101051949123100XX", "第 17 位应是数字");
	refuses("idcard", "11010519491231002Y", "第 18 位应是数字或 X");
	refuses("idcard", "1101O519491231002X", "第 5 位应是数字");
	refuses("idcard", "11010519490230002X", "2 月没有 30 日");
	refuses("idcard", "11010519491331002X", "没有 13 月");
	refuses("idcard", "111111111111111111", "年份");
	refuses("idcard", "110105202712310021", "今天以后");
	refuses("idcard", "身份证一一〇一〇五一九四九一二三一〇", "第 1 位");
}

static void an_identity_number_of_15_digits_is_kept_with_a_warning(void **state)
{
	(void)state;
	warns("idcard", "110105491231002", "110105491231002", "15 位");
	refuses("idcard", "110105490231002", "2 月没有 31 日");
	refuses("idcard", "11010549123100X", "第 15 位");
}

static void permits_of_residence_follow_the_same_rule(void **state)
{
	static const char *const first[] = { "810000", "820000", "830000", "911156", "421202" };

	(void)state;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		char *digits = mem_fmt("%s19850612001", first[i]), *idno = completed(digits);

		keeps("idcard", idno, idno);
		idno[17] = idno[17] == '0' ? '1' : '0';
		refuses("idcard", idno, "校验码");
		free(idno);
		free(digits);
	}
}

static void an_identity_number_tells_birth_and_sex(void **state)
{
	int32_t birth;
	char sex;

	(void)state;
	assert_true(type_idcard_parts("11010519491231002X", &birth, &sex));
	assert_int_equal(birth, clock_day(1949, 12, 31));
	assert_int_equal(sex, '2');
	char *idno = completed("42120219680101001");
	assert_true(type_idcard_parts(idno, &birth, &sex));
	assert_int_equal(birth, clock_day(1968, 1, 1));
	assert_int_equal(sex, '1');
	free(idno);
	assert_false(type_idcard_parts("11010519491231002x", &birth, &sex));
	assert_false(type_idcard_parts("110105194912310021", &birth, &sex));
	assert_false(type_idcard_parts("110105491231002", &birth, &sex));
	assert_false(type_idcard_parts("未提供", &birth, &sex));
	assert_false(type_idcard_parts("", &birth, &sex));
}

static void the_code_of_an_organisation_has_a_check_character(void **state)
{
	(void)state;
	keeps("uscc", "91350100M000100Y43", "91350100M000100Y43");
	keeps("uscc", "91350100m000100y43", "91350100M000100Y43");
	keeps("uscc", "９１３５０１００ M000100Y43", "91350100M000100Y43");
	refuses("uscc", "91350100M000100Y44", "校验码");
	refuses("uscc", "91350100M000100Y34", "校验码");
	refuses("uscc", "91350100M000100Y4", "17 位");
	refuses("uscc", "9135O100M000100Y43", "第 5 位");
	refuses("uscc", "91350100M000100Y4中", "第 18 位");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_may_be_typed_in_many_ways),
		cmocka_unit_test(a_date_without_a_year_is_never_far_ahead),
		cmocka_unit_test(a_wrong_date_is_told_what_is_wrong),
		cmocka_unit_test(a_moment_is_a_date_and_a_time),
		cmocka_unit_test(a_whole_number_is_written_without_ornament),
		cmocka_unit_test(money_is_kept_in_yuan_and_two_decimals),
		cmocka_unit_test(a_telephone_number_is_kept_as_typed),
		cmocka_unit_test(an_odd_telephone_number_is_kept_with_a_warning),
		cmocka_unit_test(a_prefix_that_was_never_given_out_is_worth_a_look),
		cmocka_unit_test(no_telephone_is_no_number),
		cmocka_unit_test(an_identity_number_has_a_check_character),
		cmocka_unit_test(an_identity_number_is_told_which_part_is_wrong),
		cmocka_unit_test(an_identity_number_of_15_digits_is_kept_with_a_warning),
		cmocka_unit_test(permits_of_residence_follow_the_same_rule),
		cmocka_unit_test(an_identity_number_tells_birth_and_sex),
		cmocka_unit_test(the_code_of_an_organisation_has_a_check_character),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
