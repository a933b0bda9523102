/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading bundles. Whatever lies on a stick is somebody else's until its end was seen and its seal was ours: cut, altered, mixed
 * up, another's, and not a bundle at all are told apart, because the clerk must do something different about each.
 */
#include <errno.h>
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

struct file {
	char *path;
	unsigned char bytes[BUNDLE_HEAD];       /* of the head, as they stand there */
	struct bundle_head head;
};

struct bundle {
	struct file *part;      /* head.parts of them once all are there, in order; path NULL: missing */
	size_t n;
	struct bundle_head head;        /* of the part that came first */
};

/* --- one file ------------------------------------------------------------------------------------------------------- */

static bool damaged(const char *path, const char *detail, struct err *err)
{
	char *name = bundle_file_name(path);

	err_set(err, ERR_TRUST, _("“%s”打不开：被改动过或已损坏，没有收下。请重新拷贝一次；还不行，就请对方重新写一份"), name);
	free(name);
	return err_detail(err, "bundle %s: %s", path, detail);
}

static bool judge(const struct file *f, uint64_t size, const char *name, enum bundle_mark mark, struct err *err)
{
	if (mark == BUNDLE_IS_NOT)
		return err_set(err, ERR_CHECK, _("“%s”不是 U 盘包，或者没有拷贝完，没有收下"), name);
	if (mark == BUNDLE_OF_ANOTHER_VERSION)
		return err_set(err, ERR_CHECK, _("“%s”是另一版本的程序写的，读不懂，没有收下；请把两边的程序升级到同一版本"), name);
	if (size >= BUNDLE_HEAD && size - BUNDLE_HEAD == f->head.length)
		return true;
	return err_set(err, ERR_CHECK, _("“%s”没有拷贝完，或者拷贝坏了（应有 %llu 字节，实有 %llu 字节），没有收下。请重新拷贝一次"), name,
	               (unsigned long long)f->head.length + BUNDLE_HEAD, (unsigned long long)size);
}

/* The head of a file that has all its bytes. f->path is set where it is one. */
static bool look(const char *path, struct file *f, struct err *err)
{
	uint64_t size = 0;
	int fd = bundle_file_open(path, &size);
	long n = fd < 0 ? -1 : bundle_file_read(fd, f->bytes, BUNDLE_HEAD);
	int code = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return bundle_cannot_read(path, code, err);
	char *name = bundle_file_name(path);
	bool ok = judge(f, size, name, bundle_head_get(f->bytes, (size_t)n, &f->head), err);

	free(name);
	if (ok)
		f->path = mem_dup(path);
	return ok;
}

/* Is it for us? The commonest mistake is to read at the end that wrote it. */
static bool for_us(const struct file *f, uint32_t us, struct err *err)
{
	uint32_t to = f->head.receiver, from = f->head.sender;
	char *name = bundle_file_name(f->path);
	bool ok = to == us;

	if (!ok && from == us && station_desk(us))
		err_set(err, ERR_TRUST, _("“%s”是本机写给县中心的，不用在这里读；请拿到县中心去读"), name);
	else if (!ok && from == us)
		err_set(err, ERR_TRUST, _("“%s”是县中心写给 %s 号机器的，不用在这里读；请拿到那台机器上读"), name, bundle_station(to));
	else if (!ok && !station_desk(us) && !station_desk(to) && station_county(us) == station_county(to))
		err_set(err, ERR_TRUST, _("“%s”是写给恢复以前的县中心的，没有收下；请让 %s 号机器重新写一份"), name, bundle_station(from));
	else if (!ok)
		err_set(err, ERR_TRUST, _("“%s”是写给 %s 的，不是给这里（%s）的，没有收下，也没有动它"), name, bundle_station(to),
		        bundle_station(us));
	free(name);
	return ok;
}

/* --- sorting files into bundles ------------------------------------------------------------------------------------- */

static bool same_bundle(const struct bundle_head *a, const struct bundle_head *b)
{
	return a->sender == b->sender && a->receiver == b->receiver && a->parts == b->parts &&
	       memcmp(a->id, b->id, BUNDLE_ID) == 0;
}

