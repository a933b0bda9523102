/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: the truth, only ever appended. Write functions want an open transaction (store_begin). */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "model/entry.h"
#include "store/store.h"

struct entries {
	struct entry **list;    /* yours */
	size_t n;
};
void entries_free(struct entries *e);
/* The same as an array of const pointers, for fold_new(). Lent by e. */
const struct entry *const *entries_const(const struct entries *e);

/* Append an entry of `station` (this store's own). e comes with at (0: now), who, form, version, parents, fields, and record (0 for an
 * opener); it gets its id (and record), `at` raised above its parents', digest and chain. What a hub says itself gets its seal. */
bool journal_append(struct store *s, uint32_t station, struct entry *e, struct err *err);
/* Keep an entry written elsewhere, sealed as it is. Already there and the same: fine, *fresh = false. Another one under that id:
 * ERR_TRUST. The caller has verified it; its chain is not checked here: a desk holds parts of chains, and of entries that came
 * without it the chain is zeros. */
bool journal_keep(struct store *s, const struct entry *e, bool *fresh, struct err *err);

struct entry *journal_get(struct store *s, uint64_t id, struct err *err);               /* NULL without err: not here */
bool journal_of_record(struct store *s, uint64_t record, struct entries *out, struct err *err); /* by (at, station, seq) */
/* Entries of a station with seq ≥ from, ascending, until about `bytes` of bodies or `most` entries (at least one if there is one). */
bool journal_since(struct store *s, uint32_t station, uint32_t from, size_t bytes, size_t most, struct entries *out, struct err *err);
/* Last seq of a station here (0: none) and the chain there (zeros: none). */
bool journal_head(struct store *s, uint32_t station, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err);
/* The same of the last entry that is here with its chain. */
bool journal_chained(struct store *s, uint32_t station, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err);
/* The next station with entries here, in order of numbers; 0: none. */
bool journal_next_station(struct store *s, uint32_t after, uint32_t *station, struct err *err);
/* Chain value at a seq; false without err->kind if not here. seq 0 gives zeros. */
bool journal_chain_at(struct store *s, uint64_t id, unsigned char chain[CRYPTO_HASH], struct err *err);

#endif
