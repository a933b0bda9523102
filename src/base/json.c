/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out. */
#include "base/json.h"

#include <assert.h>
#include <inttypes.h>

#include "base/text.h"

struct json json_to(struct buf *out)
{
	return (struct json){ .out = out };
}

/* What stands before any value: a comma, unless a key has just been written. */
static void before_value(struct json *j)
{
	if (j->comma && !j->keyed)
		buf_putc(j->out, ',');
	j->comma = true;
	j->keyed = false;
}

void json_open(struct json *j, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	before_value(j);
	buf_putc(j->out, bracket);
	j->depth++;
	j->comma = false;
}

void json_close(struct json *j, char bracket)
{
	assert((bracket == '}' || bracket == ']') && j->depth > 0 && !j->keyed);
	buf_putc(j->out, bracket);
	j->depth--;
	j->comma = true;
}

/* Invisible on a terminal, or worse: such characters travel as an escape. */
static bool escaped(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static void put_string(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	while (*s) {
		size_t n;
		int32_t cp = text_codepoint(s, &n);
		if (cp < 0)
			buf_puts(out, "\xef\xbf\xbd");
		else if (cp == '"' || cp == '\\')
			buf_fmt(out, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_puts(out, "\\n");
		else if (cp == '\t')
			buf_puts(out, "\\t");
		else if (escaped(cp))
			buf_fmt(out, "\\u%04x", (unsigned)cp);
		else
			buf_put(out, s, n);
		s += n;
	}
	buf_putc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	assert(j->depth > 0 && !j->keyed);
	before_value(j);
	put_string(j->out, key);
	buf_putc(j->out, ':');
	j->keyed = true;
}

void json_text(struct json *j, const char *s)
{
	if (!s) {
		json_null(j);
		return;
	}
	before_value(j);
	put_string(j->out, s);
}

void json_int(struct json *j, int64_t v)
{
	before_value(j);
	buf_fmt(j->out, "%" PRId64, v);
}

void json_bool(struct json *j, bool v)
{
	before_value(j);
	buf_puts(j->out, v ? "true" : "false");
}

void json_null(struct json *j)
{
	before_value(j);
	buf_puts(j->out, "null");
}

void json_field(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_text(j, s);
}
