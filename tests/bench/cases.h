/* SPDX-License-Identifier: Apache-2.0 */
/* Cases as they come, rolled; and what every bench needs. */
#ifndef TESTS_BENCH_CASES_H
#define TESTS_BENCH_CASES_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/entry.h"

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

#endif
