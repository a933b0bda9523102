/* SPDX-License-Identifier: Apache-2.0 */
/* Who writes to a part holds its lock. A part that was finished meanwhile has another name by then: that is looked at under
 * the lock. */
#include "store/file_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "content.h"
#include "store/file_store.h"

#define TRIES 8

static char *path_of(const struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH])
{
	char hex[CONTENT_HEX + 1];

	crypto_hex(hex, digest, CRYPTO_HASH);
	return mem_fmt("%s/files/part/%" PRIu32 "-%s", store_dir(s), station, hex);
}

uint64_t file_part_held(const struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], uint64_t size)
{
	char *path = path_of(s, station, digest);
	struct stat st;
	uint64_t held = 0;

	if (file_store_has(s, digest, size))
		held = size;
	else if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
		/* whole is only what has its name: the last byte comes once more */
		held = (uint64_t)st.st_size < size ? (uint64_t)st.st_size : size - 1;
	free(path);
	return held;
}

/* --- not too many of them ----------------------------------------------------------------------------------------------- */

struct waiting {
	size_t n;
	char oldest[128];
	struct timespec at;
};

static bool is_older(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static void count(DIR *d, const char *prefix, struct waiting *w)
{
	struct stat st;

	*w = (struct waiting){ 0 };
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (strncmp(e->d_name, prefix, strlen(prefix)) != 0 ||
		    fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (strlen(e->d_name) < sizeof w->oldest && (!w->n || is_older(&st.st_mtim, &w->at))) {
			memcpy(w->oldest, e->d_name, strlen(e->d_name) + 1);
			w->at = st.st_mtim;
		}
		w->n++;
	}
	rewinddir(d);
}

/* Before one more begins. */
static void make_room(const char *folder, uint32_t station)
{
	char *prefix = mem_fmt("%" PRIu32 "-", station);
	DIR *d = opendir(folder);
	struct waiting w;

	for (bool again = d != NULL; again;) {
		count(d, prefix, &w);
		again = w.n >= FILE_PART_MOST && unlinkat(dirfd(d), w.oldest, 0) == 0;
	}
	if (d)
		closedir(d);
	free(prefix);
}

/* --- one of them -------------------------------------------------------------------------------------------------------- */

/* Open and locked, and still what its name leads to. -1 and errno. */
static int open_locked(const char *path)
{
	struct stat named, opened;

	for (int i = 0; i < TRIES; i++) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) == 0 && fstat(fd, &opened) == 0 && lstat(path, &named) == 0 &&
		    named.st_ino == opened.st_ino && named.st_dev == opened.st_dev && S_ISREG(opened.st_mode))
			return fd;
		close(fd);
	}
	errno = EBUSY;
	return -1;
}

struct part {
	const struct store *store;
	const unsigned char *digest;
	const char *path;
	int fd;
	uint64_t size, held;
};

static bool throw_away(struct part *p, const char *why, struct err *err)
{
	unlink(p->path);
	p->held = 0;
	err_set(err, ERR_CHECK, _("附件传来的内容与它的摘要不符，没有收下"));
	return err_detail(err, "part: %s", why);
}

static bool write_on(struct part *p, const unsigned char *bytes, size_t n, struct err *err)
{
	if (lseek(p->fd, (off_t)p->held, SEEK_SET) >= 0 && file_put(p->fd, bytes, n)) {
		p->held += n;
		return true;
	}
	int code = errno;

	/* a full disk: back to what was good */
	if (ftruncate(p->fd, (off_t)p->held) != 0)
		unlink(p->path);
	return content_cannot_keep("part", code, err);
}

static bool finish(struct part *p, struct err *err)
{
	unsigned char found[CRYPTO_HASH];

	if (lseek(p->fd, 0, SEEK_SET) < 0 || !content_hash(p->fd, found))
		return content_cannot_keep("part read", errno, err);
	if (memcmp(found, p->digest, CRYPTO_HASH) != 0)
		return throw_away(p, "another content", err);
	return content_settle(p->store, p->fd, p->path, p->digest, err);
}

static bool add(struct part *p, uint64_t from, const unsigned char *bytes, size_t n, struct err *err)
{
	struct stat st;

	if (file_store_has(p->store, p->digest, p->size)) {
		/* somebody finished it while we waited for the lock: what we hold is a new one */
		p->held = p->size;
		unlink(p->path);
		return true;
	}
	if (fstat(p->fd, &st) != 0)
		return content_cannot_keep("part stat", errno, err);
	p->held = (uint64_t)st.st_size;
	if (n > p->size || from > p->size - n || p->held > p->size)
		return throw_away(p, "longer than it should be", err);
	if (from > p->held) {
		if (p->held == 0)
			unlink(p->path);        /* made for nothing */
		return true;
	}
	if (from + n > p->held) {
		size_t known = (size_t)(p->held - from);

		if (!write_on(p, bytes + known, n - known, err))
			return false;
	}
	/* all of it may have been there already, where we were killed before it got its name */
	return p->held < p->size || finish(p, err);
}

bool file_part_add(const struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], uint64_t size,
                   uint64_t from, const void *bytes, size_t n, uint64_t *held, struct err *err)
{
	char *path = path_of(s, station, digest), *folder = content_folder(s, "part");
	struct part p = { .store = s, .digest = digest, .path = path, .fd = -1, .size = size };
	struct stat st;

	*held = file_part_held(s, station, digest, size);
	bool ok = *held == size || n == 0 || file_make_dir(folder, err);
	if (ok && *held != size && n) {
		if (lstat(path, &st) != 0)
			make_room(folder, station);
		p.fd = open_locked(path);
		ok = p.fd >= 0 ? add(&p, from, bytes, n, err) : content_cannot_keep("part open", errno, err);
		*held = p.held;
	}
	if (p.fd >= 0)
		close(p.fd);
	free(folder);
	free(path);
	return ok;
}
