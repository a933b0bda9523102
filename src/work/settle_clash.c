/* SPDX-License-Identifier: Apache-2.0 */
/* What clashes on a record, in words: who said what, and what stood there before any of them spoke. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "model/type.h"
#include "settle_parts.h"
#include "work/settle.h"

struct reading {
	struct session *s;
	const char *kind;
	struct entries all;
	struct fold *now;
};

/* One clash while it is read: the values of a field by claim, what stood before them last. */
struct side {
	const struct fields *from;
	char *unit;             /* how `from` writes the unit; NULL: it has none */
};
struct both {
	const struct reading *r;
	const struct form *rows;        /* the form of the group; NULL: no row */
	const char *group;
	const char *key;                /* as people see it */
	struct side *sides;
	size_t n;                       /* claims; sides[n] is what stood before */
};

/* --- what is meant -------------------------------------------------------------------------------------------------- */

static char *group_name(const char *unit)
{
	size_t base = 0;

	return fields_row(unit, strlen(unit), &base) ? mem_ndup(unit, base) : NULL;
}

static bool writes_rows(const struct form *form, const char *group)
{
	const struct group *g = form ? form_group(form, group) : NULL;

	return g && check_group_on_record(form, g);
}

const struct form *settle_row_form(const struct book *b, const char *kind, const char *unit)
{
	const struct form *opener = book_opener(b, kind), *found = NULL;
	char *group = group_name(unit);

	if (group && writes_rows(opener, group))
		found = opener;
	for (size_t i = 0; group && !found && i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);

		if (strcmp(form->continues, kind) == 0 && writes_rows(form, group))
			found = form;
	}
	free(group);
	return found;
}

/* 《分流交办》所定: what no field names, by the form that sets it. */
static char *set_by(const struct reading *r, const char *key)
{
	const struct book *b = r->s->book;

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);

		if (strcmp(form->opens, r->kind) != 0 && strcmp(form->continues, r->kind) != 0)
			continue;
		for (size_t n = 0; n < form->nsets; n++)
			if (strcmp(form->sets[n].name, key) == 0)
				return mem_fmt(_("《%s》所定"), i18n_data(form->title));
	}
	return mem_dup(key);
}

static char *clock_label(const struct reading *r, const char *kind)
{
	const char *grade = fold_get(r->now, "grade"), *matter = fold_get(r->now, "matter");
	const struct limit *l = limits_find(book_limits(r->s->book), kind, grade ? grade : "", matter ? matter : "");

	return mem_dup(l ? i18n_data(l->label) : _("期限"));
}

static char *label_of(const struct both *b)
{
	const struct field *f = check_record_field(b->r->s->book, b->r->kind, b->key);

	if (b->rows)
		return mem_fmt("%s %s", i18n_data(form_group(b->rows, b->group)->label), b->key + strlen(b->group));
	if (f)
		return mem_dup(i18n_data(f->label));
	if (strcmp(b->key, "step") == 0)
		return mem_dup(_("环节"));
	return limit_kind_of(b->key) ? clock_label(b->r, limit_kind_of(b->key)) : set_by(b->r, b->key);
}

/* --- what was said -------------------------------------------------------------------------------------------------- */

/* field NULL: the unit's one value. "" where nothing is. */
static const char *raw(const struct both *b, size_t side, const struct field *field)
{
	const struct side *s = &b->sides[side];
	char *key = s->unit ? field ? mem_fmt("%s.%s", s->unit, field->name) : mem_dup(s->unit) : NULL;
	const char *value = key ? fields_get(s->from, key) : NULL;

	free(key);
	return value ? value : "";
}

static char *words(const struct both *b, const struct field *f, const char *value, bool masked)
{
	const struct book *book = b->r->s->book;
	const struct step *step = f || strcmp(b->key, "step") != 0 ? NULL : book_step(book, value);

	if (f)
		return type_show(f, book, value, masked);
	if (step)
		return mem_dup(i18n_data(step->name));
	return book_unit_known(book, value) ? book_unit(book, value) : mem_dup(value);
}

