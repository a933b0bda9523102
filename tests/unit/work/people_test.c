/* SPDX-License-Identifier: Apache-2.0 */
/* Who was here before, and what they came for. Forms of its own: an intake that can say what it has to do with an earlier case. */
#include "town_each.h"

#include "base/crypto.h"
#include "work/people.h"

#define IDNO "421202196803051232"
#define IDNO_2 "421202197108150014"

static const char intake[] =
	"[form]\ntitle = 受理登记\nopens = case\nlist = 案件\nstep = 汇\nlevels = village town county\ngoes = up\n"
	"[group party]\nlabel = 当事人\nmax = 9\nshows = name sex birth phone\n"
	"[field party.role]\nlabel = 身份\ndefault = 来访人\n"
	"[field party.name]\nlabel = 姓名\noffers = people\nabsent = 匿名\n"
	"[field party.name_why]\nlabel = 匿名原因\nvisible = \"name = 匿名\"\n"
	"[field party.idtype]\nlabel = 证件\ntype = code\ncodes = idtype\n"
	"[field party.idno]\nlabel = 证件号码\ntype = idcard\nmax = 50\nstrict = \"idtype = 111 | 空\"\nfills = sex birth\n"
	"absent = 未提供\noffers = people\n"
	"[field party.idno_why]\nlabel = 未提供原因\nvisible = \"idno = 未提供\"\n"
	"[field party.phone]\nlabel = 电话\ntype = phone\noffers = people\n"
	"[field party.sex]\nlabel = 性别\ntype = code\ncodes = sex\n"
	"[field party.birth]\nlabel = 出生日期\ntype = date\n"
	"[field party.address]\nlabel = 居住地址\n"
	"[group witness]\nlabel = 见证人\nshows = name\n[field witness.name]\nlabel = 姓名\n[field witness.address]\nlabel = 地址\n"
	"[field title]\nlabel = 事件名称\nrequired = yes\n"
	"[field type]\nlabel = 事件类别\ntype = code\ncodes = event_type\n"
	"[field place]\nlabel = 地点\ntype = place\n"
	"[field address]\nlabel = 详细地址\noffers = places\n"
	"[field related]\nlabel = 关联案件\ntype = record\n"
	"[field anew]\nlabel = 仍新建的原因\n"
	"[field opened]\nlabel = 受理时间\ntype = datetime\ndefault = now\nrequired = yes\n"
	"[effect]\nstep = 汇\n";
static const char visit[] =
	"[form]\ntitle = 来访登记\nopens = reception\nlist = 来访\nserial = R\ngoes = unit\n"
	"[field name]\nlabel = 来访人\noffers = people\n[field phone]\nlabel = 电话\ntype = phone\n"
	"[field title]\nlabel = 事由\nrequired = yes\n";
static const char cancel[] =
	"[form]\ntitle = 作废\ncontinues = case\n[field reason]\nlabel = 原因\n"
	"[field closed]\nlabel = 办结日期\ntype = date\ndefault = today\nrecord = yes\n[effect]\nstep = 废\n";
static const char flow[] =
	"[step 汇]\nname = 信息汇集\ndoing = 受理\n[step 研]\nname = 会商研判\ndoing = 研判\n[step 交]\nname = 分流交办\ndoing = 交办\n"
	"[step 办]\nname = 限时办理\ndoing = 办理\n[step 结]\nname = 反馈结果\ndoing = 办结\n"
	"[step 废]\nname = 作废\ndoing = 已作废\nhidden = yes\n";

static int setup_people(void **state)
{
	setup(state);
	session_close(town);
	practice_publish(&county, "data/flow.ini", flow);
	practice_publish(&county, "forms/intake.ini", intake);
	practice_publish(&county, "forms/reception.ini", visit);
	practice_publish(&county, "forms/cancel.ini", cancel);
	town = practice_desk(&county, TOWN, "张敏");
	return 0;
}

/* A case of somebody, as it came in on a day. anew: whatever was there before. */
static uint64_t saved(uint64_t id)
{
	assert_true(id);
	return id;
}
#define CAME(day, ...) \
	(practice_clock(day "T09:00:00+08:00"), saved(practice_fill(town, NULL, "intake", 0, "anew", "另一件事", __VA_ARGS__, NULL)))

