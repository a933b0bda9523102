/* SPDX-License-Identifier: Apache-2.0 */
/* What file_store.c (whole contents) and file_part.c (those that are coming) share. */
#ifndef STORE_CONTENT_H
#define STORE_CONTENT_H

#include "base/crypto.h"
#include "store/store.h"

#define CONTENT_CHUNK (64u << 10)
#define CONTENT_HEX (2 * CRYPTO_HASH)

/* DIR/files/ab/abcd… and DIR/files/NAME. Yours. */
char *content_path(const struct store *s, const unsigned char digest[CRYPTO_HASH]);
char *content_folder(const struct store *s, const char *name);
/* The hash of all that is in fd; false where it cannot be read. Leaves the offset at the end. */
bool content_hash(int fd, unsigned char digest[CRYPTO_HASH]);
/* What is whole under `temp` (open as fd) becomes the content: forced to the disk, renamed. */
bool content_settle(const struct store *s, int fd, const char *temp, const unsigned char digest[CRYPTO_HASH], struct err *err);
/* Why nothing could be written, by errno. Always false. */
bool content_cannot_keep(const char *call, int code, struct err *err);

#endif
