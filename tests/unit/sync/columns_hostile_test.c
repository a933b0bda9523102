/* SPDX-License-Identifier: Apache-2.0 */
/* Columns from a liar: what is not of the page is not taken, and what costs nothing to write costs little to read. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <time.h>

#include "columns_fixture.h"

/* --- what no reader takes ------------------------------------------------------------------------------------------------ */

/* The parts of a payload, in their order. */
enum part { COUNT, IDS, TIMES, COUNTERS, VERSIONS, LINKS, RECORDS, PARENTS, WHO, SHAPES, NAMES, NEW_SHAPES, VALUES, PARTS };

struct piece {
	const char *bytes;
	size_t n;
};
#define P(text) { text, sizeof text - 1 }

/* Two openers with one field each; the same, but the second is about the first. */
static const struct piece two[PARTS] = {
	P("\2"), P("\0\0"), P("\2\2"), P("\0\0"), P("\0\0"), P("\0\0"), P(""), P(""), P("A\0B\0"), P("\0\0"), P("\1t\0"),
	P("f\0\1\0\1"), P("v\0w\0"),
};
static const struct piece about_it[PARTS] = {
	P("\2"), P("\0\0"), P("\2\2"), P("\0\0"), P("\0\0"), P("\0\3"), P("\0"), P("\1\0"), P("A\0B\0"), P("\0\0"), P("\1t\0"),
	P("f\0\1\0\1"), P("v\0w\0"),
};

/* … and of a form that may stand without parents. */
static const struct piece refusal[PARTS] = {
	P("\2"), P("\0\0"), P("\2\2"), P("\0\0"), P("\0\0"), P("\0\4"), P("\0"), P(""), P("A\0B\0"), P("\0\0"), P("\1t\0"),
	P("refusal\0\1\0\1"), P("v\0w\0"),
};

/* … and with two fields each: what the second says may be told by the first. */
static const struct piece person[PARTS] = {
	P("\2"), P("\0\0"), P("\2\2"), P("\0\0"), P("\0\0"), P("\0\0"), P(""), P(""), P("A\0B\0"), P("\0\1"),
	P("\3p1.idno\0p1.birth\0p1.sex\0"), P("f\0\2\0\2" "f\0\2\0\1\1\1"), P("42010619780101451X\0\1\6\6"),
};

static bool takes(const struct piece *parts, enum part changed, struct piece to, size_t most)
{
	struct buf all = { 0 };
	struct entry **list;
	size_t n;

	for (int i = 0; i < PARTS; i++) {
		const struct piece *p = i == (int)changed ? &to : &parts[i];

		buf_put(&all, p->bytes, p->n);
	}
	char *exact = memcpy(mem_zero(all.len + 1), buf_text(&all), all.len);
	struct reader r = reader_over(exact, all.len);
	bool ok = columns_get(&r, &frame, most, &list, &n);

	assert_true(ok != r.bad);
	assert_int_equal(n, ok ? 2 : 0);
	if (ok) {
		assert_true(reader_done(&r));
		batch_free(list, n);
	} else {
		assert_null(list);
	}
	free(exact);
	buf_free(&all);
	return ok;
}

#define HALF "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1"   /* +(2^63 − 1) */
#define ALL64 "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"  /* 2^64 − 1 */
#define TENTH "\x80\x80\x80\x80\x80\x80\x80\x80\x80\1"  /* 2^63 */
#define LONG27 "abcdefghijklmnopqrstuvwxyza"

