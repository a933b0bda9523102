/* SPDX-License-Identifier: Apache-2.0 */
/* Entries that quote what the hub holds of the desk already. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "hub_fixture.h"
#include "sync/dictionary.h"
#include "sync/past.h"

/* What the entries before head->from make, however many and large they are. */
static struct buf said_before(const struct desk *d, const struct envelope *head)
{
	struct envelope earlier = *head;
	struct entries past = { 0 };
	struct buf out = { 0 };

	earlier.from -= head->past;
	if (head->past)
		assert_true(journal_since(d->session->store, d->kit.number, (uint32_t)earlier.from, SIZE_MAX, head->past, &past,
		                          NULL));
	envelope_put_entries(&out, &earlier, past.list, past.n);
	entries_free(&past);
	return out;
}

/* Entries from `from` on, quoting `past` before them, in the letters of a dictionary. */
static struct buf quoting(const struct desk *d, uint32_t from, uint32_t past, uint32_t dictionary)
{
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES, .flags = ENVELOPE_WITH_CHAIN,
		.dictionary = dictionary, .from = from, .past = past,
	};
	struct entries next = { 0 };
	struct buf before = said_before(d, &head), payload = { 0 }, out = { 0 };
	unsigned char chain[CRYPTO_HASH];

	assert_true(journal_since(d->session->store, d->kit.number, from, 1 << 20, 1000, &next, NULL));
	head.to = from - 1 + next.n;
	journal_chain_at(d->session->store, entry_id(d->kit.number, (uint32_t)head.to), chain, NULL);
	memcpy(head.chain, chain, ENVELOPE_CHAIN);
	past_put_entries(d->session->store, &head, next.list, next.n, &payload);
	envelope_seal(&head, &before, payload.data, payload.len, d->secret, &out);
	entries_free(&next);
	buf_free(&before);
	buf_free(&payload);
	return out;
}

static void send(const struct buf *request, unsigned status, const char *code)
{
	struct hub_answer a;

	expect(request, status, code, &a);
	hub_answer_free(&a);
}

/* All that the hub does not hold yet, or as much as goes at once. */
static void send_all(const struct desk *d)
{
	struct buf all = quoting(d, hub_holds(d) + 1, 0, 0);

	send(&all, 200, NULL);
	buf_free(&all);
}

static void what_was_said_before_need_not_be_said_again(void **state)
{
	struct desk *d = desk_new("quotes", TOWN, true);

	(void)state;
	desk_write(d, "宅基地边界纠纷，两家为一棵树争了十年");
	struct buf first = quoting(d, 1, 0, 1);
	send(&first, 200, NULL);
	assert_int_equal(hub_holds(d), 1);

	desk_write(d, "两家为一棵树争了十年，又为宅基地边界纠纷来了");
	struct buf plain = quoting(d, 2, 0, 1), quoted = quoting(d, 2, 1, 1);
	assert_true(quoted.len + 30 < plain.len);
	send(&quoted, 200, NULL);
	assert_int_equal(hub_holds(d), 2);
	buf_free(&first);
	buf_free(&plain);
	buf_free(&quoted);
	desk_free(d);
}

