/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors were written by tests/vectors/yichuang.py, which knows docs/protocol.md and nothing of these sources. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "sync/envelope.h"

/* One paragraph of "key = value" lines: a set of lines, lent from the file's text. */
struct vector {
	char *line[64];
	size_t n;
};

typedef void each_vector(const struct vector *v);

static const char *next_value(const struct vector *v, const char *key, size_t *at)
{
	size_t len = strlen(key);

	for (; *at < v->n; (*at)++)
		if (strncmp(v->line[*at], key, len) == 0 && strncmp(v->line[*at] + len, " = ", 3) == 0)
			return v->line[(*at)++] + len + 3;
	return NULL;
}

static const char *value(const struct vector *v, const char *key)
{
	size_t at = 0;
	const char *s = next_value(v, key, &at);

	if (!s)
		fail_msg("vector without %s", key);
	return s;
}

static uint64_t number(const struct vector *v, const char *key)
{
	return strtoull(value(v, key), NULL, 10);
}

static struct buf bytes(const struct vector *v, const char *key)
{
	const char *hex = value(v, key);
	size_t n = strlen(hex) / 2;
	char *raw = mem_zero(n + 1);
	struct buf out = { 0 };

	assert_true(crypto_unhex(raw, n, hex));
	buf_put(&out, raw, n);
	free(raw);
	return out;
}

static size_t each(const char *name, each_vector *what)
{
	char *path = mem_fmt("tests/vectors/%s", name);
	struct buf text = { 0 };
	struct err err = { 0 };
	struct vector v = { 0 };
	size_t count = 0;

	if (!file_read(path, 1 << 20, &text, &err))
		fail_msg("%s: %s (run from the top of the tree)", path, err.say);
	free(path);
	buf_putc(&text, '\n');
	for (char *line = text.data, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (*line && *line != '#' && v.n < 64) {
			v.line[v.n++] = line;
		} else if (!*line && v.n) {
			what(&v);
			count++;
			v.n = 0;
		}
	}
	buf_free(&text);
	return count;
}

/* --- entries --------------------------------------------------------------------------------------------------------- */

static unsigned char chain[CRYPTO_HASH];

static struct entry *described(const struct vector *v)
{
	struct entry *e = entry_new();
	const char *s;

	e->id = number(v, "id");
	e->at = (int64_t)number(v, "at");
	e->record = number(v, "record");
	e->version = number(v, "version");
	e->who = mem_dup(value(v, "who"));
	e->form = mem_dup(value(v, "form"));
	e->parents = mem_zero(ENTRY_PARENTS_MAX * sizeof *e->parents);
	for (size_t at = 0; (s = next_value(v, "parent", &at));)
		e->parents[e->nparents++] = strtoull(s, NULL, 10);
	for (size_t i = 0; i < v->n; i++) {
		if (strncmp(v->line[i], "field.", 6) != 0)
			continue;
		char *key = mem_ndup(v->line[i] + 6, (size_t)(strstr(v->line[i], " = ") - v->line[i] - 6));
		fields_set(e->fields, key, strstr(v->line[i], " = ") + 3);
		free(key);
	}
	return e;
}

static void same(const struct buf *want, const void *got, size_t n)
{
	assert_int_equal(want->len, n);
	assert_memory_equal(want->data, got, n);
}

static void check_entry_vector(const struct vector *v)
{
	struct entry *e = described(v);
	struct buf body = bytes(v, "body"), digest = bytes(v, "digest"), want = bytes(v, "chain"), mine = { 0 };

	entry_encode(e, &mine);
	same(&body, mine.data, mine.len);
	entry_seal(e, chain);
	same(&digest, e->digest, CRYPTO_HASH);
	same(&want, e->chain, CRYPTO_HASH);
	memcpy(chain, e->chain, CRYPTO_HASH);

	struct reader r = reader_over(body.data, body.len);
	struct entry *again = entry_decode(&r);
	assert_non_null(again);
	assert_true(reader_done(&r));
	assert_true(fields_equal(again->fields, e->fields));
	entry_free(again);
	entry_free(e);
	buf_free(&body);
	buf_free(&digest);
	buf_free(&want);
	buf_free(&mine);
}

static void entries_are_written_as_the_protocol_says(void **state)
{
	(void)state;
	memset(chain, 0, sizeof chain);
	assert_int_equal(each("entries.txt", check_entry_vector), 3);
}

static void check_bad_vector(const struct vector *v)
{
	struct buf body = bytes(v, "body");
	struct reader r = reader_over(body.data, body.len);
	struct entry *e = entry_decode(&r);

	if (e && reader_done(&r))
		fail_msg("%s: was taken for an entry", value(v, "name"));
	entry_free(e);
	buf_free(&body);
}

static void nothing_else_is_taken_for_an_entry(void **state)
{
	(void)state;
	assert_true(each("bad-entries.txt", check_bad_vector) >= 10);
}

/* --- envelopes ------------------------------------------------------------------------------------------------------- */

