/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/book.h"
#include "model/form.h"
#include "model/type.h"

/* --- a small book to lint against ------------------------------------------------------------------------------------ */

#define FILE_OF(p, t) { (char *)(p), (char *)(t), sizeof(t) - 1 }

static const char sex_csv[] = "code,name,parent\n1,男,\n2,女,\n";
static const char type_csv[] = "code,name,parent\n09,土地及资源权属纠纷,\n0901,土地承包经营,09\n0902,宅基地使用,09\n";
static const char flow_ini[] = "[step 汇]\nname = 信息汇集\n[step 办]\nname = 限时办理\n[step 结]\nname = 反馈结果\n";
static const char case_ini[] =
	"[form]\ntitle = 登记\nopens = case\n[field title]\nlabel = 名称\n"
	"[field type]\nlabel = 类别\ntype = code\ncodes = event_type\n";

static const char deadlines_ini[] =
	"[limit settle]\nkind = settle\nlabel = 时限\nstarts = opened\nsince = 受理\nbasis = 默认\ndays = 7\n";

static struct book *small_book(void)
{
	const struct book_file files[] = {
		FILE_OF("data/sex.csv", sex_csv), FILE_OF("data/event_type.csv", type_csv), FILE_OF("data/flow.ini", flow_ini),
		FILE_OF("data/deadlines.ini", deadlines_ini), FILE_OF("forms/case.ini", case_ini),
	};

	return book_new(1, files, sizeof files / sizeof *files, NULL, NULL);
}

static struct book *book;

static int open_book(void **state)
{
	(void)state;
	book = small_book();
	return book_forms(book) != 1;
}

static int close_book(void **state)
{
	(void)state;
	book_free(book);
	return 0;
}

struct faults {
	size_t n;
	int line;
	char section[64], key[64], say[512];
	char all[4096];
};

static void note(void *arg, const struct ini_fault *f)
{
	struct faults *s = arg;
	size_t at = strlen(s->all);

	if (!s->n++) {
		s->line = f->line;
		snprintf(s->section, sizeof s->section, "%s", f->section);
		snprintf(s->key, sizeof s->key, "%s", f->key);
		snprintf(s->say, sizeof s->say, "%s", f->say);
	}
	snprintf(s->all + at, sizeof s->all - at, "%d [%s] %s: %s\n", f->line, f->section, f->key, f->say);
}

static struct form *parse(const char *text, const struct book *b, struct faults *s)
{
	memset(s, 0, sizeof *s);
	return form_parse("forms/sample.ini", text, strlen(text), b, note, s);
}

static struct form *good(const char *text)
{
	struct faults s;
	struct form *f = parse(text, book, &s);

	if (!f)
		fail_msg("%s", s.all);
	assert_int_equal(s.n, 0);
	return f;
}

/* --- what is read ---------------------------------------------------------------------------------------------------- */

static const char sample[] =
	"[form]\n"
	"title   = 样表\n"
	"opens   = sample\n"
	"step    = 汇\n"
	"levels  = village county\n"
	"goes    = unit\n"
	"serial  = S\n"
	"version = 3\n"
	"[group party]\n"
	"label = 当事人\n"
	"min   = 1\n"
	"shows = name sex\n"
	"[field party.name]\n"
	"label = 姓名\n"
	"[field party.idno]\n"
	"label  = 证件号码\n"
	"type   = idcard\n"
	"fills  = sex, birth\n"
	"absent = 未提供\n"
	"strict = \"name != 空\"\n"
	"[field party.idno_why]\n"
	"label   = 原因\n"
	"visible = \"idno = 未提供\"\n"
	"[field party.sex]\n"
	"label = 性别\n"
	"type  = code\n"
	"codes = sex\n"
	"[field party.birth]\n"
	"label  = 出生日期\n"
	"type   = date\n"
	"beside = yes\n"
	"[field party.guardian]\n"
	"label    = 监护人\n"
	"required = \"age < 18\"\n"
	"[field title]\n"
	"label    = 名称\n"
	"required = yes\n"
	"max      = 100\n"
	"[field type]\n"
	"label   = 类别\n"
	"type    = code\n"
	"codes   = event_type\n"
	"page    = 2\n"
	"default = 宅基地使用\n"
	"[field people]\n"
	"label   = 人数\n"
	"type    = int\n"
	"check   = \"people >= 1\"\n"
	"message = 至少一人\n"
	"[field opened]\n"
	"label    = 时间\n"
	"type     = datetime\n"
	"default  = now\n"
	"backdate = yes\n"
	"[field summary]\n"
	"label = 简述\n"
	"type  = lines\n"
	"lines = 5\n"
	"help  = \"何时; 何地\"\n"
	"[effect]\n"
	"step = 办\n"
	"[set lead]\nto = unit\n[set lead 2]\nto = 空\nwhen = \"summary = 空\"\n"
	"[clock settle]\ndo = start\n[clock all]\ndo = stop\n";

