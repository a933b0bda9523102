/* SPDX-License-Identifier: Apache-2.0 */
/* Field types: what holds for all of them, text, and what stands in a table. Values of their own: type_value_test.c. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/book.h"
#include "type_reads.h"

static const char matter[] =
	"code,name,parent\n01,婚恋家庭纠纷,\n0101,恋爱及婚姻,01\n0199,其他,01\n"
	"09,土地及资源权属纠纷,\n0901,土地承包经营,09\n0902,宅基地使用,09\n0999,其他,09\n";

static const char divisions[] =
	"code,name,parent\n42,湖北省,\n4212,咸宁市,42\n421202,咸安区,4212\n421221,嘉鱼县,4212\n"
	"421202101,向阳湖镇,421202\n421202101200,北岭村委会,421202101\n421202101201,祝垴村委会,421202101\n"
	"421202105,双溪桥镇,421202\n421202105200,祝垴村委会,421202105\n421202105201,双溪村委会,421202105\n"
	"421202105001,双溪桥居委会,421202105\n"
	"421221103,鱼岳镇,421221\n421221103200,北岭村委会,421221103\n421221103201,南门村委会,421221103\n";

static struct book *book;

static void say_fault(void *arg, const struct ini_fault *fault)
{
	(void)arg;
	(void)fault;
}

static int open_book(void **state)
{
	struct book_file files[] = {
		{ .path = mem_dup("data/matter.csv"), .text = mem_dup(matter), .len = strlen(matter) },
		{ .path = mem_dup("data/divisions.csv"), .text = mem_dup(divisions), .len = strlen(divisions) },
	};

	(void)state;
	book = book_new(1, files, 2, say_fault, NULL);
	for (size_t i = 0; i < 2; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	context.book = book;
	return set_clock();
}

static int close_book(void **state)
{
	(void)state;
	book_free(book);
	return 0;
}

/* how a file begins */
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void every_type_is_found_by_its_name(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct type *t; (t = type_at(n)); n++) {
		assert_ptr_equal(type_find(t->name), t);
		assert_true(t->max > 0);
		assert_non_null(t->read);
	}
	assert_int_equal(n, 16);
	assert_null(type_find("number"));
	assert_null(type_find(""));
}

static void text_is_kept_as_typed_but_for_the_space_around_it(void **state)
{
	(void)state;
	keeps("text", "　承包合同 纠纷 ", "承包合同 纠纷");
	keeps("text", "ＡＢＣ（甲）", "ＡＢＣ（甲）");
	keeps("text", "𠮷·买买提", "𠮷·买买提");
	refuses("text", " 　", "空格");
	refuses("text", "a\nb", "一行");
	refuses("text", "a\tb", "控制");
	refuses("text", "\x1b[2J", "控制");
	refuses("text", "\xc2\x9b" "2J", "控制");
	refuses("text", "\x7f", "控制");
	refuses("text", "\xff\xfe", "UTF-8");
	refuses("text", "\xed\xa0\x80", "UTF-8");
}

static void lines_may_have_line_breaks(void **state)
{
	(void)state;
	keeps("lines", "\n　第一行\n\n第二行 \n　", "第一行\n\n第二行");
	refuses("lines", "\n \n", "空格");
	refuses("lines", "a\rb", "控制");
	refuses("lines", "a\tb", "控制");
}

static void a_field_holds_as_many_characters_as_its_form_says(void **state)
{
	struct field f = field_of("text");
	struct buf big = {0};

	(void)state;
	f.max = 4;
	reads_as(&f, "一二三四", TYPE_OK, "一二三四", "");
	reads_as(&f, " 一二三四 ", TYPE_OK, "一二三四", "");
	reads_as(&f, "一二三四五", TYPE_BAD, NULL, "最多 4 字，现在是 5 字");
	for (int i = 0; i < 201; i++)
		buf_puts(&big, "字");
	refuses("text", buf_text(&big), "最多 200 字，现在是 201 字");
	buf_clear(&big);
	buf_puts(&big, "e");
	for (int i = 0; i < 5000; i++)
		buf_puts(&big, "\xcc\x81");
	refuses("text", buf_text(&big), "组合符号");
	refuses("int", buf_text(&big), "太长");
	buf_free(&big);
}

