/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding in three moves.
 *
 * 1. Places. Every entry takes a place in the history; a refusal and what it refuses share one, and then the refusal's parents
 *    and fields count. A place is reached when everything it names as parent is reached: that is the least such set, so it
 *    does not matter in which order one looks, and a circle made by a liar is simply never reached.
 * 2. Claims. Going through the reached places from old to new, each unit collects those who changed it. Superseded is a claim
 *    that lies before another claim of the same unit. In a straight line that is all but the last; otherwise one sweep from new
 *    to old marks, for 64 units at a time, what lies before a claim. No n² memory, whatever the history looks like.
 * 3. What people see. Claims that are left and say the same are one; of several the greatest is shown.
 *
 * fold_at() does the same for the parents named and what lies before them. A refusal counts there when it stands for such an
 * entry, although its writer may not have known it yet: a home hub judges an entry only after everything before it, so at a hub
 * such a refusal is always there already, and the state is the same whenever it is asked for. A refusal of something the writer
 * had not seen does not count.
 */
#include "model/fold.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history.h"

struct claim {
	size_t place;
	size_t key;             /* first key of the unit in the entry's fields */
	size_t len;             /* bytes of the unit's name as that entry writes it */
};

struct unit {
	char *name;             /* as the journal calls it from then on: "title", "party1", "party~7-1" */
	size_t base;            /* of a row: bytes of its group's name; else 0 */
	struct claim *claims;
	size_t n, cap;
	char *seen;             /* of a row: as people see it */
};

struct conflict { struct unit *unit; const struct entry **claims; size_t n; };

struct fold {
	struct history h;
	struct unit **units;    /* ascending by name */
	size_t nunits, capunits;
	struct fields *fields;
	struct conflict *conflicts;
	size_t nconflicts, capconflicts;
};

/* --- claims -------------------------------------------------------------------------------------------------------- */

static int name_compare(const char *name, const char *s, size_t len)
{
	int c = strncmp(name, s, len);

	return c ? c : name[len] != '\0';
}

static struct unit *unit_named(struct fold *f, const char *s, size_t len)
{
	size_t lo = 0, hi = f->nunits;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = name_compare(f->units[mid]->name, s, len);

		if (c == 0)
			return f->units[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	f->units = mem_grow(f->units, &f->capunits, f->nunits, sizeof *f->units);
	memmove(&f->units[lo + 1], &f->units[lo], (f->nunits - lo) * sizeof *f->units);
	f->nunits++;

	struct unit *u = mem_zero(sizeof *u);

	u->name = mem_ndup(s, len);
	if (!fields_row(s, len, &u->base))
		u->base = 0;
	return f->units[lo] = u;
}

/* The first row that an entry adds is party~1 to itself and party~<its id>-1 to everybody else. */
static struct unit *unit_of(struct fold *f, const struct entry *e, const char *s, size_t len)
{
	const char *tilde = memchr(s, '~', len);
	char name[FIELDS_KEY_MAX * 2];
	int n;

