/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk for screen tests, without a network: station county 1, epoch 1, desk 1 of unit 421202101, enrolled at a practice hub
 * that
 * published the shipped forms. The clock of its cases is told here, so every run makes the same store.
 *
 *   make_store HOME empty [UNIT] no case
 *   make_store HOME cases        five cases, three visits; two entries not yet confirmed
 *   make_store HOME many         forty-one cases
 *   make_store HOME again NAME   one more case, by another process: the title is NAME
 *   make_store HOME county UNIT  cases in every state, as a desk of UNIT has them (make_county.h)
 *   make_store - screens         names of all screens        make_store - forms    names of all shipped forms
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "desk/screen.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/station.h"
#include "work/fill.h"
#include "work/session.h"

#define HUB station_make(1, 1, 0)
#define DESK station_make(1, 1, 1)

static void die(const struct err *err)
{
	fprintf(stderr, "make_store: %s (%s)\n", err->say, err->detail);
	exit(1);
}

static void report(void *arg, const struct ini_fault *f)
{
	(void)arg;
	fprintf(stderr, "make_store: %s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

static void clock_at(const char *when)
{
	setenv("YICHUANG_CLOCK", when, 1);
	clock_practice(true);
}

/* The shipped set as a hub publishes it, in a store beside the desk's. */
static void publish(const char *dir)
{
	struct err err = { 0 };
	struct book_file *files;
	struct station_self hub = { .number = HUB, .unit = "421202", .name = "县中心", .practice = true };
	char *share = file_share();
	size_t n, done;

	if (!book_files(share, &files, &n, &err) || !file_make_dir(dir, &err))
		die(&err);
	struct store *s = store_open(dir, STORE_HUB, true, &err);
	if (!s || !station_self_save(s, &hub, &err) || !publish_files(s, HUB, files, n, "县中心", &done, &err))
		die(&err);
	store_close(s);
	book_files_free(files, n);
	free(share);
}

/* What a hub published goes to a desk's store as enrolment would bring it. */
static void keep_published(struct store *desk, const char *dir)
{
	struct err err = { 0 };
	struct entries published = { 0 };
	struct store *hub = store_open(dir, STORE_HUB, false, &err);
	bool fresh;

	if (!hub || !publish_entries(hub, &published, &err) || !store_begin(desk, &err))
		die(&err);
	for (size_t i = 0; i < published.n; i++)
		if (!journal_keep(desk, published.list[i], &fresh, &err))
			die(&err);
	if (!store_commit(desk, &err))
		die(&err);
	entries_free(&published);
	store_close(hub);
}

static struct session *open_desk(const char *home)
{
	struct err err = { 0 };
	struct session *s = session_open(home, report, NULL, &err);

	if (!s)
		die(&err);
	return s;
}

static struct session *make_desk(const char *home, const char *hub, uint32_t number, const char *unit, const char *name,
                                 const char *who)
{
	struct err err = { 0 };
	struct station_self self = { .number = number, .unit = (char *)unit, .name = (char *)name, .practice = true, .hub = HUB,
	                             .url = "https://127.0.0.1:9", .ca = "", .code = "" };

	if (!file_make_dir(home, &err))
		die(&err);
	struct store *s = store_open(home, STORE_DESK, true, &err);
	if (!s || !station_self_save(s, &self, &err))
		die(&err);
	keep_published(s, hub);
	store_close(s);
	struct session *desk = open_desk(home);
	session_person(desk, who);
	return desk;
}

/* Fill and save one form from a line of KEY=VALUE separated by |. */
static uint64_t fill(struct session *s, const char *form, uint64_t record, const char *when, const char *pairs)
{
	struct err err = { 0 };
	struct faults faults = { 0 };
	char *copy = mem_dup(pairs), *save = NULL, *say;

	clock_at(when);
	struct fill *f = fill_open(s, form, record, &err);
	if (!f) {
		fprintf(stderr, "make_store: %s %s:\n", when, form);
		die(&err);
	}
	for (char *one = strtok_r(copy, "|", &save); one; one = strtok_r(NULL, "|", &save)) {
		char *equals = strchr(one, '=');
		*equals = '\0';
		if (fill_set(f, one, equals + 1, &say) == TYPE_BAD) {
			fprintf(stderr, "make_store: %s: %s=%s: %s\n", form, one, equals + 1, say);
			exit(1);
		}
		free(say);
	}
	if (!fill_save(f, &faults, &err)) {
		for (size_t i = 0; i < faults.n; i++)
			fprintf(stderr, "make_store: %s: %s: %s\n", form, faults.list[i].key, faults.list[i].say);
		die(&err);
	}
	uint64_t id = fill_record(f);
	fill_close(f);
	faults_free(&faults);
	free(copy);
	return id;
}

#include "make_county.h"

#define DISPUTE "matter=矛盾纠纷|" PLACE

static void five_cases(struct session *s)
{
	struct err err = { 0 };
	uint64_t id;

	fill(s, "intake", 0, "2026-11-18T10:05:00+08:00",
	     DISPUTE "|title=婚姻家庭|type=0101|party1.name=陈强|party1.role=来访人|party2.name=林芳");
	fill(s, "intake", 0, "2026-11-19T15:20:00+08:00",
	     DISPUTE "|title=邻里噪音|type=0201|party1.name=𠮷野家|party2.name=买买提·艾力|grade=04");
	fill(s, "intake", 0, "2026-11-21T09:00:00+08:00",
	     DISPUTE "|title=拖欠工资|type=0401|party1.name=赵一鸣|party1.phone=13812345678|grade=03");
	fill(s, "intake", 0, "2026-11-23T11:30:00+08:00",
	     DISPUTE "|title=宅基地纠纷|type=0202|party1.name=王刚|party2.name=刘明|party3.name=孙立");
	id = fill(s, "intake", 0, "2026-11-23T16:40:00+08:00",
	          DISPUTE "|title=承包合同纠纷|type=0901|claim=要求支付三年租金|party1.name=张三|"
	          "party1.phone=13812345678|party1.sex=1|"
	          "party2.name=李四|occurred=2026-11-20|people=2|address=三组晒谷场东侧|grade=03|"
	          "summary=租给同村李四的八亩水田，合同约定每年十月付租，已连续三年未付，上门催要时发生争吵，未动手。");
	fill(s, "reception", 0, "2026-11-24T08:20:00+08:00", "name=周涛|people=3|title=问低保怎么办");
	fill(s, "reception", 0, "2026-11-24T08:50:00+08:00", "name=吴琼|people=1|title=问宅基地审批");
	fill(s, "handle", id, "2026-11-24T09:10:00+08:00", "kind=调解|where=村调解室|content=双方同意分两期补付，李四待筹款。");
	fill(s, "intake", 0, "2026-11-24T09:25:00+08:00", "matter=法律咨询|title=咨询土地确权|party1.name=欧阳修");
	if (!station_set_acked(s->store, 7, 0, &err) || !store_set_note(s->store, "sync.last_ok",
	                                                                "2026-11-24T09:32:00+08:00", &err))
		die(&err);
}

static void many_cases(struct session *s)
{
	struct err err = { 0 };
	char when[64], pairs[200];

	for (int i = 1; i <= 41; i++) {
		snprintf(when, sizeof when, "2026-11-%02dT09:%02d:00+08:00", 1 + i / 2, i);
		/* each somebody else: a second case of the same person would want a reason */
		snprintf(pairs, sizeof pairs, DISPUTE "|title=第%d件|type=0901|party1.name=李%c%c", i, 'A' + i % 26,
		         'A' + i / 26);
		fill(s, "intake", 0, when, pairs);
	}
	if (!station_set_acked(s->store, 41, 0, &err))
		die(&err);
}

static int print_screens(void)
{
	size_t n;
	const struct screen_ops *const *table = screen_table(&n);

	for (size_t i = 0; i < n; i++)
		printf("%s\n", table[i]->name);
	return 0;
}

static int print_forms(void)
{
	struct err err = { 0 };
	char *share = file_share(), *dir = file_join(share, "forms"), **names = file_list(dir, ".ini", &err);

	if (!names)
		die(&err);
	for (char **name = names; *name; name++)
		printf("%.*s\n", (int)strlen(*name) - 4, *name);
	file_list_free(names);
	free(share);
	free(dir);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	if (!strcmp(argv[2], "screens"))
		return print_screens();
	if (!strcmp(argv[2], "forms"))
		return print_forms();
	if (!strcmp(argv[2], "again")) {
		struct session *s = open_desk(argv[1]);
		char *pairs = mem_fmt("matter=法律咨询|title=%s|party1.name=何伟", argc > 3 ? argv[3] : "又一件");
		fill(s, "intake", 0, "2026-11-24T09:41:00+08:00", pairs);
		free(pairs);
		session_close(s);
		return 0;
	}
	clock_at("2026-01-01T09:00:00+08:00");
	char *hub = mem_fmt("%s.hub", argv[1]);
	publish(hub);
	if (!strcmp(argv[2], "county")) {
		make_county(argv[1], hub, argc > 3 ? argv[3] : TOWN);
		free(hub);
		return 0;
	}
	struct session *s = argc > 3 ? make_desk(argv[1], hub, DESK, argv[3], "", "张敏")
	                             : make_desk(argv[1], hub, DESK, TOWN, "向阳湖镇综治中心", "张敏");
	if (!strcmp(argv[2], "cases"))
		five_cases(s);
	else if (!strcmp(argv[2], "many"))
		many_cases(s);
	session_close(s);
	free(hub);
	return 0;
}
