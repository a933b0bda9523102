/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a bundle. Content is sealed as it comes, so a bundle may be larger than memory. Each part grows under a name of its own
 * and without a head: what a pulled stick leaves there can be taken for nothing. Only when all of it is written do the parts get
 * their ends and heads, and when that is on the disk, their names.
 */
#include "sync/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "bundle_parts.h"
#include "model/entry.h"
#include "sync/envelope.h"

/* The largest file of FAT32. */
#define FAT_MOST UINT32_MAX
#define AROUND (BUNDLE_HEAD + CRYPTO_SEAL_HEAD + CRYPTO_SEAL_MORE)

struct part {
	char *temp;                     /* NULL once it has its name */
	char *final;                    /* NULL until the end */
	struct crypto_seal *seal;
	uint64_t content;
};

struct bundle_writer {
	char *path;
	struct bundle_head head;
	unsigned char public[CRYPTO_PUBLIC];
	uint64_t room;                  /* content that fits into one part */
	struct part *part;
	size_t n, cap;
	int fd;                         /* of the last part; -1: the next byte begins a new one */
	unsigned char chunk[BUNDLE_CHUNK], sealed[BUNDLE_CHUNK + CRYPTO_SEAL_MORE];
	size_t pending;                 /* bytes of the chunk that is not sealed yet */
};

void bundle_written_clear(struct bundle_written *w)
{
	free(w->path);
	*w = (struct bundle_written){ 0 };
}

/* --- sizes ---------------------------------------------------------------------------------------------------------- */

bool bundle_size(const char *text, uint64_t *size, struct err *err)
{
	char *end = NULL;
	unsigned long long v = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
	unsigned shift = 0;

	switch (end ? *end : '?') {
	case 'k': case 'K': shift = 10; break;
	case 'm': case 'M': shift = 20; break;
	case 'g': case 'G': shift = 30; break;
	}
	if (shift)
		end++;
	if (!end || *end || v > UINT32_MAX || v << shift < BUNDLE_SPLIT_MIN)
		return err_set(err, ERR_USAGE, _("分成多大一个，请写成 700K、1M、2G 这样，最小 1K"));
	*size = v << shift;
	return true;
}

static uint64_t room_in(uint64_t file)
{
	const uint64_t chunk = BUNDLE_CHUNK + CRYPTO_SEAL_MORE, left = (file < FAT_MOST ? file : FAT_MOST) - AROUND;

	return left / chunk * BUNDLE_CHUNK + (left % chunk > CRYPTO_SEAL_MORE ? left % chunk - CRYPTO_SEAL_MORE : 0);
}

static uint64_t length_of(const struct part *p)
{
	uint64_t chunks = (p->content + BUNDLE_CHUNK - 1) / BUNDLE_CHUNK;

	return CRYPTO_SEAL_HEAD + p->content + chunks * CRYPTO_SEAL_MORE + CRYPTO_SEAL_MORE;
}

/* --- parts ---------------------------------------------------------------------------------------------------------- */

static bool part_write(struct bundle_writer *w, const void *bytes, size_t n, struct err *err)
{
	return file_put(w->fd, bytes, n) || bundle_cannot_write(w->path, errno, err);
}

