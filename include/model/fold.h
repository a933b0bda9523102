/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding: what a record is, from the set of its entries. The result depends on the set alone, never on the order they came in.
 *
 * A value is a change that no other change of the same unit has seen (through parents). Several different ones are a conflict:
 * the greatest by (at, station, seq) is shown. An entry whose parents are not all here is held. A refusal (form "refusal" by
 * desk 0 of the record's county; fields .refuses = id of the refused entry, .reason, and `no` where it refused an opener) has
 * the refused entry's parents and stands for it without its fields, whether that entry is here or not.
 */
#ifndef MODEL_FOLD_H
#define MODEL_FOLD_H

#include "model/entry.h"

#define FOLD_REFUSAL "refusal"

enum fold_status {
	FOLD_APPLIED,
	FOLD_HELD,              /* some parent has not arrived */
	FOLD_REFUSED,           /* here, but a refusal stands for it */
};

struct fold;

/* entries: lent for as long as the fold lives, in any order, no id twice, all of one record. */
struct fold *fold_new(const struct entry *const *entries, size_t n);
/* The same, as it was for somebody who had seen `parents` and what they had seen: the state a writer's form was opened on. What
 * they had not seen is not there (held, unknown). A refusal counts where it stands for something they had seen, even if its
 * news had not reached them: at the home hub it is always there before anything that came after is judged, so this state never
 * depends on arrival. */
struct fold *fold_at(const struct entry *const *entries, size_t n, const uint64_t *parents, size_t nparents);
void fold_free(struct fold *f);

enum fold_status fold_status(const struct fold *f, size_t i);           /* of entries[i] */
const struct entry *fold_refusal(const struct fold *f, size_t i);       /* the refusal that stands for entries[i], or NULL */
bool fold_knows(const struct fold *f, uint64_t id);     /* id is applied here, itself or through its refusal */
/* Ascending: applied entries that no applied entry has seen; for a refused entry its refusal. */
const uint64_t *fold_heads(const struct fold *f, size_t *n);

/* The record's values as people see them: group rows renumbered 1, 2, 3 … in order (first the opener's by number, then later ones
 * by (at, station, seq)). Lent. */
const struct fields *fold_fields(const struct fold *f);
const char *fold_get(const struct fold *f, const char *key);            /* of those; NULL if absent or cleared */
/* Name in the journal of a row as people see it: "party2" → "party~…-1". Lent; NULL if there is no such row. */
const char *fold_row(const struct fold *f, const char *seen);

/* Conflicts, for 待核对. */
struct fold_conflict {
	const char *unit;                       /* as people see it */
	const struct entry *const *claims;      /* the entries that say different things, the one shown last */
	size_t nclaims;
};
size_t fold_conflicts(const struct fold *f);
struct fold_conflict fold_conflict(const struct fold *f, size_t i);

#endif
