/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping the projection up to date with the journal, and finding one record. Lists stand in record_list.c. */
#include "store/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ids.h"
#include "projection.h"
#include "store/db.h"
#include "store/publish.h"

enum { STEP_ON, SELF, BY_NO, BY_FORMER_NO, BY_TAIL_OF_UNIT, BY_TAIL, LAST_NO, LAST_NO_OF_LENGTH };

static const char *const sql[] = {
	[STEP_ON] = "UPDATE record SET step = ?2, grade = ?3, type = ?4, place = ?5, unit = ?6, closed = ?7, due = ?8, at = ?9,"
	            " entries = entries + 1, heads = ?10 WHERE id = ?1",
	[SELF] = "SELECT number FROM self",
	[BY_NO] = "SELECT id FROM record WHERE no = ?1 ORDER BY id LIMIT 1",
	[BY_FORMER_NO] = "SELECT record FROM formerly WHERE no = ?1 ORDER BY record LIMIT 1",
	/* '.' is what comes behind '-': all numbers of the unit, and none of 4212021011 */
	[BY_TAIL_OF_UNIT] = "SELECT id FROM record WHERE no > ?2 || '-' AND no < ?2 || '.'"
	                    " AND substr(no, length(no) - length(?1)) = '-' || ?1 LIMIT 2",
	[BY_TAIL] = "SELECT id FROM record WHERE substr(no, length(no) - length(?1)) = '-' || ?1 LIMIT 2",
	/* ':' is what comes behind '9' */
	[LAST_NO] = "SELECT no FROM record WHERE no >= ?1 || '0' AND no < ?1 || ':' ORDER BY no DESC LIMIT 1",
	[LAST_NO_OF_LENGTH] = "SELECT no FROM record WHERE no >= ?1 || '1' AND no < ?1 || ':' AND length(no) = ?2"
	                      " ORDER BY no DESC LIMIT 1",
};
static const struct db_module module = { "record", sql, sizeof sql / sizeof *sql };

void record_free(struct record *r)
{
	if (!r)
		return;
	record_clear(r);
	free(r);
}

struct record *record_get(struct store *s, uint64_t id, struct err *err)
{
	struct projection p;

	if (!projection_read(store_db(s), id, false, &p, err))
		return NULL;
	struct record *r = mem_zero(sizeof *r);

	*r = p.r;
	p.r = (struct record){ 0 };
	projection_clear(&p);
	return r;
}

/* --- one entry more ------------------------------------------------------------------------------------------------ */

static bool self_number(struct store *s, uint32_t *self, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SELF);
	enum db_step step = db_step(q, err);

	*self = step == DB_ROW ? (uint32_t)db_get_int(q, 0) : 0;
	db_done(q);
	return step != DB_FAILED;
}

static bool write_folded(struct store *s, const struct entry *const *entries, size_t n, struct err *err)
{
	struct projection p;
	uint32_t self;

	if (!self_number(s, &self, err))
		return false;
	projection_fold(entries, n, self, &p);
	bool good = projection_write(store_db(s), SEARCH_LIVE, &p, err);

	projection_clear(&p);
	return good;
}

static bool refold(struct store *s, uint64_t record, struct err *err)
{
	struct entries all;

	if (!journal_of_record(s, record, &all, err))
		return false;
	bool good = write_folded(s, entries_const(&all), all.n, err);

	entries_free(&all);
	return good;
}

/* The columns that change as a record goes on; a change of anything else may change its text or its people too. */
static char **column(struct record *r, const char *key)
{
	struct { const char *name; char **at; } known[] = {
		{ "step", &r->step }, { "grade", &r->grade },   { "type", &r->type }, { "place", &r->place },
		{ "unit", &r->unit }, { "closed", &r->closed }, { "due", &r->due },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(key, known[i].name) == 0)
			return known[i].at;
	return NULL;
}

static bool goes_on(const struct entry *e, const struct projection *p)
{
	if (p->r.held || p->r.conflicts || p->r.refused || e->at <= p->r.at || e->nparents != p->nheads || !e->nparents ||
	    strcmp(e->form, FOLD_REFUSAL) == 0 || memcmp(e->parents, p->heads, p->nheads * sizeof *p->heads) != 0)
		return false;
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i);
		struct record unused = { 0 };

		if (*key != '.' && !column(&unused, key))
			return false;
	}
	return true;
}

