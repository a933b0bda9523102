/* SPDX-License-Identifier: Apache-2.0 */
/* How a record becomes a line: which columns a kind has, how wide, names masked. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "list_parts.h"
#include "work/check.h"
#include "work/find.h"

#define MARK 2                  /* columns 2 and 3: the state, in one character */
#define FIRST 5
#define GAP 2
#define NAMES 14
#define NAMES_SHORT 10          /* beside a due day in words there is less room */
#define NAMES_LEAST 6
#define UNIT_WIDTH 8
#define UNIT_LEAST 6
#define TITLE_LEAST 12          /* six hanzi; where there is less, other columns give way */
#define UNSIGNED "unsigned"     /* the view of what was handed over and not signed for */

char *list_parties(const char *parties)
{
	struct buf b = { 0 };
	int n = 0;

	if (!*parties)
		return mem_dup(_("匿名"));
	for (const char *p = parties; *p; p += strcspn(p, "\n"), p += *p == '\n')
		n++;
	for (const char *p = parties; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *name = mem_ndup(p, strcspn(p, "\n")), *mask = text_mask_name(name);
		buf_fmt(&b, "%s%s", b.len ? " " : "", mask);
		free(name);
		free(mask);
		if (n > 2)
			break;
	}
	if (n > 2)
		buf_fmt(&b, _(" 等%d人"), n);
	return buf_take(&b);
}

static int32_t day_of(const char *iso)
{
	char *day = mem_ndup(iso, strlen(iso) < 10 ? strlen(iso) : 10);
	int32_t d = clock_parse_day(day);

	free(day);
	return d;
}

static char *month_day(const char *iso)
{
	return strlen(iso) >= 10 ? mem_ndup(iso + 5, 5) : mem_dup("");
}

/* Open, with nothing decided and no day: was it paused? */
static bool stands_still(const struct desk *d, const struct record *r)
{
	struct entries all = { 0 };
	bool still = false;

	if (*r->due || *r->closed || *r->result || !*r->step || !journal_of_record(d->session->store, r->id, &all, NULL))
		return false;
	struct fold *now = fold_new(entries_const(&all), all.n);
	still = fold_get(now, "standing") != NULL;
	fold_free(now);
	entries_free(&all);
	return still;
}

char *list_due_day(const struct desk *d, const struct view *v, const struct record *r)
{
	struct view_of of = listing_looks(d->session);

	if (v && v->clock)
		return view_due(v, &of, r);
	return stands_still(d, r) ? NULL : mem_dup(r->due);
}

bool list_days_left(const char *due, int *days)
{
	int32_t day = due ? day_of(due) : CLOCK_DAY_NONE;

	*days = day == CLOCK_DAY_NONE ? 0 : day - clock_today();
	return day != CLOCK_DAY_NONE;
}

char *list_due(const struct record *r, const char *due, bool *late)
{
	int days;

	/* what was settled late is past; a clock that ran on is not */
	*late = list_days_left(due, &days) && days < 0 && !(*r->closed && !strcmp(due, r->due));
	return view_due_words(r, due, clock_ms());
}

/* Is it a department of the division that this unit is, or lies in? */
static bool is_beside(const char *department, const char *unit)
{
	size_t n = strcspn(department, ".");

	return department[n] == '.' && strcspn(unit, ".") >= n && !strncmp(department, unit, n);
}

static char *short_unit(const struct desk *d, const struct record *r, const char *unit)
{
	const struct session *s = d->session;
	const struct table *departments = book_table(s->book, BOOK_DEPARTMENTS);

	if (!strcmp(unit, s->unit))
		return mem_dup(strchr(unit, '.') ? _("本单位") : _("本中心"));
	/* the town says itself: by who looks, or by the number of the record */
	if (departments && (is_beside(unit, s->unit) || is_beside(unit, r->unit)))
		return mem_dup(table_label(departments, strchr(unit, '.') + 1));
	return book_unit(s->book, unit);
}

