/* SPDX-License-Identifier: Apache-2.0 */
/* Books by version, read from the store's publish entries once and kept. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/publish.h"
#include "work/accept.h"
#include "work/lint.h"

struct books {
	struct store *store;
	struct book **list;
	size_t n, cap;
	ini_report *report;
	void *arg;
};

struct books *books_new(struct store *s)
{
	struct books *b = mem_zero(sizeof *b);

	b->store = s;
	return b;
}

void books_free(struct books *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n; i++)
		book_free(b->list[i]);
	free(b->list);
	free(b);
}

void books_report(struct books *b, ini_report *report, void *arg)
{
	b->report = report;
	b->arg = arg;
}

const struct book *books_at(struct books *b, uint64_t version, struct err *err)
{
	struct err why = { 0 };

	for (size_t i = 0; i < b->n; i++)
		if (book_version(b->list[i]) == version)
			return b->list[i];
	if (version == 0 || version > INT64_MAX || entry_station(version) == 0 || entry_seq(version) == 0)
		return NULL;
	struct entry *e = journal_get(b->store, version, &why);
	bool published = e && strcmp(e->form, PUBLISH_FORM) == 0;
	entry_free(e);
	ini_report *report = b->report ? b->report : lint_to_log;
	struct book *book = published ? publish_book(b->store, version, report, b->arg, &why) : NULL;
	if (!book) {
		if (why.kind && err)
			*err = why;
		return NULL;
	}
	b->list = mem_grow(b->list, &b->cap, b->n, sizeof *b->list);
	b->list[b->n++] = book;
	return book;
}
