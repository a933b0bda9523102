/* SPDX-License-Identifier: Apache-2.0 */
/* Units, the divisions and departments that records are handed to, and numbers of other records. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "model/book.h"
#include "model/pinyin.h"
#include "type_parts.h"

#define CITY_DIGITS 4
#define COUNTY_DIGITS 6
#define TOWN_DIGITS 9           /* longer codes are villages */

/* --- one unit ----------------------------------------------------------------------------------------------------------- */

/* 421202101, 421202101.sfs: what no name looks like. */
static bool is_code(const char *s)
{
	static const char rest[] = ".abcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t n = strspn(s, "0123456789");

	return n > 1 && (!s[n] || s[n] == '.') && !s[n + strspn(s + n, rest)];
}

/* Ways in which a department answers to what was typed, the surest first. */
enum way {
	WAY_CODE,
	WAY_NAME,
	WAY_INITIALS,
	WAY_PART,
	WAYS,
};

static bool answers(const struct code *row, const char *typed, enum way way)
{
	const char *dot = strchr(row->code, '.');
	char *initials;
	bool yes;

	switch (way) {
	case WAY_CODE:
		return !strcasecmp(dot ? dot + 1 : row->code, typed);
	case WAY_NAME:
		return !strcmp(row->name, typed) || !strcasecmp(i18n_data(row->name), typed);
	case WAY_PART:
		return strstr(row->name, typed) != NULL;
	default:
		initials = pinyin_initials(row->name);
		yes = !strcasecmp(initials, typed);
		free(initials);
		return yes;
	}
}

static size_t departments(const struct book *b)
{
	const struct table *t = book_table(b, BOOK_DEPARTMENTS);

	return t ? table_count(t) : 0;
}

/* The department of one division that answers; NULL with how many do. */
static char *department_in(const struct book *b, const char *division, const char *typed, enum way way, size_t *n)
{
	char *found = NULL;

	*n = 0;
	for (size_t i = 0; i < departments(b); i++) {
		const struct code *row = table_at(book_table(b, BOOK_DEPARTMENTS), i);
		char *unit = answers(row, typed, way) ? book_department_at(b, division, i) : NULL;

		if (unit && (*n)++) {
			free(found);
			found = NULL;
		} else if (unit) {
			found = mem_dup(unit);
		}
		free(unit);
	}
	return found;
}

/* The nearest one, from the writer's own division upward: 公安局 is the county's where a town writes it. */
static char *nearest_department(const struct book *b, const char *writer, const char *typed, enum way from, enum way to,
	size_t *n)
{
	char *at = mem_ndup(writer, strcspn(writer, ".")), *found = NULL;

	*n = 0;
	while (*at && !*n) {
		char *above = book_unit_above(b, at);

		for (enum way way = from; way <= to && !*n; way++)
			found = department_in(b, at, typed, way, n);
		free(at);
		at = above;
	}
	free(at);
	return found;
}

/* Row i of the departments' table in a division; a village's are its town's. */
static char *department_of(const struct book *b, const char *division, size_t i)
{
	char *unit = book_department_at(b, division, i);

	if (!unit && strlen(division) > TOWN_DIGITS) {
		char *town = book_unit_above(b, division);

		unit = book_department_at(b, town, i);
		free(town);
	}
	return unit;
}

/* 向阳湖镇司法所, with or without a blank between: a department's name behind that of its division. *of gets the division's name
 * where there is such a division and such a department, but not one of the other. */
static char *of_division(const struct book *b, const char *typed, const char *writer, char **of)
{
	char *found = NULL;

	for (size_t i = 0; !found && i < departments(b); i++) {
		const struct code *row = table_at(book_table(b, BOOK_DEPARTMENTS), i), *division;
		size_t n = strlen(row->name), whole = strlen(typed), fits;

		if (!row->leaf || whole <= n || strcmp(typed + whole - n, row->name) != 0)
			continue;
		char *front = mem_ndup(typed, whole - n);
		division = division_meant(b, front, writer, &fits);
		free(front);
		found = division ? department_of(b, division->code, i) : NULL;
		if (division && !found && !*of)
			*of = book_unit(b, division->code);
	}
	return found;
}

