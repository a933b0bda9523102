/* SPDX-License-Identifier: Apache-2.0 */
/* Entries by column: whatever goes in comes out the same, and what can be told is not spelled out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "columns_fixture.h"

static unsigned seed;

static unsigned roll(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* --- entries of every sort -------------------------------------------------------------------------------------------- */

static const char *const keys[] = {
	"title", ".content", "party1.name", "party1.idno", "party1.birth", "party1.sex", "party2.phone", "party~1.name", "due",
	"opened", "no", "receiver", ".no",
};
static const char *const values[] = {
	"", "宅基地边界纠纷", "421202101-1-2026-0041", "421202101-1-2026-0042", "R0999", "R1000", "999", "1000", "2026-11-24",
	"2026-02-30", "0001-01-01", "9999-12-31", "2026-11-24 09:41", "1960-01-01 00:00", "2026-11-24 9:41", "张三", "1",
	"2", "420106197801014519", "42010619780101451X", "1978-01-01", "\x01", "\x08 escaped", "\t", "\n行\n",
	"18446744073709551615", "99999999999999999999999", "𱍐",
};

static struct entry *an_entry(uint64_t id)
{
	struct entry *e = entry_new();

	e->id = id;
	/* one roll a statement: else the compiler would have a say in their order */
	e->at = (INT64_C(1795484467000) + roll(100000000)) * 65536;
	e->at += roll(9) ? 0 : roll(0x10000);
	e->who = mem_dup(roll(5) ? "张三" : values[roll(4)]);
	e->form = mem_dup(roll(3) ? "intake" : "handle");
	e->version = roll(20) ? ((uint64_t)HUB << 32) + 3 : 0;
	for (unsigned n = roll(9); n; n--) {
		const char *key = keys[roll(sizeof keys / sizeof *keys)];

		fields_set(e->fields, key, values[roll(sizeof values / sizeof *values)]);
	}
	return e;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void have_parents(struct entry *e, unsigned n, struct entry *const *before, size_t nbefore)
{
	e->parents = mem_zero((n + 1) * sizeof *e->parents);
	for (unsigned i = 0; i < n; i++) {
		uint64_t id = (uint64_t)(DESK + roll(3)) << 32;

		id = nbefore && roll(2) ? before[roll((unsigned)nbefore)]->id : id + 1 + roll(90000);
		if (id != e->id)
			e->parents[e->nparents++] = id;
	}
	qsort(e->parents, e->nparents, sizeof *e->parents, ascending);
	size_t kept = 0;
	for (size_t i = 0; i < e->nparents; i++)
		if (!kept || e->parents[kept - 1] != e->parents[i])
			e->parents[kept++] = e->parents[i];
	e->nparents = kept;
}

/* An opener, or something about one that is here, or about one that is not. */
static void belongs(struct entry *e, struct entry *const *before, size_t n)
{
	e->record = e->id;
	if (!n || roll(3) == 0)
		return;
	const struct entry *about = before[roll((unsigned)n)];

	e->record = roll(6) ? about->record : ((uint64_t)DESK << 32) + 700000 + roll(9);
	if (e->record == e->id)
		return;
	if (roll(9) == 0) {
		free(e->form);
		e->form = mem_dup("refusal");
		return;
	}
	have_parents(e, roll(2) ? 1 : 1 + roll(3), before, n);
	if (!e->nparents)
		e->record = e->id;
}

static struct entry **a_batch(size_t n)
{
	struct entry **list = mem_zero((n + 1) * sizeof *list);
	uint64_t id = (uint64_t)(DESK + roll(9)) << 32;

	id = roll(2) ? frame.first : id + 1 + roll(1000);

