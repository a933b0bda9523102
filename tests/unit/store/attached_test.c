/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/attached.h"
#include "store_each.h"

#define A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define C "01112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const unsigned char *digest_of(const char *hex)
{
	static unsigned char out[2][CRYPTO_HASH];
	static int next;

	next = !next;
	assert_true(crypto_unhex(out[next], CRYPTO_HASH, hex));
	return out[next];
}

static struct attached known(const char *hex)
{
	struct attached a = { 0 };
	struct err err = { 0 };

	if (!attached_get(store, digest_of(hex), &a, &err))
		fail_msg("%s", err.kind ? err.say : "not there");
	assert_memory_equal(a.digest, digest_of(hex), CRYPTO_HASH);
	return a;
}

static void what_an_entry_names_is_known_once(void **state)
{
	struct err err = { 0 };
	struct attached a, *list;
	size_t n;

	(void)state;
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY("title=渠道纠纷", "file=" A ".12.甲.pdf")));
	uint64_t next = save(store, DESK, say("attach", id, &id, 1,
	                                      SAY(".file1.file=" A ".12.甲甲.pdf", ".file2.file=" B ".7.乙.jpg", ".file2.note=" A)));
	a = known(A);
	assert_int_equal(a.entry, id);
	assert_int_equal(a.size, 12);
	assert_int_equal(a.choice, ATTACHED_NOW);
	assert_int_equal(a.state, ATTACHED_WAITS);
	assert_int_equal(known(B).entry, next);
	fine(attached_unsent(store, &list, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].entry, id);
	free(list);
	assert_false(attached_get(store, digest_of(C), &a, &err));
	assert_int_equal(err.kind, ERR_NONE);
}

static void what_became_of_it_is_kept(void **state)
{
	struct err err = { 0 };
	struct attached *list;
	size_t n;

	(void)state;
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY("file=" A ".12.甲.pdf", "other=" B ".7.乙.jpg")));
	fine(attached_choose(store, digest_of(A), ATTACHED_STICK, &err), &err);
	fine(attached_mark(store, digest_of(A), ATTACHED_REFUSED, &err), &err);
	fine(attached_mark(store, digest_of(B), ATTACHED_SENT, &err), &err);
	/* named again: nothing begins anew */
	save(store, DESK, say("attach", id, &id, 1, SAY(".file=" A ".12.甲.pdf", ".more=" B ".7.乙.jpg")));
	assert_int_equal(known(A).choice, ATTACHED_STICK);
	assert_int_equal(known(A).state, ATTACHED_REFUSED);
	assert_int_equal(known(B).state, ATTACHED_SENT);
	fine(attached_unsent(store, &list, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_memory_equal(list[0].digest, digest_of(A), CRYPTO_HASH);
	free(list);
}

/* A restored desk writes what was never sent under a new number. */
static void an_entry_written_anew_takes_the_place_of_one_that_is_gone(void **state)
{
	static const char *const gone_sql[] = { "DELETE FROM journal" };
	static const struct db_module gone = { "gone", gone_sql, 1 };
	struct err err = { 0 };

	(void)state;
	save(store, DESK, say("intake", 0, NULL, 0, SAY("file=" A ".12.甲.pdf")));
	fine(attached_choose(store, digest_of(A), ATTACHED_LATER, &err), &err);
	fine(db_run(db_use(store_db(store), &gone, 0), &err), &err);
	uint64_t anew = save(store, OTHER, say("intake", 0, NULL, 0, SAY("file=" A ".12.甲.pdf")));
	assert_int_equal(known(A).entry, anew);
	assert_int_equal(known(A).choice, ATTACHED_LATER);
}

/* The hub goes by an entry; one that it refused is no good. */
static void what_this_desk_says_again_counts_from_there(void **state)
{
	struct station_self me = { .number = DESK, .unit = "421202101", .name = "", .url = "", .ca = "", .code = "" };
	struct err err = { 0 };

	(void)state;
	fine(station_self_save(store, &me, &err), &err);
	uint64_t first = save(store, DESK, say("intake", 0, NULL, 0, SAY("file=" A ".12.甲.pdf", "other=" B ".7.乙.jpg")));
	fine(attached_mark(store, digest_of(A), ATTACHED_REFUSED, &err), &err);
	fine(attached_mark(store, digest_of(B), ATTACHED_SENT, &err), &err);
	save(store, OTHER, say("attach", first, &first, 1, SAY(".file=" A ".12.甲.pdf")));
	assert_int_equal(known(A).entry, first);
	assert_int_equal(known(A).state, ATTACHED_REFUSED);
	uint64_t again = save(store, DESK, say("attach", first, &first, 1,
	                                       SAY(".file=" A ".12.甲.pdf", ".other=" B ".7.乙.jpg")));
	assert_int_equal(known(A).entry, again);
	assert_int_equal(known(A).state, ATTACHED_WAITS);
	assert_int_equal(known(B).entry, first);
	assert_int_equal(known(B).state, ATTACHED_SENT);
	/* a restored hub may have lost it */
	fine(attached_doubt(store, &err), &err);
	assert_int_equal(known(B).state, ATTACHED_WAITS);
}

static void a_hub_knows_who_brought_what(void **state)
{
	struct err err = { 0 };
	unsigned char *digests;
	size_t n;

	(void)state;
	fine(attached_delivered(store, DESK, digest_of(A), 1000, &err), &err);
	fine(attached_delivered(store, DESK, digest_of(B), 2000, &err), &err);
	fine(attached_delivered(store, OTHER, digest_of(B), 3000, &err), &err);
	fine(attached_receipts(store, DESK, 10, &digests, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_memory_equal(digests, digest_of(B), CRYPTO_HASH);
	assert_memory_equal(digests + CRYPTO_HASH, digest_of(A), CRYPTO_HASH);
	free(digests);
	/* asked again it is news again */
	fine(attached_delivered(store, DESK, digest_of(A), 4000, &err), &err);
	fine(attached_receipts(store, DESK, 1, &digests, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_memory_equal(digests, digest_of(A), CRYPTO_HASH);
	free(digests);
	fine(attached_receipts(store, 99, 10, &digests, &n, &err), &err);
	assert_int_equal(n, 0);
	free(digests);
	/* what desks name there is their affair */
	save(store, HUB, say("intake", 0, NULL, 0, SAY("file=" A ".12.甲.pdf")));
	struct attached a;
	assert_false(attached_get(store, digest_of(A), &a, &err));
}

#define TEST(name, setup) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_an_entry_names_is_known_once, setup_desk),
		TEST(what_became_of_it_is_kept, setup_desk),
		TEST(an_entry_written_anew_takes_the_place_of_one_that_is_gone, setup_desk),
		TEST(what_this_desk_says_again_counts_from_there, setup_desk),
		TEST(a_hub_knows_who_brought_what, setup_hub),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
