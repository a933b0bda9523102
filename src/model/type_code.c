/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand in a table: codes, places, yes and no. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/book.h"
#include "model/pinyin.h"
#include "type_parts.h"

/* --- code --------------------------------------------------------------------------------------------------------------- */

static char *no_table(const struct field *f)
{
	return mem_fmt(_("代码表 %s 不在当前版本里，请先同步"), f->codes);
}

static bool chosen(const struct table *t, size_t i, bool branches)
{
	return branches || table_at(t, i)->leaf;
}

/* Why table_resolve found nothing. */
static char *why_no_code(const struct field *f, const struct table *t, const char *typed)
{
	char *narrow = text_narrow(typed), *sentence = NULL;
	size_t fits = 0;

	for (size_t i = 0; i < table_count(t) && !sentence; i++) {
		const struct code *row = table_at(t, i);

		if (!row->leaf && !f->branches && (!strcmp(row->code, narrow) || !strcmp(row->name, narrow)))
			sentence = mem_fmt(_("%s 下面还分细类，请选到最末一级"), row->name);
		fits += chosen(t, i, f->branches) && table_matches(t, i, typed);
	}
	free(narrow);
	if (sentence)
		return sentence;
	return fits > 1 ? mem_fmt(_("有 %zu 项都对得上，请再多写几个字，或按 F4 选"), fits) :
		mem_dup(_("表中没有这一项，请按 F4 选"));
}

enum type_verdict read_code(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	const struct table *t = c->book ? book_table(c->book, f->codes) : NULL;
	const struct code *row;

	if (!t)
		return type_bad(say, no_table(f));
	row = table_resolve(t, typed, f->branches);
	return row ? type_ok(value, mem_dup(row->code)) : type_bad(say, why_no_code(f, t, typed));
}

char *show_code(const struct field *f, const struct book *b, const char *value)
{
	const struct table *t = b ? book_table(b, f->codes) : NULL;

	return mem_dup(t ? i18n_data(table_label(t, value)) : value);
}

/* --- place -------------------------------------------------------------------------------------------------------------- */

#define PARTS_MAX 6

/* 咸安区 向阳湖镇 北岭村, as places are shown, or any of these alone: each part lies within the one before it. */
struct wanted {
	char *text;
	const char *part[PARTS_MAX];
	size_t n;
};

