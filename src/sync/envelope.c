/* SPDX-License-Identifier: Apache-2.0 */
/* The envelope on the wire and on a stick, and the only door to zstd. docs/protocol.md tells it to strangers. */
#include "sync/envelope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "sync/dictionary.h"

static const char magic[] = { 'Y', 'C', 2 };

/* The first bytes of every zstd frame (RFC 8878), which need not travel. */
static const unsigned char frame_magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };

/* The greatest effort is for batches; what a hub publishes as a whole is packed quickly. */
#define EFFORT_MAX (4u << 20)

/* Whatever a header says, a set of fields needs no more than this: enrolment is open to strangers. */
#define FIELDS_RAW_MAX (64u << 10)

/* Where the parts of an envelope stand. */
struct parts {
	size_t header;                  /* bytes of it */
	const unsigned char *signature, *payload;
	size_t npayload;
};

static bool garbled(struct err *err, const char *detail)
{
	err_set(err, ERR_FAILED, _("收到的数据不完整或格式不对"));
	return err_detail(err, "envelope: %s", detail);
}

/* --- zstd ----------------------------------------------------------------------------------------------------------- */

/* What the payload may quote: the dictionary, and behind it the past. Its entropy tables stand at its head. */
static struct buf quoted(uint32_t dictionary, const struct buf *past)
{
	struct buf all = { 0 };
	size_t n;
	const void *bytes = dictionary_bytes(dictionary_get(dictionary), &n);

	buf_put(&all, n ? bytes : "", n);
	if (past)
		buf_put(&all, buf_text(past), past->len);
	return all;
}

/*
 * Bytes on the line are what counts, so the greatest effort; but the tables of the match finder are held down to what a batch can
 * use: the old PCs of a village have little memory, and a hub has many desks.
 */
static ZSTD_CCtx *compressor(size_t n, bool quick)
{
	static const struct { ZSTD_cParameter name; int value; } set[] = {
		{ ZSTD_c_windowLog, 20 }, { ZSTD_c_hashLog, 16 }, { ZSTD_c_chainLog, 17 }, { ZSTD_c_searchLog, 9 },
		{ ZSTD_c_minMatch, 3 }, { ZSTD_c_targetLength, 999 }, { ZSTD_c_strategy, ZSTD_btultra2 },
		{ ZSTD_c_checksumFlag, 0 }, { ZSTD_c_dictIDFlag, 0 },
	};
	ZSTD_CCtx *c = ZSTD_createCCtx();

	if (!c)
		fatal(1, "zstd");
	if (quick)
		ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, 1);
	if (quick || n > EFFORT_MAX)
		return c;
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		ZSTD_CCtx_setParameter(c, set[i].name, set[i].value);
	return c;
}

static void pack(const struct envelope *head, const void *payload, size_t n, const struct buf *past, struct buf *out)
{
	if (!n)
		return;
	struct buf known = quoted(head->dictionary, past);
	/* photographs and documents are packed already: no effort makes them smaller */
	ZSTD_CCtx *c = compressor(n, head->layout == ENVELOPE_FILE && !head->dictionary);
	size_t cap = ZSTD_compressBound(n);
	char *packed = mem_zero(cap);

	if (known.len && ZSTD_isError(ZSTD_CCtx_loadDictionary(c, known.data, known.len)))
		fatal(1, "zstd dictionary");
	size_t len = ZSTD_compress2(c, packed, cap, payload, n);
	if (ZSTD_isError(len))
		fatal(1, "zstd: %s", ZSTD_getErrorName(len));   /* room is given and memory is ours to watch */
	buf_put(out, packed + sizeof frame_magic, len - sizeof frame_magic);
	free(packed);
	ZSTD_freeCCtx(c);
	buf_free(&known);
}

static bool decompress(const struct buf *frame, const struct buf *known, size_t most, struct buf *payload)
{
	unsigned long long raw = ZSTD_getFrameContentSize(frame->data, frame->len);

	/* one frame, which says how much it holds, and nothing behind it */
	if (raw > most || ZSTD_findFrameCompressedSize(frame->data, frame->len) != frame->len)
		return false;
	ZSTD_DCtx *d = ZSTD_createDCtx();
	char *bytes = mem_zero((size_t)raw + 1);
	size_t got = ZSTD_decompress_usingDict(d, bytes, (size_t)raw, frame->data, frame->len, known->data, known->len);
	bool ok = !ZSTD_isError(got) && got == raw;

	ZSTD_freeDCtx(d);
	if (!ok) {
		free(bytes);
		return false;
	}
	buf_free(payload);      /* moved, not copied: it may be large */
	*payload = (struct buf){ .data = bytes, .len = got, .cap = got + 1 };
	return true;
}