static void what_is_not_of_the_page_is_not_taken(void **state)
{
	static const struct { const struct piece *of; enum part part; struct piece to; } wrong[] = {
		{ two, COUNT, P("\1") }, { two, COUNT, P("\3") }, { two, COUNT, P("\x82\0") },
		{ two, IDS, P("\0" HALF) },                                     /* half the circle away: beyond 2^63 */
		{ two, IDS, P("\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1") },
		{ two, TIMES, P("\1\4") }, { two, TIMES, P("\2\5") },           /* before 1970 */
		{ two, TIMES, P("\0\x80\x80\x80\x80\x80\x80\x40") },            /* 2^47 ms */
		{ two, TIMES, P("\0\x80\x80\x80\x80\x80\x80\x80\1") },        /* 2^48 ms, which 64 bits would make 0 */
		{ two, TIMES, P("\0\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1") },
		{ two, COUNTERS, P("\0\x80\x80\4") },
		{ two, VERSIONS, P("\0" HALF) },
		{ two, LINKS, P("\0\5") }, { two, LINKS, P("\0\xff") },
		{ refusal, LINKS, P("\0\5") }, { refusal, LINKS, P("\0\xff") },
		{ two, LINKS, P("\0\4") },                                      /* none but a refusal stands so */
		{ about_it, LINKS, P("\3\0") },
		{ about_it, RECORDS, P("\2") },                                 /* its own record, with parents */
		{ about_it, RECORDS, P(HALF) },                                 /* of no station */
		{ about_it, PARENTS, P("\0") },
		{ about_it, PARENTS, P("\1\2") },                               /* itself */
		{ about_it, PARENTS, P("\2\0\0") }, { about_it, PARENTS, P("\2\0\1") },         /* not ascending */
		{ two, WHO, P("A\0") }, { two, WHO, P("\2B\0") }, { two, WHO, P("A\0\2") },
		{ two, WHO, P("A\0\6") }, { two, WHO, P("A\0\7") }, { two, WHO, P("A\0\xff\0") },
		{ two, SHAPES, P("\1\0") }, { two, SHAPES, P("\0\2") },         /* a number left out */
		{ two, NAMES, P("\0") }, { two, NAMES, P("\2t\0") }, { two, NAMES, P("\2t\0t\0") }, { two, NAMES, P("\1T\0") },
		{ two, NAMES, P("\1\0") }, { two, NAMES, P("\1t.\0") }, { two, NAMES, P("\x7ft\0") },
		{ two, NAMES, P("\1" LONG27 LONG27 "abcdefghijk\0") },          /* 65 letters */
		{ two, NEW_SHAPES, P("\0\1\0\1") }, { two, NEW_SHAPES, P("F\0\1\0\1") },
		{ two, NEW_SHAPES, P(LONG27 "\0\1\0\1") },
		{ two, NEW_SHAPES, P("f\0\2\0\1") }, { two, NEW_SHAPES, P("f\0\2\0\2") },       /* more than there are names */
		{ two, NEW_SHAPES, P("f\0\1\0\0\0\1") },                        /* none taken */
		{ two, NEW_SHAPES, P("f\0\1\1\1") },                            /* passed over, and there is no second */
		{ two, NEW_SHAPES, P("f\0\1\0\2") }, { two, NEW_SHAPES, P("f\0\1" TENTH "\1") },
		{ two, NEW_SHAPES, P("f\0\1" ALL64 "\1") }, { two, NEW_SHAPES, P("f\0\1\0" ALL64) },
		{ two, NEW_SHAPES, P("f\0\2\0\1" ALL64 "\1") },               /* back to the first */
		 { two, NEW_SHAPES, P("f\0\1\0" TENTH) },
		{ two, VALUES, P("v\0w") }, { two, VALUES, P("v\0") }, { two, VALUES, P("v\0\2") },
		{ two, VALUES, P("\3\xff\xff\xff\xff\xff\xff\xff\xff\x7fw\0") },
		{ two, VALUES, P("\3\x80\x80\x80\x80\x10w\0") },
		{ two, VALUES, P("\4\1w\0") }, { two, VALUES, P("\4\x80\x80\x80\x80\x80\1w\0") },
		{ two, VALUES, P("\3\xf5\xe4\x57w\0") },                       /* 0000-12-31 */
		{ two, VALUES, P("\3\xc2\x82\xe6\2w\0") },                    /* 10000-01-01 */
		{ two, VALUES, P("\4\x80\x9f\xdc\xbb\x1fw\0") },             /* 10000-01-01 00:00 */
		{ two, VALUES, P("1234567890123456789\0\2") },                  /* 19 digits */
		{ two, VALUES, P("\6w\0") }, { two, VALUES, P("\7w\0") }, { two, VALUES, P("v\0\7") },
		{ person, VALUES, P("4201061978010145190\0\1\6\6") }, { person, VALUES, P("42010619780101451\0\1\6\6") },
		{ person, VALUES, P("4201061978010145XX\0\1\6\6") }, { person, VALUES, P("x\0\1\6\6") },
		{ person, NAMES, P("\3p2.idno\0p1.birth\0p1.sex\0") }, { person, NAMES, P("\3p1.idno\0p1.name\0p1.sex\0") },
		{ person, NAMES, P("\3p1.birth\0p1.idno\0p1.sex\0") },         /* not told yet */
		{ two, VALUES, P("\xc0\x80\0w\0") }, { two, VALUES, P("\x08\xe6\x9d\0w\0") },
		{ about_it, VALUES, P("\7w\0") },                               /* an opener does not refer to itself */
	};

	(void)state;
	assert_true(takes(two, PARTS, two[0], ENOUGH));
	assert_true(takes(about_it, PARTS, two[0], ENOUGH));
	assert_true(takes(refusal, PARTS, two[0], ENOUGH));
	assert_true(takes(person, PARTS, two[0], ENOUGH));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (takes(wrong[i].of, wrong[i].part, wrong[i].to, ENOUGH))
			fail_msg("row %zu was taken", i);
}

