/* SPDX-License-Identifier: Apache-2.0 */
/* Text as people see it: rare hanzi, long names, marks, and rows that lose nothing. The sanitiser has text_clean_test.c. */
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define FAMILY "👨‍👩‍👧"          /* five code points, one person's idea of one character */
#define E_ACUTE_LOW "e\xcc\x81\xcc\xa3"
#define EXT_H "\xf0\xb1\x8d\x90"        /* U+31350, unknown to glibc 2.36 */

static void only_well_formed_text_is_valid(void **state)
{
	(void)state;
	static const char *const good[] = { "", "a", "买买提·艾力", "𠮷\xf0\xb1\x8d\x90",
		"\xf4\x8f\xbf\xbf", "\xef\xbf\xbf", "\xed\x9f\xbf" };
	static const char *const bad[] = { "\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x80\x80\xaf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe4\xbd", "\xe4", "a\x9b" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(text_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_valid(bad[i], strlen(bad[i])));
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("你", 2));      /* the rest is there, but not ours to read */
}

static void code_points_are_read_and_malformed_ones_stepped_over(void **state)
{
	(void)state;
	size_t n;

	assert_int_equal(text_codepoint("𠮷", &n), 0x20bb7);
	assert_int_equal(n, 4);
	assert_int_equal(text_codepoint("\xed\xa0\x80", &n), -1);
	assert_int_equal(n, 1);
	assert_int_equal(text_codepoint("\xe4\xbd", &n), -1);
	assert_int_equal(n, 1);
	assert_int_equal(text_codepoint("", NULL), 0);
}

static void every_code_point_survives_the_round_trip(void **state)
{
	(void)state;
	for (int32_t cp = 1; cp <= 0x10ffff; cp++) {
		char s[5] = "";
		size_t n;
		if (cp < 0x80) {
			s[0] = (char)cp;
		} else if (cp < 0x800) {
			s[0] = (char)(0xc0 | cp >> 6);
			s[1] = (char)(0x80 | (cp & 0x3f));
		} else if (cp < 0x10000) {
			s[0] = (char)(0xe0 | cp >> 12);
			s[1] = (char)(0x80 | (cp >> 6 & 0x3f));
			s[2] = (char)(0x80 | (cp & 0x3f));
		} else {
			s[0] = (char)(0xf0 | cp >> 18);
			s[1] = (char)(0x80 | (cp >> 12 & 0x3f));
			s[2] = (char)(0x80 | (cp >> 6 & 0x3f));
			s[3] = (char)(0x80 | (cp & 0x3f));
		}
		bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
		assert_int_equal(text_codepoint(s, &n), surrogate ? -1 : cp);
		assert_int_equal(text_valid(s, strlen(s)), !surrogate);
		assert_in_range(text_cp_width(cp) + 1, 0, 3);
	}
}

static void a_cluster_is_what_one_backspace_removes(void **state)
{
	(void)state;
	assert_int_equal(text_cluster(""), 0);
	assert_int_equal(text_cluster("ab"), 1);
	assert_int_equal(text_cluster("𠮷野"), 4);
	assert_int_equal(text_cluster(E_ACUTE_LOW "x"), 5);
	assert_int_equal(text_cluster(FAMILY "x"), strlen(FAMILY));
	assert_int_equal(text_cluster("🇨🇳🇨🇳"), 8);
	assert_int_equal(text_cluster("葛\xf3\xa0\x84\x80城"), 7);     /* with an ideographic variation selector */
	assert_int_equal(text_cluster("\r\nx"), 2);
	assert_int_equal(text_cluster("\xff\xcc\x81"), 1);
	assert_int_equal(text_count("买买提·艾力"), 6);
	assert_int_equal(text_count(FAMILY E_ACUTE_LOW "𠮷"), 3);
}