static void a_form_has_the_shape_its_file_gives_it(void **state)
{
	struct form *f = good(sample);

	(void)state;
	assert_string_equal(f->name, "sample");
	assert_string_equal(f->title, "样表");
	assert_string_equal(f->list, "样表");
	assert_string_equal(f->opens, "sample");
	assert_string_equal(f->continues, "");
	assert_string_equal(f->serial, "S");
	assert_string_equal(f->effect.step, "办");
	assert_int_equal(f->nsets, 2);
	assert_string_equal(f->sets[1].name, "lead");
	assert_string_equal(f->sets[1].to, "空");
	assert_null(f->sets[0].when);
	assert_non_null(f->sets[1].when);
	assert_int_equal(f->nclocks, 2);
	assert_string_equal(f->clocks[0].kind, "settle");
	assert_int_equal(f->clocks[0].what, CLOCKING_START);
	assert_int_equal(f->clocks[1].what, CLOCKING_STOP);
	assert_int_equal(f->levels, FORM_VILLAGE | FORM_COUNTY);
	assert_int_equal(f->goes, FORM_UNIT);
	assert_int_equal(f->version, 3);
	assert_int_equal(f->pages, 2);
	assert_int_equal(f->nfields, 11);
	assert_int_equal(f->ngroups, 1);
	form_free(f);
	form_free(NULL);
}

static void a_field_has_what_is_written_and_a_default_for_the_rest(void **state)
{
	struct form *f = good(sample);
	const struct field *idno = form_field(f, "party.idno"), *title = form_field(f, "title"), *type = form_field(f, "type");

	(void)state;
	assert_string_equal(idno->group, "party");
	assert_string_equal(idno->absent, "未提供");
	assert_string_equal(idno->fills[0], "sex");
	assert_string_equal(idno->fills[1], "birth");
	assert_null(idno->fills[2]);
	assert_non_null(idno->strict);
	assert_false(idno->required);
	assert_string_equal(title->type->name, "text");
	assert_string_equal(title->group, "");
	assert_string_equal(title->help, "");
	assert_true(title->required);
	assert_null(title->required_when);
	assert_null(title->fills[0]);
	assert_int_equal(title->max, 100);
	assert_int_equal(title->lines, 1);
	assert_true(form_field(f, "party.guardian")->required);
	assert_non_null(form_field(f, "party.guardian")->required_when);
	assert_string_equal(type->codes, "event_type");
	assert_string_equal(type->initial, "宅基地使用");
	assert_string_equal(form_field(f, "people")->message, "至少一人");
	assert_true(form_field(f, "opened")->backdate);
	assert_true(form_field(f, "party.birth")->beside);
	assert_int_equal(form_field(f, "summary")->lines, 5);
	assert_string_equal(form_field(f, "summary")->help, "何时; 何地");
	form_free(f);
}

static void a_field_stays_on_the_page_of_the_one_before(void **state)
{
	struct form *f = good(sample);

	(void)state;
	assert_int_equal(form_field(f, "party.idno")->page, 1);
	assert_int_equal(form_field(f, "title")->page, 1);
	assert_int_equal(form_field(f, "type")->page, 2);
	assert_int_equal(form_field(f, "summary")->page, 2);
	form_free(f);
}

