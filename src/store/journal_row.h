/* SPDX-License-Identifier: Apache-2.0 */
/* Reading rows of the journal, for statements of other modules that select them too. */
#ifndef STORE_JOURNAL_ROW_H
#define STORE_JOURNAL_ROW_H

#include "store/db.h"
#include "store/journal.h"

#define JOURNAL_COLUMNS "id, at, who, record, form, version, parents, fields, digest, chain"

struct entry *journal_row(struct db_stmt *s);           /* the current row; NULL if it is no entry */
/* Step through a bound statement that selects JOURNAL_COLUMNS first, until about `bytes` or `most`, then db_done. */
bool journal_collect(struct db_stmt *s, size_t bytes, size_t most, struct entries *out, struct err *err);

#endif
