/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What saving and finding cost, as ratios within one run: store_bench FOLDER [CASES]
 *
 * save     a case of 25 fields (append, project, search text; on disk) against one row of the same bytes (on disk)
 * tail     its slowest hundredth against its middle
 * find     two hanzi, among CASES cases, against one lookup by number
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/journal.h"
#include "store/record.h"
#include "store/station.h"

#define DESK station_make(2202, 0, 1)
#define SAVES 1000

static const char *const matters[] = { "宅基地边界", "土地承包", "拖欠工资", "邻里噪音", "山林权属", "婚姻家庭", "医疗损害", "物业收费",
	                               "交通事故", "征地补偿", "水利灌溉", "学校招生", "合同履行", "劳动保障", "环境污染", "消费维权" };
static const char *const surnames[] = { "张", "王", "李", "赵", "陈", "杨", "黄", "周", "吴", "徐", "孙", "马", "单", "仇" };
static const char *const given[] = { "建国", "秀英", "志强", "桂兰", "小明", "玉珍", "海涛", "春梅", "德福", "雪琴", "永康", "佳怡" };
static const char *const places[] = { "北岭村", "向阳湖镇", "温泉街道", "双溪桥", "高桥镇", "横沟桥", "贺胜桥", "官埠桥", "汀泗桥" };

static unsigned seed = 1;

static unsigned roll(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}
#define PICK(list) list[roll(sizeof list / sizeof *list)]

static void die(const struct err *err)
{
	fprintf(stderr, "%s (%s)\n", err->say, err->detail);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void set(struct fields *f, const char *key, char *value)
{
	fields_set(f, key, value);
	free(value);
}

/* 25 fields, as long as real ones; every thousandth case speaks of 鱼塘. */
static struct entry *a_case(unsigned i)
{
	struct entry *e = entry_new();
	struct fields *f = e->fields;

	e->who = mem_dup("王芳");
	e->form = mem_dup("intake");
	set(f, "kind", mem_dup("case"));
	set(f, "step", mem_dup(i % 20 ? "结" : "办"));
	set(f, "closed", mem_dup(i % 20 ? "2026-01-01" : ""));
	set(f, "unit", mem_dup("421202101"));
	set(f, "no", mem_fmt("421202101-1-%04u-%04u", 2010 + i / 9000, 1 + i % 9000));
	set(f, "matter", mem_dup("03"));
	set(f, "channel", mem_dup("01"));
	set(f, "title", mem_fmt("%s%s与%s%s%s纠纷%s", PICK(surnames), PICK(given), PICK(surnames), PICK(given), PICK(matters),
	                        i % 1000 ? "" : "（鱼塘）"));
	set(f, "claim", mem_fmt("要求%s依法处理，%u日内答复", PICK(places), 1 + roll(60)));
	set(f, "type", mem_fmt("%02u%02u", roll(20), roll(10)));
	set(f, "occurred", mem_fmt("2026-%02u-%02u", 1 + roll(12), 1 + roll(28)));
	set(f, "opened", mem_fmt("2026-%02u-%02uT09:41", 1 + roll(12), 1 + roll(28)));
	set(f, "due", i % 20 ? mem_dup("") : mem_fmt("2026-12-%02u", 1 + roll(28)));
	set(f, "place", mem_fmt("421202101%03u", roll(30)));
	set(f, "address", mem_fmt("%s%u组%u号", PICK(places), 1 + roll(12), 1 + roll(200)));
	set(f, "scale", mem_dup("1"));
	set(f, "people", mem_fmt("%u", 1 + roll(20)));
	set(f, "summary", mem_fmt("双方因%s发生争执，经%s多次协调未果，现申请%s调解。", PICK(matters), PICK(places), PICK(places)));
	set(f, "grade", mem_dup("3"));
	set(f, "receiver", mem_dup("王芳"));
	set(f, "party1.role", mem_dup("01"));
	set(f, "party1.name", mem_fmt("%s%s", PICK(surnames), PICK(given)));
	set(f, "party1.idno", mem_fmt("42120219%02u%02u%02u%04u", 50 + roll(50), 1 + roll(12), 1 + roll(28), roll(10000)));
	set(f, "party1.phone", mem_fmt("138%08u", roll(100000000)));
	set(f, "party2.name", mem_fmt("%s%s", PICK(surnames), PICK(given)));
	set(f, "party2.phone", mem_fmt("139%08u", roll(100000000)));
	return e;
}

/* --- saving -------------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void save_case(struct store *s, struct entry *e)
{
	struct err err = { 0 };

	if (!store_begin(s, &err) || !journal_append(s, DESK, e, &err) || !record_project(s, e, &err) || !store_commit(s, &err))
		die(&err);
}

static void save_row(struct store *s, const struct entry *e, unsigned i)
{
	struct buf body = { 0 };
	struct err err = { 0 };
	char *key = mem_fmt("bench.%06u", i), *text;

	entry_encode(e, &body);
	text = mem_zero(body.len + 1);
	memset(text, 'x', body.len);
	if (!store_set_note(s, key, text, &err))
		die(&err);
	free(text);
	free(key);
	buf_free(&body);
}

static void bench_saving(struct store *s, const char *when)
{
	double whole[SAVES], bare[SAVES], merged = 0;

	for (unsigned i = 0; i < SAVES; i++) {
		struct entry *e = a_case(i);
		double t = now();

		save_case(s, e);
		whole[i] = now() - t;
		t = now();
		save_row(s, e, i);
		bare[i] = now() - t;
		entry_free(e);
		/* a clerk looks up from the keyboard now and then */
		if (i % 20 == 19) {
			t = now();
			store_idle(s);
			t = now() - t;
			merged = t > merged ? t : merged;
		}
	}
	qsort(whole, SAVES, sizeof *whole, ascending);
	qsort(bare, SAVES, sizeof *bare, ascending);
	printf("save %s: %.2f × one row of the same bytes (%.3f ms, %.3f ms); tail %.1f × middle (p99 %.3f ms, longest %.3f ms);"
	       " idle bite at most %.2f ms\n",
	       when, whole[SAVES / 2] / bare[SAVES / 2], whole[SAVES / 2], bare[SAVES / 2], whole[SAVES * 99 / 100] / whole[SAVES / 2],
	       whole[SAVES * 99 / 100], whole[SAVES - 1], merged);
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void fill(struct store *s, unsigned cases)
{
	struct err err = { 0 };
	double t = now();

	for (unsigned i = 0; i < cases; i++) {
		struct entry *e = a_case(i);

		if ((i % 1000 == 0 && !store_begin(s, &err)) || !journal_append(s, DESK, e, &err) ||
		    ((i % 1000 == 999 || i + 1 == cases) && !store_commit(s, &err)))
			die(&err);
		entry_free(e);
	}
	double filled = now() - t;

	t = now();
	if (!store_rebuild(s, NULL, NULL, &err))
		die(&err);
	printf("fill: %u cases, journal %.1f s, rebuild %.1f s\n", cases, filled / 1e3, (now() - t) / 1e3);
}

