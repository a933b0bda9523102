/* SPDX-License-Identifier: Apache-2.0 */
/* What a list shows: the usual, a view, or what F3 was told. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "list_parts.h"
#include "work/find.h"

#define PAGE 500                /* records read at a time, to be counted */

void listing_clear(struct listing *l)
{
	find_filter_free(&l->filter);
	free((char *)l->filter.find);
	free(l->query);
	l->filter = (struct record_filter){ 0 };
	l->view = NULL;
	l->query = NULL;
}

struct view_of listing_looks(const struct session *s)
{
	return (struct view_of){ .store = s->store, .book = s->book, .unit = s->unit, .now = clock_ms() };
}

void listing_usual(struct listing *l, const struct session *s)
{
	const struct form *f = book_opener(s->book, l->kind);

	listing_clear(l);
	l->filter.kind = mem_dup(l->kind);
	if (f && *f->step)
		l->filter.only_open = true;
	l->query = mem_dup("");
}

/* --- F3 ------------------------------------------------------------------------------------------------------------- */

/* Keys as people may write them. */
static const char *key_of(const char *typed)
{
	static const struct { const char *people, *key; } words[] = {
		{ "环节", "step" }, { "等级", "grade" }, { "类别", "type" }, { "地点", "place" }, { "主办", "lead" },
		{ "首办", "unit" }, { "结果", "result" }, { "从", "opened_from" }, { "到", "opened_to" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].people, typed))
			return words[i].key;
	return typed;
}

/* What was typed, sorted: conditions as a command line has them, words that turn something on, words to find. */
struct asked {
	char **args;
	size_t n, cap;
	bool open, conflicts, refused;
	struct buf find;
};

static void ask(struct asked *a, char *arg)
{
	a->args = mem_grow(a->args, &a->cap, a->n, sizeof *a->args);
	a->args[a->n++] = arg;
}

bool listing_has_views(const struct session *s, const char *kind)
{
	struct view_of of = listing_looks(s);
	struct record_filter f;
	struct view_days days;

	view_filter(view_at(0), &of, &f, &days);
	return f.kind && !strcmp(f.kind, kind);
}

static void take_word(struct asked *a, bool views, char *word)
{
	const struct view *v = views ? view_find(word) : NULL;
	char *equals = strchr(word, '=');

	if (equals) {
		*equals = '\0';
		ask(a, mem_fmt("%s=%s", key_of(word), equals + 1));
	} else if (v) {
		ask(a, mem_fmt("view=%s", v->name));
	} else if (!strcmp(word, "在办")) {
		a->open = true;
	} else if (!strcmp(word, "待核对")) {
		a->conflicts = true;
	} else if (!strcmp(word, "待改")) {
		a->refused = true;
	} else if (strcmp(word, "全部") != 0) {
		buf_fmt(&a->find, "%s%s", a->find.len ? " " : "", word);
	}
}

static void asked_clear(struct asked *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->args[i]);
	free(a->args);
	buf_free(&a->find);
}

/* *l is fresh and has its kind. */
static bool answer(struct listing *l, const struct session *s, struct asked *a, struct err *err)
{
	struct view_of of = listing_looks(s);
	struct find_query q = { 0 };
	char *kind = mem_fmt("kind=%s", l->kind);
	bool good = find_query_args(&q, &of, &kind, 1, err) && find_query_args(&q, &of, a->args, (int)a->n, err);

	free(kind);
	if (!good) {
		find_query_free(&q);
		return false;
	}
	l->filter = q.filter;
	l->view = q.view;
	l->order = q.view ? q.view->order : l->order;
	if (a->open)
		l->filter.only_open = true;
	l->filter.only_conflicts = a->conflicts;
	l->filter.only_refused = a->refused;
	if (a->find.len)
		l->filter.find = buf_take(&a->find);
	return true;
}

bool listing_query(struct listing *l, const struct session *s, const char *query, struct err *err)
{
	struct listing fresh = { .kind = l->kind, .order = l->order };
	struct asked a = { 0 };
	char *narrow = text_narrow(query), *words = mem_dup(narrow), *save = NULL;
	bool views = listing_has_views(s, l->kind), good = true;

	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		take_word(&a, views, word);
	if (*narrow)
		good = answer(&fresh, s, &a, err);
	else
		listing_usual(&fresh, s);
	if (good) {
		listing_clear(l);
		free(fresh.query);
		fresh.query = mem_dup(narrow);
		*l = fresh;
	}
	asked_clear(&a);
	free(narrow);
	free(words);
	return good;
}

/* --- views ---------------------------------------------------------------------------------------------------------- */

bool listing_view(struct listing *l, const struct session *s, const struct view *v)
{
	char *query = mem_fmt("view=%s", v->name);
	bool good = listing_query(l, s, query, NULL);

	free(query);
	if (!good)
		return false;
	*l->query = '\0';
	return true;
}

void listing_renew(struct listing *l, const struct session *s)
{
	if (l->view && *l->query)
		listing_query(l, s, l->query, NULL);
	else if (l->view)
		listing_view(l, s, l->view);
}

/* --- what it holds -------------------------------------------------------------------------------------------------- */

static void turn(struct record **list, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct record *r = list[i];
		list[i] = list[n - 1 - i];
		list[n - 1 - i] = r;
	}
}

/* Record for record away from `from`; a view may leave some out, so it is asked again until the page is full. */
static bool gather(const struct listing *l, const struct session *s, const struct record *from, bool back, size_t most,
                   struct record ***out, size_t *n, struct err *err)
{
	struct view_of of = listing_looks(s);
	struct record **page, *last = NULL;
	size_t cap = 0, got, want = most < PAGE ? most : PAGE;
	bool good = true, more = want > 0;

	while (more) {
		good = (back ? record_list_back : record_list)(s->store, &l->filter, l->order, last ? last : from, want, &page,
		                                               &got, err);
		if (!good)
			break;
		if (back)
			turn(page, got);
		more = got == want;
		record_free(last);
		last = more ? record_get(s->store, page[got - 1]->id, NULL) : NULL;
		if (l->view)
			view_keep(l->view, &of, page, &got);
		for (size_t i = 0; i < got; i++) {
			*out = mem_grow(*out, &cap, *n, sizeof **out);
			(*out)[(*n)++] = page[i];
		}
		free(page);
		more = more && last && *n < most;
	}
	record_free(last);
	return good;
}

bool listing_page(const struct listing *l, const struct session *s, const struct record *from, bool back, size_t most,
                  struct record ***out, size_t *n, struct err *err)
{
	*out = NULL;
	*n = 0;
	bool good = gather(l, s, from, back, most, out, n, err);
	while (*n && (!good || *n > most))
		record_free((*out)[--*n]);
	if (back)
		turn(*out, *n);
	return good;
}

bool listing_count(const struct listing *l, const struct session *s, size_t *n, struct err *err)
{
	struct view_of of = listing_looks(s);
	struct record **all;

	if (!l->view)
		return record_count(s->store, &l->filter, n, NULL, err);
	if (!*l->query)
		return view_count(l->view, &of, n, err);
	if (!listing_page(l, s, NULL, false, SIZE_MAX, &all, n, err))
		return false;
	record_list_free(all, *n);
	return true;
}
