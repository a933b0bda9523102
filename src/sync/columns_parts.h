/* SPDX-License-Identifier: Apache-2.0 */
/* What writing and reading columns share: how a value is told, links, names, shapes. */
#ifndef SYNC_COLUMNS_PARTS_H
#define SYNC_COLUMNS_PARTS_H

#include "base/buf.h"
#include "model/entry.h"
#include "sync/columns.h"

/* What both sides know when a value is written or read. */
struct column_known {
	const struct dictionary *dictionary;
	const struct entry *e;          /* at, who, and the fields of the columns before this one */
	const struct entry *opener;     /* of its record; NULL: not known */
	const char *key;
	const char *above;              /* the column's value before this one; "" at its top */
};

void column_value_put(struct buf *out, const struct column_known *known, const char *value);
/* Yours, NULL-terminated; NULL with r->bad set where it makes no sense. */
char *column_value_get(struct reader *r, const struct column_known *known);

enum column_link {
	LINK_OPENER,            /* opens a record */
	LINK_LAST,              /* one parent: the last entry before it here that belongs to the same record */
	LINK_OPENING,           /* one parent: the record's opener */
	LINK_LISTED,            /* so many parents, each told */
	LINK_ALONE,             /* none, and no opener: the refusal of an opener */
};

/* Of each entry the place of the first of its record here, and of the one before it, or its own where that is the first. */
struct column_kin {
	size_t *first, *before;
};
struct column_kin column_kin_of(struct entry *const *list, size_t n);
void column_kin_free(struct column_kin *kin);

/* For each entry the one that opened its record: of those before it, else one that is held; NULL where there is none. */
struct column_openers {
	const struct entry **of;
	struct entry **held;            /* ours */
	size_t nheld, asked, bytes;     /* found, asked for, and how much they are */
};
struct column_openers column_openers_of(const struct columns_frame *frame, struct entry *const *list, size_t n,
                                        const struct column_kin *kin);
void column_openers_free(struct column_openers *o);

/* Names in the order they are met. */
struct column_name {
	const char *text;
	size_t at;
};
struct column_names {
	struct column_name **list;
	size_t n, cap;
	void *tree;
};
void column_names_free(struct column_names *t);
size_t column_names_put(struct column_names *t, const char *text);      /* where it stands; it is added where it is new */

/* A form and the columns of its fields, ascending. */
struct column_shape {
	char *form;
	size_t *columns;
	size_t n, at;                   /* at: its own place */
};
struct column_shapes {
	struct column_shape **list;
	size_t n, cap;
	void *tree;
};
struct column_shape *column_shape_new(const char *form, size_t n);      /* with room for n columns, and none yet */
void column_shapes_add(struct column_shapes *t, struct column_shape *s);        /* takes it */
size_t column_shapes_put(struct column_shapes *t, struct column_shape *s);      /* likewise; where it or its equal stands */
void column_shapes_free(struct column_shapes *t);

/* Of each column c the places of the entries that have a value in it, ascending: of[start[c]] up to of[start[c + 1]]. */
struct column_rows {
	size_t *start, *of;
};
struct column_rows column_rows_of(const struct column_shapes *shapes, const size_t *shape_of, size_t n, size_t ncolumns);
void column_rows_free(struct column_rows *rows);

/* Signed differences as small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
static inline uint64_t zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (uint64_t)(v < 0 ? -1 : 0);
}
static inline int64_t zigzag_back(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (~(v & 1) + 1));
}
/* b − a of ids, whichever is greater; wraps and comes back whole. */
static inline uint64_t difference(uint64_t a, uint64_t b)
{
	uint64_t d = b - a;

	return d << 1 ^ (d >> 63 ? UINT64_MAX : 0);
}
static inline uint64_t difference_back(uint64_t a, uint64_t v)
{
	return a + (v >> 1 ^ (~(v & 1) + 1));
}

#endif
