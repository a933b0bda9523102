/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding, by hand-made histories first and then by thousands of random ones, each compared with a slow implementation that is
 * written straight from the definition in fold.h and with the fold of the same entries in another order.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/fold.h"

#define COUNTY 1202
#define SOME 64                 /* entries of a history that the slow way can follow */

static uint32_t desk(uint32_t n) { return station_make(COUNTY, 1, n); }

/* --- histories written by hand --------------------------------------------------------------------------------------- */

struct story {
	struct entry *all[8192];
	size_t n;
};

/* key=value pairs, NULL at the end */
static struct entry *vsay(struct story *s, uint32_t station, uint32_t seq, int64_t at, const char *form, const uint64_t *parents,
			  size_t nparents, va_list pairs)
{
	struct entry *e = entry_new();
	const char *key;

	e->id = entry_id(station, seq);
	e->at = at;
	e->who = mem_dup("张敏");
	e->form = mem_dup(form);
	e->record = s->n ? s->all[0]->record : e->id;
	e->nparents = nparents;
	e->parents = nparents ? mem_zero(nparents * sizeof *parents) : NULL;
	for (size_t i = 0; i < nparents; i++)
		e->parents[i] = parents[i];
	while ((key = va_arg(pairs, const char *)))
		fields_set(e->fields, key, va_arg(pairs, const char *));
	s->all[s->n++] = e;
	return e;
}

static struct entry *open_record(struct story *s, ...)
{
	struct entry *e;
	va_list pairs;

	va_start(pairs, s);
	e = vsay(s, desk(1), 1, 100, "intake", NULL, 0, pairs);
	va_end(pairs);
	return e;
}

static struct entry *say(struct story *s, uint32_t station, uint32_t seq, int64_t at, uint64_t parent, ...)
{
	struct entry *e;
	va_list pairs;

	va_start(pairs, parent);
	e = vsay(s, station, seq, at, "handle", &parent, 1, pairs);
	va_end(pairs);
	return e;
}

static struct entry *refuse(struct story *s, uint32_t station, uint32_t seq, const struct entry *x, const char *no)
{
	char *id = mem_fmt("%llu", (unsigned long long)x->id);
	struct entry *e = entry_new();

	e->id = entry_id(station, seq);
	e->at = x->at + 5;
	e->who = mem_dup("");
	e->form = mem_dup(FOLD_REFUSAL);
	e->record = x->record;
	e->nparents = x->nparents;
	e->parents = mem_zero(x->nparents * sizeof *e->parents + 1);
	if (x->nparents)
		memcpy(e->parents, x->parents, x->nparents * sizeof *e->parents);
	fields_set(e->fields, ".refuses", id);
	fields_set(e->fields, ".reason", "事件名称没有填");
	if (no)
		fields_set(e->fields, "no", no);
	free(id);
	s->all[s->n++] = e;
	return e;
}

static struct fold *fold_story(const struct story *s)
{
	return fold_new((const struct entry *const *)s->all, s->n);
}

static void forget(struct story *s)
{
	for (size_t i = 0; i < s->n; i++)
		entry_free(s->all[i]);
	s->n = 0;
}

#define SEES(f, key, value) assert_string_equal(fold_get(f, key), value)

static struct story story;

static void nothing_folds_to_nothing(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	size_t n;

	(void)state;
	fold_heads(f, &n);
	assert_int_equal(n, 0);
	assert_int_equal(fields_count(fold_fields(f)), 0);
	assert_false(fold_knows(f, 1));
	fold_free(f);
	fold_free(NULL);
}