/* Why nothing was found. n: how many units fit equally well. */
static char *why_none(const struct book *b, const char *typed, const char *of, size_t n)
{
	if (n)
		return mem_fmt(_("有 %zu 个单位都对得上，请在前面写上乡镇，如 向阳湖镇司法所，或按 F4 选"), n);
	if (of)
		return mem_fmt(_("%s没有这个部门，请按 F4 选"), of);
	for (size_t i = 0; i < departments(b); i++) {
		const struct code *row = table_at(book_table(b, BOOK_DEPARTMENTS), i);

		if (row->leaf && (answers(row, typed, WAY_CODE) || answers(row, typed, WAY_NAME)))
			return mem_fmt(_("%s是哪里的？请在前面写上乡镇，如 向阳湖镇司法所，或按 F4 选"), i18n_data(row->name));
	}
	return mem_dup(_("单位表里没有这个单位，请按 F4 选"));
}

/* NULL with a sentence. */
static char *meant(const struct book *b, const char *typed, const char *writer, char **say)
{
	const struct code *division;
	char *of = NULL, *unit;
	size_t n = 0;

	if (is_code(typed)) {
		if (!book_unit_known(b, typed))
			*say = mem_fmt(_("单位表里没有代码 %s，请按 F4 选"), typed);
		return *say ? NULL : mem_dup(typed);
	}
	unit = nearest_department(b, writer, typed, WAY_CODE, WAY_INITIALS, &n);
	if (!unit && !n)
		unit = of_division(b, typed, writer, &of);
	if (!unit && !n && !of) {
		division = division_meant(b, typed, writer, &n);
		unit = division ? mem_dup(division->code) : NULL;
	}
	if (!unit && !n && !of)
		unit = nearest_department(b, writer, typed, WAY_PART, WAY_PART, &n);
	if (!unit)
		*say = why_none(b, typed, of, n);
	free(of);
	return unit;
}

/* What is far away: beyond the city nothing is handed over, another county of the city gets it from the city. */
static char *how_far(const struct book *b, const char *unit, const char *writer, enum type_verdict *verdict)
{
	bool city = !strncmp(unit, writer, CITY_DIGITS);
	bool county = strspn(unit, "0123456789") < COUNTY_DIGITS || strspn(writer, "0123456789") < COUNTY_DIGITS ||
		!strncmp(unit, writer, COUNTY_DIGITS);
	char *name, *say;

	*verdict = !city ? TYPE_BAD : county ? TYPE_OK : TYPE_WARN;
	if (*verdict == TYPE_OK)
		return NULL;
	name = book_unit(b, unit);
	say = mem_fmt(city ? _("%s不在本县（市、区），本县的交办到不了那里，请核对") : _("%s不在本市，请按 F4 选"), name);
	free(name);
	return say;
}

/* One unit, already narrowed. */
static enum type_verdict read_one(const struct type_context *c, const char *typed, char **value, char **say)
{
	const char *writer = c->unit ? c->unit : "";
	enum type_verdict verdict = TYPE_OK;
	char *unit = meant(c->book, typed, writer, say);

	if (!unit)
		return TYPE_BAD;
	if (*writer)
		*say = how_far(c->book, unit, writer, &verdict);
	if (verdict == TYPE_BAD)
		free(unit);
	else
		*value = unit;
	return verdict;
}

static bool has_units(const struct type_context *c, char **say)
{
	bool has = c->book && book_divisions(c->book);

	if (!has)
		*say = mem_dup(_("当前版本里没有区划表，请先同步"));
	return has;
}

enum type_verdict read_unit(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow;
	enum type_verdict verdict;

	(void)f;
	if (!has_units(c, say))
		return TYPE_BAD;
	narrow = text_narrow(typed);
	verdict = read_one(c, narrow, value, say);
	free(narrow);
	return verdict;
}

char *show_unit(const struct field *f, const struct book *b, const char *value)
{
	(void)f;
	return b ? book_unit(b, value) : mem_dup(value);
}

/* --- several ------------------------------------------------------------------------------------------------------------ */

#define BETWEEN " ,;"
#define ENUMERATION "、"

/* One separator for all: blanks. Yours. */
static char *narrow_list(const char *typed)
{
	char *narrow = text_narrow(typed);

	for (char *at = narrow; (at = strstr(at, ENUMERATION));)
		memset(at, ' ', sizeof ENUMERATION - 1);
	return narrow;
}

