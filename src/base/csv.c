/* SPDX-License-Identifier: Apache-2.0 */
/* CSV: one pass over a private copy, in which every cell is unquoted in place. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

struct scan {
	const char *name;
	char *at;               /* next byte; the copy ends with NUL */
	int line;               /* of `at` */
	int record;             /* the line this record began on */
	size_t n;               /* cells so far */
	char *cell[CSV_COLUMNS];
};

static bool at_line_end(const char *p)
{
	return !*p || *p == '\n' || (*p == '\r' && (p[1] == '\n' || !p[1]));
}

/* The cell at s->at, which starts behind its opening quote; s->at moves behind the closing one. */
static bool quoted(struct scan *s, struct err *err)
{
	char *to = s->at;

	for (;; s->at++) {
		if (!*s->at)
			return err_set(err, ERR_FAILED, _("“%s”第 %d 行：有一个双引号没有配对，请补上结束的双引号。"),
				s->name, s->record);
		if (*s->at == '\n')
			s->line++;
		if (*s->at == '"' && *++s->at != '"')
			break;
		*to++ = *s->at;
	}
	if (*s->at != ',' && !at_line_end(s->at))
		return err_set(err, ERR_FAILED, _("“%s”第 %d 行：结束的双引号后面只能是逗号或换行；格子里的双引号请写成两个。"),
			s->name, s->line);
	/* the closing quote leaves at least one byte for this NUL */
	*to = '\0';
	return true;
}

/* Reads one cell and says in *more whether the record goes on. */
static bool cell(struct scan *s, bool *more, struct err *err)
{
	if (s->n == CSV_COLUMNS)
		return err_set(err, ERR_FAILED, _("“%s”第 %d 行：一行最多 %d 格，请删去多余的列。"),
			s->name, s->record, CSV_COLUMNS);

	if (*s->at == '"') {
		s->cell[s->n++] = ++s->at;
		if (!quoted(s, err))
			return false;
	} else {
		s->cell[s->n++] = s->at;
		while (*s->at != ',' && !at_line_end(s->at))
			s->at++;
	}

	char *end = s->at;
	*more = *end == ',';
	if (*more) {
		s->at++;
	} else {
		s->at += *end == '\r';
		if (*s->at == '\n') {
			s->at++;
			s->line++;
		}
	}
	*end = '\0';
	return true;
}

static bool records(struct scan *s, csv_row *row, void *arg, struct err *err)
{
	while (*s->at) {
		bool blank = at_line_end(s->at);
		bool more = true;

		s->n = 0;
		s->record = s->line;
		while (more)
			if (!cell(s, &more, err))
				return false;
		if (!blank && !row(arg, s->record, s->n, s->cell, err))
			return false;
	}
	return true;
}

bool csv_parse(const char *name, const char *text, size_t n, csv_row *row, void *arg, struct err *err)
{
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	if (!text_valid(text, n))
		return err_set(err, ERR_FAILED, _("“%s”不是 UTF-8 编码。请在表格软件里另存为“CSV UTF-8”。"), name);

	char *copy = mem_ndup(text, n);
	struct scan s = { .name = name, .at = copy, .line = 1 };
	bool ok = records(&s, row, arg, err);
	free(copy);
	return ok;
}

static bool plain_number(const char *s)
{
	if (*s == '+' || *s == '-')
		s++;
	size_t whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		size_t part = strspn(s + 1, "0123456789");
		s += part ? part + 1 : 0;
	}
	return whole && !*s;
}

void csv_cell(struct buf *out, const char *text)
{
	size_t n = strlen(text);
	bool formula = n && strchr("=+-@\t\r", text[0]) && !plain_number(text);
	bool quote = n && (strpbrk(text, ",\"\r\n") || text[0] == ' ' || text[n - 1] == ' ');

	if (quote)
		buf_putc(out, '"');
	if (formula)
		buf_putc(out, '\'');
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			buf_putc(out, '"');
		buf_putc(out, *p);
	}
	if (quote)
		buf_putc(out, '"');
}