static void yes_and_no_may_be_typed_shortly(void **state)
{
	(void)state;
	keeps("yesno", "是", "是");
	keeps("yesno", "Y", "是");
	keeps("yesno", "１", "是");
	keeps("yesno", "否", "否");
	keeps("yesno", "ｎ", "否");
	keeps("yesno", "0", "否");
	refuses("yesno", "也许", "是 或 否");
}

static void a_code_is_kept_for_whatever_names_it(void **state)
{
	struct field f = field_of("code");

	(void)state;
	keeps("code", "0901", "0901");
	keeps("code", "０９０１", "0901");
	keeps("code", "土地承包经营", "0901");
	keeps("code", "tdcb", "0901");
	keeps("code", "宅基地", "0902");
	refuses("code", "其他", "2 项");
	refuses("code", "火星", "没有");
	refuses("code", "09", "细类");
	f.branches = true;
	reads_as(&f, "09", TYPE_OK, "09", "");
	f.codes = "nowhere";
	reads_as(&f, "09", TYPE_BAD, NULL, "nowhere");
}

static void a_code_shows_as_its_name(void **state)
{
	struct field f = field_of("code");
	char *shown = type_show(&f, book, "0901", true);

	(void)state;
	assert_string_equal(shown, "土地承包经营");
	free(shown);
	shown = type_show(&f, book, "7777", false);
	assert_string_equal(shown, "7777");
	free(shown);
	shown = type_show(&f, NULL, "0901", false);
	assert_string_equal(shown, "0901");
	free(shown);
}

static void a_place_is_looked_for_near_the_writer(void **state)
{
	(void)state;
	keeps("place", "421202101200", "421202101200");
	keeps("place", "4212", "4212");
	keeps("place", "北岭村", "421202101200");
	keeps("place", "北岭村委会", "421202101200");
	keeps("place", "blc", "421202101200");
	keeps("place", "北岭", "421202101200");
	keeps("place", "双溪", "421202105201");
	keeps("place", "咸安", "421202");
	keeps("place", "嘉鱼 北岭", "421221103200");
	keeps("place", "beiling", "421202101200");
	keeps("place", "向阳湖镇", "421202101");
	keeps("place", "南门村", "421221103201");
	keeps("place", "nmc", "421221103201");
	keeps("place", "嘉鱼县 北岭村", "421221103200");
	keeps("place", "咸安区 向阳湖镇 北岭村", "421202101200");
	keeps("place", "双溪桥镇　祝垴村", "421202105200");
	refuses("place", "溪", "3 个地方");
	refuses("place", "火星", "没有这个地方");
	refuses("place", "鱼岳镇 祝垴村", "没有这个地方");
	refuses("place", "a b c d e f g", "没有这个地方");

	context.unit = "421202.gaj";
	refuses("place", "祝垴村", "2 个地方");
	keeps("place", "北岭村", "421202101200");
	context.unit = "4212";
	refuses("place", "北岭村", "2 个地方");
	context.unit = "421221103.sfs";
	keeps("place", "北岭村", "421221103200");
	context.unit = "421202101";
}

static void what_a_place_shows_can_be_typed(void **state)
{
	static const char *const codes[] = {
		"421202", "421202101", "421202101200", "421202105001", "421221103201", "4212", "42",
	};
	struct field f = field_of("place");

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		char *shown = type_show(&f, book, codes[i], false);

		reads_as(&f, shown, TYPE_OK, codes[i], "");
		free(shown);
	}
}

static void numbers_of_persons_are_masked(void **state)
{
	struct field f = field_of("idcard");
	char *shown = type_show(&f, book, "11010519491231002X", true);

	(void)state;
	assert_string_equal(shown, "110105********002X");
	free(shown);
	shown = type_show(&f, book, "11010519491231002X", false);
	assert_string_equal(shown, "11010519491231002X");
	free(shown);
	f.absent = "未提供";
	shown = type_show(&f, book, "未提供", true);
	assert_string_equal(shown, "未提供");
	free(shown);
	f = field_of("phone");
	shown = type_show(&f, book, "13812345678", true);
	assert_string_equal(shown, "138****5678");
	free(shown);
}

