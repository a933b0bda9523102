/* SPDX-License-Identifier: Apache-2.0 */
/* What backup.c, restore.c and backup_files.c share. */
#ifndef STORE_BACKUP_PARTS_H
#define STORE_BACKUP_PARTS_H

#include <stdbool.h>

#include "store/db.h"

#define BACKUP_NOTE "store.copy"

/* By errno. Always false. */
bool backup_cannot(struct err *err, const char *path, const char *call);
/* A file is on the disk. */
bool backup_sync(const char *path);

/* backup_files.c: what a backup has beside the store's own tables. */
bool backup_make_tables(struct db *db, struct err *err);
bool backup_drop_tables(struct db *db, struct err *err);
bool backup_put_files(struct db *db, const char *dir, struct err *err);        /* of the store in `dir` */
bool backup_get_files(struct db *db, const char *dir, struct err *err);

#endif
