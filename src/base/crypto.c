/* SPDX-License-Identifier: Apache-2.0 */
/* The only door to libsodium; not by <sodium.h>, whose crypto_hash and crypto_sign are not ours. */
#include "base/crypto.h"

#include <assert.h>
#include <sodium/core.h>
#include <sodium/crypto_box.h>
#include <sodium/crypto_generichash_blake2b.h>
#include <sodium/crypto_secretstream_xchacha20poly1305.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/err.h"
#include "base/mem.h"

static_assert(CRYPTO_PUBLIC == crypto_sign_ed25519_PUBLICKEYBYTES, "Ed25519 public key");
static_assert(CRYPTO_SECRET == crypto_sign_ed25519_SECRETKEYBYTES, "Ed25519 secret key");
static_assert(CRYPTO_SIGNATURE == crypto_sign_ed25519_BYTES, "Ed25519 signature");

#define STREAM_KEY crypto_secretstream_xchacha20poly1305_KEYBYTES
#define STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define SEALED_KEY (STREAM_KEY + crypto_box_SEALBYTES)
static_assert(CRYPTO_SEAL_HEAD == SEALED_KEY + STREAM_HEAD, "a sealed key, then the head of the stream");
static_assert(CRYPTO_SEAL_MORE == crypto_secretstream_xchacha20poly1305_ABYTES, "what a chunk grows by");

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

struct crypto_hashing {
	crypto_generichash_blake2b_state state;
};

struct crypto_hashing *crypto_hash_begin(void)
{
	/* libsodium wants it at a multiple of 64, which mem_zero() does not give */
	struct crypto_hashing *h = aligned_alloc(_Alignof(struct crypto_hashing), sizeof *h);

	if (!h)
		fatal(1, "内存不足，程序只能退出。 Out of memory.");
	crypto_generichash_blake2b_init(&h->state, NULL, 0, CRYPTO_HASH);
	return h;
}

void crypto_hash_add(struct crypto_hashing *h, const void *bytes, size_t n)
{
	crypto_generichash_blake2b_update(&h->state, bytes, n);
}

void crypto_hash_end(struct crypto_hashing *h, unsigned char out[CRYPTO_HASH])
{
	crypto_generichash_blake2b_final(&h->state, out, CRYPTO_HASH);
	free(h);
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

/* --- sealing: a fresh key in a sealed box, and a secretstream under it ---------------------------------------------- */

struct crypto_seal {
	crypto_secretstream_xchacha20poly1305_state state;
};

struct crypto_seal *crypto_seal_to(const unsigned char pub[CRYPTO_PUBLIC], unsigned char head[CRYPTO_SEAL_HEAD])
{
	unsigned char key[STREAM_KEY], box[crypto_box_PUBLICKEYBYTES];
	struct crypto_seal *s = NULL;

	crypto_secretstream_xchacha20poly1305_keygen(key);
	if (crypto_sign_ed25519_pk_to_curve25519(box, pub) == 0 && crypto_box_seal(head, key, sizeof key, box) == 0) {
		s = mem_zero(sizeof *s);
		crypto_secretstream_xchacha20poly1305_init_push(&s->state, head + SEALED_KEY, key);
	}
	crypto_wipe(key, sizeof key);
	return s;
}

void crypto_seal_chunk(struct crypto_seal *s, const void *bytes, size_t n, void *out)
{
	crypto_secretstream_xchacha20poly1305_push(&s->state, out, NULL, bytes, n, NULL, 0,
	                                           crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

void crypto_seal_end(struct crypto_seal *s, const void *about, size_t n, unsigned char out[CRYPTO_SEAL_MORE])
{
	crypto_secretstream_xchacha20poly1305_push(&s->state, out, NULL, NULL, 0, about, n,
	                                           crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

struct crypto_seal *crypto_unseal(const unsigned char head[CRYPTO_SEAL_HEAD], const unsigned char pub[CRYPTO_PUBLIC],
                                  const unsigned char secret[CRYPTO_SECRET])
{
	unsigned char key[STREAM_KEY], open[crypto_box_SECRETKEYBYTES], box[crypto_box_PUBLICKEYBYTES];
	struct crypto_seal *s = mem_zero(sizeof *s);

	bool ok = crypto_sign_ed25519_pk_to_curve25519(box, pub) == 0 &&
	          crypto_sign_ed25519_sk_to_curve25519(open, secret) == 0 &&
	          crypto_box_seal_open(key, head, SEALED_KEY, box, open) == 0 &&
	          crypto_secretstream_xchacha20poly1305_init_pull(&s->state, head + SEALED_KEY, key) == 0;
	crypto_wipe(key, sizeof key);
	crypto_wipe(open, sizeof open);
	if (ok)
		return s;
	crypto_seal_free(s);
	return NULL;
}

static bool pull(struct crypto_seal *s, const void *chunk, size_t n, void *out, const void *about, size_t nabout,
                 unsigned char want)
{
	unsigned char tag;

	return n >= CRYPTO_SEAL_MORE &&
	       crypto_secretstream_xchacha20poly1305_pull(&s->state, out, NULL, &tag, chunk, n, about, nabout) == 0 &&
	       tag == want;
}

bool crypto_unseal_chunk(struct crypto_seal *s, const void *chunk, size_t n, void *out)
{
	return pull(s, chunk, n, out, NULL, 0, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

bool crypto_unseal_end(struct crypto_seal *s, const unsigned char end[CRYPTO_SEAL_MORE], const void *about, size_t n)
{
	return pull(s, end, CRYPTO_SEAL_MORE, NULL, about, n, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

void crypto_seal_free(struct crypto_seal *s)
{
	if (!s)
		return;
	crypto_wipe(s, sizeof *s);
	free(s);
}

/* --- bytes -------------------------------------------------------------------------------------------------------- */

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
