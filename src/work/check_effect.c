/* SPDX-License-Identifier: Apache-2.0 */
/* What filling a form causes: the step, what [set …] says, clocks, a correction, the marks. Computed once, by the writer, and again
 * by the hub from the same book and the same state. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check_parts.h"

const char *check_left(const struct check *c, const struct fields *out, const char *key)
{
	const struct field *f = form_field(c->form, key);
	const char *value = out ? fields_get(out, key) : NULL;

	if (!value && f && !*f->group && check_on_record(c->form, f))
		value = check_visible(c, f, key) || *c->form->opens ? fields_get(c->values, key) : c->before ? fold_get(c->before, key) : NULL;
	else if (!value && c->before)
		value = fold_get(c->before, key);
	return value ? value : "";
}

/* --- [set NAME] ---------------------------------------------------------------------------------------------------- */

/* One more than the record had. */
static char *one_more(const struct check *c, const struct fields *out, const char *key)
{
	long n = strtol(check_left(c, out, key), NULL, 10);

	return mem_fmt("%ld", n > 0 && n < 1000000 ? n + 1 : 1);
}

/* A list of units without the writer's. */
static char *without_writer(const struct check *c, const struct fields *out, const char *key)
{
	const char *list = check_left(c, out, key);
	struct buf left = { 0 };
	size_t n = 0;

	while (check_next_unit(&list, &n)) {
		if (n == strlen(c->unit) && strncmp(list, c->unit, n) == 0)
			continue;
		if (left.len)
			buf_putc(&left, ' ');
		buf_put(&left, list, n);
	}
	return buf_take(&left);
}

/* As the field of that name keeps what a person would type. */
static char *as_kept(const struct check *c, const char *key, const char *typed)
{
	const struct field *f = form_field(c->form, key);
	struct type_context with = { .book = c->book, .now = c->now, .unit = c->unit, .who = c->who };
	char *value = NULL, *say = NULL;
	const char *kind = c->before ? fold_get(c->before, "kind") : c->form->opens;

	if (!f)
		f = check_record_field(c->book, kind, key);
	if (f)
		type_read(f, &with, typed, &value, &say);
	free(say);
	return value ? value : mem_dup(typed);
}

static char *set_to(const struct check *c, const struct fields *out, const struct setting *s)
{
	char text[17];

	if (strcmp(s->to, FORM_TO_EMPTY) == 0)
		return mem_dup("");
	if (strcmp(s->to, FORM_TO_UNIT) == 0)
		return mem_dup(c->unit);
	if (strcmp(s->to, FORM_TO_WHO) == 0)
		return mem_dup(c->who);
	if (strcmp(s->to, FORM_TO_ABOVE) == 0)
		return book_unit_above(c->book, c->unit);
	if (strcmp(s->to, FORM_TO_MORE) == 0)
		return one_more(c, out, s->name);
	if (strcmp(s->to, FORM_TO_LEAVE) == 0)
		return without_writer(c, out, s->name);
	if (strcmp(s->to, FORM_TO_TODAY) == 0)
		clock_format_day(clock_day_of(c->now), text);
	else if (strcmp(s->to, FORM_TO_NOW) == 0)
		clock_format_minute(c->now, text);
	else
		return as_kept(c, s->name, s->to);
	return mem_dup(text);
}

/* Nothing is cleared that was not there. */
static void run_settings(const struct check *c, struct fields *out)
{
	for (size_t i = 0; i < c->form->nsets; i++) {
		const struct setting *s = &c->form->sets[i];
		const char *was = c->before ? fold_get(c->before, s->name) : NULL;

		if (!check_holds(c, s->when, NULL, ""))
			continue;
		char *to = set_to(c, out, s);
		if (*to || was || fields_get(out, s->name))
			fields_set(out, s->name, to);
		free(to);
	}
}

/* --- marks --------------------------------------------------------------------------------------------------------- */

/* Is a date that counts in law earlier than the day of typing? */
static bool is_backdated(const struct check *c)
{
	for (size_t i = 0; i < c->form->nfields; i++) {
		const struct field *f = &c->form->fields[i];
		const char *value = f->backdate && !*f->group ? fields_get(c->values, f->name) : NULL;
		const char *old = c->before && check_on_record(c->form, f) ? fold_get(c->before, f->name) : NULL;
		char day[11];

		/* what the record said before was judged when it was said */
		if (!value || strlen(value) < 10 || (old && strcmp(old, value) == 0))
			continue;
		snprintf(day, sizeof day, "%.10s", value);
		int32_t d = clock_parse_day(day);
		if (d != CLOCK_DAY_NONE && d < clock_day_of(c->now))
			return true;
	}
	return false;
}

/* --- all of it ----------------------------------------------------------------------------------------------------- */

struct fields *check_cause(const struct check *c, struct faults *faults)
{
	struct fields *out = fields_new();
	bool opening = !c->before, continuing = !*c->form->opens;
	/* filling an opening form again does not put the record back to its first step; one whose opener was refused has none yet */
	bool moves = opening || continuing || (*c->form->effect.step && !fold_get(c->before, "step"));

	if (opening) {
		fields_set(out, "kind", c->form->opens);
		fields_set(out, "unit", c->unit);
	} else if (!form_field(c->form, &CHECK_WRITER[1])) {
		fields_set(out, CHECK_WRITER, c->unit);
	}
	if (moves && *c->form->effect.step)
		fields_set(out, "step", c->form->effect.step);
	if (moves) {
		run_settings(c, out);
		check_clocks(c, out, faults);
	}
	if (c->form->effect.corrects)
		check_correction(c, out, faults);
	if (is_backdated(c))
		fields_set(out, opening ? "backdated" : ".backdated", "1");
	return out;
}

struct fields *check_effects(const struct check *c)
{
	return check_cause(c, NULL);
}
