/* SPDX-License-Identifier: Apache-2.0 */
/* A desk's side of enrolment and sync: what `enroll`, `sync` and F5 do, in the helper program. */
#ifndef SYNC_EXCHANGE_H
#define SYNC_EXCHANGE_H

#include "store/station.h"
#include "sync/kit.h"
#include "sync/pace.h"

struct http;

/* Why a run that did not fail ended. */
enum exchange_end {
	EXCHANGE_ALL,           /* neither side had more to say */
	EXCHANGE_STOPPED,       /* who watched it wanted so */
	EXCHANGE_QUIET,         /* a run by itself, and it is quiet now: perhaps it never began */
	EXCHANGE_DAY,           /* a run by itself, and the day's bytes are used up: likewise */
};

struct exchange_result {
	size_t entries_up, entries_down, exchanges;
	uint64_t bytes_up, bytes_down;
	struct { uint64_t id; char *reason; } *refused;         /* entries of ours the hub refused in this run */
	size_t nrefused;
	enum exchange_end end;
	int64_t wait;           /* QUIET, DAY: ms until it may go */
	size_t left;            /* own entries that are not confirmed yet, as far as the run came to look */
	uint32_t renewed;       /* the store was an old backup or a copy and has this number now; 0: it was not */
	size_t returned, reissued;      /* then: entries that the hub gave back; those never sent, which have new numbers */
	size_t files_up;        /* files brought to the hub, or found to be there */
	size_t files_down;      /* fetched */
	size_t files_bad;       /* not brought, because their content here was altered or is gone */
	size_t files_refused;   /* not taken by the hub */
	long retry_after;       /* seconds after which a busy hub wants to be asked again; 0: it did not say */
};
void exchange_result_clear(struct exchange_result *r);

/* Join: keeps kit, key and code in the store first, then asks the hub; a lost reply or a dead line leaves a store that asks
 * again at the next enroll or sync. Harmless when repeated with the same kit. */
bool exchange_enroll(struct store *s, const struct kit *k, struct err *err);

/* How a run stands. */
struct exchange_state {
	size_t up, all;         /* own entries confirmed in this run, of how many */
	size_t down;            /* entries received */
	uint64_t left;          /* bytes upward that are left, about */
	long seconds;           /* what that takes, about; -1: not known yet */
};
/* What who watches wants: go on, end behind the exchange in hand, give up what is in hand too. Once said, less is not heard. */
enum exchange_wish { EXCHANGE_ON, EXCHANGE_LAST, EXCHANGE_STOP };
typedef enum exchange_wish exchange_progress(void *arg, const struct exchange_state *now);

struct exchange_how {
	exchange_progress *progress;    /* asked behind each exchange, and twice a second within; may be NULL */
	void *arg;
	const int *wake;                /* within an exchange it is asked as soon as this can be read; may be NULL */
	bool files;                     /* files that were left for later go too, and those that were refused once */
	const struct pace *itself;      /* the run comes by itself and keeps to this; NULL: a person wants it */
	struct http **kept;             /* the connection is kept here for the next run; NULL: it is closed */
};

/* One run to completion: up and down until neither side has more. What was acknowledged stays acknowledged when the line
 * dies. Only one run per store at a time: ERR_BUSY. No retries but one with less where an envelope was too large for
 * something on the way. */
bool exchange_run_as(struct store *s, const struct exchange_how *how, struct exchange_result *r, struct err *err);
/* The same with a connection of its own, for a person. */
bool exchange_run(struct store *s, struct exchange_result *r, exchange_progress *progress, void *arg, struct err *err);

/* Own entries that the hub has not confirmed, as far as this store knows. */
size_t exchange_waiting(struct store *s);

#endif
