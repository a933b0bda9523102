/* SPDX-License-Identifier: Apache-2.0 */
#include "store/journal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ids.h"
#include "journal_row.h"
#include "model/seal.h"
#include "store/attached.h"
#include "store/db.h"

enum { INSERT, GET, OF_RECORD, SINCE, LAST, CHAINED, NEXT_STATION, DIGEST, AT, SECRET };

static const char *const sql[] = {
	[INSERT] = "INSERT INTO journal(id, at, who, record, form, version, parents, fields, digest, chain)"
	           " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[GET] = "SELECT " JOURNAL_COLUMNS " FROM journal WHERE id = ?1",
	[OF_RECORD] = "SELECT " JOURNAL_COLUMNS " FROM journal WHERE record = ?1 ORDER BY at, id",
	[SINCE] = "SELECT " JOURNAL_COLUMNS " FROM journal WHERE id >= ?1 AND id <= ?2 ORDER BY id",
	/* the primary key is station<<32 | seq, so a station's head is one seek: no counter to keep beside it */
	[LAST] = "SELECT id, chain FROM journal WHERE id >= ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1",
	[CHAINED] = "SELECT id, chain FROM journal WHERE id >= ?1 AND id <= ?2 AND chain <> zeroblob(32) ORDER BY id DESC LIMIT 1",
	[NEXT_STATION] = "SELECT id FROM journal WHERE id > ?1 ORDER BY id LIMIT 1",
	[DIGEST] = "SELECT digest, chain FROM journal WHERE id = ?1",
	[AT] = "SELECT at FROM journal WHERE id = ?1",
	[SECRET] = "SELECT secret FROM self",
};
static const struct db_module module = { "journal", sql, sizeof sql / sizeof *sql };

/* --- rows ---------------------------------------------------------------------------------------------------------- */

static bool hash_of(struct db_stmt *s, int col, unsigned char out[CRYPTO_HASH])
{
	size_t n;
	const void *bytes = db_get_blob(s, col, &n);

	if (n != CRYPTO_HASH)
		return false;
	memcpy(out, bytes, CRYPTO_HASH);
	return true;
}

static bool fields_of(struct db_stmt *s, int col, struct fields **out)
{
	size_t n;
	const void *bytes = db_get_blob(s, col, &n);
	struct reader r = reader_over(bytes, n);

	*out = fields_decode(&r);
	return *out && reader_done(&r);
}

struct entry *journal_row(struct db_stmt *s)
{
	struct entry *e = mem_zero(sizeof *e);

	e->id = (uint64_t)db_get_int(s, 0);
	e->at = db_get_int(s, 1);
	e->who = mem_dup(db_get_text(s, 2));
	e->record = (uint64_t)db_get_int(s, 3);
	e->form = mem_dup(db_get_text(s, 4));
	e->version = (uint64_t)db_get_int(s, 5);
	if (ids_get(s, 6, &e->parents, &e->nparents) && fields_of(s, 7, &e->fields) && hash_of(s, 8, e->digest) &&
	    hash_of(s, 9, e->chain))
		return e;
	entry_free(e);
	return NULL;
}

static bool damaged(struct err *err, uint64_t id)
{
	err_set(err, ERR_STORE, _("库里有一条记录读不懂，库可能已损坏，请运行 yichuang verify 检查"));
	return err_detail(err, "journal row %llu", (unsigned long long)id);
}

static size_t body_size(struct db_stmt *s)
{
	size_t n;

	db_get_blob(s, 7, &n);
	return n + strlen(db_get_text(s, 2)) + 48;
}

void entries_free(struct entries *e)
{
	for (size_t i = 0; i < e->n; i++)
		entry_free(e->list[i]);
	free(e->list);
	*e = (struct entries){ 0 };
}

const struct entry *const *entries_const(const struct entries *e)
{
	return (const struct entry *const *)e->list;
}

