/* SPDX-License-Identifier: Apache-2.0 */
/* Desks and a hub that have never had a line: what a stick brings is taken as if it had come by one, and nothing else is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/file.h"
#include "hub/bundle.h"
#include "hub_fixture.h"

#define ANY SIZE_MAX

/* --- helpers --------------------------------------------------------------------------------------------------------- */

static void write_up(struct desk *d, const char *name)
{
	struct bundle_written w;
	struct err err = { 0 };
	size_t entries;

	fine(bundle_desk_write(d->session->store, temp_path(name), 0, &w, &entries, &err), &err);
	bundle_written_clear(&w);
}

static struct hub_stick told;

static void listen_to(void *arg, const struct hub_stick *s)
{
	(void)arg;
	told = *s;
}

static bool hub_read(const char *name, struct err *err)
{
	char *path = mem_dup(temp_path(name));
	struct bundles all;

	*err = (struct err){ 0 };
	told = (struct hub_stick){ 0 };
	bool ok = bundles_open(&path, 1, hub->self.number, &all, err) && hub_bundle_read(hub, &all, listen_to, NULL, err);
	bundles_close(&all);
	free(path);
	assert_true(ok == (err->kind == ERR_NONE));
	return ok;
}

static void hub_takes(const char *name, size_t entries, size_t known)
{
	struct err err;

	fine(hub_read(name, &err), &err);
	assert_int_equal(told.entries, entries);
	assert_int_equal(told.known, known);
}

static void hub_refuses(const char *name, enum err_kind kind, const char *words)
{
	struct err err;

	assert_false(hub_read(name, &err));
	if (err.kind != kind || !strstr(err.say, words))
		fail_msg("kind %d, “%s”, wanted %d and “%s”", (int)err.kind, err.say, (int)kind, words);
}

static void write_down(const struct desk *d, const char *name)
{
	struct bundle_written w;
	struct err err = { 0 };

	fine(hub_bundle_write(hub, d->kit.number, temp_path(name), 0, &w, &err), &err);
	bundle_written_clear(&w);
}

static bool desk_read(struct desk *d, const char *name, struct bundle_news *news, struct err *err)
{
	char *path = mem_dup(temp_path(name));

	*err = (struct err){ 0 };
	bool ok = bundle_desk_read(d->session->store, &path, 1, news, err);
	free(path);
	assert_true(ok == (err->kind == ERR_NONE));
	return ok;
}

/* Entries that came down: the desks of a town share a feed, so there may be more than a test knows of. */
static void desk_takes(struct desk *d, const char *name, uint32_t confirmed, size_t down)
{
	struct bundle_news news;
	struct err err;

	fine(desk_read(d, name, &news, &err), &err);
	assert_int_equal(news.confirmed, confirmed);
	assert_true(down == ANY || news.r.entries_down == down);
	bundle_news_clear(&news);
}

static void desk_refuses(struct desk *d, const char *name, enum err_kind kind, const char *words)
{
	struct bundle_news news;
	struct err err;

	assert_false(desk_read(d, name, &news, &err));
	bundle_news_clear(&news);
	if (err.kind != kind || !strstr(err.say, words))
		fail_msg("kind %d, “%s”, wanted %d and “%s”", (int)err.kind, err.say, (int)kind, words);
}

static struct station_self self_of(struct desk *d)
{
	struct station_self me;

	assert_true(station_self_load(d->session->store, &me, NULL));
	struct station_self copy = { .number = me.number, .acked = me.acked, .cursor = me.cursor };
	station_self_clear(&me);
	return copy;
}

static uint32_t acked(struct desk *d)
{
	return self_of(d).acked;
}

/* A bundle of envelopes made by hand; they are freed. */
static void pack(const char *name, uint32_t sender, uint32_t receiver, const unsigned char *public, struct buf *envelopes,
                 size_t n)
{
	const struct bundle_to to = { .sender = sender, .receiver = receiver, .public = public };
	struct err err = { 0 };
	struct bundle_writer *w = bundle_begin(temp_path(name), &to, &err);
	struct bundle_written written;

	fine(w != NULL, &err);
	for (size_t i = 0; i < n; i++) {
		fine(bundle_put(w, envelopes[i].data, envelopes[i].len, &err), &err);
		buf_free(&envelopes[i]);
	}
	fine(bundle_finish(w, &written, &err), &err);
	bundle_written_clear(&written);
	bundle_end(w);
}

