/* SPDX-License-Identifier: Apache-2.0 */
/* The letters of a dictionary: every text comes back as it was, and bytes that are none give nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/fields.h"
#include "sync/dictionary.h"

static const struct dictionary *one;

static void assert_comes_back(const char *text)
{
	struct buf out = { 0 };

	dictionary_put_text(one, &out, text);
	struct reader r = reader_over(out.data, out.len);
	char *again = dictionary_get_text(one, &r);
	assert_non_null(again);
	assert_string_equal(again, text);
	assert_true(reader_done(&r));
	free(again);
	buf_free(&out);
}

static void every_text_comes_back(void **state)
{
	static const char *const texts[] = {
		"", "a", "宅基地边界纠纷", "张三 13812345678", "é", "ß€", "𱍐", "𱍐𱍐村", "\x7f", "\t\n", "한글", "🀄村",
		"㐀龥", "a\xcc\x88", "龘靐齉",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_comes_back(texts[i]);
}

static void every_letter_comes_back(void **state)
{
	(void)state;
	for (unsigned v = 0x80; v < 0x20000; v += v < 0xffff ? 1 : 7) {
		char text[8];
		int n = 0;

		if (v >= 0xd800 && v < 0xe000)
			continue;
		if (v >= 0x10000)
			text[n++] = (char)(0xf0 | v >> 18), text[n++] = (char)(0x80 | (v >> 12 & 0x3f));
		else if (v >= 0x800)
			text[n++] = (char)(0xe0 | v >> 12);
		else
			text[n++] = (char)(0xc0 | v >> 6);
		if (v >= 0x800)
			text[n++] = (char)(0x80 | (v >> 6 & 0x3f));
		text[n++] = (char)(0x80 | (v & 0x3f));
		text[n] = '\0';
		assert_comes_back(text);
	}
}

static size_t length_of(const char *text)
{
	struct buf out = { 0 };

	dictionary_put_text(one, &out, text);
	size_t n = out.len - 1;
	buf_free(&out);
	return n;
}

static void common_letters_take_one_byte_and_most_others_two(void **state)
{
	(void)state;
	assert_int_equal(length_of("人"), 1);
	assert_int_equal(length_of("，"), 1);
	assert_int_equal(length_of("榷"), 2);
	assert_int_equal(length_of("𱍐"), 5);
	assert_int_equal(length_of("abc 1"), 5);
}

/* One that was shipped is shipped for ever: each word keeps its code. */
static void the_words_have_their_codes_in_the_order_of_the_file(void **state)
{
	struct buf file = { 0 };
	unsigned rank = 0;

	(void)state;
	assert_true(file_read("data/sync-1.words", 1 << 20, &file, NULL));
	for (char *word = file.data, *end; (end = strchr(word, '\n')); word = end + 1, rank++) {
		struct buf out = { 0 };

		*end = '\0';
		dictionary_put_text(one, &out, word);
		if (rank < 80) {
			assert_int_equal(out.len, 2);
			assert_int_equal((unsigned char)out.data[0], 0x80 + rank);
		} else {
			assert_int_equal(out.len, 3);
			assert_int_equal((unsigned char)out.data[0], 0xd0 + (rank - 80) / 255);
			assert_int_equal((unsigned char)out.data[1], 1 + (rank - 80) % 255);
		}
		assert_comes_back(word);
		buf_free(&out);
	}
	assert_int_equal(rank, 12065);
	buf_free(&file);
}

static void the_longest_word_is_taken_first(void **state)
{
	(void)state;
	assert_int_equal(length_of("申请人"), 1);
	assert_int_equal(length_of("被申请人"), 1);
	assert_int_equal(length_of("被申请人申请人"), 2);
	assert_int_equal(length_of("a人b"), 3);
}

static void several_texts_are_read_one_by_one(void **state)
{
	static const char *const texts[] = { "村", "", "被申请人", "x", "𱍐" };
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		dictionary_put_text(one, &out, texts[i]);
	struct reader r = reader_over(out.data, out.len);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *text = dictionary_get_text(one, &r);

		assert_string_equal(text, texts[i]);
		free(text);
	}
	assert_true(reader_done(&r));
	assert_null(dictionary_get_text(one, &r));
	buf_free(&out);
}

/* n times a letter, and some more bytes. */
static char *long_text(const char *letter, size_t n, const char *more)
{
	struct buf out = { 0 };

	while (n--)
		buf_puts(&out, letter);
	buf_puts(&out, more);
	return buf_take(&out);
}

