/* SPDX-License-Identifier: Apache-2.0 */
/* db.h and engine.h on SQLite. Every word SQLite says on failure ends here as a sentence a clerk can act on. */
#include "store/db.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine.h"
#include "sqlite.h"

#define BUSY_MS 5000            /* how long somebody waits for somebody else's commit */
#define LOOK_MS 2               /* and how long between two looks */
#define MODULES_MAX 32

struct db_stmt {
	sqlite3_stmt *stmt;     /* NULL until first used, and where it could not be read in for lack of a sound file */
	struct db *db;
	int rc;                 /* why not */
};

struct loaded {
	const struct db_module *module;
	struct db_stmt *stmts;
};

struct db {
	sqlite3 *handle;
	struct loaded loaded[MODULES_MAX];
	size_t nloaded;
	int64_t since;          /* when it began to wait for somebody's commit, ms */
};

/* --- failure ------------------------------------------------------------------------------------------------------- */

static bool no_room(int code, int reason)
{
	return code == SQLITE_FULL || (code == SQLITE_IOERR && (reason == ENOSPC || reason == EDQUOT));
}

static bool say(struct db *db, int rc, const char *doing, struct err *err)
{
	int code = rc & 0xff, reason = sqlite3_system_errno(db->handle);

	if (no_room(code, reason))
		err_set(err, ERR_FAILED, _("磁盘已满，没有存上；请腾出空间后再存一次，已存的没有受影响"));
	else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		err_set(err, ERR_BUSY, _("另一个程序正在写这个库，没有等到，请稍候再试一次"));
	else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		err_set(err, ERR_STORE, _("库文件已损坏，请不要再往里写，联系县中心"));
	else if (code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_AUTH)
		err_set(err, ERR_FAILED, _("没有写这个库的权限，请检查文件夹和文件的所有者，或磁盘是不是只读的"));
	else if (code == SQLITE_CANTOPEN)
		err_set(err, ERR_FAILED, _("打不开库文件，请检查文件夹的所有者和权限，以及磁盘是不是只读的"));
	else if (code == SQLITE_IOERR)
		err_set(err, ERR_FAILED, _("读写磁盘出错，没有存上；磁盘可能有故障，请先备份再检查"));
	else
		err_set(err, ERR_FAILED, _("库没有完成这次操作，请再试一次"));
	err_detail(err, "sqlite %d (%s), errno %d, %s", rc, sqlite3_errmsg(db->handle), reason, doing);
	return false;
}

/* --- statements ---------------------------------------------------------------------------------------------------- */

static struct db_stmt *slots(struct db *db, const struct db_module *m)
{
	for (size_t i = 0; i < db->nloaded; i++)
		if (db->loaded[i].module == m)
			return db->loaded[i].stmts;
	assert(db->nloaded < MODULES_MAX);

	struct db_stmt *stmts = mem_zero(m->n * sizeof *stmts);

	db->loaded[db->nloaded++] = (struct loaded){ m, stmts };
	return stmts;
}

struct db_stmt *db_use(struct db *db, const struct db_module *m, size_t i)
{
	assert(i < m->n);
	struct db_stmt *s = &slots(db, m)[i];

	s->db = db;
	if (s->stmt) {
		sqlite3_reset(s->stmt);
		sqlite3_clear_bindings(s->stmt);
		return s;
	}
	s->rc = sqlite3_prepare_v3(db->handle, m->sql[i], -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
	/* anything else is the world's doing (a disk that fails while the schema is read): db_step will say so */
	if (s->rc == SQLITE_ERROR)
		fatal(8, _("库里缺少程序需要的表，库可能已损坏：%s（%s %zu）"), sqlite3_errmsg(db->handle), m->name, i);
	return s;
}

static void bound(int rc)
{
	/* a wrong position is our own mistake; memory has run out where base/mem would say so too */
	if (rc == SQLITE_NOMEM)
		fatal(1, "内存不足，程序只能退出。 Out of memory.");
	assert(rc == SQLITE_OK);
}

void db_int(struct db_stmt *s, int at, int64_t v)
{
	if (s->stmt)
		bound(sqlite3_bind_int64(s->stmt, at, v));
}

void db_text(struct db_stmt *s, int at, const char *v)
{
	if (s->stmt)
		bound(v ? sqlite3_bind_text(s->stmt, at, v, -1, SQLITE_STATIC) : sqlite3_bind_null(s->stmt, at));
}

void db_blob(struct db_stmt *s, int at, const void *v, size_t n)
{
	/* a NULL pointer would bind NULL, and nothing is not the same as no bytes */
	if (s->stmt)
		bound(sqlite3_bind_blob64(s->stmt, at, n ? v : "", n, SQLITE_STATIC));
}

enum db_step db_step(struct db_stmt *s, struct err *err)
{
	int rc = s->stmt ? sqlite3_step(s->stmt) : s->rc;

