/* SPDX-License-Identifier: Apache-2.0 */
/* 要紧的事: a line for each view that has something, with the case that comes first in it. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "home_parts.h"
#include "list_parts.h"

#define GAP 2
#define WORDS_MOST 8            /* a longer one takes from its own title */
#define TAIL_MOST 9
#define TITLE_LEAST 8           /* where there is less, the name goes */

/* --- gathering ------------------------------------------------------------------------------------------------------ */

static struct matter *add(struct matters *m, const char *words, size_t n, const char *only)
{
	if (m->n == MATTERS_MOST)
		return NULL;
	m->list[m->n] = (struct matter){ .words = words, .n = n, .only = only };
	return &m->list[m->n++];
}

static void add_say(struct matters *m, const char *words, size_t n, const char *only, const char *say)
{
	struct matter *one = n ? add(m, words, n, only) : NULL;

	if (one)
		one->say = mem_dup(say);
}

/* 张*: one name is enough to know the case by. Yours. */
static char *first_party(const char *parties)
{
	char *first = mem_ndup(parties, strcspn(parties, "\n")), *masked = list_parties(first);

	free(first);
	return masked;
}

/* 超 1 天, 今日到期, 11-27; of a moment 09:50 前, 已过. Yours. */
static char *pressing(const struct record *r, const char *due, bool *late)
{
	int64_t ms, now = clock_ms();
	int days;
	bool is_due = list_days_left(due, &days), timed = is_due && strlen(due) > 10 && clock_parse(due, &ms);

	*late = is_due && (days < 0 || (timed && ms < now));
	if (*late)
		return view_due_stage(due, now);
	if (!is_due || days > 0)
		return view_due_words(r, due, now);
	return timed ? mem_fmt(_("%.5s 前"), due + 11) : mem_dup(_("今日到期"));
}

/* The first case of a view. What waits for another unit names it: that is whom to call. */
static void show_first(struct matter *one, const struct desk *d, const struct view *v, const struct record *r)
{
	char *due = list_due_day(d, v, r);

	one->title = mem_dup(r->title);
	one->party = first_party(r->parties);
	if (v->clock && *r->lead && strcmp(r->lead, d->session->unit) != 0)
		one->tail = list_lead(d, r);
	else
		one->tail = pressing(r, due, &one->late);
	free(due);
}

static bool add_view(struct matters *m, struct desk *d, const struct view *v, struct err *err)
{
	struct view_of of = listing_looks(d->session);
	struct record **first = NULL;
	size_t n = 0, got = 0;

	if (!view_count(v, &of, &n, err) || (n && !view_list(v, &of, 1, &first, &got, err)))
		return false;
	if (!strcmp(v->name, "overdue"))
		m->overdue = n;
	struct matter *one = n ? add(m, _(v->words), n, v->name) : NULL;
	if (one)
		one->alarm = !strcmp(v->name, "urgent");
	if (one && got)
		show_first(one, d, v, first[0]);
	record_list_free(first, got);
	return true;
}

void matters_read(struct matters *m, struct desk *d, const struct today *t)
{
	struct err err = { 0 };
	bool good = true;

	matters_clear(m);
	for (size_t i = 0; good && view_at(i); i++)
		good = add_view(m, d, view_at(i), &err);
	if (!good)
		desk_err(d, &err);
	add_say(m, _("待改"), d->status.refused, "refused", _("县中心退回，改后重报"));
	add_say(m, _("待核对"), d->status.conflicts, "conflicts", _("两处说法不同"));
	add_say(m, _("草稿"), t->drafts, NULL, _("没填完"));
}

void matters_clear(struct matters *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->list[i].say);
		free(m->list[i].title);
		free(m->list[i].party);
		free(m->list[i].tail);
	}
	*m = (struct matters){ 0 };
}

struct next matters_go(const struct matters *m, struct desk *d, size_t at)
{
	const struct matter *one = &m->list[at];

	return next_push(one->only ? list_open(d, "case", one->only) : new_open(d, ""));
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

struct widths {
	int words, number, title, party, tail;
};

static void widen(int *width, const char *text, int most)
{
	int w = text ? text_width(text) : 0;

	if (w > *width)
		*width = w < most ? w : most;
}

static struct widths widths_of(const struct matters *m, int room)
{
	struct widths w = { .number = 1 };

	for (size_t i = 0; i < m->n; i++) {
		char *number = mem_fmt("%zu", m->list[i].n);
		if (text_width(m->list[i].words) <= WORDS_MOST)
			widen(&w.words, m->list[i].words, WORDS_MOST);
		widen(&w.number, number, 6);
		widen(&w.party, m->list[i].party, TAIL_MOST);
		widen(&w.tail, m->list[i].tail, TAIL_MOST);
		free(number);
	}
	w.title = room - w.words - 1 - w.number - GAP - w.party - GAP - w.tail - GAP;
	if (w.title < TITLE_LEAST) {
		w.title += w.party + GAP;
		w.party = 0;
	}
	return w;
}

static void draw_first(const struct matter *one, const struct widths *w, int row, int column, enum role r)
{
	int party = HOME_RIGHT + w->words + 1 + w->number + GAP + w->title + GAP;
	int tail = party + (w->party ? w->party + GAP : 0);

	draw_text(row, column, party - GAP - column, r, one->title);
	draw_text(row, party, w->party, r, one->party);
	draw_text(row, tail, draw_columns() - 1 - tail, one->late ? ROLE_ALARM : r, one->tail);
}

static void draw_matter(const struct matter *one, const struct widths *w, int row, bool here)
{
	enum role r = here ? ROLE_ACCENT : ROLE_PLAIN, words = one->alarm ? ROLE_ALARM : r;
	int column = HOME_RIGHT, used = draw_text(row, column, draw_columns() - column - 4, words, one->words);

	if (here) {
		draw_text(row, HOME_RIGHT - 2, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, HOME_RIGHT - 2);
	}
	column += (used > w->words ? used : w->words) + 1;
	column += draw_fmt(row, column, 6, words, "%*zu", w->number, one->n) + GAP;
	if (one->say)
		draw_text(row, column, draw_columns() - 1 - column, r, one->say);
	else if (one->title)
		draw_first(one, w, row, column, r);
}

int matters_draw(const struct matters *m, const struct desk *d, int row, int last, size_t at)
{
	int columns = draw_columns() - HOME_RIGHT - 1;
	struct widths w = widths_of(m, columns);

	for (size_t i = 0; i < m->n && row <= last; i++)
		draw_matter(&m->list[i], &w, row++, i == at);
	if (!m->n)
		draw_text(row++, HOME_RIGHT, columns, ROLE_DIM, _("没有"));
	if (*d->status.last_error && row + 1 <= last) {
		draw_fmt(row + 1, HOME_RIGHT, columns, ROLE_DIM, _("上次同步：%s"), d->status.last_error);
		row += 2;
	}
	return row;
}