/* Upward the header's chain is that of the last entry. */
static void check_chain(const struct envelope *head, const struct buf *payload)
{
	const unsigned char zeros[CRYPTO_HASH] = { 0 };
	struct reader r = reader_over(payload->data, payload->len);
	struct entry **list;
	size_t n;

	assert_true(envelope_get_entries(&r, head, zeros, &list, &n, NULL));
	assert_true(reader_done(&r));
	if (n && head->flags & ENVELOPE_WITH_CHAIN)
		assert_memory_equal(list[n - 1]->chain, head->chain, ENVELOPE_CHAIN);
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
}

static void check_part(const struct vector *v, const char *key, const unsigned char *part, size_t n)
{
	size_t at = 0;

	if (next_value(v, key, &at)) {
		struct buf want = bytes(v, key);

		same(&want, part, n);
		buf_free(&want);
	}
}

static void check_envelope_vector(const struct vector *v)
{
	struct buf file = bytes(v, "envelope"), pub = bytes(v, "public"), want = bytes(v, "payload"), payload = { 0 };
	struct envelope head;
	struct err err = { 0 };

	assert_int_equal(pub.len, CRYPTO_PUBLIC);
	if (!envelope_open(file.data, file.len, (const unsigned char *)pub.data, &head, &payload, &err))
		fail_msg("%s: %s %s", value(v, "name"), err.say, err.detail);
	same(&want, payload.data, payload.len);
	check_part(v, "chain", head.chain, ENVELOPE_CHAIN);
	check_part(v, "key", head.key, CRYPTO_PUBLIC);
	assert_int_equal(head.sender, number(v, "sender"));
	assert_int_equal(head.receiver, number(v, "receiver"));
	assert_int_equal(head.layout, number(v, "layout"));
	assert_int_equal(head.flags, number(v, "flags"));
	assert_int_equal(head.from, number(v, "from"));
	assert_int_equal(head.to + 1 - head.from, number(v, "count"));
	assert_int_equal(head.cursor, number(v, "cursor"));
	if (head.layout == ENVELOPE_ENTRIES)
		check_chain(&head, &payload);
	buf_free(&file);
	buf_free(&pub);
	buf_free(&want);
	buf_free(&payload);
}

static void envelopes_of_a_stranger_open(void **state)
{
	(void)state;
	assert_int_equal(each("envelopes.txt", check_envelope_vector), 4);
}

/* The header we write is the stranger's, byte for byte. */
static void check_written_header(const struct vector *v)
{
	struct buf file = bytes(v, "envelope"), want = bytes(v, "payload"), mine = { 0 };
	unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	struct envelope head;

	crypto_keypair(pub, secret);
	assert_true(envelope_peek(file.data, file.len, &head, NULL));
	envelope_seal(&head, NULL, want.data, want.len, secret, &mine);

	struct reader r = reader_over(file.data, file.len);
	reader_bytes(&r, 3);
	for (int i = 0; i < 9; i++)
		reader_varint(&r);
	reader_bytes(&r, (head.flags & ENVELOPE_WITH_CHAIN ? ENVELOPE_CHAIN : 0) + (head.flags & ENVELOPE_WITH_KEY ? CRYPTO_PUBLIC : 0));
	size_t header = file.len - r.left;
	assert_true(mine.len > header);
	assert_memory_equal(mine.data, file.data, header);
	buf_free(&file);
	buf_free(&want);
	buf_free(&mine);
}

static void our_headers_are_those_of_a_stranger(void **state)
{
	(void)state;
	assert_int_equal(each("envelopes.txt", check_written_header), 4);
}

/* --- columns --------------------------------------------------------------------------------------------------------- */

static void check_columns(const struct vector *v)
{
	const struct columns_frame frame = {
		.first = entry_id(station_make(54, 1, 7), 5), .version = entry_id(station_make(54, 1, 0), 1),
	};
	struct buf payload = bytes(v, "payload"), mine = { 0 };
	struct reader r = reader_over(payload.data, payload.len);
	struct entry **list;
	size_t n, at = 0;

	assert_true(columns_get(&r, &frame, 1 << 20, &list, &n));
	assert_true(reader_done(&r));
	assert_int_equal(n, 3);
	/* ours is the shortest way, too */
	columns_put(&mine, &frame, list, n);
	same(&payload, mine.data, mine.len);
	for (size_t i = 0; i < n; i++) {
		struct buf body = { 0 }, want = { 0 };
		const char *hex = next_value(v, "body", &at);

		entry_encode(list[i], &body);
		want.len = strlen(hex) / 2;
		want.data = mem_zero(want.len + 1);
		assert_true(crypto_unhex(want.data, want.len, hex));
		same(&want, body.data, body.len);
		buf_free(&body);
		buf_free(&want);
		entry_free(list[i]);
	}
	free(list);
	buf_free(&payload);
	buf_free(&mine);
}

static void values_are_told_as_the_protocol_says(void **state)
{
	(void)state;
	assert_int_equal(each("columns.txt", check_columns), 1);
}

static int setup(void **state)
{
	(void)state;
	crypto_init();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_written_as_the_protocol_says),
		cmocka_unit_test(nothing_else_is_taken_for_an_entry),
		cmocka_unit_test(envelopes_of_a_stranger_open),
		cmocka_unit_test(our_headers_are_those_of_a_stranger),
		cmocka_unit_test(values_are_told_as_the_protocol_says),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
