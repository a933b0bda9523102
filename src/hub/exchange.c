/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a hub answers to a desk that syncs. Keeping what came and the receipt are one transaction. Asking again gives the same
 * answer, so a lost reply costs nothing.
 */
#include "hub/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "store/feed.h"
#include "store/quarantine.h"
#include "sync/line.h"
#include "sync/past.h"
#include "visit.h"

/* Downward, as upward: the byte budget is reached long before. */
#define ENTRIES_MOST 4096
/* How much larger entries are in the journal than in an answer. */
#define PACKS 5

/* What came up. */
struct batch {
	struct visit v;
	bool connected;                         /* we hold what stands before `from` */
	unsigned char before[CRYPTO_HASH];      /* the chain there */
	struct buf content;                     /* of the envelope */
	struct entry **list;                    /* chained from there */
	size_t n;
};

/* --- what came up --------------------------------------------------------------------------------------------------- */

/* Under the lock: the station, and the chain its entries must continue. */
static bool look_up(struct visit *v, void *arg)
{
	struct batch *b = arg;
	struct err err = { 0 };

	if (!visit_who(v))
		return false;
	if (v->head.from - 1 <= UINT32_MAX)
		b->connected = journal_chain_at(v->hub->store, entry_id(v->head.sender, (uint32_t)(v->head.from - 1)), b->before,
		                                &err);
	return err.kind == ERR_NONE || visit_broken(v, &err);
}

static bool forked(struct visit *v)
{
	return visit_refuse(v, 409, "forked", _("本机的记录与县中心已收的接不上，像是从旧备份恢复的，请联系县中心"));
}

static bool consecutive(const struct batch *b)
{
	const struct envelope *head = &b->v.head;

	if (b->n != head->to + 1 - head->from || head->to > UINT32_MAX)
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (b->list[i]->id != entry_id(head->sender, (uint32_t)(head->from + i)))
			return false;
	return true;
}

static bool not_here(struct visit *v)
{
	return visit_refuse(v, 400, "past", _("县中心没有这台机器以前的记录，请重发全文"));
}

/* What does not decode may quote what is not here. */
static bool garbled(struct visit *v)
{
	return v->head.past ? not_here(v) : visit_garbled(v);
}

/* What the entries quote: read only for a station that has proved who it is. */
static bool look_back(struct visit *v, void *past)
{
	struct err err = { 0 };

	return past_payload(v->hub->store, &v->head, past, &err) || (err.kind != ERR_NONE ? visit_broken(v, &err) : not_here(v));
}

/* Under the lock where they refer to records that are here. */
static bool decode(struct visit *v, void *arg)
{
	struct batch *b = arg;
	struct reader r = reader_over(b->content.data, b->content.len);

	if (!(v->head.flags & ENVELOPE_WITH_CHAIN) ||
	    !past_get_entries(v->hub->store, &v->head, &r, b->before, &b->list, &b->n, NULL) || !reader_done(&r))
		return garbled(v);
	return true;
}

static bool continues(struct batch *b)
{
	struct visit *v = &b->v;

	if (b->n > ENTRIES_MOST)
		return visit_refuse(v, 413, "too-large", _("一次发来的数据太大"));
	if (!consecutive(b))
		return visit_refuse(v, 400, "foreign-entry", _("记录的编号与发送的机器不符，整批没有收下"));
	if (!b->connected)
		return true;    /* nothing to compare with; nothing will be taken */
	const unsigned char *chain = b->n ? b->list[b->n - 1]->chain : b->before;
	return crypto_equal(chain, v->head.chain, ENVELOPE_CHAIN) || forked(v);
}

static bool unpack_and_decode(struct batch *b)
{
	struct visit *v = &b->v;
	struct buf past = { 0 };

	bool ok = (!v->head.past || visit_locked(v, look_back, &past)) &&
	          (envelope_unpack(v->body, v->n, &past, &b->content, NULL) || garbled(v)) &&
	          (v->head.past ? visit_locked(v, decode, b) : decode(v, b)) && continues(b);
	buf_free(&past);
	return ok;
}

/* The entries that we hold already must be the very same: then the chain at the last of them is ours. */
static bool same_past(struct batch *b, uint32_t held, struct err *err)
{
	const struct envelope *head = &b->v.head;
	uint64_t last = held < head->to ? held : head->to;
	unsigned char chain[CRYPTO_HASH];

	if (!b->connected || last < head->from)
		return true;
	if (!journal_chain_at(b->v.hub->store, entry_id(head->sender, (uint32_t)last), chain, err))
		return false;
	return crypto_equal(chain, b->list[last - head->from]->chain, CRYPTO_HASH) || forked(&b->v);
}

