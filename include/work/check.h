/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one judge of what may be written. The desk asks before it saves, the hub asks when it receives: same book, same rules, and
 * for the hub the state that the entry's parents name. A fault is an answer for a person, not an error.
 */
#ifndef WORK_CHECK_H
#define WORK_CHECK_H

#include "model/book.h"
#include "model/fold.h"
#include "model/type.h"

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

/* Values of a form as a person sees it: keys "title", "party2.name". */
struct check {
	const struct book *book;
	const struct form *form;
	const struct fields *values;    /* canonical values (what would be kept), keys without the leading dot */
	const struct fold *before;      /* the record as the writer knew it; NULL for a new one */
	const char *unit;               /* the writer's */
	const char *who;
	int64_t now;                    /* ms: the moment of writing */
};
bool check_visible(const struct check *c, const struct field *f, const char *key);
bool check_required(const struct check *c, const struct field *f, const char *key);
/* May this form be filled now, by this unit, on this record? Adds a fault with key "" if not. */
void check_allowed(const struct check *c, struct faults *out);
/* Everything: allowed, required, types (values must read to themselves), checks, groups. Invisible fields must be absent. */
void check_form(const struct check *c, struct faults *out);

/* What the form causes, as journal fields: kind? no: step, unit, backdated. `no` is minted separately. Yours. */
struct fields *check_effects(const struct check *c);

/* A received entry against all of that: its form and version, its fields, its effects recomputed, its number's unit and desk, and
 * whether its writer may write on this record. writer_unit is the sending station's. */
void check_entry(const struct book *book, const struct entry *e, const struct fold *before, const char *writer_unit, struct faults *out);

/* From what a person sees to what the journal keeps: dots for the entry's own fields, journal names of group rows, only what differs
 * from `before`. Yours. */
struct fields *check_journal_fields(const struct check *c);

#endif
