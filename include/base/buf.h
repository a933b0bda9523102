/* SPDX-License-Identifier: Apache-2.0 */
/* A growing run of bytes, and a reader that cannot leave its bounds. Everything we encode or decode goes through these two. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data;     /* NULL while empty, else NUL-terminated behind len */
	size_t len;
	size_t cap;
};

void buf_put(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_varint(struct buf *b, uint64_t v);                     /* LEB128, 1 to 10 bytes */
void buf_u64(struct buf *b, uint64_t v);                        /* 8 bytes, big endian */
void buf_block(struct buf *b, const void *bytes, size_t n);     /* varint length, then the bytes */
char *buf_take(struct buf *b);          /* the text, yours; the buffer is empty again. Never NULL. */
const char *buf_text(const struct buf *b);      /* lent; "" while empty */
void buf_clear(struct buf *b);          /* forgets the content, keeps the room */
void buf_free(struct buf *b);

struct reader {
	const unsigned char *at;
	size_t left;
	bool bad;       /* set once something did not fit; every later read gives 0 or NULL */
};

struct reader reader_over(const void *bytes, size_t n);
uint64_t reader_varint(struct reader *r);
uint64_t reader_u64(struct reader *r);
const void *reader_bytes(struct reader *r, size_t n);           /* lent */
const void *reader_block(struct reader *r, size_t *n);          /* varint length, then that many bytes, lent */
bool reader_done(const struct reader *r);                       /* all read, nothing bad */

#endif