char *list_units(const struct desk *d, const struct record *r, const char *units)
{
	struct buf b = { 0 };
	size_t n = 0;

	while (check_next_unit(&units, &n)) {
		char *unit = mem_ndup(units, n), *name = short_unit(d, r, unit);
		buf_fmt(&b, "%s%s", b.len ? "、" : "", name);
		free(unit);
		free(name);
	}
	return buf_take(&b);
}

char *list_lead(const struct desk *d, const struct record *r)
{
	return list_units(d, r, *r->lead ? r->lead : r->unit);
}

bool list_unsigned(const struct desk *d, const struct record *r)
{
	struct view_of of = listing_looks(d->session);
	char *due = *r->lead ? view_due(view_find(UNSIGNED), &of, r) : mem_dup("");
	bool runs = *due;

	free(due);
	return runs;
}

/* Who has it in hand, once they have signed for it; in the view of what is not signed for, who is to sign. Yours. */
static char *lead_of(const struct desk *d, const struct view *v, const struct record *r)
{
	if (v != view_find(UNSIGNED) && list_unsigned(d, r))
		return mem_dup(_("未签收"));
	/* its number begins with the name of that unit already */
	if (strcmp(r->unit, d->session->unit) != 0 && (!*r->lead || !strcmp(r->lead, r->unit)))
		return mem_dup(_("自办"));
	return list_lead(d, r);
}

/* For how many days it has been open. Yours. */
static char *age_of(const struct record *r)
{
	int days;

	return *r->closed || !list_days_left(r->opened, &days) ? mem_dup("") : mem_fmt("%d", -days);
}

/* --- columns -------------------------------------------------------------------------------------------------------- */

enum { TITLE, PARTIES, STEP, GRADE, AGE, UNIT, OPENED, DUE, COLUMNS };

static char *text_of(const struct desk *d, const struct view *v, const struct record *r, int column)
{
	const struct session *s = d->session;

	switch (column) {
	case TITLE:
		return mem_dup(r->title);
	case PARTIES:
		return list_parties(r->parties);
	case STEP: {
		const struct step *step = book_step(s->book, r->step);
		return mem_dup(step ? i18n_data(step->doing) : r->step);
	}
	case GRADE: {
		const struct field *f = check_record_field(s->book, r->kind, "grade");
		return f && *r->grade ? type_show(f, s->book, r->grade, false) : mem_dup("");
	}
	case AGE:
		return age_of(r);
	case UNIT:
		return lead_of(d, v, r);
	default:
		return month_day(r->opened);
	}
}

/* The columns this kind has; width 0: not there. What the form calls a thing is what the list calls it. */
struct columns {
	const char *head[COLUMNS];
	int width[COLUMNS];
};

/* The steps as lists call them, in whatever language; the ends aside only where they can be among them. */
static int step_width(const struct book *b, bool only_open)
{
	int widest = 4;

	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		int w = text_width(i18n_data(s->doing));
		if (w > widest && !(s->hidden && only_open))
			widest = w;
	}
	return widest > 10 ? 10 : widest;
}

/* Take up to `want` columns from one that has more than its least; what was taken. */
static int shrink(int *width, int least, int want)
{
	int given = *width - least < want ? *width - least : want;

	if (given <= 0)
		return 0;
	*width -= given;
	return given;
}

/* The title gets what the others leave; on a narrow screen the least needed of them give way. */
static void fit(struct columns *c, int room)
{
	int left = room;

	for (int i = 0; i < COLUMNS; i++)
		left -= c->width[i] ? c->width[i] + GAP : 0;
	if (left < TITLE_LEAST && c->width[AGE] && c->width[GRADE]) {
		left += c->width[GRADE] + GAP;
		c->width[GRADE] = 0;
	}
	left += shrink(&c->width[PARTIES], NAMES_LEAST, TITLE_LEAST - left);
	left += shrink(&c->width[UNIT], UNIT_LEAST, TITLE_LEAST - left);
	c->width[TITLE] = left;
}

/* Whoever stands above others wants to see how long things have been lying there. */
static bool sees_age(const struct desk *d)
{
	return (form_level_of(d->session->unit) & (FORM_COUNTY | FORM_CITY)) != 0;
}

