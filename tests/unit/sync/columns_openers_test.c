/* SPDX-License-Identifier: Apache-2.0 */
/* What an entry repeats of the opener of its record is told in a byte, where both ends know the opener. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "columns_fixture.h"

/* Who holds what: openers from `first` on, of `n` records, each with a copy of these fields. */
struct holder {
	uint64_t first;
	size_t n;
	struct fields *fields;
	size_t asked;
};

static struct entry *held(void *arg, uint64_t id)
{
	struct holder *h = arg;

	h->asked++;
	if (id - h->first >= h->n)
		return NULL;
	struct entry *e = bare(id);
	fields_free(e->fields);
	e->fields = fields_copy(h->fields);
	return e;
}

static struct columns_frame frame_with(struct holder *h)
{
	return (struct columns_frame){ .first = frame.first, .version = frame.version, .held = held, .arg = h };
}

static struct fields *a_party(void)
{
	struct fields *f = fields_new();

	fields_set(f, "party1.address", "北岭村三组晒谷场东侧第二家");
	fields_set(f, "party1.name", "欧阳娜娜");
	return f;
}

/* An entry of that record that says the same as its opener. */
static struct entry *about(uint64_t record, uint64_t id, const struct fields *fields)
{
	struct entry *e = bare(id);

	e->record = record;
	fields_free(e->fields);
	e->fields = fields_copy(fields);
	e->parents = mem_zero(sizeof *e->parents);
	e->parents[0] = record;
	e->nparents = 1;
	return e;
}

static size_t size_of(const struct columns_frame *with, struct entry **list, size_t n)
{
	struct buf out = { 0 };

	columns_put(&out, with, list, n);
	size_t size = out.len;
	buf_free(&out);
	return size;
}

/* Written with one frame and read with another: do they come back? */
static bool come_back(const struct columns_frame *writes, const struct columns_frame *reads, struct entry **list, size_t n)
{
	struct buf out = { 0 };
	struct entry **again;
	size_t got;

	columns_put(&out, writes, list, n);
	struct reader r = reader_over(out.data, out.len);
	bool ok = columns_get(&r, reads, 64u << 20, &again, &got);

	assert_int_equal(got, ok ? n : 0);
	for (size_t i = 0; i < got; i++)
		assert_same(list[i], again[i]);
	if (ok)
		batch_free(again, got);
	buf_free(&out);
	return ok;
}

static void a_row_written_again_is_told_by_its_opener(void **state)
{
	struct holder h = { .first = frame.first, .n = 1, .fields = a_party() };
	const struct columns_frame knows = frame_with(&h);
	struct entry *opener = held(&h, frame.first), *e = about(frame.first, frame.first + 1, h.fields);
	struct entry *both[] = { opener, e };

	(void)state;
	assert_true(size_of(&frame, both, 2) < size_of(&frame, both, 1) + 30);
	assert_true(size_of(&knows, &e, 1) + 40 < size_of(&frame, &e, 1));
	assert_true(come_back(&frame, &frame, both, 2));
	assert_true(come_back(&knows, &knows, &e, 1));
	/* who does not hold it does not understand it */
	assert_false(come_back(&knows, &frame, &e, 1));
	entry_free(e);
	entry_free(opener);
	fields_free(h.fields);
}

static void an_opener_that_is_here_is_not_asked_for(void **state)
{
	struct holder h = { .first = frame.first, .n = 1, .fields = a_party() };
	const struct columns_frame knows = frame_with(&h);
	struct entry *list[] = {
		held(&h, frame.first), about(frame.first, frame.first + 1, h.fields),
		about(frame.first, frame.first + 2, h.fields),
	};

	(void)state;
	h.asked = 0;
	assert_true(come_back(&knows, &knows, list, 3));
	assert_int_equal(h.asked, 0);
	for (int i = 0; i < 3; i++)
		entry_free(list[i]);
	fields_free(h.fields);
}

/* The first of its record is another: then it is that which is held, for all of them, and it is fetched once. */
static void an_opener_that_comes_late_is_asked_for_once(void **state)
{
	struct holder h = { .first = frame.first, .n = 1, .fields = a_party() };
	const struct columns_frame knows = frame_with(&h);
	struct entry *list[] = {
		about(frame.first, frame.first + 5, h.fields), held(&h, frame.first),
		about(frame.first, frame.first + 6, h.fields),
	};

	(void)state;
	h.asked = 0;
	fields_set(list[1]->fields, "party1.name", "欧阳娜");
	size_t told = size_of(&knows, list, 3);
	assert_int_equal(h.asked, 1);
	assert_true(told + 60 < size_of(&frame, list, 3));
	assert_true(come_back(&knows, &knows, list, 3));
	assert_true(come_back(&frame, &frame, list, 3));
	for (int i = 0; i < 3; i++)
		entry_free(list[i]);
	fields_free(h.fields);
}

static void what_the_opener_does_not_have_is_not_told_by_it(void **state)
{
	struct holder h = { .first = frame.first, .n = 1, .fields = fields_new() };
	const struct columns_frame less = frame_with(&h);
	struct holder more = { .first = frame.first, .n = 1, .fields = a_party() };
	const struct columns_frame knows = frame_with(&more);
	struct entry *e = about(frame.first, frame.first + 1, more.fields);

	(void)state;
	assert_true(come_back(&less, &less, &e, 1));
	assert_false(come_back(&knows, &less, &e, 1));
	entry_free(e);
	fields_free(h.fields);
	fields_free(more.fields);
}

/* n entries about n records. */
static struct entry **about_many(size_t n, const struct holder *h)
{
	struct entry **list = mem_zero((n + 1) * sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = about(h->first + i, frame.first + i, h->fields);
	return list;
}

static void no_more_than_4096_are_asked_for(void **state)
{
	struct holder h = { .first = UINT64_C(1) << 32 | 1, .n = 5000, .fields = a_party() };
	const struct columns_frame knows = frame_with(&h);
	struct entry **list = about_many(5000, &h);

	(void)state;
	assert_true(come_back(&knows, &knows, list, 5000));
	assert_int_equal(h.asked, 2 * 4096);
	/* those that are not here count as well: a reader that holds them stops at the same place */
	h.n = h.asked = 0;
	size_of(&knows, list, 5000);
	assert_int_equal(h.asked, 4096);
	batch_free(list, 5000);
	fields_free(h.fields);
}

static void no_more_than_16_mib_are_fetched(void **state)
{
	struct holder h = { .first = UINT64_C(1) << 32 | 1, .n = 100, .fields = fields_new() };
	const struct columns_frame knows = frame_with(&h);
	char key[] = "a", *value = memset(mem_zero(FIELDS_VALUE_MAX + 1), 'v', FIELDS_VALUE_MAX);

	(void)state;
	for (; *key < 'a' + 4; ++*key)
		fields_set(h.fields, key, value);
	struct entry **list = about_many(20, &h);
	size_of(&knows, list, 20);
	assert_int_equal(h.asked, 16);
	assert_true(come_back(&knows, &knows, list, 20));
	batch_free(list, 20);
	fields_free(h.fields);
	free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_written_again_is_told_by_its_opener),
		cmocka_unit_test(an_opener_that_is_here_is_not_asked_for),
		cmocka_unit_test(an_opener_that_comes_late_is_asked_for_once),
		cmocka_unit_test(what_the_opener_does_not_have_is_not_told_by_it),
		cmocka_unit_test(no_more_than_4096_are_asked_for),
		cmocka_unit_test(no_more_than_16_mib_are_fetched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
