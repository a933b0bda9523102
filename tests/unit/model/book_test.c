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
#include "base/text.h"
#include "model/book.h"
#include "model/type.h"

#define FILE_OF(p, t) { (char *)(p), (char *)(t), sizeof(t) - 1 }

struct faults { size_t n; char all[4096]; };

static void note(void *arg, const struct ini_fault *f)
{
	struct faults *s = arg;
	size_t at = strlen(s->all);

	s->n++;
	snprintf(s->all + at, sizeof s->all - at, "%s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

static struct faults faults;

static struct book *make(const struct book_file *files, size_t n)
{
	memset(&faults, 0, sizeof faults);
	return book_new(7, files, n, note, &faults);
}

/* --- a small set ----------------------------------------------------------------------------------------------------- */

static const char divisions[] =
	"code,name,parent\n42,湖北省,\n4212,咸宁市,42\n421202,咸安区,4212\n421202101,向阳湖镇,421202\n"
	"421202101218,北岭村村委会,421202101\n421202101001,向阳湖社区居委会,421202101\n421202101219,绿山村民委员会,421202101\n";
static const char places[] = "code,name,parent\n421202101300,新湾村,421202101\n421202101219,绿岭村,421202101\n";
static const char departments[] = "code,name\nsfs,司法所\n421202101.zx,综治中心\n";
static const char calendar[] = "date,kind,name\n2026-10-01,放假,国庆节\n";
static const char deadlines[] =
	"[limit sign]\nkind = sign\nlabel = 签收\nstarts = opened\nsince = 受理\nworkdays = 1\nbasis = 默认\n";
static const char flow[] =
	"[step 汇]\nname = 信息汇集\ndoing = 受理\n[step 督]\nname = 定期督办\nbeside = yes\n[step 办]\nname = 限时办理\n";
static const char opener[] = "[form]\ntitle = 登记\nopens = case\nstep = 汇\n[field title]\nlabel = 名称\n";
static const char handle[] = "[form]\ntitle = 办理\ncontinues = case\nstep = 办\n[field content]\nlabel = 情况\n";
static const char wrong[] = "[form]\ntitle = 办理\ncontinues = case\nstep = 半\n[field content]\nlabel = 情况\n";

static void a_book_holds_forms_tables_and_steps(void **state)
{
	const struct book_file files[] = {       /* a continuing form may come first */
		FILE_OF("forms/handle.ini", handle), FILE_OF("forms/intake.ini", opener), FILE_OF("data/flow.ini", flow),
		FILE_OF("data/divisions.csv", divisions), FILE_OF("data/calendar.csv", calendar), FILE_OF("README", "x"),
	};
	struct book *b = make(files, sizeof files / sizeof *files);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_int_equal(book_version(b), 7);
	assert_int_equal(book_forms(b), 2);
	assert_string_equal(book_form_at(b, 0)->name, "handle");
	assert_string_equal(book_form_at(b, 1)->name, "intake");
	assert_ptr_equal(book_form(b, "intake"), book_opener(b, "case"));
	assert_null(book_form(b, "none"));
	assert_null(book_opener(b, ""));
	assert_int_equal(book_tables(b), 1);
	assert_null(book_table(b, "calendar"));
	assert_int_equal(book_steps(b), 3);
	assert_string_equal(book_step(b, "汇")->doing, "受理");
	assert_string_equal(book_step(b, "办")->doing, "限时办理");
	assert_true(book_step(b, "督")->beside);
	assert_false(book_step(b, "办")->beside);
	assert_null(book_step(b, "x"));
	book_free(b);
	book_free(NULL);
}

static void a_wrong_file_is_left_out_and_the_rest_stands(void **state)
{
	const struct book_file files[] = {
		FILE_OF("forms/intake.ini", opener), FILE_OF("forms/handle.ini", wrong), FILE_OF("data/flow.ini", flow),
		FILE_OF("data/divisions.csv", divisions), FILE_OF("data/sex.csv", "code,name,parent\n1,男,\n1,女,\n"),
	};
	struct book *b = make(files, sizeof files / sizeof *files);

	(void)state;
	assert_int_equal(faults.n, 2);
	assert_non_null(strstr(faults.all, "forms/handle.ini:4 [form] step"));
	assert_non_null(strstr(faults.all, "data/sex.csv"));
	assert_null(book_form(b, "handle"));
	assert_null(book_table(b, "sex"));
	assert_non_null(book_form(b, "intake"));
	assert_non_null(book_divisions(b));
	book_free(b);
}

static void a_book_holds_the_calendar_and_the_limits(void **state)
{
	const struct book_file files[] = { FILE_OF("data/calendar.csv", calendar), FILE_OF("data/deadlines.ini", deadlines) };
	const struct book_file bad[] = {
		FILE_OF("data/calendar.csv", "date,kind,name\n2026-10-01,休息,国庆节\n"), FILE_OF("data/deadlines.ini", "[limit\n"),
	};
	struct book *b = make(files, 2);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_true(calendar_knows(book_calendar(b), 2026));
	assert_string_equal(limits_find(book_limits(b), "sign", "", "")->label, "签收");
	book_free(b);
	b = make(bad, 2);
	assert_int_equal(faults.n, 2);
	assert_non_null(strstr(faults.all, "data/calendar.csv:0 [] : calendar 第 2 行"));
	assert_non_null(strstr(faults.all, "data/deadlines.ini:1"));
	assert_false(calendar_knows(book_calendar(b), 2026));
	assert_int_equal(limits_count(book_limits(b)), 0);
	book_free(b);
}

static void what_cannot_stand_without_a_wrong_file_is_left_out_too(void **state)
{
	const struct book_file files[] = {
		FILE_OF("forms/intake.ini", "[form]\ntitel = 登记\n"), FILE_OF("forms/handle.ini", handle),
		FILE_OF("data/flow.ini", flow),
	};
	struct book *b = make(files, sizeof files / sizeof *files);

	(void)state;
	assert_int_equal(book_forms(b), 0);
	assert_non_null(strstr(faults.all, "forms/handle.ini:3 [form] continues"));
	book_free(b);
}

static void one_kind_is_opened_by_one_form(void **state)
{
	const struct book_file files[] = {
		FILE_OF("forms/a.ini", opener), FILE_OF("forms/b.ini", opener), FILE_OF("data/flow.ini", flow),
	};
	struct book *b = make(files, 3);

	(void)state;
	assert_int_equal(faults.n, 1);
	assert_non_null(strstr(faults.all, "forms/b.ini:3 [form] opens"));
	assert_int_equal(book_forms(b), 1);
	book_free(b);
}

static void a_file_that_comes_twice_counts_once(void **state)
{
	const struct book_file files[] = {
		FILE_OF("forms/a.ini", opener), FILE_OF("forms/a.ini", handle), FILE_OF("data/flow.ini", flow),
		FILE_OF("data/sex.csv", "code,name\n1,男\n"), FILE_OF("data/sex.csv", "code,name\n1,女\n"),
	};
	struct book *b = make(files, 5);

	(void)state;
	assert_int_equal(faults.n, 2);
	assert_string_equal(book_form(b, "a")->title, "登记");
	assert_string_equal(table_label(book_table(b, "sex"), "1"), "男");
	book_free(b);
}

static void a_wrong_step_is_left_out(void **state)
{
	const struct book_file files[] = {
		FILE_OF("data/flow.ini", "[step 汇]\nname = 信息汇集\n[step 办]\ndoing = 办理\n"
					 "[setp 结]\nname = 反馈\n[step 评]\nname = 评\nx = 1\n"),
	};
	struct book *b = make(files, 1);

	(void)state;
	assert_int_equal(faults.n, 3);
	assert_int_equal(book_steps(b), 2);
	book_free(b);
}

static void assert_said(char *said, const char *expected)
{
	assert_string_equal(said, expected);
	free(said);
}

static void a_place_is_called_as_people_call_it(void **state)
{
	const struct book_file files[] = { FILE_OF("data/divisions.csv", divisions) };
	struct book *b = make(files, 1);

	(void)state;
	assert_said(book_place(b, "421202101218"), "咸安区 向阳湖镇 北岭村");
	assert_said(book_place(b, "421202101001"), "咸安区 向阳湖镇 向阳湖社区");
	assert_said(book_place(b, "421202"), "咸安区");
	assert_said(book_place(b, "4212"), "咸宁市");
	assert_said(book_place(b, "999"), "999");
	book_free(b);
}

static void a_county_adds_and_renames_places(void **state)
{
	const struct book_file files[] = { FILE_OF("data/places.csv", places), FILE_OF("data/divisions.csv", divisions) };
	struct book *b = make(files, 2);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_said(book_place(b, "421202101300"), "咸安区 向阳湖镇 新湾村");
	assert_said(book_place(b, "421202101219"), "咸安区 向阳湖镇 绿岭村");
	assert_said(book_place(b, "421202101218"), "咸安区 向阳湖镇 北岭村");
	assert_int_equal(table_count(book_divisions(b)), 8);
	assert_int_equal(book_tables(b), 1);
	book_free(b);
}

static void a_wrong_list_of_places_does_not_cost_the_nations(void **state)
{
	const struct book_file files[] = {
		FILE_OF("data/places.csv", "code,name,parent\n1,甲,没有\n"), FILE_OF("data/divisions.csv", divisions),
	};
	struct book *b = make(files, 2);

	(void)state;
	assert_true(faults.n >= 1);
	assert_said(book_place(b, "421202101218"), "咸安区 向阳湖镇 北岭村");
	book_free(b);
}

static void a_unit_has_a_short_name(void **state)
{
	const struct book_file files[] = {
		FILE_OF("data/divisions.csv", divisions), FILE_OF("data/departments.csv", departments),
	};
	struct book *b = make(files, 2);

	(void)state;
	assert_said(book_unit(b, "421202101"), "向阳湖镇");
	assert_said(book_unit(b, "421202101218"), "北岭村");
	assert_said(book_unit(b, "421202101.sfs"), "向阳湖镇司法所");
	assert_said(book_unit(b, "421202101.zx"), "向阳湖镇综治中心");
	assert_said(book_unit(b, "421202101.xx"), "向阳湖镇xx");
	assert_said(book_unit(b, "999"), "999");
	assert_said(book_unit(b, "999.sfs"), "999.sfs");
	book_free(b);
}

/* --- units ----------------------------------------------------------------------------------------------------------- */

static const char offices[] =
	"code,name,parent\nzhengfa,政法系统,\nzhengfa-county,县级,zhengfa\ngaj,公安局,zhengfa-county\nzhengfa-town,乡镇,zhengfa\n"
	"sfs,司法所,zhengfa-town\npcs,派出所,zhengfa-town\n"
	"zhengfu,政府系统,\nzhengfu-town,乡镇,zhengfu\nzhengfu-county,县级,zhengfu\nfl,妇联,zhengfu\n"
	"dl,独立办,\n421202101.pcs,湖区派出所,\n421202101.ycz,鱼池站,zhengfu-town\n";

static struct book *with_offices(void)
{
	const struct book_file files[] = {
		FILE_OF("data/divisions.csv", divisions), FILE_OF("data/departments.csv", offices),
		FILE_OF("data/places.csv", places),
	};
	struct book *b = make(files, 3);

	assert_string_equal(faults.all, "");
	return b;
}

static void a_division_has_the_departments_of_its_level(void **state)
{
	static const char *const known[] = {
		"4212", "421202", "421202101", "421202101218", "421202101300", "4212.gaj", "421202.gaj", "421202101.sfs",
		"421202101.pcs", "421202101.ycz", "421202.fl", "421202101.fl", "421202101.dl",
	};
	static const char *const unknown[] = {
		"", ".", ".sfs", "42.gaj", "421203", "421202101.", "421202101.gaj", "421202.sfs", "421202101218.sfs",
		"421202101218.fl", "421202.ycz", "421202101.zhengfa", "421202101.zhengfu-town", "421202.zhengfu-county",
		"421202101.zhengfa-town", "421202101.none", "421203.gaj",
	};
	struct book *b = with_offices(), *none = make(NULL, 0);

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!book_unit_known(b, known[i]) || book_unit_known(none, known[i]))
			fail_msg("%s", known[i]);
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		if (book_unit_known(b, unknown[i]))
			fail_msg("%s", unknown[i]);
	book_free(none);
	book_free(b);
}

static void the_departments_of_a_division_stand_in_the_tables_order(void **state)
{
	static const struct { const char *division, *all; } has[] = {
		{ "421202101", "421202101.sfs 421202101.fl 421202101.dl 421202101.pcs 421202101.ycz " },
		{ "421202", "421202.gaj 421202.fl 421202.dl " }, { "421202101218", "" },
	};
	struct book *b = with_offices();

	(void)state;
	for (size_t i = 0; i < sizeof has / sizeof *has; i++) {
		char all[200] = "";

		for (size_t k = 0; k < table_count(book_table(b, BOOK_DEPARTMENTS)); k++) {
			char *unit = book_department_at(b, has[i].division, k);

			if (unit)
				snprintf(all + strlen(all), sizeof all - strlen(all), "%s ", unit);
			free(unit);
		}
		assert_string_equal(all, has[i].all);
	}
	book_free(b);
}

static void a_department_is_the_nearest_one_that_there_is(void **state)
{
	struct book *b = with_offices(), *none = make(NULL, 0);

	(void)state;
	assert_said(book_unit_of(b, "421202101", "sfs"), "421202101.sfs");
	assert_said(book_unit_of(b, "421202101.pcs", "sfs"), "421202101.sfs");
	assert_said(book_unit_of(b, "421202101218", "sfs"), "421202101.sfs");
	assert_said(book_unit_of(b, "421202101218", "gaj"), "421202.gaj");
	assert_said(book_unit_of(b, "421202", "sfs"), "421202.sfs");
	assert_said(book_unit_of(b, "421202101218", "none"), "421202101.none");
	assert_said(book_unit_of(none, "421202101218", "sfs"), "421202101.sfs");
	assert_said(book_unit_of(b, "", "sfs"), ".sfs");
	book_free(none);
	book_free(b);
}

static void above_a_unit_is_what_it_belongs_to_as_far_as_the_city(void **state)
{
	struct book *b = with_offices(), *none = make(NULL, 0);

	(void)state;
	for (int known = 0; known < 2; known++) {
		struct book *at = known ? b : none;

		assert_said(book_unit_above(at, "421202101.sfs"), "421202101");
		assert_said(book_unit_above(at, "421202101218"), "421202101");
		assert_said(book_unit_above(at, "421202101"), "421202");
		assert_said(book_unit_above(at, "421202"), "4212");
		assert_said(book_unit_above(at, "4212"), "");
		assert_said(book_unit_above(at, ""), "");
	}
	book_free(none);
	book_free(b);
}

static void a_department_is_in_a_line_a_division_in_none(void **state)
{
	struct book *b = with_offices();

	(void)state;
	assert_string_equal(book_unit_line(b, "421202101.sfs"), "政法系统");
	assert_string_equal(book_unit_line(b, "421202.gaj"), "政法系统");
	assert_string_equal(book_unit_line(b, "421202.fl"), "政府系统");
	/* a row of its own without a parent says no other line */
	assert_string_equal(book_unit_line(b, "421202101.pcs"), "政法系统");
	assert_string_equal(book_unit_line(b, "421202101.ycz"), "政府系统");
	assert_string_equal(book_unit_line(b, "421202101.dl"), "");
	assert_string_equal(book_unit_line(b, "421202101"), "");
	assert_string_equal(book_unit_line(b, "421202101.none"), "");
	assert_string_equal(book_unit_line(b, ""), "");
	assert_said(book_unit(b, "421202101.pcs"), "向阳湖镇湖区派出所");
	book_free(b);
}

/* --- texts ----------------------------------------------------------------------------------------------------------- */

static void a_text_is_kept_without_what_editors_add(void **state)
{
	const struct book_file files[] = {
		FILE_OF("data/notice.txt", "\xef\xbb\xbf受理告知单\r\n{no}\t号\r\n"), FILE_OF("data/empty.txt", ""),
		FILE_OF("forms/else.txt", "x"),
	};
	struct book *b = make(files, 3);

	(void)state;
	assert_string_equal(faults.all, "");
	assert_string_equal(book_text(b, "notice"), "受理告知单\n{no}\t号\n");
	assert_string_equal(book_text(b, "empty"), "");
	assert_null(book_text(b, "else"));
	assert_null(book_text(b, "none"));
	book_free(b);
}

static void what_is_no_text_is_left_out(void **state)
{
	const struct book_file files[] = {
		FILE_OF("data/gbk.txt", "\xca\xdc\xc0\xed"), FILE_OF("data/esc.txt", "a\033[31m"),
		FILE_OF("data/nul.txt", "a\0b"), FILE_OF("data/twice.txt", "一"), FILE_OF("data/twice.txt", "二"),
	};
	struct book *b = make(files, 5);

	(void)state;
	assert_int_equal(faults.n, 4);
	assert_non_null(strstr(faults.all, "data/gbk.txt"));
	assert_null(book_text(b, "gbk"));
	assert_null(book_text(b, "esc"));
	assert_null(book_text(b, "nul"));
	assert_string_equal(book_text(b, "twice"), "一");
	book_free(b);
}

/* --- files on disk --------------------------------------------------------------------------------------------------- */

static void write_file(const char *dir, const char *name, const char *text)
{
	char *path = file_join(dir, name);
	struct err err = { 0 };

	assert_true(file_write(path, text, strlen(text), &err));
	free(path);
}

static void remove_file(const char *dir, const char *name)
{
	char *path = file_join(dir, name);

	if (unlink(path))
		rmdir(path);
	free(path);
}

static void the_files_of_a_folder_are_forms_and_data(void **state)
{
	char dir[] = "/tmp/yichuang-book-XXXXXX";
	struct book_file *files;
	struct err err = { 0 };
	size_t n;
	char *forms, *data;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_false(book_files(dir, &files, &n, &err));
	assert_int_equal(n, 0);
	assert_true(*err.say != '\0');
	forms = file_join(dir, "forms");
	data = file_join(dir, "data");
	assert_true(file_make_dir(forms, &err) && file_make_dir(data, &err));
	write_file(forms, "a.ini", opener);
	write_file(forms, "note.txt", "x");
	write_file(data, "sex.csv", "code,name\n1,男\n");
	write_file(data, "flow.ini", flow);
	write_file(data, "notice.txt", "告知单\n");
	assert_true(book_files(dir, &files, &n, &err));
	assert_int_equal(n, 4);
	assert_string_equal(files[0].path, "forms/a.ini");
	assert_string_equal(files[0].text, opener);
	assert_int_equal(files[0].len, strlen(opener));
	assert_string_equal(files[1].path, "data/sex.csv");
	assert_string_equal(files[2].path, "data/flow.ini");
	assert_string_equal(files[3].path, "data/notice.txt");
	book_files_free(files, n);
	remove_file(forms, "a.ini");
	remove_file(forms, "note.txt");
	remove_file(data, "sex.csv");
	remove_file(data, "flow.ini");
	remove_file(data, "notice.txt");
	remove_file(dir, "forms");
	remove_file(dir, "data");
	rmdir(dir);
	free(forms);
	free(data);
}

/* --- the shipped set ------------------------------------------------------------------------------------------------- */

static struct book *shipped(void)
{
	/* tests run in the root of the tree */
	char *share = access("forms/intake.ini", R_OK) ? file_share() : mem_dup(".");
	struct book_file *files;
	struct err err = { 0 };
	struct book *b;
	size_t n;

	if (!book_files(share, &files, &n, &err))
		fail_msg("%s", err.say);
	b = make(files, n);
	book_files_free(files, n);
	free(share);
	return b;
}

static void the_shipped_set_has_no_fault(void **state)
{
	struct book *b = shipped();

	(void)state;
	assert_string_equal(faults.all, "");
	assert_true(book_forms(b) >= 4);
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (!*f->help)
			fail_msg("%s has no help", f->name);
		for (size_t k = 0; k < f->nfields; k++)
			if (!*f->fields[k].help)
				fail_msg("%s: %s has no help", f->name, f->fields[k].name);
	}
	book_free(b);
}

