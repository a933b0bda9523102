/* SPDX-License-Identifier: Apache-2.0 */
/* What waits aside at a restored hub, and what verify makes of what came back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/feed.h"
#include "store/quarantine.h"
#include "store_each.h"

#define RESTORED_HUB station_make(2202, 1, 0)

static struct entry *entry_of(uint32_t station, uint32_t seq, const char *title)
{
	static const unsigned char none[CRYPTO_HASH];
	char *pair = mem_fmt("title=%s", title);
	struct entry *e = say("intake", 0, NULL, 0, SAY("kind=case", pair));

	free(pair);
	e->id = e->record = entry_id(station, seq);
	e->at = 1000 << 16;
	entry_seal(e, none);
	memset(e->chain, 0, CRYPTO_HASH);
	return e;
}

static void offer(uint32_t station, uint32_t seq, const char *title, uint32_t giver)
{
	struct entry *e = entry_of(station, seq, title);
	struct err err = { 0 };
	bool full;

	fine(quarantine_put(store, e, giver, &full, &err), &err);
	assert_false(full);
	entry_free(e);
}

static const char *title_at(const struct entries *list, size_t i)
{
	return fields_get(list->list[i]->fields, "title");
}

static void what_most_desks_hold_counts(void **state)
{
	struct err err = { 0 };
	struct entries list;
	size_t doubtful;

	(void)state;
	offer(DESK, 3, "真的", 11);
	offer(DESK, 3, "假的", 12);
	offer(DESK, 3, "真的", 13);
	offer(DESK, 4, "一说", 11);
	offer(DESK, 4, "一说", 11);     /* the same desk again, after a dropped line */
	offer(DESK, 4, "又一说", 12);
	offer(DESK, 5, "只有一说", 12);
	offer(OTHER, 1, "别人的", 12);
	fine(quarantine_of(store, DESK, &list, &doubtful, &err), &err);
	assert_int_equal(list.n, 2);
	assert_string_equal(title_at(&list, 0), "真的");
	assert_string_equal(title_at(&list, 1), "只有一说");
	assert_int_equal(doubtful, 1);
	entries_free(&list);
}

static void who_comes_takes_his_out(void **state)
{
	struct err err = { 0 };
	uint32_t station;
	size_t n;

	(void)state;
	offer(DESK, 3, "三", 11);
	offer(DESK, 4, "四", 11);
	offer(OTHER, 1, "别人的", 12);
	fine(quarantine_next(store, 0, &station, &n, &err), &err);
	assert_int_equal(station, DESK);
	assert_int_equal(n, 2);
	fine(quarantine_drop(store, DESK, 3, &err), &err);
	fine(quarantine_next(store, 0, &station, &n, &err), &err);
	assert_int_equal(n, 1);
	fine(quarantine_drop(store, DESK, 4, &err), &err);
	fine(quarantine_next(store, 0, &station, &n, &err), &err);
	assert_int_equal(station, OTHER);
	fine(quarantine_next(store, station, &station, &n, &err), &err);
	assert_int_equal(station, 0);
}

/* --- verify ---------------------------------------------------------------------------------------------------------- */

static size_t faults_found(void)
{
	struct err err = { 0 };
	size_t faults;

	fine(store_verify(store, &faults, NULL, NULL, &err), &err);
	return faults;
}

static void keep(struct entry *e)
{
	struct err err = { 0 };
	bool fresh;

	fine(store_begin(store, &err) && journal_keep(store, e, &fresh, &err) && record_project(store, e, &err), &err);
	fine(store_commit(store, &err), &err);
	entry_free(e);
}

static void are_we(uint32_t number)
{
	struct station_self me = { .number = number };
	struct err err = { 0 };

	fine(station_self_save(store, &me, &err), &err);
}

static void former_words_of_a_restored_hub_may_have_gaps(void **state)
{
	(void)state;
	are_we(RESTORED_HUB);
	save(store, HUB, say("intake", 0, NULL, 0, SAY("kind=case", "title=以前说的")));
	keep(entry_of(HUB, 4, "带回来的"));
	keep(entry_of(HUB, 9, "又带回来的"));
	assert_int_equal(faults_found(), 0);
	/* of the present epoch nothing may be missing, nor of a desk */
	keep(entry_of(DESK, 4, "凭空来的"));
	assert_int_equal(faults_found(), 1);
}

