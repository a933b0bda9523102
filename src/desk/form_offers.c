/* SPDX-License-Identifier: Apache-2.0 */
/* Typed once: F4 on a field whose form offers what was typed before, persons or values. Nothing opens by itself over typing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"

#define MOST 20                 /* more than anybody reads through; another letter makes them fewer */

struct offer {
	struct form_screen *form;
	struct person *people;
	char **values;
	size_t n;
};

static bool offers(const struct form_screen *f, const char *what)
{
	return form_edits(f) && strcmp(form_item(f)->field->offers, what) == 0;
}

static const char *kind_of(const struct form *form)
{
	return *form->opens ? form->opens : form->continues;
}

/* As a form names it, not one row: "address", "party.address". Yours. */
static char *key_of(const struct field *field)
{
	return *field->group ? mem_fmt("%s.%s", field->group, field->name) : mem_dup(field->name);
}

static void forget(struct offer *o)
{
	if (o->people)
		people_free(o->people, o->n);
	if (o->values)
		people_values_free(o->values, o->n);
	o->people = NULL;
	o->values = NULL;
	o->n = 0;
}

static void ask(struct offer *o, const char *typed)
{
	struct form_screen *f = o->form;
	struct session *s = f->base.desk->session;
	struct err err = { 0 };
	const struct field *field = form_item(f)->field;
	bool good = true;

	forget(o);
	if (offers(f, FORM_OFFERS_PEOPLE)) {
		good = people_find(s, field->group, typed, MOST, &o->people, &o->n, &err);
	} else if (offers(f, FORM_OFFERS_PLACES)) {
		char *key = key_of(field);

		good = people_values(s, kind_of(fill_form(f->fill)), key, typed, MOST, &o->values, &o->n, &err);
		free(key);
	}
	if (!good)
		desk_err(f->base.desk, &err);
}

/* --- while typing --------------------------------------------------------------------------------------------------------- */

void form_count_answers(struct form_screen *f)
{
	struct offer o = { .form = f };

	/* the newest values of a field are no answer to nothing */
	if (form_edits(f) && *editor_text(f->editor))
		ask(&o, editor_text(f->editor));
	f->answers = o.n;
	forget(&o);
}

char *form_answers(const struct form_screen *f)
{
	const char *pick = keys_name(ACT_PICK);

	if (!f->answers)
		return NULL;
	if (offers(f, FORM_OFFERS_PEOPLE))
		return mem_fmt(_("%s 可选以前登记过的 %zu 人"), pick, f->answers);
	return offers(f, FORM_OFFERS_PLACES) ? mem_fmt(_("%s 可选以前填过的 %zu 处"), pick, f->answers) : NULL;
}

/* --- the list ------------------------------------------------------------------------------------------------------------- */

/* What a list shows of a person: no identity number, the year of a birth. Yours. */
static char *shown(const struct form_screen *f, const struct field *field, const struct person *p, const char *name)
{
	const char *value = fields_get(p->row, name);
	char *text;

	if (!value || !field || *field->fills)
		return mem_dup("");
	text = type_show(field, fill_book(f->fill), value, true);
	if (strcmp(field->type->name, "date") == 0 && strlen(text) > 4)
		text[4] = '\0';
	return text;
}

/* 张三  男  1968  138****5678  2026-0041 承包合同纠纷. Yours. */
static char *person_line(const struct form_screen *f, const struct person *p)
{
	static char *const alone[] = { "name", "phone", NULL };
	const char *group = form_item(f)->field->group;
	const struct form *form = fill_form(f->fill);
	struct buf b = { 0 };

	for (char *const *name = *group ? form_group(form, group)->shows : alone; *name; name++) {
		char *key = *group ? mem_fmt("%s.%s", group, *name) : mem_dup(*name);
		char *text = shown(f, form_field(form, key), p, *name);

		if (*text)
			buf_fmt(&b, "%s  ", text);
		free(text);
		free(key);
	}
	char *no = session_short_no(f->base.desk->session, p->no);
	buf_fmt(&b, "%s %s", no, p->title);
	free(no);
	return buf_take(&b);
}

static void fill_choices(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct offer *o = arg;

	(void)d;
	(void)inside;
	ask(o, filter);
	out->all = o->n;
	for (size_t i = 0; i < o->n; i++) {
		char code[24], *line = o->people ? person_line(o->form, &o->people[i]) : mem_dup(o->values[i]);

		snprintf(code, sizeof code, "%zu", i);
		choices_add(out, code, line, NULL, false, false);
		free(line);
	}
}

/* The fill has what was chosen: show it, and on to the next field. */
static struct next taken(struct form_screen *f)
{
	struct next n = next_back();

	form_relayout(f);
	form_enter(f, f->at);
	n.again = ACT_ENTER;
	return n;
}

static struct next chosen(void *arg, struct desk *d, const char *code)
{
	struct offer *o = arg;
	struct form_screen *f = o->form;
	const struct item *it = form_item(f);
	const char *group = it->field->group;
	size_t i = strtoul(code, NULL, 10);

	(void)d;
	if (o->people) {
		/* what was typed here was to find them by */
		fill_set(f->fill, it->key, "", NULL);
		people_take(f->fill, group, *group ? check_row(it->key, group) : 0, &o->people[i]);
	} else {
		fill_set(f->fill, it->key, o->values[i], NULL);
	}
	return taken(f);
}

/* Nobody like that: what was typed stays typed. */
static struct next unknown(void *arg, struct desk *d, const char *typed)
{
	struct offer *o = arg;

	(void)d;
	fill_set(o->form->fill, form_item(o->form)->key, typed, NULL);
	return taken(o->form);
}

static char *help(void *arg)
{
	const struct offer *o = arg;

	return mem_fmt("%s\n\n%s\n", i18n_data(form_item(o->form)->field->label),
	               offers(o->form, FORM_OFFERS_PEOPLE)
	               ? _("键入姓名的开头（两个字以上）、姓名的拼音首字母、电话的后四位或证件号码的前六位，"
	                   "以前登记过的人就列出来。Enter 把这个人带进来：已经填了的不动，只补没填的。")
	               : _("键入一部分或拼音首字母，以前填过的就列出来，新的在前。Enter 带进来，还可以再改。"));
}

static void done(void *arg)
{
	forget(arg);
	free(arg);
}

static const struct chooser_ops of_people = {
	.fill = fill_choices, .chosen = chosen, .unknown = unknown, .help = help, .done = done, .whole = true,
	.footer = N_("姓名、拼音首字母、电话尾号都行"),
};
static const struct chooser_ops of_values = {
	.fill = fill_choices, .chosen = chosen, .unknown = unknown, .help = help, .done = done, .whole = true,
	.footer = N_("以前填过的，新的在前"),
};

bool form_offer_key(struct form_screen *f, const struct key *k, struct next *n)
{
	bool people = offers(f, FORM_OFFERS_PEOPLE);

	if (k->action != ACT_PICK || (!people && !offers(f, FORM_OFFERS_PLACES)))
		return false;
	struct offer *o = mem_zero(sizeof *o);
	struct err err = { 0 };

	/* what is half typed is on disk before anything covers it */
	if (!form_keep(&f->base, &err))
		desk_err(f->base.desk, &err);
	const struct item *it = form_item(f);
	o->form = f;
	*n = next_push(chooser_open(f->base.desk, &picker_screen, people ? &of_people : &of_values, o,
	                            CONTENT_TOP + 1 + it->line - f->top, it->column, it->columns, editor_text(f->editor), ""));
	return true;
}