	if (!tilde || memchr(tilde, '-', (size_t)(s + len - tilde)))
		return unit_named(f, s, len);
	n = snprintf(name, sizeof name, "%.*s~%llu-%.*s", (int)(tilde - s), s, (unsigned long long)e->id,
		     (int)(s + len - tilde - 1), tilde + 1);
	assert(n > 0 && (size_t)n < sizeof name);
	return unit_named(f, name, (size_t)n);
}

static void claim(struct unit *u, bool line, struct claim c)
{
	/* two ways to write one row within one entry count once */
	if (u->n && u->claims[u->n - 1].place == c.place)
		return;
	if (line && u->n) {
		u->claims[0] = c;
		return;
	}
	u->claims = mem_grow(u->claims, &u->cap, u->n, sizeof *u->claims);
	u->claims[u->n++] = c;
}

static void collect(struct fold *f)
{
	for (size_t i = 0; i < f->h.nreached; i++) {
		const struct entry *e = f->h.places[f->h.order[i]].said;
		struct unit *last = NULL;
		const char *before = NULL;
		size_t nbefore = 0;

		for (size_t k = 0; k < fields_count(e->fields); k++) {
			const char *key = fields_key(e->fields, k);
			size_t len = fields_unit(key);

			/* the keys of a row follow one another: ask once */
			if (!len || (last && len == nbefore && memcmp(key, before, len) == 0))
				continue;
			last = unit_of(f, e, key, len);
			before = key;
			nbefore = len;
			claim(last, f->h.line, (struct claim){ f->h.order[i], k, len });
		}
	}
}

/* One sweep for up to 64 units: `before` gets a bit for each unit that some later place claims. */
static void sweep(const struct fold *f, struct unit **units, size_t n, uint64_t *before, uint64_t *own)
{
	memset(before, 0, f->h.nplaces * sizeof *before);
	memset(own, 0, f->h.nplaces * sizeof *own);
	for (size_t u = 0; u < n; u++)
		for (size_t c = 0; c < units[u]->n; c++)
			own[units[u]->claims[c].place] |= (uint64_t)1 << u;
	for (size_t i = f->h.nreached; i--;) {
		size_t at = f->h.order[i];
		uint64_t bits = before[at] | own[at];
		const struct entry *e = f->h.places[at].said;

		for (size_t k = 0; bits && k < e->nparents; k++)
			before[history_place(&f->h, e->parents[k])] |= bits;
	}
	for (size_t u = 0; u < n; u++) {
		size_t left = 0;

		for (size_t c = 0; c < units[u]->n; c++)
			if (!(before[units[u]->claims[c].place] >> u & 1))
				units[u]->claims[left++] = units[u]->claims[c];
		units[u]->n = left;
	}
}

static void supersede(struct fold *f)
{
	uint64_t *bits = mem_zero(f->h.nplaces * 2 * sizeof *bits + 1);
	struct unit *batch[64];
	size_t n = 0;

	for (size_t u = 0; u < f->nunits; u++) {
		if (f->units[u]->n > 1)
			batch[n++] = f->units[u];
		if (n == 64 || (n && u + 1 == f->nunits)) {
			sweep(f, batch, n, bits, bits + f->h.nplaces);
			n = 0;
		}
	}
	free(bits);
}

/* --- what people see ----------------------------------------------------------------------------------------------- */

static const struct entry *said(const struct fold *f, struct claim c)
{
	return f->h.places[c.place].said;
}

/* The next key of the claim that says something, from *k on: of a row its filled fields, else the one value. */
static bool next_said(const struct fold *f, const struct unit *u, struct claim c, size_t *k)
{
	const struct fields *v = said(f, c)->fields;
	const char *unit = fields_key(v, c.key);

	for (; *k < fields_count(v); ++*k) {
		const char *key = fields_key(v, *k);

		if (strncmp(key, unit, c.len) != 0)
			return false;
		if (key[c.len] == (u->base ? '.' : '\0') && *fields_value(v, *k))
			return true;
	}
	return false;
}

static bool empty(const struct fold *f, const struct unit *u, struct claim c)
{
	return !next_said(f, u, c, &c.key);
}

static bool same(const struct fold *f, const struct unit *u, struct claim a, struct claim b)
{
	const struct fields *x = said(f, a)->fields, *y = said(f, b)->fields;
	size_t i = a.key, k = b.key;

	for (;; i++, k++) {
		bool more = next_said(f, u, a, &i);

		if (more != next_said(f, u, b, &k))
			return false;
		if (!more)
			return true;
		if (strcmp(fields_key(x, i) + a.len, fields_key(y, k) + b.len) != 0 ||
		    strcmp(fields_value(x, i), fields_value(y, k)) != 0)
			return false;
	}
}

/* Leaves the greatest claim of each thing said, in order, the one shown last. */
static void settle(struct fold *f, struct unit *u)
{
	size_t left = 0;

	for (size_t i = 1; i < u->n; i++)       /* few: insertion sort */
		for (size_t k = i; k && entry_compare(said(f, u->claims[k - 1]), said(f, u->claims[k])) > 0; k--) {
			struct claim c = u->claims[k];

			u->claims[k] = u->claims[k - 1];
			u->claims[k - 1] = c;
		}
	for (size_t i = 0; i < u->n; i++) {
		bool again = false;

		for (size_t k = i + 1; k < u->n && !again; k++)
			again = same(f, u, u->claims[i], u->claims[k]);
		if (!again)
			u->claims[left++] = u->claims[i];
	}
	u->n = left;
	if (left < 2)
		return;
	f->conflicts = mem_grow(f->conflicts, &f->capconflicts, f->nconflicts, sizeof *f->conflicts);

	struct conflict *c = &f->conflicts[f->nconflicts++];

	*c = (struct conflict){ u, mem_zero(left * sizeof *c->claims), left };
	for (size_t i = 0; i < left; i++)
		c->claims[i] = said(f, u->claims[i]);
}

struct row {
	struct unit *unit;
	bool gone;              /* removed, and only here because somebody else says otherwise */
	uint64_t id;            /* entry that added it; 0: numbered, as an opener does */
	int64_t at;
	unsigned long number;
};

static struct row row_of(const struct fold *f, struct unit *u)
{
	struct row r = { .unit = u, .gone = empty(f, u, u->claims[u->n - 1]) };
	const char *tail = u->name + u->base;
	char *end;

