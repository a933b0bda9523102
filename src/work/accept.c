/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking entries in. The verdict on an entry depends on the state its parents name, and so on nothing that may come before or
 * after it by chance. What waits for a parent is kept and judged when the parent is here; then also everything after it.
 */
#include "work/accept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "route.h"
#include "store/feed.h"
#include "store/publish.h"
#include "store/record.h"
#include "store/station.h"
#include "work/check.h"

#define REASON_MAX 600          /* bytes of a refusal's reason */
#define HUB_WHO "县中心"      /* who signs a refusal: data, the same in every language */

struct hub {
	struct store *s;
	struct books *books;
	uint32_t number;
	const struct entry *came;       /* the entry that just arrived … */
	const char *unit;               /* … and its writer's unit */
	struct accept_result *r;
};

/* --- verdicts -------------------------------------------------------------------------------------------------------- */

/* Unit of the station that wrote an entry. Yours; NULL with err. */
static char *writer_unit(struct hub *h, const struct entry *e, struct err *err)
{
	struct err why = { 0 };

	if (e->id == h->came->id)
		return mem_dup(h->unit);
	struct station_peer *p = station_get(h->s, entry_station(e->id), &why);
	char *unit = p ? mem_dup(p->unit) : why.kind ? NULL : mem_dup("");
	station_peer_free(p);
	if (why.kind && err)
		*err = why;
	return unit;
}

static bool judge(struct hub *h, const struct entry *e, const struct entries *all, const char *unit, struct faults *out,
                  struct err *err)
{
	struct err why = { 0 };
	const struct book *book = books_at(h->books, e->version, &why);

	if (why.kind) {
		if (err)
			*err = why;
		return false;
	}
	if (!book) {
		faults_add(out, "", false, "%s", _("版本不明：县中心没有发布过这一版表单"));
		return true;
	}
	struct fold *before = e->record == e->id ? NULL : fold_at(entries_const(all), all->n, e->parents, e->nparents);
	check_entry(book, e, before, unit, out);
	fold_free(before);
	return true;
}

/* One sentence per fault, with the field's label where it has one. */
static char *reason_of(const struct book *book, const struct entry *e, const struct faults *faults)
{
	const struct form *form = book ? book_form(book, e->form) : NULL;
	struct buf out = { 0 };

	for (size_t i = 0; i < faults->n && out.len < REASON_MAX; i++) {
		const struct fault *f = &faults->list[i];
		const char *key = *f->key == '.' ? f->key + 1 : f->key;
		const struct field *field = form && *key ? form_field(form, key) : NULL;

		if (f->warning)
			continue;
		if (out.len)
			buf_puts(&out, "；");
		if (*key)
			buf_fmt(&out, "%s：", field ? field->label : key);
		buf_puts(&out, f->say);
	}
	return buf_take(&out);
}

/* A refused opener keeps its record, its kind and its number, so that the correction has something to stand on. */
static void keep_opening(const struct book *book, const struct entry *e, const char *unit, struct fields *to)
{
	const struct form *form = book ? book_form(book, e->form) : NULL;
	const char *no = fields_get(e->fields, "no"), *formerly = fields_get(e->fields, "formerly");

	if (!form || !*form->opens)
		return;
	fields_set(to, "kind", form->opens);
	fields_set(to, "unit", unit);
	if (no && check_number(no, unit, entry_station(e->id), form->serial))
		fields_set(to, "no", no);
	if (formerly && check_formerly(formerly, unit, form->serial))
		fields_set(to, "formerly", formerly);
}

static struct entry *refusal_of(struct hub *h, const struct entry *e, const char *unit, const struct faults *faults,
                                uint64_t version)
{
	const struct book *book = books_at(h->books, e->version, NULL);
	struct entry *r = entry_new();

	/* of a version nobody knows the newest may still tell what was opened */
	if (!book)
		book = books_at(h->books, version, NULL);
	char id[24], *reason = reason_of(book, e, faults);

	snprintf(id, sizeof id, "%" PRIu64, e->id);
	r->at = clock_ms() << 16;
	free(r->who);
	r->who = mem_dup(HUB_WHO);
	free(r->form);
	r->form = mem_dup(FOLD_REFUSAL);
	r->record = e->record;
	r->version = version;
	r->nparents = e->nparents;
	if (e->nparents) {
		r->parents = mem_zero(e->nparents * sizeof *e->parents);
		memcpy(r->parents, e->parents, e->nparents * sizeof *e->parents);
	}
	if (!r->fields)
		r->fields = fields_new();
	fields_set(r->fields, ".refuses", id);
	fields_set(r->fields, ".reason", reason);
	if (e->record == e->id)
		keep_opening(book, e, unit, r->fields);
	free(reason);
	return r;
}

static bool refuse(struct hub *h, const struct entry *e, const char *unit, const struct faults *faults, struct err *err)
{
	uint64_t version;

	if (!publish_version(h->s, &version, err))
		return false;
	struct entry *r = refusal_of(h, e, unit, faults, version);
	struct station_self self = { 0 };
	bool good = station_self_load(h->s, &self, err);
	if (good && self.unit)
		fields_set(r->fields, CHECK_WRITER, self.unit);
	station_self_clear(&self);
	/* to the writer in any case; wherever the record goes is seen to with the rest */
	good = good && journal_append(h->s, h->number, r, err) && record_project(h->s, r, err)
		&& (!*unit || feed_add(h->s, unit, r->id, err));
	entry_free(r);
	h->r->refused += good;
	return good;
}

