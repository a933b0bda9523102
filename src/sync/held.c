/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A restored hub wants back what we hold. We say of which stations we have entries and how far, it says which of them it
 * wants, and they go in batches: first what it said itself in earlier epochs, for our own entries stand on the forms among
 * that; when our own have gone, the rest. How far we are is noted, so that a dropped line costs a batch.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "run.h"
#include "store/journal.h"

#define STAGE_NOTE "held.stage"
#define AT_NOTE "held.at"       /* the last entry that went in this stage */
#define ENTRIES_MOST 4096
#define WANTED_MOST 0x4000

static const char *const stages[] = { [HELD_NOTHING] = "", [HELD_HUB] = "hub", [HELD_OWN] = "own", [HELD_REST] = "rest" };

struct wanted {
	uint32_t station, after;        /* of this station what lies behind this seq … */
	uint32_t *but;                  /* … but for these, ascending */
	size_t nbut;
};

struct held {
	struct wanted *list;            /* ascending by station */
	size_t n;
};

/* --- how far we are ------------------------------------------------------------------------------------------------ */

enum held_stage run_held_stage(struct run *run)
{
	char *note = store_note(run->store, STAGE_NOTE);
	enum held_stage stage = HELD_REST;

	while (stage > HELD_NOTHING && (!note || strcmp(note, stages[stage]) != 0))
		stage--;
	free(note);
	return stage;
}

bool run_set_held_stage(struct run *run, enum held_stage stage, struct err *err)
{
	run_held_free(run);     /* what it wants it is asked anew */
	return store_set_note(run->store, STAGE_NOTE, stages[stage], err) && store_set_note(run->store, AT_NOTE, "", err);
}

void run_held_free(struct run *run)
{
	for (size_t i = 0; run->held && i < run->held->n; i++)
		free(run->held->list[i].but);
	if (run->held)
		free(run->held->list);
	free(run->held);
	run->held = NULL;
}

static uint64_t noted(struct run *run)
{
	char *note = store_note(run->store, AT_NOTE);
	uint64_t at = note ? strtoull(note, NULL, 10) : 0;

	free(note);
	return at;
}

/* --- what it wants ------------------------------------------------------------------------------------------------- */

/* Of which stations we hold entries, and how far. Our own go the ordinary way. */
static bool put_list(struct run *run, struct buf *out, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	struct buf list = { 0 };
	uint64_t n = 0;
	uint32_t station = 0, last;
	bool ok;

	while ((ok = journal_next_station(run->store, station, &station, err)) && station && n < WANTED_MOST) {
		if (station == run->me.number)
			continue;
		if (!(ok = journal_head(run->store, station, &last, chain, err)))
			break;
		buf_varint(&list, station);
		buf_varint(&list, last);
		n++;
	}
	buf_varint(out, n);
	buf_put(out, buf_text(&list), list.len);
	buf_free(&list);
	return ok;
}

static bool read_but(struct reader *r, struct wanted *w)
{
	uint64_t n = reader_varint(r), seq = w->after;

	if (r->bad || n > r->left)
		return false;
	w->but = mem_zero(((size_t)n + 1) * sizeof *w->but);
	for (; w->nbut < n && !r->bad; w->nbut++) {
		seq += reader_varint(r);
		if (seq > UINT32_MAX)
			return false;
		w->but[w->nbut] = (uint32_t)seq;
	}
	return !r->bad;
}

static bool read_list(struct held *held, const struct buf *content)
{
	struct reader r = reader_over(content->data, content->len);
	struct fields *nothing = fields_decode(&r);
	uint64_t n = reader_varint(&r);
	bool ok = nothing && !r.bad && n <= WANTED_MOST && n <= r.left;

	fields_free(nothing);
	held->list = mem_zero((ok ? (size_t)n + 1 : 1) * sizeof *held->list);
	while (ok && held->n < n) {
		struct wanted *w = &held->list[held->n];
		uint64_t station = reader_varint(&r), after = reader_varint(&r);

		ok = station <= INT32_MAX && after <= UINT32_MAX && station > (held->n ? w[-1].station : 0);
		*w = (struct wanted){ .station = (uint32_t)station, .after = (uint32_t)after };
		held->n++;
		ok = ok && read_but(&r, w);
	}
	return ok && reader_done(&r);
}

