/* SPDX-License-Identifier: Apache-2.0 */
/* At a hub: for each unit the entries it may see, in the order they became its business. Positions count 1, 2, 3 … per unit. */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "store/journal.h"

bool feed_add(struct store *s, const char *unit, uint64_t entry, struct err *err);      /* once only: a second time changes nothing */
bool feed_has(struct store *s, const char *unit, uint64_t entry, bool *has, struct err *err);
/* Entries behind position `cursor`, but none of station `except` (it has its own) nor of its predecessor as far as it inherited
 * that: about `bytes`, at most `most`. *last gets the position up to which all was considered, *head the unit's newest position. */
bool feed_since(struct store *s, const char *unit, uint64_t cursor, uint32_t except, size_t bytes, size_t most,
                struct entries *out, uint64_t *last, uint64_t *head, struct err *err);

/* A unit's newest position; 0: it was told nothing. */
bool feed_head(struct store *s, const char *unit, uint64_t *head, struct err *err);
/* When a hub is restored: from now on positions may stand for other entries than desks were told in this epoch … */
bool feed_keep(struct store *s, uint32_t epoch, struct err *err);
/* … but for those up to *pos. */
bool feed_kept(struct store *s, const char *unit, uint32_t epoch, uint64_t *pos, struct err *err);

#endif
