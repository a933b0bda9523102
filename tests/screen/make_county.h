/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small county at work, for screen tests: the centres of a town, a village and the county and the town's judicial office,
 * each with a store of its own, and the hub they all send to. What happens is told line by line below, on the shipped forms;
 * whoever writes has taken in what the others sent, and sends at once.
 */
#ifndef TESTS_MAKE_COUNTY_H
#define TESTS_MAKE_COUNTY_H

#include <string.h>

#include "base/mem.h"
#include "store/feed.h"
#include "work/accept.h"
#include "work/session.h"

#define TOWN "421202101"
#define SFS "421202101.sfs"
#define VILLAGE "421202101218"
#define COUNTY "421202"

#define PLACE "place=421202101218"

struct office {
	const char *unit, *name, *who;
	struct session *s;
};

struct deed {
	const char *when, *unit, *form;
	int record;             /* which case: a letter of our own; NULL forms open it */
	const char *pairs;      /* KEY=VALUE separated by | */
};

#define OPENS(title) "matter=矛盾纠纷|" PLACE "|title=" title
#define RESULT "result=已化解|method=协商和解|settled=."
#define TOLD "told=双方当事人|how=当面|accepts=认可|said=没有意见，按说好的办。"

/* Told case by case; it happens in the order of time. */
static const struct deed deeds[] = {
	/* left over from spring, taken up again */
	{ "2026-05-11T09:00", TOWN, "intake", 'k',
	  OPENS("山林权属争议") "|type=0901|party1.name=魏光明|party2.name=魏光辉|grade=03" },
	{ "2026-05-20T09:00", TOWN, "conclude", 'k',
	  "result=未化解引导法定途径|route=林权争议处理|outcome=各执一词，没有谈成。" },
	{ "2026-11-12T09:00", TOWN, "reopen", 'k', "reason=双方又来，请求再调解一次。" },
	/* grave, late, written to */
	{ "2026-09-10T09:00", TOWN, "intake", 'g',
	  OPENS("集体土地承包款") "|type=0901|party1.name=何大成|party2.name=北岭村民小组|grade=02" },
	{ "2026-09-10T10:00", TOWN, "dispatch", 'g', "lead=司法所|opinion=涉及三十多户，先摸清账目。" },
	{ "2026-09-10T11:00", SFS, "receive", 'g', "" },
	{ "2026-11-18T10:00", TOWN, "notice", 'g', "signer=周建国|approved=是" },
	/* 承包合同纠纷: handed over, worked on, one day late */
	{ "2026-10-24T09:40", TOWN, "intake", 'a',
	  OPENS("承包合同纠纷") "|type=0901|claim=要求支付三年租金|party1.name=张三|party1.phone=13812345678|party1.sex=1|"
	  "party1.birth=1968-03-05|party2.name=李四|party2.sex=1|occurred=2026-10-20|people=2|address=三组晒谷场东侧|"
	  "receiver=刘芳|summary=租给同村李四的八亩水田，合同约定每年十月付租，已连续三年未付，上门催要时发生争吵，未动手。" },
	{ "2026-10-24T10:10", TOWN, "assess", 'a', "grade=较大|opinion=涉及承包合同和三年租金，先调解，调解不成引导仲裁。" },
	{ "2026-10-24T10:30", TOWN, "dispatch", 'a', "lead=司法所|with=北岭村" },
	{ "2026-10-24T11:02", SFS, "receive", 'a', "plan=三天内见双方" },
	{ "2026-11-03T16:20", SFS, "handle", 'a', "kind=调解|where=村调解室|content=双方同意分两期补付，李四待筹款。" },
	{ "2026-11-20T15:00", TOWN, "supervise", 'a', "kind=电话催办|content=请司法所本周内办出结果。" },
	/* due today, in the village's hands; a second report of the same was merged into it */
	{ "2026-11-17T08:30", TOWN, "intake", 'b',
	  OPENS("宅基地纠纷") "|type=0202|party1.name=王刚|party2.name=刘明|party3.name=孙立|grade=04" },
	{ "2026-11-17T09:00", TOWN, "dispatch", 'b', "lead=北岭村" },
	{ "2026-11-17T15:30", VILLAGE, "receive", 'b', "" },
	{ "2026-11-19T10:00", TOWN, "intake", 'o', OPENS("宅基地地界") "|type=0202|party1.name=王刚|anew=没看出是同一件" },
	{ "2026-11-19T10:20", TOWN, "link", 'o', "main=2026-0007|reason=同一件事登记了两次。" },
	/* kept at the centre, due tomorrow */
	{ "2026-11-18T14:00", TOWN, "intake", 'd', OPENS("邻里噪音") "|type=0201|party1.name=𠮷野家|party2.name=买买提·艾力" },
	{ "2026-11-18T15:00", TOWN, "assess", 'd', "grade=一般|opinion=本中心上门调解。" },
	/* settled and told; settled and not told yet; told and asked again */
	{ "2026-11-12T10:00", TOWN, "intake", 'e', OPENS("婚姻家庭") "|type=0101|party1.name=陈强|party2.name=林芳|grade=04" },
	{ "2026-11-16T10:00", TOWN, "handle", 'e', "content=两口子愿意再处一处。" },
	{ "2026-11-19T16:00", TOWN, "conclude", 'e', RESULT "|outcome=和好，各让一步。" },
	{ "2026-11-20T09:00", TOWN, "inform", 'e', TOLD },
	{ "2026-11-16T14:00", TOWN, "intake", 'f',
	  OPENS("赡养纠纷") "|type=0101|party1.name=田老汉|party2.name=田小军|grade=04" },
	{ "2026-11-23T11:00", TOWN, "conclude", 'f', RESULT "|outcome=每月六百元，按季给。" },
	{ "2026-10-12T09:00", TOWN, "intake", 'l', OPENS("借贷纠纷") "|type=0901|party1.name=孟洁|party2.name=丁力|grade=04" },
	{ "2026-10-14T09:00", TOWN, "conclude", 'l', RESULT "|outcome=分三次还清。" },
	{ "2026-10-14T10:00", TOWN, "inform", 'l', TOLD },
	{ "2026-10-27T10:00", TOWN, "revisit", 'l', "asked=孟洁|satisfaction=满意|content=已还两次。" },
	/* stands still; sent back; entered by mistake */
	{ "2026-11-19T09:00", TOWN, "intake", 'j', OPENS("征地补偿") "|type=0901|party1.name=余桂英|grade=03" },
	{ "2026-11-19T10:00", TOWN, "assess", 'j', "grade=较大|opinion=等测绘结果。" },
	{ "2026-11-20T10:00", TOWN, "pause", 'j', "approver=周建国|reason=等测绘结果。" },
	{ "2026-11-20T11:00", TOWN, "intake", 'i', OPENS("物业费") "|type=0201|party1.name=梁静|grade=03" },
	{ "2026-11-20T11:30", TOWN, "dispatch", 'i', "lead=司法所" },
	{ "2026-11-20T15:00", SFS, "refuse", 'i', "reason=没有物业公司，属村里自管，建议交北岭村。" },
	{ "2026-11-20T16:00", TOWN, "intake", 'n', OPENS("重复登记") "|type=0201|party1.name=梁静|anew=看错了" },
	{ "2026-11-20T16:10", TOWN, "void", 'n', "reason=登记了两次。|second=刘芳" },
	/* the village's own; sent on upward; unsigned; urgent; answered at once */
	{ "2026-11-22T09:00", VILLAGE, "intake", 'q', OPENS("排水沟堵塞") "|type=0201|party1.name=贺三秀|grade=04" },
	{ "2026-11-21T09:00", TOWN, "intake", 'p', OPENS("工伤赔偿") "|type=0401|party1.name=冯友德|grade=02" },
	{ "2026-11-21T10:00", TOWN, "escalate", 'p', "to=上级综治中心|signer=周建国|reason=涉及外地企业，镇里协调不了。" },
	{ "2026-11-23T15:00", TOWN, "intake", 'c',
	  OPENS("拖欠工资") "|type=0401|party1.name=赵一鸣|party1.phone=13812345678|grade=03" },
	{ "2026-11-23T16:00", TOWN, "dispatch", 'c', "lead=司法所" },
	{ "2026-11-24T09:00", TOWN, "intake", 'm',
	  "matter=法律咨询|title=咨询土地确权|party1.name=欧阳修|answer=到县自然资源局申请。" },
	{ "2026-11-24T09:20", TOWN, "intake", 'h',
	  OPENS("阻拦施工") "|type=0901|party1.name=石勇|people=30|grade=02|urgent=是|call=110" },
	{ "2026-11-24T09:30", TOWN, "whistle", 'h', "called=司法所 派出所|where=三组路口|why=三十多人阻拦施工，请到场。" },
	{ "2026-11-24T09:35", SFS, "reportin", 'h', "note=两人已到场。" },
};
#define DEEDS (sizeof deeds / sizeof *deeds)

