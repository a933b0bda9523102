/* SPDX-License-Identifier: Apache-2.0 */
/* The only door to libsodium; not by <sodium.h>, whose crypto_hash and crypto_sign are not ours. */
#include "base/crypto.h"

#include <assert.h>
#include <sodium/core.h>
#include <sodium/crypto_generichash_blake2b.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>
#include <string.h>
#include <sys/resource.h>

#include "base/err.h"

static_assert(CRYPTO_PUBLIC == crypto_sign_ed25519_PUBLICKEYBYTES, "Ed25519 public key");
static_assert(CRYPTO_SECRET == crypto_sign_ed25519_SECRETKEYBYTES, "Ed25519 secret key");
static_assert(CRYPTO_SIGNATURE == crypto_sign_ed25519_BYTES, "Ed25519 signature");

void crypto_init(void)
{
	const struct rlimit none = { 0, 0 };

	if (sodium_init() < 0)
		fatal(1, "密码库无法启动，请联系管理员。 libsodium does not start.");
	/* a core file would carry keys and personal data to wherever cores are collected */
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		fatal(1, "无法禁止内存转储，请联系管理员。 setrlimit(RLIMIT_CORE) failed.");
}

void crypto_hash(unsigned char out[CRYPTO_HASH], const void *bytes, size_t n)
{
	crypto_generichash_blake2b(out, CRYPTO_HASH, bytes, n, NULL, 0);
}

void crypto_hash2(unsigned char out[CRYPTO_HASH], const void *a, size_t na, const void *b, size_t nb)
{
	crypto_generichash_blake2b_state state;

	crypto_generichash_blake2b_init(&state, NULL, 0, CRYPTO_HASH);
	crypto_generichash_blake2b_update(&state, a, na);
	crypto_generichash_blake2b_update(&state, b, nb);
	crypto_generichash_blake2b_final(&state, out, CRYPTO_HASH);
}

void crypto_keypair(unsigned char pub[CRYPTO_PUBLIC], unsigned char secret[CRYPTO_SECRET])
{
	crypto_sign_ed25519_keypair(pub, secret);
}

void crypto_sign(unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n, const unsigned char secret[CRYPTO_SECRET])
{
	crypto_sign_ed25519_detached(sig, NULL, bytes, n, secret);
}

bool crypto_verify(const unsigned char sig[CRYPTO_SIGNATURE], const void *bytes, size_t n,
	const unsigned char pub[CRYPTO_PUBLIC])
{
	return crypto_sign_ed25519_verify_detached(sig, bytes, n, pub) == 0;
}

void crypto_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void crypto_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void crypto_hex(char *out, const void *bytes, size_t n)
{
	sodium_bin2hex(out, 2 * n + 1, bytes, n);
}

bool crypto_unhex(void *out, size_t n, const char *hex)
{
	size_t got = 0;

	return strlen(hex) == 2 * n && sodium_hex2bin(out, n, hex, 2 * n, NULL, &got, NULL) == 0 && got == n;
}
