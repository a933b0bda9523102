/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of field types share: a moment, and one reading held against what it should be. It is 2026-11-24 09:41, a
 * Tuesday, in 向阳湖镇. Included behind cmocka.h. */
#ifndef TYPE_READS_H
#define TYPE_READS_H

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/type.h"

static struct type_context context = { .unit = "421202101", .who = "张敏" };

static inline int set_clock(void)
{
	return clock_parse("2026-11-24T09:41+08:00", &context.now) ? 0 : -1;
}

static inline struct field field_of(const char *type)
{
	const struct type *t = type_find(type);

	assert_non_null(t);
	return (struct field){ .name = "x", .label = "某栏", .type = t, .codes = "matter", .absent = "" };
}

/* One reading: `want` is what is kept, NULL where nothing may be; `words` stand in the sentence, "" for none at all. */
static inline void reads_as(const struct field *f, const char *typed, enum type_verdict verdict, const char *want,
	const char *words)
{
	char *value = (char *)"?", *said = (char *)"?";
	enum type_verdict got = type_read(f, &context, typed, &value, &said);

	if (got != verdict)
		fail_msg("%s “%s”: verdict %d, %s %s", f->type->name, typed, got, value ? value : "-", said ? said : "-");
	if (!want != !value || (want && strcmp(want, value) != 0))
		fail_msg("%s “%s”: kept %s", f->type->name, typed, value ? value : "-");
	if (verdict == TYPE_OK ? said != NULL : !said || !*said || !strstr(said, words))
		fail_msg("%s “%s”: said %s", f->type->name, typed, said ? said : "-");
	free(value);
	free(said);
}

static inline void keeps(const char *type, const char *typed, const char *want)
{
	struct field f = field_of(type);

	reads_as(&f, typed, TYPE_OK, want, "");
}

static inline void warns(const char *type, const char *typed, const char *want, const char *words)
{
	struct field f = field_of(type);

	reads_as(&f, typed, TYPE_WARN, want, words);
}

static inline void refuses(const char *type, const char *typed, const char *words)
{
	struct field f = field_of(type);

	reads_as(&f, typed, TYPE_BAD, NULL, words);
}

/* Completes 17 digits as GB 11643 says, computed the other way round: the sum with the last one must be 1 modulo 11. */
static inline char *completed(const char *digits)
{
	for (const char *last = "0123456789X"; *last; last++) {
		char *s = mem_fmt("%s%c", digits, *last);
		int sum = *last == 'X' ? 10 : *last - '0', power = 1;

		for (int i = 16; i >= 0; i--) {
			power = power * 2 % 11;
			sum += power * (s[i] - '0');
		}
		if (sum % 11 == 1)
			return s;
		free(s);
	}
	return NULL;
}

#endif
