/* SPDX-License-Identifier: Apache-2.0 */
/* Does what a form causes make sense? A clock no limit stands behind, a value its field cannot hold, a correction of nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "form_parts.h"
#include "model/book.h"
#include "model/type.h"

#define FAR_FUTURE INT64_C(4102444800000)       /* 2100: no date in a form is then too late */

static const struct limits *limits_of(const struct form_lint *l)
{
	return l->book ? book_limits(l->book) : NULL;
}

bool form_clock_known(const struct book *b, const char *kind)
{
	const struct limits *limits = b ? book_limits(b) : NULL;

	for (size_t i = 0; i < limits_count(limits); i++)
		if (!strcmp(limits_at(limits, i)->kind, kind))
			return true;
	return !limits;
}

/* --- [clock KIND] -------------------------------------------------------------------------------------------------- */

static bool is_of(const struct field *f, const char *a, const char *b)
{
	return f && (!strcmp(f->type->name, a) || !strcmp(f->type->name, b));
}

static void check_kind(struct form_lint *l, const struct clocking *c, const char *section)
{
	bool all = !strcmp(c->kind, FORM_ALL_CLOCKS), start = c->what == CLOCKING_START || c->what == CLOCKING_EXTEND;
	struct form_words known = { .n = 0 };

	if (all && start)
		form_fault(l, section, "do", _("[clock all] 只能 stop、pause、resume，请写明是哪一种时限。"));
	if (!all && !start && c->what != CLOCKING_STOP)
		form_fault(l, section, "do", _("暂停和恢复管所有的时限，请写成 [clock all]。"));
	if (all || form_clock_known(l->book, c->kind))
		return;
	form_words_add(&known, FORM_ALL_CLOCKS);
	for (size_t i = 0; i < limits_count(limits_of(l)); i++)
		if (!form_words_have(&known, limits_at(limits_of(l), i)->kind))
			form_words_add(&known, limits_at(limits_of(l), i)->kind);
	form_fault_word(l, section, "", &known, c->kind);
}

static void check_clocking(struct form_lint *l, const struct form *f, const struct clocking *c)
{
	const char *section = c->section;
	bool moment = c->what == CLOCKING_PAUSE || c->what == CLOCKING_RESUME;

	check_kind(l, c, section);
	if (!ini_get(l->ini, section, "do"))
		form_fault(l, section, "do", _("缺 do：请写 do = start、stop、extend、pause 或 resume。"));
	if (c->what == CLOCKING_EXTEND ? !is_of(form_field(f, c->by), "int", "int") : *c->by != '\0')
		form_fault(l, section, "by", _("by 是延长多少的那一栏（type = int），只和 do = extend 一起写。"));
	if (*c->from && (!moment || !is_of(form_field(f, c->from), "date", "datetime")))
		form_fault(l, section, "from", _("from 是本表的一栏日期或时间，只和 do = pause、resume 一起写。"));
}

/* --- [set NAME] ---------------------------------------------------------------------------------------------------- */

static bool is_word(const char *to)
{
	static const char *const words[] = {
		FORM_TO_EMPTY, FORM_TO_TODAY, FORM_TO_NOW, FORM_TO_UNIT, FORM_TO_ABOVE, FORM_TO_WHO, FORM_TO_MORE, FORM_TO_LEAVE,
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(to, words[i]))
			return true;
	return false;
}

/* A value must be one that the field of that name can hold, where there is one. */
static void check_literal(struct form_lint *l, const struct form *f, const struct setting *s, const char *section)
{
	const struct form *opener = l->book && *f->continues ? book_opener(l->book, f->continues) : NULL;
	const struct field *c = form_field(f, s->name);
	struct type_context context = { l->book, FAR_FUTURE, "", "" };
	char *value = NULL, *say = NULL;

	if (!c && opener)
		c = form_field(opener, s->name);
	if (!strcmp(s->name, "step") && l->book && !book_step(l->book, s->to))
		form_fault(l, section, "to", _("没有“%s”这一步，步骤写在 data/flow.ini 里。"), s->to);
	else if (c && (!is_of(c, "code", "place") || l->book) && type_read(c, &context, s->to, &value, &say) == TYPE_BAD)
		form_fault(l, section, "to", _("“%s”填不进这一栏：%s。"), s->to, say);
	free(value);
	free(say);
}

/* What is typed and what is set would be told apart by nobody. */
static bool own_record_field(const struct form *f, const char *name)
{
	const struct field *c = form_field(f, name);

	return c && (*f->opens || c->record);
}

static void check_setting(struct form_lint *l, const struct form *f, const struct setting *s)
{
	const char *section = s->section;
	size_t n = strlen(s->name);

	if (!form_name_valid(s->name, FORM_NAME_MAX) || (s->name[n - 1] >= '0' && s->name[n - 1] <= '9') || limit_kind_of(s->name) ||
	    form_group(f, s->name) || own_record_field(f, s->name))
		form_fault(l, section, "", _("“%s”不能这样写定：要写件的一栏，时限用 [clock 种类]。"), s->name);
	if (!*s->to)
		form_fault(l, section, "to", _("缺 to：写成什么？清空写 to = 空。"));
	else if (!is_word(s->to))
		check_literal(l, f, s, section);
}

/* --- [effect] ------------------------------------------------------------------------------------------------------ */

static void check_by(struct form_lint *l, const struct form *f)
{
	if (f->effect.by[0] && *f->opens)
		form_fault(l, "effect", "by", _("开新件时还没有件，不能写 by，请删去。"));
	if (*f->effect.by_say && !f->effect.by[0])
		form_fault(l, "effect", "by_say", _("有 by 才用得着 by_say，请写上 by 或删去这一行。"));
	for (size_t i = 0; !*f->opens && f->effect.by[i]; i++)
		if (strcmp(f->effect.by[i], FORM_BY_ABOVE) != 0 && strcmp(f->effect.by[i], "unit") != 0 &&
		    !book_record_name(l->book, f->effect.by[i]))
			form_fault(l, "effect", "by", _("“%s”不是件的一栏。可以写 unit、lead 这样装着单位的栏，或 above。"),
				   f->effect.by[i]);
}

static void check_corrects(struct form_lint *l, const struct form *f)
{
	static const char *const wants[] = { "field", "value", "choose" };

	for (size_t i = 0; f->effect.corrects && i < sizeof wants / sizeof *wants; i++)
		if (!form_field(f, wants[i])) {
			form_fault(l, "effect", "corrects", _("更正的表要有 %s 一栏。"), wants[i]);
			break;
		}
	if (f->effect.corrects && *f->opens)
		form_fault(l, "effect", "corrects", _("开新件的表不能更正，请删去。"));
}

void form_check_effects(struct form_lint *l, const struct form *f)
{
	check_by(l, f);
	check_corrects(l, f);
	for (size_t i = 0; i < f->nsets; i++)
		check_setting(l, f, &f->sets[i]);
	for (size_t i = 0; i < f->nclocks; i++)
		check_clocking(l, f, &f->clocks[i]);
}