/* A department on a list of cases is short, and its code is what a clerk types. */
static void shipped_departments_have_short_names_and_plain_codes(void **state)
{
	struct book *b = shipped();
	const struct table *t = book_table(b, BOOK_DEPARTMENTS);
	size_t lines = 0;

	(void)state;
	assert_non_null(t);
	for (size_t i = 0; i < table_count(t); i++) {
		const struct code *c = table_at(t, i);
		char *in_town = book_department_at(b, "421202101", i), *in_county = book_department_at(b, "421202", i);
		const char *unit = in_town ? in_town : in_county;

		lines += !*c->parent;
		if (c->leaf && (!unit || !*book_unit_line(b, unit)))
			fail_msg("%s is nowhere", c->code);
		if (c->leaf && strspn(c->code, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(c->code))
			fail_msg("%s", c->code);
		if (c->leaf && text_width(c->name) > 18)
			fail_msg("%s is too long a name", c->name);
		free(in_town);
		free(in_county);
	}
	assert_int_equal(lines, 2);
	assert_said(book_unit(b, "421202101.sfs"), "向阳湖镇司法所");
	assert_string_equal(book_unit_line(b, "421202.xfj"), "政府系统");
	book_free(b);
}

static void the_seven_steps_stand_in_their_order(void **state)
{
	static const char *const signs[] = { "汇", "研", "交", "办", "督", "结", "评" };
	struct book *b = shipped();

	(void)state;
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(book_step_at(b, i)->sign, signs[i]);
	for (size_t i = 0; i < book_steps(b); i++)
		assert_int_equal(book_step_at(b, i)->hidden, i >= 7);
	assert_true(book_step(b, "督")->beside);
	book_free(b);
}

static void intake_has_the_fields_that_programs_rely_on(void **state)
{
	static const char *const names[] = {
		"matter", "channel", "title", "claim", "type", "occurred", "place", "address", "scale", "people", "summary",
		"grade",
		"urgent", "receiver", "opened", "party1.role", "party1.name", "party1.idtype", "party1.idno", "party1.phone",
		"party1.sex", "party1.address",
	};
	struct book *b = shipped();
	const struct form *f = book_opener(b, "case");

	(void)state;
	assert_string_equal(f->name, "intake");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!form_field(f, names[i]))
			fail_msg("intake has no %s", names[i]);
	assert_string_equal(f->effect.step, "汇");
	assert_int_equal(form_group(f, "party")->min, 0);
	book_free(b);
}

