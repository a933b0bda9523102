/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book is put together in the order in which its parts need each other: tables, divisions, steps, limits, the forms that
 * open records, then those that continue them. A file that is wrong is left out, and so is whatever cannot stand without it.
 */
#include "model/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/mem.h"

struct book {
	uint64_t version;
	struct table **tables;          /* sorted by name */
	size_t ntables, captables;
	struct form **forms;            /* sorted by name, once all are read */
	size_t nforms, capforms;
	struct ini *flow;               /* owns the strings of the steps */
	struct step *steps;
	size_t nsteps;
	struct calendar *calendar;      /* NULL if there is none, or a wrong one */
	struct limits *limits;
};

struct making {
	struct book *b;
	const struct book_file *files;
	size_t n;
	ini_report *report;
	void *arg;
};

static void fault(const struct making *m, const char *path, int line, const char *section, const char *key, const char *say)
{
	struct ini_fault f = { path, line, section, key, say };

	if (m->report)
		m->report(m->arg, &f);
}

static bool ends_in(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);

	return n > t && !strcmp(s + n - t, tail);
}

static bool is_in(const char *path, const char *folder, const char *suffix)
{
	return !strncmp(path, folder, strlen(folder)) && ends_in(path, suffix);
}

/* "data/sex.csv" → "sex". Yours. */
static char *stem(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

	return mem_ndup(name, dot ? (size_t)(dot - name) : strlen(name));
}

static const struct book_file *file_named(const struct making *m, const char *path)
{
	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->files[i].path, path))
			return &m->files[i];
	return NULL;
}

/* The same path twice would make it a matter of luck which one counts. */
static bool twice(const struct making *m, size_t i)
{
	if (file_named(m, m->files[i].path) == &m->files[i])
		return false;
	fault(m, m->files[i].path, 0, "", "", _("这个文件交了两份，只用第一份。"));
	return true;
}

/* --- tables -------------------------------------------------------------------------------------------------------- */

static int by_table(const void *a, const void *b)
{
	return strcmp(table_name(*(struct table *const *)a), table_name(*(struct table *const *)b));
}

/* Other lists (calendar, surnames) are no code tables: their readers know them. */
static bool is_table(const struct book_file *f)
{
	static const char bom[] = "\xef\xbb\xbf", header[] = "code,name";
	const char *s = f->text;
	size_t n = f->len;

	if (n >= 3 && !memcmp(s, bom, 3)) {
		s += 3;
		n -= 3;
	}
	return n >= sizeof header - 1 && !memcmp(s, header, sizeof header - 1);
}

