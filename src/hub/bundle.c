/* SPDX-License-Identifier: Apache-2.0 */
/* What desks wrote to a stick goes through the same door as what they send, and what they would be answered goes back. */
#include "hub/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "hub/exchange.h"
#include "model/entry.h"
#include "store/journal.h"
#include "sync/envelope.h"
#include "sync/files.h"

struct reading {
	struct hub *hub;
	struct station_peer *peer;
	bool keyed;                             /* we know by what key its envelopes should be signed */
	unsigned char key[CRYPTO_PUBLIC];
	uint32_t held;                          /* last entry of it that we hold, or shall hold by then */
	struct hub_stick stick;
	struct file_words refused;              /* pieces of a file that was refused are passed over */
};

/* --- who --------------------------------------------------------------------------------------------------------------- */

/* How a desk is called in sentences: its number, and its name where it has one. */
static void name_it(uint32_t number, const char *name, char out[HUB_STICK_LABEL])
{
	char *clean = text_clean(name, strlen(name), TEXT_LINE);
	size_t n = strlen(clean);

	while (n > HUB_STICK_LABEL / 2 || (n && !text_valid(clean, n)))
		n--;
	snprintf(out, HUB_STICK_LABEL, n ? "%u.%u.%u（%.*s）" : "%u.%u.%u", station_county(number), station_epoch(number),
	         station_desk(number), (int)n, clean);
	free(clean);
}

/* NULL with *err set where it is none that may write to us, or be written to. */
static struct station_peer *peer_of(struct hub *h, uint32_t number, enum err_kind kind, char label[HUB_STICK_LABEL],
                                    struct err *err)
{
	struct err local = { 0 };
	struct station_peer *p = station_get(h->store, number, &local);

	name_it(number, p ? p->name : "", label);
	if (!p && local.kind == ERR_NONE)
		err_set(&local, kind, _("县中心没有登记过 %s 号机器，没有收它的 U 盘包，也不给它写"), label);
	if (p && p->state == STATION_REVOKED) {
		err_set(&local, kind, _("机器 %s 已被停用，没有收它的 U 盘包，也不给它写"), label);
		station_peer_free(p);
		p = NULL;
	}
	if (!p && err)
		*err = local;
	return p;
}

static bool reading_begin(struct reading *r, struct hub *h, uint32_t number, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];

	*r = (struct reading){ .hub = h, .stick = { .station = number } };
	r->peer = peer_of(h, number, ERR_TRUST, r->stick.label, err);
	if (!r->peer)
		return false;
	r->keyed = r->peer->state == STATION_ENROLLED;
	memcpy(r->key, r->peer->public, CRYPTO_PUBLIC);
	return journal_head(h->store, number, &r->held, chain, err);
}

/* --- looking ----------------------------------------------------------------------------------------------------------- */

/* A desk that asks to be enrolled shows its key. Whether the code is good is asked when it is taken. */
static bool look_at_code(struct reading *r, const struct envelope *head, struct err *err)
{
	if (!(head->flags & ENVELOPE_WITH_KEY) || (r->keyed && !crypto_equal(r->key, head->key, CRYPTO_PUBLIC)))
		return err_set(err, ERR_TRUST, _("机器 %s 的入网包已经在另一台机器上用过了，没有收下；请另发一个入网包"), r->stick.label);
	memcpy(r->key, head->key, CRYPTO_PUBLIC);
	r->keyed = true;
	return true;
}

static bool knows_key(const struct reading *r, struct err *err)
{
	return r->keyed ||
	       err_set(err, ERR_TRUST, _("机器 %s 还没有入网，没有收下；请让它用入网包入网，再写一次 U 盘包"), r->stick.label);
}

