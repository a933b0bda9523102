/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading what columns.c writes, from somebody who may be lying: every count is held against the bytes that would have to
 * follow, and what may come out is bounded whatever goes in.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "columns_parts.h"
#include "sync/columns.h"

/* An entry takes this many bytes at the least: one in each of the columns that all have. */
#define ENTRY_LEAST 7

/* What things take in memory beside their texts, tables and all: counted against what may come out. */
#define ENTRY_COST 512
#define NAME_COST 128
#define SHAPE_COST 128
#define VALUE_COST 64

/* Text of one entry. No form comes near it; one entry as large as an envelope could be passed on to nobody. */
#define ENTRY_MOST (4u << 20)

struct input {
	struct reader *r;
	struct entry **list;
	size_t n;
	struct column_kin kin;
	struct column_names keys;
	struct column_shapes shapes;
	size_t wanted;                  /* shapes to be read */
	size_t *shape_of;
	size_t left;                    /* bytes that may still come out */
};

static bool bad(struct input *in)
{
	in->r->bad = true;
	return false;
}

static bool spend(struct input *in, size_t bytes)
{
	if (in->r->bad || bytes > in->left)
		return bad(in);
	in->left -= bytes;
	return true;
}

/* --- numbers -------------------------------------------------------------------------------------------------------- */

static void get_ids_and_times(struct input *in, const struct columns_frame *frame)
{
	uint64_t next = frame->first, version = frame->version;
	int64_t ms = 0;

	for (size_t i = 0; i < in->n; next = in->list[i++]->id + 1)
		in->list[i]->id = difference_back(next, reader_varint(in->r));
	for (size_t i = 0; i < in->n; i++) {
		ms = (int64_t)((uint64_t)ms + (uint64_t)zigzag_back(reader_varint(in->r)));
		if (ms < 0 || ms > INT64_MAX >> 16)
			ms = 0, bad(in);
		in->list[i]->at = ms * 65536;
	}
	for (size_t i = 0; i < in->n; i++) {
		uint64_t counter = reader_varint(in->r);

		if (counter > 0xffff)
			bad(in);
		in->list[i]->at |= (int64_t)(counter & 0xffff);
	}
	for (size_t i = 0; i < in->n; version = in->list[i++]->version)
		in->list[i]->version = difference_back(version, reader_varint(in->r));
}

/* --- links ---------------------------------------------------------------------------------------------------------- */

static bool get_parents(struct input *in, struct entry *e)
{
	uint64_t n = reader_varint(in->r), before = e->record;

	if (in->r->bad || n > ENTRY_PARENTS_MAX || n > in->r->left || !spend(in, (size_t)n * sizeof *e->parents))
		return bad(in);
	e->parents = mem_zero(((size_t)n + 1) * sizeof *e->parents);
	e->nparents = (size_t)n;
	for (size_t i = 0; i < n; before = e->parents[i++])
		e->parents[i] = difference_back(before, reader_varint(in->r));
	return !in->r->bad;
}

static void one_parent(struct entry *e, uint64_t id)
{
	e->parents = mem_zero(sizeof *e->parents);
	e->parents[0] = id;
	e->nparents = 1;
}

/* Its parents, once the records of all are known. before: the entry before it of the same record; itself where there is none,
 * which makes no valid entry. */
static bool get_link(struct input *in, unsigned char link, struct entry *e, const struct entry *before)
{
	switch (link) {
	case LINK_OPENER:
	case LINK_ALONE:
		return true;
	case LINK_LAST:
		one_parent(e, before->id);
		return true;
	case LINK_OPENING:
		one_parent(e, e->record);
		return true;
	case LINK_LISTED:
		return get_parents(in, e);
	default:
		return bad(in);
	}
}

static void get_links(struct input *in, const struct columns_frame *frame)
{
	const unsigned char *links = reader_bytes(in->r, in->n);
	uint64_t before = frame->first;

	for (size_t i = 0; links && i < in->n; before = in->list[i++]->record)
		in->list[i]->record = links[i] == LINK_OPENER ? in->list[i]->id : difference_back(before, reader_varint(in->r));
	in->kin = column_kin_of(in->list, in->n);
	for (size_t i = 0; i < in->n && !in->r->bad; i++)
		get_link(in, links[i], in->list[i], in->list[in->kin.before[i]]);
}

/* --- names and shapes ----------------------------------------------------------------------------------------------- */

/* Up to its NUL; lent. */
static const char *get_name(struct reader *r, size_t most)
{
	const unsigned char *end = r->left ? memchr(r->at, 0, r->left < most + 1 ? r->left : most + 1) : NULL;

	if (end)
		return reader_bytes(r, (size_t)(end - r->at) + 1);
	r->bad = true;
	return NULL;
}

static void get_who(struct input *in, const struct columns_frame *frame)
{
	const struct entry nobody = { .who = (char *)(uintptr_t)"" };
	const char *above = "";

	for (size_t i = 0; i < in->n && !in->r->bad; i++) {
		const struct column_known known = { .dictionary = frame->dictionary, .e = &nobody, .key = "", .above = above };
		char *who = column_value_get(in->r, &known);

		if (who && !spend(in, strlen(who))) {
			free(who);
			return;
		}
		if (who)
			above = in->list[i]->who = who;
	}
}

