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
#include "store/renewal.h"

enum { SELF, BY_NO, BY_FURTHER_NO, BY_TAIL_OF_UNIT, BY_TAIL, LAST_NO, LAST_NO_OF_LENGTH };

/* a record's own number, or a further one of it */
#define ANY_NO(where) \
	"SELECT id FROM record WHERE " where " UNION SELECT record FROM formerly WHERE " where
#define LAST(where) \
	"SELECT max(no) FROM (SELECT max(no) AS no FROM record WHERE " where " UNION ALL SELECT max(no) FROM formerly WHERE " where ")"
#define TAIL "substr(no, length(no) - length(?1)) = '-' || ?1"

static const char *const sql[] = {
	[SELF] = "SELECT number FROM self",
	[BY_NO] = "SELECT id FROM record WHERE no = ?1 ORDER BY id LIMIT 1",
	[BY_FURTHER_NO] = "SELECT record FROM formerly WHERE no = ?1 ORDER BY record LIMIT 1",
	/* '.' is what comes behind '-': all numbers of the unit, and none of 4212021011 */
	[BY_TAIL_OF_UNIT] = ANY_NO("no > ?2 || '-' AND no < ?2 || '.' AND " TAIL) " LIMIT 2",
	[BY_TAIL] = ANY_NO(TAIL) " LIMIT 2",
	/* ':' is what comes behind '9' */
	[LAST_NO] = LAST("no >= ?1 || '0' AND no < ?1 || ':'"),
	[LAST_NO_OF_LENGTH] = LAST("no >= ?1 || '1' AND no < ?1 || ':' AND length(no) = ?2"),
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

static bool write_folded(struct store *s, const struct entry *const *entries, size_t n, bool fresh, struct err *err)
{
	struct projection p;
	uint32_t *own = renewal_own(s, err);

	if (!own)
		return false;
	projection_fold(entries, n, own, &p);
	bool good = projection_write(store_db(s), SEARCH_LIVE, &p, fresh, err);

	projection_clear(&p);
	free(own);
	return good;
}

bool record_refold(struct store *s, uint64_t record, struct err *err)
{
	struct entries all;

	if (!journal_of_record(s, record, &all, err))
		return false;
	bool good = projection_wanted(entries_const(&all), all.n) ? write_folded(s, entries_const(&all), all.n, false, err)
	                                                           : projection_drop(store_db(s), record, err);

	entries_free(&all);
	return good;
}

bool record_project(struct store *s, const struct entry *e, struct err *err)
{
	struct projection p;
	struct err local = { 0 };
	bool good = true, done = false;

	assert(db_in_transaction(store_db(s)));
	if (strcmp(e->form, PUBLISH_FORM) == 0)
		return true;
	bool known = projection_read(store_db(s), e->record, false, &p, &local);

	if (local.kind) {
		if (err)
			*err = local;
		return false;
	}
	/* nothing of a new opener came before, not even out of order */
	if (known)
		good = projection_step(store_db(s), &p, e, &done, err);
	else if (e->id == e->record)
		good = done = write_folded(s, &e, 1, true, err);
	if (good && !done)
		good = record_refold(s, e->record, err);
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

static uint64_t by_whole(struct store *s, const char *no, struct err *err)
{
	uint64_t id = by(s, BY_NO, no, NULL, err);

	return id ? id : by(s, BY_FURTHER_NO, no, NULL, err);
}

/* As lists of this very desk shorten it. */
static uint64_t by_own(struct store *s, const char *no, const char *unit, struct err *err)
{
	uint32_t self;

	if (!self_number(s, &self, err) || !self)
		return 0;
	char *full = mem_fmt("%s-%u-%s", unit, station_desk(self), no);
	uint64_t id = by_whole(s, full, err);

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
		id = by_whole(s, plain, err);
	/* the code of a department in a number is in small letters */
	if (!id && *plain)
		id = by_whole(s, no, err);
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
	long found = step == DB_ROW && !db_is_null(q, 0) ? strtol(db_get_text(q, 0) + strlen(prefix), NULL, 10) : 0;

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