static bool look_at_entries(struct reading *r, const struct envelope *head, struct err *err)
{
	if (!knows_key(r, err))
		return false;
	if (head->from > (uint64_t)r->held + 1)
		return err_set(err, ERR_CHECK, _("机器 %s 的记录县中心收到第 %u 条，这里从第 %llu 条起，中间缺了一段，没有收下。"
		                                 "如果还有更早的 U 盘包，请先读那一个"),
		               r->stick.label, r->held, (unsigned long long)head->from);
	if (head->to > r->held)
		r->held = (uint32_t)head->to;
	return true;
}

static bool look(void *arg, const void *bytes, size_t n, struct err *err)
{
	struct reading *r = arg;
	struct envelope head;

	if (!envelope_peek(bytes, n, &head, err))
		return false;
	bool ok = head.layout == ENVELOPE_FIELDS ? look_at_code(r, &head, err) :
	          head.layout == ENVELOPE_ENTRIES ? look_at_entries(r, &head, err) :
	          head.layout == ENVELOPE_FILE ? knows_key(r, err) :
	          err_set(err, ERR_CHECK, _("U 盘包里有县中心的程序还不认识的内容，没有收下；请升级程序"));
	return ok && envelope_verify(bytes, n, r->key, &head, err);
}

/* --- taking ------------------------------------------------------------------------------------------------------------ */

static bool said_no(const struct reading *r, const struct hub_answer *a, struct err *err)
{
	enum err_kind kind = a->status == 503 ? ERR_BUSY : a->status == 500 ? ERR_FAILED :
	                     a->status == 400 ? ERR_CHECK : ERR_TRUST;

	if (a->code && strcmp(a->code, "forked") == 0)
		return err_set(err, ERR_TRUST, _("机器 %s 的记录与县中心已收的对不上，像是那台机器用旧备份恢复过，没有收下；"
		                                 "请让它联网报送一次"), r->stick.label);
	return err_set(err, kind, _("机器 %s：%s"), r->stick.label, buf_text(&a->body));
}

static bool take_entries(struct reading *r, const void *bytes, size_t n, const struct envelope *head, struct err *err)
{
	struct hub_answer a = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t held;

	hub_exchange(r->hub, bytes, n, &a);
	bool ok = a.status == 200 || said_no(r, &a, err);
	ok = ok && journal_head(r->hub->store, head->sender, &held, chain, err) &&
	     (held >= head->to || err_set(err, ERR_FAILED, _("机器 %s 的记录没有收下，请再读一次"), r->stick.label));
	if (ok) {
		size_t all = (size_t)(head->to + 1 - head->from);
		r->stick.entries += all;
		r->stick.known += all - a.up;
	}
	hub_answer_free(&a);
	return ok;
}

static bool take_code(struct reading *r, const void *bytes, size_t n, struct err *err)
{
	struct hub_answer a = { 0 };

	hub_enrol(r->hub, bytes, n, &a);
	bool ok = a.status == 200 || said_no(r, &a, err);
	r->stick.enrolled = ok && r->peer->state == STATION_KIT;
	hub_answer_free(&a);
	return ok;
}

/* A piece of an attachment. That one is not taken is no reason to leave the rest. */
static bool take_file(struct reading *r, const void *bytes, size_t n, struct err *err)
{
	struct hub_answer a = { 0 };
	struct buf content = { 0 };
	struct file_words w;
	bool ok = envelope_unpack(bytes, n, NULL, &content, err) &&
	          (file_words_get(&content, &w) || err_set(err, ERR_CHECK, _("机器 %s 的 U 盘包里有一个附件读不懂"), r->stick.label));

	if (ok && (w.from == 0 || memcmp(w.digest, r->refused.digest, CRYPTO_HASH) != 0)) {
		hub_file(r->hub, bytes, n, &a);
		ok = a.status == 200 || a.status == 400 || said_no(r, &a, err);
		r->stick.files += a.status == 200 && a.up;
		r->stick.files_refused += a.status == 400;
		if (a.status == 400)
			r->refused = w;
	}
	hub_answer_free(&a);
	buf_free(&content);
	return ok;
}

