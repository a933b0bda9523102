/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the zstd dictionary of a dictionary for sync, whose words (letters.py) stand in the share folder already, out of desks that
 * sample texts were played into (tests/bench/play):
 *
 *   train N OUT HOME...     writes OUT, which is to become data/sync-N.dict
 *
 * It is what zstd's trainer picks out of payloads of one to forty entries.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/journal.h"
#include "store/station.h"
#include "sync/dictionary.h"
#include "sync/envelope.h"

#define DICT_SIZE (64u << 10)

static const size_t batches[] = { 1, 1, 2, 5, 12, 40 };

static struct buf samples;
static size_t *sizes, nsizes, capsizes;

static void die(const char *what)
{
	fprintf(stderr, "train: %s\n", what);
	exit(1);
}

/* --- samples -------------------------------------------------------------------------------------------------------- */

static struct entries read_desk(const char *home, struct station_self *me)
{
	struct err err = { 0 };
	struct entries all;
	struct store *s = store_open(home, STORE_DESK, false, &err);

	if (!s || !station_self_load(s, me, &err) || !journal_since(s, me->number, 1, SIZE_MAX, SIZE_MAX, &all, &err))
		die(err.say);
	store_close(s);
	return all;
}

static void sample(const struct station_self *me, uint32_t id, const struct entries *all, size_t at, size_t n)
{
	const struct envelope head = {
		.sender = me->number, .receiver = me->hub, .dictionary = id, .from = entry_seq(all->list[at]->id),
	};
	struct buf payload = { 0 };

	envelope_put_entries(&payload, &head, all->list + at, n);
	buf_put(&samples, payload.data, payload.len);
	sizes = mem_grow(sizes, &capsizes, nsizes, sizeof *sizes);
	sizes[nsizes++] = payload.len;
	buf_free(&payload);
}

static void sample_desk(const struct station_self *me, uint32_t id, const struct entries *all)
{
	size_t which = 0;

	for (size_t at = 0, n; at < all->n; at += n) {
		n = batches[which++ % (sizeof batches / sizeof *batches)];
		if (at + n > all->n)
			n = all->n - at;
		sample(me, id, all, at, n);
	}
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

int main(int argc, char **argv)
{
	if (argc < 4)
		die("train N OUT HOME...");
	uint32_t id = (uint32_t)strtoul(argv[1], NULL, 10);

	crypto_init();
	if (!dictionary_get(id))
		die("there must be data/sync-N.words, and anything as data/sync-N.dict");
	for (char **home = argv + 3; *home; home++) {
		struct station_self me = { 0 };
		struct entries all = read_desk(*home, &me);

		sample_desk(&me, id, &all);
		entries_free(&all);
		station_self_clear(&me);
	}

	char *dict = mem_zero(DICT_SIZE);
	ZDICT_fastCover_params_t p = {
		.k = 64, .d = 6, .f = 20, .accel = 1, .nbThreads = 1, .steps = 4,
		.zParams = { .compressionLevel = 19, .dictID = 0x59430000 + id },
	};
	size_t n = ZDICT_optimizeTrainFromBuffer_fastCover(dict, DICT_SIZE, samples.data, sizes, (unsigned)nsizes, &p);
	struct err err = { 0 };

	if (ZDICT_isError(n) || !file_write(argv[2], dict, n, &err))
		die(ZDICT_isError(n) ? ZDICT_getErrorName(n) : err.say);
	printf("%zu bytes from %zu samples of %zu bytes\n", n, nsizes, samples.len);
	return 0;
}
