/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a form, section by section. What a section may say stands in form_keys.c; whether it makes sense is the question of
 * form_lint.c and form_effects.c. */
#include "model/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"
#include "model/fields.h"
#include "model/type.h"

/* --- sections ------------------------------------------------------------------------------------------------------ */

/* What follows a word and one blank: "group party" → "party"; NULL if the section does not begin so. */
static const char *after(const char *section, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(section, word, n) && section[n] == ' ' ? section + n + 1 : NULL;
}

struct reading {
	struct form_lint *l;
	struct form *f;
	int page;               /* of the section before; a field without `page` stays on it */
	struct group *open;     /* the group whose fields may stand here */
};

static int next_page(struct reading *r, const char *section, int asked)
{
	if (asked && asked != r->page && asked != r->page + 1)
		form_fault(r->l, section, "page", _("页要从 1 起一页接一页，前面是第 %d 页，这里不能写第 %d 页。"),
			   r->page, asked);
	else if (asked)
		r->page = asked;
	return r->page;
}

static void read_group(struct reading *r, const char *section, const char *name)
{
	struct group *g = &r->f->groups[r->f->ngroups++];

	*g = (struct group){ .name = name, .max = 20 };
	form_read(r->l, section, GROUP_SECTION, g);
	if (!*g->one)
		g->one = N_("添加一行");
	/* the first thing on the form may ask for page 1, which is where it is anyway */
	g->page = next_page(r, section, g->page);
	r->open = g;
}

static void read_field(struct reading *r, const char *section, const char *name)
{
	struct field *f = &r->f->fields[r->f->nfields];
	const char *dot = strchr(name, '.');

	*f = (struct field){ .name = dot ? dot + 1 : name, .group = "", .lines = 1, .type = type_find("text") };
	if (dot && (!r->open || strncmp(r->open->name, name, (size_t)(dot - name)) != 0 || r->open->name[dot - name])) {
		form_fault(r->l, section, "", _("“%.*s”这一组的栏目要紧跟在 [group %.*s] 后面写。"), (int)(dot - name), name,
			   (int)(dot - name), name);
		return;
	}
	if (dot)
		f->group = r->open->name;
	else
		r->open = NULL;
	r->f->nfields++;
	form_read(r->l, section, FIELD_SECTION, f);
	if (dot && f->page)
		form_fault(r->l, section, "page", _("组里的栏目不写页，页写在 [group %s] 里。"), f->group);
	f->page = dot ? r->open->page : next_page(r, section, f->page);
}

/* "step 2" → "step": one thing may be set in several ways, each with its own section. Yours. */
static char *unnumbered(const char *name)
{
	size_t n = strcspn(name, " ");

	return name[n] && name[n + 1] && !name[n + 1 + strspn(name + n + 1, "0123456789")] ? mem_ndup(name, n) : mem_dup(name);
}

static void read_set(struct reading *r, const char *section, const char *name)
{
	struct setting *s = &r->f->sets[r->f->nsets++];

	*s = (struct setting){ .section = section, .name = unnumbered(name) };
	form_read(r->l, section, SET_SECTION, s);
}

static void read_clock(struct reading *r, const char *section, const char *kind)
{
	struct clocking *c = &r->f->clocks[r->f->nclocks++];

	*c = (struct clocking){ .section = section, .kind = unnumbered(kind) };
	form_read(r->l, section, CLOCK_SECTION, c);
}

static void read_section(struct reading *r, const char *section)
{
	const char *name;

	if ((name = after(section, "group")))
		read_group(r, section, name);
	else if ((name = after(section, "field")))
		read_field(r, section, name);
	else if ((name = after(section, "set")))
		read_set(r, section, name);
	else if ((name = after(section, "clock")))
		read_clock(r, section, name);
	else if (strcmp(section, "form") != 0 && strcmp(section, "effect") != 0)
		form_fault(r->l, section, "",
			   _("不认识这一节。可以写 [form]、[group 名]、[field 名]、[field 组.名]、[effect]、[set 名]、[clock 名]。"));
}

