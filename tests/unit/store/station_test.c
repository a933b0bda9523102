/* SPDX-License-Identifier: Apache-2.0 */
/* Who this store is, and whom a hub knows. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_each.h"

static void self_is_nobody_until_saved_and_then_itself(void **state)
{
	struct station_self me, again;
	struct err err = { 0 };

	(void)state;
	fine(station_self_load(store, &me, &err), &err);
	assert_int_equal(me.number, 0);
	assert_string_equal(me.url, "");
	free(me.unit);
	free(me.url);
	me.number = DESK;
	me.unit = mem_dup("421202101");
	me.url = mem_dup("https://hub:8443");
	me.practice = true;
	me.hub = HUB;
	crypto_keypair(me.public, me.secret);
	fine(station_self_save(store, &me, &err), &err);
	fine(station_self_load(store, &again, &err), &err);
	assert_int_equal(again.number, DESK);
	assert_int_equal(again.hub, HUB);
	assert_true(again.practice);
	assert_string_equal(again.unit, "421202101");
	assert_memory_equal(again.secret, me.secret, CRYPTO_SECRET);
	station_self_clear(&me);
	station_self_clear(&again);
	assert_null(again.unit);
}

static void what_the_hub_confirmed_never_goes_back(void **state)
{
	struct station_self me = { .number = DESK };
	struct err err = { 0 };

	(void)state;
	fine(station_self_save(store, &me, &err), &err);
	fine(station_set_acked(store, 10, 100, &err), &err);
	fine(station_set_acked(store, 5, 200, &err), &err);
	fine(station_set_acked(store, 7, 50, &err), &err);
	fine(station_self_load(store, &me, &err), &err);
	assert_int_equal(me.acked, 10);
	assert_int_equal(me.cursor, 200);
	station_self_clear(&me);
}

static uint64_t desks_seen;

static bool count(void *arg, const struct station_peer *p)
{
	desks_seen = desks_seen * 10 + station_desk(p->number);
	return arg == NULL;
}

static void a_peer_is_added_enrolled_seen_and_revoked(void **state)
{
	struct station_peer p = { .number = DESK, .unit = (char *)"421202101", .name = (char *)"东窗", .made = 5 };
	unsigned char public[CRYPTO_PUBLIC] = { 9, 8, 7 };
	struct err err = { 0 };
	uint32_t desk;

	(void)state;
	fine(station_next_desk(store, &desk, &err), &err);
	assert_int_equal(desk, 1);
	p.code[0] = 42;
	fine(station_add(store, &p, &err), &err);
	fine(station_next_desk(store, &desk, &err), &err);
	assert_int_equal(desk, 2);

	struct station_peer *found = station_by_code(store, p.code, &err);

	fine(found != NULL, &err);
	assert_int_equal(found->number, DESK);
	assert_int_equal(found->state, STATION_KIT);
	station_peer_free(found);
	fine(station_enrol(store, DESK, public, 77, &err), &err);
	fine(station_seen(store, DESK, 88, 12, 34, &err), &err);
	fine(station_seen(store, DESK, 99, 3, 4, &err), &err);
	found = station_get(store, DESK, &err);
	assert_int_equal(found->state, STATION_ENROLLED);
	assert_int_equal(found->seen, 99);
	assert_int_equal(found->seq, 12);
	assert_int_equal(found->cursor, 34);
	assert_memory_equal(found->public, public, CRYPTO_PUBLIC);
	found->state = STATION_REVOKED;
	fine(station_add(store, found, &err), &err);
	station_peer_free(found);
	assert_false(station_enrol(store, DESK, public, 100, &err));
	assert_int_equal(err.kind, ERR_TRUST);
	err = (struct err){ 0 };
	assert_null(station_get(store, OTHER, &err));
	assert_int_equal(err.kind, ERR_NONE);

	p.number = OTHER;
	fine(station_add(store, &p, &err), &err);
	fine(station_each(store, count, NULL, &err), &err);
	assert_int_equal(desks_seen, 12);
	fine(station_each(store, count, &p, &err), &err);
	assert_int_equal(desks_seen, 121);
}

static void proofs_are_kept_in_both_directions(void **state)
{
	struct err err = { 0 };

	(void)state;
	fine(station_proof(store, DESK, 'r', 1, 9, 5, "header", 6, &err), &err);
	fine(station_proof(store, DESK, 's', 1, 9, 5, "header", 6, &err), &err);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup_hub, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(self_is_nobody_until_saved_and_then_itself),
		FRESH(what_the_hub_confirmed_never_goes_back),
		FRESH(a_peer_is_added_enrolled_seen_and_revoked),
		FRESH(proofs_are_kept_in_both_directions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
