/* SPDX-License-Identifier: Apache-2.0 */
/* Running text: kept as typed, without the space around it. Full-width letters in a name are the writer's own. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "type_parts.h"

static enum type_verdict keep(char *kept, char **value, char **say)
{
	if (*kept)
		return type_ok(value, kept);
	free(kept);
	return type_bad(say, mem_dup(_("只有空格，请填写内容")));
}

enum type_verdict read_text(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	(void)f;
	(void)c;
	return keep(text_trim(typed), value, say);
}

#define WIDE_SPACE "\xe3\x80\x80"

static size_t blank_at(const char *s)
{
	return *s == ' ' || *s == '\n' ? 1 : strncmp(s, WIDE_SPACE, 3) ? 0 : 3;
}

/* Bytes of the blank that s ends in. */
static size_t blank_before(const char *s, size_t n)
{
	if (n && (s[n - 1] == ' ' || s[n - 1] == '\n'))
		return 1;
	return n >= 3 && !memcmp(s + n - 3, WIDE_SPACE, 3) ? 3 : 0;
}

/* Empty lines at either end go as the spaces do. */
enum type_verdict read_lines(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	size_t n, bytes;

	(void)f;
	(void)c;
	while ((bytes = blank_at(typed)))
		typed += bytes;
	n = strlen(typed);
	while ((bytes = blank_before(typed, n)))
		n -= bytes;
	return keep(mem_ndup(typed, n), value, say);
}
