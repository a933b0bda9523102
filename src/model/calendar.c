/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plain week is arithmetic; each listed day carries by how much the working days up to it differ from that. So counting
 * between two days is two look-ups, however far apart they are.
 */
#include "model/calendar.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/mem.h"

#define YEAR_FIRST 2000
#define YEARS 100
#define ROWS_MAX 5000
#define NAME_MAX_BYTES 90

struct listed {
	int32_t day;
	int32_t shift;          /* working days up to and with this one, less those of the plain week */
	bool work;              /* 补班 */
	int line;
	char *name;
};

struct calendar {
	struct listed *days;    /* by day */
	size_t n, cap;
	bool known[YEARS];
};

/* --- counting ------------------------------------------------------------------------------------------------------ */

static bool plain_work(int32_t day)
{
	int64_t weekday = (((int64_t)day + 3) % 7 + 7) % 7;     /* 0 Monday: 1970-01-01 was a Thursday */

	return weekday < 5;
}

/* Mondays to Fridays up to and with `day`, from an arbitrary Monday on. */
static int64_t plain_count(int32_t day)
{
	int64_t at = (int64_t)day + 3, weeks = at / 7 - (at % 7 < 0), rest = at - weeks * 7;

	return weeks * 5 + (rest < 5 ? rest + 1 : 5);
}

/* How many listed days lie up to and with `day`. */
static size_t upto(const struct calendar *c, int32_t day)
{
	size_t low = 0, high = c ? c->n : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->days[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t count(const struct calendar *c, int32_t day)
{
	size_t n = upto(c, day);

	return plain_count(day) + (n ? c->days[n - 1].shift : 0);
}

static const struct listed *find(const struct calendar *c, int32_t day)
{
	size_t n = upto(c, day);

	return n && c->days[n - 1].day == day ? &c->days[n - 1] : NULL;
}

bool calendar_work(const struct calendar *c, int32_t day)
{
	const struct listed *l = find(c, day);

	return l ? l->work : plain_work(day);
}

const char *calendar_name(const struct calendar *c, int32_t day)
{
	const struct listed *l = find(c, day);

	return l ? l->name : "";
}

int32_t calendar_next(const struct calendar *c, int32_t day)
{
	size_t n = upto(c, day);

	return c && n < c->n ? c->days[n].day : CLOCK_DAY_NONE;
}

bool calendar_knows(const struct calendar *c, int year)
{
	return c && year >= YEAR_FIRST && year < YEAR_FIRST + YEARS && c->known[year - YEAR_FIRST];
}

int32_t calendar_workdays(const struct calendar *c, int32_t from, int32_t to)
{
	assert(from <= to);
	return (int32_t)(count(c, to) - count(c, from));
}

int32_t calendar_add_workdays(const struct calendar *c, int32_t day, int32_t n)
{
	assert(n >= 0);
	/* a day is one working day at most, so going on by what is missing never goes too far */
	for (int64_t goal = count(c, day) + n, left = n; left > 0; left = goal - count(c, day))
		day += (int32_t)left;
	return day;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

struct parse {
	struct calendar *c;
	const char *name;
	bool header_seen;
};

static bool header(const struct parse *p, int line, size_t n, char *cell[], struct err *err)
{
	bool good = n == 3 && !strcmp(cell[0], "date") && !strcmp(cell[1], "kind") && !strcmp(cell[2], "name");

	return good || err_set(err, ERR_CHECK, _("%s 第 %d 行：表头应为 date,kind,name"), p->name, line);
}

static bool name_good(const char *s)
{
	if (!*s || *s == ' ' || strlen(s) > NAME_MAX_BYTES)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static bool read_row(void *arg, int line, size_t n, char *cell[], struct err *err)
{
	struct parse *p = arg;
	struct calendar *c = p->c;
	int32_t day;
	int year;

	if (!p->header_seen) {
		p->header_seen = true;
		return header(p, line, n, cell, err);
	}
	if (n != 3)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：应有 3 格（日期、放假或补班、节日名称），现在是 %zu 格"),
			       p->name, line, n);
	day = clock_parse_day(cell[0]);
	year = clock_split_day(day).year;
	if (day == CLOCK_DAY_NONE || year < YEAR_FIRST || year >= YEAR_FIRST + YEARS)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：“%.40s”不是日期，请写成 2026-10-01 这样，年份从 %d 到 %d"),
			       p->name, line, cell[0], YEAR_FIRST, YEAR_FIRST + YEARS - 1);
	bool work = !strcmp(cell[1], "补班");
	if (!work && strcmp(cell[1], "放假") != 0)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：第二格只能写“放假”或“补班”"), p->name, line);
	if (work && plain_work(day))
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：%s 不是周六周日，本来就上班，请核对补班的日期"), p->name,
			       line, cell[0]);
	if (!name_good(cell[2]))
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：节日名称没有写，或太长，或含有控制字符"), p->name, line);
	if (c->n == ROWS_MAX)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：日历最多 %d 行"), p->name, line, ROWS_MAX);
	c->days = mem_grow(c->days, &c->cap, c->n, sizeof *c->days);
	c->days[c->n++] = (struct listed){ day, 0, work, line, mem_dup(cell[2]) };
	return true;
}

static int by_day(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int order = (x->day > y->day) - (x->day < y->day);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static bool arrange(const struct parse *p, struct err *err)
{
	struct calendar *c = p->c;
	int32_t shift = 0;

	if (c->n)
		qsort(c->days, c->n, sizeof *c->days, by_day);
	for (size_t i = 0; i < c->n; i++) {
		struct listed *l = &c->days[i];
		struct clock_parts d = clock_split_day(l->day);

		if (i && l[-1].day == l->day)
			return err_set(err, ERR_CHECK, _("%s 第 %d 行：%d 月 %d 日在第 %d 行已经有了，请只留一行"), p->name,
				       l->line, d.month, d.day, l[-1].line);
		shift += l->work - plain_work(l->day);
		l->shift = shift;
		if (d.month == 10 && d.day == 1 && !l->work)
			c->known[d.year - YEAR_FIRST] = true;
	}
	return true;
}

struct calendar *calendar_parse(const char *name, const char *text, size_t n, struct err *err)
{
	struct calendar *c = mem_zero(sizeof *c);
	struct parse p = { .c = c, .name = name };
	bool good = csv_parse(name, text, n, read_row, &p, err);

	if (good && !p.header_seen)
		good = err_set(err, ERR_CHECK, _("%s 是空的：第一行应为 date,kind,name"), name);
	if (good && arrange(&p, err))
		return c;
	calendar_free(c);
	return NULL;
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++)
		free(c->days[i].name);
	free(c->days);
	free(c);
}
