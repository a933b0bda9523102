/* SPDX-License-Identifier: Apache-2.0 */
/* verify finds what was done to the journal behind the program's back; rebuild makes again what can be made again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_each.h"
#include "store_derived.h"

static uint64_t chain_of_cases(uint32_t station, int n)
{
	uint64_t first = 0;

	for (int i = 0; i < n; i++) {
		char *no = mem_fmt("no=421202101-%u-2026-%04d", station_desk(station), i + 1);
		uint64_t id = save(store, station,
		                   say("intake", 0, NULL, 0,
		                       SAY(no, "kind=case", "title=宅基地", "party1.name=张三", "party1.phone=13812345678",
		                           "formerly=旧-1 旧-2")));

		if (!first)
			first = id;
		save(store, station, say("assess", id, &id, 1, SAY("step=研", "grade=2")));
		save(store, station, say("handle", id, &id, 1, SAY("step=办", "summary=谈过", "due_sign=2026-11-24 09:41",
		                                                   "due_revisit=2026-12-24", ".no=421202101-1-2026-T0001")));
		free(no);
	}
	return first;
}

static int setup(void **state)
{
	struct station_self me = { .number = HUB };
	struct err err = { 0 };

	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_HUB);
	fine(station_self_save(store, &me, &err), &err);
	chain_of_cases(DESK, 5);
	chain_of_cases(OTHER, 5);
	return 0;
}

enum {
	CHANGE_WHO, CHANGE_FIELDS, CHANGE_CHAIN, DELETE_ROW, CHANGE_TITLE, DELETE_RECORD, ADD_RECORD, CHANGE_TEXT, CHANGE_CLOCK,
	ADD_CLOCK, ADD_NUMBER,
};
static const char *const sql[] = {
	[CHANGE_WHO] = "UPDATE journal SET who = '别人' WHERE id = ?1",
	[CHANGE_FIELDS] = "UPDATE journal SET fields = (SELECT fields FROM journal WHERE id = ?1 + 1) WHERE id = ?1",
	[CHANGE_CHAIN] = "UPDATE journal SET chain = digest WHERE id = ?1",
	[DELETE_ROW] = "DELETE FROM journal WHERE id = ?1",
	[CHANGE_TITLE] = "UPDATE record SET title = 'x' WHERE id = ?1",
	[DELETE_RECORD] = "DELETE FROM record WHERE id = ?1",
	[ADD_RECORD] = "INSERT INTO record SELECT ?1, " DERIVED_COLUMNS ", heads FROM record LIMIT 1",
	[CHANGE_TEXT] = "UPDATE search SET text = 'x' WHERE rowid = ?1",
	[CHANGE_CLOCK] = "UPDATE clock SET due = '2099-01-01' WHERE record = ?1 AND kind = 'sign'",
	[ADD_CLOCK] = "INSERT INTO clock VALUES(?1, 'sign', '2026-11-24')",
	[ADD_NUMBER] = "INSERT INTO formerly VALUES(?1, '旧-3')",
};
static const struct db_module module = { "verify_test", sql, sizeof sql / sizeof *sql };

static void tamper(size_t how, uint64_t id)
{
	struct db_stmt *q = db_use(store_db(store), &module, how);
	struct err err = { 0 };

	db_int(q, 1, (int64_t)id);
	fine(db_run(q, &err), &err);
	assert_int_equal(db_changes(store_db(store)), 1);
}

static void gather(void *arg, const char *sentence)
{
	buf_puts(arg, sentence);
	buf_putc(arg, '\n');
}

static size_t faults(struct buf *said)
{
	struct err err = { 0 };
	size_t n;

	buf_clear(said);
	fine(store_verify(store, &n, gather, said, &err), &err);
	return n;
}

static void a_sound_store_has_no_faults(void **state)
{
	struct buf said = { 0 };

	(void)state;
	assert_int_equal(faults(&said), 0);
	buf_free(&said);
}

static void the_first_bad_entry_of_each_station_is_named(void **state)
{
	struct buf said = { 0 };

	(void)state;
	tamper(CHANGE_FIELDS, entry_id(DESK, 4));
	tamper(CHANGE_FIELDS, entry_id(DESK, 10));
	tamper(CHANGE_CHAIN, entry_id(OTHER, 7));
	assert_true(faults(&said) >= 2);
	assert_non_null(strstr(said.data, "窗口 1 的第 4 条"));
	assert_null(strstr(said.data, "窗口 1 的第 10 条"));
	assert_non_null(strstr(said.data, "窗口 2 的第 7 条"));
	buf_free(&said);
}

static void a_missing_entry_is_named(void **state)
{
	struct buf said = { 0 };

	(void)state;
	tamper(DELETE_ROW, entry_id(DESK, 6));
	assert_true(faults(&said) >= 1);
	assert_non_null(strstr(said.data, "窗口 1 的第 6 条"));
	buf_free(&said);
}

static void a_tail_the_hub_has_confirmed_cannot_vanish(void **state)
{
	struct station_self me = { .number = OTHER, .acked = 15 };
	struct buf said = { 0 };
	struct err err = { 0 };

	(void)state;
	fine(station_self_save(store, &me, &err), &err);
	assert_int_equal(faults(&said), 0);
	tamper(DELETE_ROW, entry_id(OTHER, 15));
	assert_true(faults(&said) >= 1);
	assert_non_null(strstr(said.data, "窗口 2 的第 15 条"));
	buf_free(&said);
}

static void a_changed_entry_is_found_where_its_chain_is_not_known(void **state)
{
	char *folder = fresh_dir();
	struct store *desk = open_store(folder, STORE_DESK), *hub = store;
	struct buf said = { 0 };
	struct err err = { 0 };
	bool new_here;

	(void)state;
	for (uint32_t seq = 4; seq <= 13; seq += 9) {
		struct entry *e = journal_get(hub, entry_id(OTHER, seq), &err);

		fine(store_begin(desk, &err), &err);
		fine(journal_keep(desk, e, &new_here, &err) && record_project(desk, e, &err), &err);
		fine(store_commit(desk, &err), &err);
		entry_free(e);
	}
	store = desk;
	assert_int_equal(faults(&said), 0);
	tamper(CHANGE_WHO, entry_id(OTHER, 13));
	assert_true(faults(&said) >= 1);
	assert_non_null(strstr(said.data, "窗口 2 的第 13 条"));
	store = hub;
	store_close(desk);
	remove_dir(folder);
	buf_free(&said);
}

static void a_projection_that_lies_is_found_and_rebuilt(void **state)
{
	struct buf said = { 0 };
	struct err err = { 0 };

	(void)state;
	tamper(CHANGE_TITLE, entry_id(DESK, 1));
	tamper(DELETE_RECORD, entry_id(DESK, 4));
	tamper(ADD_RECORD, entry_id(OTHER, 99));
	tamper(CHANGE_TEXT, entry_id(OTHER, 1));
	tamper(CHANGE_CLOCK, entry_id(DESK, 7));
	tamper(ADD_CLOCK, entry_id(OTHER, 98));
	tamper(ADD_NUMBER, entry_id(DESK, 10));
	assert_int_equal(faults(&said), 7);
	assert_non_null(strstr(said.data, "421202101-1-2026-0001"));
	assert_non_null(strstr(said.data, "title"));
	assert_non_null(strstr(said.data, "search"));
	assert_non_null(strstr(said.data, "clock"));
	assert_non_null(strstr(said.data, "formerly"));
	fine(store_rebuild(store, NULL, NULL, &err), &err);
	assert_int_equal(faults(&said), 0);
	buf_free(&said);
}

static void check_progress(void *arg, size_t done, size_t all)
{
	*(size_t *)arg = done;
	assert_true(done <= all);
}

static void rebuild_reproduces_every_row(void **state)
{
	struct err err = { 0 };
	size_t done = 0;

	(void)state;
	chain_of_cases(DESK, 600);      /* more than one batch */
	char *before = derived_rows(store);

	for (int i = 0; i < 2; i++) {
		fine(store_rebuild(store, check_progress, &done, &err), &err);
		char *after = derived_rows(store);

		assert_string_equal(before, after);
		assert_int_equal(done, 610);
		free(after);
	}
	free(before);
	/* and what comes after finds its tables */
	struct record_filter f = { .kind = "case", .find = "宅基" };
	size_t n;

	chain_of_cases(OTHER, 1);
	fine(record_count(store, &f, &n, NULL, &err), &err);
	assert_int_equal(n, 611);
}

