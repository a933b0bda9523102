/* SPDX-License-Identifier: Apache-2.0 */
#include "store/publish.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "journal_row.h"
#include "store/db.h"

enum { LATEST, NEWEST_OF_EACH, ALL, HERE };

static const char *const sql[] = {
	/* a hub is desk 0 of its epoch: the lowest 13 bits of the station. +id, lest the newest entries of all are walked back over for
	 * one that is published: the few published ones have an index of their own */
	[LATEST] = "SELECT max(+id) FROM journal WHERE form = 'publish' AND ((id >> 32) & 8191) = 0",
	/* a record is a path; of each the newest up to the version, among those of the county (bits above epoch and desk) */
	[NEWEST_OF_EACH] = "SELECT " JOURNAL_COLUMNS " FROM journal WHERE id IN"
	                   " (SELECT max(id) FROM journal WHERE form = 'publish' AND id <= ?1"
	                   " AND (id >> 50) = ?2 AND ((id >> 32) & 8191) = 0 GROUP BY record) ORDER BY id",
	[ALL] = "SELECT " JOURNAL_COLUMNS " FROM journal WHERE id IN"
	        " (SELECT id FROM journal WHERE form = 'publish' AND ((id >> 32) & 8191) = 0) ORDER BY id",
	[HERE] = "SELECT form FROM journal WHERE id = ?1",
};
static const struct db_module module = { "publish", sql, sizeof sql / sizeof *sql };

bool publish_version(struct store *s, uint64_t *version, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, LATEST);
	bool good = db_step(q, err) == DB_ROW;

	*version = good ? (uint64_t)db_get_int(q, 0) : 0;
	db_done(q);
	return good;
}

static bool newest_of_each(struct store *s, uint64_t version, struct entries *out, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, NEWEST_OF_EACH);

	db_int(q, 1, (int64_t)version);
	db_int(q, 2, station_county(entry_station(version)));
	return journal_collect(q, SIZE_MAX, SIZE_MAX, out, err);
}

bool publish_entries(struct store *s, struct entries *out, struct err *err)
{
	return journal_collect(db_use(store_db(s), &module, ALL), SIZE_MAX, SIZE_MAX, out, err);
}

static bool here(struct store *s, uint64_t id, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, HERE);

	db_int(q, 1, (int64_t)id);
	bool found = db_step(q, err) == DB_ROW && strcmp(db_get_text(q, 0), PUBLISH_FORM) == 0;

	db_done(q);
	return found;
}

/* The version's own entry, and behind each file the one before it: a hole in what came shows there. */
static bool complete(struct store *s, uint64_t version, const struct entries *files, struct err *err)
{
	bool whole = here(s, version, err);

	for (size_t i = 0; whole && i < files->n; i++)
		for (size_t k = 0; whole && k < files->list[i]->nparents; k++)
			whole = here(s, files->list[i]->parents[k], err);
	if (whole)
		return true;
	if (!err || !err->kind)
		err_set(err, ERR_FAILED, _("县中心发布的表单还没有收全，请先同步一次"));
	return err_detail(err, "version %llu", (unsigned long long)version);
}

static const char *value(const struct entry *e, const char *key)
{
	const char *v = fields_get(e->fields, key);

	return v ? v : "";
}

static struct book *book_of(uint64_t version, const struct entries *files, ini_report *report, void *arg)
{
	struct book_file *list = mem_zero((files->n + 1) * sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < files->n; i++) {
		const char *text = value(files->list[i], "text");

		if (*text && *value(files->list[i], "path"))
			list[n++] = (struct book_file){ (char *)value(files->list[i], "path"), (char *)text, strlen(text) };
	}
	struct book *b = book_new(version, list, n, report, arg);

	free(list);
	return b;
}

struct book *publish_book(struct store *s, uint64_t version, ini_report *report, void *arg, struct err *err)
{
	struct entries files;
	struct book *b = NULL;

	if (!version)
		return book_new(0, NULL, 0, report, arg);
	if (!newest_of_each(s, version, &files, err))
		return NULL;
	if (complete(s, version, &files, err))
		b = book_of(version, &files, report, arg);
	entries_free(&files);
	return b;
}

/* --- at a hub ------------------------------------------------------------------------------------------------------ */

static const struct entry *published(const struct entries *now, const char *path)
{
	for (size_t i = 0; i < now->n; i++)
		if (strcmp(value(now->list[i], "path"), path) == 0)
			return now->list[i];
	return NULL;
}

static bool fits(const struct book_file *f, struct err *err)
{
	if (f->len > FIELDS_VALUE_MAX)
		return err_set(err, ERR_FAILED, _("%s 太大，发布的文件最多 %d KB"), f->path, FIELDS_VALUE_MAX / 1024);
	if (!text_valid(f->text, f->len) || !text_valid(f->path, strlen(f->path)))
		return err_set(err, ERR_FAILED, _("%s 不是 UTF-8 编码的文本"), f->path);
	return true;
}

static bool same(const struct entry *before, const struct book_file *f)
{
	const char *text = before ? value(before, "text") : "";

	return strlen(text) == f->len && (!f->len || memcmp(text, f->text, f->len) == 0);
}

static bool append(struct store *s, uint32_t station, const struct book_file *f, const struct entry *before, uint64_t version,
                   const char *who, struct err *err)
{
	struct entry *e = entry_new();
	char *text = mem_ndup(f->text ? f->text : "", f->len);

	e->who = mem_dup(who);
	e->form = mem_dup(PUBLISH_FORM);
	e->version = version;
	if (before) {
		e->record = before->record;
		e->parents = mem_zero(sizeof *e->parents);
		e->parents[e->nparents++] = before->id;
	}
	fields_set(e->fields, "path", f->path);
	fields_set(e->fields, "text", text);
	bool good = journal_append(s, station, e, err);

	free(text);
	entry_free(e);
	return good;
}

static bool publish_all(struct store *s, uint32_t station, const struct book_file *files, size_t n, const char *who,
                        size_t *count, struct err *err)
{
	struct entries now = { 0 };
	uint64_t version;
	bool good = publish_version(s, &version, err) && (!version || newest_of_each(s, version, &now, err));

	for (size_t i = 0; good && i < n; i++) {
		const struct entry *before = published(&now, files[i].path);

		good = fits(&files[i], err);
		if (!good || same(before, &files[i]))
			continue;
		good = append(s, station, &files[i], before, version, who, err);
		*count += good;
	}
	entries_free(&now);
	return good;
}

bool publish_files(struct store *s, uint32_t station, const struct book_file *files, size_t n, const char *who, size_t *count,
                   struct err *err)
{
	*count = 0;
	if (!store_begin(s, err))
		return false;
	if (publish_all(s, station, files, n, who, count, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	*count = 0;
	return false;
}