static bool split_parts(const char *typed, struct wanted *w)
{
	char *save = NULL;

	w->text = text_narrow(typed);
	w->n = 0;
	for (char *p = strtok_r(w->text, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		if (w->n == PARTS_MAX)
			return false;
		w->part[w->n++] = p;
	}
	return w->n > 0;
}

/* Ways in which a place answers to a part, the surest first. */
enum answers {
	ANSWERS_NAME,           /* its name in full or as shown: 北岭村委会, 北岭村 */
	ANSWERS_STEM,           /* that without what kind of place it is: 北岭, 咸安 */
	ANSWERS_INITIALS,       /* the initials of that */
	ANSWERS_PART,           /* some of its name or pinyin */
	ANSWERS_WAYS,
};

static bool is_kind(const char *s)
{
	static const char *const kinds[] = { "村", "社区", "镇", "乡", "街道", "区", "县", "市", "省" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(s, kinds[i]))
			return true;
	return false;
}

static bool same_initials(const char *name, const char *typed)
{
	char *initials = pinyin_initials(name);
	bool yes = !strcasecmp(initials, typed);

	free(initials);
	return yes;
}

static bool answers(const struct book *b, const struct code *row, const char *part, enum answers way)
{
	char *shown;
	bool yes;

	if (way == ANSWERS_PART)
		return strstr(row->name, part) || pinyin_match(row->name, part);
	shown = book_unit(b, row->code);
	if (way == ANSWERS_NAME)
		yes = !strcmp(row->name, part) || !strcmp(shown, part);
	else if (way == ANSWERS_STEM)
		yes = !strncmp(shown, part, strlen(part)) && is_kind(shown + strlen(part));
	else
		yes = same_initials(shown, part);
	free(shown);
	return yes;
}

/* The last part is the place itself, those before it are found among what is above it, in order. */
static bool fits(const struct book *b, const struct code *row, const struct wanted *w, enum answers way)
{
	const struct table *t = book_divisions(b);
	size_t left = w->n - 1;

	if (!answers(b, row, w->part[left], way))
		return false;
	while (left && *row->parent) {
		row = table_find(t, row->parent);
		if (answers(b, row, w->part[left - 1], ANSWERS_NAME) || answers(b, row, w->part[left - 1], way))
			left--;
	}
	return !left;
}

/* Bytes of a unit's code that name its division and those above it: 12, 9, 6, 4, 2, then 0 for everywhere. */
static size_t wider(size_t scope)
{
	static const size_t level[] = { 12, 9, 6, 4, 2 };

	for (size_t i = 0; i < sizeof(level) / sizeof(level[0]); i++)
		if (level[i] < scope)
			return level[i];
	return 0;
}

/* How many places within the first `scope` bytes of `unit` fit; *found is one of them. */
static size_t count_fits(const struct book *b, const struct wanted *w, enum answers way, const char *unit, size_t scope,
	const struct code **found)
{
	const struct table *t = book_divisions(b);
	size_t n = 0;

	for (size_t i = 0; i < table_count(t); i++) {
		const struct code *row = table_at(t, i);

		if (!strncmp(row->code, unit, scope) && fits(b, row, w, way)) {
			*found = row;
			n++;
		}
	}
	return n;
}

/* The surest way in which any place fits decides, and of those places the ones nearest to the writer: 北岭村 is the one of our
 * own township, whatever villages of that name the next county has. NULL with the number of places that fit equally well. */
static const struct code *nearest(const struct book *b, const struct wanted *w, const char *unit, size_t *n)
{
	const struct code *found = NULL;

	*n = 0;
	for (enum answers way = ANSWERS_NAME; way < ANSWERS_WAYS; way++) {
		if (!count_fits(b, w, way, unit, 0, &found))
			continue;
		for (size_t scope = strcspn(unit, ".");; scope = wider(scope)) {
			*n = count_fits(b, w, way, unit, scope, &found);
			if (*n)
				return *n == 1 ? found : NULL;
		}
	}
	return NULL;
}

const struct code *division_meant(const struct book *b, const char *typed, const char *unit, size_t *n)
{
	const struct code *row = NULL;
	struct wanted w;

	*n = 0;
	if (split_parts(typed, &w)) {
		row = w.n == 1 ? table_find(book_divisions(b), w.part[0]) : NULL;
		if (!row)
			row = nearest(b, &w, unit ? unit : "", n);
	}
	free(w.text);
	return row;
}

enum type_verdict read_place(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	const struct code *row;
	size_t n;

	(void)f;
	if (!c->book || !book_divisions(c->book))
		return type_bad(say, mem_dup(_("当前版本里没有区划表，请先同步")));
	row = division_meant(c->book, typed, c->unit, &n);
	if (row)
		return type_ok(value, mem_dup(row->code));
	return type_bad(say, n ? mem_fmt(_("有 %zu 个地方都对得上，请在前面写上乡镇，如 向阳湖镇 北岭村，或按 F4 选"), n) :
		mem_dup(_("区划表中没有这个地方，请按 F4 选；村以下写在详细地址里")));
}

char *show_place(const struct field *f, const struct book *b, const char *value)
{
	(void)f;
	return b ? book_place(b, value) : mem_dup(value);
}

/* --- yes and no --------------------------------------------------------------------------------------------------------- */

enum type_verdict read_yesno(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	static const char *const yes[] = { "是", "y", "yes", "1" }, *const no[] = { "否", "n", "no", "0" };
	char *narrow = text_narrow(typed), *kept = NULL;

	(void)f;
	(void)c;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!strcasecmp(narrow, yes[i]))
			kept = mem_dup(yes[0]);
		else if (!strcasecmp(narrow, no[i]))
			kept = mem_dup(no[0]);
	free(narrow);
	return kept ? type_ok(value, kept) : type_bad(say, mem_dup(_("请填 是 或 否")));
}
