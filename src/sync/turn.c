/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exchange: our next entries and our place in the feed go up, the hub's receipt and the feed's next entries come down; what came
 * down and the receipt are one transaction. Nothing counts as sent without the receipt.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "model/fold.h"
#include "run.h"
#include "store/journal.h"
#include "sync/past.h"
#include "work/accept.h"

/* Entries of one envelope; the byte budget is reached long before. */
#define ENTRIES_MOST 4096
/* However well they pack: what the journal's bytes become must fit into memory here and there. */
#define RAW_MOST (16.0 * (1 << 20))
/* How often we try to fill a budget. */
#define LOOKS 3
/* So long a long answer holds the store, and so long it leaves it to others before it goes on. */
#define HOLD_MS 20
#define PAUSE_MS 5

/* --- what came down ------------------------------------------------------------------------------------------------- */

static void note_refusal(struct exchange_result *r, uint32_t self, const struct entry *e)
{
	const char *refuses = strcmp(e->form, FOLD_REFUSAL) == 0 ? fields_get(e->fields, ".refuses") : NULL;
	uint64_t id = refuses ? strtoull(refuses, NULL, 10) : 0;
	const char *reason = fields_get(e->fields, ".reason");
	size_t cap = r->nrefused;       /* grown one by one: refusals are few */

	if (entry_station(id) != self)
		return;
	r->refused = mem_grow(r->refused, &cap, r->nrefused, sizeof *r->refused);
	r->refused[r->nrefused].id = id;
	r->refused[r->nrefused++].reason = mem_dup(reason ? reason : "");
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* From *at on, until all are in or somebody at the desk has waited long enough. */
static bool accept_some(struct run *run, struct entry *const *list, size_t n, size_t *at, struct err *err)
{
	int64_t until = now_ms() + HOLD_MS;

	do {
		struct accept_result r = { 0 };
		if (!accept_at_desk(run->store, list[*at], &r, err))
			return false;
		run->result->entries_down += r.kept;
		if (r.kept)
			note_refusal(run->result, run->me.number, list[*at]);
	} while (++*at < n && now_ms() < until);
	return true;
}

static void pause_ms(long ms)
{
	const struct timespec pause = { 0, ms * 1000000l };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
}

/* What went in leaves pieces of search index behind, an entry that changed a text at least one. Merged in bites between two of
 * our transactions they do not pile up, until somebody's save has to merge them all at once; and the log does not grow until it
 * has to bring that into the file. */
static void leave_to_others(struct run *run)
{
	do
		pause_ms(PAUSE_MS);
	while (store_idle(run->store));
}

/*
 * Weeks of entries come in one answer, and a clerk may be saving meanwhile: the store is held for moments only. What went in
 * before a crash is known when it comes again, for our place in the feed moves with the last of it.
 */
static bool accept_most(struct run *run, struct entry *const *list, size_t n, size_t *at, struct err *err)
{
	while (accept_some(run, list, n, at, err)) {
		if (*at == n)
			return true;
		if (!store_commit(run->store, err))
			return false;
		leave_to_others(run);
		if (!store_begin(run->store, err))
			return false;
	}
	return false;
}

static bool keep_receipt(struct run *run, const struct envelope *answer, const struct buf *reply, struct err *err)
{
	struct buf proof = { 0 };

	envelope_proof(reply->data, reply->len, &proof);
	bool ok = run_keep_word(run, &proof, err) &&
	          (answer->cursor <= run->me.acked || station_proof(run->store, run->me.hub, 'r', run->me.acked + 1, answer->cursor,
	                                                            clock_ms(), proof.data, proof.len, err));
	buf_free(&proof);
	return ok;
}

/* The receipt is one transaction with the last of what came with it. */
static bool apply(struct run *run, const struct envelope *answer, const struct buf *reply, struct entry *const *list, size_t n,
                  struct err *err)
{
	struct station_self *me = &run->me;
	uint32_t acked = (uint32_t)answer->cursor > me->acked ? (uint32_t)answer->cursor : me->acked;
	uint64_t cursor = answer->to > me->cursor ? answer->to : me->cursor;
	size_t at = 0;

	if (n == 0 && acked == me->acked && cursor == me->cursor)
		return true;
	if (!store_begin(run->store, err))
		return false;
	if ((n && !accept_most(run, list, n, &at, err)) || !keep_receipt(run, answer, reply, err) ||
	    !station_set_acked(run->store, acked, cursor, err) || !store_commit(run->store, err)) {
		store_rollback(run->store);
		return false;
	}
	me->acked = acked;
	me->cursor = cursor;
	return true;
}

/* A hub that holds more of us than we have written has met a later state of this store. */
bool run_check_answer(const struct run *run, const struct envelope *answer, uint32_t written, struct err *err)
{
	if (answer->cursor > written) {
		err_set(err, ERR_TRUST, _("县中心已有本机更新的记录，本机的数据像是从旧备份恢复的，请联网同步一次"));
		return err_detail(err, "hub holds %" PRIu64 ", written %u", answer->cursor, written);
	}
	if (answer->to >= answer->from && answer->from > run->me.cursor + 1)
		return err_set(err, ERR_FAILED, _("县中心发来的记录前面缺了一段，没有收下，请稍后再试"));
	return true;
}

bool run_take_answer(struct run *run, const struct envelope *answer, const struct buf *reply, const struct buf *content,
                     struct err *err)
{
	struct reader r = reader_over(content->data, content->len);
	struct entry **list;
	size_t n;

	if (!envelope_get_entries(&r, answer, NULL, &list, &n, err))
		return false;
	bool ok = reader_done(&r) || err_set(err, ERR_FAILED, _("收到的数据不完整或格式不对"));
	ok = ok && apply(run, answer, reply, list, n, err);
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
	return ok;
}

/* --- what goes up --------------------------------------------------------------------------------------------------- */

static bool restored(struct err *err)
{
	return err_set(err, ERR_TRUST, _("县中心已有本机更新的记录，本机的数据像是从旧备份恢复的，请联网同步一次"));
}

/* What these entries may quote. */
static bool quote(struct run *run, struct envelope *head, struct buf *past, struct err *err)
{
	head->from = (uint64_t)run->holds + 1;
	head->dictionary = run->dictionary;
	head->past = run->quotes ? past_choose(run->store, head) : 0;
	return past_payload(run->store, head, past, err);
}

/* The first n of these entries, sealed. */
static bool seal(struct run *run, const struct entries *next, size_t n, struct envelope *head, const struct buf *past,
                 struct buf *body, struct err *err)
{
	struct buf payload = { 0 };
	unsigned char chain[CRYPTO_HASH];

	head->to = run->holds + n;
	if (!journal_chain_at(run->store, entry_id(run->me.number, (uint32_t)head->to), chain, err)) {
		run->ahead = true;
		return restored(err);
	}
	memcpy(head->chain, chain, ENVELOPE_CHAIN);
	past_put_entries(run->store, head, next->list, n, &payload);
	buf_clear(body);
	envelope_seal(head, past, buf_text(&payload), payload.len, run->me.secret, body);
	run->flying = n;
	run->flying_bytes = body->len;
	buf_free(&payload);
	return true;
}

/*
 * As many of our entries as fill the budget once they are packed. How far they pack is known from the last time, so one look is mostly
 * enough; a dropped line costs what the budget allows and not more, and every round trip carries as much.
 */
bool run_gather(struct run *run, uint32_t written, struct envelope *head, struct buf *body, struct err *err)
{
	size_t budget = (size_t)run->budget;
	struct entries next = { 0 };
	struct buf past = { 0 };
	bool ok = quote(run, head, &past, err);

	for (int look = 0; ok && look < LOOKS; look++) {
		double raw = (double)budget * run->packs;

		if (raw > RAW_MOST)
			raw = RAW_MOST;
		entries_free(&next);
		ok = journal_since(run->store, run->me.number, run->holds + 1, (size_t)raw, ENTRIES_MOST, &next, err) &&
		     seal(run, &next, next.n, head, &past, body, err);
		bool all = head->to >= written, much = body->len > budget + budget / 8;
		if (!ok || (all && !much))
			break;
		run->packs = raw / (double)body->len;
		if (much) {
			size_t n = next.n * budget / body->len;

			ok = seal(run, &next, n ? n : 1, head, &past, body, err);
			break;
		}
		/* too little, though there is more: look again, now that we know how it packs */
		if (body->len > budget / 4 * 3)
			break;
	}
	entries_free(&next);
	buf_free(&past);
	return ok;
}

/* --- one exchange --------------------------------------------------------------------------------------------------- */

/* What the hub did not come to is sent again. */
static void count(struct run *run, const struct envelope *answer)
{
	http_bytes(run->http, &run->result->bytes_up, &run->result->bytes_down);
	if (answer->cursor > run->holds)
		run->result->entries_up += (size_t)answer->cursor - run->holds;
	run->result->exchanges++;
}

bool run_turn(struct run *run, bool *more, struct err *err)
{
	struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES,
		.flags = ENVELOPE_WITH_CHAIN | run->wish << ENVELOPE_WISH, .cursor = run->me.cursor,
	}, answer;
	struct buf body = { 0 }, reply = { 0 }, content = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t before = run->holds;
	uint64_t fed = run->me.cursor;

	bool ok = journal_head(run->store, run->me.number, &run->written, chain, err) &&
	          run_gather(run, run->written, &head, &body, err) &&
	          run_send(run, "/v1/sync", &body, ENVELOPE_ENTRIES, &reply, &answer, &content, err);
	bool adopted = run->adopted;

	/* a clerk may have saved while we gathered */
	if (ok && head.to > run->written)
		run->written = (uint32_t)head.to;
	run->adopted = false;
	run->ahead = ok && !adopted && answer.cursor > run->written;
	run->forgotten = ok && !adopted && answer.cursor < run->me.acked;
	ok = ok && (adopted || (run_check_answer(run, &answer, run->written, err) &&
	                        run_take_answer(run, &answer, &reply, &content, err)));
	buf_free(&body);
	buf_free(&reply);
	buf_free(&content);
	if (!ok || adopted) {
		*more = true;
		return ok;
	}
	count(run, &answer);
	run->holds = (uint32_t)answer.cursor;
	*more = run->written > run->holds || (answer.flags & ENVELOPE_MORE);
	if (*more && run->holds == before && run->me.cursor == fed)
		return err_set(err, ERR_FAILED, _("县中心没有收下本机的记录，也没有说明原因，请联系县中心"));
	return true;
}
