/* SPDX-License-Identifier: Apache-2.0 */
/* What people may ask a list for: KEY=VALUE, by code or by name, and views by theirs. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "model/type.h"
#include "work/check.h"
#include "work/find.h"

#define PAGE 500                /* records of a list read at a time */
#define VIEW "view"
#define FIRST_DAY "0001-01-01"

/* --- what a value means ------------------------------------------------------------------------------------------------ */

const char *find_kind(const struct book *b, const char *typed)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (*f->opens && (strcmp(f->opens, typed) == 0 || strcmp(f->list, typed) == 0 || strcmp(f->name, typed) == 0))
			return f->opens;
	}
	return NULL;
}

/* Who asks, and for which key. */
struct asked {
	const struct book *b;
	const char *unit;       /* whose 司法所 is meant; "" nobody's */
	const char *key;
};

/* Each of these gives what the column holds, yours; NULL: there is no such value. */
static char *kind_of(const struct asked *a, const char *typed)
{
	return mem_dup(find_kind(a->b, typed));
}

static char *step_of(const struct asked *a, const char *typed)
{
	for (size_t i = 0; i < book_steps(a->b); i++) {
		const struct step *s = book_step_at(a->b, i);

		if (strcmp(s->sign, typed) == 0 || strcmp(s->name, typed) == 0 || strcmp(s->doing, typed) == 0)
			return mem_dup(s->sign);
	}
	return NULL;
}

/* The code table of a record's field of this name, in whatever kind has one. */
static const struct table *table_of(const struct book *b, const char *key)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct field *f = form_field(book_form_at(b, i), key);

		if (f && check_on_record(book_form_at(b, i), f) && *f->codes)
			return book_table(b, f->codes);
	}
	return NULL;
}

static char *code_in(const struct table *t, const char *typed)
{
	const struct code *c = t ? table_resolve(t, typed, true) : NULL;

	return c ? mem_dup(c->code) : NULL;
}

static char *code_of(const struct asked *a, const char *typed)
{
	return code_in(table_of(a->b, a->key), typed);
}

/* A place by name, or the beginning of its code. */
static char *place_of(const struct asked *a, const char *typed)
{
	char *code = code_in(book_divisions(a->b), typed);
	size_t digits = strspn(typed, "0123456789");

	return code ? code : digits >= 2 && typed[digits] == '\0' ? mem_dup(typed) : NULL;
}

/* A unit as a form would take it; one that the book does not know any more may still be asked for by code. */
static char *unit_of(const struct asked *a, const char *typed)
{
	const struct field f = { .name = a->key, .type = type_find("unit"), .codes = "", .absent = "" };
	const struct type_context with = { .book = a->b, .unit = a->unit, .who = "" };
	char *code = place_of(a, typed), *say = NULL;
	size_t digits = strspn(typed, "0123456789");

	if (!code && type_read(&f, &with, typed, &code, &say) == TYPE_BAD && digits >= 2 && typed[digits] == '.')
		code = mem_dup(typed);
	free(say);
	return code;
}

static char *day_of(const struct asked *a, const char *typed)
{
	(void)a;
	return clock_parse_day(typed) == CLOCK_DAY_NONE ? NULL : mem_dup(typed);
}

/* --- filters ----------------------------------------------------------------------------------------------------------- */

struct slot {
	const char *key;
	char *(*read)(const struct asked *a, const char *typed);        /* NULL: only views set it */
	const char **to;
};
#define SLOTS 16

static void slots_of(struct record_filter *f, struct slot slots[SLOTS])
{
	const struct slot all[SLOTS] = {
		{ "kind", kind_of, &f->kind }, { "step", step_of, &f->step }, { "grade", code_of, &f->grade },
		{ "type", code_of, &f->type }, { "place", place_of, &f->place }, { "unit", unit_of, &f->unit },
		{ "lead", unit_of, &f->lead }, { "result", code_of, &f->result },
		{ "opened_from", day_of, &f->opened_from }, { "opened_to", day_of, &f->opened_to },
		{ "closed_from", day_of, &f->closed_from }, { "closed_to", day_of, &f->closed_to },
		{ "due_from", day_of, &f->due_from }, { "due_to", day_of, &f->due_to },
		{ "", NULL, &f->clock }, { "", NULL, &f->not_lead },
	};

	memcpy(slots, all, sizeof all);
}

bool find_filter_set_for(struct record_filter *f, const struct book *b, const char *unit, const char *key, const char *value,
                         struct err *err)
{
	const struct asked asked = { .b = b, .unit = unit, .key = key };
	struct slot slots[SLOTS];

