/* SPDX-License-Identifier: Apache-2.0 */
/* 待核对 in two files: what the keys do (conflict.c) and what it looks like (conflict_draw.c). */
#ifndef CONFLICT_PARTS_H
#define CONFLICT_PARTS_H

#include "desk/screens.h"
#include "work/settle.h"

struct conflict {
	struct screen base;
	uint64_t id;
	struct record *r;
	struct settle_clash *list;
	size_t n;
	size_t at, top;         /* the clash the accent is on, the first one shown */
	size_t pick;            /* and which of its claims; behind the last one: another value */
	struct {
		char *key, *label;
		uint64_t entry;
	} asked;                /* what a reason is being typed for, whatever arrives meanwhile */
};

static inline const struct settle_clash *conflict_here(const struct conflict *c)
{
	return c->at < c->n ? &c->list[c->at] : NULL;
}

void conflict_draw(struct screen *s);
/* 这里  向阳湖镇  张敏  11-24 10:05  现在显示的. Yours. */
char *conflict_who(const struct settle_claim *claim);

#endif
