/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents on their way in, piece by piece, from one end: DIR/files/part/<station>-<64 hex digits>. What is there need not
 * come again. Safe between threads and processes.
 */
#ifndef STORE_FILE_PART_H
#define STORE_FILE_PART_H

#include "base/crypto.h"
#include "store/store.h"

/* Of one station so many may wait for their rest. One more takes the place of the one that has waited longest. */
#define FILE_PART_MOST 4

/* How many bytes of it are here: all, where the content itself is. */
uint64_t file_part_held(const struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], uint64_t size);
/*
 * n bytes that stand at `from`. Those that go on from what is here are kept, others change nothing; *held says how many there
 * are now. Once it is `size` the content is whole and lies in the file store. ERR_CHECK: more than `size`, or another
 * content; all of it is gone then.
 */
bool file_part_add(const struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], uint64_t size,
                   uint64_t from, const void *bytes, size_t n, uint64_t *held, struct err *err);

#endif
