/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents of files, each once, called by its BLAKE2b-256: DIR/files/ab/<64 hex digits>, mode 0600. What lies there is whole:
 * it was written under another name, forced to the disk and renamed. Nothing here needs the database; which entries name a
 * file, and what became of it, is store/attached.h.
 */
#ifndef STORE_FILE_STORE_H
#define STORE_FILE_STORE_H

#include "base/buf.h"
#include "base/crypto.h"
#include "store/store.h"

/* Is a content of this hash and size here? Nobody looks into it. */
bool file_store_has(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size);
/* Put away what can be read from fd, from where it stands to its end. ERR_CHECK: empty, or more than `most` bytes. */
bool file_store_take(const struct store *s, int fd, uint64_t most, unsigned char digest[CRYPTO_HASH], uint64_t *size,
                     struct err *err);
/* Read all of it: is it still what its name says? ERR_CHECK: it is not here, or was altered. */
bool file_store_check(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size, struct err *err);
/* Append n bytes from `from` on, fewer at the end. Check it before the first ones go anywhere. ERR_CHECK: not here. */
bool file_store_read(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t from, size_t n, struct buf *out,
                     struct err *err);
/* A copy for people, looked at while it is made: whole, or not there. What is there already stays. ERR_CHECK: not here, altered,
 * or something has that name. */
bool file_store_copy(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size, const char *to,
                     struct err *err);

/* Contents that nobody wants, put away longer than a week ago, go; so does what a killed program left behind. */
typedef bool file_store_wanted(void *arg, const unsigned char digest[CRYPTO_HASH]);
void file_store_sweep(const struct store *s, file_store_wanted *wanted, void *arg);

#endif
