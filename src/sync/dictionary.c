/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/dictionary.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/fields.h"

#define FILE_MAX (1u << 20)

/* Bytes from 0x80: so many words alone, then so many that go before a second byte from 1 to 255, and the escape. */
#define FIRST 0x80
#define SINGLES 80
#define LEADS 47
#define TRAILS 255
#define ESCAPE 0xff
#define WORDS (SINGLES + LEADS * TRAILS)

#define WORD_LETTERS 6                  /* of the longest word */
#define WORD_BYTES (WORD_LETTERS * 4)

struct word {
	uint32_t at;                    /* in the file */
	uint32_t bytes;
};

struct dictionary {
	struct buf bytes, file;         /* the zstd dictionary, the words */
	struct word *words;             /* by rank */
	size_t n;
	uint16_t *slots;                /* by text: rank + 1; 0 empty */
};

#define SLOTS 32768                     /* a power of two, more than twice WORDS */

static struct dictionary shipped[DICTIONARY_NEWEST + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* --- loading -------------------------------------------------------------------------------------------------------- */

static size_t letter_bytes(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	return *u < 0x80 ? 1 : *u < 0xe0 ? 2 : *u < 0xf0 ? 3 : 4;
}

static uint16_t *slot_of(const struct dictionary *d, const char *text, size_t n)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	size_t at = (hash ^ hash >> 15) % SLOTS;

	for (; d->slots[at]; at = (at + 1) % SLOTS) {
		const struct word *w = &d->words[d->slots[at] - 1];

		if (w->bytes == n && memcmp(d->file.data + w->at, text, n) == 0)
			break;
	}
	return &d->slots[at];
}

/* One a line, none of it ASCII, the commonest first. */
static void take_words(struct dictionary *d)
{
	d->words = mem_zero(WORDS * sizeof *d->words);
	d->slots = mem_zero(SLOTS * sizeof *d->slots);
	for (const char *s = buf_text(&d->file); *s && d->n < WORDS; s += *s == '\n') {
		size_t n = strcspn(s, "\n");
		uint16_t *slot = slot_of(d, s, n);

		if (n && n <= WORD_BYTES && (unsigned char)*s >= FIRST && !*slot) {
			d->words[d->n++] = (struct word){ (uint32_t)(s - d->file.data), (uint32_t)n };
			*slot = (uint16_t)d->n;
		}
		s += n;
	}
}

static bool read_file(const char *share, unsigned id, const char *kind, struct buf *out)
{
	char *name = mem_fmt("data/sync-%u.%s", id, kind), *path = file_join(share, name);
	struct err err = { 0 };
	bool ok = file_read(path, FILE_MAX, out, &err);

	if (!ok)
		log_err(&err);          /* without it everything works, with more bytes */
	free(path);
	free(name);
	return ok;
}

/* All of them at once: there will never be many, and a hub needs each sooner or later. */
static void load(void)
{
	char *share = file_share();

	for (unsigned id = 1; id <= DICTIONARY_NEWEST; id++) {
		struct dictionary *d = &shipped[id];

		if (read_file(share, id, "dict", &d->bytes) && read_file(share, id, "words", &d->file) && d->bytes.len &&
		    text_valid(buf_text(&d->file), d->file.len))
			take_words(d);
	}
	free(share);
}

const struct dictionary *dictionary_get(uint32_t id)
{
	if (!id || id > DICTIONARY_NEWEST)
		return NULL;
	pthread_once(&once, load);
	return shipped[id].n ? &shipped[id] : NULL;
}

uint32_t dictionary_newest(void)
{
	uint32_t id = DICTIONARY_NEWEST;

	while (id && !dictionary_get(id))
		id--;
	return id;
}

const void *dictionary_bytes(const struct dictionary *d, size_t *n)
{
	*n = d ? d->bytes.len : 0;
	return d ? d->bytes.data : NULL;
}

/* --- text ----------------------------------------------------------------------------------------------------------- */

static void put_rank(struct buf *out, unsigned rank)
{
	if (rank < SINGLES) {
		buf_putc(out, (char)(FIRST + rank));
	} else {
		buf_putc(out, (char)(FIRST + SINGLES + (rank - SINGLES) / TRAILS));
		buf_putc(out, (char)(1 + (rank - SINGLES) % TRAILS));
	}
}

/* The longest word that the text begins with, as rank + 1; 0 if there is none. */
static unsigned word_at(const struct dictionary *d, const char *text)
{
	unsigned longest = 0;
	size_t n = 0;

	for (int letters = 0; letters < WORD_LETTERS && (unsigned char)text[n] >= FIRST; letters++) {
		n += letter_bytes(text + n);
		unsigned rank = *slot_of(d, text, n);

		if (rank)
			longest = rank;
	}
	return longest;
}

void dictionary_put_text(const struct dictionary *d, struct buf *out, const char *text)
{
	while (d && *text) {
		unsigned rank = word_at(d, text);
		size_t n = rank ? d->words[rank - 1].bytes : letter_bytes(text);

		if (rank) {
			put_rank(out, rank - 1);
		} else {
			if ((unsigned char)*text >= FIRST)
				buf_putc(out, (char)ESCAPE);
			buf_put(out, text, n);
		}
		text += n;
	}
	buf_put(out, text, strlen(text) + 1);
}

/* A letter spelled in UTF-8: as many bytes as the first says. Whether they make one is seen at the end. */
static bool get_escaped(const unsigned char **at, struct buf *out)
{
	size_t n = **at < 0xc0 ? 0 : **at < 0xe0 ? 2 : **at < 0xf0 ? 3 : 4;

	if (!n)
		return false;
	for (; n && **at; n--)
		buf_putc(out, (char)*(*at)++);
	return n == 0;
}

/* A word, or a letter that is none of ours. */
static bool get_word(const struct dictionary *d, const unsigned char **at, struct buf *out)
{
	unsigned byte = *(*at)++;

	if (byte == ESCAPE)
		return get_escaped(at, out);
	size_t rank = byte - FIRST;

	if (rank >= SINGLES) {
		if (!**at)
			return false;
		rank = SINGLES + (rank - SINGLES) * TRAILS + *(*at)++ - 1;
	}
	if (rank >= d->n)
		return false;
	buf_put(out, d->file.data + d->words[rank].at, d->words[rank].bytes);
	return true;
}

/* Up to `end`. A few bytes can stand for many, so it stops where no value is longer. */
static bool get_text(const struct dictionary *d, const unsigned char *at, const unsigned char *end, struct buf *out)
{
	if (!d && end - at <= FIELDS_VALUE_MAX) {
		buf_put(out, at, (size_t)(end - at));
		at = end;
	}
	while (d && at < end && out->len <= FIELDS_VALUE_MAX) {
		if (*at < FIRST)
			buf_putc(out, (char)*at++);
		else if (!get_word(d, &at, out))
			return false;
	}
	return at == end && out->len <= FIELDS_VALUE_MAX && text_valid(buf_text(out), out->len);
}

char *dictionary_get_text(const struct dictionary *d, struct reader *r)
{
	const unsigned char *at = r->at, *end = r->left && !r->bad ? memchr(at, 0, r->left) : NULL;
	struct buf out = { 0 };

	if (end && get_text(d, at, end, &out)) {
		reader_bytes(r, (size_t)(end - at) + 1);
		return buf_take(&out);
	}
	buf_free(&out);
	r->bad = true;
	return NULL;
}
