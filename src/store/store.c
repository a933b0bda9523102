/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store without ever harming a file that is not ours or not whole. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine.h"
#include "schema.h"
#include "search.h"
#include "store_private.h"

#define FILE_NAME "yichuang.db"
#define LOCK_NAME "yichuang.lock"
#define SMALL_STORE (32 << 20)          /* bytes that are read through in well under 100 ms */
#define MERGE_PAGES 64                  /* a bite of idle work: a few ms */

struct store {
	struct db *db;
	char *dir;
	enum store_kind kind;
	int lock;               /* held shared while open: who gets it exclusively is alone */
	int64_t seen;           /* data_version when last asked */
	struct store_kinds kinds;
};

/* --- the file before the engine sees it ---------------------------------------------------------------------------- */

static bool cannot(struct err *err, const char *path, const char *sentence)
{
	int reason = errno;

	if (reason == ENOSPC || reason == EDQUOT)
		err_set(err, ERR_FAILED, _("磁盘已满，建不了库；请腾出空间后再试"));
	else if (reason == EROFS)
		err_set(err, ERR_FAILED, _("磁盘是只读的，建不了库：%s"), path);
	else if (reason == EACCES || reason == EPERM)
		err_set(err, ERR_FAILED, _("没有权限使用 %s，请检查文件夹的所有者和权限"), path);
	else
		err_set(err, ERR_FAILED, "%s：%s", sentence, path);
	return err_detail(err, "%s: %s", path, strerror(reason));
}

/* Make sure there is a file. One that we make is for its owner alone, and so is what the engine puts beside it. */
static bool prepare(const char *dir, const char *path, bool create, struct stat *st, struct err *err)
{
	if (stat(path, st) == 0)
		return S_ISREG(st->st_mode) || err_set(err, ERR_STORE, _("这里应当是库文件，却是别的东西：%s"), path);
	if (errno != ENOENT && errno != ENOTDIR)
		return cannot(err, path, _("打不开库"));
	if (!create)
		return err_set(err, ERR_FAILED, _("这里没有库：%s"), dir);
	if (!file_make_dir(dir, err))
		return false;

	int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 || fstat(fd, st) < 0)
		return cannot(err, path, _("建不了库"));
	close(fd);
	return true;
}

/* The first bytes say whether SQLite wrote it at all, and how long it should at least be. */
static bool plausible(const char *path, const struct stat *st, struct err *err)
{
	static const char magic[16] = "SQLite format 3";
	unsigned char head[100];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return cannot(err, path, _("打不开库"));
	ssize_t n = read(fd, head, sizeof head);

	close(fd);
	if (st->st_size == 0)
		return true;
	if (n < (ssize_t)sizeof head || memcmp(head, magic, sizeof magic) != 0)
		return err_set(err, ERR_STORE, _("这个文件不是一窗的库，没有动它：%s"), path);
	return true;
}

/* Were we the first to open it, a log beside it means that the last program was killed or the power failed. */
static bool take_lock(struct store *s, bool *alone, struct err *err)
{
	char *path = file_join(s->dir, LOCK_NAME);

	s->lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	bool good = s->lock >= 0 || cannot(err, path, _("打不开库"));

	if (good) {
		*alone = flock(s->lock, LOCK_EX | LOCK_NB) == 0;
		flock(s->lock, LOCK_SH | LOCK_NB);
	}
	free(path);
	return good;
}

static bool left_open(const char *path)
{
	char *log = mem_fmt("%s-wal", path);
	struct stat st;
	bool left = stat(log, &st) == 0 && st.st_size > 0;

	free(log);
	return left;
}

/* --- open and close ------------------------------------------------------------------------------------------------ */

static bool open_in(struct store *s, const char *path, bool create, struct err *err)
{
	struct stat st;
	bool fresh, alone, unclean = left_open(path);

	if (!prepare(s->dir, path, create, &st, err) || !plausible(path, &st, err) || !take_lock(s, &alone, err))
		return false;
	s->db = engine_open(path, err);
	if (!s->db || !schema_accept(s->db, s->kind, &fresh, err))
		return false;
	if (fresh && !create)
		return err_set(err, ERR_FAILED, _("这里没有库：%s"), s->dir);

	/* a fresh file gets its schema before it becomes a WAL file, so that its head says whose it is from the first moment */
	if (!schema_upgrade(s, err) || !engine_settle(s->db, err))
		return false;
	enum engine_depth depth = st.st_size <= SMALL_STORE || (alone && unclean) ? ENGINE_ALL : ENGINE_SMALL;

	return engine_check(s->db, depth, err);
}

struct store *store_open(const char *dir, enum store_kind kind, bool create, struct err *err)
{
	struct store *s = mem_zero(sizeof *s);
	char *path = file_join(dir, FILE_NAME);

	s->dir = mem_dup(dir);
	s->kind = kind;
	s->lock = -1;
	if (open_in(s, path, create, err)) {
		s->seen = engine_data_version(s->db);
	} else {
		if (err) {
			/* without its store a program cannot go on: to whoever called it that is one and the same */
			if (err->kind == ERR_BUSY)
				err->kind = ERR_STORE;
			err_detail(err, "%s", path);
		}
		engine_close(s->db, true);
		s->db = NULL;
		store_close(s);
		s = NULL;
	}
	free(path);
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	engine_close(s->db, false);
	if (s->lock >= 0)
		close(s->lock);
	free(s->kinds.list);
	free(s->dir);
	free(s);
}

struct db *store_db(struct store *s)
{
	return s->db;
}

const char *store_dir(const struct store *s)
{
	return s->dir;
}

enum store_kind store_kind(const struct store *s)
{
	return s->kind;
}

struct store_kinds *store_kinds(struct store *s)
{
	return &s->kinds;
}

/* --- transactions and others --------------------------------------------------------------------------------------- */

bool store_begin(struct store *s, struct err *err)
{
	return db_begin(s->db, err);
}

bool store_commit(struct store *s, struct err *err)
{
	return db_commit(s->db, err);
}

void store_rollback(struct store *s)
{
	db_rollback(s->db);
}

bool store_changed(struct store *s)
{
	int64_t now = engine_data_version(s->db);
	bool changed = now != s->seen;

	s->seen = now;
	return changed;
}

bool store_idle(struct store *s)
{
	struct err err = { 0 };
	bool more = false;

	if (db_in_transaction(s->db))
		return false;
	/* what can be done at any time does not wait for anybody */
	engine_patience(s->db, false);
	if ((!search_merge(s->db, MERGE_PAGES, &more, &err) || (!more && !engine_tidy(s->db, &err))) && err.kind != ERR_BUSY)
		log_err(&err);
	engine_patience(s->db, true);
	return more;
}

/* --- notes --------------------------------------------------------------------------------------------------------- */

enum { GET, SET };
static const char *const sql[] = {
	[GET] = "SELECT value FROM note WHERE key = ?1",
	[SET] = "INSERT INTO note(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
};
static const struct db_module module = { "note", sql, sizeof sql / sizeof *sql };

char *store_note(struct store *s, const char *key)
{
	struct db_stmt *q = db_use(s->db, &module, GET);
	char *value = NULL;

	db_text(q, 1, key);
	if (db_step(q, NULL) == DB_ROW)
		value = mem_dup(db_get_text(q, 0));
	db_done(q);
	return value;
}

bool store_set_note(struct store *s, const char *key, const char *value, struct err *err)
{
	struct db_stmt *q = db_use(s->db, &module, SET);

	db_text(q, 1, key);
	db_text(q, 2, value);
	return db_run(q, err);
}
