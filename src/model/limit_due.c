/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a limit is due. Time is cut into ticks that count or do not; the due tick is the n-th that counts. Days and moments go
 * the same way, from one pause to the next, so nothing is walked day by day.
 */
#include "base/clock.h"
#include "limit_parts.h"

#define DAY_MS INT64_C(86400000)
#define CST_MS (8 * INT64_C(3600000))
#define MOMENT_FIRST INT64_C(-62135596800000)   /* years 1 to 9999, as base/clock has them: a foreign clock may say anything */
#define MOMENT_LAST INT64_C(253402300800000)
#define AMOUNTS_MAX (10 * LIMIT_AMOUNT_MAX)

bool limit_timed(const struct limit *l)
{
	return l->unit == LIMIT_HOURS || l->unit == LIMIT_MINUTES;
}

static int64_t moment(int64_t ms)
{
	return ms < MOMENT_FIRST ? MOMENT_FIRST : ms > MOMENT_LAST ? MOMENT_LAST : ms;
}

static int64_t tick(const struct limit *l, int64_t ms)
{
	return limit_timed(l) ? moment(ms) : clock_day_of(ms);
}

static int64_t unit_ticks(const struct limit *l)
{
	return l->unit == LIMIT_HOURS ? 3600000 : l->unit == LIMIT_MINUTES ? 60000 : 1;
}

int64_t limit_start(const struct limit_input *in)
{
	return tick(in->limit, in->start);
}

/* A day does not count if the clock stands still at its end: from the day of the pause to the one before it is taken up. The
 * millisecond that ends at t is tick t, so a pause from t on begins with tick t + 1. */
struct limit_span limit_still(const struct limit *l, const struct limit_pause *p)
{
	int64_t behind = limit_timed(l);

	return (struct limit_span){ tick(l, p->from) + behind, p->to == LIMIT_OPEN ? LIMIT_OPEN : tick(l, p->to) + behind };
}

int64_t limit_ticks(const struct limit_input *in)
{
	int64_t amount = in->limit->amount;

	for (size_t i = 0; i < in->nextensions; i++) {
		int32_t more = in->extensions[i].amount;

		amount += more < 0 ? 0 : more > LIMIT_AMOUNT_MAX ? LIMIT_AMOUNT_MAX : more;
		if (amount > AMOUNTS_MAX)
			amount = AMOUNTS_MAX;
	}
	return amount * unit_ticks(in->limit);
}

/* The pause that holds `at`, or else the first behind it. */
static bool next_still(const struct limit_input *in, int64_t at, struct limit_span *next)
{
	bool found = false;

	for (size_t i = 0; in->limit->pauses && i < in->npauses; i++) {
		struct limit_span s = limit_still(in->limit, &in->pauses[i]);

		if (s.to <= at || s.to <= s.from || (found && s.from >= next->from))
			continue;
		*next = s;
		found = true;
	}
	return found;
}

/* The n-th tick behind `at` that counts, if nothing stands still. */
static int64_t forward(const struct limit *l, const struct calendar *c, int64_t at, int64_t n)
{
	return l->unit == LIMIT_WORKDAYS ? calendar_add_workdays(c, (int32_t)at, (int32_t)n) : at + n;
}

static int64_t between(const struct limit *l, const struct calendar *c, int64_t at, int64_t to)
{
	return l->unit == LIMIT_WORKDAYS ? calendar_workdays(c, (int32_t)at, (int32_t)to) : to - at;
}

int64_t limit_reach(const struct limit_input *in, const struct calendar *c, int64_t *left)
{
	const struct limit *l = in->limit;
	int64_t at = limit_start(in);
	struct limit_span still;

	*left = limit_ticks(in);
	while (next_still(in, at + 1, &still)) {
		if (still.from > at + 1) {
			int64_t reached = forward(l, c, at, *left);

			if (reached < still.from) {
				*left = 0;
				return reached;
			}
			*left -= between(l, c, at, still.from - 1);
			at = still.from - 1;
		}
		if (still.to == LIMIT_OPEN)
			return at;
		at = still.to - 1;
	}
	at = forward(l, c, at, *left);
	*left = 0;
	return at;
}

int32_t limit_amount_left(const struct limit *l, int64_t left)
{
	return (int32_t)((left + unit_ticks(l) - 1) / unit_ticks(l));
}

static int unknown_year(const struct calendar *c, int32_t from, int32_t to)
{
	int last = clock_split_day(to).year;

	for (int year = clock_split_day(from).year; year <= last; year++)
		if (!calendar_knows(c, year))
			return year;
	return 0;
}

/* The calendar matters to every day of working days, and to the last day of what rolls. */
static struct limit_due day_due(const struct limit_input *in, const struct calendar *c, int32_t last)
{
	const struct limit *l = in->limit;
	bool calendar = l->unit == LIMIT_WORKDAYS || l->rolls;
	int32_t day = l->rolls && !calendar_work(c, last) ? calendar_add_workdays(c, last, 1) : last;
	int32_t from = l->unit == LIMIT_WORKDAYS ? clock_day_of(in->start) + 1 : last;

	return (struct limit_due){
		.day = day,
		.moment = (day + INT64_C(1)) * DAY_MS - CST_MS - 1,
		.missing = calendar ? unknown_year(c, from, day) : 0,
	};
}

struct limit_due limit_due(const struct limit_input *in, const struct calendar *c)
{
	int64_t left, at = limit_reach(in, c, &left);
	bool timed = limit_timed(in->limit);

	if (left)
		return (struct limit_due){ .day = CLOCK_DAY_NONE, .left = limit_amount_left(in->limit, left), .timed = timed };
	if (timed)
		return (struct limit_due){ .day = clock_day_of(at), .moment = at, .timed = true };
	return day_due(in, c, (int32_t)at);
}

struct limit_state limit_state(const struct limit_due *due, int64_t now, int32_t warn)
{
	struct limit_state s = { .stage = LIMIT_PAUSED };

	if (due->day == CLOCK_DAY_NONE)
		return s;
	s.days = due->day - clock_day_of(now);
	if (now > due->moment)
		s.stage = LIMIT_OVERDUE;
	else if (s.days == 0)
		s.stage = LIMIT_TODAY;
	else
		s.stage = s.days <= warn ? LIMIT_SOON : LIMIT_IN_TIME;
	return s;
}
