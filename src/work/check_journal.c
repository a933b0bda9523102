/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between what a person sees in a form and what the journal keeps of it. A received entry is judged by walking both ways: its
 * fields are turned into the values its writer saw, those are checked, and writing them once more must give the same entry.
 */
#include "work/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#define KEY (FIELDS_KEY_MAX * 2)
#define FORMERLY_MOST 16        /* numbers a thing was called by before */

/* --- seen → journal ------------------------------------------------------------------------------------------------- */

static void write_field(const struct check *c, const struct field *f, struct fields *out)
{
	const char *value = fields_get(c->values, f->name), *old;
	char key[KEY];

	if (!check_on_record(c->form, f)) {
		snprintf(key, sizeof key, ".%s", f->name);
		fields_set(out, key, value);
		return;
	}
	old = c->before ? fold_get(c->before, f->name) : NULL;
	/* what a continuing form does not show it leaves alone; an opening form says all there is */
	if (!*c->form->opens && !check_visible(c, f, f->name))
		return;
	if (value ? !old || strcmp(old, value) != 0 : old != NULL)
		fields_set(out, f->name, value ? value : "");
}

/* The fields of row `row` under the journal's name for it. Returns how many there were. */
static size_t write_row(const struct check *c, const struct group *g, int row, const char *unit, struct fields *out)
{
	char key[KEY], to[KEY];
	size_t n = 0;

	for (size_t i = 0; i < c->form->nfields; i++) {
		const struct field *f = &c->form->fields[i];
		const char *value;

		if (strcmp(f->group, g->name) != 0)
			continue;
		snprintf(key, sizeof key, "%s%d.%s", g->name, row, f->name);
		if (!(value = fields_get(c->values, key)))
			continue;
		snprintf(to, sizeof to, "%s.%s", unit, f->name);
		fields_set(out, to, value);
		n++;
	}
	return n;
}

/* Fields of a record's row that this form does not know travel along, as a row is always written whole. */
static void write_rest(const struct check *c, const char *seen, const char *unit, struct fields *out)
{
	const struct fields *all = fold_fields(c->before);
	size_t n = strlen(seen);

	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i);
		char to[KEY * 2];

		if (strncmp(key, seen, n) != 0 || key[n] != '.' || form_field(c->form, key))
			continue;
		snprintf(to, sizeof to, "%s%s", unit, key + n);
		fields_set(out, to, fields_value(all, i));
	}
}

static bool row_same(const struct check *c, const struct group *g, int row, const char *seen)
{
	for (size_t i = 0; i < c->form->nfields; i++) {
		const struct field *f = &c->form->fields[i];
		char now[KEY], was[KEY * 2];

		if (strcmp(f->group, g->name) != 0)
			continue;
		snprintf(now, sizeof now, "%s%d.%s", g->name, row, f->name);
		snprintf(was, sizeof was, "%s.%s", seen, f->name);
		const char *a = fields_get(c->values, now), *b = fold_get(c->before, was);
		if (a ? !b || strcmp(a, b) != 0 : b != NULL)
			return false;
	}
	return true;
}

static const char *identity(const struct fields *values, const char *group, int row)
{
	char key[KEY];

	snprintf(key, sizeof key, "%s%d", group, row);
	const char *name = fields_get(values, key);
	return name ? name : "";
}

/* One row the record had before: unchanged, changed as a whole, or gone. */
static void write_old_row(const struct check *c, const struct group *g, const char *seen, const char *unit, struct fields *out)
{
	int rows = check_last_row(c->values, g->name);

	for (int row = 1; row <= rows; row++) {
		if (strcmp(identity(c->values, g->name, row), unit) != 0)
			continue;
		if (row_same(c, g, row, seen))
			return;
		if (write_row(c, g, row, unit, out)) {
			write_rest(c, seen, unit, out);
			return;
		}
	}
	fields_set(out, unit, "");
}