	if (*tail == '~') {
		r.id = strtoull(tail + 1, &end, 10);

		size_t p = history_place(&f->h, r.id);

		/* where a refusal stands for the adder its time counts: whoever never got the refused entry sees the same */
		r.at = p == HISTORY_NONE ? INT64_MAX : f->h.places[p].said->at;
		tail = end;
	}
	r.number = strtoul(tail + (*tail == '-'), NULL, 10);
	return r;
}

static int by_row(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int c = (int)x->unit->base - (int)y->unit->base;

	if (c == 0)
		c = memcmp(x->unit->name, y->unit->name, x->unit->base);
	if (c)
		return c;
	if (x->gone != y->gone)
		return x->gone ? 1 : -1;
	if (!x->id != !y->id)
		return x->id ? 1 : -1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static bool same_group(const struct unit *a, const struct unit *b)
{
	return a->base == b->base && memcmp(a->name, b->name, a->base) == 0;
}

/* Rows get the numbers people see; a removed row that somebody else still has comes behind the others. */
static void number_rows(struct fold *f)
{
	struct row *rows = mem_zero(f->nunits * sizeof *rows + 1);
	size_t n = 0, number = 0;

	for (size_t i = 0; i < f->nunits; i++) {
		struct unit *u = f->units[i];

		if (u->base && (u->n > 1 || !empty(f, u, u->claims[0])))
			rows[n++] = row_of(f, u);
	}
	qsort(rows, n, sizeof *rows, by_row);
	for (size_t i = 0; i < n; i++) {
		number = i && same_group(rows[i - 1].unit, rows[i].unit) ? number + 1 : 1;
		rows[i].unit->seen = mem_fmt("%.*s%zu", (int)rows[i].unit->base, rows[i].unit->name, number);
	}
	free(rows);
}

static void show(struct fold *f, const struct unit *u)
{
	struct claim c = u->claims[u->n - 1];
	const struct fields *v = said(f, c)->fields;

	for (size_t k = c.key; next_said(f, u, c, &k); k++) {
		if (!u->base) {
			fields_set(f->fields, u->name, fields_value(v, k));
			continue;
		}

		char *key = mem_fmt("%s%s", u->seen, fields_key(v, k) + c.len);

		fields_set(f->fields, key, fields_value(v, k));
		free(key);
	}
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static struct fold *fold(const struct entry *const *entries, size_t n, bool all, const uint64_t *parents, size_t nparents)
{
	struct fold *f = mem_zero(sizeof *f);

	f->fields = fields_new();
	history_build(&f->h, entries, n, all, parents, nparents);
	collect(f);
	if (!f->h.line)
		supersede(f);
	for (size_t i = 0; i < f->nunits; i++)
		settle(f, f->units[i]);
	number_rows(f);
	for (size_t i = 0; i < f->nunits; i++)
		show(f, f->units[i]);
	return f;
}

struct fold *fold_new(const struct entry *const *entries, size_t n)
{
	return fold(entries, n, true, NULL, 0);
}

struct fold *fold_at(const struct entry *const *entries, size_t n, const uint64_t *parents, size_t nparents)
{
	return fold(entries, n, false, parents, nparents);
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->nconflicts; i++)
		free(f->conflicts[i].claims);
	for (size_t i = 0; i < f->nunits; i++) {
		free(f->units[i]->name);
		free(f->units[i]->claims);
		free(f->units[i]->seen);
		free(f->units[i]);
	}
	free(f->conflicts);
	free(f->units);
	fields_free(f->fields);
	history_clear(&f->h);
	free(f);
}

enum fold_status fold_status(const struct fold *f, size_t i)
{
	if (fold_refusal(f, i))
		return FOLD_REFUSED;
	return f->h.places[f->h.at[i]].reached ? FOLD_APPLIED : FOLD_HELD;
}

const struct entry *fold_refusal(const struct fold *f, size_t i)
{
	assert(i < f->h.n);

	const struct place *p = &f->h.places[f->h.at[i]];

	return p->refusal && f->h.entries[i]->id == p->id ? p->refusal : NULL;
}

bool fold_knows(const struct fold *f, uint64_t id)
{
	size_t p = history_place(&f->h, id);

	return p != HISTORY_NONE && f->h.places[p].reached;
}

const uint64_t *fold_heads(const struct fold *f, size_t *n)
{
	*n = f->h.nheads;
	return f->h.heads;
}

const struct fields *fold_fields(const struct fold *f)
{
	return f->fields;
}

const char *fold_get(const struct fold *f, const char *key)
{
	return fields_get(f->fields, key);
}

const char *fold_row(const struct fold *f, const char *seen)
{
	for (size_t i = 0; i < f->nunits; i++)
		if (f->units[i]->seen && strcmp(f->units[i]->seen, seen) == 0)
			return f->units[i]->name;
	return NULL;
}

size_t fold_conflicts(const struct fold *f)
{
	return f->nconflicts;
}

struct fold_conflict fold_conflict(const struct fold *f, size_t i)
{
	assert(i < f->nconflicts);

	const struct conflict *c = &f->conflicts[i];

	return (struct fold_conflict){ c->unit->seen ? c->unit->seen : c->unit->name, c->claims, c->n };
}