/* --- what an arrival sets free ---------------------------------------------------------------------------------------- */

struct waiting {
	uint64_t *ids;
	size_t n, cap;
};

static bool is_waiting(const struct waiting *w, uint64_t id)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->ids[i] == id)
			return true;
	return false;
}

static bool waits_for(const struct waiting *w, const struct entry *e)
{
	for (size_t i = 0; i < e->nparents; i++)
		if (is_waiting(w, e->parents[i]))
			return true;
	return false;
}

static void wait_add(struct waiting *w, uint64_t id)
{
	w->ids = mem_grow(w->ids, &w->cap, w->n, sizeof *w->ids);
	w->ids[w->n++] = id;
}

static void wait_drop(struct waiting *w, uint64_t id)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->ids[i] == id) {
			w->ids[i] = w->ids[--w->n];
			return;
		}
}

/* The arrival and all that came after it: those could not be judged without it, whatever else they wait for. */
static void find_waiting(const struct entries *all, uint64_t came, struct waiting *w)
{
	wait_add(w, came);
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < all->n; i++)
			if (!is_waiting(w, all->list[i]->id) && waits_for(w, all->list[i])) {
				wait_add(w, all->list[i]->id);
				again = true;
			}
	}
}

/* The next one to be judged, parents first, among those that still want a verdict; NULL if there is none. */
static const struct entry *next_waiting(const struct entries *all, const struct fold *now, const struct waiting *w)
{
	for (size_t i = 0; i < all->n; i++)
		if (is_waiting(w, all->list[i]->id) && fold_status(now, i) == FOLD_APPLIED && !waits_for(w, all->list[i]))
			return all->list[i];
	return NULL;
}

/* The hub's own words, and what was judged before (a restored hub knows its refusals first), want no verdict. */
static void drop_judged(const struct entries *all, const struct fold *now, struct waiting *w)
{
	for (size_t i = 0; i < all->n; i++)
		if (station_desk(entry_station(all->list[i]->id)) == 0 || fold_refusal(now, i))
			wait_drop(w, all->list[i]->id);
}

static bool judge_one(struct hub *h, const struct entry *e, const struct entries *all, bool *refused, struct err *err)
{
	struct faults faults = { 0 };
	char *unit = writer_unit(h, e, err);
	bool good = unit && judge(h, e, all, unit, &faults, err);

	*refused = good && faults_stop(&faults);
	if (*refused)
		good = refuse(h, e, unit, &faults, err);
	faults_free(&faults);
	free(unit);
	return good;
}

/* Judge what can be judged now. A refusal changes the state that later ones are judged on, so look again after each. */
static bool judge_waiting(struct hub *h, struct entries *all, struct err *err)
{
	struct fold *now = fold_new(entries_const(all), all->n);
	struct waiting w = { 0 };
	const struct entry *e;
	bool good = true;

	find_waiting(all, h->came->id, &w);
	drop_judged(all, now, &w);
	while (good && w.n && (e = next_waiting(all, now, &w))) {
		bool refused;

		wait_drop(&w, e->id);
		good = judge_one(h, e, all, &refused, err);
		if (good && refused) {
			fold_free(now);
			entries_free(all);
			good = journal_of_record(h->s, h->came->record, all, err);
			now = good ? fold_new(entries_const(all), all->n) : NULL;
			if (good)
				drop_judged(all, now, &w);
		}
	}
	fold_free(now);
	free(w.ids);
	return good;
}

/*
 * A hub that was set back unawares may have said two things under one id before it knew. What is here stays, or nobody could go
 * on; in the name of a desk that never happens, for its chain shows it.
 */
static bool said_twice(const struct entry *e, const struct err *why)
{
	if (why->kind != ERR_TRUST || station_desk(entry_station(e->id)) != 0)
		return false;
	log_warn("entry %llu of the hub is here already, and says something else", (unsigned long long)e->id);
	return true;
}

static bool keep(struct store *s, const struct entry *e, bool *fresh, struct err *err)
{
	struct err why = { 0 };

	*fresh = false;
	if (journal_keep(s, e, fresh, &why) || said_twice(e, &why))
		return true;
	if (err)
		*err = why;
	return false;
}

bool accept_at_hub(struct store *s, struct books *b, uint32_t hub, const struct entry *e, const char *unit,
                   struct accept_result *r, struct err *err)
{
	struct hub h = { .s = s, .books = b, .number = hub, .came = e, .unit = unit, .r = r };
	struct entries all = { 0 };
	bool fresh;

	if (!keep(s, e, &fresh, err))
		return false;
	if (!fresh) {
		r->known++;
		return true;
	}
	r->kept++;
	bool good = record_project(s, e, err) && journal_of_record(s, e->record, &all, err) && judge_waiting(&h, &all, err)
		&& route_record(s, b, &all, e->id, err);
	entries_free(&all);
	return good;
}

bool accept_at_desk(struct store *s, const struct entry *e, struct accept_result *r, struct err *err)
{
	bool fresh;

	if (!keep(s, e, &fresh, err))
		return false;
	if (!fresh) {
		r->known++;
		return true;
	}
	r->kept++;
	if (strcmp(e->form, PUBLISH_FORM) == 0)
		return true;    /* forms are no cases: the book is read from the journal itself */
	r->refused += strcmp(e->form, FOLD_REFUSAL) == 0;
	return record_project(s, e, err);
}
