/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of a dictionary's files, as they may be found on a disk. They are read once per process, so each has its own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "sync/dictionary.h"
#include "temp.h"

/* The exit status of a process that finds these files; NULL: not there. */
static int with_files(const char *dict, const char *words, int (*what)(void))
{
	struct { const char *name, *text; } files[] = { { "data/sync-1.dict", dict }, { "data/sync-1.words", words } };
	int status;

	mkdir(temp_path("data"), 0700);
	for (size_t i = 0; i < 2; i++) {
		unlink(temp_path(files[i].name));
		if (files[i].text)
			assert_true(file_write(temp_path(files[i].name), files[i].text, strlen(files[i].text), NULL));
	}
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		if (!freopen("/dev/null", "w", stderr))         /* it says what it does not find */
			_exit(99);
		setenv("YICHUANG_SHARE", temp_path("."), 1);
		_exit(what());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int newest(void)
{
	return (int)dictionary_newest();
}

static void without_its_files_there_is_none(void **state)
{
	(void)state;
	assert_int_equal(with_files("bytes", "村\n", newest), 1);
	assert_int_equal(with_files(NULL, NULL, newest), 0);
	assert_int_equal(with_files("bytes", NULL, newest), 0);
	assert_int_equal(with_files(NULL, "村\n", newest), 0);
	assert_int_equal(with_files("", "村\n", newest), 0);
	assert_int_equal(with_files("bytes", "", newest), 0);
	assert_int_equal(with_files("bytes", "\xe6\x9d", newest), 0);
}

/* Is this what these bytes say? */
static int says(const char *bytes, size_t n, const char *text)
{
	struct reader r = reader_over(bytes, n);
	char *got = dictionary_get_text(dictionary_get(1), &r);
	int same = text ? got && strcmp(got, text) == 0 : !got && r.bad;

	free(got);
	return same;
}

static int writes(const char *text, const char *bytes)
{
	struct buf out = { 0 };

	dictionary_put_text(dictionary_get(1), &out, text);
	int same = strcmp(out.data, bytes) == 0;
	buf_free(&out);
	return same;
}

static int few_words(void)
{
	return says("\x80\x81\x82", 4, "村人村人") && says("\x83", 2, NULL) && says("\xcf", 2, NULL) &&
	       says("\xd0\1", 3, NULL) && says("\xfe\xff", 3, NULL) &&
	       writes("人村人", "\x81\x82") && writes("村村人a", "\x80\x82" "a") && writes("镇", "\xff镇");
}

/* Those after it move up: a word that is there twice or begins with ASCII has no code. */
static int odd_words(void)
{
	return says("\x80\x81", 3, "村人") && says("\x82", 2, NULL) && writes("人", "\x81");
}

static void only_the_words_that_are_there_can_be_said(void **state)
{
	(void)state;
	assert_int_equal(with_files("bytes", "村\n人\n村人\n", few_words), 1);
	assert_int_equal(with_files("bytes", "村\n人\n村人", few_words), 1);     /* without a last end of line */
	assert_int_equal(with_files("bytes", "村\nab\n\n村\n人\n", odd_words), 1);
	assert_int_equal(with_files("bytes", "村\n一二三四五六七八九\n人\n", odd_words), 1);     /* longer than any word */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_its_files_there_is_none),
		cmocka_unit_test(only_the_words_that_are_there_can_be_said),
	};
	return cmocka_run_group_tests(tests, temp_make, temp_remove);
}
