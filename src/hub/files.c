/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attachments at the hub. Whoever comes names an entry that names the file: what the unit wrote, or may see. So nobody can
 * fill the disk with what no case knows, nor ask for what is none of his business. Bytes are written and read outside the
 * hub's lock.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "model/type.h"
#include "store/attached.h"
#include "store/feed.h"
#include "store/file_part.h"
#include "store/file_store.h"
#include "sync/files.h"
#include "visit.h"
#include "work/attach.h"

struct asking {
	struct visit v;
	struct buf content;
	struct file_words w;
	uint64_t size;          /* as the entry says it */
};

static bool unknown(struct visit *v)
{
	return visit_refuse(v, 400, "file-unknown", _("县中心收到的记录里，没有一条本单位的记录提到这个文件"));
}

/* --- may they? ---------------------------------------------------------------------------------------------------------- */

static bool names(const struct entry *e, struct asking *a)
{
	struct type_file f;

	for (size_t i = 0; i < fields_count(e->fields); i++)
		if (type_file_parts(fields_value(e->fields, i), &f) && memcmp(f.digest, a->w.digest, CRYPTO_HASH) == 0) {
			a->size = f.size;
			return true;
		}
	return false;
}

static bool wrote(struct visit *v, const struct entry *e, bool *yes, struct err *err)
{
	struct err why = { 0 };
	struct station_peer *p = station_get(v->hub->store, entry_station(e->id), &why);

	*yes = p && strcmp(p->unit, v->peer->unit) == 0;
	station_peer_free(p);
	if (why.kind && err)
		*err = why;
	return !why.kind;
}

/* Under the lock. */
static bool may(struct visit *v, void *arg)
{
	struct asking *a = arg;
	struct err err = { 0 };
	struct entry *e = journal_get(v->hub->store, a->w.entry, &err);
	bool named = e && names(e, a), yes = false;

	if (named && wrote(v, e, &yes, &err) && !yes)
		feed_has(v->hub->store, v->peer->unit, e->id, &yes, &err);
	entry_free(e);
	if (err.kind)
		return visit_broken(v, &err);
	return yes || unknown(v);
}

/* --- bringing ----------------------------------------------------------------------------------------------------------- */

static bool note_delivery(struct visit *v, void *arg)
{
	const struct asking *a = arg;
	struct err err = { 0 };

	return attached_delivered(v->hub->store, v->head.sender, a->w.digest, clock_ms(), &err) || visit_broken(v, &err);
}

static void tell_held(struct visit *v, uint64_t held)
{
	const struct envelope head = { .layout = ENVELOPE_FIELDS, .from = 1, .to = 0 };
	struct fields *f = fields_new();
	struct buf payload = { 0 };
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, held);
	fields_set(f, "held", text);
	fields_encode(f, &payload);
	visit_answer(v, &head, &payload);
	buf_free(&payload);
	fields_free(f);
}

/* Adds what goes on from what is here. */
static bool take(struct asking *a, uint64_t *held)
{
	struct visit *v = &a->v;
	struct err err = { 0 };

	if (a->size > attach_most())
		return visit_refuse(v, 400, "file-too-large", _("文件太大，县中心不收"));
	if (file_part_add(v->hub->store, v->head.sender, a->w.digest, a->size, a->w.from, a->w.bytes, a->w.n, held, &err))
		return true;
	if (err.kind == ERR_CHECK) {
		log_warn("station %u: %s", v->head.sender, err.detail);
		return visit_refuse(v, 400, "file-altered", _("收到的文件内容与它的摘要不符，没有收下"));
	}
	return visit_broken(v, &err);
}

static void bring(struct asking *a)
{
	uint64_t held;

	if (!take(a, &held) || (held == a->size && !visit_locked(&a->v, note_delivery, a)))
		return;
	a->v.answer->up = held == a->size;
	tell_held(&a->v, held);
}

/* --- giving ------------------------------------------------------------------------------------------------------------- */

static bool missing(struct visit *v)
{
	return visit_refuse(v, 400, "file-missing", _("县中心还没有收到这个文件"));
}

/* Altered on disk is as good as not here. Looked at before the first piece; who takes it looks at the whole. */
static bool is_good(struct asking *a)
{
	struct err err = { 0 };

	if (!file_store_has(a->v.hub->store, a->w.digest, a->size) || a->w.from >= a->size)
		return missing(&a->v);
	if (a->w.from || file_store_check(a->v.hub->store, a->w.digest, a->size, &err))
		return true;
	log_err(&err);
	return missing(&a->v);
}

static void give(struct asking *a)
{
	const struct envelope head = { .layout = ENVELOPE_FILE, .from = 1, .to = 0 };
	struct file_words w = a->w;
	struct buf bytes = { 0 }, payload = { 0 };
	size_t most = w.want < FILES_CHUNK ? (size_t)w.want : FILES_CHUNK;
	struct err err = { 0 };

	if (!is_good(a))
		return;
	if (!file_store_read(a->v.hub->store, w.digest, w.from, most, &bytes, &err)) {
		visit_broken(&a->v, &err);
	} else {
		w.want = 0;
		w.bytes = buf_text(&bytes);
		w.n = bytes.len;
		file_words_put(&payload, &w);
		visit_answer(&a->v, &head, &payload);
	}
	buf_free(&bytes);
	buf_free(&payload);
}

/* --- one request -------------------------------------------------------------------------------------------------------- */

static bool who(struct visit *v, void *arg)
{
	(void)arg;
	return visit_who(v);
}

static bool read_words(struct asking *a)
{
	struct visit *v = &a->v;

	return visit_peek(v, ENVELOPE_FILE) && visit_locked(v, who, NULL) && visit_open(v, v->peer->public, &a->content) &&
	       (file_words_get(&a->content, &a->w) || visit_garbled(v));
}

void hub_file(struct hub *h, const void *body, size_t n, struct hub_answer *answer)
{
	struct asking a = { .v = { .hub = h, .answer = answer, .body = body, .n = n } };
	bool good = read_words(&a);

	if (good && a.v.earlier)
		visit_answer_earlier(&a.v, a.w.want ? ENVELOPE_FILE : ENVELOPE_FIELDS);
	else if (good && visit_locked(&a.v, may, &a)) {
		if (a.w.want)
			give(&a);
		else
			bring(&a);
	}
	buf_free(&a.content);
	visit_end(&a.v);
}