static void the_last_of_a_line_counts_and_what_is_an_entrys_own_stays_out(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "claim", "付租", "step", "汇", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "谈了一次", "step", "办", "claim", "", NULL);
	struct fold *f = fold_story(&story);
	size_t n;

	(void)state;
	SEES(f, "title", "甲");
	SEES(f, "step", "办");
	assert_null(fold_get(f, "claim"));
	assert_null(fold_get(f, ".content"));
	assert_int_equal(fold_heads(f, &n)[0], b->id);
	assert_int_equal(n, 1);
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void two_who_had_not_seen_each_other_conflict_and_the_later_is_shown(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "title", "丙", NULL);
	struct entry *c = say(&story, desk(1), 2, 200, a->id, "title", "乙", NULL);
	struct fold *f = fold_story(&story);
	struct fold_conflict k;

	(void)state;
	SEES(f, "title", "丙");
	assert_int_equal(fold_conflicts(f), 1);
	k = fold_conflict(f, 0);
	assert_string_equal(k.unit, "title");
	assert_int_equal(k.nclaims, 2);
	assert_ptr_equal(k.claims[0], c);
	assert_ptr_equal(k.claims[1], b);
	fold_free(f);
	forget(&story);
}

static void choosing_ends_a_conflict(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "title", "丙", NULL);
	struct entry *c = say(&story, desk(1), 2, 200, a->id, "title", "乙", NULL);
	struct entry *d = say(&story, desk(3), 1, 400, b->id, "title", "乙", NULL);
	struct fold *f;

	(void)state;
	free(d->parents);
	d->parents = mem_zero(2 * sizeof *d->parents);
	d->nparents = 2;
	d->parents[0] = c->id;
	d->parents[1] = b->id;
	f = fold_story(&story);
	SEES(f, "title", "乙");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void saying_the_same_at_the_same_time_is_no_conflict(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "party1.name", "张三", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(2), 1, 300, a->id, "title", "乙", "party1.name", "李四", "party1.phone", "", NULL);
	say(&story, desk(1), 2, 200, a->id, "title", "乙", "party1.name", "李四", NULL);
	f = fold_story(&story);
	SEES(f, "title", "乙");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void an_entry_whose_parents_are_missing_is_held(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 3, 300, entry_id(desk(1), 2), "title", "乙", NULL);
	struct fold *f;
	size_t n;

	(void)state;
	say(&story, desk(1), 4, 400, b->id, "title", "丙", NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	assert_int_equal(fold_status(f, 1), FOLD_HELD);
	assert_int_equal(fold_status(f, 2), FOLD_HELD);
	assert_int_equal(fold_heads(f, &n)[0], a->id);
	assert_false(fold_knows(f, b->id));
	fold_free(f);
	say(&story, desk(1), 2, 200, a->id, "claim", "付租", NULL);
	f = fold_story(&story);
	SEES(f, "title", "丙");
	assert_int_equal(fold_status(f, 2), FOLD_APPLIED);
	fold_free(f);
	forget(&story);
}

static void a_refused_opener_keeps_its_record_and_number(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "no", "421202101-1-2026-0041", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "谈了", "step", "办", NULL);
	struct entry *r = refuse(&story, desk(0), 7, a, "421202101-1-2026-0041");
	struct fold *f = fold_story(&story);

	(void)state;
	assert_null(fold_get(f, "title"));
	SEES(f, "no", "421202101-1-2026-0041");
	SEES(f, "step", "办");
	assert_int_equal(fold_status(f, 0), FOLD_REFUSED);
	assert_ptr_equal(fold_refusal(f, 0), r);
	assert_int_equal(fold_status(f, 1), FOLD_APPLIED);
	assert_null(fold_refusal(f, 2));
	fold_free(f);

	/* the same where the refused entry never came */
	f = fold_new((const struct entry *const *)story.all + 1, 2);
	SEES(f, "no", "421202101-1-2026-0041");
	SEES(f, "step", "办");
	assert_true(fold_knows(f, a->id));
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	fold_free(f);
	(void)b;
	forget(&story);
}

