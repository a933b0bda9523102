/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates and moments, as people type them:  .  -1  +3  1124  11-24  20261124  2026-11-24  2026/11/24  2026.11.24  2026年11月24日
 * and behind any of these a time:  9:41  0941  9点41. Kept as 2026-11-24 and 2026-11-24 09:41.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "type_parts.h"

#define YEAR_FIRST 1800         /* the example of GB 11643 was born in 1880 */
#define YEAR_LAST 2199
#define AHEAD_MAX 31            /* days: a date without a year that is further ahead was meant of last year */
#define STEPS_MAX 3660          /* days of -1 and +3 */

static const char unreadable[] = N_("看不懂这个日期，可写 1124、2026-11-24、-1（昨天）或 .（今天）");

bool day_exists(int year, int month, int day, char **say)
{
	if (year < YEAR_FIRST || year > YEAR_LAST)
		*say = mem_fmt(_("年份 %d 不对，应在 %d 至 %d 之间"), year, YEAR_FIRST, YEAR_LAST);
	else if (month < 1 || month > 12)
		*say = mem_fmt(_("一年没有 %d 月"), month);
	else if (clock_day(year, month, day) != CLOCK_DAY_NONE)
		return true;
	else if (month == 2 && day == 29)
		*say = mem_fmt(_("%d 年 2 月没有 29 日"), year);
	else
		*say = mem_fmt(_("%d 月没有 %d 日"), month, day);
	return false;
}

/* --- the date ----------------------------------------------------------------------------------------------------------- */

