/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The projection: for each record what lists, search and reports read. Derived from the journal by folding; a column is filled by
 * the record field of the same name, `parties` from the names in group `party` (or the field `name`).
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "model/fold.h"
#include "store/journal.h"

struct record {                         /* strings are "" where there is nothing; all owned by the struct */
	uint64_t id;
	char *no, *kind, *step, *grade, *type, *place, *unit, *opened, *closed, *due, *title, *parties;   /* parties: names joined by \n */
	char *lead, *result, *noticed;  /* who has it in hand; how it ended; day of the last letter to the lead */
	long people;                    /* how many people it concerns or who came; 0 unknown */
	int64_t at;                     /* of the newest applied entry */
	int entries;                    /* applied ones */
	int conflicts;                  /* units in conflict: 待核对 */
	int refused;                    /* entries of this store's own station that the hub refused and nothing corrected: 待改 */
	int held;                       /* entries waiting for a parent */
};
void record_free(struct record *r);

/* Bring the projection up to date for an entry just appended or kept, inside the same transaction. Cheap where the entry is a child
 * of all heads and newer than the record; else the record is refolded. */
bool record_project(struct store *s, const struct entry *e, struct err *err);
/* The same for a whole record, whatever happened to its entries, also where none is left. */
bool record_refold(struct store *s, uint64_t record, struct err *err);

struct record *record_get(struct store *s, uint64_t id, struct err *err);               /* NULL without err: unknown */
/* Complete number (also a `formerly` one, or the number of a letter: `.no` of an entry) → id; 0 if unknown. A short one ("2026-0041", "R0003" forms too) is tried with `unit`'s
 * numbers first, then as the end of any number that is unique. */
uint64_t record_by_no(struct store *s, const char *no, const char *unit, struct err *err);

/* What a list shows. Equality filters on columns; NULL or "" = any. */
struct record_filter {
	const char *kind, *step, *grade, *type, *place, *unit;  /* type and place also match what lies under the code (prefix) */
	bool only_open;                 /* not closed yet: `closed` is empty */
	const char *opened_from, *opened_to;    /* ISO, inclusive by day */
	const char *closed_from, *closed_to;
	/*
	 * Clocks (model/limit.h). `clock` NULL is the record's `due`, else the other ones: one kind, or "revisit|revisit_again".
	 * running: only where it runs. due_from and due_to, ISO days, inclusive, imply that; a clock of minutes counts by its
	 * day. In RECORD_DUE, the order is that clock's; of several the earliest counts. At most 4 kinds, else ERR_USAGE; "settle"
	 * alone means `due`. A page asked for behind a row whose clock has stopped meanwhile starts from the first.
	 */
	const char *clock;
	bool running;
	const char *due_from, *due_to;
	const char *lead, *result;      /* lead also matches the departments of a division */
	const char *not_lead;           /* in somebody else's hands: its lead, or its unit where it has none, is not this one */
	bool not_noticed;               /* `noticed` is empty */
	const char *find;               /* words, all of which must be found; two hanzi, phone tail, number, pinyin initials of a name */
	bool only_conflicts, only_refused;
	bool hide_unit_only;            /* at a hub: leave out kinds whose form says goes = unit */
};
enum record_order { RECORD_NEWEST, RECORD_DUE };
/* Key-set paging: rows behind `after` (NULL: from the start) in the order, at most `most`. *out is an array of pointers, yours. */
bool record_list(struct store *s, const struct record_filter *f, enum record_order order, const struct record *after, size_t most,
                 struct record ***out, size_t *n, struct err *err);
/* The page before `before`, in list order. */
bool record_list_back(struct store *s, const struct record_filter *f, enum record_order order, const struct record *before,
                      size_t most, struct record ***out, size_t *n, struct err *err);
void record_list_free(struct record **list, size_t n);
/* How many, and how many people they concern (one where nobody said); people may be NULL. */
bool record_count(struct store *s, const struct record_filter *f, size_t *n, size_t *people, struct err *err);

/* The clocks of a record that run beside its `due`: kind and due. Yours, each string too; list[n].kind ends it. */
struct record_clock {
	char *kind, *due;
};
bool record_clocks(struct store *s, uint64_t id, struct record_clock **list, size_t *n, struct err *err);
void record_clocks_free(struct record_clock *list, size_t n);

/* Numbers: the greatest serial used so far in this series (unit-desk-year plus the form's letters); 0 if none. Void and refused
 * ones stay used. Reads the journal's own openers through the record table; kept gap-free by taking it inside the transaction. */
bool record_last_serial(struct store *s, const char *prefix, long *serial, struct err *err);

#endif
