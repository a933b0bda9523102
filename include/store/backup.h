/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups: a whole store, its attachments too, in one file, taken while others work in it, and put back where there is none.
 * Whatever way a backup comes back, even copied into place by hand, the store knows that it is one: a desk is stale
 * (store/renewal.h), a hub does not open.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/buf.h"
#include "store/store.h"

/* A file that belongs to the store and travels in its backup. */
struct backup_file {
	const char *name;
	const void *bytes;
	size_t n;
};

/* The store as it is now, and these files, to `path`: whole or not at all, checked, on disk when this returns. An older
 * backup that stands there is replaced, anything else is left alone (ERR_CHECK). Mode 0600: keys are in it. */
bool store_backup(struct store *s, const char *path, const struct backup_file *with, size_t n, struct err *err);

/* What still has to be done to a store before it stands in `dir`, and may say no. */
typedef bool backup_settle(void *arg, struct store *s, const char *dir, struct err *err);
/*
 * Put a backup into `dir`, which is made where it is not there and holds no store: else ERR_CHECK, and nothing was touched.
 * Every entry and everything derived is verified first; faults go to report and are ERR_STORE. Killed anywhere, it can be
 * done again.
 */
bool store_restore(const char *path, const char *dir, enum store_kind kind, backup_settle *settle, void *arg,
                   store_report *report, struct err *err);
/* When settling: a file that came with it, appended. false without err->kind: there is none of that name. */
bool backup_get(struct store *s, const char *name, struct buf *out, struct err *err);
/* Is this store a backup that nobody has put back by store_restore()? */
bool backup_is_copy(struct store *s);

#endif
