/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new number, request by request: a key is kept and shown, a number comes; what the hub holds of the old number comes back
 * in batches; when all of it is here, one transaction makes the change (work/reissue.h). Killed anywhere, the next run goes
 * on from there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "run.h"
#include "store/renewal.h"
#include "work/reissue.h"

/* --- a key, a number ----------------------------------------------------------------------------------------------- */

/* What was confirmed is what we surely have in common; from there on the hub shall tell. */
static bool begin(struct run *run, struct renewal *r, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	uint32_t written;

	if (!journal_head(run->store, run->me.number, &written, chain, err))
		return false;
	renewal_clear(r);
	r->old = run->me.number;
	r->base = run->me.acked < written ? run->me.acked : written;
	crypto_keypair(r->public, r->secret);
	if (!store_begin(run->store, err))
		return false;
	if (renewal_drop(run->store, err) && renewal_save(run->store, r, err) && store_commit(run->store, err))
		return true;
	store_rollback(run->store);
	return false;
}

static bool read_number(const struct buf *content, struct renewal *r, struct err *err)
{
	struct reader reader = reader_over(content->data, content->len);
	struct fields *f = fields_decode(&reader);
	const char *number = f ? fields_get(f, "number") : NULL, *unit = f ? fields_get(f, "unit") : NULL;
	const char *name = f ? fields_get(f, "name") : NULL, *hex = f ? fields_get(f, "key") : NULL;
	unsigned char key[CRYPTO_PUBLIC];
	char *end;
	unsigned long v = number ? strtoul(number, &end, 10) : 0;
	bool ok = number && !*end && v && v <= INT32_MAX && v != r->old && station_desk((uint32_t)v) && unit && *unit && name &&
	          hex && crypto_unhex(key, sizeof key, hex) && crypto_equal(key, r->public, CRYPTO_PUBLIC);

	if (ok) {
		r->number = (uint32_t)v;
		mem_replace(&r->unit, unit);
		mem_replace(&r->name, name);
	}
	fields_free(f);
	return ok || err_set(err, ERR_FAILED, _("县中心给新窗口号的答复不完整，请稍后再试"));
}

static bool ask(struct run *run, struct renewal *r, struct err *err)
{
	struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FIELDS, .from = 1, .to = 0,
	}, answer;
	struct buf payload = { 0 }, body = { 0 }, reply = { 0 }, content = { 0 };
	struct fields *f = fields_new();
	char hex[2 * CRYPTO_PUBLIC + 1];

	crypto_hex(hex, r->public, CRYPTO_PUBLIC);
	fields_set(f, "key", hex);
	fields_encode(f, &payload);
	run_seal(run, &head, &payload, &body);
	bool ok = run_send(run, "/v1/renew", &body, ENVELOPE_FIELDS, &reply, &answer, &content, err) &&
	          read_number(&content, r, err) && run_keep_certificate(run, r->number, &reply, err) &&
	          renewal_save(run->store, r, err);

	run->adopted = false;
	fields_free(f);
	buf_free(&payload);
	buf_free(&body);
	buf_free(&reply);
	buf_free(&content);
	return ok;
}

/* --- what the hub holds of the old number -------------------------------------------------------------------------- */

struct batch {
	uint32_t after;                         /* they come behind this seq … */
	unsigned char chain[CRYPTO_HASH];       /* … where this is the chain */
	struct entry **list;
	size_t n;
	bool anew;                              /* the hub does not have that in common with us: these are from the beginning */
};

static bool last_here(struct run *run, const struct renewal *r, struct batch *b, struct err *err)
{
	if (!renewal_last(run->store, &b->after, b->chain, err))
		return false;
	if (b->after)
		return true;
	b->after = r->base;
	return journal_chain_at(run->store, entry_id(r->old, r->base), b->chain, err);
}

static bool not_whole(struct err *err)
{
	return err_set(err, ERR_FAILED, _("县中心还回来的记录接不上，没有收下，请稍后再试"));
}

static bool decode(struct batch *b, const struct renewal *r, const struct envelope *answer, const struct buf *content,
                   struct err *err)
{
	struct reader reader = reader_over(content->data, content->len);

