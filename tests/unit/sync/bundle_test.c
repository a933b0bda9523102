/* SPDX-License-Identifier: Apache-2.0 */
/* The container of bundles: whole or not at all, and whatever happened to a stick is noticed and told apart. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/entry.h"
#include "sync/bundle.h"
#include "sync/envelope.h"
#include "temp.h"

#define HEAD 42
#define AROUND (HEAD + CRYPTO_SEAL_HEAD + CRYPTO_SEAL_MORE)

static struct station_self desk, hub, stranger;

/* --- making ---------------------------------------------------------------------------------------------------------- */

/* An envelope with n bytes that do not compress. */
static struct buf envelope(const struct station_self *from, const struct station_self *to, size_t n)
{
	struct envelope head = { .sender = from->number, .receiver = to->number, .layout = ENVELOPE_FILE, .from = 1 };
	struct buf out = { 0 };
	char *payload = mem_zero(n + 1);

	crypto_random(payload, n);
	envelope_seal(&head, NULL, payload, n, from->secret, &out);
	free(payload);
	return out;
}

static bool write_to(const char *path, const struct station_self *from, const struct station_self *to, uint64_t split,
                     const struct buf *envelopes, size_t n, struct bundle_written *w, struct err *err)
{
	const struct bundle_to whom = { .sender = from->number, .receiver = to->number, .public = to->public, .split = split };
	struct bundle_writer *out = bundle_begin(path, &whom, err);
	bool ok = out != NULL;

	for (size_t i = 0; ok && i < n; i++)
		ok = bundle_put(out, envelopes[i].data, envelopes[i].len, err);
	ok = ok && bundle_finish(out, w, err);
	bundle_end(out);
	return ok;
}

static size_t make(const char *path, uint64_t split, const struct buf *envelopes, size_t n)
{
	struct bundle_written w = { 0 };
	struct err err = { 0 };

	if (!write_to(path, &desk, &hub, split, envelopes, n, &w, &err))
		fail_msg("%s (%s)", err.say, err.detail);
	assert_string_equal(w.path, path);
	size_t parts = w.parts;
	bundle_written_clear(&w);
	return parts;
}

/* A file as it happens to be; it need not reach the disk. */
static void put_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

