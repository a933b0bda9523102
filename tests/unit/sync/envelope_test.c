/* SPDX-License-Identifier: Apache-2.0 */
/* Envelopes: what is sealed opens again, and what anybody touched does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sync/envelope.h"

#define DESK station_make(54, 1, 7)
#define HUB station_make(54, 1, 0)

static unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];

static struct envelope upward(void)
{
	struct envelope head = { .sender = DESK, .receiver = HUB, .layout = ENVELOPE_ENTRIES, .from = 5, .to = 6, .cursor = 77,
	                         .flags = ENVELOPE_MORE | ENVELOPE_WITH_CHAIN };

	memset(head.chain, 0xab, sizeof head.chain);
	return head;
}

static struct buf sealed(const struct envelope *head, const char *payload)
{
	struct buf out = { 0 };

	envelope_seal(head, NULL, payload, strlen(payload), secret, &out);
	return out;
}

static enum err_kind open_as(const void *bytes, size_t n, const unsigned char *key)
{
	struct envelope head;
	struct buf payload = { 0 };
	struct err err = { 0 };

	bool ok = envelope_open(bytes, n, key, &head, &payload, &err);
	assert_true(ok == (err.kind == ERR_NONE));
	if (!ok)
		assert_int_equal(payload.len, 0);
	buf_free(&payload);
	return err.kind;
}

static void what_is_sealed_opens_again(void **state)
{
	struct envelope head = upward(), again, peeked;
	struct buf out = sealed(&head, "宅基地"), payload = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(envelope_open(out.data, out.len, pub, &again, &payload, &err));
	assert_string_equal(buf_text(&payload), "宅基地");
	assert_true(envelope_peek(out.data, out.len, &peeked, &err));
	assert_memory_equal(&again, &peeked, sizeof again);
	assert_int_equal(again.sender, DESK);
	assert_int_equal(again.receiver, HUB);
	assert_int_equal(again.from, 5);
	assert_int_equal(again.to, 6);
	assert_int_equal(again.cursor, 77);
	assert_int_equal(again.flags, ENVELOPE_MORE | ENVELOPE_WITH_CHAIN);
	assert_memory_equal(again.chain, head.chain, ENVELOPE_CHAIN);
	buf_free(&out);
	buf_free(&payload);
}

static void an_empty_payload_opens_too(void **state)
{
	struct envelope head = upward();
	struct buf out = sealed(&head, "");

	(void)state;
	assert_int_equal(open_as(out.data, out.len, pub), ERR_NONE);
	buf_free(&out);
}

static void a_changed_byte_anywhere_is_found(void **state)
{
	struct envelope head = upward();
	struct buf out = sealed(&head, "text that zstd leaves alone");

	(void)state;
	for (size_t i = 0; i < out.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			out.data[i] = (char)(out.data[i] ^ (1 << bit));
			assert_int_not_equal(open_as(out.data, out.len, pub), ERR_NONE);
			out.data[i] = (char)(out.data[i] ^ (1 << bit));
		}
	}
	buf_free(&out);
}

static void a_cut_one_is_never_taken(void **state)
{
	struct envelope head = upward();
	struct buf out = sealed(&head, "payload");

	(void)state;
	for (size_t n = 0; n < out.len; n++) {
		char *exact = mem_ndup(out.data, n);    /* its own block, so that a sanitiser sees a read behind the end */
		assert_int_not_equal(open_as(exact, n, pub), ERR_NONE);
		free(exact);
	}
	buf_putc(&out, 'x');
	assert_int_equal(open_as(out.data, out.len, pub), ERR_TRUST);
	buf_free(&out);
}

static void another_key_is_not_trusted(void **state)
{
	unsigned char other[CRYPTO_PUBLIC], other_secret[CRYPTO_SECRET];
	struct envelope head = upward();
	struct buf out = sealed(&head, "payload");

	(void)state;
	crypto_keypair(other, other_secret);
	assert_int_equal(open_as(out.data, out.len, other), ERR_TRUST);
	buf_free(&out);
}