static struct bundle *bundle_of(struct bundles *all, const struct bundle_head *h)
{
	for (size_t i = 0; i < all->n; i++)
		if (same_bundle(&all->list[i]->head, h))
			return all->list[i];
	size_t cap = all->n;    /* grown one by one: they are few */
	all->list = mem_grow(all->list, &cap, all->n, sizeof *all->list);
	struct bundle *b = all->list[all->n++] = mem_zero(sizeof *b);
	b->head = *h;
	b->n = h->parts;
	b->part = mem_zero(b->n * sizeof *b->part);
	return b;
}

/* A part given twice counts once. */
static void sort_in(struct bundles *all, struct file *f)
{
	struct file *place = &bundle_of(all, &f->head)->part[f->head.part - 1];

	if (place->path)
		free(f->path);
	else
		*place = *f;
}

static bool add_file(struct bundles *all, const char *path, uint32_t us, struct err *err)
{
	struct file f = { 0 };

	if (!look(path, &f, err))
		return false;
	if (!for_us(&f, us, err)) {
		free(f.path);
		return false;
	}
	sort_in(all, &f);
	return true;
}

/* A file of a stick: one for us counts, and where it is cut somebody should know. Anything else is nobody's business. */
static bool add_found(struct bundles *all, const char *path, uint32_t us, struct err *err)
{
	struct err local = { 0 };
	struct file f = { 0 };
	bool whole = look(path, &f, &local);

	if (f.head.receiver != us) {
		free(f.path);
		return true;
	}
	if (whole)
		sort_in(all, &f);
	else if (err)
		*err = local;
	return whole;
}

static bool add_folder(struct bundles *all, const char *dir, uint32_t us, struct err *err)
{
	char **names = file_list(dir, "", err);
	size_t before = all->n;
	bool ok = names != NULL;

	for (size_t i = 0; ok && names[i]; i++) {
		char *path = file_join(dir, names[i]);
		ok = add_found(all, path, us, err);
		free(path);
	}
	file_list_free(names);
	return ok && (all->n > before || err_set(err, ERR_CHECK, _("这个文件夹里没有写给这里的 U 盘包")));
}

