/* SPDX-License-Identifier: Apache-2.0 */
/* The fields in front of a file's bytes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fields.h"
#include "sync/files.h"

#define HEX (2 * CRYPTO_HASH)

static void put_number(struct fields *f, const char *key, uint64_t v)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, v);
	fields_set(f, key, text);
}

/* Nothing said is 0. */
static bool get_number(const struct fields *f, const char *key, uint64_t *v)
{
	const char *text = fields_get(f, key);
	size_t n = text ? strlen(text) : 0;

	*v = n ? strtoull(text, NULL, 10) : 0;
	return !text || (n && n < 20 && strspn(text, "0123456789") == n);
}

void file_words_put(struct buf *payload, const struct file_words *w)
{
	struct fields *f = fields_new();
	char hex[HEX + 1];

	crypto_hex(hex, w->digest, CRYPTO_HASH);
	fields_set(f, "digest", hex);
	put_number(f, "entry", w->entry);
	put_number(f, "from", w->from);
	if (w->want)
		put_number(f, "want", w->want);
	fields_encode(f, payload);
	buf_put(payload, w->n ? w->bytes : "", w->n);
	fields_free(f);
}

bool file_words_get(const struct buf *payload, struct file_words *w)
{
	struct reader r = reader_over(buf_text(payload), payload->len);
	struct fields *f = fields_decode(&r);
	const char *hex = f ? fields_get(f, "digest") : NULL;

	*w = (struct file_words){ 0 };
	bool good = hex && strlen(hex) == HEX && crypto_unhex(w->digest, CRYPTO_HASH, hex) &&
	            get_number(f, "entry", &w->entry) && get_number(f, "from", &w->from) && get_number(f, "want", &w->want) && r.left <= FILES_BODY_MAX;
	w->n = r.left;
	w->bytes = reader_bytes(&r, r.left);
	fields_free(f);
	return good;
}

/* --- receipts ----------------------------------------------------------------------------------------------------------- */

void file_receipts_put(struct buf *payload, const unsigned char *digests, size_t n)
{
	struct fields *f = fields_new();

	fields_set(f, "held", "");
	fields_encode(f, payload);
	buf_put(payload, n ? (const void *)digests : "", n * CRYPTO_HASH);
	fields_free(f);
}

bool file_receipts_get(const struct buf *payload, unsigned char **digests, size_t *n)
{
	struct reader r = reader_over(buf_text(payload), payload->len);
	struct fields *f = fields_decode(&r);
	bool good = f && fields_get(f, "held") && r.left % CRYPTO_HASH == 0 && r.left <= FILES_RECEIPTS * CRYPTO_HASH;

	fields_free(f);
	*n = good ? r.left / CRYPTO_HASH : 0;
	*digests = mem_zero(*n * CRYPTO_HASH);
	if (good && *n)
		memcpy(*digests, reader_bytes(&r, r.left), *n * CRYPTO_HASH);
	return good;
}