static void columns_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(text_cp_width('a'), 1);
	assert_int_equal(text_cp_width(0x4e00), 2);
	assert_int_equal(text_cp_width(0xff21), 2);
	assert_int_equal(text_cp_width(0x3000), 2);
	assert_int_equal(text_cp_width(0xac00), 2);
	assert_int_equal(text_cp_width(0x20bb7), 2);
	assert_int_equal(text_cp_width(0x1f600), 2);
	assert_int_equal(text_cp_width(0x301), 0);
	assert_int_equal(text_cp_width(0x20dd), 0);
	assert_int_equal(text_cp_width(0xfe0f), 0);
	assert_int_equal(text_cp_width(0x200d), 0);
	assert_int_equal(text_cp_width(0x645), 1);
	for (int32_t cp = 0x20000; cp <= 0x2fffd; cp++)
		assert_int_equal(text_cp_width(cp), 2);
	for (int32_t cp = 0x30000; cp <= 0x3fffd; cp++)
		assert_int_equal(text_cp_width(cp), 2);
}

static void what_must_not_be_drawn_has_no_width(void **state)
{
	(void)state;
	static const int32_t never[] = { -1, 0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0xd800, 0xdfff, 0xe000, 0xf8ff, 0xf0000, 0x10fffd,
		0x110000,
		0x378, 0xffff, 0x2fffe, 0x200b, 0xfeff, 0x202e, 0x2066, 0x2069, 0x2028, 0xe0041 };

	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_int_equal(text_cp_width(never[i]), -1);
}

static void ambiguous_signs_are_as_wide_as_the_terminal_says(void **state)
{
	(void)state;
	static const int32_t ambiguous[] = { 0xa1, 0xb7, 0xd7, 0x3b1, 0x2014, 0x201c, 0x2026, 0x2460, 0x2500, 0x25cf,
		0x2605, 0xfffd };

	for (int columns = 1; columns <= 2; columns++) {
		text_ambiguous(columns);
		for (size_t i = 0; i < sizeof ambiguous / sizeof *ambiguous; i++)
			assert_int_equal(text_cp_width(ambiguous[i]), columns);
		assert_int_equal(text_cp_width('a'), 1);
		assert_int_equal(text_cp_width(0xe9), columns);
		assert_int_equal(text_cp_width(0xe4), 1);
		assert_int_equal(text_cp_width(0x301), 0);
		assert_int_equal(text_cp_width(0xe000), -1);
		assert_int_equal(text_width("买买提·艾力"), 10 + columns);
	}
	text_ambiguous(1);
}

static void a_cluster_is_as_wide_as_its_widest(void **state)
{
	(void)state;
	assert_int_equal(text_width(FAMILY), 2);
	assert_int_equal(text_width(E_ACUTE_LOW), 1);
	assert_int_equal(text_width("葛\xf3\xa0\x84\x80"), 2);
	assert_int_equal(text_width("𠮷" EXT_H "a"), 5);
	assert_int_equal(text_width("\xee\x80\x80"), 2);        /* 〓 is drawn for it */
	assert_int_equal(text_width("a\x1b" "b\n"), 2);         /* controls take no room */
}

static void fitting_never_splits_a_cluster(void **state)
{
	(void)state;
	const char *s = "a" FAMILY E_ACUTE_LOW "𠮷";
	static const size_t bytes[] = { 0, 1, 1, 19, 24, 24, 28 };
	static const int columns[] = { 0, 1, 1, 3, 4, 4, 6 };

	for (int i = 0; i < 7; i++) {
		int used = -1;
		assert_int_equal(text_fit(s, i, &used), bytes[i]);
		assert_int_equal(used, columns[i]);
	}
	assert_int_equal(text_fit(s, -5, NULL), 0);
	assert_int_equal(text_fit(s, 1000, NULL), strlen(s));
}

static void a_name_of_forty_characters_is_cut_with_dots(void **state)
{
	(void)state;
	const char *name = "阿卜杜热伊木江·买买提吐尔逊·阿卜杜外力·艾合买提江·库尔班·吐尔洪·玉素甫·伊敏";
	for (int ambiguous = 1; ambiguous <= 2; ambiguous++) {
		text_ambiguous(ambiguous);
		for (int columns = 0; columns < 100; columns++) {
			char *cut = text_ellipsis(name, columns);
			assert_true(text_width(cut) <= columns);
			if (text_width(name) <= columns)
				assert_string_equal(cut, name);
			else if (columns >= ambiguous)
				assert_string_equal(cut + strlen(cut) - 3, "…");
			free(cut);
		}
	}
	text_ambiguous(1);
	char *cut = text_ellipsis("欧阳修文忠", 7);
	assert_string_equal(cut, "欧阳修…");
	free(cut);
}

