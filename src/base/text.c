/* SPDX-License-Identifier: Apache-2.0 */
/* Text as people see it: code points, clusters, columns, rows. The only door to utf8proc; cleaning is in text_clean.c. */
#include "base/text.h"

#include <stdatomic.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "text_ambiguous.h"

static atomic_int ambiguous_columns = 1;

/* The code point at s, of which `n` bytes may be looked at; -1 where malformed. A NUL ends a sequence like any wrong byte, so a
 * terminated string needs no length. */
static int32_t decode(const unsigned char *s, size_t n, size_t *bytes)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	*bytes = 1;
	if (len == 1)
		return s[0];
	if (len == 0 || len > n)
		return -1;
	int32_t cp = s[0] & (0xff >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		cp = cp << 6 | (s[i] & 0x3f);
	}
	if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return -1;
	*bytes = len;
	return cp;
}

bool text_valid(const char *s, size_t n)
{
	while (n) {
		size_t len;
		if (decode((const unsigned char *)s, n, &len) <= 0)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

int32_t text_codepoint(const char *s, size_t *bytes)
{
	size_t len;
	int32_t cp = decode((const unsigned char *)s, 4, &len);

	if (bytes)
		*bytes = len;
	return cp;
}

size_t text_cluster(const char *s)
{
	size_t n, len;
	utf8proc_int32_t state = 0;

	if (!*s)
		return 0;
	/* two letters of ASCII never join: most text on a screen is done here */
	if (s[0] >= ' ' && (unsigned char)s[0] < 0x7f && (unsigned char)s[1] < 0x80)
		return 1;
	int32_t cp = text_codepoint(s, &n);
	while (s[n] && cp >= 0) {
		int32_t next = text_codepoint(s + n, &len);
		if (next < 0 || utf8proc_grapheme_break_stateful(cp, next, &state))
			break;
		n += len;
		cp = next;
	}
	return n;
}

size_t text_count(const char *s)
{
	size_t count = 0;

	for (size_t n; (n = text_cluster(s)) > 0; s += n)
		count++;
	return count;
}

void text_ambiguous(int columns)
{
	atomic_store(&ambiguous_columns, columns == 2 ? 2 : 1);
}

static bool is_ambiguous(int32_t cp)
{
	size_t low = 0, high = sizeof ambiguous_ranges / sizeof *ambiguous_ranges;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (cp > ambiguous_ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof ambiguous_ranges / sizeof *ambiguous_ranges && cp >= ambiguous_ranges[low].first;
}

/* Format characters steer what stands around them without being seen (bidi overrides, zero-width space, BOM, tags): not drawn.
 * Two join letters and belong to spelling; the Arabic number signs and the like do show. */
static int format_width(int32_t cp)
{
	if (cp == 0x200c || cp == 0x200d)
		return 0;
	bool shows = (cp >= 0x600 && cp <= 0x605) || cp == 0x6dd || cp == 0x70f || cp == 0x890 || cp == 0x891 || cp == 0x8e2 ||
	             cp == 0x110bd || cp == 0x110cd;
	return shows ? 1 : -1;
}

int text_cp_width(int32_t cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return 1;
	/* wide by the standard even where this machine's Unicode does not know the character yet; last two are noncharacters */
	if ((cp >= 0x20000 && cp <= 0x2fffd) || (cp >= 0x30000 && cp <= 0x3fffd))
		return 2;
	if (cp < 0 || cp > 0x10ffff)
		return -1;

	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return -1;
	case UTF8PROC_CATEGORY_CF:
		return format_width(cp);
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
		return 0;
	default:
		break;
	}
	int width = utf8proc_charwidth(cp);
	return width == 1 && is_ambiguous(cp) ? atomic_load(&ambiguous_columns) : width;
}

int text_cluster_width(const char *s, size_t bytes)
{
	int widest = 0;
	size_t n;

	for (size_t at = 0; at < bytes && s[at]; at += n) {
		int32_t cp = text_codepoint(s + at, &n);
		int width = text_cp_width(cp);
		/* 〓 stands for it, except that controls (C0, C1) take no room at all */
		if (width < 0)
			width = cp >= 0 && cp < 0xa0 ? 0 : 2;
		if (width > widest)
			widest = width;
	}
	return widest;
}

int text_width(const char *s)
{
	int width = 0;

	for (size_t n; (n = text_cluster(s)) > 0; s += n)
		width += text_cluster_width(s, n);
	return width;
}

size_t text_fit(const char *s, int columns, int *used)
{
	size_t at = 0;
	int width = 0;

	for (size_t n; (n = text_cluster(s + at)) > 0; at += n) {
		int more = text_cluster_width(s + at, n);
		if (width + more > columns)
			break;
		width += more;
	}
	if (used)
		*used = width;
	return at;
}

/* Does s begin with one of these marks, each of three bytes? */
static bool begins_with(const char *s, const char *marks)
{
	for (; *marks; marks += 3)
		if (strncmp(s, marks, 3) == 0)
			return true;
	return false;
}

static bool closes(const char *s)
{
	return begins_with(s, "，。、；：？！）」』》】〉”’");
}

static bool opens(const char *s)
{
	return begins_with(s, "（「『《【〈“‘");
}

/* Part of a word that should not be torn: narrow and no space. */
static bool in_word(const char *s, size_t n)
{
	return *s != ' ' && *s != '\t' && text_cluster_width(s, n) == 1;
}

size_t text_row(const char *s, int columns)
{
	size_t at = 0, good = 0;        /* good: the last place where a row may end */
	bool word = false;              /* the cluster before `at` belongs to a word */
	bool open = false;              /* … is a mark that belongs to what follows */
	int width = 0;

	for (size_t n; (n = text_cluster(s + at)) > 0; at += n) {
		bool word_here = in_word(s + at, n);
		if (at && !open && !(word && word_here) && !closes(s + at))
			good = at;
		width += text_cluster_width(s + at, n);
		if (width > columns)
			return good ? good : at ? at : n;
		if (s[at + n - 1] == '\n')
			return at + n;
		word = word_here;
		open = opens(s + at);
	}
	return at;
}

char *text_ellipsis(const char *s, int columns)
{
	static const char dots[] = "\xe2\x80\xa6";
	int room = columns - text_cp_width(0x2026);

	if (text_width(s) <= columns)
		return mem_dup(s);
	if (room < 0)
		return mem_ndup(s, text_fit(s, columns, NULL));
	return mem_fmt("%.*s%s", (int)text_fit(s, room, NULL), s, dots);
}
