/* SPDX-License-Identifier: Apache-2.0 */
/* F4 on a field that holds one unit or several: the nearest first, since nine cases of ten go to the next door. */
#include "picker_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"
#include "work/check.h"

#define CITY_DIGITS 4
#define COUNTY_DIGITS 6
#define TOWN_DIGITS 9           /* longer codes are villages */

/* How near units are, which is their order. */
enum near {
	NEAR_OFFICES,           /* departments of the own division; a village's are its town's */
	NEAR_SELF,
	NEAR_TOWN,              /* of a village */
	NEAR_BELOW,             /* what lies in the own division; a village's neighbours */
	NEAR_ABOVE,
	NEAR_ABOVE_OFFICES,
	NEAR_BESIDE,            /* what lies beside the own division; beside the town of a village */
	NEAR_REST,
	NEARS,
};

struct gathering {
	const struct book *b;
	const struct table *divisions, *departments;    /* departments may be NULL */
	char *self, *home, *above;      /* the writer's division; that with the departments; the one above that */
	size_t reach;                   /* digits of the own division that all have in common */
	char *filter;
	const char *held;
	struct choices *out, rest;      /* what means just the filter, what else answers to it */
};

enum answer { ANSWERS_NOT, ANSWERS_PARTLY, ANSWERS_WHOLLY };

/* --- what answers to the filter ------------------------------------------------------------------------------------- */

static bool begins(const char *s, const char *with, size_t n)
{
	return n <= strlen(s) && !strncasecmp(s, with, n);
}

/* xyhsfs, 向阳湖司法: the beginnings of a division and of its department. A single letter would begin half the county. */
static bool begins_both(const char *typed, const char *division, const char *office, const char *code)
{
	char *of_division = pinyin_initials(division), *of_office = pinyin_initials(office);
	size_t all = strlen(typed);
	bool yes = false;

	for (size_t n = 2; n < all && !yes; n++) {
		const char *rest = typed + n;

		yes = (begins(division, typed, n) || begins(of_division, typed, n)) &&
		      (begins(office, rest, all - n) || begins(of_office, rest, all - n) || begins(code, rest, all - n));
	}
	free(of_division);
	free(of_office);
	return yes;
}

static enum answer office_answer(const struct gathering *g, const char *unit, const struct code *row)
{
	const char *typed = g->filter, *code = strchr(unit, '.') + 1;
	char *at = book_unit_above(g->b, unit), *division = book_unit(g->b, at), *whole = mem_fmt("%s%s", division, row->name);
	enum answer how = ANSWERS_NOT;

	if (!strcasecmp(code, typed) || !strcmp(row->name, typed) || !strcmp(whole, typed) || !strcmp(unit, typed))
		how = ANSWERS_WHOLLY;
	else if (begins(code, typed, strlen(typed)) || begins(unit, typed, strlen(typed)) || strstr(whole, typed) ||
	         strcasestr(i18n_data(row->name), typed) || pinyin_match(whole, typed) ||
	         begins_both(typed, division, row->name, code))
		how = ANSWERS_PARTLY;
	free(whole);
	free(division);
	free(at);
	return how;
}

static enum answer division_answer(const struct gathering *g, size_t i)
{
	const struct code *row = table_at(g->divisions, i);
	char *name = book_unit(g->b, row->code);
	bool whole = !strcmp(row->code, g->filter) || !strcmp(name, g->filter);

	free(name);
	return whole ? ANSWERS_WHOLLY : table_matches(g->divisions, i, g->filter) ? ANSWERS_PARTLY : ANSWERS_NOT;
}

/* --- lines of the list ---------------------------------------------------------------------------------------------- */

static bool holds(const char *held, const char *unit)
{
	const char *list = held;
	size_t n = 0;

	while (check_next_unit(&list, &n))
		if (n == strlen(unit) && !strncmp(list, unit, n))
			return true;
	return false;
}

