/* SPDX-License-Identifier: Apache-2.0 */
#include "store/station.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "model/entry.h"
#include "store/db.h"

enum {
	SELF_LOAD, SELF_SAVE, SELF_ACKED, ADD, LAST_DESK, GET, BY_CODE, SUCCESSOR, RENEWED, INHERITED, ENROL, SEEN, EACH, PROOF,
};

#define SELF "number, unit, name, public, secret, practice, hub, hub_public, url, ca, code, acked, cursor"
#define PEER "SELECT number, unit, name, state, public, code, seq, cursor, made, enrolled, seen, predecessor, inherited, recovered" \
	" FROM station"
#define NOTE_FLOOR "station.floor"
/* A desk that gets a new number more often than this is being played with. */
#define ANCESTORS_MOST 64

static const char *const sql[] = {
	[SELF_LOAD] = "SELECT " SELF " FROM self",
	[SELF_SAVE] = "INSERT INTO self(id, " SELF ") VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
	              " ON CONFLICT(id) DO UPDATE SET number = excluded.number, unit = excluded.unit, name = excluded.name,"
	              " public = excluded.public, secret = excluded.secret, practice = excluded.practice, hub = excluded.hub,"
	              " hub_public = excluded.hub_public, url = excluded.url, ca = excluded.ca, code = excluded.code,"
	              " acked = excluded.acked, cursor = excluded.cursor",
	[SELF_ACKED] = "UPDATE self SET acked = CASE WHEN acked < ?1 THEN ?1 ELSE acked END,"
	               " cursor = CASE WHEN cursor < ?2 THEN ?2 ELSE cursor END",
	[ADD] = "INSERT INTO station(number, unit, name, state, public, code, seq, cursor, made, enrolled, seen, predecessor,"
	        " inherited, recovered) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
	        " ON CONFLICT(number) DO UPDATE SET unit = excluded.unit, name = excluded.name, state = excluded.state,"
	        " public = excluded.public, code = excluded.code, seq = excluded.seq, cursor = excluded.cursor,"
	        " made = excluded.made, enrolled = excluded.enrolled, seen = excluded.seen, predecessor = excluded.predecessor,"
	        " inherited = excluded.inherited, recovered = excluded.recovered",
	/* the desk is the lowest 13 bits */
	[LAST_DESK] = "SELECT max(coalesce((SELECT max(number & 8191) FROM station), 0),"
	              " coalesce((SELECT CAST(value AS INTEGER) FROM note WHERE key = '" NOTE_FLOOR "'), 0))",
	[GET] = PEER " WHERE number = ?1",
	[BY_CODE] = PEER " WHERE code = ?1 ORDER BY number LIMIT 1",
	[SUCCESSOR] = PEER " WHERE predecessor = ?1 AND public = ?2",
	[RENEWED] = "SELECT count(*) FROM station WHERE predecessor > 0 AND unit = ?1 AND made > ?2",
	[INHERITED] = "UPDATE station SET inherited = ?2 WHERE number = ?1 AND inherited < ?2",
	[ENROL] = "UPDATE station SET state = 1, public = ?2, enrolled = ?3 WHERE number = ?1 AND state <> 2",
	[SEEN] = "UPDATE station SET seen = ?2, seq = CASE WHEN seq < ?3 THEN ?3 ELSE seq END,"
	         " cursor = CASE WHEN cursor < ?4 THEN ?4 ELSE cursor END WHERE number = ?1",
	[EACH] = PEER " ORDER BY number",
	[PROOF] = "INSERT INTO proof(peer, direction, first, last, at, header) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
};
static const struct db_module module = { "station", sql, sizeof sql / sizeof *sql };

static bool bytes_of(struct db_stmt *q, int col, unsigned char *out, size_t want)
{
	size_t n;
	const void *bytes = db_get_blob(q, col, &n);

	if (n != want)
		return false;
	memcpy(out, bytes, n);
	return true;
}

static bool damaged(struct err *err)
{
	return err_set(err, ERR_STORE, _("库里本窗口的身份读不懂，库可能已损坏，请用最近的备份恢复"));
}

/* --- self ---------------------------------------------------------------------------------------------------------- */

void station_self_clear(struct station_self *me)
{
	char *texts[] = { me->unit, me->name, me->url, me->ca, me->code };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	crypto_wipe(me->secret, sizeof me->secret);
	*me = (struct station_self){ 0 };
}