/* A file made by hand, as docs/stick.md describes it: content in one chunk or none. */
static void craft(const char *path, const struct station_self *from, const struct station_self *to, const void *content,
                  size_t n)
{
	unsigned char seal[CRYPTO_SEAL_HEAD], chunk[4096], end[CRYPTO_SEAL_MORE];
	struct crypto_seal *s = crypto_seal_to(to->public, seal);
	struct buf file = { 0 };

	assert_true(n + CRYPTO_SEAL_MORE <= sizeof chunk);
	buf_puts(&file, "YCBUNDLE2\n");
	buf_u64(&file, (uint64_t)hub.number << 32 | from->number);
	buf_puts(&file, "12345678");
	buf_u64(&file, UINT64_C(1) << 32 | 1);
	buf_u64(&file, sizeof seal + (n ? n + CRYPTO_SEAL_MORE : 0) + sizeof end);
	if (n)
		crypto_seal_chunk(s, content, n, chunk);
	crypto_seal_end(s, file.data, file.len, end);
	buf_put(&file, seal, sizeof seal);
	buf_put(&file, chunk, n ? n + CRYPTO_SEAL_MORE : 0);
	buf_put(&file, end, sizeof end);
	put_file(path, file.data, file.len);
	crypto_seal_free(s);
	buf_free(&file);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

struct got {
	struct buf list[8];
	size_t n;
};

static bool collect(void *arg, const void *bytes, size_t n, struct err *err)
{
	struct got *g = arg;

	(void)err;
	assert_true(g->n < 8);
	buf_put(&g->list[g->n++], bytes, n);
	return true;
}

static void got_free(struct got *g)
{
	for (size_t i = 0; i < g->n; i++)
		buf_free(&g->list[i]);
	g->n = 0;
}

static bool read_by(const struct station_self *me, char *const *paths, size_t n, struct got *g, struct err *err)
{
	struct bundles all;

	*err = (struct err){ 0 };
	if (!bundles_open(paths, n, me->number, &all, err)) {
		assert_int_not_equal(err->kind, ERR_NONE);
		return false;
	}
	bool ok = true;
	for (size_t i = 0; ok && i < all.n; i++)
		ok = bundle_each(all.list[i], me, collect, g, err);
	bundles_close(&all);
	assert_true(ok == (err->kind == ERR_NONE));
	return ok;
}

static void same(const struct got *g, const struct buf *envelopes, size_t n)
{
	assert_int_equal(g->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(g->list[i].len, envelopes[i].len);
		assert_memory_equal(g->list[i].data, envelopes[i].data, envelopes[i].len);
	}
}

static void comes_out(char *const *paths, size_t npaths, const struct buf *envelopes, size_t n)
{
	struct got g = { 0 };
	struct err err;

	if (!read_by(&hub, paths, npaths, &g, &err))
		fail_msg("%s (%s)", err.say, err.detail);
	same(&g, envelopes, n);
	got_free(&g);
}

static void is_refused(const struct station_self *me, char *const *paths, size_t n, enum err_kind kind, const char *words)
{
	struct got g = { 0 };
	struct err err;

	assert_false(read_by(me, paths, n, &g, &err));
	got_free(&g);
	if (err.kind != kind || !strstr(err.say, words))
		fail_msg("kind %d, “%s” (%s), wanted %d and “%s”", (int)err.kind, err.say, err.detail, (int)kind, words);
}

static char *part(const char *path, size_t i, size_t n)
{
	return mem_fmt("%s.%zu-of-%zu", path, i, n);
}

static size_t files_in(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

/* A folder of its own, empty. */
static const char *folder(const char *name)
{
	const char *path = temp_path(name);

	assert_int_equal(mkdir(path, 0700), 0);
	return path;
}

static char *in(const char *dir, const char *name)
{
	return file_join(dir, name);
}

/* --- whole ----------------------------------------------------------------------------------------------------------- */

static void what_is_put_in_comes_out_in_its_order(void **state)
{
	/* around the chunks' edges, and over several of them */
	static const size_t sizes[] = { 0, 1, BUNDLE_CHUNK - 120, BUNDLE_CHUNK, 3 * BUNDLE_CHUNK + 7, 100 };
	struct buf list[6];
	char *path = mem_dup(temp_path("whole"));

	(void)state;
	for (size_t i = 0; i < 6; i++)
		list[i] = envelope(&desk, &hub, sizes[i]);
	assert_int_equal(make(path, 0, list, 6), 1);
	comes_out(&path, 1, list, 6);
	assert_int_equal(make(path, 0, list, 0), 1);
	comes_out(&path, 1, list, 0);
	for (size_t i = 0; i < 6; i++)
		buf_free(&list[i]);
	free(path);
}

static void content_of_every_length_around_a_full_chunk_comes_out(void **state)
{
	char *path = mem_dup(temp_path("edge"));

	(void)state;
	for (size_t n = BUNDLE_CHUNK - 130, seen = 0; seen < 4; n++) {
		struct buf one = envelope(&desk, &hub, n);
		size_t content = one.len + 3;   /* its length takes three bytes */

		if (content >= BUNDLE_CHUNK - 1) {
			make(path, 0, &one, 1);
			comes_out(&path, 1, &one, 1);
			seen++;
		}
		assert_true(content < BUNDLE_CHUNK + 3);
		buf_free(&one);
	}
	free(path);
}

static void parts_keep_to_their_size_and_go_together_in_any_order(void **state)
{
	static const size_t sizes[] = { 9000, 20001, BUNDLE_CHUNK + AROUND, BUNDLE_CHUNK + AROUND + CRYPTO_SEAL_MORE,
	                                BUNDLE_CHUNK + AROUND + CRYPTO_SEAL_MORE + 1, 2 * BUNDLE_CHUNK };
	struct buf list[2] = { envelope(&desk, &hub, 200000), envelope(&desk, &hub, 3) };
	const char *path = temp_path("split");

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		size_t n = make(path, sizes[i], list, 2);
		char **paths = mem_zero(n * sizeof *paths);

		assert_true(n > 1);
		for (size_t k = 0; k < n; k++) {
			struct stat st;
			paths[k] = part(path, (k * 7 + 3) % n + 1, n);
			/* a step of 7 visits every part unless there are a multiple of 7 */
			if (n % 7 == 0) {
				free(paths[k]);
				paths[k] = part(path, n - k, n);
			}
			assert_int_equal(stat(paths[k], &st), 0);
			assert_true((size_t)st.st_size <= sizes[i]);
		}
		comes_out(paths, n, list, 2);
		for (size_t k = 0; k < n; k++)
			free(paths[k]);
		free(paths);
	}
	buf_free(&list[0]);
	buf_free(&list[1]);
}

static void a_last_part_that_is_just_full_is_the_last(void **state)
{
	const char *path = temp_path("full");

	(void)state;
	const size_t room = 1024 - AROUND - CRYPTO_SEAL_MORE;
	for (size_t n = 2 * room - 130, content = 0; content < 2 * room + 1; n++) {
		struct buf one = envelope(&desk, &hub, n);

		content = one.len + 2;  /* its length takes two bytes */
		if (content < 2 * room - 1) {
			buf_free(&one);
			continue;
		}
		size_t parts = make(path, 1024, &one, 1);
		assert_int_equal(parts, (content + room - 1) / room);
		char *paths[3];
		for (size_t k = 0; k < parts; k++)
			paths[k] = part(path, k + 1, parts);
		comes_out(paths, parts, &one, 1);
		for (size_t k = 0; k < parts; k++)
			free(paths[k]);
		buf_free(&one);
	}
}

static void asked_to_split_but_small_is_one_file(void **state)
{
	struct buf one = envelope(&desk, &hub, 100);

	(void)state;
	assert_int_equal(make(temp_path("small"), 1024, &one, 1), 1);
	assert_int_equal(access(temp_path("small"), F_OK), 0);
	buf_free(&one);
}

/* --- harmed ---------------------------------------------------------------------------------------------------------- */

static void every_cut_is_noticed(void **state)
{
	struct buf one = envelope(&desk, &hub, 300), file = { 0 };
	char *path = mem_dup(temp_path("cut"));
	struct got g = { 0 };
	struct err err;

	(void)state;
	make(path, 0, &one, 1);
	assert_true(file_read(path, 1 << 20, &file, NULL));
	for (size_t n = 0; n < file.len; n++) {
		assert_int_equal(truncate(path, (off_t)(file.len - 1 - n)), 0);
		assert_false(read_by(&hub, &path, 1, &g, &err));
		assert_int_equal(err.kind, ERR_CHECK);
		assert_int_equal(g.n, 0);
	}
	/* nor may anything stand behind it */
	buf_putc(&file, 'x');
	put_file(path, file.data, file.len);
	is_refused(&hub, &path, 1, ERR_CHECK, "没有拷贝完");
	buf_free(&file);
	buf_free(&one);
	free(path);
}

static void every_changed_byte_is_noticed(void **state)
{
	struct buf list[2] = { envelope(&desk, &hub, 0), envelope(&desk, &hub, 120) }, file = { 0 };
	char *path = mem_dup(temp_path("changed"));
	struct got g = { 0 };
	struct err err;

	(void)state;
	make(path, 0, list, 2);
	assert_true(file_read(path, 1 << 20, &file, NULL));
	for (size_t i = 0; i < file.len; i++)
		for (int bit = 0; bit < 8; bit += 3) {
			file.data[i] = (char)(file.data[i] ^ 1 << bit);
			put_file(path, file.data, file.len);
			if (read_by(&hub, &path, 1, &g, &err))
				fail_msg("byte %zu bit %d", i, bit);
			got_free(&g);
			file.data[i] = (char)(file.data[i] ^ 1 << bit);
		}
	buf_free(&file);
	buf_free(&list[0]);
	buf_free(&list[1]);
	free(path);
}

static void a_cut_that_hides_behind_its_length_is_noticed(void **state)
{
	struct buf one = envelope(&desk, &hub, 300), file = { 0 };
	char *path = mem_dup(temp_path("hidden"));

	(void)state;
	make(path, 0, &one, 1);
	assert_true(file_read(path, 1 << 20, &file, NULL));
	/* somebody shortens the content and writes the shorter length into the head: from behind the seal on, all lengths */
	for (size_t n = HEAD; n < file.len; n++) {
		uint64_t length = n - HEAD;

		for (int i = 0; i < 8; i++)
			file.data[34 + i] = (char)(length >> (56 - 8 * i));
		put_file(path, file.data, n);
		is_refused(&hub, &path, 1, ERR_TRUST, "被改动过或已损坏");
	}
	buf_free(&file);
	buf_free(&one);
	free(path);
}

static void missing_parts_are_named(void **state)
{
	struct buf one = envelope(&desk, &hub, 4000);
	const char *path = temp_path("missing");
	size_t n = make(path, 1024, &one, 1);
	char *paths[2] = { part(path, 1, n), part(path, 4, n) };

	(void)state;
	assert_int_equal(n, 5);
	is_refused(&hub, paths, 2, ERR_CHECK, "分成 5 个文件，还缺第 2、3、5 个");
	free(paths[0]);
	free(paths[1]);
	buf_free(&one);
}

static void parts_given_twice_or_renamed_do_no_harm(void **state)
{
	struct buf one = envelope(&desk, &hub, 1200);
	const char *path = temp_path("twice");
	size_t n = make(path, 1024, &one, 1);
	char *paths[4] = { part(path, 1, n), part(path, 2, n), mem_dup(temp_path("other")), part(path, 1, n) };

	(void)state;
	assert_int_equal(n, 2);
	/* the names of the two change places, and one is there once more under a name of its own */
	assert_int_equal(link(paths[1], paths[2]), 0);
	assert_int_equal(rename(paths[0], temp_path("third")), 0);
	assert_int_equal(link(paths[1], paths[0]), 0);
	assert_int_equal(rename(temp_path("third"), paths[1]), 0);
	comes_out(paths, 4, &one, 1);
	for (size_t i = 0; i < 4; i++)
		free(paths[i]);
	buf_free(&one);
}

static void parts_of_two_bundles_are_not_mixed(void **state)
{
	struct buf a = envelope(&desk, &hub, 1200), b = envelope(&desk, &hub, 1201);
	const char *first = temp_path("first"), *second = temp_path("second");

	(void)state;
	assert_int_equal(make(first, 1024, &a, 1), 2);
	assert_int_equal(make(second, 1024, &b, 1), 2);
	char *paths[4] = { part(first, 1, 2), part(second, 2, 2), part(first, 2, 2), part(second, 1, 2) };
	struct buf both[2] = { a, b };

	is_refused(&hub, paths, 2, ERR_CHECK, "还缺第 2 个");
	is_refused(&hub, paths, 3, ERR_CHECK, "还缺第 1 个");
	comes_out(paths, 4, both, 2);

	/* a part that says it belongs to the other: its own end does not vouch for that */
	struct buf from = { 0 }, to = { 0 };
	assert_true(file_read(paths[0], 1 << 20, &from, NULL) && file_read(paths[1], 1 << 20, &to, NULL));
	memcpy(to.data + 18, from.data + 18, 8);
	put_file(paths[1], to.data, to.len);
	is_refused(&hub, paths, 2, ERR_TRUST, "被改动过或已损坏");
	buf_free(&from);
	buf_free(&to);
	for (size_t i = 0; i < 4; i++)
		free(paths[i]);
	buf_free(&a);
	buf_free(&b);
}

/* --- not ours -------------------------------------------------------------------------------------------------------- */

static void what_is_for_somebody_else_is_told_from_damage(void **state)
{
	struct buf one = envelope(&desk, &hub, 10);
	char *path = mem_dup(temp_path("whose"));

	(void)state;
	make(path, 0, &one, 1);
	is_refused(&stranger, &path, 1, ERR_TRUST, "不是给这里");
	is_refused(&desk, &path, 1, ERR_TRUST, "是本机写给县中心的");

	/* the hub of another epoch */
	struct station_self later = hub;
	later.number = station_make(54, 2, 0);
	is_refused(&later, &path, 1, ERR_TRUST, "恢复以前的县中心");

	/* the right number in the head, but not the key: somebody changed the head */
	struct station_self thief = stranger;
	thief.number = hub.number;
	is_refused(&thief, &path, 1, ERR_TRUST, "被改动过或已损坏");

	/* what a hub wrote, read at the hub */
	struct buf down = envelope(&hub, &desk, 10);
	struct bundle_written w;
	assert_int_equal(unlink(path), 0);
	assert_true(write_to(path, &hub, &desk, 0, &down, 1, &w, NULL));
	bundle_written_clear(&w);
	is_refused(&hub, &path, 1, ERR_TRUST, "请拿到那台机器上读");
	buf_free(&down);
	buf_free(&one);
	free(path);
}

static void what_is_no_bundle_is_said_to_be_none(void **state)
{
	char *path = mem_dup(temp_path("none"));

	(void)state;
	is_refused(&hub, &path, 1, ERR_FAILED, "没有这个文件");
	put_file(path, "PK\3\4 and so on, for longer than a head has bytes", 48);
	is_refused(&hub, &path, 1, ERR_CHECK, "不是 U 盘包");
	put_file(path, "YCBUNDLE3\n and so on, for longer than a head has bytes", 53);
	is_refused(&hub, &path, 1, ERR_CHECK, "升级到同一版本");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	is_refused(&hub, &path, 1, ERR_FAILED, "不是普通文件");
	unlink(path);
	free(path);
}

static void a_name_that_would_drive_the_terminal_is_made_harmless(void **state)
{
	char *path = mem_dup(temp_path("\033[2Jx"));
	struct got g = { 0 };
	struct err err;

	(void)state;
	put_file(path, "no", 2);
	assert_false(read_by(&hub, &path, 1, &g, &err));
	assert_null(strchr(err.say, '\033'));
	free(path);
}

static void content_that_makes_no_sense_is_refused(void **state)
{
	struct buf good = envelope(&desk, &hub, 10), foreign = envelope(&stranger, &hub, 10);
	struct buf elsewhere = envelope(&desk, &desk, 10);
	char *path = mem_dup(temp_path("content"));
	struct buf content = { 0 };

	(void)state;
	buf_block(&content, good.data, good.len);
	craft(path, &desk, &hub, content.data, content.len);
	comes_out(&path, 1, &good, 1);

	/* ends within the envelope; within its length; a length as nobody writes it; one beyond every bound; no envelope */
	craft(path, &desk, &hub, content.data, content.len - 1);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\x80", 1);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\x81\x00 and so on", 12);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01 and so on", 20);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\x81\x80\x80\x04 and so on", 14);     /* 8 MiB and a byte */
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\x05hello", 6);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, "\x00", 1);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	craft(path, &desk, &hub, NULL, 0);
	comes_out(&path, 1, NULL, 0);

	/* one of somebody else's, or to somebody else, in an honest seal */
	buf_clear(&content);
	buf_block(&content, foreign.data, foreign.len);
	craft(path, &desk, &hub, content.data, content.len);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");
	buf_clear(&content);
	buf_block(&content, elsewhere.data, elsewhere.len);
	craft(path, &desk, &hub, content.data, content.len);
	is_refused(&hub, &path, 1, ERR_TRUST, "打不开");

	buf_free(&good);
	buf_free(&foreign);
	buf_free(&elsewhere);
	buf_free(&content);
	free(path);
}

