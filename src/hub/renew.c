/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk that was restored from a backup, or copied, and a hub that was: who is who afterwards. The desk asks with its old
 * key for a new number, and is given back what is held of the old one. Asking again with the same new key gives the same
 * number, so a lost answer costs nothing; the old number stays good for a machine that still goes on from where we hold it.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "model/fields.h"
#include "visit.h"

/* So many desks of one unit get new numbers in a day; whoever needs more is not restoring backups. */
#define RENEWALS_A_DAY 16
#define DAY_MS 86400000

#define ENTRIES_MOST 4096

/* The one set of fields that is in there, and nothing else; yours. NULL: refused. */
static struct fields *read_fields(struct visit *v, const struct buf *content)
{
	struct reader r = reader_over(content->data, content->len);
	struct fields *f = fields_decode(&r);

	if (f && reader_done(&r))
		return f;
	fields_free(f);
	visit_garbled(v);
	return NULL;
}

/* --- who a station is ---------------------------------------------------------------------------------------------- */

static void set_number(struct fields *f, const char *key, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof text, "%u", number);
	fields_set(f, key, text);
}

void visit_certify(struct visit *v, const struct station_peer *p)
{
	const struct envelope head = { .layout = ENVELOPE_FIELDS, .from = 1, .to = 0 };
	struct fields *f = fields_new();
	struct buf payload = { 0 };
	char key[2 * CRYPTO_PUBLIC + 1];

	crypto_hex(key, p->public, CRYPTO_PUBLIC);
	set_number(f, "number", p->number);
	if (p->predecessor)
		set_number(f, "predecessor", p->predecessor);
	fields_set(f, "unit", p->unit);
	fields_set(f, "name", p->name);
	fields_set(f, "key", key);
	fields_encode(f, &payload);
	visit_answer(v, &head, &payload);
	buf_free(&payload);
	fields_free(f);
}

/* --- a new number -------------------------------------------------------------------------------------------------- */

struct renewing {
	unsigned char key[CRYPTO_PUBLIC];
	struct station_peer *next;
};

static bool read_key(struct visit *v, struct renewing *r)
{
	struct buf content = { 0 };
	struct fields *f = visit_open(v, v->peer->public, &content) ? read_fields(v, &content) : NULL;
	const char *key = f ? fields_get(f, "key") : NULL;
	bool ok = f && ((key && crypto_unhex(r->key, CRYPTO_PUBLIC, key) && !crypto_equal(r->key, v->peer->public, CRYPTO_PUBLIC)) ||
	                visit_garbled(v));

	fields_free(f);
	buf_free(&content);
	return ok;
}

static bool too_often(struct visit *v, bool *yes, struct err *err)
{
	size_t n;

	if (!station_renewed_since(v->hub->store, v->peer->unit, clock_ms() - DAY_MS, &n, err))
		return false;
	*yes = n >= RENEWALS_A_DAY;
	return true;
}

static bool add(struct visit *v, const struct renewing *r, struct err *err)
{
	uint32_t desk, us = v->us;
	struct store *s = v->hub->store;

	if (!store_begin(s, err))
		return false;
	bool ok = station_next_desk(s, &desk, err);

	if (ok) {
		struct station_peer p = {
			.number = station_make(station_county(us), station_epoch(us), desk), .unit = v->peer->unit,
			.name = v->peer->name, .state = STATION_ENROLLED, .made = clock_ms(), .enrolled = clock_ms(),
			.predecessor = v->peer->number,
		};

		memcpy(p.public, r->key, CRYPTO_PUBLIC);
		ok = station_add(s, &p, err) && store_commit(s, err);
	}
	if (!ok)
		store_rollback(s);
	return ok;
}