	b->anew = answer->from != (uint64_t)b->after + 1;
	if (b->anew) {
		if (answer->from != 1)
			return not_whole(err);
		b->after = 0;
		memset(b->chain, 0, sizeof b->chain);
	}
	if (!envelope_get_entries(&reader, answer, b->chain, &b->list, &b->n, err))
		return false;
	if (!reader_done(&reader) || b->n != answer->to + 1 - answer->from || answer->to > UINT32_MAX)
		return not_whole(err);
	for (size_t i = 0; i < b->n; i++)
		if (b->list[i]->id != entry_id(r->old, b->after + 1 + (uint32_t)i))
			return not_whole(err);
	const unsigned char *chain = b->n ? b->list[b->n - 1]->chain : b->chain;
	return crypto_equal(chain, answer->chain, ENVELOPE_CHAIN) || not_whole(err);
}

static bool keep(struct run *run, struct renewal *r, const struct batch *b, struct err *err)
{
	if (!store_begin(run->store, err))
		return false;
	bool ok = true;

	if (b->anew) {
		r->base = 0;
		ok = renewal_forget(run->store, err) && renewal_save(run->store, r, err);
	}
	for (size_t i = 0; ok && i < b->n; i++)
		ok = renewal_put(run->store, b->list[i], err);
	if (ok && store_commit(run->store, err))
		return true;
	store_rollback(run->store);
	return false;
}

/* Under the new number and key; what the run is called otherwise stays. */
static bool send_as(struct run *run, const struct renewal *r, struct envelope *head, struct envelope *answer, struct buf *content,
                    struct err *err)
{
	uint32_t number = run->me.number;
	unsigned char secret[CRYPTO_SECRET];
	struct buf nothing = { 0 }, body = { 0 }, reply = { 0 };

	memcpy(secret, run->me.secret, CRYPTO_SECRET);
	run->me.number = r->number;
	memcpy(run->me.secret, r->secret, CRYPTO_SECRET);
	run_seal(run, head, &nothing, &body);
	bool ok = run_send(run, "/v1/return", &body, ENVELOPE_ENTRIES, &reply, answer, content, err);

	run->me.number = number;
	memcpy(run->me.secret, secret, CRYPTO_SECRET);
	crypto_wipe(secret, sizeof secret);
	buf_free(&body);
	buf_free(&reply);
	return ok;
}

/* One batch. *more: the hub has another. */
static bool fetch(struct run *run, struct renewal *r, bool *more, struct err *err)
{
	struct batch b = { 0 };
	struct buf content = { 0 };
	struct envelope answer;

	if (!last_here(run, r, &b, err))
		return false;
	struct envelope head = {
		.sender = r->number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES, .dictionary = run->dictionary,
		.flags = ENVELOPE_WITH_CHAIN | run->wish << ENVELOPE_WISH, .from = (uint64_t)b.after + 1, .to = b.after,
	};

	memcpy(head.chain, b.chain, ENVELOPE_CHAIN);
	bool ok = send_as(run, r, &head, &answer, &content, err), adopted = run->adopted;

	run->adopted = false;
	*more = true;
	if (ok && !adopted) {
		ok = decode(&b, r, &answer, &content, err) && keep(run, r, &b, err);
		*more = answer.flags & ENVELOPE_MORE;
		if (ok && *more && !b.n)
			ok = not_whole(err);
	}
	for (size_t i = 0; i < b.n; i++)
		entry_free(b.list[i]);
	free(b.list);
	buf_free(&content);
	return ok;
}

/* --- the change ---------------------------------------------------------------------------------------------------- */

static bool finish(struct run *run, struct err *err)
{
	struct reissue_result done;

	if (!reissue(run->store, &done, err))
		return false;
	station_self_clear(&run->me);
	if (!station_self_load(run->store, &run->me, err))
		return false;
	run->holds = run->written = 0;
	run->renewed = true;
	run->result->renewed = run->me.number;
	run->result->returned = done.returned;
	run->result->reissued = done.reissued;
	return true;
}

bool run_renew(struct run *run, struct err *err)
{
	struct renewal r;
	bool more = true;
	bool ok = renewal_load(run->store, &r, err) && (r.old == run->me.number || begin(run, &r, err));

	if (ok && !r.number)
		ok = ask(run, &r, err);
	else if (ok)
		ok = fetch(run, &r, &more, err) && (more || finish(run, err));
	renewal_clear(&r);
	return ok;
}