static struct fill *opened(const char *form, uint64_t record)
{
	struct err err = { 0 };
	struct fill *f = fill_open(town, form, record, &err);

	if (!f)
		fail_msg("%s", err.say);
	return f;
}

/* --- finding ---------------------------------------------------------------------------------------------------------- */

struct people {
	struct person *list;
	size_t n;
};

static struct people find_in(const char *group, const char *typed)
{
	struct people p;
	struct err err = { 0 };

	if (!people_find(town, group, typed, 20, &p.list, &p.n, &err))
		fail_msg("%s", err.say);
	return p;
}

static struct people find(const char *typed)
{
	return find_in("party", typed);
}

static size_t count(const char *typed)
{
	struct people p = find(typed);

	people_free(p.list, p.n);
	return p.n;
}

static void a_person_is_found_by_what_people_remember(void **state)
{
	(void)state;
	assert_true(CAME("2026-11-02", "title", "宅基地边界", "party1.name", "单雄信", "party1.phone", "13812345678", "party1.idno", IDNO));
	assert_int_equal(count("单雄"), 1);
	assert_int_equal(count("单雄信"), 1);
	assert_int_equal(count(" 单雄信　"), 1);
	assert_int_equal(count("sxx"), 1);
	assert_int_equal(count("SX"), 1);
	assert_int_equal(count("5678"), 1);
	assert_int_equal(count("45678"), 1);
	assert_int_equal(count("13812345678"), 1);
	assert_int_equal(count("138-1234-5678"), 1);
	assert_int_equal(count("421202"), 1);
	assert_int_equal(count("42120219680305"), 1);
	assert_int_equal(count(IDNO), 1);
}

static void what_stands_elsewhere_or_is_too_little_is_no_answer(void **state)
{
	(void)state;
	assert_true(CAME("2026-11-02", "title", "雄信与王五的边界", "party1.name", "单雄信", "party1.phone", "13812345678", "party1.idno", IDNO));
	assert_int_equal(count(""), 0);
	assert_int_equal(count("单"), 0);
	assert_int_equal(count("s"), 0);
	assert_int_equal(count("678"), 0);
	assert_int_equal(count("雄信"), 0);
	assert_int_equal(count("王五"), 0);
	assert_int_equal(count("xx"), 0);
	assert_int_equal(count("1381"), 0);
	assert_int_equal(count("4212"), 0);
	assert_int_equal(count("42120"), 0);
	assert_int_equal(count("1968"), 0);
}

static void the_newest_comes_first_and_each_person_once(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.phone", "13812345678", "party1.address", "北岭村三组");
	uint64_t other = CAME("2026-11-03", "title", "乙", "party1.name", "张三丰", "party1.phone", "13912345678");
	uint64_t newest = CAME("2026-11-04", "title", "丙", "party1.name", "李四", "party2.name", "张三", "party2.phone", "138-1234-5678");
	struct people p = find("张三");

	assert_int_equal(p.n, 2);
	assert_int_equal(p.list[0].record, newest);
	assert_string_equal(p.list[0].title, "丙");
	assert_string_equal(p.list[0].no, "421202101-2-2026-0003");
	/* what was not said then is known from before */
	assert_string_equal(fields_get(p.list[0].row, "address"), "北岭村三组");
	assert_int_equal(p.list[1].record, other);
	assert_string_equal(fields_get(p.list[1].row, "name"), "张三丰");
	people_free(p.list, p.n);
	p = find("zs");
	assert_int_equal(p.list[0].record, newest);
	people_free(p.list, p.n);
	CAME("2026-11-05", "title", "丁", "party1.name", "张三石", "party2.name", "张三木");
	assert_true(people_find(town, "party", "张三", 1, &p.list, &p.n, NULL));
	assert_int_equal(p.n, 1);
	people_free(p.list, p.n);
}

