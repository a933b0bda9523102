/* SPDX-License-Identifier: Apache-2.0 */
/* Is the journal what its writers wrote, and do the derived tables say what the journal says? Changes nothing. */
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "engine.h"
#include "journal_row.h"
#include "projection.h"
#include "store/db.h"
#include "store/renewal.h"
#include "store/station.h"

#define DERIVED "(SELECT id FROM record UNION SELECT record FROM clock UNION SELECT record FROM formerly)"

enum { JOURNAL, RECORDS, ORPHANS };
static const char *const sql[] = {
	[JOURNAL] = "SELECT " JOURNAL_COLUMNS " FROM journal ORDER BY id",
	[RECORDS] = "SELECT DISTINCT record FROM journal ORDER BY record",
	[ORPHANS] = ("SELECT r.id FROM " DERIVED " r WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.record = r.id) ORDER BY r.id"),
};
static const struct db_module module = { "verify", sql, sizeof sql / sizeof *sql };

struct verify {
	struct store *store;
	store_report *report;
	void *arg;
	size_t *faults;
	uint32_t self, acked;
	uint32_t *own;          /* self and what it was called before */
	/* where the walk through the journal stands */
	uint32_t station, seq;
	unsigned char chain[CRYPTO_HASH];
	bool bad;               /* this station's first fault has been told */
	bool gaps;              /* the end of this station's entries may come with gaps and without chain */
	bool loose;             /* and from here on does */
};

static void tell(struct verify *v, char *sentence)
{
	++*v->faults;
	if (v->report)
		v->report(v->arg, sentence);
	free(sentence);
}

/* A damaged file is what we came to find, not a reason why we could not look. */
static bool looked(struct verify *v, struct err *local, struct err *err)
{
	if (!local->kind)
		return true;
	if (local->kind == ERR_STORE) {
		tell(v, mem_fmt("%s（%s）", local->say, local->detail));
		*local = (struct err){ 0 };
		return true;
	}
	if (err)
		*err = *local;
	return false;
}

/* --- the journal --------------------------------------------------------------------------------------------------- */

/* A desk holds all of its own chain, a hub all of everybody's; of others a desk holds what concerns it. */
static bool whole(const struct verify *v, uint32_t station)
{
	return store_kind(v->store) == STORE_HUB || station == v->self;
}

/* A hub that was restored gets back what desks hold of its former words, and of a machine that is gone what its neighbours hold. */
static bool came_back(const struct verify *v, uint32_t station)
{
	bool hub = station_desk(station) == 0, recovered = false;

	if (store_kind(v->store) != STORE_HUB)
		return false;
	if (!hub) {
		struct station_peer *p = station_get(v->store, station, NULL);

		recovered = p && p->recovered;
		station_peer_free(p);
	}
	return recovered || (hub && station_county(station) == station_county(v->self) &&
	                     station_epoch(station) < station_epoch(v->self));
}

static void bad(struct verify *v, uint32_t seq, const char *why)
{
	tell(v, mem_fmt(_("窗口 %u 的第 %u 条记录有问题：%s"), station_desk(v->station), seq, why));
	v->bad = true;
}

static void enter(struct verify *v, uint32_t station)
{
	v->station = station;
	v->seq = 0;
	v->bad = v->loose = false;
	v->gaps = came_back(v, station);
	memset(v->chain, 0, sizeof v->chain);
}

static void leave(struct verify *v)
{
	if (v->station && v->station == v->self && !v->bad && v->acked > v->seq)
		bad(v, v->seq + 1, _("县中心已经收到，本库里却没有了"));
}

static bool has_chain(const unsigned char chain[CRYPTO_HASH])
{
	static const unsigned char none[CRYPTO_HASH];

	return memcmp(chain, none, CRYPTO_HASH) != 0;
}

