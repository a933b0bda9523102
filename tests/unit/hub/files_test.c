/* SPDX-License-Identifier: Apache-2.0 */
/* POST /v1/file: who may bring what, who may have it, and what a hostile desk gets. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "hub_fixture.h"
#include "store/attached.h"
#include "store/file_part.h"
#include "store/file_store.h"
#include "sync/files.h"
#include "work/attach.h"

#define SIZE 100000

static struct desk *town, *far;
static char bytes[SIZE + 16];     /* somebody may say more than there is */
static unsigned char digest[CRYPTO_HASH];
static uint64_t entry;          /* that names them, at the hub */

static void send_all(const struct desk *d)
{
	struct buf request = desk_request(d, hub_holds(d) + 1, 0, NULL);
	struct hub_answer a;

	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);
}

/* A case of the desk's with these bytes attached; the entry that names them. */
static uint64_t attach_to(struct desk *d, uint64_t record, const void *content, size_t n)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct fill *f = fill_open(d->session, "attach", record, &err);

	fine(f != NULL, &err);
	fine(file_write(temp_path("from.jpg"), content, n, &err), &err);
	assert_int_equal(fill_set(f, "file1.file", temp_path("from.jpg"), NULL), TYPE_OK);
	if (!fill_save(f, &faults, &err))
		fail_msg("%s: %s", err.say, faults.n ? faults.list[0].say : "");
	fill_close(f);
	return entry_id(d->kit.number, desk_written(d));
}

static int start(void **state)
{
	if (fixture_make(state) != 0)
		return -1;
	town = desk_new("town", TOWN, true);
	far = desk_new("far", OTHER_TOWN, true);
	memcpy(bytes, "\xff\xd8\xff\xe0", 4);
	for (size_t i = 4; i < SIZE; i++)
		bytes[i] = (char)(i * 2654435761u >> 13);
	crypto_hash(digest, bytes, SIZE);
	uint64_t record = desk_write(town, "有附件");
	entry = attach_to(town, record, bytes, SIZE);
	send_all(town);
	return 0;
}

static int stop(void **state)
{
	desk_free(town);
	desk_free(far);
	int bad = fixture_remove(state);
	memcpy(temp_dir + sizeof temp_dir - 7, "XXXXXX", 6);
	return bad;
}

/* --- asking ------------------------------------------------------------------------------------------------------------- */

static struct hub_answer said_to(const struct desk *d, uint32_t receiver, const struct file_words *w)
{
	struct envelope head = {
		.sender = d->kit.number, .receiver = receiver, .layout = ENVELOPE_FILE, .from = 1,
	};
	struct buf payload = { 0 }, body = { 0 };
	struct hub_answer a = { 0 };

	file_words_put(&payload, w);
	envelope_seal(&head, NULL, payload.data, payload.len, d->secret, &body);
	hub_file(hub, body.data, body.len, &a);
	buf_free(&payload);
	buf_free(&body);
	return a;
}

static struct hub_answer said(const struct desk *d, const struct file_words *w)
{
	return said_to(d, d->kit.hub, w);
}

static struct file_words words(uint64_t from, size_t n)
{
	struct file_words w = { .entry = entry, .from = from, .bytes = bytes + (from < SIZE ? from : 0), .n = n };

	memcpy(w.digest, digest, CRYPTO_HASH);
	return w;
}

static struct buf content_of(const struct desk *d, const struct hub_answer *a, enum envelope_layout layout)
{
	struct envelope head;
	struct buf content = { 0 };
	struct err err = { 0 };

	if (a->status != 200)
		fail_msg("%u %s", a->status, a->code);
	fine(envelope_open(a->body.data, a->body.len, d->kit.hub_public, &head, &content, &err), &err);
	assert_int_equal(head.receiver, d->kit.number);
	assert_int_equal(head.layout, layout);
	return content;
}

/* What the hub says it has then. */
static uint64_t brought(const struct desk *d, struct file_words w)
{
	struct hub_answer a = said(d, &w);
	struct buf content = content_of(d, &a, ENVELOPE_FIELDS);
	struct reader r = reader_over(content.data, content.len);
	struct fields *f = fields_decode(&r);

	assert_non_null(f);
	assert_true(reader_done(&r));
	uint64_t held = strtoull(fields_get(f, "held"), NULL, 10);
	assert_int_equal(a.up, held == SIZE);
	fields_free(f);
	buf_free(&content);
	hub_answer_free(&a);
	return held;
}

