/* SPDX-License-Identifier: Apache-2.0 */
/* One transaction, from the old number to the new one. What an entry says of others is put right in reissue_words.c. */
#include "work/reissue.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "reissue_parts.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/record.h"
#include "store/renewal.h"
#include "store/station.h"

/* Records whose entries changed; each is folded anew once, when all has been said. */
struct touched {
	uint64_t *list;
	size_t n, cap;
};

struct reissue {
	struct store *s;
	struct station_self me;
	struct renewal renewal;
	uint32_t common;                /* last seq that we and the hub have alike */
	struct entries unsent;          /* ours behind it */
	struct entries returned;        /* the hub's behind it, and perhaps before */
	struct touched touched;
};

static void touch(struct touched *t, uint64_t record)
{
	t->list = mem_grow(t->list, &t->cap, t->n, sizeof *t->list);
	t->list[t->n++] = record;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* --- where the ways part ------------------------------------------------------------------------------------------- */

static const struct entry *of_seq(const struct entries *list, uint32_t seq)
{
	return list->n && seq >= entry_seq(list->list[0]->id) && seq - entry_seq(list->list[0]->id) < list->n
		? list->list[seq - entry_seq(list->list[0]->id)] : NULL;
}

static bool same(const struct entry *a, const struct entry *b)
{
	return a && b && crypto_equal(a->chain, b->chain, CRYPTO_HASH);
}

static bool find_fork(struct reissue *r, struct err *err)
{
	struct entries mine;

	if (!renewal_returned(r->s, &r->returned, err) ||
	    !journal_since(r->s, r->renewal.old, r->renewal.base + 1, SIZE_MAX, SIZE_MAX, &mine, err))
		return false;
	r->common = r->renewal.base;
	while (same(of_seq(&mine, r->common + 1), of_seq(&r->returned, r->common + 1)))
		r->common++;

	size_t alike = 0;

	while (alike < mine.n && entry_seq(mine.list[alike]->id) <= r->common)
		entry_free(mine.list[alike++]);
	if (alike)
		memmove(mine.list, mine.list + alike, (mine.n - alike) * sizeof *mine.list);
	r->unsent = (struct entries){ mine.list, mine.n - alike };
	return true;
}

/* --- out, and in --------------------------------------------------------------------------------------------------- */

static bool take_out(struct reissue *r, struct err *err)
{
	for (size_t i = 0; i < r->unsent.n; i++)
		touch(&r->touched, r->unsent.list[i]->record);
	return renewal_take_out(r->s, r->renewal.old, r->common + 1, err);
}

static bool put_in(struct reissue *r, struct reissue_result *out, struct err *err)
{
	for (size_t i = 0; i < r->returned.n; i++) {
		const struct entry *e = r->returned.list[i];
		bool fresh;

		if (entry_seq(e->id) <= r->common)
			continue;
		if (!journal_keep(r->s, e, &fresh, err))
			return false;
		touch(&r->touched, e->record);
		out->returned++;
	}
	return true;
}

static void replace(char **at, const char *value)
{
	free(*at);
	*at = mem_dup(value);
}

/* What the hub told us of the new number; how far it holds that, nobody knows better than we: not at all. */
static bool become(struct reissue *r, struct err *err)
{
	struct station_self *me = &r->me;

	me->number = r->renewal.number;
	me->acked = 0;
	memcpy(me->public, r->renewal.public, CRYPTO_PUBLIC);
	memcpy(me->secret, r->renewal.secret, CRYPTO_SECRET);
	replace(&me->unit, r->renewal.unit);
	replace(&me->name, r->renewal.name);
	return renewal_add_former(r->s, r->renewal.old, err) && station_self_save(r->s, me, err);
}

/* --- said again ---------------------------------------------------------------------------------------------------- */

/* The next number of the same series under the new desk. Yours; NULL with err, or where it is no number. */
static char *renumber(struct reissue *r, const char *no, struct err *err)
{
	char *prefix = reissue_series(no, station_desk(r->renewal.number)), *next = NULL;
	long serial = 0;

	if (prefix && record_last_serial(r->s, prefix, &serial, err))
		next = mem_fmt("%s%04ld", prefix, serial + 1);
	free(prefix);
	return next;
}

/* An opener's number, or a letter's: the one that is printed on paper stays with it. */
static bool renumber_entry(struct reissue *r, struct entry *e, struct err *err)
{
	static const char *const keys[][2] = { { "no", "formerly" }, { ".no", ".formerly" } };
	struct err why = { 0 };

	for (size_t i = 0; i < 2; i++) {
		const char *no = fields_get(e->fields, keys[i][0]), *before = fields_get(e->fields, keys[i][1]);
		char *next = no ? renumber(r, no, &why) : NULL;

		if (why.kind) {
			if (err)
				*err = why;
			return false;
		}
		if (!next)
			continue;
		char *printed = before && *before ? mem_fmt("%s %s", before, no) : mem_dup(no);

		fields_set(e->fields, keys[i][1], printed);
		fields_set(e->fields, keys[i][0], next);
		free(printed);
		free(next);
	}
	return true;
}

/* Each is projected at once, since the next one's number depends on it. */
static bool say_again(struct reissue *r, struct entry *e, struct err *err)
{
	uint64_t old = e->id;

	reissue_words(r->s, e);
	if (e->record == old)
		e->record = 0;          /* an opener is its own record, under whatever number */
	if (!renumber_entry(r, e, err) || !journal_append(r->s, r->renewal.number, e, err) ||
	    !renewal_became(r->s, old, e->id, err))
		return false;
	return record_refold(r->s, e->record, err);
}

static bool say_all_again(struct reissue *r, struct reissue_result *out, struct err *err)
{
	for (size_t i = 0; i < r->unsent.n; i++, out->reissued++)
		if (!say_again(r, r->unsent.list[i], err))
			return false;
	return true;
}

/* --- what hangs on them -------------------------------------------------------------------------------------------- */

/* Also records with something refused of the former number, which is this desk's still; they do not change by that. */
static bool refold(struct reissue *r, struct err *err)
{
	struct touched *t = &r->touched;

	if (t->n)
		qsort(t->list, t->n, sizeof *t->list, by_number);
	for (size_t i = 0; i < t->n; i++)
		if ((!i || t->list[i] != t->list[i - 1]) && !record_refold(r->s, t->list[i], err))
			return false;
	return true;
}

static bool move_drafts(struct reissue *r, struct err *err)
{
	struct draft **list = NULL;
	size_t all = 0, n = 0;
	bool good = draft_count(r->s, &all, err) && draft_list(r->s, all, &list, &n, err);

	for (size_t i = 0; good && i < n; i++)
		if (reissue_follow(r->s, list[i]))
			good = renewal_draft(r->s, list[i], err);
	draft_list_free(list, n);
	return good;
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static bool all_of_it(struct reissue *r, struct reissue_result *out, struct err *err)
{
	return find_fork(r, err) && take_out(r, err) && put_in(r, out, err) && become(r, err) && refold(r, err) &&
	       say_all_again(r, out, err) && move_drafts(r, err) && renewal_drop(r->s, err) && renewal_set_stale(r->s, NULL, err);
}

static bool in_transaction(struct reissue *r, struct reissue_result *out, struct err *err)
{
	if (!station_self_load(r->s, &r->me, err) || !renewal_load(r->s, &r->renewal, err))
		return false;
	if (!r->renewal.number || r->renewal.old != r->me.number)
		return err_set(err, ERR_FAILED, _("新的窗口号还没有拿到，请再同步一次"));
	return all_of_it(r, out, err);
}

bool reissue(struct store *s, struct reissue_result *out, struct err *err)
{
	struct reissue r = { .s = s };

	*out = (struct reissue_result){ 0 };
	bool good = store_begin(s, err);

	if (good && !(in_transaction(&r, out, err) && store_commit(s, err))) {
		store_rollback(s);
		good = false;
	}
	station_self_clear(&r.me);
	renewal_clear(&r.renewal);
	entries_free(&r.unsent);
	entries_free(&r.returned);
	free(r.touched.list);
	return good;
}
