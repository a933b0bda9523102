/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hub may be set back without anybody restoring it by the book: a folder that was copied, a snapshot of a virtual machine.
 * Then it would say new things under numbers that have been given out, and nobody would notice. But desks have heard more of
 * it than it knows of, and each keeps the last word it got, signed. Shown that, the hub takes the epoch behind it, as if it
 * had been restored.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "hub/backup.h"
#include "model/fields.h"
#include "store/feed.h"
#include "visit.h"

static bool bad(struct visit *v)
{
	return visit_refuse(v, 400, "no-witness", _("这不能说明县中心的数据退回过"));
}

/* header ‖ digest ‖ signature, as envelope_proof() writes it: did we sign that, to who asks? */
static bool is_our_word(struct visit *v, const unsigned char *bytes, size_t n, struct envelope *word)
{
	return n > CRYPTO_SIGNATURE && envelope_peek(bytes, n, word, NULL) &&
	       crypto_verify(bytes + n - CRYPTO_SIGNATURE, bytes, n - CRYPTO_SIGNATURE, v->hub->self.public) &&
	       word->receiver == v->head.sender && station_desk(word->sender) == 0 &&
	       station_county(word->sender) == station_county(v->us);
}

/* Do we know of it? In our own epoch: of what it said it held of the desk, and of the desk's feed. */
static bool forgotten(struct visit *v, const struct envelope *word, bool *yes, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	uint64_t fed;
	uint32_t held;

	if (!journal_head(v->hub->store, v->head.sender, &held, chain, err) ||
	    !feed_head(v->hub->store, v->peer->unit, &fed, err))
		return false;
	*yes = station_epoch(word->sender) > station_epoch(v->us) ||
	       (word->sender == v->us && word->layout == ENVELOPE_ENTRIES && (word->cursor > held || word->to > fed));
	return true;
}

/* Under the lock. */
static bool hear(struct visit *v, void *arg)
{
	const struct envelope *word = arg;
	struct err err = { 0 };
	bool yes;

	if (!forgotten(v, word, &yes, &err))
		return visit_broken(v, &err);
	if (!yes)
		return bad(v);
	if (!hub_set_back(v->hub, station_epoch(word->sender), &err))
		return visit_broken(v, &err);
	log_warn("station %u shows that we were set back: from now on we are in epoch %u", v->head.sender,
	         station_epoch(v->hub->self.number));
	v->us = v->hub->self.number;
	v->earlier = true;
	return visit_look_back(v);
}

static bool who(struct visit *v, void *arg)
{
	(void)arg;
	return visit_who(v);
}

static bool read_word(struct visit *v, struct envelope *word)
{
	struct buf content = { 0 };
	bool ok = visit_open(v, v->peer->public, &content);

	if (ok) {
		struct reader r = reader_over(content.data, content.len);
		struct fields *nothing = fields_decode(&r);

		ok = (nothing && is_our_word(v, r.at, r.left, word)) || bad(v);
		fields_free(nothing);
	}
	buf_free(&content);
	return ok;
}

void hub_witness(struct hub *h, const void *body, size_t n, struct hub_answer *a)
{
	struct visit v = { .hub = h, .answer = a, .body = body, .n = n, .witness = true };
	struct envelope word;

	if (visit_peek(&v, ENVELOPE_FILE) && visit_locked(&v, who, NULL) && read_word(&v, &word) && visit_locked(&v, hear, &word))
		visit_answer_earlier(&v, ENVELOPE_FILE);
	visit_end(&v);
}
