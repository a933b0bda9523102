/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a form. Four small tables say which keys a section may have, what each one is and where it goes; so the grammar
 * stands here in one place, and yichuang-form(5) can be checked against it. Whether it makes sense is form_lint.c's question.
 */
#include "model/form.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"
#include "model/fields.h"
#include "model/type.h"

/* --- the grammar --------------------------------------------------------------------------------------------------- */

enum kind {
	TEXT,
	NUMBER,         /* min to max */
	YES,            /* yes or no */
	EXPR,
	WORDS,          /* separated by spaces */
	TYPE,
	REQUIRED,       /* yes, no or a condition */
	LEVELS,
	GOES,
	DOING,
};

struct key {
	const char *name;
	enum kind kind;
	size_t at;
	int min, max;
};

#define AT(s, m) offsetof(struct s, m)

static const struct key form_keys[] = {
	{ "title", TEXT, AT(form, title), 0, 0 },
	{ "help", TEXT, AT(form, help), 0, 0 },
	{ "opens", TEXT, AT(form, opens), 0, 0 },
	{ "continues", TEXT, AT(form, continues), 0, 0 },
	{ "step", TEXT, AT(form, step), 0, 0 },
	{ "levels", LEVELS, AT(form, levels), 0, 0 },
	{ "goes", GOES, AT(form, goes), 0, 0 },
	{ "version", NUMBER, AT(form, version), 1, 9999 },
	{ "serial", TEXT, AT(form, serial), 0, 0 },
	{ "list", TEXT, AT(form, list), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};
static const struct key group_keys[] = {
	{ "label", TEXT, AT(group, label), 0, 0 },
	{ "one", TEXT, AT(group, one), 0, 0 },
	{ "min", NUMBER, AT(group, min), 0, 99 },
	{ "max", NUMBER, AT(group, max), 1, 99 },
	{ "page", NUMBER, AT(group, page), 1, FORM_PAGES_MAX },
	{ "shows", WORDS, AT(group, shows), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};
static const struct key field_keys[] = {
	{ "label", TEXT, AT(field, label), 0, 0 },
	{ "help", TEXT, AT(field, help), 0, 0 },
	{ "hint", TEXT, AT(field, hint), 0, 0 },
	{ "type", TYPE, AT(field, type), 0, 0 },
	{ "codes", TEXT, AT(field, codes), 0, 0 },
	{ "max", NUMBER, AT(field, max), 1, 20000 },
	{ "lines", NUMBER, AT(field, lines), 1, 16 },
	{ "page", NUMBER, AT(field, page), 1, FORM_PAGES_MAX },
	{ "beside", YES, AT(field, beside), 0, 0 },
	{ "record", YES, AT(field, record), 0, 0 },
	{ "branches", YES, AT(field, branches), 0, 0 },
	{ "backdate", YES, AT(field, backdate), 0, 0 },
	{ "fixed", YES, AT(field, fixed), 0, 0 },
	{ "default", TEXT, AT(field, initial), 0, 0 },
	{ "required", REQUIRED, AT(field, required), 0, 0 },
	{ "visible", EXPR, AT(field, visible), 0, 0 },
	{ "strict", EXPR, AT(field, strict), 0, 0 },
	{ "check", EXPR, AT(field, check), 0, 0 },
	{ "message", TEXT, AT(field, message), 0, 0 },
	{ "warn", EXPR, AT(field, warn), 0, 0 },
	{ "warn_say", TEXT, AT(field, warn_say), 0, 0 },
	{ "offers", TEXT, AT(field, offers), 0, 0 },
	{ "fills", WORDS, AT(field, fills), 0, 0 },
	{ "absent", TEXT, AT(field, absent), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};
static const struct key effect_keys[] = {
	{ "step", TEXT, AT(effect, step), 0, 0 },
	{ "by", WORDS, AT(effect, by), 0, 0 },
	{ "by_say", TEXT, AT(effect, by_say), 0, 0 },
	{ "needs", EXPR, AT(effect, needs), 0, 0 },
	{ "needs_say", TEXT, AT(effect, needs_say), 0, 0 },
	{ "corrects", YES, AT(effect, corrects), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};
static const struct key set_keys[] = {
	{ "to", TEXT, AT(setting, to), 0, 0 },
	{ "when", EXPR, AT(setting, when), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};
static const struct key clock_keys[] = {
	{ "do", DOING, AT(clocking, what), 0, 0 },
	{ "when", EXPR, AT(clocking, when), 0, 0 },
	{ "by", TEXT, AT(clocking, by), 0, 0 },
	{ "from", TEXT, AT(clocking, from), 0, 0 },
	{ NULL, TEXT, 0, 0, 0 },
};

static const struct { const char *word; unsigned bits; } level_words[] = {
	{ "city", FORM_CITY }, { "county", FORM_COUNTY }, { "town", FORM_TOWN }, { "village", FORM_VILLAGE },
	{ "all", FORM_CITY | FORM_COUNTY | FORM_TOWN | FORM_VILLAGE },
};
static const char *const doing_words[] = {
	[CLOCKING_START] = "start", [CLOCKING_STOP] = "stop", [CLOCKING_EXTEND] = "extend", [CLOCKING_PAUSE] = "pause",
	[CLOCKING_RESUME] = "resume",
};
static const char *const goes_words[] = { [FORM_UP] = "up", [FORM_UNIT] = "unit", [FORM_HUB] = "hub" };

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* --- values -------------------------------------------------------------------------------------------------------- */

static char **split(const char *s)
{
	char **words = NULL;
	size_t n = 0, cap = 0;

	for (s += strspn(s, " \t,"); *s; s += strspn(s, " \t,")) {
		size_t len = strcspn(s, " \t,");

		words = mem_grow(words, &cap, n, sizeof *words);
		words[n++] = mem_ndup(s, len);
		s += len;
	}
	words = mem_grow(words, &cap, n, sizeof *words);
	words[n] = NULL;
	return words;
}

static void words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

/* 1, 0, or -1 where it is neither yes nor no */
static int yes_or_no(const char *s)
{
	if (!strcmp(s, "yes") || !strcmp(s, "是"))
		return 1;
	return !strcmp(s, "no") || !strcmp(s, "否") ? 0 : -1;
}

static struct expr *read_expr(struct form_lint *l, const char *section, const char *key, const char *text)
{
	char *why;
	struct expr *e = expr_parse(text, &why);

	if (!e)
		form_fault(l, section, key, "%s", why);
	free(why);
	return e;
}

static const struct type *read_type(struct form_lint *l, const char *section, const char *key, const char *text)
{
	const struct type *t = type_find(text);
	struct form_words known = { .n = 0 };

	if (t)
		return t;
	for (size_t i = 0; (t = type_at(i)); i++)
		form_words_add(&known, t->name);
	form_fault_word(l, section, key, &known, text);
	return type_find("text");
}

static unsigned read_levels(struct form_lint *l, const char *section, const char *key, const char *text)
{
	struct form_words known = { .n = 0 };
	char **words = split(text);
	unsigned bits = 0;

	for (size_t i = 0; i < COUNT(level_words); i++)
		form_words_add(&known, level_words[i].word);
	for (size_t i = 0; words[i]; i++) {
		if (!form_words_have(&known, words[i]))
			form_fault_word(l, section, key, &known, words[i]);
		for (size_t k = 0; k < COUNT(level_words); k++)
			if (!strcmp(level_words[k].word, words[i]))
				bits |= level_words[k].bits;
	}
	words_free(words);
	return bits;
}

/* Which of the words; the first one where it is none of them. */
static int read_word(struct form_lint *l, const char *section, const char *key, const char *const *words, size_t n,
                     const char *text)
{
	struct form_words known = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(words[i], text))
			return (int)i;
		form_words_add(&known, words[i]);
	}
	form_fault_word(l, section, key, &known, text);
	return 0;
}

static int read_number(struct form_lint *l, const char *section, const struct key *k, const char *text)
{
	size_t n = strspn(text, "0123456789");
	long v = n && n < 9 && !text[n] ? strtol(text, NULL, 10) : -1;

	if (v >= k->min && v <= k->max)
		return (int)v;
	form_fault(l, section, k->name, _("这里要写 %d 到 %d 之间的整数，不能写“%s”。"), k->min, k->max, text);
	return k->min;
}

static bool read_yes(struct form_lint *l, const char *section, const char *key, const char *text)
{
	int v = yes_or_no(text);

	if (v < 0)
		form_fault(l, section, key, _("这里只能写 yes 或 no，不能写“%s”。"), text);
	return v > 0;
}

static void read_required(struct form_lint *l, const char *section, struct field *f, const char *text)
{
	int v = yes_or_no(text);

	f->required = v != 0;
	if (v < 0)
		f->required_when = read_expr(l, section, "required", text);
}

static void put(struct form_lint *l, const char *section, const struct key *k, char *slot, const char *text)
{
	switch (k->kind) {
	case TEXT: *(const char **)(void *)slot = text; break;
	case NUMBER: *(int *)(void *)slot = read_number(l, section, k, text); break;
	case YES: *(bool *)(void *)slot = read_yes(l, section, k->name, text); break;
	case EXPR: *(struct expr **)(void *)slot = read_expr(l, section, k->name, text); break;
	case WORDS: *(char ***)(void *)slot = split(text); break;
	case TYPE: *(const struct type **)(void *)slot = read_type(l, section, k->name, text); break;
	case REQUIRED: read_required(l, section, (struct field *)(void *)(slot - AT(field, required)), text); break;
	case LEVELS: *(unsigned *)(void *)slot = read_levels(l, section, k->name, text); break;
	case GOES:
		*(enum form_goes *)(void *)slot = (enum form_goes)read_word(l, section, k->name, goes_words, COUNT(goes_words), text);
		break;
	case DOING:
		*(enum clocking_do *)(void *)slot =
			(enum clocking_do)read_word(l, section, k->name, doing_words, COUNT(doing_words), text);
		break;
	}
}

/* Fill `target` from a section; a text that is not there is "", a list is empty. */
static void fill(struct form_lint *l, const char *section, const struct key *keys, void *target)
{
	struct form_words known = { .n = 0 };

	for (const struct key *k = keys; k->name; k++) {
		const char *text = ini_get(l->ini, section, k->name);
		char *slot = (char *)target + k->at;

		form_words_add(&known, k->name);
		if (text && !*text)
			form_fault(l, section, k->name, _("“%s”后面没有写内容。用不着就删去这一行。"), k->name);
		if (text && *text)
			put(l, section, k, slot, text);
		else if (k->kind == TEXT)
			*(const char **)(void *)slot = "";
		else if (k->kind == WORDS)
			*(char ***)(void *)slot = split("");
	}
	for (size_t i = 0; i < ini_keys(l->ini, section); i++)
		if (!form_words_have(&known, ini_key(l->ini, section, i)))
			form_fault_word(l, section, ini_key(l->ini, section, i), &known, ini_key(l->ini, section, i));
}

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
	fill(r->l, section, group_keys, g);
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
	fill(r->l, section, field_keys, f);
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
	fill(r->l, section, set_keys, s);
}

static void read_clock(struct reading *r, const char *section, const char *kind)
{
	struct clocking *c = &r->f->clocks[r->f->nclocks++];

	*c = (struct clocking){ .section = section, .kind = unnumbered(kind) };
	fill(r->l, section, clock_keys, c);
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
	fill(l, "form", form_keys, f);
	fill(l, "effect", effect_keys, &f->effect);
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
		words_free(f->fields[i].fills);
	}
	for (size_t i = 0; i < f->ngroups; i++)
		words_free(f->groups[i].shows);
	for (size_t i = 0; i < f->nsets; i++) {
		free((char *)f->sets[i].name);
		expr_free(f->sets[i].when);
	}
	for (size_t i = 0; i < f->nclocks; i++) {
		free((char *)f->clocks[i].kind);
		expr_free(f->clocks[i].when);
	}
	words_free(f->effect.by);
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