/* Which parts are not there: "2、5". */
static bool complete(const struct bundle *b, struct err *err)
{
	struct buf missing = { 0 };
	const char *seen = "";

	for (size_t i = 0; i < b->n; i++) {
		if (b->part[i].path)
			seen = b->part[i].path;
		else
			buf_fmt(&missing, "%s%zu", missing.len ? "、" : "", i + 1);
	}
	if (missing.len) {
		char *name = bundle_file_name(seen);
		err_set(err, ERR_CHECK, _("“%s”所在的 U 盘包分成 %zu 个文件，还缺第 %s 个，没有收下；请把各个文件放在一起再读"), name, b->n,
		        missing.data);
		free(name);
	}
	bool ok = !missing.len;
	buf_free(&missing);
	return ok;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool bundles_open(char *const *paths, size_t n, uint32_t us, struct bundles *out, struct err *err)
{
	bool ok = true;

	*out = (struct bundles){ 0 };
	for (size_t i = 0; ok && i < n; i++)
		ok = is_folder(paths[i]) ? add_folder(out, paths[i], us, err) : add_file(out, paths[i], us, err);
	for (size_t i = 0; ok && i < out->n; i++)
		ok = complete(out->list[i], err);
	if (!ok)
		bundles_close(out);
	return ok;
}

void bundles_close(struct bundles *all)
{
	for (size_t i = 0; i < all->n; i++) {
		for (size_t k = 0; k < all->list[i]->n; k++)
			free(all->list[i]->part[k].path);
		free(all->list[i]->part);
		free(all->list[i]);
	}
	free(all->list);
	*all = (struct bundles){ 0 };
}

uint32_t bundle_sender(const struct bundle *b)
{
	return b->head.sender;
}

/* --- what is inside ------------------------------------------------------------------------------------------------- */

struct opening {
	const struct bundle *bundle;
	const struct station_self *us;
	bundle_take *take;
	void *arg;
	struct buf content;     /* opened, and not yet handed out */
	unsigned char sealed[BUNDLE_CHUNK + CRYPTO_SEAL_MORE], chunk[BUNDLE_CHUNK];
};

static bool garbled(const struct opening *o, const char *detail, struct err *err)
{
	return damaged(o->bundle->part[0].path, detail, err);
}

static bool hand_over(struct opening *o, const void *envelope, size_t n, struct err *err)
{
	struct envelope head;

	if (!envelope_peek(envelope, n, &head, NULL) || head.sender != o->bundle->head.sender ||
	    head.receiver != o->bundle->head.receiver)
		return garbled(o, "an envelope of somebody else inside", err);
	return o->take(o->arg, envelope, n, err);
}

/* Envelopes that are whole by now. */
static bool hand_out(struct opening *o, struct err *err)
{
	size_t done = 0;

	for (;;) {
		struct reader r = reader_over(buf_text(&o->content) + done, o->content.len - done);
		uint64_t length = reader_varint(&r);
		bool whole = !r.bad;
		const void *envelope = whole && length <= r.left ? reader_bytes(&r, (size_t)length) : NULL;

		if ((whole && length > ENVELOPE_MAX) || (!whole && o->content.len - done >= 10))
			return garbled(o, "a length that makes no sense", err);
		if (!envelope)
			break;
		if (!hand_over(o, envelope, (size_t)length, err))
			return false;
		done = o->content.len - r.left;
	}
	if (done) {
		memmove(o->content.data, o->content.data + done, o->content.len - done);
		o->content.len -= done;
	}
	return true;
}

static bool read_exactly(int fd, void *out, size_t n, const char *path, struct err *err)
{
	long got = bundle_file_read(fd, out, n);

	if (got < 0)
		return bundle_cannot_read(path, errno, err);
	return (size_t)got == n || damaged(path, "shorter than it was", err);
}

static bool open_chunks(struct opening *o, struct crypto_seal *s, int fd, const struct file *f, struct err *err)
{
	uint64_t left = f->head.length - CRYPTO_SEAL_HEAD - CRYPTO_SEAL_MORE;

	while (left) {
		size_t n = left < sizeof o->sealed ? (size_t)left : sizeof o->sealed;

		if (!read_exactly(fd, o->sealed, n, f->path, err))
			return false;
		if (!crypto_unseal_chunk(s, o->sealed, n, o->chunk))
			return damaged(f->path, "a chunk", err);
		buf_put(&o->content, o->chunk, n - CRYPTO_SEAL_MORE);
		left -= n;
		if (!hand_out(o, err))
			return false;
	}
	if (!read_exactly(fd, o->sealed, CRYPTO_SEAL_MORE, f->path, err))
		return false;
	return crypto_unseal_end(s, o->sealed, f->bytes, BUNDLE_HEAD) || damaged(f->path, "the end", err);
}

static bool open_part(struct opening *o, int fd, const struct file *f, struct err *err)
{
	unsigned char bytes[BUNDLE_HEAD], head[CRYPTO_SEAL_HEAD];

	if (f->head.length < CRYPTO_SEAL_HEAD + CRYPTO_SEAL_MORE)
		return damaged(f->path, "too short for a seal", err);
	if (!read_exactly(fd, bytes, sizeof bytes, f->path, err) || !read_exactly(fd, head, sizeof head, f->path, err))
		return false;
	if (memcmp(bytes, f->bytes, sizeof bytes) != 0)
		return damaged(f->path, "another file than before", err);
	struct crypto_seal *s = crypto_unseal(head, o->us->public, o->us->secret);
	if (!s)
		return damaged(f->path, "sealed to another key", err);
	bool ok = open_chunks(o, s, fd, f, err);
	crypto_seal_free(s);
	return ok;
}

bool bundle_each(const struct bundle *b, const struct station_self *us, bundle_take *take, void *arg, struct err *err)
{
	struct opening *o = mem_zero(sizeof *o);
	bool ok = true;

	*o = (struct opening){ .bundle = b, .us = us, .take = take, .arg = arg };
	for (size_t i = 0; ok && i < b->n; i++) {
		uint64_t size;
		int fd = bundle_file_open(b->part[i].path, &size);

		if (fd < 0) {
			ok = bundle_cannot_read(b->part[i].path, errno, err);
			break;
		}
		ok = open_part(o, fd, &b->part[i], err);
		close(fd);
	}
	if (ok && o->content.len)
		ok = garbled(o, "ends in the middle of an envelope", err);
	if (o->content.data)
		crypto_wipe(o->content.data, o->content.cap);
	buf_free(&o->content);
	crypto_wipe(o, sizeof *o);
	free(o);
	return ok;
}