/* Whoever comes to a window can be written down: what must be filled is what a clerk can always give. */
static void intake_asks_only_for_what_a_clerk_can_always_give(void **state)
{
	struct book *b = shipped();
	const struct form *f = book_opener(b, "case");

	(void)state;
	for (size_t i = 0; i < f->nfields; i++) {
		const struct field *c = &f->fields[i];

		if (c->required && !c->required_when && !c->visible && !*c->initial)
			assert_string_equal(c->name, "title");
	}
	book_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_book_holds_forms_tables_and_steps),
		cmocka_unit_test(a_wrong_file_is_left_out_and_the_rest_stands),
		cmocka_unit_test(a_book_holds_the_calendar_and_the_limits),
		cmocka_unit_test(what_cannot_stand_without_a_wrong_file_is_left_out_too),
		cmocka_unit_test(one_kind_is_opened_by_one_form),
		cmocka_unit_test(a_file_that_comes_twice_counts_once),
		cmocka_unit_test(a_wrong_step_is_left_out),
		cmocka_unit_test(a_place_is_called_as_people_call_it),
		cmocka_unit_test(a_county_adds_and_renames_places),
		cmocka_unit_test(a_wrong_list_of_places_does_not_cost_the_nations),
		cmocka_unit_test(a_unit_has_a_short_name),
		cmocka_unit_test(a_division_has_the_departments_of_its_level),
		cmocka_unit_test(the_departments_of_a_division_stand_in_the_tables_order),
		cmocka_unit_test(a_department_is_the_nearest_one_that_there_is),
		cmocka_unit_test(above_a_unit_is_what_it_belongs_to_as_far_as_the_city),
		cmocka_unit_test(a_department_is_in_a_line_a_division_in_none),
		cmocka_unit_test(a_text_is_kept_without_what_editors_add),
		cmocka_unit_test(what_is_no_text_is_left_out),
		cmocka_unit_test(the_files_of_a_folder_are_forms_and_data),
		cmocka_unit_test(the_shipped_set_has_no_fault),
		cmocka_unit_test(shipped_departments_have_short_names_and_plain_codes),
		cmocka_unit_test(the_seven_steps_stand_in_their_order),
		cmocka_unit_test(intake_has_the_fields_that_programs_rely_on),
		cmocka_unit_test(intake_asks_only_for_what_a_clerk_can_always_give),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
