/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The field editor. Text is one UTF-8 string, the cursor a byte offset that always stands between two grapheme clusters. Fields
 * are short (a few thousand characters), so the layout is computed anew where it is needed instead of being kept up to date.
 */
#include "desk/editor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "editor_parts.h"

#define CLUSTER_BYTES 32        /* as the types check it: nobody stacks a kilobyte of marks on one letter */
#define LIMIT_BYTES (256 * 1024)

struct editor *editor_new(int rows, int columns, int max)
{
	struct editor *e = mem_zero(sizeof *e);

	e->text = mem_dup("");
	e->before = mem_dup("");
	e->max = max;
	e->goal = -1;
	editor_resize(e, rows, columns);
	return e;
}

static void forget(struct editor *e)
{
	while (e->npast)
		free(e->past[--e->npast].text);
	e->typing = false;
}

void editor_free(struct editor *e)
{
	if (!e)
		return;
	forget(e);
	free(e->text);
	free(e->before);
	free(e);
}

void editor_resize(struct editor *e, int rows, int columns)
{
	e->rows = rows > 1 ? rows : 1;
	e->columns = columns > 2 ? columns : 2;
}

void editor_set(struct editor *e, const char *text)
{
	char *own = mem_dup(text), *before = mem_dup(text);

	free(e->text);
	free(e->before);
	forget(e);
	e->text = own;
	e->before = before;
	e->at = strlen(own);
	e->top = 0;
	e->left = 0;
	e->goal = -1;
	e->overwrite = false;
	e->code[0] = '\0';
}

const char *editor_text(const struct editor *e) { return e->text; }
bool editor_changed(const struct editor *e) { return strcmp(e->text, e->before) != 0; }
bool editor_overwrites(const struct editor *e) { return e->overwrite; }
int editor_rows(const struct editor *e) { return e->rows; }
int editor_columns(const struct editor *e) { return e->columns; }
size_t editor_at(const struct editor *e) { return e->at; }

/* --- undo ----------------------------------------------------------------------------------------------------------- */

static void remember(struct editor *e, bool typing)
{
	bool same_run = typing && e->typing;

	e->typing = typing;
	if (same_run)
		return;
	if (e->npast == UNDO_STEPS) {
		free(e->past[0].text);
		memmove(e->past, e->past + 1, (UNDO_STEPS - 1) * sizeof e->past[0]);
		e->npast--;
	}
	e->past[e->npast++] = (struct past){ mem_dup(e->text), e->at };
}

static bool undo(struct editor *e)
{
	e->typing = false;
	if (!e->npast)
		return false;
	struct past p = e->past[--e->npast];
	free(e->text);
	e->text = p.text;
	e->at = p.at;
	return true;
}

/* --- changing the text ---------------------------------------------------------------------------------------------- */

/* Replace `gone` bytes at `from` by n new ones, cursor behind them. False, and nothing done, where that would be too long. */
static bool splice(struct editor *e, size_t from, size_t gone, const char *add, size_t n)
{
	struct buf b = { 0 };

	buf_put(&b, e->text, from);
	buf_put(&b, add, n);
	buf_puts(&b, e->text + from + gone);
	char *text = buf_take(&b);
	size_t at = editor_snap(text, from + n), start = editor_before(text, at);

	bool fits = strlen(text) <= LIMIT_BYTES && (!n || at - start <= CLUSTER_BYTES) &&
	            (!e->max || !n || text_count(text) <= (size_t)e->max || strlen(text) < strlen(e->text));
	if (!fits) {
		free(text);
		return false;
	}
	free(e->text);
	e->text = text;
	e->at = at;
	return true;
}

/* One character of input as the field takes it: NULL for what is dropped. */
static const char *acceptable(const struct editor *e, const char *s, size_t *n)
{
	int32_t cp = text_codepoint(s, n);

	if (cp == '\r' && s[1] == '\n')
		return NULL;
	if (cp == '\n' || cp == '\r')
		return e->rows > 1 ? "\n" : " ";
	if (cp == '\t')
		return " ";
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return NULL;
	return s;
}

static bool insert_one(struct editor *e, const char *s, size_t n)
{
	size_t gone = 0;

	if (e->overwrite && e->text[e->at] && e->text[e->at] != '\n' && *s != '\n') {
		/* a mark that joins the letter before it replaces nothing */
		size_t last = editor_before(e->text, e->at);
		char *joined = mem_fmt("%.*s%.*s", (int)(e->at - last), e->text + last, (int)n, s);
		if (text_count(joined) > 1 || e->at == 0)
			gone = text_cluster(e->text + e->at);
		free(joined);
	}
	return splice(e, e->at, gone, s, n);
}

