/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/fields.h"

static void a_key_that_is_set_is_found_and_the_last_value_counts(void **state)
{
	struct fields *f = fields_new();

	(void)state;
	fields_set(f, "title", "甲");
	fields_set(f, "claim", "乙");
	fields_set(f, "title", "丙");
	assert_int_equal(fields_count(f), 2);
	assert_string_equal(fields_get(f, "title"), "丙");
	assert_string_equal(fields_get(f, "claim"), "乙");
	assert_null(fields_get(f, "titl"));
	fields_free(f);
}

static void keys_stand_in_byte_order_however_they_came(void **state)
{
	static const char *const keys[] = { "title", ".method", "party1.name", "party~1.name", "party10.name", "a", "party1" };
	struct fields *f = fields_new();

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		fields_set(f, keys[i], "x");
	for (size_t i = 1; i < fields_count(f); i++)
		assert_true(strcmp(fields_key(f, i - 1), fields_key(f, i)) < 0);
	assert_int_equal(fields_count(f), sizeof keys / sizeof *keys);
	fields_free(f);
}

static void empty_is_not_absent(void **state)
{
	struct fields *f = fields_new();

	(void)state;
	fields_set(f, "claim", "");
	assert_string_equal(fields_get(f, "claim"), "");
	fields_set(f, "claim", NULL);
	assert_null(fields_get(f, "claim"));
	fields_set(f, "claim", NULL);
	assert_int_equal(fields_count(f), 0);
	fields_free(f);
}

static void a_copy_stands_alone(void **state)
{
	struct fields *f = fields_new(), *g;

	(void)state;
	fields_set(f, "a", "1");
	fields_set(f, "b", "2");
	g = fields_copy(f);
	assert_true(fields_equal(f, g));
	fields_set(g, "b", "3");
	assert_false(fields_equal(f, g));
	assert_string_equal(fields_get(f, "b"), "2");
	fields_set(g, "b", "2");
	fields_set(g, "c", "");
	assert_false(fields_equal(f, g));
	fields_free(f);
	fields_free(g);
}

static void keys_have_one_form(void **state)
{
	static const char *const good[] = {
		"title", ".method", "party1", "party12.name", "party~1.name", "party~4295032833-1.name", "party~4295032833-2",
		"idno_why", ".item1.name", "party9999.name",
	};
	static const char *const bad[] = {
		"", ".", "Title", "1a", "title.name", "party0.name", "party01.name", "party1.", "party1.Name", "party1.name.x",
		"party~.name", "party~0.name", "party~1-.name", "party~-1", "~1", "a b", "..a", "标题", "party99999", "line0",
		"party~1-2-3",
		"a234567890123456789012345678901234567890123456789012345678901234x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!fields_key_valid(good[i]))
			fail_msg("%s should be a key", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (fields_key_valid(bad[i]))
			fail_msg("%s should be no key", bad[i]);
}

static void the_unit_is_the_part_that_folds_as_one(void **state)
{
	size_t base = 0;

	(void)state;
	assert_int_equal(fields_unit("title"), 5);
	assert_int_equal(fields_unit("party1.name"), 6);
	assert_int_equal(fields_unit("party1"), 6);
	assert_int_equal(fields_unit(".method"), 0);
	assert_true(fields_row("party12.name", 7, &base));
	assert_int_equal(base, 5);
	assert_true(fields_row("party~7-1", 9, &base));
	assert_int_equal(base, 5);
	assert_false(fields_row("title", 5, &base));
}

static void what_is_encoded_comes_back(void **state)
{
	struct fields *f = fields_new(), *g;
	struct buf b = { 0 };
	struct reader r;

	(void)state;
	fields_set(f, "title", "承包合同纠纷");
	fields_set(f, "claim", "");
	fields_set(f, "party1.name", "𠮷田·买");
	fields_encode(f, &b);
	r = reader_over(b.data, b.len);
	g = fields_decode(&r);
	assert_non_null(g);
	assert_true(reader_done(&r));
	assert_true(fields_equal(f, g));
	fields_free(f);
	fields_free(g);
	buf_free(&b);
}

static struct fields *decoded(const char *bytes, size_t n)
{
	struct reader r = reader_over(bytes, n);

	return fields_decode(&r);
}

static void anything_but_the_one_encoding_is_turned_away(void **state)
{
#define TURNED_AWAY(s) assert_null(decoded(s, sizeof(s) - 1))
	struct fields *f = decoded("\x02\1a\0011\1b\0012", 9);

	(void)state;
	assert_non_null(f);
	fields_free(f);
	TURNED_AWAY("");
	TURNED_AWAY("\2\1b\0011\1a\0012");              /* not sorted */
	TURNED_AWAY("\2\1a\0011\1a\0012");              /* twice */
	TURNED_AWAY("\1\1A\0011");                      /* no key */
	TURNED_AWAY("\1\2a\0\0011");                    /* NUL in a key */
	TURNED_AWAY("\1\1a\1\xff");                     /* not UTF-8 */
	TURNED_AWAY("\1\1a\1\0");                       /* NUL in a value */
	TURNED_AWAY("\1\1a\0051");                      /* cut */
	TURNED_AWAY("\x81\0\1a\0011");                  /* a count with a useless byte */
	TURNED_AWAY("\1\1a\x81\0" "1");                 /* a length with one */
	TURNED_AWAY("\xff\xff\xff\xff\xff\xff\xff\xff\x7f");    /* a count that lies */
#undef TURNED_AWAY
}

static void a_value_may_be_as_long_as_the_limit_and_no_longer(void **state)
{
	char *long_text = malloc(FIELDS_VALUE_MAX + 2);

	(void)state;
	for (size_t extra = 0; extra < 2; extra++) {
		struct fields *f = fields_new(), *g;
		struct buf b = { 0 };

		memset(long_text, 'x', FIELDS_VALUE_MAX + extra);
		long_text[FIELDS_VALUE_MAX + extra] = '\0';
		fields_set(f, "a", long_text);
		fields_encode(f, &b);
		g = decoded(b.data, b.len);
		assert_true((g != NULL) == (extra == 0));
		fields_free(f);
		fields_free(g);
		buf_free(&b);
	}
	free(long_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_that_is_set_is_found_and_the_last_value_counts),
		cmocka_unit_test(keys_stand_in_byte_order_however_they_came),
		cmocka_unit_test(empty_is_not_absent),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(keys_have_one_form),
		cmocka_unit_test(the_unit_is_the_part_that_folds_as_one),
		cmocka_unit_test(what_is_encoded_comes_back),
		cmocka_unit_test(anything_but_the_one_encoding_is_turned_away),
		cmocka_unit_test(a_value_may_be_as_long_as_the_limit_and_no_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
