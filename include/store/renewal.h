/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store that was restored from a backup, or copied, takes a new station number (docs/healing.md). Here is what it remembers
 * of that: the mark that keeps it from writing on, the number it asked for, what the hub gave back of the old one, and what
 * became of the entries that were never sent.
 */
#ifndef STORE_RENEWAL_H
#define STORE_RENEWAL_H

#include "base/crypto.h"
#include "store/draft.h"
#include "store/journal.h"

/* Why a store is stale: it must not add to its journal until it has a new number. */
#define STALE_RESTORED "restored"       /* from a backup */
#define STALE_FORKED "forked"           /* the hub has it otherwise: an old backup, or a copy of a folder that somebody else goes on with */

char *renewal_stale(struct store *s);   /* why; NULL: it is not. Yours. */
bool renewal_set_stale(struct store *s, const char *why, struct err *err);      /* NULL: no more */
/* May entries of this station be appended? To be asked in the transaction that does. ERR_CHECK with a sentence where not;
 * *moved: because the store has got another number meanwhile. */
bool renewal_may_write(struct store *s, uint32_t station, bool *moved, struct err *err);

/* --- the new number ------------------------------------------------------------------------------------------------ */

struct renewal {
	uint32_t old;                   /* 0: none is under way */
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];     /* the new key */
	uint32_t number;                /* the new number; 0 until the hub gave it */
	char *unit, *name;
	uint32_t base;                  /* what the hub gives back begins behind this seq; up to it both hold the same */
};
void renewal_clear(struct renewal *r);
bool renewal_load(struct store *s, struct renewal *r, struct err *err);
bool renewal_save(struct store *s, const struct renewal *r, struct err *err);
bool renewal_drop(struct store *s, struct err *err);    /* that, and all that was given back */

/* --- what the hub gives back --------------------------------------------------------------------------------------- */

bool renewal_put(struct store *s, const struct entry *e, struct err *err);      /* chained */
bool renewal_forget(struct store *s, struct err *err);                          /* all of it, to begin anew */
/* The last one and the chain there; seq 0 where there is none. */
bool renewal_last(struct store *s, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err);
bool renewal_returned(struct store *s, struct entries *out, struct err *err);   /* ascending */

/* --- what was never sent ------------------------------------------------------------------------------------------- */

/* Take the entries of a station from this seq on out of the journal. What is derived from them is not touched. */
bool renewal_take_out(struct store *s, uint32_t station, uint32_t from, struct err *err);
bool renewal_became(struct store *s, uint64_t old, uint64_t now, struct err *err);
/* What an entry that was written here is called now; mostly itself. */
uint64_t renewal_now(struct store *s, uint64_t id);
/* Where a draft stands and what was typed into it, nothing else. */
bool renewal_draft(struct store *s, const struct draft *d, struct err *err);

/* All numbers this store has or had, 0 at the end. NULL with err. Yours. */
uint32_t *renewal_own(struct store *s, struct err *err);
bool renewal_add_former(struct store *s, uint32_t number, struct err *err);

#endif
