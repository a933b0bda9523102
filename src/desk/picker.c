/* SPDX-License-Identifier: Apache-2.0 */
/* F4 on a coded field: its table filtered by code, name or pinyin, what was used last first; places from the own unit down. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "desk/screens.h"
#include "model/pinyin.h"
#include "picker_parts.h"

#define RECENT 8

struct picker {
	const struct field *field;
	picked *told;
	void *arg;
	const struct book *book;        /* the form's: an old draft keeps its own */
	char *recent;           /* codes used last, separated by spaces, newest first */
};

static const struct table *table_of(const struct picker *p)
{
	return *p->field->codes ? book_table(p->book, p->field->codes) : NULL;
}

/* --- what was used last --------------------------------------------------------------------------------------------- */

static char *recent_key(const struct field *f)
{
	return mem_fmt("recent.%s", *f->codes ? f->codes : f->type->name);
}

static void use(struct picker *p, struct desk *d, const char *code)
{
	struct buf b = { 0 };
	char *key = recent_key(p->field), *save = NULL, *old = mem_dup(p->recent);
	int n = 1;

	buf_puts(&b, code);
	for (char *one = strtok_r(old, " ", &save); one && n < RECENT; one = strtok_r(NULL, " ", &save))
		if (strcmp(one, code) != 0) {
			buf_fmt(&b, " %s", one);
			n++;
		}
	/* losing the order of a list is no reason to stop anybody */
	store_set_note(d->session->store, key, buf_text(&b), NULL);
	buf_free(&b);
	free(old);
	free(key);
}

static bool is_recent(const struct picker *p, const char *code)
{
	size_t n = strlen(code);

	for (const char *at = p->recent; (at = strstr(at, code)); at += n)
		if ((at == p->recent || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

/* --- tables --------------------------------------------------------------------------------------------------------- */

static size_t row_of(const struct table *t, const char *code)
{
	size_t i = 0;

	while (i < table_count(t) && strcmp(table_at(t, i)->code, code) != 0)
		i++;
	return i;
}

static void add_row(const struct table *t, size_t i, struct choices *out)
{
	const struct code *row = table_at(t, i);

	choices_add(out, row->code, i18n_data(row->name), pinyin_initials(row->name), false, false);
}

static bool choosable(const struct picker *p, const struct code *row)
{
	return row->leaf || p->field->branches;
}

static void fill_table(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct picker *p = arg;
	const struct table *t = table_of(p);
	char *save = NULL, *recent = mem_dup(p->recent);

	(void)d;
	(void)inside;
	for (char *one = strtok_r(recent, " ", &save); t && one; one = strtok_r(NULL, " ", &save)) {
		size_t i = row_of(t, one);
		if (i < table_count(t) && choosable(p, table_at(t, i)) && table_matches(t, i, filter))
			add_row(t, i, out);
	}
	for (size_t i = 0; t && i < table_count(t); i++) {
		const struct code *row = table_at(t, i);
		if (!choosable(p, row))
			continue;
		out->all++;
		if (!is_recent(p, row->code) && table_matches(t, i, filter))
			add_row(t, i, out);
	}
	free(recent);
}

static void fill_yesno(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	static const char *const words[] = { N_("是"), N_("否") };

	(void)arg;
	(void)d;
	(void)inside;
	for (size_t i = 0; i < 2; i++) {
		char *initials = pinyin_initials(words[i]);
		if (!*filter || strstr(words[i], filter) || !strncmp(initials, filter, strlen(filter)))
			choices_add(out, words[i], _(words[i]), initials, false, false);
		else
			free(initials);
		out->all++;
	}
}

/* --- places --------------------------------------------------------------------------------------------------------- */

static void add_place(const struct book *b, const struct code *row, bool whole, bool here, struct choices *out)
{
	char *name = whole ? book_place(b, row->code) : mem_dup(row->name);

	choices_add(out, row->code, name, pinyin_initials(row->name), !row->leaf && !here, false);
	free(name);
}

/* Without a filter: what lies in the branch, the branch itself first. With one: every place that answers to it, recent ones
 * first. */
static void fill_places(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct picker *p = arg;
	const struct book *b = p->book;
	const struct table *t = book_divisions(b);

	(void)d;
	for (int recent = 1; recent >= 0; recent--)
		for (size_t i = 0; t && i < table_count(t); i++) {
			const struct code *row = table_at(t, i);
			out->all += (size_t)recent;
			if (is_recent(p, row->code) != (recent == 1))
				continue;
			if (*filter ? table_matches(t, i, filter) : !strcmp(row->parent, inside) || !strcmp(row->code, inside))
				add_place(b, row, *filter || !strcmp(row->code, inside), !strcmp(row->code, inside), out);
		}
}

static char *place_up(void *arg, const char *inside)
{
	const struct picker *p = arg;
	const struct code *row = table_find(book_divisions(p->book), inside);

	return row ? mem_dup(row->parent) : NULL;
}

/* The own unit, or what it lies in where it has nothing below. */
static char *own_place(const struct desk *d, const struct book *b)
{
	const struct table *t = book_divisions(b);
	char *unit = mem_ndup(d->session->unit, strcspn(d->session->unit, "."));
	const struct code *row = t ? table_find(t, unit) : NULL;

	if (row && !row->leaf)
		return unit;
	free(unit);
	return mem_dup(row ? row->parent : "");
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

static struct next chosen(void *arg, struct desk *d, const char *code)
{
	struct picker *p = arg;

	if (strcmp(p->field->type->name, "yesno") != 0)
		use(p, d, code);
	return p->told(p->arg, d, code);
}

static char *help(void *arg)
{
	const struct picker *p = arg;
	return mem_fmt("%s\n\n%s\n\n%s\n", i18n_data(p->field->label), i18n_data(p->field->help),
	               _("键入代码、名称的一部分或拼音首字母，列表就短下来；↑ ↓ 移动，Enter 选定，Esc 不改。"));
}

static void done(void *arg)
{
	struct picker *p = arg;

	free(p->recent);
	free(p);
}

static const struct chooser_ops of_table = { .fill = fill_table, .chosen = chosen, .help = help, .done = done,
	.footer = N_("最近用过的排在前面"), .coded = true };
static const struct chooser_ops of_yesno = { .fill = fill_yesno, .chosen = chosen, .help = help, .done = done, .footer = "" };
static const struct chooser_ops of_places = {
	.fill = fill_places, .up = place_up, .chosen = chosen, .help = help, .done = done,
	.footer = N_("键入名称或拼音首字母找全部地方"),
};

struct screen *picker_open(struct desk *d, const struct book *b, const struct field *f, picked *told, void *arg, int row,
                           int column, int columns, const char *typed, const char *held)
{
	const struct picker_at at = { row, column, columns, typed, held };

	if (!strcmp(f->type->name, "unit") || !strcmp(f->type->name, "units"))
		return unit_picker_open(d, b, f, told, arg, &at);
	if (!strcmp(f->type->name, "file"))
		return file_picker_open(d, f, told, arg, &at);
	struct picker *p = mem_zero(sizeof *p);
	bool place = !strcmp(f->type->name, "place");
	char *key = recent_key(f), *note = store_note(d->session->store, key), *inside = place ? own_place(d, b) : mem_dup("");

	p->field = f;
	p->book = b;
	p->told = told;
	p->arg = arg;
	p->recent = note ? note : mem_dup("");
	struct screen *s = chooser_open(d, &picker_screen, place ? &of_places : *f->codes ? &of_table : &of_yesno, p, row,
	                                column, columns, typed, inside);
	free(inside);
	free(key);
	return s;
}