static bool keep_proof(struct batch *b, struct err *err)
{
	const struct envelope *head = &b->v.head;
	struct buf proof = { 0 };

	envelope_proof(b->v.body, b->v.n, &proof);
	bool ok = station_proof(b->v.hub->store, head->sender, 'r', head->from, head->to, clock_ms(), proof.data, proof.len, err);
	buf_free(&proof);
	return ok;
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* *held grows by what was new: at least one, and as many as others can be kept waiting for. */
static bool keep(struct batch *b, uint32_t *held, struct err *err)
{
	const struct hub *h = b->v.hub;
	const struct envelope *head = &b->v.head;
	struct accept_result r = { 0 };
	uint64_t first = (uint64_t)*held + 1;

	if (!b->connected || first < head->from)
		first = head->to + 1;
	int64_t end = h->patience ? monotonic_ms() + h->patience : INT64_MAX;

	for (uint64_t seq = first; seq <= head->to && (seq == first || monotonic_ms() < end); seq++) {
		const struct entry *e = b->list[seq - head->from];
		if (!accept_at_hub(h->store, h->books, h->self.number, e, b->v.peer->unit, &r, err))
			return false;
		*held = (uint32_t)seq;
	}
	b->v.answer->up = r.kept;
	return first > head->to || keep_proof(b, err);
}

static bool take_entries(struct batch *b, uint32_t *held, struct err *err)
{
	const struct envelope *head = &b->v.head;
	unsigned char chain[CRYPTO_HASH];
	struct store *s = b->v.hub->store;

	if (!store_begin(s, err))
		return false;
	if (journal_head(s, head->sender, held, chain, err) && same_past(b, *held, err) && keep(b, held, err) &&
	    quarantine_drop(s, head->sender, *held, err) &&
	    station_seen(s, head->sender, clock_ms(), *held, head->cursor, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}

/* --- what goes down ------------------------------------------------------------------------------------------------- */

/* Read under the lock, sealed outside it. */
struct reply {
	struct batch *batch;
	struct envelope head;
	struct entries feed;
};

/* Bytes of the journal for an answer that is no larger than the asker, who knows the line, and the settings want it. */
static size_t measure_out(const struct visit *v)
{
	unsigned wish = v->head.flags >> ENVELOPE_WISH & ENVELOPE_WISH_BITS;
	long most = conf_int("hub.budget");

	most = most < LINE_BUDGET_MIN ? LINE_BUDGET_MIN : most > LINE_BUDGET_MAX ? LINE_BUDGET_MAX : most;
	if (wish && wish < 31 && 1l << wish < most)
		most = 1l << wish;
	/* whatever it is, it must fit into an envelope */
	return (size_t)most * PACKS < ENVELOPE_MAX / 2 ? (size_t)most * PACKS : ENVELOPE_MAX / 2;
}

static bool gather(const struct visit *v, uint32_t held, struct reply *r, struct err *err)
{
	uint64_t last, newest;

	if (!feed_since(v->hub->store, v->peer->unit, v->head.cursor, v->head.sender, measure_out(v), ENTRIES_MOST, &r->feed, &last,
	                &newest, err))
		return false;
	if (last < v->head.cursor)
		last = v->head.cursor;
	r->head = (struct envelope){
		.layout = ENVELOPE_ENTRIES, .from = v->head.cursor + 1, .to = last, .cursor = held,
		.flags = last < newest ? ENVELOPE_MORE : 0,
	};
	return true;
}

static bool take_and_gather(struct visit *v, void *arg)
{
	struct reply *r = arg;
	struct err err = { 0 };
	uint32_t held = 0;

	uint64_t fed;

	/* before anything is said that may have been said otherwise */
	if (!feed_head(v->hub->store, v->peer->unit, &fed, &err))
		return visit_broken(v, &err);
	if (v->head.cursor > fed)
		return visit_behind(v);
	return (take_entries(r->batch, &held, &err) && gather(v, held, r, &err)) ||
	       (err.kind != ERR_NONE && visit_broken(v, &err));
}

static void answer(struct visit *v, struct reply *r)
{
	struct buf payload = { 0 };

	r->head.sender = v->us;
	r->head.receiver = v->head.sender;
	r->head.dictionary = v->head.dictionary;        /* one that the asker has for certain */
	envelope_put_entries(&payload, &r->head, r->feed.list, r->feed.n);
	visit_answer(v, &r->head, &payload);
	v->answer->down = r->feed.n;
	buf_free(&payload);
}

void hub_exchange(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct batch b = { .v = { .hub = h, .answer = a, .body = body, .n = n } };
	struct reply r = { .batch = &b };

	if (visit_peek(&b.v, ENVELOPE_ENTRIES) && visit_locked(&b.v, look_up, &b) && visit_verify(&b.v, b.v.peer->public)) {
		/* first it gives back what we said then: its own entries may stand on that */
		if (b.v.earlier)
			visit_answer_earlier(&b.v, ENVELOPE_ENTRIES);
		else if (unpack_and_decode(&b) && visit_locked(&b.v, take_and_gather, &r))
			answer(&b.v, &r);
	}
	entries_free(&r.feed);
	for (size_t i = 0; i < b.n; i++)
		entry_free(b.list[i]);
	free(b.list);
	buf_free(&b.content);
	visit_end(&b.v);
}

/* --- for a stick ---------------------------------------------------------------------------------------------------- */

static bool only_gather(struct visit *v, void *arg)
{
	unsigned char chain[CRYPTO_HASH];
	struct err err = { 0 };
	uint32_t held;

	if (!visit_who(v))
		return false;
	return (journal_head(v->hub->store, v->head.sender, &held, chain, &err) && gather(v, held, arg, &err)) ||
	       visit_broken(v, &err);
}

void hub_feed(struct hub *h, uint32_t station, uint64_t cursor, struct hub_answer *a)
{
	struct visit v = { .hub = h, .us = h->self.number, .answer = a, .head = { .sender = station, .cursor = cursor } };
	struct reply r = { 0 };

	if (visit_locked(&v, only_gather, &r))
		answer(&v, &r);
	entries_free(&r.feed);
	visit_end(&v);
}
