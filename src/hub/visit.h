/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One request of a desk on its way through: who asks is looked up under the hub's lock; signature, decompression and decoding are
 * done outside it. What each kind of request does beside that stands in a file of its own.
 */
#ifndef HUB_VISIT_H
#define HUB_VISIT_H

#include "hub/exchange.h"
#include "sync/envelope.h"

struct visit {
	struct hub *hub;
	struct hub_answer *answer;
	const unsigned char *body;
	size_t n;
	struct envelope head;
	struct station_peer *peer;      /* who asks, once visit_who() said yes */
	uint32_t us;                    /* our number when it came; a witness may change it (witness.c) */
	bool earlier;                   /* it takes us for what we were before we were restored … */
	bool witness;                   /* whatever epoch it names is fine: it brings word of it */
	uint32_t held;                  /* … then this is what we hold of it, … */
	uint64_t kept;                  /* … and so far its feed is still what it was told */
};

/* Say no. Always false, so that it ends a chain of &&. */
bool visit_refuse(struct visit *v, unsigned status, const char *code, const char *say);
bool visit_garbled(struct visit *v);     /* what came is no envelope, or not what it says */
/* The store could not: not the asker's fault, and worth trying again. Always false. */
bool visit_broken(struct visit *v, const struct err *err);

/* An envelope of this layout, for this hub or for an earlier epoch of it? */
bool visit_peek(struct visit *v, enum envelope_layout layout);
/* Under the lock: a station that is enrolled and not revoked. */
bool visit_who(struct visit *v);
/* For who is looked up otherwise: under the lock, once peer is known, what an answer to somebody with an earlier epoch needs. */
bool visit_look_back(struct visit *v);
/* Is this the signature of who holds that key? */
bool visit_verify(struct visit *v, const unsigned char key[CRYPTO_PUBLIC]);
/* The same, and the content. */
bool visit_open(struct visit *v, const unsigned char key[CRYPTO_PUBLIC], struct buf *content);
/* It has heard more of us than we know of: we were set back. It shall show what it heard (POST /v1/witness). Always false. */
bool visit_behind(struct visit *v);
/* Run a step under the hub's lock. */
bool visit_locked(struct visit *v, bool (*what)(struct visit *v, void *arg), void *arg);
/* Answer 200 with an envelope from the hub to who asked; all else is as in head, which payload was made for. */
void visit_answer(struct visit *v, const struct envelope *head, const struct buf *payload);
/* What somebody with an earlier epoch hears instead of an answer: who we are now, what we hold of it, and that we want to have back
 * whatever it holds. An answer of FIELDS says so too. */
void visit_answer_earlier(struct visit *v, enum envelope_layout layout);
/* Answer with who a station is and by what key it is known, which it keeps: a hub that was restored from an older backup and does not
 * know it any more believes its own signature (POST /v1/rejoin). */
void visit_certify(struct visit *v, const struct station_peer *p);
void visit_end(struct visit *v);

#endif
