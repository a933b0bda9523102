/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts: what was typed is there after anything. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/wait.h>

#include "store/draft.h"
#include "store_each.h"

static struct draft *typed(const char *title)
{
	struct draft *d = draft_new();

	d->form = mem_dup("intake");
	d->who = mem_dup("王芳");
	d->cursor = mem_dup("party1.name");
	d->version = 7;
	d->record = entry_id(DESK, 3);
	d->parents = mem_zero(2 * sizeof *d->parents);
	d->parents[0] = entry_id(DESK, 3);
	d->parents[1] = entry_id(OTHER, 1);
	d->nparents = 2;
	d->opened = 1234;
	fields_set(d->typed, "title", title);
	fields_set(d->typed, "party1.phone", "不知道");
	return d;
}

static void a_draft_is_there_after_reopening(void **state)
{
	struct err err = { 0 };
	struct draft *d = typed("宅基地");

	(void)state;
	fine(draft_save(store, d, &err), &err);
	assert_true(d->id > 0 && d->saved > 0);
	store_close(store);
	store = open_store(dir, STORE_DESK);
	struct draft *again = draft_get(store, d->id, &err);

	fine(again != NULL, &err);
	assert_string_equal(again->form, "intake");
	assert_string_equal(again->cursor, "party1.name");
	assert_int_equal(again->version, 7);
	assert_int_equal(again->record, entry_id(DESK, 3));
	assert_int_equal(again->nparents, 2);
	assert_int_equal(again->parents[1], entry_id(OTHER, 1));
	assert_int_equal(again->opened, 1234);
	assert_true(fields_equal(again->typed, d->typed));
	draft_free(again);
	draft_free(d);
}

static void a_killed_program_leaves_the_draft(void **state)
{
	struct err err = { 0 };
	int status;

	(void)state;
	pid_t child = fork();

	if (!child) {
		struct store *s = store_open(dir, STORE_DESK, false, NULL);
		struct draft *d = typed("断电之前");

		if (s && draft_save(s, d, NULL))
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	struct draft **list;
	size_t n;

	fine(draft_list(store, 10, &list, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_string_equal(fields_get(list[0]->typed, "title"), "断电之前");
	draft_list_free(list, n);
}

static void saving_again_changes_the_same_draft(void **state)
{
	struct err err = { 0 };
	struct draft *d = typed("一");
	size_t n;

	(void)state;
	fine(draft_save(store, d, &err), &err);
	int64_t id = d->id;

	fields_set(d->typed, "title", "二");
	fine(draft_save(store, d, &err), &err);
	assert_int_equal(d->id, id);
	fine(draft_count(store, &n, &err), &err);
	assert_int_equal(n, 1);
	draft_free(d);
	d = draft_get(store, id, &err);
	assert_string_equal(fields_get(d->typed, "title"), "二");
	draft_free(d);
}

static void a_dropped_draft_does_not_come_back(void **state)
{
	struct err err = { 0 };
	struct draft *d = typed("一"), *other = typed("二");

	(void)state;
	fine(draft_save(store, d, &err), &err);
	fine(draft_drop(store, d->id, &err), &err);
	assert_null(draft_get(store, d->id, &err));
	assert_int_equal(err.kind, ERR_NONE);
	fine(draft_save(store, other, &err), &err);
	assert_int_not_equal(other->id, d->id);         /* or a stale window would write into it */
	assert_false(draft_save(store, d, &err));
	assert_int_equal(err.kind, ERR_FAILED);
	draft_free(d);
	draft_free(other);
}

static void drafts_are_listed_newest_first(void **state)
{
	struct err err = { 0 };
	struct draft **list;
	size_t n;

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct draft *d = typed(i == 4 ? "最后" : "早先");

		fine(draft_save(store, d, &err), &err);
		draft_free(d);
	}
	fine(draft_list(store, 3, &list, &n, &err), &err);
	assert_int_equal(n, 3);
	assert_string_equal(fields_get(list[0]->typed, "title"), "最后");
	draft_list_free(list, n);
}

static void a_draft_saved_in_a_transaction_goes_with_it(void **state)
{
	struct err err = { 0 };
	struct draft *d = typed("一");
	size_t n;

	(void)state;
	fine(store_begin(store, &err), &err);
	fine(draft_save(store, d, &err), &err);
	store_rollback(store);
	fine(draft_count(store, &n, &err), &err);
	assert_int_equal(n, 0);
	draft_free(d);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup_desk, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_draft_is_there_after_reopening),
		FRESH(a_killed_program_leaves_the_draft),
		FRESH(saving_again_changes_the_same_draft),
		FRESH(a_dropped_draft_does_not_come_back),
		FRESH(drafts_are_listed_newest_first),
		FRESH(a_draft_saved_in_a_transaction_goes_with_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