static bool insert_code(struct editor *e, const char *utf8)
{
	char *narrow = text_narrow(utf8);
	size_t len = strlen(e->code);

	for (const char *p = narrow; *p; p++) {
		bool hex = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f') || (*p >= 'A' && *p <= 'F');
		if (hex && len < CODE_DIGITS + 2)
			e->code[len++] = (char)(*p >= 'a' ? *p - 'a' + 'A' : *p);
	}
	e->code[len] = '\0';
	free(narrow);
	return true;
}

bool editor_insert(struct editor *e, const char *utf8)
{
	bool all = true;
	size_t n;

	if (e->code[0])
		return insert_code(e, utf8);
	e->goal = -1;
	/* a paste is one step of undo, letters typed one after the other are one together */
	remember(e, text_count(utf8) <= 1);
	for (; *utf8; utf8 += n) {
		const char *s = acceptable(e, utf8, &n);
		if (s && !insert_one(e, s, s == utf8 ? n : 1))
			all = false;
	}
	if (e->npast && !strcmp(e->past[e->npast - 1].text, e->text)) {
		free(e->past[--e->npast].text);
		e->typing = false;
	}
	return all;
}

void editor_code_begin(struct editor *e)
{
	memcpy(e->code, "U+", 3);
}

const char *editor_code(const struct editor *e)
{
	return e->code[0] ? e->code : NULL;
}

static size_t encode(int32_t cp, char out[5])
{
	unsigned c = (unsigned)cp;
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[n] | c);
	out[n] = '\0';
	return n;
}

bool editor_code_end(struct editor *e, bool take)
{
	char utf8[5];
	long cp = strtol(e->code + (e->code[0] ? 2 : 0), NULL, 16);

	e->code[0] = '\0';
	if (!take)
		return true;
	if (cp < 0x20 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff) || (cp >= 0x7f && cp < 0xa0))
		return false;
	encode((int32_t)cp, utf8);
	return editor_insert(e, utf8);
}

/* --- moving --------------------------------------------------------------------------------------------------------- */

static bool in_word(const struct editor *e, size_t at)
{
	size_t n = text_cluster(e->text + at);
	return n && e->text[at] != ' ' && e->text[at] != '\n' && editor_width(e->text + at, n) == 1;
}

static bool word_left(struct editor *e)
{
	size_t was = e->at;

	while (e->at && e->text[editor_before(e->text, e->at)] == ' ')
		e->at = editor_before(e->text, e->at);
	if (e->at)
		e->at = editor_before(e->text, e->at);
	if (in_word(e, e->at))
		while (e->at && in_word(e, editor_before(e->text, e->at)))
			e->at = editor_before(e->text, e->at);
	return e->at != was;
}

static bool word_right(struct editor *e)
{
	size_t was = e->at;

	if (in_word(e, e->at))
		while (in_word(e, e->at))
			e->at += text_cluster(e->text + e->at);
	else
		e->at += text_cluster(e->text + e->at);
	while (e->text[e->at] == ' ')
		e->at++;
	return e->at != was;
}

static bool erase(struct editor *e, bool back)
{
	size_t from = back && e->at ? editor_before(e->text, e->at) : e->at;
	size_t n = text_cluster(e->text + from);

	if ((back && !e->at) || !n)
		return false;
	remember(e, false);
	return splice(e, from, n, "", 0);
}

bool editor_do(struct editor *e, enum edit what)
{
	size_t was = e->at;

	if (what == EDIT_UP || what == EDIT_DOWN)
		return e->typing = false, editor_move_row(e, what == EDIT_UP ? -1 : 1);
	e->goal = -1;
	if (what != EDIT_BACKSPACE && what != EDIT_DELETE)
		e->typing = false;
	switch (what) {
	case EDIT_LEFT:
		e->at = e->at ? editor_before(e->text, e->at) : 0;
		return e->at != was;
	case EDIT_RIGHT:
		e->at += text_cluster(e->text + e->at);
		return e->at != was;
	case EDIT_WORD_LEFT:
		return word_left(e);
	case EDIT_WORD_RIGHT:
		return word_right(e);
	case EDIT_HOME:
	case EDIT_END:
		return editor_move_edge(e, what == EDIT_END);
	case EDIT_BACKSPACE:
	case EDIT_DELETE:
		return erase(e, what == EDIT_BACKSPACE);
	case EDIT_OVERWRITE:
		e->overwrite = !e->overwrite;
		return true;
	case EDIT_UNDO:
		return undo(e);
	case EDIT_UP:
	case EDIT_DOWN:
		break;
	}
	assert(false && "no such edit");
	return false;
}

