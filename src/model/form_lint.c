/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a form make sense? Everything that would otherwise be noticed at a window, with somebody waiting: a condition on a field
 * that is not there, a code that no table has, a page nobody can reach.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"
#include "model/book.h"
#include "model/type.h"

/* of a record, filled by fields of the same name or by the program */
static const char *const columns[] = {
	"no", "kind", "step", "grade", "type", "place", "unit", "opened", "closed", "due", "people", "title", "summary", "parties",
	"lead", "result", "noticed",
};
/* of a record, what only the program, or [set step], fills */
static const char *const computed[] = { "kind", "step", "parties", "formerly", "pauses", "standing" };
/* the program's own marks in every entry */
static const char *const marks[] = { "no", "backdated", "clock", "corrects", "writer_unit" };
/* what a condition would take for something else, see model/form.h */
static const char *const taken[] = { "age", "and", "or", "writer", "who", "level", "today", "overdue" };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define FAR_FUTURE INT64_C(4102444800000)       /* 2100: no date in a form is then too late */

static bool is_one_of(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(s, list[i]))
			return true;
	return false;
}

static bool type_is(const struct field *f, const char *a, const char *b)
{
	return !strcmp(f->type->name, a) || !strcmp(f->type->name, b);
}

static const struct field *field_of(const struct form *f, const char *group, const char *name)
{
	for (size_t i = 0; f && i < f->nfields; i++)
		if (!strcmp(f->fields[i].name, name) && !strcmp(f->fields[i].group, group))
			return &f->fields[i];
	return NULL;
}

/* The form that opened what this one works on. */
static const struct form *opener(const struct form_lint *l, const struct form *f)
{
	return l->book && *f->continues ? book_opener(l->book, f->continues) : NULL;
}

/* --- [form] and [effect] ------------------------------------------------------------------------------------------- */

static void check_step(struct form_lint *l, const char *section, const char *sign)
{
	struct form_words known = { .n = 0 };

	if (!*sign || !l->book || book_step(l->book, sign))
		return;
	for (size_t i = 0; i < book_steps(l->book); i++)
		form_words_add(&known, book_step_at(l->book, i)->sign);
	form_fault_word(l, section, "step", &known, sign);
}