	for (size_t i = 0; i < n; i++) {
		list[i] = an_entry(id);
		belongs(list[i], list, i);
		id = roll(4) ? id + 1 : ((uint64_t)(DESK + 10 + roll(9)) << 32) + 1000 * (i + 1);
	}
	return list;
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void what_goes_in_comes_out_to_the_byte(void **state)
{
	(void)state;
	for (seed = 1; seed < 2000000; seed += 9001) {
		unsigned start = seed;
		size_t n = roll(40), got;
		struct entry **list = a_batch(n), **again;
		struct buf out = { 0 };

		columns_put(&out, &frame, list, n);
		struct reader r = reader_over(out.data, out.len);
		if (!columns_get(&r, &frame, ENOUGH, &again, &got))
			fail_msg("seed %u: not read", start);
		assert_true(reader_done(&r));
		assert_int_equal(got, n);
		for (size_t i = 0; i < n; i++)
			assert_same(list[i], again[i]);
		batch_free(again, got);
		batch_free(list, n);
		buf_free(&out);
		seed = start;
	}
}

static void a_wrong_guess_costs_bytes_and_nothing_else(void **state)
{
	const struct columns_frame other = { .first = UINT64_MAX - 5, .version = 0 };
	struct entry **again;
	size_t n;

	(void)state;
	seed = 7;
	struct entry **list = a_batch(5);
	struct buf out = { 0 };
	columns_put(&out, &other, list, 5);
	struct reader r = reader_over(out.data, out.len);
	assert_true(columns_get(&r, &other, ENOUGH, &again, &n));
	for (size_t i = 0; i < n; i++)
		assert_same(list[i], again[i]);
	batch_free(again, n);
	batch_free(list, 5);
	buf_free(&out);
}

static size_t size_with(const char *key, const char *value, const char *idno)
{
	struct buf out = { 0 };

	seed = 5;
	struct entry *e = an_entry(frame.first);
	fields_free(e->fields);
	e->fields = fields_new();
	e->record = e->id;
	e->at = INT64_C(1795484467000) << 16;   /* 2026-11-24 */
	free(e->who);
	e->who = mem_dup("李明");
	fields_set(e->fields, "party1.idno", idno);
	fields_set(e->fields, key, value);
	columns_put(&out, &frame, &e, 1);
	entry_free(e);
	size_t n = out.len;
	buf_free(&out);
	return n;
}

static void what_can_be_told_is_not_spelled_out(void **state)
{
	(void)state;
	assert_int_equal(size_with("due", "2026-12-01", "x") + 10 - 1, size_with("due", "2026-12-99", "x"));
	assert_int_equal(size_with("due", "2026-11-24 12:07", "x") + 16 - 2, size_with("due", "2026-11-24 12:77", "x"));
	assert_int_equal(size_with("by", "李明", "x") + 6, size_with("by", "李鸣", "x"));

	/* an identity number says the day of birth in its digits 7 to 14, and by the 17th which sex */
	static const struct { const char *idno, *key, *told, *as_long; } persons[] = {
		{ "420106197801014519", "party1.birth", "1978-01-01", "1978-01-99" },
		{ "42010619780101452X", "party1.birth", "1978-01-01", "1978-01-99" },
		{ "420106197813324519", "party1.birth", "1978-13-32", "1978-13-33" },   /* no day, and still those digits */
		{ "420106197801014519", "party1.sex", "1", "2" }, { "420106197801014529", "party1.sex", "2", "1" },
		{ "420106197801014609", "party1.sex", "2", "1" },
	};
	static const struct { const char *idno, *key; } none[] = {
		{ "4201061978010145190", "party1.sex" }, { "42010619780101451", "party1.sex" },
		{ "4201061978010145XX", "party1.sex" }, { "420106197801014519", "party2.sex" },
		{ "420106197801014519", "party1.set" },
	};
	for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
		assert_int_equal(size_with(persons[i].key, persons[i].told, persons[i].idno) + strlen(persons[i].told),
		                 size_with(persons[i].key, persons[i].as_long, persons[i].idno));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(size_with(none[i].key, "1", none[i].idno), size_with(none[i].key, "2", none[i].idno));
}

/* A parent each, two parents, none. */
static struct entry *about(uint64_t record, uint64_t id, uint64_t parent, uint64_t other)
{
	struct entry *e = bare(id);