static void pack_up(const char *name, const struct desk *d, struct buf *envelopes, size_t n)
{
	pack(name, d->kit.number, d->kit.hub, d->kit.hub_public, envelopes, n);
}

/* What the hub would answer d from a place in the feed; change its head by giving `edit`. */
static struct buf answer_from(const struct desk *d, uint64_t cursor, void (*edit)(struct envelope *),
                              const unsigned char *secret)
{
	struct hub_answer a = { 0 };
	struct envelope head;
	struct buf payload = { 0 }, out = { 0 };

	hub_feed(hub, d->kit.number, cursor, &a);
	assert_int_equal(a.status, 200);
	assert_true(envelope_open(a.body.data, a.body.len, d->kit.hub_public, &head, &payload, NULL));
	if (edit)
		edit(&head);
	envelope_seal(&head, NULL, buf_text(&payload), payload.len, secret ? secret : hub->self.secret, &out);
	buf_free(&payload);
	hub_answer_free(&a);
	return out;
}

static void pack_down(const char *name, const struct desk *d, struct buf *envelopes, size_t n)
{
	pack(name, hub->self.number, d->kit.number, d->public, envelopes, n);
}

/* --- there and back -------------------------------------------------------------------------------------------------- */

static void only_the_receipt_makes_an_entry_count_as_sent(void **state)
{
	struct desk *d = desk_new("plain", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	write_up(d, "plain.up");
	assert_int_equal(acked(d), 0);
	assert_int_equal(hub_holds(d), 0);

	hub_takes("plain.up", 2, 0);
	assert_int_equal(hub_holds(d), 2);
	assert_int_equal(acked(d), 0);

	write_down(d, "plain.down");
	desk_takes(d, "plain.down", 2, ANY);
	assert_int_equal(acked(d), 2);
	desk_free(d);
}

static void a_colleague_gets_what_was_written_and_answers(void **state)
{
	struct desk *d = desk_new("ask", TOWN, true), *other = desk_new("answer", TOWN, true);
	uint64_t record = desk_write(d, "请看看");

	(void)state;
	write_up(d, "ask.up");
	hub_takes("ask.up", 1, 0);
	write_down(other, "answer.down");
	struct bundle_news news;
	struct err err;
	fine(desk_read(other, "answer.down", &news, &err), &err);
	assert_true(news.r.entries_down > 0);
	bundle_news_clear(&news);

	struct entry *e = journal_get(other->session->store, record, &err);
	assert_non_null(e);
	entry_free(e);
	desk_free(d);
	desk_free(other);
}

static void twice_and_late_and_in_any_order_change_nothing(void **state)
{
	struct desk *d = desk_new("late", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	write_up(d, "late.1");
	desk_write(d, "乙");
	write_up(d, "late.2");
	/* the later one holds all: the earlier comes after it */
	hub_takes("late.2", 2, 0);
	write_down(d, "late.down1");
	hub_takes("late.1", 1, 1);
	hub_takes("late.2", 2, 2);
	assert_int_equal(hub_holds(d), 2);

	desk_takes(d, "late.down1", 2, ANY);
	desk_takes(d, "late.down1", 0, 0);
	desk_write(d, "丙");
	write_up(d, "late.3");
	hub_takes("late.3", 1, 0);
	write_down(d, "late.down2");
	desk_takes(d, "late.down2", 1, ANY);
	/* an old receipt takes nothing back */
	desk_takes(d, "late.down1", 0, 0);
	assert_int_equal(acked(d), 3);
	desk_free(d);
}

static void stick_and_line_may_change_places(void **state)
{
	struct desk *d = desk_new("both", TOWN, true);
	struct hub_answer a;

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	write_up(d, "both.up");
	/* while the stick is on its way, the line comes back for one more */
	desk_write(d, "丙");
	struct buf request = desk_request(d, 1, 0, NULL);
	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);
	hub_takes("both.up", 2, 2);
	assert_int_equal(hub_holds(d), 3);
	write_down(d, "both.down");
	struct bundle_news news;
	struct err err;
	fine(desk_read(d, "both.down", &news, &err), &err);
	assert_int_equal(news.confirmed, 3);
	assert_int_equal(news.left, 0);
	bundle_news_clear(&news);
	desk_free(d);
}

static void a_feed_of_many_envelopes_comes_whole(void **state)
{
	struct desk *d = desk_new("busy", OTHER_TOWN, true), *reader = desk_new("reader", OTHER_TOWN, true);

	(void)state;
	for (int i = 0; i < 120; i++)
		desk_write(d, "许多件里的一件");
	write_up(d, "busy.up");
	hub_takes("busy.up", 120, 0);
	struct hub_answer a = { 0 };
	struct envelope head;
	conf_set("hub.budget", "1");
	write_down(reader, "reader.down");
	hub_feed(hub, reader->kit.number, 0, &a);
	conf_set("hub.budget", "65536");
	assert_true(envelope_peek(a.body.data, a.body.len, &head, NULL));
	assert_true(head.flags & ENVELOPE_MORE);        /* else this test shows nothing */
	hub_answer_free(&a);
	struct bundle_news news;
	struct err err;
	fine(desk_read(reader, "reader.down", &news, &err), &err);
	assert_true(news.r.entries_down >= 120);
	bundle_news_clear(&news);
	/* the hub only learns of it from the next stick, and writes no more of it then */
	write_up(reader, "reader.up");
	hub_takes("reader.up", 0, 0);
	write_down(reader, "reader.down");
	desk_takes(reader, "reader.down", 0, 0);
	struct buf file = { 0 };
	assert_true(file_read(temp_path("reader.down"), 1 << 20, &file, NULL));
	assert_true(file.len < 400);
	buf_free(&file);
	desk_free(d);
	desk_free(reader);
}

static void a_long_absence_fills_several_envelopes(void **state)
{
	struct desk *d = desk_new("absent", TOWN, true);
	struct err err = { 0 };

	(void)state;
	/* what does not compress, and no form allows: it is refused, and confirmed all the same */
	fine(store_begin(d->session->store, &err), &err);
	for (int i = 0; i < 6; i++) {
		unsigned char noise[60000];
		char hex[120001];
		struct entry *e = entry_new();

		crypto_random(noise, sizeof noise);
		crypto_hex(hex, noise, sizeof noise);
		e->who = mem_dup("x");
		e->form = mem_dup("noise");
		fields_set(e->fields, "text", hex);
		fine(journal_append(d->session->store, d->kit.number, e, &err), &err);
		entry_free(e);
	}
	fine(store_commit(d->session->store, &err), &err);
	write_up(d, "absent.up");
	struct buf file = { 0 };
	assert_true(file_read(temp_path("absent.up"), 1 << 20, &file, NULL));
	assert_true(file.len > 300000);
	buf_free(&file);
	hub_takes("absent.up", 6, 0);
	write_down(d, "absent.down");
	struct bundle_news news;
	fine(desk_read(d, "absent.down", &news, &err), &err);
	assert_int_equal(news.confirmed, 6);
	assert_int_equal(news.r.nrefused, 6);
	bundle_news_clear(&news);
	desk_free(d);
}

/* --- who ------------------------------------------------------------------------------------------------------------- */

static void with_code(struct desk *d)
{
	struct station_self me;

	assert_true(station_self_load(d->session->store, &me, NULL));
	free(me.code);
	me.code = mem_dup(d->kit.code);
	assert_true(station_self_save(d->session->store, &me, NULL));
	station_self_clear(&me);
}

static bool has_code(struct desk *d)
{
	struct station_self me;

	assert_true(station_self_load(d->session->store, &me, NULL));
	bool has = *me.code;
	station_self_clear(&me);
	return has;
}

static void a_desk_that_never_had_a_line_enrols_by_stick(void **state)
{
	struct desk *d = desk_new("first", TOWN, false);

	(void)state;
	with_code(d);
	desk_write(d, "甲");
	write_up(d, "first.up");
	hub_takes("first.up", 1, 0);
	assert_true(told.enrolled);
	assert_true(has_code(d));
	hub_takes("first.up", 1, 1);
	assert_false(told.enrolled);
	write_down(d, "first.down");
	desk_takes(d, "first.down", 1, ANY);
	assert_false(has_code(d));
	desk_free(d);
}

static void a_code_is_good_for_one_key_by_stick_too(void **state)
{
	struct desk *d = desk_new("thief", TOWN, false);

	(void)state;
	assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);
	crypto_keypair(d->public, d->secret);
	struct station_self me;
	assert_true(station_self_load(d->session->store, &me, NULL));
	memcpy(me.public, d->public, CRYPTO_PUBLIC);
	memcpy(me.secret, d->secret, CRYPTO_SECRET);
	assert_true(station_self_save(d->session->store, &me, NULL));
	station_self_clear(&me);
	with_code(d);
	desk_write(d, "甲");
	write_up(d, "thief.up");
	hub_refuses("thief.up", ERR_TRUST, "请另发一个入网包");
	assert_int_equal(hub_holds(d), 0);
	desk_free(d);
}

