/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/book.h"

struct faults { size_t n; char all[4096]; };
static struct faults faults;

static void note(void *arg, const struct ini_fault *f)
{
	struct faults *s = arg;
	size_t end = strlen(s->all);

	s->n++;
	snprintf(s->all + end, sizeof s->all - end, "%s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

static struct limits *parse(const char *text)
{
	memset(&faults, 0, sizeof faults);
	return limits_parse("data/deadlines.ini", text, strlen(text), NULL, note, &faults);
}

#define HEAD "kind = settle\nlabel = 时限\nstarts = opened\nsince = 受理\nbasis = 默认\n"

/* --- reading --------------------------------------------------------------------------------------------------------- */

static void a_limit_says_everything_about_itself(void **state)
{
	struct limits *l = parse("[limit settle_03]\n" HEAD "matter = 01\ngrade = 03 | 02\ndays = 30\nrolls = yes\n"
				 "pauses = yes\nextend = 20\nextensions = 2\nwarn = 3\nnote = 说明\n"
				 "[limit sign]\n" HEAD "workdays = 1\n");
	const struct limit *a = limits_at(l, 0), *b = limits_at(l, 1);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_int_equal(limits_count(l), 2);
	assert_string_equal(a->name, "settle_03");
	assert_string_equal(a->kind, "settle");
	assert_string_equal(a->label, "时限");
	assert_string_equal(a->starts, "opened");
	assert_string_equal(a->since, "受理");
	assert_string_equal(a->matter, "01");
	assert_string_equal(a->grade, "03 | 02");
	assert_string_equal(a->basis, "默认");
	assert_string_equal(a->note, "说明");
	assert_int_equal(a->unit, LIMIT_DAYS);
	assert_int_equal(a->amount, 30);
	assert_true(a->rolls && a->pauses);
	assert_int_equal(a->extend, 20);
	assert_int_equal(a->extensions, 2);
	assert_int_equal(a->warn, 3);
	assert_string_equal(b->grade, "");
	assert_int_equal(b->unit, LIMIT_WORKDAYS);
	assert_false(b->rolls || b->pauses);
	assert_int_equal(b->extend + b->extensions + b->warn, 0);
	assert_ptr_equal(limits_named(l, "sign"), b);
	assert_null(limits_named(l, "x"));
	limits_free(l);
	limits_free(NULL);
}

static void what_can_be_extended_can_be_so_once(void **state)
{
	struct limits *l = parse("[limit a]\n" HEAD "minutes = 30\nextend = 10\n");

	(void)state;
	assert_string_equal(faults.all, "");
	assert_int_equal(limits_at(l, 0)->extensions, 1);
	assert_int_equal(limits_at(l, 0)->unit, LIMIT_MINUTES);
	limits_free(l);
}

/* One wrong section: it is named, it is left out, and the rest stands. */
static void assert_fault(const char *section, const char *where, const char *said)
{
	char *whole = mem_fmt("%s[limit good]\nkind = other\n%sdays = 3\n", section, strchr(HEAD, '\n') + 1);
	struct limits *l = parse(whole);

	if (faults.n != 1 || !strstr(faults.all, where) || !strstr(faults.all, said))
		fail_msg("expected %s … %s, got\n%s", where, said, faults.all);
	assert_int_equal(limits_count(l), 1);
	assert_non_null(limits_named(l, "good"));
	limits_free(l);
	free(whole);
}

static void a_wrong_line_is_named_and_its_section_left_out(void **state)
{
	(void)state;
	assert_fault("[limt a]\n", "data/deadlines.ini:1 [limt a] : ", "[limit 名称]");
	assert_fault("[limit 化解]\n" HEAD "days = 1\n", ":1 [limit 化解] : ", "[limit 名称]");
	assert_fault("[limit a]\n" HEAD "days = 1\nwran = 1\n", ":8 [limit a] wran: ", "是不是想写“warn”");
	assert_fault("[limit a]\n" HEAD, ":1 [limit a] : ", "多久");
	assert_fault("[limit a]\n" HEAD "days = 1\nhours = 2\n", ":1 [limit a] : ", "只写一行");
	assert_fault("[limit a]\n" HEAD "days = 0\n", ":7 [limit a] days: ", "从 1 到 3660");
	assert_fault("[limit a]\n" HEAD "days = 3661\n", "days: ", "从 1 到 3660");
	assert_fault("[limit a]\n" HEAD "days = 7日\n", "days: ", "整数");
	assert_fault("[limit a]\n" HEAD "days = -7\n", "days: ", "整数");
	assert_fault("[limit a]\n" HEAD "days = 7\nwarn =\n", "warn: ", "整数");
	assert_fault("[limit a]\n" HEAD "days = 7\nrolls = 是\n", "rolls: ", "yes 或 no");
	assert_fault("[limit a]\n" HEAD "hours = 2\nrolls = yes\n", "rolls: ", "不能顺延");
	assert_fault("[limit a]\n" HEAD "workdays = 2\nrolls = yes\n", "rolls: ", "不必写顺延");
	assert_fault("[limit a]\n" HEAD "days = 7\nextensions = 1\n", "extensions: ", "extend");
	assert_fault("[limit a]\nkind = settle\nlabel = 时限\nstarts = 受理时间\nsince = 受理\nbasis = 默认\ndays = 7\n",
		     ":4 [limit a] starts: ", "不能当名称");
	assert_fault("[limit a]\nkind = settle\nlabel = 时限\nstarts = opened\nsince = 受理\ndays = 7\n",
		     ":1 [limit a] basis: ", "缺依据");
}

static void a_file_that_cannot_be_read_is_as_none(void **state)
{
	struct limits *l = parse("[limit a\n");

	(void)state;
	assert_null(l);
	assert_int_equal(faults.n, 1);
	assert_int_equal(limits_count(l), 0);
	assert_null(limits_named(l, "a"));
	assert_null(limits_find(l, "settle", "", ""));
}

static void two_limits_for_the_same_case_are_refused(void **state)
{
	struct limits *l = parse("[limit a]\n" HEAD "grade = 03 | 02\ndays = 1\n[limit b]\n" HEAD "grade = 04|02\ndays = 2\n"
				 "[limit c]\n" HEAD "matter = 02\ndays = 3\n"
				 "[limit d]\n" HEAD "grade = 04\nmatter = 02\ndays = 4\n");

	(void)state;
	assert_int_equal(faults.n, 1);
	assert_non_null(strstr(faults.all, ":10 [limit b] kind: 与 [limit a]"));
	assert_int_equal(limits_count(l), 3);
	limits_free(l);
}

/* --- finding --------------------------------------------------------------------------------------------------------- */

static void assert_found(const struct limits *l, const char *grade, const char *matter, const char *name)
{
	const struct limit *found = limits_find(l, "settle", grade, matter);

	assert_string_equal(found ? found->name : "none", name);
}

static void the_closest_limit_is_found(void **state)
{
	struct limits *l = parse("[limit grave]\n" HEAD "grade = 03 | 02\ndays = 1\n"
				 "[limit petition]\n" HEAD "matter = 02\ndays = 2\n"
				 "[limit any]\n" HEAD "days = 3\n[limit both]\n" HEAD "grade = 04\nmatter = 02\ndays = 4\n");

	(void)state;
	assert_string_equal(faults.all, "");
	assert_found(l, "", "", "any");
	assert_found(l, "04", "01", "any");
	assert_found(l, "02", "01", "grave");
	assert_found(l, "03", "", "grave");
	assert_found(l, "0", "", "any");                /* a part of a code is none */
	assert_found(l, "03 | 02", "", "any");
	assert_found(l, "02", "02", "petition");        /* the matter decides */
	assert_found(l, "04", "02", "both");
	assert_null(limits_find(l, "sign", "02", "02"));
	limits_free(l);
}

/* --- the shipped set ------------------------------------------------------------------------------------------------- */

static struct book *shipped(const char *deadlines)
{
	/* tests run in the root of the tree */
	char *share = access("data/deadlines.ini", R_OK) ? file_share() : mem_dup(".");
	struct book_file *files;
	struct err err = { 0 };
	struct book *b;
	size_t n;

	memset(&faults, 0, sizeof faults);
	if (!book_files(share, &files, &n, &err))
		fail_msg("%s", err.say);
	for (size_t i = 0; deadlines && i < n; i++)
		if (!strcmp(files[i].path, "data/deadlines.ini")) {
			free(files[i].text);
			files[i].text = mem_dup(deadlines);
			files[i].len = strlen(deadlines);
		}
	b = book_new(1, files, n, note, &faults);
	book_files_free(files, n);
	free(share);
	return b;
}

static void assert_shipped(const struct book *b, const char *kind, const char *grade, const char *matter, enum limit_unit unit,
			   int32_t amount, int32_t extend)
{
	const struct limit *l = limits_find(book_limits(b), kind, grade, matter);

	if (!l)
		fail_msg("no limit for %s %s %s", kind, grade, matter);
	assert_int_equal(l->unit, unit);
	assert_int_equal(l->amount, amount);
	assert_int_equal(l->extend, extend);
}

static void the_shipped_limits_are_those_of_law_and_of_the_city(void **state)
{
	struct book *b = shipped(NULL);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_true(calendar_knows(book_calendar(b), 2026));
	assert_shipped(b, "settle", "", "01", LIMIT_DAYS, 7, 7);
	assert_shipped(b, "settle", "04", "01", LIMIT_DAYS, 7, 7);
	assert_shipped(b, "settle", "03", "01", LIMIT_DAYS, 30, 30);
	assert_shipped(b, "settle", "02", "01", LIMIT_DAYS, 60, 30);
	assert_shipped(b, "inform", "04", "02", LIMIT_DAYS, 15, 0);
	assert_shipped(b, "settle", "04", "02", LIMIT_DAYS, 60, 30);
	assert_null(limits_find(book_limits(b), "inform", "04", "01"));
	assert_shipped(b, "mediate", "", "", LIMIT_DAYS, 30, 30);
	assert_shipped(b, "confirm", "", "", LIMIT_DAYS, 30, 0);
	assert_shipped(b, "dispatch", "04", "01", LIMIT_WORKDAYS, 1, 0);
	assert_shipped(b, "sign", "04", "01", LIMIT_WORKDAYS, 1, 0);
	assert_shipped(b, "sign", "02", "01", LIMIT_HOURS, 2, 0);
	assert_shipped(b, "reply_notice", "", "", LIMIT_WORKDAYS, 5, 0);
	assert_shipped(b, "reply_warning", "", "", LIMIT_WORKDAYS, 5, 0);
	assert_shipped(b, "revisit", "04", "01", LIMIT_DAYS, 15, 0);
	assert_shipped(b, "revisit_again", "03", "01", LIMIT_DAYS, 30, 0);
	assert_null(limits_find(book_limits(b), "revisit_again", "04", "01"));
	assert_shipped(b, "urgent_call", "", "", LIMIT_MINUTES, 30, 0);
	assert_shipped(b, "urgent_report", "", "", LIMIT_HOURS, 1, 0);
	book_free(b);
}

static size_t times(const char *word)
{
	size_t n = 0;

	for (const char *at = faults.all; (at = strstr(at, word)); at += strlen(word))
		n++;
	return n;
}

static void a_code_must_stand_in_its_table(void **state)
{
	struct book *b = shipped("[limit a]\n" HEAD "grade = 03 | 3\ndays = 1\n[limit b]\n" HEAD "matter = 98\ndays = 1\n");

	(void)state;
	/* two, and besides them only the forms whose clock has lost its limit */
	assert_int_equal(times("data/deadlines.ini:"), 2);
	assert_non_null(strstr(faults.all, "[clock settle]"));
	assert_non_null(strstr(faults.all, "data/deadlines.ini:7 [limit a] grade: 代码表 grade 里没有“3”"));
	assert_non_null(strstr(faults.all, "data/deadlines.ini:15 [limit b] matter: 代码表 matter 里没有“98”"));
	assert_int_equal(limits_count(book_limits(b)), 0);
	book_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_says_everything_about_itself),
		cmocka_unit_test(what_can_be_extended_can_be_so_once),
		cmocka_unit_test(a_wrong_line_is_named_and_its_section_left_out),
		cmocka_unit_test(a_file_that_cannot_be_read_is_as_none),
		cmocka_unit_test(two_limits_for_the_same_case_are_refused),
		cmocka_unit_test(the_closest_limit_is_found),
		cmocka_unit_test(the_shipped_limits_are_those_of_law_and_of_the_city),
		cmocka_unit_test(a_code_must_stand_in_its_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
