/* SPDX-License-Identifier: Apache-2.0 */
/* What a hub does for a desk that was restored or copied: a number for a key, and what it holds of the old one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "hub_fixture.h"

typedef void route(struct hub *h, const void *body, size_t n, struct hub_answer *a);

static struct desk *one;
static unsigned char key[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];

static int setup(void **state)
{
	if (fixture_make(state) != 0)
		return -1;
	one = desk_new("one", TOWN, true);
	return 0;
}

static int teardown(void **state)
{
	desk_free(one);
	return fixture_remove(state);
}

static struct hub_answer send(route *to, const struct envelope *head, const struct buf *payload, const unsigned char *with)
{
	struct buf body = { 0 };
	struct hub_answer a = { 0 };

	envelope_seal(head, NULL, buf_text(payload), payload->len, with, &body);
	to(hub, body.data, body.len, &a);
	buf_free(&body);
	return a;
}

/* The number that the hub gives for a key; 0 where it says no: then *status and *code tell. */
static uint32_t renew(const unsigned char *public, const unsigned char *with, unsigned *status, const char **code)
{
	struct envelope head = { .sender = one->kit.number, .receiver = hub->self.number, .layout = ENVELOPE_FIELDS, .from = 1 };
	struct fields *f = fields_new();
	struct buf payload = { 0 }, content = { 0 };
	char hex[2 * CRYPTO_PUBLIC + 1];
	uint32_t number = 0;

	crypto_hex(hex, public, CRYPTO_PUBLIC);
	fields_set(f, "key", hex);
	fields_encode(f, &payload);
	fields_free(f);
	struct hub_answer a = send(hub_renew, &head, &payload, with);

	if (a.status == 200) {
		struct err err = { 0 };

		fine(envelope_open(a.body.data, a.body.len, hub->self.public, &head, &content, &err), &err);
		assert_int_equal(head.receiver, one->kit.number);
		struct reader r = reader_over(content.data, content.len);

		f = fields_decode(&r);
		assert_non_null(f);
		assert_string_equal(fields_get(f, "key"), hex);
		assert_string_equal(fields_get(f, "unit"), TOWN);
		number = (uint32_t)strtoul(fields_get(f, "number"), NULL, 10);
		fields_free(f);
	}
	if (status)
		*status = a.status;
	if (code)
		*code = a.code;
	hub_answer_free(&a);
	buf_free(&payload);
	buf_free(&content);
	return number;
}

static void the_same_key_gets_the_same_number(void **state)
{
	(void)state;
	crypto_keypair(key, secret);
	uint32_t number = renew(key, one->secret, NULL, NULL);

	assert_int_not_equal(number, 0);
	assert_int_not_equal(number, one->kit.number);
	assert_int_equal(renew(key, one->secret, NULL, NULL), number);

	struct station_peer *p = station_get(hub->store, number, NULL);

	assert_int_equal(p->state, STATION_ENROLLED);
	assert_int_equal(p->predecessor, one->kit.number);
	assert_string_equal(p->unit, TOWN);
	station_peer_free(p);
	/* the old one is good still */
	p = station_get(hub->store, one->kit.number, NULL);
	assert_int_equal(p->state, STATION_ENROLLED);
	station_peer_free(p);
}

static void another_key_gets_another_number(void **state)
{
	unsigned char other[CRYPTO_PUBLIC], with[CRYPTO_SECRET];

	(void)state;
	crypto_keypair(key, secret);
	crypto_keypair(other, with);
	assert_int_not_equal(renew(key, one->secret, NULL, NULL), renew(other, one->secret, NULL, NULL));
}

static void only_who_has_the_old_key_gets_one(void **state)
{
	const char *code;
	unsigned status;

	(void)state;
	crypto_keypair(key, secret);
	assert_int_equal(renew(key, secret, &status, &code), 0);
	assert_int_equal(status, 403);
	assert_string_equal(code, "signature");
	/* and a new key it must be */
	assert_int_equal(renew(one->public, one->secret, &status, NULL), 0);
	assert_int_equal(status, 400);
}

static void nobody_gets_numbers_without_end(void **state)
{
	const char *code = NULL;
	unsigned status = 200;
	int given = 0;

	(void)state;
	while (status == 200 && given < 100) {
		crypto_keypair(key, secret);
		given += renew(key, one->secret, &status, &code) != 0;
	}
	assert_int_equal(status, 429);
	assert_string_equal(code, "renewed-often");
	assert_true(given <= 16);
}