bool journal_collect(struct db_stmt *s, size_t bytes, size_t most, struct entries *out, struct err *err)
{
	size_t cap = 0, used = 0;
	enum db_step step = DB_DONE;
	bool good = true;

	*out = (struct entries){ 0 };
	while (good && out->n < most && (!out->n || used < bytes) && (step = db_step(s, err)) == DB_ROW) {
		struct entry *e = journal_row(s);

		used += body_size(s);
		if (e) {
			out->list = mem_grow(out->list, &cap, out->n, sizeof(struct entry *));
			out->list[out->n++] = e;
		} else {
			good = damaged(err, (uint64_t)db_get_int(s, 0));
		}
	}
	db_done(s);
	if (good && step != DB_FAILED)
		return true;
	entries_free(out);
	return false;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static bool insert_row(struct store *s, const struct entry *e, enum db_step *step, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, INSERT);
	struct buf parents = { 0 }, fields = { 0 };

	ids_put(&parents, e->parents, e->nparents);
	fields_encode(e->fields, &fields);
	db_int(q, 1, (int64_t)e->id);
	db_int(q, 2, e->at);
	db_text(q, 3, e->who ? e->who : "");
	db_int(q, 4, (int64_t)e->record);
	db_text(q, 5, e->form);
	db_int(q, 6, (int64_t)e->version);
	db_blob(q, 7, parents.data, parents.len);
	db_blob(q, 8, fields.data, fields.len);
	db_blob(q, 9, e->digest, CRYPTO_HASH);
	db_blob(q, 10, e->chain, CRYPTO_HASH);
	*step = db_step(q, err);
	db_done(q);
	buf_free(&parents);
	buf_free(&fields);
	return *step == DB_DONE;
}

static bool insert(struct store *s, const struct entry *e, enum db_step *step, struct err *err)
{
	return insert_row(s, e, step, err) && (store_kind(s) != STORE_DESK || attached_note(s, e, err));
}

struct head {
	uint32_t seq;
	unsigned char chain[CRYPTO_HASH];
};

static bool head_by(struct store *s, size_t statement, uint32_t station, struct head *h, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, statement);

	*h = (struct head){ 0 };
	db_int(q, 1, (int64_t)entry_id(station, 0));
	db_int(q, 2, (int64_t)entry_id(station, UINT32_MAX));

	enum db_step step = db_step(q, err);
	bool good = step == DB_DONE;

	if (step == DB_ROW) {
		uint64_t id = (uint64_t)db_get_int(q, 0);

		h->seq = entry_seq(id);
		good = hash_of(q, 1, h->chain) || damaged(err, id);
	}
	db_done(q);
	return good;
}

static bool head_of(struct store *s, uint32_t station, struct head *h, struct err *err)
{
	return head_by(s, LAST, station, h, err);
}

/* `at` of the newest parent that is here; one that has not arrived cannot be asked. */
static bool newest_parent(struct store *s, const struct entry *e, int64_t *at, struct err *err)
{
	for (size_t i = 0; i < e->nparents; i++) {
		struct db_stmt *q = db_use(store_db(s), &module, AT);

		db_int(q, 1, (int64_t)e->parents[i]);
		enum db_step step = db_step(q, err);

		if (step == DB_ROW && db_get_int(q, 0) > *at)
			*at = db_get_int(q, 0);
		db_done(q);
		if (step == DB_FAILED)
			return false;
	}
	return true;
}

/* What a hub says; one that is just being made has no key yet, and what it says then is in every backup. */
static bool put_seal(struct store *s, struct entry *e, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SECRET);
	enum db_step step = db_step(q, err);
	size_t n = 0;
	const void *secret = step == DB_ROW ? db_get_blob(q, 0, &n) : NULL;

	if (n == CRYPTO_SECRET)
		seal_put(e, secret);
	db_done(q);
	return step != DB_FAILED;
}

bool journal_append(struct store *s, uint32_t station, struct entry *e, struct err *err)
{
	struct head head;
	enum db_step step;

	assert(station && db_in_transaction(store_db(s)));
	if (!head_of(s, station, &head, err))
		return false;
	if (head.seq == UINT32_MAX)
		return err_set(err, ERR_FAILED, _("本窗口的编号用完了，请联系县中心换一个新的窗口号"));

	/* Behind its parents, whatever the clock says. Not behind what this store wrote elsewhere: a day at which the clock stood in
	 * 2038 must stay that day's trouble. */
	int64_t after = 0;

	if (!newest_parent(s, e, &after, err))
		return false;
	if (!e->at)
		e->at = clock_ms() * 65536;
	if (e->at <= after)
		e->at = after < INT64_MAX ? after + 1 : after;
	e->id = entry_id(station, head.seq + 1);
	if (!e->record)
		e->record = e->id;
	if (!station_desk(station) && !put_seal(s, e, err))
		return false;
	entry_seal(e, head.chain);
	if (insert(s, e, &step, err))
		return true;
	assert(step != DB_EXISTS);
	return false;
}

