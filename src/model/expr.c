/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: alternatives (or) of runs (and) of comparisons. What a Chinese keyboard leaves (＝ ｜ ≥ 且 或) is as good. */
#include "model/expr.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#define EXPR_TERMS 64           /* comparisons in one condition, values in one comparison */
#define NAME_MAX_BYTES 64
#define EMPTY_WORD "空"

struct value {
	char *text;
	bool quoted;            /* '空' in quotes is the word, not the emptiness */
	bool named;             /* {name}: what that name holds */
};

struct term {
	char *field;
	const char *op;         /* "=", "!=", "<", "<=", ">", ">=" */
	struct value *values;
	size_t n, cap;
	bool alternative;       /* `or` stands before it */
};

struct expr {
	struct term *terms;
	size_t n, cap;
};

/* --- reading ------------------------------------------------------------------------------------------------------- */

struct spelling { const char *typed, *op; };

/* longest first where one begins another */
static const struct spelling ops[] = {
	{ "!=", "!=" }, { "<>", "!=" }, { "≠", "!=" }, { "！＝", "!=" }, { "<=", "<=" }, { "≤", "<=" }, { "＜＝", "<=" },
	{ ">=", ">=" }, { "≥", ">=" }, { "＞＝", ">=" }, { "=", "=" }, { "＝", "=" }, { "<", "<" }, { "＜", "<" },
	{ ">", ">" }, { "＞", ">" },
};
static const struct spelling bars[] = { { "|", "|" }, { "｜", "|" } };
static const struct spelling quotes[] = { { "'", "'" }, { "‘", "’" } };
static const struct spelling ands[] = { { "and", "&" }, { "且", "&" } };
static const struct spelling ors[] = { { "or", "|" }, { "或", "|" } };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static size_t blank(const char *s)
{
	static const char wide[] = "　";

	if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r')
		return 1;
	return strncmp(s, wide, sizeof wide - 1) == 0 ? sizeof wide - 1 : 0;
}

static void skip(const char **s)
{
	size_t n;

	while ((n = blank(*s)))
		*s += n;
}

static const struct spelling *starts(const char *s, const struct spelling *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(s, list[i].typed, strlen(list[i].typed)) == 0)
			return &list[i];
	return NULL;
}

static const struct spelling *take(const char **s, const struct spelling *list, size_t n)
{
	const struct spelling *found;

	skip(s);
	found = starts(*s, list, n);
	if (found)
		*s += strlen(found->typed);
	return found;
}

/* A joining word stands alone: `or` in 'order' is none. */
static bool take_word(const char **s, const struct spelling *list, size_t n)
{
	const struct spelling *w;

	skip(s);
	w = starts(*s, list, n);
	if (!w || !blank(*s + strlen(w->typed)))
		return false;
	*s += strlen(w->typed);
	return true;
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (s[n] && !blank(s + n) && !starts(s + n, ops, COUNT(ops)) && !starts(s + n, bars, COUNT(bars)) &&
	       !starts(s + n, quotes, COUNT(quotes)))
		n++;
	return n;
}

static size_t name_length(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.");

	return n && n < NAME_MAX_BYTES && *s >= 'a' && *s <= 'z' && s[n - 1] != '.' ? n : 0;
}

static bool number(const char *s, double *v)
{
	size_t whole, part = 0;
	const char *digits = s + (*s == '-');

	whole = strspn(digits, "0123456789");
	if (digits[whole] == '.')
		part = strspn(digits + whole + 1, "0123456789") + 1;
	if (!whole || part == 1 || digits[whole + part])
		return false;
	*v = strtod(s, NULL);
	return true;
}

static bool day(const char *s, int32_t *d)
{
	int64_t ms;

	*d = clock_parse_day(s);
	if (*d == CLOCK_DAY_NONE && clock_parse(s, &ms))
		*d = clock_day_of(ms);
	return *d != CLOCK_DAY_NONE;
}

/* {opened} → opened */
static char *name_of(struct value *v)
{
	size_t n = name_length(v->text + 1);

	if (!n || strcmp(v->text + 1 + n, "}") != 0) {
		char *why = mem_fmt(_("“%s”写得不对：大括号里写一栏的英文名，例如 {opened}。"), v->text);

		free(v->text);          /* not among the term's values yet */
		return why;
	}
	memmove(v->text, v->text + 1, n);
	v->text[n] = '\0';
	v->named = true;
	return NULL;
}

static char *value_read(const char **s, struct value *v)
{
	const struct spelling *open = take(s, quotes, COUNT(quotes));

	if (open) {
		const char *end = strstr(*s, open->op);

		if (!end)
			return mem_dup(_("值外面的单引号 ' 没有配对，请在值的后面也写一个 '。"));
		*v = (struct value){ .text = mem_ndup(*s, (size_t)(end - *s)), .quoted = true };
		*s = end + strlen(open->op);
		return NULL;
	}

	size_t n = word_length(*s);

	if (!n)
		return mem_dup(_("比较号后面缺一个值。没有填写就写“空”。"));
	*v = (struct value){ .text = mem_ndup(*s, n) };
	*s += n;
	return *v->text == '{' ? name_of(v) : NULL;
}

