/* SPDX-License-Identifier: Apache-2.0 */
/* What a hub takes, and what it turns away whole. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "hub_fixture.h"
#include "store/feed.h"

static void a_desks_entries_are_kept_and_confirmed(void **state)
{
	struct desk *d = desk_new("kept", TOWN, true);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	struct buf request = desk_request(d, 1, 0, NULL);
	size_t n;
	expect(&request, 200, NULL, &a);
	assert_int_equal(head_of(d, &a, &n).cursor, desk_written(d));
	assert_int_equal(n, 0);         /* no refusal among them */
	assert_int_equal(hub_holds(d), desk_written(d));
	assert_int_equal(a.up, desk_written(d));
	hub_answer_free(&a);

	/* the reply was lost: the same again, and nothing is there twice */
	expect(&request, 200, NULL, &a);
	assert_int_equal(head_of(d, &a, NULL).cursor, desk_written(d));
	assert_int_equal(a.up, 0);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

static void a_sibling_gets_them_once_and_the_writer_never(void **state)
{
	struct desk *d = desk_new("writer", TOWN, true), *sibling = desk_new("sibling", TOWN, true);
	struct hub_answer a;
	size_t n;

	(void)state;
	desk_write(d, "给同事看");
	struct buf up = desk_request(d, 1, 0, NULL);
	expect(&up, 200, NULL, &a);
	hub_answer_free(&a);

	struct buf first = desk_request(sibling, 1, 0, NULL);
	expect(&first, 200, NULL, &a);
	struct envelope head = head_of(sibling, &a, &n);
	assert_true(n >= 1);
	assert_int_equal(head.from, 1);
	hub_answer_free(&a);

	struct buf next = desk_request(sibling, 1, head.to, NULL);
	expect(&next, 200, NULL, &a);
	assert_int_equal(head_of(sibling, &a, &n).to, head.to);
	assert_int_equal(n, 0);
	hub_answer_free(&a);

	/* all the desks of the town share a feed: of it the writer lacks what the others wrote */
	struct buf own = desk_request(d, desk_written(d) + 1, 0, NULL);
	expect(&own, 200, NULL, &a);
	size_t mine;
	head_of(d, &a, &mine);
	struct entries all;
	uint64_t last, newest;
	assert_true(feed_since(hub->store, TOWN, 0, d->kit.number, 1 << 20, 1000, &all, &last, &newest, NULL));
	assert_int_equal(mine, all.n);
	entries_free(&all);
	hub_answer_free(&a);

	buf_free(&up);
	buf_free(&first);
	buf_free(&next);
	buf_free(&own);
	desk_free(d);
	desk_free(sibling);
}

static void a_gap_is_answered_with_what_is_held(void **state)
{
	struct desk *d = desk_new("gap", TOWN, true);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	struct buf request = desk_request(d, 2, 0, NULL);
	expect(&request, 200, NULL, &a);
	assert_int_equal(head_of(d, &a, NULL).cursor, 0);
	assert_int_equal(hub_holds(d), 0);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

static void strangers_and_the_revoked_are_turned_away(void **state)
{
	struct desk *d = desk_new("stranger", TOWN, false);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	struct buf request = desk_request(d, 1, 0, NULL);
	expect(&request, 403, "unknown-station", &a);
	hub_answer_free(&a);

	assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);
	struct station_peer *p = station_get(hub->store, d->kit.number, NULL);
	p->state = STATION_REVOKED;
	assert_true(station_add(hub->store, p, NULL));
	station_peer_free(p);
	expect(&request, 403, "revoked", &a);
	hub_answer_free(&a);
	const char *code;
	assert_int_equal(enrol(&d->kit, d->public, d->secret, &code), 403);
	assert_string_equal(code, "revoked");
	assert_int_equal(hub_holds(d), 0);
	buf_free(&request);
	desk_free(d);
}