/* Today and its neighbours by name; 。 is what the full stop gives while the input method is on. */
static bool named_day(const char *s, int *steps)
{
	static const struct { const char *name; int steps; } names[] = {
		{ ".", 0 }, { "。", 0 }, { "today", 0 }, { "今天", 0 },
		{ "昨天", -1 }, { "前天", -2 }, { "明天", 1 }, { "后天", 2 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(s, names[i].name)) {
			*steps = names[i].steps;
			return true;
		}
	return false;
}

/* At most `most` digits from *s on, and nothing else; how many there were. */
static int digits(const char **s, int most, int *number)
{
	int n = 0;

	*number = 0;
	while (n < most && **s >= '0' && **s <= '9') {
		*number = *number * 10 + (**s - '0');
		(*s)++;
		n++;
	}
	return n;
}

/* -1, +3 */
static bool stepped_day(const char *s, int *steps)
{
	int sign = *s == '-' ? -1 : 1, n;

	if (*s != '-' && *s != '+')
		return false;
	s++;
	if (!digits(&s, 4, &n) || *s || n > STEPS_MAX)
		return false;
	*steps = sign * n;
	return true;
}

/* Separators of all styles become '-', a closing 日 goes: 2026年11月24日 → 2026-11-24 */
static char *plain_separators(const char *s)
{
	static const struct { const char *from, *to; } same[] = {
		{ "年", "-" }, { "月", "-" }, { "日", "" }, { "号", "" },
		{ "/", "-" }, { ".", "-" }, { "。", "-" }, { " ", "" },
	};
	struct buf out = {0};

	while (*s) {
		size_t i, n = sizeof(same) / sizeof(same[0]);

		for (i = 0; i < n && strncmp(s, same[i].from, strlen(same[i].from)) != 0; i++)
			;
		if (i < n) {
			buf_puts(&out, same[i].to);
			s += strlen(same[i].from);
		} else {
			buf_putc(&out, *s++);
		}
	}
	return buf_take(&out);
}

/* A month and day without a year: of this year, or of last year where that would lie far ahead. */
static bool nearest_year(int32_t today, int month, int day, int *year, char **say)
{
	int32_t there;

	*year = clock_split_day(today).year;
	/* 29 February may be last year's alone */
	if (clock_day(*year, month, day) == CLOCK_DAY_NONE && clock_day(*year - 1, month, day) != CLOCK_DAY_NONE)
		--*year;
	if (!day_exists(*year, month, day, say))
		return false;
	there = clock_day(*year, month, day);
	if (there > today + AHEAD_MAX) {
		--*year;
		return day_exists(*year, month, day, say);
	}
	return true;
}

/* 1124, 20261124, 11-24, 2026-11-24 */
static bool written_day(const char *s, int32_t today, int *year, int *month, int *day, char **say)
{
	int number[3] = {0}, width[3] = {0}, n = 0;

	do {
		if (n == 3)
			goto unclear;
		width[n] = digits(&s, 9, &number[n]);
		if (!width[n++])
			goto unclear;
	} while (*s == '-' && *++s);
	if (*s)
		goto unclear;
	*day = number[n - 1] % 100;
	if (n == 1 && width[0] == 4) {
		*month = number[0] / 100;
		return nearest_year(today, *month, *day, year, say);
	}
	if (n == 1 && width[0] == 8) {
		*year = number[0] / 10000;
		*month = number[0] / 100 % 100;
		return day_exists(*year, *month, *day, say);
	}
	if (n == 1 || width[n - 1] > 2 || width[n - 2] > 2)
		goto unclear;
	*month = number[n - 2];
	if (n == 2)
		return nearest_year(today, *month, *day, year, say);
	if (width[0] != 4) {
		*say = mem_dup(_("年份请写四位，如 2026-11-24"));
		return false;
	}
	*year = number[0];
	return day_exists(*year, *month, *day, say);
unclear:
	*say = mem_dup(_(unreadable));
	return false;
}

/* `s` is narrowed. CLOCK_DAY_NONE with *say if it is no day. */
static int32_t parse_day(const char *s, int32_t today, char **say)
{
	int steps, year, month, day;
	char *plain;
	bool good;

	if (named_day(s, &steps) || stepped_day(s, &steps))
		return today + steps;
	plain = plain_separators(s);
	good = written_day(plain, today, &year, &month, &day, say);
	free(plain);
	return good ? clock_day(year, month, day) : CLOCK_DAY_NONE;
}

enum type_verdict read_date(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow = text_narrow(typed), iso[11];
	int32_t day = parse_day(narrow, clock_day_of(c->now), say);

	(void)f;
	free(narrow);
	if (day == CLOCK_DAY_NONE)
		return TYPE_BAD;
	clock_format_day(day, iso);
	return type_ok(value, mem_dup(iso));
}

/* --- the time ----------------------------------------------------------------------------------------------------------- */

/* 9:41, 09:41, 0941, 9点, 9点41, 9时41分 */
static bool parse_time(const char *s, int *hour, int *minute, char **say)
{
	int width = digits(&s, 4, hour);
	bool whole = false, good;

	*minute = 0;
	if (width == 4 && !*s) {
		*minute = *hour % 100;
		*hour /= 100;
		good = true;
	} else {
		good = width == 1 || width == 2;
		if (*s == ':') {
			s++;
		} else if (!strncmp(s, "点", 3) || !strncmp(s, "时", 3)) {
			s += 3;
			whole = !*s;
		} else {
			good = false;
		}
		if (good && !whole) {
			width = digits(&s, 2, minute);
			s += strncmp(s, "分", 3) ? 0 : 3;
			good = width > 0 && !*s;
		}
	}
	if (!good)
		*say = mem_dup(_("看不懂这个时间，可写 9:41、0941 或 9点41"));
	else if (*hour > 23)
		*say = mem_fmt(_("一天没有 %d 点"), *hour);
	else if (*minute > 59)
		*say = mem_fmt(_("一小时没有 %d 分"), *minute);
	else
		return true;
	return false;
}

static bool looks_like_time(const char *s)
{
	return strchr(s, ':') || strstr(s, "点") || strstr(s, "时");
}

/* Bytes of the date in front of a time: up to the space, T or 日 that ends it. The whole text if there is no time. */
static size_t date_part(const char *s, const char **time)
{
	const char *cut = strrchr(s, ' '), *sun;

	if (!cut)
		cut = strchr(s, 'T');
	if (cut && cut[1] >= '0' && cut[1] <= '9') {
		*time = cut + 1;
		return (size_t)(cut - s);
	}
	sun = strstr(s, "日");
	if (!sun)
		sun = strstr(s, "号");
	if (sun && sun[3]) {
		*time = sun + 3;
		return (size_t)(sun + 3 - s);
	}
	*time = looks_like_time(s) ? s : NULL;
	return *time ? 0 : strlen(s);
}

/* 202611240941 */
static bool all_in_one(const char *s)
{
	return strlen(s) == 12 && strspn(s, "0123456789") == 12;
}

static enum type_verdict read_moment(const char *narrow, int64_t now, char **value, char **say)
{
	const char *time;
	size_t n = date_part(narrow, &time);
	int hour = 0, minute = 0;
	int32_t day = clock_day_of(now);
	char iso[11], *date;

	if (all_in_one(narrow)) {
		time = narrow + 8;
		n = 8;
	}
	if (n) {
		date = mem_ndup(narrow, n);
		day = parse_day(date, clock_day_of(now), say);
		free(date);
	}
	if (day == CLOCK_DAY_NONE || (time && !parse_time(time, &hour, &minute, say)))
		return TYPE_BAD;
	clock_format_day(day, iso);
	return type_ok(value, mem_fmt("%s %02d:%02d", iso, hour, minute));
}

/* Without a time it is the beginning of that day: what counts days from it is right, and it sorts before what has a time. */
enum type_verdict read_datetime(const struct field *f, const struct type_context *c, const char *typed, char **value,
	char **say)
{
	char *narrow = text_narrow(typed), now[17];
	enum type_verdict verdict;

	(void)f;
	if (!strcmp(narrow, ".") || !strcmp(narrow, "。") || !strcmp(narrow, "now")) {
		clock_format_minute(c->now, now);
		verdict = type_ok(value, mem_dup(now));
	} else {
		verdict = read_moment(narrow, c->now, value, say);
	}
	free(narrow);
	return verdict;
}
