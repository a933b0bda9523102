/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout, in this order, each line for all entries before the next one begins:
 *
 *   varint     how many entries; nothing follows where there are none
 *   ids        each as its difference from the one before + 1
 *   times      milliseconds as the difference from the one before; then the counters
 *   versions   each as its difference from the one before
 *   links      one byte: how record and parents are told; then the records, then the parents, as far as they are to be told
 *   who        a column of values
 *   shapes     one varint an entry: which form with which fields; one more than the greatest so far is a new shape
 *   keys       count and names of all fields that occur, in the order of their columns
 *   new shapes name of the form, then its fields as runs: so many keys are passed over, so many taken, until all are told
 *   values     a column for each key, a value for each entry that has the field
 */
#include "sync/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "columns_parts.h"

/* --- writing -------------------------------------------------------------------------------------------------------- */

struct writer {
	struct buf *out;
	struct entry *const *list;
	size_t n;
	struct column_kin kin;
	struct column_names keys;       /* in the order of the columns */
	struct column_shapes shapes;
	size_t *shape_of;               /* of each entry */
};

/* Of a person, the identity number stands before what can be told from it. */
static bool comes_first(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot && strcmp(dot, ".idno") == 0;
}

static void order_keys(struct writer *w)
{
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < w->n; i++)
			for (size_t k = 0; k < fields_count(w->list[i]->fields); k++)
				if (comes_first(fields_key(w->list[i]->fields, k)) == (round == 0))
					column_names_put(&w->keys, fields_key(w->list[i]->fields, k));
}

static int compare_columns(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static struct column_shape *shape_of(struct writer *w, const struct entry *e)
{
	size_t n = fields_count(e->fields);
	struct column_shape *s = column_shape_new(e->form, n);

	while (s->n < n) {
		s->columns[s->n] = column_names_put(&w->keys, fields_key(e->fields, s->n));
		s->n++;
	}
	qsort(s->columns, n, sizeof *s->columns, compare_columns);
	return s;
}

static void find_shapes(struct writer *w)
{
	w->shape_of = mem_zero(w->n * sizeof *w->shape_of);
	for (size_t i = 0; i < w->n; i++)
		w->shape_of[i] = column_shapes_put(&w->shapes, shape_of(w, w->list[i]));
}

static void put_ids_and_times(struct writer *w, const struct columns_frame *frame)
{
	uint64_t next = frame->first, version = frame->version;
	int64_t ms = 0;

	for (size_t i = 0; i < w->n; next = w->list[i++]->id + 1)
		buf_varint(w->out, difference(next, w->list[i]->id));
	for (size_t i = 0; i < w->n; ms = entry_ms(w->list[i++]))
		buf_varint(w->out, zigzag(entry_ms(w->list[i]) - ms));
	for (size_t i = 0; i < w->n; i++)
		buf_varint(w->out, (uint64_t)w->list[i]->at & 0xffff);
	for (size_t i = 0; i < w->n; version = w->list[i++]->version)
		buf_varint(w->out, difference(version, w->list[i]->version));
}

/* before: the entry before it of the same record; itself where there is none, and no entry has itself for a parent. */
static enum column_link link_of(const struct entry *e, const struct entry *before)
{
	if (e->record == e->id && !e->nparents)
		return LINK_OPENER;
	if (!e->nparents)
		return LINK_ALONE;
	if (e->nparents == 1 && before->id == e->parents[0])
		return LINK_LAST;
	return e->nparents == 1 && e->parents[0] == e->record ? LINK_OPENING : LINK_LISTED;
}

static void put_parents(struct buf *out, const struct entry *e)
{
	uint64_t before = e->record;

	buf_varint(out, e->nparents);
	for (size_t i = 0; i < e->nparents; before = e->parents[i++])
		buf_varint(out, difference(before, e->parents[i]));
}

static void put_links(struct writer *w, const struct columns_frame *frame)
{
	struct buf records = { 0 }, parents = { 0 };
	uint64_t before = frame->first;

	for (size_t i = 0; i < w->n; i++) {
		const struct entry *e = w->list[i];
		enum column_link link = link_of(e, w->list[w->kin.before[i]]);

		buf_putc(w->out, (char)link);
		if (link != LINK_OPENER)
			buf_varint(&records, difference(before, e->record));
		if (link == LINK_LISTED)
			put_parents(&parents, e);
		before = e->record;
	}
	buf_put(w->out, records.data, records.len);
	buf_put(w->out, parents.data, parents.len);
	buf_free(&records);
	buf_free(&parents);
}

static void put_who(struct writer *w, const struct columns_frame *frame)
{
	const struct entry nobody = { .who = (char *)(uintptr_t)"" };
	const char *above = "";

	for (size_t i = 0; i < w->n; above = w->list[i++]->who) {
		const struct column_known known = { .dictionary = frame->dictionary, .e = &nobody, .key = "", .above = above };
		column_value_put(w->out, &known, w->list[i]->who);
	}
}

static void put_shape(struct buf *out, const struct column_shape *s)
{
	size_t next = 0;

	buf_put(out, s->form, strlen(s->form) + 1);
	buf_varint(out, s->n);
	for (size_t i = 0; i < s->n;) {
		size_t run = 1;

		while (i + run < s->n && s->columns[i + run] == s->columns[i] + run)
			run++;
		buf_varint(out, s->columns[i] - next);
		buf_varint(out, run);
		next = s->columns[i] + run;
		i += run;
	}
}

static void put_shapes(struct writer *w)
{
	for (size_t i = 0; i < w->n; i++)
		buf_varint(w->out, w->shape_of[i]);
	buf_varint(w->out, w->keys.n);
	for (size_t k = 0; k < w->keys.n; k++)
		buf_put(w->out, w->keys.list[k]->text, strlen(w->keys.list[k]->text) + 1);
	for (size_t i = 0; i < w->shapes.n; i++)
		put_shape(w->out, w->shapes.list[i]);
}

static void put_values(struct writer *w, const struct columns_frame *frame)
{
	struct column_openers openers = column_openers_of(frame, w->list, w->n, &w->kin);
	struct column_rows rows = column_rows_of(&w->shapes, w->shape_of, w->n, w->keys.n);

	for (size_t k = 0; k < w->keys.n; k++) {
		struct column_known known = { .dictionary = frame->dictionary, .key = w->keys.list[k]->text, .above = "" };

		for (size_t row = rows.start[k]; row < rows.start[k + 1]; row++) {
			known.e = w->list[rows.of[row]];
			known.opener = openers.of[rows.of[row]];
			const char *value = fields_get(known.e->fields, known.key);
			column_value_put(w->out, &known, value);
			known.above = value;
		}
	}
	column_rows_free(&rows);
	column_openers_free(&openers);
}

void columns_put(struct buf *out, const struct columns_frame *frame, struct entry *const *list, size_t n)
{
	struct writer w = { .out = out, .list = list, .n = n };

	buf_varint(out, n);
	if (!n)
		return;
	w.kin = column_kin_of(list, n);
	order_keys(&w);
	find_shapes(&w);
	put_ids_and_times(&w, frame);
	put_links(&w, frame);
	put_who(&w, frame);
	put_shapes(&w);
	put_values(&w, frame);
	column_names_free(&w.keys);
	column_shapes_free(&w.shapes);
	column_kin_free(&w.kin);
	free(w.shape_of);
}
