/* SPDX-License-Identifier: Apache-2.0 */
/* A desk's stick: what it would send goes into one bundle, what the hub answers comes out of another; else as in an exchange. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "bundle_parts.h"
#include "run.h"
#include "store/journal.h"
#include "store/renewal.h"

/* One envelope: large enough to pack well, small enough to pack with the greatest effort. */
#define BUDGET (256l << 10)
#define PACKS 6.0

static bool start(struct run *run, struct err *err)
{
	if (!station_self_load(run->store, &run->me, err))
		return false;
	if (!run->me.number)
		return err_set(err, ERR_CHECK, _("本机还没有入网，请先用入网包入网（yichuang enroll）"));
	clock_practice(run->me.practice);
	run->holds = run->me.acked;
	run->packs = PACKS;
	run->budget = BUDGET;
	/* no dictionary, no quotes: bytes are cheap on a stick, and days are lost where the hub has not got what we meant */
	run->dictionary = 0;
	run->quotes = false;
	return true;
}

/* --- up ------------------------------------------------------------------------------------------------------------- */

/* What it has may be otherwise at the hub: only a line can put that right (heal.c). */
static bool is_sound(struct store *s, struct err *err)
{
	char *why = renewal_stale(s);
	bool sound = !why;

	free(why);
	return sound || err_set(err, ERR_CHECK, _("本机的数据是旧备份或复制来的，要先联网同步一次，才能写 U 盘包"));
}

/* A desk that has never had a line enrols by stick too. */
static bool put_code(const struct run *run, struct bundle_writer *w, struct err *err)
{
	struct buf body = { 0 };

	if (!*run->me.code)
		return true;
	run_enrol_request(run, &body);
	bool ok = bundle_put(w, body.data, body.len, err);
	crypto_wipe(body.data, body.len);
	buf_free(&body);
	return ok;
}

/* At least one envelope: without an entry it still says where we are in the feed. */
static bool put_entries(struct run *run, struct bundle_writer *w, struct err *err)
{
	unsigned char chain[CRYPTO_HASH];
	struct buf body = { 0 };
	uint32_t written;
	bool ok = journal_head(run->store, run->me.number, &written, chain, err);

	for (bool more = true; ok && more; more = run->holds < written) {
		struct envelope head = {
			.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_ENTRIES,
			.flags = ENVELOPE_WITH_CHAIN, .cursor = run->me.cursor,
		};

		ok = run_gather(run, written, &head, &body, err) && bundle_put(w, body.data, body.len, err);
		run->holds = (uint32_t)head.to;
	}
	buf_free(&body);
	return ok;
}

static bool write_up(struct run *run, const char *path, uint64_t split, struct bundle_written *out, struct err *err)
{
	const struct bundle_to to = {
		.sender = run->me.number, .receiver = run->me.hub, .public = run->me.hub_public, .split = split,
	};
	struct bundle_writer *w = bundle_begin(path, &to, err);
	size_t files = 0;
	bool ok = w && put_code(run, w, err) && put_entries(run, w, err) && bundle_put_files(run, w, &files, err) &&
	          bundle_finish(w, out, err);

	out->files = ok ? files : 0;
	bundle_end(w);
	return ok;
}

bool bundle_desk_write(struct store *s, const char *path, uint64_t split, struct bundle_written *w, size_t *entries,
                       struct err *err)
{
	struct run run = { .store = s };
	int fd = run_lock(s, err);

	*w = (struct bundle_written){ 0 };
	if (fd < 0)
		return false;
	bool ok = start(&run, err) && is_sound(s, err) && write_up(&run, path, split, w, err);
	*entries = run.holds - run.me.acked;
	run_end(&run, fd);
	return ok;
}

/* --- down ----------------------------------------------------------------------------------------------------------- */

struct reading {
	struct run run;
	uint32_t written;       /* our last seq */
	size_t files;           /* attachments that now count as sent */
};

/* The hub's, for us, of a kind that we know. Its content goes to *content. */
static bool open_envelope(const struct run *run, const void *bytes, size_t n, struct envelope *head, struct buf *content,
                          struct err *err)
{
	if (!envelope_open(bytes, n, run->me.hub_public, head, content, err))
		return false;
	if (head->layout != ENVELOPE_ENTRIES && head->layout != ENVELOPE_FILE) {
		err_set(err, ERR_CHECK, _("U 盘包里有本机的程序还不认识的内容，没有收下；请升级程序"));
		return err_detail(err, "bundle: layout %d", (int)head->layout);
	}
	return true;
}

