/* SPDX-License-Identifier: Apache-2.0 */
/* What a list shows: the usual, or what F3 was told. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "list_parts.h"
#include "work/find.h"

void listing_clear(struct listing *l)
{
	find_filter_free(&l->filter);
	free((char *)l->filter.find);
	free(l->query);
	l->filter = (struct record_filter){ 0 };
	l->query = NULL;
}

static void begin(struct listing *l)
{
	listing_clear(l);
	l->filter.kind = mem_dup(l->kind);
}

void listing_usual(struct listing *l, const struct book *b)
{
	const struct form *f = book_opener(b, l->kind);

	begin(l);
	if (f && *f->step)
		l->filter.only_open = true;
	l->query = mem_dup("");
}

/* Keys as people may write them. */
static const char *key_of(const char *typed)
{
	static const struct { const char *people, *key; } words[] = {
		{ "环节", "step" }, { "等级", "grade" }, { "类别", "type" }, { "地点", "place" }, { "主办", "unit" },
		{ "从", "opened_from" }, { "到", "opened_to" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].people, typed))
			return words[i].key;
	return typed;
}

static bool take_word(struct record_filter *f, const struct book *b, char *word, struct buf *find, struct err *err)
{
	char *equals = strchr(word, '=');

	if (equals) {
		*equals = '\0';
		return find_filter_set(f, b, key_of(word), equals + 1, err);
	}
	if (!strcmp(word, "在办") && !f->only_open)
		f->only_open = true;
	else if (!strcmp(word, "待核对"))
		f->only_conflicts = true;
	else if (!strcmp(word, "待改"))
		f->only_refused = true;
	else if (strcmp(word, "全部") != 0 && strcmp(word, "在办") != 0)
		buf_fmt(find, "%s%s", find->len ? " " : "", word);
	return true;
}

bool listing_query(struct listing *l, const struct book *b, const char *query, struct err *err)
{
	struct listing fresh = { .kind = l->kind };
	struct buf find = { 0 };
	char *narrow = text_narrow(query), *save = NULL;
	bool good = true;

	if (!*narrow) {
		listing_usual(l, b);
		free(narrow);
		return true;
	}
	begin(&fresh);
	fresh.query = mem_dup(narrow);
	for (char *word = strtok_r(narrow, " ", &save); good && word; word = strtok_r(NULL, " ", &save))
		good = take_word(&fresh.filter, b, word, &find, err);
	if (find.len)
		fresh.filter.find = buf_take(&find);
	buf_free(&find);
	free(narrow);
	listing_clear(good ? l : &fresh);
	if (good) {
		l->filter = fresh.filter;
		l->query = fresh.query;
	}
	return good;
}
