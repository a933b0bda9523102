/* SPDX-License-Identifier: Apache-2.0 */
/* Earlier records of those whom a form names: asked for while it is filled, and once more before a desk saves it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"
#include "model/type.h"
#include "people_parts.h"

#define LATELY 1000             /* records among which the same place and type are looked for */
#define YEAR 365                /* days within which the end of a record of the same type still counts */
#define VILLAGE_DIGITS 12

/* Somebody this form names, and the matter it is about. Lent by the fill. */
struct named {
	char *name;             /* trimmed; yours */
	const char *idno, *phone;
};
struct matter {
	const char *kind, *place, *type;        /* place: "" unless it is a village */
	uint64_t self;
};

struct search {
	struct session *s;
	struct matter matter;
	char since[11];         /* the day a year ago */
	struct earlier *list;
	size_t n, cap;
};

/* --- what the form says ------------------------------------------------------------------------------------------------ */

static const char *typed_in_row(const struct fill *f, const struct group *g, int row, const char *name)
{
	char *key = mem_fmt("%s%d.%s", g->name, row, name);
	const char *typed = form_field(fill_form(f), key) && fill_visible(f, key) ? fill_typed(f, key) : "";

	free(key);
	return typed;
}

static const char *typed_in_form(const struct fill *f, const char *name)
{
	return fill_visible(f, name) ? fill_typed(f, name) : "";
}

static const struct field *name_of(const struct form *form, const struct group *g)
{
	char *key = mem_fmt("%s.name", g->name);
	const struct field *field = form_field(form, key);

	free(key);
	return field;
}

/* False: a row of nobody, or of somebody who would not say (the word that stands instead of a name). */
static bool read_named(const struct fill *f, const struct group *g, int row, struct named *p)
{
	const struct field *field = name_of(fill_form(f), g);

	if (!field)
		return false;
	*p = (struct named){
		.name = text_trim(typed_in_row(f, g, row, "name")), .idno = typed_in_row(f, g, row, "idno"),
		.phone = typed_in_row(f, g, row, "phone"),
	};
	if (*p->name && (!*field->absent || strcmp(p->name, field->absent) != 0))
		return true;
	free(p->name);
	return false;
}

static struct matter read_matter(const struct fill *f)
{
	const char *place = typed_in_form(f, "place");

	return (struct matter){
		.kind = fill_form(f)->opens, .type = typed_in_form(f, "type"), .self = fill_record(f),
		.place = strspn(place, "0123456789") == VILLAGE_DIGITS ? place : "",
	};
}

char *people_named(const struct fill *f)
{
	const struct form *form = fill_form(f);
	struct matter m = read_matter(f);
	struct buf out = { 0 };

	for (size_t i = 0; *form->opens && i < form->ngroups; i++)
		for (int row = 1; row <= fill_rows(f, form->groups[i].name); row++) {
			struct named p;

			if (!read_named(f, &form->groups[i], row, &p))
				continue;
			buf_fmt(&out, "%s\n%s\n%s\n", p.name, p.idno, p.phone);
			free(p.name);
		}
	buf_fmt(&out, "%s\n%s", m.place, m.type);
	return buf_take(&out);
}

/* --- judging one record -------------------------------------------------------------------------------------------------- */

/* How surely somebody in it is the one named, from nothing upward. */
enum likeness { OTHER, SAME_PHONE, SAME_VILLAGE, SAME_NAME_AND_PHONE, SAME_IDNO };

static enum likeness alike(const struct named *p, const struct fields *row, bool same_village)
{
	const char *idno = people_get(row, "idno");
	bool name = strcmp(p->name, people_get(row, "name")) == 0;

	if (people_is_idno(p->idno) && people_is_idno(idno))
		return people_same_idno(p->idno, idno) ? SAME_IDNO : OTHER;
	if (people_same_phone(p->phone, people_get(row, "phone")))
		return name ? SAME_NAME_AND_PHONE : SAME_PHONE;
	return name && same_village ? SAME_VILLAGE : OTHER;
}

