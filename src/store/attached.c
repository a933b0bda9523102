/* SPDX-License-Identifier: Apache-2.0 */
#include "store/attached.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/type.h"
#include "store/db.h"

enum { NOTE, GET, CHOOSE, MARK, DOUBT, UNSENT, DELIVERED, RECEIPTS };

#define COLUMNS "digest, size, entry, choice, state"

static const char *const sql[] = {
	/* An entry that was written anew under another number names it in the place of the one that is gone; and what this
	 * desk says again, after it was refused perhaps, is what the hub shall go by. */
	[NOTE] = "INSERT INTO attached(" COLUMNS ") VALUES(?1, ?2, ?3, 0, 0) ON CONFLICT(digest) DO UPDATE"
	         " SET entry = excluded.entry, state = CASE WHEN state > 1 THEN 0 ELSE state END"
	         " WHERE NOT EXISTS (SELECT 1 FROM journal WHERE id = attached.entry)"
	         " OR (state <> 1 AND excluded.entry >> 32 = (SELECT number FROM self))",
	[GET] = "SELECT " COLUMNS " FROM attached WHERE digest = ?1",
	[CHOOSE] = "UPDATE attached SET choice = ?2 WHERE digest = ?1",
	[MARK] = "UPDATE attached SET state = ?2 WHERE digest = ?1",
	[DOUBT] = "UPDATE attached SET state = 0 WHERE state = 1",
	[UNSENT] = "SELECT " COLUMNS " FROM attached WHERE state <> 1 ORDER BY entry, digest",
	[DELIVERED] = ("INSERT INTO delivered(station, digest, at) VALUES(?1, ?2, ?3)"
	               " ON CONFLICT(station, digest) DO UPDATE SET at = excluded.at"),
	[RECEIPTS] = "SELECT digest FROM delivered WHERE station = ?1 ORDER BY at DESC, digest LIMIT ?2",
};
static const struct db_module module = { "attached", sql, sizeof sql / sizeof *sql };

static bool digest_of(struct db_stmt *q, int col, unsigned char out[CRYPTO_HASH])
{
	size_t n;
	const void *bytes = db_get_blob(q, col, &n);

	if (n != CRYPTO_HASH)
		return false;
	memcpy(out, bytes, CRYPTO_HASH);
	return true;
}

static bool row(struct db_stmt *q, struct attached *a)
{
	a->size = (uint64_t)db_get_int(q, 1);
	a->entry = (uint64_t)db_get_int(q, 2);
	a->choice = (enum attached_choice)db_get_int(q, 3);
	a->state = (enum attached_state)db_get_int(q, 4);
	return digest_of(q, 0, a->digest);
}

/* --- at a desk --------------------------------------------------------------------------------------------- */

static bool note(struct store *s, const struct type_file *f, uint64_t entry, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, NOTE);

	db_blob(q, 1, f->digest, CRYPTO_HASH);
	db_int(q, 2, (int64_t)f->size);
	db_int(q, 3, (int64_t)entry);
	return db_run(q, err);
}

bool attached_note(struct store *s, const struct entry *e, struct err *err)
{
	struct type_file f;

	for (size_t i = 0; i < fields_count(e->fields); i++)
		if (type_file_parts(fields_value(e->fields, i), &f) && !note(s, &f, e->id, err))
			return false;
	return true;
}

bool attached_get(struct store *s, const unsigned char digest[CRYPTO_HASH], struct attached *a, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, GET);

	db_blob(q, 1, digest, CRYPTO_HASH);
	bool found = db_step(q, err) == DB_ROW && row(q, a);

	db_done(q);
	return found;
}

static bool set(struct store *s, size_t what, const unsigned char digest[CRYPTO_HASH], int value, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, what);

	db_blob(q, 1, digest, CRYPTO_HASH);
	db_int(q, 2, value);
	return db_run(q, err);
}

bool attached_choose(struct store *s, const unsigned char digest[CRYPTO_HASH], enum attached_choice choice, struct err *err)
{
	return set(s, CHOOSE, digest, (int)choice, err);
}

bool attached_mark(struct store *s, const unsigned char digest[CRYPTO_HASH], enum attached_state state, struct err *err)
{
	return set(s, MARK, digest, (int)state, err);
}

bool attached_doubt(struct store *s, struct err *err)
{
	return db_run(db_use(store_db(s), &module, DOUBT), err);
}

bool attached_unsent(struct store *s, struct attached **list, size_t *n, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, UNSENT);
	enum db_step step;
	size_t cap = 0;

	*list = NULL;
	*n = 0;
	while ((step = db_step(q, err)) == DB_ROW) {
		*list = mem_grow(*list, &cap, *n, sizeof **list);
		*n += row(q, &(*list)[*n]);
	}
	db_done(q);
	if (step == DB_DONE)
		return true;
	free(*list);
	*list = NULL;
	*n = 0;
	return false;
}

/* --- at a hub ---------------------------------------------------------------------------------------------- */

bool attached_delivered(struct store *s, uint32_t station, const unsigned char digest[CRYPTO_HASH], int64_t at, struct err *err)
{
	assert(store_kind(s) == STORE_HUB);
	struct db_stmt *q = db_use(store_db(s), &module, DELIVERED);

	db_int(q, 1, station);
	db_blob(q, 2, digest, CRYPTO_HASH);
	db_int(q, 3, at);
	return db_run(q, err);
}

bool attached_receipts(struct store *s, uint32_t station, size_t most, unsigned char **digests, size_t *n, struct err *err)
{
	assert(store_kind(s) == STORE_HUB);
	struct db_stmt *q = db_use(store_db(s), &module, RECEIPTS);
	enum db_step step = DB_DONE;

	*digests = mem_zero(most * CRYPTO_HASH);
	*n = 0;
	db_int(q, 1, station);
	db_int(q, 2, (int64_t)most);
	while (*n < most && (step = db_step(q, err)) == DB_ROW)
		*n += digest_of(q, 0, *digests + *n * CRYPTO_HASH);
	db_done(q);
	if (step != DB_FAILED)
		return true;
	free(*digests);
	*digests = NULL;
	return false;
}
