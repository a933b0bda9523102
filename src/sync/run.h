/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the helper against one hub: what enrolment and sync share. */
#ifndef SYNC_RUN_H
#define SYNC_RUN_H

#include "sync/envelope.h"
#include "sync/exchange.h"
#include "sync/http.h"

struct run {
	struct store *store;
	struct station_self me;
	struct http *http;
	struct exchange_result *result;
	exchange_progress *progress;
	void *arg;
	uint32_t holds;         /* last seq of ours that the hub said it holds */
	long budget;            /* bytes of entries in one exchange */
};

/* The lock goes with the process, however it ends. -1 with *err where somebody else has it. */
int run_lock(struct store *s, struct err *err);
void run_end(struct run *run, int lock);

/* Send an envelope, get the hub's. A reply is believed only if the hub signed it, for us. */
bool run_talk(struct run *run, const char *path, const struct envelope *head, const struct buf *payload, struct buf *reply,
              struct envelope *answer, struct buf *content, struct err *err);
/* Ask the hub to know us, with the one-time code. */
bool run_confirm(struct run *run, struct err *err);

#endif