static void whoever_has_just_that_name_comes_before_longer_names(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三");
	CAME("2026-11-03", "title", "丙", "party1.name", "张三", "party1.phone", "13812345678", "party1.address", "村口");
	CAME("2026-11-04", "title", "乙", "party1.name", "张三丰");
	CAME("2026-11-05", "title", "丁", "party1.name", "张三", "party1.phone", "13900001111");
	struct people p = find("张三");
	assert_int_equal(p.n, 4);
	assert_string_equal(p.list[0].title, "丁");
	assert_string_equal(p.list[1].title, "丙");
	/* whose numbers nobody knows: nothing of the others is said of them */
	assert_string_equal(p.list[2].title, "甲");
	assert_null(fields_get(p.list[2].row, "phone"));
	assert_string_equal(p.list[3].title, "乙");
	people_free(p.list, p.n);
	assert_int_equal(count("张三丰"), 1);
}

static void namesakes_with_other_numbers_are_two(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO, "party1.phone", "13812345678");
	CAME("2026-11-03", "title", "乙", "party1.name", "张三", "party1.idno", IDNO_2, "party1.phone", "13812345678");
	CAME("2026-11-04", "title", "丙", "party1.name", "张三", "party1.phone", "13900001111");
	assert_int_equal(count("张三"), 3);
	/* one with a new telephone is still one */
	CAME("2026-11-05", "title", "丁", "party1.name", "张三", "party1.idno", IDNO, "party1.phone", "13700002222");
	assert_int_equal(count("张三"), 3);
	CAME("2026-11-02", "title", "甲", "party1.name", "李四", "party1.address", "北岭村三组");
	CAME("2026-11-03", "title", "乙", "party1.name", "李四", "party1.address", "官埠村一组");
	assert_int_equal(count("李四"), 2);
	CAME("2026-11-04", "title", "丙", "party1.name", "李四", "party1.address", "北岭村三组");
	assert_int_equal(count("李四"), 2);
}

static void what_somebody_says_now_counts_not_what_was_mended(void **state)
{
	uint64_t id = CAME("2026-11-02", "title", "甲", "party1.name", "张珊");

	(void)state;
	assert_true(practice_fill(town, NULL, "intake", id, "party1.name", "李姗姗", NULL));
	assert_int_equal(count("张珊"), 0);
	assert_int_equal(count("李姗"), 1);
}

static void a_visitor_is_found_for_a_case(void **state)
{
	(void)state;
	assert_true(practice_fill(town, NULL, "reception", 0, "title", "问低保", "name", "周涛", "phone", "13812345678", NULL));
	struct people p = find("周涛");
	assert_int_equal(p.n, 1);
	assert_string_equal(fields_get(p.list[0].row, "phone"), "13812345678");
	assert_null(fields_get(p.list[0].row, "title"));
	people_free(p.list, p.n);
	CAME("2026-11-02", "title", "甲", "party1.name", "周涛涛");
	p = find_in("", "周涛");
	assert_int_equal(p.n, 1);
	people_free(p.list, p.n);
}

static void an_identity_number_that_everybody_begins_with_is_found_among_the_newest(void **state)
{
	char name[16];

	(void)state;
	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof name, "第%c人", 'A' + i);
		CAME("2026-11-02", "title", "甲", "party1.name", name, "party1.idtype", "414", "party1.idno", "421202196803051");
	}
	assert_int_equal(count("421202"), 20);
}

/* --- taking ------------------------------------------------------------------------------------------------------------ */

static void a_row_takes_what_it_does_not_know_yet(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.role", "被申请人", "party1.name", "张三", "party1.idno", IDNO, "party1.phone",
	     "13812345678", "party1.address", "北岭村三组");
	struct people p = find("张三");
	struct fill *f = opened("intake", 0);

	fill_set(f, "party1.name", "张", NULL);
	fill_set(f, "party1.phone", "13900001111", NULL);
	people_take(f, "party", 1, &p.list[0]);
	assert_string_equal(fill_typed(f, "party1.name"), "张三");
	assert_string_equal(fill_typed(f, "party1.idno"), IDNO);
	assert_string_equal(fill_typed(f, "party1.sex"), "1");
	assert_string_equal(fill_typed(f, "party1.birth"), "1968-03-05");
	assert_string_equal(fill_typed(f, "party1.address"), "北岭村三组");
	assert_string_equal(fill_typed(f, "party1.phone"), "13900001111");
	assert_string_equal(fill_typed(f, "party1.role"), "来访人");
	fill_close(f);
	people_free(p.list, p.n);
}