static void refused(const struct desk *d, struct file_words w, unsigned status, const char *code)
{
	struct hub_answer a = said(d, &w);

	if (a.status != status || !a.code || strcmp(a.code, code) != 0)
		fail_msg("%u %s, wanted %u %s", a.status, a.code ? a.code : "-", status, code);
	hub_answer_free(&a);
}

static bool whole(void)
{
	struct err err = { 0 };

	return file_store_check(hub->store, digest, SIZE, &err);
}

static size_t parts(void)
{
	char **names = file_list(temp_path("hub/files/part"), "", NULL);
	size_t n = 0;

	while (names && names[n])
		n++;
	file_list_free(names);
	return n;
}

/* --- bringing ----------------------------------------------------------------------------------------------------------- */

static void a_question_and_pieces_make_it_whole(void **state)
{
	(void)state;
	assert_int_equal(brought(town, words(0, 0)), 0);
	assert_int_equal(brought(town, words(0, 40000)), 40000);
	assert_int_equal(brought(town, words(0, 0)), 40000);
	assert_int_equal(brought(town, words(0, 40000)), 40000);        /* the reply was lost */
	assert_int_equal(brought(town, words(40000, 59999)), SIZE - 1);
	assert_false(whole());
	assert_int_equal(brought(town, words(SIZE - 1, 1)), SIZE);
	assert_true(whole());
	assert_int_equal(parts(), 0);
	assert_int_equal(brought(town, words(0, 0)), SIZE);
	assert_int_equal(brought(town, words(500, 100)), SIZE);
}

static void what_leaves_a_gap_is_not_taken(void **state)
{
	(void)state;
	assert_int_equal(brought(town, words(1, 100)), 0);
	assert_int_equal(brought(town, words(0, 100)), 100);
	assert_int_equal(brought(town, words(101, 100)), 100);
	assert_int_equal(brought(town, words(UINT32_MAX, 0)), 100);
}

static void another_content_is_thrown_away(void **state)
{
	struct file_words w = words(0, SIZE);

	(void)state;
	bytes[777] ^= 1;
	refused(town, w, 400, "file-altered");
	bytes[777] ^= 1;
	assert_int_equal(parts(), 0);
	assert_false(whole());
	assert_int_equal(brought(town, words(0, SIZE)), SIZE);
}

static void longer_than_the_entry_says_is_thrown_away(void **state)
{
	(void)state;
	assert_int_equal(brought(town, words(0, 1000)), 1000);
	refused(town, words(SIZE - 10, 11), 400, "file-altered");
	struct file_words w = words(0, 10);
	w.from = UINT64_MAX / 20;
	refused(town, w, 400, "file-altered");
	assert_int_equal(parts(), 0);
}

static void only_what_an_entry_of_the_unit_names_is_taken(void **state)
{
	struct file_words w = words(0, 100);

	(void)state;
	w.digest[0] ^= 1;
	refused(town, w, 400, "file-unknown");
	w = words(0, 100);
	w.entry--;                      /* the opener names nothing */
	refused(town, w, 400, "file-unknown");
	w.entry = entry + 1;            /* not here */
	refused(town, w, 400, "file-unknown");
	w.entry = 0;
	refused(town, w, 400, "file-unknown");
	w.entry = UINT64_MAX >> 1;
	refused(town, w, 400, "file-unknown");
	refused(far, words(0, 100), 400, "file-unknown");       /* nor may they know whether it is here */
	assert_int_equal(brought(town, words(0, SIZE)), SIZE);
	refused(far, words(0, 0), 400, "file-unknown");
	assert_int_equal(parts(), 0);
}

static void what_is_too_large_for_the_hub_is_refused(void **state)
{
	char *large = mem_zero((2 << 20) + 1);

	(void)state;
	memcpy(large, "%PDF-", 5);
	uint64_t named = attach_to(town, desk_write(town, "大"), large, (2 << 20) + 1);
	struct file_words w = { .entry = named, .bytes = large, .n = 1000 };
	crypto_hash(w.digest, large, (2 << 20) + 1);
	send_all(town);
	conf_set("attach.max_mb", "2");
	refused(town, w, 400, "file-too-large");
	conf_set("attach.max_mb", "20");
	assert_int_equal(parts(), 0);
	assert_int_equal(brought(town, w), 1000);
	free(large);
}

