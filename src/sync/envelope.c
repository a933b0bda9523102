/* SPDX-License-Identifier: Apache-2.0 */
/* The envelope on the wire and on a stick, and the only door to zstd. docs/protocol.md tells it to strangers. */
#include "sync/envelope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/i18n.h"
#include "base/mem.h"

static const char magic[] = { 'Y', 'C', 1 };

/* zstd 3: level 9 saved 4 % of our payloads and took four times as long on the old PCs of a village. */
#define LEVEL 3

/* Whatever a header says, a set of fields needs no more than this: enrolment is open to strangers. */
#define FIELDS_RAW_MAX (64u << 10)

/* What the header says beside struct envelope. */
struct sizes {
	uint64_t raw, packed;
	const unsigned char *digest;    /* of the packed payload; lent by the bytes read */
};

static bool garbled(struct err *err, const char *detail)
{
	err_set(err, ERR_FAILED, _("收到的数据不完整或格式不对"));
	return err_detail(err, "envelope: %s", detail);
}

static void put_header(struct buf *out, const struct envelope *head, size_t raw, size_t packed, const unsigned char *digest)
{
	buf_put(out, magic, sizeof magic);
	buf_varint(out, head->sender);
	buf_varint(out, head->receiver);
	buf_varint(out, head->layout);
	buf_varint(out, head->dictionary);
	buf_varint(out, head->from);
	buf_varint(out, head->to);
	buf_varint(out, head->cursor);
	buf_varint(out, head->flags);
	buf_varint(out, raw);
	buf_varint(out, packed);
	buf_put(out, head->chain, CRYPTO_HASH);
	buf_put(out, digest, CRYPTO_HASH);
}

void envelope_seal(const struct envelope *head, const void *payload, size_t n, const unsigned char secret[CRYPTO_SECRET],
                   struct buf *out, size_t *signed_len)
{
	assert(head->dictionary == 0 && n <= ENVELOPE_RAW_MAX);

	size_t cap = ZSTD_compressBound(n);
	unsigned char *packed = mem_zero(cap);
	size_t len = ZSTD_compress(packed, cap, payload ? payload : "", n, LEVEL);
	if (ZSTD_isError(len))
		fatal(1, "zstd: %s", ZSTD_getErrorName(len));   /* room is given and memory is ours to watch */

	unsigned char digest[CRYPTO_HASH];
	crypto_hash(digest, packed, len);

	size_t start = out->len;
	put_header(out, head, n, len, digest);
	unsigned char signature[CRYPTO_SIGNATURE];
	crypto_sign(signature, out->data + start, out->len - start, secret);
	buf_put(out, signature, sizeof signature);
	if (signed_len)
		*signed_len = out->len - start;

	buf_put(out, packed, len);
	free(packed);
}

static uint32_t narrow(struct reader *r)
{
	uint64_t v = reader_varint(r);

	if (v > UINT32_MAX)
		r->bad = true;
	return (uint32_t)v;
}

/* Header and signature; r then stands at the payload. */
static bool read_header(struct reader *r, struct envelope *head, struct sizes *size, size_t *header_len)
{
	const unsigned char *start = r->at;
	const void *m = reader_bytes(r, sizeof magic);
	if (!m || memcmp(m, magic, sizeof magic) != 0)
		return false;

	*head = (struct envelope){ 0 };
	head->sender = narrow(r);
	head->receiver = narrow(r);
	head->layout = (enum envelope_layout)narrow(r);
	head->dictionary = narrow(r);
	head->from = reader_varint(r);
	head->to = reader_varint(r);
	head->cursor = reader_varint(r);
	head->flags = narrow(r);
	size->raw = reader_varint(r);
	size->packed = reader_varint(r);
	const void *chain = reader_bytes(r, CRYPTO_HASH);
	size->digest = reader_bytes(r, CRYPTO_HASH);
	*header_len = (size_t)(r->at - start);
	if (!reader_bytes(r, CRYPTO_SIGNATURE))
		return false;
	memcpy(head->chain, chain, CRYPTO_HASH);
	return true;
}

