/* SPDX-License-Identifier: Apache-2.0 */
#include "record_query.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "model/limit.h"
#include "projection.h"
#include "store/publish.h"
#include "store_private.h"

/* --- the statements ------------------------------------------------------------------------------------------------ */

/* Parameters: 1 kind, 2 and 3 where the last page ended, 4 step, 5 grade, 6 type, 7 place, 8 unit, 9 only open ones, 10 and 11
 * days opened, 12 and 13 only conflicts, only refused, 14 kinds to leave out, 15 what to find, 16 how many, 17 and 18 days closed,
 * 19 and 20 end the range of an index: behind every moment of the last day opened, closed, 21 to 24 kinds of clocks, 25 and 26
 * the range of due days, 27 lead, 28 not in these hands, 29 result, 30 only those nobody was reminded of.
 * ':' comes behind '9'; what stands between '.' and '/' begins with a dot. */
#define FILTERED \
	" AND (?4 = '' OR r.step = ?4) AND (?5 = '' OR r.grade = ?5)" \
	" AND (?6 = '' OR (r.type >= ?6 AND r.type < ?6 || ':')) AND (?7 = '' OR (r.place >= ?7 AND r.place < ?7 || ':'))" \
	" AND (?8 = '' OR r.unit = ?8) AND (?9 = 0 OR r.closed = '')" \
	" AND (?10 = '' OR substr(r.opened, 1, 10) >= ?10) AND (?11 = '' OR substr(r.opened, 1, 10) <= ?11)" \
	" AND (?17 = '' OR substr(r.closed, 1, 10) >= ?17) AND (?18 = '' OR substr(r.closed, 1, 10) <= ?18)" \
	" AND (?27 = '' OR r.lead = ?27 OR (r.lead > ?27 || '.' AND r.lead < ?27 || '/'))" \
	" AND (?28 = '' OR (CASE r.lead WHEN '' THEN r.unit ELSE r.lead END) <> ?28)" \
	" AND (?29 = '' OR r.result = ?29) AND (?30 = 0 OR r.noticed = '')"
/* Of one kind: whoever has a kind has entries. What is in trouble has a source of its own. */
#define ONE_KIND FILTERED " AND (?14 = '' OR ?14 NOT LIKE '% ' || ?1 || ' %')"
#define ANY_KIND \
	FILTERED " AND (?1 = '' OR r.kind || '' = ?1) AND (?14 = '' OR ?14 NOT LIKE '% ' || r.kind || ' %') AND r.entries > 0" \
	         " AND (?12 = 0 OR r.conflicts > 0) AND (?13 = 0 OR r.refused > 0)"
#define KINDS "(?21, ?22, ?23, ?24)"

/* Where to look. KIND, DUE, OPEN and CLOCK walk indexes in list order; WHOLE reads the table from front to back, for in the order
 * of any index it would be read here and there; the others gather what matches and sort it. */
#define KIND(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1" ONE_KIND
#define DUE(columns) \
	"SELECT " columns " FROM (SELECT * FROM record INDEXED BY record_open WHERE closed = '' UNION ALL" \
	" SELECT * FROM record INDEXED BY record_due WHERE closed > '' AND due > '') r WHERE r.kind = ?1" ONE_KIND
#define WHOLE(columns) "SELECT " columns " FROM record r NOT INDEXED WHERE r.kind = ?1" ONE_KIND
#define OPEN(columns) "SELECT " columns " FROM record r INDEXED BY record_open WHERE r.kind = ?1 AND r.closed = ''" ONE_KIND
#define OPENED(columns) "SELECT " columns " FROM record r WHERE r.kind = ?1 AND r.opened >= ?10 AND r.opened < ?19" ONE_KIND
/* <> and not >, which would be taken for the beginning of the range */
#define CLOSED(columns) \
	"SELECT " columns " FROM record r WHERE r.kind = ?1 AND r.closed <> '' AND r.closed >= ?17 AND r.closed < ?20" ONE_KIND
#define ANY(columns) "SELECT " columns " FROM record r WHERE ?1 = ''" ANY_KIND
#define TROUBLE(columns) "SELECT " columns " FROM record r WHERE (r.conflicts > 0 OR r.refused > 0)" ANY_KIND
#define FIND(columns) "SELECT " columns " FROM record r" SEARCH_JOIN " WHERE 1" SEARCH_MATCH ANY_KIND
#define CLOCK(columns) "SELECT " columns " FROM clock c JOIN record r ON r.id = c.record WHERE c.kind = ?21" ANY_KIND
/* of several the one that ends first counts */
#define FIRST "(SELECT record, min(due) AS due FROM clock WHERE kind IN " KINDS " GROUP BY record) c"
#define CLOCKS(columns) "SELECT " columns " FROM " FIRST " JOIN record r ON r.id = c.record WHERE 1" ANY_KIND
#define CLOCKS_FIND(columns) \
	"SELECT " columns SEARCH_FIRST " JOIN " FIRST " ON c.record = r.id WHERE 1" SEARCH_MATCH ANY_KIND

