/* SPDX-License-Identifier: Apache-2.0 */
/* Joining a hub: the kit is kept, with a key of our own, before the hub hears of it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "run.h"
#include "work/accept.h"

static bool take_name(struct run *run, const struct buf *content, struct err *err)
{
	struct reader r = reader_over(content->data, content->len);
	struct fields *f = fields_decode(&r);
	const char *unit = f ? fields_get(f, "unit") : NULL;
	const char *name = f ? fields_get(f, "name") : NULL;
	bool ok = unit && *unit && reader_done(&r);

	if (ok) {
		free(run->me.unit);
		free(run->me.name);
		crypto_wipe(run->me.code, strlen(run->me.code));
		free(run->me.code);
		run->me.unit = mem_dup(unit);
		run->me.name = mem_dup(name ? name : "");
		run->me.code = mem_dup("");
		ok = station_self_save(run->store, &run->me, err);
	} else {
		err_set(err, ERR_FAILED, _("县中心对入网的答复不完整，请稍后再试"));
	}
	fields_free(f);
	return ok;
}

/* The header carries our key, which the hub does not know yet. */
void run_enrol_request(const struct run *run, struct buf *body)
{
	struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FIELDS,
		.flags = ENVELOPE_WITH_KEY, .from = 1, .to = 0,
	};
	struct buf payload = { 0 };
	struct fields *f = fields_new();

	memcpy(head.key, run->me.public, CRYPTO_PUBLIC);
	fields_set(f, "code", run->me.code);
	fields_encode(f, &payload);
	envelope_seal(&head, NULL, payload.data, payload.len, run->me.secret, body);
	crypto_wipe(payload.data, payload.len);
	buf_free(&payload);
	fields_free(f);
}

bool run_confirm(struct run *run, struct err *err)
{
	struct buf body = { 0 }, reply = { 0 }, content = { 0 };
	struct envelope answer;

	run_enrol_request(run, &body);
	bool ok = run_send(run, "/v1/enroll", &body, ENVELOPE_FIELDS, &reply, &answer, &content, err) &&
	          take_name(run, &content, err) && run_keep_certificate(run, run->me.number, &reply, err);

	run->adopted = false;

	crypto_wipe(body.data, body.len);
	buf_free(&body);
	buf_free(&reply);
	buf_free(&content);
	return ok;
}

static void become(struct station_self *me, const struct kit *k)
{
	station_self_clear(me);
	me->number = k->number;
	me->hub = k->hub;
	me->practice = k->practice;
	memcpy(me->hub_public, k->hub_public, CRYPTO_PUBLIC);
	mem_replace(&me->unit, k->unit);
	mem_replace(&me->name, k->name);
	mem_replace(&me->url, k->url);
	mem_replace(&me->ca, k->ca);
	mem_replace(&me->code, k->code);
	crypto_keypair(me->public, me->secret);
}

static bool keep_published(struct store *s, const struct kit *k, struct err *err)
{
	for (size_t i = 0; i < k->npublished; i++) {
		struct accept_result r = { 0 };
		if (!accept_at_desk(s, k->published[i], &r, err))
			return false;
	}
	return true;
}

/* Everything the kit says is on disk, our key with it, before the hub hears of it: its reply may get lost. */
static bool keep_kit(struct run *run, const struct kit *k, struct err *err)
{
	become(&run->me, k);
	if (!store_begin(run->store, err))
		return false;
	if (station_self_save(run->store, &run->me, err) && keep_published(run->store, k, err) && store_commit(run->store, err))
		return true;
	store_rollback(run->store);
	return false;
}

static bool same_kit(const struct station_self *me, const struct kit *k)
{
	return me->number == k->number && me->hub == k->hub && crypto_equal(me->hub_public, k->hub_public, CRYPTO_PUBLIC);
}

static bool enrol(struct run *run, const struct kit *k, struct err *err)
{
	if (!station_self_load(run->store, &run->me, err))
		return false;
	if (run->me.number && !same_kit(&run->me, k))
		return err_set(err, ERR_CHECK, _("本机已经入网（%s），不能改用另一个入网包"),
		               run->me.name && *run->me.name ? run->me.name : run->me.unit);
	if (!run->me.number && !keep_kit(run, k, err))
		return false;
	clock_practice(run->me.practice);
	if (!*run->me.code)
		return true;    /* asked and confirmed before */
	run_recall(run);
	run->http = http_open(run->me.url, run->me.ca, err);
	if (!run->http)
		return false;
	bool ok = run_confirm(run, err);

	run_account(run, ok ? ERR_NONE : ERR_FAILED);
	return ok;
}

bool exchange_enroll(struct store *s, const struct kit *k, struct err *err)
{
	struct run run = { .store = s };
	int fd = run_lock(s, err);

	if (fd < 0)
		return false;
	bool ok = enrol(&run, k, err);
	run_end(&run, fd);
	return ok;
}
