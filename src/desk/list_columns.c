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
#define DUE_DAYS_MOST 999

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

char *list_due(const struct record *r, bool *late)
{
	int32_t due = day_of(r->due);
	char *day = month_day(r->due), *text;
	int left = due == CLOCK_DAY_NONE ? 0 : due - clock_today();

	*late = due != CLOCK_DAY_NONE && left < 0 && !*r->closed;
	if (due == CLOCK_DAY_NONE)
		text = mem_dup("");
	else if (*r->closed)
		text = mem_dup(day);
	else if (left < 0)
		text = mem_fmt(_("%s 超 %d 天"), day, -left > DUE_DAYS_MOST ? DUE_DAYS_MOST : -left);
	else
		text = left == 0 ? mem_fmt(_("%s 今日"), day) : mem_dup(day);
	free(day);
	return text;
}

/* --- columns -------------------------------------------------------------------------------------------------------- */

enum { TITLE, PARTIES, STEP, GRADE, UNIT, OPENED, DUE, COLUMNS };

static char *text_of(const struct desk *d, const struct record *r, int column)
{
	const struct session *s = d->session;
	bool late;

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
	case UNIT:
		return !strcmp(r->unit, s->unit) ? mem_dup(_("本中心")) : book_unit(s->book, r->unit);
	case OPENED:
		return month_day(r->opened);
	default:
		return list_due(r, &late);
	}
}

/* The columns this kind has; width 0: not there. What the form calls a thing is what the list calls it. */
struct columns {
	const char *head[COLUMNS];
	int width[COLUMNS];
};

/* The steps as lists call them, in whatever language. */
static int step_width(const struct book *b)
{
	int widest = 4;

	for (size_t i = 0; i < book_steps(b); i++) {
		int w = text_width(i18n_data(book_step_at(b, i)->doing));
		if (w > widest)
			widest = w;
	}
	return widest > 10 ? 10 : widest;
}

static struct columns columns_of(const struct desk *d, const struct listing *l, int number)
{
	const struct form *f = book_opener(d->session->book, l->kind);
	const struct field *title = f ? form_field(f, "title") : NULL, *name = f ? form_field(f, "name") : NULL;
	const struct group *party = f ? form_group(f, "party") : NULL;
	bool steps = f && *f->step, due = l->order == RECORD_DUE;
	struct columns c = {
		.head = {
			[TITLE] = title ? i18n_data(title->label) : _("名称"),
			[PARTIES] = party ? i18n_data(party->label) : name ? i18n_data(name->label) : _("姓名"),
			[STEP] = _("环节"), [GRADE] = _("等级"), [UNIT] = _("主办"), [OPENED] = _("登记"), [DUE] = _("期限"),
		},
		.width = {
			[PARTIES] = party || name ? (due ? NAMES_SHORT : NAMES) : 0, [STEP] = steps ? step_width(d->session->book) : 0,
			[GRADE] = f && form_field(f, "grade") ? 4 : 0, [UNIT] = steps ? 8 : 0, [OPENED] = due ? 0 : 5,
			[DUE] = due ? 14 : 0,
		},
	};
	if (steps && c.width[UNIT] < text_width(_("本中心")))
		c.width[UNIT] = text_width(_("本中心"));
	int left = draw_columns() - 2 - FIRST - number - GAP;

	for (int i = 0; i < COLUMNS; i++) {
		/* heads may be longer in another language */
		if (c.width[i] && c.width[i] < text_width(c.head[i]))
			c.width[i] = text_width(c.head[i]);
		left -= c.width[i] ? c.width[i] + GAP : 0;
	}
	c.width[TITLE] = left;
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
	char *no = session_short_no(d->session, r->no), *due;
	const char *mark = mark_of(d, r);
	bool late, stuck = r->refused || r->conflicts;
	enum role role = here ? ROLE_ACCENT : ROLE_PLAIN;

	if (here)
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
	draw_text(row, MARK, 2, stuck ? ROLE_ALARM : ROLE_DIM, mark);
	draw_text(row, FIRST, number, role, no);
	due = list_due(r, &late);
	for (int i = 0; i < COLUMNS; i++) {
		if (!c.width[i])
			continue;
		char *text = text_of(d, r, i);
		draw_text(row, column, c.width[i], i == DUE && late ? ROLE_ALARM : role, text);
		column += c.width[i] + GAP;
		free(text);
	}
	free(no);
	free(due);
}
