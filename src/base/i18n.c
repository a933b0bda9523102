/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locale and message catalogue. The catalogue is gettext's (xgettext, msgfmt, the .mo file), but looked up by ourselves: gettext() of
 * newer C libraries (seen with glibc 2.41) translates nothing under C.UTF-8, and that is the only locale many machines have.
 */
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define CATALOGUE "LC_MESSAGES/yichuang.mo"
#define CATALOGUE_MAX (8u << 20)
#define SOURCE_LANGUAGE "zh"            /* what the sentences in the source are */

/* A .mo file: magic, revision, how many, where the table of originals stands, where that of translations. A table is pairs of
 * length and place; the originals are sorted bytewise. */
enum { MO_MAGIC, MO_REVISION, MO_COUNT, MO_ORIGINALS, MO_TRANSLATIONS, MO_HEAD };
#define MAGIC 0x950412deu
#define MAGIC_SWAPPED 0xde120495u

static struct {
	struct buf file;
	bool swapped;           /* written by a machine of the other byte order */
	uint32_t count;
} catalogue;                    /* count 0: none */

/* --- the catalogue -------------------------------------------------------------------------------------------------- */

static uint32_t word_at(size_t at)
{
	uint32_t v;

	memcpy(&v, catalogue.file.data + at, sizeof v);
	return catalogue.swapped ? __builtin_bswap32(v) : v;
}

static uint32_t head(size_t i)
{
	return word_at(i * sizeof(uint32_t));
}

/* Does the table lie within the file, and every string of it with its NUL? */
static bool table_fits(size_t table)
{
	size_t size = catalogue.file.len;

	if (table > size || (size - table) / 8 < catalogue.count)
		return false;
	for (uint32_t i = 0; i < catalogue.count; i++) {
		size_t n = word_at(table + 8 * (size_t)i), at = word_at(table + 8 * (size_t)i + 4);
		if (n >= size || at >= size - n || catalogue.file.data[at + n] != '\0')
			return false;
	}
	return true;
}

static bool catalogue_good(void)
{
	if (catalogue.file.len < MO_HEAD * sizeof(uint32_t))
		return false;
	catalogue.swapped = false;
	uint32_t magic = head(MO_MAGIC);
	if (magic != MAGIC && magic != MAGIC_SWAPPED)
		return false;
	catalogue.swapped = magic == MAGIC_SWAPPED;
	catalogue.count = head(MO_COUNT);
	return table_fits(head(MO_ORIGINALS)) && table_fits(head(MO_TRANSLATIONS));
}

static bool catalogue_load(const char *dir, const char *language)
{
	char *path = mem_fmt("%s/%s/" CATALOGUE, dir, language);
	bool good = access(path, R_OK) == 0 && file_read(path, CATALOGUE_MAX, &catalogue.file, NULL) && catalogue_good();

	if (!good) {
		buf_free(&catalogue.file);
		catalogue.count = 0;
	}
	free(path);
	return good;
}

static const char *string_of(size_t table, uint32_t i)
{
	return catalogue.file.data + word_at(table + 8 * (size_t)i + 4);
}

const char *i18n(const char *s)
{
	size_t originals = catalogue.count ? head(MO_ORIGINALS) : 0;
	uint32_t low = 0, high = catalogue.count;

	/* the original "" is the catalogue's own head */
	while (*s && low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(s, string_of(originals, middle));
		if (order == 0)
			return string_of(head(MO_TRANSLATIONS), middle);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return s;
}

const char *i18n_data(const char *s)
{
	return s ? i18n(s) : "";
}

/* --- which language ------------------------------------------------------------------------------------------------- */

/* What the user asked for: a list as in LANGUAGE, or one locale, in POSIX's order. */
static const char *asked(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "";
}

/* The first language of the list that we have: "en_GB:fr" tries en_GB, en, fr. The source's own needs no catalogue. */
static void choose(const char *dir)
{
	char *list = mem_dup(asked()), *save = NULL;

	for (char *one = strtok_r(list, ":", &save); one; one = strtok_r(NULL, ":", &save)) {
		one[strcspn(one, ".@")] = '\0';
		/* a name from outside becomes part of a path */
		if (!*one || strchr(one, '/'))
			continue;
		if (strncmp(one, SOURCE_LANGUAGE, strlen(SOURCE_LANGUAGE)) == 0 || catalogue_load(dir, one))
			break;
		one[strcspn(one, "_")] = '\0';
		if (catalogue_load(dir, one))
			break;
	}
	free(list);
}

static bool utf8_locale(const char *name)
{
	return setlocale(LC_ALL, name) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void i18n_init(void)
{
	if (!utf8_locale("") && !utf8_locale("C.UTF-8") && !utf8_locale("C.utf8"))
		utf8_locale("en_US.UTF-8");
	setlocale(LC_NUMERIC, "C");

	char *beside = file_beside("locale"), *installed = file_installed("locale");
	choose(access(beside, R_OK | X_OK) == 0 ? beside : installed);
	free(beside);
	free(installed);
}
