/* SPDX-License-Identifier: Apache-2.0 */
#include "model/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"

#define TABLE_ROWS_MAX 20000
#define TABLE_CODE_MAX 32               /* bytes */
#define TABLE_NAME_MAX 240              /* bytes */
#define TABLE_DEPTH_MAX 16              /* levels; also what stops a row that is its own ancestor */

struct table {
	char *name;
	struct code *rows;              /* in the file's order; the three strings of a row are one allocation, at .code */
	int *lines;                     /* where each row stands in the file */
	size_t n, cap, lines_cap;
	const struct code **by_code;
};

/* --- reading ------------------------------------------------------------------------------------------------------------ */

struct parse {
	struct table *t;
	bool header_seen;
};

static bool header(const struct table *t, int line, size_t n, char *cell[], struct err *err)
{
	bool good = (n == 2 || n == 3) && !strcmp(cell[0], "code") && !strcmp(cell[1], "name") &&
		(n == 2 || !strcmp(cell[2], "parent"));

	return good || err_set(err, ERR_CHECK, _("%s 第 %d 行：表头应为 code,name 或 code,name,parent"), t->name, line);
}

static bool code_valid(const char *s)
{
	size_t n = strspn(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-");

	return n > 0 && n <= TABLE_CODE_MAX && !s[n];
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static void append(struct table *t, int line, const char *code, const char *name, const char *parent)
{
	size_t c = strlen(code) + 1, n = strlen(name) + 1, p = strlen(parent) + 1;
	char *strings = mem_zero(c + n + p);
	struct code *row;

	memcpy(strings, code, c);
	memcpy(strings + c, name, n);
	memcpy(strings + c + n, parent, p);
	t->rows = mem_grow(t->rows, &t->cap, t->n, sizeof(*t->rows));
	t->lines = mem_grow(t->lines, &t->lines_cap, t->n, sizeof(*t->lines));
	row = &t->rows[t->n];
	row->code = strings;
	row->name = strings + c;
	row->parent = strings + c + n;
	row->leaf = true;
	t->lines[t->n++] = line;
}

static bool read_row(void *arg, int line, size_t n, char *cell[], struct err *err)
{
	struct parse *p = arg;
	struct table *t = p->t;

	if (!p->header_seen) {
		p->header_seen = true;
		return header(t, line, n, cell, err);
	}
	if (n < 2 || n > 3)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：应有 2 或 3 格，现在是 %zu 格"), t->name, line, n);
	if (!code_valid(cell[0]))
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：代码只能用半角数字、字母和 . _ -，不超过 32 个"), t->name, line);
	if (!*cell[1] || strspn(cell[1], " ") == strlen(cell[1]))
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：代码 %s 没有名称"), t->name, line, cell[0]);
	if (strlen(cell[1]) > TABLE_NAME_MAX || has_control(cell[1]))
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：代码 %s 的名称太长或含有控制字符"), t->name, line, cell[0]);
	if (t->n == TABLE_ROWS_MAX)
		return err_set(err, ERR_CHECK, _("%s 第 %d 行：一张代码表最多 %d 行"), t->name, line, TABLE_ROWS_MAX);
	append(t, line, cell[0], cell[1], n == 3 ? cell[2] : "");
	return true;
}

static int compare_codes(const void *a, const void *b)
{
	const struct code *x = *(const struct code *const *)a, *y = *(const struct code *const *)b;
	int order = strcmp(x->code, y->code);

	return order ? order : (x > y) - (x < y);
}

static int line_of(const struct table *t, const struct code *row)
{
	return t->lines[row - t->rows];
}

static bool index_codes(struct table *t, struct err *err)
{
	t->by_code = mem_zero((t->n + 1) * sizeof(*t->by_code));
	for (size_t i = 0; i < t->n; i++)
		t->by_code[i] = &t->rows[i];
	qsort(t->by_code, t->n, sizeof(*t->by_code), compare_codes);
	for (size_t i = 1; i < t->n; i++)
		if (!strcmp(t->by_code[i - 1]->code, t->by_code[i]->code))
			return err_set(err, ERR_CHECK, _("%s 第 %d 行：代码 %s 在第 %d 行已经有了"), t->name,
				line_of(t, t->by_code[i]), t->by_code[i]->code, line_of(t, t->by_code[i - 1]));
	return true;
}

static bool link_parents(struct table *t, struct err *err)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct code *up = &t->rows[i];

		for (int depth = 0; *up->parent; depth++) {
			const struct code *parent = table_find(t, up->parent);

			if (!parent)
				return err_set(err, ERR_CHECK, _("%s 第 %d 行：上级代码 %.64s 不在表中"), t->name,
					line_of(t, up), up->parent);
			if (depth == TABLE_DEPTH_MAX)
				return err_set(err, ERR_CHECK, _("%s 第 %d 行：代码 %s 的上级绕成了圈，或超过 %d 层"), t->name,
					t->lines[i], t->rows[i].code, TABLE_DEPTH_MAX);
			t->rows[parent - t->rows].leaf = false;
			up = parent;
		}
	}
	return true;
}

