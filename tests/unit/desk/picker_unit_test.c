/* SPDX-License-Identifier: Apache-2.0 */
/* The list behind F4 on a field of units: in what order, what answers to what is typed, what is marked. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/desk/picker_parts.h"
#include "base/buf.h"
#include "model/book.h"

static const char divisions[] =
	"code,name,parent\n42,湖北省,\n4212,咸宁市,42\n421202,咸安区,4212\n421221,嘉鱼县,4212\n"
	"421202101,向阳湖镇,421202\n421202102,官埠桥镇,421202\n421221103,鱼岳镇,421221\n"
	"421202101200,北岭村委会,421202101\n421202101201,祝垴村委会,421202101\n421202102200,北岭村委会,421202102\n";

/* lines are mixed in the file, and one department is of none */
static const char departments[] =
	"code,name,parent\nzhengfa,政法系统,\nzhengfu,政府系统,\nzhengfa-county,县级,zhengfa\nzhengfa-town,乡镇,zhengfa\n"
	"zhengfu-town,乡镇,zhengfu\nsfs,司法所,zhengfa-town\nnyzx,农业农村服务中心,zhengfu-town\npcs,派出所,zhengfa-town\n"
	"gaj,公安局,zhengfa-county\nqt,其他办,\n";

static struct book *book;

static void say_fault(void *arg, const struct ini_fault *fault)
{
	(void)arg;
	fail_msg("%s: %s", fault->file, fault->say);
}

static int open_book(void **state)
{
	const struct book_file files[] = {
		{ (char *)"data/divisions.csv", (char *)divisions, sizeof divisions - 1 },
		{ (char *)"data/departments.csv", (char *)departments, sizeof departments - 1 },
	};

	(void)state;
	book = book_new(1, files, 2, say_fault, NULL);
	return 0;
}

static int close_book(void **state)
{
	(void)state;
	book_free(book);
	return 0;
}

/* The codes without what all have in common; marked ones end in *. */
static void lists(const char *writer, const char *filter, const char *held, const char *want)
{
	struct choices all = { 0 };
	struct buf got = { 0 };

	unit_choices(book, writer, filter, held, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct choice *c = &all.list[i];

		buf_fmt(&got, "%s%s%s", got.len ? " " : "", strncmp(c->code, "4212", 4) ? c->code : c->code + 4,
		        strncmp(c->note, "已选", strlen("已选")) ? "" : "*");
	}
	assert_true(all.n <= all.all);
	assert_string_equal(buf_text(&got), want);
	buf_free(&got);
	choices_free(&all);
}

static void a_town_begins_with_its_departments_line_by_line(void **state)
{
	(void)state;
	lists("421202101", "", NULL,
	      "02101.sfs 02101.pcs 02101.nyzx 02101.qt 02101 02101200 02101201 02 02.gaj 02.qt 02102 "
	      " .gaj .qt 02102.sfs 02102.pcs 02102.nyzx 02102.qt 02102200");
	/* a department sees what its division sees */
	lists("421202101.pcs", "派出", NULL, "02101.pcs 02102.pcs");
}

static void a_village_begins_with_its_towns_departments(void **state)
{
	(void)state;
	lists("421202101200", "", NULL,
	      "02101.sfs 02101.pcs 02101.nyzx 02101.qt 02101200 02101 02101201 02 02.gaj 02.qt 02102 "
	      " .gaj .qt 02102.sfs 02102.pcs 02102.nyzx 02102.qt 02102200");
}

static void a_county_begins_with_its_departments_and_a_city_with_its_own(void **state)
{
	(void)state;
	lists("421202", "", NULL,
	      "02.gaj 02.qt 02 02101 02102  .gaj .qt "
	      "02101.sfs 02101.pcs 02101.nyzx 02101.qt 02102.sfs 02102.pcs 02102.nyzx 02102.qt 02101200 02101201 02102200");
	lists("4212", "公安", NULL, ".gaj 02.gaj 21.gaj");
	/* a desk that is nobody's yet sees everything */
	lists("", "公安", NULL, ".gaj 02.gaj 21.gaj");
}

