/* SPDX-License-Identifier: Apache-2.0 */
/* A desk whose hub is away: what it keeps, what it says. With a hub: tests/system. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/draft.h"
#include "store/journal.h"
#include "sync/exchange.h"
#include "temp.h"

#define HUB station_make(54, 1, 0)
/* port 9 of loopback: nobody listens */
#define NOWHERE "https://127.0.0.1:9"

static unsigned char hub_public[CRYPTO_PUBLIC], hub_secret[CRYPTO_SECRET];

static struct store *store_new(const char *name)
{
	struct err err = { 0 };
	struct store *s = store_open(temp_path(name), STORE_DESK, true, &err);

	if (!s)
		fail_msg("%s (%s)", err.say, err.detail);
	return s;
}

static struct kit kit_of(uint32_t desk, struct entry **published)
{
	struct kit k = {
		.hub = HUB, .number = station_make(54, 1, desk), .url = mem_dup(NOWHERE), .ca = mem_dup("PEM"),
		.unit = mem_dup("421202101"), .name = mem_dup("一号窗口"), .code = mem_dup("00112233445566778899aabbccddeeff"),
		.published = published, .npublished = published ? 1 : 0,
	};

	memcpy(k.hub_public, hub_public, CRYPTO_PUBLIC);
	return k;
}

static void kit_drop(struct kit *k)
{
	k->published = NULL;
	k->npublished = 0;
	kit_clear(k);
}

static void a_store_that_never_joined_says_so(void **state)
{
	struct store *s = store_new("alone");
	struct exchange_result r;
	struct err err = { 0 };

	(void)state;
	assert_false(exchange_run(s, &r, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_null(store_note(s, "sync.last_error"));
	exchange_result_clear(&r);
	store_close(s);
}

static void only_one_run_at_a_time(void **state)
{
	struct store *s = store_new("busy");
	struct exchange_result r;
	struct err err = { 0 };

	(void)state;
	int other = open(temp_path("busy/sync.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_false(exchange_run(s, &r, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_BUSY);
	exchange_result_clear(&r);
	close(other);
	err = (struct err){ 0 };
	assert_false(exchange_run(s, &r, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_CHECK);          /* the lock is free again, what is missing is the hub */
	exchange_result_clear(&r);
	store_close(s);
}

static struct entry *publication(void)
{
	const unsigned char zeros[CRYPTO_HASH] = { 0 };
	struct entry *e = entry_new();

	e->id = e->record = entry_id(HUB, 1);
	e->at = INT64_C(1795484467000) << 16;
	e->who = mem_dup("init");
	e->form = mem_dup("publish");
	fields_set(e->fields, "path", "data/colour.csv");
	fields_set(e->fields, "text", "code,name\n1,红\n");
	entry_seal(e, zeros);
	memset(e->chain, 0, CRYPTO_HASH);
	return e;
}

static void a_dead_line_leaves_a_store_that_asks_again_with_the_same_key(void **state)
{
	struct store *s = store_new("joining");
	struct entry *published[] = { publication() };
	struct kit k = kit_of(7, published);
	struct station_self first, second;
	struct err err = { 0 };

	(void)state;
	assert_false(exchange_enroll(s, &k, &err));
	assert_true(err.kind == ERR_NET || err.kind == ERR_TRUST);
	assert_true(station_self_load(s, &first, NULL));
	assert_int_equal(first.number, k.number);
	assert_string_equal(first.code, k.code);
	assert_string_equal(first.unit, "421202101");
	assert_memory_equal(first.hub_public, hub_public, CRYPTO_PUBLIC);

	struct entry *kept = journal_get(s, published[0]->id, NULL);
	assert_non_null(kept);
	entry_free(kept);

	assert_false(exchange_enroll(s, &k, &err));
	assert_true(station_self_load(s, &second, NULL));
	assert_memory_equal(first.public, second.public, CRYPTO_PUBLIC);
	assert_memory_equal(first.secret, second.secret, CRYPTO_SECRET);
	station_self_clear(&first);
	station_self_clear(&second);
	kit_drop(&k);
	entry_free(published[0]);
	store_close(s);
}

static void another_kit_does_not_move_a_store(void **state)
{
	struct store *s = store_new("settled");
	struct kit k = kit_of(7, NULL), other = kit_of(8, NULL);
	struct station_self me;
	struct err err = { 0 };

	(void)state;
	assert_false(exchange_enroll(s, &k, NULL));
	assert_false(exchange_enroll(s, &other, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_true(station_self_load(s, &me, NULL));
	assert_int_equal(me.number, k.number);
	station_self_clear(&me);
	kit_drop(&k);
	kit_drop(&other);
	store_close(s);
}

static void drafts_are_still_there_afterwards(void **state)
{
	struct store *s = store_new("drafting");
	struct draft *d = draft_new();
	struct kit k = kit_of(7, NULL);
	size_t n = 0;

	(void)state;
	free(d->form);
	d->form = mem_dup("intake");
	if (!d->typed)
		d->typed = fields_new();
	fields_set(d->typed, "title", "填到一半");
	assert_true(draft_save(s, d, NULL));
	assert_false(exchange_enroll(s, &k, NULL));
	assert_true(draft_count(s, &n, NULL));
	assert_int_equal(n, 1);
	draft_free(d);
	kit_drop(&k);
	store_close(s);
}

/* An entry of ours, written while the hub is away. */
static void write_entry(struct store *s, uint32_t station)
{
	struct entry *e = entry_new();
	struct err err = { 0 };

	e->who = mem_dup("张三");
	e->form = mem_dup("note");
	e->at = INT64_C(1795484467000) << 16;
	fields_set(e->fields, "title", "一");
	assert_true(store_begin(s, &err));
	if (!journal_append(s, station, e, &err))
		fail_msg("%s (%s)", err.say, err.detail);
	assert_true(store_commit(s, &err));
	entry_free(e);
}

static void nothing_is_sent_and_the_reason_is_noted_while_the_hub_is_away(void **state)
{
	struct store *s = store_new("away");
	struct kit k = kit_of(7, NULL);
	struct exchange_result r;
	struct station_self me;
	struct err err = { 0 };

	(void)state;
	assert_false(exchange_enroll(s, &k, NULL));
	write_entry(s, k.number);
	assert_false(exchange_run(s, &r, NULL, NULL, &err));
	assert_int_equal(r.entries_up, 0);
	exchange_result_clear(&r);

	char *said = store_note(s, "sync.last_error");
	assert_non_null(said);
	assert_string_equal(said, err.say);
	free(said);
	assert_null(store_note(s, "sync.last_ok"));
	assert_true(station_self_load(s, &me, NULL));
	assert_int_equal(me.acked, 0);
	station_self_clear(&me);
	kit_drop(&k);
	store_close(s);
}

static int setup(void **state)
{
	crypto_init();
	conf_load(NULL, NULL);
	crypto_keypair(hub_public, hub_secret);
	return temp_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_that_never_joined_says_so),
		cmocka_unit_test(only_one_run_at_a_time),
		cmocka_unit_test(a_dead_line_leaves_a_store_that_asks_again_with_the_same_key),
		cmocka_unit_test(another_kit_does_not_move_a_store),
		cmocka_unit_test(drafts_are_still_there_afterwards),
		cmocka_unit_test(nothing_is_sent_and_the_reason_is_noted_while_the_hub_is_away),
	};
	return cmocka_run_group_tests(tests, setup, temp_remove);
}
