/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When things are due: computed once, by whoever fills the form, and recomputed by the hub from the same book and state. What is
 * written to the record stands in model/limit.h; everything a clock depends on can be read back from there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "check_parts.h"

#define PAUSES_MAX 100          /* of one record */
#define EXTENSIONS_MAX 20

/* A clock's input as a record keeps it. */
struct running {
	struct limit_input in;
	struct limit_pause pauses[PAUSES_MAX];
	struct limit_extension extensions[EXTENSIONS_MAX];
};

typedef const char *field_of(void *arg, const char *key);       /* "" where the record has nothing */

/* --- reading ------------------------------------------------------------------------------------------------------- */

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

static bool moment_in(const char *s, size_t n, int64_t *ms)
{
	char *one = mem_ndup(s, n);
	bool good = moment_of(one, ms);

	free(one);
	return good;
}

/* from/to,from/ */
static void read_pauses(struct running *r, const char *list)
{
	while (*list && r->in.npauses < PAUSES_MAX) {
		size_t n = strcspn(list, ","), from = strcspn(list, "/,");
		struct limit_pause p = { .to = LIMIT_OPEN, .reason = "" };

		if (from < n && moment_in(list, from, &p.from)) {
			if (from + 1 < n)
				moment_in(list + from + 1, n - from - 1, &p.to);
			r->pauses[r->in.npauses++] = p;
		}
		list += n + (list[n] == ',');
	}
	r->in.pauses = r->pauses;
}

static void read_extensions(struct running *r, const char *list)
{
	char *end;

	for (long n; r->in.nextensions < EXTENSIONS_MAX && (n = strtol(list, &end, 10)) > 0 && end != list; list = end)
		r->extensions[r->in.nextensions++] = (struct limit_extension){
			.amount = n < LIMIT_AMOUNT_MAX ? (int32_t)n : LIMIT_AMOUNT_MAX, .by = "", .reason = "",
		};
	r->in.extensions = r->extensions;
}

/* false: there is no such limit, or nothing it could start from. */
static bool read_clock(const struct book *b, const char *kind, field_of *get, void *arg, struct running *r)
{
	char extended[LIMIT_FIELD_MAX];

	*r = (struct running){ .in = { .limit = limits_find(book_limits(b), kind, get(arg, "grade"), get(arg, "matter")) } };
	if (!r->in.limit)
		return false;
	read_pauses(r, get(arg, "pauses"));
	limit_field(extended, "extended", kind);
	read_extensions(r, get(arg, extended));

	const char *list = r->in.limit->starts, *word;
	for (size_t n; (n = limit_next_word(&list, &word)) > 0;) {
		char *key = mem_ndup(word, n);
		bool good = moment_of(get(arg, key), &r->in.start);

		free(key);
		if (good)
			return true;
	}
	return false;
}

static const char *of_fold(void *arg, const char *key)
{
	const char *value = fold_get(arg, key);

	return value ? value : "";
}

