/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How one value of a column is written. A byte below 0x09 says how it can be told; anything else is the value itself up to a
 * NUL. What does not come back as the very same bytes is spelled out.
 */
#include "columns_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
	EMPTY = 0x00,
	SAME,           /* as the value above */
	NEXT,           /* the value above with its last number one greater */
	DAY,            /* a day: so many days from that of the entry's time */
	MINUTE,         /* likewise, to the minute */
	WHO,            /* the person who wrote the entry */
	PERSON,         /* what the identity number of the same row says of birth or sex */
	OPENED,         /* what the entry that opened the record has under the same key */
	PLAIN,          /* spelled out, though it begins with one of these */
};

#define MINUTE_MS 60000
#define MINUTE_LAST ((int64_t)clock_day(9999, 12, 31) * 1440 + 1439 - 8 * 60)       /* of the year 9999, here */
#define FAR (INT64_C(1) << 40)  /* minutes or days: further than any date, and adding it overflows nothing */
#define IDNO_DIGITS 18

/* --- a number one greater ------------------------------------------------------------------------------------------ */

/* "…-2026-0041" → "…-2026-0042", "R0999" → "R1000", "999" → "1000". Yours; NULL where there is no number at the end. */
static char *next_of(const char *s)
{
	size_t n = strlen(s), at = n;

	while (at && s[at - 1] >= '0' && s[at - 1] <= '9')
		at--;
	if (at == n || n - at > 18)
		return NULL;
	unsigned long long v = strtoull(s + at, NULL, 10) + 1;

	return mem_fmt("%.*s%0*llu", (int)at, s, (int)(n - at), v);
}

/* --- days and minutes ---------------------------------------------------------------------------------------------- */

/* There is one way to spell a day. */
static bool is_day(const char *s, int32_t *day)
{
	return (*day = clock_parse_day(s)) != CLOCK_DAY_NONE;
}

/* There are several to spell a minute; this is ours. */
static bool is_minute(const char *s, int64_t *minute)
{
	char again[17];
	int64_t ms;

	if (!clock_parse(s, &ms))
		return false;
	clock_format_minute(ms, again);
	*minute = ms / MINUTE_MS;
	return ms >= 0 && strcmp(again, s) == 0;
}

static char *day_of(int64_t day)
{
	char text[11];

	if (day < clock_day(1, 1, 1) || day > clock_day(9999, 12, 31))
		return NULL;
	clock_format_day((int32_t)day, text);
	return mem_dup(text);
}

static char *minute_of(int64_t minute)
{
	char text[17];

	if (minute < 0 || minute > MINUTE_LAST)
		return NULL;
	clock_format_minute(minute * MINUTE_MS, text);
	return mem_dup(text);
}

/* --- what an identity number says (GB 11643) ----------------------------------------------------------------------- */

/* party1.birth and party1.sex from party1.idno. Yours; NULL where nothing can be told. */
static char *told_by_idno(const struct column_known *known)
{
	const char *dot = strrchr(known->key, '.');
	bool birth = dot && strcmp(dot, ".birth") == 0;

	if (!birth && !(dot && strcmp(dot, ".sex") == 0))
		return NULL;
	char *key = mem_fmt("%.*s.idno", (int)(dot - known->key), known->key);
	const char *idno = fields_get(known->e->fields, key);

	free(key);
	if (!idno || strlen(idno) != IDNO_DIGITS || strspn(idno, "0123456789") < IDNO_DIGITS - 1)
		return NULL;
	return birth ? mem_fmt("%.4s-%.2s-%.2s", idno + 6, idno + 10, idno + 12) : mem_dup((idno[16] - '0') % 2 ? "1" : "2");
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static bool equals(char *told, const char *value)
{
	bool same = told && strcmp(told, value) == 0;

	free(told);
	return same;
}

static void put_plain(struct buf *out, const struct dictionary *d, const char *value)
{
	if ((unsigned char)*value <= PLAIN)
		buf_putc(out, PLAIN);
	dictionary_put_text(d, out, value);
}

static void put_distance(struct buf *out, int how, int64_t distance)
{
	buf_putc(out, (char)how);
	buf_varint(out, zigzag(distance));
}

void column_value_put(struct buf *out, const struct column_known *known, const char *value)
{
	int32_t day;
	int64_t minute;

	const char *opened = known->opener ? fields_get(known->opener->fields, known->key) : NULL;

	if (!*value)
		buf_putc(out, EMPTY);
	else if (opened && strcmp(value, opened) == 0)
		buf_putc(out, OPENED);
	else if (strcmp(value, known->above) == 0)
		buf_putc(out, SAME);
	else if (equals(told_by_idno(known), value))
		buf_putc(out, PERSON);
	else if (equals(next_of(known->above), value))
		buf_putc(out, NEXT);
	else if (is_day(value, &day))
		put_distance(out, DAY, (int64_t)day - clock_day_of(entry_ms(known->e)));
	else if (is_minute(value, &minute))
		put_distance(out, MINUTE, minute - entry_ms(known->e) / MINUTE_MS);
	else if (strcmp(value, known->e->who) == 0)
		buf_putc(out, WHO);
	else
		put_plain(out, known->dictionary, value);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static int64_t get_distance(struct reader *r)
{
	int64_t v = zigzag_back(reader_varint(r));

	if (v > FAR || v < -FAR)
		r->bad = true;
	return r->bad ? 0 : v;
}

static char *get(struct reader *r, const struct column_known *known)
{
	if (r->bad || !r->left)
		return NULL;
	if (*r->at > PLAIN)
		return dictionary_get_text(known->dictionary, r);

	switch (*(const unsigned char *)reader_bytes(r, 1)) {
	case EMPTY:
		return mem_dup("");
	case SAME:
		return mem_dup(known->above);
	case NEXT:
		return next_of(known->above);
	case DAY:
		return day_of(clock_day_of(entry_ms(known->e)) + get_distance(r));
	case MINUTE:
		return minute_of(entry_ms(known->e) / MINUTE_MS + get_distance(r));
	case WHO:
		return mem_dup(known->e->who);
	case PERSON:
		return told_by_idno(known);
	case OPENED:
		return known->opener ? mem_dup(fields_get(known->opener->fields, known->key)) : NULL;
	case PLAIN:
		return dictionary_get_text(known->dictionary, r);
	default:
		return NULL;
	}
}

char *column_value_get(struct reader *r, const struct column_known *known)
{
	char *value = get(r, known);

	if (value && !r->bad)
		return value;
	free(value);
	r->bad = true;
	return NULL;
}
