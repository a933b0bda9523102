/* SPDX-License-Identifier: Apache-2.0 */
/* A hub knows its own words again, and nobody else can make them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "model/seal.h"

static unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];

static struct entry *refusal(void)
{
	struct entry *e = entry_new();

	e->id = entry_id(station_make(1, 1, 0), 7);
	e->at = 1000 << 16;
	e->who = mem_dup("县中心");
	e->form = mem_dup("refusal");
	e->record = entry_id(station_make(1, 1, 3), 2);
	e->version = entry_id(station_make(1, 1, 0), 2);
	e->parents = mem_zero(sizeof *e->parents);
	e->parents[e->nparents++] = e->record;
	fields_set(e->fields, ".refuses", "12");
	fields_set(e->fields, ".reason", "编号不对");
	return e;
}

static void what_was_sealed_is_known_again(void **state)
{
	struct entry *e = refusal();

	(void)state;
	assert_false(seal_good(e, secret));
	seal_put(e, secret);
	assert_int_equal(strlen(fields_get(e->fields, SEAL_MARK)), 16);
	assert_true(seal_good(e, secret));
	/* sealing again changes nothing */
	char *before = mem_dup(fields_get(e->fields, SEAL_MARK));
	seal_put(e, secret);
	assert_string_equal(fields_get(e->fields, SEAL_MARK), before);
	free(before);
	entry_free(e);
}

static void whatever_is_altered_breaks_it(void **state)
{
	struct entry *e = refusal();

	(void)state;
	seal_put(e, secret);
	e->id++;
	assert_false(seal_good(e, secret));
	e->id--, e->at++;
	assert_false(seal_good(e, secret));
	e->at--, e->parents[0]++;
	assert_false(seal_good(e, secret));
	e->parents[0]--, e->who[0]++;
	assert_false(seal_good(e, secret));
	e->who[0]--;
	assert_true(seal_good(e, secret));
	fields_set(e->fields, ".reason", "编号不错");
	assert_false(seal_good(e, secret));
	fields_set(e->fields, ".reason", "编号不对");
	fields_set(e->fields, ".more", "1");
	assert_false(seal_good(e, secret));
	fields_set(e->fields, ".more", NULL);
	assert_true(seal_good(e, secret));
	fields_set(e->fields, SEAL_MARK, "");
	assert_false(seal_good(e, secret));
	fields_set(e->fields, SEAL_MARK, "0123456789abcdef");
	assert_false(seal_good(e, secret));
	entry_free(e);
}

static void another_key_makes_another(void **state)
{
	unsigned char other[CRYPTO_SECRET];
	struct entry *e = refusal();

	(void)state;
	crypto_keypair(public, other);
	seal_put(e, other);
	assert_false(seal_good(e, secret));
	entry_free(e);
}

static int setup(void **state)
{
	(void)state;
	crypto_init();
	crypto_keypair(public, secret);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_is_known_again),
		cmocka_unit_test(whatever_is_altered_breaks_it),
		cmocka_unit_test(another_key_makes_another),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
