/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/backup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "store/feed.h"
#include "store/quarantine.h"

#define RESTORED_NOTE "hub.restored"
#define EPOCH_LAST 31
#define DESK_LAST 8191
/* Kits and new numbers that were given out since the backup: official numbers with their desks in them are on paper already. */
#define DESKS_SPARED 64

static const char *const files[] = { "ca.pem", "ca.key", "server.pem", "server.key" };
#define FILES (sizeof files / sizeof *files)
#define FILE_MAX (64u << 10)

/* --- making one ---------------------------------------------------------------------------------------------------- */

static bool read_file(const struct hub *h, const char *name, struct buf *out, struct err *err)
{
	char *path = file_join(h->dir, name);
	bool ok = file_read(path, FILE_MAX, out, err);

	free(path);
	return ok;
}

bool hub_backup(struct hub *h, const char *path, struct err *err)
{
	struct buf content[FILES] = { 0 };
	struct backup_file with[FILES];
	bool ok = true;

	for (size_t i = 0; ok && i < FILES; i++) {
		ok = read_file(h, files[i], &content[i], err);
		with[i] = (struct backup_file){ files[i], buf_text(&content[i]), content[i].len };
	}
	ok = ok && store_backup(h->store, path, with, FILES, err);
	for (size_t i = 0; i < FILES; i++) {
		if (content[i].data)
			crypto_wipe(content[i].data, content[i].len);
		buf_free(&content[i]);
	}
	return ok;
}

/* --- putting it back ----------------------------------------------------------------------------------------------- */

struct restoring {
	uint32_t number;
	store_report *report;
};

static void pass_on(void *arg, const char *sentence)
{
	struct restoring *r = arg;

	if (r->report)
		r->report(NULL, sentence);
}

/* Keys that stand there already and are others would be lost: they may be all that is left of another hub. */
static bool same_or_none(const char *path, const struct buf *want, struct err *err)
{
	struct buf there = { 0 };
	bool ok = !file_read(path, FILE_MAX, &there, NULL) ||
	          (there.len == want->len && memcmp(buf_text(&there), buf_text(want), want->len) == 0) ||
	          err_set(err, ERR_CHECK, _("%s 和备份里的不一样，没有动它；请恢复到一个空文件夹"), path);

	buf_free(&there);
	return ok;
}

static bool put_file(struct store *s, const char *dir, const char *name, struct err *err)
{
	struct err why = { 0 };
	struct buf content = { 0 };
	char *path = file_join(dir, name);
	bool ok = backup_get(s, name, &content, &why) ||
	          err_set(&why, why.kind ? why.kind : ERR_CHECK, _("备份里没有 %s，不是完整的县中心备份"), name);

	ok = ok && same_or_none(path, &content, &why) && file_write(path, content.data, content.len, &why);
	if (content.data)
		crypto_wipe(content.data, content.len);
	buf_free(&content);
	free(path);
	if (!ok && err)
		*err = why;
	return ok;
}

/* The one behind `was`. */
static bool take_epoch(struct station_self *me, unsigned was, struct err *err)
{
	unsigned next = was + 1;

	if (next > EPOCH_LAST)
		return err_set(err, ERR_FAILED, _("县中心已经恢复过太多次（纪元最多到 %d），请重建县中心"), EPOCH_LAST);
	me->number = me->hub = station_make(station_county(me->number), next, 0);
	return true;
}

static bool begin_anew(struct store *s, struct station_self *me, unsigned was, struct err *err)
{
	char now[24];
	uint32_t desk;

	snprintf(now, sizeof now, "%" PRId64, clock_ms());
	if (!take_epoch(me, was, err) || !station_next_desk(s, &desk, err))
		return false;
	desk = desk - 1 + DESKS_SPARED;
	return station_set_floor(s, desk < DESK_LAST ? desk : DESK_LAST, err) && store_set_note(s, RESTORED_NOTE, now, err) &&
	       station_self_save(s, me, err);
}

static bool settle(void *arg, struct store *s, const char *dir, struct err *err)
{
	struct station_self me = { 0 };
	bool ok = station_self_load(s, &me, err) && (me.number || err_set(err, ERR_CHECK, _("备份里的县中心没有建完")));

	for (size_t i = 0; ok && i < FILES; i++)
		ok = put_file(s, dir, files[i], err);
	ok = ok && store_begin(s, err);
	unsigned was = station_epoch(me.number);

	if (ok && !(feed_keep(s, was, err) && begin_anew(s, &me, was, err) && store_commit(s, err))) {
		store_rollback(s);
		ok = false;
	}
	((struct restoring *)arg)->number = me.number;
	station_self_clear(&me);
	return ok;
}

