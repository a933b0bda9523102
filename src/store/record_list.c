/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists. A page is found by where the last one ended, never by counting rows, so the thousandth page costs what the first does
 * and rows that come in meanwhile shift nothing.
 *
 * The order RECORD_DUE, what has no due day last, is walked as two parts, because each alone is a plain range of an index.
 */
#include "store/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "projection.h"
#include "record_query.h"

#define WALK_MAX 2000           /* rows looked at one by one before the index is asked after all */

/* --- pages --------------------------------------------------------------------------------------------------------- */

struct page {
	const struct query *q;
	char **common;          /* the words to find, where they are so common that walking finds them soon; else NULL */
	struct record **list;
	size_t n, cap;
	size_t most;
};

static void take(struct page *p, struct db_stmt *s)
{
	struct record *r = mem_zero(sizeof *r);

	record_row(s, r);
	p->list = mem_grow(p->list, &p->cap, p->n, sizeof(struct record *));
	p->list[p->n++] = r;
}

/* Walk the list without searching and keep what holds the words, as far as that is quicker. *full: the page is complete. */
static bool walk(struct page *p, enum query_way way, const struct query_key *key, bool *full, struct err *err)
{
	struct db_stmt *s = query_put(p->q, way, true, key, WALK_MAX);
	enum db_step step = DB_DONE;
	size_t before = p->n, looked = 0;
	bool holds, good = true;

	while (good && p->n < p->most && (step = db_step(s, err)) == DB_ROW) {
		looked++;
		good = search_holds(p->q->db, (uint64_t)db_get_int(s, 0), p->common, &holds, err);
		if (good && holds)
			take(p, s);
	}
	db_done(s);
	*full = p->n == p->most || looked < WALK_MAX;
	while (!*full && p->n > before)
		record_free(p->list[--p->n]);
	return good && step != DB_FAILED;
}

/* Rows of one part of the list, behind the key. */
static bool part(struct page *p, enum query_way way, struct query_key key, struct err *err)
{
	enum db_step step;
	bool full = false;

	if (p->common && !walk(p, way, &key, &full, err))
		return false;
	if (full)
		return true;

	struct db_stmt *s = query_put(p->q, way, false, &key, p->most - p->n);

	while ((step = db_step(s, err)) == DB_ROW)
		take(p, s);
	db_done(s);
	return step == DB_DONE;
}

/* Behind all rows of a part. */
static const struct query_key beyond = { .due = QUERY_BEYOND, .at = INT64_MAX, .id = INT64_MAX };

static struct query_key by_at(const struct record *r)
{
	return (struct query_key){ .at = r->at, .id = r->id };
}

/* The parts of the order RECORD_DUE: what runs, by due day, then what does not. */
static bool on_by_due(struct page *p, const struct record *after, const char *due, struct err *err)
{
	const struct query *q = p->q;
	bool starts = !after || (q->running && !*due);
	struct query_key key = { .due = starts ? q->due_from : due, .id = starts ? 0 : after->id }, start = { 0 };

	if (starts || *due) {
		if (!part(p, QUERY_DUE, key, err))
			return false;
		key = start;
	}
	return q->running || p->n == p->most || part(p, q->nclocks ? QUERY_UNTIMED : QUERY_NEVER, key, err);
}

static bool back_by_due(struct page *p, const struct record *before, const char *due, struct err *err)
{
	const struct query *q = p->q;
	struct query_key key = { .due = due, .id = before->id };

	if (!*due) {
		if (q->running)
			return true;
		if (!part(p, q->nclocks ? QUERY_UNTIMED_BACK : QUERY_NEVER_BACK, key, err))
			return false;
		key = beyond;
	}
	return p->n == p->most || part(p, QUERY_DUE_BACK, key, err);
}

static bool fill(struct page *p, enum record_order order, bool back, const struct record *from, struct err *err)
{
	struct query_key newest = { .at = INT64_MAX, .id = INT64_MAX };
	char *due = NULL;

	if (order == RECORD_NEWEST)
		return part(p, back ? QUERY_NEWEST_BACK : QUERY_NEWEST, from ? by_at(from) : newest, err);
	/* a clock that has stopped since the row was read tells no place any more: then it stands before the first */
	if (from && !(due = p->q->nclocks ? query_due_of(p->q, from->id, err) : mem_dup(from->due)))
		return false;
	bool good = back ? back_by_due(p, from, due, err) : on_by_due(p, from, due, err);

	free(due);
	return good;
}

/* How best to look for the words, if there are any. */
static bool looks(struct page *p, struct err *err)
{
	const struct record_filter *f = p->q->f;
	struct err local = { 0 };

	if (p->q->find && f->kind && *f->kind && !f->only_conflicts && !f->only_refused && !p->q->running && !p->q->nclocks)
		p->common = search_common(p->q->db, p->q->find, f->find, &local);
	if (local.kind && err)
		*err = local;
	return !local.kind;
}

static bool answer(struct store *s, const struct record_filter *f, enum record_order order, bool back,
                   const struct record *from, size_t most, struct record ***out, size_t *n, struct err *err)
{
	struct query q;
	struct page p = { .q = &q, .most = most };
	bool good = query_make(s, f, &q, err) && looks(&p, err) && (q.nothing || fill(&p, order, back, from, err));

	query_clear(&q);
	search_words_free(p.common);
	if (!good) {
		record_list_free(p.list, p.n);
		p.list = NULL;
		p.n = 0;
	}
	*out = p.list;
	*n = p.n;
	return good;
}

bool record_list(struct store *s, const struct record_filter *f, enum record_order order, const struct record *after,
                 size_t most, struct record ***out, size_t *n, struct err *err)
{
	return answer(s, f, order, false, after, most, out, n, err);
}

bool record_list_back(struct store *s, const struct record_filter *f, enum record_order order, const struct record *before,
                      size_t most, struct record ***out, size_t *n, struct err *err)
{
	if (!answer(s, f, order, true, before, most, out, n, err))
		return false;
	/* found from the end backward, shown forward */
	for (size_t i = 0; i < *n / 2; i++) {
		struct record *r = (*out)[i];

		(*out)[i] = (*out)[*n - 1 - i];
		(*out)[*n - 1 - i] = r;
	}
	return true;
}

void record_list_free(struct record **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		record_free(list[i]);
	free(list);
}

bool record_count(struct store *s, const struct record_filter *f, size_t *n, size_t *people, struct err *err)
{
	struct query q;
	bool good = query_make(s, f, &q, err);

	*n = 0;
	if (people)
		*people = 0;
	if (good && !q.nothing) {
		struct db_stmt *stmt = query_put(&q, QUERY_COUNT, false, NULL, 0);

		good = db_step(stmt, err) == DB_ROW;
		*n = good ? (size_t)db_get_int(stmt, 0) : 0;
		if (good && people)
			*people = (size_t)db_get_int(stmt, 1);
		db_done(stmt);
	}
	query_clear(&q);
	return good;
}