static void the_head_after_a_refusal_is_the_refusal(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "title", "坏", NULL);
	struct entry *r = refuse(&story, desk(0), 7, b, NULL);
	struct fold *f = fold_story(&story);
	size_t n;

	(void)state;
	SEES(f, "title", "甲");
	assert_int_equal(fold_heads(f, &n)[0], r->id);
	assert_int_equal(n, 1);
	fold_free(f);
	say(&story, desk(1), 3, 300, r->id, "title", "好", NULL);       /* the correction */
	f = fold_story(&story);
	SEES(f, "title", "好");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void only_the_home_hub_refuses(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct fold *f;

	(void)state;
	refuse(&story, desk(2), 1, a, NULL);
	refuse(&story, station_make(COUNTY + 1, 1, 0), 1, a, NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	fold_free(f);
	refuse(&story, station_make(COUNTY, 2, 0), 1, a, NULL);         /* a hub restored from backup is still the hub */
	f = fold_story(&story);
	assert_null(fold_get(f, "title"));
	fold_free(f);
	forget(&story);
}

static void a_row_is_one_value(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party1.phone", "1", "party2.name", "李四", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "party1.name", "张三丰", NULL);
	struct fold *f = fold_story(&story);

	(void)state;
	SEES(f, "party1.name", "张三丰");
	assert_null(fold_get(f, "party1.phone"));
	SEES(f, "party2.name", "李四");
	fold_free(f);
	say(&story, desk(2), 1, 300, a->id, "party1.name", "张三", "party1.phone", "2", NULL);
	f = fold_story(&story);
	assert_int_equal(fold_conflicts(f), 1);
	assert_string_equal(fold_conflict(f, 0).unit, "party1");
	SEES(f, "party1.phone", "2");
	fold_free(f);
	(void)b;
	forget(&story);
}

static void a_row_that_is_emptied_is_gone_and_the_others_move_up(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party2.name", "李四", "party10.name", "王五", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(1), 2, 200, a->id, "party1", "", NULL);
	f = fold_story(&story);
	SEES(f, "party1.name", "李四");
	SEES(f, "party2.name", "王五");
	assert_null(fold_get(f, "party3.name"));
	assert_string_equal(fold_row(f, "party2"), "party10");
	assert_null(fold_row(f, "party3"));
	fold_free(f);
	forget(&story);
}

static void rows_added_later_come_in_the_order_of_their_entries(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "party~1.name", "丙", "party~2.name", "丁", NULL);
	struct entry *c = say(&story, desk(3), 1, 200, a->id, "party~1.name", "乙", NULL);
	struct fold *f = fold_story(&story);
	char *name = mem_fmt("party~%llu-1", (unsigned long long)c->id), *gone = mem_fmt("party~%llu-2", (unsigned long long)b->id);

	(void)state;
	SEES(f, "party1.name", "张三");
	SEES(f, "party2.name", "乙");
	SEES(f, "party3.name", "丙");
	SEES(f, "party4.name", "丁");
	assert_string_equal(fold_row(f, "party2"), name);
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	say(&story, desk(2), 2, 400, b->id, gone, "", NULL);
	f = fold_story(&story);
	assert_null(fold_get(f, "party4.name"));
	SEES(f, "party3.name", "丙");
	fold_free(f);
	free(name);
	free(gone);
	forget(&story);
}

static void a_removed_row_that_somebody_else_changed_can_still_be_named(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party2.name", "李四", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(2), 1, 200, a->id, "party1.name", "张三丰", NULL);
	say(&story, desk(3), 1, 300, a->id, "party1", "", NULL);
	f = fold_story(&story);
	SEES(f, "party1.name", "李四");
	assert_int_equal(fold_conflicts(f), 1);
	assert_string_equal(fold_conflict(f, 0).unit, "party2");
	assert_string_equal(fold_row(f, "party2"), "party1");
	assert_null(fold_get(f, "party2.name"));
	fold_free(f);
	forget(&story);
}

static void a_circle_is_never_reached(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 200, entry_id(desk(3), 1), "title", "乙", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(3), 1, 300, b->id, "title", "丙", NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 1), FOLD_HELD);
	assert_int_equal(fold_status(f, 2), FOLD_HELD);
	fold_free(f);
	(void)a;
	forget(&story);
}

