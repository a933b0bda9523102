/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <sys/wait.h>

#include "files_each.h"

#define WHOLE 100000
#define US 7

static char *bytes;
static unsigned char digest[CRYPTO_HASH];

static int start(void **state)
{
	if (files_setup(state) != 0)
		return -1;
	bytes = noise(WHOLE, 9);
	crypto_hash(digest, bytes, WHOLE);
	return 0;
}

static int stop(void **state)
{
	free(bytes);
	return files_teardown(state);
}

/* n of them from `from` on; how many are there then. */
static uint64_t add(uint32_t station, uint64_t from, size_t n)
{
	struct err err = { 0 };
	uint64_t held;

	fine(file_part_add(store, station, digest, WHOLE, from, bytes + from, n, &held, &err), &err);
	return held;
}

static void it_grows_from_one_end_and_is_whole_at_the_other(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(file_part_held(store, US, digest, WHOLE), 0);
	assert_int_equal(add(US, 0, 0), 0);
	assert_int_equal(add(US, 0, 1), 1);
	assert_int_equal(add(US, 1, 40000), 40001);
	assert_int_equal(file_part_held(store, US, digest, WHOLE), 40001);
	assert_false(file_store_has(store, digest, WHOLE));
	assert_int_equal(add(US, 40001, WHOLE - 40002), WHOLE - 1);
	assert_int_equal(add(US, WHOLE - 1, 1), WHOLE);
	assert_true(file_store_has(store, digest, WHOLE));
	fine(file_store_check(store, digest, WHOLE, &err), &err);
	assert_int_equal(count(temp_path("home/files/part")), 0);
	/* late and doubled */
	assert_int_equal(add(US, 0, 50000), WHOLE);
	assert_int_equal(add(US, WHOLE, 0), WHOLE);
	assert_int_equal(file_part_held(store, 8, digest, WHOLE), WHOLE);
}

static void what_leaves_a_gap_or_came_before_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(add(US, 500, 100), 0);
	assert_int_equal(add(US, 0, 1000), 1000);
	assert_int_equal(add(US, 1001, 100), 1000);
	assert_int_equal(add(US, 0, 1000), 1000);
	assert_int_equal(add(US, 200, 100), 1000);
	/* of what overlaps the rest counts */
	assert_int_equal(add(US, 900, 200), 1100);
	assert_int_equal(add(US, 1000, WHOLE - 1000), WHOLE);
	assert_true(file_store_has(store, digest, WHOLE));
}

