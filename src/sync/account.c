/* SPDX-License-Identifier: Apache-2.0 */
/* What a run notes for the next: how fast the line is, and what the day has used of it. */
#include <stdlib.h>

#include "base/clock.h"
#include "run.h"

#define LINE_NOTE "sync.line"
#define DAY_NOTE "sync.day"
/* What a connection costs beside the requests on it: its handshake, with the hub's certificate. */
#define HANDSHAKE 1600

void run_recall(struct run *run)
{
	char *line = store_note(run->store, LINE_NOTE), *day = store_note(run->store, DAY_NOTE);

	run->line = line_read(line);
	line_relax(&run->line);
	run->used = pace_day_used(day, clock_today());
	free(line);
	free(day);
}

uint64_t run_used(const struct run *run)
{
	uint64_t up = 0, down = 0;

	if (!run->http)
		return run->used;
	http_bytes(run->http, &up, &down);
	return run->used + up + down + HANDSHAKE * (uint64_t)http_connections(run->http);
}

/* Hints: failing to keep them is no failure, and a store in trouble says so elsewhere. */
static void note(struct store *s, const char *line, const char *day)
{
	if (!store_begin(s, NULL))
		return;
	if (!store_set_note(s, LINE_NOTE, line, NULL) || !store_set_note(s, DAY_NOTE, day, NULL) || !store_commit(s, NULL))
		store_rollback(s);
}

void run_account(struct run *run, enum err_kind failed)
{
	const struct line_measure *m = http_measure(run->http);
	long status = http_status(run->http);
	char line[100], day[40];

	if (failed == ERR_NONE)
		line_learn(&run->line, m);
	else if (failed == ERR_NET && m->up && (status == 0 || status == 200))
		line_cut(&run->line);   /* it was on its way, and no answer came or not all of it */
	line_note(&run->line, line);
	pace_day_note(clock_today(), run_used(run), day);
	note(run->store, line, day);
}
