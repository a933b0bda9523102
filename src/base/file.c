/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files, and the places where ours live. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

/* Why the system said no, in words for a clerk. */
static const char *reason(int code)
{
	switch (code) {
	case ENOSPC:
	case EDQUOT: return _("磁盘已满，请清理后再试");
	case EACCES:
	case EPERM: return _("没有权限，请联系管理员");
	case EROFS: return _("磁盘是只读的，请检查写保护");
	case ENOENT: return _("没有这个文件或文件夹");
	case ENOTDIR: return _("路径中间有一段不是文件夹");
	case EISDIR: return _("那是一个文件夹");
	case EIO: return _("磁盘读写出错，请检查磁盘或 U 盘");
	default: return strerror(code);
	}
}

static bool cannot_read(const char *path, int code, const char *call, struct err *err)
{
	err_set(err, ERR_FAILED, _("读不了“%s”：%s。"), path, reason(code));
	return err_detail(err, "%s %s: %s", call, path, strerror(code));
}

static bool cannot_write(const char *path, int code, const char *call, struct err *err)
{
	err_set(err, ERR_FAILED, _("写不了“%s”：%s。"), path, reason(code));
	return err_detail(err, "%s %s: %s", call, path, strerror(code));
}

static bool read_open(int fd, const char *path, size_t limit, struct buf *out, struct err *err)
{
	char chunk[16384];
	struct stat st;
	size_t total = 0;

	if (fstat(fd, &st) != 0)
		return cannot_read(path, errno, "fstat", err);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, _("“%s”不是普通文件，请换一个。"), path);
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n == 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cannot_read(path, errno, "read", err);
		/* what counts is what is read: the file may grow under us */
		if ((size_t)n > limit - total)
			return err_set(err, ERR_FAILED, _("“%s”太大：最多 %zu 字节。"), path, limit);
		total += (size_t)n;
		buf_put(out, chunk, (size_t)n);
	}
}

bool file_read(const char *path, size_t limit, struct buf *out, struct err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return cannot_read(path, errno, "open", err);

	size_t before = out->len;
	bool ok = read_open(fd, path, limit, out, err);
	close(fd);
	if (!ok && out->data) {
		out->len = before;
		out->data[before] = '\0';
	}
	return ok;
}

bool file_put(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

/* The folder part of a path. Yours. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_dup(".");
	return slash == path ? mem_dup("/") : mem_ndup(path, (size_t)(slash - path));
}

bool file_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return false;

	/* some file systems (FAT sticks by FUSE) cannot sync a folder; that is no failure */
	bool ok = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
	int code = errno;
	close(fd);
	errno = code;
	return ok;
}

/* The rename itself must reach the disk too. */
bool file_sync_rename(const char *path)
{
	char *folder = folder_of(path);
	bool ok = file_sync_folder(folder);
	int code = errno;

	free(folder);
	errno = code;
	return ok;
}

bool file_write(const char *path, const void *bytes, size_t n, struct err *err)
{
	char *temp = mem_fmt("%s.XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0) {
		int code = errno;
		free(temp);
		return cannot_write(path, code, "mkostemp", err);
	}

	bool ok = file_put(fd, bytes, n) && fsync(fd) == 0;
	int code = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		code = errno;
	}
	if (ok && rename(temp, path) != 0) {
		ok = false;
		code = errno;
	}
	if (!ok)
		unlink(temp);
	free(temp);
	if (!ok)
		return cannot_write(path, code, "write", err);
	return file_sync_rename(path) ? true : cannot_write(path, errno, "fsync folder", err);
}

bool file_make_dir(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return true;
		return err_set(err, ERR_FAILED, _("“%s”已经有了，但不是文件夹。请换一个名字。"), path);
	}
	if (errno != ENOENT)
		return cannot_write(path, errno, "stat", err);

	/* trailing slashes name the same folder */
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	char *own = mem_ndup(path, n);
	char *parent = folder_of(own);
	bool ok = strcmp(parent, own) == 0 || file_make_dir(parent, err);
	if (ok && mkdir(own, 0700) != 0 && errno != EEXIST)
		ok = cannot_write(path, errno, "mkdir", err);
	free(parent);
	free(own);
	return ok;
}

char *file_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	return mem_fmt("%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

char *file_home(void)
{
	const char *home = setting("YICHUANG_HOME");
	if (home)
		return mem_dup(home);
	/* a relative XDG path is to be ignored (XDG Base Directory Specification) */
	const char *data = setting("XDG_DATA_HOME");
	if (data && *data == '/')
		return file_join(data, "yichuang");

	home = setting("HOME");
	if (!home) {
		const struct passwd *me = getpwuid(getuid());
		home = me && me->pw_dir && *me->pw_dir ? me->pw_dir : NULL;
	}
	if (!home)
		fatal(1, _("找不到您的主文件夹：请设置环境变量 YICHUANG_HOME。"));
	return file_join(home, ".local/share/yichuang");
}

/* The folder of the running program; "" if the system does not tell. Yours. */
static char *program_folder(void)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if (n <= 0)
		return mem_dup("");
	exe[n] = '\0';
	return folder_of(exe);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* An installed tree may be moved, or stand below DESTDIR: what lies beside the program counts first. */
char *file_installed(const char *name)
{
	char *folder = program_folder(), *parent = folder_of(folder);
	char *path = mem_fmt("%s/share/%s", parent, name);

	if (!*folder || !is_folder(path)) {
		free(path);
		path = mem_fmt(PREFIX "/share/%s", name);
	}
	free(folder);
	free(parent);
	return path;
}

char *file_share(void)
{
	const char *share = setting("YICHUANG_SHARE");
	if (share)
		return mem_dup(share);

	char *folder = program_folder();
	char *parent = folder_of(folder);
	char *forms = file_join(parent, "forms");
	bool here = *folder && is_folder(forms);
	free(forms);
	free(folder);
	if (here)
		return parent;
	free(parent);
	return file_installed("yichuang");
}

char *file_beside(const char *program)
{
	char *folder = program_folder();
	char *path = *folder ? file_join(folder, program) : mem_dup(program);

	free(folder);
	return path;
}

static int bytewise(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Hidden files are editors' and our own temporary ones. */
static bool wanted(int dir, const char *name, const char *suffix)
{
	size_t n = strlen(name), end = strlen(suffix);
	struct stat st;

	return name[0] != '.' && n >= end && strcmp(name + n - end, suffix) == 0 &&
	       fstatat(dir, name, &st, 0) == 0 && S_ISREG(st.st_mode);
}

char **file_list(const char *dir, const char *suffix, struct err *err)
{
	DIR *d = opendir(dir);
	if (!d) {
		cannot_read(dir, errno, "opendir", err);
		return NULL;
	}

	size_t n = 0, cap = 0;
	char **names = mem_grow(NULL, &cap, 0, sizeof *names);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (!wanted(dirfd(d), e->d_name, suffix))
			continue;
		/* one more than used: the list ends with NULL */
		names = mem_grow(names, &cap, n + 1, sizeof *names);
		names[n++] = mem_dup(e->d_name);
	}
	closedir(d);
	qsort(names, n, sizeof *names, bytewise);
	return names;
}

void file_list_free(char **names)
{
	for (char **p = names; p && *p; p++)
		free(*p);
	free(names);
}
