/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A restored hub and what desks bring: its own words are known by their seal, of others' words nobody makes it believe
 * anything, and a desk that it forgot shows what it was told.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "hub/backup.h"
#include "hub_fixture.h"
#include "model/seal.h"
#include "store/publish.h"
#include "store/quarantine.h"

typedef void route(struct hub *h, const void *body, size_t n, struct hub_answer *a);

static struct hub *lost;        /* the hub as it was before it died; `hub` is what was restored */
static struct desk *one, *two, *late;
static struct entries said;     /* by that hub after the backup */
static struct buf certificate;

static void exchange(struct desk *d)
{
	struct buf request = desk_request(d, 1, 0, NULL);
	struct hub_answer a;

	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);
}

static int setup(void **state)
{
	const struct book_file table = { (char *)"data/colour.csv", (char *)"code,name\n1,红\n", sizeof "code,name\n1,红\n" - 1 };
	struct err err = { 0 };
	uint64_t before;
	uint32_t number;
	size_t n;

	if (fixture_make(state) != 0)
		return -1;
	one = desk_new("one", TOWN, true);
	two = desk_new("two", TOWN, true);
	fine(hub_backup(hub, temp_path("hub.ycb"), &err), &err);
	/* afterwards: a table is published, both desks write, a third one joins */
	fine(publish_version(hub->store, &before, &err), &err);
	fine(publish_files(hub->store, hub->self.number, &table, 1, "publish", &n, &err), &err);
	fine(journal_since(hub->store, hub->self.number, entry_seq(before) + 1, SIZE_MAX, 100, &said, &err), &err);
	assert_int_equal(said.n, 1);
	desk_write(one, "备份以后一");
	desk_write(two, "备份以后二");
	exchange(one);
	exchange(two);
	late = desk_new("late", OTHER_TOWN, false);
	struct buf request = enrol_request(&late->kit, late->public, late->secret);
	struct hub_answer a = { 0 };

	hub_enrol(hub, request.data, request.len, &a);
	assert_int_equal(a.status, 200);
	buf_put(&certificate, a.body.data, a.body.len);
	hub_answer_free(&a);
	buf_free(&request);
	desk_write(late, "后来的");
	exchange(late);

	lost = hub;
	fine(hub_restore(temp_path("hub.ycb"), temp_path("restored"), NULL, &number, &err), &err);
	hub = hub_open(temp_path("restored"), &err);
	fine(hub != NULL, &err);
	assert_int_equal(hub->self.number, number);
	return 0;
}

