/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in, bytes out, and a reader that hostile lengths cannot lead astray. */
#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void what_is_put_is_there_and_terminated(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_fmt(&b, "%d,", i);
	buf_putc(&b, 'x');
	buf_puts(&b, "买买提·艾力");
	buf_put(&b, "a\0b", 3);
	assert_int_equal(b.data[b.len], '\0');
	assert_memory_equal(b.data, "0,1,2,", 6);
	assert_memory_equal(b.data + b.len - 3, "a\0b", 3);
	assert_true(b.cap > b.len);
	buf_free(&b);
	assert_null(b.data);
}

static void taking_leaves_it_empty_and_never_gives_null(void **state)
{
	(void)state;
	struct buf b = { 0 };

	char *empty = buf_take(&b);
	assert_string_equal(empty, "");
	free(empty);
	buf_puts(&b, "一窗");
	char *text = buf_take(&b);
	assert_string_equal(text, "一窗");
	assert_int_equal(b.len, 0);
	assert_null(b.data);
	free(text);
}

static void clearing_keeps_the_room(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_puts(&b, "something");
	size_t cap = b.cap;
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, cap);
	assert_string_equal(buf_text(&b), "");
	buf_free(&b);
}

static void numbers_come_back(void **state)
{
	(void)state;
	static const uint64_t numbers[] = { 0, 1, 127, 128, 300, 16383, 16384, UINT32_MAX, UINT64_MAX / 2, UINT64_MAX };
	static const size_t length[] = { 1, 1, 1, 2, 2, 2, 3, 5, 9, 10 };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct buf b = { 0 };
		buf_varint(&b, numbers[i]);
		assert_int_equal(b.len, length[i]);
		buf_u64(&b, numbers[i]);
		assert_int_equal(b.len, length[i] + 8);
		struct reader r = reader_over(b.data, b.len);
		assert_true(reader_varint(&r) == numbers[i]);
		assert_false(reader_done(&r));
		assert_true(reader_u64(&r) == numbers[i]);
		assert_true(reader_done(&r));
		buf_free(&b);
	}
}

static void a_u64_is_big_endian(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_u64(&b, UINT64_C(0x0102030405060708));
	assert_memory_equal(b.data, "\1\2\3\4\5\6\7\10", 8);
	buf_free(&b);
}

static void blocks_come_back_empty_ones_too(void **state)
{
	(void)state;
	struct buf b = { 0 };
	size_t n;

	buf_block(&b, "", 0);
	buf_block(&b, "三字节", 9);
	struct reader r = reader_over(b.data, b.len);
	assert_non_null(reader_block(&r, &n));
	assert_int_equal(n, 0);
	assert_memory_equal(reader_block(&r, &n), "三字节", 9);
	assert_int_equal(n, 9);
	assert_true(reader_done(&r));
	buf_free(&b);
}

static void every_cut_is_noticed(void **state)
{
	(void)state;
	struct buf b = { 0 };

	buf_varint(&b, 300);
	buf_u64(&b, 7);
	buf_block(&b, "abcdefgh", 8);
	for (size_t cut = 0; cut < b.len; cut++) {
		char *copy = malloc(cut ? cut : 1);     /* its own block, so that a sanitizer sees any step outside */
		memcpy(copy, b.data, cut);
		struct reader r = reader_over(copy, cut);
		size_t n;
		reader_varint(&r);
		reader_u64(&r);
		assert_null(reader_block(&r, &n));
		assert_int_equal(n, 0);
		assert_true(r.bad);
		assert_false(reader_done(&r));
		free(copy);
	}
	buf_free(&b);
}

static void a_hostile_length_does_not_fit(void **state)
{
	(void)state;
	static const unsigned char huge[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 'x' };
	size_t n = 99;
	struct reader r = reader_over(huge, sizeof huge);

	assert_null(reader_block(&r, &n));
	assert_int_equal(n, 0);
	assert_true(r.bad);
	assert_int_equal(reader_varint(&r), 0);
	assert_null(reader_bytes(&r, 0));
}

static void a_number_has_one_spelling(void **state)
{
	(void)state;
	static const unsigned char padded[] = { 0x81, 0x00 };
	static const unsigned char overflow[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02 };
	static const unsigned char endless[] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 };
	struct reader r = reader_over(padded, sizeof padded);

	reader_varint(&r);
	assert_true(r.bad);
	r = reader_over(overflow, sizeof overflow);
	reader_varint(&r);
	assert_true(r.bad);
	r = reader_over(endless, sizeof endless);
	reader_varint(&r);
	assert_true(r.bad);
}

static void nothing_at_all_is_done(void **state)
{
	(void)state;
	struct reader r = reader_over(NULL, 0);

	assert_true(reader_done(&r));
	assert_non_null(reader_bytes(&r, 0));
	assert_null(reader_bytes(&r, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_there_and_terminated),
		cmocka_unit_test(taking_leaves_it_empty_and_never_gives_null),
		cmocka_unit_test(clearing_keeps_the_room),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_u64_is_big_endian),
		cmocka_unit_test(blocks_come_back_empty_ones_too),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(a_hostile_length_does_not_fit),
		cmocka_unit_test(a_number_has_one_spelling),
		cmocka_unit_test(nothing_at_all_is_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
