/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking entries that others wrote. A hub judges, keeps, refuses and routes; a desk keeps what its hub sends. Both inside one
 * transaction per batch, opened by the caller.
 */
#ifndef WORK_ACCEPT_H
#define WORK_ACCEPT_H

#include "base/ini.h"
#include "model/book.h"
#include "store/journal.h"

/* Books by version, so that an entry is judged by what its writer had. */
struct books;
struct books *books_new(struct store *s);
void books_free(struct books *b);
const struct book *books_at(struct books *b, uint64_t version, struct err *err);        /* NULL without err: no such version */
void books_report(struct books *b, ini_report *report, void *arg);      /* where wrong forms are told; the log until then */

struct accept_result {
	size_t kept;            /* new here */
	size_t known;           /* were here already */
	size_t refused;         /* at a hub: refusals written; at a desk: refusals received */
};
/* At the hub: one entry of station `from` of unit `unit`, chain already verified. Judged against the state its parents name,
 * kept whatever the verdict, routed to every unit whose business its record is; where refused, a refusal is appended and goes
 * the same way. */
bool accept_at_hub(struct store *s, struct books *b, uint32_t hub, const struct entry *e, const char *unit,
                   struct accept_result *r, struct err *err);
/* At a restored hub: what it said itself before, given back by a desk; its seal was good. Published files go to all units, a refusal
 * where its record goes and to the writer. A file whose former version is not here is not taken: r says so by counting nothing. */
bool accept_returned(struct store *s, struct books *b, uint32_t hub, const struct entry *e, struct accept_result *r,
                     struct err *err);
/* At the hub, after publish_files: put what was published after `since` (the publish_version before) into the feed of every
 * unit that has a station. Units that come later find it in their kit. Its own transaction. */
bool accept_publish(struct store *s, uint64_t since, struct err *err);
/* At a desk: an entry of the hub's feed. */
bool accept_at_desk(struct store *s, const struct entry *e, struct accept_result *r, struct err *err);

#endif
