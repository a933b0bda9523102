/* SPDX-License-Identifier: Apache-2.0 */
/* A backup is whole and knows that it is one; putting it back touches nothing that is there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "store/backup.h"
#include "store/renewal.h"
#include "store_fixture.h"
#include "temp.h"

static struct store *store;
static int runs;
static char here[64], there[64], file[64];

static int setup(void **state)
{
	struct station_self me = { .number = DESK };
	struct err err = { 0 };

	(void)state;
	snprintf(here, sizeof here, "%s/here%d", temp_dir, ++runs);
	snprintf(there, sizeof there, "%s/there%d", temp_dir, runs);
	snprintf(file, sizeof file, "%s/file%d", temp_dir, runs);
	crypto_init();
	store = open_store(here, STORE_DESK);
	fine(station_self_save(store, &me, &err), &err);
	save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=宅基地", "party1.name=张三")));
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static bool nothing(void *arg, struct store *s, const char *dir, struct err *err)
{
	(void)arg, (void)s, (void)dir, (void)err;
	return true;
}

static bool says_no(void *arg, struct store *s, const char *dir, struct err *err)
{
	(void)arg, (void)s, (void)dir;
	return err_set(err, ERR_CHECK, "不行");
}

static void back_up(void)
{
	struct err err = { 0 };

	fine(store_backup(store, file, NULL, 0, &err), &err);
}

static size_t titles(struct store *s)
{
	struct err err = { 0 };
	struct record_filter all = { .find = "宅基" };
	size_t n;

	fine(record_count(s, &all, &n, NULL, &err), &err);
	return n;
}

static void it_holds_the_store_as_it_was(void **state)
{
	struct err err = { 0 };
	struct stat st;
	size_t faults;

	(void)state;
	back_up();
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=宅基地，后来的")));
	fine(store_restore(file, there, STORE_DESK, nothing, NULL, NULL, &err), &err);

	struct store *s = open_store(there, STORE_DESK);

	assert_int_equal(titles(s), 1);
	assert_int_equal(titles(store), 2);
	assert_false(backup_is_copy(s));
	fine(store_verify(s, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
	/* and can be backed up in its turn */
	fine(store_backup(s, file, NULL, 0, &err), &err);
	store_close(s);
}

static void it_is_made_while_somebody_writes(void **state)
{
	struct store *other = open_store(here, STORE_DESK);
	struct err err = { 0 };

	(void)state;
	fine(store_begin(other, &err), &err);
	fine(store_set_note(other, "half", "done", &err), &err);
	back_up();
	fine(store_commit(other, &err), &err);
	store_close(other);
	fine(store_restore(file, there, STORE_DESK, nothing, NULL, NULL, &err), &err);
	struct store *s = open_store(there, STORE_DESK);

	assert_null(store_note(s, "half"));
	store_close(s);
}

static void copied_into_place_by_hand_it_is_stale(void **state)
{
	struct buf bytes = { 0 };
	struct err err = { 0 };
	char *path = mem_fmt("%s/yichuang.db", there), *why;

	(void)state;
	back_up();
	fine(file_make_dir(there, &err) && file_read(file, 1 << 24, &bytes, &err) && file_write(path, bytes.data, bytes.len, &err), &err);
	struct store *s = open_store(there, STORE_DESK);

	assert_true(backup_is_copy(s));
	why = renewal_stale(s);
	assert_string_equal(why, STALE_RESTORED);
	fine(store_backup(s, file, NULL, 0, &err), &err);
	store_close(s);
	free(why);
	free(path);
	buf_free(&bytes);
}

static void files_come_with_it(void **state)
{
	const struct backup_file with[] = { { "ca.pem", "certificate", 11 }, { "empty", "", 0 } };
	unsigned char digest[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1];
	struct err err = { 0 };
	struct buf got = { 0 };

	(void)state;
	/* an attachment */
	crypto_hash(digest, "scan", 4);
	crypto_hex(hex, digest, sizeof digest);
	char *folder = mem_fmt("%s/files/%.2s", here, hex), *path = mem_fmt("%s/%s", folder, hex);

	fine(file_make_dir(folder, &err) && file_write(path, "scan", 4, &err), &err);
	fine(store_backup(store, file, with, 2, &err), &err);
	fine(store_restore(file, there, STORE_DESK, nothing, NULL, NULL, &err), &err);
	free(path);
	path = mem_fmt("%s/files/%.2s/%s", there, hex, hex);
	fine(file_read(path, 100, &got, &err), &err);
	assert_string_equal(buf_text(&got), "scan");
	buf_free(&got);
	free(folder);
	free(path);
}

