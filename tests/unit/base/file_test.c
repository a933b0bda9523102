/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: the old content or the new, and nothing that is no file. */
#include "base/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "temp.h"

static void what_is_written_is_read(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct err err = { 0 };
	const char *path = temp_path("a.txt");
	struct stat st;

	assert_true(file_write(path, "一\0二", 7, &err));
	assert_true(file_write(path, "新\0的", 7, &err));
	buf_puts(&b, "前");
	assert_true(file_read(path, 7, &b, &err));
	assert_int_equal(b.len, 10);
	assert_memory_equal(b.data, "前新\0的", 10);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	buf_free(&b);
}

static void more_than_the_limit_is_an_error_and_adds_nothing(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct err err = { 0 };
	char big[40000];

	memset(big, 'x', sizeof big);
	assert_true(file_write(temp_path("big"), big, sizeof big, NULL));
	buf_puts(&b, "before");
	assert_false(file_read(temp_path("big"), sizeof big - 1, &b, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	assert_string_equal(b.data, "before");
	assert_true(file_read(temp_path("big"), sizeof big, &b, NULL));
	assert_int_equal(b.len, sizeof big + 6);
	buf_free(&b);
}

static void only_regular_files_are_read(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct err err = { 0 };

	assert_false(file_read(temp_dir, 100, &b, &err));
	assert_int_equal(mkfifo(temp_path("fifo"), 0600), 0);
	assert_false(file_read(temp_path("fifo"), 100, &b, &err));      /* and does not wait for a writer */
	assert_false(file_read("/dev/zero", 100, &b, &err));
	assert_false(file_read(temp_path("absent"), 100, &b, &err));
	assert_non_null(strstr(err.say, "没有这个文件"));
	assert_true(err.detail[0]);
	buf_free(&b);
}

static void a_failed_write_leaves_the_old_file_and_no_litter(void **state)
{
	(void)state;
	struct buf b = { 0 };
	struct err err = { 0 };
	char big[8192] = "";
	const struct rlimit small = { 4096, RLIM_INFINITY };
	struct rlimit before;

	assert_true(file_make_dir(temp_path("full"), NULL));
	assert_true(file_write(temp_path("full/a"), "old", 3, NULL));
	/* a limit on file size stands in for the full disk */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ small.rlim_cur, before.rlim_max });
	assert_false(file_write(temp_path("full/a"), big, sizeof big, &err));
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(err.kind, ERR_FAILED);
	assert_true(file_read(temp_path("full/a"), 100, &b, NULL));
	assert_string_equal(b.data, "old");
	char **names = file_list(temp_path("full"), "", NULL);
	assert_string_equal(names[0], "a");
	assert_null(names[1]);
	file_list_free(names);
	buf_free(&b);
}