static void to_another_hub(struct envelope *head)
{
	head->receiver = station_make(station_county(head->receiver) + 1, 1, 0);
}

static void to_a_later_epoch(struct envelope *head)
{
	head->receiver = station_make(station_county(head->receiver), 2, 0);
}

static void an_envelope_for_another_hub_or_epoch_is_not_ours(void **state)
{
	struct desk *d = desk_new("epoch", TOWN, true);
	struct hub_answer a;

	(void)state;
	struct buf request = desk_request(d, 1, 0, to_another_hub);
	expect(&request, 409, "wrong-hub", &a);
	hub_answer_free(&a);
	buf_free(&request);
	request = desk_request(d, 1, 0, to_a_later_epoch);
	expect(&request, 409, "behind", &a);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

static void another_key_than_the_enrolled_one_is_turned_away(void **state)
{
	struct desk *d = desk_new("key", TOWN, true);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	crypto_keypair(d->public, d->secret);
	struct buf request = desk_request(d, 1, 0, NULL);
	expect(&request, 403, "signature", &a);
	assert_int_equal(hub_holds(d), 0);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

/* Bytes of the header and signature of a first request: magic, numbers, chain, signature. */
#define HEADER (3 + 5 + 5 + 6 + 16 + 64)

static void one_changed_bit_anywhere_takes_nothing(void **state)
{
	struct desk *d = desk_new("bits", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	struct buf request = desk_request(d, 1, 0, NULL);
	for (size_t i = 0; i < request.len; i++) {
		request.data[i] = (char)(request.data[i] ^ (1 << i % 8));
		struct hub_answer a = ask(&request);
		if (a.status == 200)
			fail_msg("byte %zu", i);
		hub_answer_free(&a);
		request.data[i] = (char)(request.data[i] ^ (1 << i % 8));
	}
	for (size_t n = 0; n < request.len; n += 7) {
		struct buf cut = { .data = request.data, .len = n };
		struct hub_answer a = ask(&cut);
		assert_int_equal(a.status, n < HEADER ? 400 : 403);
		hub_answer_free(&a);
	}
	assert_int_equal(hub_holds(d), 0);
	buf_free(&request);
	desk_free(d);
}

/* Two entries signed by d, under ids of our choice. */
static struct buf forged(const struct desk *d, uint64_t first, uint64_t second)
{
	const unsigned char zeros[CRYPTO_HASH] = { 0 };
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES,
		.flags = ENVELOPE_WITH_CHAIN, .from = 1, .to = 2,
	};
	struct entry *list[2] = { entry_new(), entry_new() };
	struct buf payload = { 0 }, out = { 0 };

	for (int i = 0; i < 2; i++) {
		list[i]->id = list[i]->record = i ? second : first;
		list[i]->at = INT64_C(1795484467000) << 16;
		list[i]->who = mem_dup("x");
		list[i]->form = mem_dup("note");
		entry_seal(list[i], i ? list[0]->chain : zeros);
	}
	memcpy(head.chain, list[1]->chain, ENVELOPE_CHAIN);
	envelope_put_entries(&payload, &head, list, 2);
	envelope_seal(&head, NULL, payload.data, payload.len, d->secret, &out);
	entry_free(list[0]);
	entry_free(list[1]);
	buf_free(&payload);
	return out;
}

static void who_sends_much_does_not_keep_the_others_waiting(void **state)
{
	struct desk *d = desk_new("much", TOWN, true);
	struct hub_answer a;

	(void)state;
	for (int i = 0; i < 5; i++)
		desk_write(d, "甲");
	struct buf request = desk_request(d, 1, 0, NULL);
	hub->patience = -1;     /* over before it began: one entry each time, for there must be an end to it */
	for (uint32_t n = 1; n <= 5; n++) {
		expect(&request, 200, NULL, &a);
		assert_int_equal(head_of(d, &a, NULL).cursor, n);
		assert_int_equal(hub_holds(d), n);
		hub_answer_free(&a);
	}
	hub->patience = 0;
	buf_free(&request);
	desk_free(d);
}

static void more_entries_than_anybody_sends_are_too_many(void **state)
{
	enum { N = 4097 };
	struct desk *d = desk_new("flood", TOWN, true);
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES,
		.flags = ENVELOPE_WITH_CHAIN, .from = 1, .to = N,
	};
	struct entry **list = mem_zero(N * sizeof *list);
	struct buf payload = { 0 }, request = { 0 };
	struct hub_answer a;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		list[i] = entry_new();
		list[i]->id = list[i]->record = entry_id(d->kit.number, (uint32_t)i + 1);
		list[i]->at = INT64_C(1795484467000) << 16;
		list[i]->who = mem_dup("x");
		list[i]->form = mem_dup("note");
	}
	envelope_put_entries(&payload, &head, list, N);
	envelope_seal(&head, NULL, payload.data, payload.len, d->secret, &request);
	assert_true(request.len < 1000);
	expect(&request, 413, "too-large", &a);
	assert_int_equal(hub_holds(d), 0);
	hub_answer_free(&a);
	for (size_t i = 0; i < N; i++)
		entry_free(list[i]);
	free(list);
	buf_free(&payload);
	buf_free(&request);
	desk_free(d);
}

