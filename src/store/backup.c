/* SPDX-License-Identifier: Apache-2.0 */
/* Writing backups. The engine makes the copy; here it is marked as one, checked, and put where it belongs. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_parts.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "engine.h"
#include "store/db.h"
#include "store/renewal.h"
#include "store/station.h"

#define APPLICATION_AT 68       /* bytes into the file: whose it is */

/* A note in the copy that store_restore() takes away. A desk's also says that it is stale. */
enum { MARK, STALE, KEEP };
static const char *const sql[] = {
	[MARK] = "INSERT INTO note(key, value) VALUES('" BACKUP_NOTE "', '1')"
	         " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
	[STALE] = "INSERT INTO note(key, value) SELECT 'store.stale', '" STALE_RESTORED "' FROM self WHERE number > 0"
	          " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
	[KEEP] = "INSERT INTO kept(name, content) VALUES(?1, ?2)",
};
static const struct db_module module = { "backup", sql, sizeof sql / sizeof *sql };

bool backup_cannot(struct err *err, const char *path, const char *call)
{
	int code = errno;

	if (code == ENOSPC || code == EDQUOT)
		err_set(err, ERR_FAILED, _("磁盘已满，没有写完：%s"), path);
	else if (code == EROFS || code == EACCES || code == EPERM)
		err_set(err, ERR_FAILED, _("没有写这里的权限，或者它是只读的：%s"), path);
	else
		err_set(err, ERR_FAILED, _("读写出错，没有做成：%s"), path);
	return err_detail(err, "%s %s: %s", call, path, strerror(code));
}

/* What a person called by mistake must not be lost: only a store of ours is written over. */
static bool may_replace(const char *path, struct err *err)
{
	static const char ours[] = "YCH";
	char head[APPLICATION_AT + 4] = "";
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT || backup_cannot(err, path, "stat");
	int fd = S_ISREG(st.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	bool good = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
	            memcmp(head + APPLICATION_AT, ours, sizeof ours - 1) == 0;

	if (fd >= 0)
		close(fd);
	return good || err_set(err, ERR_CHECK, _("%s 已经有了，而且不是一窗的备份，没有动它；请换一个文件名"), path);
}

static bool keep(struct db *db, const struct backup_file *f, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, KEEP);

	db_text(q, 1, f->name);
	db_blob(q, 2, f->bytes, f->n);
	return db_run(q, err);
}

static bool mark(struct db *db, struct store *s, const struct backup_file *with, size_t n, struct err *err)
{
	bool good = db_begin(db, err);

	good = good && backup_make_tables(db, err) && db_run(db_use(db, &module, MARK), err) &&
	       (store_kind(s) == STORE_HUB || db_run(db_use(db, &module, STALE), err));
	for (size_t i = 0; good && i < n; i++)
		good = keep(db, &with[i], err);
	good = good && backup_put_files(db, store_dir(s), err);
	if (good && db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}

/* What was written is read back: a bad disk or stick shows now and not in need. */
static bool finish_copy(const char *copy, struct store *s, const struct backup_file *with, size_t n, struct err *err)
{
	struct db *db = engine_open(copy, err);

	if (!db)
		return false;
	bool good = mark(db, s, with, n, err) && engine_check(db, ENGINE_ALL, err);

	engine_close(db, false);
	return good;
}

bool backup_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	int code = errno;

	if (fd >= 0)
		close(fd);
	errno = code;
	return good;
}

static bool place(const char *copy, const char *path, struct err *err)
{
	return (backup_sync(copy) && rename(copy, path) == 0 && file_sync_rename(path)) || backup_cannot(err, path, "fsync, rename");
}

bool store_backup(struct store *s, const char *path, const struct backup_file *with, size_t n, struct err *err)
{
	if (!may_replace(path, err))
		return false;

	char *copy = mem_fmt("%s.XXXXXX", path);
	int fd = mkostemp(copy, O_CLOEXEC);
	bool good = fd >= 0 || backup_cannot(err, path, "mkostemp");

	if (fd >= 0)
		close(fd);
	good = good && engine_copy(store_db(s), copy, err) && finish_copy(copy, s, with, n, err) && place(copy, path, err);
	if (!good && fd >= 0)
		unlink(copy);
	free(copy);
	return good;
}
