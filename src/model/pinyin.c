/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readings of hanzi, from tables that tools/pinyin.awk makes at build time. One character has one reading to show and to index;
 * matching also knows the others (行业 answers to hy and to xy), since nobody remembers which one a table prefers.
 */
#include "model/pinyin.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "pinyin_table.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TYPED_MAX 63                    /* letters: one bit each in a 64-bit set, and nobody types more into a filter */
#define READINGS_MAX 8

/* --- looking up --------------------------------------------------------------------------------------------------------- */

/* First item of an ascending array of code point << 10 | index that is not below cp. */
static size_t first_of(const uint32_t *items, size_t n, int32_t cp)
{
	uint32_t want = (uint32_t)cp << 10;
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;

		if (items[mid] < want)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

static bool in_table(int32_t cp)
{
	return cp >= PINYIN_FIRST && cp <= PINYIN_LAST;
}

const char *pinyin_of(int32_t cp)
{
	unsigned index = 0;

	if (cp < 0x80 || cp > 0x10ffff)
		return NULL;
	if (in_table(cp)) {
		index = pinyin_hanzi[cp - PINYIN_FIRST] & ~(unsigned)PINYIN_MORE;
	} else {
		size_t i = first_of(pinyin_outside, COUNT(pinyin_outside), cp);

		if (i < COUNT(pinyin_outside) && pinyin_outside[i] >> 10 == (uint32_t)cp)
			index = pinyin_outside[i] & 1023;
	}
	return index ? pinyin_syllable[index] : NULL;
}

/* An ASCII letter or digit stands for itself, in lower case; "" for any other ASCII. */
static const char *ascii_reading(int32_t cp)
{
	static const char self[][2] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h",
		"i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
	};

	if (cp >= '0' && cp <= '9')
		return self[cp - '0'];
	if (cp >= 'a' && cp <= 'z')
		return self[cp - 'a' + 10];
	if (cp >= 'A' && cp <= 'Z')
		return self[cp - 'A' + 10];
	return "";
}

/* The reading that is shown; "" for what has none. */
static const char *reading(int32_t cp)
{
	const char *s;

	if (cp < 0x80)
		return ascii_reading(cp);
	s = pinyin_of(cp);
	return s ? s : "";
}

/* All readings, the shown one first. */
static size_t readings(int32_t cp, const char *out[READINGS_MAX])
{
	size_t n = 0, i;

	out[0] = reading(cp);
	if (!*out[0])
		return 0;
	n = 1;
	if (!in_table(cp) || !(pinyin_hanzi[cp - PINYIN_FIRST] & PINYIN_MORE))
		return n;
	i = first_of(pinyin_further, COUNT(pinyin_further), cp);
	while (n < READINGS_MAX && i < COUNT(pinyin_further) && pinyin_further[i] >> 10 == (uint32_t)cp)
		out[n++] = pinyin_syllable[pinyin_further[i++] & 1023];
	return n;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static void put_initials(struct buf *out, const char *text)
{
	size_t bytes;

	for (; *text; text += bytes) {
		const char *s = reading(text_codepoint(text, &bytes));

		if (*s)
			buf_putc(out, *s);
	}
}

char *pinyin_initials(const char *text)
{
	struct buf out = {0};

	put_initials(&out, text);
	return buf_take(&out);
}

static const char *surname_reading(const char *hanzi, size_t bytes)
{
	size_t low = 0, high = COUNT(pinyin_surname);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const char *at = pinyin_surname[mid].hanzi;
		int order = strncmp(at, hanzi, bytes);

		if (!order && !at[bytes])
			return pinyin_surname[mid].reading;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Bytes of the surname that a name begins with and its reading; 0 if the table has none. A two-character surname needs
 * something behind it: 单于 alone is somebody of the family 单. */
static size_t surname(const char *name, const char **said)
{
	size_t one, two;

	if (!*name)
		return 0;
	text_codepoint(name, &one);
	if (name[one]) {
		text_codepoint(name + one, &two);
		*said = name[one + two] ? surname_reading(name, one + two) : NULL;
		if (*said)
			return one + two;
	}
	*said = surname_reading(name, one);
	return *said ? one : 0;
}

char *pinyin_name_initials(const char *name)
{
	struct buf out = {0};
	const char *said = NULL;
	size_t taken = surname(name, &said);

	if (taken) {
		const char *second = strchr(said, ' ');

		buf_putc(&out, said[0]);
		if (second)
			buf_putc(&out, second[1]);
	}
	put_initials(&out, name + taken);
	return buf_take(&out);
}

/* Letters and digits that stand together stay together: 12345热线 → "12345 re xian". */
char *pinyin_syllables(const char *text)
{
	struct buf out = {0};
	bool ascii = false;
	size_t bytes;

	for (; *text; text += bytes) {
		int32_t cp = text_codepoint(text, &bytes);
		const char *s = reading(cp);

		if (*s) {
			if (out.len && !(ascii && cp < 0x80))
				buf_putc(&out, ' ');
			buf_puts(&out, s);
		}
		ascii = *s && cp < 0x80;
	}
	return buf_take(&out);
}

/* --- matching ----------------------------------------------------------------------------------------------------------- */

/* What was typed, without spaces and apostrophes, in lower case; 0 for anything that is not letters and digits. */
static size_t fold_typed(const char *typed, char out[TYPED_MAX + 1])
{
	size_t n = 0;

	for (; *typed; typed++) {
		const char *s;

		if (*typed == ' ' || *typed == '\'')
			continue;
		s = (unsigned char)*typed < 0x80 ? ascii_reading(*typed) : "";
		if (!*s || n == TYPED_MAX)
			return 0;
		out[n++] = *s;
	}
	out[n] = '\0';
	return n;
}

/* How much of a syllable the typed letters give: all of it, or the letters run out first. lüe may be typed lve and lue. */
static size_t same_letters(const char *syllable, const char *typed)
{
	size_t n = 0;

	while (syllable[n] && (typed[n] == syllable[n] || (typed[n] == 'u' && syllable[n] == 'v' && syllable[n + 1] == 'e')))
		n++;
	return n;
}

/*
 * Both ways of typing are followed through the text at once. A set holds the offsets in `typed` that some reading of the
 * text so far leads to, one bit each; 0 is always in it, since a match may begin anywhere. So many readings cost no
 * backtracking.
 */
bool pinyin_match(const char *text, const char *typed)
{
	char want[TYPED_MAX + 1];
	const char *said[READINGS_MAX];
	uint64_t initials = 1, full = 1;
	size_t n = fold_typed(typed, want), bytes;

	if (!n)
		return !*typed;
	for (; *text; text += bytes) {
		uint64_t next_initials = 1, next_full = 1;
		size_t ways = readings(text_codepoint(text, &bytes), said);

		if (!ways)
			continue;
		for (size_t at = 0; at < n; at++) {
			uint64_t here = (uint64_t)1 << at;

			if (!((initials | full) & here))
				continue;
			for (size_t i = 0; i < ways; i++) {
				size_t same = same_letters(said[i], want + at);

				if ((initials & here) && same)
					next_initials |= here << 1;
				if ((full & here) && same && !said[i][same])
					next_full |= here << same;
				if ((full & here) && at + same == n)
					return true;
			}
		}
		if (next_initials >> n & 1)
			return true;
		initials = next_initials;
		full = next_full;
	}
	return false;
}