static void a_field_is_found_by_every_name_of_its_rows(void **state)
{
	struct form *f = good(sample);
	const struct field *name = form_field(f, "party.name");

	(void)state;
	assert_non_null(name);
	assert_ptr_equal(form_field(f, "party3.name"), name);
	assert_ptr_equal(form_field(f, "party~1.name"), name);
	assert_ptr_equal(form_field(f, "party~4295032833-2.name"), name);
	assert_null(form_field(f, "name"));
	assert_null(form_field(f, "party.title"));
	assert_null(form_field(f, "part.name"));
	assert_null(form_field(f, "partyx.name"));
	assert_string_equal(form_group(f, "party")->one, "添加一行");
	assert_int_equal(form_group(f, "party")->min, 1);
	assert_null(form_group(f, "part"));
	form_free(f);
}

static void the_level_of_a_unit_is_the_length_of_its_division(void **state)
{
	(void)state;
	assert_int_equal(form_level_of("4212"), FORM_CITY);
	assert_int_equal(form_level_of("421202"), FORM_COUNTY);
	assert_int_equal(form_level_of("421202101"), FORM_TOWN);
	assert_int_equal(form_level_of("421202101.sfs"), FORM_TOWN);
	assert_int_equal(form_level_of("421202101218"), FORM_VILLAGE);
	assert_int_equal(form_level_of(""), 0);
	assert_int_equal(form_level_of("42120"), 0);
}

static void without_a_book_tables_and_steps_are_taken_on_trust(void **state)
{
	struct faults s;
	struct form *f = parse("[form]\ntitle = 甲\nopens = x\nstep = 甲\n[field a]\nlabel = 甲\ntype = code\ncodes = none\n"
			       "default = 什么\n[field b]\nlabel = 乙\nvisible = \"a = 什么\"\n", NULL, &s);

	(void)state;
	assert_non_null(f);
	form_free(f);
}

/* --- what is refused ------------------------------------------------------------------------------------------------- */

#define HEAD "[form]\ntitle = 样表\nopens = sample\n"
#define ON "[form]\ntitle = 样表\ncontinues = case\n"
#define A "[field a]\nlabel = 甲\n"