static void what_was_not_told_then_is_asked_again(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", "未提供", "party1.idno_why", "没带");
	struct people p = find("张三");
	struct fill *f = opened("intake", 0);

	fill_add_row(f, "party");
	people_take(f, "party", 1, &p.list[0]);
	assert_string_equal(fill_typed(f, "party1.name"), "张三");
	assert_string_equal(fill_typed(f, "party1.idno"), "");
	assert_string_equal(fill_typed(f, "party1.idno_why"), "");
	fill_close(f);
	people_free(p.list, p.n);
}

static void a_code_that_is_no_more_is_not_taken(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.sex", "2");
	struct people p = find("张三");
	fields_set(p.list[0].row, "sex", "9");
	struct fill *f = opened("intake", 0);

	fill_add_row(f, "party");
	people_take(f, "party", 1, &p.list[0]);
	assert_string_equal(fill_typed(f, "party1.sex"), "");
	fill_close(f);
	people_free(p.list, p.n);
}

static void a_visit_takes_the_person_and_leaves_the_matter(void **state)
{
	(void)state;
	practice_fill(town, NULL, "reception", 0, "title", "问低保", "name", "周涛", "phone", "13812345678", NULL);
	struct people p = find_in("", "周涛");
	struct fill *f = opened("reception", 0);

	fields_set(p.list[0].row, "title", "问低保");
	people_take(f, "", 0, &p.list[0]);
	assert_string_equal(fill_typed(f, "name"), "周涛");
	assert_string_equal(fill_typed(f, "phone"), "13812345678");
	assert_string_equal(fill_typed(f, "title"), "");
	fill_close(f);
	people_free(p.list, p.n);
}

/* --- values -------------------------------------------------------------------------------------------------------------- */

static void values_typed_before_are_offered_newest_first(void **state)
{
	char **list;
	size_t n;

	(void)state;
	CAME("2026-11-02", "title", "甲", "address", "三组晒谷场东侧", "party1.name", "张三", "party1.address", "北岭村一组",
	     "party2.name", "李四", "party2.address", "北岭村二组", "witness1.name", "王五", "witness1.address", "北岭村三组");
	CAME("2026-11-03", "title", "乙", "address", "村小学门口");
	CAME("2026-11-04", "title", "晒谷场纠纷", "address", "三组晒谷场东侧");
	assert_true(people_values(town, "case", "address", "", 20, &list, &n, NULL));
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "三组晒谷场东侧");
	assert_string_equal(list[1], "村小学门口");
	people_values_free(list, n);
	assert_true(people_values(town, "case", "address", "小学", 20, &list, &n, NULL));
	assert_int_equal(n, 1);
	people_values_free(list, n);
	assert_true(people_values(town, "case", "address", "cxx", 20, &list, &n, NULL));
	assert_int_equal(n, 1);
	people_values_free(list, n);
	assert_true(people_values(town, "case", "party.address", "", 20, &list, &n, NULL));
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "北岭村一组");
	people_values_free(list, n);
	assert_true(people_values(town, "case", "party.address", "", 1, &list, &n, NULL));
	assert_int_equal(n, 1);
	people_values_free(list, n);
	assert_true(people_values(town, "reception", "address", "", 20, &list, &n, NULL));
	assert_int_equal(n, 0);
}

static void what_was_long_ago_is_found_by_the_index(void **state)
{
	char **list, address[32];
	size_t n;

	(void)state;
	CAME("2026-11-02", "title", "甲", "address", "老龙潭水库大坝", "party1.name", "张三", "party1.idno", IDNO);
	for (int i = 0; i < 205; i++) {
		snprintf(address, sizeof address, "%d 号门口", i);
		CAME("2026-11-03", "title", "乙", "address", address);
	}
	assert_true(people_values(town, "case", "address", "龙潭", 20, &list, &n, NULL));
	assert_int_equal(n, 1);
	assert_string_equal(list[0], "老龙潭水库大坝");
	people_values_free(list, n);
	assert_int_equal(count("42120219680305"), 1);
	assert_true(people_values(town, "case", "address", "号门", 20, &list, &n, NULL));
	assert_int_equal(n, 20);
	assert_string_equal(list[0], "204 号门口");
	people_values_free(list, n);
}