static void add(struct gathering *g, enum answer how, const char *unit, const char *name, const char *note)
{
	char *marked = holds(g->held, unit) ? mem_fmt("%s %s", _("已选"), note) : mem_dup(note);

	choices_add(how == ANSWERS_WHOLLY ? g->out : &g->rest, unit, name, marked, false, false);
}

static void add_division(struct gathering *g, size_t i)
{
	const struct code *row = table_at(g->divisions, i);
	enum answer how = division_answer(g, i);
	char *name, *initials;

	g->out->all++;
	if (how == ANSWERS_NOT)
		return;
	name = book_unit(g->b, row->code);
	initials = pinyin_initials(name);
	/* of villages elsewhere the name says little */
	if (strlen(row->code) > TOWN_DIGITS && strcmp(row->parent, g->home) != 0) {
		char *town = book_unit(g->b, row->parent), *longer = mem_fmt("%s %s", town, name);

		free(town);
		free(name);
		name = longer;
	}
	add(g, how, row->code, name, initials);
	free(initials);
	free(name);
}

static void add_line(struct gathering *g, const char *division, const char *line)
{
	for (size_t i = 0; i < table_count(g->departments); i++) {
		char *unit = book_department_at(g->b, division, i);

		if (unit && !strcmp(book_unit_line(g->b, unit), line)) {
			enum answer how = office_answer(g, unit, table_at(g->departments, i));
			char *name = book_unit(g->b, unit);

			g->out->all++;
			if (how != ANSWERS_NOT)
				add(g, how, unit, name, i18n_data(line));
			free(name);
		}
		free(unit);
	}
}

/* Line by line, whatever the order of the table; those of no line come last. */
static void add_offices(struct gathering *g, const char *division)
{
	for (size_t i = 0; g->departments && i < table_count(g->departments); i++) {
		const struct code *row = table_at(g->departments, i);

		if (!*row->parent && !row->leaf)
			add_line(g, division, row->name);
	}
	if (g->departments)
		add_line(g, division, "");
}

/* --- near and far --------------------------------------------------------------------------------------------------- */

/* The county and what is in it, and the city above: other counties are reached by the city. */
static bool within_reach(const struct gathering *g, const char *division)
{
	bool city = strlen(division) == CITY_DIGITS && !strncmp(division, g->self, CITY_DIGITS);

	return city || !strncmp(division, g->self, g->reach);
}

static enum near near_of(const struct gathering *g, const struct code *row)
{
	if (!strcmp(row->code, g->self))
		return NEAR_SELF;
	if (!strcmp(row->code, g->home))
		return NEAR_TOWN;
	if (!strcmp(row->parent, g->home))
		return NEAR_BELOW;
	if (!strcmp(row->code, g->above))
		return NEAR_ABOVE;
	return *g->above && !strcmp(row->parent, g->above) ? NEAR_BESIDE : NEAR_REST;
}

static enum near near_of_offices(const struct gathering *g, const struct code *row)
{
	if (!strcmp(row->code, g->home))
		return NEAR_OFFICES;
	return strcmp(row->code, g->above) ? NEAR_REST : NEAR_ABOVE_OFFICES;
}

static void gather(struct gathering *g)
{
	for (enum near near = 0; near < NEARS; near++)
		for (size_t i = 0; i < table_count(g->divisions); i++) {
			const struct code *row = table_at(g->divisions, i);

			if (!within_reach(g, row->code))
				continue;
			if (near_of(g, row) == near)
				add_division(g, i);
			if (near_of_offices(g, row) == near)
				add_offices(g, row->code);
		}
}

/* What a newer table or another county gave can be taken out too. */
static void gather_held(struct gathering *g)
{
	const char *list = g->held;
	size_t n = 0;

	while (!*g->filter && check_next_unit(&list, &n)) {
		char *unit = mem_ndup(list, n), *name = book_unit(g->b, unit);
		size_t i = 0;

		while (i < g->rest.n && strcmp(g->rest.list[i].code, unit) != 0)
			i++;
		if (i == g->rest.n) {
			add(g, ANSWERS_PARTLY, unit, name, "");
			g->out->all++;
		}
		free(name);
		free(unit);
	}
}

