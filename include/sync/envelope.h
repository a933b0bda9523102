/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The envelope: what one station sends another, over HTTPS or in a file (design §5, docs/protocol.md).
 *
 *   header      "YC" 0x02, then varints: sender receiver layout flags dictionary from count cursor past; then 16 bytes of the sender's
 *               chain (flag CHAIN) or the signer's public key (flag KEY)
 *   signature   Ed25519 over header ‖ BLAKE2b-256 of the payload (64 bytes)
 *   payload     to the end: a zstd frame without its first four bytes, or nothing for nothing
 *
 * Header, that digest and signature are kept as proof.
 */
#ifndef SYNC_ENVELOPE_H
#define SYNC_ENVELOPE_H

#include "base/buf.h"
#include "base/err.h"
#include "model/entry.h"
#include "sync/columns.h"

#define ENVELOPE_MAX (8u << 20)         /* bytes of a whole envelope we accept */
#define ENVELOPE_RAW_MAX (64u << 20)    /* bytes we are ready to decompress */
#define ENVELOPE_CHAIN 16               /* bytes of a chain that travel */

enum envelope_layout {
	ENVELOPE_ENTRIES = 1,           /* entries by column (sync/columns.h) */
	ENVELOPE_FIELDS = 2,            /* one set of fields: enrolment and its answer, and what else is asked */
	ENVELOPE_KIT = 3,               /* one set of fields, then as ENTRIES */
	ENVELOPE_FILE = 4,              /* one set of fields, then bytes of a file */
};
enum {
	ENVELOPE_MORE = 1,              /* the sender has more to say: call again */
	ENVELOPE_WITH_CHAIN = 2,
	ENVELOPE_WITH_KEY = 4,
	ENVELOPE_ALL = 8,               /* downward: the hub was restored and asks for everything the station holds */
};
/* Upward, from this bit of the flags on, five bits: log2 of the bytes that an answer should have at most; 0 as the hub likes. */
#define ENVELOPE_WISH 8
#define ENVELOPE_WISH_BITS 31u

struct envelope {
	uint32_t sender, receiver;      /* station numbers */
	enum envelope_layout layout;
	unsigned flags;
	uint32_t dictionary;            /* of the payload (sync/dictionary.h); 0 none */
	uint64_t from, to;              /* own seq upward, feed positions downward; from = to + 1 when there are none */
	uint64_t cursor;                /* what the sender has of the receiver: feed position upward, seq downward */
	uint32_t past;                  /* upward: entries before `from` that both ends hold and the payload may quote */
	unsigned char chain[ENVELOPE_CHAIN];    /* WITH_CHAIN: how the sender's chain at `to` begins */
	unsigned char key[CRYPTO_PUBLIC];       /* WITH_KEY: the signer's public key, where the reader cannot know it */
};

/* Seal a payload: compress, sign, append to out. The dictionary must be one that we have. `past` is the payload that the head->past
 * entries before `from` would make (NULL: none): what stands there need not be said again. */
void envelope_seal(const struct envelope *head, const struct buf *past, const void *payload, size_t n,
                   const unsigned char secret[CRYPTO_SECRET], struct buf *out);
/* Read the header only, to learn whose key to check with. ERR_FAILED where it is no envelope. */
bool envelope_peek(const void *bytes, size_t n, struct envelope *head, struct err *err);
/* Check the signature. ERR_TRUST: wrong signature or altered payload. ERR_FAILED: garbled. */
bool envelope_verify(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head, struct err *err);
/* Decompress within bounds what was verified. ERR_FAILED: garbled, another past, or a dictionary that we do not have. */
bool envelope_unpack(const void *bytes, size_t n, const struct buf *past, struct buf *payload, struct err *err);
/* Both, where nothing is quoted. */
bool envelope_open(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head,
                   struct buf *payload, struct err *err);
/* header ‖ digest ‖ signature of an envelope that was opened, appended. */
void envelope_proof(const void *bytes, size_t n, struct buf *out);

/* Entries of a payload. Both ends know from the header what to expect of the first. Decoded entries have their digest computed;
 * chain is computed from `chain` when it is not NULL (upward: consecutive entries of one station), else left zero. */
void envelope_put_entries(struct buf *payload, const struct envelope *head, struct entry *const *list, size_t n);
bool envelope_get_entries(struct reader *r, const struct envelope *head, const unsigned char *chain, struct entry ***list,
                          size_t *n, struct err *err);
/* What these two hand to columns_put() and columns_get(); the second with a frame of the caller's. */
struct columns_frame envelope_frame(const struct envelope *head);
bool envelope_get_framed(struct reader *r, const struct columns_frame *frame, const unsigned char *chain, struct entry ***list,
                         size_t *n, struct err *err);

#endif