static struct columns columns_of(const struct desk *d, const struct listing *l, int number)
{
	const struct form *f = book_opener(d->session->book, l->kind);
	const struct field *title = f ? form_field(f, "title") : NULL, *name = f ? form_field(f, "name") : NULL;
	const struct group *party = f ? form_group(f, "party") : NULL;
	bool steps = f && *f->step, due = l->order == RECORD_DUE || l->view;
	struct columns c = {
		.head = {
			[TITLE] = title ? i18n_data(title->label) : _("名称"),
			[PARTIES] = party ? i18n_data(party->label) : name ? i18n_data(name->label) : _("姓名"),
			[STEP] = _("环节"), [GRADE] = _("等级"), [AGE] = _("几天"), [UNIT] = _("主办"), [OPENED] = _("登记"),
			[DUE] = _("期限"),
		},
		.width = {
			[PARTIES] = party || name ? (due ? NAMES_SHORT : NAMES) : 0,
			[STEP] = steps ? step_width(d->session->book, l->filter.only_open) : 0,
			[GRADE] = f && form_field(f, "grade") ? 4 : 0, [AGE] = steps && sees_age(d) ? 4 : 0,
			[UNIT] = steps ? UNIT_WIDTH : 0, [OPENED] = due ? 0 : 5, [DUE] = due ? 14 : 0,
		},
	};

	for (int i = 0; i < COLUMNS; i++)
		/* heads may be longer in another language */
		if (c.width[i] && c.width[i] < text_width(c.head[i]))
			c.width[i] = text_width(c.head[i]);
	fit(&c, draw_columns() - 2 - FIRST - number - GAP);
	return c;
}

int list_number_width(const struct desk *d, struct record *const *page, size_t n)
{
	int widest = 9;

	for (size_t i = 0; i < n; i++) {
		char *no = session_short_no(d->session, page[i]->no);
		if (text_width(no) > widest)
			widest = text_width(no);
		free(no);
	}
	return widest > 22 ? 22 : widest;
}

void list_draw_heads(const struct desk *d, const struct listing *l, int row, int number)
{
	struct columns c = columns_of(d, l, number);
	int column = FIRST + number + GAP;

	draw_text(row, FIRST, number, ROLE_HEAD, _("编号"));
	for (int i = 0; i < COLUMNS; i++) {
		if (!c.width[i])
			continue;
		draw_text(row, column, c.width[i], ROLE_HEAD, c.head[i]);
		column += c.width[i] + GAP;
	}
}

/* Nothing to say of what has arrived; else one character of the word in the status line. */
static const char *mark_of(const struct desk *d, const struct record *r)
{
	const struct session *s = d->session;
	const char *state = find_state(s->store, s->self.number, s->self.acked, r);

	static const struct { const char *state, *mark; } marks[] = {
		{ "pending", N_("报") }, { "refused", N_("改") }, { "conflict", N_("核") }, { "held", N_("等") },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (!strcmp(marks[i].state, state))
			return _(marks[i].mark);
	return "";
}

void list_draw_record(const struct desk *d, const struct listing *l, const struct record *r, int row, int number, bool here)
{
	struct columns c = columns_of(d, l, number);
	int column = FIRST + number + GAP;
	char *no = session_short_no(d->session, r->no), *day = list_due_day(d, l->view, r);
	bool late, stuck = r->refused || r->conflicts;
	char *due = list_due(r, day, &late);
	enum role role = here ? ROLE_ACCENT : ROLE_PLAIN;

	if (here)
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
	draw_text(row, MARK, 2, stuck ? ROLE_ALARM : ROLE_DIM, mark_of(d, r));
	draw_text(row, FIRST, number, role, no);
	for (int i = 0; i < COLUMNS; i++) {
		if (!c.width[i])
			continue;
		char *text = i == DUE ? mem_dup(due) : text_of(d, l->view, r, i);
		draw_text(row, column, c.width[i], i == DUE && late ? ROLE_ALARM : role, text);
		column += c.width[i] + GAP;
		free(text);
	}
	free(no);
	free(day);
	free(due);
}
