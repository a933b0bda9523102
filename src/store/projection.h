/* SPDX-License-Identifier: Apache-2.0 */
/* One record as the derived tables hold it: what record.c keeps up to date, verify compares and rebuild makes anew. */
#ifndef STORE_PROJECTION_H
#define STORE_PROJECTION_H

#include "search.h"
#include "store/record.h"

#define RECORD_COLUMNS \
	"r.id, r.no, r.kind, r.step, r.grade, r.type, r.place, r.unit, r.opened, r.closed, r.due, r.title, r.parties," \
	" r.people, r.at, r.entries, r.conflicts, r.refused, r.held"

struct projection {
	struct record r;
	uint64_t *heads;
	size_t nheads;
	char *text;             /* for the search index */
	char *formerly;         /* earlier numbers, separated by spaces */
};
void projection_clear(struct projection *p);

/* Published files have no record: nobody lists them. */
bool projection_wanted(const struct entry *const *entries, size_t n);
/* What the set of a record's entries comes to; self: this store's station, whose refused entries are counted. */
void projection_fold(const struct entry *const *entries, size_t n, uint32_t self, struct projection *p);
bool projection_write(struct db *db, enum search_table t, const struct projection *p, struct err *err);
/* What the tables say now; false without err->kind where they know no such record. */
bool projection_read(struct db *db, uint64_t record, bool with_text, struct projection *p, struct err *err);
/* false: *what names the first thing that differs. */
bool projection_same(const struct projection *a, const struct projection *b, const char **what);

void record_row(struct db_stmt *s, struct record *r);   /* of a statement that selects RECORD_COLUMNS first */
void record_clear(struct record *r);

#endif
