/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of a section: small tables say which keys it may have, what each one is and where it goes; so yichuang-form(5) can be
 * checked against one place.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"
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

static const struct key *const keys_of[] = {
	[FORM_SECTION] = form_keys, [GROUP_SECTION] = group_keys, [FIELD_SECTION] = field_keys, [EFFECT_SECTION] = effect_keys,
	[SET_SECTION] = set_keys, [CLOCK_SECTION] = clock_keys,
};

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

void form_list_free(char **words)
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
	form_list_free(words);
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

void form_read(struct form_lint *l, const char *section, enum form_section kind, void *target)
{
	struct form_words known = { .n = 0 };

	for (const struct key *k = keys_of[kind]; k->name; k++) {
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