static struct store *beside;

static void write_meanwhile(void *arg, size_t done, size_t all)
{
	struct store *mine = store;

	(void)arg, (void)done, (void)all;
	store = beside;
	uint64_t id = entry_id(DESK, 1);

	chain_of_cases(OTHER, 1);
	save(store, HUB, say("correct", id, &id, 1, SAY("title=改过")));
	store = mine;
}

static void what_others_write_while_rebuilding_is_not_lost(void **state)
{
	struct err err = { 0 };
	struct buf said = { 0 };
	struct record_filter f = { .kind = "case" };
	size_t n;

	(void)state;
	beside = open_store(dir, STORE_HUB);
	fine(store_rebuild(store, write_meanwhile, NULL, &err), &err);
	fine(record_count(store, &f, &n, NULL, &err), &err);
	assert_int_equal(n, 11);
	assert_int_equal(faults(&said), 0);
	fine(record_count(beside, &f, &n, NULL, &err), &err);
	assert_int_equal(n, 11);
	store_close(beside);
	buf_free(&said);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_sound_store_has_no_faults),
		FRESH(the_first_bad_entry_of_each_station_is_named),
		FRESH(a_missing_entry_is_named),
		FRESH(a_tail_the_hub_has_confirmed_cannot_vanish),
		FRESH(a_changed_entry_is_found_where_its_chain_is_not_known),
		FRESH(a_projection_that_lies_is_found_and_rebuilt),
		FRESH(rebuild_reproduces_every_row),
		FRESH(what_others_write_while_rebuilding_is_not_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
