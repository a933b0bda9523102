/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the desk's child: follow.c decides when, follow_once.c carries out one run, follow_say.c speaks with the desk. */
#ifndef FOLLOW_PARTS_H
#define FOLLOW_PARTS_H

#include "base/buf.h"
#include "sync/exchange.h"
#include "sync/follow.h"
#include "sync/http.h"
#include "sync/preview.h"

struct follow {
	const char *home;
	int in, out;
	int wake;               /* in, until it has ended; then -1 */
	struct buf heard;       /* a line that has not ended yet */
	struct pace set;
	struct pace_plan plan;
	struct http *kept;
	/* what the desk wants: */
	bool wanted;            /* a run */
	bool agreed;            /* however big it is */
	bool files;             /* with the files that were left for later */
	char fetch[2 * CRYPTO_HASH + 1];        /* a file from the hub, by its hash; "": none */
	bool stop;              /* an end to the run that is on */
	bool hush;              /* no runs by itself */
	/* what stands: */
	bool running;
	bool busy;              /* another program's run is on, and we wait for its end */
	char *before;           /* when the last good run had been, as it began */
	int64_t told;           /* when progress was last told, */
	struct exchange_state shown;    /* and what */
};

int64_t follow_now(void);       /* ms of a clock that only goes forward, through sleep too */

/* Hear what the desk has said, without waiting. */
void follow_hear(struct follow *f);
void follow_say(struct follow *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void follow_say_failed(struct follow *f, const struct err *err);
/* No more often than a person reads, and never where the desk does not listen. */
void follow_say_progress(struct follow *f, const struct exchange_state *now);

/* One run, by itself or because a person wants it. */
void follow_once(struct follow *f, bool person);
/* The file that the desk wants. */
void follow_fetch(struct follow *f);
/* Has the other program's run ended? */
bool follow_is_free(const struct follow *f);

#endif
