/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/pace.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define DAY_MINUTES 1440

/* The interval varies by this much either way. */
#define JITTER 0.2
/* Saves one after another move a run by this many after_save at most. */
#define PATIENCE 6
/* Bounds of how long a line is left alone. */
#define BACKOFF_FIRST (15 * SECOND_MS)
#define BACKOFF_LEAST SECOND_MS
#define BACKOFF_MOST (30 * MINUTE_MS)
/* Who asks for more than a day is no hub of ours. */
#define RETRY_AFTER_MOST (24L * 3600)
/* A postponed run is looked at again so often. */
#define LOOK_AGAIN (15 * MINUTE_MS)

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* --- the plan ------------------------------------------------------------------------------------------------------- */

void pace_begin(struct pace_plan *p, const struct pace *set, int64_t now)
{
	*p = (struct pace_plan){
		.regular = set->every > 0 ? now : PACE_NEVER, .by_save = PACE_NEVER, .first_save = PACE_NEVER,
		.not_before = now,
	};
}

void pace_saved(struct pace_plan *p, const struct pace *set, int64_t now)
{
	if (set->every <= 0 || set->after_save <= 0)
		return;
	p->first_save = least(p->first_save, now);
	p->by_save = least(now + set->after_save, p->first_save + PATIENCE * set->after_save);
}

void pace_started(struct pace_plan *p)
{
	p->by_save = p->first_save = PACE_NEVER;
}

static int64_t interval(const struct pace *set, double chance)
{
	return (int64_t)((double)set->every * (1 - JITTER + 2 * JITTER * chance));
}

void pace_done(struct pace_plan *p, const struct pace *set, int64_t now, double chance)
{
	p->failures = 0;
	p->not_before = now;
	p->regular = set->every > 0 ? now + interval(set, chance) : PACE_NEVER;
}

int64_t pace_backoff(unsigned failures, double chance)
{
	int64_t bound = BACKOFF_FIRST;

	for (unsigned i = 0; i < failures && bound < BACKOFF_MOST; i++)
		bound *= 2;
	/* anything up to the bound and not just around it: desks that a failure of the hub has brought together part again */
	return greatest(BACKOFF_LEAST, (int64_t)((double)least(bound, BACKOFF_MOST) * chance));
}

/* Not all at the same second either. */
static int64_t wished(long retry_after, double chance)
{
	long seconds = retry_after < RETRY_AFTER_MOST ? retry_after : RETRY_AFTER_MOST;

	return (int64_t)((double)(seconds * SECOND_MS) * (1 + JITTER * chance));
}

void pace_failed(struct pace_plan *p, const struct pace *set, int64_t now, long retry_after, double chance)
{
	int64_t wait = pace_backoff(p->failures, chance);

	p->failures++;
	if (retry_after > 0)
		wait = greatest(wait, wished(retry_after, chance));
	p->not_before = now + wait;
	p->regular = set->every > 0 ? p->not_before : PACE_NEVER;
}

void pace_postpone(struct pace_plan *p, const struct pace *set, int64_t now, int64_t wait, double chance)
{
	p->regular = wait > LOOK_AGAIN ? now + LOOK_AGAIN : now + wait + (int64_t)((double)set->every * chance);
	/* what was saved waits with the rest */
	p->not_before = p->regular;
}

int64_t pace_due(const struct pace_plan *p)
{
	int64_t due = least(p->regular, p->by_save);

	return due == PACE_NEVER ? PACE_NEVER : greatest(due, p->not_before);
}

/* --- quiet hours ---------------------------------------------------------------------------------------------------- */

struct hours {
	int from, to;           /* minutes of the day; to < from: over midnight */
};

/* hh:mm as minutes, 24:00 too; -1 where it is none. */
static int take_time(const char **s)
{
	char *end;

	if (**s < '0' || **s > '9')
		return -1;
	long hour = strtol(*s, &end, 10);
	if (*end != ':' || end[1] < '0' || end[1] > '5' || end[2] < '0' || end[2] > '9')
		return -1;
	int minute = (end[1] - '0') * 10 + end[2] - '0';
	*s = end + 3;
	return hour > 24 || (hour == 24 && minute) ? -1 : (int)hour * 60 + minute;
}

/* The next hours of a list. 1 there are some, 0 the list has ended, -1 it cannot be read. */
static int take_hours(const char **s, struct hours *h)
{
	*s += strspn(*s, " ,;\t");
	if (!**s)
		return 0;
	h->from = take_time(s);
	if (h->from < 0 || *(*s)++ != '-')
		return -1;
	h->to = take_time(s);
	if (h->to < 0 || h->from == h->to || (**s && !strchr(" ,;\t", **s)))
		return -1;
	h->from %= DAY_MINUTES;
	return 1;
}

bool pace_quiet_valid(const char *quiet)
{
	struct hours h;
	int got;

	while ((got = take_hours(&quiet, &h)) > 0)
		;
	return got == 0;
}

static bool covers(const struct hours *h, int minute)
{
	return h->from < h->to ? minute >= h->from && minute < h->to : minute >= h->from || minute < h->to;
}

/* Minutes from `minute` to the end of the hours it lies in. */
static int left_in_one(const char *quiet, int minute)
{
	struct hours h;
	int most = 0;

	while (take_hours(&quiet, &h) > 0) {
		int left = h.to > minute ? h.to - minute : h.to - minute + DAY_MINUTES;
		if (covers(&h, minute) && left > most)
			most = left;
	}
	return most;
}

int pace_quiet_left(const char *quiet, int minute)
{
	int left = 0;

	assert(minute >= 0 && minute < DAY_MINUTES);
	if (!pace_quiet_valid(quiet))
		return 0;
	/* one pair of hours may end in another */
	for (int more = left_in_one(quiet, minute); more > 0 && left < DAY_MINUTES;
	     more = left_in_one(quiet, (minute + left) % DAY_MINUTES))
		left += more;
	return left < DAY_MINUTES ? left : DAY_MINUTES;
}

/* --- a day's bytes -------------------------------------------------------------------------------------------------- */

uint64_t pace_day_used(const char *note, int32_t today)
{
	char day[11];

	clock_format_day(today, day);
	if (!note || strncmp(note, day, 10) != 0 || note[10] != ' ')
		return 0;
	return strtoull(note + 11, NULL, 10);
}

void pace_day_note(int32_t today, uint64_t used, char out[40])
{
	char day[11];

	clock_format_day(today, day);
	snprintf(out, 40, "%s %" PRIu64, day, used);
}

/* --- may it go now? ------------------------------------------------------------------------------------------------- */

static int minute_of(int64_t clock)
{
	struct clock_parts t = clock_split(clock);

	return t.hour * 60 + t.minute;
}

enum pace_why pace_may(const struct pace *set, int64_t clock, uint64_t used, int64_t *wait)
{
	int minute = minute_of(clock), quiet = pace_quiet_left(set->quiet, minute);

	*wait = 0;
	if (quiet > 0) {
		*wait = quiet * MINUTE_MS;
		return PACE_QUIET;
	}
	if (set->day && used >= set->day) {
		*wait = (DAY_MINUTES - minute) * MINUTE_MS;
		return PACE_DAY;
	}
	return PACE_GO;
}

bool pace_timer_due(const struct pace *set, int64_t clock, int64_t last_ok, bool waiting)
{
	int64_t since = clock - last_ok;

	/* a last time that has not come yet is a clock that was turned back */
	return waiting || !last_ok || since < 0 || since >= set->every / 2;
}
