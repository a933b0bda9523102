/* SPDX-License-Identifier: Apache-2.0 */
/* data/schema*.sql is what a new store gets; a store of an older program gets the numbered upgrades it lacks. */
#include "schema.h"

#include "base/i18n.h"
#include "engine.h"

/* C99 promises strings of 4095 bytes; both compilers take more, and the comments are worth keeping in the file's schema */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "schema_hub_sql.h"
#include "schema_sql.h"
#pragma GCC diagnostic pop

#define APPLICATION_DESK 0x59434844     /* YCHD */
#define APPLICATION_HUB  0x59434848     /* YCHH */

/* upgrade[n] brings version n to n + 1. What it does must also stand in schema.sql, for new stores take that. */
static const struct upgrade {
	const char *everywhere;
	const char *hub;        /* NULL: nothing more there */
} upgrades[] = {
	{ schema_sql, schema_hub_sql },         /* 0 → 1: the first of all */
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

static bool apply(struct db *db, enum store_kind kind, int64_t version, struct err *err)
{
	for (; version < NEWEST; version++) {
		const struct upgrade *u = &upgrades[version];

		if (!engine_script(db, u->everywhere, err) || (kind == STORE_HUB && u->hub && !engine_script(db, u->hub, err)))
			return false;
	}
	return engine_set_marks(db, application_of(kind), NEWEST, err);
}

bool schema_upgrade(struct db *db, enum store_kind kind, struct err *err)
{
	int64_t application, version;
	bool empty;

	if (!engine_marks(db, &application, &version, &empty, err))
		return false;
	if (version == NEWEST)
		return true;
	if (!db_begin(db, err))
		return false;
	/* somebody may have done it while we waited */
	if (engine_marks(db, &application, &version, &empty, err) && apply(db, kind, version, err) && db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}