static void write_group(const struct check *c, const struct group *g, struct fields *out)
{
	bool record = check_group_on_record(c->form, g), had = record && c->before;
	int rows = check_last_row(c->values, g->name), fresh = 0;
	char unit[KEY], seen[KEY];
	const char *old;

	for (int row = 1; had; row++) {
		snprintf(seen, sizeof seen, "%s%d", g->name, row);
		if (!(old = fold_row(c->before, seen)))
			break;
		snprintf(unit, sizeof unit, "%s", old);
		write_old_row(c, g, seen, unit, out);
	}
	for (int row = 1; row <= rows; row++) {
		if (had && *identity(c->values, g->name, row))
			continue;
		snprintf(unit, sizeof unit, "%s%s%s%d", record ? "" : ".", g->name, had ? "~" : "", fresh + 1);
		fresh += write_row(c, g, row, unit, out) > 0;
	}
}

struct fields *check_journal_fields(const struct check *c)
{
	struct fields *out = fields_new();

	for (size_t i = 0; i < c->form->nfields; i++)
		if (!*c->form->fields[i].group)
			write_field(c, &c->form->fields[i], out);
	for (size_t i = 0; i < c->form->ngroups; i++)
		write_group(c, &c->form->groups[i], out);
	return out;
}

/* --- journal → seen ------------------------------------------------------------------------------------------------- */

static void read_field(const struct form *form, const struct field *f, const struct entry *e, const struct fold *before,
                       struct fields *to)
{
	bool record = check_on_record(form, f);
	char key[KEY];

	snprintf(key, sizeof key, "%s%s", record ? "" : ".", f->name);
	const char *value = fields_get(e->fields, key);
	if (!value && record && before)
		value = fold_get(before, f->name);
	fields_set(to, f->name, value && *value ? value : NULL);
}

static bool has_row(const struct fields *fields, const char *unit)
{
	size_t n = strlen(unit);

	for (size_t i = 0; i < fields_count(fields); i++) {
		const char *key = fields_key(fields, i);

		if (strncmp(key, unit, n) == 0 && key[n] == '.')
			return true;
	}
	return false;
}

static void read_row(const struct form *form, const struct group *g, int row, const struct fields *from, const char *unit,
                     struct fields *to)
{
	char key[KEY], at[KEY];

	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *f = &form->fields[i];

		if (strcmp(f->group, g->name) != 0)
			continue;
		snprintf(key, sizeof key, "%s.%s", unit, f->name);
		snprintf(at, sizeof at, "%s%d.%s", g->name, row, f->name);
		fields_set(to, at, fields_get(from, key));
	}
}

static void name_row(struct fields *to, const char *group, int row, const char *name)
{
	char key[KEY];

	snprintf(key, sizeof key, "%s%d", group, row);
	fields_set(to, key, name);
}

static void read_group(const struct form *form, const struct group *g, const struct entry *e, const struct fold *before,
                       struct fields *to)
{
	bool record = check_group_on_record(form, g), had = record && before;
	char unit[KEY], seen[KEY];
	const char *old;
	int n = 0;

	for (int row = 1; had; row++) {
		snprintf(seen, sizeof seen, "%s%d", g->name, row);
		if (!(old = fold_row(before, seen)))
			break;
		snprintf(unit, sizeof unit, "%s", old);
		if (fields_get(e->fields, unit))
			continue;       /* taken out */
		bool changed = has_row(e->fields, unit);
		n++;
		name_row(to, g->name, n, unit);
		read_row(form, g, n, changed ? e->fields : fold_fields(before), changed ? unit : seen, to);
	}
	for (int row = 1; row <= FIELDS_MAX; row++) {
		snprintf(unit, sizeof unit, "%s%s%s%d", record ? "" : ".", g->name, had ? "~" : "", row);
		if (!has_row(e->fields, unit))
			break;
		if (had)
			name_row(to, g->name, ++n, "");
		else
			n++;
		read_row(form, g, n, e->fields, unit, to);
	}
}

