/* SPDX-License-Identifier: Apache-2.0 */
/* Published files: every version stays what it was. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/publish.h"
#include "store_each.h"

static void quiet(void *arg, const struct ini_fault *fault)
{
	(void)arg, (void)fault;
}

static struct book_file table(const char *path, const char *text)
{
	return (struct book_file){ (char *)path, (char *)text, strlen(text) };
}

#define OLD "code,name\n1,一般\n2,较大\n"
#define NEW "code,name\n1,一般\n2,较大\n3,重大\n"

static uint64_t publish(const struct book_file *files, size_t n, size_t want)
{
	struct err err = { 0 };
	size_t published;
	uint64_t version;

	fine(publish_files(store, HUB, files, n, "县中心", &published, &err), &err);
	assert_int_equal(published, want);
	fine(publish_version(store, &version, &err), &err);
	return version;
}

static struct book *book(struct store *s, uint64_t version)
{
	struct err err = { 0 };
	struct book *b = publish_book(s, version, quiet, NULL, &err);

	fine(b != NULL, &err);
	assert_int_equal(book_version(b), version);
	return b;
}

static void every_version_stays_as_it_was(void **state)
{
	const struct book_file first[] = { table("data/grade.csv", OLD), table("data/sex.csv", "code,name\n1,男\n2,女\n") };
	const struct book_file second[] = { table("data/grade.csv", NEW), first[1] };
	const struct book_file gone[] = { table("data/sex.csv", "") };
	struct err err = { 0 };
	uint64_t version;

	(void)state;
	fine(publish_version(store, &version, &err), &err);
	assert_int_equal(version, 0);
	uint64_t v1 = publish(first, 2, 2), v2 = publish(second, 2, 1), same = publish(second, 2, 0), v3 = publish(gone, 1, 1);

	assert_int_equal(same, v2);
	struct book *b = book(store, v1);

	assert_int_equal(table_count(book_table(b, "grade")), 2);
	book_free(b);
	b = book(store, v2);
	assert_int_equal(table_count(book_table(b, "grade")), 3);
	assert_non_null(book_table(b, "sex"));
	book_free(b);
	b = book(store, v3);
	assert_null(book_table(b, "sex"));
	assert_non_null(book_table(b, "grade"));
	book_free(b);
}

static void published_files_are_no_records(void **state)
{
	const struct book_file file = table("data/grade.csv", OLD);
	struct err err = { 0 };
	struct record_filter any = { 0 };
	struct entries all;
	size_t n, faults;

	(void)state;
	publish(&file, 1, 1);
	fine(publish_entries(store, &all, &err), &err);
	assert_int_equal(all.n, 1);
	fine(store_begin(store, &err), &err);
	fine(record_project(store, all.list[0], &err), &err);
	fine(store_commit(store, &err), &err);
	entries_free(&all);
	fine(record_count(store, &any, &n, NULL, &err), &err);
	assert_int_equal(n, 0);
	fine(store_verify(store, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
}

static void a_version_that_has_not_all_come_is_no_book(void **state)
{
	const struct book_file old = table("data/grade.csv", OLD), newer = table("data/grade.csv", NEW);
	struct err err = { 0 };
	struct entries all;
	bool new_here;

	(void)state;
	publish(&old, 1, 1);
	uint64_t v2 = publish(&newer, 1, 1);
	char *folder = fresh_dir();
	struct store *desk = open_store(folder, STORE_DESK);

	assert_null(publish_book(desk, v2, quiet, NULL, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	fine(publish_entries(store, &all, &err), &err);
	assert_int_equal(all.n, 2);
	for (size_t i = all.n; i-- > 0;) {
		err = (struct err){ 0 };
		assert_null(publish_book(desk, v2, quiet, NULL, &err));
		err = (struct err){ 0 };
		fine(store_begin(desk, &err), &err);
		fine(journal_keep(desk, all.list[i], &new_here, &err), &err);
		fine(store_commit(desk, &err), &err);
	}
	struct book *b = book(desk, v2);

	assert_int_equal(table_count(book_table(b, "grade")), 3);
	book_free(b);
	entries_free(&all);
	store_close(desk);
	remove_dir(folder);
}

static void only_a_hub_publishes(void **state)
{
	struct err err = { 0 };
	uint64_t version;

	(void)state;
	struct entry *e = say(PUBLISH_FORM, 0, NULL, 0, SAY("path=data/grade.csv", "text=code,name"));

	fine(store_begin(store, &err), &err);
	fine(journal_append(store, DESK, e, &err), &err);
	fine(store_commit(store, &err), &err);
	entry_free(e);
	fine(publish_version(store, &version, &err), &err);
	assert_int_equal(version, 0);
}

static void what_is_no_text_is_not_published(void **state)
{
	const struct book_file files[] = { table("data/a.csv", OLD), table("data/b.csv", "\xff\xfe") };
	struct err err = { 0 };
	size_t published;
	uint64_t version;

	(void)state;
	assert_false(publish_files(store, HUB, files, 2, "县中心", &published, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	fine(publish_version(store, &version, &err), &err);
	assert_int_equal(version, 0);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup_hub, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(every_version_stays_as_it_was),
		FRESH(published_files_are_no_records),
		FRESH(a_version_that_has_not_all_come_is_no_book),
		FRESH(only_a_hub_publishes),
		FRESH(what_is_no_text_is_not_published),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