/* The most alike of all rows of all groups. */
static enum likeness most_alike(const struct book *b, const struct matter *m, const struct named *p, const struct fields *all,
                                bool same_village)
{
	const struct form *opener = book_opener(b, m->kind);
	enum likeness best = OTHER;

	for (size_t g = 0; opener && g < opener->ngroups; g++) {
		const char *group = opener->groups[g].name;

		for (int i = 1; i <= check_last_row(all, group); i++) {
			struct fields *row = people_row(all, group, i);
			enum likeness now = row ? alike(p, row, same_village) : OTHER;

			best = now > best ? now : best;
			fields_free(row);
		}
	}
	return best;
}

static const char *why_of(enum likeness l)
{
	switch (l) {
	case SAME_IDNO: return _("同一证件号码");
	case SAME_PHONE:
	case SAME_NAME_AND_PHONE: return _("同一电话");
	case SAME_VILLAGE: return _("同名同村");
	case OTHER: break;
	}
	return _("同一地点同一类别");
}

static bool same_type(const struct search *q, const struct record *r)
{
	return *r->type && strcmp(r->type, q->matter.type) == 0;
}

/* Open, or closed within a year. */
static bool is_recent(const struct search *q, const struct record *r)
{
	return !*r->closed || strncmp(r->closed, q->since, 10) >= 0;
}

static bool is_strong(const struct search *q, const struct record *r, enum likeness l)
{
	if (l == SAME_IDNO || l == SAME_NAME_AND_PHONE)
		return !*r->closed || (is_recent(q, r) && same_type(q, r));
	return l == SAME_VILLAGE && is_recent(q, r) && same_type(q, r);
}

/* How it ended, else whether it is still in hand. Yours. */
static char *state_of(const struct book *b, const struct record *r, const struct fold *fold)
{
	const char *result = fold_get(fold, "result");
	const struct field *field = result ? check_record_field(b, r->kind, "result") : NULL;

	if (field)
		return type_show(field, b, result, false);
	return mem_dup(*r->closed ? _("已办结") : _("在办"));
}

/* Voided, or part of another one now. */
static bool has_gone(const struct book *b, const struct record *r)
{
	const struct step *step = book_step(b, r->step);

	return step && step->hidden;
}

/* --- the answer ---------------------------------------------------------------------------------------------------------- */

static void put_reason(struct earlier *e, const struct named *p, enum likeness l, bool strong)
{
	free(e->name);
	free(e->why);
	e->name = mem_dup(p ? p->name : "");
	e->why = mem_dup(why_of(l));
	e->strong = strong;
}

/* Each record once, with the strongest reason; takes the record. */
static void add(struct search *q, struct record *r, const struct fold *fold, const struct named *p, enum likeness l)
{
	bool strong = is_strong(q, r, l);

	for (size_t i = 0; i < q->n; i++) {
		if (q->list[i].record->id != r->id)
			continue;
		if (strong && !q->list[i].strong)
			put_reason(&q->list[i], p, l, strong);
		record_free(r);
		return;
	}
	q->list = mem_grow(q->list, &q->cap, q->n, sizeof *q->list);
	q->list[q->n] = (struct earlier){ .record = r, .state = state_of(q->s->book, r, fold) };
	put_reason(&q->list[q->n++], p, l, strong);
}

static bool judge(struct search *q, struct record *r, const struct named *p, struct err *err)
{
	const struct matter *m = &q->matter;
	struct people_fold now;

	if (r->id == m->self || has_gone(q->s->book, r)) {
		record_free(r);
		return true;
	}
	if (!people_fold(q->s, r->id, &now, err)) {
		record_free(r);
		return false;
	}
	bool village = *m->place && strcmp(r->place, m->place) == 0;
	enum likeness l = p ? most_alike(q->s->book, m, p, fold_fields(now.fold), village) : OTHER;

	if (p && l == OTHER)
		record_free(r);
	else
		add(q, r, now.fold, p, l);
	people_fold_free(&now);
	return true;
}

static bool judge_all(struct search *q, struct people_pile *pile, const struct named *p, struct err *err)
{
	bool good = true;
	size_t i = 0;

	people_pile_sort(pile);
	for (; good && i < pile->n; i++)
		good = judge(q, pile->list[i], p, err);
	for (; i < pile->n; i++)
		record_free(pile->list[i]);
	free(pile->list);
	*pile = (struct people_pile){ 0 };
	return good;
}

