/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 text as people see it: grapheme clusters (UAX 29, through utf8proc) and terminal columns. Also the one sanitiser that
 * stands before screen, stdout, log, title and printer. All functions take valid UTF-8 unless they say otherwise.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

bool text_valid(const char *s, size_t n);               /* well-formed UTF-8 without NUL */
size_t text_cluster(const char *s);                     /* bytes of the first grapheme cluster; 0 at the end */
size_t text_count(const char *s);                       /* clusters */
int32_t text_codepoint(const char *s, size_t *bytes);   /* first code point; -1 and 1 byte where malformed */

void text_ambiguous(int columns);                       /* 1 or 2: how wide this terminal draws EAW=A; 1 until told */
int text_cp_width(int32_t cp);                          /* 0, 1, 2; -1 for what must not be drawn */
int text_cluster_width(const char *s, size_t bytes);    /* 0, 1, 2: the widest of its code points */
int text_width(const char *s);                          /* columns of the whole text */

/* Bytes of s that fill at most `columns`; *used, if given, gets the columns taken. Never splits a cluster. */
size_t text_fit(const char *s, int columns, int *used);
/* Bytes of s that make the next display row: breaks behind '\n', between hanzi anywhere, keeps ASCII words together; where it
 * can be helped no row starts with closing punctuation (，。、；：？！）」』》】〉”’) or ends with an opening mark. */
size_t text_row(const char *s, int columns);
char *text_ellipsis(const char *s, int columns);        /* yours; ends in … where it had to be cut */

enum text_clean {
	TEXT_LINE,      /* newline and tab become one space: for one line of a screen, log or title */
	TEXT_BLOCK,     /* newline stays, tab becomes a space: for running text */
};
/* The sanitiser: any bytes in, harmless valid UTF-8 out (yours). ESC and all C0/C1 controls, bidi overrides and isolates,
 * zero-width space and BOM, unassigned and private code points and malformed bytes become U+3013 〓 (controls vanish);
 * more than 4 combining marks on one base are dropped. ZWJ and variation selectors stay where they join something. */
char *text_clean(const char *bytes, size_t n, enum text_clean how);

/* What a Chinese input method leaves behind: full-width ASCII and the ideographic space become ASCII, ends are trimmed.
 * Yours. */
char *text_narrow(const char *s);
char *text_trim(const char *s);                         /* ASCII and ideographic space off both ends. Yours. */
char *text_digits(const char *s);                       /* only the ASCII digits left after text_narrow. Yours. */

/* Masks of the screen (personal information is never shown where nobody needs it). Yours. */
char *text_mask_name(const char *s);    /* 张三 → 张*, 欧阳修 → 欧*, 买买提·艾力 → 买* */
char *text_mask_id(const char *s);      /* 421202********1234; under 15 characters: all but the last 2 */
char *text_mask_phone(const char *s);   /* 138****5678, 0715****789 */

#endif
