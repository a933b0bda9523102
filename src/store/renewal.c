/* SPDX-License-Identifier: Apache-2.0 */
#include "store/renewal.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ids.h"
#include "store/db.h"

#define NOTE_STALE "store.stale"
/* Numbers follow one another in a chain no longer than a store's life. */
#define BECAME_MOST 64

enum { MAY_WRITE, LOAD, SAVE, DROP, PUT, FORGET, LAST, RETURNED, TAKE_OUT, BECAME, NOW, DRAFT, OWN, FORMER };

static const char *const sql[] = {
	[MAY_WRITE] = "SELECT number, coalesce((SELECT value FROM note WHERE key = '" NOTE_STALE "'), '') FROM self",
	[LOAD] = "SELECT old, public, secret, number, unit, name, base FROM renewal",
	[SAVE] = "INSERT INTO renewal(id, old, public, secret, number, unit, name, base) VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"
	         " ON CONFLICT(id) DO UPDATE SET old = excluded.old, public = excluded.public, secret = excluded.secret,"
	         " number = excluded.number, unit = excluded.unit, name = excluded.name, base = excluded.base",
	[DROP] = "DELETE FROM renewal",
	[PUT] = "INSERT INTO returned(seq, body, chain) VALUES(?1, ?2, ?3) ON CONFLICT(seq) DO NOTHING",
	[FORGET] = "DELETE FROM returned",
	[LAST] = "SELECT seq, chain FROM returned ORDER BY seq DESC LIMIT 1",
	[RETURNED] = "SELECT body, chain FROM returned ORDER BY seq",
	[TAKE_OUT] = "DELETE FROM journal WHERE id >= ?1 AND id <= ?2",
	[BECAME] = "INSERT INTO reissued(old, now) VALUES(?1, ?2)",
	[NOW] = "SELECT now FROM reissued WHERE old = ?1",
	[DRAFT] = "UPDATE draft SET record = ?2, parents = ?3, typed = ?4 WHERE id = ?1",
	[OWN] = "SELECT number FROM self WHERE number > 0 UNION ALL SELECT number FROM former",
	[FORMER] = "INSERT INTO former(number) VALUES(?1) ON CONFLICT(number) DO NOTHING",
};
static const struct db_module module = { "renewal", sql, sizeof sql / sizeof *sql };

static struct db_stmt *use(struct store *s, size_t i)
{
	return db_use(store_db(s), &module, i);
}

static bool bytes_of(struct db_stmt *q, int col, unsigned char *out, size_t want)
{
	size_t n;
	const void *bytes = db_get_blob(q, col, &n);

	if (n == want)
		memcpy(out, bytes, n);
	return n == want;
}

static bool damaged(struct err *err, const char *what)
{
	err_set(err, ERR_STORE, _("库里换窗口号的记录读不懂，库可能已损坏，请联系县中心"));
	return err_detail(err, "renewal: %s", what);
}

/* --- stale --------------------------------------------------------------------------------------------------------- */

char *renewal_stale(struct store *s)
{
	char *why = store_note(s, NOTE_STALE);

	if (why && *why)
		return why;
	free(why);
	return NULL;
}

bool renewal_set_stale(struct store *s, const char *why, struct err *err)
{
	return store_set_note(s, NOTE_STALE, why ? why : "", err);
}

static bool say_stale(const char *why, struct err *err)
{
	if (strcmp(why, STALE_RESTORED) == 0)
		return err_set(err, ERR_CHECK,
		               _("本机的数据是从备份恢复的，先同步一次，补齐县中心已有的，再保存；这张表已存为草稿"));
	return err_set(err, ERR_CHECK, _("本机的数据和县中心的接不上（恢复过旧备份，或文件夹被复制过），"
	                                 "先同步一次再保存；这张表已存为草稿"));
}

bool renewal_may_write(struct store *s, uint32_t station, bool *moved, struct err *err)
{
	struct db_stmt *q = use(s, MAY_WRITE);
	enum db_step step = db_step(q, err);
	bool good = step == DB_ROW && (uint32_t)db_get_int(q, 0) == station;

	*moved = step != DB_FAILED && !good;
	if (*moved)
		err_set(err, ERR_CHECK, _("本窗口刚换了新的窗口号，请再保存一次"));
	else if (good && *db_get_text(q, 1))
		good = say_stale(db_get_text(q, 1), err);
	db_done(q);
	return good;
}

/* --- the new number ------------------------------------------------------------------------------------------------ */

void renewal_clear(struct renewal *r)
{
	free(r->unit);
	free(r->name);
	crypto_wipe(r->secret, sizeof r->secret);
	*r = (struct renewal){ 0 };
}

bool renewal_load(struct store *s, struct renewal *r, struct err *err)
{
	struct db_stmt *q = use(s, LOAD);
	enum db_step step = db_step(q, err);
	bool good = step == DB_DONE;

	*r = (struct renewal){ 0 };
	if (step == DB_ROW) {
		*r = (struct renewal){
			.old = (uint32_t)db_get_int(q, 0),
			.number = (uint32_t)db_get_int(q, 3),
			.unit = mem_dup(db_get_text(q, 4)),
			.name = mem_dup(db_get_text(q, 5)),
			.base = (uint32_t)db_get_int(q, 6),
		};
		good = (bytes_of(q, 1, r->public, CRYPTO_PUBLIC) && bytes_of(q, 2, r->secret, CRYPTO_SECRET)) ||
		       damaged(err, "key");
	}
	db_done(q);
	if (!good)
		renewal_clear(r);
	return good;
}

