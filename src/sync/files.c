/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk's side of attachments. A file goes once every entry is confirmed: first a question, how much of it the hub has, then
 * pieces that go on from there, each as large as the line allows. A dropped line costs a piece; what another desk brought
 * does not go again.
 */
#include "sync/files.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/fields.h"
#include "run.h"
#include "store/file_part.h"
#include "store/file_store.h"
#include "work/attach.h"

/* The words in front of the bytes, and the envelope around them. */
#define AROUND 300

/* --- which of them ------------------------------------------------------------------------------------------------------ */

/* Its entry is with the hub, as far as that is this station's affair. */
static bool is_confirmed(const struct station_self *me, uint64_t entry)
{
	return entry_station(entry) != me->number || entry_seq(entry) <= me->acked;
}

static bool is_wanted(struct run *run, const struct attached *a)
{
	return (run->how->files || attach_goes_now(a)) && file_store_has(run->store, a->digest, a->size) &&
	       is_confirmed(&run->me, a->entry) && attach_stands(run->store, a->entry);
}

/* --- one request -------------------------------------------------------------------------------------------------------- */

static bool send_words(struct run *run, const struct file_words *w, enum envelope_layout layout, struct buf *content,
                       struct err *err)
{
	const struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FILE, .from = 1, .to = 0,
	};
	struct buf payload = { 0 }, body = { 0 }, reply = { 0 };
	struct envelope answer;

	file_words_put(&payload, w);
	run_seal(run, &head, &payload, &body);
	buf_free(&payload);
	bool ok = run_send(run, "/v1/file", &body, layout, &reply, &answer, content, err);

	buf_free(&body);
	buf_free(&reply);
	run->result->exchanges += ok;
	return ok;
}

static bool makes_no_sense(struct err *err)
{
	return err_set(err, ERR_FAILED, _("县中心关于附件的答复不对，请联系县中心"));
}

/* n bytes go on from `from`; none only ask. *held: what the hub has then. */
static bool bring(struct run *run, const struct attached *a, uint64_t from, size_t n, uint64_t *held, struct err *err)
{
	struct file_words w = { .entry = a->entry, .from = from };
	struct buf bytes = { 0 }, content = { 0 };

	memcpy(w.digest, a->digest, CRYPTO_HASH);
	bool ok = file_store_read(run->store, a->digest, from, n, &bytes, err);
	w.bytes = buf_text(&bytes);
	w.n = bytes.len;
	ok = ok && send_words(run, &w, ENVELOPE_FIELDS, &content, err);
	buf_free(&bytes);
	if (ok && !run->adopted) {
		struct reader r = reader_over(content.data, content.len);
		struct fields *f = fields_decode(&r);
		const char *text = f ? fields_get(f, "held") : NULL;

		*held = text ? strtoull(text, NULL, 10) : 0;
		ok = (text && *held <= a->size) || makes_no_sense(err);
		fields_free(f);
	}
	buf_free(&content);
	return ok;
}

/* --- bringing one ------------------------------------------------------------------------------------------------------- */

enum outcome { SENT, PASSED_OVER, ENDED, FAILED };

static size_t piece(const struct run *run, uint64_t left)
{
	uint64_t n = (uint64_t)(run->budget > 2 * AROUND ? run->budget - AROUND : run->budget);

	if (n > FILES_CHUNK)
		n = FILES_CHUNK;
	return (size_t)(n < left ? n : left);
}

static enum outcome refused(struct run *run, const struct attached *a, struct err *err)
{
	run->result->files_refused++;
	log_warn("the hub does not take file %02x%02x%02x%02x: %s", a->digest[0], a->digest[1], a->digest[2], a->digest[3],
	         http_word(run->http));
	return attached_mark(run->store, a->digest, ATTACHED_REFUSED, err) ? PASSED_OVER : FAILED;
}

/* What the hub's no means. PASSED_OVER: the run goes on with the next one. */
static enum outcome said_no(struct run *run, const struct attached *a, const struct err *local, struct err *err)
{
	const char *word = http_word(run->http);

	if (run->told == EXCHANGE_STOP) {
		run->result->end = EXCHANGE_STOPPED;
		return ENDED;
	}
	if (local->kind == ERR_REFUSED && (strcmp(word, "file-unknown") == 0 || strcmp(word, "file-too-large") == 0))
		return refused(run, a, err);
	if (local->kind == ERR_REFUSED && strcmp(word, "file-altered") == 0) {
		log_warn("the hub received another content than file %02x%02x%02x%02x", a->digest[0], a->digest[1],
		         a->digest[2], a->digest[3]);
		return PASSED_OVER;
	}
	/* a hub of an older program: they wait */
	if (local->kind == ERR_REFUSED && strcmp(word, "not-found") == 0)
		return ENDED;
	*err = *local;
	return FAILED;
}

static enum outcome bring_file(struct run *run, const struct attached *a, struct err *err)
{
	uint64_t held = 0;
	bool asked = false, anew = false;

