/* SPDX-License-Identifier: Apache-2.0 */
/* At a hub: for each unit the entries it may see, in the order they became its business. Positions count 1, 2, 3 … per unit. */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "store/journal.h"

bool feed_add(struct store *s, const char *unit, uint64_t entry, struct err *err);      /* once only: a second time changes nothing */
bool feed_has(struct store *s, const char *unit, uint64_t entry, bool *has, struct err *err);
/* Entries behind position `cursor`, but none of station `except` (it has its own): about `bytes`, at most `most`. *last gets the
 * position up to which all was considered, *head the unit's newest position. */
bool feed_since(struct store *s, const char *unit, uint64_t cursor, uint32_t except, size_t bytes, size_t most,
                struct entries *out, uint64_t *last, uint64_t *head, struct err *err);

#endif
