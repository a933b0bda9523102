/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk's side of sync. One exchange carries our next entries and our place in the feed up, the hub's receipt and the feed's
 * next entries down; what came down and the receipt are one transaction. Nothing counts as sent without the receipt.
 */
#include "sync/exchange.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "model/fold.h"
#include "run.h"
#include "store/journal.h"
#include "work/accept.h"

/* Entries of one envelope; the byte budget is reached long before. */
#define ENTRIES_MOST 4096
/* Budgets that make sense: below, headers are most of what travels; above, the envelope might not fit. */
#define BUDGET_MIN (4l << 10)
#define BUDGET_MAX (2l << 20)
/* An exchange should cost seconds: below the first the budget doubles, above the second it halves. */
#define QUICK_MS 2000
#define SLOW_MS 10000

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

static bool accept_all(struct run *run, struct entry *const *list, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct accept_result r = { 0 };
		if (!accept_at_desk(run->store, list[i], &r, err))
			return false;
		run->result->entries_down += r.kept;
		if (r.kept)
			note_refusal(run->result, run->me.number, list[i]);
	}
	return true;
}

static bool keep_receipt(struct run *run, const struct envelope *answer, const struct buf *reply, struct err *err)
{
	struct envelope head;
	size_t signed_len;

	if (answer->cursor <= run->me.acked)
		return true;
	return envelope_peek(reply->data, reply->len, &head, &signed_len, err) &&
	       station_proof(run->store, run->me.hub, 'r', run->me.acked + 1, answer->cursor, clock_ms(), reply->data,
	                     signed_len, err);
}

/* The receipt and what came with it: one transaction. */
static bool apply(struct run *run, const struct envelope *answer, const struct buf *reply, struct entry *const *list, size_t n,
                  struct err *err)
{
	struct station_self *me = &run->me;
	uint32_t acked = (uint32_t)answer->cursor > me->acked ? (uint32_t)answer->cursor : me->acked;
	uint64_t cursor = answer->to > me->cursor ? answer->to : me->cursor;

	if (n == 0 && acked == me->acked && cursor == me->cursor)
		return true;
	if (!store_begin(run->store, err))
		return false;
	if (!accept_all(run, list, n, err) || !keep_receipt(run, answer, reply, err) ||
	    !station_set_acked(run->store, acked, cursor, err) || !store_commit(run->store, err)) {
		store_rollback(run->store);
		return false;
	}
	me->acked = acked;
	me->cursor = cursor;
	return true;
}

/* A hub that holds more of us than we have written has met a later state of this store. */
static bool check_answer(const struct run *run, const struct envelope *answer, uint32_t written, struct err *err)
{
	if (answer->cursor > written) {
		err_set(err, ERR_TRUST, _("县中心已有本机更新的记录，本机的数据像是从旧备份恢复的，请联系县中心"));
		return err_detail(err, "hub holds %" PRIu64 ", written %u", answer->cursor, written);
	}
	if (answer->to >= answer->from && answer->from > run->me.cursor + 1)
		return err_set(err, ERR_FAILED, _("县中心发来的记录前面缺了一段，没有收下，请稍后再试"));
	return true;
}

static bool take_answer(struct run *run, const struct envelope *answer, const struct buf *reply, const struct buf *content,
                        struct err *err)
{
	struct reader r = reader_over(content->data, content->len);
	struct entry **list;
	size_t n;

	if (!envelope_get_entries(&r, NULL, &list, &n, err))
		return false;
	bool ok = reader_done(&r) || err_set(err, ERR_FAILED, _("收到的数据不完整或格式不对"));
	ok = ok && apply(run, answer, reply, list, n, err);
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
	return ok;
}

/* --- one exchange --------------------------------------------------------------------------------------------------- */

/* Our next entries as a payload; head->from, to and chain say which. */
static bool gather(struct run *run, struct envelope *head, struct buf *payload, struct err *err)
{
	struct entries next = { 0 };
	uint32_t self = run->me.number;

	if (!journal_since(run->store, self, run->holds + 1, (size_t)run->budget, ENTRIES_MOST, &next, err))
		return false;
	envelope_put_entries(payload, next.list, next.n);
	head->from = (uint64_t)run->holds + 1;
	head->to = run->holds + next.n;
	bool ok = true;
	if (next.n)
		memcpy(head->chain, next.list[next.n - 1]->chain, CRYPTO_HASH);
	else
		ok = journal_chain_at(run->store, entry_id(self, run->holds), head->chain, err) ||
		     err_set(err, ERR_TRUST, _("县中心已有本机更新的记录，本机的数据像是从旧备份恢复的，请联系县中心"));
	entries_free(&next);
	return ok;
}

static void count(struct run *run, const struct envelope *head)
{
	http_bytes(run->http, &run->result->bytes_up, &run->result->bytes_down);
	if (head->to >= head->from)
		run->result->entries_up += (size_t)(head->to - head->from + 1);
	run->result->exchanges++;
	if (run->progress)
		run->progress(run->arg, run->result->entries_up, run->result->entries_down);
}