	slots_of(f, slots);
	for (size_t i = 0; i < SLOTS; i++) {
		if (!slots[i].read || strcmp(slots[i].key, key) != 0)
			continue;
		char *found = slots[i].read(&asked, value);
		if (!found)
			return err_set(err, ERR_USAGE, _("%s=%s 认不出来"), key, value);
		free((char *)*slots[i].to);
		*slots[i].to = found;
		/* what is not closed at all was not closed until then */
		if (f->closed_to && !f->closed_from)
			f->closed_from = mem_dup(FIRST_DAY);
		return true;
	}
	return err_set(err, ERR_USAGE,
	               _("不能按“%s”筛选；可用 view kind step grade type place unit lead result opened_from opened_to closed_from "
	                 "closed_to due_from due_to"), key);
}

bool find_filter_set(struct record_filter *f, const struct book *b, const char *key, const char *value, struct err *err)
{
	return find_filter_set_for(f, b, "", key, value, err);
}

void find_filter_free(struct record_filter *f)
{
	struct slot slots[SLOTS];

	slots_of(f, slots);
	for (size_t i = 0; i < SLOTS; i++) {
		free((char *)*slots[i].to);
		*slots[i].to = NULL;
	}
}

/* --- a command line ---------------------------------------------------------------------------------------------------- */

static bool set_view(struct find_query *q, const struct view_of *of, const char *name, struct err *err)
{
	struct record_filter f;
	struct view_days days;
	struct slot from[SLOTS], to[SLOTS];
	const char *find = q->filter.find;
	bool hide = q->filter.hide_unit_only;

	q->view = view_find(name);
	if (!q->view) {
		struct buf names = { 0 };

		for (size_t i = 0; view_at(i); i++)
			buf_fmt(&names, " %s", view_at(i)->name);
		err_set(err, ERR_USAGE, _("没有“%s”这种清单，有%s"), name, buf_text(&names));
		buf_free(&names);
		return false;
	}
	if (!view_filter(q->view, of, &f, &days))
		return err_set(err, ERR_USAGE, _("“%s”本单位用不上"), name);
	find_filter_free(&q->filter);
	q->filter = f;
	q->filter.find = find;
	q->filter.hide_unit_only = hide;
	slots_of(&f, from);
	slots_of(&q->filter, to);
	for (size_t i = 0; i < SLOTS; i++)
		*to[i].to = mem_dup(*from[i].to);
	return true;
}

static bool is_view(const char *arg)
{
	return strncmp(arg, VIEW "=", sizeof VIEW) == 0;
}

bool find_query_args(struct find_query *q, const struct view_of *of, char **args, int n, struct err *err)
{
	bool good = true;

	/* what else is said narrows it, wherever it stands */
	for (int i = 0; good && i < n; i++)
		if (is_view(args[i]))
			good = set_view(q, of, args[i] + sizeof VIEW, err);
	for (int i = 0; good && i < n; i++) {
		const char *eq = strchr(args[i], '=');
		char *key = eq ? mem_ndup(args[i], (size_t)(eq - args[i])) : mem_dup("kind");

		good = (eq || i == 0 || err_set(err, ERR_USAGE, _("“%s”要写成 栏目=内容"), args[i]))
			&& (is_view(args[i])
			    || find_filter_set_for(&q->filter, of->book, of->unit, key, eq ? eq + 1 : args[i], err));
		free(key);
	}
	return good;
}

bool find_query_all(const struct find_query *q, const struct view_of *of, struct record ***out, size_t *n, struct err *err)
{
	enum record_order order = q->view ? q->view->order : RECORD_NEWEST;
	struct record **page, **all = NULL;
	size_t got, have = 0, cap = 0;

	*out = NULL;
	*n = 0;
	do {
		if (!record_list(of->store, &q->filter, order, have ? all[have - 1] : NULL, PAGE, &page, &got, err)) {
			record_list_free(all, have);
			return false;
		}
		for (size_t i = 0; i < got; i++) {
			all = mem_grow(all, &cap, have, sizeof *all);
			all[have++] = page[i];
		}
		free(page);
	} while (got == PAGE);
	if (q->view)
		view_keep(q->view, of, all, &have);
	*out = all;
	*n = have;
	return true;
}

void find_query_free(struct find_query *q)
{
	find_filter_free(&q->filter);
	q->filter = (struct record_filter){ 0 };
	q->view = NULL;
}
