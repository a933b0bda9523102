/* SPDX-License-Identifier: Apache-2.0 */
#include "projection.h"

#include <assert.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ids.h"
#include "model/mend.h"
#include "store/db.h"
#include "store/publish.h"

/* Texts of a record in the order of RECORD_COLUMNS, behind id. */
static const struct column {
	const char *name;
	size_t at;
} texts[] = {
	{ "no", offsetof(struct record, no) },         { "kind", offsetof(struct record, kind) },
	{ "step", offsetof(struct record, step) },     { "grade", offsetof(struct record, grade) },
	{ "type", offsetof(struct record, type) },     { "place", offsetof(struct record, place) },
	{ "unit", offsetof(struct record, unit) },     { "opened", offsetof(struct record, opened) },
	{ "closed", offsetof(struct record, closed) }, { "due", offsetof(struct record, due) },
	{ "title", offsetof(struct record, title) },   { "parties", offsetof(struct record, parties) },
	{ "lead", offsetof(struct record, lead) },     { "result", offsetof(struct record, result) },
	{ "noticed", offsetof(struct record, noticed) },
};
#define TEXTS (sizeof texts / sizeof *texts)

static char **text_at(const struct record *r, size_t i)
{
	return (char **)((char *)r + texts[i].at);
}

void record_clear(struct record *r)
{
	for (size_t i = 0; i < TEXTS; i++)
		free(*text_at(r, i));
	*r = (struct record){ 0 };
}

void projection_clear(struct projection *p)
{
	record_clear(&p->r);
	free(p->heads);
	free(p->text);
	fields_free(p->clocks);
	fields_free(p->numbers);
	*p = (struct projection){ 0 };
}

/* --- from entries -------------------------------------------------------------------------------------------------- */

bool projection_wanted(const struct entry *const *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(entries[i]->form, PUBLISH_FORM) != 0)
			return true;
	return false;
}

/* Row number of "party3.name", 0 for other keys. */
static long party_row(const char *key)
{
	if (strncmp(key, "party", 5) != 0)
		return 0;

	char *end;
	long row = strtol(key + 5, &end, 10);

	return end > key + 5 && strcmp(end, ".name") == 0 ? row : 0;
}

/* Keys are sorted bytewise, party10 before party2; people count otherwise. */
static char *parties_of(const struct fold *f)
{
	const struct fields *values = fold_fields(f);
	struct buf names = { 0 };
	long last = 0;

	for (size_t i = 0; i < fields_count(values); i++) {
		long row = party_row(fields_key(values, i));

		if (row > last)
			last = row;
	}
	for (long row = 1; row <= last; row++) {
		char *key = mem_fmt("party%ld.name", row);
		const char *name = fold_get(f, key);

		if (name && *name) {
			if (names.len)
				buf_putc(&names, '\n');
			buf_puts(&names, name);
		}
		free(key);
	}
	if (!names.len && fold_get(f, "name"))
		buf_puts(&names, fold_get(f, "name"));
	return buf_take(&names);
}

static bool is_own(const uint32_t *own, const struct entry *e)
{
	for (; *own; own++)
		if (entry_station(e->id) == *own)
			return true;
	return false;
}

static void count(const struct entry *const *entries, size_t n, const struct fold *f, const uint32_t *own, struct record *r)
{
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = entries[i];

		switch (fold_status(f, i)) {
		case FOLD_APPLIED:
			r->entries++;
			if (e->at > r->at)
				r->at = e->at;
			break;
		case FOLD_HELD:
			r->held++;
			break;
		case FOLD_REFUSED:
			if (is_own(own, e) && !mend_done(entries, n, f, i))
				r->refused++;
			break;
		}
	}
	r->conflicts = (int)fold_conflicts(f);
}