static char *values_read(const char **s, struct term *t)
{
	double d;
	int32_t ignored;
	char *why;

	do {
		if (t->n == EXPR_TERMS)
			return mem_fmt(_("一个比较里最多写 %d 个值。"), EXPR_TERMS);
		t->values = mem_grow(t->values, &t->cap, t->n, sizeof *t->values);
		if ((why = value_read(s, &t->values[t->n])))
			return why;
		t->n++;
	} while (take(s, bars, COUNT(bars)));
	if (strcmp(t->op, "=") == 0 || strcmp(t->op, "!=") == 0)
		return NULL;
	if (t->n > 1)
		return mem_fmt(_("%s 后面只能写一个值，不能用 | 隔开几个。"), t->op);
	if (!t->values[0].named && !number(t->values[0].text, &d) && !day(t->values[0].text, &ignored))
		return mem_fmt(_("%s 只能跟数字或 2026-11-24 这样的日期比较，“%s”不是。"), t->op, t->values[0].text);
	return NULL;
}

static char *term_read(const char **s, struct term *t)
{
	const struct spelling *op;
	size_t n;

	skip(s);
	n = name_length(*s);
	if (!n)
		return mem_fmt(_("条件要从栏目的英文名写起，例如 step = 办。这里写的是“%s”。"), *s);
	t->field = mem_ndup(*s, n);
	*s += n;
	op = take(s, ops, COUNT(ops));
	if (!op)
		return mem_fmt(_("“%s”后面要写 = != < <= > >= 中的一个。"), t->field);
	t->op = op->op;
	return values_read(s, t);
}

static char *read_all(struct expr *e, const char *s)
{
	bool alternative = false;
	char *why;

	for (;;) {
		if (e->n == EXPR_TERMS)
			return mem_fmt(_("一个条件里最多写 %d 个比较。"), EXPR_TERMS);
		e->terms = mem_grow(e->terms, &e->cap, e->n, sizeof *e->terms);
		e->terms[e->n].alternative = alternative;
		why = term_read(&s, &e->terms[e->n++]);
		if (why)
			return why;
		skip(&s);
		if (!*s)
			return NULL;
		alternative = take_word(&s, ors, COUNT(ors));
		if (!alternative && !take_word(&s, ands, COUNT(ands)))
			return mem_fmt(_("“%s”接不上前面：几个比较之间要写 and 或 or，值里有空格要用单引号括起来。"), s);
	}
}

struct expr *expr_parse(const char *text, char **why)
{
	struct expr *e = mem_zero(sizeof *e);

	*why = read_all(e, text);
	if (!*why)
		return e;
	expr_free(e);
	return NULL;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n; i++) {
		for (size_t k = 0; k < e->terms[i].n; k++)
			free(e->terms[i].values[k].text);
		free(e->terms[i].values);
		free(e->terms[i].field);
	}
	free(e->terms);
	free(e);
}

/* --- asking -------------------------------------------------------------------------------------------------------- */

static bool equals(const struct value *v, struct expr_value given)
{
	if (!v->quoted && strcmp(v->text, EMPTY_WORD) == 0)
		return !given.value || !*given.value;
	if (given.value && *given.value && strcmp(given.value, v->text) == 0)
		return true;
	return given.name && *given.name && strcmp(given.name, v->text) == 0;
}

/* -1, 0, 1; 2 where the two cannot be compared */
static int order(const char *a, const char *b)
{
	double x, y;
	int64_t s, t;
	int32_t d, e;

	if (number(a, &x) && number(b, &y))
		return x < y ? -1 : x > y;
	/* a moment and a day meet as days, two moments as moments */
	if (clock_parse_day(a) == CLOCK_DAY_NONE && clock_parse_day(b) == CLOCK_DAY_NONE &&
	    clock_parse(a, &s) && clock_parse(b, &t))
		return s < t ? -1 : s > t;
	if (day(a, &d) && day(b, &e))
		return d < e ? -1 : d > e;
	return 2;
}

static bool ordered(const char *op, int c)
{
	if (c == 2)
		return false;
	if (op[1] == '=' && c == 0)
		return true;
	return *op == '<' ? c < 0 : c > 0;
}

static bool same(struct expr_value a, struct expr_value b)
{
	return strcmp(a.value ? a.value : "", b.value ? b.value : "") == 0;
}

static bool term_true(const struct term *t, expr_lookup *lookup, void *arg)
{
	struct expr_value given = lookup(arg, t->field);
	char *left = given.value ? mem_dup(given.value) : NULL, *name = given.name ? mem_dup(given.name) : NULL;
	bool any = false;

	/* the second lookup may use the memory of the first */
	given = (struct expr_value){ left, name };
	for (size_t i = 0; i < t->n && !any; i++) {
		const struct value *v = &t->values[i];
		struct expr_value other = v->named ? lookup(arg, v->text) : (struct expr_value){ v->text, NULL };

		if (*t->op == '<' || *t->op == '>')
			any = left && *left && other.value && *other.value && ordered(t->op, order(left, other.value));
		else
			any = v->named ? same(given, other) : equals(v, given);
	}
	free(left);
	free(name);
	return *t->op == '!' ? !any : any;
}

bool expr_true(const struct expr *e, expr_lookup *lookup, void *arg)
{
	bool run = true;

	if (!e)
		return true;
	for (size_t i = 0; i < e->n; i++) {
		if (e->terms[i].alternative) {
			if (run)
				return true;
			run = true;
		}
		run = run && term_true(&e->terms[i], lookup, arg);
	}
	return run;
}

bool expr_each(const struct expr *e, expr_visit *visit, void *arg)
{
	for (size_t i = 0; e && i < e->n; i++)
		for (size_t k = 0; k < e->terms[i].n; k++)
			if (!visit(arg, e->terms[i].field, e->terms[i].op, e->terms[i].values[k].text, e->terms[i].values[k].named))
				return false;
	return true;
}
