/* SPDX-License-Identifier: Apache-2.0 */
/* Field types unit, units and record: what a clerk types for a department, and what is kept of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/book.h"
#include "type_reads.h"

static const char divisions[] =
	"code,name,parent\n42,湖北省,\n4201,武汉市,42\n420106,武昌区,4201\n4212,咸宁市,42\n421202,咸安区,4212\n421221,嘉鱼县,4212\n"
	"421202101,向阳湖镇,421202\n421202101200,北岭村委会,421202101\n421202101201,祝垴村委会,421202101\n"
	"421202105,双溪桥镇,421202\n421202105200,祝垴村委会,421202105\n421202105201,双溪村委会,421202105\n"
	"421221103,鱼岳镇,421221\n421221103201,南门村委会,421221103\n";

static const char departments[] =
	"code,name,parent\nzhengfa,政法系统,\nzhengfa-county,县级,zhengfa\ngaj,公安局,zhengfa-county\nsfj,司法局,zhengfa-county\n"
	"zhengfa-town,乡镇,zhengfa\nsfs,司法所,zhengfa-town\npcs,派出所,zhengfa-town\n"
	"zhengfu,政府系统,\nzhengfu-town,乡镇,zhengfu\nnyzx,农业农村服务中心,zhengfu-town\nrszx,人社服务中心,zhengfu-town\nfl,妇联,zhengfu\n"
	"421202105.pcs,双溪派出所,zhengfa-town\n421202105.ycz,鱼池站,zhengfu-town\n";

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
	context.book = book;
	return set_clock();
}

static int close_book(void **state)
{
	(void)state;
	book_free(book);
	return 0;
}

static int in_the_town(void **state)
{
	(void)state;
	context.unit = "421202101";
	return 0;
}

static void shows(const char *type, const char *kept, const char *want)
{
	struct field f = field_of(type);
	char *shown = type_show(&f, book, kept, true);

	assert_string_equal(shown, want);
	free(shown);
}

static void a_department_is_the_writers_own_by_name_or_short_code(void **state)
{
	(void)state;
	keeps("unit", "司法所", "421202101.sfs");
	keeps("unit", "sfs", "421202101.sfs");
	keeps("unit", "ＳＦＳ", "421202101.sfs");
	keeps("unit", "　司法所 ", "421202101.sfs");
	keeps("unit", "nyncfwzx", "421202101.nyzx");
	keeps("unit", "农业", "421202101.nyzx");
	keeps("unit", "妇联", "421202101.fl");
	refuses("unit", "服务中心", "2 个单位");
}

static void what_the_own_division_has_not_is_the_one_above_it(void **state)
{
	(void)state;
	keeps("unit", "公安局", "421202.gaj");
	keeps("unit", "gaj", "421202.gaj");
	context.unit = "421202101200";
	keeps("unit", "司法所", "421202101.sfs");
	keeps("unit", "公安局", "421202.gaj");
	context.unit = "421202101.pcs";
	keeps("unit", "sfs", "421202101.sfs");
	context.unit = "421202";
	keeps("unit", "妇联", "421202.fl");
	refuses("unit", "司法所", "司法所是哪里的");
	refuses("unit", "sfs", "司法所是哪里的");
	keeps("unit", "向阳湖镇司法所", "421202101.sfs");
}

static void a_department_elsewhere_has_its_division_in_front(void **state)
{
	(void)state;
	keeps("unit", "双溪桥镇司法所", "421202105.sfs");
	keeps("unit", "双溪桥司法所", "421202105.sfs");
	keeps("unit", "双溪桥镇 司法所", "421202105.sfs");
	keeps("unit", "咸安区公安局", "421202.gaj");
	keeps("unit", "北岭村派出所", "421202101.pcs");
	keeps("unit", "双溪桥镇双溪派出所", "421202105.pcs");
	refuses("unit", "双溪桥镇公安局", "双溪桥镇没有这个部门");
	refuses("unit", "向阳湖镇鱼池站", "向阳湖镇没有这个部门");
	refuses("unit", "火星镇司法所", "没有这个单位");
}

static void a_division_is_found_by_name_near_ones_first(void **state)
{
	(void)state;
	keeps("unit", "向阳湖镇", "421202101");
	keeps("unit", "双溪桥", "421202105");
	keeps("unit", "祝垴村", "421202101201");
	keeps("unit", "双溪桥镇 祝垴村", "421202105200");
	keeps("unit", "咸宁市", "4212");
	context.unit = "421202";
	refuses("unit", "祝垴村", "2 个单位");
	refuses("unit", "火星", "按 F4");
}

static void a_code_is_kept_as_it_stands_if_it_is_known(void **state)
{
	static const char *const codes[] = {
		"4212", "421202", "421202101", "421202101200", "421202101.sfs", "421202.gaj", "421202105.ycz",
	};
	static const char *const writers[] = { "421202101", "421202105201", "421202", "421202101.pcs", "" };

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
			context.unit = writers[k];
			keeps("unit", codes[i], codes[i]);
			keeps("units", codes[i], codes[i]);
		}
	refuses("unit", "421202199", "没有代码 421202199，请按 F4");
	refuses("unit", "421202101.xyz", "没有代码 421202101.xyz");
	refuses("unit", "421202.sfs", "没有代码");
	refuses("unit", "421202101.gaj", "没有代码");
	refuses("unit", "421202101200.sfs", "没有代码");
	refuses("unit", "421202101.", "没有代码");
	refuses("unit", "421202101.zhengfa", "没有代码");
	refuses("unit", "421202101.zhengfa-town", "没有代码");
	refuses("unit", "421202101.ycz", "没有代码");
}

static void nobody_hands_over_beyond_the_city_nor_unwarned_beyond_the_county(void **state)
{
	(void)state;
	refuses("unit", "420106", "武昌区不在本市");
	refuses("unit", "42", "湖北省不在本市");
	warns("unit", "421221103", "421221103", "鱼岳镇不在本县");
	warns("units", "421221103.sfs 421202101", "421221103.sfs 421202101", "鱼岳镇司法所不在本县");
	context.unit = "4212";
	keeps("unit", "421221103", "421221103");
	context.unit = "";
	keeps("unit", "420106", "420106");
	context.unit = NULL;
	keeps("unit", "420106", "420106");
}

static void without_a_list_of_divisions_there_is_no_unit(void **state)
{
	struct book *empty = book_new(1, NULL, 0, NULL, NULL);

	(void)state;
	context.book = empty;
	refuses("unit", "421202101", "请先同步");
	refuses("units", "421202101", "请先同步");
	context.book = NULL;
	refuses("unit", "421202101", "请先同步");
	context.book = book;
	book_free(empty);
}

static void several_units_are_kept_with_one_blank_between_each_once(void **state)
{
	(void)state;
	keeps("units", "司法所、派出所", "421202101.sfs 421202101.pcs");
	keeps("units", "sfs，pcs；公安局", "421202101.sfs 421202101.pcs 421202.gaj");
	keeps("units", "　sfs   pcs ", "421202101.sfs 421202101.pcs");
	keeps("units", "sfs 司法所 421202101.sfs 421202101", "421202101.sfs 421202101");
	keeps("units", "421202101.sfs 421202101.pcs", "421202101.sfs 421202101.pcs");
	refuses("units", "司法所、火星局", "“火星局”：单位表里没有");
	refuses("units", "、 ，", "至少写一个");
	refuses("units", " ", "至少写一个");
}

static void units_are_shown_by_name_and_unknown_ones_by_their_code(void **state)
{
	(void)state;
	shows("unit", "421202101.sfs", "向阳湖镇司法所");
	shows("unit", "421202101200", "北岭村");
	shows("unit", "421202199", "421202199");
	shows("unit", "421202199.sfs", "421202199.sfs");
	shows("unit", "421202101.xyz", "向阳湖镇xyz");
	shows("unit", "421202105.pcs", "双溪桥镇双溪派出所");
	shows("units", "421202101.sfs 421202.gaj 9.x", "向阳湖镇司法所、咸安区公安局、9.x");
	shows("units", "", "");
}

static void a_record_is_named_by_the_shape_of_its_number(void **state)
{
	(void)state;
	keeps("record", "421202101-1-2026-0041", "421202101-1-2026-0041");
	keeps("record", "421202101.SFS-1-2026-r0041", "421202101.sfs-1-2026-R0041");
	keeps("record", "４２１２０２１０１－１－２０２６－００４１", "421202101-1-2026-0041");
	keeps("record", "1-2026-0041", "1-2026-0041");
	keeps("record", " 2026-0041 ", "2026-0041");
	keeps("record", "2026-R0041", "2026-R0041");
	keeps("record", "r0003", "R0003");
	static const char *const none[] = {
		"0041", "R", "2026", "26-0041", "2026-", "-0041", "2026-00a1", "a-2026-0041", "向阳湖-1-2026-0041",
		"421202101-1-2026", "1-421202101-1-2026-0041", "421202101--2026-0041", "421202101.-1-2026-0041", "421202101x-1-2026-0041",
		"那一件", "",
	};
	for (size_t i = 0; *none[i]; i++)
		refuses("record", none[i], "编号");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_department_is_the_writers_own_by_name_or_short_code, in_the_town),
		cmocka_unit_test_setup(what_the_own_division_has_not_is_the_one_above_it, in_the_town),
		cmocka_unit_test_setup(a_department_elsewhere_has_its_division_in_front, in_the_town),
		cmocka_unit_test_setup(a_division_is_found_by_name_near_ones_first, in_the_town),
		cmocka_unit_test_setup(a_code_is_kept_as_it_stands_if_it_is_known, in_the_town),
		cmocka_unit_test_setup(nobody_hands_over_beyond_the_city_nor_unwarned_beyond_the_county, in_the_town),
		cmocka_unit_test_setup(without_a_list_of_divisions_there_is_no_unit, in_the_town),
		cmocka_unit_test_setup(several_units_are_kept_with_one_blank_between_each_once, in_the_town),
		cmocka_unit_test_setup(units_are_shown_by_name_and_unknown_ones_by_their_code, in_the_town),
		cmocka_unit_test_setup(a_record_is_named_by_the_shape_of_its_number, in_the_town),
	};

	return cmocka_run_group_tests(tests, open_book, close_book);
}