static void read_sections(struct form_lint *l, struct form *f)
{
	struct reading r = { .l = l, .f = f, .page = 1 };
	size_t n = ini_sections(l->ini);

	f->fields = mem_zero(n * sizeof *f->fields + 1);
	f->groups = mem_zero(n * sizeof *f->groups + 1);
	f->version = 1;
	f->levels = FORM_CITY | FORM_COUNTY | FORM_TOWN | FORM_VILLAGE;
	f->sets = mem_zero(n * sizeof *f->sets + 1);
	f->clocks = mem_zero(n * sizeof *f->clocks + 1);
	form_read(l, "form", FORM_SECTION, f);
	form_read(l, "effect", EFFECT_SECTION, &f->effect);
	if (!*f->list)
		f->list = f->title;
	if (n > FORM_SECTIONS_MAX) {
		form_fault(l, "", "", _("一张表最多 %d 节，这里有 %zu 节，请分成几张表。"), FORM_SECTIONS_MAX, n);
		n = 0;
	}
	for (size_t i = 0; i < n; i++)
		read_section(&r, ini_section(l->ini, i));
	f->pages = r.page;
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

/* "forms/intake.ini" → "intake". Yours. */
static char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t n = strlen(name);

	return mem_ndup(name, n > 4 && !strcmp(name + n - 4, ".ini") ? n - 4 : n);
}

struct form *form_parse(const char *name, const char *text, size_t n, const struct book *book, ini_report *report, void *arg)
{
	struct ini *ini = ini_parse(name, text, n, report, arg);
	struct form_lint l = { ini, book, report, arg, false };
	struct form *f;

	if (!ini)
		return NULL;
	f = mem_zero(sizeof *f);
	f->ini = ini;
	f->name = base_name(name);
	read_sections(&l, f);
	form_check(&l, f);
	if (!l.bad)
		return f;
	form_free(f);
	return NULL;
}

void form_free(struct form *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->nfields; i++) {
		expr_free(f->fields[i].required_when);
		expr_free(f->fields[i].visible);
		expr_free(f->fields[i].strict);
		expr_free(f->fields[i].check);
		expr_free(f->fields[i].warn);
		form_list_free(f->fields[i].fills);
	}
	for (size_t i = 0; i < f->ngroups; i++)
		form_list_free(f->groups[i].shows);
	for (size_t i = 0; i < f->nsets; i++) {
		free((char *)f->sets[i].name);
		expr_free(f->sets[i].when);
	}
	for (size_t i = 0; i < f->nclocks; i++) {
		free((char *)f->clocks[i].kind);
		expr_free(f->clocks[i].when);
	}
	form_list_free(f->effect.by);
	expr_free(f->effect.needs);
	free(f->sets);
	free(f->clocks);
	free(f->fields);
	free(f->groups);
	free((char *)f->name);
	ini_free(f->ini);
	free(f);
}

const struct field *form_field(const struct form *f, const char *key)
{
	const char *dot = strchr(key, '.');
	size_t base = 0;

	if (dot && !fields_row(key, (size_t)(dot - key), &base))
		base = (size_t)(dot - key);
	for (size_t i = 0; i < f->nfields; i++) {
		const struct field *c = &f->fields[i];

		if (!strcmp(c->name, dot ? dot + 1 : key) && strlen(c->group) == base && !strncmp(c->group, key, base))
			return c;
	}
	return NULL;
}

const struct group *form_group(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->ngroups; i++)
		if (!strcmp(f->groups[i].name, name))
			return &f->groups[i];
	return NULL;
}

unsigned form_level_of(const char *unit)
{
	switch (strspn(unit, "0123456789")) {
	case 4: return FORM_CITY;
	case 6: return FORM_COUNTY;
	case 9: return FORM_TOWN;
	case 12: return FORM_VILLAGE;
	default: return 0;
	}
}