struct fields *check_values(const struct book *book, const struct form *form, const struct entry *e, const struct fold *before)
{
	struct fields *values = fields_new();
	struct check c = {
		.book = book, .form = form, .values = values, .before = before, .unit = "", .who = e->who, .now = entry_ms(e),
	};

	for (size_t i = 0; i < form->nfields; i++)
		if (!*form->fields[i].group)
			read_field(form, &form->fields[i], e, before, values);
	for (size_t i = 0; i < form->ngroups; i++)
		read_group(form, &form->groups[i], e, before, values);
	/* what the record has but a continuing form did not show was not said by this entry; one may hide the next */
	for (bool again = *form->opens == '\0'; again;) {
		again = false;
		for (size_t i = 0; i < form->nfields; i++) {
			const struct field *f = &form->fields[i];

			if (*f->group || !f->record || !fields_get(values, f->name) || fields_get(e->fields, f->name))
				continue;
			if (!check_visible(&c, f, f->name)) {
				fields_set(values, f->name, NULL);
				again = true;
			}
		}
	}
	return values;
}

/* --- a received entry ----------------------------------------------------------------------------------------------- */

/* What follows unit and desk: the year, and letters with the serial. */
static bool check_serial(const char *no, const char *letters)
{
	size_t l = strlen(letters);

	if (strspn(no, "0123456789") != 4 || no[4] != '-' || strncmp(no + 5, letters, l) != 0)
		return false;
	no += 5 + l;
	size_t digits = strspn(no, "0123456789");
	return digits >= 4 && digits <= 9 && (no[digits] == '\0' || no[digits] == ' ');
}

bool check_number(const char *no, const char *unit, uint32_t station, const char *letters)
{
	char *front = mem_fmt("%s-%u-", unit, (unsigned)station_desk(station));
	size_t n = strlen(front);
	bool good = strncmp(no, front, n) == 0 && !strchr(no, ' ') && check_serial(no + n, letters);

	free(front);
	return good;
}

bool check_formerly(const char *words, const char *unit, const char *letters)
{
	size_t n = strlen(unit);

	for (int i = 0; i < FORMERLY_MOST; i++) {
		size_t desk = strncmp(words, unit, n) == 0 && words[n] == '-' ? strspn(words + n + 1, "0123456789") : 0;

		if (!desk || desk > 4 || words[n + 1 + desk] != '-' || !check_serial(words + n + 2 + desk, letters))
			return false;
		words += strcspn(words, " ");
		if (!*words)
			return true;
		words++;
	}
	return false;
}

/* The seen name of one of the record's rows, by its journal name. */
static bool seen_row(const struct fold *before, const char *group, const char *unit, char *seen, size_t size)
{
	const char *name;

	for (int row = 1;; row++) {
		snprintf(seen, size, "%s%d", group, row);
		if (!(name = fold_row(before, seen)))
			return false;
		if (strcmp(name, unit) == 0)
			return true;
	}
}

/*
 * Saying again what the record says already changes nothing. A writer may do so without knowing, where an entry it had seen was
 * refused later: what it took back is then back already.
 */
static bool says_again(const struct check *c, const char *key, const char *value)
{
	size_t n = fields_unit(key), base = 0;
	const struct field *f;
	char seen[KEY];

	if (!c->before || n == 0)
		return false;
	if (!fields_row(key, n, &base)) {
		const char *old = fold_get(c->before, key);

		f = form_field(c->form, key);
		return f && check_on_record(c->form, f) && strcmp(old ? old : "", value) == 0;
	}
	char *group = mem_ndup(key, base), *unit = mem_ndup(key, n);
	const struct group *g = form_group(c->form, group);
	bool had = g && check_group_on_record(c->form, g)
		&& seen_row(c->before, group, unit, seen, sizeof seen - FIELDS_KEY_MAX);
	bool same = g && !had && !key[n] && !*value;
	if (had && key[n] == '.') {
		strcat(seen, key + n);
		const char *old = fold_get(c->before, seen);
		same = old && strcmp(old, value) == 0;
	}
	free(group);
	free(unit);
	return same;
}