/* A header by hand, signed: what a hostile station could send. */
static struct buf forged(uint64_t sender, uint64_t layout, uint64_t dictionary, uint64_t from, uint64_t count, const void *packed,
                         size_t n)
{
	const uint64_t numbers[] = { sender, HUB, layout, 0, dictionary, from, count, 0, 0 };
	unsigned char digest[CRYPTO_HASH], signature[CRYPTO_SIGNATURE];
	struct buf out = { 0 }, what = { 0 };

	buf_put(&out, "YC\x02", 3);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		buf_varint(&out, numbers[i]);
	crypto_hash(digest, packed, n);
	buf_put(&what, out.data, out.len);
	buf_put(&what, digest, sizeof digest);
	crypto_sign(signature, what.data, what.len, secret);
	buf_put(&out, signature, sizeof signature);
	buf_put(&out, packed, n);
	buf_free(&what);
	return out;
}

static void a_signed_header_that_makes_no_sense_is_garbled(void **state)
{
	const struct { uint64_t sender, layout, dictionary, from, count; } wrong[] = {
		{ 0, 1, 0, 1, 0 },                                      /* nobody */
		{ DESK, 0, 0, 1, 0 }, { DESK, 5, 0, 1, 0 },             /* no layout of ours */
		{ DESK, 1, 0, 0, 1 },                                   /* nothing has the number 0 */
		{ DESK, 1, 0, 2, UINT64_MAX - 1 },                      /* further than numbers go */
		{ DESK, 1, 0, 1, UINT64_MAX },
		{ DESK, 1, 99, 1, 0 },                                  /* a dictionary nobody has */
		{ UINT64_C(1) << 32, 1, 0, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf out = forged(wrong[i].sender, wrong[i].layout, wrong[i].dictionary, wrong[i].from, wrong[i].count, "x", 1);
		assert_int_equal(open_as(out.data, out.len, pub), ERR_FAILED);
		buf_free(&out);
	}
}

/* zstd frames without their first four bytes, by hand (RFC 8878). */
static void a_payload_that_is_no_frame_of_ours_is_garbled(void **state)
{
	static const struct { const char *bytes; size_t n; } wrong[] = {
		{ "this is no zstd frame", 21 },
		{ "\x20\x03\x19\x00\x00" "abc" "more", 12 },          /* something behind the frame */
		{ "\x20\x04\x19\x00\x00" "abc", 8 },                  /* says four bytes, holds three */
		{ "\x00\x50\x19\x00\x00" "abc", 8 },                  /* does not say how much it holds */
		{ "\xe0\x00\x00\x00\x00\x01\x00\x00\x00\x19\x00\x00" "abc", 15 },        /* says 4 GiB: a bomb */
	};
	struct buf good = forged(DESK, 1, 0, 1, 0, "\x20\x03\x19\x00\x00" "abc", 8);

	(void)state;
	assert_int_equal(open_as(good.data, good.len, pub), ERR_NONE);
	buf_free(&good);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf out = forged(DESK, 1, 0, 1, 0, wrong[i].bytes, wrong[i].n);
		assert_int_equal(open_as(out.data, out.len, pub), ERR_FAILED);
		buf_free(&out);
	}
}

/* 100,000 zeros in a few bytes: more than a set of fields may ever hold. */
static void a_small_bomb_in_fields_is_garbled(void **state)
{
	struct envelope head = { .sender = DESK, .receiver = HUB, .layout = ENVELOPE_FIELDS, .from = 1 };
	char *zeros = mem_zero(100000);
	struct buf out = { 0 };

	(void)state;
	envelope_seal(&head, NULL, zeros, 100000, secret, &out);
	assert_true(out.len < 200);
	assert_int_equal(open_as(out.data, out.len, pub), ERR_FAILED);
	free(zeros);
	buf_free(&out);
}