	while (!asked || held < a->size) {
		struct err local = { 0 };
		uint64_t before = held;

		if (!run_may_go_on(run))
			return ENDED;
		run_measure(run);
		size_t n = asked ? piece(run, a->size - held) : 0;
		run->file_bytes -= n;
		bool ok = bring(run, a, held, n, &held, &local);
		run_account(run, local.kind);
		if (ok && run->adopted)
			return ENDED;
		if (ok && asked && held <= before) {
			makes_no_sense(err);
			return FAILED;
		}
		if (ok) {
			run->file_bytes -= asked ? 0 : held;
			asked = true;
			run_report(run, 0, 0);
			continue;
		}
		run->file_bytes += n;
		if (run_smaller(run))
			continue;
		/* what the hub had from an earlier attempt may have been damaged there: once more from the start */
		if (anew || strcmp(http_word(run->http), "file-altered") != 0)
			return said_no(run, a, &local, err);
		anew = true;
		asked = false;
		run->file_bytes += held;
		held = 0;
	}
	run->result->files_up++;
	return attached_mark(run->store, a->digest, ATTACHED_SENT, err) ? SENT : FAILED;
}

static enum outcome bring_good(struct run *run, const struct attached *a, struct err *err)
{
	struct err why = { 0 };

	if (file_store_check(run->store, a->digest, a->size, &why))
		return bring_file(run, a, err);
	if (why.kind != ERR_CHECK) {
		*err = why;
		return FAILED;
	}
	log_warn("file %02x%02x%02x%02x was altered here", a->digest[0], a->digest[1], a->digest[2], a->digest[3]);
	run->result->files_bad++;
	return attached_mark(run->store, a->digest, ATTACHED_BAD, err) ? PASSED_OVER : FAILED;
}

/* --- all of them -------------------------------------------------------------------------------------------------------- */

static void count_bytes(struct run *run, const struct attached *list, size_t n)
{
	run->file_bytes = 0;
	for (size_t i = 0; i < n; i++)
		run->file_bytes += is_wanted(run, &list[i]) ? list[i].size : 0;
}

bool run_files(struct run *run, struct err *err)
{
	enum outcome how = SENT;
	struct attached *list;
	size_t n;

	if (!attached_unsent(run->store, &list, &n, err))
		return false;
	count_bytes(run, list, n);
	for (size_t i = 0; i < n && how != ENDED && how != FAILED; i++) {
		uint64_t left = run->file_bytes;

		if (!is_wanted(run, &list[i]))
			continue;
		how = bring_good(run, &list[i], err);
		run->file_bytes = left > list[i].size ? left - list[i].size : 0;
	}
	run->file_bytes = 0;
	free(list);
	return how != FAILED;
}

/* --- fetching one ------------------------------------------------------------------------------------------------------- */

static size_t piece_down(const struct run *run)
{
	size_t n = run->wish ? (size_t)1 << run->wish : 64u << 10;

	return n < FILES_CHUNK ? n : FILES_CHUNK;
}

/* The next piece. ERR_CHECK where the hub has not got it either. */
static bool fetch_piece(struct run *run, const struct attached *a, uint64_t *held, struct err *err)
{
	struct file_words w = { .entry = a->entry, .from = *held, .want = piece_down(run) }, got;
	struct buf content = { 0 };

	memcpy(w.digest, a->digest, CRYPTO_HASH);
	bool ok = send_words(run, &w, ENVELOPE_FILE, &content, err);
	if (ok && !run->adopted)
		ok = (file_words_get(&content, &got) && memcmp(got.digest, a->digest, CRYPTO_HASH) == 0 && got.from == *held &&
		      got.n && got.n <= w.want) || makes_no_sense(err);
	if (ok && !run->adopted)
		ok = file_part_add(run->store, run->me.number, a->digest, a->size, got.from, got.bytes, got.n, held, err);
	buf_free(&content);
	return ok;
}

static bool fetch(struct run *run, const struct attached *a, struct err *err)
{
	uint64_t held = file_part_held(run->store, run->me.number, a->digest, a->size);

	while (held < a->size) {
		struct err local = { 0 };

		run->file_bytes = a->size - held;
		if (!run_may_go_on(run))
			return err_set(err, ERR_FAILED, _("已停止，下次从断处接着取"));
		run_measure(run);
		bool ok = fetch_piece(run, a, &held, &local);
		run_account(run, local.kind);
		if (ok && run->adopted)
			return err_set(err, ERR_NET, _("县中心恢复过，请先报送一次，再取附件"));
		if (!ok && local.kind == ERR_REFUSED && strcmp(http_word(run->http), "file-missing") == 0)
			return err_set(err, ERR_CHECK, _("县中心还没有收到这个文件，请等写它的那台机器传上去"));
		if (!ok && !run_smaller(run)) {
			*err = local;
			return false;
		}
		run_report(run, 0, 0);
	}
	run->result->files_down++;
	return attached_mark(run->store, a->digest, ATTACHED_SENT, err);
}

static bool fetch_known(struct run *run, const unsigned char digest[CRYPTO_HASH], struct err *err)
{
	struct attached a;
	struct err why = { 0 };

	if (!attached_get(run->store, digest, &a, &why)) {
		if (why.kind && err)
			*err = why;
		return why.kind ? false : err_set(err, ERR_CHECK, _("本机的记录里没有这个附件"));
	}
	return file_store_has(run->store, digest, a.size) ||
	       (run_begin(run, err) && run_connect(run, err) && fetch(run, &a, err));
}

bool files_fetch(struct store *s, const unsigned char digest[CRYPTO_HASH], const struct exchange_how *how,
                 struct exchange_result *r, struct err *err)
{
	struct run run = { .store = s, .result = r, .how = how };
	struct err local = { 0 };

	*r = (struct exchange_result){ 0 };
	int fd = run_lock(s, err);
	if (fd < 0)
		return false;
	bool ok = fetch_known(&run, digest, &local);
	run_sum_up(&run);
	run_end(&run, fd);
	if (!ok && err)
		*err = local;
	return ok;
}