static bool step_on(struct store *s, const struct entry *e, struct record *r, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, STEP_ON);
	struct buf heads = { 0 };

	for (size_t i = 0; i < fields_count(e->fields); i++) {
		char **at = column(r, fields_key(e->fields, i));

		if (at) {
			free(*at);
			*at = mem_dup(fields_value(e->fields, i));
		}
	}
	ids_put(&heads, &e->id, 1);
	db_int(q, 1, (int64_t)e->record);
	db_text(q, 2, r->step);
	db_text(q, 3, r->grade);
	db_text(q, 4, r->type);
	db_text(q, 5, r->place);
	db_text(q, 6, r->unit);
	db_text(q, 7, r->closed);
	db_text(q, 8, r->due);
	db_int(q, 9, e->at);
	db_blob(q, 10, heads.data, heads.len);
	bool good = db_run(q, err);

	buf_free(&heads);
	return good;
}

bool record_project(struct store *s, const struct entry *e, struct err *err)
{
	struct projection p;
	struct err local = { 0 };
	bool good;

	assert(db_in_transaction(store_db(s)));
	if (strcmp(e->form, PUBLISH_FORM) == 0)
		return true;
	bool known = projection_read(store_db(s), e->record, false, &p, &local);

	if (local.kind) {
		if (err)
			*err = local;
		return false;
	}
	if (known && goes_on(e, &p))
		good = step_on(s, e, &p.r, err);
	else if (!known && e->id == e->record)
		good = write_folded(s, &e, 1, err);     /* nothing of it came before, not even out of order */
	else
		good = refold(s, e->record, err);
	projection_clear(&p);
	return good;
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

/* The id, if exactly one row comes. */
static uint64_t only(struct db_stmt *q, struct err *err)
{
	uint64_t id = 0;

	if (db_step(q, err) == DB_ROW) {
		id = (uint64_t)db_get_int(q, 0);
		if (db_step(q, err) == DB_ROW)
			id = 0;
	}
	db_done(q);
	return id;
}

static uint64_t by(struct store *s, size_t statement, const char *no, const char *unit, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, statement);

	db_text(q, 1, no);
	if (unit)
		db_text(q, 2, unit);
	return only(q, err);
}

/* As lists of this very desk shorten it. */
static uint64_t by_own(struct store *s, const char *no, const char *unit, struct err *err)
{
	uint32_t self;

	if (!self_number(s, &self, err) || !self)
		return 0;
	char *full = mem_fmt("%s-%u-%s", unit, station_desk(self), no);
	uint64_t id = by(s, BY_NO, full, NULL, err);

	free(full);
	return id;
}

uint64_t record_by_no(struct store *s, const char *no, const char *unit, struct err *err)
{
	char *plain = text_narrow(no);
	uint64_t id = 0;

	for (char *c = plain; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	if (*plain)
		id = by(s, BY_NO, plain, NULL, err);
	/* the code of a department in a number is in small letters */
	if (!id && *plain)
		id = by(s, BY_NO, no, NULL, err);
	if (!id && *plain)
		id = by(s, BY_FORMER_NO, plain, NULL, err);
	if (!id && *plain && unit && *unit)
		id = by_own(s, plain, unit, err);
	if (!id && *plain && unit && *unit)
		id = by(s, BY_TAIL_OF_UNIT, plain, unit, err);
	if (!id && *plain)
		id = by(s, BY_TAIL, plain, NULL, err);
	free(plain);
	return id;
}

/* -1 with err; 0 if there is none. length 0: whatever the length. */
static long serial(struct store *s, const char *prefix, size_t length, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, length ? LAST_NO_OF_LENGTH : LAST_NO);

	db_text(q, 1, prefix);
	if (length)
		db_int(q, 2, (int64_t)length);
	enum db_step step = db_step(q, err);
	long found = step == DB_ROW ? strtol(db_get_text(q, 0) + strlen(prefix), NULL, 10) : 0;

	db_done(q);
	return step == DB_FAILED ? -1 : found;
}

bool record_last_serial(struct store *s, const char *prefix, long *out, struct err *err)
{
	size_t n = strlen(prefix);
	/* "…-2026" is followed by a dash, "…-2026-" and "…-2026-R" by the digits themselves */
	char *series = mem_fmt("%s%s", prefix, n && prefix[n - 1] >= '0' && prefix[n - 1] <= '9' ? "-" : "");
	long last = serial(s, series, 0, err), longer = last;

	/* as texts 9999 comes behind 10000 */
	for (size_t digits = 4; longer > 0 && digits < 10; digits++) {
		long full = 1;

		for (size_t i = 0; i < digits; i++)
			full *= 10;
		if (last != full - 1)
			continue;
		longer = serial(s, series, strlen(series) + digits + 1, err);
		if (longer > 0)
			last = longer;
	}
	free(series);
	*out = last > 0 && longer >= 0 ? last : 0;
	return last >= 0 && longer >= 0;
}