static void put_rest(struct gathering *g)
{
	for (size_t i = 0; i < g->rest.n; i++) {
		struct choice *c = &g->rest.list[i];

		choices_add(g->out, c->code, c->name, c->note, c->branch, c->closed);
		c->note = NULL;
	}
	choices_free(&g->rest);
}

void unit_choices(const struct book *b, const char *writer, const char *filter, const char *held, struct choices *out)
{
	struct gathering g = {
		.b = b, .divisions = book_divisions(b), .departments = book_table(b, BOOK_DEPARTMENTS),
		.held = held, .out = out,
	};
	size_t digits = strcspn(writer, ".");

	if (!g.divisions)
		return;
	g.self = mem_ndup(writer, digits);
	g.home = digits > TOWN_DIGITS ? book_unit_above(b, g.self) : mem_dup(g.self);
	g.above = book_unit_above(b, g.home);
	g.reach = digits < COUNTY_DIGITS ? digits : COUNTY_DIGITS;
	g.filter = text_narrow(filter);
	gather(&g);
	gather_held(&g);
	put_rest(&g);
	free(g.filter);
	free(g.above);
	free(g.home);
	free(g.self);
}

/* --- choosing ------------------------------------------------------------------------------------------------------- */

char *unit_toggle(const char *held, const char *unit)
{
	struct buf out = { 0 };
	const char *list = held;
	size_t n = 0;

	while (check_next_unit(&list, &n))
		if (n != strlen(unit) || strncmp(list, unit, n) != 0)
			buf_fmt(&out, "%s%.*s", out.len ? " " : "", (int)n, list);
	if (!holds(held, unit))
		buf_fmt(&out, "%s%s", out.len ? " " : "", unit);
	return buf_take(&out);
}

struct unit_picker {
	const struct field *field;
	picked *told;
	void *arg;
	const struct book *book;        /* the form's: an old draft keeps its own */
	char *held;                     /* NULL where one unit alone is chosen */
};

static void fill(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct unit_picker *p = arg;

	(void)inside;
	unit_choices(p->book, d->session->unit, filter, p->held, out);
}

static struct next chosen(void *arg, struct desk *d, const char *code)
{
	struct unit_picker *p = arg;
	char *list = p->held ? unit_toggle(p->held, code) : mem_dup(code);
	struct next n = p->told(p->arg, d, list);

	free(list);
	return n;
}

static char *help(void *arg)
{
	const struct unit_picker *p = arg;

	return mem_fmt("%s\n\n%s\n\n%s\n", i18n_data(p->field->label), i18n_data(p->field->help),
	               _("键入单位名称的一部分、代码或拼音首字母，列表就短下来：sfs、司法所、向阳湖司法都行。近的排在前面。"));
}

static void done(void *arg)
{
	struct unit_picker *p = arg;

	free(p->held);
	free(p);
}

static const struct chooser_ops of_one = { .fill = fill, .chosen = chosen, .help = help, .done = done,
	.footer = N_("键入名称或拼音首字母找全部单位") };
static const struct chooser_ops of_many = { .fill = fill, .chosen = chosen, .help = help, .done = done,
	.footer = N_("可选几个；已选的再选一次就去掉") };

struct screen *unit_picker_open(struct desk *d, const struct book *b, const struct field *f, picked *told, void *arg,
                                const struct picker_at *at)
{
	struct unit_picker *p = mem_zero(sizeof *p);
	bool many = !strcmp(f->type->name, "units");

	*p = (struct unit_picker){ f, told, arg, b, many ? mem_dup(at->held) : NULL };
	return chooser_open(d, &picker_screen, many ? &of_many : &of_one, p, at->row, at->column, at->columns, at->typed, "");
}