/* Is there a claim that says something else in this field than another? */
static bool differs(const struct both *b, const struct field *f)
{
	for (size_t i = 1; i < b->n; i++)
		if (strcmp(raw(b, i, f), raw(b, 0, f)) != 0)
			return true;
	return false;
}

/* Would masking make two different values look alike? Then they are shown as they are: what differs must be seen. */
static bool may_mask(const struct both *b, const struct field *f)
{
	bool may = true;

	for (size_t i = 0; f && f->type->mask && may && i < b->n; i++)
		for (size_t k = i + 1; may && k < b->n; k++) {
			if (!*raw(b, i, f) || !*raw(b, k, f) || strcmp(raw(b, i, f), raw(b, k, f)) == 0)
				continue;
			char *one = words(b, f, raw(b, i, f), true), *two = words(b, f, raw(b, k, f), true);

			may = strcmp(one, two) != 0;
			free(one);
			free(two);
		}
	return may;
}

static bool is_shown(const struct group *g, const char *name)
{
	for (char **one = g->shows; *one; one++)
		if (strcmp(*one, name) == 0)
			return true;
	return false;
}

/* A row on one line: what its summary shows, and what else is not the same, with its label. */
static char *row_words(const struct both *b, size_t side)
{
	const struct group *g = form_group(b->rows, b->group);
	struct buf out = { 0 };

	for (size_t i = 0; i < b->rows->nfields; i++) {
		const struct field *f = &b->rows->fields[i];
		bool summary = strcmp(f->group, b->group) == 0 && is_shown(g, f->name);

		if (strcmp(f->group, b->group) != 0 || (!summary && !differs(b, f)) || !*raw(b, side, f))
			continue;
		char *text = words(b, f, raw(b, side, f), may_mask(b, f));
		if (summary)
			buf_fmt(&out, "%s%s", out.len ? "  " : "", text);
		else
			buf_fmt(&out, "%s%s %s", out.len ? "  " : "", i18n_data(f->label), text);
		free(text);
	}
	return buf_take(&out);
}

static char *words_of(const struct both *b, size_t side)
{
	const struct field *f = b->rows ? NULL : check_record_field(b->r->s->book, b->r->kind, b->key);
	char *text = b->rows ? row_words(b, side) : words(b, f, raw(b, side, NULL), may_mask(b, f));

	if (!*text) {
		free(text);
		text = mem_dup(side == b->n ? _("（原来没有）") : b->rows ? _("（删去这一行）") : _("（清空）"));
	}
	return text;
}

/* --- what stood before ---------------------------------------------------------------------------------------------- */

/* The record as all who spoke knew it. */
static struct fold *known_to_all(const struct reading *r, const struct fold_conflict *c)
{
	const struct entry *const *all = entries_const(&r->all);
	uint64_t *common = mem_zero(r->all.n * sizeof *common);
	size_t n = 0;

	for (size_t i = 0; i < r->all.n; i++)
		common[n++] = r->all.list[i]->id;
	for (size_t k = 0; k < c->nclaims; k++) {
		struct fold *then = fold_at(all, r->all.n, c->claims[k]->parents, c->claims[k]->nparents);
		size_t left = 0;

		for (size_t i = 0; i < n; i++)
			if (fold_knows(then, common[i]))
				common[left++] = common[i];
		n = left;
		fold_free(then);
	}
	struct fold *before = fold_at(all, r->all.n, common, n);
	free(common);
	return before;
}

/* A row by the number it had then. NULL: it was not there. Yours. */
static char *row_then(const struct fold *f, const char *group, const char *name)
{
	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", group, row);
		const char *here = fold_row(f, seen);

		if (here && strcmp(here, name) == 0)
			return seen;
		free(seen);
		if (!here)
			return NULL;
	}
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

