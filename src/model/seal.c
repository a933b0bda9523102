/* SPDX-License-Identifier: Apache-2.0 */
#include "model/seal.h"

#include <string.h>

#define SEAL_BYTES 8
#define SEAL_DIGITS (2 * SEAL_BYTES)

/* A key for this use alone: what signs does nothing else. */
static void key_of(unsigned char key[CRYPTO_HASH], const unsigned char secret[CRYPTO_SECRET])
{
	static const char use[] = "yichuang entry seal";

	crypto_hash2(key, use, sizeof use, secret, CRYPTO_SECRET);
}

/* BLAKE2b cannot be lengthened by who does not know the key in front, so that a plain hash over key and entry is enough. */
static void make(const struct entry *e, const unsigned char secret[CRYPTO_SECRET], char out[SEAL_DIGITS + 1])
{
	unsigned char key[CRYPTO_HASH], hash[CRYPTO_HASH];
	struct fields *rest = fields_copy(e->fields);
	struct entry bare = *e;
	struct buf body = { 0 };

	fields_set(rest, SEAL_MARK, NULL);
	bare.fields = rest;
	entry_encode(&bare, &body);
	key_of(key, secret);
	crypto_hash2(hash, key, sizeof key, body.data, body.len);
	crypto_hex(out, hash, SEAL_BYTES);
	crypto_wipe(key, sizeof key);
	buf_free(&body);
	fields_free(rest);
}

void seal_put(struct entry *e, const unsigned char secret[CRYPTO_SECRET])
{
	char digits[SEAL_DIGITS + 1];

	make(e, secret, digits);
	fields_set(e->fields, SEAL_MARK, digits);
}

bool seal_good(const struct entry *e, const unsigned char secret[CRYPTO_SECRET])
{
	const char *said = fields_get(e->fields, SEAL_MARK);
	char digits[SEAL_DIGITS + 1];

	if (!said || strlen(said) != SEAL_DIGITS)
		return false;
	make(e, secret, digits);
	return crypto_equal(said, digits, SEAL_DIGITS);
}
