/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data/schema*.sql is what a new store gets. A store of an older program gets the numbered upgrades it lacks; what it derives
 * from its journal is thrown away and made anew, so that every store has the tables schema_derived.sql describes.
 */
#include "schema.h"

#include "base/i18n.h"
#include "engine.h"
#include "rebuild.h"

/* C99 promises strings of 4095 bytes; both compilers take more, and the comments are worth keeping in the file's schema */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "schema_derived_sql.h"
#include "schema_hub_sql.h"
#include "schema_sql.h"
#pragma GCC diagnostic pop

#define APPLICATION_DESK 0x59434844     /* YCHD */
#define APPLICATION_HUB  0x59434848     /* YCHH */

/* 2 → 3: attachments; new numbers for restored and copied desks, restored hubs. Explained in schema*.sql. */
static const char upgrade_3[] =
	"CREATE TABLE attached(digest BLOB PRIMARY KEY, size INTEGER NOT NULL, entry INTEGER NOT NULL,"
	" choice INTEGER NOT NULL CHECK (choice IN (0, 1, 2)), state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)))"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX attached_unsent ON attached(entry) WHERE state <> 1;"
	"CREATE TABLE renewal(id INTEGER PRIMARY KEY CHECK (id = 1), old INTEGER NOT NULL, public BLOB NOT NULL,"
	" secret BLOB NOT NULL, number INTEGER NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL, base INTEGER NOT NULL) STRICT;"
	"CREATE TABLE returned(seq INTEGER PRIMARY KEY, body BLOB NOT NULL, chain BLOB NOT NULL) STRICT;"
	"CREATE TABLE reissued(old INTEGER PRIMARY KEY, now INTEGER NOT NULL) STRICT;"
	"CREATE TABLE former(number INTEGER PRIMARY KEY) STRICT;";
static const char upgrade_3_hub[] =
	"CREATE TABLE delivered(station INTEGER NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, digest))"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX delivered_at ON delivered(station, at);"
	"ALTER TABLE station ADD COLUMN predecessor INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE station ADD COLUMN inherited INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE station ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX station_predecessor ON station(predecessor) WHERE predecessor > 0;"
	"CREATE TABLE feed_kept(unit TEXT NOT NULL, epoch INTEGER NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (unit, epoch))"
	" STRICT, WITHOUT ROWID;"
	"CREATE TABLE quarantine(id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL,"
	" giver INTEGER NOT NULL, givers INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (entry, digest)) STRICT;";

/* upgrades[n] brings the truth from version n to n + 1; the first makes it. What a later one does stands in schema*.sql, too. */
static const struct upgrade {
	const char *everywhere; /* NULL: only what is derived has changed */
	const char *hub;        /* NULL: nothing more there */
} upgrades[] = {
	{ schema_sql, schema_hub_sql },
	{ NULL, NULL },         /* 1 → 2: lead, result and noticed of a record, clocks, numbers of letters */
	{ upgrade_3, upgrade_3_hub },
};
#define NEWEST ((int64_t)(sizeof upgrades / sizeof *upgrades))

static int64_t application_of(enum store_kind kind)
{
	return kind == STORE_HUB ? APPLICATION_HUB : APPLICATION_DESK;
}

bool schema_accept(struct db *db, enum store_kind kind, bool *fresh, struct err *err)
{
	int64_t application, version;

	if (!engine_marks(db, &application, &version, fresh, err))
		return false;
	if (*fresh && !application)
		return true;
	if (application != APPLICATION_DESK && application != APPLICATION_HUB) {
		err_set(err, ERR_STORE, _("这个文件不是一窗的库，没有动它"));
		return err_detail(err, "application_id %llx", (long long)application);
	}
	if (application != application_of(kind))
		return err_set(err, ERR_STORE, kind == STORE_HUB ? _("这是窗口用的库，不是县中心的库")
		                                                 : _("这是县中心的库，不是窗口用的库"));
	if (version > NEWEST)
		return err_set(err, ERR_STORE,
		               _("这个库是更新的程序建的：库的版本是 %lld，本程序只认到 %lld，没有动它；请升级本程序"),
		               (long long)version, (long long)NEWEST);
	if (version < 1 || *fresh)
		return err_set(err, ERR_STORE, _("库文件已损坏：版本是 %lld，请用最近的备份恢复"), (long long)version);
	return true;
}

static bool script(struct db *db, const char *sql, struct err *err)
{
	return !sql || engine_script(db, sql, err);
}

/* A new store gets schema*.sql as they are, an older one the upgrades behind its version. */
static bool upgrade_truth(struct db *db, enum store_kind kind, int64_t version, struct err *err)
{
	int64_t end = version ? NEWEST : 1;

	for (; version < end; version++)
		if (!script(db, upgrades[version].everywhere, err) ||
		    (kind == STORE_HUB && !script(db, upgrades[version].hub, err)))
			return false;
	return true;
}

static bool make_derived(struct store *s, bool anew, struct err *err)
{
	static const char drop[] = "DROP TABLE IF EXISTS record; DROP TABLE IF EXISTS clock; DROP TABLE IF EXISTS formerly;"
	                           "DROP TABLE IF EXISTS search;";

	return (!anew || engine_script(store_db(s), drop, err)) && engine_script(store_db(s), schema_derived_sql, err) &&
	       (!anew || rebuild_in_place(s, err));
}

bool schema_upgrade(struct store *s, struct err *err)
{
	struct db *db = store_db(s);
	int64_t application, version;
	bool empty;

	if (!engine_marks(db, &application, &version, &empty, err))
		return false;
	if (version == NEWEST)
		return true;
	if (!db_begin(db, err))
		return false;
	/* somebody may have done it while we waited */
	bool good = engine_marks(db, &application, &version, &empty, err);

	if (good && version < NEWEST)
		good = upgrade_truth(db, store_kind(s), version, err) && make_derived(s, version > 0, err) &&
		       engine_set_marks(db, application_of(store_kind(s)), NEWEST, err);
	if (good && db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}