static void entries_under_foreign_numbers_are_refused_whole(void **state)
{
	struct desk *d = desk_new("forger", TOWN, true), *victim = desk_new("victim", OTHER_TOWN, true);
	const uint32_t me = d->kit.number;
	const uint64_t wrong[][2] = {
		{ entry_id(victim->kit.number, 1), entry_id(victim->kit.number, 2) },
		{ entry_id(me, 1), entry_id(victim->kit.number, 1) },
		{ entry_id(me, 1), entry_id(me, 3) },
		{ entry_id(me, 2), entry_id(me, 1) },
		{ entry_id(me, 1), entry_id(me, 1) },
		{ entry_id(d->kit.hub, 900), entry_id(d->kit.hub, 901) },
	};
	struct hub_answer a;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf request = forged(d, wrong[i][0], wrong[i][1]);
		expect(&request, 400, "foreign-entry", &a);
		hub_answer_free(&a);
		buf_free(&request);
	}
	assert_int_equal(hub_holds(d), 0);
	assert_int_equal(hub_holds(victim), 0);

	struct buf good = forged(d, entry_id(me, 1), entry_id(me, 2));
	expect(&good, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&good);
	desk_free(d);
	desk_free(victim);
}

static void wrong_chain(struct envelope *head)
{
	head->chain[5] ^= 1;
}

static void a_fork_is_seen_and_nothing_of_it_taken(void **state)
{
	struct desk *d = desk_new("fork", TOWN, true);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	struct buf request = desk_request(d, 1, 0, wrong_chain);
	expect(&request, 409, "forked", &a);
	assert_int_equal(hub_holds(d), 0);
	hub_answer_free(&a);
	buf_free(&request);

	request = desk_request(d, 1, 0, NULL);
	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);

	/* another life of the same store: same numbers, other entries, an honest chain of its own */
	request = forged(d, entry_id(d->kit.number, 1), entry_id(d->kit.number, 2));
	expect(&request, 409, "forked", &a);
	assert_int_equal(hub_holds(d), desk_written(d));
	hub_answer_free(&a);
	buf_free(&request);

	/* the same without an entry to send */
	request = desk_request(d, desk_written(d) + 1, 0, wrong_chain);
	expect(&request, 409, "forked", &a);
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