static void a_code_of_somebody_elses_kit_enrols_nobody(void **state)
{
	struct desk *d = desk_new("wrong", TOWN, false);

	(void)state;
	d->kit.code[0] = d->kit.code[0] == 'a' ? 'b' : 'a';
	with_code(d);
	desk_write(d, "甲");
	write_up(d, "wrong.up");
	hub_refuses("wrong.up", ERR_TRUST, "没有发过这个入网包");
	assert_int_equal(hub_holds(d), 0);
	desk_free(d);
}

static void strangers_and_the_revoked_are_turned_away(void **state)
{
	struct desk *d = desk_new("stranger", TOWN, false);
	struct bundle_written w;
	struct err err = { 0 };

	(void)state;
	desk_write(d, "甲");
	write_up(d, "stranger.up");
	hub_refuses("stranger.up", ERR_TRUST, "还没有入网");
	assert_false(hub_bundle_write(hub, d->kit.number, temp_path("stranger.down"), 0, &w, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_false(hub_bundle_write(hub, station_make(1, 1, 1), temp_path("stranger.down"), 0, &w, &err));
	assert_int_equal(err.kind, ERR_CHECK);

	assert_int_equal(enrol(&d->kit, d->public, d->secret, NULL), 200);
	struct station_peer *p = station_get(hub->store, d->kit.number, NULL);
	p->state = STATION_REVOKED;
	assert_true(station_add(hub->store, p, NULL));
	station_peer_free(p);
	hub_refuses("stranger.up", ERR_TRUST, "停用");
	assert_false(hub_bundle_write(hub, d->kit.number, temp_path("stranger.down"), 0, &w, &err));
	assert_int_equal(hub_holds(d), 0);

	/* a number that nobody was given */
	struct buf one = desk_request(d, 1, 0, NULL);
	struct envelope head = {
		.sender = station_make(1, 1, 1), .receiver = hub->self.number, .layout = ENVELOPE_ENTRIES, .from = 1,
	};
	buf_free(&one);
	envelope_seal(&head, NULL, "", 0, d->secret, &one);
	pack("nobody.up", head.sender, head.receiver, hub->self.public, &one, 1);
	hub_refuses("nobody.up", ERR_TRUST, "没有登记过 1.1.1 号机器");
	desk_free(d);
}

static void what_another_hub_wrote_is_refused(void **state)
{
	struct desk *d = desk_new("elsewhere", TOWN, true);
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	struct envelope head = {
		.sender = station_make(99, 1, 0), .receiver = d->kit.number, .layout = ENVELOPE_ENTRIES, .from = 1,
	};
	struct buf one = { 0 };

	(void)state;
	crypto_keypair(public, secret);
	envelope_seal(&head, NULL, "", 0, secret, &one);
	pack("other.down", head.sender, d->kit.number, d->public, &one, 1);
	desk_refuses(d, "other.down", ERR_TRUST, "不是本县中心");

	/* nor one that only says it were our hub's */
	one = answer_from(d, 0, NULL, secret);
	pack_down("false.down", d, &one, 1);
	desk_refuses(d, "false.down", ERR_TRUST, "签名不对");
	desk_free(d);
}

static void a_number_in_use_elsewhere_gives_nothing_away(void **state)
{
	struct desk *d = desk_new("mine", TOWN, true), *e = desk_new("theirs", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	/* e takes its own entries to the hub under d's number */
	desk_write(e, "乙");
	struct buf one = desk_request(e, 1, 0, NULL);
	struct envelope head;
	struct buf payload = { 0 };
	assert_true(envelope_open(one.data, one.len, e->public, &head, &payload, NULL));
	head.sender = d->kit.number;
	buf_clear(&one);
	envelope_seal(&head, NULL, payload.data, payload.len, e->secret, &one);
	pack_up("forged.up", d, &one, 1);
	hub_refuses("forged.up", ERR_TRUST, "签名不对");
	assert_int_equal(hub_holds(d), 0);
	buf_free(&payload);
	desk_free(d);
	desk_free(e);
}

/* --- all or nothing -------------------------------------------------------------------------------------------------- */

static void one_bad_envelope_at_its_end_and_nothing_of_a_bundle_is_taken(void **state)
{
	struct desk *d = desk_new("half", TOWN, true), *e = desk_new("halfreader", TOWN, true);
	struct buf two[2];

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	two[0] = desk_request(d, 1, 0, NULL);
	two[1] = desk_request(d, 2, 0, NULL);
	two[1].data[two[1].len - 1] ^= 1;
	pack_up("half.up", d, two, 2);
	hub_refuses("half.up", ERR_TRUST, "签名不对");
	assert_int_equal(hub_holds(d), 0);

	two[0] = desk_request(d, 1, 0, NULL);
	two[1] = (struct buf){ 0 };
	struct envelope file = { .sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_KIT, .from = 1 };
	envelope_seal(&file, NULL, "", 0, d->secret, &two[1]);
	pack_up("kit.up", d, two, 2);
	hub_refuses("kit.up", ERR_CHECK, "升级程序");
	assert_int_equal(hub_holds(d), 0);

	write_up(d, "half.good");
	hub_takes("half.good", 2, 0);
	two[0] = answer_from(e, 0, NULL, NULL);
	two[1] = answer_from(e, 0, NULL, NULL);
	two[1].data[two[1].len - 1] ^= 1;
	pack_down("half.down", e, two, 2);
	struct station_self before = self_of(e);
	desk_refuses(e, "half.down", ERR_TRUST, "签名不对");
	assert_int_equal(self_of(e).cursor, before.cursor);

	two[0] = answer_from(e, 0, NULL, NULL);
	two[1] = (struct buf){ 0 };
	file = (struct envelope){ .sender = d->kit.hub, .receiver = e->kit.number, .layout = ENVELOPE_KIT, .from = 1 };
	envelope_seal(&file, NULL, "", 0, hub->self.secret, &two[1]);
	pack_down("kit.down", e, two, 2);
	desk_refuses(e, "kit.down", ERR_CHECK, "升级程序");
	assert_int_equal(self_of(e).cursor, before.cursor);
	desk_free(d);
	desk_free(e);
}

static void to_the_first(struct envelope *head)
{
	head->to = 1;
}

static void what_does_not_follow_on_is_told_so_and_not_taken(void **state)
{
	struct desk *d = desk_new("gap", TOWN, true), *e = desk_new("gapreader", TOWN, true);
	struct buf one;

	(void)state;
	desk_write(d, "甲");
	desk_write(d, "乙");
	desk_write(d, "丙");
	one = desk_request(d, 3, 0, NULL);
	pack_up("gap.up", d, &one, 1);
	hub_refuses("gap.up", ERR_CHECK, "中间缺了一段");
	assert_int_equal(hub_holds(d), 0);

	write_up(d, "gap.good");
	hub_takes("gap.good", 3, 0);
	one = answer_from(e, 1, NULL, NULL);
	pack_down("gap.down", e, &one, 1);
	desk_refuses(e, "gap.down", ERR_CHECK, "请先读那一个");
	assert_int_equal(self_of(e).cursor, 0);

	/* two in one bundle that follow on each other do */
	struct buf two[2] = { answer_from(e, 0, to_the_first, NULL), answer_from(e, 1, NULL, NULL) };
	pack_down("follow.down", e, two, 2);
	struct bundle_news news;
	struct err err;
	fine(desk_read(e, "follow.down", &news, &err), &err);
	assert_true(news.r.entries_down >= 3);
	bundle_news_clear(&news);
	desk_free(d);
	desk_free(e);
}

static void wrong_chain(struct envelope *head)
{
	head->chain[5] ^= 1;
}

static void a_copied_desk_is_seen_by_stick_too(void **state)
{
	struct desk *d = desk_new("fork", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	struct buf one = desk_request(d, 1, 0, wrong_chain);
	pack_up("fork.up", d, &one, 1);
	hub_refuses("fork.up", ERR_TRUST, "对不上");
	assert_int_equal(hub_holds(d), 0);
	desk_free(d);
}

static void far_ahead(struct envelope *head)
{
	head->cursor = 1000;
}

static void a_receipt_for_what_was_never_written_is_refused(void **state)
{
	struct desk *d = desk_new("ahead", TOWN, true);

	(void)state;
	desk_write(d, "甲");
	struct buf one = answer_from(d, 0, far_ahead, NULL);
	pack_down("ahead.down", d, &one, 1);
	desk_refuses(d, "ahead.down", ERR_TRUST, "旧备份");
	assert_int_equal(acked(d), 0);
	desk_free(d);
}

static void a_desk_without_a_kit_has_nobody_to_write_to(void **state)
{
	struct err err = { 0 };
	struct session *s = session_open(temp_path("nokit"), NULL, NULL, &err);
	struct bundle_written w;
	struct bundle_news news;
	char *path = mem_dup(temp_path("plain.up"));
	size_t entries;

	(void)state;
	assert_false(bundle_desk_write(s->store, temp_path("nokit.up"), 0, &w, &entries, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_false(bundle_desk_read(s->store, &path, 1, &news, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	free(path);
	session_close(s);
}

static void the_store_is_whole_after_all_that(void **state)
{
	struct err err = { 0 };
	size_t faults = 99;

	(void)state;
	fine(store_verify(hub->store, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_receipt_makes_an_entry_count_as_sent),
		cmocka_unit_test(a_colleague_gets_what_was_written_and_answers),
		cmocka_unit_test(twice_and_late_and_in_any_order_change_nothing),
		cmocka_unit_test(stick_and_line_may_change_places),
		cmocka_unit_test(a_feed_of_many_envelopes_comes_whole),
		cmocka_unit_test(a_long_absence_fills_several_envelopes),
		cmocka_unit_test(a_desk_that_never_had_a_line_enrols_by_stick),
		cmocka_unit_test(a_code_is_good_for_one_key_by_stick_too),
		cmocka_unit_test(a_code_of_somebody_elses_kit_enrols_nobody),
		cmocka_unit_test(strangers_and_the_revoked_are_turned_away),
		cmocka_unit_test(what_another_hub_wrote_is_refused),
		cmocka_unit_test(a_number_in_use_elsewhere_gives_nothing_away),
		cmocka_unit_test(one_bad_envelope_at_its_end_and_nothing_of_a_bundle_is_taken),
		cmocka_unit_test(what_does_not_follow_on_is_told_so_and_not_taken),
		cmocka_unit_test(a_copied_desk_is_seen_by_stick_too),
		cmocka_unit_test(a_receipt_for_what_was_never_written_is_refused),
		cmocka_unit_test(a_desk_without_a_kit_has_nobody_to_write_to),
		cmocka_unit_test(the_store_is_whole_after_all_that),
	};
	return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
