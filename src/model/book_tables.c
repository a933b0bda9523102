/* SPDX-License-Identifier: Apache-2.0 */
/* The files of data/ that need no other: code tables, the list of divisions among them, and texts. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "book_parts.h"

/* "data/sex.csv" → "sex". Yours. */
static char *stem(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

	return mem_ndup(name, dot ? (size_t)(dot - name) : strlen(name));
}

/* Bytes of the byte order mark that some editors put first. */
static size_t mark(const struct book_file *f)
{
	static const char bom[] = "\xef\xbb\xbf";

	return f->len >= sizeof bom - 1 && !memcmp(f->text, bom, sizeof bom - 1) ? sizeof bom - 1 : 0;
}

/* --- tables -------------------------------------------------------------------------------------------------------- */

static int by_table(const void *a, const void *b)
{
	return strcmp(table_name(*(struct table *const *)a), table_name(*(struct table *const *)b));
}

/* Other lists (calendar, surnames) are no code tables: their readers know them. */
static bool is_table(const struct book_file *f)
{
	static const char header[] = "code,name";
	size_t at = mark(f);

	return f->len - at >= sizeof header - 1 && !memcmp(f->text + at, header, sizeof header - 1);
}

static void add_table(struct making *m, const char *path, const char *text, size_t len)
{
	struct book *b = m->b;
	struct err err = { 0 };
	char *name = stem(path);
	struct table *t = table_parse(name, text, len, &err);

	free(name);
	if (!t) {
		book_fault(m, path, 0, "", "", err.say);
		return;
	}
	b->tables = mem_grow(b->tables, &b->captables, b->ntables, sizeof *b->tables);
	b->tables[b->ntables++] = t;
}

/* --- divisions: the nation's list, with what a county adds or renames ------------------------------------------------ */

struct merge {
	struct buf out;
	char **codes;           /* of the rows that the county has its own version of */
	size_t n, cap;
	bool first;             /* the county's file is being read */
};

static bool merge_row(void *arg, int line, size_t n, char *cell[], struct err *err)
{
	struct merge *m = arg;

	(void)line, (void)err;
	if (!strcmp(cell[0], "code") && (m->out.len || !m->first))
		return true;
	for (size_t i = 0; !m->first && i < m->n; i++)
		if (!strcmp(m->codes[i], cell[0]))
			return true;
	if (m->first) {
		m->codes = mem_grow(m->codes, &m->cap, m->n, sizeof *m->codes);
		m->codes[m->n++] = mem_dup(cell[0]);
	}
	for (size_t i = 0; i < 3; i++) {
		csv_cell(&m->out, i < n ? cell[i] : "");
		buf_putc(&m->out, i < 2 ? ',' : '\n');
	}
	return true;
}

static void add_divisions(struct making *m, const struct book_file *all, const struct book_file *own)
{
	struct merge g = { .first = true };
	struct err err = { 0 };
	size_t before = m->b->ntables;
	bool good = csv_parse(own->path, own->text, own->len, merge_row, &g, &err);

	g.first = false;
	good = good && csv_parse(all->path, all->text, all->len, merge_row, &g, &err);
	if (good)
		add_table(m, all->path, g.out.data, g.out.len);
	else
		book_fault(m, own->path, 0, "", "", err.say);
	if (m->b->ntables == before)    /* the county's file spoils it: better the nation's list than none */
		add_table(m, all->path, all->text, all->len);
	for (size_t i = 0; i < g.n; i++)
		free(g.codes[i]);
	free(g.codes);
	buf_free(&g.out);
}

void book_add_tables(struct making *m)
{
	const struct book_file *all = book_file_named(m, "data/divisions.csv"), *own = book_file_named(m, "data/places.csv");

	for (size_t i = 0; i < m->n; i++) {
		const struct book_file *f = &m->files[i];

		if (!book_file_is(f->path, "data/", ".csv") || !is_table(f) || book_file_twice(m, i))
			continue;
		if (f == all && own)
			add_divisions(m, all, own);
		else if (f != own || !all)
			add_table(m, f->path, f->text, f->len);
	}
	if (m->b->ntables)
		qsort(m->b->tables, m->b->ntables, sizeof *m->b->tables, by_table);
}

/* --- texts --------------------------------------------------------------------------------------------------------- */

/* As an editor on any machine saves it: no byte order mark, lines that end in LF. Yours. */
static char *plain(const struct book_file *f)
{
	struct buf out = { 0 };

	for (size_t i = mark(f); i < f->len; i++)
		if (f->text[i] != '\r')
			buf_putc(&out, f->text[i]);
	return buf_take(&out);
}

static bool is_running_text(const struct book_file *f)
{
	for (size_t i = 0; i < f->len; i++) {
		unsigned char c = (unsigned char)f->text[i];

		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
			return false;
	}
	return text_valid(f->text, f->len);
}

void book_add_texts(struct making *m)
{
	struct book *b = m->b;

	for (size_t i = 0; i < m->n; i++) {
		const struct book_file *f = &m->files[i];

		if (!book_file_is(f->path, "data/", ".txt") || book_file_twice(m, i))
			continue;
		if (!is_running_text(f)) {
			book_fault(m, f->path, 0, "", "", _("这个文件要是 UTF-8 编码的文字，不能有控制字符。"));
			continue;
		}
		b->texts = mem_grow(b->texts, &b->captexts, b->ntexts, sizeof *b->texts);
		b->texts[b->ntexts++] = (struct book_text){ stem(f->path), plain(f) };
	}
}
