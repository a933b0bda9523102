/* SPDX-License-Identifier: Apache-2.0 */
/* Histories of a record, told entry by entry. */
#ifndef TESTS_FOLD_STORY_H
#define TESTS_FOLD_STORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fold.h"

#define COUNTY 1202
static uint32_t desk(uint32_t n) { return station_make(COUNTY, 1, n); }

struct story {
	struct entry *all[8192];
	size_t n;
};

/* key=value pairs, NULL at the end */
static struct entry *vsay(struct story *s, uint32_t station, uint32_t seq, int64_t at, const char *form,
			  const uint64_t *parents, size_t nparents, va_list pairs)
{
	struct entry *e = entry_new();
	const char *key;

	e->id = entry_id(station, seq);
	e->at = at;
	e->who = mem_dup("张敏");
	e->form = mem_dup(form);
	e->record = s->n ? s->all[0]->record : e->id;
	e->nparents = nparents;
	e->parents = nparents ? mem_zero(nparents * sizeof *parents) : NULL;
	for (size_t i = 0; i < nparents; i++)
		e->parents[i] = parents[i];
	while ((key = va_arg(pairs, const char *)))
		fields_set(e->fields, key, va_arg(pairs, const char *));
	s->all[s->n++] = e;
	return e;
}

static struct entry *open_record(struct story *s, ...)
{
	struct entry *e;
	va_list pairs;

	va_start(pairs, s);
	e = vsay(s, desk(1), 1, 100, "intake", NULL, 0, pairs);
	va_end(pairs);
	return e;
}

static struct entry *say(struct story *s, uint32_t station, uint32_t seq, int64_t at, uint64_t parent, ...)
{
	struct entry *e;
	va_list pairs;

	va_start(pairs, parent);
	e = vsay(s, station, seq, at, "handle", &parent, 1, pairs);
	va_end(pairs);
	return e;
}

static struct entry *refuse(struct story *s, uint32_t station, uint32_t seq, const struct entry *x, const char *no)
{
	char *id = mem_fmt("%llu", (unsigned long long)x->id);
	struct entry *e = entry_new();

	e->id = entry_id(station, seq);
	e->at = x->at + 5;
	e->who = mem_dup("");
	e->form = mem_dup(FOLD_REFUSAL);
	e->record = x->record;
	e->nparents = x->nparents;
	e->parents = mem_zero(x->nparents * sizeof *e->parents + 1);
	if (x->nparents)
		memcpy(e->parents, x->parents, x->nparents * sizeof *e->parents);
	fields_set(e->fields, ".refuses", id);
	fields_set(e->fields, ".reason", "事件名称没有填");
	if (no)
		fields_set(e->fields, "no", no);
	free(id);
	s->all[s->n++] = e;
	return e;
}

static void forget(struct story *s)
{
	for (size_t i = 0; i < s->n; i++)
		entry_free(s->all[i]);
	s->n = 0;
}

#endif
