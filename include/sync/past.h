/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a station has sent before is known at both ends: its names, places and turns of phrase come again. So an envelope upward may
 * quote the payload that the entries just before its own would make; only how many they are travels. Moreover its entries may say what
 * the openers of their records say. Both only where head->past > 0.
 */
#ifndef SYNC_PAST_H
#define SYNC_PAST_H

#include "store/store.h"
#include "sync/envelope.h"

#define PAST_MOST 256           /* entries; a reader takes no more */

/* How many entries before head->from are worth quoting, all of them here. 0 where they cannot be read. */
uint32_t past_choose(struct store *s, const struct envelope *head);
/* The payload that the head->past entries before head->from make, in the letters of head->dictionary. false without err->kind: they
 * are not all here. */
bool past_payload(struct store *s, const struct envelope *head, struct buf *out, struct err *err);

/* As envelope_put_entries() and envelope_get_entries(), with what this store holds. */
void past_put_entries(struct store *s, const struct envelope *head, struct entry *const *list, size_t n, struct buf *payload);
bool past_get_entries(struct store *s, const struct envelope *head, struct reader *r, const unsigned char *chain,
                      struct entry ***list, size_t *n, struct err *err);

#endif
