/* SPDX-License-Identifier: Apache-2.0 */
/* What a hub answers to the two requests of a desk. Safe to call from several threads: the lock is taken where needed. */
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
/* POST /v1/enroll: bind the key to the kit's number. */
void hub_enrol(struct hub *h, const void *body, size_t n, struct hub_answer *a);

#endif
