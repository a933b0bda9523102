/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes wrong with stores is put right within the run that meets it (docs/healing.md): this one may be an old backup or a
 * copy, the hub may have been restored. Here it is decided what the next request is about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "run.h"
#include "store/attached.h"
#include "store/renewal.h"

#define CERTIFICATE_NOTE "certificate." /* and our number */
#define WORD_NOTE "hub.word"

/* --- the hub's next epoch ------------------------------------------------------------------------------------------ */

/* What it lost it has not confirmed, and its feed goes on differently from there. Only that is changed: the rest of `me` may
 * be on its way to a new number. */
static bool keep_adopted(struct run *run, const struct envelope *answer, struct err *err)
{
	struct station_self me;
	bool ok = station_self_load(run->store, &me, err);

	if (ok) {
		me.hub = answer->sender;
		if (answer->cursor < me.acked)
			me.acked = (uint32_t)answer->cursor;
		if (answer->from - 1 < me.cursor)
			me.cursor = answer->from - 1;
		run->me.hub = me.hub;
		run->me.acked = me.acked;
		run->me.cursor = me.cursor;
		ok = station_self_save(run->store, &me, err) && attached_doubt(run->store, err) &&
		     run_set_held_stage(run, HELD_HUB, err);
	}
	station_self_clear(&me);
	return ok;
}

static bool keep_answer(struct run *run, const struct buf *reply, struct err *err)
{
	struct buf proof = { 0 };

	envelope_proof(reply->data, reply->len, &proof);
	bool ok = run_keep_word(run, &proof, err);

	buf_free(&proof);
	return ok;
}

bool run_adopt(struct run *run, const struct envelope *answer, const struct buf *reply, struct err *err)
{
	if (!store_begin(run->store, err))
		return false;
	if (!keep_adopted(run, answer, err) || !keep_answer(run, reply, err) || !store_commit(run->store, err)) {
		store_rollback(run->store);
		return false;
	}
	run->holds = run->me.acked;
	run->adopted = true;
	run->settled = false;
	return true;
}

/* --- a hub that does not know us, or itself, any more -------------------------------------------------------------- */

static bool keep_bytes(struct run *run, const char *key, const struct buf *bytes, struct err *err)
{
	char *hex = mem_zero(2 * bytes->len + 1);

	crypto_hex(hex, bytes->data, bytes->len);
	bool ok = store_set_note(run->store, key, hex, err);

	free(hex);
	return ok;
}

static bool read_bytes(struct run *run, const char *key, struct buf *out)
{
	char *hex = store_note(run->store, key);
	size_t n = hex ? strlen(hex) / 2 : 0;
	unsigned char *bytes = mem_zero(n + 1);
	bool ok = n && crypto_unhex(bytes, n, hex);

	if (ok)
		buf_put(out, bytes, n);
	free(bytes);
	free(hex);
	return ok;
}

bool run_keep_certificate(struct run *run, uint32_t number, const struct buf *answer, struct err *err)
{
	char *key = mem_fmt(CERTIFICATE_NOTE "%u", number);
	bool ok = keep_bytes(run, key, answer, err);

	free(key);
	return ok;
}

bool run_keep_word(struct run *run, const struct buf *proof, struct err *err)
{
	return keep_bytes(run, WORD_NOTE, proof, err);
}

/* What we were given, shown to the hub: signed with the key it may not know. */
static bool show(struct run *run, const char *path, const struct buf *what, enum envelope_layout layout, struct buf *reply,
                 struct err *err)
{
	struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FILE,
		.flags = ENVELOPE_WITH_KEY, .from = 1, .to = 0,
	}, answer;
	struct buf payload = { 0 }, body = { 0 }, content = { 0 };
	struct fields *nothing = fields_new();

	memcpy(head.key, run->me.public, CRYPTO_PUBLIC);
	fields_encode(nothing, &payload);
	buf_put(&payload, what->data, what->len);
	run_seal(run, &head, &payload, &body);
	bool ok = run_send(run, path, &body, layout, reply, &answer, &content, err);

	fields_free(nothing);
	buf_free(&payload);
	buf_free(&body);
	buf_free(&content);
	return ok;
}

bool run_rejoin(struct run *run, struct err *err)
{
	char *key = mem_fmt(CERTIFICATE_NOTE "%u", run->me.number);
	struct buf certificate = { 0 }, reply = { 0 };
	bool ok = read_bytes(run, key, &certificate) ||
	          err_set(err, ERR_TRUST, _("县中心没有登记这台机器，本机也没有它发的凭证，请联系县中心"));

	ok = ok && show(run, "/v1/rejoin", &certificate, ENVELOPE_FIELDS, &reply, err) &&
	     run_keep_certificate(run, run->me.number, &reply, err);
	free(key);
	buf_free(&certificate);
	buf_free(&reply);
	return ok;
}

bool run_witness(struct run *run, struct err *err)
{
	struct buf word = { 0 }, reply = { 0 };
	bool ok = read_bytes(run, WORD_NOTE, &word) && show(run, "/v1/witness", &word, ENVELOPE_FILE, &reply, err);

	buf_free(&word);
	buf_free(&reply);
	return ok;
}

/* --- one thing after the other ------------------------------------------------------------------------------------- */

static bool said(const struct run *run, const struct err *err, const char *word)
{
	return err->kind == ERR_TRUST && strcmp(http_word(run->http), word) == 0;
}

bool run_heals(struct run *run, const struct err *err)
{
	struct err why = { 0 };

	if ((said(run, err, "forked") || run->ahead) && !run->renewed) {
		run->ahead = false;
		return renewal_set_stale(run->store, STALE_FORKED, NULL);
	}
	if (said(run, err, "unknown-station") && !run->rejoined) {
		run->rejoined = true;
		return run_rejoin(run, &why);
	}
	if (said(run, err, "behind") && !run->witnessed) {
		run->witnessed = true;
		return run_witness(run, &why);
	}
	return false;
}

static bool is_stale(struct run *run)
{
	char *why = renewal_stale(run->store);
	bool yes = why != NULL;

	free(why);
	return yes;
}

/* Whatever comes of it: what was lost is sent again. */
static bool witness(struct run *run)
{
	run->witnessed = true;
	run_witness(run, NULL);
	run->adopted = false;
	return true;
}

bool run_step(struct run *run, bool *more, struct err *err)
{
	enum held_stage stage = run_held_stage(run);

	*more = true;
	if (is_stale(run))
		return run_renew(run, err);
	if (stage == HELD_HUB || (stage == HELD_REST && run->settled))
		return run_held(run, err);
	if (!run_turn(run, more, err))
		return false;
	if (run->forgotten && !run->witnessed) {
		*more = true;
		return witness(run);
	}
	run->settled = !*more;
	if (!run->settled || stage == HELD_NOTHING)
		return true;
	/* our own are there; now whatever else it may want */
	*more = true;
	return run_set_held_stage(run, HELD_REST, err);
}