static void fails(uint64_t size, uint64_t from, const void *what, size_t n)
{
	struct err err = { 0 };
	uint64_t held = 99;

	assert_false(file_part_add(store, US, digest, size, from, what, n, &held, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_int_equal(held, 0);
	assert_int_equal(file_part_held(store, US, digest, WHOLE), 0);
	assert_int_equal(count(temp_path("home/files/part")), 0);
}

static void another_content_is_thrown_away(void **state)
{
	(void)state;
	add(US, 0, WHOLE - 1);
	fails(WHOLE, WHOLE - 1, bytes[WHOLE - 1] == 'x' ? "y" : "x", 1);
	assert_false(file_store_has(store, digest, WHOLE));
	assert_int_equal(add(US, 0, WHOLE), WHOLE);
}

static void longer_than_it_should_be_is_thrown_away(void **state)
{
	(void)state;
	add(US, 0, 1000);
	fails(WHOLE, WHOLE - 1, bytes, 2);
	fails(10, 5, bytes, 6);
	fails(WHOLE, UINT64_MAX, bytes, 2);
	add(US, 0, 1000);
	fails(999, 1, bytes, 10);
}

static void of_one_station_only_a_few_wait(void **state)
{
	unsigned char digests[FILE_PART_MOST + 2][CRYPTO_HASH];
	struct err err = { 0 };
	uint64_t held;

	(void)state;
	for (unsigned i = 0; i < FILE_PART_MOST + 2; i++) {
		memset(digests[i], (int)i + 1, CRYPTO_HASH);
		fine(file_part_add(store, US, digests[i], 100, 0, "abc", 3, &held, &err), &err);
		assert_int_equal(held, 3);
		char hex[2 * CRYPTO_HASH + 1], *path;
		crypto_hex(hex, digests[i], CRYPTO_HASH);
		path = mem_fmt("%s/%d-%s", temp_path("home/files/part"), US, hex);
		age(path, 20 - (int)i);
		free(path);
	}
	/* of others, whose number only begins alike, nothing is taken away */
	fine(file_part_add(store, US * 10, digests[0], 100, 0, "abc", 3, &held, &err), &err);
	assert_int_equal(count(temp_path("home/files/part")), FILE_PART_MOST + 1);
	assert_int_equal(file_part_held(store, US, digests[0], 100), 0);
	assert_int_equal(file_part_held(store, US, digests[1], 100), 0);
	assert_int_equal(file_part_held(store, US, digests[2], 100), 3);
	/* who goes on with one that waits takes nobody's place */
	fine(file_part_add(store, US, digests[2], 100, 3, "def", 3, &held, &err), &err);
	assert_int_equal(held, 6);
	assert_int_equal(count(temp_path("home/files/part")), FILE_PART_MOST + 1);
}

static void what_was_killed_before_it_got_its_name_is_not_called_whole(void **state)
{
	char hex[2 * CRYPTO_HASH + 1], *path;
	struct err err = { 0 };

	(void)state;
	fine(file_make_dir(temp_path("home/files/part"), &err), &err);
	crypto_hex(hex, digest, CRYPTO_HASH);
	path = mem_fmt("%s/%d-%s", temp_path("home/files/part"), US, hex);
	put(path, bytes, WHOLE);
	assert_int_equal(file_part_held(store, US, digest, WHOLE), WHOLE - 1);
	assert_int_equal(add(US, WHOLE - 1, 1), WHOLE);
	fine(file_store_check(store, digest, WHOLE, &err), &err);
	assert_false(there(path));
	free(path);
}

static void a_link_in_its_place_is_not_written_through(void **state)
{
	char hex[2 * CRYPTO_HASH + 1], *path;
	struct err err = { 0 };
	struct buf out = { 0 };
	uint64_t held;

	(void)state;
	put(temp_path("victim"), "precious", 8);
	fine(file_make_dir(temp_path("home/files/part"), &err), &err);
	crypto_hex(hex, digest, CRYPTO_HASH);
	path = mem_fmt("%s/%d-%s", temp_path("home/files/part"), US, hex);
	assert_int_equal(symlink(temp_path("victim"), path), 0);
	assert_false(file_part_add(store, US, digest, WHOLE, 0, bytes, 100, &held, &err));
	fine(file_read(temp_path("victim"), 100, &out, &err), &err);
	assert_string_equal(out.data, "precious");
	buf_free(&out);
	free(path);
}

static void *add_all(void *arg)
{
	for (uint64_t at = 0; at < WHOLE; at += 1000) {
		struct err err = { 0 };
		uint64_t held;

		if (!file_part_add(store, US, digest, WHOLE, at, bytes + at, 1000, &held, &err))
			*(bool *)arg = true;
	}
	return NULL;
}

static void two_at_a_time_do_not_tear_it(void **state)
{
	pthread_t one, two;
	struct err err = { 0 };
	bool bad = false;

	(void)state;
	assert_int_equal(pthread_create(&one, NULL, add_all, &bad), 0);
	assert_int_equal(pthread_create(&two, NULL, add_all, &bad), 0);
	pthread_join(one, NULL);
	pthread_join(two, NULL);
	assert_false(bad);
	fine(file_store_check(store, digest, WHOLE, &err), &err);
	assert_int_equal(count(temp_path("home/files/part")), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_grows_from_one_end_and_is_whole_at_the_other),
		TEST(what_leaves_a_gap_or_came_before_changes_nothing),
		TEST(another_content_is_thrown_away),
		TEST(longer_than_it_should_be_is_thrown_away),
		TEST(of_one_station_only_a_few_wait),
		TEST(what_was_killed_before_it_got_its_name_is_not_called_whole),
		TEST(a_link_in_its_place_is_not_written_through),
		TEST(two_at_a_time_do_not_tear_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
