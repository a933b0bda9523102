/* SPDX-License-Identifier: Apache-2.0 */
/* A desk's side of enrolment and sync: what `enroll`, `sync` and F5 do, in the helper program. */
#ifndef SYNC_EXCHANGE_H
#define SYNC_EXCHANGE_H

#include "store/station.h"
#include "sync/kit.h"

struct exchange_result {
	size_t entries_up, entries_down, exchanges;
	uint64_t bytes_up, bytes_down;
	struct { uint64_t id; char *reason; } *refused;         /* entries of ours the hub refused in this run */
	size_t nrefused;
};
void exchange_result_clear(struct exchange_result *r);

/* Join: keeps kit, key and code in the store first, then asks the hub; a lost reply or a dead line leaves a store that asks
 * again at the next enroll or sync. Harmless when repeated with the same kit. */
bool exchange_enroll(struct store *s, const struct kit *k, struct err *err);
/* One run to completion: up and down until neither side has more. What was acknowledged stays acknowledged when the line dies.
 * progress may be NULL. Only one run per store at a time: ERR_BUSY. */
typedef void exchange_progress(void *arg, size_t up, size_t down);
bool exchange_run(struct store *s, struct exchange_result *r, exchange_progress *progress, void *arg, struct err *err);

#endif
