/* SPDX-License-Identifier: Apache-2.0 */
/* What a hub answers to the requests of a desk. Safe to call from several threads: the lock is taken where needed. */
#ifndef HUB_EXCHANGE_H
#define HUB_EXCHANGE_H

#include "base/buf.h"
#include "hub/hub.h"

struct hub_answer {
	unsigned status;        /* HTTP: 200, 400, 403, 409, 500, 503 */
	const char *code;       /* the machine's word for what is wrong ("forked"); NULL where nothing is. Lent. */
	struct buf body;        /* an envelope, or one sentence */
	uint32_t station;       /* who asked, as far as it was proved; 0 unknown. For the log. */
	size_t up, down;        /* entries taken, entries given */
};
void hub_answer_free(struct hub_answer *a);
/* Say no. For the server's own answers too. */
void hub_refuse(struct hub_answer *a, unsigned status, const char *code, const char *say);

/* POST /v1/sync: take the station's entries, answer with the receipt and its unit's feed. */
void hub_exchange(struct hub *h, const void *body, size_t n, struct hub_answer *a);
/* What hub_exchange would answer this station if it asked now, with nothing to tell, from that place in its feed. */
void hub_feed(struct hub *h, uint32_t station, uint64_t cursor, struct hub_answer *a);
/* POST /v1/enroll: bind the key to the kit's number. */
void hub_enrol(struct hub *h, const void *body, size_t n, struct hub_answer *a);

/* POST /v1/renew: a desk that was restored or copied gets a new number for a new key. */
void hub_renew(struct hub *h, const void *body, size_t n, struct hub_answer *a);
/* POST /v1/return: what is held of its old number goes back to it. */
void hub_return(struct hub *h, const void *body, size_t n, struct hub_answer *a);
/* POST /v1/rejoin: a station of an earlier epoch that a restored hub does not know shows what that epoch said of it. */
void hub_rejoin(struct hub *h, const void *body, size_t n, struct hub_answer *a);
/* POST /v1/witness: a desk shows that it has heard more of us than we know of. */
void hub_witness(struct hub *h, const void *body, size_t n, struct hub_answer *a);
/* POST /v1/held: what a desk holds of a restored hub's former words, and of other desks. */
void hub_held(struct hub *h, const void *body, size_t n, struct hub_answer *a);

/* POST /v1/file: take a piece of an attachment and say how much of it is here, or give one. up: 1 where it is whole now. */
void hub_file(struct hub *h, const void *body, size_t n, struct hub_answer *a);

#endif