static void check_entry_of_chain(struct verify *v, struct entry *e)
{
	unsigned char digest[CRYPTO_HASH], chain[CRYPTO_HASH];
	uint32_t seq = entry_seq(e->id);
	bool follows = seq == v->seq + 1;

	memcpy(digest, e->digest, CRYPTO_HASH);
	memcpy(chain, e->chain, CRYPTO_HASH);
	entry_seal(e, v->chain);
	v->loose = v->loose || (v->gaps && !has_chain(chain));
	bool mine = whole(v, v->station) && !v->loose;
	/* what came back never stands before what was always there; and a former number of this desk has its chain, too */
	bool chained = mine || (has_chain(chain) && (v->loose || (follows && (!v->seq || has_chain(v->chain)))));

	if (mine && !follows)
		bad(v, v->seq + 1, _("这一条不见了"));
	else if (memcmp(digest, e->digest, CRYPTO_HASH) != 0)
		bad(v, seq, _("内容与它的摘要不符，被改过"));
	else if (chained && memcmp(chain, e->chain, CRYPTO_HASH) != 0)
		bad(v, seq, _("与前一条接不上，前后有记录被改过"));
	v->seq = seq;
	memcpy(v->chain, chain, CRYPTO_HASH);
}

static void check_row(struct verify *v, struct db_stmt *q)
{
	uint64_t id = (uint64_t)db_get_int(q, 0);

	if (entry_station(id) != v->station) {
		leave(v);
		enter(v, entry_station(id));
	}
	if (v->bad)
		return;
	struct entry *e = journal_row(q);

	if (e)
		check_entry_of_chain(v, e);
	else
		bad(v, entry_seq(id), _("读不懂"));
	entry_free(e);
}

static bool check_journal(struct verify *v, struct err *err)
{
	struct db_stmt *q = db_use(store_db(v->store), &module, JOURNAL);
	struct err local = { 0 };

	while (db_step(q, &local) == DB_ROW)
		check_row(v, q);
	db_done(q);
	leave(v);
	if (v->acked && v->station < v->self)
		enter(v, v->self), leave(v);
	return looked(v, &local, err);
}

/* --- what is derived ----------------------------------------------------------------------------------------------- */

static void check_record(struct verify *v, uint64_t record, struct err *err)
{
	struct projection want, have;
	struct entries all;
	const char *what;

	if (!journal_of_record(v->store, record, &all, err))
		return;
	if (projection_wanted(entries_const(&all), all.n)) {
		projection_fold(entries_const(&all), all.n, v->own, &want);
		if (!projection_read(store_db(v->store), record, true, &have, err))
			tell(v, mem_fmt(_("记录 %s 不在列表里，请运行 rebuild"), want.r.no));
		else if (!projection_same(&want, &have, &what))
			tell(v, mem_fmt(_("记录 %s 的列表内容（%s）与台账不符，请运行 rebuild"), want.r.no, what));
		projection_clear(&have);
		projection_clear(&want);
	}
	entries_free(&all);
}

static bool check_records(struct verify *v, struct err *err)
{
	struct db_stmt *q = db_use(store_db(v->store), &module, RECORDS);
	struct err local = { 0 };

	while (!local.kind && db_step(q, &local) == DB_ROW)
		check_record(v, (uint64_t)db_get_int(q, 0), &local);
	db_done(q);
	if (!looked(v, &local, err))
		return false;

	q = db_use(store_db(v->store), &module, ORPHANS);
	while (!local.kind && db_step(q, &local) == DB_ROW)
		tell(v, mem_fmt(_("列表里有一条记录在台账里没有（%lld），请运行 rebuild"), (long long)db_get_int(q, 0)));
	db_done(q);
	return looked(v, &local, err);
}

static bool check_file(struct verify *v, struct err *err)
{
	struct err local = { 0 };

	engine_check(store_db(v->store), ENGINE_ALL, &local);
	return looked(v, &local, err);
}

static bool check_search(struct verify *v, struct err *err)
{
	struct err local = { 0 };

	if (!search_check(store_db(v->store), &local) && !local.kind)
		tell(v, mem_dup(_("检索索引与文字不符，请运行 rebuild")));
	return looked(v, &local, err);
}

bool store_verify(struct store *s, size_t *faults, store_report *report, void *arg, struct err *err)
{
	struct verify v = { .store = s, .report = report, .arg = arg, .faults = faults };
	struct station_self me;

	*faults = 0;
	if (!station_self_load(s, &me, err))
		return false;
	v.self = me.number;
	v.acked = me.acked;
	station_self_clear(&me);
	v.own = renewal_own(s, err);
	bool all = v.own && check_file(&v, err) && check_journal(&v, err) && check_records(&v, err) && check_search(&v, err);

	free(v.own);
	return all;
}