static void a_filter_finds_units_of_the_whole_county_near_ones_first(void **state)
{
	static const char *const own[] = { "xyhsfs", "xyhzsfs", "向阳湖司法", "向阳湖镇司法所", "421202101.s", "向阳湖SFS", "Xyhsfs" };

	(void)state;
	lists("421202101", "司法所", NULL, "02101.sfs 02102.sfs");
	lists("421202102", "sfs", NULL, "02102.sfs 02101.sfs");
	lists("421202102", "ＳＦＳ", NULL, "02102.sfs 02101.sfs");
	lists("421202101", "sf", NULL, "02101.sfs 02102.sfs");
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		lists("421202102200", own[i], NULL, "02101.sfs");
	lists("421202102", "北岭", NULL, "02102200 02101200");
	lists("421202101", "blc", NULL, "02101200 02102200");
	lists("421202101", "鱼岳", NULL, "");
	lists("421202101", "xs", NULL, "");     /* one letter of a town and one of a department would find too many */
	lists("421202101", "zzzz", NULL, "");
}

static void what_is_meant_to_the_letter_stands_before_what_is_nearer(void **state)
{
	(void)state;
	/* its departments have its name in theirs */
	lists("421202102", "官埠桥镇", NULL, "02102 02102.sfs 02102.pcs 02102.nyzx 02102.qt");
	lists("421202101", "421202", NULL,
	      "02 02101.sfs 02101.pcs 02101.nyzx 02101.qt 02101 02101200 02101201 02.gaj 02.qt 02102 02102.sfs 02102.pcs "
	      "02102.nyzx 02102.qt 02102200");
}

static void a_village_elsewhere_is_told_with_its_town(void **state)
{
	struct choices all = { 0 };

	(void)state;
	unit_choices(book, "421202101", "北岭村", NULL, &all);
	assert_int_equal(all.n, 2);
	assert_string_equal(all.list[0].name, "北岭村");
	assert_string_equal(all.list[0].note, "blc");
	assert_string_equal(all.list[1].name, "官埠桥镇 北岭村");
	choices_free(&all);
	unit_choices(book, "421202101", "sfs", NULL, &all);
	assert_string_equal(all.list[0].name, "向阳湖镇司法所");
	assert_string_equal(all.list[0].note, "政法系统");
	assert_int_equal(all.all, 19);
	choices_free(&all);
}

static void what_is_held_is_marked_and_nothing_of_it_is_lost(void **state)
{
	(void)state;
	lists("421202101", "sfs", "421202101.sfs 421202101.pcs", "02101.sfs* 02102.sfs");
	lists("421202101", "北岭", "421202102200", "02101200 02102200*");
	lists("421202", "gaj", "421202101.gaj", "02.gaj .gaj");
	/* unknown here, and of another county: at the end, to be taken out */
	lists("421202101", "", "421221103 421202101.new 421202101.sfs",
	      "02101.sfs* 02101.pcs 02101.nyzx 02101.qt 02101 02101200 02101201 02 02.gaj 02.qt 02102 "
	      " .gaj .qt 02102.sfs 02102.pcs 02102.nyzx 02102.qt 02102200 21103* 02101.new*");
}

static void toggles(const char *held, const char *unit, const char *want)
{
	char *list = unit_toggle(held, unit);

	assert_string_equal(list, want);
	free(list);
}

static void choosing_adds_and_choosing_again_takes_out(void **state)
{
	(void)state;
	toggles("", "421202101.sfs", "421202101.sfs");
	toggles("421202101.sfs", "421202101", "421202101.sfs 421202101");
	toggles("421202101.sfs 421202101", "421202101", "421202101.sfs");
	toggles("421202101.sfs 421202101", "421202101.sfs", "421202101");
	toggles("421202101.sfs", "421202101.sfs", "");
	toggles("421202101.new", "421202101", "421202101.new 421202101");
}

static void without_tables_there_is_nothing_to_choose(void **state)
{
	struct book *empty = book_new(1, NULL, 0, NULL, NULL);
	struct choices all = { 0 };

	(void)state;
	unit_choices(empty, "421202101", "", "421202101", &all);
	assert_int_equal(all.n, 0);
	book_free(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_town_begins_with_its_departments_line_by_line),
		cmocka_unit_test(a_village_begins_with_its_towns_departments),
		cmocka_unit_test(a_county_begins_with_its_departments_and_a_city_with_its_own),
		cmocka_unit_test(a_filter_finds_units_of_the_whole_county_near_ones_first),
		cmocka_unit_test(what_is_meant_to_the_letter_stands_before_what_is_nearer),
		cmocka_unit_test(a_village_elsewhere_is_told_with_its_town),
		cmocka_unit_test(what_is_held_is_marked_and_nothing_of_it_is_lost),
		cmocka_unit_test(choosing_adds_and_choosing_again_takes_out),
		cmocka_unit_test(without_tables_there_is_nothing_to_choose),
	};

	return cmocka_run_group_tests(tests, open_book, close_book);
}
