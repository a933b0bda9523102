/* SPDX-License-Identifier: Apache-2.0 */
/* Every entry takes its place, and places are reached when everything before them is. See fold.c for what that means. */
#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fold.h"

struct history_name {
	uint64_t id;            /* how others call the place: the entry's id, or the id it refuses */
	const struct entry *entry;
	size_t index;           /* of entry in the caller's array */
	bool refusal;
};

struct history_edge { size_t to, next; };

/* What a refusal refuses, going by its own words; 0 if it is none. */
static uint64_t refuses(const struct entry *e)
{
	const char *id;
	char *end;

	if (!e->form || strcmp(e->form, FOLD_REFUSAL) != 0)
		return 0;
	if (station_desk(entry_station(e->id)) != 0 ||
	    station_county(entry_station(e->id)) != station_county(entry_station(e->record)))
		return 0;
	id = fields_get(e->fields, ".refuses");
	if (!id || *id < '1' || *id > '9')
		return 0;

	unsigned long long v = strtoull(id, &end, 10);

	return *end || v > INT64_MAX || v == e->id ? 0 : v;
}

static int by_id(const void *a, const void *b)
{
	const struct history_name *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* One place's names stand together, the earliest refusal first and the entry itself last. */
static int by_place(const void *a, const void *b)
{
	const struct history_name *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->refusal != y->refusal)
		return x->refusal ? -1 : 1;
	return entry_compare(x->entry, y->entry);
}

static const struct history_name *entry_by_id(const struct history *h, uint64_t id)
{
	struct history_name want = { .id = id };

	return h->n ? bsearch(&want, h->ids, h->n, sizeof *h->ids, by_id) : NULL;
}

static size_t place_by_id(const struct history *h, uint64_t id)
{
	size_t lo = 0, hi = h->nplaces;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (h->places[mid].id == id)
			return mid;
		if (h->places[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return HISTORY_NONE;
}

/* The place that an id stands for: of the entry, or of the refusal that stands for it. */
size_t history_place(const struct history *h, uint64_t id)
{
	const struct history_name *n = entry_by_id(h, id);

	return n ? h->at[n->index] : place_by_id(h, id);
}

static void take_places(struct history *h)
{
	struct history_name *names = mem_zero(h->n * sizeof *names + 1);

	h->ids = mem_zero(h->n * sizeof *h->ids + 1);
	h->at = mem_zero(h->n * sizeof *h->at + 1);
	h->places = mem_zero(h->n * sizeof *h->places + 1);
	for (size_t i = 0; i < h->n; i++)
		h->ids[i] = (struct history_name){ h->entries[i]->id, h->entries[i], i, false };
	qsort(h->ids, h->n, sizeof *h->ids, by_id);
	for (size_t i = 0; i < h->n; i++) {
		const struct entry *e = h->entries[i];
		uint64_t target = refuses(e);

		/* refusing a refusal is idle: what names the refusal still finds it where it stands, see history_place */
		names[i] = (struct history_name){ target ? target : e->id, e, i, target != 0 };
	}
	qsort(names, h->n, sizeof *names, by_place);
	for (size_t i = 0; i < h->n; i++) {
		if (!i || names[i].id != names[i - 1].id) {
			h->places[h->nplaces++] = (struct place){
				.id = names[i].id, .said = names[i].entry, .first = HISTORY_NONE, .wanted = true,
				.refusal = names[i].refusal ? names[i].entry : NULL,
			};
		}
		h->at[names[i].index] = h->nplaces - 1;
	}
	free(names);
}

/* Only these and what lies before them. */
static void want_only(struct history *h, const uint64_t *parents, size_t n)
{
	size_t *stack = mem_zero((h->nplaces + 1) * sizeof *stack), depth = 0;

	for (size_t i = 0; i < h->nplaces; i++)
		h->places[i].wanted = false;
	for (;;) {
		for (size_t i = 0; i < n; i++) {
			size_t p = history_place(h, parents[i]);

			if (p == HISTORY_NONE || h->places[p].wanted)
				continue;
			h->places[p].wanted = true;
			stack[depth++] = p;
		}
		if (!depth)
			break;
		depth--;
		parents = h->places[stack[depth]].said->parents;
		n = h->places[stack[depth]].said->nparents;
	}
	free(stack);
}

static void tie(struct history *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->nplaces; i++)
		n += h->places[i].said->nparents;
	h->edges = mem_zero(n * sizeof *h->edges + 1);
	for (size_t i = 0; i < h->nplaces; i++) {
		struct place *p = &h->places[i];

		for (size_t k = 0; p->wanted && k < p->said->nparents; k++) {
			size_t parent = history_place(h, p->said->parents[k]);

			if (parent == HISTORY_NONE) {
				p->waits = HISTORY_NONE;
				break;
			}
			p->waits++;
			h->edges[h->nedges] = (struct history_edge){ i, h->places[parent].first };
			h->places[parent].first = h->nedges++;
		}
	}
}

static bool has_parent(const struct history *h, size_t child, size_t parent)
{
	const struct entry *e = h->places[child].said;

	for (size_t k = 0; k < e->nparents; k++)
		if (history_place(h, e->parents[k]) == parent)
			return true;
	return false;
}

/* Reach what can be reached, parents first. */
static void reach(struct history *h)
{
	h->order = mem_zero((h->nplaces + 1) * sizeof *h->order);
	for (size_t i = 0; i < h->nplaces; i++)
		if (h->places[i].wanted && h->places[i].waits == 0)
			h->order[h->nreached++] = i;
	for (size_t done = 0; done < h->nreached; done++) {
		struct place *p = &h->places[h->order[done]];

		p->reached = true;
		for (size_t e = p->first; e != HISTORY_NONE; e = h->edges[e].next) {
			struct place *child = &h->places[h->edges[e].to];

			if (child->waits != HISTORY_NONE && --child->waits == 0)
				h->order[h->nreached++] = h->edges[e].to;
		}
	}
	h->line = true;
	for (size_t i = 1; i < h->nreached && h->line; i++)
		h->line = has_parent(h, h->order[i], h->order[i - 1]);
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void find_heads(struct history *h)
{
	for (size_t i = 0; i < h->nreached; i++) {
		const struct entry *e = h->places[h->order[i]].said;

		for (size_t k = 0; k < e->nparents; k++)
			h->places[history_place(h, e->parents[k])].child = true;
	}
	h->heads = mem_zero((h->nreached + 1) * sizeof *h->heads);
	for (size_t i = 0; i < h->nreached; i++)
		if (!h->places[h->order[i]].child)
			h->heads[h->nheads++] = h->places[h->order[i]].said->id;
	qsort(h->heads, h->nheads, sizeof *h->heads, ascending);
}

void history_build(struct history *h, const struct entry *const *entries, size_t n, bool all,
		   const uint64_t *parents, size_t nparents)
{
	*h = (struct history){ .entries = entries, .n = n };
	take_places(h);
	if (!all)
		want_only(h, parents, nparents);
	tie(h);
	reach(h);
	find_heads(h);
}

void history_clear(struct history *h)
{
	free(h->heads);
	free(h->order);
	free(h->edges);
	free(h->places);
	free(h->at);
	free(h->ids);
}
