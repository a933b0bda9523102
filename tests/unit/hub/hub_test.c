/* SPDX-License-Identifier: Apache-2.0 */
/* A hub's folder, kits, publishing, and what the county's people ask. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "hub/office.h"
#include "hub/publish.h"
#include "hub_fixture.h"
#include "store/feed.h"
#include "store/publish.h"
#include "store/record.h"

static void counties_of_one_province_never_share_a_number(void **state)
{
	(void)state;
	/* Hubei: 01–13, 28 and 90; every county part */
	static const unsigned cities[] = { 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 28, 90 };
	static bool taken[8192];
	char code[7];

	for (size_t i = 0; i < sizeof cities / sizeof *cities; i++) {
		for (unsigned county = 0; county < 100; county++) {
			snprintf(code, sizeof code, "42%02u%02u", cities[i], county);
			unsigned n = hub_county_number(code);
			assert_true(n <= 0x1fff);
			if (taken[n])
				fail_msg("%s shares its number", code);
			taken[n] = true;
		}
	}
}

static void a_folder_that_holds_a_hub_is_left_alone(void **state)
{
	struct hub_plan plan = { .county = "421202", .url = "https://elsewhere:8443" };
	struct buf before = { 0 }, after = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(file_read(temp_path("hub/ca.pem"), 1 << 16, &before, NULL));
	assert_false(hub_init(temp_path("hub"), &plan, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	assert_true(file_read(temp_path("hub/ca.pem"), 1 << 16, &after, NULL));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_free(&before);
	buf_free(&after);
}

static void a_county_nobody_knows_makes_no_hub(void **state)
{
	const char *const wrong[] = { "", "42120", "4212020", "42120x", "999999" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct hub_plan plan = { .county = wrong[i], .url = "https://hub:8443" };
		struct err err = { 0 };
		assert_false(hub_init(temp_path("nowhere"), &plan, NULL, NULL, &err));
		assert_true(err.kind == ERR_USAGE || err.kind == ERR_CHECK);
	}
	assert_null(hub_open(temp_path("nowhere"), NULL));
}

static void kits_are_for_units_of_the_county_and_never_alike(void **state)
{
	const char *const wrong[] = { "", "421202199", "421221", "421202101.", "421202101.SFS", "421202101.a b", "x" };
	struct kit a, b;
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err = (struct err){ 0 };
		if (hub_kit(hub, wrong[i], "", temp_path("wrong.kit"), &err))
			fail_msg("%s got a kit", wrong[i]);
		assert_int_equal(err.kind, ERR_CHECK);
	}
	fine(hub_kit(hub, TOWN, "一", temp_path("a.kit"), &err), &err);
	fine(hub_kit(hub, TOWN ".sfs", "二", temp_path("b.kit"), &err), &err);
	fine(kit_read(temp_path("a.kit"), &a, &err) && kit_read(temp_path("b.kit"), &b, &err), &err);
	assert_int_equal(station_desk(b.number), station_desk(a.number) + 1);
	assert_string_not_equal(a.code, b.code);
	assert_string_equal(b.unit, TOWN ".sfs");
	assert_true(a.npublished > 0);
	kit_clear(&a);
	kit_clear(&b);
}

static void publish_one(const char *path, const char *text, enum err_kind want, size_t files)
{
	struct err err = { 0 };
	size_t n = 99;

	assert_true(file_write(path, text, strlen(text), NULL));
	assert_true(hub_publish(hub, path, NULL, NULL, &n, &err) == (want == ERR_NONE));
	assert_int_equal(err.kind, want);
	assert_int_equal(n, files);
}

static void what_is_published_reaches_every_unit_once(void **state)
{
	struct desk *d = desk_new("publishing", OTHER_TOWN, true);
	uint64_t before, after, last, head;
	struct entries fed;

	(void)state;
	assert_true(file_make_dir(temp_path("data"), NULL));
	assert_true(publish_version(hub->store, &before, NULL));
	publish_one(temp_path("data/colour.csv"), "code,name\n1,红\n", ERR_NONE, 1);
	assert_true(publish_version(hub->store, &after, NULL));
	assert_true(after > before);
	publish_one(temp_path("data/colour.csv"), "code,name\n1,红\n", ERR_NONE, 0);     /* the same again is nothing new */
	publish_one(temp_path("data/notice.txt"), "受理告知单\n{no}\n", ERR_NONE, 1);
	publish_one(temp_path("data/notice.txt"), "\xca\xdc\xc0\xed", ERR_CHECK, 0);

	assert_true(feed_since(hub->store, OTHER_TOWN, 0, d->kit.number, 1 << 20, 100, &fed, &last, &head, NULL));
	assert_int_equal(fed.n, 2);
	assert_int_equal(fed.list[0]->id, after);
	assert_string_equal(fields_get(fed.list[1]->fields, "path"), "data/notice.txt");
	entries_free(&fed);
	desk_free(d);
}

static void what_lint_refuses_is_not_published(void **state)
{
	uint64_t before, after;

	(void)state;
	assert_true(file_make_dir(temp_path("forms"), NULL));
	assert_true(publish_version(hub->store, &before, NULL));
	publish_one(temp_path("forms/wrong.ini"), "[form]\ntitel = x\n", ERR_CHECK, 0);
	publish_one(temp_path("stray.ini"), "[form]\n", ERR_USAGE, 0);
	assert_true(publish_version(hub->store, &after, NULL));
	assert_int_equal(before, after);
}

static void the_county_lists_and_shows_what_came_up(void **state)
{
	struct desk *d = desk_new("lister", TOWN, true);
	char kind[] = "case", *args[] = { kind };
	struct office_query q = { .args = args, .nargs = 1, .find = "水渠", .shape = OFFICE_JSON };
	struct buf request, out = { 0 };
	struct hub_answer a;
	struct err err = { 0 };

	(void)state;
	uint64_t record = desk_write(d, "水渠改道");
	request = desk_request(d, 1, 0, NULL);
	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);

	fine(office_list(hub, &q, &out, &err), &err);
	assert_non_null(strstr(out.data, "水渠改道"));
	assert_non_null(strstr(out.data, "张三"));
	buf_clear(&out);
	q.shape = OFFICE_TEXT;          /* for people's eyes */
	fine(office_list(hub, &q, &out, &err), &err);
	assert_non_null(strstr(out.data, "张*"));
	assert_null(strstr(out.data, "张三"));
	buf_clear(&out);
	q.shape = OFFICE_JSON;
	q.find = "没有的词";
	fine(office_list(hub, &q, &out, &err), &err);
	assert_null(strstr(out.data, "水渠改道"));
	buf_clear(&out);

	struct record *r = record_get(hub->store, record, &err);
	fine(r != NULL, &err);
	fine(office_show(hub, r->no, OFFICE_JSON, &out, &err), &err);
	assert_non_null(strstr(out.data, r->no));
	record_free(r);
	buf_clear(&out);
	assert_false(office_show(hub, "no-such-number", OFFICE_TEXT, &out, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	buf_free(&out);
	desk_free(d);
}

static void a_filter_without_a_value_is_wrong_usage(void **state)
{
	char kind[] = "case", wrong[] = "step", *args[] = { kind, wrong };
	struct office_query q = { .args = args, .nargs = 2 };
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_false(office_list(hub, &q, &out, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	buf_free(&out);
}

static void a_station_is_locked_out_by_the_name_it_is_listed_under(void **state)
{
	struct desk *d = desk_new("lost", TOWN, true);
	struct hub_answer a;
	struct err err = { 0 };
	char name[40];

	(void)state;
	uint32_t n = d->kit.number;
	snprintf(name, sizeof name, "%u.%u.%u", station_county(n), station_epoch(n), station_desk(n));
	struct buf out = { 0 };
	fine(office_stations(hub, OFFICE_JSON, &out, &err), &err);
	assert_non_null(strstr(out.data, name));
	buf_free(&out);

	assert_false(office_revoke(hub, "1.1.1", &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_false(office_revoke(hub, "x", &err));
	fine(office_revoke(hub, name, &err), &err);
	struct buf request = desk_request(d, 1, 0, NULL);
	expect(&request, 403, "revoked", &a);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counties_of_one_province_never_share_a_number),
		cmocka_unit_test(a_folder_that_holds_a_hub_is_left_alone),
		cmocka_unit_test(a_county_nobody_knows_makes_no_hub),
		cmocka_unit_test(kits_are_for_units_of_the_county_and_never_alike),
		cmocka_unit_test(what_is_published_reaches_every_unit_once),
		cmocka_unit_test(what_lint_refuses_is_not_published),
		cmocka_unit_test(the_county_lists_and_shows_what_came_up),
		cmocka_unit_test(a_filter_without_a_value_is_wrong_usage),
		cmocka_unit_test(a_station_is_locked_out_by_the_name_it_is_listed_under),
	};
	return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