/* Exactly this one thing is wrong: where it stands, and a word that its sentence must have. */
static const struct { const char *text; int line; const char *section, *key, *says; } wrong[] = {
	{ HEAD "[field a]\nlable = 甲\nlabel = 甲\n", 5, "field a", "lable", "label" },
	{ HEAD "[field a]\nlabel = 甲\nzzzzzz = 1\n", 6, "field a", "zzzzzz", "visible" },
	{ HEAD A "type = datee\n", 6, "field a", "type", "date" },
	{ HEAD A "type = code\ncodes = sxe\n", 7, "field a", "codes", "sex" },
	{ HEAD A "type = code\n", 4, "field a", "codes", "codes" },
	{ HEAD A "codes = sex\n", 6, "field a", "codes", "code" },
	{ HEAD A "branches = yes\n", 6, "field a", "branches", "code" },
	{ HEAD A "[field b]\nlabel = 乙\nvisible = \"aa = 1\"\n", 8, "field b", "visible", "“a”" },
	{ HEAD A "[field b]\nlabel = 乙\nvisible = \"a 1\"\n", 8, "field b", "visible", "=" },
	{ HEAD A "type = code\ncodes = sex\n[field b]\nlabel = 乙\nvisible = \"a = 母\"\n", 10, "field b", "visible", "甲" },
	{ HEAD A "type = code\ncodes = event_type\n[field b]\nlabel = 乙\nvisible = \"a = 09\"\n", 10,
	  "field b", "visible", "甲" },
	{ HEAD A "type = date\n[field b]\nlabel = 乙\nvisible = \"a = 2026-1-2\"\n", 9, "field b", "visible", "2026-01-02" },
	{ HEAD A "[field b]\nlabel = 乙\nvisible = \"a > 5\"\n", 8, "field b", "visible", "甲" },
	{ HEAD A "visible = \"a = 1\"\n", 6, "field a", "visible", "自己" },
	{ HEAD A "visible = \"age < 18\"\n", 6, "field a", "visible", "birth" },
	{ HEAD A "visible = \"party.role = 1\"\n", 6, "field a", "visible", "同一组" },
	{ HEAD A "required = maybe\n", 6, "field a", "required", "maybe" },
	{ HEAD A "beside = maybe\n", 6, "field a", "beside", "yes" },
	{ HEAD A "max = many\n", 6, "field a", "max", "整数" },
	{ HEAD A "max = 0\n", 6, "field a", "max", "整数" },
	{ HEAD A "lines = 3\n", 6, "field a", "lines", "lines" },
	{ HEAD A "record = yes\n", 6, "field a", "record", "record" },
	{ HEAD A "backdate = yes\n", 6, "field a", "backdate", "日期" },
	{ HEAD A "fills = sex\n", 6, "field a", "fills", "idcard" },
	{ HEAD A "message = 不行\n", 6, "field a", "message", "check" },
	{ HEAD A "strict = \"title = 1\"\n", 6, "field a", "strict", "strict" },
	{ HEAD A "absent = 未提供\n", 6, "field a", "absent", "a_why" },
	{ HEAD A "help =\n", 6, "field a", "help", "删去" },
	{ HEAD A "type = int\ndefault = 很多\n", 7, "field a", "default", "很多" },
	{ HEAD A "type = code\ncodes = sex\ndefault = 母\n", 8, "field a", "default", "母" },
	{ HEAD A "page = 3\n", 6, "field a", "page", "页" },
	{ HEAD A "page = 2\n[field b]\nlabel = 乙\npage = 1\n", 9, "field b", "page", "页" },
	{ HEAD A "type = idcard\nfills = sex\n", 7, "field a", "fills", "sex" },
	{ HEAD A "type = idcard\nfills = name\n", 7, "field a", "fills", "birth" },
	{ HEAD "[field a]\nhelp = 甲\n", 4, "field a", "label", "label" },
	{ HEAD A "[field no]\nlabel = 号\n", 6, "field no", "", "no" },
	{ HEAD A "[field line2]\nlabel = 行\n", 6, "field line2", "", "数字" },
	{ HEAD A "[field a23456789012345678901234x]\nlabel = 行\n", 6, "field a23456789012345678901234x", "", "24" },
	{ HEAD A "[field 名称]\nlabel = 行\n", 6, "field 名称", "", "字母" },
	{ HEAD A "[feild b]\nlabel = 行\n", 6, "feild b", "", "[field" },
	{ HEAD A "[group g]\nlabel = 组\n", 6, "group g", "", "栏目" },
	{ HEAD A "[field g.b]\nlabel = 乙\n", 6, "field g.b", "", "[group g]" },
	{ HEAD "[group g]\nlabel = 组\nshows = c\n[field g.b]\nlabel = 乙\n" A, 6, "group g", "shows", "b" },
	{ HEAD "[group g]\nlabel = 组\nmin = 3\nmax = 2\n[field g.b]\nlabel = 乙\n", 6, "group g", "min", "3" },
	{ HEAD "[group g]\nlabel = 组\n[field g.b]\nlabel = 乙\npage = 1\n", 8, "field g.b", "page", "group" },
	{ HEAD "[group g]\nlabel = 组\n[field g.b]\nlabel = 乙\n" A "[field g.c]\nlabel = 丙\n", 10,
	  "field g.c", "", "group g" },
	{ HEAD "[group g2]\nlabel = 组\n[field g2.b]\nlabel = 乙\n", 4, "group g2", "", "数字" },
	{ "[form]\nopens = x\n" A, 1, "form", "title", "title" },
	{ "[form]\ntitle = 甲\n" A, 1, "form", "opens", "continues" },
	{ "[form]\ntitle = 甲\nopens = x\ncontinues = case\n" A, 4, "form", "continues", "opens" },
	{ "[form]\ntitle = 甲\ncontinues = none\n" A, 3, "form", "continues", "none" },
	{ ON "goes = up\n" A, 4, "form", "goes", "goes" },
	{ HEAD "serial = r\n" A, 4, "form", "serial", "大写" },
	{ HEAD "goes = upp\n" A, 4, "form", "goes", "up" },
	{ HEAD "levels = town vilage\n" A, 4, "form", "levels", "village" },
	{ HEAD "step = 会\n" A, 4, "form", "step", "汇" },
	{ HEAD "version = 0\n" A, 4, "form", "version", "整数" },
	{ HEAD A "[effect]\nstep = 会\n", 7, "effect", "step", "汇" },
	{ HEAD A "[clock setle]\ndo = start\n", 6, "clock setle", "", "settle" },
	{ HEAD A "[clock settle]\ndo = stopp\n", 7, "clock settle", "do", "stop" },
	{ HEAD A "[clock settle]\nwhen = \"a = 1\"\n", 6, "clock settle", "do", "start" },
	{ HEAD A "[clock all]\ndo = start\n", 7, "clock all", "do", "all" },
	{ HEAD A "[clock settle]\ndo = pause\n", 7, "clock settle", "do", "all" },
	{ HEAD A "[clock settle]\ndo = extend\n", 6, "clock settle", "by", "int" },
	{ HEAD A "[clock settle]\ndo = extend\nby = a\n", 8, "clock settle", "by", "int" },
	{ HEAD A "[clock all]\ndo = pause\nfrom = a\n", 8, "clock all", "from", "日期" },
	{ HEAD A "[clock settle]\ndo = start\nwhen = \"b = 1\"\n", 8, "clock settle", "when", "title" },
	{ HEAD A "[set due]\nto = 1\n", 6, "set due", "", "clock" },
	{ HEAD A "[set a]\nto = 1\n", 6, "set a", "", "写定" },
	{ HEAD A "[set b]\nwhen = \"a = 1\"\n", 6, "set b", "to", "to" },
	{ HEAD A "[set step]\nto = 会\n", 7, "set step", "to", "会" },
	{ HEAD A "[effect]\nby = lead\n", 7, "effect", "by", "by" },
	{ ON A "[effect]\nby = leed\n", 7, "effect", "by", "leed" },
	{ ON A "[effect]\nby_say = 不行\n", 7, "effect", "by_say", "by" },
	{ ON A "[effect]\ncorrects = yes\n", 7, "effect", "corrects", "field" },
	{ ON A "[effect]\nneeds = \"by_leed = 是\"\n", 7, "effect", "needs", "by_leed" },
	{ ON A "[effect]\nneeds = \"overdue_sing = 是\"\n", 7, "effect", "needs", "overdue_sing" },
	{ ON A "[effect]\nneeds = \"title = {titel}\"\n", 7, "effect", "needs", "title" },
	{ HEAD "[field a]\nlabel = 甲\nwarn = \"a = 1\"\n", 4, "field a", "warn_say", "warn" },
	{ HEAD "[field a]\nlabel = 甲\noffers = peple\n", 6, "field a", "offers", "people" },
	{ ON "[field a]\nlabel = 甲\nfixed = yes\n", 6, "field a", "fixed", "record" },
	{ HEAD "[field writer_unit]\nlabel = 甲\n", 4, "field writer_unit", "", "writer_unit" },
	{ HEAD "[field due_sign]\nlabel = 甲\n", 4, "field due_sign", "", "due_sign" },
	{ HEAD A "[effect]\nneeds = \"step = 办\"\n", 7, "effect", "needs", "needs" },
	{ ON A "[effect]\nneeds = \"step = 辦\"\n", 7, "effect", "needs", "办" },
	{ ON A "[effect]\nneeds = \"stepp = 办\"\n", 7, "effect", "needs", "step" },
	{ ON A "[effect]\nneeds = \"a = 办\"\n", 7, "effect", "needs", "no" },
	{ ON A "[effect]\nneeds = \"type = 0999\"\n", 7, "effect", "needs", "0999" },
	{ ON A "[effect]\nneeds_say = 不行\n", 7, "effect", "needs_say", "needs" },
	{ ON "[field kind]\nlabel = 方式\nrecord = yes\n", 4, "field kind", "", "kind" },
	{ "[form]\ntitle = 甲\nopens = x\n", 0, "", "", "field" },
};