	e->record = record;
	e->parents = mem_zero(2 * sizeof *e->parents);
	e->parents[0] = parent;
	e->parents[1] = other;
	e->nparents = !parent ? 0 : other ? 2 : 1;
	return e;
}

static void links_are_told_the_shortest_way(void **state)
{
	const uint64_t a = frame.first, b = (uint64_t)HUB << 32 | 9;
	struct entry *list[] = {
		bare(a), about(a, a + 1, a, 0), about(b, a + 2, b, 0), about(a, a + 3, a, 0), about(a, a + 4, a + 3, 0),
		about(b, a + 5, b, a + 2), about(a, a + 6, a + 3, 0), about(b, a + 7, 0, 0),
	};
	enum { N = sizeof list / sizeof *list };
	struct buf out = { 0 };

	(void)state;
	free(list[7]->form);
	list[7]->form = mem_dup("refusal");
	for (size_t i = 0; i < N; i++)
		list[i]->version = frame.version;
	columns_put(&out, &frame, list, N);
	/* behind the count, and ids, times, counters and versions of a byte each */
	assert_memory_equal(out.data + 1 + 4 * N, "\0\1\2\2\1\3\3\4", N);
	assert_comes_back(list, N);
	for (size_t i = 0; i < N; i++)
		entry_free(list[i]);
	buf_free(&out);
}

/* What a desk quotes of its past its hub must make again to the byte, with whatever program: these are never to change. */
static void the_same_entries_make_the_same_bytes_for_ever(void **state)
{
	static const char *const forever[] = {
		"1279ef053f52bcfbb8295cb591217382313e9ba4e5baa0fced3a2112d3b954e3",
		"6d9f8aecfc2fd014d1e94041f180292edb56646809150bb0097c501e1eaaec1e",
	};

	(void)state;
	for (uint32_t id = 0; id < 2; id++) {
		struct columns_frame with = frame;
		struct buf out = { 0 };
		unsigned char hash[CRYPTO_HASH];
		char hex[2 * CRYPTO_HASH + 1];

		with.dictionary = dictionary_get(id);
		seed = 20261124;
		for (int i = 0; i < 200; i++) {
			size_t n = roll(60);
			struct entry **list = a_batch(n);

			columns_put(&out, &with, list, n);
			batch_free(list, n);
		}
		crypto_hash(hash, out.data, out.len);
		crypto_hex(hex, hash, CRYPTO_HASH);
		assert_string_equal(hex, forever[id]);
		buf_free(&out);
	}
}

static int setup(void **state)
{
	(void)state;
	setenv("YICHUANG_SHARE", ".", 1);
	crypto_init();
	return dictionary_get(1) ? 0 : -1;
}

static void a_changed_byte_gives_an_error_or_other_valid_entries(void **state)
{
	(void)state;
	for (seed = 3; seed < 400000; seed += 40009) {
		unsigned start = seed;
		size_t n = 1 + roll(12), got;
		struct entry **list = a_batch(n), **again;
		struct buf out = { 0 };

		columns_put(&out, &frame, list, n);
		for (size_t i = 0; i < out.len; i++) {
			char was = out.data[i], *exact;

			out.data[i] = (char)roll(256);
			exact = memcpy(mem_zero(out.len + 1), out.data, out.len);
			struct reader r = reader_over(exact, out.len);
			if (columns_get(&r, &frame, ENOUGH, &again, &got)) {
				for (size_t k = 0; k < got; k++)
					assert_true(entry_valid(again[k]));
				batch_free(again, got);
			} else {
				assert_null(again);
			}
			free(exact);
			out.data[i] = was;
		}
		for (size_t cut = 0; cut < out.len; cut++) {
			char *exact = memcpy(mem_zero(cut + 1), out.data, cut);
			struct reader r = reader_over(exact, cut);

			assert_false(columns_get(&r, &frame, ENOUGH, &again, &got) && got);
			free(exact);
		}
		batch_free(list, n);
		buf_free(&out);
		seed = start;
	}
}

/* --- at the edges ------------------------------------------------------------------------------------------------------- */

/* The smallest and the greatest of everything, one after the other and the other way round. */
static void the_least_and_the_most_come_back(void **state)
{
	struct entry *least = bare(UINT64_C(1) << 32 | 1), *most = bare(INT64_MAX);
	char key[FIELDS_KEY_MAX + 1], *value = mem_zero(FIELDS_VALUE_MAX + 1);

	(void)state;
	free(most->form);
	free(most->who);
	most->form = mem_dup("abcdefghijklmnopqrstuvwx");
	most->who = memset(mem_zero(121), 'w', 120);
	most->at = INT64_MAX;
	most->version = INT64_MAX;
	most->record = INT64_MAX - 70;
	most->parents = mem_zero(ENTRY_PARENTS_MAX * sizeof *most->parents);
	for (uint64_t i = 0; i < ENTRY_PARENTS_MAX; i++)
		most->parents[most->nparents++] = i < 32 ? (UINT64_C(1) << 32) + 1 + i : INT64_MAX - ENTRY_PARENTS_MAX + i;
	for (unsigned i = 0; i < FIELDS_MAX; i++) {
		memset(key, 'k', FIELDS_KEY_MAX);
		key[60] = (char)('a' + i / 100);
		key[62] = (char)('a' + i / 10 % 10);
		key[63] = (char)('a' + i % 10);
		key[64] = '\0';
		fields_set(most->fields, key, i % 3 ? "x" : "");
	}
	fields_set(most->fields, key, memset(value, 'v', FIELDS_VALUE_MAX));
	assert_true(entry_valid(least) && entry_valid(most));
	assert_int_equal(fields_count(most->fields), FIELDS_MAX);
	assert_comes_back((struct entry *[]){ least, most }, 2);
	assert_comes_back((struct entry *[]){ most, least }, 2);
	entry_free(least);
	entry_free(most);
	free(value);
}

static void every_day_and_minute_that_there_is_comes_back(void **state)
{
	static const char *const texts[] = {
		"0001-01-01", "0999-12-31", "9999-12-31", "2024-02-29", "1970-01-01 00:00", "1970-01-01 07:59",
		"1970-01-01 08:00", "9999-12-30 00:01", "9999-12-31 00:00", "9999-12-31 15:59", "9999-12-31 16:00",
		"9999-12-31 23:59", "9999-12-31 24:00", "0000-00-00", "2023-02-29", "2026-11-24T09:41", "2026-11-24 09:4",
		"2026-11-24 09:41:00", "2026-11-24 09:41:07", "2026-11-24 09:41Z", "+026-11-24", "2026-1-24 ",
		"999999999999999999",
	};
	static const int64_t times[] = { 0, 16 * 3600000 - 1, 1795484467000, INT64_MAX >> 16 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t t = 0; t < sizeof times / sizeof *times; t++) {
			struct entry *e = with(times[t], "due", texts[i]);

			assert_comes_back(&e, 1);
			entry_free(e);
		}
}

static size_t alone(int64_t ms, const char *value)
{
	struct entry *e = with(ms, "due", value);
	struct buf out = { 0 };

	columns_put(&out, &frame, &e, 1);
	entry_free(e);
	size_t n = out.len;
	buf_free(&out);
	return n;
}

static void the_last_minute_and_the_first_are_told(void **state)
{
	(void)state;
	/* against the same in letters: one byte says how, five how far */
	assert_int_equal(alone(0, "9999-12-31 23:59") + 17 - 6, alone(0, "9999-12-31 24:59"));
	assert_int_equal(alone(0, "1970-01-01 08:00") + 17 - 2, alone(0, "1970-01-01 0800!"));
	assert_int_equal(alone(0, "1970-01-01 07:59"), alone(0, "1970-01-01 0759!"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out_to_the_byte),
		cmocka_unit_test(a_wrong_guess_costs_bytes_and_nothing_else),
		cmocka_unit_test(what_can_be_told_is_not_spelled_out),
		cmocka_unit_test(links_are_told_the_shortest_way),
		cmocka_unit_test(the_same_entries_make_the_same_bytes_for_ever),
		cmocka_unit_test(a_changed_byte_gives_an_error_or_other_valid_entries),
		cmocka_unit_test(the_least_and_the_most_come_back),
		cmocka_unit_test(every_day_and_minute_that_there_is_comes_back),
		cmocka_unit_test(the_last_minute_and_the_first_are_told),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