static void a_hub_that_was_not_restored_has_no_gaps(void **state)
{
	(void)state;
	are_we(HUB);
	save(store, HUB, say("intake", 0, NULL, 0, SAY("kind=case", "title=以前说的")));
	keep(entry_of(HUB, 4, "凭空来的"));
	assert_int_equal(faults_found(), 1);
}

static void a_machine_that_is_gone_may_have_gaps(void **state)
{
	struct station_peer gone = { .number = DESK, .unit = (char *)"421202101", .name = (char *)"", .state = STATION_REVOKED,
	                             .recovered = true };
	struct err err = { 0 };

	(void)state;
	are_we(RESTORED_HUB);
	save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=报过的")));
	keep(entry_of(DESK, 3, "收回的"));
	assert_int_equal(faults_found(), 1);
	fine(station_add(store, &gone, &err), &err);
	assert_int_equal(faults_found(), 0);
	/* what stands before a gap is chained all the same */
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	fine(journal_chained(store, DESK, &seq, chain, &err), &err);
	assert_int_equal(seq, 1);
}

enum { ALTER };
static const char *const sql[] = { [ALTER] = "UPDATE journal SET who = '别人' WHERE id = ?1" };
static const struct db_module module = { "alter", sql, 1 };

static void what_came_back_is_checked_all_the_same(void **state)
{
	struct err err = { 0 };

	(void)state;
	are_we(RESTORED_HUB);
	keep(entry_of(HUB, 4, "带回来的"));
	struct db_stmt *q = db_use(store_db(store), &module, ALTER);

	db_int(q, 1, (int64_t)entry_id(HUB, 4));
	fine(db_run(q, &err), &err);
	assert_int_equal(faults_found(), 1);
}

/* --- feeds ----------------------------------------------------------------------------------------------------------- */

static void what_a_desk_was_told_is_known_by_epoch(void **state)
{
	struct err err = { 0 };
	uint64_t pos;

	(void)state;
	uint64_t a = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=一")));
	uint64_t b = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=二")));

	fine(feed_add(store, "421202101", a, &err) && feed_keep(store, 1, &err), &err);
	fine(feed_add(store, "421202101", b, &err) && feed_keep(store, 3, &err), &err);
	for (uint32_t epoch = 0; epoch < 5; epoch++) {
		fine(feed_kept(store, "421202101", epoch, &pos, &err), &err);
		assert_int_equal(pos, epoch >= 3 ? 2 : epoch >= 1 ? 1 : 0);
	}
	fine(feed_kept(store, "421202102", 3, &pos, &err), &err);
	assert_int_equal(pos, 0);
}

static void a_successor_is_not_told_what_it_was_given_back(void **state)
{
	struct station_peer p = { .number = OTHER, .unit = (char *)"421202101", .name = (char *)"", .predecessor = DESK, .inherited = 1 };
	struct err err = { 0 };
	struct entries list;
	uint64_t last, head;

	(void)state;
	fine(station_add(store, &p, &err), &err);
	uint64_t a = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=一")));
	uint64_t b = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=二")));
	uint64_t c = save(store, OTHER, say("intake", 0, NULL, 0, SAY("kind=case", "title=三")));

	fine(feed_add(store, "421202101", a, &err) && feed_add(store, "421202101", b, &err) && feed_add(store, "421202101", c, &err), &err);
	fine(feed_since(store, "421202101", 0, OTHER, 1 << 20, 100, &list, &last, &head, &err), &err);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.list[0]->id, b);
	assert_int_equal(last, 3);
	entries_free(&list);
	fine(feed_since(store, "421202101", 0, DESK, 1 << 20, 100, &list, &last, &head, &err), &err);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.list[0]->id, c);
	entries_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_most_desks_hold_counts, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(who_comes_takes_his_out, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(former_words_of_a_restored_hub_may_have_gaps, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(a_hub_that_was_not_restored_has_no_gaps, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(a_machine_that_is_gone_may_have_gaps, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(what_came_back_is_checked_all_the_same, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(what_a_desk_was_told_is_known_by_epoch, setup_hub, teardown),
		cmocka_unit_test_setup_teardown(a_successor_is_not_told_what_it_was_given_back, setup_hub, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
