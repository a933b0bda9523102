/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of days share: the shipped calendar, days as people write them, and dice. Included behind cmocka.h. */
#ifndef SHIPPED_CALENDAR_H
#define SHIPPED_CALENDAR_H

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "model/calendar.h"

static inline struct calendar *shipped_calendar(void)
{
	/* tests run in the root of the tree */
	char *share = access("data/calendar.csv", R_OK) ? file_share() : mem_dup(".");
	char *path = file_join(share, "data/calendar.csv");
	struct buf text = { 0 };
	struct err err = { 0 };
	struct calendar *c = NULL;

	if (file_read(path, 1 << 20, &text, &err))
		c = calendar_parse("calendar", buf_text(&text), text.len, &err);
	if (!c)
		fail_msg("%s", err.say);
	buf_free(&text);
	free(path);
	free(share);
	return c;
}

static inline int32_t day(const char *iso)
{
	int32_t d = clock_parse_day(iso);

	assert_int_not_equal(d, CLOCK_DAY_NONE);
	return d;
}

static inline void assert_day(int32_t d, const char *expected)
{
	char iso[11];

	clock_format_day(d, iso);
	assert_string_equal(iso, expected);
}

static uint64_t dice = 20261124;

static inline int32_t roll(int32_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int32_t)(dice % (uint64_t)sides);
}

#endif