char *check_why_due(const struct book *b, const struct fold *record, const char *kind)
{
	char field[LIMIT_FIELD_MAX];
	struct running *r = mem_zero(sizeof *r);
	char *why = NULL;

	limit_field(field, "due", kind);
	if ((fold_get(record, field) || limit_stands(of_fold((void *)record, "standing"), kind)) &&
	    read_clock(b, kind, of_fold, (void *)record, r))
		why = limit_explain(&r->in, book_calendar(b));
	free(r);
	return why;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

struct running_form {
	const struct check *c;
	struct fields *out;
	struct faults *faults;          /* may be NULL */
};

static const char *left_by_form(void *arg, const char *key)
{
	const struct running_form *f = arg;

	return check_left(f->c, f->out, key);
}

static const char *left_due(struct running_form *f, const char *kind)
{
	char field[LIMIT_FIELD_MAX];

	limit_field(field, "due", kind);
	return left_by_form(f, field);
}

static void set_due(struct running_form *f, const char *kind, const char *value)
{
	char field[LIMIT_FIELD_MAX];

	limit_field(field, "due", kind);
	if (*value || *left_by_form(f, field))
		fields_set(f->out, field, value);
}

/* The clock of a kind from what the record now says of it; where pauses hold it, it joins those that stand still. */
static void count(struct running_form *f, const char *kind)
{
	struct running *r = mem_zero(sizeof *r);
	char day[11], minute[17];

	if (read_clock(f->c->book, kind, left_by_form, f, r)) {
		struct limit_due due = limit_due(&r->in, book_calendar(f->c->book));

		if (due.day != CLOCK_DAY_NONE) {
			clock_format_day(due.day, day);
			clock_format_minute(due.moment, minute);
			set_due(f, kind, due.timed ? minute : day);
		} else {
			const char *standing = left_by_form(f, "standing");
			char *more = limit_stands(standing, kind) ? mem_dup(standing) : mem_fmt("%s%s%s", standing, *standing ? " " : "", kind);

			fields_set(f->out, "standing", more);
			set_due(f, kind, "");
			free(more);
		}
	}
	free(r);
}

static void wrong(struct running_form *f, const char *key, const char *say)
{
	if (f->faults)
		faults_add(f->faults, key, false, "%s", say);
}

/* Take a kind out of those that stand still. */
static void forget_standing(struct running_form *f, const char *kind)
{
	char *list = mem_dup(left_by_form(f, "standing"));
	struct buf left = { 0 };

	if (limit_stands(list, kind)) {
		for (char *save, *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save))
			if (strcmp(word, kind) != 0)
				buf_fmt(&left, "%s%s", left.len ? " " : "", word);
		fields_set(f->out, "standing", buf_text(&left));
	}
	buf_free(&left);
	free(list);
}

static void stop(struct running_form *f, const char *kind)
{
	set_due(f, kind, "");
	forget_standing(f, kind);
}

/* Every kind that ran or stood still before this form. */
static void each_kind(struct running_form *f, void (*act)(struct running_form *f, const char *kind))
{
	const struct fields *all = f->c->before ? fold_fields(f->c->before) : NULL;
	char *standing = mem_dup(left_by_form(f, "standing"));

	for (size_t i = 0; all && i < fields_count(all); i++) {
		const char *kind = limit_kind_of(fields_key(all, i));

		if (kind && *left_due(f, kind))
			act(f, kind);
	}
	for (char *save, *word = strtok_r(standing, " ", &save); word; word = strtok_r(NULL, " ", &save))
		act(f, word);
	free(standing);
}

static void extend(struct running_form *f, const struct clocking *c)
{
	struct running *r = mem_zero(sizeof *r);
	const char *typed = fields_get(f->c->values, c->by);
	long amount = typed ? strtol(typed, NULL, 10) : 0;
	char field[LIMIT_FIELD_MAX];

	limit_field(field, "extended", c->kind);
	if (!*left_due(f, c->kind) && !limit_stands(left_by_form(f, "standing"), c->kind)) {
		wrong(f, "", _("没有正在走的期限，不用延长"));
	} else if (!read_clock(f->c->book, c->kind, left_by_form, f, r) || !r->in.limit->extend) {
		wrong(f, c->by, _("这项期限不能延长"));
	} else if ((int32_t)r->in.nextensions >= r->in.limit->extensions) {
		if (f->faults)
			faults_add(f->faults, "", false, _("“%s”最多延长 %d 次，已经延长过了"), i18n_data(r->in.limit->label),
			           (int)r->in.limit->extensions);
	} else if (amount < 1 || amount > r->in.limit->extend) {
		if (f->faults)
			faults_add(f->faults, c->by, false, _("“%s”每次最多延长 %d，不能是 %ld"), i18n_data(r->in.limit->label),
			           (int)r->in.limit->extend, amount);
	} else {
		const char *before = left_by_form(f, field);
		char *more = mem_fmt("%s%s%ld", before, *before ? " " : "", amount);

		fields_set(f->out, field, more);
		free(more);
		count(f, c->kind);
	}
	free(r);
}

