/* SPDX-License-Identifier: Apache-2.0 */
/* The cryptography we use, through libsodium: BLAKE2b-256, Ed25519, sealing, random bytes. Replaceable here and nowhere else. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* libsodium has a crypto_hash and a crypto_sign of its own: ours stay inside the program, so neither replaces the other. */
#pragma GCC visibility push(hidden)

#define CRYPTO_HASH 32
#define CRYPTO_PUBLIC 32
#define CRYPTO_SECRET 64
#define CRYPTO_SIGNATURE 64

void crypto_init(void);                 /* once per process, before anything else here; no core dumps from then on */

void crypto_hash(unsigned char out[CRYPTO_HASH], const void *bytes, size_t n);
/* H(a ‖ b): the step of a chain. */
void crypto_hash2(unsigned char out[CRYPTO_HASH], const void *a, size_t na, const void *b, size_t nb);
/* H of what is too long to hold at once. The end frees it. */
struct crypto_hashing;
struct crypto_hashing *crypto_hash_begin(void);
void crypto_hash_add(struct crypto_hashing *h, const void *bytes, size_t n);
void crypto_hash_end(struct crypto_hashing *h, unsigned char out[CRYPTO_HASH]);

void crypto_keypair(unsigned char pub[CRYPTO_PUBLIC], unsigned char secret[CRYPTO_SECRET]);
void crypto_sign(unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n, const unsigned char secret[CRYPTO_SECRET]);
bool crypto_verify(const unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n,
	const unsigned char pub[CRYPTO_PUBLIC]);

/*
 * Sealing to the holder of an Ed25519 key: a head, then chunks, then an end. Nobody else reads them; who does, notices a byte changed, a
 * chunk lost or moved, and an end that never came. It does not tell who sealed: what is inside must be signed.
 */
#define CRYPTO_SEAL_HEAD 104            /* bytes before the first chunk */
#define CRYPTO_SEAL_MORE 17             /* what a chunk grows by */
struct crypto_seal;

/* NULL where that is no key. */
struct crypto_seal *crypto_seal_to(const unsigned char pub[CRYPTO_PUBLIC], unsigned char head[CRYPTO_SEAL_HEAD]);
void crypto_seal_chunk(struct crypto_seal *s, const void *bytes, size_t n, void *out);          /* gives n + MORE bytes */
/* The end; it vouches for what is said in clear `about` all this. */
void crypto_seal_end(struct crypto_seal *s, const void *about, size_t n, unsigned char out[CRYPTO_SEAL_MORE]);
/* NULL: sealed to somebody else, or altered. */
struct crypto_seal *crypto_unseal(const unsigned char head[CRYPTO_SEAL_HEAD], const unsigned char pub[CRYPTO_PUBLIC],
	const unsigned char secret[CRYPTO_SECRET]);
bool crypto_unseal_chunk(struct crypto_seal *s, const void *chunk, size_t n, void *out);        /* n counts the MORE */
bool crypto_unseal_end(struct crypto_seal *s, const unsigned char end[CRYPTO_SEAL_MORE], const void *about, size_t n);
void crypto_seal_free(struct crypto_seal *s);           /* wipes it */

void crypto_random(void *out, size_t n);
bool crypto_equal(const void *a, const void *b, size_t n);      /* constant time */
void crypto_wipe(void *p, size_t n);

void crypto_hex(char *out, const void *bytes, size_t n);        /* 2n+1 characters */
bool crypto_unhex(void *out, size_t n, const char *hex);        /* exactly 2n hex digits */

#pragma GCC visibility pop

#endif
