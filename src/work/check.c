/* SPDX-License-Identifier: Apache-2.0 */
/* The judge: who may, values, rows. Conditions stand in check_ask.c, effects in check_effect.c, the journal's terms in
 * check_journal.c. */
#include "work/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "check_parts.h"
#include "work/template.h"

#define ROWS_MAX 200            /* of a group that sets no limit of its own */

/* A new way of handing over is one more name here. */
const char *const check_handing[] = { "lead", "with", "called", NULL };

void faults_add(struct faults *f, const char *key, bool warning, const char *fmt, ...)
{
	va_list ap;
	char *say = NULL;

	va_start(ap, fmt);
	if (vasprintf(&say, fmt, ap) < 0)
		say = mem_dup(fmt);
	va_end(ap);
	f->list = mem_grow(f->list, &f->cap, f->n, sizeof *f->list);
	f->list[f->n++] = (struct fault){ .key = mem_dup(key), .say = say, .warning = warning };
}

void faults_free(struct faults *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].key);
		free(f->list[i].say);
	}
	free(f->list);
	*f = (struct faults){ 0 };
}

bool faults_stop(const struct faults *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->list[i].warning)
			return true;
	return false;
}

bool check_on_record(const struct form *form, const struct field *f)
{
	return *form->opens || f->record;
}

bool check_group_on_record(const struct form *form, const struct group *g)
{
	for (size_t i = 0; i < form->nfields; i++)
		if (strcmp(form->fields[i].group, g->name) == 0 && check_on_record(form, &form->fields[i]))
			return true;
	return false;
}

int check_row(const char *key, const char *group)
{
	size_t n = strlen(group);

	if (n == 0 || strncmp(key, group, n) != 0 || key[n] < '1' || key[n] > '9')
		return 0;
	int row = 0;
	for (key += n; *key >= '0' && *key <= '9'; key++)
		if ((row = row * 10 + (*key - '0')) > 9999)
			return 0;
	return *key == '\0' || *key == '.' ? row : 0;
}

const struct field *check_record_field(const struct book *b, const char *kind, const char *key)
{
	const struct form *opener = kind ? book_opener(b, kind) : NULL;
	const struct field *f = opener ? form_field(opener, key) : NULL;

	for (size_t i = 0; !f && kind && i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);
		const struct field *other = strcmp(form->continues, kind) == 0 ? form_field(form, key) : NULL;

		if (other && other->record)
			f = other;
	}
	return f;
}

/* Digits of the division a unit belongs to. */
static size_t division(const char *unit)
{
	return strspn(unit, "0123456789");
}

bool check_above(const char *upper, const char *lower)
{
	size_t n = division(upper);

	return n && n <= division(lower) && strncmp(upper, lower, n) == 0;
}

bool check_next_unit(const char **list, size_t *n)
{
	static const char between[] = " \n,;";

	if (!*list)
		return false;
	*list += *n;
	*list += strspn(*list, between);
	*n = strcspn(*list, between);
	return *n > 0;
}

/* Handed to a division is handed to its departments. */
static bool names_unit(const char *list, const char *unit)
{
	size_t n = 0;

	while (check_next_unit(&list, &n))
		if ((n == strlen(unit) || n == division(unit)) && strncmp(list, unit, n) == 0)
			return true;
	return false;
}

/* Is it one of the units of the list, or above one of them? */
static bool is_over(const char *list, const char *unit)
{
	size_t n = 0;

	if (names_unit(list, unit))
		return true;
	while (check_next_unit(&list, &n))
		if (division(unit) == strlen(unit) && division(unit) <= n && strncmp(list, unit, division(unit)) == 0)
			return true;
	return false;
}

bool check_may_write(const struct fold *before, const char *unit)
{
	const char *home = fold_get(before, "unit");

	if (!*unit)
		return false;
	if (!home || check_above(unit, home))
		return true;
	for (size_t i = 0; check_handing[i]; i++)
		if (is_over(fold_get(before, check_handing[i]), unit))
			return true;
	return false;
}

/* --- values -------------------------------------------------------------------------------------------------------- */

static bool is_absent(const struct field *f, const char *value)
{
	return *f->absent && strcmp(f->absent, value) == 0;
}

