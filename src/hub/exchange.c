/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a hub answers to a desk. Who asks is looked up under the lock; signature, decompression, decoding and hashing are done
 * outside it; keeping and the receipt are one transaction. Asking again gives the same answer, so a lost reply costs nothing.
 */
#include "hub/exchange.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/feed.h"
#include "sync/envelope.h"

/* Downward, as upward: the byte budget is reached long before. */
#define ENTRIES_MOST 4096

void hub_answer_free(struct hub_answer *a)
{
	buf_free(&a->body);
}

void hub_refuse(struct hub_answer *a, unsigned status, const char *code, const char *say)
{
	buf_clear(&a->body);
	buf_puts(&a->body, say);
	a->status = status;
	a->code = code;
}

/* Always false, so that a refusal ends a chain of &&. */
static bool refuse(struct hub_answer *a, unsigned status, const char *code, const char *say)
{
	hub_refuse(a, status, code, say);
	return false;
}

/* The store could not: not the asker's fault, and worth trying again. */
static bool broken(struct hub_answer *a, const struct err *err)
{
	log_err(err);
	if (err->kind == ERR_BUSY)
		return refuse(a, 503, "busy", _("县中心正忙，请稍后再试"));
	return refuse(a, 500, "store", _("县中心的数据库出了问题，请联系县中心"));
}

/* One request on its way through. */
struct visit {
	struct hub *hub;
	struct hub_answer *answer;
	const unsigned char *body;
	size_t n, signed_len;
	struct envelope head;
	struct station_peer *peer;
	bool connected;                         /* we hold what stands before `from` */
	unsigned char before[CRYPTO_HASH];      /* the chain there */
	struct entry **list;                    /* what came up, chained from there */
	size_t nlist;
};

static bool peek(struct visit *v, enum envelope_layout layout)
{
	struct err err = { 0 };

	if (!envelope_peek(v->body, v->n, &v->head, &v->signed_len, &err) || v->head.layout != layout || !v->head.from)
		return refuse(v->answer, 400, "garbled", _("收到的数据不完整或格式不对"));
	if (v->head.receiver != v->hub->self.number)
		return refuse(v->answer, 409, "wrong-hub", _("数据不是发给本县中心的，请用新的入网包重新入网"));
	return true;
}

/* --- who asks ------------------------------------------------------------------------------------------------------- */

/* Under the lock: the station, and the chain its entries must continue. */
static bool look_up(struct visit *v)
{
	const struct envelope *head = &v->head;
	struct store *s = v->hub->store;
	struct err err = { 0 };

	v->peer = station_get(s, head->sender, &err);
	if (!v->peer && err.kind != ERR_NONE)
		return broken(v->answer, &err);
	if (!v->peer || v->peer->state == STATION_KIT)
		return refuse(v->answer, 403, "unknown-station", _("县中心没有登记这台机器，请先入网"));
	if (v->peer->state == STATION_REVOKED)
		return refuse(v->answer, 403, "revoked", _("这台机器已被县中心停用"));

	if (head->from - 1 <= UINT32_MAX)
		v->connected = journal_chain_at(s, entry_id(head->sender, (uint32_t)(head->from - 1)), v->before, &err);
	return err.kind == ERR_NONE || broken(v->answer, &err);
}

static bool locked(struct visit *v, bool (*what)(struct visit *v))
{
	pthread_mutex_lock(&v->hub->lock);
	bool ok = what(v);
	pthread_mutex_unlock(&v->hub->lock);
	return ok;
}

/* Signature, digest, content. */
static bool open_body(struct visit *v, const unsigned char *key, struct buf *content)
{
	struct err err = { 0 };

	if (envelope_open(v->body, v->n, key, &v->head, content, &err))
		return true;
	if (err.kind == ERR_TRUST)
		return refuse(v->answer, 403, "signature", _("签名不对，数据可能被改动过或密钥不是登记的那一把"));
	return refuse(v->answer, 400, "garbled", _("收到的数据不完整或格式不对"));
}

/* --- what came up --------------------------------------------------------------------------------------------------- */

