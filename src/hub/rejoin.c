/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hub that was restored does not know the desks that joined after the backup was made. Each of them has the answer by which
 * it was taken in, signed by this hub's own key: number, unit, name and the desk's key. That is as good as the row it lost.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/fields.h"
#include "visit.h"

#define NAME_MOST 256           /* bytes; those of a unit are far fewer */

static bool bad(struct visit *v)
{
	return visit_refuse(v, 403, "certificate", _("这台机器出示的入网凭证不对，请向县中心领新的入网包"));
}

static uint32_t number_of(const struct fields *f, const char *key)
{
	const char *text = fields_get(f, key);
	char *end;
	unsigned long v = text ? strtoul(text, &end, 10) : 0;

	return text && !*end && v <= INT32_MAX ? (uint32_t)v : 0;
}

/* A number of this county that an earlier epoch gave out. */
static bool given_before(const struct visit *v, uint32_t number)
{
	uint32_t us = v->us;

	return station_desk(number) && station_county(number) == station_county(us) && station_epoch(number) < station_epoch(us);
}

/* What our own word says of who asks; NULL: it says nothing, or of somebody else. */
static struct station_peer *read_certificate(struct visit *v, const void *bytes, size_t n)
{
	struct buf content = { 0 };
	struct envelope head;
	struct fields *f = NULL;

	if (envelope_open(bytes, n, v->hub->self.public, &head, &content, NULL) && head.layout == ENVELOPE_FIELDS &&
	    station_desk(head.sender) == 0) {
		struct reader r = reader_over(content.data, content.len);
		f = fields_decode(&r);
	}
	buf_free(&content);
	if (!f)
		return NULL;

	const char *unit = fields_get(f, "unit"), *name = fields_get(f, "name"), *hex = fields_get(f, "key");
	unsigned char key[CRYPTO_PUBLIC];
	struct station_peer *p = NULL;

	if (unit && name && hex && strlen(unit) < NAME_MOST && strlen(name) < NAME_MOST && crypto_unhex(key, sizeof key, hex) &&
	    crypto_equal(key, v->head.key, CRYPTO_PUBLIC) && number_of(f, "number") == v->head.sender) {
		p = mem_zero(sizeof *p);
		*p = (struct station_peer){
			.number = v->head.sender, .unit = mem_dup(unit), .name = mem_dup(name), .state = STATION_ENROLLED,
			.made = clock_ms(), .enrolled = clock_ms(), .predecessor = number_of(f, "predecessor"),
		};
		memcpy(p->public, key, CRYPTO_PUBLIC);
	}
	fields_free(f);
	return p;
}

/* The request is signed with the very key that the certificate names. */
static struct station_peer *certified(struct visit *v)
{
	struct buf content = { 0 };
	struct station_peer *p = NULL;

	if (!(v->head.flags & ENVELOPE_WITH_KEY)) {
		bad(v);
	} else if (visit_open(v, v->head.key, &content)) {
		struct reader r = reader_over(content.data, content.len);
		struct fields *nothing = fields_decode(&r);

		p = nothing && given_before(v, v->head.sender) ? read_certificate(v, r.at, r.left) : NULL;
		fields_free(nothing);
		if (!p)
			bad(v);
	}
	buf_free(&content);
	return p;
}

/* Under the lock. What people decided since the backup about a station we do know stands. */
static bool take_in(struct visit *v, void *arg)
{
	struct station_peer *p = arg;
	struct err err = { 0 };

	v->peer = station_get(v->hub->store, p->number, &err);
	if (!v->peer && err.kind != ERR_NONE)
		return visit_broken(v, &err);
	if (v->peer && v->peer->state == STATION_REVOKED)
		return visit_refuse(v, 403, "revoked", _("这台机器已被县中心停用"));
	if (v->peer && v->peer->state == STATION_ENROLLED)
		return crypto_equal(v->peer->public, p->public, CRYPTO_PUBLIC) ? visit_look_back(v) : bad(v);
	if (!station_add(v->hub->store, p, &err))
		return visit_broken(v, &err);
	log_note("station %u is known again by our own word", p->number);
	station_peer_free(v->peer);
	v->peer = station_get(v->hub->store, p->number, &err);
	return v->peer ? visit_look_back(v) : visit_broken(v, &err);
}

void hub_rejoin(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	struct station_peer *p = visit_peek(&v, ENVELOPE_FILE) ? certified(&v) : NULL;

	if (p && visit_locked(&v, take_in, p))
		visit_certify(&v, v.peer);
	station_peer_free(p);
	visit_end(&v);
}
