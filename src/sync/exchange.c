/* SPDX-License-Identifier: Apache-2.0 */
/* A desk's side of sync: a run of exchanges (turn.c), until neither side has more to say or there is a reason to end before. */
#include "sync/exchange.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "run.h"
#include "store/journal.h"
#include "work/attach.h"

/* How far entries pack, until we have seen it. */
#define PACKS 6.0

/* --- who watches ---------------------------------------------------------------------------------------------------- */

/* in_hand: bytes of the envelope on its way that are not there yet. */
static struct exchange_state state_of(const struct run *run, uint64_t in_hand, size_t flying)
{
	size_t behind = run->written > run->holds ? run->written - run->holds : 0;
	struct exchange_state now = { .up = run->result->entries_up, .all = run->result->entries_up + behind,
	                              .down = run->result->entries_down };

	/* what is not packed yet will need what the last envelope's entries needed */
	behind -= flying < behind ? flying : behind;
	now.left = in_hand + run->file_bytes + (run->flying ? behind * run->flying_bytes / run->flying : 0);
	now.seconds = line_seconds(&run->line, now.left, 1 + (now.left - in_hand) / (uint64_t)run->budget);
	return now;
}

void run_report(struct run *run, uint64_t in_hand, size_t flying)
{
	struct exchange_state now = state_of(run, in_hand, flying);
	enum exchange_wish told = run->how->progress ? run->how->progress(run->how->arg, &now) : EXCHANGE_ON;

	if (told > run->told)
		run->told = told;
}

/* An exchange is on its way. */
static bool watch(void *arg, uint64_t left, uint64_t down)
{
	struct run *run = arg;

	(void)down;
	run_report(run, left, run->flying);
	return run->told != EXCHANGE_STOP;
}

/* --- the exchanges of a run ----------------------------------------------------------------------------------------- */

/* Is there a reason to end, though there is more to say? */
bool run_may_go_on(struct run *run)
{
	const struct pace *itself = run->how->itself;
	struct exchange_result *r = run->result;

	if (run->told != EXCHANGE_ON)
		r->end = EXCHANGE_STOPPED;
	else if (itself)
		switch (pace_may(itself, clock_ms(), run_used(run), &r->wait)) {
		case PACE_GO: break;
		case PACE_QUIET: r->end = EXCHANGE_QUIET; break;
		case PACE_DAY: r->end = EXCHANGE_DAY; break;
		}
	return r->end == EXCHANGE_ALL;
}

/* How much the next exchange may carry. */
void run_measure(struct run *run)
{
	const struct pace *itself = run->how->itself;
	long most = conf_int("hub.budget");
	uint64_t used = run_used(run);

	if (itself && used < itself->day && itself->day - used < (uint64_t)most)
		most = (long)(itself->day - used);
	run->budget = line_budget(&run->line, most);
	run->wish = line_wish(&run->line, most);
}

/* Something on the way takes no envelope of this size. */
bool run_smaller(struct run *run)
{
	return http_status(run->http) == 413 && line_too_large(&run->line, run->budget);
}

static bool exchange_until_done(struct run *run, struct err *err)
{
	for (bool more = true; more && run_may_go_on(run);) {
		struct err local = { 0 };

		run_measure(run);
		bool ok = run_step(run, &more, &local);
		run_account(run, local.kind);
		if (ok) {
			run_report(run, 0, 0);
		} else if (run->told == EXCHANGE_STOP) {
			run->result->end = EXCHANGE_STOPPED;
			more = false;
		} else if (!run_plainer(run, &local) && !run_smaller(run) && !run_heals(run, &local)) {
			*err = local;
			return false;
		}
	}
	return true;
}

/* --- a run ---------------------------------------------------------------------------------------------------------- */

bool run_begin(struct run *run, struct err *err)
{
	if (!station_self_load(run->store, &run->me, err))
		return false;
	if (!run->me.number)
		return err_set(err, ERR_CHECK, _("本机还没有入网，请先用入网包入网（yichuang enroll）"));
	clock_practice(run->me.practice);
	run->holds = run->written = run->me.acked;
	run->packs = PACKS;
	run->dictionary = run_dictionary(run->store);
	run->quotes = true;
	run_recall(run);
	return true;
}

