/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments on a stick: the same pieces that would go by the line, one behind the other; back come the hashes of those that
 * arrived. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "bundle_parts.h"
#include "run.h"
#include "store/file_store.h"
#include "sync/files.h"
#include "work/attach.h"

static bool put_piece(struct run *run, struct bundle_writer *w, const struct attached *a, uint64_t from, struct err *err)
{
	const struct envelope head = {
		.sender = run->me.number, .receiver = run->me.hub, .layout = ENVELOPE_FILE, .from = 1, .to = 0,
	};
	struct file_words words = { .entry = a->entry, .from = from };
	struct buf bytes = { 0 }, payload = { 0 }, body = { 0 };
	bool ok = file_store_read(run->store, a->digest, from, FILES_CHUNK, &bytes, err);

	memcpy(words.digest, a->digest, CRYPTO_HASH);
	words.bytes = buf_text(&bytes);
	words.n = bytes.len;
	file_words_put(&payload, &words);
	run_seal(run, &head, &payload, &body);
	ok = ok && bundle_put(w, body.data, body.len, err);
	buf_free(&bytes);
	buf_free(&payload);
	buf_free(&body);
	return ok;
}

/* Whole or not at all; one that was altered is left out and marked. */
static bool put_file(struct run *run, struct bundle_writer *w, const struct attached *a, size_t *files, struct err *err)
{
	struct err why = { 0 };

	if (!file_store_check(run->store, a->digest, a->size, &why)) {
		log_warn("file %02x%02x%02x%02x was altered here", a->digest[0], a->digest[1], a->digest[2], a->digest[3]);
		return attached_mark(run->store, a->digest, ATTACHED_BAD, err);
	}
	for (uint64_t from = 0; from < a->size; from += FILES_CHUNK)
		if (!put_piece(run, w, a, from, err))
			return false;
	++*files;
	return true;
}

bool bundle_put_files(struct run *run, struct bundle_writer *w, size_t *files, struct err *err)
{
	struct attached *list;
	bool ok = true;
	size_t n;

	if (!attached_unsent(run->store, &list, &n, err))
		return false;
	for (size_t i = 0; ok && i < n; i++)
		if (list[i].state == ATTACHED_WAITS && file_store_has(run->store, list[i].digest, list[i].size) &&
		    attach_stands(run->store, list[i].entry))
			ok = put_file(run, w, &list[i], files, err);
	free(list);
	return ok;
}

static bool keep_receipt(struct run *run, const unsigned char *digest, size_t *files, struct err *err)
{
	struct attached a;
	struct err why = { 0 };

	if (!attached_get(run->store, digest, &a, &why) || a.state == ATTACHED_SENT) {
		if (why.kind && err)
			*err = why;
		return !why.kind;
	}
	++*files;
	return attached_mark(run->store, digest, ATTACHED_SENT, err);
}

bool bundle_file_receipts(struct run *run, const struct buf *content, bool take, size_t *files, struct err *err)
{
	unsigned char *digests;
	size_t n;
	bool ok = file_receipts_get(content, &digests, &n);

	if (!ok)
		err_set(err, ERR_CHECK, _("U 盘包里有本机的程序还不认识的内容，没有收下；请升级程序"));
	for (size_t i = 0; ok && take && i < n; i++)
		ok = keep_receipt(run, digests + i * CRYPTO_HASH, files, err);
	free(digests);
	return ok;
}
