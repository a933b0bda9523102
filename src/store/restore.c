/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting a backup back: it is copied into a folder of its own within the one where it shall stand, opened, verified and
 * settled there, and appears under its name as the last thing that happens.
 */
#include "store/backup.h"

#include <dirent.h>
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
#include "store/db.h"

#define STORE_FILE "yichuang.db"
#define WORK "restore-"

enum { GET };
static const char *const sql[] = { [GET] = "SELECT content FROM kept WHERE name = ?1" };
static const struct db_module module = { "restore", sql, sizeof sql / sizeof *sql };

/* --- the folders --------------------------------------------------------------------------------------------------- */

static bool is_free(const char *dir, struct err *err)
{
	char *path = file_join(dir, STORE_FILE);
	struct stat st;
	bool there = stat(path, &st) == 0;

	if (there)
		err_set(err, ERR_CHECK, _("%s 里已经有数据，没有动它；要换成备份里的，请先把这个文件夹改名收好"), dir);
	free(path);
	return !there;
}

/* Only what a store consists of is taken away, so that nothing else is ever lost by it. */
static void clear_work(const char *work)
{
	static const char *const names[] = {
		STORE_FILE, STORE_FILE "-wal", STORE_FILE "-shm", STORE_FILE "-journal", "yichuang.lock", "rebuild.lock",
		"sync.lock",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = file_join(work, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(work);
}

/* One that was killed left its copy behind. */
static void clear_old_work(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (strncmp(e->d_name, WORK, sizeof WORK - 1) == 0) {
			char *work = file_join(dir, e->d_name);

			clear_work(work);
			free(work);
		}
	if (d)
		closedir(d);
}

static bool copy_bytes(int from, int to, const char *path, struct err *err)
{
	static char bytes[1 << 16];

	for (ssize_t n; (n = read(from, bytes, sizeof bytes)) != 0;) {
		if (n < 0)
			return backup_cannot(err, path, "read");
		for (ssize_t done = 0, step; done < n; done += step)
			if ((step = write(to, bytes + done, (size_t)(n - done))) < 0)
				return backup_cannot(err, path, "write");
	}
	return fsync(to) == 0 || backup_cannot(err, path, "fsync");
}

static bool copy_file(const char *path, const char *work, struct err *err)
{
	char *copy = file_join(work, STORE_FILE);
	struct stat st;
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool good = from >= 0 && fstat(from, &st) == 0;

	if (!good)
		err_set(err, ERR_FAILED, _("打不开备份文件：%s"), path);
	else if (!S_ISREG(st.st_mode))
		good = err_set(err, ERR_CHECK, _("这不是备份文件：%s"), path);
	int to = good ? open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

	if (good)
		good = to >= 0 ? copy_bytes(from, to, copy, err) : backup_cannot(err, copy, "open");
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	free(copy);
	return good;
}

/* --- the store ----------------------------------------------------------------------------------------------------- */

bool backup_is_copy(struct store *s)
{
	char *note = store_note(s, BACKUP_NOTE);
	bool copy = note && *note;

	free(note);
	return copy;
}

bool backup_get(struct store *s, const char *name, struct buf *out, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, GET);
	size_t n;

	db_text(q, 1, name);
	bool found = db_step(q, err) == DB_ROW;

	if (found) {
		const void *bytes = db_get_blob(q, 0, &n);

		buf_put(out, bytes, n);
	}
	db_done(q);
	return found;
}

static bool verify(struct store *s, store_report *report, void *arg, struct err *err)
{
	size_t faults;

	if (!store_verify(s, &faults, report, arg, err))
		return false;
	return !faults || err_set(err, ERR_STORE, _("备份里查出 %zu 处不对，没有恢复；请换另一份备份"), faults);
}

static bool prepare(const char *work, const char *dir, enum store_kind kind, backup_settle *settle, void *arg,
                    store_report *report, struct err *err)
{
	struct store *s = store_open(work, kind, false, err);

	if (!s)
		return false;
	bool good = backup_is_copy(s) || err_set(err, ERR_CHECK, _("这不是一窗做的备份"));

	good = good && verify(s, report, arg, err) && backup_get_files(store_db(s), dir, err) && settle(arg, s, dir, err) &&
	       store_set_note(s, BACKUP_NOTE, "", err) && backup_drop_tables(store_db(s), err);
	store_close(s);
	return good;
}

static bool appear(const char *work, const char *dir, struct err *err)
{
	char *from = file_join(work, STORE_FILE), *log = file_join(work, STORE_FILE "-wal"), *to = file_join(dir, STORE_FILE);
	struct stat st;
	/* a log that is left means that somebody is looking into our copy */
	bool good = stat(log, &st) != 0 || st.st_size == 0 || err_set(err, ERR_BUSY, _("另一个程序打开着恢复中的数据，请稍后再试"));

	if (good && !(backup_sync(from) && rename(from, to) == 0 && file_sync_folder(dir)))
		good = backup_cannot(err, to, "fsync, rename");
	free(from);
	free(log);
	free(to);
	return good;
}

bool store_restore(const char *path, const char *dir, enum store_kind kind, backup_settle *settle, void *arg,
                   store_report *report, struct err *err)
{
	if (!file_make_dir(dir, err) || !is_free(dir, err))
		return false;
	clear_old_work(dir);

	char *work = mem_fmt("%s/" WORK "XXXXXX", dir);
	bool good = mkdtemp(work) != NULL || backup_cannot(err, dir, "mkdtemp");

	if (good) {
		good = copy_file(path, work, err) && prepare(work, dir, kind, settle, arg, report, err) && is_free(dir, err) &&
		       appear(work, dir, err);
		clear_work(work);
	}
	free(work);
	return good;
}