/* Where the type does not count, the value is one line of text, no longer than the field allows. */
static enum type_verdict read_any(const struct field *f, const struct type_context *with, const char *typed,
                                  char **value, char **say)
{
	struct field plain = *f;

	plain.max = f->max ? f->max : f->type->max;
	plain.type = type_find("text");
	return type_read(&plain, with, typed, value, say);
}

enum type_verdict check_read(const struct check *c, const struct field *f, const char *key, const char *typed,
                             char **value, char **say)
{
	struct type_context with = { .book = c->book, .now = c->now, .unit = c->unit, .who = c->who };
	char *trimmed = text_trim(typed);
	bool absent = is_absent(f, trimmed);

	*value = *say = NULL;
	if (absent) {
		*value = trimmed;
		return TYPE_OK;
	}
	free(trimmed);
	return check_holds(c, f->strict, f, key) ? type_read(f, &with, typed, value, say) : read_any(f, &with, typed, value, say);
}

/* What has happened has not happened tomorrow. A warning only: it may be this machine's clock that is wrong. */
static void check_future(const struct check *c, const struct field *f, const char *key, const char *value, struct faults *out)
{
	char day[11];

	snprintf(day, sizeof day, "%.10s", value);
	if (f->backdate && clock_parse_day(day) > clock_day_of(c->now))
		faults_add(out, key, true, _("比今天还晚，请核对日期和本机时钟"));
}

/* 首问人 and the like stand as they were first written. */
static void check_fixed(const struct check *c, const struct field *f, const char *value, struct faults *out)
{
	const char *old = f->fixed && c->before && !*f->group ? fold_get(c->before, f->name) : NULL;

	if (old && strcmp(old, value) != 0)
		faults_add(out, f->name, false, _("写定以后不能改"));
}

static void check_value(const struct check *c, const struct field *f, const char *key, const char *value, struct faults *out)
{
	char *again, *say;
	enum type_verdict v = check_read(c, f, key, value, &again, &say);

	if (v == TYPE_BAD)
		faults_add(out, key, false, "%s", say);
	else if (strcmp(again, value) != 0)
		faults_add(out, key, false, _("写法不规范，应为“%s”"), again);
	else if (v == TYPE_WARN)
		faults_add(out, key, true, "%s", say);
	free(again);
	free(say);
	check_future(c, f, key, value, out);
	check_fixed(c, f, value, out);
	if (f->warn && check_holds(c, f->warn, f, key))
		faults_add(out, key, true, "%s", i18n_data(f->warn_say));
	if (v != TYPE_BAD && !is_absent(f, value) && !check_holds(c, f->check, f, key))
		faults_add(out, key, false, "%s", *f->message ? i18n_data(f->message) : _("填的内容不合这一栏的规则，按 F1 看说明"));
}

/* "未提供" wants a reason, where the form has a place for it. */
static void check_why(const struct check *c, const struct field *f, const char *key, struct faults *out)
{
	char why[FIELDS_KEY_MAX * 2];

	snprintf(why, sizeof why, "%s_why", key);
	const struct field *reason = form_field(c->form, why);
	if (reason && !fields_get(c->values, why) && !check_required(c, reason, why))
		faults_add(out, why, false, _("写了“%s”，请说明原因"), f->absent);
}

static void check_field(const struct check *c, const struct field *f, const char *key, struct faults *out)
{
	const char *value = fields_get(c->values, key);

	if (!check_visible(c, f, key)) {
		if (value)
			faults_add(out, key, false, _("按现在的填法，这一栏不该有内容"));
	} else if (!value) {
		if (check_required(c, f, key))
			faults_add(out, key, false, _("必须填写"));
	} else {
		check_value(c, f, key, value, out);
		if (is_absent(f, value))
			check_why(c, f, key, out);
	}
}

/* Is anything filled in, in this row? */
static bool row_filled(const struct fields *values, const char *group, int row)
{
	for (size_t i = 0; i < fields_count(values); i++) {
		const char *key = fields_key(values, i);

		if (check_row(key, group) == row && strchr(key, '.'))
			return true;
	}
	return false;
}

