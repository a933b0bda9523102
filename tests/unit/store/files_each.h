/* SPDX-License-Identifier: Apache-2.0 */
/* A store in a folder with subfolders, for tests of its files. Include behind cmocka.h. */
#ifndef TESTS_FILES_EACH_H
#define TESTS_FILES_EACH_H

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/file_part.h"
#include "store/file_store.h"
#include "temp.h"

static struct store *store;

static int files_setup(void **state)
{
	struct err err = { 0 };

	crypto_init();
	if (temp_make(state) != 0 || !(store = store_open(temp_path("home"), STORE_DESK, true, &err)))
		return -1;
	return 0;
}

static int files_teardown(void **state)
{
	store_close(store);
	int bad = temp_remove(state);
	memcpy(temp_dir + sizeof temp_dir - 7, "XXXXXX", 6);
	return bad;
}

static inline void fine(bool good, const struct err *err)
{
	if (!good)
		fail_msg("%s (%s)", err->say, err->detail);
}

static inline void put(const char *path, const void *bytes, size_t n)
{
	struct err err = { 0 };

	fine(file_write(path, bytes, n, &err), &err);
}

/* n bytes that depend on seed; yours. */
static inline char *noise(size_t n, unsigned seed)
{
	char *bytes = mem_zero(n);

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		bytes[i] = (char)(seed >> 16);
	}
	return bytes;
}

/* Where a content lies. In a buffer that the next call takes again. */
static inline const char *place(const unsigned char digest[CRYPTO_HASH])
{
	static char name[120];
	char hex[2 * CRYPTO_HASH + 1];

	crypto_hex(hex, digest, CRYPTO_HASH);
	snprintf(name, sizeof name, "home/files/%.2s/%s", hex, hex);
	return temp_path(name);
}

static inline void age(const char *path, int days)
{
	const struct timespec then = { .tv_sec = time(NULL) - days * 86400 }, both[2] = { then, then };

	assert_int_equal(utimensat(AT_FDCWD, path, both, AT_SYMLINK_NOFOLLOW), 0);
}

static inline bool there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static inline size_t count(const char *folder)
{
	char **names = file_list(folder, "", NULL);
	size_t n = 0;

	while (names && names[n])
		n++;
	file_list_free(names);
	return n;
}

#endif