static bool send(struct run *run, const struct envelope *head, const struct buf *payload, struct buf *content, struct err *err)
{
	struct buf body = { 0 }, reply = { 0 };
	struct envelope answer;

	run_seal(run, head, payload, &body);
	bool ok = run_send(run, "/v1/held", &body, ENVELOPE_FILE, &reply, &answer, content, err);

	buf_free(&body);
	buf_free(&reply);
	return ok;
}

static bool ask(struct run *run, struct err *err)
{
	const struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FILE, .from = 1, .to = 0,
		.dictionary = run->dictionary,
	};
	struct buf payload = { 0 }, content = { 0 };
	struct fields *nothing = fields_new();

	fields_encode(nothing, &payload);
	bool ok = put_list(run, &payload, err) && send(run, &head, &payload, &content, err);

	if (ok && !run->adopted) {
		run->held = mem_zero(sizeof *run->held);
		ok = read_list(run->held, &content) || err_set(err, ERR_FAILED, _("收到的数据不完整或格式不对"));
	}
	fields_free(nothing);
	buf_free(&payload);
	buf_free(&content);
	return ok;
}

/* --- giving it ----------------------------------------------------------------------------------------------------- */

static bool is_wanted(const struct wanted *w, uint32_t seq)
{
	for (size_t i = 0; i < w->nbut && w->but[i] <= seq; i++)
		if (w->but[i] == seq)
			return false;
	return true;
}

static bool of_stage(enum held_stage stage, uint32_t station)
{
	return stage == HELD_HUB ? !station_desk(station) : station_desk(station) != 0;
}

struct batch {
	struct entries list;
	size_t cap, bytes;
	uint64_t last;          /* looked at so far */
};

/* What is wanted of one station and not gone yet, as far as there is room. */
static bool gather_of(struct run *run, const struct wanted *w, size_t room, struct batch *b, struct err *err)
{
	uint32_t from = w->after + 1;
	struct entries some;

	if (entry_station(b->last) == w->station && entry_seq(b->last) >= from)
		from = entry_seq(b->last) + 1;
	if (!journal_since(run->store, w->station, from, room - b->bytes, ENTRIES_MOST - b->list.n, &some, err))
		return false;
	for (size_t i = 0; i < some.n; i++) {
		struct entry *e = some.list[i];

		b->last = e->id;
		if (!is_wanted(w, entry_seq(e->id))) {
			entry_free(e);
			continue;
		}
		for (size_t k = 0; k < fields_count(e->fields); k++)
			b->bytes += strlen(fields_value(e->fields, k));
		b->list.list = mem_grow(b->list.list, &b->cap, b->list.n, sizeof(struct entry *));
		b->list.list[b->list.n++] = e;
	}
	free(some.list);
	return true;
}

static bool gather(struct run *run, enum held_stage stage, struct batch *b, struct err *err)
{
	size_t room = (size_t)((double)run->budget * run->packs);

	for (size_t i = 0; i < run->held->n && b->bytes < room && b->list.n < ENTRIES_MOST;) {
		const struct wanted *w = &run->held->list[i];
		uint64_t before = b->last;

		if (!of_stage(stage, w->station) || w->station < entry_station(b->last)) {
			i++;
			continue;
		}
		if (!gather_of(run, w, room, b, err))
			return false;
		i += b->last == before; /* of this one there is no more */
	}
	return true;
}

static bool give(struct run *run, const struct batch *b, struct err *err)
{
	const struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES, .from = 1, .to = b->list.n,
		.dictionary = run->dictionary,
	};
	struct buf payload = { 0 }, content = { 0 };
	char at[24];

	envelope_put_entries(&payload, &head, b->list.list, b->list.n);
	bool ok = send(run, &head, &payload, &content, err);

	snprintf(at, sizeof at, "%" PRIu64, b->last);
	ok = ok && (run->adopted || store_set_note(run->store, AT_NOTE, at, err));
	buf_free(&payload);
	buf_free(&content);
	return ok;
}

static bool give_next(struct run *run, enum held_stage stage, struct err *err)
{
	struct batch b = { .last = noted(run) };
	bool ok = gather(run, stage, &b, err);

	if (ok && b.list.n)
		ok = give(run, &b, err);
	else if (ok)
		ok = run_set_held_stage(run, stage == HELD_HUB ? HELD_OWN : HELD_NOTHING, err);
	entries_free(&b.list);
	return ok;
}

bool run_held(struct run *run, struct err *err)
{
	enum held_stage stage = run_held_stage(run);
	bool ok = run->held ? give_next(run, stage, err) : ask(run, err);

	run->adopted = false;
	return ok;
}
