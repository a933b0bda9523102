/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of people share; nobody else includes this. */
#ifndef WORK_PEOPLE_PARTS_H
#define WORK_PEOPLE_PARTS_H

#include "work/people.h"

#define PEOPLE_CANDIDATES 50    /* newest records that the index answers with */
#define PEOPLE_IDNO_LEAST 6     /* characters of an identity number */
#define PEOPLE_WALKED 200       /* newest records looked at without it, for what is too common to be looked up */

/* Records, for looking at one by one. */
struct people_pile {
	struct record **list;
	size_t n, cap;
};
/* Put the newest `most` that the filter lets through on the pile. */
bool people_pile(struct session *s, const struct record_filter *f, size_t most, struct people_pile *pile, struct err *err);
void people_pile_sort(struct people_pile *pile);        /* newest first, each once */
void people_pile_clear(struct people_pile *pile);
/* What a record says now. people_fold_free() it. */
struct people_fold {
	struct entries entries;
	struct fold *fold;
};
bool people_fold(struct session *s, uint64_t record, struct people_fold *f, struct err *err);
void people_fold_free(struct people_fold *f);

/* A row of a record without its group; group "" is what the record itself says of somebody. NULL: nobody with a name. Yours. */
struct fields *people_row(const struct fields *all, const char *group, int row);
bool people_own(const char *key);       /* of a record that names somebody itself: theirs, not the matter's */
const char *people_get(const struct fields *row, const char *key);      /* "" if absent */
char *people_plain(const char *number);         /* without the signs that stand between its digits. Yours. */
/* Is it a number somebody can be known by, or a word instead of one (未提供)? */
bool people_is_idno(const char *value);
bool people_same_idno(const char *a, const char *b);
bool people_same_phone(const char *a, const char *b);   /* with or without the signs between; too short ones are none */
bool people_same(const struct fields *a, const struct fields *b);       /* do two rows name the same person? */

#endif