static void of_one_desk_only_a_few_wait(void **state)
{
	uint64_t record = desk_write(town, "许多");

	(void)state;
	for (int i = 0; i < FILE_PART_MOST + 3; i++) {
		char own[100] = "%PDF-";
		struct file_words w = { .bytes = own, .n = 10 };

		own[50] = (char)('a' + i);
		w.entry = attach_to(town, record, own, sizeof own);
		crypto_hash(w.digest, own, sizeof own);
		send_all(town);
		assert_int_equal(brought(town, w), 10);
	}
	assert_int_equal(parts(), FILE_PART_MOST);
}

/* A second desk of the unit has the same photograph. */
static void what_is_there_is_not_wanted_again(void **state)
{
	struct desk *second = desk_new("second", TOWN, true);
	unsigned char *receipts;
	struct err err = { 0 };
	size_t n;

	(void)state;
	assert_int_equal(brought(town, words(0, SIZE)), SIZE);
	assert_int_equal(brought(second, words(0, 0)), SIZE);
	/* a case of another unit with the same content */
	struct file_words w = words(0, 0);
	w.entry = attach_to(far, desk_write(far, "也有"), bytes, SIZE);
	send_all(far);
	assert_int_equal(brought(far, w), SIZE);
	/* each of them is told by stick, too */
	fine(attached_receipts(hub->store, far->kit.number, 10, &receipts, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_memory_equal(receipts, digest, CRYPTO_HASH);
	free(receipts);
	desk_free(second);
}

static void what_is_no_request_is_refused(void **state)
{
	struct envelope head = { .sender = town->kit.number, .receiver = town->kit.hub, .layout = ENVELOPE_FILE, .from = 1 };
	struct buf body = { 0 };
	struct hub_answer a = { 0 };

	(void)state;
	envelope_seal(&head, NULL, "\xff\xff\xff\xff", 4, town->secret, &body);
	hub_file(hub, body.data, body.len, &a);
	assert_string_equal(a.code, "garbled");
	buf_clear(&body);
	envelope_seal(&head, NULL, "", 0, town->secret, &body);
	hub_file(hub, body.data, body.len, &a);
	assert_string_equal(a.code, "garbled");
	buf_clear(&body);
	envelope_seal(&head, NULL, "x", 1, far->secret, &body);
	hub_file(hub, body.data, body.len, &a);
	assert_string_equal(a.code, "signature");
	head.sender = station_make(54, 1, 99);
	buf_clear(&body);
	envelope_seal(&head, NULL, "x", 1, far->secret, &body);
	hub_file(hub, body.data, body.len, &a);
	assert_int_equal(a.status, head.receiver == town->kit.hub ? 403 : 409);
	hub_file(hub, "x", 1, &a);
	assert_string_equal(a.code, "garbled");
	buf_free(&body);
	hub_answer_free(&a);
}

static void a_disk_that_takes_nothing_is_not_the_desks_fault(void **state)
{
	struct err err = { 0 };

	(void)state;
	/* where the folder should be, something else is */
	fine(file_write(temp_path("hub/files"), "x", 1, &err), &err);
	refused(town, words(0, 100), 500, "store");
	assert_int_equal(unlink(temp_path("hub/files")), 0);
	assert_int_equal(brought(town, words(0, SIZE)), SIZE);
}

/* It speaks to the hub of before a restore: first it has to hear who that is now. */
static void who_means_an_earlier_epoch_is_told_so(void **state)
{
	uint32_t before = station_make(station_county(town->kit.hub), station_epoch(town->kit.hub) - 1, 0);
	const enum envelope_layout layouts[] = { ENVELOPE_FIELDS, ENVELOPE_FILE };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct file_words w = words(0, i ? 0 : 1000);
		struct envelope head;
		struct err err = { 0 };

		w.want = i ? 1000 : 0;
		struct hub_answer a = said_to(town, before, &w);
		assert_int_equal(a.status, 200);
		fine(envelope_peek(a.body.data, a.body.len, &head, &err), &err);
		assert_true(head.flags & ENVELOPE_ALL);
		assert_int_equal(head.layout, layouts[i]);
		assert_int_equal(head.cursor, hub_holds(town));
		hub_answer_free(&a);
	}
	assert_int_equal(parts(), 0);
}

/* --- having ------------------------------------------------------------------------------------------------------------- */

static struct file_words wanted(uint64_t from, uint64_t want)
{
	struct file_words w = words(from, 0);

	w.want = want;
	return w;
}

static size_t had(const struct desk *d, uint64_t from, uint64_t want)
{
	struct file_words w = wanted(from, want), got;
	struct hub_answer a = said(d, &w);
	struct buf content = content_of(d, &a, ENVELOPE_FILE);

	assert_true(file_words_get(&content, &got));
	assert_memory_equal(got.digest, digest, CRYPTO_HASH);
	assert_int_equal(got.from, from);
	assert_memory_equal(got.bytes, bytes + from, got.n);
	size_t n = got.n;
	buf_free(&content);
	hub_answer_free(&a);
	return n;
}

static void it_comes_down_in_pieces_to_whom_the_case_is_known(void **state)
{
	struct desk *second = desk_new("second", TOWN, true);

	(void)state;
	refused(second, wanted(0, 1000), 400, "file-missing");
	brought(town, words(0, 5000));
	refused(second, wanted(0, 1000), 400, "file-missing");  /* half of it is nothing */
	brought(town, words(5000, SIZE - 5000));
	assert_int_equal(had(second, 0, 1000), 1000);
	assert_int_equal(had(second, 1000, 1u << 30), SIZE - 1000);
	assert_int_equal(had(second, SIZE - 1, 100), 1);
	refused(second, wanted(SIZE, 100), 400, "file-missing");
	refused(second, wanted(UINT32_MAX, 100), 400, "file-missing");
	refused(far, wanted(0, 1000), 400, "file-unknown");
	desk_free(second);
}

static void an_answer_is_never_larger_than_a_piece(void **state)
{
	char *large = mem_zero(3 << 20);
	struct file_words w = { .want = UINT32_MAX }, got;

	(void)state;
	memcpy(large, "%PDF-", 5);
	w.entry = attach_to(town, desk_write(town, "大"), large, 3 << 20);
	crypto_hash(w.digest, large, 3 << 20);
	send_all(town);
	for (uint64_t at = 0; at < 3 << 20; at += 500000) {
		struct file_words piece = w;

		piece.want = 0;
		piece.from = at;
		piece.bytes = large + at;
		piece.n = at + 500000 < 3 << 20 ? 500000 : (3 << 20) - at;
		struct hub_answer a = said(town, &piece);
		assert_int_equal(a.status, 200);
		hub_answer_free(&a);
	}
	struct hub_answer a = said(town, &w);
	struct buf content = content_of(town, &a, ENVELOPE_FILE);
	assert_true(file_words_get(&content, &got));
	assert_int_equal(got.n, FILES_CHUNK);
	buf_free(&content);
	hub_answer_free(&a);
	free(large);
}

static void what_was_altered_on_the_hubs_disk_is_given_to_nobody(void **state)
{
	char hex[2 * CRYPTO_HASH + 1], name[100];
	struct err err = { 0 };

	(void)state;
	brought(town, words(0, SIZE));
	crypto_hex(hex, digest, CRYPTO_HASH);
	snprintf(name, sizeof name, "hub/files/%.2s/%s", hex, hex);
	bytes[5]++;
	fine(file_write(temp_path(name), bytes, SIZE, &err), &err);
	bytes[5]--;
	refused(town, wanted(0, 1000), 400, "file-missing");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_question_and_pieces_make_it_whole),
		TEST(what_leaves_a_gap_is_not_taken),
		TEST(another_content_is_thrown_away),
		TEST(longer_than_the_entry_says_is_thrown_away),
		TEST(only_what_an_entry_of_the_unit_names_is_taken),
		TEST(what_is_too_large_for_the_hub_is_refused),
		TEST(of_one_desk_only_a_few_wait),
		TEST(what_is_there_is_not_wanted_again),
		TEST(what_is_no_request_is_refused),
		TEST(a_disk_that_takes_nothing_is_not_the_desks_fault),
		TEST(who_means_an_earlier_epoch_is_told_so),
		TEST(it_comes_down_in_pieces_to_whom_the_case_is_known),
		TEST(an_answer_is_never_larger_than_a_piece),
		TEST(what_was_altered_on_the_hubs_disk_is_given_to_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