/* Cut `s` into rows, joined by '|'. */
static const char *rows(const char *s, int columns)
{
	static char out[1000];
	size_t n = 0;

	while (*s) {
		size_t row = text_row(s, columns);
		memcpy(out + n, s, row);
		n += row;
		out[n++] = '|';
		s += row;
	}
	out[n] = '\0';
	return out;
}

static void rows_break_where_a_reader_expects_it(void **state)
{
	(void)state;
	assert_int_equal(text_row("", 10), 0);
	assert_string_equal(rows("因宅基地发生纠纷", 6), "因宅基|地发生|纠纷|");
	assert_string_equal(rows("see the law", 7), "see the| law|");
	assert_string_equal(rows("用the law吧", 6), "用the |law吧|");
	assert_string_equal(rows("第一行\n第二行", 20), "第一行\n|第二行|");
	assert_string_equal(rows("第一行\n", 6), "第一行\n|");
	assert_string_equal(rows("\n\n", 6), "\n|\n|");
	assert_string_equal(rows("421202199001011234", 10), "4212021990|01011234|");
}

static void no_row_starts_with_closing_punctuation(void **state)
{
	(void)state;
	assert_string_equal(rows("宅基地，发生", 6), "宅基|地，发|生|");
	assert_string_equal(rows("他说“好”。走", 8), "他说|“好”。走|");
	assert_string_equal(rows("依照（见《民法典》）", 6), "依照|（见|《民法|典》）|");
	assert_string_equal(rows("《民法典》第", 8), "《民法|典》第|");
	assert_string_equal(rows("。。。。", 4), "。。|。。|");    /* nothing can be moved down here */
	assert_string_equal(rows("啊。", 2), "啊|。|");
}

static uint32_t seed = 1;
static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void rows_lose_nothing_and_stay_inside(void **state)
{
	(void)state;
	static const char *const pieces[] = { "a", "word", " ", "  ", "字", "𠮷", EXT_H, FAMILY, E_ACUTE_LOW,
		"，", "。", "」", "\n",
		"\t", "·",
		"🇨🇳", "\xee\x80\x80", "\xe2\x80\xae", "（", "12", "\r\n", "…" };

	for (int round = 0; round < 3000; round++) {
		char s[1000] = "";
		for (uint32_t n = next_random(30); n > 0; n--)
			strcat(s, pieces[next_random(sizeof pieces / sizeof *pieces)]);
		for (int columns = 0; columns < 12; columns++) {
			size_t at = 0;
			while (s[at]) {
				size_t row = text_row(s + at, columns);
				char piece[1000];
				assert_true(row > 0 && at + row <= strlen(s));
				memcpy(piece, s + at, row);
				piece[row] = '\0';
				assert_true(text_valid(piece, row));
				assert_true(text_width(piece) <= columns || text_count(piece) == 1);
				const char *newline = strchr(piece, '\n');
				assert_true(!newline || newline == piece + row - 1);
				at += row;
			}
			assert_int_equal(at, strlen(s));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_text_is_valid),
		cmocka_unit_test(code_points_are_read_and_malformed_ones_stepped_over),
		cmocka_unit_test(every_code_point_survives_the_round_trip),
		cmocka_unit_test(a_cluster_is_what_one_backspace_removes),
		cmocka_unit_test(columns_are_those_of_a_terminal),
		cmocka_unit_test(what_must_not_be_drawn_has_no_width),
		cmocka_unit_test(ambiguous_signs_are_as_wide_as_the_terminal_says),
		cmocka_unit_test(a_cluster_is_as_wide_as_its_widest),
		cmocka_unit_test(fitting_never_splits_a_cluster),
		cmocka_unit_test(a_name_of_forty_characters_is_cut_with_dots),
		cmocka_unit_test(rows_break_where_a_reader_expects_it),
		cmocka_unit_test(no_row_starts_with_closing_punctuation),
		cmocka_unit_test(rows_lose_nothing_and_stay_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
