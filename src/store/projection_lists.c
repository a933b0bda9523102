/* SPDX-License-Identifier: Apache-2.0 */
/* What a record has several of: clocks beside its due day, and further numbers. Rows are touched only where they change. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/limit.h"
#include "projection.h"
#include "store/db.h"

#define STATEMENTS(clock, formerly) \
	"INSERT INTO " clock "(record, kind, due) VALUES(?1, ?2, ?3) ON CONFLICT(record, kind) DO UPDATE SET due = excluded.due" \
	" WHERE due <> excluded.due", \
	"DELETE FROM " clock " WHERE record = ?1 AND kind = ?2", \
	"SELECT kind, due FROM " clock " WHERE record = ?1 ORDER BY kind", \
	"INSERT INTO " formerly "(record, no) VALUES(?1, ?2) ON CONFLICT(record, no) DO NOTHING", \
	"DELETE FROM " formerly " WHERE record = ?1 AND no = ?2", \
	"SELECT no FROM " formerly " WHERE record = ?1 ORDER BY no"

enum { SET, DROP, ALL, PER_LIST };
enum { CLOCKS, NUMBERS = PER_LIST, PER_TABLE = 2 * PER_LIST };

static const char *const sql[] = { STATEMENTS("clock", "formerly"), STATEMENTS("clock_shadow", "formerly_shadow") };
static const struct db_module module = { "projection_lists", sql, sizeof sql / sizeof *sql };

/* --- one list ------------------------------------------------------------------------------------------------------ */

static struct db_stmt *use(struct db *db, enum search_table t, size_t list, size_t what, uint64_t record)
{
	struct db_stmt *q = db_use(db, &module, (t == SEARCH_SHADOW ? PER_TABLE : 0) + list + what);

	db_int(q, 1, (int64_t)record);
	return q;
}

static bool set(struct db *db, enum search_table t, size_t list, uint64_t record, const char *key, const char *value,
                struct err *err)
{
	struct db_stmt *q = use(db, t, list, SET, record);

	db_text(q, 2, key);
	if (list == CLOCKS)
		db_text(q, 3, value);
	return db_run(q, err);
}

static bool drop(struct db *db, enum search_table t, size_t list, uint64_t record, const char *key, struct err *err)
{
	struct db_stmt *q = use(db, t, list, DROP, record);

	db_text(q, 2, key);
	return db_run(q, err);
}

static bool read_list(struct db *db, enum search_table t, size_t list, uint64_t record, struct fields **out, struct err *err)
{
	struct db_stmt *q = use(db, t, list, ALL, record);
	enum db_step step;

	*out = fields_new();
	while ((step = db_step(q, err)) == DB_ROW)
		fields_set(*out, db_get_text(q, 0), list == CLOCKS ? db_get_text(q, 1) : "");
	db_done(q);
	return step == DB_DONE;
}

static bool write_list(struct db *db, enum search_table t, size_t list, uint64_t record, const struct fields *want, bool fresh,
                       struct err *err)
{
	struct fields *have = NULL;
	bool good = fresh || read_list(db, t, list, record, &have, err);

	for (size_t i = 0; good && have && i < fields_count(have); i++)
		if (!fields_get(want, fields_key(have, i)))
			good = drop(db, t, list, record, fields_key(have, i), err);
	for (size_t i = 0; good && i < fields_count(want); i++) {
		const char *key = fields_key(want, i), *value = fields_value(want, i), *now = have ? fields_get(have, key) : NULL;

		if (!now || strcmp(now, value) != 0)
			good = set(db, t, list, record, key, value, err);
	}
	fields_free(have);
	return good;
}

/* --- both ---------------------------------------------------------------------------------------------------------- */

bool projection_write_lists(struct db *db, enum search_table t, const struct projection *p, bool fresh, struct err *err)
{
	return write_list(db, t, CLOCKS, p->r.id, p->clocks, fresh, err) &&
	       write_list(db, t, NUMBERS, p->r.id, p->numbers, fresh, err);
}

bool projection_read_lists(struct db *db, uint64_t record, struct projection *p, struct err *err)
{
	return read_list(db, SEARCH_LIVE, CLOCKS, record, &p->clocks, err) &&
	       read_list(db, SEARCH_LIVE, NUMBERS, record, &p->numbers, err);
}

const char *projection_clock_of(const char *key)
{
	const char *kind = limit_kind_of(key);
	size_t base;

	/* due_x1 would be a row of a group, and the main clock has its column */
	return kind && strcmp(kind, LIMIT_MAIN) != 0 && !strchr(key, '.') && !fields_row(key, strlen(key), &base) ? kind : NULL;
}

bool projection_set_clock(struct db *db, uint64_t record, const char *kind, const char *due, struct err *err)
{
	return *due ? set(db, SEARCH_LIVE, CLOCKS, record, kind, due, err) : drop(db, SEARCH_LIVE, CLOCKS, record, kind, err);
}

void projection_each_number(const char *words, struct fields *out)
{
	for (const char *s = words ? words : ""; *(s += strspn(s, " "));) {
		size_t n = strcspn(s, " ");
		char *no = mem_ndup(s, n);

		fields_set(out, no, "");
		free(no);
		s += n;
	}
}

bool projection_add_numbers(struct db *db, uint64_t record, const char *words, struct err *err)
{
	struct fields *numbers = fields_new();
	bool good = true;

	projection_each_number(words, numbers);
	for (size_t i = 0; good && i < fields_count(numbers); i++)
		good = set(db, SEARCH_LIVE, NUMBERS, record, fields_key(numbers, i), "", err);
	fields_free(numbers);
	return good;
}

bool record_clocks(struct store *s, uint64_t id, struct record_clock **list, size_t *n, struct err *err)
{
	struct fields *all;
	bool good = read_list(store_db(s), SEARCH_LIVE, CLOCKS, id, &all, err);

	*n = good ? fields_count(all) : 0;
	*list = mem_zero((*n + 1) * sizeof **list);
	for (size_t i = 0; i < *n; i++)
		(*list)[i] = (struct record_clock){ mem_dup(fields_key(all, i)), mem_dup(fields_value(all, i)) };
	fields_free(all);
	return good;
}

void record_clocks_free(struct record_clock *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].kind);
		free(list[i].due);
	}
	free(list);
}