static void what_the_hub_does_not_hold_cannot_be_quoted(void **state)
{
	struct desk *d = desk_new("lost", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	struct buf ahead = quoting(d, 2, 1, 0);
	send(&ahead, 400, "past");
	assert_int_equal(hub_holds(d), 0);

	struct buf all = quoting(d, 1, 0, 0);
	send(&all, 200, NULL);
	assert_int_equal(hub_holds(d), 2);
	send(&ahead, 200, NULL);        /* late, and known by now */
	assert_int_equal(hub_holds(d), 2);
	buf_free(&ahead);
	buf_free(&all);
	desk_free(d);
}

static void a_past_that_cannot_be_is_refused(void **state)
{
	struct desk *d = desk_new("boast", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	struct buf first = quoting(d, 1, 0, 0);
	send(&first, 200, NULL);
	desk_write(d, "乙");

	const uint32_t wrong[] = { 2, PAST_MOST + 1, UINT32_MAX };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct envelope head = {
			.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES,
			.flags = ENVELOPE_WITH_CHAIN, .from = 2, .to = 2, .past = wrong[i],
		};
		struct buf out = { 0 };

		envelope_seal(&head, NULL, "x", 1, d->secret, &out);
		send(&out, 400, "past");
		buf_free(&out);
	}
	assert_int_equal(hub_holds(d), 1);
	buf_free(&first);
	desk_free(d);
}

/* Of another desk this one has but some entries: never are others taken for those that are not here. */
static void what_has_a_hole_cannot_be_quoted(void **state)
{
	static const struct { uint32_t from, past; bool here; } rows[] = {
		{ 3, 2, true }, { 6, 2, true }, { 5, 1, true }, { 2, 1, true },
		{ 6, 3, false }, { 4, 2, false }, { 4, 1, false }, { 5, 4, false }, { 7, 1, false }, { 7, 2, false },
		{ 3, 3, false }, { 3, 4, false }, { 1, 1, false },
	};
	struct desk *d = desk_new("holes", TOWN, true);
	struct store *s = d->session->store;
	const unsigned char zeros[CRYPTO_HASH] = { 0 };

	(void)state;
	for (uint32_t seq = 1; seq < 6; seq++) {
		struct entry *e = entry_new();
		bool fresh;

		e->id = e->record = entry_id(77, seq);
		e->who = mem_dup("李明");
		e->form = mem_dup("intake");
		entry_seal(e, zeros);
		if (seq != 3)
			assert_true(store_begin(s, NULL) && journal_keep(s, e, &fresh, NULL) && store_commit(s, NULL));
		entry_free(e);
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct envelope head = { .sender = 77, .from = rows[i].from, .past = rows[i].past };
		struct buf out = { 0 };
		struct err err = { 0 };

		if (past_payload(s, &head, &out, &err) != rows[i].here || err.kind || !out.len == rows[i].here)
			fail_msg("row %zu", i);
		buf_free(&out);
	}
	desk_free(d);
}

/* --- how much ----------------------------------------------------------------------------------------------------------- */

/* An entry of so many bytes, which no form would make. The hub refuses it, and holds it. */
static void write_long(struct desk *d, size_t bytes)
{
	struct store *s = d->session->store;
	struct entry *e = entry_new();
	char key[] = "a", *value = mem_zero(200001);
	struct err err = { 0 };

	e->who = mem_dup("李明");
	e->form = mem_dup("intake");
	for (; bytes; ++*key) {
		size_t n = bytes < 200000 ? bytes : 200000;

		memset(value, 'v', n);
		value[n] = '\0';
		fields_set(e->fields, key, value);
		bytes -= n;
	}
	fine(store_begin(s, &err) && journal_append(s, d->kit.number, e, &err) && store_commit(s, &err), &err);
	entry_free(e);
	free(value);
}

static uint32_t chosen(const struct desk *d, uint32_t from)
{
	struct envelope head = { .sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES, .from = from };
	struct buf before = { 0 };

	head.past = past_choose(d->session->store, &head);
	assert_true(past_payload(d->session->store, &head, &before, NULL));
	assert_int_equal(before.len > 0, head.past > 0);
	buf_free(&before);
	return head.past;
}

static void no_more_is_quoted_than_is_worth_reading(void **state)
{
	static const struct { size_t bytes; uint32_t chosen; } written[] = {
		{ 160 << 10, 1 },               /* enough: what lies before it is not looked at */
		{ 1, 2 }, { 700000, 1 }, { 1, 2 },
		{ 900000, 1 }, { 100 << 10, 2 },
		{ 59 << 10, 2 },                /* the third would make more than a mebibyte */
		{ 2000000, 0 }, { 1, 1 },
	};
	struct desk *d = desk_new("long", TOWN, true);

	(void)state;
	for (int i = 0; i < PAST_MOST + 2; i++)
		write_long(d, 1);
	assert_int_equal(chosen(d, 1), 0);
	assert_int_equal(chosen(d, 2), 1);
	assert_int_equal(chosen(d, PAST_MOST + 1), PAST_MOST);
	assert_int_equal(chosen(d, PAST_MOST + 2), PAST_MOST);

	/* those 256 a hub makes again, and not one more */
	while (hub_holds(d) < PAST_MOST + 1)
		send_all(d);
	struct buf most = quoting(d, PAST_MOST + 2, PAST_MOST, 0), more = quoting(d, PAST_MOST + 2, PAST_MOST + 1, 0);
	send(&more, 400, "past");
	send(&most, 200, NULL);
	buf_free(&most);
	buf_free(&more);
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		write_long(d, written[i].bytes);
		assert_int_equal(chosen(d, PAST_MOST + 4 + (uint32_t)i), written[i].chosen);
	}
	desk_free(d);
}

