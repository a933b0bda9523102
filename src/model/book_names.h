/* SPDX-License-Identifier: Apache-2.0 */
/* Which fields records get: gathered from all forms before the first of them is judged, as one may ask for what another
 * fills. */
#ifndef MODEL_BOOK_NAMES_H
#define MODEL_BOOK_NAMES_H

#include "model/book.h"

struct book_names {
	char **list;
	size_t n, cap;
};
/* A first look at a form, without complaint: what is wrong is said when it is read. true: it opens records. */
bool book_names_add(struct book_names *names, const struct book_file *form);
bool book_names_have(const struct book_names *names, const char *name);
void book_names_free(struct book_names *names);

#endif