/* --- sealing -------------------------------------------------------------------------------------------------------- */

static void put_header(struct buf *out, const struct envelope *head)
{
	buf_put(out, magic, sizeof magic);
	buf_varint(out, head->sender);
	buf_varint(out, head->receiver);
	buf_varint(out, head->layout);
	buf_varint(out, head->flags);
	buf_varint(out, head->dictionary);
	buf_varint(out, head->from);
	buf_varint(out, head->to + 1 - head->from);
	buf_varint(out, head->cursor);
	buf_varint(out, head->past);
	if (head->flags & ENVELOPE_WITH_CHAIN)
		buf_put(out, head->chain, ENVELOPE_CHAIN);
	if (head->flags & ENVELOPE_WITH_KEY)
		buf_put(out, head->key, CRYPTO_PUBLIC);
}

/* What is signed. */
static void put_signed(struct buf *out, const void *header, size_t nheader, const void *payload, size_t npayload)
{
	unsigned char digest[CRYPTO_HASH];

	crypto_hash(digest, payload, npayload);
	buf_put(out, header, nheader);
	buf_put(out, digest, sizeof digest);
}

void envelope_seal(const struct envelope *head, const struct buf *past, const void *payload, size_t n,
                   const unsigned char secret[CRYPTO_SECRET], struct buf *out)
{
	struct buf packed = { 0 }, header = { 0 }, what = { 0 };
	unsigned char signature[CRYPTO_SIGNATURE];

	assert(n <= ENVELOPE_RAW_MAX && (!head->dictionary || dictionary_get(head->dictionary)));
	pack(head, payload, n, past, &packed);
	put_header(&header, head);
	put_signed(&what, header.data, header.len, buf_text(&packed), packed.len);
	crypto_sign(signature, what.data, what.len, secret);

	buf_put(out, header.data, header.len);
	buf_put(out, signature, sizeof signature);
	buf_put(out, buf_text(&packed), packed.len);
	buf_free(&packed);
	buf_free(&header);
	buf_free(&what);
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

static uint32_t narrow(struct reader *r)
{
	uint64_t v = reader_varint(r);

	if (v > UINT32_MAX)
		r->bad = true;
	return (uint32_t)v;
}

static void read_part(struct reader *r, bool there, unsigned char *to, size_t n)
{
	const void *bytes = there ? reader_bytes(r, n) : NULL;

	if (bytes)
		memcpy(to, bytes, n);
}

static void read_header(struct reader *r, struct envelope *head)
{
	const void *m = reader_bytes(r, sizeof magic);

	*head = (struct envelope){ 0 };
	if (!m || memcmp(m, magic, sizeof magic) != 0) {
		r->bad = true;
		return;
	}
	head->sender = narrow(r);
	head->receiver = narrow(r);
	head->layout = (enum envelope_layout)narrow(r);
	head->flags = narrow(r);
	head->dictionary = narrow(r);
	head->from = reader_varint(r);
	uint64_t count = reader_varint(r);
	head->to = head->from + count - 1;
	head->cursor = reader_varint(r);
	head->past = narrow(r);
	if (!head->from || head->to < head->from - 1)
		r->bad = true;
	read_part(r, head->flags & ENVELOPE_WITH_CHAIN, head->chain, ENVELOPE_CHAIN);
	read_part(r, head->flags & ENVELOPE_WITH_KEY, head->key, CRYPTO_PUBLIC);
}

static bool read_parts(const void *bytes, size_t n, struct envelope *head, struct parts *p, struct err *err)
{
	struct reader r = reader_over(bytes, n);

	if (n > ENVELOPE_MAX)
		return garbled(err, "too large");
	read_header(&r, head);
	p->header = (size_t)(r.at - (const unsigned char *)bytes);
	p->signature = reader_bytes(&r, CRYPTO_SIGNATURE);
	p->payload = r.at;
	p->npayload = r.left;
	if (r.bad)
		return garbled(err, "no header");
	if (head->layout < ENVELOPE_ENTRIES || head->layout > ENVELOPE_FILE || !head->sender || head->to == UINT64_MAX)
		return garbled(err, "header makes no sense");
	return true;
}

bool envelope_peek(const void *bytes, size_t n, struct envelope *head, struct err *err)
{
	struct parts p;

	return read_parts(bytes, n, head, &p, err);
}

bool envelope_verify(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head, struct err *err)
{
	struct parts p;
	struct buf what = { 0 };

	if (!read_parts(bytes, n, head, &p, err))
		return false;
	put_signed(&what, bytes, p.header, p.payload, p.npayload);
	bool ok = crypto_verify(p.signature, what.data, what.len, pub);
	buf_free(&what);
	return ok || err_set(err, ERR_TRUST, _("数据的签名不对，可能在途中被改动过，或不是对方发出的"));
}

bool envelope_unpack(const void *bytes, size_t n, const struct buf *past, struct buf *payload, struct err *err)
{
	struct envelope head;
	struct parts p;
	struct buf frame = { 0 };

	if (!read_parts(bytes, n, &head, &p, err))
		return false;
	if (!p.npayload)
		return true;
	if (head.dictionary && !dictionary_get(head.dictionary))
		return garbled(err, "unknown dictionary");

	struct buf known = quoted(head.dictionary, past);
	buf_put(&frame, frame_magic, sizeof frame_magic);
	buf_put(&frame, p.payload, p.npayload);
	bool ok = decompress(&frame, &known, head.layout == ENVELOPE_FIELDS ? FIELDS_RAW_MAX : ENVELOPE_RAW_MAX, payload);
	buf_free(&frame);
	buf_free(&known);
	return ok || garbled(err, "payload does not decompress");
}

bool envelope_open(const void *bytes, size_t n, const unsigned char pub[CRYPTO_PUBLIC], struct envelope *head,
                   struct buf *payload, struct err *err)
{
	return envelope_verify(bytes, n, pub, head, err) && envelope_unpack(bytes, n, NULL, payload, err);
}

void envelope_proof(const void *bytes, size_t n, struct buf *out)
{
	struct envelope head;
	struct parts p;

	if (!read_parts(bytes, n, &head, &p, NULL))
		return;
	put_signed(out, bytes, p.header, p.payload, p.npayload);
	buf_put(out, p.signature, CRYPTO_SIGNATURE);
}

/* --- entries -------------------------------------------------------------------------------------------------------- */

/* Ids go on from `from`; the version is the hub's, whichever end it is. */
struct columns_frame envelope_frame(const struct envelope *head)
{
	uint32_t hub = station_desk(head->sender) ? head->receiver : head->sender;

	return (struct columns_frame){
		.dictionary = dictionary_get(head->dictionary), .first = entry_id(head->sender, (uint32_t)head->from),
		.version = entry_id(hub, 1),
	};
}

void envelope_put_entries(struct buf *payload, const struct envelope *head, struct entry *const *list, size_t n)
{
	struct columns_frame frame = envelope_frame(head);

	/* nothing to say takes no byte, unless something stands before it */
	if (n || payload->len)
		columns_put(payload, &frame, list, n);
}

bool envelope_get_framed(struct reader *r, const struct columns_frame *frame, const unsigned char *chain, struct entry ***list,
                         size_t *n, struct err *err)
{
	static const unsigned char zeros[CRYPTO_HASH];

	*list = NULL;
	*n = 0;
	if (!r->left && !r->bad)
		return true;
	if (!columns_get(r, frame, ENVELOPE_RAW_MAX, list, n))
		return garbled(err, "entries do not decode");
	for (size_t i = 0; i < *n; i++) {
		struct entry *e = (*list)[i];

		entry_seal(e, chain ? chain : zeros);
		if (chain)
			chain = e->chain;
		else
			memset(e->chain, 0, CRYPTO_HASH);
	}
	return true;
}

bool envelope_get_entries(struct reader *r, const struct envelope *head, const unsigned char *chain, struct entry ***list,
                          size_t *n, struct err *err)
{
	struct columns_frame frame = envelope_frame(head);

	return envelope_get_framed(r, &frame, chain, list, n, err);
}
