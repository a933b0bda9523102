/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What desks hold, for a hub that was restored. First a desk says of which stations it has entries, and how far; then it
 * sends those that we want: what an earlier epoch of ours said, known by its seal; what the desk wrote itself under a former
 * number, continuing its chain; and of other desks what may be wanted if they never come, which counts for nothing until then
 * (store/quarantine.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub/backup.h"
#include "model/fields.h"
#include "model/seal.h"
#include "store/quarantine.h"
#include "visit.h"

/* Stations that a desk may name; a county has no more. */
#define STATIONS_MOST 0x4000
/* Of what we said in an earlier epoch, the entries that came back already are named, so that not every desk sends them. */
#define NAMED_MOST 4096

static bool locked_who(struct visit *v, void *arg)
{
	(void)arg;
	return visit_who(v);
}

/* --- whose entries are wanted -------------------------------------------------------------------------------------- */

enum origin {
	ORIGIN_NONE,            /* nobody of whom anything is wanted from this desk */
	ORIGIN_US,              /* this hub, in an earlier epoch */
	ORIGIN_FORMER,          /* the desk itself, under a former number */
	ORIGIN_OTHER,           /* a desk that has not come since we were restored */
};

static bool origin_of_desk(struct visit *v, uint32_t station, int64_t restored, enum origin *out, struct err *err)
{
	struct err why = { 0 };
	bool former;

	if (!station_is_ancestor(v->hub->store, station, v->peer, &former, err))
		return false;
	struct station_peer *p = station_get(v->hub->store, station, &why);

	/* one that has come says itself what it wrote; one that a person has recovered has nothing more to say; and numbers
	 * of this epoch are ours to know */
	if (former)
		*out = ORIGIN_FORMER;
	else if (p ? !p->recovered && p->seen <= restored : station_epoch(station) < station_epoch(v->hub->self.number))
		*out = ORIGIN_OTHER;
	station_peer_free(p);
	if (why.kind && err)
		*err = why;
	return !why.kind;
}

static bool origin_of(struct visit *v, uint32_t station, enum origin *out, struct err *err)
{
	uint32_t us = v->hub->self.number;
	int64_t restored = hub_restored_at(v->hub);

	*out = ORIGIN_NONE;
	if (!restored || station_county(station) != station_county(us) || station_epoch(station) > station_epoch(us) ||
	    station == v->head.sender)
		return true;
	if (station_desk(station))
		return origin_of_desk(v, station, restored, out, err);
	if (station_epoch(station) < station_epoch(us))
		*out = ORIGIN_US;
	return true;
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

struct listing {
	struct buf content;             /* what the desk says */
	struct buf out;                 /* what we want, without the count in front */
	uint64_t n;
};

/* Of what we said after the backup, what came back already. */
static bool put_named(struct store *s, uint32_t station, uint32_t held, struct buf *out, struct err *err)
{
	struct entries list;
	uint32_t last = held;

	if (!journal_since(s, station, held + 1, SIZE_MAX, NAMED_MOST, &list, err))
		return false;
	buf_varint(out, list.n);
	for (size_t i = 0; i < list.n; last = entry_seq(list.list[i++]->id))
		buf_varint(out, entry_seq(list.list[i]->id) - last);
	entries_free(&list);
	return true;
}

/* `last`: how far the desk has it. */
static bool want(struct visit *v, struct listing *l, uint32_t station, uint32_t last, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	enum origin origin;
	uint32_t held;

	if (!origin_of(v, station, &origin, err) || !journal_chained(v->hub->store, station, &held, chain, err))
		return false;
	if (origin == ORIGIN_NONE || last <= held)
		return true;
	l->n++;
	buf_varint(&l->out, station);
	buf_varint(&l->out, held);
	return put_named(v->hub->store, station, held, &l->out, err);
}

static bool read_list(struct visit *v, void *arg)
{
	struct listing *l = arg;
	struct reader r = reader_over(l->content.data, l->content.len);
	struct fields *nothing = fields_decode(&r);
	uint64_t n = reader_varint(&r);
	struct err err = { 0 };
	bool ok = nothing && n <= STATIONS_MOST;

	fields_free(nothing);
	for (uint64_t i = 0; ok && i < n; i++) {
		uint64_t station = reader_varint(&r), last = reader_varint(&r);

		ok = !r.bad && station && station <= INT32_MAX && last <= UINT32_MAX;
		if (ok && !want(v, l, (uint32_t)station, (uint32_t)last, &err))
			return visit_broken(v, &err);
	}
	return (ok && reader_done(&r)) || visit_garbled(v);
}

static void answer_list(struct visit *v, const struct listing *l)
{
	const struct envelope head = { .layout = ENVELOPE_FILE, .from = 1, .to = 0 };
	struct fields *nothing = fields_new();
	struct buf payload = { 0 };

	fields_encode(nothing, &payload);
	buf_varint(&payload, l->n);
	buf_put(&payload, buf_text(&l->out), l->out.len);
	visit_answer(v, &head, &payload);
	buf_free(&payload);
	fields_free(nothing);
}

static void hear_list(struct visit *v)
{
	struct listing l = { 0 };

	if (visit_peek(v, ENVELOPE_FILE) && visit_locked(v, locked_who, NULL) && visit_open(v, v->peer->public, &l.content)) {
		if (v->earlier)
			visit_answer_earlier(v, ENVELOPE_FILE);
		else if (visit_locked(v, read_list, &l))
			answer_list(v, &l);
	}
	buf_free(&l.content);
	buf_free(&l.out);
}

/* --- the entries --------------------------------------------------------------------------------------------------- */

struct offer {
	struct entry **list;
	size_t n;
	uint32_t station;               /* entries of one come together: asked once */
	enum origin origin;
	struct accept_result r;
	size_t forged;
	bool full;
};

static bool take_own(struct visit *v, struct offer *o, const struct entry *e, struct err *err)
{
	struct hub *h = v->hub;

	if (seal_good(e, h->self.secret))
		return accept_returned(h->store, h->books, h->self.number, e, &o->r, err);
	o->forged++;
	return true;
}

/* The next one of a chain that we hold the beginning of. */
static bool take_former(struct visit *v, struct offer *o, struct entry *e, bool *taken, struct err *err)
{
	struct hub *h = v->hub;
	unsigned char chain[CRYPTO_HASH];
	struct err why = { 0 };
	uint32_t held;

	if (!journal_chained(h->store, entry_station(e->id), &held, chain, err))
		return false;
	*taken = entry_seq(e->id) <= held;
	if (entry_seq(e->id) != held + 1)
		return true;
	struct station_peer *p = station_get(h->store, entry_station(e->id), &why);

	entry_seal(e, chain);
	*taken = p != NULL;
	bool good = !p ? !why.kind : accept_at_hub(h->store, h->books, h->self.number, e, p->unit, &o->r, &why);

	station_peer_free(p);
	if (!good && err)
		*err = why;
	return good;
}

static bool put_aside(struct visit *v, struct offer *o, const struct entry *e, struct err *err)
{
	struct err why = { 0 };
	struct entry *held = journal_get(v->hub->store, e->id, &why);
	bool known = held != NULL;

	entry_free(held);
	if (why.kind && err)
		*err = why;
	return known || (!why.kind && quarantine_put(v->hub->store, e, v->head.sender, &o->full, err));
}

static bool take_one(struct visit *v, struct offer *o, struct entry *e, struct err *err)
{
	bool taken = false;

	if (entry_station(e->id) != o->station && !origin_of(v, entry_station(e->id), &o->origin, err))
		return false;
	o->station = entry_station(e->id);
	switch (o->origin) {
	case ORIGIN_NONE: return true;
	case ORIGIN_US: return take_own(v, o, e, err);
	case ORIGIN_FORMER: return take_former(v, o, e, &taken, err) && (taken || put_aside(v, o, e, err));
	case ORIGIN_OTHER: break;
	}
	return put_aside(v, o, e, err);
}

static bool take_all(struct visit *v, struct offer *o, struct err *err)
{
	for (size_t i = 0; i < o->n; i++)
		if (!take_one(v, o, o->list[i], err))
			return false;
	return true;
}

static bool take_offer(struct visit *v, void *arg)
{
	struct store *s = v->hub->store;
	struct err err = { 0 };

	if (store_begin(s, &err) && take_all(v, arg, &err) && store_commit(s, &err))
		return true;
	store_rollback(s);
	return visit_broken(v, &err);
}

static bool read_entries(struct visit *v, struct offer *o)
{
	struct buf content = { 0 };
	bool ok = visit_open(v, v->peer->public, &content);
	struct reader r = reader_over(content.data, content.len);

	ok = ok && ((envelope_get_entries(&r, &v->head, NULL, &o->list, &o->n, NULL) && reader_done(&r)) || visit_garbled(v));
	buf_free(&content);
	return ok;
}

static void tell(struct visit *v, const struct offer *o)
{
	const struct envelope head = { .layout = ENVELOPE_FILE, .from = 1, .to = 0 };
	struct fields *nothing = fields_new();
	struct buf payload = { 0 };

	if (o->forged)
		log_warn("station %u offered %zu entries as ours that are not", v->head.sender, o->forged);
	if (o->full)
		log_warn("no room for more entries of desks that have not come");
	v->answer->up = o->r.kept;
	fields_encode(nothing, &payload);
	visit_answer(v, &head, &payload);
	buf_free(&payload);
	fields_free(nothing);
}

static void hear_entries(struct visit *v)
{
	struct offer o = { 0 };

	if (visit_peek(v, ENVELOPE_ENTRIES) && visit_locked(v, locked_who, NULL) && read_entries(v, &o)) {
		if (v->earlier)
			visit_answer_earlier(v, ENVELOPE_FILE);
		else if (visit_locked(v, take_offer, &o))
			tell(v, &o);
	}
	for (size_t i = 0; i < o.n; i++)
		entry_free(o.list[i]);
	free(o.list);
}

void hub_held(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	struct envelope head;

	if (envelope_peek(body, n, &head, NULL) && head.layout == ENVELOPE_ENTRIES)
		hear_entries(&v);
	else
		hear_list(&v);
	visit_end(&v);
}
