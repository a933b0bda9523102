/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/preview.h"

#include "base/conf.h"
#include "run.h"
#include "store/journal.h"
#include "work/attach.h"

/* Packing is honest and costs a while: behind so many the rest is taken to be alike. */
#define PACKED_MOST 5000
/* The head of a request. */
#define REQUEST 80

static bool look(struct run *run, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];

	return run_begin(run, err) && journal_head(run->store, run->me.number, &run->written, chain, err);
}

static bool pack(struct run *run, struct preview *p, size_t *packed, struct err *err)
{
	run->budget = line_budget(&run->line, conf_int("hub.budget"));
	do {
		struct envelope head = { .sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES,
		                         .flags = ENVELOPE_WITH_CHAIN, .cursor = run->me.cursor };
		struct buf body = { 0 };
		bool ok = run_gather(run, run->written, &head, &body, err);

		p->bytes += REQUEST + body.len;
		p->exchanges++;
		*packed += (size_t)(head.to + 1 - head.from);
		run->holds = (uint32_t)head.to;
		buf_free(&body);
		if (!ok)
			return false;
	} while (run->holds < run->written && *packed < PACKED_MOST);
	return true;
}

static size_t scaled(uint64_t part, size_t of, size_t all)
{
	return (size_t)((double)part * (double)all / (double)of + 0.5);
}

/* Files go as they are, after a question each. What the hub has already from somebody else is not known here. */
static bool add_files(struct run *run, struct preview *p, struct err *err)
{
	struct attach_left left;

	if (!attach_left(run->store, &left, err))
		return false;
	p->files = left.now;
	p->file_bytes = left.now_bytes;
	p->exchanges += left.now + (size_t)(left.now_bytes / (uint64_t)run->budget);
	p->bytes += left.now_bytes;
	return true;
}

static bool fill(struct run *run, struct preview *p, struct err *err)
{
	size_t packed = 0;

	*p = (struct preview){ .whole = true };
	if (!look(run, err))
		return false;
	p->entries = run->written > run->holds ? run->written - run->holds : 0;
	if (!pack(run, p, &packed, err))
		return false;
	if (packed < p->entries) {
		p->whole = false;
		p->bytes = scaled(p->bytes, packed, p->entries);
		p->exchanges = scaled(p->exchanges, packed, p->entries);
	}
	if (!add_files(run, p, err))
		return false;
	p->seconds = line_seconds(&run->line, p->bytes, p->exchanges);
	p->used = run->used;
	p->day = pace_from_conf().day;
	return true;
}

bool preview_run(struct store *s, struct preview *p, struct err *err)
{
	struct run run = { .store = s };
	bool ok = fill(&run, p, err);

	station_self_clear(&run.me);
	return ok;
}

/* Nothing grows by being packed. */
static bool surely_within(struct run *run, uint64_t bytes, bool *within, struct err *err)
{
	struct entries some = { 0 };
	struct attach_left left;
	size_t waiting;

	*within = false;
	if (!look(run, err) || !attach_left(run->store, &left, err))
		return false;
	if (left.now_bytes >= bytes)
		return true;
	bytes -= left.now_bytes;
	waiting = run->written > run->holds ? run->written - run->holds : 0;
	if (!journal_since(run->store, run->me.number, run->holds + 1, (size_t)bytes, waiting + 1, &some, err))
		return false;
	*within = some.n == waiting;
	entries_free(&some);
	return true;
}

bool preview_exceeds(struct store *s, uint64_t bytes, bool *exceeds, struct preview *p, struct err *err)
{
	struct run run = { .store = s };
	bool within, ok = surely_within(&run, bytes, &within, err);

	station_self_clear(&run.me);
	*p = (struct preview){ 0 };
	*exceeds = false;
	if (!ok || within)
		return ok;
	ok = preview_run(s, p, err);
	*exceeds = ok && p->bytes > bytes;
	return ok;
}
