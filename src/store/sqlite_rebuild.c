/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Make record, clock, formerly and search anew from the journal: shadow tables are filled in batches, then take the place of
 * the old ones in one transaction. Others read the old ones until then, and may write between batches: what they wrote meanwhile
 * shows in the number of a record's entries, which only ever grows.
 */
#include "store/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "engine.h"
#include "projection.h"
#include "rebuild.h"
#include "store/db.h"
#include "store/renewal.h"

#define BATCH 500               /* records between two commits */

enum { ALL, NEXT, COUNTS, SHADOW_OF, INDEXES };
static const char *const sql[] = {
	[ALL] = "SELECT count(DISTINCT record) FROM journal",
	[NEXT] = "SELECT DISTINCT record FROM journal WHERE record > ?1 ORDER BY record LIMIT ?2",
	[COUNTS] = "SELECT record, count(*) FROM journal GROUP BY record ORDER BY record",
	/* the same table under another name */
	[SHADOW_OF] = "SELECT ?2 || substr(sql, instr(sql, '(')) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
	/* those of a primary key come with their table and have no text */
	[INDEXES] = "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name IN ('record', 'clock', 'formerly') AND sql LIKE '%INDEX%'",
};
static const struct db_module module = { "rebuild", sql, sizeof sql / sizeof *sql };

struct done {
	uint64_t record;
	size_t entries;         /* how many it had when it was folded */
};

struct rebuild {
	struct store *store;
	struct db *db;
	enum search_table into;
	uint32_t *own;          /* this store's stations */
	struct done *done;      /* ascending */
	size_t n, cap;
};

/* Text of all rows of a statement, one behind the other; yours. */
static char *texts(struct db_stmt *q, struct err *err)
{
	struct buf out = { 0 };
	enum db_step step;

	while ((step = db_step(q, err)) == DB_ROW)
		buf_puts(&out, db_get_text(q, 0));
	db_done(q);
	if (step == DB_DONE)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

static bool drop_shadows(struct db *db, struct err *err)
{
	return engine_script(db,
	                     "DROP TABLE IF EXISTS record_shadow; DROP TABLE IF EXISTS clock_shadow;"
	                     "DROP TABLE IF EXISTS formerly_shadow; DROP TABLE IF EXISTS search_shadow;",
	                     err);
}

static bool make_shadow(struct db *db, const char *name, const char *create, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, SHADOW_OF);

	db_text(q, 1, name);
	db_text(q, 2, create);
	char *statement = texts(q, err);
	bool good = statement && engine_script(db, statement, err);

	free(statement);
	return good;
}

