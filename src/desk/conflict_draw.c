/* SPDX-License-Identifier: Apache-2.0 */
/* What clashes, side by side; and of one of them who said what and when. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "conflict_parts.h"
#include "desk/draw.h"

#define AT 3                    /* columns: labels, then what is said here, there, before */
#define LABEL 16
#define GAP 2
#define SIDES 3
#define TABLE_MOST 6            /* clashes shown at once */
#define CHOICE 3
#define SAYS 8
#define DIGITS 9

/* How many bytes all claims have alike at their beginning. */
static size_t alike(const struct settle_clash *c)
{
	const char *first = c->claims[0].says;
	size_t same = 0;

	for (size_t n; (n = text_cluster(first + same)) > 0; same += n)
		for (size_t i = 1; i < c->n; i++)
			if (strncmp(c->claims[i].says + same, first + same, n) != 0)
				return same;
	return same;
}

/* What does not fit into so many columns begins where it is no longer alike. Yours. */
static char *from_difference(const struct settle_clash *c, const char *text, int columns)
{
	size_t same = alike(c);

	if (text_width(text) <= columns || !same || strncmp(text, c->claims[0].says, same) != 0)
		return mem_dup(text);
	return mem_fmt("…%s", text + same);
}

static int side_width(void)
{
	return (draw_columns() - AT - LABEL - GAP) / SIDES;
}

/* All that was said here, or there. Yours. */
static char *side(const struct settle_clash *c, bool of_here)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < c->n; i++) {
		if (c->claims[i].here != of_here)
			continue;
		char *text = from_difference(c, c->claims[i].says, side_width() - GAP);
		buf_fmt(&b, "%s%s", b.len ? " / " : "", text);
		free(text);
	}
	return buf_take(&b);
}

static void draw_sides(int row, enum role r, const char *const text[SIDES])
{
	for (int i = 0; i < SIDES; i++)
		draw_text(row, AT + LABEL + GAP + i * side_width(), side_width() - GAP, r, text[i]);
}

/* Returns the row behind it. */
static int draw_table(struct conflict *c, int row)
{
	size_t shown = c->n < TABLE_MOST ? c->n : TABLE_MOST;

	c->top = c->at < c->top ? c->at : c->at >= c->top + shown ? c->at + 1 - shown : c->top;
	draw_text(row, AT, LABEL, ROLE_HEAD, _("栏目"));
	draw_sides(row, ROLE_HEAD, (const char *const[SIDES]){ _("这里"), _("那里"), _("共同原值") });
	row += 2;
	for (size_t i = c->top; i < c->top + shown; i++, row++) {
		const struct settle_clash *one = &c->list[i];
		char *ours = side(one, true), *theirs = side(one, false);
		char *before = from_difference(one, one->before, side_width() - GAP);

		if (i == c->at)
			draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_text(row, AT, LABEL, i == c->at ? ROLE_ACCENT : ROLE_PLAIN, one->label);
		draw_sides(row, i == c->at ? ROLE_ACCENT : ROLE_PLAIN, (const char *const[SIDES]){ ours, theirs, before });
		free(ours);
		free(theirs);
		free(before);
	}
	return row;
}

static void draw_choice(const struct conflict *c, size_t i, int row, const char *words)
{
	enum role r = i == c->pick ? ROLE_ACCENT : ROLE_PLAIN;

	if (i == c->pick) {
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, 1);
	}
	if (i < DIGITS)
		draw_fmt(row, CHOICE, 1, r, "%zu", i + 1);
	draw_text(row, CHOICE + 3, draw_columns() - CHOICE - 4, r, words);
}

char *conflict_who(const struct settle_claim *claim)
{
	struct clock_parts t = clock_split(claim->at);

	return mem_fmt("%s  %s  %s  %02d-%02d %02d:%02d%s%s", claim->here ? _("这里") : _("那里"), claim->unit, claim->who,
	               t.month, t.day, t.hour, t.minute, claim->shown ? "  " : "", claim->shown ? _("现在显示的") : "");
}

/* What is said, over at most `most` rows; returns how many. */
static int draw_says(const struct settle_clash *c, size_t i, int row, int most)
{
	int columns = draw_columns() - SAYS - 3, rows = 0;
	char *says = from_difference(c, c->claims[i].says, most * columns);
	const char *text = says;

	for (size_t n; rows < most && (n = text_row(text, columns)) > 0; text += n, rows++) {
		char *line = mem_ndup(text, n), *cut = text[n] && rows + 1 == most ? mem_fmt("%s…", line) : mem_dup(line);

		draw_text(row + rows, SAYS, columns + 2, ROLE_PLAIN, cut);
		free(line);
		free(cut);
	}
	free(says);
	return rows;
}

static void draw_claims(const struct conflict *c, int row)
{
	const struct settle_clash *one = conflict_here(c);
	/* a line for each writer, one for another value; the rest is for what they say */
	int room = content_bottom() - row - (int)one->n, most = (room - one->typed) / (int)one->n;

	draw_text(row++, CHOICE, draw_columns() - CHOICE - 1, ROLE_HEAD, one->label);
	for (size_t i = 0; i < one->n; i++) {
		char *who = conflict_who(&one->claims[i]);

		draw_choice(c, i, row++, who);
		row += draw_says(one, i, row, most > 1 ? most : 1);
		free(who);
	}
	if (one->typed)
		draw_choice(c, one->n, row, _("都不对，另填"));
}

void conflict_draw(struct screen *s)
{
	struct conflict *c = (struct conflict *)s;

	if (!c->n) {
		draw_text(CONTENT_TOP + 1, AT, draw_columns() - AT - 1, ROLE_PLAIN, _("这一件没有待核对的了"));
		draw_cursor(CONTENT_TOP + 1, AT);
		return;
	}
	int row = draw_table(c, CONTENT_TOP);
	draw_rule(row);
	draw_claims(c, row + 1);
}
