/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time as the office lives it: China Standard Time, UTC+08:00 all year, whatever the machine's zone is. A day is the number of
 * days since 1970-01-01 (so arithmetic is plain), a moment is milliseconds since then in UTC.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_DAY_NONE INT32_MIN

struct clock_parts {
	int year, month, day;           /* month 1–12, day 1–31 */
	int hour, minute, second;
	int weekday;                    /* 0 Sunday … 6 Saturday */
};

/* Now. YICHUANG_CLOCK (an RFC 3339 time, which then stands still) is obeyed in test builds and practice stores only. */
int64_t clock_ms(void);
void clock_practice(bool allowed);      /* a practice store was opened: from now on YICHUANG_CLOCK counts */
int32_t clock_today(void);

int32_t clock_day(int year, int month, int day);        /* CLOCK_DAY_NONE if there is no such day */
int32_t clock_day_of(int64_t ms);
struct clock_parts clock_split(int64_t ms);
struct clock_parts clock_split_day(int32_t day);

int32_t clock_parse_day(const char *iso);               /* 2026-11-24, nothing else; CLOCK_DAY_NONE otherwise */
bool clock_parse(const char *s, int64_t *ms);           /* 2026-11-24T09:41[:07][±hh:mm|Z], else +08:00; or a space for T */
void clock_format_day(int32_t day, char out[11]);       /* 2026-11-24 */
void clock_format(int64_t ms, char out[26]);            /* 2026-11-24T09:41:07+08:00 */
void clock_format_minute(int64_t ms, char out[17]);     /* 2026-11-24 09:41 */

#endif