static void a_fault_is_named_with_its_line_and_what_to_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct faults s;
		struct form *f = parse(wrong[i].text, book, &s);

		if (f)
			fail_msg("%s\nshould be refused", wrong[i].text);
		if (s.n != 1 || s.line != wrong[i].line || strcmp(s.section, wrong[i].section) != 0 ||
		    strcmp(s.key, wrong[i].key) != 0 || !strstr(s.say, wrong[i].says))
			fail_msg("%s\nexpected %d [%s] %s … %s …\ngot\n%s", wrong[i].text, wrong[i].line, wrong[i].section,
				 wrong[i].key, wrong[i].says, s.all);
	}
}

static void fields_that_show_each_other_in_a_circle_are_refused(void **state)
{
	struct faults s;

	(void)state;
	assert_null(parse(HEAD A "visible = \"b = 1\"\n[field b]\nlabel = 乙\nvisible = \"c = 1\"\n[field c]\nlabel = 丙\n"
			  "visible = \"a = 1\"\n", book, &s));
	assert_int_equal(s.n, 3);
	assert_non_null(strstr(s.say, "绕了一圈"));
}

static void two_that_are_shown_by_a_third_are_no_circle(void **state)
{
	(void)state;
	form_free(good(HEAD A "[field b]\nlabel = 乙\nvisible = \"a = 1\"\n"
		       "[field c]\nlabel = 丙\nvisible = \"b = 1 or a = 2\"\n"));
}