static bool find(struct search *q, const char *words, const char *place, struct people_pile *pile, struct err *err)
{
	struct record_filter filter = { .kind = q->matter.kind, .find = words, .place = place };

	return people_pile(q->s, &filter, PEOPLE_CANDIDATES, pile, err);
}

/* The index has hanzi as they are written, and a name of Latin letters as its pinyin would be. Yours. */
static char *words_of(const char *name)
{
	const char *c = name;

	while (*c && (unsigned char)*c < 0x80)
		c++;
	return *c ? mem_dup(name) : pinyin_name_initials(name);
}

/* The index knows telephones and our own identity numbers; whoever has another paper is looked up by the name. */
static bool of_person(struct search *q, const struct named *p, struct err *err)
{
	struct people_pile pile = { 0 };
	bool paper = people_is_idno(p->idno), ours = paper && strspn(p->idno, "0123456789") + 1 >= strlen(p->idno);
	char *phone = people_plain(p->phone), *name = words_of(p->name);
	bool good = (!ours || find(q, p->idno, NULL, &pile, err))
		&& (!people_same_phone(phone, phone) || find(q, phone, NULL, &pile, err))
		&& (!paper || ours || find(q, name, NULL, &pile, err))
		&& (!*q->matter.place || find(q, name, q->matter.place, &pile, err));

	free(phone);
	free(name);
	if (good)
		return judge_all(q, &pile, p, err);
	people_pile_clear(&pile);
	return false;
}

/* The same place and type, open or closed within a year. No index has that: the newest records are looked through. */
static bool of_place(struct search *q, struct err *err)
{
	struct people_pile pile = { 0 };
	const struct matter *m = &q->matter;
	size_t kept = 0;

	if (!*m->place || !*m->type)
		return true;
	if (!people_pile(q->s, &(struct record_filter){ .kind = m->kind }, LATELY, &pile, err))
		return false;
	for (size_t i = 0; i < pile.n; i++) {
		struct record *r = pile.list[i];

		if (kept < PEOPLE_CANDIDATES && strcmp(r->place, m->place) == 0 && same_type(q, r) && is_recent(q, r))
			pile.list[kept++] = r;
		else
			record_free(r);
	}
	pile.n = kept;
	return judge_all(q, &pile, NULL, err);
}

static void clear(struct earlier *e)
{
	record_free(e->record);
	free(e->name);
	free(e->why);
	free(e->state);
}

void people_earlier_free(struct earlier *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		clear(&list[i]);
	free(list);
}

static int strong_first(const void *a, const void *b)
{
	const struct earlier *x = a, *y = b;

	if (x->strong != y->strong)
		return x->strong ? -1 : 1;
	if (!*x->name != !*y->name)
		return *x->name ? -1 : 1;
	if (x->record->at != y->record->at)
		return x->record->at < y->record->at ? 1 : -1;
	return x->record->id < y->record->id ? 1 : -1;
}

static bool of_rows(struct search *q, const struct fill *f, struct err *err)
{
	const struct form *form = fill_form(f);
	bool good = true;

	for (size_t i = 0; good && i < form->ngroups; i++)
		for (int row = 1; good && row <= fill_rows(f, form->groups[i].name); row++) {
			struct named p;

			if (!read_named(f, &form->groups[i], row, &p))
				continue;
			good = of_person(q, &p, err);
			free(p.name);
		}
	return good;
}

bool people_earlier(struct session *s, const struct fill *f, size_t most, struct earlier **list, size_t *n, struct err *err)
{
	struct search q = { .s = s, .matter = read_matter(f) };
	bool good = true;

	clock_format_day(clock_today() - YEAR, q.since);
	if (*q.matter.kind)
		good = of_rows(&q, f, err) && of_place(&q, err);
	if (q.n)
		qsort(q.list, q.n, sizeof *q.list, strong_first);
	for (; q.n > most; q.n--)
		clear(&q.list[q.n - 1]);
	if (!good) {
		people_earlier_free(q.list, q.n);
		q.list = NULL;
		q.n = 0;
	}
	*list = q.list;
	*n = q.n;
	return good;
}
