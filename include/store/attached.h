/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that entries name (model/type.h), each once, by what is in them: at a desk, whether the hub has them and how they are
 * to get there; at a hub, which station brought them. The contents are store/file_store.h's.
 */
#ifndef STORE_ATTACHED_H
#define STORE_ATTACHED_H

#include "model/entry.h"
#include "store/store.h"

enum attached_choice { ATTACHED_NOW, ATTACHED_LATER, ATTACHED_STICK };
enum attached_state {
	ATTACHED_WAITS,         /* the hub has not confirmed it */
	ATTACHED_SENT,
	ATTACHED_REFUSED,       /* the hub does not take it */
	ATTACHED_BAD,           /* the content here was altered, or is gone */
};

struct attached {
	unsigned char digest[CRYPTO_HASH];
	uint64_t size;
	uint64_t entry;                         /* one that names it */
	enum attached_choice choice;
	enum attached_state state;
};

/* At a desk: what this entry names, as far as it was not known. journal.c does it for every entry it keeps. */
bool attached_note(struct store *s, const struct entry *e, struct err *err);
/* false without err->kind: no entry here names it. */
bool attached_get(struct store *s, const unsigned char digest[CRYPTO_HASH], struct attached *a, struct err *err);
bool attached_choose(struct store *s, const unsigned char digest[CRYPTO_HASH], enum attached_choice choice, struct err *err);
bool attached_mark(struct store *s, const unsigned char digest[CRYPTO_HASH], enum attached_state state, struct err *err);
/* The hub was restored and may have lost what it had confirmed: it is asked again about everything. */
bool attached_doubt(struct store *s, struct err *err);
/* What is not SENT, in the order of the entries; most of it may be with others and not here. *list is yours. */
bool attached_unsent(struct store *s, struct attached **list, size_t *n, struct err *err);

/* At a hub: the station brought it, or asked about it and it was here. */
bool attached_delivered(struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], int64_t at,
                        struct err *err);
/* The newest of those, at most `most`; *digests is yours, CRYPTO_HASH bytes each. */
bool attached_receipts(struct store *s, uint32_t station, size_t most, unsigned char **digests, size_t *n, struct err *err);

#endif
