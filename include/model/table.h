/* SPDX-License-Identifier: Apache-2.0 */
/* A code table: data/NAME.csv with the columns code,name[,parent]. Order is the file's. */
#ifndef MODEL_TABLE_H
#define MODEL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct code {
	const char *code;
	const char *name;
	const char *parent;     /* "" at the top */
	bool leaf;              /* nothing has it as parent: only leaves can be chosen, unless the field says branches = yes */
};

struct table;

struct table *table_parse(const char *name, const char *text, size_t n, struct err *err);
void table_free(struct table *t);
const char *table_name(const struct table *t);
size_t table_count(const struct table *t);
const struct code *table_at(const struct table *t, size_t i);
const struct code *table_find(const struct table *t, const char *code);         /* NULL if unknown */
const char *table_label(const struct table *t, const char *code);               /* its name, or the code itself if unknown */

/* Does the row answer to what was typed: a prefix of the code, a part of the name, of its pinyin initials, or of its toneless
 * pinyin from a syllable on? An empty filter matches everything. */
bool table_matches(const struct table *t, size_t i, const char *typed);
/* The one row meant by something typed whole: a code, a name, or initials or a part of a name that only one row has. */
const struct code *table_resolve(const struct table *t, const char *typed, bool branches);

#endif