static bool make_shadows(struct db *db, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	if (drop_shadows(db, err) && make_shadow(db, "record", "CREATE TABLE record_shadow", err) &&
	    make_shadow(db, "clock", "CREATE TABLE clock_shadow", err) &&
	    make_shadow(db, "formerly", "CREATE TABLE formerly_shadow", err) &&
	    make_shadow(db, "search", "CREATE VIRTUAL TABLE search_shadow USING fts5", err) && db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}

/* --- filling ------------------------------------------------------------------------------------------------------- */

static bool fold_one(struct rebuild *b, uint64_t record, bool fresh, size_t *entries, struct err *err)
{
	struct entries all;
	struct projection p;
	bool good = true;

	if (!journal_of_record(b->store, record, &all, err))
		return false;
	*entries = all.n;
	if (projection_wanted(entries_const(&all), all.n)) {
		projection_fold(entries_const(&all), all.n, b->own, &p);
		good = projection_write(b->db, b->into, &p, fresh, err);
		projection_clear(&p);
	}
	entries_free(&all);
	return good;
}

static bool next(struct rebuild *b, uint64_t after, uint64_t *ids, size_t *n, struct err *err)
{
	struct db_stmt *q = db_use(b->db, &module, NEXT);
	enum db_step step;

	*n = 0;
	db_int(q, 1, (int64_t)after);
	db_int(q, 2, BATCH);
	while ((step = db_step(q, err)) == DB_ROW)
		ids[(*n)++] = (uint64_t)db_get_int(q, 0);
	db_done(q);
	return step == DB_DONE;
}

static bool batch(struct rebuild *b, size_t *n, struct err *err)
{
	uint64_t ids[BATCH];
	bool good = next(b, b->n ? b->done[b->n - 1].record : 0, ids, n, err);

	for (size_t i = 0; good && i < *n; i++) {
		size_t entries;

		good = fold_one(b, ids[i], true, &entries, err);
		b->done = mem_grow(b->done, &b->cap, b->n, sizeof *b->done);
		b->done[b->n++] = (struct done){ ids[i], entries };
	}
	return good;
}

static bool fill(struct rebuild *b, void (*progress)(void *arg, size_t done, size_t all), void *arg, struct err *err)
{
	struct db_stmt *q = db_use(b->db, &module, ALL);
	size_t all = db_step(q, err) == DB_ROW ? (size_t)db_get_int(q, 0) : 0, n;

	db_done(q);
	do {
		if (!db_begin(b->db, err))
			return false;
		if (!batch(b, &n, err) || !db_commit(b->db, err)) {
			db_rollback(b->db);
			return false;
		}
		if (progress)
			progress(arg, b->n, all < b->n ? b->n : all);
	} while (n == BATCH);
	return true;
}

/* --- the swap ------------------------------------------------------------------------------------------------------ */

/* Records that got entries since they were folded, or were opened since. */
static bool catch_up(struct rebuild *b, struct err *err)
{
	struct db_stmt *q = db_use(b->db, &module, COUNTS);
	enum db_step step;
	bool good = true;
	size_t at = 0, unused;

	while (good && (step = db_step(q, err)) == DB_ROW) {
		uint64_t record = (uint64_t)db_get_int(q, 0);

		while (at < b->n && b->done[at].record < record)
			at++;
		if (at < b->n && b->done[at].record == record && b->done[at].entries == (size_t)db_get_int(q, 1))
			continue;
		good = fold_one(b, record, false, &unused, err);
	}
	db_done(q);
	return good && step == DB_DONE;
}

static bool swap(struct rebuild *b, struct err *err)
{
	char *indexes = texts(db_use(b->db, &module, INDEXES), err);
	bool good = indexes && catch_up(b, err) &&
	            engine_script(b->db,
	                          "DROP TABLE record; ALTER TABLE record_shadow RENAME TO record;"
	                          "DROP TABLE clock; ALTER TABLE clock_shadow RENAME TO clock;"
	                          "DROP TABLE formerly; ALTER TABLE formerly_shadow RENAME TO formerly;"
	                          "DROP TABLE search; ALTER TABLE search_shadow RENAME TO search;"
	                          /* as schema.sql sets them; while filling, merging at once is what keeps it quick */
	                          "INSERT INTO search(search, rank) VALUES('automerge', 0);"
	                          "INSERT INTO search(search, rank) VALUES('crisismerge', 250);",
	                          err) &&
	            engine_script(b->db, indexes, err);

	free(indexes);
	return good;
}

static bool rebuild(struct rebuild *b, void (*progress)(void *arg, size_t done, size_t all), void *arg, struct err *err)
{
	if (!make_shadows(b->db, err) || !fill(b, progress, arg, err) || !db_begin(b->db, err))
		return false;
	if (swap(b, err) && db_commit(b->db, err))
		return true;
	db_rollback(b->db);
	return false;
}

/* Two rebuilds would take each other's shadows away. The lock goes when the file is closed, even by SIGKILL. */
static int only_one(struct store *s, struct err *err)
{
	char *path = file_join(store_dir(s), "rebuild.lock");
	int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	free(path);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	err_set(err, ERR_BUSY, _("另一个程序正在重建这个库的列表，请等它做完"));
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool prepare(struct rebuild *b, struct store *s, enum search_table into, struct err *err)
{
	*b = (struct rebuild){ .store = s, .db = store_db(s), .into = into };
	b->own = renewal_own(s, err);
	return b->own != NULL;
}

static void rebuild_end(struct rebuild *b)
{
	free(b->own);
	free(b->done);
}

bool rebuild_in_place(struct store *s, struct err *err)
{
	struct rebuild b;
	size_t n = BATCH;
	bool good = prepare(&b, s, SEARCH_LIVE, err);

	while (good && n == BATCH)
		good = batch(&b, &n, err);
	rebuild_end(&b);
	return good;
}

bool store_rebuild(struct store *s, void (*progress)(void *arg, size_t done, size_t all), void *arg, struct err *err)
{
	struct rebuild b;
	int lock = only_one(s, err);

	if (lock < 0)
		return false;
	bool good = prepare(&b, s, SEARCH_SHADOW, err) && rebuild(&b, progress, arg, err);

	close(lock);
	rebuild_end(&b);
	return good;
}
