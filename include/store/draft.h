/* SPDX-License-Identifier: Apache-2.0 */
/* Forms being filled, on disk before the next field is reached. Local to this store; nothing but its own form touches a draft. */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "model/fields.h"
#include "store/store.h"

struct draft {
	int64_t id;             /* 0 until first saved */
	char *form;
	uint64_t version;       /* of the book it was opened under; 0: the shipped set, before enrolment */
	uint64_t record;        /* 0: it will open one */
	uint64_t *parents;      /* the record's heads when it was opened */
	size_t nparents;
	char *who;
	int64_t opened;         /* ms */
	int64_t saved;          /* ms; set by draft_save */
	char *cursor;           /* key of the field the cursor was in */
	struct fields *typed;   /* as typed, whether valid or not */
};
struct draft *draft_new(void);
void draft_free(struct draft *d);

bool draft_save(struct store *s, struct draft *d, struct err *err);             /* its own transaction unless one is open */
struct draft *draft_get(struct store *s, int64_t id, struct err *err);          /* NULL without err: gone */
bool draft_drop(struct store *s, int64_t id, struct err *err);
/* Newest first, at most `most`. *out yours, each too. */
bool draft_list(struct store *s, size_t most, struct draft ***out, size_t *n, struct err *err);
void draft_list_free(struct draft **list, size_t n);
bool draft_count(struct store *s, size_t *n, struct err *err);

#endif
