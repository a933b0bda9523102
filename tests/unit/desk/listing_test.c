/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of a list whose view leaves out some of what its filter lets through. */
#include "work/loop_county.h"

#include "../../../src/desk/list_parts.h"

static struct listing soon = { 0 };

/* Due 11-25, 11-26, 11-27 without a grade, which are warned of one day before; 11-26 and 11-27 grave enough for three. */
static int setup(void **state)
{
	static const char *const opened[][3] = {
		{ "甲", "2026-11-18 10:00", "" }, { "乙", "2026-11-19 10:00", "" }, { "丙", "2026-11-20 10:00", "" },
		{ "丁", "2026-10-27 10:00", "03" }, { "戊", "2026-10-28 10:00", "03" },
	};

	(void)state;
	loop_open();
	town = practice_desk(&county, TOWN, "张敏");
	for (size_t i = 0; i < sizeof opened / sizeof *opened; i++)
		loop_case(town, opened[i][0], opened[i][1], opened[i][2], "01");
	soon.kind = mem_dup("case");
	assert_true(listing_view(&soon, town, view_find("soon")));
	return 0;
}

static int teardown_list(void **state)
{
	listing_clear(&soon);
	free(soon.kind);
	return teardown(state);
}

/* Titles of a page, one after the other; *last (may be NULL) gets its last record, yours. */
static void assert_page(const struct listing *l, const struct record *from, bool back, size_t most, const char *titles,
                        struct record **last)
{
	struct record **list;
	struct err err = { 0 };
	char got[64] = "";
	size_t n;

	assert_true(listing_page(l, town, from, back, most, &list, &n, &err));
	for (size_t i = 0; i < n; i++)
		strcat(got, list[i]->title);
	assert_string_equal(got, titles);
	if (last)
		*last = record_get(town->store, list[n - 1]->id, &err);
	record_list_free(list, n);
}

static void a_page_is_full_although_some_are_left_out(void **state)
{
	struct record *second, *third;

	(void)state;
	assert_page(&soon, NULL, false, 2, "甲丁", &second);
	assert_page(&soon, second, false, 2, "戊", &third);
	assert_page(&soon, third, false, 2, "", NULL);
	assert_page(&soon, third, true, 2, "甲丁", NULL);
	assert_page(&soon, second, true, 2, "甲", NULL);
	record_free(second);
	record_free(third);
}

static void what_is_left_out_is_not_counted(void **state)
{
	struct err err = { 0 };
	size_t n;

	(void)state;
	assert_true(listing_count(&soon, town, &n, &err));
	assert_int_equal(n, 3);
}

static void a_view_narrowed_is_counted_as_it_is_shown(void **state)
{
	struct listing l = { .kind = mem_dup("case") };
	struct err err = { 0 };
	size_t n;

	(void)state;
	assert_true(listing_query(&l, town, "临期 等级=较大", &err));
	assert_page(&l, NULL, false, 9, "丁戊", NULL);
	assert_true(listing_count(&l, town, &n, &err));
	assert_int_equal(n, 2);
	listing_clear(&l);
	free(l.kind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_full_although_some_are_left_out),
		cmocka_unit_test(what_is_left_out_is_not_counted),
		cmocka_unit_test(a_view_narrowed_is_counted_as_it_is_shown),
	};
	return cmocka_run_group_tests(tests, setup, teardown_list);
}
