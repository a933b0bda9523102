/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At a restored hub: what desks hold of other desks' entries. It counts for nothing, since whoever gave it could have written
 * it himself, until the desk that wrote it comes, or a person says that it never will (docs/healing.md).
 */
#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include "store/journal.h"

/* No more than this is kept, whatever desks may offer. */
#define QUARANTINE_MOST 500000

/* Offered by `giver`; offered again it only counts who did. *full: there is no room for more. */
bool quarantine_put(struct store *s, const struct entry *e, uint32_t giver, bool *full, struct err *err);
/* The desk itself brought its entries up to `seq`. */
bool quarantine_drop(struct store *s, uint32_t station, uint32_t seq, struct err *err);
/* What there is of a station, ascending: of several versions of an entry the one that most desks hold. *doubtful counts those
 * where that is no answer; they are left out. */
bool quarantine_of(struct store *s, uint32_t station, struct entries *out, size_t *doubtful, struct err *err);
/* The next station of which there is something, in order of numbers, and how many entries; 0: none. */
bool quarantine_next(struct store *s, uint32_t after, uint32_t *station, size_t *n, struct err *err);

#endif
