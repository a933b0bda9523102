/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions of forms: what a name in them stands for, on what is typed and on the record. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "check_parts.h"

struct lookup {
	const struct check *c;
	const char *group;      /* "" outside a row */
	int row;
	char age[12], today[11];
};

static struct lookup lookup_at(const struct check *c, const struct field *f, const char *key)
{
	struct lookup at = { .c = c, .group = "" };

	if (f && *f->group && (at.row = check_row(key, f->group)))
		at.group = f->group;
	return at;
}

/* A division is above those within it and above its own departments, not above itself. */
static bool is_above(const char *unit, const char *lower)
{
	return lower && !strchr(unit, '.') && strcmp(unit, lower) != 0 && check_above(unit, lower);
}

static const char *label_of(const struct book *b, const struct field *f, const char *value)
{
	const struct table *t = f && value && *f->codes ? book_table(b, f->codes) : NULL;

	return t ? table_label(t, value) : NULL;
}

/* --- names that are no field --- */

/* By its own code: what is asked of a centre is not asked of its departments, nor the other way round. */
static bool is_listed(const char *list, const char *unit)
{
	size_t n = 0;

	while (check_next_unit(&list, &n))
		if (n == strlen(unit) && strncmp(list, unit, n) == 0)
			return true;
	return false;
}

bool check_is_by(const struct check *c, const char *word)
{
	if (!c->before || !*c->unit)
		return false;
	if (strcmp(word, FORM_BY_ABOVE) != 0)
		return is_listed(fold_get(c->before, word), c->unit);
	const char *home = fold_get(c->before, "unit"), *lead = fold_get(c->before, "lead");
	return is_above(c->unit, home) || is_above(c->unit, lead);
}

static struct expr_value yes_or_no(bool yes)
{
	return (struct expr_value){ yes ? "是" : "否", NULL };
}

/* Is the time of a clock over? The field holds a day, all of which counts, or a minute. */
static bool is_over_due(const struct check *c, const char *kind)
{
	char field[LIMIT_FIELD_MAX];
	int64_t ms;

	limit_field(field, "due", kind);
	const char *due = c->before ? fold_get(c->before, field) : NULL;
	int32_t day = due ? clock_parse_day(due) : CLOCK_DAY_NONE;
	if (day != CLOCK_DAY_NONE)
		return day < clock_day_of(c->now);
	return due && clock_parse(due, &ms) && ms < c->now;
}

static const char *level_word(const char *unit)
{
	switch (form_level_of(unit)) {
	case FORM_CITY: return "city";
	case FORM_COUNTY: return "county";
	case FORM_TOWN: return "town";
	case FORM_VILLAGE: return "village";
	default: return NULL;
	}
}

/* What is asked about the writer, the day and the clocks. false: no such name. */
static bool asked(struct lookup *at, const char *name, struct expr_value *v)
{
	static const char late[] = "overdue_", by[] = "by_";
	const struct check *c = at->c;

	*v = (struct expr_value){ NULL, NULL };
	if (strcmp(name, "writer") == 0)
		v->value = c->unit;
	else if (strcmp(name, "who") == 0)
		v->value = c->who;
	else if (strcmp(name, "level") == 0)
		v->value = level_word(c->unit);
	else if (strcmp(name, "overdue") == 0)
		*v = yes_or_no(is_over_due(c, LIMIT_MAIN));
	else if (strncmp(name, late, sizeof late - 1) == 0)
		*v = yes_or_no(is_over_due(c, name + sizeof late - 1));
	else if (strncmp(name, by, sizeof by - 1) == 0)
		*v = yes_or_no(check_is_by(c, name + sizeof by - 1));
	else if (strcmp(name, "today") == 0) {
		clock_format_day(clock_day_of(c->now), at->today);
		v->value = at->today;
	} else {
		return false;
	}
	return true;
}

static struct expr_value on_the_record(void *arg, const char *name)
{
	const struct check *c = ((struct lookup *)arg)->c;
	struct expr_value v;

	if (asked(arg, name, &v))
		return v;
	const char *value = c->before ? fold_get(c->before, name) : NULL;
	const struct field *f = value ? check_record_field(c->book, fold_get(c->before, "kind"), name) : NULL;

	return (struct expr_value){ value, label_of(c->book, f, value) };
}

static struct expr_value look(void *arg, const char *name);

/* Full years since the birth that stands beside it. */
static struct expr_value age_of(struct lookup *at)
{
	const char *birth = look(at, "birth").value;
	int32_t day = birth ? clock_parse_day(birth) : CLOCK_DAY_NONE;

	if (day == CLOCK_DAY_NONE)
		return (struct expr_value){ NULL, NULL };
	struct clock_parts b = clock_split_day(day), n = clock_split(at->c->now);
	int years = n.year - b.year - (n.month * 100 + n.day < b.month * 100 + b.day);
	snprintf(at->age, sizeof at->age, "%d", years);
	return (struct expr_value){ at->age, NULL };
}

static struct expr_value look(void *arg, const char *name)
{
	struct lookup *at = arg;
	const struct check *c = at->c;
	const struct field *f = NULL;
	char key[FIELDS_KEY_MAX * 2];
	size_t n = strlen(at->group);

	if (n) {
		const char *own = strncmp(name, at->group, n) == 0 && name[n] == '.' ? name + n + 1 : name;

		snprintf(key, sizeof key, "%s%d.%s", at->group, at->row, own);
		f = form_field(c->form, key);
	}
	if (!f) {
		snprintf(key, sizeof key, "%s", name);
		f = form_field(c->form, key);
	}
	if (!f && strcmp(name, "age") == 0)
		return age_of(at);
	if (!f)
		return on_the_record(at, name);
	const char *value = fields_get(c->values, key);
	return (struct expr_value){ value, label_of(c->book, f, value) };
}

bool check_holds(const struct check *c, const struct expr *e, const struct field *f, const char *key)
{
	struct lookup at = lookup_at(c, f, key);

	return expr_true(e, look, &at);
}

bool check_record_holds(const struct check *c, const struct expr *e)
{
	struct lookup at = { .c = c, .group = "" };

	return expr_true(e, on_the_record, &at);
}

bool check_visible(const struct check *c, const struct field *f, const char *key)
{
	return check_holds(c, f->visible, f, key);
}

bool check_required(const struct check *c, const struct field *f, const char *key)
{
	return f->required && check_visible(c, f, key) && check_holds(c, f->required_when, f, key);
}