static void one_refused_entry_holds_nothing_up(void **state)
{
	struct desk *d = desk_new("refused", TOWN, true);
	struct hub_answer a;
	size_t n;

	(void)state;
	struct buf request = forged(d, entry_id(d->kit.number, 1), entry_id(d->kit.number, 2));
	expect(&request, 200, NULL, &a);
	assert_int_equal(head_of(d, &a, &n).cursor, 2);
	assert_true(n >= 2);     /* a refusal each, among the feed */
	hub_answer_free(&a);
	buf_free(&request);
	desk_free(d);
}

static void a_code_binds_the_first_key_for_good(void **state)
{
	struct desk *d = desk_new("first", TOWN, false);
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	const char *code;

	(void)state;
	assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);
	assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);      /* asked again: the same answer */
	crypto_keypair(public, secret);
	assert_int_equal(enrol(&d->kit, public, secret, &code), 409);
	assert_string_equal(code, "code-used");

	struct station_peer *p = station_get(hub->store, d->kit.number, NULL);
	assert_memory_equal(p->public, d->public, CRYPTO_PUBLIC);
	station_peer_free(p);
	desk_free(d);
}

static void a_code_is_worth_its_own_number_only(void **state)
{
	struct desk *a = desk_new("number-a", TOWN, false), *b = desk_new("number-b", TOWN, false);
	const char *code;

	(void)state;
	uint32_t own = a->kit.number;
	a->kit.number = b->kit.number;
	assert_int_equal(enrol(&a->kit, a->public, a->secret, &code), 403);
	assert_string_equal(code, "code-unknown");
	a->kit.number = own;
	a->kit.code[0] = a->kit.code[0] == '0' ? '1' : '0';
	assert_int_equal(enrol(&a->kit, a->public, a->secret, &code), 403);
	assert_string_equal(code, "code-unknown");

	/* a key that did not sign */
	assert_int_equal(enrol(&b->kit, a->public, b->secret, &code), 403);
	assert_string_equal(code, "signature");
	desk_free(a);
	desk_free(b);
}

static void the_two_requests_are_not_mixed_up(void **state)
{
	struct desk *d = desk_new("mixed", TOWN, true);
	struct buf sync = desk_request(d, 1, 0, NULL), enrolment = enrol_request(&d->kit, d->public, d->secret);
	struct hub_answer a;

	(void)state;
	expect(&enrolment, 400, "garbled", &a);
	hub_answer_free(&a);
	a = (struct hub_answer){ 0 };
	hub_enrol(hub, sync.data, sync.len, &a);
	assert_int_equal(a.status, 400);
	hub_answer_free(&a);
	buf_free(&sync);
	buf_free(&enrolment);
	desk_free(d);
}

static void the_store_is_whole_after_all_that(void **state)
{
	struct err err = { 0 };
	size_t faults = 99;

	(void)state;
	fine(store_verify(hub->store, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_desks_entries_are_kept_and_confirmed),
		cmocka_unit_test(a_sibling_gets_them_once_and_the_writer_never),
		cmocka_unit_test(a_gap_is_answered_with_what_is_held),
		cmocka_unit_test(strangers_and_the_revoked_are_turned_away),
		cmocka_unit_test(an_envelope_for_another_hub_or_epoch_is_not_ours),
		cmocka_unit_test(another_key_than_the_enrolled_one_is_turned_away),
		cmocka_unit_test(one_changed_bit_anywhere_takes_nothing),
		cmocka_unit_test(who_sends_much_does_not_keep_the_others_waiting),
		cmocka_unit_test(more_entries_than_anybody_sends_are_too_many),
		cmocka_unit_test(entries_under_foreign_numbers_are_refused_whole),
		cmocka_unit_test(a_fork_is_seen_and_nothing_of_it_taken),
		cmocka_unit_test(one_refused_entry_holds_nothing_up),
		cmocka_unit_test(a_code_binds_the_first_key_for_good),
		cmocka_unit_test(a_code_is_worth_its_own_number_only),
		cmocka_unit_test(the_two_requests_are_not_mixed_up),
		cmocka_unit_test(the_store_is_whole_after_all_that),
	};
	return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
