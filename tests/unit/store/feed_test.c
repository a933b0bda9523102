/* SPDX-License-Identifier: Apache-2.0 */
/* A unit's feed: each entry once, in the order it became its business. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/feed.h"
#include "store_each.h"

#define UNIT "421202101"

static uint64_t mine, theirs, also;

static int setup(void **state)
{
	struct err err = { 0 };

	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_HUB);
	mine = save(store, DESK, say("intake", 0, NULL, 0, SAY("title=甲")));
	theirs = save(store, OTHER, say("intake", 0, NULL, 0, SAY("title=乙")));
	also = save(store, OTHER, say("intake", 0, NULL, 0, SAY("title=丙")));
	fine(feed_add(store, UNIT, theirs, &err), &err);
	fine(feed_add(store, UNIT, mine, &err), &err);
	fine(feed_add(store, UNIT, theirs, &err), &err);
	fine(feed_add(store, "421202", also, &err), &err);
	return 0;
}

static size_t since(uint64_t cursor, uint32_t except, size_t most, uint64_t *last, uint64_t *head)
{
	struct entries some;
	struct err err = { 0 };

	fine(feed_since(store, UNIT, cursor, except, SIZE_MAX, most, &some, last, head, &err), &err);
	size_t n = some.n;

	entries_free(&some);
	return n;
}

static void an_entry_is_in_a_feed_once(void **state)
{
	struct err err = { 0 };
	uint64_t last, head;
	bool has;

	(void)state;
	assert_int_equal(since(0, 0, 100, &last, &head), 2);
	assert_int_equal(last, 2);
	assert_int_equal(head, 2);
	fine(feed_has(store, UNIT, theirs, &has, &err), &err);
	assert_true(has);
	fine(feed_has(store, UNIT, also, &has, &err), &err);
	assert_false(has);
}

static void ones_own_are_passed_over_but_count(void **state)
{
	uint64_t last, head;

	(void)state;
	assert_int_equal(since(0, DESK, 100, &last, &head), 1);
	assert_int_equal(last, 2);
	assert_int_equal(since(1, DESK, 100, &last, &head), 0);
	assert_int_equal(last, 2);
	assert_int_equal(since(2, DESK, 100, &last, &head), 0);
	assert_int_equal(last, 2);
}

static void a_bite_ends_where_the_next_begins(void **state)
{
	struct err err = { 0 };
	uint64_t last, head;

	(void)state;
	fine(feed_add(store, UNIT, also, &err), &err);
	assert_int_equal(since(0, 0, 1, &last, &head), 1);
	assert_int_equal(last, 1);
	assert_int_equal(head, 3);
	assert_int_equal(since(last, 0, 1, &last, &head), 1);
	assert_int_equal(last, 2);
	assert_int_equal(since(last, 0, 10, &last, &head), 1);
	assert_int_equal(last, 3);
	assert_int_equal(since(last, 0, 10, &last, &head), 0);
	assert_int_equal(last, 3);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(an_entry_is_in_a_feed_once),
		FRESH(ones_own_are_passed_over_but_count),
		FRESH(a_bite_ends_where_the_next_begins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