/* Some come without a chain. */
static bool same_chain(const unsigned char a[CRYPTO_HASH], const unsigned char b[CRYPTO_HASH])
{
	static const unsigned char none[CRYPTO_HASH];

	return memcmp(a, b, CRYPTO_HASH) == 0 || memcmp(a, none, CRYPTO_HASH) == 0 || memcmp(b, none, CRYPTO_HASH) == 0;
}

bool journal_keep(struct store *s, const struct entry *e, bool *fresh, struct err *err)
{
	enum db_step step;

	assert(db_in_transaction(store_db(s)));
	*fresh = insert(s, e, &step, err);
	if (*fresh || step != DB_EXISTS)
		return *fresh;

	struct db_stmt *q = db_use(store_db(s), &module, DIGEST);
	unsigned char digest[CRYPTO_HASH], chain[CRYPTO_HASH];

	db_int(q, 1, (int64_t)e->id);
	bool same = db_step(q, err) == DB_ROW && hash_of(q, 0, digest) && hash_of(q, 1, chain) &&
	            memcmp(digest, e->digest, CRYPTO_HASH) == 0 && same_chain(chain, e->chain);

	db_done(q);
	if (same)
		return true;
	if (!err || !err->kind)
		err_set(err, ERR_TRUST, _("收到的一条记录与本库里同号的那条不一样：有人改过，或这个窗口的库被复制过"));
	return err_detail(err, "entry %llu", (unsigned long long)e->id);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

struct entry *journal_get(struct store *s, uint64_t id, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, GET);
	struct entries found;

	db_int(q, 1, (int64_t)id);
	if (!journal_collect(q, SIZE_MAX, 1, &found, err) || !found.n)
		return NULL;

	struct entry *e = found.list[0];

	free(found.list);
	return e;
}

bool journal_of_record(struct store *s, uint64_t record, struct entries *out, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, OF_RECORD);

	db_int(q, 1, (int64_t)record);
	return journal_collect(q, SIZE_MAX, SIZE_MAX, out, err);
}

bool journal_since(struct store *s, uint32_t station, uint32_t from, size_t bytes, size_t most, struct entries *out,
                   struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SINCE);

	db_int(q, 1, (int64_t)entry_id(station, from));
	db_int(q, 2, (int64_t)entry_id(station, UINT32_MAX));
	return journal_collect(q, bytes, most, out, err);
}

bool journal_head(struct store *s, uint32_t station, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err)
{
	struct head h;

	if (!head_of(s, station, &h, err))
		return false;
	*seq = h.seq;
	memcpy(chain, h.chain, CRYPTO_HASH);
	return true;
}

bool journal_chained(struct store *s, uint32_t station, uint32_t *seq, unsigned char chain[CRYPTO_HASH], struct err *err)
{
	struct head h;

	if (!head_by(s, CHAINED, station, &h, err))
		return false;
	*seq = h.seq;
	memcpy(chain, h.chain, CRYPTO_HASH);
	return true;
}

bool journal_next_station(struct store *s, uint32_t after, uint32_t *station, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, NEXT_STATION);

	db_int(q, 1, (int64_t)entry_id(after, UINT32_MAX));
	enum db_step step = db_step(q, err);

	*station = step == DB_ROW ? entry_station((uint64_t)db_get_int(q, 0)) : 0;
	db_done(q);
	return step != DB_FAILED;
}

bool journal_chain_at(struct store *s, uint64_t id, unsigned char chain[CRYPTO_HASH], struct err *err)
{
	memset(chain, 0, CRYPTO_HASH);
	if (!entry_seq(id))
		return true;

	struct db_stmt *q = db_use(store_db(s), &module, DIGEST);

	db_int(q, 1, (int64_t)id);
	bool found = db_step(q, err) == DB_ROW && (hash_of(q, 1, chain) || damaged(err, id));

	db_done(q);
	return found;
}