	if (rc == SQLITE_ROW)
		return DB_ROW;
	if (!s->stmt) {
		say(s->db, rc, "prepare", err);
		return DB_FAILED;
	}
	if (rc != SQLITE_DONE && (rc & 0xff) != SQLITE_CONSTRAINT)
		say(s->db, sqlite3_extended_errcode(s->db->handle), sqlite3_sql(s->stmt), err);
	sqlite3_reset(s->stmt);
	if (rc == SQLITE_DONE)
		return DB_DONE;
	return (rc & 0xff) == SQLITE_CONSTRAINT ? DB_EXISTS : DB_FAILED;
}

bool db_run(struct db_stmt *s, struct err *err)
{
	enum db_step step = db_step(s, err);

	if (step == DB_EXISTS)
		say(s->db, SQLITE_CONSTRAINT, sqlite3_sql(s->stmt), err);
	db_done(s);
	return step == DB_DONE;
}

void db_done(struct db_stmt *s)
{
	if (!s->stmt)
		return;
	sqlite3_reset(s->stmt);
	sqlite3_clear_bindings(s->stmt);
}

int64_t db_get_int(struct db_stmt *s, int col)
{
	return sqlite3_column_int64(s->stmt, col);
}

const char *db_get_text(struct db_stmt *s, int col)
{
	const unsigned char *text = sqlite3_column_text(s->stmt, col);

	return text ? (const char *)text : "";
}

const void *db_get_blob(struct db_stmt *s, int col, size_t *n)
{
	const void *bytes = sqlite3_column_blob(s->stmt, col);

	*n = (size_t)sqlite3_column_bytes(s->stmt, col);
	return bytes ? bytes : "";
}

bool db_is_null(struct db_stmt *s, int col)
{
	return sqlite3_column_type(s->stmt, col) == SQLITE_NULL;
}

/* --- transactions -------------------------------------------------------------------------------------------------- */

enum { BEGIN, COMMIT, ROLLBACK };
static const char *const transaction_sql[] = {
	/* IMMEDIATE: a transaction that first reads and then finds the store taken cannot wait, only fail (design §3) */
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
};
static const struct db_module transaction = { "transaction", transaction_sql, 3 };

bool db_begin(struct db *db, struct err *err)
{
	assert(!db_in_transaction(db));
	return db_run(db_use(db, &transaction, BEGIN), err);
}

bool db_commit(struct db *db, struct err *err)
{
	/* a full disk makes SQLite roll back by itself: what the caller then wants to commit is gone */
	if (!db_in_transaction(db))
		return err_set(err, ERR_FAILED, _("没有存上：写到一半时磁盘出错，已退回原样，请再存一次"));
	if (db_run(db_use(db, &transaction, COMMIT), err))
		return true;
	db_rollback(db);
	return false;
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		db_run(db_use(db, &transaction, ROLLBACK), NULL);
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

/* --- the engine ---------------------------------------------------------------------------------------------------- */

static bool set(struct db *db, int option, int on)
{
	return sqlite3_db_config(db->handle, option, on, (int *)NULL) == SQLITE_OK;
}

struct db *engine_open(const char *path, struct err *err)
{
	struct db *db = mem_zero(sizeof *db);
	int rc = sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (!db->handle)
		fatal(1, "内存不足，程序只能退出。 Out of memory.");
	sqlite3_extended_result_codes(db->handle, 1);
	engine_patience(db, true);
	if (rc == SQLITE_OK && sqlite3_db_readonly(db->handle, "main") == 1)
		rc = SQLITE_READONLY;
	if (rc != SQLITE_OK) {
		say(db, rc, "open", err);
		engine_close(db, true);
		return NULL;
	}
	/* the file may have been made by somebody who means us harm */
	if (!set(db, SQLITE_DBCONFIG_DEFENSIVE, 1) || !set(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0) ||
	    !set(db, SQLITE_DBCONFIG_DQS_DDL, 0) || !set(db, SQLITE_DBCONFIG_DQS_DML, 0) || !sqlite_tokenizer(db->handle))
		fatal(1, "this SQLite has no full text search (FTS5) or is older than 3.37");
	return db;
}

void engine_close(struct db *db, bool untouched)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->nloaded; i++) {
		for (size_t k = 0; k < db->loaded[i].module->n; k++)
			sqlite3_finalize(db->loaded[i].stmts[k].stmt);
		free(db->loaded[i].stmts);
	}
	if (untouched)
		set(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
	sqlite3_close(db->handle);
	free(db);
}

bool engine_script(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || say(db, rc, sql, err);
}

bool engine_settle(struct db *db, struct err *err)
{
	return engine_script(db,
	                     "PRAGMA journal_mode = WAL;"
	                     "PRAGMA synchronous = FULL;"
	                     "PRAGMA foreign_keys = ON;"
	                     "PRAGMA cell_size_check = ON;"
	                     /* what a dropped draft said is overwritten where that costs nothing */
	                     "PRAGMA secure_delete = FAST;"
	                     "PRAGMA temp_store = MEMORY;"
	                     /* the log goes into the file when nobody waits (engine_tidy); this is for who never pauses */
	                     "PRAGMA wal_autocheckpoint = 4000;"
	                     /* a rebuild writes a long log once; it shall not stay that long */
	                     "PRAGMA journal_size_limit = 16777216;",
	                     err);
}

/* One number by a statement that cannot be declared, because PRAGMA takes no parameters. */
static bool number(struct db *db, const char *sql, int64_t *v, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(stmt);
		*v = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
		sqlite3_finalize(stmt);
	}
	return rc == SQLITE_ROW || rc == SQLITE_DONE || say(db, rc, sql, err);
}

