/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one judge of what may be written. The desk asks before it saves, the hub asks when it receives: same book, same rules,
 * and for the hub the state that the entry's parents name. A fault is an answer for a person, not an error.
 */
#ifndef WORK_CHECK_H
#define WORK_CHECK_H

#include "model/book.h"
#include "model/fold.h"
#include "model/type.h"

#define CHECK_WRITER ".writer_unit"

struct fault {
	char *key;              /* the field as the person sees it; "" = the whole form */
	char *say;
	bool warning;           /* worth reading, no obstacle */
};
struct faults {
	struct fault *list;
	size_t n, cap;
};
void faults_add(struct faults *f, const char *key, bool warning, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void faults_free(struct faults *f);
bool faults_stop(const struct faults *f);       /* is any of them more than a warning? */

/*
 * Values of a form as a person sees it: keys "title", "party2.name". Where the form writes rows of a record that has some
 * already, a key "party2" says which one row 2 is: its journal name, or "" for a new one. Rows keep the record's order, new
 * ones last.
 */
struct check {
	const struct book *book;
	const struct form *form;
	const struct fields *values;    /* canonical values (what would be kept), keys without the leading dot */
	const struct fold *before;      /* the record as the writer knew it; NULL for a new one */
	const char *unit;               /* the writer's */
	const char *who;
	int64_t now;                    /* ms: the moment of writing */
};
/* Does what this field says belong to the record (an opening form's all do), or to its entry alone? */
bool check_on_record(const struct form *form, const struct field *f);
bool check_group_on_record(const struct form *form, const struct group *g);
/* Row number of a key in a group: "party2.name" and "party2" → 2; 0: not a row of it. */
int check_row(const char *key, const char *group);
/* The greatest row number of a group among the keys; 0: no rows. */
int check_last_row(const struct fields *values, const char *group);
/* The field that gives a record's value its label and code table: the opening form's, else that of the first continuing form
 * that has it. */
const struct field *check_record_field(const struct book *b, const char *kind, const char *key);
/* The record's field that people mean, by its key or by its label in their language; NULL if there is none. Lent. */
const char *check_record_key(const struct book *b, const char *kind, const char *said);
/* May a unit write on this record: its own, its superior, one it was handed to, or the superior of one of those? */
bool check_may_write(const struct fold *before, const char *unit);
/* Record fields that hand a record to further units (lead, with, called), NULL at the end; each holds a list of units. */
extern const char *const check_handing[];
/* The next unit of such a list: *list moves on to it, *n gets its length. false at the end. Start with *n = 0. */
bool check_next_unit(const char **list, size_t *n);
/* Is `upper` the same division as `lower` or one above it? Departments count as their division. */
bool check_above(const char *upper, const char *lower);

/* type_read() in this form: knows the word that may stand instead of a value, and when any text will do. */
enum type_verdict check_read(const struct check *c, const struct field *f, const char *key, const char *typed,
                             char **value, char **say);
bool check_visible(const struct check *c, const struct field *f, const char *key);
bool check_required(const struct check *c, const struct field *f, const char *key);
/* May this form be filled now, by this unit, on this record? Adds a fault with key "" if not. */
void check_allowed(const struct check *c, struct faults *out);
/* Everything: allowed, required, types (values must read to themselves), checks, groups. Invisible fields must be absent. */
void check_form(const struct check *c, struct faults *out);

/*
 * What the form causes, as journal fields. Opening: kind, unit (the writer's), step, due, backdated. Else: .writer_unit (for the
 * timeline; left out where the form has such a field itself), .backdated, and step where it continues a record. `no` is minted
 * separately. Yours.
 */
struct fields *check_effects(const struct check *c);
/* 为什么是这天: the clock of a kind as it stands on a record, one sentence a line. Yours; NULL where it neither runs nor stands still. */
char *check_why_due(const struct book *b, const struct fold *record, const char *kind);

/* A received entry against all of that: its form and version, its fields, its effects recomputed, its number's unit and desk,
 * and whether its writer may write on this record. writer_unit is the sending station's. */
void check_entry(const struct book *book, const struct entry *e, const struct fold *before, const char *writer_unit,
                 struct faults *out);

/* From what a person sees to what the journal keeps: dots for the entry's own fields, journal names of group rows, only what
 * differs from `before`. Yours. */
struct fields *check_journal_fields(const struct check *c);
/* The way back: the values a writer saw, from what the entry says and the state it was written on. Yours. */
struct fields *check_values(const struct book *book, const struct form *form, const struct entry *e, const struct fold *before);
/* A complete number: <unit>-<desk>-<year>-<letters><at least four digits>? */
bool check_number(const char *no, const char *unit, uint32_t station, const char *letters);
/* Complete numbers of the unit, of whichever desk, with blanks between: what a record or letter was called before its desk got a new
 * number (`formerly`). */
bool check_formerly(const char *words, const char *unit, const char *letters);

#endif
