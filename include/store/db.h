/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one seam to a database engine. Modules of store/ declare their statements in one table each and speak in indexes; nothing
 * can run SQL that was not declared. Statements are prepared on first use and kept. Today's engine is SQLite (db_sqlite.c).
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct db_stmt;

struct db_module {
	const char *name;               /* for the log */
	const char *const *sql;         /* ?1, ?2 … */
	size_t n;
};

/* A statement ready to bind: reset, nothing bound. Lent until db_done() or its next use. A statement that does not compile is our
 * own mistake and ends in fatal() with status 8. */
struct db_stmt *db_use(struct db *db, const struct db_module *m, size_t i);
void db_int(struct db_stmt *s, int at, int64_t v);              /* at counts from 1 */
void db_text(struct db_stmt *s, int at, const char *v);         /* NULL binds NULL; must live until db_done */
void db_blob(struct db_stmt *s, int at, const void *v, size_t n);

enum db_step { DB_ROW, DB_DONE, DB_EXISTS /* a constraint said no */, DB_FAILED };
enum db_step db_step(struct db_stmt *s, struct err *err);
bool db_run(struct db_stmt *s, struct err *err);                /* step once, want DONE, then db_done */
void db_done(struct db_stmt *s);

int64_t db_get_int(struct db_stmt *s, int col);                 /* col counts from 0 */
const char *db_get_text(struct db_stmt *s, int col);            /* "" for NULL; lent until the next step */
const void *db_get_blob(struct db_stmt *s, int col, size_t *n);
bool db_is_null(struct db_stmt *s, int col);

bool db_begin(struct db *db, struct err *err);                  /* IMMEDIATE; waits for others up to the busy timeout */
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);                                /* harmless where nothing is open */
bool db_in_transaction(const struct db *db);
int64_t db_changes(struct db *db);                              /* rows the last statement changed */

#endif
