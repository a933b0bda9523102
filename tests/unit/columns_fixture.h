/* SPDX-License-Identifier: Apache-2.0 */
/* Entries for tests of columns, and that they come back. Include behind cmocka.h. */
#ifndef TEST_COLUMNS_FIXTURE_H
#define TEST_COLUMNS_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sync/columns.h"

#define DESK (54u << 18 | 1u << 13 | 7u)
#define HUB (54u << 18 | 1u << 13)
#define ENOUGH (16u << 20)

static const struct columns_frame frame = { .first = (uint64_t)DESK << 32 | 1, .version = (uint64_t)HUB << 32 | 1 };

static inline void batch_free(struct entry **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
}

static inline void assert_same(const struct entry *a, const struct entry *b)
{
	struct buf x = { 0 }, y = { 0 };

	entry_encode(a, &x);
	entry_encode(b, &y);
	assert_int_equal(x.len, y.len);
	assert_memory_equal(x.data, y.data, x.len);
	buf_free(&x);
	buf_free(&y);
}

static inline void assert_comes_back(struct entry **list, size_t n)
{
	struct entry **again;
	struct buf out = { 0 };
	size_t got;

	columns_put(&out, &frame, list, n);
	struct reader r = reader_over(out.data, out.len);
	assert_true(columns_get(&r, &frame, ENOUGH, &again, &got));
	assert_true(reader_done(&r));
	assert_int_equal(got, n);
	for (size_t i = 0; i < n; i++)
		assert_same(list[i], again[i]);
	batch_free(again, got);
	buf_free(&out);
}

/* An opener that says nothing. */
static inline struct entry *bare(uint64_t id)
{
	struct entry *e = entry_new();

	e->id = e->record = id;
	e->who = mem_dup("");
	e->form = mem_dup("f");
	return e;
}

/* One that says one thing, at that time. */
static inline struct entry *with(int64_t ms, const char *key, const char *value)
{
	struct entry *e = bare(frame.first);

	e->at = ms * 65536;
	fields_set(e->fields, key, value);
	return e;
}

#endif
