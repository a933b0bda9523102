/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the judge share: check.c (values, rows), check_ask.c (conditions), check_effect.c, check_clock.c, check_correct.c. */
#ifndef WORK_CHECK_PARTS_H
#define WORK_CHECK_PARTS_H

#include "work/check.h"

/* Does a condition hold for a field of this form (f NULL: for the form as a whole)? */
bool check_holds(const struct check *c, const struct expr *e, const struct field *f, const char *key);
/* Does it hold for the record as it was, whatever is typed? */
bool check_record_holds(const struct check *c, const struct expr *e);
/* Is the writer's unit one of those that a word of `by` means? */
bool check_is_by(const struct check *c, const char *word);

/*
 * The record's field as this form leaves it: what the effects so far (`out`) set, what is typed, else what the record held. ""
 * if nothing does. Lent.
 */
const char *check_left(const struct check *c, const struct fields *out, const char *key);
/* After a correction of `key`: every running clock that counts from it, or is chosen by it, anew. */
void check_recount(const struct check *c, const char *key, struct fields *out);
/* 更正: what it sets on the record, and what is wrong with it. faults may be NULL. */
void check_correction(const struct check *c, struct fields *out, struct faults *faults);
/*
 * Clocks: due days computed by the limits that fit the record's grade and matter as this form leaves them (model/limit.h says in
 * which fields). A clock whose limit or start is missing is not started. faults may be NULL: an extension that the limit does not
 * allow, a pause of what cannot stand still.
 */
void check_clocks(const struct check *c, struct fields *out, struct faults *faults);
/* check_effects(), and what is wrong with them. Yours. */
struct fields *check_cause(const struct check *c, struct faults *faults);

#endif
