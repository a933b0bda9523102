/* SPDX-License-Identifier: Apache-2.0 */
#include "book_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/ini.h"
#include "base/mem.h"

/* The name of a section, without the number behind it: "step 2" is about step. */
static void add(struct book_names *names, const char *section)
{
	char *name = mem_ndup(section, strcspn(section, " "));

	if (!*name || strchr(name, '.') || book_names_have(names, name)) {
		free(name);
		return;
	}
	names->list = mem_grow(names->list, &names->cap, names->n, sizeof *names->list);
	names->list[names->n++] = name;
}

static void add_clock(struct book_names *names, const char *section)
{
	static const char *const fronts[] = { "due", "extended" };
	char name[LIMIT_FIELD_MAX], *kind = mem_ndup(section, strcspn(section, " "));

	for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
		limit_field(name, fronts[i], kind);
		add(names, name);
	}
	free(kind);
}

bool book_names_add(struct book_names *names, const struct book_file *form)
{
	static const char field[] = "field ", set[] = "set ", clock[] = "clock ";
	struct ini *ini = ini_parse(form->path, form->text, form->len, NULL, NULL);
	bool opens = ini && ini_get(ini, "form", "opens");

	for (size_t i = 0; ini && i < ini_sections(ini); i++) {
		const char *section = ini_section(ini, i), *record = ini_get(ini, section, "record");

		if (!strncmp(section, field, sizeof field - 1) && (opens || (record && !strcmp(record, "yes"))))
			add(names, section + sizeof field - 1);
		else if (!strncmp(section, set, sizeof set - 1))
			add(names, section + sizeof set - 1);
		else if (!strncmp(section, clock, sizeof clock - 1))
			add_clock(names, section + sizeof clock - 1);
	}
	ini_free(ini);
	return opens;
}

bool book_names_have(const struct book_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->list[i], name))
			return true;
	return false;
}

void book_names_free(struct book_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}