int check_last_row(const struct fields *values, const char *group)
{
	int last = 0;

	for (size_t i = 0; i < fields_count(values); i++) {
		int row = check_row(fields_key(values, i), group);

		if (row > last)
			last = row;
	}
	return last;
}

static void check_group(const struct check *c, const struct group *g, struct faults *out)
{
	int rows = 0, last = check_last_row(c->values, g->name), max = g->max ? g->max : ROWS_MAX;

	for (int row = 1; row <= last; row++) {
		if (!row_filled(c->values, g->name, row))
			continue;
		rows++;
		for (size_t i = 0; i < c->form->nfields; i++) {
			const struct field *f = &c->form->fields[i];
			char key[FIELDS_KEY_MAX * 2];

			if (strcmp(f->group, g->name) != 0)
				continue;
			snprintf(key, sizeof key, "%s%d.%s", g->name, row, f->name);
			check_field(c, f, key, out);
		}
	}
	if (rows < g->min)
		faults_add(out, g->name, false, _("至少要填 %d 行“%s”"), g->min, i18n_data(g->label));
	if (rows > max)
		faults_add(out, g->name, false, _("“%s”最多 %d 行"), i18n_data(g->label), max);
}

/* What is missing, in the form's own words; {main} and the like are the record's. */
static void say_needs(const struct check *c, struct faults *out)
{
	const char *sign = fold_get(c->before, "step"), *text = c->form->effect.needs_say;
	const struct step *step = sign ? book_step(c->book, sign) : NULL;

	if (step && *step->say)
		text = step->say;
	char *say = *text ? work_template(i18n_data(text), c->book, c->before)
		: mem_dup(_("按这件记录现在的情况，还不能（或不用再）填这张表"));

	faults_add(out, "", false, "%s", say);
	free(say);
}

/* Who may: 主办, the unit that dispatched it, one above … */
static bool is_asked(const struct check *c)
{
	char **by = c->form->effect.by;

	for (size_t i = 0; by[i]; i++)
		if (check_is_by(c, by[i]))
			return true;
	return !by[0];
}

void check_allowed(const struct check *c, struct faults *out)
{
	const struct form *form = c->form;
	const struct effect *e = &form->effect;
	const char *kind = c->before ? fold_get(c->before, "kind") : NULL;

	/* a desk without a hub has no unit yet; it may try every form, and save none */
	if (*c->unit && !(form->levels & form_level_of(c->unit)))
		faults_add(out, "", false, _("《%s》不由本级填写"), i18n_data(form->title));
	if (!c->before) {
		if (!*form->opens)
			faults_add(out, "", false, _("《%s》要对着一件已有的记录填"), i18n_data(form->title));
		return;
	}
	if (!kind || strcmp(*form->opens ? form->opens : form->continues, kind) != 0)
		faults_add(out, "", false, _("《%s》不能用在这类记录上"), i18n_data(form->title));
	else if (*c->unit && !check_may_write(c->before, c->unit))
		faults_add(out, "", false, _("这件记录不归本单位办理，也没有交给本单位"));
	else if (!check_record_holds(c, e->needs))
		say_needs(c, out);
	else if (*c->unit && !is_asked(c))
		faults_add(out, "", false, "%s", *e->by_say ? i18n_data(e->by_say) : _("这张表不由本单位填写"));
}

void check_form(const struct check *c, struct faults *out)
{
	check_allowed(c, out);
	for (size_t i = 0; i < fields_count(c->values); i++) {
		const char *key = fields_key(c->values, i), *dot = strchr(key, '.');
		bool row = false;

		for (size_t g = 0; !dot && g < c->form->ngroups; g++)
			row = row || check_row(key, c->form->groups[g].name);
		if (!row && !form_field(c->form, key))
			faults_add(out, key, false, _("这张表没有这一栏"));
	}
	for (size_t i = 0; i < c->form->nfields; i++)
		if (!*c->form->fields[i].group)
			check_field(c, &c->form->fields[i], c->form->fields[i].name, out);
	for (size_t g = 0; g < c->form->ngroups; g++)
		check_group(c, &c->form->groups[g], out);
	fields_free(check_cause(c, out));
}
