/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hub in a folder, and desks beside it that speak to it without a line: the envelopes are made and read here. Include behind
 * cmocka.h; setup is fixture_make, teardown fixture_remove.
 */
#ifndef TEST_HUB_FIXTURE_H
#define TEST_HUB_FIXTURE_H

#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub/exchange.h"
#include "hub/hub.h"
#include "sync/envelope.h"
#include "sync/kit.h"
#include "temp.h"
#include "work/fill.h"

#define TOWN "421202101"
#define OTHER_TOWN "421202102"

static struct hub *hub;

struct desk {
	struct session *session;
	struct kit kit;
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
};

static void fine(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s (%s)", err->say, err->detail);
}

static int fixture_make(void **state)
{
	struct hub_plan plan = { .county = "421202", .url = "https://127.0.0.1:8443", .practice = true };
	struct err err = { 0 };

	crypto_init();
	log_quiet(true);
	setenv("YICHUANG_SHARE", ".", 1);
	conf_load(NULL, NULL);
	conf_set("desk.who", "李明");
	if (temp_make(state) != 0 || !hub_init(temp_path("hub"), &plan, NULL, NULL, &err) ||
	    !(hub = hub_open(temp_path("hub"), &err))) {
		fprintf(stderr, "%s (%s) — run from the top of the tree\n", err.say, err.detail);
		return -1;
	}
	return 0;
}

static int fixture_remove(void **state)
{
	hub_close(hub);
	return temp_remove(state);
}

/* --- enrolment ------------------------------------------------------------------------------------------------------- */

static struct buf enrol_request(const struct kit *k, const unsigned char *public, const unsigned char *secret)
{
	struct envelope head = { .sender = k->number, .receiver = k->hub, .layout = ENVELOPE_FIELDS,
	                         .flags = ENVELOPE_WITH_KEY, .from = 1 };
	struct fields *f = fields_new();
	struct buf payload = { 0 }, out = { 0 };

	memcpy(head.key, public, CRYPTO_PUBLIC);
	fields_set(f, "code", k->code);
	fields_encode(f, &payload);
	envelope_seal(&head, NULL, payload.data, payload.len, secret, &out);
	fields_free(f);
	buf_free(&payload);
	return out;
}

static unsigned enrol(const struct kit *k, const unsigned char *public, const unsigned char *secret, const char **code)
{
	struct buf body = enrol_request(k, public, secret);
	struct hub_answer a = { 0 };

	hub_enrol(hub, body.data, body.len, &a);
	unsigned status = a.status;
	if (code)
		*code = a.code;
	hub_answer_free(&a);
	buf_free(&body);
	return status;
}

static void keep_kit(struct desk *d)
{
	struct store *s = d->session->store;
	struct station_self me = {
		.number = d->kit.number, .hub = d->kit.hub, .unit = d->kit.unit, .name = d->kit.name, .practice = true,
	};
	struct accept_result r = { 0 };
	struct err err = { 0 };

	memcpy(me.public, d->public, CRYPTO_PUBLIC);
	memcpy(me.secret, d->secret, CRYPTO_SECRET);
	memcpy(me.hub_public, d->kit.hub_public, CRYPTO_PUBLIC);
	fine(store_begin(s, &err) && station_self_save(s, &me, &err), &err);
	for (size_t i = 0; i < d->kit.npublished; i++)
		fine(accept_at_desk(s, d->kit.published[i], &r, &err), &err);
	fine(store_commit(s, &err) && session_refresh(d->session, &err), &err);
}

/* A desk with a kit of that unit in a folder of that name; enrolled where `enrolled`. */
static struct desk *desk_new(const char *name, const char *unit, bool enrolled)
{
	struct desk *d = mem_zero(sizeof *d);
	char *kit = mem_fmt("%s.kit", name);
	struct err err = { 0 };