/* --- earlier records ------------------------------------------------------------------------------------------------------ */

struct before {
	struct earlier *list;
	size_t n;
};

/* What is shown while a new case says this, on 2026-11-24. */
static struct before earlier_of(const char *const *pairs)
{
	struct before b;
	struct err err = { 0 };

	practice_clock(PRACTICE_NOW);
	struct fill *f = opened("intake", 0);
	for (; *pairs; pairs += 2)
		fill_set(f, pairs[0], pairs[1], NULL);
	if (!people_earlier(town, f, 9, &b.list, &b.n, &err))
		fail_msg("%s", err.say);
	fill_close(f);
	return b;
}
#define EARLIER(...) earlier_of((const char *const[]){ __VA_ARGS__, NULL })

/* The reason of the only one; "" where there is none. It is strong where the reason begins with '!'. Lent. */
static const char *reason(struct before b)
{
	static char text[100];

	if (b.n > 1)
		fail_msg("%zu earlier records", b.n);
	snprintf(text, sizeof text, "%s%s", b.n && b.list[0].strong ? "!" : "", b.n ? b.list[0].why : "");
	people_earlier_free(b.list, b.n);
	return text;
}

static void the_same_identity_number_is_the_same_person(void **state)
{
	uint64_t id = CAME("2020-05-06", "title", "宅基地边界", "party1.name", "王五", "party2.name", "张三", "party2.idno", IDNO);
	struct before b = EARLIER("party1.name", "李四", "party2.name", "张三", "party2.idno", IDNO);

	(void)state;
	assert_int_equal(b.n, 1);
	assert_int_equal(b.list[0].record->id, id);
	assert_string_equal(b.list[0].name, "张三");
	assert_string_equal(b.list[0].why, "同一证件号码");
	assert_string_equal(b.list[0].state, "在办");
	assert_true(b.list[0].strong);
	people_earlier_free(b.list, b.n);
}

static void a_telephone_is_the_persons_only_with_the_name(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.phone", "0715-8321234");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.phone", "07158321234")), "!同一电话");
	assert_string_equal(reason(EARLIER("party1.name", "张小三", "party1.phone", "0715-8321234")), "同一电话");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.phone", "0715-8320000")), "");
}

static void other_identity_numbers_are_other_people(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "type", "0901", "place", VILLAGE, "party1.name", "张三", "party1.idno", IDNO, "party1.phone",
	     "13812345678");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO_2, "party1.phone", "13812345678", "place", VILLAGE)),
	                    "");
}

static void another_paper_is_a_number_too_and_a_word_is_none(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "TOM LEE", "party1.idtype", "414", "party1.idno", "E12345678");
	CAME("2026-11-02", "title", "乙", "party1.name", "张三", "party1.idno", "未提供", "party1.idno_why", "没带", "place", VILLAGE);
	CAME("2026-11-02", "title", "丙", "party1.name", "李四", "party1.idtype", "414", "party1.idno", "A1");
	assert_string_equal(reason(EARLIER("party1.name", "TOM LEE", "party1.idtype", "414", "party1.idno", "e12345678")),
	                    "!同一证件号码");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", "未提供")), "");
	assert_string_equal(reason(EARLIER("party1.name", "李四", "party1.idtype", "414", "party1.idno", "A1")), "");
}

static void a_name_alone_is_nobody(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "type", "0901", "place", VILLAGE, "party1.name", "张三");
	CAME("2026-11-02", "title", "乙", "type", "0901", "place", TOWN, "party1.name", "李四", "party2.name", "王五", "party2.phone",
	     "13812345678");
	assert_string_equal(reason(EARLIER("party1.name", "李四", "place", TOWN)), "");
	/* found by another's telephone, where a namesake stands */
	assert_string_equal(reason(EARLIER("party1.name", "李四", "party1.phone", "13812345678", "place", VILLAGE)), "同一电话");
	assert_string_equal(reason(EARLIER("party1.name", "张三")), "");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", TOWN)), "");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", "421202102201")), "");
}

