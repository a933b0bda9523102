/* SPDX-License-Identifier: Apache-2.0 */
#include "store/quarantine.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/db.h"

enum { COUNT, PUT, DROP, OF, NEXT, HOW_MANY };

static const char *const sql[] = {
	/* not less than there are, and known at once */
	[COUNT] = "SELECT coalesce((SELECT max(id) FROM quarantine) - (SELECT min(id) FROM quarantine) + 1, 0)",
	[PUT] = ("INSERT INTO quarantine(entry, digest, body, giver, givers, at) VALUES(?1, ?2, ?3, ?4, 1, ?5)"
	         " ON CONFLICT(entry, digest) DO UPDATE SET givers = givers + (giver <> excluded.giver), giver = excluded.giver"),
	[DROP] = "DELETE FROM quarantine WHERE entry >= ?1 AND entry <= ?2",
	[OF] = "SELECT entry, body, givers FROM quarantine WHERE entry >= ?1 AND entry <= ?2 ORDER BY entry, givers DESC",
	[NEXT] = "SELECT entry FROM quarantine WHERE entry > ?1 ORDER BY entry LIMIT 1",
	[HOW_MANY] = "SELECT count(DISTINCT entry) FROM quarantine WHERE entry >= ?1 AND entry <= ?2",
};
static const struct db_module module = { "quarantine", sql, sizeof sql / sizeof *sql };

static struct db_stmt *use(struct store *s, size_t i)
{
	return db_use(store_db(s), &module, i);
}

static struct db_stmt *use_of(struct store *s, size_t i, uint32_t station, uint32_t last)
{
	struct db_stmt *q = use(s, i);

	db_int(q, 1, (int64_t)entry_id(station, 0));
	db_int(q, 2, (int64_t)entry_id(station, last));
	return q;
}

static bool number(struct db_stmt *q, uint64_t *n, struct err *err)
{
	enum db_step step = db_step(q, err);

	*n = step == DB_ROW ? (uint64_t)db_get_int(q, 0) : 0;
	db_done(q);
	return step != DB_FAILED;
}

bool quarantine_put(struct store *s, const struct entry *e, uint32_t giver, bool *full, struct err *err)
{
	struct buf body = { 0 };
	uint64_t n;

	if (!number(use(s, COUNT), &n, err))
		return false;
	*full = n >= QUARANTINE_MOST;
	if (*full)
		return true;

	struct db_stmt *q = use(s, PUT);

	entry_encode(e, &body);
	db_int(q, 1, (int64_t)e->id);
	db_blob(q, 2, e->digest, CRYPTO_HASH);
	db_blob(q, 3, body.data, body.len);
	db_int(q, 4, giver);
	db_int(q, 5, clock_ms());
	bool good = db_run(q, err);

	buf_free(&body);
	return good;
}

bool quarantine_drop(struct store *s, uint32_t station, uint32_t seq, struct err *err)
{
	return db_run(use_of(s, DROP, station, seq), err);
}

static struct entry *row(struct db_stmt *q)
{
	static const unsigned char none[CRYPTO_HASH];
	size_t n;
	const void *body = db_get_blob(q, 1, &n);
	struct reader r = reader_over(body, n);
	struct entry *e = entry_decode(&r);

	if (e && reader_done(&r)) {
		entry_seal(e, none);
		memset(e->chain, 0, CRYPTO_HASH);
		return e;
	}
	entry_free(e);
	return NULL;
}

bool quarantine_of(struct store *s, uint32_t station, struct entries *out, size_t *doubtful, struct err *err)
{
	struct db_stmt *q = use_of(s, OF, station, UINT32_MAX);
	size_t cap = 0;
	uint64_t last = 0;
	int64_t givers = 0;
	enum db_step step;

	*out = (struct entries){ 0 };
	*doubtful = 0;
	while ((step = db_step(q, err)) == DB_ROW) {
		uint64_t id = (uint64_t)db_get_int(q, 0);

		if (id != last) {
			struct entry *e = row(q);

			if (!e) {
				err_set(err, ERR_STORE, _("库里有一条记录读不懂，库可能已损坏，请运行 yichuang-hub verify 检查"));
				break;
			}
			out->list = mem_grow(out->list, &cap, out->n, sizeof(struct entry *));
			out->list[out->n++] = e;
			givers = db_get_int(q, 2);
		} else if (db_get_int(q, 2) == givers && out->n && out->list[out->n - 1]->id == id) {
			entry_free(out->list[--out->n]);
			++*doubtful;
		}
		last = id;
	}
	db_done(q);
	if (step == DB_DONE)
		return true;
	entries_free(out);
	return false;
}

bool quarantine_next(struct store *s, uint32_t after, uint32_t *station, size_t *n, struct err *err)
{
	struct db_stmt *q = use(s, NEXT);
	uint64_t id, many = 0;

	db_int(q, 1, (int64_t)entry_id(after, UINT32_MAX));
	if (!number(q, &id, err))
		return false;
	*station = entry_station(id);
	*n = 0;
	if (*station && !number(use_of(s, HOW_MANY, *station, UINT32_MAX), &many, err))
		return false;
	*n = (size_t)many;
	return true;
}