static bool consecutive(const struct visit *v)
{
	const struct envelope *head = &v->head;

	if (v->nlist != head->to + 1 - head->from || head->to > UINT32_MAX)
		return false;
	for (size_t i = 0; i < v->nlist; i++)
		if (v->list[i]->id != entry_id(head->sender, (uint32_t)(head->from + i)))
			return false;
	return true;
}

static bool decode(struct visit *v, const struct buf *content)
{
	struct reader r = reader_over(content->data, content->len);
	struct err err = { 0 };

	if (!envelope_get_entries(&r, v->before, &v->list, &v->nlist, &err) || !reader_done(&r))
		return refuse(v->answer, 400, "garbled", _("收到的数据不完整或格式不对"));
	if (!consecutive(v))
		return refuse(v->answer, 400, "foreign-entry", _("记录的编号与发送的机器不符，整批没有收下"));
	if (!v->connected)
		return true;    /* nothing to compare with; nothing will be taken */
	const unsigned char *chain = v->nlist ? v->list[v->nlist - 1]->chain : v->before;
	if (!crypto_equal(chain, v->head.chain, CRYPTO_HASH))
		return refuse(v->answer, 409, "forked", _("本机的记录与县中心已收的接不上，像是从旧备份恢复的，请联系县中心"));
	return true;
}

static bool open_and_decode(struct visit *v)
{
	struct buf content = { 0 };
	bool ok = open_body(v, v->peer->public, &content);

	if (ok)
		v->answer->station = v->head.sender;
	ok = ok && decode(v, &content);
	buf_free(&content);
	return ok;
}

/* The entries that we hold already must be the very same: then the chain at the last of them is ours. */
static bool same_past(struct visit *v, uint32_t held, struct err *err)
{
	const struct envelope *head = &v->head;
	uint64_t last = held < head->to ? held : head->to;
	unsigned char chain[CRYPTO_HASH];

	if (!v->connected || last < head->from)
		return true;
	if (!journal_chain_at(v->hub->store, entry_id(head->sender, (uint32_t)last), chain, err))
		return false;
	if (crypto_equal(chain, v->list[last - head->from]->chain, CRYPTO_HASH))
		return true;
	return refuse(v->answer, 409, "forked", _("本机的记录与县中心已收的接不上，像是从旧备份恢复的，请联系县中心"));
}

/* *held grows by what was new. */
static bool keep(struct visit *v, uint32_t *held, struct err *err)
{
	const struct hub *h = v->hub;
	struct accept_result r = { 0 };
	uint64_t first = (uint64_t)*held + 1;

	if (!v->connected || first < v->head.from)
		first = v->head.to + 1;
	for (uint64_t seq = first; seq <= v->head.to; seq++) {
		const struct entry *e = v->list[seq - v->head.from];
		if (!accept_at_hub(h->store, h->books, h->self.number, e, v->peer->unit, &r, err))
			return false;
		*held = (uint32_t)seq;
	}
	v->answer->up = r.kept;
	if (first > v->head.to)
		return true;
	return station_proof(h->store, v->head.sender, 'r', v->head.from, v->head.to, clock_ms(), v->body, v->signed_len, err);
}

