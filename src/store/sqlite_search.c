/* SPDX-License-Identifier: Apache-2.0 */
/* What a record is found by, and the FTS5 table it stands in. */
#include "search.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/limit.h"
#include "model/pinyin.h"
#include "engine.h"
#include "sqlite.h"

#define TAIL 4                  /* people remember the last four of a phone or identity number */
#define COMMON_MIN 3000         /* matches that take longer to gather than a page takes to come by */
#define DIGITS_MIN 4            /* shorter numbers are counts and ages, not what anybody looks for */

/* --- the text ------------------------------------------------------------------------------------------------------ */

/* What lists filter by and who has a record in hand changes with every step; it would have the text written anew each time. */
static const char *const filtered[] = {
	"kind", "step", "grade", "type", "place", "unit", "opened", "closed", "due", "people", "lead", "result", "noticed",
	"with", "called", "dispatcher", "dispatched", "received", "refused", "refusals", "notices", "standing", "pauses", "settled",
};

bool search_concerns(const char *key)
{
	if (*key == '.' || limit_kind_of(key) || strncmp(key, "extended", 8) == 0)
		return false;
	for (size_t i = 0; i < sizeof filtered / sizeof *filtered; i++)
		if (strcmp(key, filtered[i]) == 0)
			return false;
	return true;
}

