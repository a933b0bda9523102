/* SPDX-License-Identifier: Apache-2.0 */
/* The search index: one text per record. All that is peculiar to the engine's full text search stands behind this. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "model/fold.h"
#include "store/db.h"

/* For lists that search: joined to record r, with the query of search_query() as parameter 15. */
#define SEARCH_JOIN " JOIN search ON search.rowid = r.id"
/* the same where more is joined: the words are asked first, not once per row */
#define SEARCH_FIRST " FROM search CROSS JOIN record r ON r.id = search.rowid"
#define SEARCH_MATCH " AND search.text MATCH ?15"

enum search_table { SEARCH_LIVE, SEARCH_SHADOW };

/* May a change of this record value change the text? */
bool search_concerns(const char *key);
/* What a record is found by; yours. */
char *search_text(const struct fold *f);
/* Set the text of a record, if it is another one than now. fresh: it has none yet. */
bool search_put(struct db *db, enum search_table t, uint64_t record, const char *text, bool fresh, struct err *err);
bool search_drop(struct db *db, uint64_t record, struct err *err);
char *search_get(struct db *db, uint64_t record, struct err *err);      /* NULL if there is none, or with err */

/* What somebody typed → an expression for SEARCH_MATCH: all words, any order. NULL if there is nothing to search by. Yours. */
char *search_query(const char *typed);
/* Is this expression so common that looking through the newest records finds a page sooner than gathering all of them? Then
 * the words themselves, NULL-terminated, yours (search_words_free); else NULL. Only words of hanzi, for which "contains" says
 * the same as the index does. */
char **search_common(struct db *db, const char *query, const char *typed, struct err *err);
bool search_holds(struct db *db, uint64_t record, char *const *words, bool *holds, struct err *err);
void search_words_free(char **words);
bool search_merge(struct db *db, int pages, bool *more, struct err *err);
bool search_check(struct db *db, struct err *err);      /* does the index say what the texts say? false without err->kind: no */

#endif