static void the_same_name_in_the_same_village_is_strong_with_the_same_type(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "type", "0901", "place", VILLAGE, "party1.name", "张三");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", VILLAGE)), "同名同村");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", VILLAGE, "type", "0202")), "同名同村");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", VILLAGE, "type", "0901")), "!同名同村");
}

static void in_the_same_village_what_ended_long_ago_is_not_strong(void **state)
{
	uint64_t id = CAME("2025-10-02", "title", "甲", "type", "0901", "place", VILLAGE, "party1.name", "张三");

	(void)state;
	practice_clock("2025-11-20T09:00:00+08:00");
	assert_true(practice_fill(town, NULL, "conclude", id, "result", "01", NULL));
	assert_string_equal(reason(EARLIER("party1.name", "张三", "place", VILLAGE, "type", "0901")), "同名同村");
	/* and nobody's any more */
	assert_string_equal(reason(EARLIER("party1.name", "李四", "place", VILLAGE, "type", "0901")), "");
}

static void one_record_of_two_has_the_strongest_reason(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO, "party1.phone", "13812345678");
	struct before b = EARLIER("party1.name", "张小三", "party1.phone", "13812345678", "party2.name", "张三", "party2.idno", IDNO);
	assert_int_equal(b.n, 1);
	assert_true(b.list[0].strong);
	assert_string_equal(b.list[0].name, "张三");
	assert_string_equal(b.list[0].why, "同一证件号码");
	people_earlier_free(b.list, b.n);
	assert_string_equal(reason(EARLIER("party2.name", "张小三", "party2.phone", "13812345678", "party1.name", "张三", "party1.idno",
	                                   IDNO)), "!同一证件号码");
}

static void nobody_without_a_name(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.idno", IDNO, "party1.phone", "13812345678", "party2.name", "匿名",
	     "party2.name_why", "不愿说", "party2.phone", "13900001111");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO, "party1.phone", "13812345678")), "");
	CAME("2026-11-02", "title", "乙", "party1.name", "李四", "party1.idno", IDNO_2);
	assert_string_equal(reason(EARLIER("party1.idno", IDNO_2)), "");
	assert_string_equal(reason(EARLIER("party1.name", "匿名", "party1.phone", "13900001111")), "");
}

static void what_is_closed_is_strong_for_a_year_and_the_same_type(void **state)
{
	uint64_t id = CAME("2025-10-02", "title", "甲", "type", "0901", "party1.name", "张三", "party1.idno", IDNO);

	(void)state;
	practice_clock("2025-12-01T09:00:00+08:00");
	assert_true(practice_fill(town, NULL, "conclude", id, "result", "01", NULL));
	struct before b = EARLIER("party1.name", "张三", "party1.idno", IDNO, "type", "0901");
	assert_int_equal(b.n, 1);
	assert_true(b.list[0].strong);
	assert_string_equal(b.list[0].state, "已化解");
	people_earlier_free(b.list, b.n);
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO, "type", "0202")), "同一证件号码");
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO)), "同一证件号码");
	assert_true(practice_fill(town, NULL, "reopen", id, "why", "反复", NULL));
	assert_true(practice_fill(town, NULL, "conclude", id, "result", "01", "closed", "2025-11-23", NULL));
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO, "type", "0901")), "同一证件号码");
}

static void what_was_voided_is_gone(void **state)
{
	uint64_t id = CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO);

	(void)state;
	assert_true(practice_fill(town, NULL, "cancel", id, "reason", "填错", NULL));
	assert_string_equal(reason(EARLIER("party1.name", "张三", "party1.idno", IDNO)), "");
}

static void the_same_place_and_type_is_shown_and_never_strong(void **state)
{
	(void)state;
	CAME("2025-10-02", "title", "甲", "type", "0901", "place", VILLAGE);
	CAME("2025-10-03", "title", "乙", "type", "0202", "place", VILLAGE);
	CAME("2025-10-04", "title", "丙", "type", "0901", "place", "421202102201");
	struct before b = EARLIER("type", "0901", "place", VILLAGE);

	assert_int_equal(b.n, 1);
	assert_string_equal(b.list[0].name, "");
	people_earlier_free(b.list, b.n);
	assert_string_equal(reason(EARLIER("type", "0901", "place", VILLAGE)), "同一地点同一类别");
	assert_string_equal(reason(EARLIER("type", "0201", "place", VILLAGE)), "");
	assert_string_equal(reason(EARLIER("type", "0901", "place", TOWN)), "");
}