static double lookup(struct store *s)
{
	struct err err = { 0 };
	double best = 1e9;

	for (int i = 0; i < 20; i++) {
		double t = now();

		record_by_no(s, "421202101-1-2011-0777", "", &err);
		t = now() - t;
		best = t < best ? t : best;
	}
	return best;
}

static void page(struct store *s, const char *name, const struct record_filter *f, enum record_order order, double unit)
{
	struct err err = { 0 };
	struct record **list;
	double best = 1e9, count = 1e9;
	size_t n = 0, all = 0;

	for (int i = 0; i < 7; i++) {
		double t = now();

		if (!record_list(s, f, order, NULL, 20, &list, &n, &err))
			die(&err);
		t = now() - t;
		best = t < best ? t : best;
		record_list_free(list, n);
		t = now();
		if (!record_count(s, f, &all, NULL, &err))
			die(&err);
		t = now() - t;
		count = t < count ? t : count;
	}
	printf("%s: %.1f × a lookup by number (%.3f ms for a page of %zu; %zu in all, counted in %.3f ms)\n", name, best / unit, best, n,
	       all, count);
}

static void bench_finding(struct store *s)
{
	double unit = lookup(s);
	const struct { const char *name, *find; } words[] = {
		{ "find two hanzi, rare", "鱼塘" },      { "find two hanzi, common", "宅基" }, { "find two hanzi, everywhere", "纠纷" },
		{ "find a name", "单雄信" },             { "find two words", "仇雪琴 山林" },  { "find one hanzi, rare", "塘" },
		{ "find one hanzi, common", "张" },      { "find a phone tail", "5678" },      { "find initials", "sxq" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		page(s, words[i].name, &(struct record_filter){ .kind = "case", .find = words[i].find }, RECORD_NEWEST, unit);
	page(s, "list newest", &(struct record_filter){ .kind = "case" }, RECORD_NEWEST, unit);
	page(s, "list newest, not concluded", &(struct record_filter){ .kind = "case", .only_open = true }, RECORD_NEWEST, unit);
	page(s, "list due, not concluded", &(struct record_filter){ .kind = "case", .only_open = true }, RECORD_DUE, unit);
	page(s, "list of every kind", &(struct record_filter){ 0 }, RECORD_NEWEST, unit);
	page(s, "list conflicts", &(struct record_filter){ .only_conflicts = true }, RECORD_NEWEST, unit);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	unsigned cases = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 100000;

	if (argc < 2) {
		fprintf(stderr, "usage: store_bench FOLDER [CASES]\n");
		return 2;
	}
	crypto_init();
	struct store *s = store_open(argv[1], STORE_DESK, true, &err);

	if (!s)
		die(&err);
	bench_saving(s, "into an empty store");
	fill(s, cases);
	bench_finding(s);
	bench_saving(s, "into a full store");
	bench_finding(s);
	store_close(s);

	double t = now();

	s = store_open(argv[1], STORE_DESK, false, &err);
	if (!s)
		die(&err);
	printf("open: %.1f ms\n", now() - t);
	store_close(s);
	return 0;
}