static void nothing_of_the_content_is_there_to_be_read(void **state)
{
	struct buf one = envelope(&desk, &hub, 500), file = { 0 };

	(void)state;
	make(temp_path("secret"), 0, &one, 1);
	assert_true(file_read(temp_path("secret"), 1 << 20, &file, NULL));
	for (size_t i = 0; i + 8 < one.len; i++)
		assert_null(memmem(file.data + HEAD, file.len - HEAD, one.data + i, 8));
	buf_free(&file);
	buf_free(&one);
}

/* --- on the stick ---------------------------------------------------------------------------------------------------- */

static void what_was_not_finished_leaves_nothing(void **state)
{
	const struct bundle_to to = { .sender = desk.number, .receiver = hub.number, .public = hub.public, .split = 1024 };
	struct buf one = envelope(&desk, &hub, 5000);
	const char *dir = folder("unfinished");
	char *path = in(dir, "x");

	(void)state;
	struct bundle_writer *w = bundle_begin(path, &to, NULL);
	assert_non_null(w);
	assert_true(bundle_put(w, one.data, one.len, NULL));
	assert_int_not_equal(access(path, F_OK), 0);
	bundle_end(w);
	assert_int_equal(files_in(dir), 0);
	buf_free(&one);
	free(path);
}

static void a_stick_that_takes_no_more_is_left_as_it_was(void **state)
{
	struct buf small = envelope(&desk, &hub, 10), large = envelope(&desk, &hub, 300000);
	const char *dir = folder("limit");
	char *path = in(dir, "x");
	struct rlimit before, little = { .rlim_cur = 200000 };
	struct bundle_written w;
	struct buf was = { 0 }, is = { 0 };
	struct err err = { 0 };

	(void)state;
	make(path, 0, &small, 1);
	assert_true(file_read(path, 1 << 20, &was, NULL));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	little.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_FSIZE, &little);
	bool ok = write_to(path, &desk, &hub, 0, &large, 1, &w, &err);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(ok);
	assert_int_equal(err.kind, ERR_FAILED);
	assert_non_null(strstr(err.say, "没有留下写了一半的文件"));
	assert_int_equal(files_in(dir), 1);
	assert_true(file_read(path, 1 << 20, &is, NULL));
	assert_int_equal(is.len, was.len);
	assert_memory_equal(is.data, was.data, was.len);
	buf_free(&is);
	buf_free(&was);
	buf_free(&small);
	buf_free(&large);
	free(path);
}

