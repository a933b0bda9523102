/* SPDX-License-Identifier: Apache-2.0 */
/* Envelopes that are signed well and make no sense: headers and frames put together by hand (RFC 8878). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sync/envelope.h"

#define DESK (54u << 18 | 1u << 13 | 7u)
#define HUB (54u << 18 | 1u << 13)
#define BLOCK_MOST (128u << 10)

static unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];

/* The numbers of a header in their order. */
enum { SENDER, RECEIVER, LAYOUT, FLAGS, DICTIONARY, FROM, COUNT, CURSOR, PAST, NUMBERS };

static const uint64_t good[NUMBERS] = { [SENDER] = DESK, [RECEIVER] = HUB, [LAYOUT] = ENVELOPE_FIELDS, [FROM] = 1 };

static struct buf header_of(const uint64_t numbers[NUMBERS])
{
	struct buf out = { 0 };

	buf_put(&out, "YC\2", 3);
	for (int i = 0; i < NUMBERS; i++)
		buf_varint(&out, numbers[i]);
	return out;
}

/* What becomes of a header with this behind it, signed. */
static enum err_kind opens(const uint64_t numbers[NUMBERS], const struct buf *frame, size_t *n)
{
	struct buf all = header_of(numbers), payload = { 0 };
	unsigned char digest[CRYPTO_HASH], signature[CRYPTO_SIGNATURE];
	struct buf what = { 0 };
	struct envelope head;
	struct err err = { 0 };

	crypto_hash(digest, buf_text(frame), frame->len);
	buf_put(&what, all.data, all.len);
	buf_put(&what, digest, sizeof digest);
	crypto_sign(signature, what.data, what.len, secret);
	buf_put(&all, signature, sizeof signature);
	buf_put(&all, buf_text(frame), frame->len);
	bool ok = envelope_open(all.data, all.len, pub, &head, &payload, &err);
	assert_true(ok == (err.kind == ERR_NONE));
	if (n)
		*n = payload.len;
	buf_free(&all);
	buf_free(&what);
	buf_free(&payload);
	return err.kind;
}

static enum err_kind opens_numbers(const uint64_t numbers[NUMBERS])
{
	const struct buf nothing = { 0 };

	return opens(numbers, &nothing, NULL);
}

static void put_little(struct buf *out, uint64_t v, int bytes)
{
	for (; bytes; bytes--, v >>= 8)
		buf_putc(out, (char)(unsigned char)(v & 0xff));
}

/* A frame that says `says` bytes and holds `holds` times the same, without its first four bytes. */
static struct buf frame_of(uint64_t says, size_t holds)
{
	struct buf out = { 0 };

	buf_putc(&out, (char)0xa0);     /* one segment, its size in four bytes */
	put_little(&out, says, 4);
	do {
		size_t some = holds < BLOCK_MOST ? holds : BLOCK_MOST;

		holds -= some;
		put_little(&out, (uint64_t)some << 3 | 1 << 1 | (holds == 0), 3);
		buf_putc(&out, 'x');
	} while (holds);
	return out;
}

static enum err_kind opens_frame(enum envelope_layout layout, struct buf frame, size_t *n)
{
	uint64_t numbers[NUMBERS];

	memcpy(numbers, good, sizeof good);
	numbers[LAYOUT] = layout;
	enum err_kind kind = opens(numbers, &frame, n);
	buf_free(&frame);
	return kind;
}

static void a_header_says_what_makes_sense(void **state)
{
	static const struct { int which; uint64_t value; bool fine; } rows[] = {
		{ SENDER, 0, false }, { SENDER, UINT32_MAX, true }, { SENDER, UINT64_C(1) << 32 | DESK, false },
		{ RECEIVER, UINT64_C(1) << 32 | HUB, false },
		{ LAYOUT, 0, false }, { LAYOUT, ENVELOPE_ENTRIES, true }, { LAYOUT, ENVELOPE_FILE, true },
		{ LAYOUT, ENVELOPE_FILE + 1, false }, { LAYOUT, UINT64_C(1) << 32 | ENVELOPE_FIELDS, false },
		{ FLAGS, ENVELOPE_MORE | 0xfff8, true }, { FLAGS, UINT64_C(1) << 32, false },
		{ DICTIONARY, UINT64_C(1) << 32, false }, { PAST, UINT64_C(1) << 32, false },
		{ FROM, 0, false }, { FROM, UINT64_MAX, true }, { COUNT, UINT64_MAX, false }, { COUNT, UINT64_MAX - 1, true },
		{ CURSOR, UINT64_MAX, true },
	};

	(void)state;
	assert_int_equal(opens_numbers(good), ERR_NONE);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t numbers[NUMBERS];

		memcpy(numbers, good, sizeof good);
		numbers[rows[i].which] = rows[i].value;
		if (opens_numbers(numbers) != (rows[i].fine ? ERR_NONE : ERR_FAILED))
			fail_msg("row %zu", i);
	}
	/* one after the last position, and round the end */
	uint64_t numbers[NUMBERS] = { DESK, HUB, ENVELOPE_FIELDS, 0, 0, UINT64_MAX, 1, 0, 0 };
	assert_int_equal(opens_numbers(numbers), ERR_FAILED);
	numbers[COUNT] = 2;
	assert_int_equal(opens_numbers(numbers), ERR_FAILED);
	numbers[FROM] = 5;
	numbers[COUNT] = UINT64_MAX - 4;
	assert_int_equal(opens_numbers(numbers), ERR_FAILED);
}