static void no_more_is_read_than_anybody_quotes(void **state)
{
	struct desk *d = desk_new("much", TOWN, true);

	(void)state;
	write_long(d, 600000);
	write_long(d, 450000);
	write_long(d, 1);
	while (hub_holds(d) < 3)
		send_all(d);
	write_long(d, 1);
	struct buf much = quoting(d, 4, 3, 1), less = quoting(d, 4, 2, 1);
	send(&much, 400, "past");
	assert_int_equal(hub_holds(d), 3);
	send(&less, 200, NULL);
	assert_int_equal(hub_holds(d), 4);
	buf_free(&much);
	buf_free(&less);
	desk_free(d);
}

/* --- records that both ends hold ---------------------------------------------------------------------------------------- */

/* d writes about a record, in the very words of its opener. */
static void write_about(struct desk *d, const struct entry *opener)
{
	struct store *s = d->session->store;
	struct entry *e = entry_new();
	struct err err = { 0 };

	e->who = mem_dup("李明");
	e->form = mem_dup("handle");
	e->record = opener->id;
	e->parents = mem_zero(sizeof *e->parents);
	e->parents[0] = opener->id;
	e->nparents = 1;
	fields_set(e->fields, "title", fields_get(opener->fields, "title"));
	fine(store_begin(s, &err) && journal_append(s, d->kit.number, e, &err) && store_commit(s, &err), &err);
	entry_free(e);
}

static struct entry *known_to_a_spy(void *opener, uint64_t id)
{
	struct entry *e = id == ((const struct entry *)opener)->id ? entry_new() : NULL;

	if (e) {
		e->id = e->record = id;
		fields_set(e->fields, "title", fields_get(((const struct entry *)opener)->fields, "title"));
	}
	return e;
}

/* What d wrote last, with "as the opener has it" for the title: whether the chain is right says whether the title is. */
static struct buf guessing(const struct desk *d, struct entry *opener, uint32_t past)
{
	uint32_t seq = desk_written(d);
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES, .flags = ENVELOPE_WITH_CHAIN,
		.from = seq, .to = seq, .past = past,
	};
	struct columns_frame frame = envelope_frame(&head);
	struct buf before = said_before(d, &head), payload = { 0 }, out = { 0 };
	struct entry *e = journal_get(d->session->store, entry_id(d->kit.number, seq), NULL);

	frame.held = known_to_a_spy;
	frame.arg = opener;
	columns_put(&payload, &frame, &e, 1);
	assert_null(memmem(payload.data, payload.len, "纠纷", strlen("纠纷")));
	memcpy(head.chain, e->chain, ENVELOPE_CHAIN);
	envelope_seal(&head, &before, payload.data, payload.len, d->secret, &out);
	entry_free(e);
	buf_free(&before);
	buf_free(&payload);
	return out;
}

static void what_an_opener_says_is_told_only_to_those_who_may_see_it(void **state)
{
	struct desk *d = desk_new("village", TOWN, true), *sibling = desk_new("beside", TOWN, true),
	            *stranger = desk_new("spy", OTHER_TOWN, true);
	struct { struct desk *who; unsigned status; } const asks[] = { { d, 200 }, { sibling, 200 }, { stranger, 400 } };

	(void)state;
	uint64_t record = desk_write(d, "宅基地边界纠纷");
	struct entry *opener = journal_get(d->session->store, record, NULL);
	send_all(d);
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		if (asks[i].who != d)
			desk_write(asks[i].who, "自己的");
		send_all(asks[i].who);
		write_about(asks[i].who, opener);
		struct buf guess = guessing(asks[i].who, opener, 1);
		send(&guess, asks[i].status, asks[i].status == 200 ? NULL : "past");
		buf_free(&guess);
		/* said in full it is a matter for the rules */
		send_all(asks[i].who);
		assert_int_equal(hub_holds(asks[i].who), desk_written(asks[i].who));
	}
	entry_free(opener);
	desk_free(d);
	desk_free(sibling);
	desk_free(stranger);
}