static void a_writers_view_does_not_change_with_what_arrives_later(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "step", "汇", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "step", "办", NULL);
	struct entry *c = say(&story, desk(2), 1, 150, a->id, "step", "交", NULL);
	uint64_t seen[] = { b->id };
	struct fold *f;

	(void)state;
	say(&story, desk(1), 3, 400, b->id, "step", "结", NULL);
	refuse(&story, desk(0), 1, c, NULL);    /* of something the writer had not seen */
	f = fold_at((const struct entry *const *)story.all, story.n, seen, 1);
	SEES(f, "step", "办");
	assert_int_equal(fold_conflicts(f), 0);
	assert_true(fold_knows(f, a->id));
	assert_false(fold_knows(f, c->id));
	fold_free(f);
	refuse(&story, desk(0), 2, b, NULL);    /* of what the writer built on */
	f = fold_at((const struct entry *const *)story.all, story.n, seen, 1);
	SEES(f, "step", "汇");
	fold_free(f);
	f = fold_at((const struct entry *const *)story.all, story.n, NULL, 0);
	assert_int_equal(fields_count(fold_fields(f)), 0);
	fold_free(f);
	forget(&story);
}

/* --- the slow way ---------------------------------------------------------------------------------------------------- */

struct slow {
	const struct entry *const *e;
	size_t n;
	uint64_t slot[SOME];            /* what each entry stands at: its own id, or what it refuses */
	bool refusal[SOME];
	bool voice[SOME];               /* its parents and fields count */
	bool in[SOME];                  /* voice, and applied */
	bool before[SOME][SOME];        /* [i][j]: i has seen j, both voices */
};

static uint64_t target_of(const struct entry *e)
{
	const char *t = strcmp(e->form, FOLD_REFUSAL) == 0 ? fields_get(e->fields, ".refuses") : NULL;

	if (!t || station_desk(entry_station(e->id)) || station_county(entry_station(e->id)) != COUNTY)
		return 0;
	return strtoull(t, NULL, 10);
}

/* The voice of the slot that an id belongs to, or n. */
static size_t voice_of(const struct slow *s, uint64_t id)
{
	uint64_t slot = id;

	for (size_t i = 0; i < s->n; i++)
		if (s->e[i]->id == id)
			slot = s->slot[i];
	for (size_t i = 0; i < s->n; i++)
		if (s->voice[i] && s->slot[i] == slot)
			return i;
	return s->n;
}

static void slow_fold(struct slow *s, const struct entry *const *e, size_t n)
{
	memset(s, 0, sizeof *s);
	s->e = e;
	s->n = n;
	for (size_t i = 0; i < n; i++) {
		uint64_t t = target_of(e[i]);

		for (size_t k = 0; k < n; k++)
			if (e[k]->id == t && target_of(e[k]))
				t = 0;
		s->refusal[i] = t != 0;
		s->slot[i] = t ? t : e[i]->id;
	}
	for (size_t i = 0; i < n; i++) {
		s->voice[i] = true;
		for (size_t k = 0; k < n; k++)
			if (k != i && s->slot[k] == s->slot[i] && s->refusal[k] &&
			    (!s->refusal[i] || entry_compare(e[k], e[i]) < 0))
				s->voice[i] = false;
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			bool all = s->voice[i] && !s->in[i];

			for (size_t p = 0; p < e[i]->nparents && all; p++) {
				size_t v = voice_of(s, e[i]->parents[p]);

				all = v < n && s->in[v];
			}
			if (all)
				s->in[i] = more = true;
		}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; s->in[i] && p < e[i]->nparents; p++)
			s->before[i][voice_of(s, e[i]->parents[p])] = true;
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; s->before[i][k] && j < n; j++)
				s->before[i][j] = s->before[i][j] || s->before[k][j];
}