static void strong_ones_come_first_then_persons_then_places_each_newest_first(void **state)
{
	uint64_t id[5];

	(void)state;
	id[2] = CAME("2026-11-01", "title", "甲", "party1.name", "张小三", "party1.phone", "13812345678");
	id[1] = CAME("2026-11-02", "title", "乙", "party1.name", "张三", "party1.phone", "13812345678");
	id[0] = CAME("2026-11-03", "title", "丙", "party1.name", "张三", "party1.phone", "13812345678", "type", "0901", "place", VILLAGE);
	id[4] = CAME("2026-11-04", "title", "丁", "type", "0901", "place", VILLAGE);
	id[3] = CAME("2026-11-05", "title", "戊", "type", "0901", "place", VILLAGE);
	struct before b = EARLIER("party1.name", "张三", "party1.phone", "13812345678", "type", "0901", "place", VILLAGE);
	assert_int_equal(b.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(b.list[i].record->id, id[i]);
	assert_true(b.list[0].strong && b.list[1].strong && !b.list[2].strong);
	people_earlier_free(b.list, b.n);
}

static void a_record_is_not_earlier_than_itself(void **state)
{
	uint64_t id = CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO);
	struct fill *f = opened("intake", id);
	struct earlier *list;
	size_t n;

	(void)state;
	assert_true(people_earlier(town, f, 9, &list, &n, NULL));
	assert_int_equal(n, 0);
	fill_close(f);
}

static void what_is_named_changes_with_what_counts(void **state)
{
	struct fill *f = opened("intake", 0);

	(void)state;
	fill_set(f, "party1.name", "张三", NULL);
	char *was = people_named(f);
	fill_set(f, "title", "甲", NULL);
	fill_set(f, "address", "某处", NULL);
	char *now = people_named(f);
	assert_string_equal(was, now);
	free(now);
	static const char *const pairs[][2] = { { "party1.phone", "13812345678" }, { "party1.idno", IDNO }, { "place", VILLAGE },
		{ "type", "0901" }, { "party2.name", "李四" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		fill_set(f, pairs[i][0], pairs[i][1], NULL);
		now = people_named(f);
		assert_string_not_equal(was, now);
		free(was);
		was = now;
	}
	free(was);
	fill_close(f);
}

/* --- before saving ---------------------------------------------------------------------------------------------------------- */

static uint64_t save_with(const char *key, const char *value, struct faults *faults)
{
	practice_clock(PRACTICE_NOW);
	return practice_fill(town, faults, "intake", 0, "title", "又来", "party1.name", "张三", "party1.idno", IDNO, key, value, NULL);
}

static void a_second_case_of_the_same_person_wants_a_word(void **state)
{
	struct faults faults = { 0 };

	(void)state;
	CAME("2026-11-02", "title", "承包合同纠纷", "party1.name", "张三", "party1.idno", IDNO);
	assert_true(save_with("address", "", &faults));
	assert_int_equal(faults.n, 1);
	assert_string_equal(faults.list[0].key, "related");
	assert_true(faults.list[0].warning);
	assert_string_equal(faults.list[0].say,
	                    "张三（同一证件号码）已有 2026-0001「承包合同纠纷」在办：请填关联案件的编号，或写仍新建的原因");
	faults_free(&faults);
	assert_true(save_with("related", "2026-0001", NULL));
	assert_true(save_with("anew", "另一块田的事", NULL));
}

static void who_is_not_surely_the_same_is_not_asked(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "place", VILLAGE, "party1.name", "张三", "party1.phone", "13812345678");
	practice_clock(PRACTICE_NOW);
	assert_true(practice_fill(town, NULL, "intake", 0, "title", "乙", "place", VILLAGE, "party1.name", "李四", "party1.phone",
	                          "13812345678", NULL));
	assert_true(practice_fill(town, NULL, "intake", 0, "title", "丙", "place", VILLAGE, "party1.name", "张三", NULL));
}

