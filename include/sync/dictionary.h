/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What both ends of a line know beforehand, so that it need not travel. Under each number two files are shipped: data/sync-N.dict,
 * a zstd dictionary, and data/sync-N.words, the letters and words of running text by how common they are, for which payloads have
 * codes. One that was shipped once is shipped for ever, so that what an older program sealed can be opened. tools/dictionary makes
 * them (docs/sync.md).
 */
#ifndef SYNC_DICTIONARY_H
#define SYNC_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define DICTIONARY_NEWEST 1

struct dictionary;
/* Read once per process; lent. NULL for 0, and where we do not have it. Safe from several threads. */
const struct dictionary *dictionary_get(uint32_t id);
uint32_t dictionary_newest(void);       /* the newest we have; 0: none */
const void *dictionary_bytes(const struct dictionary *d, size_t *n);    /* of the zstd dictionary; lent */

/*
 * Text in the words of a dictionary, NUL-terminated: ASCII as it is, the commonest 80 words in one byte, 11,985 more in two, any other
 * letter behind an escape. Plain UTF-8 where d is NULL. What is written can be read; of several ways to write a text this takes the
 * longest word each time.
 */
void dictionary_put_text(const struct dictionary *d, struct buf *out, const char *text);
/* Up to its NUL; yours, valid UTF-8. NULL with r->bad set where it makes no sense. */
char *dictionary_get_text(const struct dictionary *d, struct reader *r);

#endif