/* Said by the writer alone: the number of an opener or a letter, and what it was printed with before; what was entered late, a
 * clock that had jumped, and which refused entry this one deals with. */
static bool is_mark(const char *key)
{
	static const char *const marks[] = {
		"no", ".no", "formerly", ".formerly", "backdated", ".backdated", ".clock", ".corrects",
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strcmp(key, marks[i]) == 0)
			return true;
	return false;
}

/* Everything the entry says must be what the same typing would give here, and nothing beside it. */
static void compare(const struct check *c, const struct fields *said, const struct fields *want, struct faults *out)
{
	for (size_t i = 0; i < fields_count(said); i++) {
		const char *key = fields_key(said, i), *value = fields_get(want, key);

		if (is_mark(key))
			continue;       /* looked at on their own */
		if (!value && !says_again(c, key, fields_value(said, i)))
			faults_add(out, key, false, _("这张表没有这一项，请重新填一次"));
		else if (value && strcmp(value, fields_value(said, i)) != 0)
			faults_add(out, key, false, _("与按规则算出的不一致"));
	}
	for (size_t i = 0; i < fields_count(want); i++) {
		const char *key = fields_key(want, i);

		if (!fields_get(said, key) && !is_mark(key))
			faults_add(out, key, false, _("缺少这一项"));
	}
}

static bool is_number_mark(const struct fields *said, const char *key)
{
	const char *value = fields_get(said, key);

	return !value || (*value && strlen(value) <= 20 && strspn(value, "0123456789") == strlen(value));
}

static void check_marks(const struct check *c, const struct entry *e, struct faults *out)
{
	bool opening = !c->before, letter = !opening && !*c->form->opens && *c->form->serial;
	const char *no = fields_get(e->fields, opening ? "no" : ".no"), *other = fields_get(e->fields, opening ? ".no" : "no");
	const char *mark = fields_get(e->fields, opening ? "backdated" : ".backdated");

	if (other || (opening || letter ? !no || !check_number(no, c->unit, entry_station(e->id), c->form->serial) : no != NULL))
		faults_add(out, "no", false, _("编号不对"));
	const char *formerly = fields_get(e->fields, opening ? "formerly" : ".formerly");

	if (fields_get(e->fields, opening ? ".formerly" : "formerly") ||
	    (formerly && (!no || !check_formerly(formerly, c->unit, c->form->serial))))
		faults_add(out, "no", false, _("原编号不对"));
	if ((mark && strcmp(mark, "1") != 0) || fields_get(e->fields, opening ? ".backdated" : "backdated"))
		faults_add(out, "backdated", false, _("补录标记不对"));
	if (!is_number_mark(e->fields, ".clock") || !is_number_mark(e->fields, ".corrects"))
		faults_add(out, "", false, _("条目的标记不对"));
}

void check_entry(const struct book *book, const struct entry *e, const struct fold *before, const char *writer_unit,
                 struct faults *out)
{
	const struct form *form = book_form(book, e->form);

	if (!form) {
		faults_add(out, "", false, _("没有“%s”这张表"), e->form);
		return;
	}
	if ((e->record == e->id) != (before == NULL) || (before == NULL) != (e->nparents == 0)) {
		faults_add(out, "", false, _("没有写明是在哪件记录上填的"));
		return;
	}
	if (!form_level_of(writer_unit)) {
		faults_add(out, "", false, _("单位代码“%s”不认识"), writer_unit);
		return;
	}
	struct fields *values = check_values(book, form, e, before);
	struct check c = {
		.book = book, .form = form, .values = values, .before = before,
		.unit = writer_unit, .who = e->who, .now = entry_ms(e),
	};
	struct fields *want = check_journal_fields(&c), *effects = check_effects(&c);
	for (size_t i = 0; i < fields_count(effects); i++)
		fields_set(want, fields_key(effects, i), fields_value(effects, i));
	check_form(&c, out);
	compare(&c, e->fields, want, out);
	check_marks(&c, e, out);
	fields_free(values);
	fields_free(want);
	fields_free(effects);
}