/* What to take of it. A plus keeps the planner from an index by due day where another one has the order. */
#define DUE_IN(due) " AND " due " >= ?25 AND " due " < ?26"
#define NEWEST_ON " AND (r.at, r.id) < (?2, ?3) ORDER BY r.at DESC, r.id DESC LIMIT ?16"
#define NEWEST_BACK " AND (r.at, r.id) > (?2, ?3) ORDER BY r.at, r.id LIMIT ?16"
#define DUE_ON(due, id) " AND (" due ", " id ") > (?2, ?3) AND " due " < ?26 ORDER BY " due ", " id " LIMIT ?16"
#define DUE_BACK(due, id) \
	" AND (" due ", " id ") < (?2, ?3) AND " due " >= ?25 ORDER BY " due " DESC, " id " DESC LIMIT ?16"
#define NEVER_ON " AND r.due = '' AND r.id > ?3 ORDER BY r.id LIMIT ?16"
#define NEVER_BACK " AND r.due = '' AND r.id < ?3 ORDER BY r.id DESC LIMIT ?16"
#define UNTIMED " AND NOT EXISTS (SELECT 1 FROM clock u WHERE u.record = r.id AND u.kind IN " KINDS ")"
#define UNTIMED_ON UNTIMED " AND r.id > ?3 ORDER BY r.id LIMIT ?16"
#define UNTIMED_BACK UNTIMED " AND r.id < ?3 ORDER BY r.id DESC LIMIT ?16"
#define COUNTS "count(*), coalesce(sum(CASE WHEN r.people > 0 THEN r.people ELSE 1 END), 0)"

#define WAYS(source, range, due, id) \
	source(RECORD_COLUMNS) range NEWEST_ON, source(RECORD_COLUMNS) range NEWEST_BACK, \
	source(RECORD_COLUMNS) DUE_ON(due, id), source(RECORD_COLUMNS) DUE_BACK(due, id), \
	source(RECORD_COLUMNS) NEVER_ON, source(RECORD_COLUMNS) NEVER_BACK, \
	source(RECORD_COLUMNS) UNTIMED_ON, source(RECORD_COLUMNS) UNTIMED_BACK, \
	source(COUNTS) range
#define ROWS(source) WAYS(source, DUE_IN("+r.due"), "r.due", "r.id")
#define BY_DUE(source) WAYS(source, DUE_IN("r.due"), "r.due", "r.id")
#define BY_CLOCK(source) WAYS(source, DUE_IN("c.due"), "c.due", "c.record")

enum source {
	SOURCE_KIND, SOURCE_DUE, SOURCE_WHOLE, SOURCE_OPEN, SOURCE_OPENED, SOURCE_CLOSED, SOURCE_ANY, SOURCE_TROUBLE, SOURCE_FIND,
	SOURCE_CLOCK, SOURCE_CLOCKS, SOURCE_CLOCKS_FIND, SOURCES,
};
enum { DUE_OF = SOURCES * QUERY_WAYS };

static const char *const sql[] = {
	ROWS(KIND), BY_DUE(DUE), ROWS(WHOLE), BY_DUE(OPEN), ROWS(OPENED), ROWS(CLOSED), ROWS(ANY), ROWS(TROUBLE), ROWS(FIND),
	BY_CLOCK(CLOCK), BY_CLOCK(CLOCKS), BY_CLOCK(CLOCKS_FIND),
	[DUE_OF] = ("SELECT min(due) FROM clock WHERE record = ?1 AND kind IN " KINDS),
};
static const struct db_module module = { "record_query", sql, sizeof sql / sizeof *sql };

#define RUNNING "\x01"          /* comes behind the empty text, before every day */

/* --- a filter ------------------------------------------------------------------------------------------------------ */

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

/* revisit|revisit_again; the main one alone is the record's due */
static bool take_clocks(struct query *q, struct err *err)
{
	const char *rest = or_empty(q->f->clock), *word;
	size_t n;

	if (strcmp(rest, LIMIT_MAIN) == 0)
		return true;
	while ((n = limit_next_word(&rest, &word)) > 0) {
		if (q->nclocks == QUERY_CLOCKS)
			return err_set(err, ERR_USAGE, _("一次最多查 %d 种时限"), QUERY_CLOCKS);
		q->clocks[q->nclocks++] = mem_ndup(word, n);
	}
	return true;
}