/* What entry i says of the unit, in one text: NULL nothing, "" emptied. */
static char *slow_says(const struct slow *s, size_t i, const char *unit)
{
	const struct fields *v = s->e[i]->fields;
	struct buf out = { 0 };
	bool any = false;

	for (size_t k = 0; k < fields_count(v); k++) {
		const char *key = fields_key(v, k);
		char *own = mem_ndup(key, fields_unit(key)), *tilde = strchr(own, '~');

		if (tilde && !strchr(own, '-')) {
			char *full = mem_fmt("%.*s~%llu-%s", (int)(tilde - own), own, (unsigned long long)s->e[i]->id, tilde + 1);

			free(own);
			own = full;
		}
		if (*own && strcmp(own, unit) == 0) {
			any = true;
			if (*fields_value(v, k))
				buf_fmt(&out, "%s=%s;", key + fields_unit(key), fields_value(v, k));
		}
		free(own);
	}
	if (any)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

/* The value shown (yours) and how many different ones there are. */
static char *slow_value(const struct slow *s, const char *unit, size_t *different)
{
	char *says[SOME] = { NULL }, *shown = NULL;
	size_t best = s->n;

	*different = 0;
	for (size_t i = 0; i < s->n; i++)
		says[i] = s->in[i] ? slow_says(s, i, unit) : NULL;
	for (size_t i = 0; i < s->n; i++) {
		bool over = !says[i], again = false;

		for (size_t k = 0; k < s->n && !over; k++)
			over = says[k] && s->before[k][i];
		if (over)
			continue;
		for (size_t k = 0; k < i && !again; k++) {
			bool old = !says[k];

			for (size_t m = 0; m < s->n && !old; m++)
				old = says[m] && s->before[m][k];
			again = !old && strcmp(says[k], says[i]) == 0;
		}
		*different += !again;
		if (best == s->n || entry_compare(s->e[i], s->e[best]) > 0)
			best = i;
	}
	if (best < s->n)
		shown = mem_dup(says[best]);
	for (size_t i = 0; i < s->n; i++)
		free(says[i]);
	return shown;
}

static char *seen_value(const struct fold *f, const char *seen)
{
	const struct fields *v = fold_fields(f);
	struct buf out = { 0 };

	for (size_t k = 0; k < fields_count(v); k++) {
		const char *key = fields_key(v, k);

		if (fields_unit(key) == strlen(seen) && strncmp(key, seen, strlen(seen)) == 0)
			buf_fmt(&out, "%s=%s;", key + fields_unit(key), fields_value(v, k));
	}
	return buf_take(&out);
}

static void check_unit(const struct slow *s, const struct fold *f, const char *seen, const char *unit, size_t *conflicts)
{
	size_t different;
	char *is = seen_value(f, seen), *should = slow_value(s, unit, &different);

	assert_non_null(should);
	assert_string_equal(is, should);
	*conflicts += different > 1;
	free(is);
	free(should);
}

static void check_against_the_slow_way(const struct entry *const *e, size_t n, const struct fold *f)
{
	static const char *const scalars[] = { "title", "claim", "step", "no" };
	struct slow *s = mem_zero(sizeof *s);
	size_t conflicts = 0, heads, nheads, different, rows = 0;

	slow_fold(s, e, n);
	fold_heads(f, &nheads);
	heads = 0;
	for (size_t i = 0; i < n; i++) {
		bool head = s->in[i], refused = !s->refusal[i] && !s->voice[i];
		size_t v = voice_of(s, e[i]->id);
		enum fold_status is = fold_status(f, i);

		for (size_t k = 0; k < n && head; k++)
			head = !s->before[k][i];
		if (head)
			assert_true(heads < nheads);
		heads += head;
		assert_int_equal(is, refused ? FOLD_REFUSED : s->in[v] ? FOLD_APPLIED : FOLD_HELD);
		assert_int_equal(fold_knows(f, e[i]->id), s->in[v]);
	}
	assert_int_equal(heads, nheads);
	for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
		char *v = slow_value(s, scalars[i], &different);

		if (v)
			check_unit(s, f, scalars[i], scalars[i], &conflicts);
		else
			assert_null(fold_get(f, scalars[i]));
		free(v);
	}
	for (;; rows++) {
		char *seen = mem_fmt("party%zu", rows + 1);
		const char *unit = fold_row(f, seen);

		if (unit)
			check_unit(s, f, seen, unit, &conflicts);
		free(seen);
		if (!unit)
			break;
	}
	assert_int_equal(conflicts, fold_conflicts(f));
	for (size_t i = 0; i < fold_conflicts(f); i++) {
		struct fold_conflict c = fold_conflict(f, i);

		for (size_t k = 1; k < c.nclaims; k++)
			assert_true(entry_compare(c.claims[k - 1], c.claims[k]) < 0);
	}
	/* no row was forgotten: every applied claim of a row is one that can be named, or the row is gone for good */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; s->in[i] && k < fields_count(e[i]->fields); k++) {
			const char *key = fields_key(e[i]->fields, k), *tilde = strchr(key, '~');
			char *unit = tilde && !strchr(tilde, '-') ? mem_fmt("party~%llu-%.1s", (unsigned long long)e[i]->id, tilde + 1)
								 : mem_ndup(key, fields_unit(key));
			bool named = strncmp(unit, "party", 5) != 0;
			char *v = slow_value(s, unit, &different);

			for (size_t r = 1; r <= rows && !named; r++) {
				char *seen = mem_fmt("party%zu", r);

				named = strcmp(fold_row(f, seen), unit) == 0;
				free(seen);
			}
			assert_true(named || (different == 1 && !*v));
			free(v);
			free(unit);
		}
	free(s);
}