static void add_table(struct making *m, const char *path, const char *text, size_t len)
{
	struct book *b = m->b;
	struct err err = { 0 };
	char *name = stem(path);
	struct table *t = table_parse(name, text, len, &err);

	free(name);
	if (!t) {
		fault(m, path, 0, "", "", err.say);
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
		fault(m, own->path, 0, "", "", err.say);
	if (m->b->ntables == before)    /* the county's file spoils it: better the nation's list than none */
		add_table(m, all->path, all->text, all->len);
	for (size_t i = 0; i < g.n; i++)
		free(g.codes[i]);
	free(g.codes);
	buf_free(&g.out);
}

static void add_tables(struct making *m)
{
	const struct book_file *all = file_named(m, "data/divisions.csv"), *own = file_named(m, "data/places.csv");

	for (size_t i = 0; i < m->n; i++) {
		const struct book_file *f = &m->files[i];

		if (!is_in(f->path, "data/", ".csv") || !is_table(f) || twice(m, i))
			continue;
		if (f == all && own)
			add_divisions(m, all, own);
		else if (f != own || !all)
			add_table(m, f->path, f->text, f->len);
	}
	if (m->b->ntables)
		qsort(m->b->tables, m->b->ntables, sizeof *m->b->tables, by_table);
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

static void add_step(struct making *m, const char *path, const char *section)
{
	static const char *const keys[] = { "name", "doing", "beside" };
	const struct ini *flow = m->b->flow;
	const char *sign = section + strlen("step "), *beside = ini_get(flow, section, "beside");
	struct step s = { sign, ini_get(flow, section, "name"), ini_get(flow, section, "doing"), false };

	if (strncmp(section, "step ", 5) != 0 || !*sign) {
		fault(m, path, ini_line(flow, section, NULL), section, "",
		      _("这里只能有 [step 字] 这样的节，例如 [step 汇]。"));
		return;
	}
	for (size_t i = 0; i < ini_keys(flow, section); i++) {
		const char *key = ini_key(flow, section, i);

		if (strcmp(key, keys[0]) != 0 && strcmp(key, keys[1]) != 0 && strcmp(key, keys[2]) != 0)
			fault(m, path, ini_line(flow, section, key), section, key,
			      _("不认识这一行，环节只写 name、doing、beside。"));
	}
	if (!s.name || !*s.name) {
		fault(m, path, ini_line(flow, section, NULL), section, "name", _("缺环节的名称，请写 name = 名称。"));
		return;
	}
	if (!s.doing || !*s.doing)
		s.doing = s.name;
	s.beside = beside && !strcmp(beside, "yes");
	if (beside && !s.beside && strcmp(beside, "no") != 0)
		fault(m, path, ini_line(flow, section, "beside"), section, "beside", _("这里只能写 yes 或 no。"));
	m->b->steps[m->b->nsteps++] = s;
}

static void add_steps(struct making *m)
{
	const struct book_file *f = file_named(m, "data/" BOOK_FLOW);
	size_t n;

	if (!f || !(m->b->flow = ini_parse(f->path, f->text, f->len, m->report, m->arg)))
		return;
	n = ini_sections(m->b->flow);
	m->b->steps = mem_zero(n * sizeof *m->b->steps + 1);
	for (size_t i = 0; i < n; i++)
		add_step(m, f->path, ini_section(m->b->flow, i));
}

/* --- calendar and limits ------------------------------------------------------------------------------------------- */

static void add_calendar(struct making *m)
{
	const struct book_file *f = file_named(m, "data/" BOOK_CALENDAR);
	struct err err = { 0 };

	if (!f)
		return;
	m->b->calendar = calendar_parse("calendar", f->text, f->len, &err);
	if (!m->b->calendar)
		fault(m, f->path, 0, "", "", err.say);
}

static void add_limits(struct making *m)
{
	const struct book_file *f = file_named(m, "data/" BOOK_DEADLINES);

	if (f)
		m->b->limits = limits_parse(f->path, f->text, f->len, m->b, m->report, m->arg);
}

/* --- forms --------------------------------------------------------------------------------------------------------- */

static int by_form(const void *a, const void *b)
{
	return strcmp((*(struct form *const *)a)->name, (*(struct form *const *)b)->name);
}

/* Does it open records? A first look, without complaint: what is wrong is said when the form is read. */
static bool opens(const struct book_file *f)
{
	struct ini *ini = ini_parse(f->path, f->text, f->len, NULL, NULL);
	bool yes = ini && ini_get(ini, "form", "opens");

	ini_free(ini);
	return yes;
}

static void add_form(struct making *m, const struct book_file *file)
{
	struct book *b = m->b;
	struct form *f = form_parse(file->path, file->text, file->len, b, m->report, m->arg);
	const struct form *other = f && *f->opens ? book_opener(b, f->opens) : NULL;

	if (!f)
		return;
	if (other) {
		char *say = mem_fmt(_("表 %s 已经开这一种件，一种件只能由一张表来开，请换个种类。"), other->name);

		fault(m, file->path, ini_line(f->ini, "form", "opens"), "form", "opens", say);
		free(say);
		form_free(f);
		return;
	}
	b->forms = mem_grow(b->forms, &b->capforms, b->nforms, sizeof *b->forms);
	b->forms[b->nforms++] = f;
}

static void add_forms(struct making *m)
{
	bool *opening = mem_zero(m->n + 1), *is_form = mem_zero(m->n + 1);

	for (size_t i = 0; i < m->n; i++) {
		is_form[i] = is_in(m->files[i].path, "forms/", ".ini") && !twice(m, i);
		opening[i] = is_form[i] && opens(&m->files[i]);
	}
	for (size_t i = 0; i < m->n; i++)
		if (opening[i])
			add_form(m, &m->files[i]);
	for (size_t i = 0; i < m->n; i++)
		if (is_form[i] && !opening[i])
			add_form(m, &m->files[i]);
	if (m->b->nforms)
		qsort(m->b->forms, m->b->nforms, sizeof *m->b->forms, by_form);
	free(opening);
	free(is_form);
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

struct book *book_new(uint64_t version, const struct book_file *files, size_t n, ini_report *report, void *arg)
{
	struct book *b = mem_zero(sizeof *b);
	struct making m = { b, files, n, report, arg };

	b->version = version;
	add_tables(&m);
	add_steps(&m);
	add_calendar(&m);
	add_limits(&m);
	add_forms(&m);
	return b;
}

void book_free(struct book *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->nforms; i++)
		form_free(b->forms[i]);
	for (size_t i = 0; i < b->ntables; i++)
		table_free(b->tables[i]);
	free(b->forms);
	free(b->tables);
	free(b->steps);
	calendar_free(b->calendar);
	limits_free(b->limits);
	ini_free(b->flow);
	free(b);
}

uint64_t book_version(const struct book *b)
{
	return b->version;
}

size_t book_forms(const struct book *b)
{
	return b->nforms;
}

const struct form *book_form_at(const struct book *b, size_t i)
{
	return i < b->nforms ? b->forms[i] : NULL;
}

const struct form *book_form(const struct book *b, const char *name)
{
	for (size_t i = 0; i < b->nforms; i++)
		if (!strcmp(b->forms[i]->name, name))
			return b->forms[i];
	return NULL;
}

const struct form *book_opener(const struct book *b, const char *kind)
{
	for (size_t i = 0; i < b->nforms; i++)
		if (*b->forms[i]->opens && !strcmp(b->forms[i]->opens, kind))
			return b->forms[i];
	return NULL;
}

const struct table *book_table(const struct book *b, const char *name)
{
	for (size_t i = 0; i < b->ntables; i++)
		if (!strcmp(table_name(b->tables[i]), name))
			return b->tables[i];
	return NULL;
}

size_t book_tables(const struct book *b)
{
	return b->ntables;
}

const struct table *book_table_at(const struct book *b, size_t i)
{
	return i < b->ntables ? b->tables[i] : NULL;
}

size_t book_steps(const struct book *b)
{
	return b->nsteps;
}

const struct step *book_step_at(const struct book *b, size_t i)
{
	return i < b->nsteps ? &b->steps[i] : NULL;
}

const struct step *book_step(const struct book *b, const char *sign)
{
	for (size_t i = 0; i < b->nsteps; i++)
		if (!strcmp(b->steps[i].sign, sign))
			return &b->steps[i];
	return NULL;
}

const struct table *book_divisions(const struct book *b)
{
	return book_table(b, "divisions");
}

const struct calendar *book_calendar(const struct book *b)
{
	return b->calendar;
}

const struct limits *book_limits(const struct book *b)
{
	return b->limits;
}
