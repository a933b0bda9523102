/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A practice county: a hub that publishes a small set of forms, and desks that keep it. Forms of its own, so that what these
 * tests show does not change with the shipped ones. The clock stands still at PRACTICE_NOW until practice_clock() moves it.
 */
#ifndef WORK_FIXTURE_H
#define WORK_FIXTURE_H

#include <ftw.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/feed.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/record.h"
#include "store/station.h"
#include "work/accept.h"
#include "work/fill.h"
#include "work/session.h"

#define PRACTICE_NOW "2026-11-24T09:41:00+08:00"
#define PRACTICE_COUNTY 7
#define PRACTICE_HUB station_make(PRACTICE_COUNTY, 1, 0)
#define TOWN "421202101"
#define VILLAGE "421202101218"
#define OTHER_TOWN "421202102"

static const char *const practice_files[][2] = {
	{ "data/divisions.csv",
	  "code,name,parent\n42,湖北省,\n4212,咸宁市,42\n421202,咸安区,4212\n421202101,向阳湖镇,421202\n421202102,官埠桥镇,421202\n"
	  "421202101218,北岭村委会,421202101\n421202102201,官埠村委会,421202102\n" },
	{ "data/event_type.csv", "code,name,parent\n02,邻里纠纷,\n0201,相邻权,02\n0202,宅基地,02\n09,农村土地纠纷,\n0901,土地承包经营,09\n" },
	{ "data/grade.csv", "code,name,parent\n04,一般,\n03,较大,\n02,重大,\n" },
	{ "data/idtype.csv", "code,name,parent\n111,居民身份证,\n414,普通护照,\n" },
	{ "data/sex.csv", "code,name,parent\n1,男,\n2,女,\n" },
	{ "data/result.csv", "code,name,parent\n01,已化解,\n02,未化解引导法定途径,\n" },
	{ "data/flow.ini",
	  "[step 汇]\nname = 信息汇集\ndoing = 受理\n[step 研]\nname = 会商研判\ndoing = 研判\n[step 交]\nname = 分流交办\ndoing = 交办\n"
	  "[step 办]\nname = 限时办理\ndoing = 办理\n[step 结]\nname = 反馈结果\ndoing = 办结\n" },
	{ "forms/intake.ini",
	  "[form]\ntitle = 受理登记\nopens = case\nlist = 案件\nstep = 汇\nlevels = village town county\ngoes = up\n"
	  "[group party]\nlabel = 当事人\nmin = 1\nmax = 4\nshows = name sex birth phone\n"
	  "[field party.name]\nlabel = 姓名\nrequired = yes\nmax = 20\n"
	  "[field party.idtype]\nlabel = 证件\ntype = code\ncodes = idtype\n"
	  "[field party.idno]\nlabel = 证件号码\ntype = idcard\nmax = 50\nstrict = \"idtype = 111 | 空\"\n"
	  "fills = sex birth\nabsent = 未提供\n"
	  "[field party.idno_why]\nlabel = 未提供原因\nvisible = \"idno = 未提供\"\n"
	  "[field party.sex]\nlabel = 性别\ntype = code\ncodes = sex\n"
	  "[field party.birth]\nlabel = 出生日期\ntype = date\n"
	  "[field party.guardian]\nlabel = 监护人\nvisible = \"age < 18\"\nrequired = yes\n"
	  "[field party.phone]\nlabel = 电话\ntype = phone\n"
	  "[field title]\nlabel = 事件名称\nmax = 100\nrequired = yes\n"
	  "[field type]\nlabel = 事件类别\ntype = code\ncodes = event_type\nrequired = yes\n"
	  "[field place]\nlabel = 地点\ntype = place\n"
	  "[field people]\nlabel = 涉及人数\ntype = int\ncheck = \"people >= 1\"\nmessage = 至少一人\n"
	  "[field urgent]\nlabel = 紧急\ntype = yesno\ndefault = 否\n"
	  "[field why_urgent]\nlabel = 紧急原因\nvisible = \"urgent = 是\"\nrequired = yes\n"
	  "[field summary]\nlabel = 简述\ntype = lines\nlines = 4\nmax = 2000\n"
	  "[field opened]\nlabel = 受理时间\ntype = datetime\ndefault = now\nrequired = yes\nbackdate = yes\n"
	  "[effect]\nstep = 汇\n" },
	{ "forms/assess.ini",
	  "[form]\ntitle = 会商研判\ncontinues = case\nstep = 研\n"
	  "[field grade]\nlabel = 等级\ntype = code\ncodes = grade\nrequired = yes\nrecord = yes\n"
	  "[field view]\nlabel = 意见\n[effect]\nstep = 研\nneeds = \"step = 汇 | 研\"\nneeds_say = 已经交办，不用再研判\n" },
	{ "forms/dispatch.ini",
	  "[form]\ntitle = 分流交办\ncontinues = case\nstep = 交\n"
	  "[field lead]\nlabel = 主办\ntype = place\nrequired = yes\nrecord = yes\n"
	  "[effect]\nstep = 交\nneeds = \"step = 汇 | 研\"\n" },
	{ "forms/handle.ini",
	  "[form]\ntitle = 办理记录\ncontinues = case\nstep = 办\n"
	  "[group talk]\nlabel = 谈话\nmax = 5\nshows = whom\n[field talk.whom]\nlabel = 对象\nrequired = yes\n"
	  "[field talk.said]\nlabel = 所说\n"
	  "[field content]\nlabel = 办理情况\ntype = lines\nlines = 3\nmax = 500\nrequired = yes\n"
	  "[field when]\nlabel = 办理日期\ntype = date\ndefault = today\nbackdate = yes\n"
	  "[effect]\nstep = 办\nneeds = \"step != 结\"\nneeds_say = 已经办结\n" },
	{ "forms/conclude.ini",
	  "[form]\ntitle = 办结\ncontinues = case\nstep = 结\n"
	  "[field result]\nlabel = 结果\ntype = code\ncodes = result\nrequired = yes\nrecord = yes\n"
	  "[field route]\nlabel = 途径\nvisible = \"result = 未化解引导法定途径\"\nrequired = yes\nrecord = yes\n"
	  "[field closed]\nlabel = 办结日期\ntype = date\ndefault = today\nrequired = yes\nrecord = yes\nbackdate = yes\n"
	  "[effect]\nstep = 结\nneeds = \"step = 汇 | 研 | 交 | 办\"\n" },
	{ "forms/reopen.ini",
	  "[form]\ntitle = 重新办理\ncontinues = case\n[field why]\nlabel = 原因\nrequired = yes\n"
	  "[effect]\nstep = 办\nneeds = \"step = 结\"\n" },
	{ "forms/reception.ini",
	  "[form]\ntitle = 来访登记\nopens = reception\nlist = 来访\nserial = R\ngoes = unit\n"
	  "[field title]\nlabel = 事由\nrequired = yes\n[field people]\nlabel = 人数\ntype = int\ndefault = 1\n"
	  "[field opened]\nlabel = 来访时间\ntype = datetime\ndefault = now\nrequired = yes\nbackdate = yes\n" },
};
#define PRACTICE_FILES (sizeof practice_files / sizeof *practice_files)

