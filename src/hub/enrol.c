/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: the first key that shows a kit's code is bound to the kit's number for good. */
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "model/fields.h"
#include "visit.h"

/* Showing it again with that key changes nothing. */
static bool bind_key(struct visit *v, void *code)
{
	const unsigned char *key = v->head.key;
	struct err err = { 0 };

	v->peer = station_by_code(v->hub->store, code, &err);
	if (!v->peer && err.kind != ERR_NONE)
		return visit_broken(v, &err);
	if (!v->peer || v->peer->number != v->head.sender)
		return visit_refuse(v, 403, "code-unknown", _("县中心没有发过这个入网包"));
	if (v->peer->state == STATION_REVOKED)
		return visit_refuse(v, 403, "revoked", _("这台机器已被县中心停用"));
	if (v->peer->state == STATION_ENROLLED && !crypto_equal(v->peer->public, key, CRYPTO_PUBLIC))
		return visit_refuse(v, 409, "code-used", _("这个入网包已经在另一台机器上用过了，请向县中心另领一个"));
	if (v->peer->state == STATION_KIT && !station_enrol(v->hub->store, v->head.sender, key, clock_ms(), &err))
		return visit_broken(v, &err);
	memcpy(v->peer->public, key, CRYPTO_PUBLIC);
	return visit_look_back(v);
}

static bool read_code(struct visit *v, unsigned char hash[CRYPTO_HASH])
{
	struct buf content = { 0 };
	bool ok = v->head.flags & ENVELOPE_WITH_KEY ? visit_open(v, v->head.key, &content)
	                                            : visit_garbled(v);

	if (ok) {
		struct reader r = reader_over(content.data, content.len);
		struct fields *f = fields_decode(&r);
		const char *code = f && reader_done(&r) ? fields_get(f, "code") : NULL;
		if (code)
			crypto_hash(hash, code, strlen(code));
		else
			ok = visit_garbled(v);
		fields_free(f);
	}
	buf_free(&content);
	return ok;
}

void hub_enrol(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n };
	unsigned char code[CRYPTO_HASH];

	if (visit_peek(&v, ENVELOPE_FIELDS) && read_code(&v, code) && visit_locked(&v, bind_key, code))
		visit_certify(&v, v.peer);
	visit_end(&v);
}
