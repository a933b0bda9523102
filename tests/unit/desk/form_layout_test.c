/* SPDX-License-Identifier: Apache-2.0 */
/* Where the parts of a form stand, without a terminal. */
#include "work_fixture.h"

#include "../../../src/desk/form_parts.h"
#include "base/text.h"

static const char wide[] =
	"[form]\ntitle = 宽表\nopens = wide\n"
	"[field a]\nlabel = 甲\n[field b]\nlabel = 乙\nbeside = yes\n"
	"[field c]\nlabel = 一个很长很长很长的栏目\n[field d]\nlabel = 另一个也很长很长很长很长很长的栏目\nbeside = yes\n"
	"[field text]\nlabel = 文字\ntype = lines\nlines = 3\n[field after]\nlabel = 之后\n"
	"[field day]\nlabel = 日期\ntype = date\n[field far]\nlabel = 第二页\npage = 2\n";

static const char paged[] =
	"[form]\ntitle = 两页\nopens = paged\n[group party]\nlabel = 当事人\n[field party.name]\nlabel = 姓名\n"
	"[field title]\nlabel = 名称\n[field far]\nlabel = 第二页\npage = 2\n";

static struct practice county;
static struct session *desk;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	practice_publish(&county, "forms/wide.ini", wide);
	practice_publish(&county, "forms/paged.ini", paged);
	desk = practice_desk(&county, TOWN, "张敏");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(desk);
	practice_close(&county);
	return 0;
}

static struct fill *open_form(const char *name)
{
	struct err err = { 0 };
	struct fill *f = fill_open(desk, name, 0, &err);

	if (!f)
		fail_msg("%s", err.say);
	return f;
}

static const struct item *item_of(const struct layout *l, const char *key)
{
	size_t i = layout_find(l, key);

	if (i == l->n)
		fail_msg("no %s", key);
	return &l->list[i];
}

static void two_short_fields_share_a_line(void **state)
{
	struct fill *f = open_form("wide");
	struct layout l = { 0 };

	(void)state;
	layout_build(&l, f, NULL, 0, 80);
	const struct item *a = item_of(&l, "a"), *b = item_of(&l, "b");
	assert_int_equal(a->line, b->line);
	assert_true(a->column + a->columns + 2 + text_width("乙") <= b->label);
	assert_true(b->column + b->columns <= 80);
	layout_free(&l);
	fill_close(f);
}

static void long_labels_go_below_each_other(void **state)
{
	struct fill *f = open_form("wide");
	struct layout l = { 0 };

	(void)state;
	layout_build(&l, f, NULL, 0, 80);
	assert_int_equal(item_of(&l, "d")->line, item_of(&l, "c")->line + 1);
	layout_free(&l);
	fill_close(f);
}

static void nothing_overlaps_and_nothing_leaves_the_screen(void **state)
{
	static const char *const forms[] = { "wide", "intake", "reception" };

	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (int width = 80; width <= 200; width += 7) {
			struct fill *f = open_form(forms[k]);
			struct layout l = { 0 };
			layout_build(&l, f, NULL, 0, width);
			for (size_t i = 0; i < l.n; i++) {
				const struct item *x = &l.list[i];
				assert_true(x->label < x->column && x->columns > 0 && x->column + x->columns < width);
				for (size_t j = i + 1; j < l.n; j++) {
					const struct item *y = &l.list[j];
					bool same = x->page == y->page && y->line < x->line + x->rows &&
						x->line < y->line + y->rows;
					assert_true(!same || x->column + x->columns < y->label);
				}
			}
			layout_free(&l);
			fill_close(f);
		}
}

