/* SPDX-License-Identifier: Apache-2.0 */
/* doctor and lint: what they find, and that they say where. */
#include "work_fixture.h"

#include "base/crypto.h"
#include "base/i18n.h"
#include "work/doctor.h"
#include "work/lint.h"

static struct practice county;

struct heard {
	struct buf good, wrong;
};

static void hear(void *arg, bool good, const char *what, const char *sentence)
{
	struct heard *h = arg;

	buf_fmt(good ? &h->good : &h->wrong, "%s：%s\n", what, sentence);
}

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

#define SAYS(b, s) do { if (!strstr(buf_text(&(b)), s)) fail_msg("no “%s” in\n%s", s, buf_text(&(b))); } while (0)

static void an_empty_folder_is_told_how_to_begin(void **state)
{
	struct heard h = { 0 };

	(void)state;
	assert_true(doctor(county.dir, hear, &h) >= 1);
	SAYS(h.wrong, "数据：");
	SAYS(h.wrong, "yichuang enroll");
	buf_free(&h.good);
	buf_free(&h.wrong);
}

static void a_clock_that_went_back_and_a_missing_sync_are_told(void **state)
{
	struct heard h = { 0 };
	struct session *s = practice_desk(&county, TOWN, "张敏");
	char *home = file_join(county.dir, "desk1");

	(void)state;
	practice_fill(s, NULL, "intake", 0, PRACTICE_CASE, NULL);
	session_close(s);
	practice_clock("2026-11-24T08:00:00+08:00");
	assert_true(doctor(home, hear, &h) >= 2);
	SAYS(h.wrong, "时钟：本机时间 2026-11-24 08:00 比上一条记录（2026-11-24 09:41）还早");
	SAYS(h.wrong, "同步：还没有成功过，待报 1 条");
	SAYS(h.good, "入网：向阳湖镇（421202101）第 1 号窗口");
	SAYS(h.good, "表单：");
	buf_free(&h.good);
	buf_free(&h.wrong);
	practice_clock("1970-01-02T00:00:00+08:00");
	doctor(home, hear, &h);
	SAYS(h.wrong, "不像是对的");
	buf_free(&h.good);
	buf_free(&h.wrong);
	free(home);
}

static void a_damaged_store_is_said_and_left_alone(void **state)
{
	struct heard h = { 0 };
	struct err err = { 0 };
	char *path = file_join(county.dir, "yichuang.db");

	(void)state;
	assert_true(file_write(path, "不是数据库", 15, &err));
	assert_true(doctor(county.dir, hear, &h) >= 1);
	SAYS(h.wrong, "数据：");
	SAYS(h.wrong, "不要删除");
	buf_free(&h.good);
	buf_free(&h.wrong);
	free(path);
}

/* --- lint --------------------------------------------------------------------------------------------------------------- */

static void put(const char *dir, const char *name, const char *text)
{
	struct err err = { 0 };
	char *path = file_join(dir, name), *slash = strrchr(path, '/');

	*slash = '\0';
	assert_true(file_make_dir(path, &err));
	*slash = '/';
	assert_true(file_write(path, text, strlen(text), &err));
	free(path);
}

static void collect(void *arg, const struct ini_fault *f)
{
	char *line = lint_sentence(f);

	buf_fmt(arg, "%s\n", line);
	free(line);
}

static size_t lint(const char *dir, const char *name, struct buf *said)
{
	char *path = *name ? file_join(dir, name) : mem_dup(dir);
	struct err err = { 0 };
	size_t faults = 0;

	buf_clear(said);
	if (!lint_path(path, collect, said, &faults, &err))
		fail_msg("%s", err.say);
	free(path);
	return faults;
}

static void lint_names_file_line_section_and_key(void **state)
{
	char *share = file_join(county.dir, "share"), *own = file_join(county.dir, "own");
	struct buf said = { 0 };
	struct err err = { 0 };
	size_t faults;

	(void)state;
	for (size_t i = 0; i < PRACTICE_FILES; i++)
		put(share, practice_files[i][0], practice_files[i][1]);
	setenv("YICHUANG_SHARE", share, 1);
	assert_int_equal(lint(share, "", &said), 0);
	put(own, "visit.ini", "[form]\ntitle = 走访\nopens = visit\n[field title]\nlabel = 事由\ntype = txet\n");
	assert_int_equal(lint(own, "visit.ini", &said), 1);
	SAYS(said, "forms/visit.ini 第 6 行 [field title] type：");
	assert_int_equal(lint(own, "", &said), 1);      /* a folder of forms is read over the shipped set */
	/* a form of one's own is read with the tables it names */
	put(own, "visit.ini", "[form]\ntitle = 走访\nopens = visit\n[field sex]\nlabel = 性别\ntype = code\ncodes = sex\n");
	assert_int_equal(lint(own, "visit.ini", &said), 0);
	put(own, "sex.csv", "code,name\n1,男\n1,女\n");
	assert_true(lint(own, "sex.csv", &said) > 0);
	SAYS(said, "data/sex.csv");
	put(own, "notice.txt", "受理告知单\n");
	assert_int_equal(lint(own, "notice.txt", &said), 0);
	put(own, "notice.txt", "\xca\xdc\xc0\xed");
	assert_int_equal(lint(own, "notice.txt", &said), 1);
	SAYS(said, "data/notice.txt：");
	/* a set has its texts in data/ */
	put(share, "data/notice.txt", "\xca\xdc\xc0\xed");
	assert_int_equal(lint(share, "", &said), 1);
	SAYS(said, "data/notice.txt：");
	char *nothing = file_join(own, "none.ini"), *text = file_join(own, "note.md");
	assert_false(lint_path(nothing, collect, &said, &faults, &err));
	put(own, "note.md", "");
	assert_false(lint_path(text, collect, &said, &faults, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	unsetenv("YICHUANG_SHARE");
	free(nothing);
	free(text);
	free(share);
	free(own);
	buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_folder_is_told_how_to_begin, setup, teardown),
		cmocka_unit_test_setup_teardown(a_clock_that_went_back_and_a_missing_sync_are_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_damaged_store_is_said_and_left_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(lint_names_file_line_section_and_key, setup, teardown),
	};

	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