/* --- random histories ------------------------------------------------------------------------------------------------ */

static uint64_t dice = 20261124;

static size_t roll(size_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (size_t)(dice % sides);
}

struct world {
	struct story s;
	bool has[4][8192];      /* what each station has got; 0 is the hub */
	uint32_t seq[4];
};

static size_t collect(const struct world *w, size_t who, const struct entry **out)
{
	size_t n = 0;

	for (size_t i = 0; i < w->s.n; i++)
		if (w->has[who][i])
			out[n++] = w->s.all[i];
	return n;
}

static const char *random_text(void)
{
	static const char *const words[] = { "", "甲", "乙", "丙" };

	return words[roll(4)];
}

static void random_rows(struct entry *e, const struct fold *f)
{
	char seen[16], key[64];
	const char *row;

	if (roll(3) == 0)
		fields_set(e->fields, "party~1.name", random_text());
	if (roll(8) == 0) {
		fields_set(e->fields, "party~2.name", "戊");
		fields_set(e->fields, "party~2.phone", random_text());
	}
	snprintf(seen, sizeof seen, "party%zu", roll(4) + 1);
	row = fold_row(f, seen);
	if (!row || roll(2))
		return;
	if (roll(3) == 0) {
		fields_set(e->fields, row, "");
		return;
	}
	snprintf(key, sizeof key, "%s.name", row);
	fields_set(e->fields, key, random_text());
	snprintf(key, sizeof key, "%s.phone", row);
	fields_set(e->fields, key, random_text());
}

static void write_something(struct world *w, size_t who, const struct entry **known)
{
	size_t n = collect(w, who, known), nheads;
	struct fold *f = fold_new(known, n);
	const uint64_t *heads = fold_heads(f, &nheads);

	if (nheads && nheads <= ENTRY_PARENTS_MAX) {
		struct entry *e = entry_new();

		e->id = entry_id(desk((uint32_t)who), ++w->seq[who]);
		e->at = 100 + (int64_t)roll(w->s.n * 4 + 1);
		e->record = w->s.all[0]->id;
		e->form = mem_dup("handle");
		e->who = mem_dup("张敏");
		e->nparents = nheads;
		e->parents = mem_zero(nheads * sizeof *heads);
		memcpy(e->parents, heads, nheads * sizeof *heads);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < nheads; k++)
				if (known[i]->id == heads[k] && known[i]->at >= e->at)
					e->at = known[i]->at + 1;
		if (roll(2))
			fields_set(e->fields, "title", random_text());
		if (roll(3) == 0)
			fields_set(e->fields, "claim", random_text());
		if (roll(2))
			fields_set(e->fields, "step", random_text());
		fields_set(e->fields, ".content", "谈了");
		random_rows(e, f);
		w->has[who][w->s.n] = true;
		w->s.all[w->s.n++] = e;
	}
	fold_free(f);
}

