/* SPDX-License-Identifier: Apache-2.0 */
/* data/deadlines.ini: reading it, and finding the limit that a case falls under. */
#include "model/limit.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"
#include "model/book.h"

#define LIMITS_MAX 250          /* far more than anybody would write; lint looks at each pair of them */
#define CODE_MAX 32

struct limits {
	struct ini *ini;        /* owns the strings */
	struct limit *all;
	size_t n;
};

/* --- lists of codes: "03 | 02" ------------------------------------------------------------------------------------- */

size_t limit_next_word(const char **list, const char **word)
{
	const char *s = *list + strspn(*list, " |");
	size_t n = strcspn(s, " |");

	*word = s;
	*list = s + n;
	return n;
}

static bool lists(const char *list, const char *code, size_t n)
{
	const char *one;
	size_t len;

	while ((len = limit_next_word(&list, &one)) > 0)
		if (len == n && !memcmp(one, code, n))
			return true;
	return false;
}

/* Is there a case that both are for? */
static bool meet(const char *a, const char *b)
{
	const char *code;
	size_t n;

	if (!*a || !*b)
		return !*a && !*b;      /* the closer fit decides between "some" and "any" */
	while ((n = limit_next_word(&a, &code)) > 0)
		if (lists(b, code, n))
			return true;
	return false;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static const char *const words[] = {
	"kind", "label", "starts", "since", "matter", "grade", "days", "workdays", "hours", "minutes", "rolls", "pauses",
	"extend", "extensions", "warn", "basis", "note",
};
static const char *const units[] = { "days", "workdays", "hours", "minutes" };

static void check_words(struct form_lint *l, const char *section)
{
	struct form_words known = { .n = 0 };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		form_words_add(&known, words[i]);
	for (size_t i = 0; i < ini_keys(l->ini, section); i++)
		if (!form_words_have(&known, ini_key(l->ini, section, i)))
			form_fault_word(l, section, ini_key(l->ini, section, i), &known, ini_key(l->ini, section, i));
}

static const char *text_of(const struct form_lint *l, const char *section, const char *key)
{
	const char *value = ini_get(l->ini, section, key);

	return value ? value : "";
}

static const char *need_text(struct form_lint *l, const char *section, const char *key, const char *what)
{
	const char *value = text_of(l, section, key);

	if (!*value)
		form_fault(l, section, key, _("缺%s，请写 %s = …。"), what, key);
	return value;
}

static const char *need_name(struct form_lint *l, const char *section, const char *key, const char *what)
{
	const char *value = need_text(l, section, key, what);

	if (*value && !form_name_valid(value, FORM_NAME_MAX))
		form_fault(l, section, key, _("“%s”不能当名称：只用小写字母、数字和下划线，字母开头，最多 %d 个字。"), value,
			   FORM_NAME_MAX);
	return value;
}

/* reopened | opened */
static const char *need_fields(struct form_lint *l, const char *section, const char *key, const char *what)
{
	const char *value = need_text(l, section, key, what), *rest = value, *at;
	size_t n;

	while ((n = limit_next_word(&rest, &at)) > 0) {
		char *name = mem_ndup(at, n);

		if (!form_name_valid(name, FORM_NAME_MAX))
			form_fault(l, section, key,
				   _("“%s”不能当名称：只用小写字母、数字和下划线，字母开头，最多 %d 个字。"), name,
				   FORM_NAME_MAX);
		free(name);
	}
	return value;
}

static int32_t number(struct form_lint *l, const char *section, const char *key, int32_t least, int32_t otherwise)
{
	const char *value = ini_get(l->ini, section, key);
	size_t n = value ? strspn(value, "0123456789") : 0;

	if (!value)
		return otherwise;
	if (!n || n > 4 || value[n] || atoi(value) < least || atoi(value) > LIMIT_AMOUNT_MAX) {
		form_fault(l, section, key, _("这里要写一个整数，从 %d 到 %d。"), least, LIMIT_AMOUNT_MAX);
		return otherwise;
	}
	return (int32_t)atoi(value);
}

static bool yes(struct form_lint *l, const char *section, const char *key)
{
	const char *value = text_of(l, section, key);

	if (*value && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		form_fault(l, section, key, _("这里只能写 yes 或 no。"));
	return !strcmp(value, "yes");
}

static const char *codes_of(struct form_lint *l, const char *section, const char *key)
{
	const struct table *t = l->book ? book_table(l->book, key) : NULL;
	const char *value = text_of(l, section, key), *rest = value, *at;
	size_t n;

	while ((n = limit_next_word(&rest, &at)) > 0) {
		char *code = mem_ndup(at, n);

		if (n > CODE_MAX || (t && !table_find(t, code)))
			form_fault(l, section, key, _("代码表 %s 里没有“%s”，几个代码之间用 | 隔开。"), key, code);
		free(code);
	}
	return value;
}

static void read_amount(struct form_lint *l, const char *section, struct limit *limit)
{
	size_t said = 0;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!ini_get(l->ini, section, units[i]))
			continue;
		limit->unit = (enum limit_unit)i;
		limit->amount = number(l, section, units[i], 1, 1);
		said++;
	}
	if (said != 1)
		form_fault(l, section, "",
			   _("多久的时限？days（日）、workdays（工作日）、hours（小时）、minutes（分钟）里写一行，只写一行。"));
	if (limit->rolls && (limit->unit == LIMIT_HOURS || limit->unit == LIMIT_MINUTES))
		form_fault(l, section, "rolls", _("小时和分钟的时限不能顺延到下一个工作日，请去掉这一行。"));
	if (limit->rolls && limit->unit == LIMIT_WORKDAYS)
		form_fault(l, section, "rolls", _("按工作日算的时限总是落在工作日，不必写顺延，请去掉这一行。"));
}

