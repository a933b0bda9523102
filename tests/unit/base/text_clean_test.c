/* SPDX-License-Identifier: Apache-2.0 */
/* The sanitiser against everything that ever moved a terminal, what input methods leave behind, and the masks. */
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void cleaned(const char *bytes, size_t n, const char *expected)
{
	char *line = text_clean(bytes, n, TEXT_LINE);

	assert_string_equal(line, expected);
	free(line);
}

#define CLEAN(in, expected) cleaned(in, sizeof in - 1, expected)

static void ordinary_text_is_left_alone(void **state)
{
	(void)state;
	CLEAN("", "");
	CLEAN("买买提·艾力 𠮷\xf0\xb1\x8d\x90，（见第3条）~", "买买提·艾力 𠮷\xf0\xb1\x8d\x90，（见第3条）~");
	CLEAN("👨‍👩‍👧 ❤️ 葛\xf3\xa0\x84\x80", "👨‍👩‍👧 ❤️ 葛\xf3\xa0\x84\x80");
	CLEAN("ئۇيغۇر", "ئۇيغۇر");
	CLEAN("e\xcc\x81\xcc\xa3", "e\xcc\x81\xcc\xa3");
}

static void no_escape_sequence_survives(void **state)
{
	(void)state;
	CLEAN("\033]0;title\007x", "]0;titlex");
	CLEAN("\033]8;;http://x\033\\link\033]8;;\033\\", "]8;;http://x\\link]8;;\\");
	CLEAN("\033]52;c;aGk=\007", "]52;c;aGk=");
	CLEAN("\033[2J\033[6n", "[2J[6n");
	CLEAN("\033P1$r\033\\", "P1$r\\");
	CLEAN("\033_apc\033\\", "_apc\\");
	CLEAN("\033c", "c");
	CLEAN("a\rb\bc\177\016\017\005", "abc");
	CLEAN("a\0b", "ab");
}

static void c1_controls_vanish_as_character_and_as_byte(void **state)
{
	(void)state;
	CLEAN("\xc2\x9b" "2J", "2J");
	CLEAN("\xc2\x90x\xc2\x9c\xc2\x85", "x");
	CLEAN("\x9b" "2J", "〓2J");
}

static void invisible_tricks_become_visible(void **state)
{
	(void)state;
	CLEAN("甲\xe2\x80\xae乙", "甲〓乙");
	CLEAN("甲\xe2\x81\xa6乙\xe2\x81\xa9", "甲〓乙〓");
	CLEAN("甲\xe2\x80\x8b乙", "甲〓乙");
	CLEAN("\xef\xbb\xbf甲", "〓甲");
	CLEAN("\xe2\x80\xa8\xe2\x80\xa9", "〓〓");
	CLEAN("\xee\x80\x80\xf3\xb0\x80\x80", "〓〓");          /* private use */
	CLEAN("\xcd\xb8\xef\xbf\xbf", "〓〓");                  /* unassigned, noncharacter */
	CLEAN("\xf3\xa0\x81\x81", "〓");                        /* a tag letter */
}

static void malformed_bytes_become_one_sign_a_run(void **state)
{
	(void)state;
	CLEAN("\xed\xa0\x80", "〓");
	CLEAN("a\xed\xa0\x80\xed\xb0\x80z", "a〓z");
	CLEAN("\xd6\xd0\xce\xc4 GBK", "〓 GBK");
	CLEAN("\xe4\xbd", "〓");
	CLEAN("\xc0\xaf" "/\xff", "〓/〓");
	cleaned("你好", 4, "你〓");             /* cut by the length */
}

static void marks_do_not_pile_up(void **state)
{
	(void)state;
	char zalgo[2001] = "a";
	for (int i = 0; i < 999; i++)
		strcat(zalgo, "\xcc\x81");
	cleaned(zalgo, strlen(zalgo), "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81");
	CLEAN("\xcc\x81" "a", "〓a");           /* would sit on the frame of the screen */
	CLEAN("b\n\xcc\x81", "b \xcc\x81");
}

