/* SPDX-License-Identifier: Apache-2.0 */
/* Where the parts of a form stand: labels right-aligned by display width, values from one column, some fields side by side. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"

#define MARGIN 4
#define LABEL_LEAST 8
#define LABEL_MOST 22
#define GAP 2                   /* between label and value */
#define RIGHT_MARGIN 6
#define VALUE_MOST 72
#define BESIDE 20               /* columns of a field that stands beside another */
#define BESIDE_LEAST 10         /* what must be left for the one before it */

struct build {
	struct layout *l;
	const struct fill *fill;
	const struct form *form;
	int value;              /* column of the values */
	int right;              /* column behind the widest value */
	int line[16];           /* next free line of each page */
	bool block[16];         /* the last thing on the page was a group or running text */
};

void layout_free(struct layout *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->list[i].key);
	free(l->list);
	*l = (struct layout){ 0 };
}

size_t layout_find(const struct layout *l, const char *key)
{
	size_t i = 0;

	while (i < l->n && strcmp(l->list[i].key, key) != 0)
		i++;
	return i;
}

static struct item *add(struct build *b, enum item_kind kind, char *key, int page)
{
	struct layout *l = b->l;

	l->list = mem_grow(l->list, &l->cap, l->n, sizeof *l->list);
	struct item *it = &l->list[l->n++];
	*it = (struct item){
		.kind = kind, .key = key, .page = page, .line = b->line[page], .label = b->value - GAP, .column = b->value,
		.columns = b->right - b->value, .rows = 1,
	};
	return it;
}

static int page_of(int page)
{
	return page < 1 ? 1 : page > 15 ? 15 : page;
}

/* A blank line where a block begins or ends. */
static void part(struct build *b, int page, bool block)
{
	if (b->line[page] && (block || b->block[page]))
		b->line[page]++;
	b->block[page] = block;
}

/* May this field stand on the line of the one before it? Then that one gets narrower. */
static bool put_beside(struct build *b, const struct field *f, struct item *it, struct item *left, int page)
{
	int value = b->right - BESIDE, label = text_width(i18n_data(f->label));

	if (!f->beside || !left || left->kind != ITEM_FIELD || left->page != page || left->rows > 1 || f->lines > 1 ||
	    left->field->beside)
		return false;
	int room = value - GAP - label - GAP - left->column;
	if (room < BESIDE_LEAST)
		return false;
	if (left->columns > room)
		left->columns = room;
	if (left->columns > BESIDE && !left->field->type->columns)
		left->columns = BESIDE;
	it->line = left->line;
	it->label = value - GAP;
	it->column = value;
	it->columns = BESIDE;
	return true;
}

static void add_field(struct build *b, const struct field *f, char *key, int page)
{
	size_t before = b->l->n;
	bool beside = f->beside && before && b->l->list[before - 1].page == page;

	if (!beside)
		part(b, page, f->lines > 1);
	struct item *it = add(b, ITEM_FIELD, key, page);
	it->field = f;
	it->rows = f->lines > 1 ? f->lines : 1;
	if (f->type->columns && f->type->columns < it->columns && it->rows == 1)
		it->columns = f->type->columns;
	if (put_beside(b, f, it, before ? &b->l->list[before - 1] : NULL, page)) {
		if (f->type->columns && f->type->columns < it->columns)
			it->columns = f->type->columns;
		return;
	}
	b->line[page] = it->line + it->rows;
}

static void add_group(struct build *b, const struct group *g)
{
	int page = page_of(g->page), rows = fill_rows(b->fill, g->name);

	part(b, page, true);
	for (int row = 1; row <= rows; row++) {
		struct item *it = add(b, ITEM_ROW, mem_fmt("%s%d", g->name, row), page);
		it->group = g;
		it->row = row;
		b->line[page]++;
	}
	if (!g->max || rows < g->max) {
		struct item *it = add(b, ITEM_ADD, mem_fmt("%s+", g->name), page);
		it->group = g;
		it->row = rows + 1;
		b->line[page]++;
	}
}

void layout_add_earlier(struct layout *l, const struct group *g)
{
	size_t at = l->n;

	while (at && l->list[at - 1].group != g)
		at--;
	if (!at)
		return;
	l->list = mem_grow(l->list, &l->cap, l->n, sizeof *l->list);
	memmove(l->list + at + 1, l->list + at, (l->n - at) * sizeof *l->list);
	l->n++;
	struct item *it = &l->list[at];
	*it = l->list[at - 1];
	it->kind = ITEM_EARLIER;
	it->key = mem_fmt("%s!", g->name);
	it->line++;
	for (size_t i = at + 1; i < l->n; i++)
		if (l->list[i].page == it->page)
			l->list[i].line++;
}

static void add_button(struct build *b, int page)
{
	b->line[page]++;
	add(b, ITEM_BUTTON, mem_dup(""), page);
	b->line[page]++;
}

static bool first_of_group(const struct form *form, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(form->fields[k].group, form->fields[i].group))
			return false;
	return true;
}

static int by_page(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->page != y->page)
		return x->page - y->page;
	return x->line != y->line ? x->line - y->line : x->column - y->column;
}

static void build_form(struct build *b)
{
	const struct form *form = b->form;

	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		if (*f->group) {
			if (first_of_group(form, i))
				add_group(b, form_group(form, f->group));
		} else if (fill_visible(b->fill, f->name)) {
			add_field(b, f, mem_dup(f->name), page_of(f->page));
		}
	}
	qsort(b->l->list, b->l->n, sizeof *b->l->list, by_page);
	b->l->pages = b->l->n ? b->l->list[b->l->n - 1].page : 1;
	add_button(b, b->l->pages);
}

static void build_row(struct build *b, const struct group *g, int row)
{
	for (size_t i = 0; i < b->form->nfields; i++) {
		const struct field *f = &b->form->fields[i];
		if (strcmp(f->group, g->name) != 0)
			continue;
		char *key = mem_fmt("%s%d.%s", g->name, row, f->name);
		if (fill_visible(b->fill, key))
			add_field(b, f, key, 1);
		else
			free(key);
	}
	b->l->pages = 1;
	add_button(b, 1);
}

/* The widest label that starts a line, within reason. Invisible ones count too, so that nothing moves sideways while typing. */
static int label_width(const struct form *form, const struct group *g)
{
	int widest = LABEL_LEAST;

	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		int w = text_width(i18n_data(f->label));
		if (!strcmp(f->group, g ? g->name : "") && (!f->beside || i == 0) && w > widest)
			widest = w;
	}
	for (size_t i = 0; !g && i < form->ngroups; i++) {
		int w = text_width(i18n_data(form->groups[i].label)) + 2;
		if (w > widest)
			widest = w;
	}
	return widest > LABEL_MOST ? LABEL_MOST : widest;
}

void layout_build(struct layout *l, const struct fill *f, const struct group *group, int row, int width)
{
	struct build b = { .l = l, .fill = f, .form = fill_form(f) };

	layout_free(l);
	b.value = MARGIN + label_width(b.form, group) + GAP;
	b.right = width - RIGHT_MARGIN;
	if (b.right - b.value > VALUE_MOST)
		b.right = b.value + VALUE_MOST;
	if (group)
		build_row(&b, group, row);
	else
		build_form(&b);
}