static void running_text_stands_apart_and_pages_are_kept(void **state)
{
	struct fill *f = open_form("wide");
	struct layout l = { 0 };

	(void)state;
	layout_build(&l, f, NULL, 0, 80);
	const struct item *text = item_of(&l, "text");
	assert_int_equal(text->rows, 3);
	assert_int_equal(text->line, item_of(&l, "d")->line + 2);
	assert_int_equal(item_of(&l, "after")->line, text->line + 4);
	assert_int_equal(item_of(&l, "far")->page, 2);
	assert_int_equal(item_of(&l, "far")->line, 0);
	assert_int_equal(l.pages, 2);
	assert_int_equal(l.list[l.n - 1].kind, ITEM_BUTTON);
	layout_free(&l);
	fill_close(f);
}

static void an_answer_brings_fields_and_takes_them_away_without_moving_the_column(void **state)
{
	struct fill *f = open_form("intake");
	struct layout l = { 0 };

	(void)state;
	layout_build(&l, f, NULL, 0, 80);
	int column = item_of(&l, "urgent")->column;
	assert_int_equal(layout_find(&l, "why_urgent"), l.n);
	fill_set(f, "urgent", "是", NULL);
	layout_build(&l, f, NULL, 0, 80);
	assert_int_equal(item_of(&l, "why_urgent")->line, item_of(&l, "urgent")->line + 1);
	assert_int_equal(item_of(&l, "urgent")->column, column);
	layout_free(&l);
	fill_close(f);
}

static void a_group_is_lines_on_the_form_and_fields_on_its_own_page(void **state)
{
	struct fill *f = open_form("intake");
	struct layout l = { 0 };

	(void)state;
	layout_build(&l, f, NULL, 0, 80);
	assert_int_equal(item_of(&l, "party1")->kind, ITEM_ROW);
	assert_int_equal(item_of(&l, "party+")->kind, ITEM_ADD);
	assert_int_equal(layout_find(&l, "party1.name"), l.n);
	while (fill_rows(f, "party") < 4)
		fill_add_row(f, "party");
	layout_build(&l, f, NULL, 0, 80);
	assert_int_equal(layout_find(&l, "party+"), l.n);       /* four is the most */
	layout_build(&l, f, form_group(fill_form(f), "party"), 2, 80);
	assert_int_equal(item_of(&l, "party2.name")->kind, ITEM_FIELD);
	assert_int_equal(layout_find(&l, "title"), l.n);
	layout_free(&l);
	fill_close(f);
}

static void earlier_records_take_one_line_below_their_group_and_only_there(void **state)
{
	struct fill *f = open_form("paged");
	struct layout l = { 0 };

	(void)state;
	while (fill_rows(f, "party") < 2)
		fill_add_row(f, "party");
	layout_build(&l, f, NULL, 0, 80);
	size_t n = l.n;
	int title = item_of(&l, "title")->line, last = item_of(&l, "party+")->line, far = item_of(&l, "far")->line;
	layout_add_earlier(&l, form_group(fill_form(f), "party"));
	assert_int_equal(l.n, n + 1);
	assert_int_equal(item_of(&l, "party!")->kind, ITEM_EARLIER);
	assert_int_equal(item_of(&l, "party!")->line, last + 1);
	assert_int_equal(item_of(&l, "party+")->line, last);
	assert_int_equal(item_of(&l, "far")->line, far);
	assert_int_equal(item_of(&l, "title")->line, title + 1);
	assert_int_equal(layout_find(&l, "party!"), layout_find(&l, "party+") + 1);
	layout_free(&l);
	fill_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_short_fields_share_a_line),
		cmocka_unit_test(long_labels_go_below_each_other),
		cmocka_unit_test(nothing_overlaps_and_nothing_leaves_the_screen),
		cmocka_unit_test(running_text_stands_apart_and_pages_are_kept),
		cmocka_unit_test(an_answer_brings_fields_and_takes_them_away_without_moving_the_column),
		cmocka_unit_test(a_group_is_lines_on_the_form_and_fields_on_its_own_page),
		cmocka_unit_test(earlier_records_take_one_line_below_their_group_and_only_there),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
