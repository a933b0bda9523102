/* SPDX-License-Identifier: Apache-2.0 */
/* What comes from outside, made harmless; what an input method leaves behind; and masks. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define GETA "\xe3\x80\x93"     /* 〓 */
#define MARKS 4                 /* combining marks that one base may carry: Tibetan and Vietnamese need three */

/* The sanitiser's view of what it has written so far. */
struct clean {
	struct buf out;
	enum text_clean how;
	bool base;      /* something stands before that a mark can sit on */
	int marks;      /* … and so many already do */
	bool space;     /* the last thing written is the space a line break became */
	bool broken;    /* the last thing written stands for malformed bytes */
};

static void put_base(struct clean *c, const char *s, size_t n)
{
	buf_put(&c->out, s, n);
	c->base = true;
	c->marks = 0;
	c->space = false;
}

static void put_geta(struct clean *c)
{
	put_base(c, GETA, sizeof GETA - 1);
}

static void put_break(struct clean *c, char ch)
{
	if (c->how == TEXT_BLOCK) {
		buf_putc(&c->out, ch == '\n' ? '\n' : ' ');
		c->base = ch != '\n';
	} else if (!c->space) {
		buf_putc(&c->out, ' ');
		c->space = true;
		c->base = true;
	}
	c->marks = 0;
}

static bool joiner(int32_t cp)
{
	return cp == 0x200c || cp == 0x200d;
}

static bool selector(int32_t cp)
{
	return (cp >= 0xfe00 && cp <= 0xfe0f) || (cp >= 0xe0100 && cp <= 0xe01ef);
}

/* Zero columns wide: a combining mark, a joiner or a variation selector. `next` is the code point behind it. */
static void put_mark(struct clean *c, const char *s, size_t n, int32_t cp, int32_t next)
{
	if (joiner(cp) && (!c->base || text_cp_width(next) < 1))
		return;         /* joins nothing: invisible, and nobody misses it */
	if (selector(cp) && !c->base)
		return;
	if (!c->base) {
		put_geta(c);    /* a mark at the start would sit on whatever the screen shows before it */
		return;
	}
	if (c->marks++ < MARKS)
		buf_put(&c->out, s, n);
}

static void put_codepoint(struct clean *c, const char *s, size_t n, int32_t cp, int32_t next)
{
	if (cp == '\n' || cp == '\t')
		put_break(c, (char)cp);
	else if (cp < 0x20 || (cp >= 0x7f && cp <= 0x9f))
		return;         /* a control vanishes: what followed it is then plain text */
	else if (text_cp_width(cp) < 0)
		put_geta(c);
	else if (text_cp_width(cp) == 0)
		put_mark(c, s, n, cp, next);
	else
		put_base(c, s, n);
}

char *text_clean(const char *bytes, size_t n, enum text_clean how)
{
	/* the copy ends with NUL, so that decoding never reads behind it */
	char *copy = mem_ndup(bytes, n);
	struct clean c = { .how = how };
	size_t len;

	for (size_t at = 0; at < n; at += len) {
		int32_t cp = text_codepoint(copy + at, &len);
		if (cp < 0) {
			/* one sign for a run of them: text in another encoding should not fill the screen */
			if (!c.broken)
				put_geta(&c);
			c.broken = true;
			continue;
		}
		size_t unused;
		int32_t next = at + len < n ? text_codepoint(copy + at + len, &unused) : -1;
		put_codepoint(&c, copy + at, len, cp, next);
		c.broken = false;
	}
	free(copy);
	return buf_take(&c.out);
}

/* Bytes of the white space at s: ASCII or the ideographic space; 0 if there is none. */
static size_t space_at(const char *s)
{
	if (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		return 1;
	return strncmp(s, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

char *text_trim(const char *s)
{
	size_t n, end = 0;

	while ((n = space_at(s)) > 0)
		s += n;
	for (size_t at = 0; s[at];) {
		n = space_at(s + at);
		at += n ? n : 1;
		if (!n)
			end = at;
	}
	return mem_ndup(s, end);
}

char *text_narrow(const char *s)
{
	struct buf out = { 0 };

	for (size_t n; *s; s += n) {
		int32_t cp = text_codepoint(s, &n);
		if (cp >= 0xff01 && cp <= 0xff5e)
			buf_putc(&out, (char)(cp - 0xff01 + '!'));
		else if (cp == 0x3000)
			buf_putc(&out, ' ');
		else
			buf_put(&out, s, n);
	}
	char *trimmed = text_trim(buf_text(&out));
	buf_free(&out);
	return trimmed;
}

char *text_digits(const char *s)
{
	char *narrow = text_narrow(s);
	char *to = narrow;

	for (const char *p = narrow; *p; p++)
		if (*p >= '0' && *p <= '9')
			*to++ = *p;
	*to = '\0';
	return narrow;
}

char *text_mask_name(const char *s)
{
	size_t first = text_cluster(s);

	return first ? mem_fmt("%.*s*", (int)first, s) : mem_dup("");
}

/* `head` and `tail` characters stay, the rest become stars. */
static char *mask(const char *s, size_t head, size_t tail)
{
	struct buf out = { 0 };
	size_t count = text_count(s);

	for (size_t i = 0, n; (n = text_cluster(s)) > 0; i++, s += n) {
		if (i < head || i + tail >= count)
			buf_put(&out, s, n);
		else
			buf_putc(&out, '*');
	}
	return buf_take(&out);
}

char *text_mask_id(const char *s)
{
	char *plain = text_narrow(s);
	char *masked = text_count(plain) < 15 ? mask(plain, 0, 2) : mask(plain, 6, 4);

	free(plain);
	return masked;
}

char *text_mask_phone(const char *s)
{
	char *digits = text_digits(s);
	const char *number = digits;
	size_t n = strlen(number);

	if (n == 13 && strncmp(number, "86", 2) == 0) {
		number += 2;
		n -= 2;
	}
	char *masked = n < 10 ? mask(number, 0, n < 5 ? 0 : 2) : *number == '0' ? mask(number, 4, 3) : mask(number, 3, 4);
	free(digits);
	return masked;
}