static void read_extension(struct form_lint *l, const char *section, struct limit *limit)
{
	limit->extend = number(l, section, "extend", 0, 0);
	limit->extensions = number(l, section, "extensions", 0, limit->extend ? 1 : 0);
	if (limit->extend == 0 && limit->extensions)
		form_fault(l, section, "extensions", _("写了可以延长几次，没有写每次多久，请加一行 extend = …。"));
}

/* Two limits that fit a case equally well would make it a matter of luck which one counts. */
static void check_twin(struct form_lint *l, const char *section, const struct limits *ls, const struct limit *limit)
{
	for (size_t i = 0; i < ls->n; i++) {
		const struct limit *other = &ls->all[i];

		if (!strcmp(other->kind, limit->kind) && meet(other->grade, limit->grade) && meet(other->matter, limit->matter))
			form_fault(l, section, "kind",
				   _("与 [limit %s] 管同一种事、同样的件，分不清用哪个，请改 grade 或 matter。"), other->name);
	}
}

static void read_limit(struct form_lint *l, const char *section, struct limits *ls)
{
	struct limit limit = { .name = section + strlen("limit ") };

	l->bad = false;
	if (strncmp(section, "limit ", 6) != 0 || !form_name_valid(limit.name, FORM_NAME_MAX)) {
		form_fault(l, section, "", _("这里只能有 [limit 名称] 这样的节，名称用小写字母，例如 [limit sign]。"));
		return;
	}
	if (ls->n == LIMITS_MAX) {
		form_fault(l, section, "", _("时限太多了：最多 %d 节。"), LIMITS_MAX);
		return;
	}
	check_words(l, section);
	limit.kind = need_name(l, section, "kind", _("种类"));
	limit.label = need_text(l, section, "label", _("时限的名称"));
	limit.starts = need_fields(l, section, "starts", _("从哪一栏的日期起算"));
	limit.since = need_text(l, section, "since", _("起算的事由"));
	limit.basis = need_text(l, section, "basis", _("依据"));
	limit.note = text_of(l, section, "note");
	limit.grade = codes_of(l, section, "grade");
	limit.matter = codes_of(l, section, "matter");
	limit.rolls = yes(l, section, "rolls");
	limit.pauses = yes(l, section, "pauses");
	limit.warn = number(l, section, "warn", 0, 0);
	read_amount(l, section, &limit);
	read_extension(l, section, &limit);
	if (!l->bad)
		check_twin(l, section, ls, &limit);
	if (!l->bad)
		ls->all[ls->n++] = limit;
}

struct limits *limits_parse(const char *name, const char *text, size_t n, const struct book *b, ini_report *report, void *arg)
{
	struct ini *ini = ini_parse(name, text, n, report, arg);
	struct form_lint lint = { .ini = ini, .book = b, .report = report, .arg = arg };
	struct limits *l;

	if (!ini)
		return NULL;
	l = mem_zero(sizeof *l);
	l->ini = ini;
	l->all = mem_zero((LIMITS_MAX + 1) * sizeof *l->all);
	for (size_t i = 0; i < ini_sections(ini); i++)
		read_limit(&lint, ini_section(ini, i), l);
	return l;
}

void limits_free(struct limits *l)
{
	if (!l)
		return;
	ini_free(l->ini);
	free(l->all);
	free(l);
}

/* --- fields of a record --------------------------------------------------------------------------------------------- */

void limit_field(char out[LIMIT_FIELD_MAX], const char *front, const char *kind)
{
	if (!strcmp(kind, LIMIT_MAIN))
		snprintf(out, LIMIT_FIELD_MAX, "%s", front);
	else
		snprintf(out, LIMIT_FIELD_MAX, "%s_%s", front, kind);
}

const char *limit_kind_of(const char *field)
{
	static const char front[] = "due_";

	if (!strcmp(field, "due"))
		return LIMIT_MAIN;
	return !strncmp(field, front, sizeof front - 1) && field[sizeof front - 1] ? field + sizeof front - 1 : NULL;
}

bool limit_stands(const char *standing, const char *kind)
{
	size_t n = strlen(kind);

	for (const char *s = standing; (s = strstr(s, kind)); s += n)
		if ((s == standing || s[-1] == ' ') && (s[n] == ' ' || s[n] == '\0'))
			return true;
	return false;
}

/* --- looking up ---------------------------------------------------------------------------------------------------- */

size_t limits_count(const struct limits *l)
{
	return l ? l->n : 0;
}

const struct limit *limits_at(const struct limits *l, size_t i)
{
	assert(i < limits_count(l));
	return &l->all[i];
}

const struct limit *limits_named(const struct limits *l, const char *name)
{
	for (size_t i = 0; i < limits_count(l); i++)
		if (!strcmp(l->all[i].name, name))
			return &l->all[i];
	return NULL;
}

/* How closely it fits; -1: not at all. */
static int fit(const struct limit *l, const char *grade, const char *matter)
{
	bool grade_fits = lists(l->grade, grade, strlen(grade)), matter_fits = lists(l->matter, matter, strlen(matter));

	if ((*l->grade && !grade_fits) || (*l->matter && !matter_fits))
		return -1;
	return 2 * matter_fits + grade_fits;
}

const struct limit *limits_find(const struct limits *l, const char *kind, const char *grade, const char *matter)
{
	const struct limit *found = NULL;
	int best = -1;

	for (size_t i = 0; i < limits_count(l); i++) {
		int closeness = strcmp(l->all[i].kind, kind) != 0 ? -1 : fit(&l->all[i], grade, matter);

		if (closeness > best) {
			best = closeness;
			found = &l->all[i];
		}
	}
	return found;
}