static void what_may_be_written_otherwise_is_taken(void **state)
{
	static const struct { const struct piece *of; enum part part; struct piece to; } other[] = {
		{ two, TIMES, P("\0\0") }, { two, COUNTERS, P("\xff\xff\3\0") }, { two, VERSIONS, P("\1\0") },
		{ about_it, PARENTS, P("\2\0\4") },                             /* a second parent, and that is not here */
		{ two, WHO, P("\0\0") }, { two, WHO, P("\x08" "A\0\1") }, { two, WHO, P("9\0\2") },
		{ two, WHO, P("\3\0\4\0") },                              /* at the time 0 */
		{ two, NAMES, P("\2t\0u\0") },                                  /* one that nobody has */
		{ two, VALUES, P("\0\0") }, { two, VALUES, P("\1\1") }, { two, VALUES, P("v\0\1") }, { two, VALUES, P("\5\5") },
		{ two, VALUES, P("\3\xf3\xe4\x57\3\xc0\x82\xe6\2") },          /* 0001-01-01, 9999-12-31 */
		{ two, VALUES, P("\4\xfe\x9e\xdc\xbb\x1f\4\0") },             /* 9999-12-31 23:59 */
		{ two, VALUES, P("999999999999999999\0\2") },
		{ two, VALUES, P("\3\0\4\0") }, { two, VALUES, P("9\0\2") }, { two, VALUES, P("\x08v\0\x08w\0") },
		{ about_it, VALUES, P("v\0\7") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (!takes(other[i].of, other[i].part, other[i].to, ENOUGH))
			fail_msg("row %zu was refused", i);
}

/* What columns_put() writes of n entries like this one, which stay its caller's. */
static bool taken_of(struct entry *e, size_t n, size_t most)
{
	struct entry **list = mem_zero((n + 1) * sizeof *list), **again;
	struct buf out = { 0 };
	size_t got;

	for (size_t i = 0; i < n; i++)
		list[i] = e;
	columns_put(&out, &frame, list, n);
	struct reader r = reader_over(out.data, out.len);
	bool ok = columns_get(&r, &frame, most, &again, &got);

	if (ok)
		batch_free(again, got);
	free(list);
	buf_free(&out);
	return ok;
}

static void no_more_text_comes_out_than_was_asked_for(void **state)
{
	struct entry *e = with(0, "title", "a text of thirty bytes, say so");

	(void)state;
	assert_true(taken_of(e, 100, 100 * (30 + 5 + 64 + 512) + 128 + 128 + 8));
	assert_false(taken_of(e, 100, 100 * (30 + 5 + 64 + 512) + 128 + 128 + 7));
	entry_free(e);

	/* nothing but entries; then who, and parents */
	e = bare(frame.first);
	assert_true(taken_of(e, 1000, 1000 * 512 + 128));
	assert_false(taken_of(e, 1000, 1000 * 512 + 127));
	free(e->who);
	e->who = mem_dup("欧阳娜娜");
	assert_true(taken_of(e, 100, 100 * (512 + 12) + 128));
	assert_false(taken_of(e, 100, 100 * (512 + 12) + 127));
	e->record = frame.first + 5000;
	e->parents = mem_zero(3 * sizeof *e->parents);
	for (; e->nparents < 3; e->nparents++)
		e->parents[e->nparents] = e->record + e->nparents;
	assert_true(taken_of(e, 100, 100 * (512 + 12 + 24) + 128));
	assert_false(taken_of(e, 100, 100 * (512 + 12 + 24) + 127));
	entry_free(e);
}

static void what_no_form_could_make_is_refused(void **state)
{
	struct entry *e = bare(frame.first);
	char key[] = "a", *value = memset(mem_zero(FIELDS_VALUE_MAX + 2), 'v', FIELDS_VALUE_MAX);

	(void)state;
	for (; key[0] < 'a' + 16; key[0]++)
		fields_set(e->fields, key, value);
	assert_true(taken_of(e, 1, ENOUGH));
	fields_set(e->fields, key, "v");        /* beyond 4 MiB */
	assert_false(taken_of(e, 1, ENOUGH));
	entry_free(e);

	value[FIELDS_VALUE_MAX] = 'v';
	e = with(0, "a", value);
	assert_false(taken_of(e, 1, ENOUGH));
	entry_free(e);

	/* the greatest number, and one more */
	value[FIELDS_VALUE_MAX] = '\0';
	value[FIELDS_VALUE_MAX - 1] = '9';
	struct entry *list[] = { with(0, "a", value), with(0, "a", "x") };
	struct buf out = { 0 };
	columns_put(&out, &frame, list, 2);
	out.data[out.len - 2] = 2;
	struct reader r = reader_over(out.data, out.len - 1);
	struct entry **again;
	size_t n;
	assert_false(columns_get(&r, &frame, ENOUGH, &again, &n));
	entry_free(list[0]);
	entry_free(list[1]);
	buf_free(&out);
	free(value);
}

/* --- what costs a liar nothing must cost us little ------------------------------------------------------------------------ */

static void put_bytes(struct buf *out, int byte, size_t n)
{
	char *bytes = memset(mem_zero(n), byte, n);

	buf_put(out, bytes, n);
	free(bytes);
}

/* n openers without who; behind them stand the shapes. */
static struct buf openers(size_t n)
{
	struct buf out = { 0 };

	buf_varint(&out, n);
	put_bytes(&out, 0, 6 * n);
	return out;
}

static void put_names(struct buf *out, size_t n)
{
	buf_varint(out, n);
	for (size_t i = 0; i < n; i++) {
		char name[8] = "a";
		size_t len = 1;

		for (size_t v = i; v; v /= 26)
			name[len++] = (char)('a' + v % 26);
		buf_put(out, name, len + 1);
	}
}

static bool read_in_time(struct buf *payload, size_t most)
{
	struct reader r = reader_over(payload->data, payload->len);
	struct entry **list;
	clock_t began = clock();
	size_t n;
	bool ok = columns_get(&r, &frame, most, &list, &n);

	/* it takes a tenth of that; where each was compared with each, ten times as much */
	assert_true(clock() - began < 2 * CLOCKS_PER_SEC);
	if (ok)
		batch_free(list, n);
	buf_free(payload);
	return ok;
}

static void many_names_and_many_entries_take_no_long_time(void **state)
{
	enum { N = 80000 };
	struct buf out = openers(N);

	(void)state;
	put_bytes(&out, 0, N);
	put_names(&out, N);
	buf_put(&out, "f\0\0", 3);
	assert_true(read_in_time(&out, 64u << 20));

	/* each entry of a shape of its own */
	out = openers(N);
	for (size_t i = 0; i < N; i++)
		buf_varint(&out, i);
	put_names(&out, 1000);
	for (size_t i = 0; i < N; i++)
		buf_put(&out, "f\0\0", 3);
	assert_true(read_in_time(&out, 64u << 20));
	/* names are counted, too */
	out = openers(1);
	put_bytes(&out, 0, 1);
	put_names(&out, 400000);
	buf_put(&out, "f\0\0", 3);
	assert_false(read_in_time(&out, ENOUGH));
}

/* Records that all fall on one place of a table of 2^k that takes some bits of id × a constant. */
static void records_that_were_chosen_to_collide_take_no_long_time(void **state)
{
	enum { N = 100000 };
	uint64_t inverse = 0x9e3779b97f4a7c15u, before = frame.first;
	struct buf out = { 0 };

	(void)state;
	for (int i = 0; i < 6; i++)
		inverse *= 2 - 0x9e3779b97f4a7c15u * inverse;
	buf_varint(&out, N);
	put_bytes(&out, 0, 4 * N);
	put_bytes(&out, 1, N);
	for (uint64_t i = 1; i <= N; i++) {
		uint64_t mixed = (i << 45) * inverse, record = mixed ^ mixed >> 32, d = record - before;

		buf_varint(&out, d << 1 ^ (d >> 63 ? UINT64_MAX : 0));
		before = record;
	}
	put_bytes(&out, 0, 3 * N);
	assert_false(read_in_time(&out, 64u << 20));
}

static void writing_many_shapes_takes_no_long_time(void **state)
{
	enum { N = 2000 };
	struct entry **list = mem_zero(N * sizeof *list);
	struct buf out = { 0 };
	clock_t began;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		list[i] = bare(frame.first + i);
		for (size_t k = 0; k < 20; k++) {
			char *key = mem_fmt("r~%zu-%zu.k", i + 1, k + 1);

			fields_set(list[i]->fields, key, "");
			free(key);
		}
	}
	began = clock();
	columns_put(&out, &frame, list, N);
	assert_true(clock() - began < CLOCKS_PER_SEC);
	assert_comes_back(list, N);
	batch_free(list, N);
	buf_free(&out);
}

/* One long value and then "the same as above" ten thousand times: 10 kB that would be 1 GB. */
static void a_bomb_of_repeated_values_is_refused(void **state)
{
	enum { N = 10000, LONG = 100000 };
	struct entry **list = mem_zero(N * sizeof *list), **again;
	char *value = mem_zero(LONG + 1);
	struct buf out = { 0 };
	size_t n;

	(void)state;
	memset(value, 'x', LONG);
	for (size_t i = 0; i < N; i++) {
		list[i] = bare(frame.first + i);
		fields_set(list[i]->fields, "title", i ? "x" : value);
	}
	columns_put(&out, &frame, list, N);
	/* the values stand at the end: the first, then "x" NUL, then SAME for all the others */
	size_t tail = out.len - (N - 2);
	assert_int_equal(out.data[tail - 1], 0);
	assert_int_equal(out.data[tail - 2], 'x');
	out.data[tail - 2] = 1;
	out.data[tail - 1] = 1;
	struct reader r = reader_over(out.data, out.len);
	assert_false(columns_get(&r, &frame, ENOUGH, &again, &n));
	batch_free(list, N);
	free(value);
	buf_free(&out);
}

static void a_count_without_entries_is_refused_at_once(void **state)
{
	struct buf out = { 0 };
	struct entry **again;
	size_t n;

	(void)state;
	buf_varint(&out, UINT64_C(1) << 40);
	buf_puts(&out, "some bytes that follow");
	struct reader r = reader_over(out.data, out.len);
	assert_false(columns_get(&r, &frame, ENOUGH, &again, &n));
	assert_null(again);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_of_the_page_is_not_taken),
		cmocka_unit_test(what_may_be_written_otherwise_is_taken),
		cmocka_unit_test(no_more_text_comes_out_than_was_asked_for),
		cmocka_unit_test(what_no_form_could_make_is_refused),
		cmocka_unit_test(many_names_and_many_entries_take_no_long_time),
		cmocka_unit_test(records_that_were_chosen_to_collide_take_no_long_time),
		cmocka_unit_test(writing_many_shapes_takes_no_long_time),
		cmocka_unit_test(a_bomb_of_repeated_values_is_refused),
		cmocka_unit_test(a_count_without_entries_is_refused_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