static const char *unit_of(const struct entry *e)
{
	const char *unit = fields_get(e->fields, CHECK_WRITER);

	unit = unit ? unit : fields_get(e->fields, "unit");
	return unit ? unit : "";
}

static bool is_ours(const struct reading *r, const struct fold_conflict *c, size_t i)
{
	bool desk = false;

	for (size_t k = 0; k < c->nclaims; k++)
		desk = desk || entry_station(c->claims[k]->id) == r->s->self.number;
	return desk ? entry_station(c->claims[i]->id) == r->s->self.number : strcmp(unit_of(c->claims[i]), r->s->unit) == 0;
}

/* Own ones to the front; the rest, and they among themselves, stay by time. */
static int by_side(const void *a, const void *b)
{
	const struct settle_claim *x = a, *y = b;

	if (x->here != y->here)
		return x->here ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void read_claims(const struct both *b, const struct fold_conflict *c, struct settle_clash *out)
{
	out->claims = mem_zero(c->nclaims * sizeof *out->claims);
	out->n = c->nclaims;
	for (size_t i = 0; i < c->nclaims; i++) {
		const struct entry *e = c->claims[i];

		out->claims[i] = (struct settle_claim){
			.entry = e->id, .says = words_of(b, i), .unit = book_unit(b->r->s->book, unit_of(e)),
			.who = mem_dup(e->who), .at = entry_ms(e), .here = is_ours(b->r, c, i), .shown = i + 1 == c->nclaims,
		};
	}
	qsort(out->claims, out->n, sizeof *out->claims, by_side);
}

static void read_clash(const struct reading *r, struct fold_conflict c, struct settle_clash *out)
{
	const char *row = fold_row(r->now, c.unit);
	char *group = row ? group_name(row) : NULL;
	struct both b = { r, row ? settle_row_form(r->s->book, r->kind, row) : NULL, group, c.unit, NULL, c.nclaims };
	const struct field *f = check_record_field(r->s->book, r->kind, c.unit);
	struct fold *before = known_to_all(r, &c);

	b.sides = mem_zero((c.nclaims + 1) * sizeof *b.sides);
	for (size_t i = 0; i < c.nclaims; i++)
		b.sides[i] = (struct side){ c.claims[i]->fields, mem_dup(row ? row : c.unit) };
	b.sides[c.nclaims] = (struct side){ fold_fields(before), row ? row_then(before, group, row) : mem_dup(c.unit) };
	*out = (struct settle_clash){
		.key = mem_dup(c.unit), .label = label_of(&b), .before = words_of(&b, c.nclaims),
		.typed = b.rows || (f && !f->fixed),
	};
	read_claims(&b, &c, out);
	for (size_t i = 0; i <= c.nclaims; i++)
		free(b.sides[i].unit);
	free(b.sides);
	fold_free(before);
	free(group);
}

bool settle_clashes(struct session *s, uint64_t record, struct settle_clash **list, size_t *n, struct err *err)
{
	struct reading r = { .s = s };

	*list = NULL;
	*n = 0;
	if (!journal_of_record(s->store, record, &r.all, err))
		return false;
	r.now = fold_new(entries_const(&r.all), r.all.n);
	r.kind = fold_get(r.now, "kind") ? fold_get(r.now, "kind") : "";
	*list = mem_zero(fold_conflicts(r.now) * sizeof **list + 1);
	while (*n < fold_conflicts(r.now)) {
		read_clash(&r, fold_conflict(r.now, *n), &(*list)[*n]);
		++*n;
	}
	fold_free(r.now);
	entries_free(&r.all);
	return true;
}

void settle_clashes_free(struct settle_clash *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < list[i].n; k++) {
			free(list[i].claims[k].says);
			free(list[i].claims[k].unit);
			free(list[i].claims[k].who);
		}
		free(list[i].key);
		free(list[i].label);
		free(list[i].before);
		free(list[i].claims);
	}
	free(list);
}
