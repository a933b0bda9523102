/* SPDX-License-Identifier: Apache-2.0 */
/* Divisions and units: which there are, what lies above them, and how they are called on screen and paper. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "model/book.h"

#define CITY_DIGITS 4           /* codes up to here are above the county */
#define TOWN_DIGITS 9           /* longer ones are villages */
#define DEPTH_MAX 16            /* a table checks its parents; this is for a table that lies */

/* --- divisions ----------------------------------------------------------------------------------------------------- */

/* The statistical list names committees; people name the place: 北岭村村委会 is 北岭村, 白鹤村委会 is 白鹤村. Yours. */
static char *spoken(const char *name)
{
	static const struct { const char *tail, *place; } rules[] = {
		{ "社区居民委员会", "社区" }, { "社区居委会", "社区" }, { "村村民委员会", "村" }, { "村村委会", "村" },
		{ "村民委员会", "村" }, { "村委会", "村" },
	};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		size_t t = strlen(rules[i].tail);

		if (n > t && !strcmp(name + n - t, rules[i].tail))
			return mem_fmt("%.*s%s", (int)(n - t), name, rules[i].place);
	}
	return mem_dup(name);
}

char *book_place(const struct book *b, const char *code)
{
	const struct table *t = book_divisions(b);
	const struct code *c = t ? table_find(t, code) : NULL;
	char *place = NULL;

	if (!c)
		return mem_dup(code);
	for (int depth = 0; c && depth < DEPTH_MAX && (!place || strlen(c->code) > CITY_DIGITS); depth++) {
		char *name = spoken(c->name), *longer = place ? mem_fmt("%s %s", name, place) : mem_dup(name);

		free(name);
		free(place);
		place = longer;
		c = *c->parent ? table_find(t, c->parent) : NULL;
	}
	return place;
}

static char *division_of(const char *unit)
{
	return mem_ndup(unit, strcspn(unit, "."));
}

/* By the digits of the national codes, where the table does not know a division. */
static char *shorter(const char *division)
{
	static const size_t levels[] = { TOWN_DIGITS, 6, CITY_DIGITS };
	size_t n = strlen(division);

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (levels[i] < n)
			return mem_ndup(division, levels[i]);
	return mem_dup("");
}

char *book_unit_above(const struct book *b, const char *unit)
{
	const struct table *t = book_divisions(b);
	const struct code *c = t ? table_find(t, unit) : NULL;

	if (strchr(unit, '.'))
		return division_of(unit);
	if (!c)
		return shorter(unit);
	return mem_dup(strlen(c->parent) >= CITY_DIGITS ? c->parent : "");
}

/* --- departments --------------------------------------------------------------------------------------------------- */

static bool is_level(const struct code *c, const char *level)
{
	size_t n = strlen(c->code), l = strlen(level);

	return n > l && !strcmp(c->code + n - l, level);
}

/* A group between a line and its departments says by the end of its code whose departments they are. */
#define OF_TOWNS "-town"
#define OF_COUNTIES "-county"   /* and of the city */

static bool is_department(const struct code *c)
{
	return c->leaf && !is_level(c, OF_TOWNS) && !is_level(c, OF_COUNTIES);
}

/* A department is named in data/departments.csv, for one division (421202101.sfs) or, by the part behind the dot, for all. */
static const struct code *department(const struct book *b, const char *unit)
{
	const struct table *t = book_table(b, BOOK_DEPARTMENTS);
	const char *dot = strchr(unit, '.');
	const struct code *c = t && dot ? table_find(t, unit) : NULL;

	if (t && dot && !c)
		c = table_find(t, dot + 1);
	return c && is_department(c) ? c : NULL;
}

static bool has_department(const struct table *t, const struct code *c, const char *division)
{
	size_t digits = strlen(division);

	if (digits < CITY_DIGITS || digits > TOWN_DIGITS)
		return false;
	for (int depth = 0; *c->parent && depth < DEPTH_MAX; depth++) {
		c = table_find(t, c->parent);
		if (is_level(c, OF_TOWNS))
			return digits == TOWN_DIGITS;
		if (is_level(c, OF_COUNTIES))
			return digits < TOWN_DIGITS;
	}
	return true;
}

bool book_unit_known(const struct book *b, const char *unit)
{
	const struct table *t = book_divisions(b);
	const struct code *c = strchr(unit, '.') ? department(b, unit) : NULL;
	char *division = division_of(unit);
	bool known = t && table_find(t, division);

	if (known && strchr(unit, '.'))
		known = c && (strchr(c->code, '.') || has_department(book_table(b, BOOK_DEPARTMENTS), c, division));
	free(division);
	return known;
}

char *book_department_at(const struct book *b, const char *division, size_t i)
{
	const struct table *t = book_table(b, BOOK_DEPARTMENTS);
	const struct code *row = table_at(t, i);
	size_t n = strlen(division);
	char *unit;

	if (strchr(row->code, '.'))
		return is_department(row) && !strncmp(row->code, division, n) && row->code[n] == '.' ? mem_dup(row->code) :
			NULL;
	if (!is_department(row) || !has_department(t, row, division))
		return NULL;
	unit = mem_fmt("%s.%s", division, row->code);
	if (!table_find(t, unit))
		return unit;
	free(unit);             /* called otherwise here: it has a row of its own */
	return NULL;
}

char *book_unit_of(const struct book *b, const char *unit, const char *dept)
{
	char *at = division_of(unit), *own = NULL;

	for (int depth = 0; *at && depth < DEPTH_MAX; depth++) {
		char *whole = mem_fmt("%s.%s", at, dept), *up = book_unit_above(b, at);
		bool known = book_unit_known(b, whole);

		if (known || (!own && strlen(at) <= TOWN_DIGITS)) {
			free(own);
			own = whole;
		} else {
			free(whole);
		}
		free(at);
		at = up;
		if (known)
			break;
	}
	free(at);
	return own ? own : mem_fmt("%s.%s", unit, dept);
}

const char *book_unit_line(const struct book *b, const char *unit)
{
	const struct table *t = book_table(b, BOOK_DEPARTMENTS);
	const struct code *c = department(b, unit), *line = c;

	if (c && !*c->parent && strchr(c->code, '.'))
		line = table_find(t, strchr(unit, '.') + 1);
	for (int depth = 0; line && *line->parent && depth < DEPTH_MAX; depth++)
		line = table_find(t, line->parent);
	return line && !line->leaf ? line->name : "";
}

/* What a department is called without its division. Yours; behind a blank where it is not Chinese. */
static char *office(const struct book *b, const char *unit)
{
	const struct code *c = department(b, unit);
	const char *name = c ? i18n_data(c->name) : strchr(unit, '.') + 1;

	return mem_fmt("%s%s", c && strcmp(name, c->name) != 0 ? " " : "", name);
}

char *book_unit(const struct book *b, const char *code)
{
	const struct table *t = book_divisions(b);
	const char *dot = strchr(code, '.');
	char *division = division_of(code);
	const struct code *c = t ? table_find(t, division) : NULL;
	char *name = c ? spoken(c->name) : mem_dup(code);

	free(division);
	if (c && dot && dot[1]) {
		char *rest = office(b, code);
		/* hanzi, and a code that nobody knows, stand side by side; words of other languages apart */
		bool apart = (unsigned char)*rest < 0x80 && strcmp(rest, dot + 1) != 0;
		char *whole = mem_fmt("%s%s%s", name, apart ? " " : "", rest);

		free(name);
		free(rest);
		name = whole;
	}
	return name;
}
