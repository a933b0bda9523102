/* SPDX-License-Identifier: Apache-2.0 */
/* Entries: their order, their bytes and their seal. */
#include "model/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/fold.h"

#define WHO_MAX 120
#define FORM_MAX 24

struct entry *entry_new(void)
{
	struct entry *e = mem_zero(sizeof *e);

	e->fields = fields_new();
	return e;
}

void entry_free(struct entry *e)
{
	if (!e)
		return;
	free(e->who);
	free(e->form);
	free(e->parents);
	fields_free(e->fields);
	free(e);
}

int entry_compare(const struct entry *a, const struct entry *b)
{
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	/* an id is station and seq in that order */
	return a->id < b->id ? -1 : a->id > b->id;
}

/* varint id, at, record, version; blocks who, form; varint count of parents and the parents; the fields. */
void entry_encode(const struct entry *e, struct buf *out)
{
	buf_varint(out, e->id);
	buf_varint(out, (uint64_t)e->at);
	buf_varint(out, e->record);
	buf_varint(out, e->version);
	buf_block(out, e->who ? e->who : "", e->who ? strlen(e->who) : 0);
	buf_block(out, e->form ? e->form : "", e->form ? strlen(e->form) : 0);
	buf_varint(out, e->nparents);
	for (size_t i = 0; i < e->nparents; i++)
		buf_varint(out, e->parents[i]);
	fields_encode(e->fields, out);
}

static bool id_valid(uint64_t id)
{
	return entry_station(id) && entry_seq(id) && id <= INT64_MAX;
}

static bool form_valid(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n && n <= FORM_MAX && !s[n] && *s >= 'a' && *s <= 'z';
}

static char *text_decode(struct reader *r, size_t most)
{
	size_t n;
	const char *s = reader_block(r, &n);

	return r->bad || n > most || !text_valid(s, n) ? NULL : mem_ndup(s, n);
}

static bool parents_valid(const struct entry *e)
{
	for (size_t i = 0; i < e->nparents; i++)
		if (!id_valid(e->parents[i]) || e->parents[i] == e->id || (i && e->parents[i] <= e->parents[i - 1]))
			return false;
	/* an opener knows nothing before it; everything else has seen something, save the refusal of an opener */
	if (e->record == e->id)
		return e->nparents == 0;
	return e->nparents ? e->nparents <= ENTRY_PARENTS_MAX : strcmp(e->form, FOLD_REFUSAL) == 0;
}

bool entry_valid(const struct entry *e)
{
	return id_valid(e->id) && id_valid(e->record) && e->version <= INT64_MAX && e->at >= 0 && strlen(e->who) <= WHO_MAX &&
	       form_valid(e->form) && parents_valid(e) && fields_count(e->fields) <= FIELDS_MAX;
}

static bool parents_decode(struct reader *r, struct entry *e)
{
	uint64_t n = reader_varint(r);

	if (r->bad || n > ENTRY_PARENTS_MAX || n > r->left)
		return false;
	e->nparents = (size_t)n;
	e->parents = n ? mem_zero((size_t)n * sizeof *e->parents) : NULL;
	for (size_t i = 0; i < n; i++)
		e->parents[i] = reader_varint(r);
	return !r->bad;
}

static bool decode(struct reader *r, struct entry *e)
{
	e->id = reader_varint(r);
	e->at = (int64_t)reader_varint(r);
	e->record = reader_varint(r);
	e->version = reader_varint(r);
	return (e->who = text_decode(r, WHO_MAX)) && (e->form = text_decode(r, FORM_MAX)) && parents_decode(r, e) &&
	       (e->fields = fields_decode(r)) && entry_valid(e);
}

struct entry *entry_decode(struct reader *r)
{
	struct entry *e = mem_zero(sizeof *e);

	if (decode(r, e))
		return e;
	entry_free(e);
	return NULL;
}

void entry_seal(struct entry *e, const unsigned char previous[CRYPTO_HASH])
{
	struct buf body = { 0 };

	entry_encode(e, &body);
	crypto_hash(e->digest, body.data, body.len);
	crypto_hash2(e->chain, previous, CRYPTO_HASH, e->digest, CRYPTO_HASH);
	buf_free(&body);
}
