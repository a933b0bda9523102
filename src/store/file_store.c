/* SPDX-License-Identifier: Apache-2.0 */
#include "store/file_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "content.h"

#define TEMP "new-XXXXXX"
#define DAY 86400
#define LEAVE_WASTE (7 * DAY)
#define LEAVE_PARTS (30 * DAY)  /* a line may be down for long */

/* --- paths and bytes ---------------------------------------------------------------------------------------------------- */

char *content_folder(const struct store *s, const char *name)
{
	return mem_fmt("%s/files/%s", store_dir(s), name);
}

char *content_path(const struct store *s, const unsigned char digest[CRYPTO_HASH])
{
	char hex[CONTENT_HEX + 1];

	crypto_hex(hex, digest, CRYPTO_HASH);
	return mem_fmt("%s/files/%.2s/%s", store_dir(s), hex, hex);
}

static ssize_t read_some(int fd, void *out, size_t n)
{
	ssize_t got;

	do
		got = read(fd, out, n);
	while (got < 0 && errno == EINTR);
	return got;
}

bool content_hash(int fd, unsigned char digest[CRYPTO_HASH])
{
	struct crypto_hashing *h = crypto_hash_begin();
	unsigned char chunk[CONTENT_CHUNK];
	ssize_t n;

	while ((n = read_some(fd, chunk, sizeof chunk)) > 0)
		crypto_hash_add(h, chunk, (size_t)n);
	crypto_hash_end(h, digest);
	return n == 0;
}

static bool is_content(int fd, const unsigned char digest[CRYPTO_HASH])
{
	unsigned char found[CRYPTO_HASH];

	return content_hash(fd, found) && memcmp(found, digest, CRYPTO_HASH) == 0;
}

/* --- what the disk says ------------------------------------------------------------------------------------------------- */

bool content_cannot_keep(const char *call, int code, struct err *err)
{
	if (code == ENOSPC || code == EDQUOT)
		err_set(err, ERR_FAILED, _("磁盘已满，附件没有收下；请腾出空间再试"));
	else if (code == EROFS || code == EACCES || code == EPERM)
		err_set(err, ERR_FAILED, _("数据文件夹写不进去，附件没有收下；请检查权限和写保护"));
	else
		err_set(err, ERR_FAILED, _("附件没有收下：%s"), strerror(code));
	return err_detail(err, "%s: %s", call, strerror(code));
}

static bool not_here(struct err *err)
{
	return err_set(err, ERR_CHECK, _("附件的文件不在本机上"));
}

static bool altered(const char *path, struct err *err)
{
	err_set(err, ERR_CHECK, _("附件的文件在磁盘上被改动过或已损坏，不能用了；请把原来的文件再附一次"));
	return err_detail(err, "altered: %s", path);
}

/* --- putting away ------------------------------------------------------------------------------------------------------- */

/* A rename must reach the disk too. */
static bool move_in(const char *temp, const char *path)
{
	char *folder = mem_ndup(path, (size_t)(strrchr(path, '/') - path)), *above = mem_ndup(folder, strlen(folder) - 3);
	bool ok = rename(temp, path) == 0 && file_sync_folder(folder) && file_sync_folder(above);
	int code = errno;

	free(folder);
	free(above);
	errno = code;
	return ok;
}

bool content_settle(const struct store *s, int fd, const char *temp, const unsigned char digest[CRYPTO_HASH], struct err *err)
{
	char *path = content_path(s, digest), *folder = mem_ndup(path, (size_t)(strrchr(path, '/') - path));
	bool ok = file_make_dir(folder, err);

	if (ok && (fsync(fd) != 0 || !move_in(temp, path)))
		ok = content_cannot_keep("content_settle", errno, err);
	free(path);
	free(folder);
	return ok;
}

