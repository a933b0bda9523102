/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LD_PRELOAD: count what a program does to the files of one folder, and let it die or fail at a chosen call.
 *
 *   FAULT_DIR=/path     only files below it count
 *   KILL_AT=k           SIGKILL instead of the k-th call
 *   KILL_TORN=1         …after half of it was written, if it is a write
 *   FAIL_AT=k           the k-th call fails with FAIL_ERRNO (a number)
 *   FAIL_ON=1           …and so do all after it
 */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long calls;

static long setting(const char *name)
{
	const char *v = getenv(name);

	return v ? strtol(v, NULL, 10) : 0;
}

static bool below(const char *path)
{
	const char *dir = getenv("FAULT_DIR");
	size_t n = dir ? strlen(dir) : 0;

	return n && strncmp(path, dir, n) == 0 && path[n] == '/';
}

static bool counts(int fd)
{
	char link[64], path[4096];
	int saved = errno;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path - 1);

	errno = saved;
	if (n < 0)
		return false;
	path[n] = '\0';
	return below(path);
}

static void die(void)
{
	kill(getpid(), SIGKILL);
	pause();
}

/* One call more. true: it is to fail, errno is set. *torn: it is to be half done. */
static bool fault(bool *torn)
{
	long at = setting("FAIL_AT");

	calls++;
	*torn = false;
	if (setting("KILL_AT") == calls) {
		if (setting("KILL_TORN"))
			*torn = true;
		else
			die();
	}
	if (!at || calls < at || (calls > at && !setting("FAIL_ON")))
		return false;
	errno = (int)setting("FAIL_ERRNO");
	return true;
}

#define REAL(name) (*(__typeof__(&name) *)(void *[]){ dlsym(RTLD_NEXT, #name) })

ssize_t write(int fd, const void *bytes, size_t n)
{
	bool torn;

	if (!counts(fd))
		return REAL(write)(fd, bytes, n);
	if (fault(&torn))
		return -1;
	if (torn) {
		REAL(write)(fd, bytes, n / 2);
		die();
	}
	return REAL(write)(fd, bytes, n);
}

#define PWRITE(name, offset) \
	ssize_t name(int fd, const void *bytes, size_t n, offset at) \
	{ \
		bool torn; \
		if (!counts(fd)) \
			return REAL(name)(fd, bytes, n, at); \
		if (fault(&torn)) \
			return -1; \
		if (torn) { \
			REAL(name)(fd, bytes, n / 2, at); \
			die(); \
		} \
		return REAL(name)(fd, bytes, n, at); \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Calls that are done whole or not at all. */
#define WHOLE(condition, call) \
	bool torn; \
	if (!(condition)) \
		return call; \
	if (fault(&torn)) \
		return -1; \
	if (torn) \
		die(); \
	return call;

int fsync(int fd) { WHOLE(counts(fd), REAL(fsync)(fd)) }
int fdatasync(int fd) { WHOLE(counts(fd), REAL(fdatasync)(fd)) }
int ftruncate(int fd, off_t n) { WHOLE(counts(fd), REAL(ftruncate)(fd, n)) }
int ftruncate64(int fd, off64_t n) { WHOLE(counts(fd), REAL(ftruncate64)(fd, n)) }
int rename(const char *from, const char *to) { WHOLE(below(from) || below(to), REAL(rename)(from, to)) }
int unlink(const char *path) { WHOLE(below(path), REAL(unlink)(path)) }
