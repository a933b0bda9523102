/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INI text through iniparser, the only place that knows it. iniparser 4.1 loses things silently (design §10), so the text is
 * linted line by line first; what passes the lint is what iniparser gives back.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ini;

/* One finding of a lint: where it is and what to do, as sentences for a county official. */
struct ini_fault {
	const char *file;
	int line;                       /* 1-based; 0 = the whole file */
	const char *section;            /* "" outside any */
	const char *key;                /* "" if about the section */
	const char *say;                /* what is wrong and what to do */
};
typedef void ini_report(void *arg, const struct ini_fault *fault);

/*
 * Read INI text. NULL if it cannot be trusted: every reason has been reported. Found by the lint: not UTF-8, BOM, NUL, over
 * 256 KiB, a line over 1000 bytes, control characters, neither section nor key = value nor comment, text behind a ], ':' in a
 * section name, a key before the first section, a section or key twice, an unquoted ; or # inside a value, an unclosed quote,
 * text or a backslash with a quoted value (a comment may follow it), a trailing backslash.
 * Section and key names are lower-cased; values have their quotes removed. Order is the file's.
 */
struct ini *ini_parse(const char *name, const char *text, size_t n, ini_report *report, void *arg);
void ini_free(struct ini *ini);

const char *ini_name(const struct ini *ini);                    /* the file name given; all strings lent */
size_t ini_sections(const struct ini *ini);
const char *ini_section(const struct ini *ini, size_t i);
size_t ini_keys(const struct ini *ini, const char *section);
const char *ini_key(const struct ini *ini, const char *section, size_t i);
const char *ini_get(const struct ini *ini, const char *section, const char *key);       /* NULL if absent */
int ini_line(const struct ini *ini, const char *section, const char *key);      /* key NULL: of the section header; 0 unknown */

#endif