static bool look(void *arg, struct store *s, const char *dir, struct err *err)
{
	struct buf out = { 0 };

	(void)dir;
	assert_true(backup_get(s, "ca.pem", &out, err));
	assert_string_equal(buf_text(&out), "certificate");
	assert_false(backup_get(s, "ca.key", &out, err));
	assert_int_equal(err->kind, ERR_NONE);
	*(int *)arg += 1;
	buf_free(&out);
	return true;
}

static void who_settles_gets_them(void **state)
{
	const struct backup_file with = { "ca.pem", "certificate", 11 };
	struct err err = { 0 };
	int looked = 0;

	(void)state;
	fine(store_backup(store, file, &with, 1, &err), &err);
	fine(store_restore(file, there, STORE_DESK, look, &looked, NULL, &err), &err);
	assert_int_equal(looked, 1);
}

static void nothing_that_is_there_is_touched(void **state)
{
	struct err err = { 0 };

	(void)state;
	back_up();
	assert_false(store_restore(file, here, STORE_DESK, nothing, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_int_equal(titles(store), 1);
	fine(file_write(there, "重要的文件，很长很长很长很长很长很长很长很长很长很长很长很长", 90, &err), &err);
	assert_false(store_backup(store, there, NULL, 0, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	fine(store_backup(store, file, NULL, 0, &err), &err);
}

static void names_in(const char *dir, struct buf *out)
{
	char **names = file_list(dir, "", NULL);

	for (char **n = names; n && *n; n++)
		buf_fmt(out, "%s ", *n);
	file_list_free(names);
}

static void what_fails_leaves_nothing(void **state)
{
	struct err err = { 0 };
	struct buf bytes = { 0 }, names = { 0 };

	(void)state;
	back_up();
	assert_false(store_restore(file, there, STORE_DESK, says_no, NULL, NULL, &err));
	assert_string_equal(err.say, "不行");
	err = (struct err){ 0 };
	assert_false(store_restore(file, there, STORE_HUB, nothing, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_STORE);
	/* one changed byte of what somebody wrote */
	fine(file_read(file, 1 << 24, &bytes, &err), &err);
	char *at = memmem(bytes.data, bytes.len, "张三", 6);

	assert_non_null(at);
	for (; at; at = memmem(at + 6, bytes.len - (size_t)(at + 6 - bytes.data), "张三", 6))
		memcpy(at, "李四", 6);
	fine(file_write(file, bytes.data, bytes.len, &err), &err);
	assert_false(store_restore(file, there, STORE_DESK, nothing, NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_STORE);
	names_in(there, &names);
	assert_string_equal(buf_text(&names), "");
	buf_free(&bytes);
	buf_free(&names);
}

static void what_a_killed_one_left_is_cleared_away(void **state)
{
	struct err err = { 0 };
	char *left = mem_fmt("%s/restore-abcdef", there), *part = mem_fmt("%s/yichuang.db", left);
	struct stat st;

	(void)state;
	back_up();
	fine(file_make_dir(left, &err) && file_write(part, "half", 4, &err), &err);
	fine(store_restore(file, there, STORE_DESK, nothing, NULL, NULL, &err), &err);
	assert_int_not_equal(stat(left, &st), 0);
	free(left);
	free(part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_holds_the_store_as_it_was, setup, end),
		cmocka_unit_test_setup_teardown(it_is_made_while_somebody_writes, setup, end),
		cmocka_unit_test_setup_teardown(copied_into_place_by_hand_it_is_stale, setup, end),
		cmocka_unit_test_setup_teardown(files_come_with_it, setup, end),
		cmocka_unit_test_setup_teardown(who_settles_gets_them, setup, end),
		cmocka_unit_test_setup_teardown(nothing_that_is_there_is_touched, setup, end),
		cmocka_unit_test_setup_teardown(what_fails_leaves_nothing, setup, end),
		cmocka_unit_test_setup_teardown(what_a_killed_one_left_is_cleared_away, setup, end),
	};
	return cmocka_run_group_tests(tests, temp_make, temp_remove);
}
