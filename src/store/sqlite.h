/* SPDX-License-Identifier: Apache-2.0 */
/* What the tokenizer gives to the other files that know SQLite itself. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <stdbool.h>
#include <stddef.h>

struct sqlite3;

/* Make the tokenizer "bigram" known to this connection. */
bool sqlite_tokenizer(struct sqlite3 *db);
/* Are all n bytes one run of hanzi (no ASCII word, no sign between)? */
bool sqlite_term_only(const char *s, size_t n);

#endif
