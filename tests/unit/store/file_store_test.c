/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "files_each.h"

static unsigned char digest[CRYPTO_HASH];
static uint64_t size;

static bool take(const char *path, uint64_t most, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	bool ok = file_store_take(store, fd, most, digest, &size, err);
	close(fd);
	return ok;
}

static void taken(const void *bytes, size_t n)
{
	struct err err = { 0 };

	put(temp_path("from"), bytes, n);
	fine(take(temp_path("from"), n, &err), &err);
}

static void a_content_is_called_by_its_hash_and_lies_there_once(void **state)
{
	char *bytes = noise(200000, 1);
	unsigned char want[CRYPTO_HASH];
	struct err err = { 0 };
	struct stat st;

	(void)state;
	taken(bytes, 200000);
	crypto_hash(want, bytes, 200000);
	assert_memory_equal(digest, want, CRYPTO_HASH);
	assert_int_equal(size, 200000);
	assert_true(file_store_has(store, digest, size));
	assert_false(file_store_has(store, digest, size + 1));
	assert_int_equal(stat(place(digest), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fine(file_store_check(store, digest, size, &err), &err);
	taken(bytes, 200000);
	assert_int_equal(count(temp_path("home/files")), 0);
	free(bytes);
}

static void nothing_and_too_much_are_not_taken(void **state)
{
	char *bytes = noise(70000, 2);
	struct err err = { 0 };

	(void)state;
	put(temp_path("empty"), "", 0);
	assert_false(take(temp_path("empty"), 100, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "空文件"));
	put(temp_path("large"), bytes, 70000);
	assert_false(take(temp_path("large"), 69999, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "太大"));
	assert_false(file_store_has(store, digest, 70000));
	assert_int_equal(count(temp_path("home/files")), 0);
	fine(take(temp_path("large"), 70000, &err), &err);
	free(bytes);
}

static void an_altered_content_is_noticed_and_mended_by_the_same_file(void **state)
{
	struct err err = { 0 };

	(void)state;
	taken("调解协议书", 15);
	char *path = mem_dup(place(digest));
	put(path, "调解协议苦", 15);
	assert_false(file_store_check(store, digest, size, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "改动"));
	assert_null(strstr(err.detail, "from"));
	put(path, "调解", 6);
	assert_false(file_store_has(store, digest, 15));
	assert_false(file_store_check(store, digest, size, &err));
	taken("调解协议书", 15);
	fine(file_store_check(store, digest, size, &err), &err);
	unlink(path);
	assert_false(file_store_check(store, digest, size, &err));
	assert_non_null(strstr(err.say, "不在本机"));
	free(path);
}

/* A name that leads elsewhere is not followed. */
static void a_link_is_no_content(void **state)
{
	struct err err = { 0 };
	struct buf out = { 0 };

	(void)state;
	taken("abc", 3);
	char *path = mem_dup(place(digest));
	put(temp_path("secret"), "abc", 3);
	unlink(path);
	assert_int_equal(symlink(temp_path("secret"), path), 0);
	assert_false(file_store_has(store, digest, 3));
	assert_false(file_store_check(store, digest, 3, &err));
	assert_false(file_store_read(store, digest, 0, 3, &out, &err));
	assert_int_equal(out.len, 0);
	free(path);
}

static void it_is_read_from_anywhere(void **state)
{
	char *bytes = noise(200000, 3);
	struct err err = { 0 };
	struct buf out = { 0 };

	(void)state;
	taken(bytes, 200000);
	fine(file_store_read(store, digest, 0, 70000, &out, &err), &err);
	fine(file_store_read(store, digest, 70000, 1, &out, &err), &err);
	fine(file_store_read(store, digest, 70001, 1000000, &out, &err), &err);
	assert_int_equal(out.len, 200000);
	assert_memory_equal(out.data, bytes, 200000);
	fine(file_store_read(store, digest, 200000, 10, &out, &err), &err);
	assert_int_equal(out.len, 200000);
	buf_free(&out);
	free(bytes);
}

static void a_copy_is_whole_and_covers_nothing(void **state)
{
	struct err err = { 0 };
	struct buf out = { 0 };

	(void)state;
	taken("协议", 6);
	fine(file_store_copy(store, digest, size, temp_path("copy.txt"), &err), &err);
	fine(file_read(temp_path("copy.txt"), 100, &out, &err), &err);
	assert_string_equal(out.data, "协议");
	put(temp_path("other.txt"), "别的", 6);
	assert_false(file_store_copy(store, digest, size, temp_path("other.txt"), &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "没有覆盖"));
	buf_clear(&out);
	fine(file_read(temp_path("other.txt"), 100, &out, &err), &err);
	assert_string_equal(out.data, "别的");

	/* altered ones go nowhere */
	put(place(digest), "协义", 6);
	assert_false(file_store_copy(store, digest, size, temp_path("third.txt"), &err));
	assert_false(there(temp_path("third.txt")));
	assert_false(file_store_copy(store, digest, size, temp_path("none/x.txt"), &err));
	assert_int_equal(err.detail[0], 0);     /* it would be logged */
	assert_int_equal(count(temp_dir), 3);   /* from, copy.txt, other.txt */
	buf_free(&out);
}

static bool wants(void *arg, const unsigned char asked[CRYPTO_HASH])
{
	return memcmp(asked, arg, CRYPTO_HASH) == 0;
}

static void what_nobody_wants_goes_after_a_week(void **state)
{
	unsigned char wanted[CRYPTO_HASH], old[CRYPTO_HASH];

	(void)state;
	taken("要的", 6);
	memcpy(wanted, digest, CRYPTO_HASH);
	age(place(wanted), 400);
	taken("不要的", 9);
	memcpy(old, digest, CRYPTO_HASH);
	age(place(old), 8);
	taken("刚放的", 9);
	age(place(digest), 6);
	put(temp_path("home/files/new-abc"), "x", 1);
	put(temp_path("home/files/new-def"), "x", 1);
	age(temp_path("home/files/new-def"), 2);
	put(temp_path("home/files/README"), "x", 1);
	age(temp_path("home/files/README"), 1000);
	assert_int_equal(mkdir(temp_path("home/files/part"), 0700), 0);
	put(temp_path("home/files/part/1-a"), "x", 1);
	age(temp_path("home/files/part/1-a"), 29);
	put(temp_path("home/files/part/1-b"), "x", 1);
	age(temp_path("home/files/part/1-b"), 31);

	file_store_sweep(store, wants, wanted);
	assert_true(there(place(wanted)));
	assert_false(there(place(old)));
	assert_true(there(place(digest)));
	assert_true(there(temp_path("home/files/new-abc")));
	assert_false(there(temp_path("home/files/new-def")));
	assert_true(there(temp_path("home/files/README")));
	assert_true(there(temp_path("home/files/part/1-a")));
	assert_false(there(temp_path("home/files/part/1-b")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_content_is_called_by_its_hash_and_lies_there_once),
		TEST(nothing_and_too_much_are_not_taken),
		TEST(an_altered_content_is_noticed_and_mended_by_the_same_file),
		TEST(a_link_is_no_content),
		TEST(it_is_read_from_anywhere),
		TEST(a_copy_is_whole_and_covers_nothing),
		TEST(what_nobody_wants_goes_after_a_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
