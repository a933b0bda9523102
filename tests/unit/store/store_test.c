/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, refusing to open, and two programs at one store. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "store_fixture.h"
#include "store_derived.h"

#define VERSION_AT 60           /* user_version in a file's head */

static char *db_path(const char *dir)
{
	return file_join(dir, "yichuang.db");
}

static void a_store_is_made_and_found_again(void **state)
{
	char *dir = fresh_dir(), *sub = file_join(dir, "sub"), *path = db_path(sub);
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_null(store_open(sub, STORE_DESK, false, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	struct store *s = open_store(sub, STORE_DESK);

	fine(store_set_note(s, "person", "王芳", &err), &err);
	store_close(s);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(sub, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);

	err = (struct err){ 0 };
	s = store_open(sub, STORE_DESK, false, &err);
	fine(s != NULL, &err);
	char *person = store_note(s, "person");

	assert_string_equal(person, "王芳");
	assert_null(store_note(s, "nothing"));
	free(person);
	store_close(s);
	free(path);
	remove_dir(sub);
	remove_dir(dir);
}

/* Opening must fail with this kind and leave every byte. */
static void refused_untouched(const char *dir, enum store_kind kind, enum err_kind want)
{
	char *path = db_path(dir);
	struct buf before = { 0 }, after = { 0 };
	struct err err = { 0 };

	assert_true(file_read(path, 1 << 24, &before, &err));
	assert_null(store_open(dir, kind, true, &err));
	assert_int_equal(err.kind, want);
	assert_true(file_read(path, 1 << 24, &after, &err));
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_free(&before);
	buf_free(&after);
	free(path);
}

/* Change bytes of the file where nothing else would. */
static void poke(const char *dir, long at, const void *bytes, size_t n)
{
	char *path = db_path(dir);
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
	free(path);
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
	char *dir = fresh_dir();
	struct err err = { 0 };

	(void)state;
	store_close(open_store(dir, STORE_DESK));
	poke(dir, VERSION_AT, "\0\0\0\x63", 4);         /* user_version 99 */
	refused_untouched(dir, STORE_DESK, ERR_STORE);
	assert_null(store_open(dir, STORE_DESK, false, &err));
	assert_non_null(strstr(err.say, "99"));
	assert_non_null(strstr(err.say, "3"));
	remove_dir(dir);
}

static void a_store_of_the_other_kind_is_refused(void **state)
{
	char *dir = fresh_dir();

	(void)state;
	store_close(open_store(dir, STORE_HUB));
	refused_untouched(dir, STORE_DESK, ERR_STORE);
	remove_dir(dir);
}

static void a_foreign_file_is_refused(void **state)
{
	char *dir = fresh_dir(), *path = db_path(dir);
	struct err err = { 0 };

	(void)state;
	assert_true(file_write(path, "这不是数据库，是一封信。", 36, &err));
	refused_untouched(dir, STORE_DESK, ERR_STORE);
	unlink(path);
	store_close(open_store(dir, STORE_DESK));
	poke(dir, 68, "Othr", 4);               /* somebody else's application_id */
	refused_untouched(dir, STORE_DESK, ERR_STORE);
	free(path);
	remove_dir(dir);
}

static void damage_is_seen_at_open(void **state)
{
	char *dir = fresh_dir(), rubbish[2048];
	struct err err = { 0 };

	(void)state;
	store_close(open_store(dir, STORE_DESK));
	memset(rubbish, 0xa5, sizeof rubbish);
	poke(dir, 4096, rubbish, sizeof rubbish);
	assert_null(store_open(dir, STORE_DESK, true, &err));
	assert_int_equal(err.kind, ERR_STORE);
	remove_dir(dir);
}

static void a_cut_file_is_seen_at_open(void **state)
{
	char *dir = fresh_dir(), *path = db_path(dir);
	struct err err = { 0 };

	(void)state;
	store_close(open_store(dir, STORE_DESK));
	assert_int_equal(truncate(path, 3 * 4096), 0);
	assert_null(store_open(dir, STORE_DESK, true, &err));
	assert_int_equal(err.kind, ERR_STORE);
	free(path);
	remove_dir(dir);
}

static void a_folder_without_permission_is_said_so(void **state)
{
	char *dir = fresh_dir(), *sub = file_join(dir, "sub");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(chmod(dir, 0500), 0);
	if (geteuid() != 0) {
		assert_null(store_open(sub, STORE_DESK, true, &err));
		assert_int_equal(err.kind, ERR_FAILED);
		assert_non_null(strstr(err.say, "权限"));
	}
	/* a file where the folder should be is refused for everybody */
	assert_int_equal(chmod(dir, 0700), 0);
	err = (struct err){ 0 };
	assert_true(file_write(sub, "x", 1, &err));
	assert_null(store_open(sub, STORE_DESK, true, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	unlink(sub);
	free(sub);
	remove_dir(dir);
}

static void two_programs_write_in_turn(void **state)
{
	char *dir = fresh_dir();
	struct store *a = open_store(dir, STORE_DESK), *b = open_store(dir, STORE_DESK);
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	(void)state;
	for (int i = 0; i < 20; i++)
		save(i % 2 ? a : b, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=渠道纠纷")));
	fine(journal_head(a, DESK, &seq, chain, &err), &err);
	assert_int_equal(seq, 20);
	store_close(a);
	store_close(b);
	remove_dir(dir);
}

static void a_commit_of_another_program_is_noticed_once(void **state)
{
	char *dir = fresh_dir();
	struct store *a = open_store(dir, STORE_DESK), *b = open_store(dir, STORE_DESK);
	struct err err = { 0 };

	(void)state;
	store_changed(a);
	assert_false(store_changed(a));
	fine(store_set_note(a, "own", "1", &err), &err);
	assert_false(store_changed(a));
	fine(store_set_note(b, "theirs", "1", &err), &err);
	assert_true(store_changed(a));
	assert_false(store_changed(a));
	store_close(a);
	store_close(b);
	remove_dir(dir);
}

static void what_is_rolled_back_never_was(void **state)
{
	char *dir = fresh_dir();
	struct store *s = open_store(dir, STORE_DESK);
	struct err err = { 0 };

	(void)state;
	fine(store_begin(s, &err), &err);
	fine(store_set_note(s, "k", "v", &err), &err);
	store_rollback(s);
	assert_null(store_note(s, "k"));
	store_rollback(s);
	store_close(s);
	remove_dir(dir);
}

/* --- older stores -------------------------------------------------------------------------------------------------- */

/* What version 1 derived, and had not yet. */
static const char *const old_sql[] = {
	"DROP TABLE renewal", "DROP TABLE returned", "DROP TABLE reissued", "DROP TABLE former",
	"DROP TABLE record", "DROP TABLE clock", "DROP TABLE formerly", "DROP TABLE search", "DROP TABLE attached",
	"CREATE TABLE record(id INTEGER PRIMARY KEY, no TEXT NOT NULL, kind TEXT NOT NULL, step TEXT NOT NULL, grade TEXT NOT NULL,"
	" type TEXT NOT NULL, place TEXT NOT NULL, unit TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT NOT NULL, due TEXT NOT NULL,"
	" title TEXT NOT NULL, parties TEXT NOT NULL, people INTEGER NOT NULL, at INTEGER NOT NULL, entries INTEGER NOT NULL,"
	" conflicts INTEGER NOT NULL, refused INTEGER NOT NULL, held INTEGER NOT NULL, heads BLOB NOT NULL) STRICT",
	"CREATE INDEX record_newest ON record(kind, at, id)",
	"CREATE INDEX record_closed ON record(kind, closed)",
	"CREATE TABLE formerly(record INTEGER NOT NULL, no TEXT NOT NULL, PRIMARY KEY (record, no)) STRICT, WITHOUT ROWID",
	"CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'bigram', columnsize = 0)",
	"INSERT INTO record VALUES(99, 'x', 'case', '', '', '', '', '', '', '', '', '', '', 0, 0, 1, 0, 0, 0, x'')",
	"UPDATE journal SET fields = x'ff' WHERE form = 'dispatch'",
};
static const struct db_module old_module = { "old", old_sql, sizeof old_sql / sizeof *old_sql };

static void age(struct store *s, const char *dir, bool damaged)
{
	struct err err = { 0 };

	for (size_t i = 0; i < old_module.n - !damaged; i++)
		fine(db_run(db_use(store_db(s), &old_module, i), &err), &err);
	store_close(s);
	poke(dir, VERSION_AT, "\0\0\0\1", 4);
}

static int version_of(const char *dir)
{
	char *path = db_path(dir);
	struct buf file = { 0 };
	struct err err = { 0 };

	fine(file_read(path, 1 << 24, &file, &err), &err);
	int version = file.data[VERSION_AT + 3];

	buf_free(&file);
	free(path);
	return version;
}

static struct store *a_store_with_a_case(const char *dir)
{
	struct store *s = open_store(dir, STORE_DESK);
	uint64_t id = save(s, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=渠道纠纷", "formerly=旧-1", "due=2026-12-01")));

	save(s, DESK, say("dispatch", id, &id, 1, SAY("lead=421202103", "due_sign=2026-11-25 09:41", ".no=421202101-1-2026-T0001")));
	return s;
}

#define CONTENT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void a_store_of_an_older_program_is_brought_up_to_date(void **state)
{
	char *dir = fresh_dir();
	struct store *s = a_store_with_a_case(dir);
	struct err err = { 0 };
	size_t faults;

	(void)state;
	char *rows = derived_rows(s);

	age(s, dir, false);
	assert_int_equal(version_of(dir), 1);
	s = store_open(dir, STORE_DESK, false, &err);
	fine(s != NULL, &err);
	char *now = derived_rows(s);

	assert_string_equal(now, rows);
	fine(store_verify(s, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
	assert_int_equal(record_by_no(s, "421202101-1-2026-T0001", "", &err), entry_id(DESK, 1));
	uint64_t first = entry_id(DESK, 1);
	save(s, DESK, say("handle", first, &first, 1, SAY(".scan=" CONTENT ".12.协议.pdf")));
	store_close(s);
	assert_int_equal(version_of(dir), 3);
	free(now);
	free(rows);
	remove_dir(dir);
}

static void an_upgrade_that_fails_leaves_the_store_as_it_was(void **state)
{
	char *dir = fresh_dir();

	(void)state;
	age(a_store_with_a_case(dir), dir, true);
	refused_untouched(dir, STORE_DESK, ERR_STORE);
	assert_int_equal(version_of(dir), 1);
	remove_dir(dir);
}

static const char *const old_hub_sql[] = {
	"DROP TABLE renewal", "DROP TABLE returned", "DROP TABLE reissued", "DROP TABLE former", "DROP TABLE attached",
	"DROP TABLE feed_kept", "DROP TABLE quarantine", "DROP TABLE delivered", "DROP INDEX station_predecessor",
	"ALTER TABLE station DROP COLUMN predecessor", "ALTER TABLE station DROP COLUMN inherited",
	"ALTER TABLE station DROP COLUMN recovered",
	"INSERT INTO station(number, unit, name, state, public, code, seq, cursor, made, enrolled, seen)"
	" VALUES(5, '421202101', '东窗', 1, zeroblob(32), zeroblob(32), 3, 4, 1, 2, 3)",
};
static const struct db_module old_hub_module = { "old hub", old_hub_sql, sizeof old_hub_sql / sizeof *old_hub_sql };

static void a_hub_of_an_older_program_is_brought_up_to_date(void **state)
{
	char *dir = fresh_dir();
	struct store *s = open_store(dir, STORE_HUB);
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < old_hub_module.n; i++)
		fine(db_run(db_use(store_db(s), &old_hub_module, i), &err), &err);
	store_close(s);
	poke(dir, VERSION_AT, "\0\0\0\2", 4);
	s = store_open(dir, STORE_HUB, false, &err);
	fine(s != NULL, &err);
	struct station_peer *p = station_get(s, 5, &err);

	assert_non_null(p);
	assert_int_equal(p->seq, 3);
	assert_int_equal(p->predecessor, 0);
	p->predecessor = 4;
	fine(station_add(s, p, &err), &err);
	station_peer_free(p);
	store_close(s);
	assert_int_equal(version_of(dir), 3);
	remove_dir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_is_made_and_found_again),
		cmocka_unit_test(a_store_of_a_newer_program_is_refused),
		cmocka_unit_test(a_store_of_the_other_kind_is_refused),
		cmocka_unit_test(a_foreign_file_is_refused),
		cmocka_unit_test(damage_is_seen_at_open),
		cmocka_unit_test(a_cut_file_is_seen_at_open),
		cmocka_unit_test(a_folder_without_permission_is_said_so),
		cmocka_unit_test(two_programs_write_in_turn),
		cmocka_unit_test(a_commit_of_another_program_is_noticed_once),
		cmocka_unit_test(what_is_rolled_back_never_was),
		cmocka_unit_test(a_store_of_an_older_program_is_brought_up_to_date),
		cmocka_unit_test(a_hub_of_an_older_program_is_brought_up_to_date),
		cmocka_unit_test(an_upgrade_that_fails_leaves_the_store_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
