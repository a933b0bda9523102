/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables that writing and reading columns go by. What they are made of comes from strangers, so nothing here is slower for
 * contents that were chosen to be so: they sort and search trees, and hash nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "column_tree.h"
#include "columns_parts.h"

/* --- entries of one record ------------------------------------------------------------------------------------------ */

struct place {
	uint64_t record;
	size_t at;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

struct column_kin column_kin_of(struct entry *const *list, size_t n)
{
	struct column_kin kin = { mem_zero((n + 1) * sizeof *kin.first), mem_zero((n + 1) * sizeof *kin.before) };
	struct place *places = mem_zero((n + 1) * sizeof *places);

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ list[i]->record, i };
	qsort(places, n, sizeof *places, compare_places);
	for (size_t i = 0; i < n; i++) {
		size_t at = places[i].at, before = i && places[i - 1].record == places[i].record ? places[i - 1].at : at;

		kin.before[at] = before;
		kin.first[at] = before == at ? at : kin.first[before];
	}
	free(places);
	return kin;
}

void column_kin_free(struct column_kin *kin)
{
	free(kin->first);
	free(kin->before);
}

/* --- openers -------------------------------------------------------------------------------------------------------- */

/* Both ends stop asking at the same place, so that a liar cannot have everything fetched. */
#define HELD_MOST 4096
#define HELD_BYTES (16u << 20)

static struct entry *ask_held(const struct columns_frame *frame, uint64_t id, struct column_openers *o)
{
	if (!frame->held || o->asked == HELD_MOST || o->bytes >= HELD_BYTES)
		return NULL;
	struct entry *e = frame->held(frame->arg, id);

	o->asked++;
	for (size_t i = 0; e && i < fields_count(e->fields); i++)
		o->bytes += strlen(fields_value(e->fields, i));
	if (e)
		o->held[o->nheld++] = e;
	return e;
}

struct column_openers column_openers_of(const struct columns_frame *frame, struct entry *const *list, size_t n,
                                        const struct column_kin *kin)
{
	size_t most = n < HELD_MOST ? n : HELD_MOST;
	struct column_openers o = { .of = mem_zero((n + 1) * sizeof *o.of), .held = mem_zero((most + 1) * sizeof *o.held) };

	for (size_t i = 0; i < n; i++) {
		size_t first = kin->first[i];

		if (first == i)
			o.of[i] = list[i]->record == list[i]->id ? NULL : ask_held(frame, list[i]->record, &o);
		else
			o.of[i] = list[first]->id == list[i]->record ? list[first] : o.of[first];
	}
	return o;
}

void column_openers_free(struct column_openers *o)
{
	for (size_t i = 0; i < o->nheld; i++)
		entry_free(o->held[i]);
	free(o->held);
	free(o->of);
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct column_name *)a)->text, ((const struct column_name *)b)->text);
}

void column_names_free(struct column_names *t)
{
	column_tree_free(t->tree);
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i]);
	free(t->list);
}

size_t column_names_put(struct column_names *t, const char *text)
{
	const struct column_name wanted = { .text = text };
	const struct column_name *known = column_tree_find(t->tree, &wanted, compare_names);

	if (known)
		return known->at;
	size_t bytes = strlen(text) + 1;
	struct column_name *own = mem_zero(sizeof *own + bytes);

	own->at = t->n;
	own->text = memcpy(own + 1, text, bytes);
	column_tree_put(&t->tree, own, compare_names);
	t->list = mem_grow(t->list, &t->cap, t->n, sizeof *t->list);
	t->list[t->n] = own;
	return t->n++;
}

/* --- shapes --------------------------------------------------------------------------------------------------------- */

struct column_shape *column_shape_new(const char *form, size_t n)
{
	struct column_shape *s = mem_zero(sizeof *s);

	s->form = mem_dup(form);
	s->columns = mem_zero((n + 1) * sizeof *s->columns);
	return s;
}

static void shape_free(struct column_shape *s)
{
	free(s->form);
	free(s->columns);
	free(s);
}

/* Any order will do, so long as it is one. */
static int compare_shapes(const void *a, const void *b)
{
	const struct column_shape *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	int c = memcmp(x->columns, y->columns, x->n * sizeof *x->columns);
	return c ? c : strcmp(x->form, y->form);
}

void column_shapes_add(struct column_shapes *t, struct column_shape *s)
{
	t->list = mem_grow(t->list, &t->cap, t->n, sizeof *t->list);
	s->at = t->n;
	t->list[t->n++] = s;
}

size_t column_shapes_put(struct column_shapes *t, struct column_shape *s)
{
	struct column_shape *known = column_tree_put(&t->tree, s, compare_shapes);

	if (known == s)
		column_shapes_add(t, s);
	else
		shape_free(s);
	return known->at;
}

void column_shapes_free(struct column_shapes *t)
{
	column_tree_free(t->tree);
	for (size_t i = 0; i < t->n; i++)
		shape_free(t->list[i]);
	free(t->list);
}

/* --- which entries have a value in which column ---------------------------------------------------------------------- */

struct column_rows column_rows_of(const struct column_shapes *shapes, const size_t *shape_of, size_t n, size_t ncolumns)
{
	struct column_rows rows = { .start = mem_zero((ncolumns + 2) * sizeof *rows.start) };
	size_t all = 0;

	/* counted two places ahead: as the rows are filled in, each place moves up to where its column begins */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shapes->list[shape_of[i]]->n; k++, all++)
			rows.start[shapes->list[shape_of[i]]->columns[k] + 2]++;
	for (size_t c = 2; c <= ncolumns; c++)
		rows.start[c] += rows.start[c - 1];
	rows.of = mem_zero((all + 1) * sizeof *rows.of);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < shapes->list[shape_of[i]]->n; k++)
			rows.of[rows.start[shapes->list[shape_of[i]]->columns[k] + 1]++] = i;
	return rows;
}

void column_rows_free(struct column_rows *rows)
{
	free(rows->start);
	free(rows->of);
}