static int teardown(void **state)
{
	entries_free(&said);
	buf_free(&certificate);
	desk_free(one);
	desk_free(two);
	desk_free(late);
	hub_close(lost);
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

/* One desk offers these. */
static void offer(const struct desk *d, struct entry *const *list, size_t n)
{
	struct envelope head = { .sender = d->kit.number, .receiver = hub->self.number, .layout = ENVELOPE_ENTRIES, .from = 1, .to = n };
	struct buf payload = { 0 };

	envelope_put_entries(&payload, &head, list, n);
	struct hub_answer a = send(hub_held, &head, &payload, d->secret);

	if (a.status != 200)
		fail_msg("%u %s", a.status, buf_text(&a.body));
	hub_answer_free(&a);
	buf_free(&payload);
}

static bool here(uint64_t id)
{
	struct entry *e = journal_get(hub->store, id, NULL);
	bool yes = e != NULL;

	entry_free(e);
	return yes;
}

static size_t aside(void)
{
	uint32_t station = 0;
	size_t all = 0, n;

	do {
		assert_true(quarantine_next(hub->store, station, &station, &n, NULL));
		all += n;
	} while (station);
	return all;
}

static void it_is_the_same_hub_in_the_next_epoch(void **state)
{
	(void)state;
	assert_int_equal(station_epoch(hub->self.number), station_epoch(lost->self.number) + 1);
	assert_memory_equal(hub->self.public, lost->self.public, CRYPTO_PUBLIC);
	assert_string_equal(hub->self.ca, lost->self.ca);
	assert_string_equal(hub->self.url, lost->self.url);
	assert_true(hub_restored_at(hub) > 0);
	assert_int_equal(hub_restored_at(lost), 0);
}

static void who_knows_the_earlier_epoch_is_told_and_nothing_is_taken(void **state)
{
	struct buf request = desk_request(one, 1, 9, NULL);
	struct hub_answer a;

	(void)state;
	expect(&request, 200, NULL, &a);
	struct envelope head = head_of(one, &a, NULL);

	assert_int_equal(head.sender, hub->self.number);
	assert_int_equal(head.flags & ENVELOPE_ALL, ENVELOPE_ALL);
	assert_int_equal(head.cursor, 0);
	assert_int_equal(head.from, 1);
	assert_int_equal(head.to, 0);
	assert_int_equal(hub_holds(one), 0);
	hub_answer_free(&a);
	buf_free(&request);
}

static void later(struct envelope *head)
{
	head->receiver = station_make(station_county(head->receiver), station_epoch(head->receiver) + 5, 0);
}

static void a_later_epoch_than_its_own_it_is_not(void **state)
{
	struct buf request = desk_request(one, 1, 0, later);
	struct hub_answer a = ask(&request);

	(void)state;
	assert_int_equal(a.status, 409);
	hub_answer_free(&a);
	buf_free(&request);
}

/* Which of the stations of a list it wants. */
static size_t wanted(const struct desk *d, const uint32_t (*list)[2], size_t n, uint32_t *first)
{
	struct envelope head = { .sender = d->kit.number, .receiver = hub->self.number, .layout = ENVELOPE_FILE, .from = 1 };
	struct fields *nothing = fields_new();
	struct buf payload = { 0 }, content = { 0 };
	struct err err = { 0 };

	fields_encode(nothing, &payload);
	fields_free(nothing);
	buf_varint(&payload, n);
	for (size_t i = 0; i < n; i++) {
		buf_varint(&payload, list[i][0]);
		buf_varint(&payload, list[i][1]);
	}
	struct hub_answer a = send(hub_held, &head, &payload, d->secret);

	assert_int_equal(a.status, 200);
	fine(envelope_open(a.body.data, a.body.len, hub->self.public, &head, &content, &err), &err);
	struct reader r = reader_over(content.data, content.len);

	fields_free(fields_decode(&r));
	size_t want = (size_t)reader_varint(&r);
	*first = want ? (uint32_t)reader_varint(&r) : 0;
	hub_answer_free(&a);
	buf_free(&payload);
	buf_free(&content);
	return want;
}

static void it_wants_its_own_words_and_those_of_desks_that_have_not_come(void **state)
{
	const uint32_t ours = lost->self.number, theirs = two->kit.number;
	const uint32_t other_county = station_make(station_county(ours) + 1, 1, 3);
	const uint32_t all[][2] = { { ours, 1000 }, { theirs, 1 }, { other_county, 5 }, { hub->self.number, 3 } };
	uint32_t first;

	(void)state;
	assert_int_equal(wanted(one, all, 4, &first), 2);
	assert_int_equal(first, ours);
	/* what it holds it does not want again */
	const uint32_t known[][2] = { { ours, 1 } };
	assert_int_equal(wanted(one, known, 1, &first), 0);
}

static void its_own_words_are_taken_by_their_seal(void **state)
{
	struct err err = { 0 };
	struct entry *e = said.list[0];
	uint64_t version;

	(void)state;
	assert_non_null(fields_get(e->fields, SEAL_MARK));
	/* one letter changed by the desk that brings it */
	char *text = mem_dup(fields_get(e->fields, "text"));
	fields_set(e->fields, "text", "code,name\n1,黑\n");
	offer(one, said.list, 1);
	assert_false(here(e->id));
	fields_set(e->fields, "text", text);
	free(text);
	offer(one, said.list, 1);
	assert_true(here(e->id));
	fine(publish_version(hub->store, &version, &err), &err);
	assert_int_equal(version, e->id);
	/* again, and from somebody else */
	offer(two, said.list, 1);
	assert_int_equal(aside(), 0);
}

static void a_refusal_that_a_desk_made_up_is_not_taken(void **state)
{
	struct entry *e = entry_new();
	static const unsigned char none[CRYPTO_HASH];

	(void)state;
	e->id = entry_id(lost->self.number, 5000);
	e->at = clock_ms() << 16;
	e->who = mem_dup("县中心");
	e->form = mem_dup("refusal");
	e->record = entry_id(two->kit.number, 1);
	fields_set(e->fields, ".refuses", "1");
	fields_set(e->fields, ".reason", "不喜欢");
	entry_seal(e, none);
	offer(one, &e, 1);
	assert_false(here(e->id));
	assert_int_equal(aside(), 0);
	/* nor one with a seal of its own making */
	seal_put(e, one->secret);
	offer(one, &e, 1);
	assert_false(here(e->id));
	entry_free(e);
}

static void what_it_says_of_others_waits_until_they_come(void **state)
{
	struct entry *e = journal_get(two->session->store, entry_id(two->kit.number, 1), NULL);
	struct buf request;
	struct hub_answer a;
	uint32_t receiver = two->kit.hub;

	(void)state;
	offer(one, &e, 1);
	assert_false(here(e->id));
	assert_int_equal(aside(), 1);
	/* and a lie about them */
	fields_set(e->fields, "title", "编的");
	offer(one, &e, 1);
	assert_int_equal(aside(), 1);
	two->kit.hub = hub->self.number;
	request = desk_request(two, 1, 0, NULL);
	expect(&request, 200, NULL, &a);
	two->kit.hub = receiver;
	assert_int_equal(aside(), 0);
	struct entry *now = journal_get(hub->store, e->id, NULL);

	assert_string_equal(fields_get(now->fields, "title"), "备份以后二");
	hub_answer_free(&a);
	buf_free(&request);
	entry_free(now);
	/* from then on nobody says anything about them */
	offer(one, &e, 1);
	assert_int_equal(aside(), 0);
	entry_free(e);
}

static void what_is_not_of_this_county_is_nobodys(void **state)
{
	struct entry *e = journal_get(late->session->store, entry_id(late->kit.number, 1), NULL);

	(void)state;
	e->id = e->record = entry_id(station_make(77, 1, 1), 1);
	offer(one, &e, 1);
	e->id = e->record = entry_id(station_make(station_county(hub->self.number), 2, 77), 1);
	offer(one, &e, 1);
	assert_int_equal(aside(), 0);
	entry_free(e);
}

/* --- a desk that joined after the backup ----------------------------------------------------------------------------- */

static struct hub_answer rejoin(const struct desk *d, const unsigned char *public, const unsigned char *with, const struct buf *shown)
{
	struct envelope head = { .sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_FILE, .flags = ENVELOPE_WITH_KEY,
	                         .from = 1 };
	struct fields *nothing = fields_new();
	struct buf payload = { 0 };

	memcpy(head.key, public, CRYPTO_PUBLIC);
	fields_encode(nothing, &payload);
	fields_free(nothing);
	buf_put(&payload, shown->data, shown->len);
	struct hub_answer a = send(hub_rejoin, &head, &payload, with);

	buf_free(&payload);
	return a;
}

static void a_desk_that_it_forgot_shows_what_it_was_told(void **state)
{
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	struct buf request = desk_request(late, 1, 0, NULL), altered = { 0 };
	struct hub_answer a;

	(void)state;
	expect(&request, 403, "unknown-station", &a);
	hub_answer_free(&a);
	/* whoever found the paper, but not the key */
	crypto_keypair(public, secret);
	a = rejoin(late, public, secret, &certificate);
	assert_string_equal(a.code, "certificate");
	hub_answer_free(&a);
	a = rejoin(late, late->public, secret, &certificate);
	assert_string_equal(a.code, "signature");
	hub_answer_free(&a);
	/* a paper that was altered, or somebody else's */
	buf_put(&altered, certificate.data, certificate.len);
	altered.data[altered.len - 3] ^= 1;
	a = rejoin(late, late->public, late->secret, &altered);
	assert_string_equal(a.code, "certificate");
	hub_answer_free(&a);
	a = rejoin(one, one->public, one->secret, &certificate);
	assert_string_equal(a.code, "certificate");
	hub_answer_free(&a);
	assert_null(station_get(hub->store, late->kit.number, NULL));

	a = rejoin(late, late->public, late->secret, &certificate);
	assert_int_equal(a.status, 200);
	hub_answer_free(&a);
	struct station_peer *p = station_get(hub->store, late->kit.number, NULL);

	assert_int_equal(p->state, STATION_ENROLLED);
	assert_string_equal(p->unit, OTHER_TOWN);
	/* who was turned away since is not let in by it */
	p->state = STATION_REVOKED;
	assert_true(station_add(hub->store, p, NULL));
	a = rejoin(late, late->public, late->secret, &certificate);
	assert_string_equal(a.code, "revoked");
	hub_answer_free(&a);
	p->state = STATION_ENROLLED;
	assert_true(station_add(hub->store, p, NULL));
	station_peer_free(p);
	buf_free(&request);
	buf_free(&altered);
}

static void a_hub_that_was_not_restored_wants_nothing(void **state)
{
	const uint32_t all[][2] = { { two->kit.number, 5 } };
	struct hub *restored = hub;
	uint32_t first;

	(void)state;
	hub = lost;
	assert_int_equal(wanted(one, all, 1, &first), 0);
	hub = restored;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_same_hub_in_the_next_epoch),
		cmocka_unit_test(who_knows_the_earlier_epoch_is_told_and_nothing_is_taken),
		cmocka_unit_test(a_later_epoch_than_its_own_it_is_not),
		cmocka_unit_test(it_wants_its_own_words_and_those_of_desks_that_have_not_come),
		cmocka_unit_test(its_own_words_are_taken_by_their_seal),
		cmocka_unit_test(a_refusal_that_a_desk_made_up_is_not_taken),
		cmocka_unit_test(what_it_says_of_others_waits_until_they_come),
		cmocka_unit_test(what_is_not_of_this_county_is_nobodys),
		cmocka_unit_test(a_desk_that_it_forgot_shows_what_it_was_told),
		cmocka_unit_test(a_hub_that_was_not_restored_wants_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