/* The connection of the run before is taken up again, unless the hub has moved since. */
bool run_connect(struct run *run, struct err *err)
{
	struct http **kept = run->how->kept;

	if (kept && *kept && !http_leads_to(*kept, run->me.url, run->me.ca)) {
		http_close(*kept);
		*kept = NULL;
	}
	run->http = kept && *kept ? *kept : http_open(run->me.url, run->me.ca, err);
	if (!run->http)
		return false;
	if (kept)
		*kept = run->http;
	http_count_anew(run->http);
	http_watched(run->http, watch, run, run->how->wake);
	return true;
}

static bool confirm(struct run *run, struct err *err)
{
	run_measure(run);
	bool ok = run_confirm(run, err);

	run_account(run, err->kind);
	return ok;
}

/* The steps of a run, in their order. */
static bool run_all(struct run *run, struct err *err)
{
	if (!run_begin(run, err))
		return false;
	if (!run_may_go_on(run))
		return true;    /* by itself, and not now */
	run_measure(run);
	if (!run_connect(run, err) || (*run->me.code && !confirm(run, err)))
		return false;
	/* files come last; where the hub turns out to be another by then, everything goes on from what it holds */
	do {
		run->adopted = false;
		if (!exchange_until_done(run, err))
			return false;
		run->reported = run->result->end == EXCHANGE_ALL;
		if (run->reported && !run_files(run, err))
			return false;
	} while (run->adopted);
	return true;
}

/* What the status line shows. A store that does not take the note has already said so itself. */
static void leave_notes(const struct run *run, bool ok, const struct err *err)
{
	char text[24];
	long ahead;

	if (run->reported) {
		snprintf(text, sizeof text, "%" PRId64, clock_ms());
		store_set_note(run->store, "sync.last_ok", text, NULL);
	}
	if (!ok || run->result->end == EXCHANGE_ALL)
		store_set_note(run->store, "sync.last_error", ok ? "" : err->say, NULL);
	if (run->http && http_clock_ahead(run->http, &ahead)) {
		snprintf(text, sizeof text, "%ld", ahead);
		store_set_note(run->store, "sync.clock_ahead", text, NULL);
	}
}

void run_sum_up(struct run *run)
{
	struct exchange_result *r = run->result;

	if (run->http) {
		http_bytes(run->http, &r->bytes_up, &r->bytes_down);
		r->retry_after = http_retry_after(run->http);
		http_watched(run->http, NULL, NULL, NULL);
	}
	r->left = run->written > run->holds ? run->written - run->holds : 0;
	if (run->how->kept)
		run->http = NULL;       /* so that it is not closed */
}

bool exchange_run_as(struct store *s, const struct exchange_how *how, struct exchange_result *r, struct err *err)
{
	struct run run = { .store = s, .result = r, .how = how };
	struct err local = { 0 };

	*r = (struct exchange_result){ 0 };
	int fd = run_lock(s, err);
	if (fd < 0)
		return false;
	bool ok = run_all(&run, &local);
	if (run.me.number)
		leave_notes(&run, ok, &local);
	if (run.reported)
		attach_sweep(s);
	run_sum_up(&run);
	run_end(&run, fd);
	if (!ok && err)
		*err = local;
	return ok;
}

bool exchange_run(struct store *s, struct exchange_result *r, exchange_progress *progress, void *arg, struct err *err)
{
	const struct exchange_how how = { .progress = progress, .arg = arg };

	return exchange_run_as(s, &how, r, err);
}

size_t exchange_waiting(struct store *s)
{
	struct station_self me = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t written = 0;
	size_t n = 0;

	if (station_self_load(s, &me, NULL) && journal_head(s, me.number, &written, chain, NULL) && written > me.acked)
		n = written - me.acked;
	station_self_clear(&me);
	return n;
}

void exchange_result_clear(struct exchange_result *r)
{
	for (size_t i = 0; i < r->nrefused; i++)
		free(r->refused[i].reason);
	free(r->refused);
	*r = (struct exchange_result){ 0 };
}