/* A bundle that was left out: say which one is wanted, since trying again later does not help. */
static bool continues(const struct run *run, const struct envelope *head, struct err *err)
{
	if (head->to < head->from || head->from <= run->me.cursor + 1)
		return true;
	err_set(err, ERR_CHECK, _("在这个 U 盘包之前，县中心还写过一个，本机没有读过。请先读那一个，或者请县中心重新写一个"));
	return err_detail(err, "bundle: feed from %" PRIu64 ", we are at %" PRIu64, head->from, run->me.cursor);
}

/* Look only, as if what was looked at before had been taken. */
static bool look(void *arg, const void *bytes, size_t n, struct err *err)
{
	struct reading *r = arg;
	struct envelope head;
	struct buf content = { 0 };

	bool ok = open_envelope(&r->run, bytes, n, &head, &content, err);
	if (ok && head.layout == ENVELOPE_FILE) {
		ok = bundle_file_receipts(&r->run, &content, false, NULL, err);
		buf_free(&content);
		return ok;
	}
	ok = ok && continues(&r->run, &head, err) && run_check_answer(&r->run, &head, r->written, err);
	if (ok && head.to > r->run.me.cursor)
		r->run.me.cursor = head.to;
	buf_free(&content);
	return ok;
}

static bool take(void *arg, const void *bytes, size_t n, struct err *err)
{
	struct reading *r = arg;
	struct envelope head;
	struct buf content = { 0 }, reply = { 0 };

	buf_put(&reply, bytes, n);
	bool ok = open_envelope(&r->run, bytes, n, &head, &content, err) &&
	          (head.layout == ENVELOPE_FILE ? bundle_file_receipts(&r->run, &content, true, &r->files, err)
	                                        : run_take_answer(&r->run, &head, &reply, &content, err));
	buf_free(&content);
	buf_free(&reply);
	return ok;
}

static bool by_hub(const struct run *run, const struct bundles *all, struct err *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (bundle_sender(all->list[i]) != run->me.hub)
			return err_set(err, ERR_TRUST, _("U 盘包不是本县中心（%s）写的，是 %s 写的，没有收下"), bundle_station(run->me.hub),
			               bundle_station(bundle_sender(all->list[i])));
	return true;
}

static bool each(struct reading *r, const struct bundles *all, bundle_take *what, struct err *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (!bundle_each(all->list[i], &r->run.me, what, r, err))
			return false;
	return true;
}

/* A hub writes to nobody whose key it has not bound to a kit: whatever it wrote for us also says that we are enrolled. */
static bool enrolled(struct run *run, struct err *err)
{
	if (!*run->me.code)
		return true;
	crypto_wipe(run->me.code, strlen(run->me.code));        /* which leaves it empty */
	return station_self_save(run->store, &run->me, err);
}

static bool read_all(struct reading *r, const struct bundles *all, struct err *err)
{
	struct run *run = &r->run;
	unsigned char chain[CRYPTO_HASH];
	uint64_t cursor = run->me.cursor;

	bool ok = journal_head(run->store, run->me.number, &r->written, chain, err) && by_hub(run, all, err) &&
	          each(r, all, look, err);
	run->me.cursor = cursor;
	return ok && enrolled(run, err) && each(r, all, take, err);
}

/* The status line tells when we last heard of the hub. A bundle that said nothing new is no news of it. */
static void leave_notes(struct store *s)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, clock_ms());
	store_set_note(s, "sync.last_ok", text, NULL);
	store_set_note(s, "sync.last_error", "", NULL);
}

void bundle_news_clear(struct bundle_news *n)
{
	exchange_result_clear(&n->r);
	*n = (struct bundle_news){ 0 };
}

bool bundle_desk_read(struct store *s, char *const *paths, size_t n, struct bundle_news *news, struct err *err)
{
	struct reading r = { .run = { .store = s, .result = &news->r } };
	struct bundles all = { 0 };

	*news = (struct bundle_news){ 0 };
	int fd = run_lock(s, err);
	if (fd < 0)
		return false;
	bool ok = start(&r.run, err) && bundles_open(paths, n, r.run.me.number, &all, err);
	uint64_t before = r.run.me.cursor;
	ok = ok && read_all(&r, &all, err);
	news->confirmed = r.run.me.acked - r.run.holds;
	news->files = r.files;
	news->left = r.written > r.run.me.acked ? r.written - r.run.me.acked : 0;
	if (ok && (news->confirmed || news->files || r.run.me.cursor != before))
		leave_notes(s);
	bundles_close(&all);
	run_end(&r.run, fd);
	return ok;
}
