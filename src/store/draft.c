/* SPDX-License-Identifier: Apache-2.0 */
#include "store/draft.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ids.h"

enum { ADD, SAVE, GET, DROP, LIST, COUNT };

#define DRAFT "SELECT id, form, version, record, parents, who, opened, saved, cursor, typed FROM draft"

static const char *const sql[] = {
	[ADD] = "INSERT INTO draft(form, version, record, parents, who, opened, saved, cursor, typed)"
	        " VALUES(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
	[SAVE] = "UPDATE draft SET form = ?2, version = ?3, record = ?4, parents = ?5, who = ?6, opened = ?7, saved = ?8,"
	         " cursor = ?9, typed = ?10 WHERE id = ?1 RETURNING id",
	[GET] = DRAFT " WHERE id = ?1",
	[DROP] = "DELETE FROM draft WHERE id = ?1",
	[LIST] = DRAFT " ORDER BY saved DESC, id DESC LIMIT ?1",
	[COUNT] = "SELECT count(*) FROM draft",
};
static const struct db_module module = { "draft", sql, sizeof sql / sizeof *sql };

struct draft *draft_new(void)
{
	struct draft *d = mem_zero(sizeof *d);

	d->typed = fields_new();
	return d;
}

void draft_free(struct draft *d)
{
	if (!d)
		return;
	free(d->form);
	free(d->parents);
	free(d->who);
	free(d->cursor);
	fields_free(d->typed);
	free(d);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

bool draft_save(struct store *s, struct draft *d, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, d->id ? SAVE : ADD);
	struct buf parents = { 0 }, typed = { 0 };

	ids_put(&parents, d->parents, d->nparents);
	fields_encode(d->typed, &typed);
	d->saved = clock_ms();
	if (d->id)
		db_int(q, 1, d->id);
	db_text(q, 2, or_empty(d->form));
	db_int(q, 3, (int64_t)d->version);
	db_int(q, 4, (int64_t)d->record);
	db_blob(q, 5, parents.data, parents.len);
	db_text(q, 6, or_empty(d->who));
	db_int(q, 7, d->opened);
	db_int(q, 8, d->saved);
	db_text(q, 9, or_empty(d->cursor));
	db_blob(q, 10, typed.data, typed.len);

	enum db_step step = db_step(q, err);
	int64_t id = step == DB_ROW ? db_get_int(q, 0) : 0;

	/* the row is on disk only once the statement has run to its end: that is where it commits */
	if (step == DB_ROW)
		step = db_step(q, err) == DB_DONE ? DB_ROW : DB_FAILED;
	db_done(q);
	buf_free(&parents);
	buf_free(&typed);
	if (step == DB_ROW)
		d->id = id;
	else if (step == DB_DONE)
		err_set(err, ERR_FAILED, _("这份草稿已经在别处提交或删除了"));
	return step == DB_ROW;
}

static struct draft *row(struct db_stmt *q, struct err *err)
{
	struct draft *d = mem_zero(sizeof *d);
	size_t n;

	d->id = db_get_int(q, 0);
	d->form = mem_dup(db_get_text(q, 1));
	d->version = (uint64_t)db_get_int(q, 2);
	d->record = (uint64_t)db_get_int(q, 3);
	d->who = mem_dup(db_get_text(q, 5));
	d->opened = db_get_int(q, 6);
	d->saved = db_get_int(q, 7);
	d->cursor = mem_dup(db_get_text(q, 8));

	const void *typed = db_get_blob(q, 9, &n);
	struct reader r = reader_over(typed, n);

	d->typed = fields_decode(&r);
	if (d->typed && reader_done(&r) && ids_get(q, 4, &d->parents, &d->nparents))
		return d;
	err_set(err, ERR_STORE, _("一份草稿读不懂，库可能已损坏，请运行 yichuang verify 检查"));
	draft_free(d);
	return NULL;
}

struct draft *draft_get(struct store *s, int64_t id, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, GET);

	db_int(q, 1, id);
	struct draft *d = db_step(q, err) == DB_ROW ? row(q, err) : NULL;

	db_done(q);
	return d;
}

bool draft_drop(struct store *s, int64_t id, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, DROP);

	db_int(q, 1, id);
	return db_run(q, err);
}

bool draft_list(struct store *s, size_t most, struct draft ***out, size_t *n, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, LIST);
	enum db_step step;
	size_t cap = 0;
	bool good = true;

	*out = NULL;
	*n = 0;
	db_int(q, 1, most < INT32_MAX ? (int64_t)most : INT32_MAX);
	while (good && (step = db_step(q, err)) != DB_DONE) {
		struct draft *d = step == DB_ROW ? row(q, err) : NULL;

		good = d != NULL;
		if (d) {
			*out = mem_grow(*out, &cap, *n, sizeof(struct draft *));
			(*out)[(*n)++] = d;
		}
	}
	db_done(q);
	if (good)
		return true;
	draft_list_free(*out, *n);
	*out = NULL;
	*n = 0;
	return false;
}

void draft_list_free(struct draft **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		draft_free(list[i]);
	free(list);
}

bool draft_count(struct store *s, size_t *n, struct err *err)
{
	struct db_stmt *q = db_use(store_db(s), &module, COUNT);
	bool good = db_step(q, err) == DB_ROW;

	*n = good ? (size_t)db_get_int(q, 0) : 0;
	db_done(q);
	return good;
}