static void only_an_earlier_bundle_of_our_own_is_replaced(void **state)
{
	struct buf one = envelope(&desk, &hub, 10), two = envelope(&desk, &hub, 20), other = envelope(&stranger, &hub, 30);
	const char *dir = folder("replace");
	char *path = in(dir, "x");
	struct bundle_written w;
	struct err err = { 0 };

	(void)state;
	make(path, 0, &one, 1);
	make(path, 0, &two, 1);
	comes_out(&path, 1, &two, 1);
	assert_false(write_to(path, &stranger, &hub, 0, &other, 1, &w, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	comes_out(&path, 1, &two, 1);
	assert_int_equal(files_in(dir), 1);

	put_file(path, "a letter", 8);
	assert_false(write_to(path, &desk, &hub, 0, &one, 1, &w, &err));
	assert_non_null(strstr(err.say, "没有覆盖"));
	assert_int_equal(files_in(dir), 1);
	buf_free(&one);
	buf_free(&two);
	buf_free(&other);
	free(path);
}

static void in_a_folder_a_bundle_finds_its_name_and_its_reader(void **state)
{
	struct buf up = envelope(&desk, &hub, 10), down = envelope(&hub, &desk, 10), other = envelope(&stranger, &hub, 10);
	char *dir = mem_dup(folder("stick"));
	struct bundle_written w;

	(void)state;
	is_refused(&hub, &dir, 1, ERR_CHECK, "没有写给这里的 U 盘包");
	assert_true(write_to(dir, &desk, &hub, 0, &up, 1, &w, NULL));
	assert_non_null(strstr(w.path, "/stick/yichuang-54.1.1-up.ycb"));
	bundle_written_clear(&w);
	assert_true(write_to(dir, &hub, &desk, 0, &down, 1, &w, NULL));
	assert_non_null(strstr(w.path, "/stick/yichuang-54.1.1-down.ycb"));
	bundle_written_clear(&w);
	comes_out(&dir, 1, &up, 1);
	is_refused(&stranger, &dir, 1, ERR_CHECK, "没有写给这里的 U 盘包");

	/* whatever else lies there is left alone; only what is for us and cut is worth a word */
	char *letter = in(dir, "letter"), *cut = in(dir, "yichuang-54.1.1-down.ycb");
	put_file(letter, "a letter", 8);
	assert_true(write_to(dir, &stranger, &hub, 0, &other, 1, &w, NULL));
	assert_int_equal(truncate(cut, 100), 0);
	struct buf both[2] = { up, other };
	comes_out(&dir, 1, both, 2);
	is_refused(&desk, &dir, 1, ERR_CHECK, "没有拷贝完");
	assert_int_equal(truncate(w.path, 100), 0);
	is_refused(&hub, &dir, 1, ERR_CHECK, "没有拷贝完");
	bundle_written_clear(&w);
	free(letter);
	free(cut);
	buf_free(&up);
	buf_free(&down);
	buf_free(&other);
	free(dir);
}

static void sizes_are_read_strictly(void **state)
{
	static const char *const wrong[] = { "", "M", "1", "1023", "0K", "-1M", "1T", "1 M", "1MB", "5000000000",
	                                     "99999999999999999999" };
	uint64_t size;

	(void)state;
	assert_true(bundle_size("1024", &size, NULL) && size == 1024);
	assert_true(bundle_size("700k", &size, NULL) && size == 700 * 1024);
	assert_true(bundle_size("1M", &size, NULL) && size == 1 << 20);
	assert_true(bundle_size("8G", &size, NULL) && size == UINT64_C(8) << 30);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { 0 };
		if (bundle_size(wrong[i], &size, &err) || err.kind != ERR_USAGE)
			fail_msg("%s", wrong[i]);
	}
}

static int setup(void **state)
{
	crypto_init();
	log_quiet(true);
	desk.number = station_make(54, 1, 1);
	hub.number = station_make(54, 1, 0);
	stranger.number = station_make(54, 1, 2);
	crypto_keypair(desk.public, desk.secret);
	crypto_keypair(hub.public, hub.secret);
	crypto_keypair(stranger.public, stranger.secret);
	return temp_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_in_comes_out_in_its_order),
		cmocka_unit_test(content_of_every_length_around_a_full_chunk_comes_out),
		cmocka_unit_test(parts_keep_to_their_size_and_go_together_in_any_order),
		cmocka_unit_test(a_last_part_that_is_just_full_is_the_last),
		cmocka_unit_test(asked_to_split_but_small_is_one_file),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(a_cut_that_hides_behind_its_length_is_noticed),
		cmocka_unit_test(missing_parts_are_named),
		cmocka_unit_test(parts_given_twice_or_renamed_do_no_harm),
		cmocka_unit_test(parts_of_two_bundles_are_not_mixed),
		cmocka_unit_test(what_is_for_somebody_else_is_told_from_damage),
		cmocka_unit_test(what_is_no_bundle_is_said_to_be_none),
		cmocka_unit_test(a_name_that_would_drive_the_terminal_is_made_harmless),
		cmocka_unit_test(content_that_makes_no_sense_is_refused),
		cmocka_unit_test(nothing_of_the_content_is_there_to_be_read),
		cmocka_unit_test(what_was_not_finished_leaves_nothing),
		cmocka_unit_test(a_stick_that_takes_no_more_is_left_as_it_was),
		cmocka_unit_test(only_an_earlier_bundle_of_our_own_is_replaced),
		cmocka_unit_test(in_a_folder_a_bundle_finds_its_name_and_its_reader),
		cmocka_unit_test(sizes_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, setup, temp_remove);
}
