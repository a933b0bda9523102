/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments in a backup: the folder files/ (store/file_store.h) as rows of a table, one at a time in memory. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backup_parts.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "engine.h"

#define HEX (2 * CRYPTO_HASH)
#define FILE_MOST (512u << 20)  /* bytes; forms allow far less, and the engine not much more */

enum { PUT, ALL };
static const char *const sql[] = {
	[PUT] = "INSERT INTO kept_file(digest, content) VALUES(?1, ?2) ON CONFLICT(digest) DO NOTHING",
	[ALL] = "SELECT digest, content FROM kept_file",
};
static const struct db_module module = { "backup_files", sql, sizeof sql / sizeof *sql };

bool backup_make_tables(struct db *db, struct err *err)
{
	/* one that was copied into place by hand has them still */
	return engine_script(db,
	                     "DROP TABLE IF EXISTS kept; DROP TABLE IF EXISTS kept_file;"
	                     "CREATE TABLE kept(name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;"
	                     "CREATE TABLE kept_file(digest BLOB PRIMARY KEY, content BLOB NOT NULL) STRICT;",
	                     err);
}

bool backup_drop_tables(struct db *db, struct err *err)
{
	return engine_script(db, "DROP TABLE IF EXISTS kept; DROP TABLE IF EXISTS kept_file;", err);
}

/* --- in ------------------------------------------------------------------------------------------------------------ */

static bool put(struct db *db, const char *path, const char *name, struct err *err)
{
	unsigned char digest[CRYPTO_HASH];
	struct buf content = { 0 };
	bool good = true;

	/* one that a sweep has just taken away is no loss */
	if (crypto_unhex(digest, sizeof digest, name) && file_read(path, FILE_MOST, &content, NULL)) {
		struct db_stmt *q = db_use(db, &module, PUT);

		db_blob(q, 1, digest, sizeof digest);
		db_blob(q, 2, content.data, content.len);
		good = db_run(q, err);
	}
	buf_free(&content);
	return good;
}

static bool put_folder(struct db *db, const char *folder, struct err *err)
{
	DIR *d = opendir(folder);
	bool good = true;

	for (struct dirent *e; good && d && (e = readdir(d)) != NULL;) {
		if (strlen(e->d_name) != HEX)
			continue;
		char *path = file_join(folder, e->d_name);

		good = put(db, path, e->d_name, err);
		free(path);
	}
	if (d)
		closedir(d);
	return good;
}

bool backup_put_files(struct db *db, const char *dir, struct err *err)
{
	bool good = true;

	for (unsigned i = 0; good && i < 256; i++) {
		char *folder = mem_fmt("%s/files/%02x", dir, i);

		good = put_folder(db, folder, err);
		free(folder);
	}
	return good;
}

/* --- and out ------------------------------------------------------------------------------------------------------- */

static bool get(const char *dir, const void *digest, const void *content, size_t n, struct err *err)
{
	unsigned char is[CRYPTO_HASH];
	char hex[HEX + 1];

	crypto_hash(is, content, n);
	if (memcmp(is, digest, CRYPTO_HASH) != 0)
		return err_set(err, ERR_STORE, _("备份里有一个附件坏了，没有恢复；请换另一份备份"));
	crypto_hex(hex, digest, CRYPTO_HASH);

	char *folder = mem_fmt("%s/files/%.2s", dir, hex), *path = file_join(folder, hex);
	struct stat st;
	bool good = file_make_dir(folder, err) && ((stat(path, &st) == 0 && (size_t)st.st_size == n) ||
	                                           file_write(path, content, n, err));

	free(path);
	free(folder);
	return good;
}

bool backup_get_files(struct db *db, const char *dir, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, ALL);
	enum db_step step;
	bool good = true;

	while (good && (step = db_step(q, err)) == DB_ROW) {
		size_t ndigest, n;
		const void *digest = db_get_blob(q, 0, &ndigest), *content = db_get_blob(q, 1, &n);

		good = ndigest == CRYPTO_HASH ? get(dir, digest, content, n, err)
		                              : err_set(err, ERR_STORE, _("备份里有一个附件坏了，没有恢复；请换另一份备份"));
	}
	db_done(q);
	return good && step == DB_DONE;
}