/* --- what is kept reads as itself --------------------------------------------------------------------------------------- */

static uint64_t seed = 20261124;

static size_t pick(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static void stays(const struct field *f, const char *typed, size_t *kept)
{
	char *value, *said, *again = NULL;
	enum type_verdict verdict = type_read(f, &context, typed, &value, &said);

	assert_true(verdict == TYPE_BAD ? !value && said && *said : value && *value);
	if (verdict != TYPE_BAD) {
		++*kept;
		free(said);
		if (type_read(f, &context, value, &again, &said) == TYPE_BAD || strcmp(again, value) != 0)
			fail_msg("%s: “%s” was kept as “%s”, which reads as “%s”", f->type->name, typed, value,
				again ? again : said);
	}
	free(value);
	free(again);
	free(said);
}

static void what_is_kept_reads_as_itself(void **state)
{
	static const char *const piece[] = {
		"0", "1", "2", "9", "11", "24", "2026", "1949", "13812345678", "0715", "8256789", "110105", "421202",
		"19491231", "002X", "-", "+", ".", "/", ":", ",", " ", "　", "年", "月", "日", "点", "分", "万", "亿", "元",
		"转", "#", "(", ")", "x", "X", "Y", "n", "是", "否", "无", "北岭村", "向阳湖镇", "土地", "其他", "b", "l",
		"c", "\n", HASH ".12.", "０", "１", "－", "。", "T", "今天", "e\xcc\x81", "𠮷",
	};
	size_t kept[17] = {0};

	(void)state;
	for (int round = 0; round < 60000; round++) {
		struct buf typed = {0};
		size_t n = 1 + pick(7), i = 0;

		while (n--)
			buf_puts(&typed, piece[pick(sizeof(piece) / sizeof(piece[0]))]);
		for (const struct type *t; (t = type_at(i)); i++) {
			struct field f = field_of(t->name);

			f.branches = round % 2;
			stays(&f, buf_text(&typed), &kept[i]);
		}
		buf_free(&typed);
	}
	for (int round = 0; round < 2000; round++) {
		char *digits = mem_fmt("4212%02zu%04zu%02zu%02zu%03zu", pick(100), 1900 + pick(126), 1 + pick(12), 1 + pick(28),
			pick(1000));
		char *idno = completed(digits), *spaced = mem_fmt(" %.6s %.8s %s", idno, idno + 6, idno + 14);
		struct field f = field_of("idcard");
		size_t n = 0;

		stays(&f, spaced, &n);
		assert_int_equal(n, 1);
		free(spaced);
		free(idno);
		free(digits);
	}
	for (size_t i = 0; type_at(i); i++)
		if (kept[i] < 20 && strcmp(type_at(i)->name, "idcard") != 0 && strcmp(type_at(i)->name, "uscc") != 0)
			fail_msg("%s: only %zu of the inputs were kept", type_at(i)->name, kept[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_found_by_its_name),
		cmocka_unit_test(text_is_kept_as_typed_but_for_the_space_around_it),
		cmocka_unit_test(lines_may_have_line_breaks),
		cmocka_unit_test(a_field_holds_as_many_characters_as_its_form_says),
		cmocka_unit_test(yes_and_no_may_be_typed_shortly),
		cmocka_unit_test(a_code_is_kept_for_whatever_names_it),
		cmocka_unit_test(a_code_shows_as_its_name),
		cmocka_unit_test(a_place_is_looked_for_near_the_writer),
		cmocka_unit_test(what_a_place_shows_can_be_typed),
		cmocka_unit_test(numbers_of_persons_are_masked),
		cmocka_unit_test(what_is_kept_reads_as_itself),
	};

	return cmocka_run_group_tests(tests, open_book, close_book);
}