static void a_correction_is_never_asked(void **state)
{
	uint64_t id;

	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO);
	practice_clock(PRACTICE_NOW);
	id = practice_fill(town, NULL, "intake", 0, "title", "乙", "party1.name", "李四", NULL);
	assert_true(id);
	assert_true(practice_fill(town, NULL, "intake", id, "party1.name", "张三", "party1.idno", IDNO, NULL));
}

static void a_form_that_cannot_say_it_is_not_asked(void **state)
{
	struct err err = { 0 };

	(void)state;
	practice_publish(&county, "forms/intake.ini", "[form]\ntitle = 受理登记\nopens = case\n[group party]\nlabel = 当事人\n"
	                 "[field party.name]\nlabel = 姓名\n[field party.idno]\nlabel = 证件号码\n[field title]\nlabel = 事件名称\n"
	                 "[field related]\nlabel = 关联案件\n");
	session_close(town);
	town = practice_desk(&county, TOWN, "张敏");
	assert_true(practice_fill(town, NULL, "intake", 0, "title", "甲", "party1.name", "张三", "party1.idno", IDNO, NULL));
	assert_true(practice_fill(town, NULL, "intake", 0, "title", "乙", "party1.name", "张三", "party1.idno", IDNO, NULL));
	assert_int_equal(err.kind, 0);
}

static void the_hub_does_not_ask(void **state)
{
	(void)state;
	CAME("2026-11-02", "title", "甲", "party1.name", "张三", "party1.idno", IDNO);
	/* a colleague's desk that does not know of it yet */
	struct session *other = practice_desk(&county, TOWN, "李红");
	assert_true(practice_fill(other, NULL, "intake", 0, "title", "乙", "party1.name", "张三", "party1.idno", IDNO, NULL));
	assert_int_equal(practice_sync(&county, town), 0);
	assert_int_equal(practice_sync(&county, other), 0);
	/* now it does */
	struct faults faults = { 0 };
	practice_fill(other, &faults, "intake", 0, "title", "丙", "party1.name", "张三", "party1.idno", IDNO, NULL);
	assert_int_equal(faults.n, 1);
	faults_free(&faults);
	session_close(other);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup_people, teardown)

int main(void)
{
	crypto_init();
	const struct CMUnitTest tests[] = {
		T(a_person_is_found_by_what_people_remember),
		T(what_stands_elsewhere_or_is_too_little_is_no_answer),
		T(the_newest_comes_first_and_each_person_once),
		T(whoever_has_just_that_name_comes_before_longer_names),
		T(namesakes_with_other_numbers_are_two),
		T(what_somebody_says_now_counts_not_what_was_mended),
		T(a_visitor_is_found_for_a_case),
		T(an_identity_number_that_everybody_begins_with_is_found_among_the_newest),
		T(a_row_takes_what_it_does_not_know_yet),
		T(what_was_not_told_then_is_asked_again),
		T(a_code_that_is_no_more_is_not_taken),
		T(a_visit_takes_the_person_and_leaves_the_matter),
		T(values_typed_before_are_offered_newest_first),
		T(what_was_long_ago_is_found_by_the_index),
		T(the_same_identity_number_is_the_same_person),
		T(a_telephone_is_the_persons_only_with_the_name),
		T(other_identity_numbers_are_other_people),
		T(another_paper_is_a_number_too_and_a_word_is_none),
		T(a_name_alone_is_nobody),
		T(the_same_name_in_the_same_village_is_strong_with_the_same_type),
		T(in_the_same_village_what_ended_long_ago_is_not_strong),
		T(one_record_of_two_has_the_strongest_reason),
		T(nobody_without_a_name),
		T(what_is_closed_is_strong_for_a_year_and_the_same_type),
		T(what_was_voided_is_gone),
		T(the_same_place_and_type_is_shown_and_never_strong),
		T(strong_ones_come_first_then_persons_then_places_each_newest_first),
		T(a_record_is_not_earlier_than_itself),
		T(what_is_named_changes_with_what_counts),
		T(a_second_case_of_the_same_person_wants_a_word),
		T(who_is_not_surely_the_same_is_not_asked),
		T(a_correction_is_never_asked),
		T(a_form_that_cannot_say_it_is_not_asked),
		T(the_hub_does_not_ask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
