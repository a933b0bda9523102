/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: numbered without gaps, chained, never rewritten. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "store_each.h"

static struct entry *get(uint64_t id)
{
	struct err err = { 0 };
	struct entry *e = journal_get(store, id, &err);

	fine(!err.kind, &err);
	return e;
}

static void what_is_appended_reads_back_whole(void **state)
{
	(void)state;
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY("title=𠮷田的“边界”", ".note=", "party1.name=张三")));
	uint64_t next = save(store, DESK, say("assess", id, &id, 1, SAY("grade=2")));
	struct entry *a = get(id), *b = get(next);
	unsigned char digest[CRYPTO_HASH], chain[CRYPTO_HASH], zeros[CRYPTO_HASH] = { 0 };

	assert_int_equal(a->id, entry_id(DESK, 1));
	assert_int_equal(a->record, a->id);
	assert_int_equal(b->record, a->id);
	assert_int_equal(b->nparents, 1);
	assert_int_equal(b->parents[0], id);
	assert_string_equal(fields_get(a->fields, "title"), "𠮷田的“边界”");
	assert_string_equal(fields_get(a->fields, ".note"), "");
	assert_string_equal(a->who, "王芳");
	memcpy(digest, b->digest, sizeof digest);
	memcpy(chain, b->chain, sizeof chain);
	entry_seal(b, a->chain);
	assert_memory_equal(chain, b->chain, CRYPTO_HASH);
	assert_memory_equal(digest, b->digest, CRYPTO_HASH);
	memcpy(chain, a->chain, sizeof chain);
	entry_seal(a, zeros);
	assert_memory_equal(chain, a->chain, CRYPTO_HASH);
	entry_free(a);
	entry_free(b);
	assert_null(get(entry_id(DESK, 3)));
}

static void seqs_count_without_gaps_per_station(void **state)
{
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH], zeros[CRYPTO_HASH] = { 0 };
	uint32_t seq;

	(void)state;
	fine(journal_head(store, DESK, &seq, chain, &err), &err);
	assert_int_equal(seq, 0);
	assert_memory_equal(chain, zeros, CRYPTO_HASH);
	save(store, DESK, say("intake", 0, NULL, 0, NULL));
	save(store, OTHER, say("intake", 0, NULL, 0, NULL));
	fine(store_begin(store, &err), &err);
	struct entry *lost = say("intake", 0, NULL, 0, NULL);

	fine(journal_append(store, DESK, lost, &err), &err);
	assert_int_equal(lost->id, entry_id(DESK, 2));
	entry_free(lost);
	store_rollback(store);
	assert_int_equal(save(store, DESK, say("intake", 0, NULL, 0, NULL)), entry_id(DESK, 2));
	fine(journal_head(store, OTHER, &seq, chain, &err), &err);
	assert_int_equal(seq, 1);
}

static void at_stands_behind_the_parents_and_a_clock_that_ran_ahead_drags_no_other_record_along(void **state)
{
	struct err err = { 0 };
	bool new_here;

	(void)state;
	/* an entry from a desk whose clock is ten years ahead */
	struct entry *ahead = say("intake", 0, NULL, 0, NULL);
	int64_t future = (clock_ms() + 10LL * 365 * 86400 * 1000) * 65536;

	ahead->record = ahead->id = entry_id(OTHER, 1);
	ahead->at = future;
	fine(store_begin(store, &err), &err);
	fine(journal_keep(store, ahead, &new_here, &err), &err);
	fine(store_commit(store, &err), &err);

	uint64_t plain = save(store, DESK, say("intake", 0, NULL, 0, NULL));
	struct entry *e = get(plain);

	assert_true(e->at < future);
	entry_free(e);
	struct entry *child = say("assess", ahead->id, &ahead->id, 1, NULL);

	child->at = 5;
	uint64_t id = save(store, DESK, child);

	e = get(id);
	assert_true(e->at == future + 1);
	entry_free(e);
	entry_free(ahead);
	struct entry *early = say("intake", 0, NULL, 0, NULL);

	early->at = 7;
	e = get(save(store, DESK, early));
	assert_true(e->at == 7);
	entry_free(e);
}

static void keeping_the_same_twice_is_harmless_and_another_is_refused(void **state)
{
	struct err err = { 0 };
	unsigned char zeros[CRYPTO_HASH] = { 0 };
	bool new_here;

	(void)state;
	struct entry *e = say("intake", 0, NULL, 0, SAY("title=甲"));

	e->record = e->id = entry_id(OTHER, 5);
	e->at = 1;
	entry_seal(e, zeros);
	fine(store_begin(store, &err), &err);
	fine(journal_keep(store, e, &new_here, &err), &err);
	assert_true(new_here);
	fine(journal_keep(store, e, &new_here, &err), &err);
	assert_false(new_here);
	fields_set(e->fields, "title", "乙");
	entry_seal(e, zeros);
	assert_false(journal_keep(store, e, &new_here, &err));
	assert_int_equal(err.kind, ERR_TRUST);
	store_rollback(store);
	entry_free(e);
}

static void entries_since_a_seq_come_in_bounded_bites(void **state)
{
	struct entries some;
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++)
		save(store, DESK, say("intake", 0, NULL, 0, SAY("title=一件事")));
	save(store, OTHER, say("intake", 0, NULL, 0, NULL));
	fine(journal_since(store, DESK, 4, SIZE_MAX, 3, &some, &err), &err);
	assert_int_equal(some.n, 3);
	assert_int_equal(some.list[0]->id, entry_id(DESK, 4));
	assert_int_equal(some.list[2]->id, entry_id(DESK, 6));
	entries_free(&some);
	fine(journal_since(store, DESK, 4, 1, 100, &some, &err), &err);
	assert_int_equal(some.n, 1);
	entries_free(&some);
	fine(journal_since(store, DESK, 1, SIZE_MAX, SIZE_MAX, &some, &err), &err);
	assert_int_equal(some.n, 10);
	entries_free(&some);
	fine(journal_since(store, DESK, 11, SIZE_MAX, SIZE_MAX, &some, &err), &err);
	assert_int_equal(some.n, 0);
	entries_free(&some);
}

static void the_chain_is_known_at_every_seq(void **state)
{
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH], zeros[CRYPTO_HASH] = { 0 };

	(void)state;
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, NULL));
	struct entry *e = get(id);

	assert_true(journal_chain_at(store, id, chain, &err));
	assert_memory_equal(chain, e->chain, CRYPTO_HASH);
	assert_true(journal_chain_at(store, entry_id(DESK, 0), chain, &err));
	assert_memory_equal(chain, zeros, CRYPTO_HASH);
	assert_false(journal_chain_at(store, entry_id(DESK, 2), chain, &err));
	assert_int_equal(err.kind, ERR_NONE);
	entry_free(e);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup_desk, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(what_is_appended_reads_back_whole),
		FRESH(seqs_count_without_gaps_per_station),
		FRESH(at_stands_behind_the_parents_and_a_clock_that_ran_ahead_drags_no_other_record_along),
		FRESH(keeping_the_same_twice_is_harmless_and_another_is_refused),
		FRESH(entries_since_a_seq_come_in_bounded_bites),
		FRESH(the_chain_is_known_at_every_seq),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
