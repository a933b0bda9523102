/* SPDX-License-Identifier: Apache-2.0 */
/* China Standard Time and plain civil days. The calendar arithmetic is Howard Hinnant's days_from_civil
 * (https://howardhinnant.github.io/date_algorithms.html). */
#include "base/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#define DAY_MS INT64_C(86400000)
#define CST_MS (8 * INT64_C(3600000))

static atomic_bool practice;

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int32_t days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

int32_t clock_day(int year, int month, int day)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return CLOCK_DAY_NONE;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (day > length[month - 1] + (month == 2 && leap))
		return CLOCK_DAY_NONE;
	return days_from_civil(year, month, day);
}

int32_t clock_day_of(int64_t ms)
{
	/* a foreign clock may say anything: no overflow, only a day far away */
	if (ms > INT64_C(253402300800000))
		ms = INT64_C(253402300800000);
	if (ms < INT64_C(-62135596800000))
		ms = INT64_C(-62135596800000);
	return (int32_t)floor_div(ms + CST_MS, DAY_MS);
}

struct clock_parts clock_split_day(int32_t day)
{
	/* 64 bits within: every int32_t has a date */
	int64_t z = (int64_t)day + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t m = (5 * day_of_year + 2) / 153;
	int month = (int)(m < 10 ? m + 3 : m - 9);

	return (struct clock_parts){
		.year = (int)(year_of_era + era * 400) + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * m + 2) / 5 + 1),
		.weekday = (int)(((int64_t)day + 4) - 7 * floor_div((int64_t)day + 4, 7)),
	};
}

struct clock_parts clock_split(int64_t ms)
{
	struct clock_parts p = clock_split_day(clock_day_of(ms));
	int64_t ms_of_day = (ms % DAY_MS + DAY_MS + CST_MS) % DAY_MS;
	int second = (int)(ms_of_day / 1000);

	p.hour = second / 3600;
	p.minute = second / 60 % 60;
	p.second = second % 60;
	return p;
}

/* Exactly n digits at *s, which moves behind them; -1 if they are not there. */
static int digits(const char **s, int n)
{
	int v = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (**s - '0');
	}
	return v;
}

static bool skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int32_t take_day(const char **s)
{
	int year = digits(s, 4);
	if (year < 0 || !skip(s, '-'))
		return CLOCK_DAY_NONE;
	int month = digits(s, 2);
	if (month < 0 || !skip(s, '-'))
		return CLOCK_DAY_NONE;
	return clock_day(year, month, digits(s, 2));
}

/* hh:mm as minutes; -1 if it is no time of a day. */
static int take_minutes(const char **s)
{
	int hour = digits(s, 2);
	if (hour < 0 || hour > 23 || !skip(s, ':'))
		return -1;
	int minute = digits(s, 2);
	return minute < 0 || minute > 59 ? -1 : hour * 60 + minute;
}

int32_t clock_parse_day(const char *iso)
{
	int32_t day = take_day(&iso);

	return *iso ? CLOCK_DAY_NONE : day;
}

bool clock_parse(const char *s, int64_t *ms)
{
	int32_t day = take_day(&s);
	if (day == CLOCK_DAY_NONE || !(skip(&s, 'T') || skip(&s, ' ')))
		return false;
	int minutes = take_minutes(&s);
	if (minutes < 0)
		return false;
	int second = skip(&s, ':') ? digits(&s, 2) : 0;
	if (second < 0 || second > 59)
		return false;

	int offset = 8 * 60;
	if (skip(&s, 'Z')) {
		offset = 0;
	} else if (*s == '+' || *s == '-') {
		int sign = *s++ == '+' ? 1 : -1;
		offset = take_minutes(&s);
		if (offset < 0)
			return false;
		offset *= sign;
	}
	if (*s)
		return false;
	*ms = day * DAY_MS + ((int64_t)(minutes - offset) * 60 + second) * 1000;
	return true;
}

/* v as n digits with leading zeros; what does not fit (a year of a broken clock) shows as nines. */
static char *put(char *out, int v, int n, char end)
{
	int limit = n == 4 ? 9999 : 99;

	v = v < 0 ? 0 : v > limit ? limit : v;
	for (int i = n - 1; i >= 0; i--, v /= 10)
		out[i] = (char)('0' + v % 10);
	out[n] = end;
	return out + n + 1;
}

static char *put_day(char *out, const struct clock_parts *p, char end)
{
	out = put(out, p->year, 4, '-');
	out = put(out, p->month, 2, '-');
	return put(out, p->day, 2, end);
}

void clock_format_day(int32_t day, char out[11])
{
	struct clock_parts p = clock_split_day(day);

	put_day(out, &p, '\0');
}

void clock_format(int64_t ms, char out[26])
{
	struct clock_parts p = clock_split(ms);

	out = put_day(out, &p, 'T');
	out = put(out, p.hour, 2, ':');
	out = put(out, p.minute, 2, ':');
	out = put(out, p.second, 2, '+');
	out = put(out, 8, 2, ':');
	put(out, 0, 2, '\0');
}

void clock_format_minute(int64_t ms, char out[17])
{
	struct clock_parts p = clock_split(ms);

	out = put_day(out, &p, ' ');
	out = put(out, p.hour, 2, ':');
	put(out, p.minute, 2, '\0');
}

void clock_practice(bool allowed)
{
	atomic_store(&practice, allowed);
}

int64_t clock_ms(void)
{
	int64_t ms;
	const char *fixed = atomic_load(&practice) ? getenv("YICHUANG_CLOCK") : NULL;

	if (fixed && clock_parse(fixed, &ms))
		return ms;

	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int32_t clock_today(void)
{
	return clock_day_of(clock_ms());
}