struct table *table_parse(const char *name, const char *text, size_t n, struct err *err)
{
	struct table *t = mem_zero(sizeof(*t));
	struct parse p = { .t = t };

	t->name = mem_dup(name);
	if (!csv_parse(name, text, n, read_row, &p, err))
		goto fail;
	if (!p.header_seen) {
		err_set(err, ERR_CHECK, _("%s 是空的：第一行应为 code,name,parent"), name);
		goto fail;
	}
	if (!index_codes(t, err) || !link_parents(t, err))
		goto fail;
	return t;
fail:
	table_free(t);
	return NULL;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++)
		free((char *)t->rows[i].code);
	free(t->rows);
	free(t->lines);
	free(t->by_code);
	free(t->name);
	free(t);
}

/* --- looking up --------------------------------------------------------------------------------------------------------- */

const char *table_name(const struct table *t)
{
	return t->name;
}

size_t table_count(const struct table *t)
{
	return t->n;
}

const struct code *table_at(const struct table *t, size_t i)
{
	assert(i < t->n);
	return &t->rows[i];
}

static int compare_key(const void *key, const void *item)
{
	return strcmp(key, (*(const struct code *const *)item)->code);
}

const struct code *table_find(const struct table *t, const char *code)
{
	const struct code **found = bsearch(code, t->by_code, t->n, sizeof(*t->by_code), compare_key);

	return found ? *found : NULL;
}

const char *table_label(const struct table *t, const char *code)
{
	const struct code *row = table_find(t, code);

	return row ? row->name : code;
}

/* --- what was typed ----------------------------------------------------------------------------------------------------- */

/* Names may hold full-width brackets, so the text is looked for as typed and as narrowed. Who reads names in translation types them so. */
static bool name_contains(const struct code *row, const char *typed, const char *narrow)
{
	return strstr(row->name, typed) || strstr(row->name, narrow) || strcasestr(i18n_data(row->name), narrow);
}

bool table_matches(const struct table *t, size_t i, const char *typed)
{
	const struct code *row = table_at(t, i);
	char *narrow = text_narrow(typed);
	bool yes = !*narrow || !strncmp(row->code, narrow, strlen(narrow)) || name_contains(row, typed, narrow) ||
		pinyin_match(row->name, narrow);

	free(narrow);
	return yes;
}

enum meant {
	MEANT_NAME,             /* the whole name */
	MEANT_INITIALS,         /* the initials of the whole name */
	MEANT_PART,             /* a part of the name */
	MEANT_PINYIN,           /* a part of its pinyin */
	MEANT_WAYS,
};

static bool means(const struct code *row, enum meant way, const char *typed, const char *narrow)
{
	char *initials;
	bool yes;

	switch (way) {
	case MEANT_NAME:
		return !strcmp(row->name, typed) || !strcmp(row->name, narrow) || !strcasecmp(i18n_data(row->name), narrow);
	case MEANT_PART:
		return name_contains(row, typed, narrow);
	case MEANT_PINYIN:
		return pinyin_match(row->name, narrow);
	default:
		initials = pinyin_initials(row->name);
		yes = !strcasecmp(initials, narrow);
		free(initials);
		return yes;
	}
}

/* "0901 土地承包经营", as pickers and forms write it. */
static const struct code *code_and_name(const struct table *t, const char *narrow)
{
	size_t n = strcspn(narrow, " ");
	const struct code *row;
	char *code;

	if (!narrow[n])
		return NULL;
	code = mem_ndup(narrow, n);
	row = table_find(t, code);
	free(code);
	return row && !strcmp(narrow + n + strspn(narrow + n, " "), row->name) ? row : NULL;
}

/* The surest way that fits any row decides; two rows that fit it equally well mean neither. */
static const struct code *by_name(const struct table *t, const char *typed, const char *narrow, bool branches)
{
	for (enum meant way = MEANT_NAME; way < MEANT_WAYS; way++) {
		const struct code *found = NULL;
		size_t fits = 0;

		for (size_t i = 0; i < t->n; i++) {
			if ((branches || t->rows[i].leaf) && means(&t->rows[i], way, typed, narrow)) {
				found = &t->rows[i];
				fits++;
			}
		}
		if (fits)
			return fits == 1 ? found : NULL;
	}
	return NULL;
}

const struct code *table_resolve(const struct table *t, const char *typed, bool branches)
{
	char *narrow = text_narrow(typed);
	const struct code *row = NULL;

	if (*narrow) {
		row = table_find(t, narrow);
		if (!row)
			row = code_and_name(t, narrow);
		if (row)
			row = branches || row->leaf ? row : NULL;
		else
			row = by_name(t, typed, narrow, branches);
	}
	free(narrow);
	return row;
}