/* Under the lock. */
static bool give_number(struct visit *v, void *arg)
{
	struct renewing *r = arg;
	struct store *s = v->hub->store;
	struct err err = { 0 };
	bool often = false;

	r->next = station_successor(s, v->peer->number, r->key, &err);
	if (!r->next && err.kind == ERR_NONE && too_often(v, &often, &err) && !often && add(v, r, &err)) {
		r->next = station_successor(s, v->peer->number, r->key, &err);
		if (r->next)
			log_note("station %u goes on as %u", v->peer->number, r->next->number);
	}
	if (often)
		return visit_refuse(v, 429, "renewed-often", _("今天换窗口号的次数太多了，请联系县中心"));
	return r->next || visit_broken(v, &err);
}

static bool who(struct visit *v, void *arg)
{
	(void)arg;
	return visit_who(v);
}

void hub_renew(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	struct renewing r = { 0 };

	if (visit_peek(&v, ENVELOPE_FIELDS) && visit_locked(&v, who, NULL) && read_key(&v, &r) && visit_locked(&v, give_number, &r))
		visit_certify(&v, r.next);
	station_peer_free(r.next);
	visit_end(&v);
}

/* --- what is held of the old one ----------------------------------------------------------------------------------- */

struct returning {
	struct envelope head;
	struct entries list;
};

/* From where the desk asks, if it has the same up to there; else from the beginning. */
static bool first_of(struct visit *v, uint32_t old, uint32_t *from, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	uint64_t before = v->head.from - 1;

	*from = 1;
	if (before <= UINT32_MAX - 1 && journal_chain_at(v->hub->store, entry_id(old, (uint32_t)before), chain, err) &&
	    crypto_equal(chain, v->head.chain, ENVELOPE_CHAIN))
		*from = (uint32_t)before + 1;
	return !err->kind;
}

static bool gather(struct visit *v, struct returning *r, struct err *err)
{
	uint32_t old = v->peer->predecessor, from, held;
	unsigned char chain[CRYPTO_HASH];
	struct store *s = v->hub->store;

	if (!first_of(v, old, &from, err) || !journal_chained(s, old, &held, chain, err) ||
	    !journal_since(s, old, from, (size_t)conf_int("hub.budget"), ENTRIES_MOST, &r->list, err))
		return false;
	/* what came without its chain cannot be gone on from */
	while (r->list.n && entry_seq(r->list.list[r->list.n - 1]->id) > held)
		entry_free(r->list.list[--r->list.n]);

	uint32_t to = from - 1 + (uint32_t)r->list.n;

	r->head = (struct envelope){
		.layout = ENVELOPE_ENTRIES, .from = from, .to = to, .cursor = held,
		.flags = ENVELOPE_WITH_CHAIN | (to < held ? ENVELOPE_MORE : 0),
	};
	if (!journal_chain_at(s, entry_id(old, to), chain, err))
		return false;
	memcpy(r->head.chain, chain, ENVELOPE_CHAIN);
	return station_set_inherited(s, v->peer->number, to, err);
}

static bool look_for_old(struct visit *v, void *arg)
{
	(void)arg;
	if (!visit_who(v))
		return false;
	return v->peer->predecessor || visit_refuse(v, 400, "no-predecessor", _("这个窗口号不是接替别的窗口号的"));
}

/* Under the lock. */
static bool gather_old(struct visit *v, void *arg)
{
	struct err err = { 0 };

	return gather(v, arg, &err) || visit_broken(v, &err);
}

void hub_return(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	struct returning r = { 0 };
	struct buf payload = { 0 };

	if (visit_peek(&v, ENVELOPE_ENTRIES) && visit_locked(&v, look_for_old, NULL) && visit_verify(&v, v.peer->public)) {
		if (v.earlier) {
			visit_answer_earlier(&v, ENVELOPE_ENTRIES);
		} else if (visit_locked(&v, gather_old, &r)) {
			r.head.sender = v.us;
			r.head.receiver = v.head.sender;
			r.head.dictionary = v.head.dictionary;
			envelope_put_entries(&payload, &r.head, r.list.list, r.list.n);
			visit_answer(&v, &r.head, &payload);
			a->down = r.list.n;
		}
	}
	buf_free(&payload);
	entries_free(&r.list);
	visit_end(&v);
}
