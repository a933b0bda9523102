/* SPDX-License-Identifier: Apache-2.0 */
/* Locale and message catalogue. */
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define DOMAIN "yichuang"

/* What the user asked for, in POSIX's order; "" if nothing. */
static const char *asked_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return value;
	}
	return "";
}

/* The asked locale was not generated on this machine. Its language still is what the user wants to read: gettext takes it from
 * LANGUAGE, also under C.UTF-8. */
static void keep_language(const char *asked)
{
	const char *set = getenv("LANGUAGE");
	size_t n = strcspn(asked, ".@");

	if ((set && *set) || n == 0 || strncmp(asked, "C", n) == 0 || strncmp(asked, "POSIX", n) == 0)
		return;
	char *language = mem_ndup(asked, n);
	setenv("LANGUAGE", language, 1);
	free(language);
}

static bool utf8_locale(const char *name)
{
	return setlocale(LC_ALL, name) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void i18n_init(void)
{
	if (!utf8_locale("")) {
		keep_language(asked_locale());
		if (!utf8_locale("C.UTF-8") && !utf8_locale("C.utf8"))
			utf8_locale("en_US.UTF-8");
	}
	setlocale(LC_NUMERIC, "C");

	char *beside = file_beside("locale"), *installed = file_installed("locale");
	bindtextdomain(DOMAIN, access(beside, R_OK | X_OK) == 0 ? beside : installed);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	free(beside);
	free(installed);
}

const char *i18n_data(const char *s)
{
	/* gettext("") would give the catalogue's header */
	return s && *s ? gettext(s) : s ? s : "";
}
