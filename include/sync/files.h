/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attachments on the line: POST /v1/file (docs/protocol.md, docs/attachments.md). A desk brings a file piece by piece, or
 * asks for one; the hub says how much of it it has, or gives a piece. An entry that names the file is the right to do so.
 */
#ifndef SYNC_FILES_H
#define SYNC_FILES_H

#include "store/attached.h"
#include "sync/exchange.h"

/* Bytes of a file in one envelope. */
#define FILES_CHUNK (256l << 10)
/* A request or an answer with them. */
#define FILES_BODY_MAX (1u << 20)

/* What an envelope of layout FILE says. */
struct file_words {
	unsigned char digest[CRYPTO_HASH];
	uint64_t entry;                 /* one that names it */
	uint64_t from;                  /* where the bytes stand, or shall stand, in the file */
	uint64_t want;                  /* so many are asked for; 0: these are brought */
	const void *bytes;              /* lent */
	size_t n;
};
void file_words_put(struct buf *payload, const struct file_words *w);
bool file_words_get(const struct buf *payload, struct file_words *w);

/* What a hub tells by stick: files that it has by now. n digests, CRYPTO_HASH bytes each; *digests is yours. */
#define FILES_RECEIPTS 2000
void file_receipts_put(struct buf *payload, const unsigned char *digests, size_t n);
bool file_receipts_get(const struct buf *payload, unsigned char **digests, size_t *n);

/* Get this file from the hub, going on where an earlier attempt ended. Its own run: ERR_BUSY where another is on. */
bool files_fetch(struct store *s, const unsigned char digest[CRYPTO_HASH], const struct exchange_how *how,
                 struct exchange_result *r, struct err *err);

#endif