static bool copy_in(int from, int to, uint64_t most, unsigned char digest[CRYPTO_HASH], uint64_t *size, struct err *err)
{
	struct crypto_hashing *h = crypto_hash_begin();
	unsigned char chunk[CONTENT_CHUNK];
	bool good = true;
	ssize_t n = 0;

	*size = 0;
	while (good && (n = read_some(from, chunk, sizeof chunk)) > 0) {
		*size += (uint64_t)n;
		crypto_hash_add(h, chunk, (size_t)n);
		/* what counts is what is read: a file may grow under us */
		good = *size <= most ? file_put(to, chunk, (size_t)n) || content_cannot_keep("write", errno, err)
		                     : err_set(err, ERR_CHECK, _("文件太大：最多 %llu MB"), (unsigned long long)(most >> 20));
	}
	crypto_hash_end(h, digest);
	if (good && n < 0) {
		err_set(err, ERR_FAILED, _("文件读到一半读不下去了：%s"), strerror(errno));
		good = err_detail(err, "read: %s", strerror(errno));
	}
	return good && (*size || err_set(err, ERR_CHECK, _("这是一个空文件，里面什么也没有")));
}

bool file_store_take(const struct store *s, int fd, uint64_t most, unsigned char digest[CRYPTO_HASH], uint64_t *size,
                     struct err *err)
{
	char *temp = content_folder(s, TEMP), *folder = mem_ndup(temp, strlen(temp) - sizeof TEMP);

	if (!file_make_dir(folder, err)) {
		free(folder);
		free(temp);
		return false;
	}
	int to = mkostemp(temp, O_CLOEXEC);
	bool ok = to >= 0 ? copy_in(fd, to, most, digest, size, err) : content_cannot_keep("mkostemp", errno, err);