/* A refused opener leaves its record a kind and a number; where it is to be corrected the list should still name it. */
static const char *refused_title(const struct entry *const *entries, size_t n, const struct fold *f, const uint32_t *own)
{
	for (size_t i = 0; i < n; i++)
		if (entries[i]->id == entries[i]->record && is_own(own, entries[i]) && fold_status(f, i) == FOLD_REFUSED)
			return fields_get(entries[i]->fields, "title");
	return NULL;
}

static long people_of(const char *text)
{
	long v = text ? strtol(text, NULL, 10) : 0;

	return v > 0 && v <= INT_MAX ? v : 0;
}

static struct fields *clocks_of(const struct fields *values)
{
	struct fields *clocks = fields_new();

	for (size_t i = 0; i < fields_count(values); i++) {
		const char *kind = projection_clock_of(fields_key(values, i));

		if (kind)
			fields_set(clocks, kind, fields_value(values, i));
	}
	return clocks;
}

/* A letter keeps its number even where its entry was refused: it may have gone out. */
static struct fields *numbers_of(const struct entry *const *entries, size_t n, const struct fold *f)
{
	struct fields *numbers = fields_new();

	projection_each_number(fold_get(f, "formerly"), numbers);
	for (size_t i = 0; i < n; i++)
		if (fold_status(f, i) != FOLD_HELD) {
			projection_each_number(fields_get(entries[i]->fields, PROJECTION_LETTER), numbers);
			projection_each_number(fields_get(entries[i]->fields, PROJECTION_LETTER_FORMERLY), numbers);
		}
	return numbers;
}

void projection_fold(const struct entry *const *entries, size_t n, const uint32_t *own, struct projection *p)
{
	struct fold *f = fold_new(entries, n);
	const uint64_t *heads;

	assert(n);
	*p = (struct projection){ .r.id = entries[0]->record };
	for (size_t i = 0; i < TEXTS; i++) {
		const char *value = fold_get(f, texts[i].name);

		if (strcmp(texts[i].name, "parties") == 0)
			p->r.parties = parties_of(f);
		else
			*text_at(&p->r, i) = mem_dup(value ? value : "");
	}
	p->r.people = people_of(fold_get(f, "people"));
	count(entries, n, f, own, &p->r);
	if (!*p->r.title && refused_title(entries, n, f, own)) {
		free(p->r.title);
		p->r.title = mem_dup(refused_title(entries, n, f, own));
	}

	heads = fold_heads(f, &p->nheads);
	p->heads = mem_zero(p->nheads * sizeof *heads);
	if (p->nheads)
		memcpy(p->heads, heads, p->nheads * sizeof *heads);
	p->text = search_text(f);
	p->clocks = clocks_of(fold_fields(f));
	p->numbers = numbers_of(entries, n, f);
	fold_free(f);
}

/* --- the tables ---------------------------------------------------------------------------------------------------- */

#define PUT(table) \
	"INSERT INTO " table "(id, no, kind, step, grade, type, place, unit, opened, closed, due, title, parties, lead, result," \
	" noticed, people, at, entries, conflicts, refused, held, heads) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12," \
	" ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23) ON CONFLICT(id) DO UPDATE SET no = excluded.no," \
	" kind = excluded.kind, step = excluded.step, grade = excluded.grade, type = excluded.type, place = excluded.place," \
	" unit = excluded.unit, opened = excluded.opened, closed = excluded.closed, due = excluded.due, title = excluded.title," \
	" parties = excluded.parties, lead = excluded.lead, result = excluded.result, noticed = excluded.noticed," \
	" people = excluded.people, at = excluded.at, entries = excluded.entries, conflicts = excluded.conflicts," \
	" refused = excluded.refused, held = excluded.held, heads = excluded.heads"

enum { PUT, PUT_SHADOW, GET, DROP };

static const char *const sql[] = {
	[PUT] = PUT("record"),
	[PUT_SHADOW] = PUT("record_shadow"),
	[GET] = "SELECT " RECORD_COLUMNS ", r.heads FROM record r WHERE r.id = ?1",
	[DROP] = "DELETE FROM record WHERE id = ?1",
};
static const struct db_module module = { "projection", sql, sizeof sql / sizeof *sql };