static void a_text_is_no_longer_than_a_value(void **state)
{
	static const struct { const char *letter; size_t n; const char *more; bool good; } texts[] = {
		{ "x", FIELDS_VALUE_MAX, "", true }, { "x", FIELDS_VALUE_MAX, "x", false },
		{ "，", FIELDS_VALUE_MAX / 3, "x", true }, { "，", FIELDS_VALUE_MAX / 3, "xx", false },
		{ "被申请人", FIELDS_VALUE_MAX / 12, "xxxx", true }, { "被申请人", FIELDS_VALUE_MAX / 12 + 1, "", false },
		{ "𱍐", FIELDS_VALUE_MAX / 4, "", true }, { "𱍐", FIELDS_VALUE_MAX / 4, "x", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (uint32_t id = 0; id < 2; id++) {
			char *text = long_text(texts[i].letter, texts[i].n, texts[i].more), *again;
			struct buf out = { 0 };

			dictionary_put_text(dictionary_get(id), &out, text);
			struct reader r = reader_over(out.data, out.len);
			again = dictionary_get_text(dictionary_get(id), &r);
			if (!again != !texts[i].good || !again != r.bad)
				fail_msg("row %zu under %u", i, id);
			if (again)
				assert_string_equal(again, text);
			free(again);
			free(text);
			buf_free(&out);
		}
}

static void bytes_that_are_no_text_give_nothing(void **state)
{
	static const struct { const char *bytes; size_t n; } wrong[] = {
		{ "", 0 }, { "abc", 3 },                                        /* no end */
		{ "\xff\0", 2 }, { "\xff\xe6\x9d\0", 4 }, { "\xff" "a\0", 3 },  /* a letter cut short, none at all */
		{ "\xff\x80\x80\0", 4 }, { "\xff\xed\xa0\x80\0", 5 },           /* no letter: a later byte first, half a pair */
		{ "\xff" "ab\0", 4 }, { "\xff\xbf\0", 3 },                      /* what needs no escape, what is no letter */
		{ "\xff\xc3\xe6\x9d\x91\0", 6 }, { "\xff\xf0\xb1\x8d\0", 5 },
		{ "\xd0\0", 2 }, { "a\xfe\0", 3 },                              /* a second byte is missing */
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *exact = memcpy(mem_zero(wrong[i].n + 1), wrong[i].bytes, wrong[i].n);
		struct reader r = reader_over(exact, wrong[i].n);

		if (dictionary_get_text(one, &r))
			fail_msg("row %zu was taken", i);
		assert_true(r.bad);
		free(exact);
	}
}

static void whatever_is_read_is_valid_text(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char bytes[24];
		size_t n = 1 + (size_t)round % (sizeof bytes - 1);

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 21);
		}
		bytes[n - 1] = '\0';
		struct reader r = reader_over(bytes, n);
		char *text = dictionary_get_text(one, &r);

		assert_true(!text == r.bad);
		if (text)
			assert_true(text_valid(text, strlen(text)));
		free(text);
	}
}

static void without_a_dictionary_it_is_utf_8(void **state)
{
	struct buf out = { 0 };

	(void)state;
	dictionary_put_text(NULL, &out, "村");
	assert_int_equal(out.len, 4);
	assert_memory_equal(out.data, "村", 4);
	struct reader r = reader_over(out.data, out.len);
	char *again = dictionary_get_text(NULL, &r);
	assert_string_equal(again, "村");
	free(again);
	buf_free(&out);
	struct reader bad = reader_over("\xe6\x9d\0", 3);
	assert_null(dictionary_get_text(NULL, &bad));
}

static void numbers_nobody_shipped_have_none(void **state)
{
	(void)state;
	assert_null(dictionary_get(0));
	assert_null(dictionary_get(DICTIONARY_NEWEST + 1));
	assert_null(dictionary_get(UINT32_MAX));
	assert_int_equal(dictionary_newest(), DICTIONARY_NEWEST);
}

static int setup(void **state)
{
	(void)state;
	setenv("YICHUANG_SHARE", ".", 1);
	one = dictionary_get(1);
	return one ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_comes_back),
		cmocka_unit_test(every_letter_comes_back),
		cmocka_unit_test(common_letters_take_one_byte_and_most_others_two),
		cmocka_unit_test(the_words_have_their_codes_in_the_order_of_the_file),
		cmocka_unit_test(the_longest_word_is_taken_first),
		cmocka_unit_test(several_texts_are_read_one_by_one),
		cmocka_unit_test(a_text_is_no_longer_than_a_value),
		cmocka_unit_test(bytes_that_are_no_text_give_nothing),
		cmocka_unit_test(whatever_is_read_is_valid_text),
		cmocka_unit_test(without_a_dictionary_it_is_utf_8),
		cmocka_unit_test(numbers_nobody_shipped_have_none),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