bool renewal_save(struct store *s, const struct renewal *r, struct err *err)
{
	struct db_stmt *q = use(s, SAVE);

	db_int(q, 1, r->old);
	db_blob(q, 2, r->public, CRYPTO_PUBLIC);
	db_blob(q, 3, r->secret, CRYPTO_SECRET);
	db_int(q, 4, r->number);
	db_text(q, 5, r->unit ? r->unit : "");
	db_text(q, 6, r->name ? r->name : "");
	db_int(q, 7, r->base);
	return db_run(q, err);
}

bool renewal_drop(struct store *s, struct err *err)
{
	return db_run(use(s, DROP), err) && renewal_forget(s, err);
}

/* --- what the hub gives back --------------------------------------------------------------------------------------- */

bool renewal_put(struct store *s, const struct entry *e, struct err *err)
{
	struct db_stmt *q = use(s, PUT);
	struct buf body = { 0 };

	entry_encode(e, &body);
	db_int(q, 1, entry_seq(e->id));
	db_blob(q, 2, body.data, body.len);
	db_blob(q, 3, e->chain, CRYPTO_HASH);
	bool good = db_run(q, err);

	buf_free(&body);
	return good;
}

bool renewal_forget(struct store *s, struct err *err)
{
	return db_run(use(s, FORGET), err);
}

bool renewal_last(struct store *s, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err)
{
	struct db_stmt *q = use(s, LAST);
	enum db_step step = db_step(q, err);
	bool good = step == DB_DONE;

	*seq = 0;
	memset(chain, 0, CRYPTO_HASH);
	if (step == DB_ROW) {
		*seq = (uint32_t)db_get_int(q, 0);
		good = bytes_of(q, 1, chain, CRYPTO_HASH) || damaged(err, "chain");
	}
	db_done(q);
	return good;
}

static struct entry *returned_row(struct db_stmt *q)
{
	size_t n;
	const void *body = db_get_blob(q, 0, &n);
	struct reader r = reader_over(body, n);
	struct entry *e = entry_decode(&r);

	if (e && reader_done(&r)) {
		crypto_hash(e->digest, body, n);
		if (bytes_of(q, 1, e->chain, CRYPTO_HASH))
			return e;
	}
	entry_free(e);
	return NULL;
}

bool renewal_returned(struct store *s, struct entries *out, struct err *err)
{
	struct db_stmt *q = use(s, RETURNED);
	enum db_step step;
	size_t cap = 0;
	bool good = true;

	*out = (struct entries){ 0 };
	while (good && (step = db_step(q, err)) != DB_DONE) {
		struct entry *e = step == DB_ROW ? returned_row(q) : NULL;

		good = e || (step == DB_ROW && damaged(err, "entry"));
		if (e) {
			out->list = mem_grow(out->list, &cap, out->n, sizeof(struct entry *));
			out->list[out->n++] = e;
		}
	}
	db_done(q);
	if (!good)
		entries_free(out);
	return good;
}

/* --- what was never sent ------------------------------------------------------------------------------------------- */

bool renewal_take_out(struct store *s, uint32_t station, uint32_t from, struct err *err)
{
	struct db_stmt *q = use(s, TAKE_OUT);

	db_int(q, 1, (int64_t)entry_id(station, from));
	db_int(q, 2, (int64_t)entry_id(station, UINT32_MAX));
	return db_run(q, err);
}

bool renewal_became(struct store *s, uint64_t old, uint64_t now, struct err *err)
{
	struct db_stmt *q = use(s, BECAME);

	db_int(q, 1, (int64_t)old);
	db_int(q, 2, (int64_t)now);
	return db_run(q, err);
}

uint64_t renewal_now(struct store *s, uint64_t id)
{
	for (int i = 0; i < BECAME_MOST; i++) {
		struct db_stmt *q = use(s, NOW);

		db_int(q, 1, (int64_t)id);
		bool moved = db_step(q, NULL) == DB_ROW;

		if (moved)
			id = (uint64_t)db_get_int(q, 0);
		db_done(q);
		if (!moved)
			break;
	}
	return id;
}

bool renewal_draft(struct store *s, const struct draft *d, struct err *err)
{
	struct db_stmt *q = use(s, DRAFT);
	struct buf parents = { 0 }, typed = { 0 };

	ids_put(&parents, d->parents, d->nparents);
	fields_encode(d->typed, &typed);
	db_int(q, 1, d->id);
	db_int(q, 2, (int64_t)d->record);
	db_blob(q, 3, parents.data, parents.len);
	db_blob(q, 4, typed.data, typed.len);
	bool good = db_run(q, err);

	buf_free(&parents);
	buf_free(&typed);
	return good;
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

uint32_t *renewal_own(struct store *s, struct err *err)
{
	struct db_stmt *q = use(s, OWN);
	size_t n = 0, cap = 0;
	enum db_step step;
	uint32_t *own = mem_grow(NULL, &cap, 0, sizeof *own);

	while ((step = db_step(q, err)) == DB_ROW) {
		own = mem_grow(own, &cap, n + 1, sizeof *own);
		own[n++] = (uint32_t)db_get_int(q, 0);
	}
	db_done(q);
	if (step == DB_DONE)
		return own;
	free(own);
	return NULL;
}

bool renewal_add_former(struct store *s, uint32_t number, struct err *err)
{
	struct db_stmt *q = use(s, FORMER);

	db_int(q, 1, number);
	return db_run(q, err);
}
