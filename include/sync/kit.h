/* SPDX-License-Identifier: Apache-2.0 */
/* A kit: the file that enrols one desk of one unit, once. "YCKIT2\n" and an envelope of layout KIT signed by the hub's key, which
 * the kit itself carries in its header: it travels by hand, so holding it is the trust. */
#ifndef SYNC_KIT_H
#define SYNC_KIT_H

#include "model/entry.h"
#include "base/err.h"

struct kit {
	uint32_t hub, number;                   /* the hub's station, and the one this desk will be */
	char *url, *ca, *unit, *name, *code;    /* code: 32 hex digits, once */
	bool practice;
	unsigned char hub_public[CRYPTO_PUBLIC];
	struct entry **published;               /* publish entries up to the day the kit was made */
	size_t npublished;
};
void kit_clear(struct kit *k);
bool kit_write(const struct kit *k, const unsigned char hub_secret[CRYPTO_SECRET], const char *path, struct err *err);
bool kit_read(const char *path, struct kit *k, struct err *err);        /* ERR_CHECK: not a kit; ERR_TRUST: altered */

#endif
