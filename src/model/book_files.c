/* SPDX-License-Identifier: Apache-2.0 */
/* What of a book stands on disk, and how its divisions are called on screen and paper. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/book.h"
#include "model/fields.h"

#define CITY_DIGITS 4           /* codes up to here are above the county */
#define DEPTH_MAX 16            /* a table checks its parents; this is for a table that lies */

/* --- files --------------------------------------------------------------------------------------------------------- */

static bool add_folder(const char *share, const char *folder, const char *suffix, struct book_file **files, size_t *n,
		       size_t *cap, struct err *err)
{
	char *dir = file_join(share, folder);
	char **names = file_list(dir, suffix, err);
	bool good = names != NULL;

	for (size_t i = 0; good && names[i]; i++) {
		char *path = file_join(dir, names[i]);
		struct buf text = { 0 };

		/* one file is one value of an entry when it is published */
		good = file_read(path, FIELDS_VALUE_MAX, &text, err);
		if (good) {
			size_t len = text.len;

			*files = mem_grow(*files, cap, *n, sizeof **files);
			(*files)[(*n)++] = (struct book_file){ file_join(folder, names[i]), buf_take(&text), len };
		}
		buf_free(&text);
		free(path);
	}
	file_list_free(names);
	free(dir);
	return good;
}

bool book_files(const char *share, struct book_file **files, size_t *n, struct err *err)
{
	size_t cap = 0;

	*files = NULL;
	*n = 0;
	if (add_folder(share, "forms", ".ini", files, n, &cap, err) && add_folder(share, "data", ".csv", files, n, &cap, err) &&
	    add_folder(share, "data", ".ini", files, n, &cap, err))
		return true;
	book_files_free(*files, *n);
	*files = NULL;
	*n = 0;
	return false;
}

void book_files_free(struct book_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	free(files);
}

/* --- divisions ----------------------------------------------------------------------------------------------------- */

/* The statistical list names committees; people name the place: 北岭村村委会 is 北岭村, 白鹤村委会 is 白鹤村. Yours. */
static char *spoken(const char *name)
{
	static const struct { const char *tail, *place; } rules[] = {
		{ "社区居民委员会", "社区" }, { "社区居委会", "社区" }, { "村村民委员会", "村" }, { "村村委会", "村" },
		{ "村民委员会", "村" }, { "村委会", "村" },
	};
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		size_t t = strlen(rules[i].tail);

		if (n > t && !strcmp(name + n - t, rules[i].tail))
			return mem_fmt("%.*s%s", (int)(n - t), name, rules[i].place);
	}
	return mem_dup(name);
}

char *book_place(const struct book *b, const char *code)
{
	const struct table *t = book_divisions(b);
	const struct code *c = t ? table_find(t, code) : NULL;
	char *place = NULL;

	if (!c)
		return mem_dup(code);
	for (int depth = 0; c && depth < DEPTH_MAX && (!place || strlen(c->code) > CITY_DIGITS); depth++) {
		char *name = spoken(c->name), *longer = place ? mem_fmt("%s %s", name, place) : mem_dup(name);

		free(name);
		free(place);
		place = longer;
		c = *c->parent ? table_find(t, c->parent) : NULL;
	}
	return place;
}

/* Departments (421202101.sfs) are named in data/departments.csv, for one division or, by the part behind the dot, for all. */
static char *department(const struct book *b, const char *unit, const char *short_code)
{
	const struct table *t = book_table(b, "departments");
	const struct code *c = t ? table_find(t, unit) : NULL;

	if (t && !c)
		c = table_find(t, short_code);
	return mem_dup(c ? c->name : short_code);
}

char *book_unit(const struct book *b, const char *code)
{
	const struct table *t = book_divisions(b);
	const char *dot = strchr(code, '.');
	char *division = mem_ndup(code, dot ? (size_t)(dot - code) : strlen(code));
	const struct code *c = t ? table_find(t, division) : NULL;
	char *name = c ? spoken(c->name) : mem_dup(division);

	if (dot && dot[1]) {
		char *office = department(b, code, dot + 1), *whole = mem_fmt("%s%s", name, office);

		free(name);
		free(office);
		name = whole;
	}
	free(division);
	return name;
}
