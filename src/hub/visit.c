/* SPDX-License-Identifier: Apache-2.0 */
#include "visit.h"

#include "base/i18n.h"
#include "base/log.h"
#include "store/feed.h"
#include "sync/dictionary.h"

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

bool visit_refuse(struct visit *v, unsigned status, const char *code, const char *say)
{
	hub_refuse(v->answer, status, code, say);
	return false;
}

bool visit_broken(struct visit *v, const struct err *err)
{
	log_err(err);
	if (err->kind == ERR_BUSY)
		return visit_refuse(v, 503, "busy", _("县中心正忙，请稍后再试"));
	return visit_refuse(v, 500, "store", _("县中心的数据库出了问题，请联系县中心"));
}

bool visit_garbled(struct visit *v)
{
	return visit_refuse(v, 400, "garbled", _("收到的数据不完整或格式不对"));
}

static void look_at_us(struct visit *v)
{
	pthread_mutex_lock(&v->hub->lock);
	v->us = v->hub->self.number;
	pthread_mutex_unlock(&v->hub->lock);
}

static bool is_for_us(struct visit *v)
{
	uint32_t whom = v->head.receiver;

	if (station_desk(whom) != 0 || station_county(whom) != station_county(v->us))
		return visit_refuse(v, 409, "wrong-hub", _("数据不是发给本县中心的，请用新的入网包重新入网"));
	v->earlier = station_epoch(whom) < station_epoch(v->us);
	return station_epoch(whom) <= station_epoch(v->us) || v->witness || visit_behind(v);
}

bool visit_peek(struct visit *v, enum envelope_layout layout)
{
	if (!envelope_peek(v->body, v->n, &v->head, NULL) || v->head.layout != layout)
		return visit_garbled(v);
	look_at_us(v);
	if (!is_for_us(v))
		return false;
	if (v->head.dictionary && !dictionary_get(v->head.dictionary))
		return visit_refuse(v, 400, "dictionary", _("县中心的程序较旧，没有这种压缩字典"));
	return true;
}

bool visit_look_back(struct visit *v)
{
	unsigned char chain[CRYPTO_HASH];
	struct err err = { 0 };

	return !v->earlier ||
	       (journal_head(v->hub->store, v->peer->number, &v->held, chain, &err) &&
	        feed_kept(v->hub->store, v->peer->unit, station_epoch(v->head.receiver), &v->kept, &err)) || visit_broken(v, &err);
}

bool visit_who(struct visit *v)
{
	struct err err = { 0 };

	v->peer = station_get(v->hub->store, v->head.sender, &err);
	if (!v->peer && err.kind != ERR_NONE)
		return visit_broken(v, &err);
	if (!v->peer || v->peer->state == STATION_KIT)
		return visit_refuse(v, 403, "unknown-station", _("县中心没有登记这台机器，请先入网"));
	if (v->peer->state == STATION_REVOKED)
		return visit_refuse(v, 403, "revoked", _("这台机器已被县中心停用"));
	return visit_look_back(v);
}

bool visit_verify(struct visit *v, const unsigned char key[CRYPTO_PUBLIC])
{
	struct err err = { 0 };

	if (envelope_verify(v->body, v->n, key, &v->head, &err)) {
		v->answer->station = v->head.sender;
		return true;
	}
	if (err.kind == ERR_TRUST)
		return visit_refuse(v, 403, "signature", _("签名不对，数据可能被改动过或密钥不是登记的那一把"));
	return visit_garbled(v);
}

bool visit_open(struct visit *v, const unsigned char key[CRYPTO_PUBLIC], struct buf *content)
{
	return visit_verify(v, key) && (envelope_unpack(v->body, v->n, NULL, content, NULL) || visit_garbled(v));
}

bool visit_behind(struct visit *v)
{
	log_warn("station %u has heard more of us than we know of", v->head.sender);
	return visit_refuse(v, 409, "behind", _("县中心的数据退回到了以前，正在恢复，请再报送一次"));
}

bool visit_locked(struct visit *v, bool (*what)(struct visit *v, void *arg), void *arg)
{
	pthread_mutex_lock(&v->hub->lock);
	bool ok = v->us == v->hub->self.number ? what(v, arg) : visit_refuse(v, 503, "busy", _("县中心正忙，请稍后再试"));
	pthread_mutex_unlock(&v->hub->lock);
	return ok;
}

void visit_answer(struct visit *v, const struct envelope *head, const struct buf *payload)
{
	struct envelope own = *head;

	own.sender = v->us;
	own.receiver = v->head.sender;
	if (v->earlier) {
		own.flags |= ENVELOPE_ALL;
		own.cursor = v->held;
		own.from = v->kept + 1;
		own.to = v->kept;
	}
	buf_clear(&v->answer->body);
	envelope_seal(&own, NULL, buf_text(payload), payload->len, v->hub->self.secret, &v->answer->body);
	v->answer->status = 200;
	v->answer->code = NULL;
}

void visit_answer_earlier(struct visit *v, enum envelope_layout layout)
{
	const struct envelope head = { .layout = layout };
	const struct buf nothing = { 0 };

	visit_answer(v, &head, &nothing);
}

void visit_end(struct visit *v)
{
	station_peer_free(v->peer);
}
