/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The envelope: what one station sends another, over HTTPS or in a file (design §5, docs/protocol.md).
 *
 *   header      "YC" 0x01, then varints: sender receiver layout dictionary from to cursor flags raw-length payload-length,
 *               chain (32 bytes), payload digest (BLAKE2b-256 of the compressed payload, 32 bytes)
 *   signature   Ed25519 over the header (64 bytes); header and signature are kept as proof
 *   payload     zstd (raw-length bytes once decompressed)
 */
#ifndef SYNC_ENVELOPE_H
#define SYNC_ENVELOPE_H

#include "base/buf.h"
#include "base/err.h"
#include "model/entry.h"

#define ENVELOPE_MAX (8u << 20)         /* bytes of a whole envelope we accept */
#define ENVELOPE_RAW_MAX (64u << 20)    /* bytes we are ready to decompress */

enum envelope_layout {
	ENVELOPE_ENTRIES = 1,           /* varint count, then entry bodies (model/entry.h) each as a block; chains are implied */
	ENVELOPE_FIELDS = 2,            /* one set of fields: enrolment and its answer */
	ENVELOPE_KIT = 3,               /* one set of fields, then as ENTRIES */
};
enum { ENVELOPE_MORE = 1 };             /* flag: the sender has more to say; call again */

struct envelope {
	uint32_t sender, receiver;      /* station numbers */
	enum envelope_layout layout;
	uint32_t dictionary;            /* id of the zstd dictionary; 0 none */
	uint64_t from, to;              /* own seq upward, feed positions downward; from = to + 1 when there are none */
	uint64_t cursor;                /* what the sender has of the receiver: feed position upward, seq downward */
	unsigned flags;
	unsigned char chain[CRYPTO_HASH];       /* upward: the sender's chain at `to`; enrolment and kit: the signer's public key */
};

/* Seal a payload: compress, digest, sign, append header ‖ signature ‖ payload to out. *signed_len, if given: bytes of the first two. */
void envelope_seal(const struct envelope *head, const void *payload, size_t n, const unsigned char secret[CRYPTO_SECRET],
                   struct buf *out, size_t *signed_len);
/* Read the header only, to learn whose key to check with. ERR_FAILED where it is no envelope. *signed_len as above. */
bool envelope_peek(const void *bytes, size_t n, struct envelope *head, size_t *signed_len, struct err *err);
/* Check signature and digest, decompress within bounds. ERR_TRUST: wrong signature or digest. ERR_FAILED: garbled. */
bool envelope_open(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head,
                   struct buf *payload, struct err *err);

/* Payload of layout ENTRIES. Decoded entries have their digest computed; chain is computed from `chain` when it is not NULL
 * (upward: consecutive entries of one station), else left zero. */
void envelope_put_entries(struct buf *payload, struct entry *const *list, size_t n);
bool envelope_get_entries(struct reader *r, const unsigned char *chain, struct entry ***list, size_t *n, struct err *err);

#endif