/* And last the village, whose machine is some days slow. */
static const struct deed slow = { "2026-11-20T09:38", VILLAGE, "handle", 'b', "kind=调查走访|content=量过了两家的地界。" };

struct county {
	struct store *hub;
	struct books *books;
	struct office office[4];
};

static struct office *office_of(struct county *c, const char *unit)
{
	for (size_t i = 0; i < sizeof c->office / sizeof *c->office; i++)
		if (!strcmp(c->office[i].unit, unit))
			return &c->office[i];
	return NULL;
}

/* Everything up, everything down, as one exchange would do it. */
static void exchange(struct county *c, struct session *s)
{
	struct entries up = { 0 }, down = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint64_t last = 0, head = 0;

	if (!journal_since(s->store, s->self.number, s->self.acked + 1, 1 << 24, 10000, &up, &err) ||
	    !store_begin(c->hub, &err))
		die(&err);
	for (size_t i = 0; i < up.n; i++)
		if (!accept_at_hub(c->hub, c->books, HUB, up.list[i], s->unit, &r, &err))
			die(&err);
	if (r.refused || !store_commit(c->hub, &err) ||
	    !feed_since(c->hub, s->unit, s->self.cursor, s->self.number, 1 << 24, 10000, &down, &last, &head, &err) ||
	    !store_begin(s->store, &err))
		die(&err);
	for (size_t i = 0; i < down.n; i++)
		if (!accept_at_desk(s->store, down.list[i], &r, &err))
			die(&err);
	if (!station_set_acked(s->store, s->self.acked + (uint32_t)up.n, last, &err) || !store_commit(s->store, &err) ||
	    !session_refresh(s, &err))
		die(&err);
	entries_free(&up);
	entries_free(&down);
}

