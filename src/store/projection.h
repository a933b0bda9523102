/* SPDX-License-Identifier: Apache-2.0 */
/* One record as the derived tables hold it: what record.c keeps up to date, verify compares and rebuild makes anew. */
#ifndef STORE_PROJECTION_H
#define STORE_PROJECTION_H

#include "search.h"
#include "store/record.h"

#define RECORD_COLUMNS \
	"r.id, r.no, r.kind, r.step, r.grade, r.type, r.place, r.unit, r.opened, r.closed, r.due, r.title, r.parties, r.lead," \
	" r.result, r.noticed, r.people, r.at, r.entries, r.conflicts, r.refused, r.held"

#define PROJECTION_LETTER ".no" /* an entry's own number, of a letter */
#define PROJECTION_LETTER_FORMERLY ".formerly"  /* the one it was printed with, before its desk got a new number */

struct projection {
	struct record r;
	uint64_t *heads;
	size_t nheads;
	char *text;             /* for the search index; this and what follows NULL where it was not asked for */
	struct fields *clocks;  /* kind → due, of those beside the record's own */
	struct fields *numbers; /* earlier ones and those of letters, each with an empty value */
};
void projection_clear(struct projection *p);

/* Published files have no record: nobody lists them. */
bool projection_wanted(const struct entry *const *entries, size_t n);
/* What the set of a record's entries comes to; own: this store's stations (renewal_own), whose refused entries are counted. */
void projection_fold(const struct entry *const *entries, size_t n, const uint32_t *own, struct projection *p);
/* fresh: the tables know nothing of this record yet. */
bool projection_write(struct db *db, enum search_table t, const struct projection *p, bool fresh, struct err *err);
bool projection_drop(struct db *db, uint64_t record, struct err *err);  /* nothing of it is left */
/* One entry more, without a fold, where that comes to the same: e is newer than the record, a child of all its heads, and says
 * nothing that concerns text or people. p: what the tables say now; used up. *done: it was so. (projection_step.c) */
bool projection_step(struct db *db, struct projection *p, const struct entry *e, bool *done, struct err *err);
/* What the tables say now; false without err->kind where they know no such record. */
bool projection_read(struct db *db, uint64_t record, bool whole, struct projection *p, struct err *err);
/* false: *what names the first thing that differs. */
bool projection_same(const struct projection *a, const struct projection *b, const char **what);

/* projection_lists.c */
bool projection_write_lists(struct db *db, enum search_table t, const struct projection *p, bool fresh, struct err *err);
bool projection_read_lists(struct db *db, uint64_t record, struct projection *p, struct err *err);
const char *projection_clock_of(const char *key);       /* "due_sign" → "sign"; NULL for what has no row */
bool projection_set_clock(struct db *db, uint64_t record, const char *kind, const char *due, struct err *err);
void projection_each_number(const char *words, struct fields *out);
bool projection_add_numbers(struct db *db, uint64_t record, const char *words, struct err *err);

void record_row(struct db_stmt *s, struct record *r);   /* of a statement that selects RECORD_COLUMNS first */
void record_clear(struct record *r);

#endif
