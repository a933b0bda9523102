/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: every row once, whatever the page size, forward and back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/publish.h"
#include "store_each.h"

#define ROWS 60

/* Cases in a foreign order of time, many at the same moment and with the same due day. */
static int setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_DESK);
	fine(store_begin(store, &err), &err);
	for (int i = 0; i < ROWS; i++) {
		char *due = i % 3 ? mem_fmt("due=2026-12-%02d", 1 + i % 5) : mem_dup("due=");
		char *type = mem_fmt("type=%02d%02d", i % 4, i % 2), *step = mem_fmt("step=%s", i % 6 ? "办" : "结");
		char *closed = mem_dup(i % 6 ? "closed=" : "closed=2026-10-01");
		char *opened = mem_fmt("opened=2026-11-%02dT08:00", 1 + i % 28), *title = mem_fmt("title=第%d件 宅基地", i);
		struct entry *e = say("intake", 0, NULL, 0,
		                      SAY(i % 10 ? "kind=case" : "kind=visit", due, type, step, closed, opened, title,
		                          "unit=421202101"));
		bool new_here;

		e->record = e->id = entry_id(OTHER, (uint32_t)(i + 1));
		e->at = 1000 + (i * 7 % 13);
		fine(journal_keep(store, e, &new_here, &err), &err);
		fine(record_project(store, e, &err), &err);
		entry_free(e);
		free(due);
		free(type);
		free(step);
		free(closed);
		free(opened);
		free(title);
	}
	fine(store_commit(store, &err), &err);
	return 0;
}

static size_t count(const struct record_filter *f)
{
	struct err err = { 0 };
	size_t n;

	fine(record_count(store, f, &n, NULL, &err), &err);
	return n;
}

static bool in_order(enum record_order order, const struct record *a, const struct record *b)
{
	if (order == RECORD_NEWEST)
		return a->at > b->at || (a->at == b->at && a->id > b->id);
	if (!*a->due != !*b->due)
		return *a->due;
	int c = strcmp(a->due, b->due);

	return c < 0 || (c == 0 && a->id < b->id);
}

/* Walk forward in pages, then back from the end; both must give the whole list. */
static void walk(const struct record_filter *f, enum record_order order, size_t page)
{
	struct record *seen[ROWS + 1] = { 0 }, **list;
	struct err err = { 0 };
	size_t n, all = 0;

	do {
		fine(record_list(store, f, order, all ? seen[all - 1] : NULL, page, &list, &n, &err), &err);
		assert_true(n <= page && all + n <= ROWS);
		for (size_t i = 0; i < n; i++) {
			seen[all] = list[i];
			assert_true(!all || in_order(order, seen[all - 1], seen[all]));
			all++;
		}
		free(list);
	} while (n == page);
	assert_int_equal(all, count(f));

	for (size_t at = all - 1; at;) {
		fine(record_list_back(store, f, order, seen[at], page, &list, &n, &err), &err);
		assert_int_equal(n, at < page ? at : page);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(list[i]->id, seen[at - n + i]->id);
		at -= n;
		record_list_free(list, n);
	}
	for (size_t i = 0; i < all; i++)
		record_free(seen[i]);
}

static void pages_lose_and_repeat_nothing(void **state)
{
	const struct record_filter filters[] = {
		{ 0 },
		{ .kind = "case" },
		{ .kind = "case", .only_open = true },
		{ .find = "宅基" },
		{ .kind = "case", .find = "宅基 第" },
	};
	const size_t pages[] = { 1, 2, 7, 20, 100 };

	(void)state;
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		for (size_t k = 0; k < sizeof pages / sizeof *pages; k++) {
			walk(&filters[i], RECORD_NEWEST, pages[k]);
			walk(&filters[i], RECORD_DUE, pages[k]);
		}
	}
}

static void filters_narrow_the_list(void **state)
{
	(void)state;
	assert_int_equal(count(&(struct record_filter){ 0 }), ROWS);
	assert_int_equal(count(&(struct record_filter){ .kind = "visit" }), 6);
	assert_int_equal(count(&(struct record_filter){ .step = "结" }), 10);
	assert_int_equal(count(&(struct record_filter){ .only_open = true }), 50);
	assert_int_equal(count(&(struct record_filter){ .kind = "case", .only_open = true }), 46);
	assert_int_equal(count(&(struct record_filter){ .type = "01" }), 15);
	assert_int_equal(count(&(struct record_filter){ .type = "0101" }), 15);
	assert_int_equal(count(&(struct record_filter){ .type = "1" }), 0);
	assert_int_equal(count(&(struct record_filter){ .opened_from = "2026-11-28" }), 2);
	assert_int_equal(count(&(struct record_filter){ .opened_to = "2026-11-01" }), 3);
	assert_int_equal(count(&(struct record_filter){ .unit = "421202102" }), 0);
	assert_int_equal(count(&(struct record_filter){ .kind = "case", .find = "第20件" }), 0);
	assert_int_equal(count(&(struct record_filter){ .kind = "visit", .find = "第20件" }), 1);
	assert_int_equal(count(&(struct record_filter){ .step = "' OR 1=1 --" }), 0);
	assert_int_equal(count(&(struct record_filter){ .only_conflicts = true }), 0);
}