static void joiners_stay_only_where_they_join(void **state)
{
	(void)state;
	CLEAN("\xe2\x80\x8d甲", "甲");
	CLEAN("甲\xe2\x80\x8d", "甲");
	CLEAN("甲\xe2\x80\x8d\xe2\x80\x8d乙", "甲\xe2\x80\x8d乙");
	CLEAN("\xef\xb8\x8f甲", "甲");
}

static void line_breaks_are_as_asked(void **state)
{
	(void)state;
	CLEAN("一\r\n二\t\t三\n\n四", "一 二 三 四");
	char *block = text_clean("一\r\n二\t三\n", strlen("一\r\n二\t三\n"), TEXT_BLOCK);
	assert_string_equal(block, "一\n二 三\n");
	free(block);
}

static uint32_t seed = 7;
static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void any_bytes_come_out_harmless_and_stay_as_they_are(void **state)
{
	(void)state;
	static const char *const seeds[] = { "\033[2J", "\xe2\x80\xae", "\xed\xa0\x80", "字", "\xcc\x81", "\xe2\x80\x8d", "\n",
		"\x9b", "👩" };

	for (int round = 0; round < 20000; round++) {
		char bytes[120];
		size_t n = 0;
		for (uint32_t parts = next_random(12); parts > 0; parts--) {
			const char *s = seeds[next_random(sizeof seeds / sizeof *seeds)];
			if (next_random(2)) {
				bytes[n++] = (char)next_random(256);
			} else {
				memcpy(bytes + n, s, strlen(s));
				n += strlen(s);
			}
		}
		char *once = text_clean(bytes, n, TEXT_LINE);
		assert_true(text_valid(once, strlen(once)));
		size_t len;
		for (const char *p = once; *p; p += len)
			assert_true(text_cp_width(text_codepoint(p, &len)) >= 0);
		char *twice = text_clean(once, strlen(once), TEXT_LINE);
		assert_string_equal(once, twice);
		free(once);
		free(twice);
	}
}

static void same(char *owned, const char *expected)
{
	assert_string_equal(owned, expected);
	free(owned);
}

static void full_width_typing_becomes_plain(void **state)
{
	(void)state;
	same(text_narrow("　１３８ＡＢｃ：？　"), "138ABc:?");
	same(text_narrow("汉字，。"), "汉字,。");
	same(text_narrow("　 \t"), "");
	same(text_trim("　 a　b \n"), "a　b");
	same(text_trim(""), "");
	same(text_digits("０７１５－８２３４ ５６７"), "07158234567");
	same(text_digits("无"), "");
}

static void masks_keep_what_is_needed_to_recognise(void **state)
{
	(void)state;
	same(text_mask_name("张三"), "张*");
	same(text_mask_name("欧阳修"), "欧*");
	same(text_mask_name("买买提·艾力"), "买*");
	same(text_mask_name("𠮷野"), "𠮷*");
	same(text_mask_name(""), "");
	same(text_mask_id("421202199001011234"), "421202********1234");
	same(text_mask_id("42120219900101123X"), "421202********123X");
	same(text_mask_id("421202900101123"), "421202*****1123");
	same(text_mask_id("E12345678"), "*******78");
	same(text_mask_id("H1234567890"), "*********90");
	same(text_mask_id(""), "");
	same(text_mask_phone("13812345678"), "138****5678");
	same(text_mask_phone("+86 138-1234-5678"), "138****5678");
	same(text_mask_phone("０７１５－８２３４７８９"), "0715****789");
	same(text_mask_phone("8234789"), "*****89");
	same(text_mask_phone("110"), "***");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_text_is_left_alone),
		cmocka_unit_test(no_escape_sequence_survives),
		cmocka_unit_test(c1_controls_vanish_as_character_and_as_byte),
		cmocka_unit_test(invisible_tricks_become_visible),
		cmocka_unit_test(malformed_bytes_become_one_sign_a_run),
		cmocka_unit_test(marks_do_not_pile_up),
		cmocka_unit_test(joiners_stay_only_where_they_join),
		cmocka_unit_test(line_breaks_are_as_asked),
		cmocka_unit_test(any_bytes_come_out_harmless_and_stay_as_they_are),
		cmocka_unit_test(full_width_typing_becomes_plain),
		cmocka_unit_test(masks_keep_what_is_needed_to_recognise),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
