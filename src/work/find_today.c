/* SPDX-License-Identifier: Apache-2.0 */
/* What `today` prints: each view with its number. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "find_parts.h"

#define FIRST 5                 /* records of a view in the text; the rest is one `list` away */

/* --- JSON -------------------------------------------------------------------------------------------------------------- */

static bool put_numbers(const struct view_of *of, const struct view *view, struct json *j, struct err *err)
{
	struct record **list;
	size_t n;

	if (!view_list(view, of, SIZE_MAX, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		json_text(j, list[i]->no);
	record_list_free(list, n);
	return true;
}

bool find_today_json(const struct view_of *of, struct buf *out, struct err *err)
{
	static const char *const due[] = { "today", "soon" };
	struct json j = json_to(out);
	bool good = true;

	json_open(&j, '{');
	json_key(&j, "due");
	json_open(&j, '[');
	for (size_t i = 0; good && i < sizeof due / sizeof *due; i++)
		good = put_numbers(of, view_find(due[i]), &j, err);
	json_close(&j, ']');
	for (size_t i = 0; good && view_at(i); i++) {
		json_key(&j, view_at(i)->name);
		json_open(&j, '[');
		good = put_numbers(of, view_at(i), &j, err);
		json_close(&j, ']');
	}
	json_close(&j, '}');
	buf_putc(out, '\n');
	return good;
}

/* --- text -------------------------------------------------------------------------------------------------------------- */

enum { NO, TITLE, PARTIES, LEAD, DUE, COLUMNS };

static void put_rows(const struct find_view *v, const struct view_of *of, const struct view *view, struct record *const *list,
                     size_t n, struct buf *out)
{
	char **cells = mem_zero((n * COLUMNS + 1) * sizeof *cells);

	for (size_t i = 0; i < n; i++) {
		const struct record *r = list[i];
		char **row = cells + i * COLUMNS, *due = view_due(view, of, r);

		row[NO] = find_cell(find_short_no(v->book, v->unit, v->self, r->no), 0);
		row[TITLE] = find_cell(mem_dup(r->title), 24);
		row[PARTIES] = find_cell(*r->parties ? find_names(r->parties, v->masked, " ") : mem_dup(_("匿名")), 16);
		row[LEAD] = find_cell(find_lead(v->book, r), 20);
		row[DUE] = find_cell(view_due_words(r, due, of->now), 0);
		free(due);
	}
	find_table(out, cells, n, COLUMNS, 2);
}

static bool put_view(const struct find_view *v, const struct view_of *of, const struct view *view, struct buf *out,
                     struct err *err)
{
	struct record **list;
	size_t all, n;

	if (!view_count(view, of, &all, err) || !view_list(view, of, FIRST, &list, &n, err))
		return false;
	buf_fmt(out, "%s %zu\n", _(view->words), all);
	put_rows(v, of, view, list, n, out);
	if (all > n)
		buf_fmt(out, _("  还有 %zu 件，用 list view=%s 看全部\n"), all - n, view->name);
	record_list_free(list, n);
	return true;
}

bool find_today_text(const struct find_view *v, const struct view_of *of, struct buf *out, struct err *err)
{
	char day[11];
	char *unit = *of->unit ? book_unit(of->book, of->unit) : mem_dup("");
	bool good = true;

	clock_format_day(clock_day_of(of->now), day);
	buf_fmt(out, "%s  %s\n\n", day, unit);
	for (size_t i = 0; good && view_at(i); i++) {
		struct record_filter f;
		struct view_days days;

		/* what is nothing for this unit is not worth a line */
		if (view_filter(view_at(i), of, &f, &days))
			good = put_view(v, of, view_at(i), out, err);
	}
	free(unit);
	return good;
}
