/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out: the shape is the caller's, commas and escapes are ours. */
#include "base/json.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

static void commas_fall_between_items_only(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct json j = json_to(&b);

	json_open(&j, '{');
	json_field(&j, "no", "2026-0041");
	json_key(&j, "list");
	json_open(&j, '[');
	json_int(&j, 1);
	json_int(&j, INT64_MIN);
	json_open(&j, '{');
	json_close(&j, '}');
	json_open(&j, '[');
	json_close(&j, ']');
	json_bool(&j, true);
	json_null(&j);
	json_text(&j, NULL);
	json_close(&j, ']');
	json_field(&j, "none", NULL);
	json_key(&j, "done");
	json_bool(&j, false);
	json_close(&j, '}');
	assert_string_equal(b.data, "{\"no\":\"2026-0041\",\"list\":[1,-9223372036854775808,{},[],true,null,null],"
		"\"none\":null,\"done\":false}");
	assert_int_equal(j.depth, 0);
	buf_free(&b);
}

static const char *written(struct buf *b, const char *s)
{
	struct json j = json_to(b);

	buf_clear(b);
	json_text(&j, s);
	return b->data;
}

static void hanzi_stay_and_controls_are_escaped(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_string_equal(written(&b, "𠮷“买买提·艾力”"), "\"𠮷“买买提·艾力”\"");
	assert_string_equal(written(&b, "a\"b\\c/"), "\"a\\\"b\\\\c/\"");
	assert_string_equal(written(&b, "\n\t\r\033[2J\177"), "\"\\n\\t\\u000d\\u001b[2J\\u007f\"");
	buf_free(&b);
}

static void nothing_that_moves_a_terminal_gets_out(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_string_equal(written(&b, "\302\2332J"), "\"\\u009b2J\"");
	assert_string_equal(written(&b, "\342\200\256x\342\201\246\342\200\217"), "\"\\u202ex\\u2066\\u200f\"");
	assert_string_equal(written(&b, "\342\200\250\342\200\251"), "\"\\u2028\\u2029\"");
	buf_free(&b);
}

static void malformed_bytes_are_repaired(void **state)
{
	(void)state;
	struct buf b = { 0 };

	assert_string_equal(written(&b, "a\2332J"), "\"a\357\277\2752J\"");
	assert_string_equal(written(&b, "\355\240\200"), "\"\357\277\275\357\277\275\357\277\275\"");
	assert_string_equal(written(&b, "\344\275"), "\"\357\277\275\357\277\275\"");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_fall_between_items_only),
		cmocka_unit_test(hanzi_stay_and_controls_are_escaped),
		cmocka_unit_test(nothing_that_moves_a_terminal_gets_out),
		cmocka_unit_test(malformed_bytes_are_repaired),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
