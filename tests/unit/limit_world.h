/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of time limits share: the shipped calendar, moments as people write them, and any input at all. Included
 * behind cmocka.h. */
#ifndef LIMIT_WORLD_H
#define LIMIT_WORLD_H

#include <string.h>

#include "model/limit.h"
#include "shipped_calendar.h"

#define MINUTE INT64_C(60000)

static struct calendar *calendar;       /* the shipped one */

static inline int load(void **state)
{
	(void)state;
	calendar = shipped_calendar();
	return 0;
}

static inline int unload(void **state)
{
	(void)state;
	calendar_free(calendar);
	return 0;
}

static inline int64_t at(const char *moment)
{
	int64_t ms;

	assert_true(clock_parse(moment, &ms));
	return ms;
}

static inline struct limit limit(enum limit_unit unit, int32_t amount, bool rolls)
{
	return (struct limit){
		.name = "x", .kind = "x", .label = "化解时限", .starts = "opened", .since = "受理", .matter = "", .grade = "",
		.basis = "本市默认（可改）", .note = "", .unit = unit, .amount = amount, .rolls = rolls, .pauses = true,
	};
}

#define PAUSES 4

struct world {
	struct limit limit;
	struct limit_pause pauses[PAUSES];
	struct limit_extension extensions[3];
	struct limit_input in;
};

static inline void random_world(struct world *w)
{
	enum limit_unit unit = (enum limit_unit)roll(4);
	bool timed = unit == LIMIT_HOURS || unit == LIMIT_MINUTES;
	int64_t first = at("2025-06-01 00:00"), span = timed ? 3 * 1440 : 120 * 1440;

	w->limit = limit(unit, 1 + roll(unit == LIMIT_MINUTES ? 300 : 40), unit == LIMIT_DAYS && roll(2));
	w->limit.pauses = roll(8) != 0;
	w->in = (struct limit_input){
		.limit = &w->limit, .start = first + roll(1440 * 600) * MINUTE, .pauses = w->pauses,
		.npauses = (size_t)roll(PAUSES + 1), .extensions = w->extensions, .nextensions = (size_t)roll(4),
	};
	for (size_t i = 0; i < w->in.npauses; i++) {
		int64_t from = w->in.start + (roll((int32_t)span) - 1440) * MINUTE;
		int64_t to = roll(12) ? from + roll((int32_t)span / 4) * MINUTE : LIMIT_OPEN;

		w->pauses[i] = (struct limit_pause){ from, to, "待鉴定" };
	}
	for (size_t i = 0; i < w->in.nextensions; i++)
		w->extensions[i] = (struct limit_extension){ roll(20), "李明", "等\n鉴定" };
}

#endif
