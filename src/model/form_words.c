/* SPDX-License-Identifier: Apache-2.0 */
/* Saying what is wrong with a form so that whoever wrote it knows what to do next. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form_parts.h"

#define WORD_MAX 40
#define LISTED 24               /* a hint names at most so many words */

void form_fault(struct form_lint *l, const char *section, const char *key, const char *fmt, ...)
{
	struct ini_fault fault = { .file = ini_name(l->ini), .section = section, .key = key };
	char say[1024];
	va_list ap;

	l->bad = true;
	if (!l->report)
		return;
	va_start(ap, fmt);
	vsnprintf(say, sizeof say, fmt, ap);
	va_end(ap);
	fault.say = say;
	if (*section)
		fault.line = ini_line(l->ini, section, *key ? key : NULL);
	if (*section && !fault.line)    /* a key that is missing: point at its section */
		fault.line = ini_line(l->ini, section, NULL);
	l->report(l->arg, &fault);
}

void form_words_add(struct form_words *w, const char *word)
{
	if (w->n < sizeof w->word / sizeof w->word[0])
		w->word[w->n++] = word;
}

bool form_words_have(const struct form_words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->word[i], word))
			return true;
	return false;
}

/* How many letters have to be changed, added, dropped or swapped with a neighbour to get from a to b. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t d[WORD_MAX + 1][WORD_MAX + 1];

	if (n > WORD_MAX || m > WORD_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= m; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= n; i++) {
		for (size_t k = 1; k <= m; k++) {
			size_t best = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);

			if (d[i - 1][k] + 1 < best)
				best = d[i - 1][k] + 1;
			if (d[i][k - 1] + 1 < best)
				best = d[i][k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && d[i - 2][k - 2] + 1 < best)
				best = d[i - 2][k - 2] + 1;
			d[i][k] = best;
		}
	}
	return d[n][m];
}

static const char *nearest(const struct form_words *w, const char *wrong)
{
	size_t best = strlen(wrong) > 4 ? 3 : 2;        /* farther off is no slip of the finger */
	const char *found = NULL;

	for (size_t i = 0; i < w->n; i++) {
		size_t d = distance(wrong, w->word[i]);

		if (d < best) {
			best = d;
			found = w->word[i];
		}
	}
	return found;
}

static char *hint_of(const struct form_words *w, const char *wrong)
{
	const char *word = nearest(w, wrong);
	struct buf out = { 0 };

	if (word) {
		buf_fmt(&out, _("，是不是想写“%s”？"), word);
		return buf_take(&out);
	}
	buf_puts(&out, _("。这里可以写："));
	for (size_t i = 0; i < w->n && i < LISTED; i++)
		buf_fmt(&out, "%s%s", i ? "、" : "", w->word[i]);
	buf_puts(&out, w->n > LISTED ? _("等。") : "。");
	return buf_take(&out);
}

void form_fault_word(struct form_lint *l, const char *section, const char *key, const struct form_words *known,
		     const char *wrong)
{
	char *hint = hint_of(known, wrong);

	form_fault(l, section, key, _("不认识“%s”%s"), wrong, hint);
	free(hint);
}

bool form_name_valid(const char *s, size_t most)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n && n <= most && !s[n] && *s >= 'a' && *s <= 'z';
}

char *form_section_of(const struct field *f)
{
	return *f->group ? mem_fmt("field %s.%s", f->group, f->name) : mem_fmt("field %s", f->name);
}