static void an_envelope_has_8_mib_at_most(void **state)
{
	struct buf header = header_of(good);
	char *bytes = mem_zero(ENVELOPE_MAX + 1);
	struct envelope head;

	(void)state;
	memcpy(bytes, header.data, header.len);
	assert_true(envelope_peek(bytes, ENVELOPE_MAX, &head, NULL));
	assert_false(envelope_peek(bytes, ENVELOPE_MAX + 1, &head, NULL));
	buf_free(&header);
	free(bytes);
}

static void a_frame_holds_what_it_says(void **state)
{
	size_t n;

	(void)state;
	assert_int_equal(opens_frame(ENVELOPE_FIELDS, frame_of(5, 5), &n), ERR_NONE);
	assert_int_equal(n, 5);
	assert_int_equal(opens_frame(ENVELOPE_FIELDS, frame_of(6, 5), &n), ERR_FAILED);
	assert_int_equal(opens_frame(ENVELOPE_FIELDS, frame_of(4, 5), &n), ERR_FAILED);
	assert_int_equal(opens_frame(ENVELOPE_FIELDS, frame_of(0, 5), &n), ERR_FAILED);
	assert_int_equal(n, 0);
}

static void a_frame_that_does_not_say_is_not_taken(void **state)
{
	struct buf frame = { 0 };

	(void)state;
	buf_put(&frame, "\0\0", 2);     /* no size, a window of a kibibyte */
	put_little(&frame, 5 << 3 | 1 << 1 | 1, 3);
	buf_putc(&frame, 'x');
	assert_int_equal(opens_frame(ENVELOPE_FIELDS, frame, NULL), ERR_FAILED);
}

static void there_is_one_frame_and_nothing_behind_it(void **state)
{
	static const struct { const char *bytes; size_t n; } behind[] = {
		{ "", 1 }, { "x", 1 },
		{ "\x28\xb5\x2f\xfd\x20\0\1\0\0", 9 },          /* another, of nothing */
		{ "\x28\xb5\x2f\xfd\x20\1\x0b\0\0y", 10 },      /* another, of a byte */
		{ "\x50\x2a\x4d\x18\0\0\0\0", 8 },              /* one to be skipped */
	};

	(void)state;
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		struct buf frame = frame_of(5, 5);

		buf_put(&frame, behind[i].bytes, behind[i].n);
		if (opens_frame(ENVELOPE_FIELDS, frame, NULL) != ERR_FAILED)
			fail_msg("row %zu", i);
	}
}

static void a_payload_is_no_larger_than_its_layout_allows(void **state)
{
	static const struct { enum envelope_layout layout; size_t most; } rows[] = {
		{ ENVELOPE_FIELDS, 64u << 10 }, { ENVELOPE_ENTRIES, ENVELOPE_RAW_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n;

		assert_int_equal(opens_frame(rows[i].layout, frame_of(rows[i].most, rows[i].most), &n), ERR_NONE);
		assert_int_equal(n, rows[i].most);
		assert_int_equal(opens_frame(rows[i].layout, frame_of(rows[i].most + 1, rows[i].most + 1), &n), ERR_FAILED);
		assert_int_equal(n, 0);
	}
}

/* Nothing is written that need not be: no checksum, and no number of the dictionary, which the header has. */
static void a_frame_of_ours_has_the_least_head(void **state)
{
	for (uint32_t id = 0; id < 2; id++) {
		const struct envelope head = {
			.sender = DESK, .receiver = HUB, .layout = ENVELOPE_ENTRIES, .dictionary = id, .from = 1, .to = 1,
		};
		struct buf out = { 0 };

		(void)state;
		envelope_seal(&head, NULL, "some text of some text", 22, secret, &out);
		struct buf header = header_of(good);    /* of the same length */
		size_t frame = header.len + CRYPTO_SIGNATURE;
		/* its size in a byte, one segment, no dictionary, no checksum */
		assert_int_equal((unsigned char)out.data[frame], 0x20);
		assert_int_equal(out.data[frame + 1], 22);
		buf_free(&header);
		buf_free(&out);
	}
}

static void nothing_takes_no_byte_unless_something_stands_before_it(void **state)
{
	const struct envelope head = { .sender = HUB, .receiver = DESK, .layout = ENVELOPE_KIT, .from = 1 };
	struct buf payload = { 0 };
	struct entry **list;
	size_t n;

	(void)state;
	envelope_put_entries(&payload, &head, NULL, 0);
	assert_int_equal(payload.len, 0);
	buf_putc(&payload, 'f');
	envelope_put_entries(&payload, &head, NULL, 0);
	assert_int_equal(payload.len, 2);
	for (size_t from = 0; from < 2; from++) {
		struct reader r = reader_over(payload.data + 1, from);

		assert_true(envelope_get_entries(&r, &head, NULL, &list, &n, NULL));
		assert_true(reader_done(&r));
		assert_int_equal(n, 0);
		free(list);
	}
	buf_free(&payload);
}

static int setup(void **state)
{
	(void)state;
	setenv("YICHUANG_SHARE", ".", 1);
	crypto_init();
	crypto_keypair(pub, secret);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_says_what_makes_sense),
		cmocka_unit_test(an_envelope_has_8_mib_at_most),
		cmocka_unit_test(a_frame_holds_what_it_says),
		cmocka_unit_test(a_frame_that_does_not_say_is_not_taken),
		cmocka_unit_test(there_is_one_frame_and_nothing_behind_it),
		cmocka_unit_test(a_payload_is_no_larger_than_its_layout_allows),
		cmocka_unit_test(a_frame_of_ours_has_the_least_head),
		cmocka_unit_test(nothing_takes_no_byte_unless_something_stands_before_it),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
