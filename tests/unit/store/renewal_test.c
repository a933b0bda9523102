/* SPDX-License-Identifier: Apache-2.0 */
/* What a store remembers on its way to a new number. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/renewal.h"
#include "store_each.h"

static void enrolled_as(uint32_t number)
{
	struct station_self me = { .number = number };
	struct err err = { 0 };

	fine(station_self_save(store, &me, &err), &err);
}

static void a_stale_store_says_why_and_does_not_write(void **state)
{
	struct err err = { 0 };
	bool moved;

	(void)state;
	enrolled_as(DESK);
	assert_null(renewal_stale(store));
	fine(renewal_may_write(store, DESK, &moved, &err), &err);
	fine(renewal_set_stale(store, STALE_RESTORED, &err), &err);
	char *why = renewal_stale(store);

	assert_string_equal(why, STALE_RESTORED);
	free(why);
	assert_false(renewal_may_write(store, DESK, &moved, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "草稿"));
	assert_false(moved);
	fine(renewal_set_stale(store, NULL, &err), &err);
	assert_true(renewal_may_write(store, DESK, &moved, &err));
}

static void nobody_writes_under_a_number_that_is_given_up(void **state)
{
	struct err err = { 0 };
	bool moved;

	(void)state;
	enrolled_as(OTHER);
	assert_false(renewal_may_write(store, DESK, &moved, &err));
	assert_true(moved);
	assert_int_equal(err.kind, ERR_CHECK);
}

static void what_was_asked_for_is_there_after_a_crash(void **state)
{
	struct renewal r = { .old = DESK, .number = OTHER, .base = 7 }, again;
	struct err err = { 0 };

	(void)state;
	fine(renewal_load(store, &again, &err), &err);
	assert_int_equal(again.old, 0);
	crypto_keypair(r.public, r.secret);
	r.unit = mem_dup("421202101");
	r.name = mem_dup("东窗");
	fine(renewal_save(store, &r, &err), &err);
	fine(renewal_load(store, &again, &err), &err);
	assert_int_equal(again.old, DESK);
	assert_int_equal(again.number, OTHER);
	assert_int_equal(again.base, 7);
	assert_string_equal(again.unit, "421202101");
	assert_memory_equal(again.secret, r.secret, CRYPTO_SECRET);
	fine(renewal_drop(store, &err), &err);
	renewal_clear(&again);
	fine(renewal_load(store, &again, &err), &err);
	assert_int_equal(again.old, 0);
	renewal_clear(&r);
	renewal_clear(&again);
}

/* Entries 3, 4 of DESK as a hub would give them back. */
static void give_back(struct entry *list[2])
{
	unsigned char chain[CRYPTO_HASH] = { 1 };
	struct err err = { 0 };

	for (uint32_t i = 0; i < 2; i++) {
		struct entry *e = list[i] = say("intake", 0, NULL, 0, SAY("kind=case", "title=还回来的"));

		e->id = e->record = entry_id(DESK, 3 + i);
		entry_seal(e, chain);
		memcpy(chain, e->chain, CRYPTO_HASH);
		fine(renewal_put(store, e, &err), &err);
		fine(renewal_put(store, e, &err), &err);
	}
}

static void what_came_back_is_kept_as_it_was(void **state)
{
	struct entry *list[2];
	struct entries back;
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	(void)state;
	fine(renewal_last(store, &seq, chain, &err), &err);
	assert_int_equal(seq, 0);
	give_back(list);
	fine(renewal_last(store, &seq, chain, &err), &err);
	assert_int_equal(seq, 4);
	assert_memory_equal(chain, list[1]->chain, CRYPTO_HASH);
	fine(renewal_returned(store, &back, &err), &err);
	assert_int_equal(back.n, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(back.list[i]->id, list[i]->id);
		assert_memory_equal(back.list[i]->digest, list[i]->digest, CRYPTO_HASH);
		assert_memory_equal(back.list[i]->chain, list[i]->chain, CRYPTO_HASH);
		entry_free(list[i]);
	}
	entries_free(&back);
	fine(renewal_forget(store, &err), &err);
	fine(renewal_returned(store, &back, &err), &err);
	assert_int_equal(back.n, 0);
}

static void entries_are_followed_to_what_they_are_now(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(renewal_now(store, 11), 11);
	fine(renewal_became(store, 11, 22, &err) && renewal_became(store, 22, 33, &err), &err);
	assert_int_equal(renewal_now(store, 11), 33);
	assert_int_equal(renewal_now(store, 22), 33);
	assert_int_equal(renewal_now(store, 33), 33);
}

static void a_record_that_has_nothing_left_is_gone_from_lists_and_search(void **state)
{
	struct record_filter any = { .find = "水渠" };
	struct err err = { 0 };
	struct record **list;
	size_t n, faults;

	(void)state;
	enrolled_as(DESK);
	save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=宅基地")));
	uint64_t gone = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=水渠", "formerly=旧-1", "due_sign=2026-12-01")));

	fine(store_begin(store, &err), &err);
	fine(renewal_take_out(store, DESK, 2, &err) && record_refold(store, gone, &err), &err);
	fine(store_commit(store, &err), &err);
	assert_null(record_get(store, gone, &err));
	assert_int_equal(record_by_no(store, "旧-1", "", &err), 0);
	fine(record_list(store, &any, RECORD_NEWEST, NULL, 10, &list, &n, &err), &err);
	assert_int_equal(n, 0);
	record_list_free(list, n);
	fine(store_verify(store, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
}

static void what_was_refused_under_a_former_number_is_its_own_still(void **state)
{
	struct err err = { 0 };

	(void)state;
	enrolled_as(DESK);
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=宅基地", "unit=421202101")));
	char *refuses = mem_fmt(".refuses=%llu", (unsigned long long)id);

	save(store, HUB, say("refusal", id, NULL, 0, SAY(refuses, ".reason=不对", "kind=case", "no=1")));
	free(refuses);
	struct record *r = record_get(store, id, &err);

	assert_int_equal(r->refused, 1);
	record_free(r);
	fine(renewal_add_former(store, DESK, &err), &err);
	enrolled_as(OTHER);
	fine(store_rebuild(store, NULL, NULL, &err), &err);
	r = record_get(store, id, &err);
	assert_int_equal(r->refused, 1);
	record_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stale_store_says_why_and_does_not_write, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(nobody_writes_under_a_number_that_is_given_up, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(what_was_asked_for_is_there_after_a_crash, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(what_came_back_is_kept_as_it_was, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(entries_are_followed_to_what_they_are_now, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(a_record_that_has_nothing_left_is_gone_from_lists_and_search, setup_desk, teardown),
		cmocka_unit_test_setup_teardown(what_was_refused_under_a_former_number_is_its_own_still, setup_desk, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
