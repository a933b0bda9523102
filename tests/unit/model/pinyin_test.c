/* SPDX-License-Identifier: Apache-2.0 */
/* Readings of hanzi: characters, names, and what a filter finds. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/pinyin.h"

static void check(char *got, const char *want)
{
	assert_string_equal(got, want);
	free(got);
}

static void a_hanzi_has_a_toneless_reading(void **state)
{
	(void)state;
	assert_string_equal(pinyin_of(0x5f20), "zhang");
	assert_string_equal(pinyin_of(0x5973), "nv");
	assert_string_equal(pinyin_of(0x7565), "lve");
	assert_string_equal(pinyin_of(0x5730), "di");
	assert_string_equal(pinyin_of(0x3007), "ling");
	assert_string_equal(pinyin_of(0x9fa5), "yu");
}

static void a_rare_hanzi_of_a_far_plane_has_one_too(void **state)
{
	(void)state;
	assert_string_equal(pinyin_of(0x20bb7), "ji");
	assert_string_equal(pinyin_of(0x2cc56), "di");
	assert_string_equal(pinyin_of(0x20000), "he");
}

static void what_is_no_hanzi_has_none(void **state)
{
	static const int32_t none[] = { -1, 0, 'a', 0x3002, 0x33ff, 0x3042, 0x1f600, 0x20bb6 + 0x100000, INT32_MAX, INT32_MIN };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_null(pinyin_of(none[i]));
}

static void initials_keep_letters_and_digits_and_skip_the_rest(void **state)
{
	(void)state;
	check(pinyin_initials("土地承包"), "tdcb");
	check(pinyin_initials("12345 热线（Web）"), "12345rxweb");
	check(pinyin_initials("劳动合同、劳务派遣"), "ldhtlwpq");
	check(pinyin_initials("𠮷"), "j");
	check(pinyin_initials("，。"), "");
	check(pinyin_initials(""), "");
}

static void a_surname_is_read_as_a_surname(void **state)
{
	(void)state;
	check(pinyin_name_initials("单雄信"), "sxx");
	check(pinyin_name_initials("解缙"), "xj");
	check(pinyin_name_initials("仇英"), "qy");
	check(pinyin_name_initials("区大伦"), "odl");
	check(pinyin_name_initials("曾巩"), "zg");
	check(pinyin_name_initials("查良镛"), "zly");
	check(pinyin_name_initials("张三"), "zs");
	check(pinyin_name_initials("王解"), "wj");
}

static void a_surname_of_two_characters_is_read_as_a_whole(void **state)
{
	(void)state;
	check(pinyin_name_initials("尉迟恭"), "ycg");
}

static void two_characters_alone_are_a_surname_and_a_name(void **state)
{
	(void)state;
	check(pinyin_name_initials("单于"), "sy");
	check(pinyin_name_initials("单于智"), "cyz");
	check(pinyin_name_initials("单"), "s");
	check(pinyin_name_initials(""), "");
	check(pinyin_name_initials("买买提·艾力"), "mmtal");
}

static void syllables_are_joined_by_spaces(void **state)
{
	(void)state;
	check(pinyin_syllables("土地承包"), "tu di cheng bao");
	check(pinyin_syllables("110、12345热线"), "110 12345 re xian");
	check(pinyin_syllables(""), "");
}

static void a_filter_finds_initials_and_pinyin_from_a_syllable_on(void **state)
{
	static const char *const good[] = { "td", "tdcb", "dcb", "cb", "TDCB", "tu", "tudi", "tudicheng", "dicheng", "t",
		"tu di", "baoj", "" };
	static const char *const bad[] = { "dt", "tc", "udi", "tudic heng x", "tdcbjyx", "tudcb", "土", "t?", "tubao" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!pinyin_match("土地承包经营", good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (pinyin_match("土地承包经营", bad[i]))
			fail_msg("%s", bad[i]);
}

static void a_filter_knows_every_reading(void **state)
{
	(void)state;
	assert_true(pinyin_match("行业调解", "hytj"));
	assert_true(pinyin_match("行政调解", "xztj"));
	assert_true(pinyin_match("调查走访", "dczf"));
	assert_true(pinyin_match("调查走访", "diaocha"));
	assert_true(pinyin_match("单雄信", "shanxiong"));
	assert_true(pinyin_match("战略", "zhanlue"));
	assert_true(pinyin_match("战略", "zhanlve"));
	assert_false(pinyin_match("出路", "chulv"));
}

static void a_filter_reads_letters_and_digits_of_the_text(void **state)
{
	(void)state;
	assert_true(pinyin_match("12345热线", "12345rx"));
	assert_true(pinyin_match("12345热线", "45re"));
	assert_true(pinyin_match("原民办/国企教师", "mbgq"));
	assert_false(pinyin_match("", "a"));
}

static void a_filter_as_long_as_a_line_is_no_match_and_no_harm(void **state)
{
	char typed[200], text[1200] = "";

	(void)state;
	memset(typed, 'a', sizeof(typed) - 1);
	typed[sizeof(typed) - 1] = '\0';
	for (int i = 0; i < 300; i++)
		strcat(text, "啊");
	assert_false(pinyin_match(text, typed));
	typed[63] = '\0';
	assert_true(pinyin_match(text, typed));
	typed[63] = 'a';
	typed[64] = '\0';
	assert_false(pinyin_match(text, typed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hanzi_has_a_toneless_reading),
		cmocka_unit_test(a_rare_hanzi_of_a_far_plane_has_one_too),
		cmocka_unit_test(what_is_no_hanzi_has_none),
		cmocka_unit_test(initials_keep_letters_and_digits_and_skip_the_rest),
		cmocka_unit_test(a_surname_is_read_as_a_surname),
		cmocka_unit_test(a_surname_of_two_characters_is_read_as_a_whole),
		cmocka_unit_test(two_characters_alone_are_a_surname_and_a_name),
		cmocka_unit_test(syllables_are_joined_by_spaces),
		cmocka_unit_test(a_filter_finds_initials_and_pinyin_from_a_syllable_on),
		cmocka_unit_test(a_filter_knows_every_reading),
		cmocka_unit_test(a_filter_reads_letters_and_digits_of_the_text),
		cmocka_unit_test(a_filter_as_long_as_a_line_is_no_match_and_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