/* Ask for what is held behind `after`, with that chain; NULL where the hub says no. */
static struct envelope returned(uint32_t number, uint32_t after, const unsigned char *chain, struct entry ***list, size_t *n,
                                unsigned *status)
{
	struct envelope head = {
		.sender = number, .receiver = hub->self.number, .layout = ENVELOPE_ENTRIES, .flags = ENVELOPE_WITH_CHAIN,
		.from = (uint64_t)after + 1, .to = after,
	}, answer = { 0 };
	struct buf nothing = { 0 }, content = { 0 };
	struct err err = { 0 };

	*list = NULL;
	*n = 0;
	memcpy(head.chain, chain, ENVELOPE_CHAIN);
	struct hub_answer a = send(hub_return, &head, &nothing, secret);

	*status = a.status;
	if (a.status == 200) {
		fine(envelope_open(a.body.data, a.body.len, hub->self.public, &answer, &content, &err), &err);
		struct reader r = reader_over(content.data, content.len);
		fine(envelope_get_entries(&r, &answer, NULL, list, n, &err), &err);
	}
	hub_answer_free(&a);
	buf_free(&content);
	return answer;
}

static void drop(struct entry **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
}

static void what_is_held_of_the_old_number_comes_back_from_where_both_have_the_same(void **state)
{
	unsigned char chain[CRYPTO_HASH] = { 0 };
	struct hub_answer a;
	struct entry **list;
	unsigned status;
	size_t n;

	(void)state;
	for (int i = 0; i < 3; i++)
		desk_write(one, "报过的");
	struct buf request = desk_request(one, 1, 0, NULL);

	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);
	crypto_keypair(key, secret);
	uint32_t number = renew(key, one->secret, NULL, NULL);

	assert_true(journal_chain_at(hub->store, entry_id(one->kit.number, 2), chain, NULL));
	struct envelope answer = returned(number, 2, chain, &list, &n, &status);

	assert_int_equal(status, 200);
	assert_int_equal(answer.from, 3);
	assert_int_equal(n, 1);
	assert_int_equal(answer.cursor, 3);
	assert_int_equal(list[0]->id, entry_id(one->kit.number, 3));
	assert_true(journal_chain_at(hub->store, entry_id(one->kit.number, 3), chain, NULL));
	assert_memory_equal(answer.chain, chain, ENVELOPE_CHAIN);
	drop(list, n);
	/* one that has it otherwise from the first on gets all */
	chain[0] ^= 1;
	answer = returned(number, 3, chain, &list, &n, &status);
	assert_int_equal(answer.from, 1);
	assert_int_equal(n, 3);
	drop(list, n);
	/* nothing more: then its feed leaves those out */
	struct station_peer *p = station_get(hub->store, number, NULL);

	assert_int_equal(p->inherited, 3);
	station_peer_free(p);
}

static void who_has_no_former_number_gets_nothing(void **state)
{
	unsigned char chain[CRYPTO_HASH] = { 0 };
	struct entry **list;
	unsigned status;
	size_t n;

	(void)state;
	memcpy(secret, one->secret, CRYPTO_SECRET);
	returned(one->kit.number, 0, chain, &list, &n, &status);
	assert_int_equal(status, 400);
}

static void a_desk_that_was_turned_away_gets_no_number(void **state)
{
	struct station_peer *p = station_get(hub->store, one->kit.number, NULL);
	const char *code;

	(void)state;
	p->state = STATION_REVOKED;
	assert_true(station_add(hub->store, p, NULL));
	crypto_keypair(key, secret);
	assert_int_equal(renew(key, one->secret, NULL, &code), 0);
	assert_string_equal(code, "revoked");
	p->state = STATION_ENROLLED;
	assert_true(station_add(hub->store, p, NULL));
	station_peer_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_key_gets_the_same_number),
		cmocka_unit_test(another_key_gets_another_number),
		cmocka_unit_test(only_who_has_the_old_key_gets_one),
		cmocka_unit_test(what_is_held_of_the_old_number_comes_back_from_where_both_have_the_same),
		cmocka_unit_test(who_has_no_former_number_gets_nothing),
		cmocka_unit_test(a_desk_that_was_turned_away_gets_no_number),
		cmocka_unit_test(nobody_gets_numbers_without_end),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