static void a_proof_convinces_without_the_payload(void **state)
{
	struct envelope head = upward();
	struct buf out = sealed(&head, "宅基地"), proof = { 0 };

	(void)state;
	envelope_proof(out.data, out.len, &proof);
	size_t n = proof.len - CRYPTO_SIGNATURE;
	assert_true(crypto_verify((const unsigned char *)proof.data + n, proof.data, n, pub));
	assert_memory_equal(proof.data, out.data, n - CRYPTO_HASH);
	buf_free(&out);
	buf_free(&proof);
}

static struct entry *entry_of(uint32_t seq, const char *title)
{
	struct entry *e = entry_new();

	e->id = e->record = entry_id(DESK, seq);
	e->at = INT64_C(1795484467000) << 16;
	e->who = mem_dup("张三");
	e->form = mem_dup("note");
	fields_set(e->fields, "title", title);
	return e;
}

static void entries_come_back_with_digest_and_chain(void **state)
{
	unsigned char zeros[CRYPTO_HASH] = { 0 };
	struct entry *list[] = { entry_of(1, "一"), entry_of(2, "二") }, **again;
	struct envelope head = upward();
	struct buf payload = { 0 };
	size_t n;

	(void)state;
	entry_seal(list[0], zeros);
	entry_seal(list[1], list[0]->chain);
	envelope_put_entries(&payload, &head, list, 2);

	struct reader r = reader_over(payload.data, payload.len);
	assert_true(envelope_get_entries(&r, &head, zeros, &again, &n, NULL));
	assert_true(reader_done(&r));
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_memory_equal(again[i]->digest, list[i]->digest, CRYPTO_HASH);
		assert_memory_equal(again[i]->chain, list[i]->chain, CRYPTO_HASH);
		entry_free(again[i]);
	}
	free(again);

	r = reader_over(payload.data, payload.len);
	assert_true(envelope_get_entries(&r, &head, NULL, &again, &n, NULL));
	assert_memory_equal(again[1]->digest, list[1]->digest, CRYPTO_HASH);
	assert_memory_equal(again[1]->chain, zeros, CRYPTO_HASH);
	for (size_t i = 0; i < n; i++) {
		entry_free(again[i]);
		entry_free(list[i]);
	}
	free(again);
	buf_free(&payload);
}

static void a_count_that_promises_too_much_gives_nothing(void **state)
{
	struct entry *list[] = { entry_of(1, "一") }, **again;
	struct envelope head = upward();
	struct buf payload = { 0 }, more = { 0 };
	struct err err = { 0 };
	size_t n;

	(void)state;
	envelope_put_entries(&payload, &head, list, 1);
	buf_varint(&more, UINT64_MAX);
	buf_put(&more, payload.data + 1, payload.len - 1);
	struct reader r = reader_over(more.data, more.len);
	assert_false(envelope_get_entries(&r, &head, NULL, &again, &n, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	assert_null(again);
	assert_int_equal(n, 0);
	entry_free(list[0]);
	buf_free(&payload);
	buf_free(&more);
}

static int make_keys(void **state)
{
	(void)state;
	crypto_init();
	crypto_keypair(pub, secret);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_opens_again),
		cmocka_unit_test(an_empty_payload_opens_too),
		cmocka_unit_test(a_changed_byte_anywhere_is_found),
		cmocka_unit_test(a_cut_one_is_never_taken),
		cmocka_unit_test(another_key_is_not_trusted),
		cmocka_unit_test(a_signed_header_that_makes_no_sense_is_garbled),
		cmocka_unit_test(a_payload_that_is_no_frame_of_ours_is_garbled),
		cmocka_unit_test(a_small_bomb_in_fields_is_garbled),
		cmocka_unit_test(a_proof_convinces_without_the_payload),
		cmocka_unit_test(entries_come_back_with_digest_and_chain),
		cmocka_unit_test(a_count_that_promises_too_much_gives_nothing),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
