/* SPDX-License-Identifier: Apache-2.0 */
/* When the thing is due: computed once, by whoever fills the form, and recomputed by the hub from the same book and state. */
#include "work/check.h"

#include <string.h>

#include "base/clock.h"

/* A value as the form leaves it: what it says itself, else what the record holds. "" if nothing does. */
static const char *left_at(const struct check *c, const char *key)
{
	const struct field *f = form_field(c->form, key);
	const char *value = f && check_on_record(c->form, f) ? fields_get(c->values, key) : NULL;

	if (!value && !(f && check_on_record(c->form, f)) && c->before)
		value = fold_get(c->before, key);
	return value ? value : "";
}

/* A field of the record that holds a day or a moment. */
static bool moment_of(const char *value, int64_t *ms)
{
	int32_t day = clock_parse_day(value);

	if (day == CLOCK_DAY_NONE)
		return clock_parse(value, ms);
	/* noon: the same day whatever one does with it */
	*ms = (int64_t)day * 86400000 + 4 * 3600000;
	return true;
}

static void write_due(struct limit_due due, struct fields *out)
{
	char day[11], minute[17];

	if (due.day == CLOCK_DAY_NONE)
		return;
	clock_format_day(due.day, day);
	clock_format_minute(due.moment, minute);
	fields_set(out, "due", due.timed ? minute : day);
}

void check_clock(const struct check *c, struct fields *out)
{
	const char *kind = c->form->effect.clock;

	if (!*kind)
		return;
	if (strcmp(kind, FORM_STOP) == 0) {
		if (c->before && fold_get(c->before, "due"))
			fields_set(out, "due", "");
		return;
	}
	struct limit_input in = { .limit = limits_find(book_limits(c->book), kind, left_at(c, "grade"), left_at(c, "matter")) };
	if (in.limit && moment_of(left_at(c, in.limit->starts), &in.start))
		write_due(limit_due(&in, book_calendar(c->book)), out);
}
