/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By its seal a hub that was restored from a backup knows its own words again when a desk gives them back: 16 hexadecimal
 * digits in the field `.seal` of everything it writes, which only who has its secret key can make.
 */
#ifndef MODEL_SEAL_H
#define MODEL_SEAL_H

#include "model/entry.h"

#define SEAL_MARK ".seal"

/* Over all the rest of the entry, which must be complete but for digest and chain. */
void seal_put(struct entry *e, const unsigned char secret[CRYPTO_SECRET]);
bool seal_good(const struct entry *e, const unsigned char secret[CRYPTO_SECRET]);

#endif
