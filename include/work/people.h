/* SPDX-License-Identifier: Apache-2.0 */
/* Typed once: persons and places of earlier records, and earlier records of the same person, place or matter. */
#ifndef WORK_PEOPLE_H
#define WORK_PEOPLE_H

#include "store/record.h"
#include "work/fill.h"

/* Somebody as they stood in an earlier record: a row of a group, or who the record itself names (a visit). What the newest
 * does not say is taken from older ones with the same number. */
struct person {
	struct fields *row;     /* "name", "idno", "phone", …, without the group */
	uint64_t record;        /* where it stood last */
	char *no, *title;       /* of that record */
};
/*
 * Persons that answer to what was typed: a beginning of the name (two characters or more), its pinyin initials, the tail of a
 * phone (4 digits or more), the beginning of an identity number (6 or more). Who has just that name first, then newest first, the
 * same person once, at most `most`; the newest records that may hold them are looked at, not all. group "": whom the record
 * itself names. *list and each are yours.
 */
bool people_find(struct session *s, const char *group, const char *typed, size_t most, struct person **list, size_t *n,
                 struct err *err);
void people_free(struct person *list, size_t n);
/* Take a person into a row of a form (group "" and 0: into the form itself): the name, and every field that is shown, not filled in
 * yet and known of them. That something was not told then (未提供) is not taken: it is asked anew. */
void people_take(struct fill *f, const char *group, int row, const struct person *p);

/* Values that stood in a field of earlier records (key as in the form: "address", "party.address") and contain what was typed or
 * answer to it as pinyin; "" is answered by any. Newest first, each once. */
bool people_values(struct session *s, const char *kind, const char *key, const char *typed, size_t most, char ***list,
                   size_t *n, struct err *err);
void people_values_free(char **list, size_t n);

/* An earlier record, and why it is shown. */
struct earlier {
	struct record *record;
	char *name;             /* whom it is about, as this form writes it; "" where it is the place */
	char *why;              /* 同一证件号码, 同一电话, 同名同村, 同一地点同一类别 */
	char *state;            /* 在办, 已化解 */
	bool strong;            /* ask before one more is opened */
};
/*
 * Earlier records of the same kind, of those whom this form names so far: strong ones first, newest first, at most `most`; not
 * the form's own, none that a hidden step ended. Nobody without a name, and nobody by the name alone: people of one name with
 * different identity numbers are different people.
 *
 * Strong is the same person beyond doubt (identity number, or name and phone) where that record is open, or was closed within a
 * year and had the same type; and the same name in the same village where it had the same type as well.
 */
bool people_earlier(struct session *s, const struct fill *f, size_t most, struct earlier **list, size_t *n, struct err *err);
void people_earlier_free(struct earlier *list, size_t n);
/* What of a form people_earlier() looks at, as one text: while it stays the same, so does the answer. Yours. */
char *people_named(const struct fill *f);

/* Fields by which a form that opens records says what it has to do with an earlier one: its number, or why it is opened all the
 * same. */
#define PEOPLE_RELATED "related"
#define PEOPLE_ANEW "anew"
/* Before a new record is saved at a desk: a warning where a strong one is known and the form has both fields and neither filled
 * in. The screens want an answer first, a command says it and goes on; the hub never asks: it cannot know what the desk had seen. */
bool people_check(struct session *s, const struct fill *f, struct faults *out, struct err *err);

#endif