static bool take_entries(struct visit *v, uint32_t *held, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	struct store *s = v->hub->store;

	if (!store_begin(s, err))
		return false;
	if (journal_head(s, v->head.sender, held, chain, err) && same_past(v, *held, err) && keep(v, held, err) &&
	    station_seen(s, v->head.sender, clock_ms(), *held, v->head.cursor, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}

/* --- what goes down ------------------------------------------------------------------------------------------------- */

/* Read under the lock, sealed outside it. */
struct reply {
	struct envelope head;
	struct entries feed;
};

static bool gather(const struct visit *v, uint32_t held, struct reply *r, struct err *err)
{
	const struct hub *h = v->hub;
	uint64_t last, newest;

	if (!feed_since(h->store, v->peer->unit, v->head.cursor, v->head.sender, (size_t)conf_int("hub.budget"), ENTRIES_MOST,
	                &r->feed, &last, &newest, err))
		return false;
	if (last < v->head.cursor)
		last = v->head.cursor;
	r->head = (struct envelope){
		.sender = h->self.number, .receiver = v->head.sender, .layout = ENVELOPE_ENTRIES,
		.from = v->head.cursor + 1, .to = last, .cursor = held,
		.flags = last < newest ? ENVELOPE_MORE : 0,
	};
	return true;
}

static bool take_and_gather(struct visit *v, struct reply *r)
{
	struct err err = { 0 };
	uint32_t held = 0;

	pthread_mutex_lock(&v->hub->lock);
	bool ok = take_entries(v, &held, &err) && gather(v, held, r, &err);
	pthread_mutex_unlock(&v->hub->lock);
	return ok || (err.kind != ERR_NONE && broken(v->answer, &err));
}

static void seal(struct visit *v, const struct envelope *head, const struct buf *payload)
{
	buf_clear(&v->answer->body);
	envelope_seal(head, buf_text(payload), payload->len, v->hub->self.secret, &v->answer->body, NULL);
	v->answer->status = 200;
	v->answer->code = NULL;
}

static void visit_end(struct visit *v)
{
	for (size_t i = 0; i < v->nlist; i++)
		entry_free(v->list[i]);
	free(v->list);
	station_peer_free(v->peer);
}

void hub_exchange(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	struct reply r = { 0 };

	if (peek(&v, ENVELOPE_ENTRIES) && locked(&v, look_up) && open_and_decode(&v) && take_and_gather(&v, &r)) {
		struct buf payload = { 0 };
		envelope_put_entries(&payload, r.feed.list, r.feed.n);
		seal(&v, &r.head, &payload);
		a->down = r.feed.n;
		buf_free(&payload);
	}
	entries_free(&r.feed);
	visit_end(&v);
}

/* --- enrolment ------------------------------------------------------------------------------------------------------ */

/* Under the lock. The first key that shows the code is the station's; showing it again with that key changes nothing. */
static bool bind_key(struct visit *v, const unsigned char code[CRYPTO_HASH])
{
	const unsigned char *key = v->head.chain;
	struct err err = { 0 };

	v->peer = station_by_code(v->hub->store, code, &err);
	if (!v->peer && err.kind != ERR_NONE)
		return broken(v->answer, &err);
	if (!v->peer || v->peer->number != v->head.sender)
		return refuse(v->answer, 403, "code-unknown", _("县中心没有发过这个入网包"));
	if (v->peer->state == STATION_REVOKED)
		return refuse(v->answer, 403, "revoked", _("这台机器已被县中心停用"));
	if (v->peer->state == STATION_ENROLLED)
		return crypto_equal(v->peer->public, key, CRYPTO_PUBLIC) ||
		       refuse(v->answer, 409, "code-used", _("这个入网包已经在另一台机器上用过了，请向县中心另领一个"));
	return station_enrol(v->hub->store, v->head.sender, key, clock_ms(), &err) || broken(v->answer, &err);
}

static bool read_code(struct visit *v, unsigned char hash[CRYPTO_HASH])
{
	struct buf content = { 0 };
	bool ok = open_body(v, v->head.chain, &content);

	if (ok) {
		struct reader r = reader_over(content.data, content.len);
		struct fields *f = fields_decode(&r);
		const char *code = f && reader_done(&r) ? fields_get(f, "code") : NULL;
		if (code)
			crypto_hash(hash, code, strlen(code));
		else
			ok = refuse(v->answer, 400, "garbled", _("收到的数据不完整或格式不对"));
		fields_free(f);
	}
	buf_free(&content);
	return ok;
}

static void confirm(struct visit *v)
{
	const struct envelope head = {
		.sender = v->hub->self.number, .receiver = v->head.sender, .layout = ENVELOPE_FIELDS, .from = 1, .to = 0,
	};
	struct fields *f = fields_new();
	struct buf payload = { 0 };

	fields_set(f, "unit", v->peer->unit);
	fields_set(f, "name", v->peer->name);
	fields_encode(f, &payload);
	seal(v, &head, &payload);
	v->answer->station = v->head.sender;
	buf_free(&payload);
	fields_free(f);
}

void hub_enrol(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	unsigned char code[CRYPTO_HASH];

	if (peek(&v, ENVELOPE_FIELDS) && read_code(&v, code)) {
		pthread_mutex_lock(&h->lock);
		bool ok = bind_key(&v, code);
		pthread_mutex_unlock(&h->lock);
		if (ok)
			confirm(&v);
	}
	visit_end(&v);
}
