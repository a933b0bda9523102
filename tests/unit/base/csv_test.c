/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as spreadsheets write it, as hostile files have it, and cells that no spreadsheet runs. */
#include "base/csv.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* Writes "line:a|b|c;" for each record. */
static bool keep(void *arg, int line, size_t n, char *cell[], struct err *err)
{
	struct buf *out = arg;

	buf_fmt(out, "%d:", line);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i ? "|" : "", cell[i]);
	buf_putc(out, ';');
	return strcmp(cell[0], "stop") != 0 || err_set(err, ERR_CHECK, "stopped");
}

static void reads(const char *text, const char *expected)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_true(csv_parse("t.csv", text, strlen(text), keep, &out, &err));
	assert_int_equal(err.kind, ERR_NONE);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
}

static void refuses(const char *text, size_t n, const char *word)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_false(csv_parse("t.csv", text, n, keep, &out, &err));
	assert_non_null(strstr(err.say, "t.csv"));
	assert_non_null(strstr(err.say, word));
	buf_free(&out);
}

static void plain_records_are_read_with_their_lines(void **state)
{
	(void)state;
	reads("", "");
	reads("a,b\nc,d\n", "1:a|b;2:c|d;");
	reads("a,b\r\nc,d", "1:a|b;2:c|d;");
	reads("\xef\xbb\xbf事件,地点\n", "1:事件|地点;");
	reads("a\n\n\r\nb\r", "1:a;4:b;");
	reads(",\n", "1:|;");
	reads("a,", "1:a|;");
	reads("\"\"\n", "1:;");
}

static void quoted_cells_may_hold_anything(void **state)
{
	(void)state;
	reads("\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;");
	reads("\"两\n行\",x\ny\n", "1:两\n行|x;3:y;");
	reads("\"\"\"\",\"\"", "1:\"|;");
	reads("a\"b,c", "1:a\"b|c;");
}

static void a_wrong_file_is_refused_by_line(void **state)
{
	(void)state;
	char wide[CSV_COLUMNS + 5] = "";

	refuses("a\n\"b,c\nd\n", 9, "第 2 行");
	refuses("a\n\"", 3, "第 2 行");
	refuses("a\nx,\"b\"c\n", 9, "第 2 行");
	refuses("\xd6\xd0\xce\xc4", 4, "UTF-8");
	refuses("a\0b", 3, "UTF-8");
	memset(wide, ',', CSV_COLUMNS);
	refuses(wide, CSV_COLUMNS, "32");
	wide[CSV_COLUMNS - 1] = '\0';
	struct buf out = { 0 };
	assert_true(csv_parse("t.csv", wide, CSV_COLUMNS - 1, keep, &out, NULL));
	buf_free(&out);
}

static void the_reader_of_rows_may_stop(void **state)
{
	(void)state;
	struct buf out = { 0 };
	struct err err = { 0 };

	assert_false(csv_parse("t.csv", "a\nstop\nb\n", 9, keep, &out, &err));
	assert_string_equal(err.say, "stopped");
	assert_string_equal(buf_text(&out), "1:a;2:stop;");
	buf_free(&out);
}

static void written(const char *cell, const char *expected)
{
	struct buf out = { 0 };

	csv_cell(&out, cell);
	assert_string_equal(buf_text(&out), expected);
	buf_free(&out);
}

static void formulas_are_disarmed_and_numbers_left_alone(void **state)
{
	(void)state;
	written("=1+1", "'=1+1");
	written("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0");
	written("-2+3", "'-2+3");
	written("@SUM(A1)", "'@SUM(A1)");
	written("\t=1", "'\t=1");
	written("\r=1", "\"'\r=1\"");
	written("=\"a\"", "\"'=\"\"a\"\"\"");
	written("-12.50", "-12.50");
	written("+8613812345678", "+8613812345678");
	written("-", "'-");
	written("-1.", "'-1.");
	written("1=1", "1=1");
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	static const char *const cells[] = { "", "a", "a,b", "\"", "两\n行", "a\r\nb", " x ", "买买提·艾力", "\r", "'" };
	struct buf file = { 0 }, out = { 0 }, expected = { 0 };

	buf_puts(&expected, "1:");
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (i)
			buf_putc(&file, ',');
		csv_cell(&file, cells[i]);
		buf_fmt(&expected, "%s%s%s", i ? "|" : "", cells[i][0] == '\r' ? "'" : "", cells[i]);
	}
	buf_putc(&expected, ';');
	assert_true(csv_parse("t.csv", file.data, file.len, keep, &out, NULL));
	assert_string_equal(out.data, expected.data);
	buf_free(&file);
	buf_free(&out);
	buf_free(&expected);
}

static uint32_t seed = 3;
static uint32_t next_random(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void no_text_leads_outside_the_copy(void **state)
{
	(void)state;
	static const char alphabet[] = "a,\"\"\n\r ";

	for (int round = 0; round < 50000; round++) {
		char text[20];
		size_t n = next_random(sizeof text);
		struct buf out = { 0 };
		struct err err = { 0 };
		for (size_t i = 0; i < n; i++)
			text[i] = alphabet[next_random(sizeof alphabet - 1)];
		bool ok = csv_parse("t.csv", text, n, keep, &out, &err);
		assert_int_equal(ok, err.kind == ERR_NONE);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_records_are_read_with_their_lines),
		cmocka_unit_test(quoted_cells_may_hold_anything),
		cmocka_unit_test(a_wrong_file_is_refused_by_line),
		cmocka_unit_test(the_reader_of_rows_may_stop),
		cmocka_unit_test(formulas_are_disarmed_and_numbers_left_alone),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(no_text_leads_outside_the_copy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
