/* SPDX-License-Identifier: Apache-2.0 */
/* A filter as a question to the database: which statement answers it soonest, and what is bound to it. Pages: record_list.c. */
#ifndef STORE_RECORD_QUERY_H
#define STORE_RECORD_QUERY_H

#include "store/db.h"
#include "store/record.h"

#define QUERY_CLOCKS 4          /* kinds that one filter may name */
#define QUERY_BEYOND "\xff"     /* behind every text */

/* What to do with what the filter leaves: a part of a list forward or back, or count. */
enum query_way {
	QUERY_NEWEST, QUERY_NEWEST_BACK,
	QUERY_DUE, QUERY_DUE_BACK,              /* those whose clock runs */
	QUERY_NEVER, QUERY_NEVER_BACK,          /* those that have no due day */
	QUERY_UNTIMED, QUERY_UNTIMED_BACK,      /* those that have none of the filter's other clocks */
	QUERY_COUNT,
	QUERY_WAYS,
};

struct query {
	struct db *db;
	const struct record_filter *f;
	char *find;                     /* NULL: the filter does not search */
	bool nothing;                   /* its words contain nothing that could be found */
	char *not_kind;
	char *clocks[QUERY_CLOCKS];     /* kinds of the filter's clocks; none: the record's due */
	size_t nclocks;
	bool running;                   /* only where the clock runs */
	const char *due_from;
	char due_end[16], opened_end[16], closed_end[16];
};

bool query_make(struct store *s, const struct record_filter *f, struct query *q, struct err *err);
void query_clear(struct query *q);

/* A key of the list: rows behind it, or before it. */
struct query_key {
	int64_t at;
	const char *due;        /* NULL where the order is by `at` */
	uint64_t id;
};
/* Bound, ready to step through: RECORD_COLUMNS of at most `most` rows behind the key (NULL for QUERY_COUNT, which gives records
 * and people). walked: without the words to find. */
struct db_stmt *query_put(const struct query *q, enum query_way way, bool walked, const struct query_key *key, size_t most);
/* When the filter's clock of this record ends; "" where it does not run. Yours; NULL with err. */
char *query_due_of(const struct query *q, uint64_t record, struct err *err);

#endif
