/* SPDX-License-Identifier: Apache-2.0 */
/* A book while it is put together: book.c reads what needs an order, book_tables.c what stands alone. For src/model/book*.c. */
#ifndef MODEL_BOOK_PARTS_H
#define MODEL_BOOK_PARTS_H

#include "book_names.h"

struct book_text { char *name, *text; };

struct book {
	uint64_t version;
	struct table **tables;          /* sorted by name */
	size_t ntables, captables;
	struct book_text *texts;        /* data/NAME.txt */
	size_t ntexts, captexts;
	struct form **forms;            /* sorted by name, once all are read */
	size_t nforms, capforms;
	struct ini *flow;               /* owns the strings of the steps */
	struct step *steps;
	size_t nsteps;
	struct calendar *calendar;      /* NULL if there is none, or a wrong one */
	struct limits *limits;
	struct book_names names;        /* fields of records */
};

struct making {
	struct book *b;
	const struct book_file *files;
	size_t n;
	ini_report *report;
	void *arg;
};

void book_fault(const struct making *m, const char *path, int line, const char *section, const char *key, const char *say);
bool book_file_is(const char *path, const char *folder, const char *suffix);
const struct book_file *book_file_named(const struct making *m, const char *path);
/* The same path twice would make it a matter of luck which one counts. */
bool book_file_twice(const struct making *m, size_t i);

void book_add_tables(struct making *m);
void book_add_texts(struct making *m);

#endif