/* What has been told since then is not known apart from what was told before: feeds are told anew. */
bool hub_set_back(struct hub *h, unsigned epoch, struct err *err)
{
	struct station_self me = { 0 };

	if (!station_self_load(h->store, &me, err))
		return false;
	bool ok = store_begin(h->store, err);

	if (ok && !(begin_anew(h->store, &me, epoch, err) && store_commit(h->store, err))) {
		store_rollback(h->store);
		ok = false;
	}
	if (ok)
		h->self.number = h->self.hub = me.number;
	station_self_clear(&me);
	return ok;
}

bool hub_restore(const char *path, const char *dir, store_report *report, uint32_t *number, struct err *err)
{
	struct restoring r = { .report = report };
	bool ok = store_restore(path, dir, STORE_HUB, settle, &r, pass_on, err);

	*number = r.number;
	return ok;
}

int64_t hub_restored_at(struct hub *h)
{
	char *note = store_note(h->store, RESTORED_NOTE);
	int64_t at = note ? strtoll(note, NULL, 10) : 0;

	free(note);
	return at;
}

/* --- a machine that is gone ---------------------------------------------------------------------------------------- */

/* Whose desk it was, by what its entries say themselves. */
static const char *unit_of(const struct entries *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct entry *e = list->list[i];
		const char *unit = fields_get(e->fields, e->record == e->id ? "unit" : ".writer_unit");

		if (unit && *unit)
			return unit;
	}
	return "";
}

/* From now on it is known as gone, so that nobody writes on where its neighbours left off. */
static bool bury(struct hub *h, uint32_t station, const struct entries *list, struct station_peer **peer, struct err *err)
{
	struct station_peer gone = { .number = station, .unit = (char *)(uintptr_t)unit_of(list), .name = "", .made = clock_ms() };
	struct err why = { 0 };

	*peer = station_get(h->store, station, &why);
	if (why.kind) {
		if (err)
			*err = why;
		return false;
	}
	struct station_peer *p = *peer ? *peer : &gone;

	p->state = STATION_REVOKED;
	p->recovered = true;
	if (!station_add(h->store, p, err))
		return false;
	if (!*peer)
		*peer = station_get(h->store, station, err);
	return *peer != NULL;
}

/* What still follows the chain continues it, the rest stands for itself. */
static bool take(struct hub *h, const struct station_peer *p, const struct entries *list, struct hub_recovered *r, struct err *err)
{
	struct accept_result got = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t held;
	bool ok = journal_chained(h->store, p->number, &held, chain, err);

	for (size_t i = 0; ok && i < list->n; i++) {
		struct entry *e = list->list[i];

		if (entry_seq(e->id) <= held)
			continue;
		if (entry_seq(e->id) == held + 1) {
			entry_seal(e, chain);
			memcpy(chain, e->chain, CRYPTO_HASH);
			held++;
		}
		ok = accept_at_hub(h->store, h->books, h->self.number, e, p->unit, &got, err);
	}
	r->taken = got.kept;
	r->refused = got.refused;
	return ok;
}

static bool recover(struct hub *h, uint32_t station, const struct entries *list, struct hub_recovered *r, struct err *err)
{
	struct station_peer *p = NULL;

	if (!store_begin(h->store, err))
		return false;
	bool ok = bury(h, station, list, &p, err) && take(h, p, list, r, err) &&
	          quarantine_drop(h->store, station, UINT32_MAX, err) && store_commit(h->store, err);

	if (!ok)
		store_rollback(h->store);
	station_peer_free(p);
	return ok;
}

bool hub_recover(struct hub *h, uint32_t station, struct hub_recovered *r, struct err *err)
{
	struct entries list;

	*r = (struct hub_recovered){ 0 };
	if (!quarantine_of(h->store, station, &list, &r->doubtful, err))
		return false;
	bool ok = list.n ? recover(h, station, &list, r, err)
	                 : err_set(err, ERR_CHECK, _("别的窗口没有带来过这台机器的记录"));

	entries_free(&list);
	return ok;
}