static void refuse_something(struct world *w, const struct entry **known)
{
	size_t n = collect(w, 0, known);
	const struct entry *x = n ? known[roll(n)] : NULL;

	if (!x || strcmp(x->form, FOLD_REFUSAL) == 0)
		return;
	refuse(&w->s, desk(0), ++w->seq[0], x, x->nparents ? NULL : "421202101-1-2026-0041");
	w->has[0][w->s.n - 1] = true;
}

static void live(struct world *w, size_t n)
{
	static const struct entry *known[8192];

	memset(w->has, 0, sizeof w->has);
	memset(w->seq, 0, sizeof w->seq);
	w->seq[1] = 1;
	open_record(&w->s, "title", "开", "step", "汇", "no", "421202101-1-2026-0041", "party1.name", "张三", "party2.name", "李四", NULL);
	w->has[1][0] = true;
	for (size_t rounds = 0; w->s.n < n && rounds < n * 20; rounds++) {
		size_t who = roll(4);

		/* what comes over the line is any part of what is there: parents may be missing */
		for (size_t i = 0; i < w->s.n; i++)
			if (roll(3) == 0)
				w->has[who][i] = true;
		if (who)
			write_something(w, who, known);
		else if (roll(2))
			refuse_something(w, known);
	}
}

static void shuffle(const struct entry **e, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = roll(i);
		const struct entry *t = e[i - 1];

		e[i - 1] = e[k];
		e[k] = t;
	}
}

static void same_fold(const struct fold *f, const struct fold *g)
{
	size_t n, m;
	const uint64_t *a = fold_heads(f, &n), *b = fold_heads(g, &m);

	assert_true(fields_equal(fold_fields(f), fold_fields(g)));
	assert_int_equal(n, m);
	if (n)
		assert_memory_equal(a, b, n * sizeof *a);
	assert_int_equal(fold_conflicts(f), fold_conflicts(g));
	for (size_t i = 0; i < fold_conflicts(f); i++) {
		struct fold_conflict x = fold_conflict(f, i), y = fold_conflict(g, i);

		assert_string_equal(x.unit, y.unit);
		assert_int_equal(x.nclaims, y.nclaims);
		for (size_t k = 0; k < x.nclaims; k++)
			assert_ptr_equal(x.claims[k], y.claims[k]);
	}
}

static struct world world;
static const struct entry *some[8192], *others[8192];

static void any_history_folds_as_the_definition_says_in_any_order(void **state)
{
	size_t with_conflict = 0, with_held = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t n, m, held = 0;
		struct fold *f, *g;

		live(&world, 2 + roll(round % 50 ? 14 : SOME - 2));
		n = 0;
		for (size_t i = 0; i < world.s.n; i++)
			if (roll(8))
				some[n++] = world.s.all[i];
		f = fold_new(some, n);
		check_against_the_slow_way(some, n, f);
		for (size_t i = 0; i < n; i++)
			held += fold_status(f, i) == FOLD_HELD;
		with_conflict += fold_conflicts(f) > 0;
		with_held += held > 0;
		memcpy(others, some, n * sizeof *some);
		for (int again = 0; again < 3; again++) {
			shuffle(others, n);
			g = fold_new(others, n);
			same_fold(f, g);
			fold_free(g);
		}
		/* with more entries, what was applied still is, itself or through a refusal */
		m = world.s.n;
		g = fold_new((const struct entry *const *)world.s.all, m);
		for (size_t i = 0; i < n; i++)
			if (fold_knows(f, some[i]->id))
				assert_true(fold_knows(g, some[i]->id));
		fold_free(g);
		fold_free(f);
		forget(&world.s);
	}
	/* the dice must have met what this is about */
	assert_true(with_conflict > 300 && with_held > 300);
}

