/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists. A page is found by where the last one ended, never by counting rows, so the thousandth page costs what the first does
 * and rows that come in meanwhile shift nothing.
 *
 * The order RECORD_DUE, what has no due day last, is walked as two parts, because each alone is a plain range of an index.
 */
#include "store/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "projection.h"
#include "store/db.h"
#include "store/publish.h"
#include "store_private.h"

#define WALK_MAX 2000           /* rows looked at one by one before the index is asked after all */

/* --- the statements ------------------------------------------------------------------------------------------------ */

/* Parameters: 1 kind, 2 and 3 where the last page ended, 4 step, 5 grade, 6 type, 7 place, 8 unit, 9 only open ones, 14 kinds to leave
 * out, 10 and 11 days opened, 17 and 18 days closed, 12 and 13 only conflicts, only refused, 15 what to find, 16 how many.
 * 19 and 20 end the range of an index: behind every moment of the last day opened, closed. ':' comes behind '9'. */
#define WANTED \
	" AND r.entries > 0 AND (?4 = '' OR r.step = ?4) AND (?5 = '' OR r.grade = ?5)" \
	" AND (?6 = '' OR (r.type >= ?6 AND r.type < ?6 || ':')) AND (?7 = '' OR (r.place >= ?7 AND r.place < ?7 || ':'))" \
	" AND (?8 = '' OR r.unit = ?8) AND (?9 = 0 OR r.closed = '') AND ?14 NOT LIKE '% ' || r.kind || ' %'" \
	" AND (?10 = '' OR substr(r.opened, 1, 10) >= ?10) AND (?11 = '' OR substr(r.opened, 1, 10) <= ?11)" \
	" AND (?17 = '' OR substr(r.closed, 1, 10) >= ?17) AND (?18 = '' OR substr(r.closed, 1, 10) <= ?18)" \
	" AND (?12 = 0 OR r.conflicts > 0) AND (?13 = 0 OR r.refused > 0)"

/* Where to look. KIND walks an index in list order; the others gather what matches and sort it. */
#define KIND(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1" WANTED
#define ANY(columns) "SELECT " columns " FROM record r WHERE ?1 = ''" WANTED
#define OPENED(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1 AND r.opened >= ?10 AND r.opened < ?19" WANTED
#define CLOSED(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1 AND r.closed >= ?17 AND r.closed < ?20" WANTED
#define OPEN(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1 AND r.closed = ''" WANTED
#define TROUBLE(columns) \
	"SELECT " columns " FROM record r WHERE (r.conflicts > 0 OR r.refused > 0) AND (?1 = '' OR r.kind || '' = ?1)" WANTED
#define FIND(columns) "SELECT " columns " FROM record r" SEARCH_JOIN " WHERE (?1 = '' OR r.kind || '' = ?1)" SEARCH_MATCH WANTED

#define NEWEST_ON " AND (r.at, r.id) < (?2, ?3) ORDER BY r.at DESC, r.id DESC LIMIT ?16"
#define NEWEST_BACK " AND (r.at, r.id) > (?2, ?3) ORDER BY r.at, r.id LIMIT ?16"
#define DUE_ON " AND (r.due, r.id) > (?2, ?3) ORDER BY r.due, r.id LIMIT ?16"
#define DUE_BACK " AND r.due > '' AND (r.due, r.id) < (?2, ?3) ORDER BY r.due DESC, r.id DESC LIMIT ?16"
#define NEVER_ON " AND r.due = '' AND r.id > ?3 ORDER BY r.id LIMIT ?16"
#define NEVER_BACK " AND r.due = '' AND r.id < ?3 ORDER BY r.id DESC LIMIT ?16"

#define WAYS(source) \
	source(RECORD_COLUMNS) NEWEST_ON, source(RECORD_COLUMNS) NEWEST_BACK, \
	source(RECORD_COLUMNS) DUE_ON, source(RECORD_COLUMNS) DUE_BACK, \
	source(RECORD_COLUMNS) NEVER_ON, source(RECORD_COLUMNS) NEVER_BACK, \
	source("count(*), coalesce(sum(CASE WHEN r.people > 0 THEN r.people ELSE 1 END), 0)")

enum way { WAY_NEWEST, WAY_NEWEST_BACK, WAY_DUE, WAY_DUE_BACK, WAY_NEVER, WAY_NEVER_BACK, WAY_COUNT, WAYS };
enum source { SOURCE_KIND, SOURCE_ANY, SOURCE_OPENED, SOURCE_CLOSED, SOURCE_OPEN, SOURCE_TROUBLE, SOURCE_FIND };

static const char *const sql[] = { WAYS(KIND), WAYS(ANY), WAYS(OPENED), WAYS(CLOSED), WAYS(OPEN), WAYS(TROUBLE), WAYS(FIND) };
static const struct db_module module = { "record_list", sql, sizeof sql / sizeof *sql };

/* --- a question, ready to be put ----------------------------------------------------------------------------------- */

