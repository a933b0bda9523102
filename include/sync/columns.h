/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries as they travel: laid out by column, so that what is alike stands together for zstd, and what can be told from something
 * else is told so: sequence numbers and times as differences, a number one greater than the last, a day near the day of writing.
 * docs/protocol.md, "Columns", is the description; nothing is lost, and no entry is altered by a single byte.
 */
#ifndef SYNC_COLUMNS_H
#define SYNC_COLUMNS_H

#include "base/buf.h"
#include "model/entry.h"
#include "sync/dictionary.h"

/* What writer and reader both know. A good guess costs nothing, a wrong one a few bytes. */
struct columns_frame {
	const struct dictionary *dictionary;    /* in whose letters texts are written; NULL: UTF-8 */
	uint64_t first;                         /* probably the first entry's id */
	uint64_t version;                       /* probably its version */
	/* The entry under this id, which both ends hold, or NULL; yours. Not set: only what travels is known. */
	struct entry *(*held)(void *arg, uint64_t id);
	void *arg;
};

/* Entries may be of any station and in any order. */
void columns_put(struct buf *out, const struct columns_frame *frame, struct entry *const *list, size_t n);
/* Takes what columns_put() writes, checks each entry as entry_decode() does, and reads to the end. At most `most` bytes of text come
 * out of it, however small it is. false: nothing is kept. Digests and chains are not computed. */
bool columns_get(struct reader *r, const struct columns_frame *frame, size_t most, struct entry ***list, size_t *n);

#endif