static void a_form_without_end_is_refused(void **state)
{
	struct buf text = { 0 };
	struct faults s;

	(void)state;
	buf_puts(&text, HEAD);
	for (char c = 'a'; c <= 'z'; c++)
		for (char d = 'a'; d <= 'j'; d++)
			buf_fmt(&text, "[field %c%c]\nlabel = 甲\n", c, d);
	assert_null(parse(buf_text(&text), book, &s));
	assert_non_null(strstr(s.say, "250"));
	buf_free(&text);
}

static void all_faults_are_told_at_once(void **state)
{
	struct faults s;

	(void)state;
	assert_null(parse("[form]\ntitel = 甲\nopens = x\n[field a]\nlable = 甲\n", book, &s));
	assert_int_equal(s.n, 4);
}

static void a_continuing_form_may_keep_a_kind_of_its_own(void **state)
{
	struct form *f = good(ON "[field kind]\nlabel = 方式\n[field result]\nlabel = 结果\nrecord = yes\n"
			      "[effect]\nneeds = \"step != 结 and type = 0901 | 宅基地使用\"\nneeds_say = 不行\n");

	(void)state;
	assert_true(form_field(f, "result")->record);
	assert_false(form_field(f, "kind")->record);
	assert_non_null(f->effect.needs);
	form_free(f);
}

static void no_form_is_so_broken_that_reading_it_fails_badly(void **state)
{
	char text[sizeof sample];
	struct faults s;

	(void)state;
	for (size_t cut = 0; cut < sizeof sample - 1; cut++) {  /* every beginning of the sample */
		memcpy(text, sample, cut);
		text[cut] = '\0';
		form_free(parse(text, book, &s));
	}
	for (size_t i = 0; i + 1 < sizeof sample; i++) {        /* every letter of it spoiled */
		memcpy(text, sample, sizeof sample);
		text[i] = text[i] == '=' ? ']' : '=';
		form_free(parse(text, book, &s));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_has_the_shape_its_file_gives_it),
		cmocka_unit_test(a_field_has_what_is_written_and_a_default_for_the_rest),
		cmocka_unit_test(a_field_stays_on_the_page_of_the_one_before),
		cmocka_unit_test(a_field_is_found_by_every_name_of_its_rows),
		cmocka_unit_test(the_level_of_a_unit_is_the_length_of_its_division),
		cmocka_unit_test(without_a_book_tables_and_steps_are_taken_on_trust),
		cmocka_unit_test(a_fault_is_named_with_its_line_and_what_to_do),
		cmocka_unit_test(fields_that_show_each_other_in_a_circle_are_refused),
		cmocka_unit_test(two_that_are_shown_by_a_third_are_no_circle),
		cmocka_unit_test(a_form_without_end_is_refused),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(a_continuing_form_may_keep_a_kind_of_its_own),
		cmocka_unit_test(no_form_is_so_broken_that_reading_it_fails_badly),
	};

	return cmocka_run_group_tests(tests, open_book, close_book);
}
