/* SPDX-License-Identifier: Apache-2.0 */
/* Kits: what a hub writes a desk reads, and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "sync/envelope.h"
#include "sync/kit.h"
#include "temp.h"

#define CODE "00112233445566778899aabbccddeeff"

static unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];

static struct entry *published(uint32_t seq, const char *path)
{
	struct entry *e = entry_new();

	e->id = e->record = entry_id(station_make(54, 1, 0), seq);
	e->at = INT64_C(1795484467000) << 16;
	e->who = mem_dup("init");
	e->form = mem_dup("publish");
	fields_set(e->fields, "path", path);
	fields_set(e->fields, "text", "[form]\n");
	return e;
}

/* A kit with two published files, written to `name`. */
static void write_kit(const char *name, const char *url, const char *code)
{
	struct entry *files[] = { published(1, "forms/a.ini"), published(2, "forms/b.ini") };
	struct kit k = {
		.hub = station_make(54, 1, 0), .number = station_make(54, 1, 9), .url = mem_dup(url), .ca = mem_dup("PEM"),
		.unit = mem_dup("421202101"), .name = mem_dup("一号窗口"), .code = mem_dup(code), .practice = true,
		.published = files, .npublished = 2,
	};
	struct err err = { 0 };

	memcpy(k.hub_public, pub, sizeof pub);
	assert_true(kit_write(&k, secret, temp_path(name), &err));
	k.published = NULL;
	k.npublished = 0;
	kit_clear(&k);
	entry_free(files[0]);
	entry_free(files[1]);
}

static enum err_kind read_bytes(const void *bytes, size_t n)
{
	struct err err = { 0 };
	struct kit k;

	assert_true(file_write(temp_path("changed"), bytes, n, NULL));
	bool ok = kit_read(temp_path("changed"), &k, &err);
	assert_true(ok == (err.kind == ERR_NONE));
	if (!ok)
		assert_null(k.url);
	kit_clear(&k);
	return err.kind;
}

static void what_a_hub_writes_a_desk_reads(void **state)
{
	struct err err = { 0 };
	struct kit k;

	(void)state;
	write_kit("kit", "https://hub:8443", CODE);
	assert_true(kit_read(temp_path("kit"), &k, &err));
	assert_int_equal(k.hub, station_make(54, 1, 0));
	assert_int_equal(k.number, station_make(54, 1, 9));
	assert_string_equal(k.url, "https://hub:8443");
	assert_string_equal(k.ca, "PEM");
	assert_string_equal(k.unit, "421202101");
	assert_string_equal(k.name, "一号窗口");
	assert_string_equal(k.code, CODE);
	assert_true(k.practice);
	assert_memory_equal(k.hub_public, pub, CRYPTO_PUBLIC);
	assert_int_equal(k.npublished, 2);
	assert_string_equal(fields_get(k.published[1]->fields, "path"), "forms/b.ini");
	kit_clear(&k);
}

static void any_other_file_is_no_kit(void **state)
{
	(void)state;
	assert_int_equal(read_bytes("", 0), ERR_CHECK);
	assert_int_equal(read_bytes("%PDF-1.7 and so on", 18), ERR_CHECK);
	assert_int_equal(read_bytes("YCKIT2\n", 7), ERR_CHECK);
	assert_int_equal(read_bytes("YCKIT2\nYC\x01 garbage garbage", 26), ERR_CHECK);
}

static void a_file_that_is_not_there_says_so(void **state)
{
	struct err err = { 0 };
	struct kit k;

	(void)state;
	assert_false(kit_read(temp_path("nothing"), &k, &err));
	assert_int_not_equal(err.kind, ERR_NONE);
}

static void a_cut_kit_and_a_changed_one_are_told_apart(void **state)
{
	struct buf file = { 0 };

	(void)state;
	write_kit("kit", "https://hub:8443", CODE);
	assert_true(file_read(temp_path("kit"), 1 << 20, &file, NULL));
	assert_int_equal(read_bytes(file.data, file.len - 1), ERR_CHECK);
	file.data[file.len - 3] ^= 1;
	assert_int_equal(read_bytes(file.data, file.len), ERR_TRUST);
	buf_free(&file);
}

static void a_kit_that_leads_elsewhere_than_https_is_refused(void **state)
{
	struct err err = { 0 };
	struct kit k;

	(void)state;
	write_kit("kit", "http://hub:8443", CODE);
	assert_false(kit_read(temp_path("kit"), &k, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	write_kit("kit", "https://hub:8443", "short");
	assert_false(kit_read(temp_path("kit"), &k, &err));
	assert_int_equal(err.kind, ERR_CHECK);
}

static void an_envelope_of_another_layout_is_no_kit(void **state)
{
	struct envelope head = { .sender = 1, .receiver = 2, .layout = ENVELOPE_FIELDS, .flags = ENVELOPE_WITH_KEY,
	                         .from = 1 };
	struct buf file = { 0 };

	(void)state;
	memcpy(head.key, pub, sizeof pub);
	buf_puts(&file, "YCKIT2\n");
	envelope_seal(&head, NULL, "\0", 1, secret, &file);
	assert_int_equal(read_bytes(file.data, file.len), ERR_CHECK);
	buf_free(&file);
}

static int setup(void **state)
{
	crypto_init();
	crypto_keypair(pub, secret);
	return temp_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_hub_writes_a_desk_reads),
		cmocka_unit_test(any_other_file_is_no_kit),
		cmocka_unit_test(a_file_that_is_not_there_says_so),
		cmocka_unit_test(a_cut_kit_and_a_changed_one_are_told_apart),
		cmocka_unit_test(a_kit_that_leads_elsewhere_than_https_is_refused),
		cmocka_unit_test(an_envelope_of_another_layout_is_no_kit),
	};
	return cmocka_run_group_tests(tests, setup, temp_remove);
}