struct question {
	struct db *db;
	const struct record_filter *f;
	enum source source;
	char *find;             /* NULL: the filter does not search */
	char **common;          /* the words, where they are so common that walking finds them soon; else NULL */
	char *not_kind;
	char opened_end[16], closed_end[16];
	bool nothing;           /* the words contain nothing that could be found */
};

static bool filled(const char *s)
{
	return s && *s;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* A moment begins with its day, so it comes behind the day and before the day with a '~'. */
static void end_of_day(char out[16], const char *day)
{
	snprintf(out, 16, "%.14s~", or_empty(day));
}

static void unreported(void *arg, const struct ini_fault *fault)
{
	(void)arg, (void)fault;         /* who published it was told */
}

/* " reception duty ": kinds that stay in their unit. Read once per published version. */
static bool unit_kinds(struct store *s, char **list, struct err *err)
{
	struct store_kinds *known = store_kinds(s);
	uint64_t version;

	if (!publish_version(s, &version, err))
		return false;
	if (!known->list || known->version != version) {
		struct book *b = publish_book(s, version, unreported, NULL, err);
		struct buf out = { 0 };

		if (!b)
			return false;
		buf_putc(&out, ' ');
		for (size_t i = 0; i < book_forms(b); i++) {
			const struct form *form = book_form_at(b, i);

			if (*form->opens && form->goes == FORM_UNIT)
				buf_fmt(&out, "%s ", form->opens);
		}
		book_free(b);
		free(known->list);
		known->list = buf_take(&out);
		known->version = version;
	}
	*list = mem_dup(known->list);
	return true;
}

static bool question(struct store *s, const struct record_filter *f, struct question *q, struct err *err)
{
	*q = (struct question){ .db = store_db(s), .f = f, .source = filled(f->kind) ? SOURCE_KIND : SOURCE_ANY };
	end_of_day(q->opened_end, f->opened_to);
	end_of_day(q->closed_end, f->closed_to);
	if (filled(f->kind) && filled(f->opened_from))
		q->source = SOURCE_OPENED;
	if (filled(f->kind) && filled(f->closed_from))
		q->source = SOURCE_CLOSED;
	if (f->only_conflicts || f->only_refused)
		q->source = SOURCE_TROUBLE;
	if (filled(f->find)) {
		q->find = search_query(f->find);
		q->nothing = !q->find;
		q->source = SOURCE_FIND;
	}
	if (!f->hide_unit_only)
		q->not_kind = mem_dup("");
	return q->not_kind || unit_kinds(s, &q->not_kind, err);
}

/* How best to look for the words, if there are any. */
static bool looks(struct question *q, struct err *err)
{
	struct err local = { 0 };

	if (q->find && filled(q->f->kind) && !q->f->only_conflicts && !q->f->only_refused)
		q->common = search_common(q->db, q->find, q->f->find, &local);
	if (local.kind && err)
		*err = local;
	return !local.kind;
}

static void question_clear(struct question *q)
{
	free(q->find);
	search_words_free(q->common);
	free(q->not_kind);
}

static struct db_stmt *put(const struct question *q, enum source source, enum way way)
{
	struct db_stmt *s = db_use(q->db, &module, (size_t)source * WAYS + way);
	const struct record_filter *f = q->f;

	db_text(s, 1, or_empty(f->kind));
	db_text(s, 4, or_empty(f->step));
	db_text(s, 5, or_empty(f->grade));
	db_text(s, 6, or_empty(f->type));
	db_text(s, 7, or_empty(f->place));
	db_text(s, 8, or_empty(f->unit));
	db_int(s, 9, f->only_open);
	db_text(s, 10, or_empty(f->opened_from));
	db_text(s, 11, or_empty(f->opened_to));
	db_int(s, 12, f->only_conflicts);
	db_int(s, 13, f->only_refused);
	db_text(s, 14, q->not_kind);
	db_text(s, 17, or_empty(f->closed_from));
	if (source == SOURCE_OPENED)
		db_text(s, 19, q->opened_end);
	if (source == SOURCE_CLOSED)
		db_text(s, 20, q->closed_end);
	db_text(s, 18, or_empty(f->closed_to));
	if (source == SOURCE_FIND)
		db_text(s, 15, q->find);
	return s;
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

struct page {
	struct record **list;
	size_t n, cap;
	size_t most;
};

static struct db_stmt *put_key(const struct question *q, enum source source, enum way way, bool by_at, const struct record *key,
                               size_t most)
{
	struct db_stmt *s = put(q, source, way);

	if (by_at)
		db_int(s, 2, key->at);
	else if (way == WAY_DUE || way == WAY_DUE_BACK)
		db_text(s, 2, key->due);
	db_int(s, 3, (int64_t)key->id);
	db_int(s, 16, most < INT32_MAX ? (int64_t)most : INT32_MAX);
	return s;
}

static void take(struct page *p, struct db_stmt *s)
{
	struct record *r = mem_zero(sizeof *r);

	record_row(s, r);
	p->list = mem_grow(p->list, &p->cap, p->n, sizeof(struct record *));
	p->list[p->n++] = r;
}

/* Walk the list without searching and keep what holds the words, as far as that is quicker. *full: the page is complete. */
static bool walk(const struct question *q, enum way way, bool by_at, const struct record *key, struct page *p, bool *full,
                 struct err *err)
{
	struct db_stmt *s = put_key(q, SOURCE_KIND, way, by_at, key, WALK_MAX);
	enum db_step step = DB_DONE;
	size_t before = p->n, looked = 0;
	bool holds, good = true;

	while (good && p->n < p->most && (step = db_step(s, err)) == DB_ROW) {
		looked++;
		good = search_holds(q->db, (uint64_t)db_get_int(s, 0), q->common, &holds, err);
		if (good && holds)
			take(p, s);
	}
	db_done(s);
	*full = p->n == p->most || looked < WALK_MAX;
	while (!*full && p->n > before)
		record_free(p->list[--p->n]);
	return good && step != DB_FAILED;
}

/* Rows of one part of the list, behind the key (at or due, and id). */
static bool part(const struct question *q, enum way way, bool by_at, const struct record *key, struct page *p, struct err *err)
{
	enum db_step step;
	bool full = false;

	if (q->common && !walk(q, way, by_at, key, p, &full, err))
		return false;
	if (full)
		return true;

	struct db_stmt *s = put_key(q, q->source, way, by_at, key, p->most - p->n);

	while ((step = db_step(s, err)) == DB_ROW)
		take(p, s);
	db_done(s);
	return step == DB_DONE;
}

/* Keys before the first and behind the last row of a part. */
static const struct record first = { .due = "" };
static const struct record days = { .due = "\x01" };    /* behind all that have none, before any day */
static const struct record beyond = { .due = "\xf4\x8f\xbf\xbf", .at = INT64_MAX, .id = INT64_MAX };

static bool on(const struct question *q, enum record_order order, const struct record *after, struct page *p, struct err *err)
{
	if (order == RECORD_NEWEST)
		return part(q, WAY_NEWEST, true, after ? after : &beyond, p, err);

	bool never = after && !*after->due;

	if (!never && !part(q, WAY_DUE, false, after ? after : &days, p, err))
		return false;
	return p->n == p->most || part(q, WAY_NEVER, false, never ? after : &first, p, err);
}

static bool back(const struct question *q, enum record_order order, const struct record *before, struct page *p,
                 struct err *err)
{
	if (order == RECORD_NEWEST)
		return part(q, WAY_NEWEST_BACK, true, before, p, err);

	bool never = !*before->due;

	if (never && !part(q, WAY_NEVER_BACK, false, before, p, err))
		return false;
	return p->n == p->most || part(q, WAY_DUE_BACK, false, never ? &beyond : before, p, err);
}

static bool answer(struct page *p, bool good, struct record ***out, size_t *n)
{
	if (!good) {
		record_list_free(p->list, p->n);
		p->list = NULL;
		p->n = 0;
	}
	*out = p->list;
	*n = p->n;
	return good;
}

bool record_list(struct store *s, const struct record_filter *f, enum record_order order, const struct record *after,
                 size_t most, struct record ***out, size_t *n, struct err *err)
{
	struct page p = { .most = most };
	struct question q;
	bool good = question(s, f, &q, err) && looks(&q, err) && (q.nothing || on(&q, order, after, &p, err));

	question_clear(&q);
	return answer(&p, good, out, n);
}

bool record_list_back(struct store *s, const struct record_filter *f, enum record_order order, const struct record *before,
                      size_t most, struct record ***out, size_t *n, struct err *err)
{
	struct page p = { .most = most };
	struct question q;
	bool good = question(s, f, &q, err) && looks(&q, err) && (q.nothing || back(&q, order, before, &p, err));

	question_clear(&q);
	/* found from the end backward, shown forward */
	for (size_t i = 0; i < p.n / 2; i++) {
		struct record *r = p.list[i];

		p.list[i] = p.list[p.n - 1 - i];
		p.list[p.n - 1 - i] = r;
	}
	return answer(&p, good, out, n);
}

void record_list_free(struct record **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		record_free(list[i]);
	free(list);
}

bool record_count(struct store *s, const struct record_filter *f, size_t *n, size_t *people, struct err *err)
{
	struct question q;
	bool good = question(s, f, &q, err);

	*n = 0;
	if (people)
		*people = 0;
	if (good && !q.nothing) {
		/* to be listed, what is open is found soon among the newest; to be counted, it has an index of its own */
		struct db_stmt *stmt = put(&q, q.source == SOURCE_KIND && f->only_open ? SOURCE_OPEN : q.source, WAY_COUNT);

		good = db_step(stmt, err) == DB_ROW;
		*n = good ? (size_t)db_get_int(stmt, 0) : 0;
		if (good && people)
			*people = (size_t)db_get_int(stmt, 1);
		db_done(stmt);
	}
	question_clear(&q);
	return good;
}
