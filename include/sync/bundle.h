/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bundles: where there is no line, a USB stick carries the very envelopes that would go over HTTPS, sealed to their receiver
 * (docs/stick.md). A bundle is one file FILE, or parts FILE.1-of-3, FILE.2-of-3 …, each
 *
 *   head        "YCBUNDLE2\n", then big endian: receiver, sender (4 bytes each), id of the bundle (8), part, parts (4 each), and
 *               how many bytes follow the head (8)
 *   seal        CRYPTO_SEAL_HEAD bytes: to the receiver's key
 *   chunks      each BUNDLE_CHUNK bytes of content, the last one perhaps less, and CRYPTO_SEAL_MORE
 *   end         CRYPTO_SEAL_MORE bytes, which vouch for the head
 *
 * Every part is sealed by itself, so that a damaged one can be named. Their contents, one behind the other, are blocks
 * (base/buf.h) of an envelope each. What kind of envelope is the affair of who reads.
 */
#ifndef SYNC_BUNDLE_H
#define SYNC_BUNDLE_H

#include "store/station.h"
#include "sync/exchange.h"

#define BUNDLE_CHUNK (64u << 10)
#define BUNDLE_PARTS 999
#define BUNDLE_SPLIT_MIN 1024u

/* --- writing -------------------------------------------------------------------------------------------------------- */

struct bundle_to {
	uint32_t sender, receiver;
	const unsigned char *public;    /* the receiver's, lent */
	uint64_t split;                 /* bytes that a file may have; 0: what a FAT32 stick takes */
};
struct bundle_written {
	char *path;                     /* of the bundle; with parts, what stands before ".1-of-3". Yours. */
	size_t parts;
	size_t files;                   /* attachments inside: bundle_desk_write() */
	uint64_t bytes;
};
void bundle_written_clear(struct bundle_written *w);

/* "700K", "1M", "2G", or bytes; ERR_USAGE otherwise. */
bool bundle_size(const char *text, uint64_t *size, struct err *err);

/* Where path is a folder, the bundle gets a name of its own in there. */
struct bundle_writer;
struct bundle_writer *bundle_begin(const char *path, const struct bundle_to *to, struct err *err);
bool bundle_put(struct bundle_writer *w, const void *envelope, size_t n, struct err *err);
/* Now, and whole, it appears under its name. An earlier bundle of the same sender to the same receiver may stand there; anything
 * else is left alone (ERR_CHECK). */
bool bundle_finish(struct bundle_writer *w, struct bundle_written *out, struct err *err);
/* Wherever it got: nothing half is left behind. */
void bundle_end(struct bundle_writer *w);

/* --- reading -------------------------------------------------------------------------------------------------------- */

struct bundle;
struct bundles {
	struct bundle **list;
	size_t n;
};
/*
 * Sort files into bundles; a folder stands for the bundles in it that are for us. Only heads are read. ERR_CHECK: not a bundle,
 * not copied to its end, parts missing. ERR_TRUST: for somebody else. Files may come in any order, and twice.
 */
bool bundles_open(char *const *paths, size_t n, uint32_t us, struct bundles *out, struct err *err);
void bundles_close(struct bundles *b);
uint32_t bundle_sender(const struct bundle *b);

/* What to do with an envelope; its sender and receiver are those of the bundle. */
typedef bool bundle_take(void *arg, const void *envelope, size_t n, struct err *err);
/* All envelopes in their order. What take got before something was found wrong it did get: look through all of it first. */
bool bundle_each(const struct bundle *b, const struct station_self *us, bundle_take *take, void *arg, struct err *err);

/* --- a desk's own: `yichuang bundle write`, `read` -------------------------------------------------------------------- */

/* All that the hub has not confirmed yet, attachments too, whichever way they were to go, and where we are in the feed. *entries: how many. Nothing counts as sent by it. */
bool bundle_desk_write(struct store *s, const char *path, uint64_t split, struct bundle_written *w, size_t *entries,
                       struct err *err);

struct bundle_news {
	struct exchange_result r;       /* entries_down and refused, as of an exchange */
	size_t files;                   /* attachments of ours that now count as sent and did not before */
	uint32_t confirmed;             /* entries of ours that now count as sent and did not before */
	uint32_t left;                  /* those that still do not */
};
void bundle_news_clear(struct bundle_news *n);
/* What the hub has to say: its receipt and our feed, as in an exchange. All of it is looked at before any of it is kept. */
bool bundle_desk_read(struct store *s, char *const *paths, size_t n, struct bundle_news *news, struct err *err);

#endif