static bool self_row(struct db_stmt *q, struct station_self *me)
{
	*me = (struct station_self){
		.number = (uint32_t)db_get_int(q, 0),
		.unit = mem_dup(db_get_text(q, 1)),
		.name = mem_dup(db_get_text(q, 2)),
		.practice = db_get_int(q, 5) != 0,
		.hub = (uint32_t)db_get_int(q, 6),
		.url = mem_dup(db_get_text(q, 8)),
		.ca = mem_dup(db_get_text(q, 9)),
		.code = mem_dup(db_get_text(q, 10)),
		.acked = (uint32_t)db_get_int(q, 11),
		.cursor = (uint64_t)db_get_int(q, 12),
	};
	return bytes_of(q, 3, me->public, CRYPTO_PUBLIC) && bytes_of(q, 4, me->secret, CRYPTO_SECRET) &&
	       bytes_of(q, 7, me->hub_public, CRYPTO_PUBLIC);
}

bool station_self_load(struct store *s, struct station_self *me, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SELF_LOAD);
	enum db_step step = db_step(q, err);
	bool good = step == DB_DONE;

	*me = (struct station_self){ 0 };
	if (step == DB_ROW) {
		good = self_row(q, me) || damaged(err);
	} else if (good) {
		char **texts[] = { &me->unit, &me->name, &me->url, &me->ca, &me->code };

		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			*texts[i] = mem_dup("");
	}
	db_done(q);
	if (!good)
		station_self_clear(me);
	return good;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

bool station_self_save(struct store *s, const struct station_self *me, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SELF_SAVE);

	db_int(q, 1, me->number);
	db_text(q, 2, or_empty(me->unit));
	db_text(q, 3, or_empty(me->name));
	db_blob(q, 4, me->public, CRYPTO_PUBLIC);
	db_blob(q, 5, me->secret, CRYPTO_SECRET);
	db_int(q, 6, me->practice);
	db_int(q, 7, me->hub);
	db_blob(q, 8, me->hub_public, CRYPTO_PUBLIC);
	db_text(q, 9, or_empty(me->url));
	db_text(q, 10, or_empty(me->ca));
	db_text(q, 11, or_empty(me->code));
	db_int(q, 12, me->acked);
	db_int(q, 13, (int64_t)me->cursor);
	return db_run(q, err);
}

bool station_set_acked(struct store *s, uint32_t acked, uint64_t cursor, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SELF_ACKED);

	db_int(q, 1, acked);
	db_int(q, 2, (int64_t)cursor);
	return db_run(q, err);
}

/* --- the hub's peers ----------------------------------------------------------------------------------------------- */

void station_peer_free(struct station_peer *p)
{
	if (!p)
		return;
	free(p->unit);
	free(p->name);
	free(p);
}

bool station_add(struct store *s, const struct station_peer *p, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, ADD);

	db_int(q, 1, p->number);
	db_text(q, 2, or_empty(p->unit));
	db_text(q, 3, or_empty(p->name));
	db_int(q, 4, p->state);
	db_blob(q, 5, p->public, CRYPTO_PUBLIC);
	db_blob(q, 6, p->code, CRYPTO_HASH);
	db_int(q, 7, p->seq);
	db_int(q, 8, (int64_t)p->cursor);
	db_int(q, 9, p->made);
	db_int(q, 10, p->enrolled);
	db_int(q, 11, p->seen);
	db_int(q, 12, p->predecessor);
	db_int(q, 13, p->inherited);
	db_int(q, 14, p->recovered);
	return db_run(q, err);
}

bool station_next_desk(struct store *s, uint32_t *desk, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, LAST_DESK);
	enum db_step step = db_step(q, err);

	*desk = step == DB_ROW ? (uint32_t)db_get_int(q, 0) + 1 : 0;
	db_done(q);
	if (step != DB_ROW)
		return false;
	return *desk <= 0x1fff || err_set(err, ERR_FAILED, _("本县的窗口号（8191 个）已经用完"));
}

bool station_set_floor(struct store *s, uint32_t desk, struct err *err)
{
	char text[16];

	snprintf(text, sizeof text, "%u", desk);
	return store_set_note(s, NOTE_FLOOR, text, err);
}

static struct station_peer *peer_row(struct db_stmt *q, struct err *err)
{
	struct station_peer *p = mem_zero(sizeof *p);

