/* SPDX-License-Identifier: Apache-2.0 */
/* One line of the journal: what somebody said about a record, when, knowing what. design §3. */
#ifndef MODEL_ENTRY_H
#define MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto.h"
#include "model/fields.h"

#define ENTRY_PARENTS_MAX 64

/* A station number: county (13 bits) · epoch (5) · desk (13); desk 0 is the hub of that epoch. */
static inline uint32_t station_make(uint32_t county, uint32_t epoch, uint32_t desk)
{
	return (county & 0x1fff) << 18 | (epoch & 0x1f) << 13 | (desk & 0x1fff);
}
static inline uint32_t station_county(uint32_t station) { return station >> 18 & 0x1fff; }
static inline uint32_t station_epoch(uint32_t station) { return station >> 13 & 0x1f; }
static inline uint32_t station_desk(uint32_t station) { return station & 0x1fff; }

/* An entry's key: station<<32 | seq, seq counting 1, 2, 3 … without gaps. Fits a signed 64-bit integer. 0 is no entry. */
static inline uint64_t entry_id(uint32_t station, uint32_t seq) { return (uint64_t)station << 32 | seq; }
static inline uint32_t entry_station(uint64_t id) { return (uint32_t)(id >> 32); }
static inline uint32_t entry_seq(uint64_t id) { return (uint32_t)id; }

struct entry {
	uint64_t id;
	int64_t at;                     /* milliseconds<<16 | counter: the wall clock, or one more than its greatest parent */
	char *who;                      /* the person, as they wrote their name */
	uint64_t record;                /* the entry that opened it; its own id in an opener */
	char *form;
	uint64_t version;               /* last published hub entry applied when it was written */
	uint64_t *parents;              /* ascending, the record's heads when the form was opened; none in an opener */
	size_t nparents;
	struct fields *fields;
	unsigned char digest[CRYPTO_HASH];
	unsigned char chain[CRYPTO_HASH];       /* H(chain of seq-1 ‖ digest); H(32 zero bytes ‖ digest) for seq 1 */
};

struct entry *entry_new(void);
void entry_free(struct entry *e);
static inline int64_t entry_ms(const struct entry *e) { return e->at >> 16; }
/* Everything is ordered by (at, station, seq). <0, 0, >0 */
int entry_compare(const struct entry *a, const struct entry *b);

/* Body = everything but digest and chain, as the digest covers it. */
void entry_encode(const struct entry *e, struct buf *out);
/* NULL if malformed: ids zero, parents not ascending or too many, name not [a-z][a-z0-9_]*, who over 120 bytes, … */
struct entry *entry_decode(struct reader *r);
/* The same rules, for an entry that was put together; its texts and keys are valid already. who and form are not NULL. */
bool entry_valid(const struct entry *e);
void entry_seal(struct entry *e, const unsigned char previous[CRYPTO_HASH]);    /* computes digest and chain */

#endif
