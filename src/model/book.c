/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book is put together in the order in which its parts need each other: tables, divisions, steps, limits, the forms that
 * open records, then those that continue them. A file that is wrong is left out, and so is whatever cannot stand without it.
 */
#include "model/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "book_parts.h"

void book_fault(const struct making *m, const char *path, int line, const char *section, const char *key, const char *say)
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

bool book_file_is(const char *path, const char *folder, const char *suffix)
{
	return !strncmp(path, folder, strlen(folder)) && ends_in(path, suffix);
}

const struct book_file *book_file_named(const struct making *m, const char *path)
{
	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->files[i].path, path))
			return &m->files[i];
	return NULL;
}

bool book_file_twice(const struct making *m, size_t i)
{
	if (book_file_named(m, m->files[i].path) == &m->files[i])
		return false;
	book_fault(m, m->files[i].path, 0, "", "", _("这个文件交了两份，只用第一份。"));
	return true;
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

static bool step_yes(struct making *m, const char *path, const char *section, const char *key)
{
	const char *value = ini_get(m->b->flow, section, key);
	bool yes = value && !strcmp(value, "yes");

	if (value && !yes && strcmp(value, "no") != 0)
		book_fault(m, path, ini_line(m->b->flow, section, key), section, key, _("这里只能写 yes 或 no。"));
	return yes;
}

static void step_words(struct making *m, const char *path, const char *section)
{
	static const char *const keys[] = { "name", "doing", "say", "beside", "hidden" };
	const struct ini *flow = m->b->flow;

	for (size_t i = 0; i < ini_keys(flow, section); i++) {
		const char *key = ini_key(flow, section, i);
		bool known = false;

		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			known = known || !strcmp(key, keys[k]);
		if (!known)
			book_fault(m, path, ini_line(flow, section, key), section, key,
			      _("不认识这一行，环节只写 name、doing、say、beside、hidden。"));
	}
}

static void add_step(struct making *m, const char *path, const char *section)
{
	const struct ini *flow = m->b->flow;
	const char *sign = section + strlen("step ");
	struct step s = { .sign = sign, .name = ini_get(flow, section, "name"), .doing = ini_get(flow, section, "doing") };

	if (strncmp(section, "step ", 5) != 0 || !*sign) {
		book_fault(m, path, ini_line(flow, section, NULL), section, "",
		      _("这里只能有 [step 字] 这样的节，例如 [step 汇]。"));
		return;
	}
	step_words(m, path, section);
	if (!s.name || !*s.name) {
		book_fault(m, path, ini_line(flow, section, NULL), section, "name", _("缺环节的名称，请写 name = 名称。"));
		return;
	}
	if (!s.doing || !*s.doing)
		s.doing = s.name;
	s.say = ini_get(flow, section, "say") ? ini_get(flow, section, "say") : "";
	s.beside = step_yes(m, path, section, "beside");
	s.hidden = step_yes(m, path, section, "hidden");
	m->b->steps[m->b->nsteps++] = s;
}

static void add_steps(struct making *m)
{
	const struct book_file *f = book_file_named(m, "data/" BOOK_FLOW);
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
	const struct book_file *f = book_file_named(m, "data/" BOOK_CALENDAR);
	struct err err = { 0 };

	if (!f)
		return;
	m->b->calendar = calendar_parse("calendar", f->text, f->len, &err);
	if (!m->b->calendar)
		book_fault(m, f->path, 0, "", "", err.say);
}

static void add_limits(struct making *m)
{
	const struct book_file *f = book_file_named(m, "data/" BOOK_DEADLINES);

	if (f)
		m->b->limits = limits_parse(f->path, f->text, f->len, m->b, m->report, m->arg);
}

/* --- forms --------------------------------------------------------------------------------------------------------- */

static int by_form(const void *a, const void *b)
{
	return strcmp((*(struct form *const *)a)->name, (*(struct form *const *)b)->name);
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

		book_fault(m, file->path, ini_line(f->ini, "form", "opens"), "form", "opens", say);
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
		is_form[i] = book_file_is(m->files[i].path, "forms/", ".ini") && !book_file_twice(m, i);
		opening[i] = is_form[i] && book_names_add(&m->b->names, &m->files[i]);
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
	book_add_tables(&m);
	book_add_texts(&m);
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
	for (size_t i = 0; i < b->ntexts; i++) {
		free(b->texts[i].name);
		free(b->texts[i].text);
	}
	free(b->forms);
	free(b->tables);
	free(b->texts);
	free(b->steps);
	calendar_free(b->calendar);
	limits_free(b->limits);
	ini_free(b->flow);
	book_names_free(&b->names);
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

bool book_record_name(const struct book *b, const char *name)
{
	return !b || book_names_have(&b->names, name);
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

const char *book_text(const struct book *b, const char *name)
{
	for (size_t i = 0; i < b->ntexts; i++)
		if (!strcmp(b->texts[i].name, name))
			return b->texts[i].text;
	return NULL;
}

const struct calendar *book_calendar(const struct book *b)
{
	return b->calendar;
}

const struct limits *book_limits(const struct book *b)
{
	return b->limits;
}
