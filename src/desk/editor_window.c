/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a field editor: where text wraps, where the cursor stands, what of it is in the window. */
#include "desk/editor.h"

#include <string.h>

#include "base/text.h"
#include "editor_parts.h"

int editor_width(const char *s, size_t bytes)
{
	if (bytes == 1 && *s == '\n')
		return 0;
	int width = text_cluster_width(s, bytes);
	return width ? width : 1;
}

/* --- steps over clusters -------------------------------------------------------------------------------------------- */

/* Start of the cluster that ends at or holds the byte before `at`. Clusters can only be told from the left; a newline or plain
 * ASCII is always a safe place to start from. */
size_t editor_before(const char *text, size_t at)
{
	size_t from = at, here, n;

	while (from > 0 && (unsigned char)text[from - 1] >= 0x80)
		from--;
	from -= from > 0;
	for (here = from; (n = text_cluster(text + here)) > 0 && here + n < at;)
		here += n;
	return here;
}

/* The nearest boundary at or behind `at`, which may stand inside a cluster after an insertion or a deletion. */
size_t editor_snap(const char *text, size_t at)
{
	size_t from = at ? editor_before(text, at) : 0;

	while (from < at)
		from += text_cluster(text + from);
	return from;
}

/* --- layout --------------------------------------------------------------------------------------------------------- */

/* Rows of wrapped text: calls for each with its offset and length. A row that is full to the last column, or ends in a newline,
 * is followed by one more, where the cursor stands when it is behind everything. */
typedef bool row_visit(void *arg, int row, size_t from, size_t len);

static int each_row(const struct editor *e, row_visit *visit, void *arg)
{
	size_t from = 0, len;
	int row = 0;

	for (;; from += len, row++) {
		len = text_row(e->text + from, e->columns);
		if (visit && !visit(arg, row, from, len))
			return row;
		if (!e->text[from + len])
			break;
	}
	if (len && (e->text[from + len - 1] == '\n' || text_width(e->text + from) >= e->columns)) {
		row++;
		if (visit)
			visit(arg, row, from + len, 0);
	}
	return row + 1;
}

struct spot {
	size_t at;              /* looked for */
	int want;               /* row looked for; -1: by offset */
	int row;
	size_t from, len;       /* of the row found */
	bool found;
};

static bool spot_row(void *arg, int row, size_t from, size_t len)
{
	struct spot *s = arg;

	if (s->want >= 0 ? row > s->want : from > s->at)
		return false;
	s->row = row;
	s->from = from;
	s->len = len;
	s->found = s->want < 0 || row == s->want;
	return true;
}

static struct spot spot_of(const struct editor *e, size_t at)
{
	struct spot s = { .at = at, .want = -1 };

	each_row(e, spot_row, &s);
	return s;
}

static int columns_between(const char *text, size_t from, size_t to)
{
	int width = 0;

	for (size_t n; from < to && (n = text_cluster(text + from)) > 0; from += n)
		width += editor_width(text + from, n);
	return width;
}

/* The place in a row nearest to a column; never behind its newline, nor behind its last cluster where the row wraps. */
static size_t place_in(const struct editor *e, const struct spot *s, int column)
{
	size_t at = s->from, end = s->from + s->len, n;
	bool wraps = e->text[end] != '\0';
	int width = 0;

	for (; at < end && e->text[at] != '\n'; at += n) {
		n = text_cluster(e->text + at);
		int more = editor_width(e->text + at, n);
		if (width + more > column || (wraps && at + n >= end))
			break;
		width += more;
	}
	return at;
}

bool editor_move_row(struct editor *e, int by)
{
	struct spot now = spot_of(e, e->at), then = { .want = now.row + by };

	if (e->rows == 1 || then.want < 0)
		return false;
	each_row(e, spot_row, &then);
	if (!then.found)
		return false;
	if (e->goal < 0)
		e->goal = columns_between(e->text, now.from, e->at);
	e->at = place_in(e, &then, e->goal);
	return true;
}

bool editor_move_edge(struct editor *e, bool end)
{
	size_t was = e->at;

	if (e->rows == 1) {
		e->at = end ? strlen(e->text) : 0;
	} else {
		struct spot s = spot_of(e, e->at);
		e->at = end ? place_in(e, &s, e->columns) : s.from;
	}
	return e->at != was;
}

/* --- the window ----------------------------------------------------------------------------------------------------- */

/* Scroll so that the cursor is inside. One line: a whole cluster at the left, one column free for the cursor at the end. */
static void scroll(struct editor *e)
{
	if (e->rows > 1) {
		int row = spot_of(e, e->at).row;
		if (row < e->top)
			e->top = row;
		if (row >= e->top + e->rows)
			e->top = row - e->rows + 1;
		return;
	}
	size_t n = text_cluster(e->text + e->at);
	int need = n ? editor_width(e->text + e->at, n) : 1;

	/* fall back to the left as far as there is room, so that deleting at the end brings the start into view again */
	e->left = e->left > e->at ? e->at : editor_snap(e->text, e->left);
	while (e->left && columns_between(e->text, editor_before(e->text, e->left), strlen(e->text)) < e->columns)
		e->left = editor_before(e->text, e->left);
	while (e->left < e->at && columns_between(e->text, e->left, e->at) + need > e->columns)
		e->left += text_cluster(e->text + e->left);
}

bool editor_row(struct editor *e, int row, const char **at, size_t *bytes)
{
	scroll(e);
	struct spot s = { .want = e->top + row };

	if (e->rows == 1) {
		s.from = e->left;
		s.len = text_fit(e->text + e->left, e->columns, NULL);
		s.found = row == 0;
	} else {
		each_row(e, spot_row, &s);
	}
	*at = e->text + s.from;
	*bytes = s.found ? s.len : 0;
	if (*bytes && (*at)[*bytes - 1] == '\n')
		--*bytes;
	return *bytes > 0;
}

void editor_cursor(struct editor *e, int *row, int *column)
{
	scroll(e);
	size_t from = e->left;

	*row = 0;
	if (e->rows > 1) {
		struct spot s = spot_of(e, e->at);
		*row = s.row - e->top;
		from = s.from;
	}
	*column = columns_between(e->text, from, e->at);
	if (*column > e->columns - 1)
		*column = e->columns - 1;
}
