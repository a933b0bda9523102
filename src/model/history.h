/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which a record came about: who had seen what. Used by fold.c alone. */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "model/entry.h"

#define HISTORY_NONE SIZE_MAX

/* Where an entry stands. A refusal and what it refuses share a place. */
struct place {
	uint64_t id;                    /* by which others name it: the entry's, or the refused entry's */
	const struct entry *said;       /* whose parents and fields count here */
	const struct entry *refusal;    /* the same, where it is a refusal */
	size_t waits;                   /* parents not reached yet; HISTORY_NONE: one of them is not here */
	size_t first;                   /* its first edge to a child, HISTORY_NONE at the end */
	bool wanted;
	bool reached;
	bool child;                     /* a reached place comes after it */
};

struct history {
	const struct entry *const *entries;
	size_t n;
	struct history_name *ids;       /* every entry by its own id, ascending */
	size_t *at;                     /* place of each entry */
	struct place *places;           /* ascending by id */
	size_t nplaces;
	struct history_edge *edges;
	size_t nedges;
	size_t *order;                  /* the reached places, parents first */
	size_t nreached;
	bool line;                      /* each reached place has the one before it as parent */
	uint64_t *heads;                /* ascending */
	size_t nheads;
};

/* parents: only these and what lies before them; with `all` everything. Frees with history_clear. */
void history_build(struct history *h, const struct entry *const *entries, size_t n, bool all,
		   const uint64_t *parents, size_t nparents);
void history_clear(struct history *h);
/* The place that an id stands for, its own or through its refusal; HISTORY_NONE if there is none. */
size_t history_place(const struct history *h, uint64_t id);

#endif
