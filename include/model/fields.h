/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flat set of UTF-8 strings: what one entry says, and what a record holds. Keys are kept sorted bytewise, which is also their
 * order on the wire and in the digest. Absent = unchanged, empty = cleared.
 *
 * A key says where its value belongs, so that folding needs no form:
 *   title           the record's
 *   .method         this entry's alone (shown in the timeline)
 *   party1.name     a field of row 1 of the record's group `party`; a row is one value and is always written whole
 *   party1 = ""     the row is removed (so the name of a field that is no row never ends in a digit)
 *   party~1.name    the first row that this entry adds; for later entries it is party~<entry id>-1
 */
#ifndef MODEL_FIELDS_H
#define MODEL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define FIELDS_MAX 1024                 /* keys in one entry */
#define FIELDS_KEY_MAX 64               /* bytes: [a-z0-9_~-] and dots, starting as above */
#define FIELDS_VALUE_MAX (256 * 1024)   /* bytes; forms set far smaller limits, published files need this one */

struct fields;

struct fields *fields_new(void);
void fields_free(struct fields *f);
struct fields *fields_copy(const struct fields *f);

void fields_set(struct fields *f, const char *key, const char *value);  /* copies both; value NULL takes the key out */
const char *fields_get(const struct fields *f, const char *key);        /* NULL if absent; lent until the next set */
size_t fields_count(const struct fields *f);
const char *fields_key(const struct fields *f, size_t i);
const char *fields_value(const struct fields *f, size_t i);
bool fields_equal(const struct fields *a, const struct fields *b);

bool fields_key_valid(const char *key);

/* varint count, then key and value blocks in order. Decoding accepts exactly what encoding writes (sorted, unique, valid UTF-8,
 * within the limits above) and returns NULL for anything else. */
void fields_encode(const struct fields *f, struct buf *out);
struct fields *fields_decode(struct reader *r);

/* The part of a key that folds as one: "title" → 5, "party1.name" → 6 ("party1"), ".method" → 0 (not the record's). */
size_t fields_unit(const char *key);
/* Is this unit a row of a group? Then *base gets the length of the group's name ("party" of "party1", "party~7-1"). */
bool fields_row(const char *unit, size_t len, size_t *base);

#endif
