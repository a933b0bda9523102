/* SPDX-License-Identifier: Apache-2.0 */
/* The cryptography we use, through libsodium: BLAKE2b-256, Ed25519, random bytes. Replaceable here and nowhere else. */
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

void crypto_keypair(unsigned char pub[CRYPTO_PUBLIC], unsigned char secret[CRYPTO_SECRET]);
void crypto_sign(unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n, const unsigned char secret[CRYPTO_SECRET]);
bool crypto_verify(const unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n,
	const unsigned char pub[CRYPTO_PUBLIC]);

void crypto_random(void *out, size_t n);
bool crypto_equal(const void *a, const void *b, size_t n);      /* constant time */
void crypto_wipe(void *p, size_t n);

void crypto_hex(char *out, const void *bytes, size_t n);        /* 2n+1 characters */
bool crypto_unhex(void *out, size_t n, const char *hex);        /* exactly 2n hex digits */

#pragma GCC visibility pop

#endif
