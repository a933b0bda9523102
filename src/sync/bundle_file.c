/* SPDX-License-Identifier: Apache-2.0 */
/* One file of a bundle: its head, and what a stick may say no with. Sticks get pulled, are full, or have their switch on. */
#include "bundle_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/text.h"
#include "model/entry.h"

static const char magic[] = "YCBUNDLE2\n";
#define MAGIC (sizeof magic - 1)
/* Until the figure, every version has the same. */
#define MAGIC_ANY (MAGIC - 2)

/* --- head ----------------------------------------------------------------------------------------------------------- */

static uint64_t pair(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

void bundle_head_put(const struct bundle_head *h, unsigned char out[BUNDLE_HEAD])
{
	struct buf b = { 0 };

	buf_put(&b, magic, MAGIC);
	buf_u64(&b, pair(h->receiver, h->sender));
	buf_put(&b, h->id, BUNDLE_ID);
	buf_u64(&b, pair(h->part, h->parts));
	buf_u64(&b, h->length);
	memcpy(out, b.data, BUNDLE_HEAD);
	buf_free(&b);
}

enum bundle_mark bundle_head_get(const unsigned char *bytes, size_t n, struct bundle_head *h)
{
	struct reader r = reader_over(bytes, n);
	const void *mark = reader_bytes(&r, MAGIC);

	*h = (struct bundle_head){ 0 };
	if (!mark || memcmp(mark, magic, MAGIC_ANY) != 0)
		return BUNDLE_IS_NOT;
	if (memcmp(mark, magic, MAGIC) != 0)
		return BUNDLE_OF_ANOTHER_VERSION;
	uint64_t who = reader_u64(&r);
	const void *id = reader_bytes(&r, BUNDLE_ID);
	uint64_t which = reader_u64(&r);
	h->length = reader_u64(&r);
	if (r.bad)
		return BUNDLE_IS_NOT;
	h->receiver = (uint32_t)(who >> 32);
	h->sender = (uint32_t)who;
	memcpy(h->id, id, BUNDLE_ID);
	h->part = (uint32_t)(which >> 32);
	h->parts = (uint32_t)which;
	return h->part && h->part <= h->parts && h->parts <= BUNDLE_PARTS ? BUNDLE_IS : BUNDLE_IS_NOT;
}

/* --- bytes ---------------------------------------------------------------------------------------------------------- */

int bundle_file_open(const char *path, uint64_t *size)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), code = 0;
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0)
		code = errno;
	else if (!S_ISREG(st.st_mode))
		code = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	if (code) {
		close(fd);
		errno = code;
		return -1;
	}
	*size = (uint64_t)st.st_size;
	return fd;
}

long bundle_file_read(int fd, void *out, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t more = read(fd, (char *)out + got, n - got);
		if (more == 0)
			break;
		if (more < 0 && errno != EINTR)
			return -1;
		got += more > 0 ? (size_t)more : 0;
	}
	return (long)got;
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

char *bundle_file_name(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	size_t from = n;
	while (from && path[from - 1] != '/')
		from--;
	/* names on a stick were given by who knows whom */
	return text_clean(path + from, n - from, TEXT_LINE);
}

const char *bundle_station(uint32_t number)
{
	static char texts[4][24];
	static int next;

	next = (next + 1) % 4;
	snprintf(texts[next], sizeof texts[next], "%u.%u.%u", station_county(number), station_epoch(number),
	         station_desk(number));
	return texts[next];
}

static const char *reason(int code)
{
	switch (code) {
	case EIO:
	case ENXIO:
	case ENODEV: return _("U 盘可能被拔出了或已损坏，请插好再试，不行就换一个");
	case ENOSPC:
	case EDQUOT: return _("盘已满，请腾出地方或换一个盘");
	case EROFS: return _("盘是只读的，请检查 U 盘上的写保护开关");
	case EFBIG: return _("文件太大，这个盘存不下，请加上 --split 1G 分成几个文件");
	case EACCES:
	case EPERM: return _("没有权限");
	case ENOENT: return _("没有这个文件或文件夹，U 盘可能没有插好");
	case ENOTDIR: return _("路径中间有一段不是文件夹");
	case EISDIR: return _("那是一个文件夹");
	case ENAMETOOLONG: return _("文件名太长");
	case EINVAL:
	case EILSEQ: return _("不是普通文件，或者这个盘不接受这样的文件名；文件名请只用字母、数字、点和横线");
	default: return strerror(code);
	}
}

bool bundle_cannot_read(const char *path, int code, struct err *err)
{
	char *name = bundle_file_name(path);

	err_set(err, ERR_FAILED, _("读不了“%s”：%s"), name, reason(code));
	free(name);
	return err_detail(err, "read %s: %s", path, strerror(code));
}

bool bundle_cannot_write(const char *path, int code, struct err *err)
{
	char *name = bundle_file_name(path);

	err_set(err, ERR_FAILED, _("写不了“%s”：%s。没有留下写了一半的文件"), name, reason(code));
	free(name);
	return err_detail(err, "write %s: %s", path, strerror(code));
}