bool engine_marks(struct db *db, int64_t *application, int64_t *version, bool *empty, struct err *err)
{
	int64_t tables;

	if (!number(db, "SELECT count(*) FROM sqlite_schema", &tables, err) ||
	    !number(db, "PRAGMA application_id", application, err) || !number(db, "PRAGMA user_version", version, err))
		return false;
	*empty = tables == 0;
	return true;
}

bool engine_set_marks(struct db *db, int64_t application, int64_t version, struct err *err)
{
	char *sql = mem_fmt("PRAGMA application_id = %lld; PRAGMA user_version = %lld;", (long long)application,
	                    (long long)version);
	bool good = engine_script(db, sql, err);

	free(sql);
	return good;
}

static bool check_with(struct db *db, const char *sql, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
	bool good = false;

	if (rc != SQLITE_OK)
		return say(db, rc, sql, err);
	rc = sqlite3_step(stmt);
	if (rc != SQLITE_ROW) {
		say(db, rc, sql, err);
	} else {
		const char *found = (const char *)sqlite3_column_text(stmt, 0);

		good = found && strcmp(found, "ok") == 0;
		if (!good)
			say(db, SQLITE_CORRUPT, found ? found : "", err);
	}
	sqlite3_finalize(stmt);
	return good;
}

bool engine_check(struct db *db, enum engine_depth depth, struct err *err)
{
	if (depth == ENGINE_ALL)
		return check_with(db, "PRAGMA quick_check(1)", err);
	return check_with(db, "PRAGMA quick_check('self')", err) && check_with(db, "PRAGMA quick_check('draft')", err) &&
	       check_with(db, "PRAGMA quick_check('note')", err);
}

/* Look again soon: the engine's own handler sleeps longer and longer, and passes over the moments between two short transactions of
 * somebody who has many. */
static int look_again(void *arg, int before)
{
	struct db *db = arg;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	int64_t now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;

	if (!before)
		db->since = now;
	if (now - db->since >= BUSY_MS)
		return 0;
	sqlite3_sleep(LOOK_MS);
	return 1;
}

void engine_patience(struct db *db, bool waits)
{
	sqlite3_busy_handler(db->handle, waits ? look_again : NULL, db);
}

bool engine_tidy(struct db *db, struct err *err)
{
	return engine_script(db, "PRAGMA wal_checkpoint(PASSIVE)", err);
}

bool engine_copy(struct db *db, const char *path, struct err *err)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->handle, "VACUUM INTO ?1", -1, &stmt, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
		sqlite3_step(stmt);
		rc = sqlite3_finalize(stmt);
	}
	return rc == SQLITE_OK || say(db, rc, "VACUUM INTO", err);
}

int64_t engine_data_version(struct db *db)
{
	int64_t v = 0;

	number(db, "PRAGMA data_version", &v, NULL);
	return v;
}

int64_t engine_total_changes(struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}