bool query_make(struct store *s, const struct record_filter *f, struct query *q, struct err *err)
{
	*q = (struct query){ .db = store_db(s), .f = f, .due_from = RUNNING, .due_end = QUERY_BEYOND };
	q->running = f->running || filled(f->due_from) || filled(f->due_to);
	if (filled(f->due_from))
		q->due_from = f->due_from;
	if (filled(f->due_to))
		end_of_day(q->due_end, f->due_to);
	end_of_day(q->opened_end, f->opened_to);
	end_of_day(q->closed_end, f->closed_to);
	if (filled(f->find)) {
		q->find = search_query(f->find);
		q->nothing = !q->find;
	}
	if (!f->hide_unit_only)
		q->not_kind = mem_dup("");
	return take_clocks(q, err) && (q->not_kind || unit_kinds(s, &q->not_kind, err));
}

void query_clear(struct query *q)
{
	free(q->find);
	free(q->not_kind);
	for (size_t i = 0; i < q->nclocks; i++)
		free(q->clocks[i]);
}

/* --- putting it ---------------------------------------------------------------------------------------------------- */

static enum source source_of(const struct query *q, enum query_way way, bool walked)
{
	const struct record_filter *f = q->f;
	bool find = q->find && !walked, newest = way == QUERY_NEWEST || way == QUERY_NEWEST_BACK;

	if (q->nclocks && (q->running || way == QUERY_DUE || way == QUERY_DUE_BACK))
		return find ? SOURCE_CLOCKS_FIND : q->nclocks == 1 ? SOURCE_CLOCK : SOURCE_CLOCKS;
	if (find)
		return SOURCE_FIND;
	if (f->only_conflicts || f->only_refused)
		return SOURCE_TROUBLE;
	if (!filled(f->kind))
		return SOURCE_ANY;
	if (q->running)
		return f->only_open ? SOURCE_OPEN : SOURCE_DUE;
	if (filled(f->closed_from) && !walked)
		return SOURCE_CLOSED;
	if (filled(f->opened_from) && !walked)
		return SOURCE_OPENED;
	/* what is open is found soon among the newest */
	if (newest)
		return SOURCE_KIND;
	if (f->only_open)
		return SOURCE_OPEN;
	return way == QUERY_DUE || way == QUERY_DUE_BACK ? SOURCE_DUE : SOURCE_WHOLE;
}

static void bind_clocks(const struct query *q, struct db_stmt *s, int at)
{
	for (size_t i = 0; i < q->nclocks; i++)
		db_text(s, at + (int)i, q->clocks[i]);
}

/* all: those without a due day, too */
static void bind_filter(const struct query *q, bool all, struct db_stmt *s)
{
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
	db_text(s, 15, q->find);
	db_text(s, 17, or_empty(f->closed_from));
	db_text(s, 18, or_empty(f->closed_to));
	db_text(s, 19, q->opened_end);
	db_text(s, 20, q->closed_end);
	bind_clocks(q, s, 21);
	db_text(s, 25, all ? "" : q->due_from);
	db_text(s, 26, q->due_end);
	db_text(s, 27, or_empty(f->lead));
	db_text(s, 28, or_empty(f->not_lead));
	db_text(s, 29, or_empty(f->result));
	db_int(s, 30, f->not_noticed);
}

struct db_stmt *query_put(const struct query *q, enum query_way way, bool walked, const struct query_key *key, size_t most)
{
	struct db_stmt *s = db_use(q->db, &module, (size_t)source_of(q, way, walked) * QUERY_WAYS + way);

	bind_filter(q, !q->running && way != QUERY_DUE_BACK, s);
	if (key) {
		if (key->due)
			db_text(s, 2, key->due);
		else
			db_int(s, 2, key->at);
		db_int(s, 3, (int64_t)key->id);
		db_int(s, 16, most < INT32_MAX ? (int64_t)most : INT32_MAX);
	}
	return s;
}

char *query_due_of(const struct query *q, uint64_t record, struct err *err)
{
	struct db_stmt *s = db_use(q->db, &module, DUE_OF);
	char *due = NULL;

	db_int(s, 1, (int64_t)record);
	bind_clocks(q, s, 21);
	if (db_step(s, err) == DB_ROW)
		due = mem_dup(db_get_text(s, 0));
	db_done(s);
	return due;
}
