/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Published files (forms, code tables, flow, divisions): entries of the hub's journal, form "publish", one record per path, fields
 * `path` and `text`. The set of a version is, for each path, the newest publish entry not after it; an empty text takes a file out.
 */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "base/ini.h"
#include "model/book.h"
#include "store/journal.h"

#define PUBLISH_FORM "publish"

bool publish_version(struct store *s, uint64_t *version, struct err *err);      /* the newest publish entry here; 0: none */
/* The book as of a version. NULL with err where the version's entries are not all here. */
struct book *publish_book(struct store *s, uint64_t version, ini_report *report, void *arg, struct err *err);
/* At a hub: append one publish entry per file that differs from what is published. Opens its own transaction. */
bool publish_files(struct store *s, uint32_t station, const struct book_file *files, size_t n, const char *who,
                   size_t *published, struct err *err);
/* All publish entries, ascending, for a kit. */
bool publish_entries(struct store *s, struct entries *out, struct err *err);

#endif