/* One round trip. *more: there is something left to say on either side. */
static bool exchange(struct run *run, bool *more, struct err *err)
{
	struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES, .cursor = run->me.cursor,
	}, answer;
	struct buf payload = { 0 }, reply = { 0 }, content = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t written, before = run->holds;
	uint64_t fed = run->me.cursor;

	bool ok = gather(run, &head, &payload, err) && journal_head(run->store, run->me.number, &written, chain, err) &&
	          run_talk(run, "/v1/sync", &head, &payload, &reply, &answer, &content, err) &&
	          check_answer(run, &answer, written, err) && take_answer(run, &answer, &reply, &content, err);
	buf_free(&payload);
	buf_free(&reply);
	buf_free(&content);
	if (!ok)
		return false;

	count(run, &head);
	run->holds = (uint32_t)answer.cursor;
	*more = written > run->holds || (answer.flags & ENVELOPE_MORE);
	if (*more && run->holds == before && run->me.cursor == fed)
		return err_set(err, ERR_FAILED, _("县中心没有收下本机的记录，也没有说明原因，请联系县中心"));
	return true;
}

/* --- a run ---------------------------------------------------------------------------------------------------------- */

static long clamp(long v)
{
	return v < BUDGET_MIN ? BUDGET_MIN : v > BUDGET_MAX ? BUDGET_MAX : v;
}

/* The last line's budget is remembered, so that a dropped line costs seconds on the next try too. */
static void budget_load(struct run *run)
{
	long most = clamp(conf_int("hub.budget"));
	char *kept = store_note(run->store, "sync.budget");
	long v = kept ? strtol(kept, NULL, 10) : most;

	run->budget = clamp(v < most ? v : most);
	free(kept);
}

static void budget_adapt(struct run *run, int64_t took, bool failed)
{
	long most = clamp(conf_int("hub.budget")), before = run->budget;

	if (failed || took > SLOW_MS)
		run->budget = clamp(before / 2);
	else if (took < QUICK_MS)
		run->budget = before * 2 < most ? before * 2 : most;
	if (run->budget == before)
		return;
	char kept[24];
	snprintf(kept, sizeof kept, "%ld", run->budget);
	store_set_note(run->store, "sync.budget", kept, NULL);  /* only a hint: failing to keep it is no failure */
}

static bool exchange_until_done(struct run *run, struct err *err)
{
	for (bool more = true; more;) {
		int64_t start = clock_ms();
		struct err local = { 0 };
		bool ok = exchange(run, &more, &local);
		budget_adapt(run, clock_ms() - start, !ok && local.kind == ERR_NET);
		if (!ok) {
			if (err)
				*err = local;
			return false;
		}
	}
	return true;
}

static bool run_all(struct run *run, struct err *err)
{
	if (!station_self_load(run->store, &run->me, err))
		return false;
	if (!run->me.number)
		return err_set(err, ERR_CHECK, _("本机还没有入网，请先用入网包入网（yichuang enroll）"));
	clock_practice(run->me.practice);
	run->holds = run->me.acked;
	budget_load(run);
	run->http = http_open(run->me.url, run->me.ca, err);
	return run->http && (!*run->me.code || run_confirm(run, err)) && exchange_until_done(run, err);
}

/* What the status line shows. A store that does not take the note has already said so itself. */
static void leave_notes(const struct run *run, bool ok, const struct err *err)
{
	char text[24];

	if (ok) {
		snprintf(text, sizeof text, "%" PRId64, clock_ms());
		store_set_note(run->store, "sync.last_ok", text, NULL);
	}
	store_set_note(run->store, "sync.last_error", ok ? "" : err->say, NULL);
	if (run->http) {
		snprintf(text, sizeof text, "%ld", http_clock_ahead(run->http));
		store_set_note(run->store, "sync.clock_ahead", text, NULL);
	}
}

bool exchange_run(struct store *s, struct exchange_result *r, exchange_progress *progress, void *arg, struct err *err)
{
	struct run run = { .store = s, .result = r, .progress = progress, .arg = arg };
	struct err local = { 0 };

	*r = (struct exchange_result){ 0 };
	int fd = run_lock(s, err);
	if (fd < 0)
		return false;
	bool ok = run_all(&run, &local);
	if (run.http)
		http_bytes(run.http, &r->bytes_up, &r->bytes_down);
	if (run.me.number)
		leave_notes(&run, ok, &local);
	run_end(&run, fd);
	if (!ok && err)
		*err = local;
	return ok;
}

void exchange_result_clear(struct exchange_result *r)
{
	for (size_t i = 0; i < r->nrefused; i++)
		free(r->refused[i].reason);
	free(r->refused);
	*r = (struct exchange_result){ 0 };
}