static void folders_are_made_with_their_parents(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct stat st;

	assert_true(file_make_dir(temp_path("x/y/z/"), &err));
	assert_int_equal(stat(temp_path("x/y/z"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_true(file_make_dir(temp_path("x/y/z"), &err));
	assert_true(file_make_dir("/", &err));
	assert_true(file_make_dir(".", &err));
	assert_true(file_write(temp_path("plain"), "", 0, NULL));
	assert_false(file_make_dir(temp_path("plain"), &err));
	assert_false(file_make_dir(temp_path("plain/under"), &err));
	assert_non_null(strstr(err.say, "不是文件夹"));
}

static void lists_are_sorted_and_hold_files_of_the_suffix(void **state)
{
	(void)state;
	struct err err = { 0 };

	assert_true(file_make_dir(temp_path("l/dir.ini"), NULL));
	assert_true(file_write(temp_path("l/b.ini"), "", 0, NULL));
	assert_true(file_write(temp_path("l/a.ini"), "", 0, NULL));
	assert_true(file_write(temp_path("l/B.ini"), "", 0, NULL));
	assert_true(file_write(temp_path("l/汇.ini"), "", 0, NULL));
	assert_true(file_write(temp_path("l/.hidden.ini"), "", 0, NULL));
	assert_true(file_write(temp_path("l/a.ini~"), "", 0, NULL));
	assert_true(file_write(temp_path("l/ini"), "", 0, NULL));
	char **names = file_list(temp_path("l"), ".ini", &err);
	static const char *const expected[] = { "B.ini", "a.ini", "b.ini", "汇.ini" };
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(names[i], expected[i]);
	assert_null(names[4]);
	file_list_free(names);
	for (int i = 0; i < 20; i++) {
		char name[20];
		snprintf(name, sizeof name, "l/%d.csv", i);
		assert_true(file_write(temp_path(name), "", 0, NULL));
		names = file_list(temp_path("l"), ".csv", &err);
		int n = 0;
		while (names[n])
			n++;
		assert_int_equal(n, i + 1);
		file_list_free(names);
	}
	names = file_list(temp_path("l"), ".none", &err);
	assert_non_null(names);
	assert_null(names[0]);
	file_list_free(names);
	assert_null(file_list(temp_path("absent"), ".ini", &err));
	assert_int_equal(err.kind, ERR_FAILED);
	file_list_free(NULL);
}

static void same(char *owned, const char *expected)
{
	assert_string_equal(owned, expected);
	free(owned);
}

static void places_follow_the_environment(void **state)
{
	(void)state;
	setenv("YICHUANG_HOME", "/h", 1);
	same(file_home(), "/h");
	unsetenv("YICHUANG_HOME");
	setenv("XDG_DATA_HOME", "/x/", 1);
	same(file_home(), "/x/yichuang");
	setenv("XDG_DATA_HOME", "relative", 1);
	setenv("HOME", "/home/me", 1);
	same(file_home(), "/home/me/.local/share/yichuang");
	unsetenv("XDG_DATA_HOME");
	same(file_home(), "/home/me/.local/share/yichuang");
	setenv("YICHUANG_SHARE", "/s", 1);
	same(file_share(), "/s");
	unsetenv("YICHUANG_SHARE");
	same(file_share(), PREFIX "/share/yichuang");
}

static void helpers_stand_beside_the_program(void **state)
{
	(void)state;
	char *me = file_beside("file_test");

	assert_int_equal(access(me, X_OK), 0);
	free(me);
	same(file_join("a", "b"), "a/b");
	same(file_join("a/", "b"), "a/b");
	same(file_join("/", "b"), "/b");
}

/* A program in build/ whose parent holds forms/: run as a copy of this one, with an argument. */
static void a_build_tree_is_its_own_share(void **state)
{
	(void)state;
	char *me = file_beside("file_test");
	struct buf program = { 0 };
	char expected[400], command_out[400] = "";
	int pipes[2];

	assert_true(file_make_dir(temp_path("tree/forms"), NULL));
	assert_true(file_make_dir(temp_path("tree/build"), NULL));
	assert_true(file_read(me, 1u << 26, &program, NULL));
	assert_true(file_write(temp_path("tree/build/copy"), program.data, program.len, NULL));
	assert_int_equal(chmod(temp_path("tree/build/copy"), 0700), 0);
	assert_int_equal(pipe(pipes), 0);
	if (fork() == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		execl(temp_path("tree/build/copy"), "copy", "share", (char *)NULL);
		_exit(1);
	}
	close(pipes[1]);
	assert_true(read(pipes[0], command_out, sizeof command_out - 1) > 0);
	close(pipes[0]);
	snprintf(expected, sizeof expected, "%s/tree", temp_dir);
	assert_string_equal(command_out, expected);
	buf_free(&program);
	free(me);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(more_than_the_limit_is_an_error_and_adds_nothing),
		cmocka_unit_test(only_regular_files_are_read),
		cmocka_unit_test(a_failed_write_leaves_the_old_file_and_no_litter),
		cmocka_unit_test(folders_are_made_with_their_parents),
		cmocka_unit_test(lists_are_sorted_and_hold_files_of_the_suffix),
		cmocka_unit_test(places_follow_the_environment),
		cmocka_unit_test(helpers_stand_beside_the_program),
		cmocka_unit_test(a_build_tree_is_its_own_share),
	};
	if (argc > 1 && strcmp(argv[1], "share") == 0) {
		char *share = file_share();
		fputs(share, stdout);
		free(share);
		return 0;
	}
	return cmocka_run_group_tests(tests, temp_make, temp_remove);
}
