/* SPDX-License-Identifier: Apache-2.0 */
/* Routing at the hub: from what a record says to the units that see it, and what was published to all of them. */
#include "route.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fold.h"
#include "store/feed.h"
#include "store/publish.h"
#include "store/station.h"
#include "work/check.h"

/* Lengths of division codes above a village: town, county. What lies above the county is another hub's business. */
static const size_t superior[] = { 9, 6 };

struct units {
	char **list;
	size_t n, cap;
};

static void units_add(struct units *u, const char *code, size_t n)
{
	for (size_t i = 0; i < u->n; i++)
		if (strlen(u->list[i]) == n && strncmp(u->list[i], code, n) == 0)
			return;
	u->list = mem_grow(u->list, &u->cap, u->n, sizeof *u->list);
	u->list[u->n++] = mem_ndup(code, n);
}

static void units_free(struct units *u)
{
	for (size_t i = 0; i < u->n; i++)
		free(u->list[i]);
	free(u->list);
}

/* A unit, and where the record goes up also its division and those above. */
static void add_named(struct units *u, const char *code, size_t n, bool up)
{
	size_t digits = strspn(code, "0123456789");

	if (digits > n)
		digits = n;
	if (digits < 6 || (digits < n && code[digits] != '.'))
		return;         /* nothing of this county: checks refuse it, feeds ignore it */
	units_add(u, code, n);
	if (!up)
		return;
	units_add(u, code, digits);
	for (size_t i = 0; i < sizeof superior / sizeof *superior; i++)
		if (superior[i] < digits)
			units_add(u, code, superior[i]);
}

static void add_list(struct units *u, const char *list, bool up)
{
	size_t n = 0;

	while (check_next_unit(&list, &n))
		add_named(u, list, n, up);
}

/* Everybody whom any entry that counts has named: who has seen a record once goes on seeing it. */
static struct units audience(const struct entries *all, const struct fold *now, enum form_goes goes)
{
	struct units u = { 0 };

	if (goes == FORM_HUB)
		return u;
	if (goes == FORM_UNIT) {
		add_list(&u, fold_get(now, "unit"), false);
		return u;
	}
	for (size_t i = 0; i < all->n; i++) {
		const struct fields *f = all->list[i]->fields;

		if (fold_status(now, i) != FOLD_APPLIED)
			continue;
		add_list(&u, fields_get(f, "unit"), true);
		for (size_t k = 0; check_handing[k]; k++)
			add_list(&u, fields_get(f, check_handing[k]), true);
	}
	return u;
}

static bool feed_unit(struct store *s, const char *unit, const struct entries *all, uint64_t came, struct err *err)
{
	bool good = true, has;

	if (!feed_has(s, unit, all->list[0]->record, &has, err))
		return false;
	for (size_t i = 0; good && i < all->n; i++) {
		const struct entry *e = all->list[i];

		if (!has || e->id == came || strcmp(e->form, FOLD_REFUSAL) == 0)
			good = feed_add(s, unit, e->id, err);
	}
	return good;
}

/* Where records of this kind go, by the newest forms; a kind they no longer have stays in its unit. */
static bool goes_where(struct store *s, struct books *books, const char *kind, enum form_goes *goes, struct err *err)
{
	struct err why = { 0 };
	uint64_t version;

	if (!publish_version(s, &version, err))
		return false;
	const struct book *book = books_at(books, version, &why);
	if (why.kind) {
		if (err)
			*err = why;
		return false;
	}
	const struct form *opener = book ? book_opener(book, kind) : NULL;
	*goes = opener ? opener->goes : FORM_UNIT;
	return true;
}

bool route_record(struct store *s, struct books *books, const struct entries *all, uint64_t came, struct err *err)
{
	struct fold *now = fold_new(entries_const(all), all->n);
	const char *kind = fold_get(now, "kind");
	enum form_goes goes;
	bool good = true;

	if (kind && (good = goes_where(s, books, kind, &goes, err))) {
		struct units u = audience(all, now, goes);

		for (size_t i = 0; good && i < u.n; i++)
			good = feed_unit(s, u.list[i], all, came, err);
		units_free(&u);
	}
	fold_free(now);
	return good;
}

/* --- what was published ------------------------------------------------------------------------------------------------ */

static bool collect_unit(void *arg, const struct station_peer *p)
{
	if (p->unit && *p->unit && p->state != STATION_REVOKED)
		units_add(arg, p->unit, strlen(p->unit));
	return true;
}

static bool feed_units(struct store *s, uint64_t entry, struct err *err)
{
	struct units u = { 0 };
	bool good = station_each(s, collect_unit, &u, err);

	for (size_t i = 0; good && i < u.n; i++)
		good = feed_add(s, u.list[i], entry, err);
	units_free(&u);
	return good;
}

/* To the unit whose entry it refused, wherever else it goes. */
static bool feed_writer(struct store *s, const struct entry *refusal, struct err *err)
{
	const char *refuses = fields_get(refusal->fields, ".refuses");
	uint64_t id = refuses ? strtoull(refuses, NULL, 10) : 0;
	struct err why = { 0 };
	struct station_peer *p = station_get(s, entry_station(id), &why);
	bool good = p ? !*p->unit || feed_add(s, p->unit, refusal->id, &why) : !why.kind;

	station_peer_free(p);
	if (!good && err)
		*err = why;
	return good;
}

/* A book is read from the newest of each file: one that came without those before it would make a hole. */
static bool follows(struct store *s, const struct entry *e, bool *yes, struct err *err)
{
	struct err why = { 0 };

	*yes = true;
	for (size_t i = 0; *yes && i < e->nparents; i++) {
		struct entry *parent = journal_get(s, e->parents[i], &why);

		*yes = parent != NULL;
		entry_free(parent);
	}
	if (why.kind && err)
		*err = why;
	return !why.kind;
}

bool accept_returned(struct store *s, struct books *b, uint32_t hub, const struct entry *e, struct accept_result *r,
                     struct err *err)
{
	bool file = strcmp(e->form, PUBLISH_FORM) == 0, whole = true;
	size_t before = r->kept;

	if (file && !follows(s, e, &whole, err))
		return false;
	if (!whole)
		return true;
	if (!accept_at_hub(s, b, hub, e, "", r, err))
		return false;
	if (r->kept == before)
		return true;
	return file ? feed_units(s, e->id, err) : feed_writer(s, e, err);
}

bool accept_publish(struct store *s, uint64_t since, struct err *err)
{
	struct units u = { 0 };
	struct entries all = { 0 };
	bool good = store_begin(s, err);

	if (!good)
		return false;
	good = station_each(s, collect_unit, &u, err) && publish_entries(s, &all, err);
	for (size_t i = 0; good && i < u.n; i++)
		for (size_t k = 0; good && k < all.n; k++)
			good = all.list[k]->id <= since || feed_add(s, u.list[i], all.list[k]->id, err);
	good = good && store_commit(s, err);
	if (!good)
		store_rollback(s);
	units_free(&u);
	entries_free(&all);
	return good;
}