static void where_nobody_said_how_many_one_person_is_counted(void **state)
{
	struct record_filter visits = { .kind = "visit" };
	struct err err = { 0 };
	size_t n, people;

	(void)state;
	save(store, DESK, say("reception", 0, NULL, 0, SAY("kind=visit", "people=5")));
	fine(record_count(store, &visits, &n, &people, &err), &err);
	assert_int_equal(n, 7);
	assert_int_equal(people, 6 + 5);
}

static void a_record_is_found_by_the_day_it_was_closed(void **state)
{
	struct record_filter day = { .kind = "case", .closed_from = "2026-11-24", .closed_to = "2026-11-24" };
	struct record_filter anyday = { .closed_from = "2026-11-24" };

	(void)state;
	assert_int_equal(count(&day), 0);
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "step=汇")));

	save(store, DESK, say("conclude", id, &id, 1, SAY("step=结", "closed=2026-11-24T16:30")));
	assert_int_equal(count(&day), 1);
	assert_int_equal(count(&anyday), 1);
	day.closed_from = "2026-11-25";
	assert_int_equal(count(&day), 0);
}

#define MANY 6400
#define HALF (MANY / 2)

/* Words so common that the list is walked instead of the index: in all cases, and in the older half only. */
static void common_words_page_like_any_others(void **state)
{
	struct err err = { 0 };
	struct record_filter all = { .kind = "many", .find = "宅基" }, old = { .kind = "many", .find = "鱼塘 宅基" };
	struct record **list, *last = NULL;
	size_t n, seen = 0;

	(void)state;
	fine(store_begin(store, &err), &err);
	for (int i = 0; i < MANY; i++) {
		struct entry *e = say("intake", 0, NULL, 0, SAY("kind=many", i < HALF ? "title=宅基地旁的鱼塘" : "title=宅基地"));

		fine(journal_append(store, DESK, e, &err) && record_project(store, e, &err), &err);
		entry_free(e);
	}
	fine(store_commit(store, &err), &err);

	fine(record_list(store, &all, RECORD_NEWEST, NULL, 20, &list, &n, &err), &err);
	assert_int_equal(n, 20);
	assert_int_equal(list[0]->id, entry_id(DESK, MANY));
	assert_int_equal(list[19]->id, entry_id(DESK, MANY - 19));
	record_list_free(list, n);

	/* the walk gives up and the index answers; pages go on where the last ended, to the very end */
	do {
		fine(record_list(store, &old, RECORD_NEWEST, last, 100, &list, &n, &err), &err);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(list[i]->id, entry_id(DESK, HALF - (uint32_t)(seen + i)));
		seen += n;
		record_free(last);
		last = n ? list[--n] : NULL;
		record_list_free(list, n);
	} while (last);
	assert_int_equal(seen, HALF);

	struct record from = { .due = (char *)"", .at = INT64_MIN, .id = 0 };

	fine(record_list_back(store, &old, RECORD_NEWEST, &from, 5, &list, &n, &err), &err);
	assert_int_equal(n, 5);
	assert_int_equal(list[4]->id, entry_id(DESK, 1));
	record_list_free(list, n);
}

static void ignore(void *arg, const struct ini_fault *fault)
{
	(void)arg, (void)fault;
}

static void what_stays_in_its_unit_can_be_left_out(void **state)
{
	static char text[] = "[form]\ntitle = 走访\nopens = visit\nlevels = village\ngoes = unit\nversion = 1\n"
	                     "[field title]\nlabel = 名称\ntype = text\n";
	struct book_file file = { "forms/visit.ini", text, strlen(text) };
	struct err err = { 0 };
	size_t published;
	uint64_t version;

	(void)state;
	assert_int_equal(count(&(struct record_filter){ .hide_unit_only = true }), ROWS);
	fine(publish_files(store, HUB, &file, 1, "县中心", &published, &err), &err);
	fine(publish_version(store, &version, &err), &err);
	struct book *b = publish_book(store, version, ignore, NULL, &err);

	assert_non_null(b);
	assert_non_null(book_form(b, "visit"));
	book_free(b);
	assert_int_equal(count(&(struct record_filter){ .hide_unit_only = true }), ROWS - 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_lose_and_repeat_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(filters_narrow_the_list, setup, teardown),
		cmocka_unit_test_setup_teardown(where_nobody_said_how_many_one_person_is_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(a_record_is_found_by_the_day_it_was_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(common_words_page_like_any_others, setup, teardown),
		cmocka_unit_test_setup_teardown(what_stays_in_its_unit_can_be_left_out, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