/* The entries before `parents`, and the refusals that stand for them, picked one by one. */
static size_t pick(const struct entry *const *e, size_t n, const uint64_t *parents, size_t nparents, const struct entry **out)
{
	struct slow *s = mem_zero(sizeof *s);
	bool in[SOME] = { false };
	size_t m = 0;

	slow_fold(s, e, n);
	for (size_t p = 0; p < nparents; p++) {
		size_t v = voice_of(s, parents[p]);

		if (v < n)
			in[v] = true;
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < n; i++)
			for (size_t p = 0; in[i] && p < e[i]->nparents; p++) {
				size_t v = voice_of(s, e[i]->parents[p]);

				if (v < n && !in[v])
					in[v] = more = true;
			}
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (in[k] && s->slot[k] == s->slot[i]) {
				out[m++] = e[i];
				break;
			}
	free(s);
	return m;
}

static void a_writers_view_is_the_fold_of_what_came_before(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		live(&world, 2 + roll(20));

		const struct entry *e = world.s.all[roll(world.s.n)];
		size_t m = pick((const struct entry *const *)world.s.all, world.s.n, e->parents, e->nparents, some);
		struct fold *f = fold_at((const struct entry *const *)world.s.all, world.s.n, e->parents, e->nparents);
		struct fold *g = fold_new(some, m), *h;

		same_fold(f, g);
		memcpy(others, world.s.all, world.s.n * sizeof *others);
		shuffle(others, world.s.n);
		h = fold_at(others, world.s.n, e->parents, e->nparents);
		same_fold(f, h);
		fold_free(f);
		fold_free(g);
		fold_free(h);
		forget(&world.s);
	}
}

static void a_record_of_thousands_of_entries_folds_the_same_in_any_order(void **state)
{
	struct fold *f, *g;

	(void)state;
	open_record(&story, "title", "开", NULL);
	for (uint32_t i = 1; i < 6000; i++) {
		const char *word = i % 7 ? "甲" : "乙";
		/* two strands that never meet, so that every change of one is unseen by the other */
		uint64_t parent = story.all[i < 3 ? 0 : i - 2]->id;

		say(&story, desk(1 + i % 2), i / 2 + 2, 100 + i, parent, "title", word, "party~1.name", word, NULL);
	}
	f = fold_story(&story);
	assert_int_equal(fold_status(f, 5999), FOLD_APPLIED);
	assert_string_equal(fold_get(f, "party5999.name"), fields_get(story.all[5999]->fields, "party~1.name"));
	memcpy(others, story.all, story.n * sizeof *others);
	shuffle(others, story.n);
	g = fold_new(others, story.n);
	same_fold(f, g);
	fold_free(f);
	fold_free(g);
	forget(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_folds_to_nothing),
		cmocka_unit_test(the_last_of_a_line_counts_and_what_is_an_entrys_own_stays_out),
		cmocka_unit_test(two_who_had_not_seen_each_other_conflict_and_the_later_is_shown),
		cmocka_unit_test(choosing_ends_a_conflict),
		cmocka_unit_test(saying_the_same_at_the_same_time_is_no_conflict),
		cmocka_unit_test(an_entry_whose_parents_are_missing_is_held),
		cmocka_unit_test(a_refused_opener_keeps_its_record_and_number),
		cmocka_unit_test(the_head_after_a_refusal_is_the_refusal),
		cmocka_unit_test(only_the_home_hub_refuses),
		cmocka_unit_test(a_row_is_one_value),
		cmocka_unit_test(a_row_that_is_emptied_is_gone_and_the_others_move_up),
		cmocka_unit_test(rows_added_later_come_in_the_order_of_their_entries),
		cmocka_unit_test(a_removed_row_that_somebody_else_changed_can_still_be_named),
		cmocka_unit_test(a_circle_is_never_reached),
		cmocka_unit_test(a_writers_view_does_not_change_with_what_arrives_later),
		cmocka_unit_test(any_history_folds_as_the_definition_says_in_any_order),
		cmocka_unit_test(a_writers_view_is_the_fold_of_what_came_before),
		cmocka_unit_test(a_record_of_thousands_of_entries_folds_the_same_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
