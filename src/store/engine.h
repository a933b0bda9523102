/* SPDX-License-Identifier: Apache-2.0 */
/* What store.c, schema.c and the other housekeepers of store/ ask of the engine beyond db.h. Not for anybody outside store/. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/db.h"

/* Open a file that is there (it may be empty). Nothing is written to it yet. */
struct db *engine_open(const char *path, struct err *err);
/* Close; where `untouched`, without even moving what a dead program left in the log into the file. */
void engine_close(struct db *db, bool untouched);
/* Durability and safety settings, once the file is known to be ours. */
bool engine_settle(struct db *db, struct err *err);

/* What stands in the file's head: whose it is, and which numbered upgrade it had. *empty: no table at all. */
bool engine_marks(struct db *db, int64_t *application, int64_t *version, bool *empty, struct err *err);
bool engine_set_marks(struct db *db, int64_t application, int64_t version, struct err *err);
/* Many statements at once, from schema*.sql or our own text, never from outside. */
bool engine_script(struct db *db, const char *sql, struct err *err);

/* Look for damage: everything, or only the tables that are small and always read. ERR_STORE where there is any. */
enum engine_depth { ENGINE_SMALL, ENGINE_ALL };
bool engine_check(struct db *db, enum engine_depth depth, struct err *err);
void engine_patience(struct db *db, bool waits);        /* wait for others to commit (as from the start), or not at all */
bool engine_tidy(struct db *db, struct err *err);       /* bring the log into the file, as far as nobody is in the way */
/* The whole database as it is now to a file that is empty or not there. Others may read and write meanwhile. */
bool engine_copy(struct db *db, const char *path, struct err *err);
int64_t engine_data_version(struct db *db);     /* changes when another connection has committed */
int64_t engine_total_changes(struct db *db);

#endif