	fine(hub_kit(hub, unit, name, temp_path(kit), &err) && kit_read(temp_path(kit), &d->kit, &err), &err);
	free(kit);
	crypto_keypair(d->public, d->secret);
	d->session = session_open(temp_path(name), NULL, NULL, &err);
	fine(d->session != NULL, &err);
	keep_kit(d);
	if (enrolled)
		assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);
	return d;
}

static void desk_free(struct desk *d)
{
	session_close(d->session);
	kit_clear(&d->kit);
	free(d);
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static uint64_t desk_write(struct desk *d, const char *title)
{
	const char *const typed[] = { "title", title, "type", "0101", "place", TOWN "001", "party1.name", "张三" };
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct fill *f = fill_open(d->session, "intake", 0, &err);

	fine(f != NULL, &err);
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i += 2)
		fill_set(f, typed[i], typed[i + 1], NULL);
	if (!fill_save(f, &faults, &err))
		fail_msg("%s %s: %s", err.say, faults.n ? faults.list[0].key : "", faults.n ? faults.list[0].say : "");
	uint64_t record = fill_record(f);
	fill_close(f);
	faults_free(&faults);
	return record;
}

static inline uint32_t desk_written(const struct desk *d)
{
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	assert_true(journal_head(d->session->store, d->kit.number, &seq, chain, NULL));
	return seq;
}

/* --- exchanging ------------------------------------------------------------------------------------------------------ */

/* The desk's entries from a seq on, as it would send them; change *head before it is sealed by giving `edit`. */
static inline struct buf desk_request(const struct desk *d, uint32_t from, uint64_t cursor, void (*edit)(struct envelope *))
{
	struct envelope head = {
		.sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_ENTRIES, .flags = ENVELOPE_WITH_CHAIN,
		.from = from, .cursor = cursor,
	};
	struct entries next = { 0 };
	struct buf payload = { 0 }, out = { 0 };
	unsigned char chain[CRYPTO_HASH];

	assert_true(journal_since(d->session->store, d->kit.number, from, 1 << 20, 1000, &next, NULL));
	head.to = from - 1 + next.n;
	journal_chain_at(d->session->store, entry_id(d->kit.number, (uint32_t)head.to), chain, NULL);
	memcpy(head.chain, chain, ENVELOPE_CHAIN);
	envelope_put_entries(&payload, &head, next.list, next.n);
	if (edit)
		edit(&head);
	envelope_seal(&head, NULL, payload.data, payload.len, d->secret, &out);
	entries_free(&next);
	buf_free(&payload);
	return out;
}

static struct hub_answer ask(const struct buf *request)
{
	struct hub_answer a = { 0 };

	hub_exchange(hub, request->data, request->len, &a);
	return a;
}

/* Ask, and expect this; what came stays in *a. */
static void expect(const struct buf *request, unsigned status, const char *code, struct hub_answer *a)
{
	*a = ask(request);
	if (a->status != status || !a->code != !code || (code && strcmp(a->code, code) != 0))
		fail_msg("%u %s %s", a->status, a->code ? a->code : "-", a->status == 200 ? "" : buf_text(&a->body));
	if (status != 200)
		assert_true(a->body.len > 0);
}

/* The head of a good answer, and how many entries of the feed it brought. */
static inline struct envelope head_of(const struct desk *d, const struct hub_answer *a, size_t *n)
{
	struct envelope head;
	struct buf payload = { 0 };
	struct err err = { 0 };
	struct entry **list;
	size_t got;

	assert_int_equal(a->status, 200);
	fine(envelope_open(a->body.data, a->body.len, d->kit.hub_public, &head, &payload, &err), &err);
	assert_int_equal(head.receiver, d->kit.number);
	struct reader r = reader_over(payload.data, payload.len);
	fine(envelope_get_entries(&r, &head, NULL, &list, &got, &err), &err);
	for (size_t i = 0; i < got; i++)
		entry_free(list[i]);
	free(list);
	buf_free(&payload);
	if (n)
		*n = got;
	return head;
}

static inline uint32_t hub_holds(const struct desk *d)
{
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	assert_true(journal_head(hub->store, d->kit.number, &seq, chain, NULL));
	return seq;
}

#endif
