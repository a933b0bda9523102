/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/entry.h"

static const uint32_t desk = 1202u << 18 | 1u << 13 | 7u;

static struct entry *sample(void)
{
	struct entry *e = entry_new();

	e->id = entry_id(desk, 3);
	e->at = (int64_t)1795484487000 << 16 | 2;
	e->who = mem_dup("张敏");
	e->record = entry_id(desk, 1);
	e->form = mem_dup("handle");
	e->version = entry_id(station_make(1202, 1, 0), 9);
	e->parents = mem_zero(2 * sizeof *e->parents);
	e->nparents = 2;
	e->parents[0] = entry_id(desk, 1);
	e->parents[1] = entry_id(desk, 2);
	fields_set(e->fields, ".content", "双方同意分两期补付");
	fields_set(e->fields, "step", "办");
	return e;
}

static struct entry *again(const struct entry *e)
{
	struct buf b = { 0 };
	struct reader r;
	struct entry *d;

	entry_encode(e, &b);
	r = reader_over(b.data, b.len);
	d = entry_decode(&r);
	if (d)
		assert_true(reader_done(&r));
	buf_free(&b);
	return d;
}

static void a_station_number_holds_county_epoch_and_desk(void **state)
{
	uint32_t s = station_make(1202, 3, 77);

	(void)state;
	assert_int_equal(station_county(s), 1202);
	assert_int_equal(station_epoch(s), 3);
	assert_int_equal(station_desk(s), 77);
	assert_true(entry_id(station_make(8191, 31, 8191), UINT32_MAX) <= INT64_MAX);
}

static void an_entry_comes_back_from_its_bytes(void **state)
{
	struct entry *e = sample(), *d = again(e);

	(void)state;
	assert_non_null(d);
	assert_true(d->id == e->id && d->at == e->at && d->record == e->record && d->version == e->version);
	assert_string_equal(d->who, "张敏");
	assert_string_equal(d->form, "handle");
	assert_int_equal(d->nparents, 2);
	assert_true(d->parents[0] == e->parents[0] && d->parents[1] == e->parents[1]);
	assert_true(fields_equal(d->fields, e->fields));
	entry_free(e);
	entry_free(d);
}

static void entries_are_ordered_by_time_then_station_then_number(void **state)
{
	struct entry *a = sample(), *b = sample();

	(void)state;
	assert_int_equal(entry_compare(a, b), 0);
	b->at++;
	assert_true(entry_compare(a, b) < 0);
	b->at = a->at;
	b->id = entry_id(desk + 1, 1);
	assert_true(entry_compare(a, b) < 0);
	b->id = entry_id(desk, 2);
	assert_true(entry_compare(a, b) > 0);
	entry_free(a);
	entry_free(b);
}

/* Each case spoils the sample in one way. */
static void spoil(struct entry *e, int how)
{
	switch (how) {
	case 0: e->id = 0; break;
	case 1: e->id = entry_id(desk, 0); break;
	case 2: e->record = 0; break;
	case 3: e->at = -1; break;
	case 4: e->parents[0] = e->parents[1]; break;
	case 5: e->parents[0] = 0; break;
	case 6: e->parents[1] = e->id; break;
	case 7: e->nparents = 0; break;                 /* has seen nothing, but opens nothing either */
	case 8: e->record = e->id; break;               /* opens, but has seen something */
	case 9: free(e->form); e->form = mem_dup("Handle"); break;
	case 10: free(e->form); e->form = mem_dup(""); break;
	case 11: free(e->form); e->form = mem_dup("a2345678901234567890123456"); break;
	case 12: free(e->who); e->who = mem_dup("\xff"); break;
	case 13: free(e->who); e->who = mem_zero(122); memset(e->who, 'x', 121); break;
	default: fields_set(e->fields, "Step", "x"); break;
	}
}

static void a_malformed_entry_is_turned_away(void **state)
{
	(void)state;
	for (int how = 0; how < 15; how++) {
		struct entry *e = sample(), *d;

		spoil(e, how);
		d = again(e);
		if (d)
			fail_msg("way %d of spoiling an entry was not noticed", how);
		entry_free(e);
	}
}

static void the_refusal_of_an_opener_has_no_parents(void **state)
{
	struct entry *e = sample(), *d;

	(void)state;
	e->nparents = 0;
	free(e->form);
	e->form = mem_dup("refusal");
	d = again(e);
	assert_non_null(d);
	entry_free(e);
	entry_free(d);
}

static void every_cut_of_an_entry_is_turned_away(void **state)
{
	struct entry *e = sample();
	struct buf b = { 0 };

	(void)state;
	entry_encode(e, &b);
	for (size_t n = 0; n < b.len; n++) {
		struct reader r = reader_over(b.data, n);

		assert_null(entry_decode(&r));
	}
	buf_free(&b);
	entry_free(e);
}

static void no_flipped_bit_gives_the_same_bytes_or_a_crash(void **state)
{
	struct entry *e = sample();
	struct buf b = { 0 };

	(void)state;
	entry_encode(e, &b);
	for (size_t bit = 0; bit < b.len * 8; bit++) {
		struct buf c = { 0 };
		struct reader r;
		struct entry *d;

		b.data[bit / 8] = (char)(b.data[bit / 8] ^ 1 << bit % 8);
		r = reader_over(b.data, b.len);
		d = entry_decode(&r);
		if (d) {        /* what is accepted is written the same way again */
			size_t used = b.len - r.left;

			entry_encode(d, &c);
			assert_int_equal(c.len, used);
			assert_memory_equal(c.data, b.data, used);
			entry_free(d);
			buf_free(&c);
		}
		b.data[bit / 8] = (char)(b.data[bit / 8] ^ 1 << bit % 8);
	}
	buf_free(&b);
	entry_free(e);
}

static void the_seal_covers_everything_and_the_chain_what_came_before(void **state)
{
	unsigned char zero[CRYPTO_HASH] = { 0 }, other[CRYPTO_HASH] = { 1 };
	struct entry *e = sample(), *f = sample();

	(void)state;
	entry_seal(e, zero);
	entry_seal(f, zero);
	assert_memory_equal(e->digest, f->digest, CRYPTO_HASH);
	assert_memory_equal(e->chain, f->chain, CRYPTO_HASH);
	entry_seal(f, other);
	assert_memory_equal(e->digest, f->digest, CRYPTO_HASH);
	assert_memory_not_equal(e->chain, f->chain, CRYPTO_HASH);
	fields_set(f->fields, "step", "结");
	entry_seal(f, zero);
	assert_memory_not_equal(e->digest, f->digest, CRYPTO_HASH);
	entry_free(e);
	entry_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_station_number_holds_county_epoch_and_desk),
		cmocka_unit_test(an_entry_comes_back_from_its_bytes),
		cmocka_unit_test(entries_are_ordered_by_time_then_station_then_number),
		cmocka_unit_test(a_malformed_entry_is_turned_away),
		cmocka_unit_test(the_refusal_of_an_opener_has_no_parents),
		cmocka_unit_test(every_cut_of_an_entry_is_turned_away),
		cmocka_unit_test(no_flipped_bit_gives_the_same_bytes_or_a_crash),
		cmocka_unit_test(the_seal_covers_everything_and_the_chain_what_came_before),
	};

	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
