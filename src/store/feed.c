/* SPDX-License-Identifier: Apache-2.0 */
#include "store/feed.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "journal_row.h"
#include "store/db.h"

enum { ADD, HAS, HEAD, SINCE, KEEP, KEPT };

/* the unit's newest position: the end of its primary key, not a walk over its feed */
#define NEWEST "coalesce((SELECT pos FROM feed WHERE unit = ?1 ORDER BY pos DESC LIMIT 1), 0)"
#define INHERITED(what) "coalesce((SELECT " what " FROM station WHERE number = ?3), 0)"
#define J "j.id, j.at, j.who, j.record, j.form, j.version, j.parents, j.fields, j.digest, j.chain"

static const char *const sql[] = {
	[ADD] = "INSERT INTO feed(unit, pos, entry) VALUES(?1, " NEWEST " + 1, ?2)"
	        " ON CONFLICT(unit, entry) DO NOTHING",
	[HAS] = "SELECT 1 FROM feed WHERE unit = ?1 AND entry = ?2",
	[HEAD] = "SELECT " NEWEST,
	[SINCE] = "SELECT " J ", f.pos FROM feed f JOIN journal j ON j.id = f.entry WHERE f.unit = ?1 AND f.pos > ?2"
	          " AND (j.id >> 32) <> ?3 AND NOT (j.id > " INHERITED("predecessor << 32") " AND j.id <= "
	          INHERITED("(predecessor << 32) + inherited") ") ORDER BY f.pos",
	[KEEP] = "INSERT INTO feed_kept(unit, epoch, pos) SELECT unit, ?1, max(pos) FROM feed GROUP BY unit"
	         " ON CONFLICT(unit, epoch) DO UPDATE SET pos = excluded.pos",
	/* what a hub of an earlier epoch told is at most what it was restored with */
	[KEPT] = "SELECT pos FROM feed_kept WHERE unit = ?1 AND epoch <= ?2 ORDER BY epoch DESC LIMIT 1",
};
static const struct db_module module = { "feed", sql, sizeof sql / sizeof *sql };

bool feed_add(struct store *s, const char *unit, uint64_t entry, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, ADD);

	db_text(q, 1, unit);
	db_int(q, 2, (int64_t)entry);
	return db_run(q, err);
}

bool feed_has(struct store *s, const char *unit, uint64_t entry, bool *has, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, HAS);

	db_text(q, 1, unit);
	db_int(q, 2, (int64_t)entry);
	enum db_step step = db_step(q, err);

	*has = step == DB_ROW;
	db_done(q);
	return step != DB_FAILED;
}

bool feed_head(struct store *s, const char *unit, uint64_t *head, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, HEAD);

	db_text(q, 1, unit);
	bool good = db_step(q, err) == DB_ROW;

	*head = good ? (uint64_t)db_get_int(q, 0) : 0;
	db_done(q);
	return good;
}

/* One row more. false with err->kind where it cannot be read. */
static bool take(struct db_stmt *q, struct entries *out, size_t *cap, size_t *bytes, struct err *err)
{
	struct entry *e = journal_row(q);
	size_t n;

	if (!e)
		return err_set(err, ERR_STORE, _("库里有一条记录读不懂，库可能已损坏，请运行 yichuang-hub verify 检查"));
	db_get_blob(q, 7, &n);
	*bytes += n + strlen(e->who) + 48;
	out->list = mem_grow(out->list, cap, out->n, sizeof(struct entry *));
	out->list[out->n++] = e;
	return true;
}

bool feed_since(struct store *s, const char *unit, uint64_t cursor, uint32_t except, size_t bytes, size_t most,
                struct entries *out, uint64_t *last, uint64_t *head, struct err *err)
{
	size_t cap = 0, used = 0;
	enum db_step step = DB_DONE;
	bool good = true;

	*out = (struct entries){ 0 };
	*last = cursor;
	/* the head first: what is added behind it meanwhile belongs to the next call */
	if (!feed_head(s, unit, head, err))
		return false;

	struct db_stmt *q = db_use(store_db(s), &module, SINCE);

	db_text(q, 1, unit);
	db_int(q, 2, (int64_t)cursor);
	db_int(q, 3, except);
	while (good && out->n < most && (!out->n || used < bytes) && (step = db_step(q, err)) == DB_ROW) {
		good = take(q, out, &cap, &used, err);
		*last = (uint64_t)db_get_int(q, 10);
	}
	db_done(q);
	if (!good || step == DB_FAILED) {
		entries_free(out);
		return false;
	}
	/* all others up to the head are the asker's own */
	if (step == DB_DONE && most && *last < *head)
		*last = *head;
	if (*last > *head)
		*head = *last;
	return true;
}

/* --- restored ------------------------------------------------------------------------------------------------------ */

bool feed_keep(struct store *s, uint32_t epoch, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, KEEP);

	db_int(q, 1, epoch);
	return db_run(q, err);
}

bool feed_kept(struct store *s, const char *unit, uint32_t epoch, uint64_t *pos, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, KEPT);

	db_text(q, 1, unit);
	db_int(q, 2, epoch);
	enum db_step step = db_step(q, err);

	*pos = step == DB_ROW ? (uint64_t)db_get_int(q, 0) : 0;
	db_done(q);
	return step != DB_FAILED;
}