static bool take(void *arg, const void *bytes, size_t n, struct err *err)
{
	struct envelope head;

	if (!envelope_peek(bytes, n, &head, err))
		return false;
	switch (head.layout) {
	case ENVELOPE_FIELDS: return take_code(arg, bytes, n, err);
	case ENVELOPE_FILE: return take_file(arg, bytes, n, err);
	default: return take_entries(arg, bytes, n, &head, err);
	}
}

static bool each(struct hub *h, const struct bundle *b, bundle_take *what, hub_stick_report *report, void *arg, struct err *err)
{
	struct reading r;
	bool ok = reading_begin(&r, h, bundle_sender(b), err) && bundle_each(b, &h->self, what, &r, err);

	if (ok && report)
		report(arg, &r.stick);
	station_peer_free(r.peer);
	return ok;
}

bool hub_bundle_read(struct hub *h, const struct bundles *all, hub_stick_report *report, void *arg, struct err *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (!each(h, all->list[i], look, NULL, NULL, err))
			return false;
	for (size_t i = 0; i < all->n; i++)
		if (!each(h, all->list[i], take, report, arg, err))
			return false;
	return true;
}

/* --- writing ----------------------------------------------------------------------------------------------------------- */

/* Answers as they would follow each other on the line, until there is no more. */
static bool put_feed(struct hub *h, const struct station_peer *p, struct bundle_writer *w, struct err *err)
{
	struct hub_answer a = { 0 };
	struct envelope head = { .flags = ENVELOPE_MORE, .to = p->cursor };
	bool ok = true;

	while (ok && head.flags & ENVELOPE_MORE) {
		uint64_t cursor = head.to;

		hub_feed(h, p->number, cursor, &a);
		ok = a.status == 200 || err_set(err, ERR_FAILED, "%s", buf_text(&a.body));
		ok = ok && envelope_peek(a.body.data, a.body.len, &head, err) && bundle_put(w, a.body.data, a.body.len, err);
		if (head.to == cursor)
			head.flags = 0;         /* nothing moves: what else there is cannot be had now */
	}
	hub_answer_free(&a);
	return ok;
}

/* The attachments of its that arrived, whichever way. */
static bool put_receipts(struct hub *h, const struct station_peer *p, struct bundle_writer *w, struct err *err)
{
	const struct envelope head = {
		.sender = h->self.number, .receiver = p->number, .layout = ENVELOPE_FILE, .from = 1, .to = 0,
	};
	struct buf payload = { 0 }, body = { 0 };
	unsigned char *digests;
	size_t n;

	pthread_mutex_lock(&h->lock);
	bool ok = attached_receipts(h->store, p->number, FILES_RECEIPTS, &digests, &n, err);
	pthread_mutex_unlock(&h->lock);
	if (!ok || !n) {
		if (ok)
			free(digests);
		return ok;
	}
	file_receipts_put(&payload, digests, n);
	envelope_seal(&head, NULL, payload.data, payload.len, h->self.secret, &body);
	ok = bundle_put(w, body.data, body.len, err);
	free(digests);
	buf_free(&payload);
	buf_free(&body);
	return ok;
}

bool hub_bundle_write(struct hub *h, uint32_t station, const char *path, uint64_t split, struct bundle_written *w,
                      struct err *err)
{
	char label[HUB_STICK_LABEL];
	struct station_peer *p = peer_of(h, station, ERR_CHECK, label, err);
	bool ok = p != NULL;

	*w = (struct bundle_written){ 0 };
	if (ok && p->state == STATION_KIT)
		ok = err_set(err, ERR_CHECK, _("机器 %s 还没有入网，不能给它写 U 盘包；请先读它写的那一个"), label);
	if (ok) {
		const struct bundle_to to = {
			.sender = h->self.number, .receiver = station, .public = p->public, .split = split,
		};
		struct bundle_writer *out = bundle_begin(path, &to, err);

		ok = out && put_feed(h, p, out, err) && put_receipts(h, p, out, err) && bundle_finish(out, w, err);
		bundle_end(out);
	}
	station_peer_free(p);
	return ok;
}
