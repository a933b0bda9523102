/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the helper against one hub: what enrolment and sync share. */
#ifndef SYNC_RUN_H
#define SYNC_RUN_H

#include "sync/envelope.h"
#include "sync/exchange.h"
#include "sync/http.h"
#include "sync/line.h"

struct run {
	struct store *store;
	struct station_self me;
	struct http *http;
	struct exchange_result *result;
	const struct exchange_how *how;
	uint32_t holds;         /* last seq of ours that the hub said it holds */
	uint32_t written;       /* last seq of ours, when we last looked */
	size_t flying, flying_bytes;    /* entries of the envelope sealed last, and its bytes */
	struct line line;
	uint64_t used;          /* bytes of this day, before this run */
	enum exchange_wish told;        /* what who watches wants */
	long budget;            /* bytes of one envelope upward */
	unsigned wish;          /* downward: log2 of them, 0 as the hub likes */
	double packs;           /* bytes of the journal in one byte of an envelope, as far as seen */
	uint32_t dictionary;    /* the newest that we and the hub have */
	uint64_t file_bytes;    /* of files that are to go, beside the piece in hand */
	bool reported;          /* all entries are confirmed */
	bool quotes;            /* entries may quote what the hub holds of us (sync/past.h) */

	/* What goes wrong with stores, and is put right within the run (docs/healing.md). */
	bool adopted;           /* the last answer came from the hub's next epoch; nothing else of it counts */
	bool ahead;             /* the hub holds more of us than we have written */
	bool forgotten;         /* it does not hold what it had confirmed */
	bool renewed, rejoined, witnessed;      /* done already; once a run is enough */
	bool settled;           /* neither side has more to say but what a restored hub wants back */
	struct held *held;      /* that, once it was asked */
};

/* The lock goes with the process, however it ends. -1 with *err where somebody else has it. */
int run_lock(struct store *s, struct err *err);
void run_end(struct run *run, int lock);

/* Seal with our key. */
void run_seal(const struct run *run, const struct envelope *head, const struct buf *payload, struct buf *body);
/* Send an envelope, get the hub's of that layout. A reply is believed only if the hub signed it, for us. Where it has been
 * restored meanwhile, its new number and what that means for ours are kept, and `adopted` is set: but for FIELDS such an answer
 * says only that. */
bool run_send(struct run *run, const char *path, const struct buf *body, enum envelope_layout layout, struct buf *reply,
              struct envelope *answer, struct buf *content, struct err *err);
/* The dictionary to begin with: the newest, unless the hub was found lately not to have it. */
uint32_t run_dictionary(struct store *s);
/* Did this error mean that the hub lacks our dictionary, or what we quoted? Then the run goes on without. */
bool run_plainer(struct run *run, const struct err *err);

/* Who we are, where we left off, and what is known of the line. ERR_CHECK where this store has not joined a hub. */
bool run_begin(struct run *run, struct err *err);
/* The line as it was last, and what the day has used. */
void run_recall(struct run *run);
uint64_t run_used(const struct run *run);       /* bytes of this day, those of this run with them */
/* After a request that failed so, or not: what it tells of the line, and its bytes, are noted for the next run. */
void run_account(struct run *run, enum err_kind failed);

/* Open the connection, or take up that of the run before. */
bool run_connect(struct run *run, struct err *err);
/* Its end: what the result says of the line; a connection that is kept is let go. */
void run_sum_up(struct run *run);
/* Is there no reason to end, though there is more to say? Else the result says which. */
bool run_may_go_on(struct run *run);
/* How much the next request may carry. */
void run_measure(struct run *run);
/* Was it too large for something on the way? Then the run goes on with less. */
bool run_smaller(struct run *run);
/* Tell who watches how the run stands, and hear what they want: `told`. in_hand: bytes on their way, `flying` entries in them. */
void run_report(struct run *run, uint64_t in_hand, size_t flying);

/* Once all entries are confirmed: the files that they name (sync/files.h). */
bool run_files(struct run *run, struct err *err);

/* One request: of healing, where there is any to do, else an exchange. *more: there is something left to do. */
bool run_step(struct run *run, bool *more, struct err *err);
/* Did this error mean something that can be healed? Then the run goes on. */
bool run_heals(struct run *run, const struct err *err);
/* The hub's next epoch answered: keep who it is now, and fall back to where it stands. */
bool run_adopt(struct run *run, const struct envelope *answer, const struct buf *reply, struct err *err);
/* The last word the hub said to us, for the day it does not know of it. In a transaction. */
bool run_keep_word(struct run *run, const struct buf *proof, struct err *err);
bool run_witness(struct run *run, struct err *err);
/* What the hub said of who we are, for the day it does not know us any more. */
bool run_keep_certificate(struct run *run, uint32_t number, const struct buf *answer, struct err *err);
bool run_rejoin(struct run *run, struct err *err);
/* The next request of taking a new number. */
bool run_renew(struct run *run, struct err *err);
/* The next request of giving a restored hub what we hold: first its own former words, and in the end the rest. */
enum held_stage { HELD_NOTHING, HELD_HUB, HELD_OWN, HELD_REST };
enum held_stage run_held_stage(struct run *run);
bool run_set_held_stage(struct run *run, enum held_stage stage, struct err *err);
bool run_held(struct run *run, struct err *err);
void run_held_free(struct run *run);

/* One exchange. *more: there is something left to say on either side. */
bool run_turn(struct run *run, bool *more, struct err *err);
/* Its parts, which a stick has too. Up: from holds + 1 on, about a budget, sealed; head->to says how far. `written`: our last seq. */
bool run_gather(struct run *run, uint32_t written, struct envelope *head, struct buf *body, struct err *err);
/* Down: may this answer be taken by a store that is where run->me is? And take it. */
bool run_check_answer(const struct run *run, const struct envelope *answer, uint32_t written, struct err *err);
bool run_take_answer(struct run *run, const struct envelope *answer, const struct buf *reply, const struct buf *content,
                     struct err *err);
/* What shows the hub our key and the kit's one-time code, sealed. Wipe it. */
void run_enrol_request(const struct run *run, struct buf *body);
/* Ask the hub to know us, with the one-time code. */
bool run_confirm(struct run *run, struct err *err);

#endif
