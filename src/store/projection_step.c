/* SPDX-License-Identifier: Apache-2.0 */
/* The way most entries take: a record goes on by one, and only what the entry names is touched. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ids.h"
#include "projection.h"
#include "store/db.h"

/* The indexes a statement has to bring up to date follow from the columns it names, whether they change or not. */
enum { TOUCH, MOVE, MOVE_DAYS };
#define ON   " at = ?2, entries = entries + 1, heads = ?3"
#define MOVED ", step = ?4, grade = ?5, type = ?6, place = ?7, unit = ?8, lead = ?9, result = ?10, noticed = ?11"
static const char *const sql[] = {
	[TOUCH] = "UPDATE record SET" ON " WHERE id = ?1",
	[MOVE] = "UPDATE record SET" ON MOVED " WHERE id = ?1",
	[MOVE_DAYS] = "UPDATE record SET" ON MOVED ", due = ?12, closed = ?13 WHERE id = ?1",
};
static const struct db_module module = { "projection_step", sql, sizeof sql / sizeof *sql };

#define MOVES 10
#define DAYS 8                  /* from here on */

/* The columns that change as a record goes on, in the order of the parameters. */
static void columns(struct record *r, char **at[MOVES])
{
	char **all[MOVES] = { &r->step, &r->grade,  &r->type,    &r->place, &r->unit,
		              &r->lead, &r->result, &r->noticed, &r->due,   &r->closed };

	memcpy(at, all, sizeof all);
}

static size_t column(const char *key)
{
	static const char *const names[MOVES] = { "step", "grade",  "type",    "place", "unit",
		                                  "lead", "result", "noticed", "due",   "closed" };
	size_t i = 0;

	while (i < MOVES && strcmp(key, names[i]) != 0)
		i++;
	return i;
}

/* A value of the record that neither its columns nor its text nor its lists show. */
static bool unseen(const char *key)
{
	static const char *const other[] = { "kind", "opened", "people" };

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (strcmp(key, other[i]) == 0)
			return false;
	return !search_concerns(key);
}

static bool goes_on(const struct projection *p, const struct entry *e)
{
	if (p->r.held || p->r.conflicts || p->r.refused || e->at <= p->r.at || e->nparents != p->nheads || !e->nparents ||
	    strcmp(e->form, FOLD_REFUSAL) == 0 || memcmp(e->parents, p->heads, p->nheads * sizeof *p->heads) != 0)
		return false;
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i);

		if (*key != '.' && column(key) == MOVES && !unseen(key))
			return false;
	}
	return true;
}

static bool move(struct db *db, struct projection *p, const struct entry *e, struct err *err)
{
	size_t kind = TOUCH, n = fields_count(e->fields);
	struct buf heads = { 0 };
	char **at[MOVES];

	columns(&p->r, at);
	for (size_t i = 0; i < n; i++) {
		size_t c = column(fields_key(e->fields, i));

		if (c == MOVES || strcmp(*at[c], fields_value(e->fields, i)) == 0)
			continue;
		free(*at[c]);
		*at[c] = mem_dup(fields_value(e->fields, i));
		if (c >= DAYS || kind == TOUCH)
			kind = c >= DAYS ? MOVE_DAYS : MOVE;
	}

	struct db_stmt *q = db_use(db, &module, kind);

	ids_put(&heads, &e->id, 1);
	db_int(q, 1, (int64_t)e->record);
	db_int(q, 2, e->at);
	db_blob(q, 3, heads.data, heads.len);
	for (size_t i = 0; i < (kind == TOUCH ? 0 : kind == MOVE ? DAYS : MOVES); i++)
		db_text(q, (int)i + 4, *at[i]);
	bool good = db_run(q, err);

	buf_free(&heads);
	return good;
}

bool projection_step(struct db *db, struct projection *p, const struct entry *e, bool *done, struct err *err)
{
	const char *letter = fields_get(e->fields, PROJECTION_LETTER);
	const char *printed = fields_get(e->fields, PROJECTION_LETTER_FORMERLY);

	*done = goes_on(p, e);
	if (!*done)
		return true;
	if (!move(db, p, e, err) || (letter && !projection_add_numbers(db, e->record, letter, err)) ||
	    (printed && !projection_add_numbers(db, e->record, printed, err)))
		return false;
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *kind = projection_clock_of(fields_key(e->fields, i));

		if (kind && !projection_set_clock(db, e->record, kind, fields_value(e->fields, i), err))
			return false;
	}
	return true;
}