static bool write_row(struct db *db, enum search_table t, const struct projection *p, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, t == SEARCH_SHADOW ? PUT_SHADOW : PUT);
	struct buf heads = { 0 };
	int at = 1;

	ids_put(&heads, p->heads, p->nheads);
	db_int(q, at++, (int64_t)p->r.id);
	for (size_t i = 0; i < TEXTS; i++)
		db_text(q, at++, *text_at(&p->r, i));
	db_int(q, at++, p->r.people);
	db_int(q, at++, p->r.at);
	db_int(q, at++, p->r.entries);
	db_int(q, at++, p->r.conflicts);
	db_int(q, at++, p->r.refused);
	db_int(q, at++, p->r.held);
	db_blob(q, at, heads.data, heads.len);
	bool good = db_run(q, err);

	buf_free(&heads);
	return good;
}

bool projection_write(struct db *db, enum search_table t, const struct projection *p, bool fresh, struct err *err)
{
	return write_row(db, t, p, err) && projection_write_lists(db, t, p, fresh, err) &&
	       search_put(db, t, p->r.id, p->text, fresh, err);
}

bool projection_drop(struct db *db, uint64_t record, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, DROP);
	struct projection none = { .r.id = record, .clocks = fields_new(), .numbers = fields_new() };

	db_int(q, 1, (int64_t)record);
	bool good = db_run(q, err) && projection_write_lists(db, SEARCH_LIVE, &none, false, err) && search_drop(db, record, err);

	projection_clear(&none);
	return good;
}

void record_row(struct db_stmt *q, struct record *r)
{
	int col = 0;

	*r = (struct record){ .id = (uint64_t)db_get_int(q, col++) };
	for (size_t i = 0; i < TEXTS; i++)
		*text_at(r, i) = mem_dup(db_get_text(q, col++));
	r->people = (long)db_get_int(q, col++);
	r->at = db_get_int(q, col++);
	r->entries = (int)db_get_int(q, col++);
	r->conflicts = (int)db_get_int(q, col++);
	r->refused = (int)db_get_int(q, col++);
	r->held = (int)db_get_int(q, col++);
}

bool projection_read(struct db *db, uint64_t record, bool whole, struct projection *p, struct err *err)
{
	struct db_stmt *q = db_use(db, &module, GET);

	*p = (struct projection){ 0 };
	db_int(q, 1, (int64_t)record);
	bool found = db_step(q, err) == DB_ROW;

	if (found) {
		record_row(q, &p->r);
		found = ids_get(q, 1 + (int)TEXTS + 6, &p->heads, &p->nheads);
	}
	db_done(q);
	if (found && whole) {
		p->text = search_get(db, record, err);
		found = projection_read_lists(db, record, p, err);
	}
	if (!found)
		projection_clear(p);
	return found;
}

bool projection_same(const struct projection *a, const struct projection *b, const char **what)
{
	for (size_t i = 0; i < TEXTS; i++) {
		if (strcmp(*text_at(&a->r, i), *text_at(&b->r, i)) != 0) {
			*what = texts[i].name;
			return false;
		}
	}
	*what = a->r.people != b->r.people         ? "people"
	        : a->r.at != b->r.at               ? "at"
	        : a->r.entries != b->r.entries     ? "entries"
	        : a->r.conflicts != b->r.conflicts ? "conflicts"
	        : a->r.refused != b->r.refused     ? "refused"
	        : a->r.held != b->r.held           ? "held"
	        : a->nheads != b->nheads || (a->nheads && memcmp(a->heads, b->heads, a->nheads * sizeof *a->heads) != 0)
	                ? "heads"
	        : !a->text || !b->text || strcmp(a->text, b->text) != 0 ? "search"
	        : !fields_equal(a->clocks, b->clocks)   ? "clock"
	        : !fields_equal(a->numbers, b->numbers) ? "formerly"
	                                                : NULL;
	return !*what;
}