static bool always(const char *key)
{
	static const char *const keys[] = { "no", "formerly", "title", "summary", "claim", "address" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static bool beyond_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return *s != '\0';
}

/* A phone, identity or bank number: digits, perhaps with a sign between, perhaps with an X at the end. */
static bool is_number(const char *s)
{
	size_t digits = 0;

	for (; *s; s++) {
		if (*s >= '0' && *s <= '9')
			digits++;
		else if (!strchr("-+() ", *s) && !((*s == 'X' || *s == 'x') && !s[1]))
			return false;
	}
	return digits >= DIGITS_MIN;
}

static bool is_date(const char *s)
{
	return strspn(s, "0123456789") == 4 && s[4] == '-' && strspn(s + 5, "0123456789") == 2 && s[7] == '-';
}

static void line(struct buf *out, const char *s)
{
	buf_puts(out, s);
	buf_putc(out, '\n');
}

static void put_number(struct buf *out, const char *s)
{
	char *plain = mem_dup(s);
	size_t n = 0;

	for (const char *c = s; *c; c++)
		if (!strchr("-+() ", *c))
			plain[n++] = *c;
	plain[n] = '\0';
	if (strcmp(plain, s) != 0)
		line(out, plain);
	if (n > TAIL)
		line(out, plain + n - TAIL);
	free(plain);
}

/* 421202101-1-2026-0041 is also looked for as 41. */
static void put_serial(struct buf *out, const char *no)
{
	const char *dash = strrchr(no, '-'), *digits = dash ? dash + 1 : no;
	const char *short_one = digits + strspn(digits, "0");

	if (short_one != digits && *short_one)
		line(out, short_one);
}

static bool is_name(const char *key)
{
	size_t unit = strcspn(key, ".");

	if (strcmp(key, "name") == 0)
		return true;
	return strncmp(key, "party", 5) == 0 && unit > 5 && strcmp(key + unit, ".name") == 0;
}

static void put_value(struct buf *out, struct buf *more, const char *key, const char *value)
{
	char *v = text_narrow(value);
	bool number = is_number(v) && !is_date(v);

	if (*v && (always(key) || number || beyond_ascii(v))) {
		line(out, v);
		if (number && !always(key))
			put_number(more, v);
		if (strcmp(key, "no") == 0)
			put_serial(more, v);
	}
	if (*v && is_name(key)) {
		char *initials = pinyin_name_initials(v);

		if (initials && *initials)
			line(more, initials);
		free(initials);
	}
	free(v);
}

char *search_text(const struct fold *f)
{
	const struct fields *values = fold_fields(f);
	struct buf out = { 0 }, more = { 0 };

	for (size_t i = 0; i < fields_count(values); i++)
		if (search_concerns(fields_key(values, i)))
			put_value(&out, &more, fields_key(values, i), fields_value(values, i));
	buf_put(&out, buf_text(&more), more.len);
	buf_free(&more);
	return buf_take(&out);
}

/* --- the table ----------------------------------------------------------------------------------------------------- */

#define STATEMENTS(table) \
	"SELECT text FROM " table " WHERE rowid = ?1", \
	"INSERT INTO " table "(rowid, text) VALUES(?1, ?2)", \
	"UPDATE " table " SET text = ?2 WHERE rowid = ?1"

enum { GET, INSERT, UPDATE, PER_TABLE };
enum { MERGE = 2 * PER_TABLE, CHECK, COMMON, DROP };

static const char *const sql[] = {
	STATEMENTS("search"),
	STATEMENTS("search_shadow"),
	[MERGE] = "INSERT INTO search(search, rank) VALUES('merge', ?1)",
	[CHECK] = "INSERT INTO search(search) VALUES('integrity-check')",
	[COMMON] = "SELECT count(*) FROM (SELECT 1 FROM search WHERE text MATCH ?1 LIMIT ?2)",
	[DROP] = "DELETE FROM search WHERE rowid = ?1",
};
static const struct db_module module = { "search", sql, sizeof sql / sizeof *sql };

static struct db_stmt *use(struct db *db, enum search_table t, size_t i)
{
	return db_use(db, &module, (t == SEARCH_SHADOW ? PER_TABLE : 0) + i);
}

static char *get(struct db *db, enum search_table t, uint64_t record, struct err *err)
{
	struct db_stmt *s = use(db, t, GET);
	char *text = NULL;

	db_int(s, 1, (int64_t)record);
	if (db_step(s, err) == DB_ROW)
		text = mem_dup(db_get_text(s, 0));
	db_done(s);
	return text;
}

char *search_get(struct db *db, uint64_t record, struct err *err)
{
	return get(db, SEARCH_LIVE, record, err);
}

bool search_put(struct db *db, enum search_table t, uint64_t record, const char *text, bool fresh, struct err *err)
{
	struct err local = { 0 };
	char *old = fresh ? NULL : get(db, t, record, &local);
	bool known = old != NULL, same = known && strcmp(old, text) == 0;

	free(old);
	if (local.kind) {
		if (err)
			*err = local;
		return false;
	}
	if (same)
		return true;

	struct db_stmt *s = use(db, t, known ? UPDATE : INSERT);

	db_int(s, 1, (int64_t)record);
	db_text(s, 2, text);
	return db_run(s, err);
}

bool search_drop(struct db *db, uint64_t record, struct err *err)
{
	struct db_stmt *s = db_use(db, &module, DROP);

	db_int(s, 1, (int64_t)record);
	return db_run(s, err);
}

bool search_merge(struct db *db, int pages, bool *more, struct err *err)
{
	struct db_stmt *s = db_use(db, &module, MERGE);
	int64_t before = engine_total_changes(db);

	db_int(s, 1, pages);
	if (!db_run(s, err))
		return false;
	/* FTS5: fewer than two changes mean that there was nothing to merge */
	*more = engine_total_changes(db) - before >= 2;
	return true;
}

bool search_check(struct db *db, struct err *err)
{
	struct err local = { 0 };

	if (db_run(db_use(db, &module, CHECK), &local))
		return true;
	if (local.kind != ERR_STORE && err)
		*err = local;
	return false;
}

/* --- the query ----------------------------------------------------------------------------------------------------- */

static bool has_term(const char *s, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		if ((unsigned char)s[i] >= 0x80)
			return true;
		len = 1;
		if ((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z'))
			return true;
	}
	return false;
}

/* One word as a phrase: its terms one behind the other. What was typed stands in quotes, so no operator is ever seen in it; the
 * star lets 1381 find 13812345678, and one hanzi find every word it begins. */
static void put_word(struct buf *out, const char *s, size_t n)
{
	if (out->len)
		buf_puts(out, " AND ");
	buf_putc(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, s[i]);
	}
	buf_puts(out, "\" *");
}

char *search_query(const char *typed)
{
	char *narrow = text_narrow(typed);
	struct buf out = { 0 };

	for (const char *s = narrow; *s;) {
		size_t blank = strspn(s, " \t\r\n"), n = strcspn(s + blank, " \t\r\n");

		if (has_term(s + blank, n))
			put_word(&out, s + blank, n);
		s += blank + n;
	}
	free(narrow);
	if (out.len)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

/* --- common words -------------------------------------------------------------------------------------------------- */

void search_words_free(char **words)
{
	for (char **w = words; w && *w; w++)
		free(*w);
	free(words);
}

/* The words, if all are of hanzi alone. */
static char **hanzi_words(const char *typed)
{
	char *narrow = text_narrow(typed), **words = NULL;
	size_t n = 0, cap = 0;
	bool good = true;

	for (const char *s = narrow; good && *s;) {
		size_t blank = strspn(s, " \t\r\n"), len = strcspn(s + blank, " \t\r\n");

		good = sqlite_term_only(s + blank, len);
		if (good && len) {
			words = mem_grow(words, &cap, n + 1, sizeof *words);
			words[n++] = mem_ndup(s + blank, len);
		}
		s += blank + len;
	}
	free(narrow);
	if (good && n)
		return words;
	search_words_free(words);
	return NULL;
}

char **search_common(struct db *db, const char *query, const char *typed, struct err *err)
{
	struct db_stmt *s = db_use(db, &module, COMMON);

	db_text(s, 1, query);
	db_int(s, 2, COMMON_MIN);
	bool common = db_step(s, err) == DB_ROW && db_get_int(s, 0) == COMMON_MIN;

	db_done(s);
	return common ? hanzi_words(typed) : NULL;
}

bool search_holds(struct db *db, uint64_t record, char *const *words, bool *holds, struct err *err)
{
	struct db_stmt *s = use(db, SEARCH_LIVE, GET);

	db_int(s, 1, (int64_t)record);
	enum db_step step = db_step(s, err);

	*holds = step == DB_ROW;
	for (; *holds && *words; words++)
		*holds = strstr(db_get_text(s, 0), *words) != NULL;
	db_done(s);
	return step != DB_FAILED;
}