/* What nobody can make anything of is in no feed, and its writer may refer to it all the same. */
static void a_desk_may_refer_to_what_was_refused_of_its_own(void **state)
{
	struct desk *d = desk_new("refused", TOWN, true);
	struct store *s = d->session->store;
	struct entry *opener = entry_new();

	(void)state;
	opener->who = mem_dup("李明");
	opener->form = mem_dup("unheard_of");
	fields_set(opener->fields, "title", "田埂纠纷");
	assert_true(store_begin(s, NULL) && journal_append(s, d->kit.number, opener, NULL) && store_commit(s, NULL));
	send_all(d);
	write_about(d, opener);
	struct buf guess = guessing(d, opener, 1);
	send(&guess, 200, NULL);
	assert_int_equal(hub_holds(d), 2);
	buf_free(&guess);
	entry_free(opener);
	desk_free(d);
}

static void without_a_past_nothing_is_told_by_what_is_elsewhere(void **state)
{
	struct desk *d = desk_new("plain", TOWN, true);
	struct entry *opener = journal_get(d->session->store, desk_write(d, "宅基地边界纠纷"), NULL), *e;
	struct envelope head = { .sender = d->kit.number, .receiver = d->kit.hub, .from = 2, .to = 2 };
	struct buf ours = { 0 }, plain = { 0 };

	(void)state;
	send_all(d);
	write_about(d, opener);
	e = journal_get(d->session->store, entry_id(d->kit.number, 2), NULL);
	past_put_entries(d->session->store, &head, &e, 1, &ours);
	envelope_put_entries(&plain, &head, &e, 1);
	assert_int_equal(ours.len, plain.len);
	assert_memory_equal(ours.data, plain.data, plain.len);
	head.past = 1;
	buf_clear(&ours);
	past_put_entries(d->session->store, &head, &e, 1, &ours);
	assert_true(ours.len + 10 < plain.len);

	struct buf guess = guessing(d, opener, 0);
	send(&guess, 400, "garbled");
	assert_int_equal(hub_holds(d), 1);
	buf_free(&guess);
	buf_free(&ours);
	buf_free(&plain);
	entry_free(e);
	entry_free(opener);
	desk_free(d);
}

static void a_dictionary_the_hub_lacks_is_named(void **state)
{
	struct desk *d = desk_new("newer", TOWN, true);
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES, .flags = ENVELOPE_WITH_CHAIN,
		.dictionary = DICTIONARY_NEWEST, .from = 1, .to = 1,
	};
	struct buf out = { 0 };

	(void)state;
	envelope_seal(&head, NULL, "x", 1, d->secret, &out);
	/* the number stands behind magic, two stations, layout and flags */
	assert_int_equal(out.data[3 + 5 + 5 + 2], DICTIONARY_NEWEST);
	out.data[3 + 5 + 5 + 2]++;
	send(&out, 400, "dictionary");
	buf_free(&out);
	desk_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_before_need_not_be_said_again),
		cmocka_unit_test(what_the_hub_does_not_hold_cannot_be_quoted),
		cmocka_unit_test(a_past_that_cannot_be_is_refused),
		cmocka_unit_test(what_has_a_hole_cannot_be_quoted),
		cmocka_unit_test(no_more_is_quoted_than_is_worth_reading),
		cmocka_unit_test(no_more_is_read_than_anybody_quotes),
		cmocka_unit_test(what_an_opener_says_is_told_only_to_those_who_may_see_it),
		cmocka_unit_test(a_desk_may_refer_to_what_was_refused_of_its_own),
		cmocka_unit_test(without_a_past_nothing_is_told_by_what_is_elsewhere),
		cmocka_unit_test(a_dictionary_the_hub_lacks_is_named),
	};
	return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