	/* once more under the same name does no harm, and mends one that was altered */
	ok = ok && content_settle(s, to, temp, digest, err);
	if (to >= 0)
		close(to);
	if (to >= 0 && !ok)
		unlink(temp);
	free(folder);
	free(temp);
	return ok;
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

bool file_store_has(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size)
{
	char *path = content_path(s, digest);
	struct stat st;
	bool has = lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == size;

	free(path);
	return has;
}

static int open_content(const struct store *s, const unsigned char digest[CRYPTO_HASH], char **path, struct err *err)
{
	*path = content_path(s, digest);
	int fd = open(*path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		not_here(err);
	} else if (fd < 0) {
		err_set(err, ERR_FAILED, _("附件的文件读不了：%s"), strerror(errno));
		err_detail(err, "open %s: %s", *path, strerror(errno));
	}
	return fd;
}

bool file_store_check(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size, struct err *err)
{
	char *path;
	struct stat st;
	int fd = open_content(s, digest, &path, err);
	bool ok = fd >= 0;

	if (ok && (fstat(fd, &st) != 0 || (uint64_t)st.st_size != size || !is_content(fd, digest)))
		ok = altered(path, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return ok;
}

bool file_store_read(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t from, size_t n, struct buf *out,
                     struct err *err)
{
	char *path, chunk[CONTENT_CHUNK];
	int fd = open_content(s, digest, &path, err);
	ssize_t got = fd < 0 || lseek(fd, (off_t)from, SEEK_SET) < 0 ? -1 : 1;

	while (n && got > 0) {
		got = read_some(fd, chunk, n < sizeof chunk ? n : sizeof chunk);
		buf_put(out, chunk, got > 0 ? (size_t)got : 0);
		n -= got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0 && got < 0) {
		err_set(err, ERR_FAILED, _("附件的文件读不了：%s"), strerror(errno));
		err_detail(err, "read %s: %s", path, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return got >= 0;
}

/* --- giving away -------------------------------------------------------------------------------------------------------- */

/* No detail: it would go to the log, and the name is somebody's. */
static bool cannot_give(const char *to, int code, struct err *err)
{
	if (code == EEXIST)
		return err_set(err, ERR_CHECK, _("“%s”已经有了，没有覆盖它；请换一个名字"), to);
	if (code == ENOSPC || code == EDQUOT)
		return err_set(err, ERR_FAILED, _("“%s”所在的盘已满，没有存下"), to);
	return err_set(err, ERR_FAILED, _("“%s”没有存下：%s"), to, strerror(code));
}

/* Some sticks' file systems cannot be told not to replace: then it is looked at before. */
static bool give_name(const char *temp, const char *to)
{
	struct stat st;

	if (renameat2(AT_FDCWD, temp, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
		return false;
	if (lstat(to, &st) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(temp, to) == 0;
}

static bool copy_out(int from, int to, const unsigned char digest[CRYPTO_HASH], const char *path, const char *name,
                     struct err *err)
{
	struct crypto_hashing *h = crypto_hash_begin();
	unsigned char chunk[CONTENT_CHUNK], found[CRYPTO_HASH];
	bool good = true;
	ssize_t n = 0;

	while (good && (n = read_some(from, chunk, sizeof chunk)) > 0) {
		crypto_hash_add(h, chunk, (size_t)n);
		good = file_put(to, chunk, (size_t)n) || cannot_give(name, errno, err);
	}
	crypto_hash_end(h, found);
	if (good && (n < 0 || memcmp(found, digest, CRYPTO_HASH) != 0))
		good = altered(path, err);
	return good && (fsync(to) == 0 || cannot_give(name, errno, err));
}

bool file_store_copy(const struct store *s, const unsigned char digest[CRYPTO_HASH], uint64_t size, const char *to,
                     struct err *err)
{
	char *path, *temp = mem_fmt("%s.XXXXXX", to);
	int from = file_store_has(s, digest, size) ? open_content(s, digest, &path, err) : (path = NULL, not_here(err), -1);
	int fd = from < 0 ? -1 : mkostemp(temp, O_CLOEXEC);
	bool ok = from >= 0 && (fd >= 0 || cannot_give(to, errno, err)) && copy_out(from, fd, digest, path, to, err);

	if (fd >= 0 && close(fd) != 0 && ok)
		ok = cannot_give(to, errno, err);
	if (ok && !give_name(temp, to))
		ok = cannot_give(to, errno, err);
	if (fd >= 0 && !ok)
		unlink(temp);
	if (from >= 0)
		close(from);
	free(temp);
	free(path);
	return ok;
}

/* --- sweeping ----------------------------------------------------------------------------------------------------------- */

struct sweep {
	const struct store *store;
	file_store_wanted *wanted;
	void *arg;
	time_t now;
	size_t gone;
};

static bool is_digest(const char *name, unsigned char digest[CRYPTO_HASH])
{
	return strlen(name) == CONTENT_HEX && crypto_unhex(digest, CRYPTO_HASH, name);
}

/* May this one go? Names that are none of ours are left alone. */
static bool is_waste(const struct sweep *w, const char *folder, const char *name, const struct stat *st)
{
	unsigned char digest[CRYPTO_HASH];
	int64_t age = (int64_t)w->now - (int64_t)st->st_mtime;

	if (!S_ISREG(st->st_mode))
		return false;
	if (!*folder)
		return strncmp(name, TEMP, 4) == 0 && age > DAY;
	if (strcmp(folder, "part") == 0)
		return age > LEAVE_PARTS;
	return is_digest(name, digest) && age > LEAVE_WASTE && !w->wanted(w->arg, digest);
}

static void sweep_folder(struct sweep *w, const char *name)
{
	char *path = content_folder(w->store, name);
	DIR *d = opendir(path);
	struct stat st;

	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_waste(w, name, e->d_name, &st) &&
		    unlinkat(dirfd(d), e->d_name, 0) == 0)
			w->gone++;
	if (d)
		closedir(d);
	free(path);
}

void file_store_sweep(const struct store *s, file_store_wanted *wanted, void *arg)
{
	struct sweep w = { .store = s, .wanted = wanted, .arg = arg, .now = time(NULL) };
	char name[3];

	sweep_folder(&w, "");
	sweep_folder(&w, "part");
	for (unsigned i = 0; i < 256; i++) {
		snprintf(name, sizeof name, "%02x", i);
		sweep_folder(&w, name);
	}
	if (w.gone)
		log_note("files: %zu that nobody wants taken out", w.gone);
}