static void check_form(struct form_lint *l, const struct form *f)
{
	bool opens = *f->opens;

	if (!form_name_valid(f->name, FORM_NAME_MAX))
		form_fault(l, "", "", _("文件名只能用小写字母、数字和下划线，字母开头，最多 %d 个，后面是 .ini。"),
			   FORM_NAME_MAX);
	if (ini_line(l->ini, "form", NULL) == 0)
		form_fault(l, "", "", _("缺 [form] 一节：请在文件开头写 [form]，下面写 title 和 opens 或 continues。"));
	else if (!*f->title)
		form_fault(l, "form", "title", _("缺表的名称，请写 title = 名称。"));
	if (opens == (*f->continues != '\0'))
		form_fault(l, "form", opens ? "continues" : "opens",
			   _("开新件的表写 opens = 种类，办理已有件的表写 continues = 种类，两个里写一个。"));
	if (opens && !form_name_valid(f->opens, FORM_NAME_MAX))
		form_fault(l, "form", "opens", _("种类只能用小写字母、数字和下划线，字母开头。"));
	if (!opens && ini_get(l->ini, "form", "goes"))
		form_fault(l, "form", "goes", _("件送到哪里由开件的表定，请删去 goes。"));
	if (strspn(f->serial, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(f->serial) || strlen(f->serial) > 4)
		form_fault(l, "form", "serial", _("编号前的字母要用大写，最多 4 个，例如 R。"));
	if (l->book && *f->continues && !opener(l, f))
		form_fault(l, "form", "continues", _("没有哪张表是 opens = %s，先要有开这一种件的表。"), f->continues);
	if (!f->nfields)
		form_fault(l, "", "", _("表里一个栏目也没有，至少写一节 [field 名]。"));
	check_step(l, "form", f->step);
	check_step(l, "effect", f->effect.step);
	if (*f->effect.needs_say && !f->effect.needs)
		form_fault(l, "effect", "needs_say", _("有 needs 才用得着 needs_say，请写上 needs 或删去这一行。"));
	if (opens && f->effect.needs)
		form_fault(l, "effect", "needs", _("开新件时还没有件，不能写 needs，请删去。"));
}

/* --- names --------------------------------------------------------------------------------------------------------- */

static void check_name(struct form_lint *l, const char *section, const char *name, size_t most, bool digit_last)
{
	size_t n = strlen(name);

	if (!form_name_valid(name, most))
		form_fault(l, section, "", _("“%s”不能作名字：只能用小写字母、数字和下划线，字母开头，最多 %zu 个。"),
			   name, most);
	else if (!digit_last && name[n - 1] >= '0' && name[n - 1] <= '9')
		form_fault(l, section, "", _("“%s”末尾不能是数字，那样会和组里的第几行混淆，请换个名字。"), name);
}

static void check_field_name(struct form_lint *l, const struct form *f, const struct field *c, const char *section)
{
	check_name(l, section, c->name, FORM_NAME_MAX, *c->group != '\0');
	if (!*c->group && form_group(f, c->name))
		form_fault(l, section, "", _("“%s”已经是一个组的名字，请换个名字。"), c->name);
	if (is_one_of(c->name, taken, COUNT(taken)) || is_one_of(c->name, marks, COUNT(marks)) ||
	    (!*c->group && (*f->opens || c->record) && is_one_of(c->name, computed, COUNT(computed))) ||
	    (!*c->group && (limit_kind_of(c->name) || !strncmp(c->name, "extended", 8) || !strncmp(c->name, "by_", 3))))
		form_fault(l, section, "", _("“%s”由程序自己用，请换个名字。"), c->name);
}

static void check_group(struct form_lint *l, const struct form *f, const struct group *g)
{
	char *section = mem_fmt("group %s", g->name);
	struct form_words known = { .n = 0 };

	check_name(l, section, g->name, FORM_GROUP_MAX, false);
	if (!*g->label)
		form_fault(l, section, "label", _("缺组的名称，请写 label = 名称。"));
	if (g->min > g->max)
		form_fault(l, section, "min", _("最少 %d 行比最多 %d 行还多。"), g->min, g->max);
	for (size_t i = 0; i < f->nfields; i++)
		if (!strcmp(f->fields[i].group, g->name))
			form_words_add(&known, f->fields[i].name);
	if (!known.n)
		form_fault(l, section, "", _("组里没有栏目，请在下面写 [field %s.名]，或删去这一组。"), g->name);
	for (size_t i = 0; known.n && g->shows[i]; i++)
		if (!form_words_have(&known, g->shows[i]))
			form_fault_word(l, section, "shows", &known, g->shows[i]);
	free(section);
}

/* --- conditions ---------------------------------------------------------------------------------------------------- */

struct asking {
	struct form_lint *l;
	const struct form *f;
	const struct field *self;       /* NULL: a condition of an effect */
	const char *section, *key;
	bool typed;                     /* of an effect: knows what is typed, not only the record */
};

/* The field that a name in a condition means, or NULL: then it may still be a column or age. */
static const struct field *meant(const struct asking *a, const char *name)
{
	const char *group = a->self ? a->self->group : "";
	const char *dot = strchr(name, '.');
	const struct field *c = NULL;

	if (dot)        /* party.role, said by a field of party */
		return strlen(group) == (size_t)(dot - name) && !strncmp(group, name, (size_t)(dot - name))
			? field_of(a->f, group, dot + 1) : NULL;
	if (a->self)
		c = field_of(a->f, group, name);
	if (!c && (a->self || a->typed))
		c = field_of(a->f, "", name);
	return c ? c : field_of(opener(a->l, a->f), "", name);
}

/* `age` is the age of whoever the row is about, by the `birth` beside it. */
static bool has_age(const struct asking *a)
{
	return a->self && (field_of(a->f, a->self->group, "birth") || field_of(a->f, "", "birth"));
}

/* Names that conditions know beside fields: what is said about the writer, and whether a clock's time is over. */
static bool is_asked_of_writer(const struct asking *a, const char *name)
{
	static const char late[] = "overdue_", by[] = "by_";

	if (!strcmp(name, "age"))
		return has_age(a);
	if (!strncmp(name, late, sizeof late - 1))
		return form_clock_known(a->l->book, name + sizeof late - 1);
	if (!strncmp(name, by, sizeof by - 1))
		return !strcmp(name + sizeof by - 1, FORM_BY_ABOVE) || !strcmp(name + sizeof by - 1, "unit") ||
		       book_record_name(a->l->book, name + sizeof by - 1);
	return is_one_of(name, taken, COUNT(taken));
}

/* Does anything fill such a field of the record: a form of the book, or this one? */
static bool is_on_record(const struct asking *a, const char *name)
{
	for (size_t i = 0; i < a->f->nsets; i++)
		if (!strcmp(a->f->sets[i].name, name))
			return true;
	return is_one_of(name, columns, COUNT(columns)) || is_one_of(name, computed, COUNT(computed)) ||
	       book_record_name(a->l->book, name);
}

static void unknown_name(const struct asking *a, const char *name)
{
	struct form_words known = { .n = 0 };

	if (strchr(name, '.')) {
		form_fault(a->l, a->section, a->key, _("“%s”不能用在这里：组里的栏目只能由同一组的栏目引用。"), name);
		return;
	}
	if (!strcmp(name, "age")) {
		form_fault(a->l, a->section, a->key, _("age 是旁边 birth 一栏算出的周岁，这里没有 birth 一栏。"));
		return;
	}
	for (size_t i = 0; a->self && i < a->f->nfields; i++)
		if (!*a->f->fields[i].group || !strcmp(a->f->fields[i].group, a->self->group))
			form_words_add(&known, a->f->fields[i].name);
	for (size_t i = 0; i < COUNT(columns); i++)
		form_words_add(&known, columns[i]);
	form_fault_word(a->l, a->section, a->key, &known, name);
}

/* What a condition may call a kept value: the code's own name, never its translation. Yours. */
static char *own_name(const struct asking *a, const struct field *c, const char *value)
{
	const struct table *t = *c->codes ? book_table(a->l->book, c->codes) : NULL;

	return t ? mem_dup(table_label(t, value)) : type_show(c, a->l->book, value, false);
}

/* Can this field ever hold that value? Text can hold anything. */
static void check_value(const struct asking *a, const struct field *c, const char *value)
{
	struct type_context context = { a->l->book, FAR_FUTURE, "", "" };
	char *read, *say, *shown = NULL;

	if (!strcmp(value, "空") || (*c->absent && !strcmp(value, c->absent)) || type_is(c, "text", "lines"))
		return;
	if (type_is(c, "code", "place") && (!a->l->book || (*c->codes && !book_table(a->l->book, c->codes))))
		return;
	if (type_read(c, &context, value, &read, &say) == TYPE_BAD) {
		form_fault(a->l, a->section, a->key, _("“%s”这一栏不会是“%s”：%s。"), c->label, value, say);
		free(say);
		return;
	}
	shown = own_name(a, c, read);
	if (strcmp(read, value) != 0 && strcmp(shown, value) != 0)
		form_fault(a->l, a->section, a->key, _("“%s”请写成“%s”，否则比不上。"), value, shown);
	free(shown);
	free(read);
	free(say);
}

static void check_step_value(const struct asking *a, const char *value)
{
	struct form_words known = { .n = 0 };

	if (!a->l->book || !strcmp(value, "空") || book_step(a->l->book, value))
		return;
	for (size_t i = 0; i < book_steps(a->l->book); i++) {
		if (!strcmp(book_step_at(a->l->book, i)->name, value))
			return;
		form_words_add(&known, book_step_at(a->l->book, i)->sign);
	}
	form_fault_word(a->l, a->section, a->key, &known, value);
}

static bool check_comparison(void *arg, const char *name, const char *op, const char *value, bool named)
{
	const struct asking *a = arg;
	const struct field *c = meant(a, name);
	bool orders = *op == '<' || *op == '>';

	if (named && !meant(a, value) && !is_on_record(a, value) && !is_asked_of_writer(a, value))
		unknown_name(a, value);
	else if (a->self && c == a->self && !strcmp(a->key, "visible"))
		form_fault(a->l, a->section, a->key, _("一栏显示不显示不能看它自己，请改看别的栏目。"));
	else if (!strcmp(name, "step") && !c)
		check_step_value(a, value);
	else if (c && orders && !type_is(c, "int", "money") && !type_is(c, "date", "datetime"))
		form_fault(a->l, a->section, a->key, _("“%s”不是数字也不是日期，不能比大小，请用 = 或 !=。"), c->label);
	else if (c && !orders && !named)
		check_value(a, c, value);
	else if (!c && !is_on_record(a, name) && !is_asked_of_writer(a, name))
		unknown_name(a, name);
	return true;
}

static void check_expr(struct form_lint *l, const struct form *f, const struct field *self, const char *section,
		       const char *key, const struct expr *e)
{
	struct asking a = { l, f, self, section, key, strcmp(key, "when") == 0 };

	expr_each(e, check_comparison, &a);
}

/* --- does showing a field depend, by way of others, on itself? ------------------------------------------------------ */

struct walk {
	struct asking a;
	const struct field *start;
	bool *been;
	bool circle;
};

static bool walk_on(void *arg, const char *name, const char *op, const char *value, bool named)
{
	struct walk *w = arg;
	const struct field *c = meant(&w->a, name), *self = w->a.self;
	size_t i;

	(void)op, (void)value, (void)named;
	if (!c || c < w->a.f->fields || c >= w->a.f->fields + w->a.f->nfields)
		return true;    /* a column, or a field of the opener */
	if (c == w->start && self != w->start)
		w->circle = true;
	i = (size_t)(c - w->a.f->fields);
	if (w->been[i])
		return true;
	w->been[i] = true;
	w->a.self = c;
	expr_each(c->visible, walk_on, w);
	w->a.self = self;
	return !w->circle;
}

static void check_circle(struct form_lint *l, const struct form *f, const struct field *c, const char *section)
{
	struct walk w = { { l, f, c, section, "visible", false }, c, mem_zero(f->nfields * sizeof(bool) + 1), false };

	expr_each(c->visible, walk_on, &w);
	if (w.circle)
		form_fault(l, section, "visible", _("几栏的 visible 绕了一圈又看到自己，请断开其中一处。"));
	free(w.been);
}

/* --- fields -------------------------------------------------------------------------------------------------------- */

static void check_codes(struct form_lint *l, const struct field *c, const char *section)
{
	struct form_words known = { .n = 0 };

	if (!type_is(c, "code", "code")) {
		if (*c->codes)
			form_fault(l, section, "codes", _("有代码表的栏目要写 type = code。"));
		if (c->branches)
			form_fault(l, section, "branches", _("branches 只用于 type = code 的栏目，请删去。"));
		return;
	}
	if (!*c->codes) {
		form_fault(l, section, "codes", _("type = code 的栏目要写 codes = 代码表名。"));
		return;
	}
	if (!l->book || book_table(l->book, c->codes))
		return;
	for (size_t i = 0; i < book_tables(l->book); i++)
		form_words_add(&known, table_name(book_table_at(l->book, i)));
	form_fault_word(l, section, "codes", &known, c->codes);
}

static bool known_default(const struct field *c)
{
	return (!strcmp(c->initial, "today") && type_is(c, "date", "date")) ||
	       (!strcmp(c->initial, "now") && type_is(c, "datetime", "datetime")) ||
	       (!strcmp(c->initial, "who") && type_is(c, "text", "text")) ||
	       (!strcmp(c->initial, "unit") && (type_is(c, "place", "text") || type_is(c, "unit", "units"))) ||
	       (*c->initial == '.' && type_is(c, "unit", "units")) || strchr(c->initial, '{');
}

static void check_default(struct form_lint *l, const struct field *c, const char *section)
{
	struct type_context context = { l->book, FAR_FUTURE, "", "" };
	char *value, *say;

	if (!*c->initial || known_default(c) || (!l->book && type_is(c, "code", "place")))
		return;
	if (type_is(c, "code", "code") && !(l->book && book_table(l->book, c->codes)))
		return;
	if (type_read(c, &context, c->initial, &value, &say) == TYPE_BAD)
		form_fault(l, section, "default", _("“%s”填不进这一栏：%s。"), c->initial, say);
	free(value);
	free(say);
}

static void check_fits_type(struct form_lint *l, const struct form *f, const struct field *c, const char *section)
{
	if (c->lines > 1 && !type_is(c, "lines", "lines"))
		form_fault(l, section, "lines", _("几行高的栏目要写 type = lines。"));
	if (c->backdate && !type_is(c, "date", "datetime"))
		form_fault(l, section, "backdate", _("backdate 只用于日期或时间，请删去。"));
	if (c->strict && type_is(c, "text", "lines"))
		form_fault(l, section, "strict", _("文字栏目没有可查的格式，请删去 strict。"));
	if (c->fills[0] && !type_is(c, "idcard", "idcard")) {
		form_fault(l, section, "fills", _("只有 type = idcard 的栏目能带出别的栏目，请删去 fills。"));
		return;
	}
	for (size_t i = 0; c->fills[i]; i++) {
		if (strcmp(c->fills[i], "sex") != 0 && strcmp(c->fills[i], "birth") != 0)
			form_fault(l, section, "fills", _("身份证号只能带出 sex 和 birth，不能带出“%s”。"), c->fills[i]);
		else if (!field_of(f, c->group, c->fills[i]))
			form_fault(l, section, "fills", _("没有“%s”这一栏，请补上这一栏或从 fills 里删去。"), c->fills[i]);
	}
}

static void check_absent(struct form_lint *l, const struct form *f, const struct field *c, const char *section)
{
	char *why = mem_fmt("%s_why", c->name);

	if (*c->absent && !field_of(f, c->group, why))
		form_fault(l, section, "absent", _("写了 absent 就要有说明原因的一栏：请加一节 [field %s%s%s]。"),
			   c->group, *c->group ? "." : "", why);
	free(why);
}

static void check_field(struct form_lint *l, const struct form *f, const struct field *c)
{
	char *section = form_section_of(c);

	check_field_name(l, f, c, section);
	if (!*c->label)
		form_fault(l, section, "label", _("缺栏目的名称，请写 label = 名称。"));
	if (c->record && *f->opens)
		form_fault(l, section, "record", _("开新件的表，每一栏都是件的内容，请删去 record。"));
	if (c->fixed && !*f->opens && !c->record)
		form_fault(l, section, "fixed", _("fixed 只用于件的内容，请加 record = yes 或删去这一行。"));
	if (!c->warn != !*c->warn_say)
		form_fault(l, section, c->warn ? "warn_say" : "warn", _("warn 和 warn_say 要一起写：什么时候提醒，怎么说。"));
	if (*c->offers && strcmp(c->offers, FORM_OFFERS_PEOPLE) != 0 && strcmp(c->offers, FORM_OFFERS_PLACES) != 0)
		form_fault(l, section, "offers", _("offers 只能写 people 或 places。"));
	if (*c->message && !c->check)
		form_fault(l, section, "message", _("有 check 才用得着 message，请写上 check 或删去这一行。"));
	check_codes(l, c, section);
	check_default(l, c, section);
	check_fits_type(l, f, c, section);
	check_absent(l, f, c, section);
	check_expr(l, f, c, section, "required", c->required_when);
	check_expr(l, f, c, section, "visible", c->visible);
	check_expr(l, f, c, section, "strict", c->strict);
	check_expr(l, f, c, section, "check", c->check);
	check_expr(l, f, c, section, "warn", c->warn);
	check_circle(l, f, c, section);
	free(section);
}

void form_check(struct form_lint *l, const struct form *f)
{
	check_form(l, f);
	for (size_t i = 0; i < f->ngroups; i++)
		check_group(l, f, &f->groups[i]);
	for (size_t i = 0; i < f->nfields; i++)
		check_field(l, f, &f->fields[i]);
	check_expr(l, f, NULL, "effect", "needs", f->effect.needs);
	for (size_t i = 0; i < f->nsets; i++)
		check_expr(l, f, NULL, f->sets[i].section, "when", f->sets[i].when);
	for (size_t i = 0; i < f->nclocks; i++)
		check_expr(l, f, NULL, f->clocks[i].section, "when", f->clocks[i].when);
	form_check_effects(l, f);
}