static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

/* The first fault ends it; of warnings the last one is kept. */
static enum type_verdict read_list(const struct type_context *c, char *typed, struct buf *kept, char **say)
{
	enum type_verdict all = TYPE_OK, verdict;
	char *save = NULL;

	for (char *one = strtok_r(typed, BETWEEN, &save); one; one = strtok_r(NULL, BETWEEN, &save)) {
		char *unit = NULL, *said = NULL;

		verdict = read_one(c, one, &unit, &said);
		if (said) {
			free(*say);
			*say = verdict == TYPE_BAD ? mem_fmt(_("“%s”：%s"), one, said) : mem_dup(said);
		}
		if (unit && !has_word(buf_text(kept), unit))
			buf_fmt(kept, "%s%s", kept->len ? " " : "", unit);
		free(unit);
		free(said);
		if (verdict == TYPE_BAD)
			return verdict;
		if (verdict == TYPE_WARN)
			all = verdict;
	}
	return all;
}

enum type_verdict read_units(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	struct buf kept = { 0 };
	enum type_verdict verdict;
	char *narrow;

	(void)f;
	if (!has_units(c, say))
		return TYPE_BAD;
	narrow = narrow_list(typed);
	verdict = read_list(c, narrow, &kept, say);
	free(narrow);
	if (verdict != TYPE_BAD && !kept.len)
		verdict = type_bad(say, mem_dup(_("单位之间空一格，至少写一个，或按 F4 选")));
	if (verdict != TYPE_BAD)
		*value = buf_take(&kept);
	buf_free(&kept);
	return verdict;
}

char *show_units(const struct field *f, const struct book *b, const char *value)
{
	struct buf out = { 0 };
	char *list = narrow_list(value), *save = NULL;

	for (char *one = strtok_r(list, BETWEEN, &save); one; one = strtok_r(NULL, BETWEEN, &save)) {
		char *name = show_unit(f, b, one);

		buf_fmt(&out, "%s%s", out.len ? ENUMERATION : "", name);
		free(name);
	}
	free(list);
	return buf_take(&out);
}

/* --- record ------------------------------------------------------------------------------------------------------------- */

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", digits[] = "0123456789";

/* From the end: serial, year, desk, unit. */
enum part { PART_SERIAL, PART_YEAR, PART_DESK, PART_UNIT, PARTS };

static bool is_part(enum part part, const char *s, size_t n)
{
	size_t letters = part == PART_SERIAL ? strspn(s, capitals) : 0, d = strspn(s + letters, digits);

	switch (part) {
	case PART_YEAR:
		return n == 4 && d == n;
	case PART_UNIT:
		return d > 1 && (d == n || (s[d] == '.' && n > d + 1));
	default:
		return d > 0 && letters + d == n;
	}
}

/* What stands further in front may be left out. A serial alone needs its letters: a plain number would fit too many. */
static bool is_number(const char *s)
{
	size_t end = strlen(s), part = PART_SERIAL;

	for (bool more = true; more; part++) {
		size_t at = end;

		while (at && s[at - 1] != '-')
			at--;
		if (part == PARTS || !is_part((enum part)part, s + at, end - at))
			return false;
		more = at > 0;
		end = more ? at - 1 : 0;
	}
	return part > 1 || strspn(s, capitals);
}

/* Letters of a serial are capitals, those of a department small, as numbers are made. */
static void set_case(char *s)
{
	char *serial = strrchr(s, '-');

	for (char *at = s; *at; at++) {
		if (*at >= 'A' && *at <= 'Z' && serial && at < serial)
			*at = (char)(*at - 'A' + 'a');
		else if (*at >= 'a' && *at <= 'z' && (!serial || at > serial))
			*at = (char)(*at - 'a' + 'A');
	}
}

enum type_verdict read_record(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow = text_narrow(typed);

	(void)f;
	(void)c;
	set_case(narrow);
	if (is_number(narrow))
		return type_ok(value, narrow);
	free(narrow);
	return type_bad(say, mem_dup(_("请填件的编号，如 2026-0041 或 421202101-1-2026-0041")));
}
