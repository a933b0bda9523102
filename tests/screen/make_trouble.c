/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trouble for screen tests, without a network: a practice hub with the shipped forms, two desks of 421202101 and one of its village
 * 421202101218, which say different things or are sent something back. The first desk's store is HOME, the others stand beside it.
 *
 *   make_trouble HOME conflicts   two cases and a visit on which two places differ
 *   make_trouble HOME refused     two cases and a visit of which the hub refused something
 *   make_trouble HOME news        as conflicts left it: the village has settled one of them and the news has come
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/feed.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/record.h"
#include "store/station.h"
#include "work/accept.h"
#include "work/fill.h"
#include "work/session.h"
#include "work/settle.h"

#define TOWN "421202101"
#define VILLAGE "421202101218"
#define HUB station_make(1, 1, 0)
#define BATCH (1 << 24)

static struct store *hub;
static struct books *books;
static struct session *town, *second, *village;

static void die(const struct err *err)
{
	fprintf(stderr, "make_trouble: %s (%s)\n", err->say, err->detail);
	exit(1);
}

static void must(bool good, const struct err *err)
{
	if (!good)
		die(err);
}

static void report(void *arg, const struct ini_fault *f)
{
	(void)arg;
	fprintf(stderr, "make_trouble: %s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

static void clock_at(const char *when)
{
	setenv("YICHUANG_CLOCK", when, 1);
	clock_practice(true);
}

/* --- the county ----------------------------------------------------------------------------------------------------- */

static void open_hub(const char *home, bool fresh)
{
	struct station_self self = { .number = HUB, .unit = "421202", .name = "县中心", .practice = true };
	char *dir = mem_fmt("%s.hub", home), *share = file_share();
	struct book_file *files = NULL;
	struct err err = { 0 };
	size_t n = 0, done;

	must(file_make_dir(dir, &err), &err);
	hub = store_open(dir, STORE_HUB, true, &err);
	must(hub != NULL, &err);
	if (fresh) {
		must(station_self_save(hub, &self, &err) && book_files(share, &files, &n, &err), &err);
		must(publish_files(hub, HUB, files, n, "县中心", &done, &err), &err);
		book_files_free(files, n);
	}
	books = books_new(hub);
	books_report(books, report, NULL);
	free(dir);
	free(share);
}

/* A desk as enrolment leaves it. */
static void enrol(const char *home, uint32_t number, const char *unit, const char *name)
{
	struct station_peer peer = { .number = number, .unit = (char *)unit, .name = (char *)name, .state = STATION_ENROLLED };
	struct station_self self = { .number = number, .unit = (char *)unit, .name = (char *)name, .practice = true, .hub = HUB,
	                             .url = "https://127.0.0.1:9", .ca = "", .code = "" };
	struct entries published = { 0 };
	struct err err = { 0 };
	bool fresh;

	must(station_add(hub, &peer, &err) && file_make_dir(home, &err), &err);
	struct store *s = store_open(home, STORE_DESK, true, &err);
	must(s && station_self_save(s, &self, &err) && publish_entries(hub, &published, &err) && store_begin(s, &err), &err);
	for (size_t i = 0; i < published.n; i++)
		must(journal_keep(s, published.list[i], &fresh, &err), &err);
	must(store_commit(s, &err), &err);
	entries_free(&published);
	store_close(s);
}

static struct session *desk(const char *home, const char *beside, uint32_t n, const char *unit, const char *name, const char *who,
                            bool fresh)
{
	char *dir = mem_fmt("%s%s", home, beside);
	struct err err = { 0 };

	if (fresh)
		enrol(dir, station_make(1, 1, n), unit, name);
	struct session *s = session_open(dir, report, NULL, &err);
	must(s != NULL, &err);
	session_person(s, who);
	free(dir);
	return s;
}

static void send(struct session *s, const struct entry *e, struct accept_result *r)
{
	struct err err = { 0 };

	must(store_begin(hub, &err) && accept_at_hub(hub, books, HUB, e, s->unit, r, &err) && store_commit(hub, &err), &err);
}

static void take_feed(struct session *s, uint32_t sent)
{
	struct entries down = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint64_t last = 0, head = 0;

	must(feed_since(hub, s->unit, s->self.cursor, s->self.number, BATCH, 10000, &down, &last, &head, &err), &err);
	must(store_begin(s->store, &err), &err);
	for (size_t i = 0; i < down.n; i++)
		must(accept_at_desk(s->store, down.list[i], &r, &err), &err);
	must(station_set_acked(s->store, sent, last, &err) && store_commit(s->store, &err) && session_refresh(s, &err), &err);
	must(store_set_note(s->store, "sync.last_ok", "2026-11-24T09:32:00+08:00", &err), &err);
	entries_free(&down);
}

static void sync_desk(struct session *s)
{
	struct entries up = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint32_t sent = s->self.acked;

	must(journal_since(s->store, s->self.number, sent + 1, BATCH, 10000, &up, &err), &err);
	for (size_t i = 0; i < up.n; i++)
		send(s, up.list[i], &r);
	if (r.refused) {
		fprintf(stderr, "make_trouble: the hub refused %zu of %s\n", r.refused, s->who);
		exit(1);
	}
	take_feed(s, sent + (uint32_t)up.n);
	entries_free(&up);
}

static void sync_all(void)
{
	for (int i = 0; i < 2; i++) {
		sync_desk(village);
		sync_desk(second);
		sync_desk(town);
	}
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

/* Fill and save one form from KEY=VALUE separated by |; "party2" alone takes that row out. */
static uint64_t fill(struct session *s, const char *form, uint64_t record, const char *when, const char *pairs)
{
	struct err err = { 0 };
	struct faults faults = { 0 };
	char *copy = mem_dup(pairs), *save = NULL, *key, *say;

	clock_at(when);
	struct fill *f = fill_open(s, form, record, &err);
	must(f != NULL, &err);
	for (char *one = strtok_r(copy, "|", &save); one; one = strtok_r(NULL, "|", &save)) {
		if (!fill_pair(f, one, &key, &say)) {
			fprintf(stderr, "make_trouble: %s: %s\n", one, say);
			exit(1);
		}
		free(key);
		free(say);
	}
	if (!fill_save(f, &faults, &err)) {
		for (size_t i = 0; i < faults.n; i++)
			fprintf(stderr, "make_trouble: %s: %s\n", faults.list[i].key, faults.list[i].say);
		die(&err);
	}
	uint64_t id = fill_record(f);
	fill_close(f);
	faults_free(&faults);
	free(copy);
	return id;
}

/* The newest entry of this desk reaches the hub with one value changed, as from a program that is older or broken. */
static void spoil(struct session *s, const char *key, const char *value)
{
	unsigned char chain[CRYPTO_HASH];
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint32_t seq;

	must(journal_head(s->store, s->self.number, &seq, chain, &err), &err);
	struct entry *e = journal_get(s->store, entry_id(s->self.number, seq), &err);
	must(e && journal_chain_at(s->store, e->id - 1, chain, &err), &err);
	fields_set(e->fields, key, value);
	entry_seal(e, chain);
	send(s, e, &r);
	if (r.refused != 1) {
		fprintf(stderr, "make_trouble: %s=%s was not refused\n", key, value ? value : "");
		exit(1);
	}
	take_feed(s, seq);
	entry_free(e);
}

#define PLACE "matter=矛盾纠纷|place=" VILLAGE

static void conflicts(void)
{
	uint64_t one = fill(village, "intake", 0, "2026-11-23T16:40:00+08:00",
	                    PLACE "|title=承包合同纠纷|type=0901|claim=要求支付三年租金|party1.name=张三|party2.name=李四|"
	                    "party2.phone=13812345678|people=2|summary=租给同村李四的八亩水田，已连续三年未付租金。");
	uint64_t two = fill(village, "intake", 0, "2026-11-23T17:10:00+08:00", PLACE "|title=宅基地纠纷|type=0202|party1.name=王刚");
	uint64_t visit = fill(second, "reception", 0, "2026-11-24T08:20:00+08:00", "name=周涛|people=3|title=问低保怎么办");

	sync_all();
	fill(village, "intake", one, "2026-11-24T08:55:00+08:00",
	     "people=15|party2.phone=13877775678|summary=租给同村李四的八亩水田，已连续三年未付租金，昨晚双方争吵，劝开了。");
	fill(village, "handle", one, "2026-11-24T09:00:00+08:00", "kind=调解|content=上门劝了一次");
	fill(village, "intake", two, "2026-11-24T09:02:00+08:00", "title=宅基地边界");
	fill(second, "reception", visit, "2026-11-24T09:03:00+08:00", "people=4");
	fill(town, "intake", one, "2026-11-24T09:05:00+08:00",
	     "people=12|party2.phone=13899995678|summary=租给同村李四的八亩水田，欠租三年，合同在镇里存有一份。");
	fill(town, "assess", one, "2026-11-24T09:10:00+08:00", "grade=03|joined=张敏、李军|opinion=由村里先调解");
	fill(town, "intake", two, "2026-11-24T09:12:00+08:00", "title=宅基地滴水");
	fill(town, "reception", visit, "2026-11-24T09:14:00+08:00", "people=5");
	sync_all();
}

/* The village settles one of them, and the town hears of it. */
static void news(void)
{
	struct settle_clash *list;
	struct record_filter f = { .kind = "case", .only_conflicts = true };
	struct record **all;
	struct err err = { 0 };
	size_t n, records;

	clock_at("2026-11-24T09:40:00+08:00");
	must(record_list(village->store, &f, RECORD_NEWEST, NULL, 10, &all, &records, &err), &err);
	for (size_t i = 0; i < records; i++) {
		must(settle_clashes(village, all[i]->id, &list, &n, &err), &err);
		if (n == 1)
			must(settle_choose(village, all[i]->id, list[0].key, list[0].claims[1].entry, "镇里说得对", &err), &err);
		settle_clashes_free(list, n);
	}
	record_list_free(all, records);
	sync_desk(village);
	sync_desk(town);
}

static void refused(void)
{
	uint64_t id = fill(town, "intake", 0, "2026-11-23T16:40:00+08:00",
	                   PLACE "|title=承包合同纠纷|type=0901|party1.name=张三|party2.name=李四|people=2");

	sync_desk(town);
	fill(town, "handle", id, "2026-11-24T08:30:00+08:00", "kind=调解|where=村调解室|content=双方同意分两期补付，李四待筹款。");
	spoil(town, ".kind", NULL);
	fill(town, "handle", id, "2026-11-24T08:50:00+08:00", "kind=联系沟通|content=电话里又说了一遍。");
	spoil(town, ".content", NULL);
	fill(town, "intake", 0, "2026-11-24T09:00:00+08:00", PLACE "|title=宅基地纠纷|type=0202|party1.name=王刚");
	spoil(town, "type", "9999");
	fill(town, "reception", 0, "2026-11-24T09:10:00+08:00", "name=周涛|people=3|title=问低保怎么办");
	spoil(town, "people", "三");
	/* what was refused holds up nothing else */
	fill(town, "assess", id, "2026-11-24T09:20:00+08:00", "grade=03|joined=张敏、李军|opinion=先调解");
	sync_desk(town);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	bool fresh = strcmp(argv[2], "news") != 0;

	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	clock_at("2026-11-01T09:00:00+08:00");
	open_hub(argv[1], fresh);
	town = desk(argv[1], "", 1, TOWN, "向阳湖镇综治中心", "张敏", fresh);
	second = desk(argv[1], ".second", 2, TOWN, "向阳湖镇综治中心二号", "李军", fresh);
	village = desk(argv[1], ".village", 3, VILLAGE, "北岭村", "刘芳", fresh);
	if (strcmp(argv[2], "conflicts") == 0)
		conflicts();
	else if (strcmp(argv[2], "refused") == 0)
		refused();
	else
		news();
	session_close(town);
	session_close(second);
	session_close(village);
	books_free(books);
	store_close(hub);
	return 0;
}
