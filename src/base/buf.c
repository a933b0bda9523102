/* SPDX-License-Identifier: Apache-2.0 */
/* A growing run of bytes, and a reader that cannot leave its bounds. */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

/* Room for n more bytes and the NUL behind them. */
static void reserve(struct buf *b, size_t n)
{
	if (n > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		fatal(1, "内存不足，程序只能退出。 Out of memory.");
	if (b->data && b->len + n < b->cap)
		return;

	size_t cap = b->cap;
	b->data = mem_grow(b->data, &cap, b->len + n, 1);
	b->cap = cap;
}

void buf_put(struct buf *b, const void *bytes, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);

	reserve(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void buf_varint(struct buf *b, uint64_t v)
{
	while (v >= 0x80) {
		buf_putc(b, (char)(unsigned char)(v | 0x80));
		v >>= 7;
	}
	buf_putc(b, (char)v);
}

void buf_u64(struct buf *b, uint64_t v)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(v >> (56 - 8 * i));
	buf_put(b, bytes, sizeof bytes);
}

void buf_block(struct buf *b, const void *bytes, size_t n)
{
	buf_varint(b, n);
	buf_put(b, bytes, n);
}

char *buf_take(struct buf *b)
{
	char *text = b->data ? b->data : mem_ndup("", 0);

	*b = (struct buf){ 0 };
	return text;
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
	if (!b)
		return;
	free(b->data);
	*b = (struct buf){ 0 };
}

struct reader reader_over(const void *bytes, size_t n)
{
	assert(bytes || n == 0);
	/* never NULL inside, so that an empty block is told from one that does not fit */
	return (struct reader){ .at = bytes ? bytes : (const unsigned char *)"", .left = n };
}

uint64_t reader_varint(struct reader *r)
{
	uint64_t v = 0;

	for (unsigned shift = 0; !r->bad && r->left; shift += 7) {
		unsigned char byte = *r->at++;
		r->left--;
		/* the tenth byte holds one bit; a zero at the end says the number was written longer than needed */
		if ((shift == 63 && byte > 1) || (shift && byte == 0))
			break;
		v |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return v;
	}
	r->bad = true;
	return 0;
}

const void *reader_bytes(struct reader *r, size_t n)
{
	if (r->bad || n > r->left) {
		r->bad = true;
		return NULL;
	}
	const unsigned char *at = r->at;
	r->at += n;
	r->left -= n;
	return at;
}

uint64_t reader_u64(struct reader *r)
{
	const unsigned char *at = reader_bytes(r, 8);
	uint64_t v = 0;

	for (int i = 0; at && i < 8; i++)
		v = v << 8 | at[i];
	return v;
}

const void *reader_block(struct reader *r, size_t *n)
{
	uint64_t len = reader_varint(r);
	const void *at = len > r->left ? NULL : reader_bytes(r, (size_t)len);

	if (!at)
		r->bad = true;
	*n = at ? (size_t)len : 0;
	return at;
}

bool reader_done(const struct reader *r)
{
	return !r->bad && r->left == 0;
}
