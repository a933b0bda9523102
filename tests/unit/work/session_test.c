/* SPDX-License-Identifier: Apache-2.0 */
#include "work_fixture.h"

#include "base/crypto.h"

static struct practice county;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	practice_close(&county);
	return 0;
}

static void count(void *arg, const struct ini_fault *f)
{
	(void)f;
	++*(int *)arg;
}

/* A share folder with the practice set. */
static void write_share(const char *share)
{
	struct err err = { 0 };

	for (size_t i = 0; i < PRACTICE_FILES; i++) {
		char *path = file_join(share, practice_files[i][0]), *slash = strrchr(path, '/');

		*slash = '\0';
		assert_true(file_make_dir(path, &err));
		*slash = '/';
		assert_true(file_write(path, practice_files[i][1], strlen(practice_files[i][1]), &err));
		free(path);
	}
}

static void before_enrolment_the_shipped_set_is_there(void **state)
{
	char *share = file_join(county.dir, "share"), *home = file_join(county.dir, "lone");
	struct err err = { 0 };
	int faults = 0;

	(void)state;
	write_share(share);
	setenv("YICHUANG_SHARE", share, 1);
	char *wrong = file_join(share, "forms/wrong.ini");
	assert_true(file_write(wrong, "[form]\ntitle = 错\n", 18, &err));
	assert_true(file_make_dir(home, &err));
	struct session *s = session_open(home, count, &faults, &err);
	if (!s)
		fail_msg("%s", err.say);
	assert_true(faults > 0);        /* told, and left out */
	assert_null(book_form(s->book, "wrong"));
	assert_non_null(book_form(s->book, "intake"));
	assert_int_equal(book_version(s->book), 0);
	assert_false(session_enrolled(s));
	assert_string_equal(s->unit, "");
	assert_true(*s->who != '\0');
	session_close(s);
	unsetenv("YICHUANG_SHARE");
	free(wrong);
	free(share);
	free(home);
}

static void the_person_at_the_keyboard_is_remembered_unless_for_once(void **state)
{
	struct err err = { 0 };
	char *home = file_join(county.dir, "desk1");
	struct session *s = practice_desk(&county, TOWN, "临时");

	(void)state;
	session_person(s, " 张\t敏\033 ");
	assert_string_equal(s->who, "张 敏");
	session_person(s, "");
	session_as(s, "刘芳");
	assert_string_equal(s->who, "刘芳");
	session_close(s);
	s = session_open(home, NULL, NULL, &err);
	assert_string_equal(s->who, "张 敏");
	/* a name is cut between letters, never within one */
	char long_name[400] = "";
	for (int i = 0; i < 60; i++)
		strcat(long_name, "𠮷");
	session_as(s, long_name);
	assert_int_equal(strlen(s->who), 120);
	session_close(s);
	free(home);
}

static void a_refresh_takes_a_newer_book_and_keeps_the_older(void **state)
{
	struct err err = { 0 };
	struct session *s = practice_desk(&county, TOWN, "张敏");
	const struct book *old = s->book;
	uint64_t was = book_version(old);

	(void)state;
	assert_true(session_refresh(s, &err));
	assert_ptr_equal(s->book, old);
	practice_publish(&county, "data/grade.csv", "code,name,parent\n04,普通,\n");
	practice_sync(&county, s);
	assert_true(book_version(s->book) > was);
	assert_string_equal(table_label(book_table(s->book, "grade"), "04"), "普通");
	assert_string_equal(table_label(book_table(old, "grade"), "04"), "一般");
	assert_ptr_equal(session_book(s, was, &err), old);
	assert_ptr_equal(session_book(s, 0, &err), s->book);
	assert_null(session_book(s, entry_id(PRACTICE_HUB, 999), &err));
	assert_int_equal(err.kind, ERR_FAILED);
	session_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(before_enrolment_the_shipped_set_is_there, setup, teardown),
		cmocka_unit_test_setup_teardown(the_person_at_the_keyboard_is_remembered_unless_for_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refresh_takes_a_newer_book_and_keeps_the_older, setup, teardown),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