struct practice {
	char dir[64];
	struct store *hub;
	struct books *books;
	uint32_t desks;
};

static inline void practice_clock(const char *at)
{
	setenv("YICHUANG_CLOCK", at, 1);
	clock_practice(true);
}

static inline void practice_report(void *arg, const struct ini_fault *f)
{
	(void)arg;
	fail_msg("%s:%d [%s] %s: %s", f->file, f->line, f->section, f->key, f->say);
}

/* Publish a file; text "" takes it out. */
static inline void practice_publish(struct practice *p, const char *path, const char *text)
{
	struct book_file file = { mem_dup(path), mem_dup(text), strlen(text) };
	struct err err = { 0 };
	uint64_t before;
	size_t n;

	assert_true(publish_version(p->hub, &before, &err));
	if (!publish_files(p->hub, PRACTICE_HUB, &file, 1, "县中心", &n, &err) || !accept_publish(p->hub, before, &err))
		fail_msg("%s", err.say);
	free(file.path);
	free(file.text);
}

static inline void practice_open(struct practice *p)
{
	struct station_self self = { .number = PRACTICE_HUB, .unit = "421202", .name = "县中心", .practice = true };
	struct book_file files[PRACTICE_FILES];
	struct err err = { 0 };
	size_t n;

	practice_clock(PRACTICE_NOW);
	*p = (struct practice){ .dir = "/tmp/yichuang-test-XXXXXX" };
	assert_non_null(mkdtemp(p->dir));
	char *home = file_join(p->dir, "hub");
	assert_true(file_make_dir(home, &err));
	p->hub = store_open(home, STORE_HUB, true, &err);
	if (!p->hub || !station_self_save(p->hub, &self, &err))
		fail_msg("%s", err.say);
	free(home);
	for (size_t i = 0; i < PRACTICE_FILES; i++) {
		files[i].path = mem_dup(practice_files[i][0]);
		files[i].text = mem_dup(practice_files[i][1]);
		files[i].len = strlen(files[i].text);
	}
	if (!publish_files(p->hub, PRACTICE_HUB, files, PRACTICE_FILES, "县中心", &n, &err))
		fail_msg("%s", err.say);
	for (size_t i = 0; i < PRACTICE_FILES; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	p->books = books_new(p->hub);
	books_report(p->books, practice_report, NULL);
}

static inline int practice_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static inline void practice_close(struct practice *p)
{
	books_free(p->books);
	store_close(p->hub);
	nftw(p->dir, practice_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* A desk of a unit as enrolment leaves it: known at the hub, the published set in its store. Its session is yours. */
static inline struct session *practice_desk(struct practice *p, const char *unit, const char *who)
{
	uint32_t number = station_make(PRACTICE_COUNTY, 1, ++p->desks);
	struct station_peer peer = { .number = number, .unit = (char *)unit, .name = "窗口", .state = STATION_ENROLLED };
	struct station_self self = {
		.number = number, .unit = (char *)unit, .name = "窗口", .practice = true, .hub = PRACTICE_HUB,
	};
	struct entries published = { 0 };
	struct err err = { 0 };
	char name[16];
	bool fresh;

	assert_true(station_add(p->hub, &peer, &err));
	snprintf(name, sizeof name, "desk%u", (unsigned)p->desks);
	char *home = file_join(p->dir, name);
	assert_true(file_make_dir(home, &err));
	struct store *s = store_open(home, STORE_DESK, true, &err);
	if (!s || !station_self_save(s, &self, &err) || !publish_entries(p->hub, &published, &err))
		fail_msg("%s", err.say);
	assert_true(store_begin(s, &err));
	for (size_t i = 0; i < published.n; i++)
		if (!journal_keep(s, published.list[i], &fresh, &err))
			fail_msg("%s", err.say);
	assert_true(store_commit(s, &err));
	entries_free(&published);
	store_close(s);
	struct session *desk = session_open(home, practice_report, NULL, &err);
	if (!desk)
		fail_msg("%s", err.say);
	session_as(desk, who);
	free(home);
	return desk;
}

/* One entry of a desk to the hub. */
static inline struct accept_result practice_send(struct practice *p, const struct session *from, const struct entry *e)
{
	struct accept_result r = { 0 };
	struct err err = { 0 };

	assert_true(store_begin(p->hub, &err));
	if (!accept_at_hub(p->hub, p->books, PRACTICE_HUB, e, from->unit, &r, &err))
		fail_msg("%s", err.say);
	assert_true(store_commit(p->hub, &err));
	return r;
}

/* Everything a desk wrote and the hub has not, and its feed back: what a sync comes to. Returns how many were refused. */
static inline size_t practice_sync(struct practice *p, struct session *desk)
{
	struct entries up = { 0 }, down = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint64_t last = 0, head = 0;
	size_t refused = 0;

	assert_true(journal_since(desk->store, desk->self.number, desk->self.acked + 1, 1 << 24, 10000, &up, &err));
	for (size_t i = 0; i < up.n; i++)
		refused += practice_send(p, desk, up.list[i]).refused;
	assert_true(feed_since(p->hub, desk->unit, desk->self.cursor, desk->self.number, 1 << 24, 10000, &down, &last, &head,
	                       &err));
	assert_true(store_begin(desk->store, &err));
	for (size_t i = 0; i < down.n; i++)
		if (!accept_at_desk(desk->store, down.list[i], &r, &err))
			fail_msg("%s", err.say);
	assert_true(station_set_acked(desk->store, desk->self.acked + (uint32_t)up.n, last, &err));
	assert_true(store_commit(desk->store, &err));
	assert_true(session_refresh(desk, &err));
	entries_free(&up);
	entries_free(&down);
	return refused;
}

/* Fill a form with pairs of key and value, NULL-terminated, and save it. 0 where it was refused; *why may be NULL. */
static inline uint64_t practice_fill(struct session *s, struct faults *why, const char *form, uint64_t record, ...)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct fill *f = fill_open(s, form, record, &err);
	uint64_t id = 0;
	va_list ap;

	if (!f)
		return 0;
	va_start(ap, record);
	for (const char *key; (key = va_arg(ap, const char *));)
		fill_set(f, key, va_arg(ap, const char *), NULL);
	va_end(ap);
	if (fill_save(f, &faults, &err))
		id = fill_record(f);
	fill_close(f);
	if (why)
		*why = faults;
	else
		faults_free(&faults);
	return id;
}

#define PRACTICE_CASE "title", "承包合同纠纷", "type", "0901", "place", VILLAGE, "party1.name", "张三"

/* The newest entry of a record in a store. Yours. */
static inline struct entry *practice_newest(struct store *s, uint64_t record)
{
	struct entries all = { 0 };
	struct entry *e;

	assert_true(journal_of_record(s, record, &all, NULL));
	assert_true(all.n > 0);
	e = journal_get(s, all.list[all.n - 1]->id, NULL);
	entries_free(&all);
	return e;
}

#endif