static bool plausible(const struct envelope *head, const struct sizes *size, size_t left)
{
	size_t most = head->layout == ENVELOPE_FIELDS ? FIELDS_RAW_MAX : ENVELOPE_RAW_MAX;

	return head->layout >= ENVELOPE_ENTRIES && head->layout <= ENVELOPE_KIT && head->dictionary == 0 && head->sender &&
	       size->raw <= most && size->packed == left && head->to < UINT64_MAX && head->from <= head->to + 1;
}

static bool read_plausible(struct reader *r, struct envelope *head, struct sizes *size, size_t *header_len, struct err *err)
{
	if (r->left > ENVELOPE_MAX)
		return garbled(err, "too large");
	if (!read_header(r, head, size, header_len))
		return garbled(err, "no header");
	if (!plausible(head, size, r->left))
		return garbled(err, "header makes no sense");
	return true;
}

bool envelope_peek(const void *bytes, size_t n, struct envelope *head, size_t *signed_len, struct err *err)
{
	struct reader r = reader_over(bytes, n);
	struct sizes size;
	size_t header_len;

	if (!read_plausible(&r, head, &size, &header_len, err))
		return false;
	if (signed_len)
		*signed_len = header_len + CRYPTO_SIGNATURE;
	return true;
}

/* Append exactly `raw` bytes. The size stands in the signed header: a bomb must be signed, and is bounded even then. */
static bool unpack(const void *packed, size_t n, size_t raw, struct buf *payload, struct err *err)
{
	char *bytes = mem_zero(raw ? raw : 1);
	size_t got = ZSTD_decompress(bytes, raw, packed, n);
	bool ok = !ZSTD_isError(got) && got == raw;

	if (ok)
		buf_put(payload, bytes, raw);
	free(bytes);
	return ok || garbled(err, "payload does not decompress");
}

bool envelope_open(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head,
                   struct buf *payload, struct err *err)
{
	struct reader r = reader_over(bytes, n);
	struct sizes size;
	size_t header_len;

	if (!read_plausible(&r, head, &size, &header_len, err))
		return false;

	const unsigned char *signature = (const unsigned char *)bytes + header_len;
	if (!crypto_verify(signature, bytes, header_len, pub))
		return err_set(err, ERR_TRUST, _("数据的签名不对，可能被改动过或不是对方发出的"));

	unsigned char digest[CRYPTO_HASH];
	crypto_hash(digest, r.at, r.left);
	if (!crypto_equal(digest, size.digest, CRYPTO_HASH))
		return err_set(err, ERR_TRUST, _("数据与签名不符，可能在途中被改动"));

	return unpack(r.at, r.left, (size_t)size.raw, payload, err);
}

void envelope_put_entries(struct buf *payload, struct entry *const *list, size_t n)
{
	struct buf body = { 0 };

	buf_varint(payload, n);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&body);
		entry_encode(list[i], &body);
		buf_block(payload, buf_text(&body), body.len);
	}
	buf_free(&body);
}

static struct entry *get_entry(struct reader *r)
{
	size_t len;
	const void *block = reader_block(r, &len);
	if (!block)
		return NULL;

	struct reader body = reader_over(block, len);
	struct entry *e = entry_decode(&body);
	if (e && !reader_done(&body)) {
		entry_free(e);
		return NULL;
	}
	return e;
}

bool envelope_get_entries(struct reader *r, const unsigned char *chain, struct entry ***list, size_t *n, struct err *err)
{
	static const unsigned char zeros[CRYPTO_HASH];
	uint64_t count = reader_varint(r);
	size_t cap = 0;

	*list = NULL;
	*n = 0;
	for (; *n < count && !r->bad; (*n)++) {
		struct entry *e = get_entry(r);
		if (!e)
			break;
		entry_seal(e, chain ? chain : zeros);
		if (chain)
			chain = e->chain;
		else
			memset(e->chain, 0, CRYPTO_HASH);
		*list = mem_grow(*list, &cap, *n, sizeof **list);
		(*list)[*n] = e;
	}
	if (!r->bad && *n == count)
		return true;

	for (size_t i = 0; i < *n; i++)
		entry_free((*list)[i]);
	free(*list);
	*list = NULL;
	*n = 0;
	return garbled(err, "entries do not decode");
}