/* When the pause begins or ends: what the form's field says, else now. */
static char *moment_said(const struct running_form *f, const struct clocking *c)
{
	const char *said = *c->from ? fields_get(f->c->values, c->from) : NULL;
	char now[17];

	clock_format_minute(f->c->now, now);
	return mem_dup(said && *said ? said : now);
}

static void hold(struct running_form *f, const char *kind)
{
	const struct limit *l = limits_find(book_limits(f->c->book), kind, left_by_form(f, "grade"), left_by_form(f, "matter"));

	if (l && l->pauses && *left_due(f, kind))
		count(f, kind);
}

static void pause_all(struct running_form *f, const struct clocking *c)
{
	const char *pauses = left_by_form(f, "pauses");
	char *from = moment_said(f, c), *more = mem_fmt("%s%s%s/", pauses, *pauses ? "," : "", from);

	if (*left_by_form(f, "standing")) {
		wrong(f, "", _("期限已经暂停，不用再停"));
	} else {
		fields_set(f->out, "pauses", more);
		each_kind(f, hold);
		if (!*left_by_form(f, "standing"))
			wrong(f, "", _("这件没有可以暂停的期限"));
	}
	free(from);
	free(more);
}

static void go_on(struct running_form *f, const char *kind)
{
	forget_standing(f, kind);
	count(f, kind);
}

static void resume_all(struct running_form *f, const struct clocking *c)
{
	const char *pauses = left_by_form(f, "pauses"), *last = strrchr(pauses, ',');
	char *to = moment_said(f, c), *all;
	int64_t began, ends;

	last = last ? last + 1 : pauses;
	if (!*left_by_form(f, "standing") || !*last || last[strlen(last) - 1] != '/') {
		wrong(f, "", _("期限没有暂停，不用恢复"));
	} else if (moment_in(last, strcspn(last, "/"), &began) && moment_of(to, &ends) && ends < began) {
		wrong(f, c->from, _("恢复的时间比暂停的时间还早"));
	} else {
		all = mem_fmt("%s%s", pauses, to);
		char *standing = mem_dup(left_by_form(f, "standing"));
		fields_set(f->out, "pauses", all);
		for (char *save, *word = strtok_r(standing, " ", &save); word; word = strtok_r(NULL, " ", &save))
			go_on(f, word);
		free(standing);
		free(all);
	}
	free(to);
}

static void run(struct running_form *f, const struct clocking *c)
{
	bool all = strcmp(c->kind, FORM_ALL_CLOCKS) == 0;

	switch (c->what) {
	case CLOCKING_START: count(f, c->kind); break;
	case CLOCKING_STOP: all ? each_kind(f, stop) : stop(f, c->kind); break;
	case CLOCKING_EXTEND: extend(f, c); break;
	case CLOCKING_PAUSE: pause_all(f, c); break;
	case CLOCKING_RESUME: resume_all(f, c); break;
	}
}

void check_clocks(const struct check *c, struct fields *out, struct faults *faults)
{
	struct running_form f = { .c = c, .out = out, .faults = faults };

	for (size_t i = 0; i < c->form->nclocks; i++)
		if (check_holds(c, c->form->clocks[i].when, NULL, ""))
			run(&f, &c->form->clocks[i]);
}

/* --- after a correction -------------------------------------------------------------------------------------------- */

static bool counts_from(const struct limit *l, const char *key)
{
	const char *list = l->starts, *word;

	for (size_t n; (n = limit_next_word(&list, &word)) > 0;)
		if (n == strlen(key) && strncmp(word, key, n) == 0)
			return true;
	return false;
}

void check_recount(const struct check *c, const char *key, struct fields *out)
{
	struct running_form f = { .c = c, .out = out };
	const struct limits *limits = book_limits(c->book);
	bool chooses = strcmp(key, "grade") == 0 || strcmp(key, "matter") == 0;

	for (size_t i = 0; i < limits_count(limits); i++) {
		const struct limit *l = limits_at(limits, i);

		if (*left_due(&f, l->kind) && (chooses || counts_from(l, key)))
			count(&f, l->kind);
	}
}