static void get_shape_numbers(struct input *in)
{
	in->shape_of = mem_zero(in->n * sizeof *in->shape_of);
	for (size_t i = 0; i < in->n; i++) {
		uint64_t shape = reader_varint(in->r);

		if (in->r->bad || shape > in->wanted) {
			bad(in);
			return;
		}
		in->shape_of[i] = (size_t)shape;
		in->wanted += shape == in->wanted;
	}
}

static void get_keys(struct input *in)
{
	uint64_t n = reader_varint(in->r);

	for (size_t i = 0; i < n && !in->r->bad; i++) {
		const char *key = get_name(in->r, FIELDS_KEY_MAX);

		if (key && (!fields_key_valid(key) || !spend(in, NAME_COST) || column_names_put(&in->keys, key) != i))
			bad(in);
	}
}

static bool get_shape(struct input *in)
{
	const char *form = get_name(in->r, FIELDS_KEY_MAX);
	uint64_t n = reader_varint(in->r);
	size_t next = 0;

	if (!form || n > FIELDS_MAX || n > in->keys.n || !spend(in, SHAPE_COST + (size_t)n * sizeof next))
		return bad(in);
	struct column_shape *s = column_shape_new(form, (size_t)n);

	column_shapes_add(&in->shapes, s);
	while (s->n < n) {
		uint64_t passed = reader_varint(in->r), run = reader_varint(in->r);

		if (in->r->bad || passed > in->keys.n || !run || run > n - s->n || next + passed + run > in->keys.n)
			return bad(in);
		next += (size_t)passed;
		for (; run; run--)
			s->columns[s->n++] = next++;
	}
	return true;
}

static void get_shapes(struct input *in)
{
	while (in->shapes.n < in->wanted && get_shape(in))
		;
	/* beforehand, for the rows are a table as large */
	for (size_t i = 0; i < in->n && !in->r->bad; i++) {
		const struct column_shape *s = in->shapes.list[in->shape_of[i]];

		in->list[i]->form = mem_dup(s->form);
		spend(in, s->n * VALUE_COST);
	}
}

/* --- values --------------------------------------------------------------------------------------------------------- */

static bool get_value(struct input *in, const struct column_known *known, struct entry *e)
{
	char *value = column_value_get(in->r, known);
	size_t n = value ? strlen(value) : 0;
	bool good = value && n <= FIELDS_VALUE_MAX && spend(in, n + strlen(known->key));

	if (good)
		fields_set(e->fields, known->key, value);
	free(value);
	return good || bad(in);
}

static void get_values(struct input *in, const struct columns_frame *frame)
{
	struct column_openers openers = column_openers_of(frame, in->list, in->n, &in->kin);
	struct column_rows rows = column_rows_of(&in->shapes, in->shape_of, in->n, in->keys.n);

	for (size_t k = 0; k < in->keys.n && !in->r->bad; k++) {
		struct column_known known = { .dictionary = frame->dictionary, .key = in->keys.list[k]->text, .above = "" };

		for (size_t row = rows.start[k]; row < rows.start[k + 1] && !in->r->bad; row++) {
			struct entry *e = in->list[rows.of[row]];

			known.e = e;
			known.opener = openers.of[rows.of[row]];
			if (get_value(in, &known, e))
				known.above = fields_get(e->fields, known.key);
		}
	}
	column_rows_free(&rows);
	column_openers_free(&openers);
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static bool too_large(const struct entry *e)
{
	size_t text = 0;

	for (size_t i = 0; i < fields_count(e->fields); i++)
		text += strlen(fields_value(e->fields, i));
	return text > ENTRY_MOST;
}

static void get_all(struct input *in, const struct columns_frame *frame)
{
	get_ids_and_times(in, frame);
	if (!in->r->bad)
		get_links(in, frame);
	if (!in->r->bad)
		get_who(in, frame);
	if (!in->r->bad)
		get_shape_numbers(in);
	if (!in->r->bad)
		get_keys(in);
	if (!in->r->bad)
		get_shapes(in);
	if (!in->r->bad)
		get_values(in, frame);
	for (size_t i = 0; i < in->n && !in->r->bad; i++)
		if (!entry_valid(in->list[i]) || too_large(in->list[i]))
			bad(in);
}

bool columns_get(struct reader *r, const struct columns_frame *frame, size_t most, struct entry ***list, size_t *n)
{
	struct input in = { .r = r, .left = most };
	uint64_t count = reader_varint(r);

	*list = NULL;
	*n = 0;
	if (r->bad || count > r->left / ENTRY_LEAST || count > most / ENTRY_COST || !spend(&in, (size_t)count * ENTRY_COST))
		return bad(&in);
	in.n = (size_t)count;
	in.list = mem_zero((in.n + 1) * sizeof *in.list);
	for (size_t i = 0; i < in.n; i++)
		in.list[i] = entry_new();
	if (in.n)
		get_all(&in, frame);

	column_names_free(&in.keys);
	column_shapes_free(&in.shapes);
	column_kin_free(&in.kin);
	free(in.shape_of);
	if (!r->bad) {
		*list = in.list;
		*n = in.n;
		return true;
	}
	for (size_t i = 0; i < in.n; i++)
		entry_free(in.list[i]);
	free(in.list);
	return false;
}