	p->number = (uint32_t)db_get_int(q, 0);
	p->unit = mem_dup(db_get_text(q, 1));
	p->name = mem_dup(db_get_text(q, 2));
	p->state = (enum station_state)db_get_int(q, 3);
	p->seq = (uint32_t)db_get_int(q, 6);
	p->cursor = (uint64_t)db_get_int(q, 7);
	p->made = db_get_int(q, 8);
	p->enrolled = db_get_int(q, 9);
	p->seen = db_get_int(q, 10);
	p->predecessor = (uint32_t)db_get_int(q, 11);
	p->inherited = (uint32_t)db_get_int(q, 12);
	p->recovered = db_get_int(q, 13) != 0;
	if (bytes_of(q, 4, p->public, CRYPTO_PUBLIC) && bytes_of(q, 5, p->code, CRYPTO_HASH))
		return p;
	err_set(err, ERR_STORE, _("库里窗口 %u 的登记读不懂，库可能已损坏"), p->number);
	station_peer_free(p);
	return NULL;
}

static struct station_peer *one(struct db_stmt *q, struct err *err)
{
	struct station_peer *p = db_step(q, err) == DB_ROW ? peer_row(q, err) : NULL;

	db_done(q);
	return p;
}

struct station_peer *station_get(struct store *s, uint32_t number, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, GET);

	db_int(q, 1, number);
	return one(q, err);
}

struct station_peer *station_by_code(struct store *s, const unsigned char code[CRYPTO_HASH], struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, BY_CODE);

	db_blob(q, 1, code, CRYPTO_HASH);
	return one(q, err);
}

struct station_peer *station_successor(struct store *s, uint32_t number, const unsigned char public[CRYPTO_PUBLIC],
                                       struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SUCCESSOR);

	db_int(q, 1, number);
	db_blob(q, 2, public, CRYPTO_PUBLIC);
	return one(q, err);
}

bool station_renewed_since(struct store *s, const char *unit, int64_t since, size_t *n, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, RENEWED);

	db_text(q, 1, unit);
	db_int(q, 2, since);
	bool good = db_step(q, err) == DB_ROW;

	*n = good ? (size_t)db_get_int(q, 0) : 0;
	db_done(q);
	return good;
}

bool station_set_inherited(struct store *s, uint32_t number, uint32_t seq, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, INHERITED);

	db_int(q, 1, number);
	db_int(q, 2, seq);
	return db_run(q, err);
}

bool station_is_ancestor(struct store *s, uint32_t number, const struct station_peer *of, bool *is, struct err *err)
{
	uint32_t at = of->predecessor;

	for (int i = 0; at && at != number && i < ANCESTORS_MOST; i++) {
		struct err why = { 0 };
		struct station_peer *p = station_get(s, at, &why);

		at = p ? p->predecessor : 0;
		station_peer_free(p);
		if (why.kind) {
			if (err)
				*err = why;
			return false;
		}
	}
	*is = at && at == number;
	return true;
}

static bool known(struct store *s, uint32_t number, struct err *err)
{
	return db_changes(store_db(s)) == 1 ||
	       err_set(err, ERR_TRUST, _("没有这个窗口，或者它已经停用：%u"), station_desk(number));
}

bool station_enrol(struct store *s, uint32_t number, const unsigned char public[CRYPTO_PUBLIC], int64_t at, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, ENROL);

	db_int(q, 1, number);
	db_blob(q, 2, public, CRYPTO_PUBLIC);
	db_int(q, 3, at);
	return db_run(q, err) && known(s, number, err);
}

bool station_seen(struct store *s, uint32_t number, int64_t at, uint32_t seq, uint64_t cursor, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, SEEN);

	db_int(q, 1, number);
	db_int(q, 2, at);
	db_int(q, 3, seq);
	db_int(q, 4, (int64_t)cursor);
	return db_run(q, err) && known(s, number, err);
}

bool station_each(struct store *s, bool (*each)(void *arg, const struct station_peer *p), void *arg, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, EACH);
	enum db_step step;
	bool more = true, good = true;

	while (more && good && (step = db_step(q, err)) != DB_DONE) {
		struct station_peer *p = step == DB_ROW ? peer_row(q, err) : NULL;

		good = p != NULL;
		more = p && each(arg, p);
		station_peer_free(p);
	}
	db_done(q);
	return good;
}

bool station_proof(struct store *s, uint32_t peer, char direction, uint64_t from, uint64_t to, int64_t at,
                   const void *signed_header, size_t n, struct err *err)
{
	const char letter[2] = { direction, '\0' };
	struct db_stmt *q = db_use(store_db(s), &module, PROOF);

	assert(direction == 'r' || direction == 's');
	db_int(q, 1, peer);
	db_text(q, 2, letter);
	db_int(q, 3, (int64_t)from);
	db_int(q, 4, (int64_t)to);
	db_int(q, 5, at);
	db_blob(q, 6, signed_header, n);
	return db_run(q, err);
}