static bool part_begin(struct bundle_writer *w, struct err *err)
{
	static const unsigned char no_head_yet[BUNDLE_HEAD];
	unsigned char head[CRYPTO_SEAL_HEAD];

	if (w->n == BUNDLE_PARTS)
		return err_set(err, ERR_USAGE, _("要分成 %d 个以上的文件了，请分得大一些"), BUNDLE_PARTS);
	w->part = mem_grow(w->part, &w->cap, w->n, sizeof *w->part);
	struct part *p = &w->part[w->n++];
	*p = (struct part){ .temp = mem_fmt("%s.%zu.tmp", w->path, w->n), .seal = crypto_seal_to(w->public, head) };
	if (!p->seal)
		return err_set(err, ERR_TRUST, _("对方的公钥不对，不能给它写 U 盘包"));
	w->fd = open(p->temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (w->fd < 0)
		return bundle_cannot_write(w->path, errno, err);
	return part_write(w, no_head_yet, sizeof no_head_yet, err) && part_write(w, head, sizeof head, err);
}

/* What was collected becomes a chunk. */
static bool part_flush(struct bundle_writer *w, struct err *err)
{
	size_t n = w->pending;

	if (!n)
		return true;
	crypto_seal_chunk(w->part[w->n - 1].seal, w->chunk, n, w->sealed);
	w->pending = 0;
	return part_write(w, w->sealed, n + CRYPTO_SEAL_MORE, err);
}

static bool part_close(struct bundle_writer *w, struct err *err)
{
	bool ok = part_flush(w, err);
	int fd = w->fd;

	w->fd = -1;
	return (fd < 0 || close(fd) == 0 || bundle_cannot_write(w->path, errno, err)) && ok;
}

static bool part_add(struct bundle_writer *w, const char *bytes, size_t n, struct err *err)
{
	while (n) {
		if (w->fd < 0 && !part_begin(w, err))
			return false;
		struct part *p = &w->part[w->n - 1];
		size_t some = BUNDLE_CHUNK - w->pending;
		if (some > n)
			some = n;
		if (some > w->room - p->content)
			some = (size_t)(w->room - p->content);
		memcpy(w->chunk + w->pending, bytes, some);
		w->pending += some;
		p->content += some;
		bytes += some;
		n -= some;
		if (w->pending == BUNDLE_CHUNK && !part_flush(w, err))
			return false;
		if (p->content == w->room && !part_close(w, err))
			return false;
	}
	return true;
}

/* --- beginning, and what goes in ------------------------------------------------------------------------------------- */

/* A folder is enough: the name says whose it is and which way it goes. */
static char *path_in(const char *path, const struct bundle_to *to)
{
	bool up = station_desk(to->sender) != 0;
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return mem_dup(path);
	return mem_fmt("%s/yichuang-%s-%s.ycb", path, bundle_station(up ? to->sender : to->receiver), up ? "up" : "down");
}

struct bundle_writer *bundle_begin(const char *path, const struct bundle_to *to, struct err *err)
{
	struct bundle_writer *w = mem_zero(sizeof *w);

	w->path = path_in(path, to);
	w->head.sender = to->sender;
	w->head.receiver = to->receiver;
	w->room = room_in(to->split ? to->split : FAT_MOST);
	w->fd = -1;
	memcpy(w->public, to->public, CRYPTO_PUBLIC);
	crypto_random(w->head.id, BUNDLE_ID);
	if (part_begin(w, err))
		return w;
	bundle_end(w);
	return NULL;
}

bool bundle_put(struct bundle_writer *w, const void *envelope, size_t n, struct err *err)
{
	struct buf length = { 0 };

	if (n > ENVELOPE_MAX)
		return err_set(err, ERR_FAILED, _("有一条记录太大，报送不了，请联系管理员"));
	buf_varint(&length, n);
	bool ok = part_add(w, length.data, length.len, err) && part_add(w, envelope, n, err);
	buf_free(&length);
	return ok;
}

/* --- the end -------------------------------------------------------------------------------------------------------- */

/* Somebody else's file under our name stays: on one stick meet the bundles of many. */
static bool may_replace(const struct bundle_writer *w, const char *path, struct err *err)
{
	unsigned char bytes[BUNDLE_HEAD];
	struct bundle_head h;
	uint64_t size;
	int fd = bundle_file_open(path, &size);

	if (fd < 0 && errno == ENOENT)
		return true;
	long n = fd < 0 ? -1 : bundle_file_read(fd, bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	if (n >= 0 && bundle_head_get(bytes, (size_t)n, &h) == BUNDLE_IS && h.sender == w->head.sender &&
	    h.receiver == w->head.receiver)
		return true;
	char *name = bundle_file_name(path);
	err_set(err, ERR_CHECK, _("“%s”已经有了，是别的文件，没有覆盖它；请换一个文件名"), name);
	free(name);
	return false;
}

static bool name_parts(struct bundle_writer *w, struct err *err)
{
	for (size_t i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];

		p->final = w->n == 1 ? mem_dup(w->path) : mem_fmt("%s.%zu-of-%zu", w->path, i + 1, w->n);
		if (!may_replace(w, p->final, err))
			return false;
	}
	return true;
}

static bool complete(struct bundle_writer *w, int fd, size_t i)
{
	unsigned char head[BUNDLE_HEAD], end[CRYPTO_SEAL_MORE];

	w->head.part = (uint32_t)i + 1;
	w->head.parts = (uint32_t)w->n;
	w->head.length = length_of(&w->part[i]);
	bundle_head_put(&w->head, head);
	crypto_seal_end(w->part[i].seal, head, sizeof head, end);
	return lseek(fd, 0, SEEK_END) >= 0 && file_put(fd, end, sizeof end) && lseek(fd, 0, SEEK_SET) == 0 &&
	       file_put(fd, head, sizeof head) && fsync(fd) == 0;
}

static bool complete_part(struct bundle_writer *w, size_t i, struct err *err)
{
	int fd = open(w->part[i].temp, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return bundle_cannot_write(w->path, errno, err);

	bool ok = complete(w, fd, i);
	int code = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		code = errno;
	}
	return ok || bundle_cannot_write(w->path, code, err);
}

static bool rename_all(struct bundle_writer *w)
{
	for (size_t i = 0; i < w->n; i++) {
		if (rename(w->part[i].temp, w->part[i].final) != 0)
			return false;
		free(w->part[i].temp);
		w->part[i].temp = NULL;
	}
	return file_sync_rename(w->path);
}

/* Some of the parts are worth nothing. */
static void take_back(struct bundle_writer *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!w->part[i].temp)
			unlink(w->part[i].final);
}

bool bundle_finish(struct bundle_writer *w, struct bundle_written *out, struct err *err)
{
	*out = (struct bundle_written){ 0 };
	if (!part_close(w, err) || !name_parts(w, err))
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!complete_part(w, i, err))
			return false;
	if (!rename_all(w)) {
		int code = errno;

		take_back(w);
		return bundle_cannot_write(w->path, code, err);
	}
	out->path = mem_dup(w->path);
	out->parts = w->n;
	for (size_t i = 0; i < w->n; i++)
		out->bytes += BUNDLE_HEAD + length_of(&w->part[i]);
	return true;
}

void bundle_end(struct bundle_writer *w)
{
	if (!w)
		return;
	if (w->fd >= 0)
		close(w->fd);
	for (size_t i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];

		if (p->temp)
			unlink(p->temp);
		crypto_seal_free(p->seal);
		free(p->temp);
		free(p->final);
	}
	free(w->part);
	free(w->path);
	crypto_wipe(w, sizeof *w);
	free(w);
}