static int by_time(const void *a, const void *b)
{
	const struct deed *x = *(const struct deed *const *)a, *y = *(const struct deed *const *)b;
	int order = strcmp(x->when, y->when);

	return order ? order : (x > y) - (x < y);
}

static void play(struct county *c)
{
	const struct deed *order[DEEDS + 1];
	uint64_t record[128] = { 0 };

	for (size_t i = 0; i < DEEDS; i++)
		order[i] = &deeds[i];
	qsort(order, DEEDS, sizeof *order, by_time);
	order[DEEDS] = &slow;
	for (size_t i = 0; i <= DEEDS; i++) {
		const struct deed *d = order[i];
		struct session *s = office_of(c, d->unit)->s;
		char *when = mem_fmt("%s:00+08:00", d->when);

		exchange(c, s);
		record[d->record] = fill(s, d->form, record[d->record], when, d->pairs);
		exchange(c, s);
		free(when);
	}
}

/* home gets the store of the desk of `unit`; the others stay beside it. */
static void make_county(const char *home, const char *hub, const char *unit)
{
	struct county c = { .office = { { TOWN, "向阳湖镇综治中心", "张敏", NULL }, { VILLAGE, "北岭村综治中心", "王强", NULL },
	                                { SFS, "向阳湖镇司法所", "吴所", NULL }, { COUNTY, "咸安区综治中心", "林涛", NULL } } };
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof c.office / sizeof *c.office; i++) {
		struct office *o = &c.office[i];
		char *at = !strcmp(o->unit, unit) ? mem_dup(home) : mem_fmt("%s.%s", home, o->unit);

		o->s = make_desk(at, hub, station_make(1, 1, (uint32_t)i + 1), o->unit, o->name, o->who);
		free(at);
	}
	c.hub = store_open(hub, STORE_HUB, false, &err);
	if (!c.hub)
		die(&err);
	c.books = books_new(c.hub);
	for (size_t i = 0; i < sizeof c.office / sizeof *c.office; i++) {
		struct office *o = &c.office[i];
		struct station_peer peer = { .number = o->s->self.number, .unit = (char *)o->unit, .name = (char *)o->name,
		                             .state = STATION_ENROLLED };
		if (!station_add(c.hub, &peer, &err))
			die(&err);
	}
	play(&c);
	struct session *mine = office_of(&c, unit)->s;
	exchange(&c, mine);
	if (!store_set_note(mine->store, "sync.last_ok", "2026-11-24T09:38:00+08:00", &err))
		die(&err);
	for (size_t i = 0; i < sizeof c.office / sizeof *c.office; i++)
		session_close(c.office[i].s);
	books_free(c.books);
	store_close(c.hub);
}

#endif
