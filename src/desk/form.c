/* SPDX-License-Identifier: Apache-2.0 */
/* The form screen: any form of the book, or one row of a group. Every field that is left is on disk before the next. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/term.h"
#include "form_parts.h"

bool form_edits(const struct form_screen *f)
{
	const struct item *it = form_item(f);
	return it->kind == ITEM_FIELD && !it->field->type->picks;
}

void form_tell(struct form_screen *f, bool wrong, char *say)
{
	free(f->say);
	f->say = say;
	f->wrong = wrong && say;
}

/* --- taking and keeping --------------------------------------------------------------------------------------------- */

static int most(const struct field *field)
{
	return field->max ? field->max : field->type->max;
}

static void load_editor(struct form_screen *f)
{
	const struct item *it = form_item(f);
	const char *typed = fill_typed(f->fill, it->key);

	editor_free(f->editor);
	f->editor = editor_new(it->rows, it->columns, most(it->field));
	editor_set(f->editor, typed);
	free(f->taken);
	f->taken = mem_dup(typed);
	f->answers = 0;
}

void form_relayout(struct form_screen *f)
{
	char *key = f->layout.n ? mem_dup(form_item(f)->key) : NULL;
	size_t was = f->at;

	f->width = draw_columns();
	layout_build(&f->layout, f->fill, f->group, f->row, f->width);
	form_look_earlier(f);
	f->at = key ? layout_find(&f->layout, key) : 0;
	if (f->at == f->layout.n) {
		f->at = was < f->layout.n ? was : f->layout.n - 1;
		if (form_edits(f))
			load_editor(f);
	}
	free(key);
}

enum type_verdict form_take(struct form_screen *f, char **say)
{
	*say = NULL;
	if (!form_edits(f) || !strcmp(editor_text(f->editor), f->taken))
		return TYPE_OK;
	enum type_verdict v = fill_set(f->fill, form_item(f)->key, editor_text(f->editor), say);
	free(f->taken);
	f->taken = mem_dup(editor_text(f->editor));
	form_relayout(f);
	return v;
}

static bool put_on_disk(struct form_screen *f, const char *cursor, struct err *err)
{
	f->owed = fill_touched(f->fill) && !fill_keep(f->fill, cursor, err);
	return !f->owed;
}

/* Nobody types, or the end is near. What is half typed is kept as it is, without a word. */
bool form_keep(struct screen *s, struct err *err)
{
	struct form_screen *f = (struct form_screen *)s;
	char *say;
	bool typed = form_edits(f) && strcmp(editor_text(f->editor), f->taken) != 0;

	if (f->over || (!typed && !f->owed))
		return true;
	form_take(f, &say);
	free(say);
	return put_on_disk(f, form_item(f)->key, err);
}

void form_enter(struct form_screen *f, size_t at)
{
	f->at = at;
	free(f->refused);
	f->refused = NULL;
	if (form_edits(f))
		load_editor(f);
}

void form_keep_at(struct form_screen *f, const char *cursor)
{
	struct err err = { 0 };

	if (!put_on_disk(f, cursor, &err)) {
		form_tell(f, true, mem_dup(err.say));
		desk_err(f->base.desk, &err);
	}
}

/* --- moving --------------------------------------------------------------------------------------------------------- */

static char *about(const struct field *field, const char *say)
{
	return mem_fmt("%s：%s", i18n_data(field->label), say);
}

/*
 * Leave the current item: for the one with this key, which the draft remembers; NULL: the caller finds it and keeps the draft.
 * What is wrong with it is said, and once, for Enter, a reason to stay.
 */
static bool leave(struct form_screen *f, const char *to, bool may_stay)
{
	const struct field *field = form_item(f)->kind == ITEM_FIELD ? form_item(f)->field : NULL;
	bool again = f->refused && form_edits(f) && !strcmp(f->refused, editor_text(f->editor));
	/* what is taken may bring or hide fields: the layout, and the key with it, is made anew */
	char *say = NULL, *next = mem_dup(to);
	enum type_verdict v = form_take(f, &say);
	bool stay = v == TYPE_BAD && may_stay && !again;

	form_tell(f, false, NULL);
	if (stay) {
		free(f->refused);
		f->refused = mem_dup(editor_text(f->editor));
		form_tell(f, true, mem_fmt(_("%s；再按 Enter 先跳过"), say));
	} else if (say && field) {
		form_tell(f, v == TYPE_BAD, about(field, say));
	}
	if (stay || next)
		form_keep_at(f, stay ? form_item(f)->key : next);
	free(next);
	free(say);
	return !stay;
}

static struct next go_to(struct form_screen *f, size_t at, bool may_stay)
{
	if (at >= f->layout.n)
		return next_stay();
	char *key = mem_dup(f->layout.list[at].key);
	if (leave(f, key, may_stay)) {
		/* what was typed may have shown or hidden fields: look for it again */
		size_t now = layout_find(&f->layout, key);
		form_enter(f, now < f->layout.n ? now : f->at);
	}
	free(key);
	return next_stay();
}

/* The next field after taking this one: an answer may just have made one appear in between. */
static struct next go_on(struct form_screen *f)
{
	char *here = mem_dup(form_item(f)->key);

	if (leave(f, NULL, true)) {
		size_t at = layout_find(&f->layout, here);
		if (at == f->layout.n)
			at = f->at;
		else if (at + 1 < f->layout.n)
			at++;
		form_enter(f, at);
		form_keep_at(f, form_item(f)->key);
	}
	free(here);
	return next_stay();
}

/* The item above or below; on a line with two fields the one nearest in column. */
static struct next go_line(struct form_screen *f, int by)
{
	size_t at = f->at;

	return by < 0 ? at > 0 ? go_to(f, at - 1, false) : next_stay() : go_to(f, at + 1, false);
}

static struct next go_page(struct form_screen *f, int by)
{
	int page = form_item(f)->page + by;
	size_t at = 0;

	while (at < f->layout.n && f->layout.list[at].page != page)
		at++;
	if (at == f->layout.n)          /* no further page: first or last of this one */
		at = by < 0 ? 0 : f->layout.n - 1;
	return go_to(f, at, false);
}

/* --- keys ----------------------------------------------------------------------------------------------------------- */

static struct next button(struct form_screen *f)
{
	if (!f->parent)
		return form_save(f);
	struct next n = next_back();
	n.again = ACT_ENTER;
	return n;
}

static struct next go_back(struct form_screen *f)
{
	struct next n = next_back();

	leave(f, form_item(f)->key, false);
	if (f->owed)
		return next_stay();
	if (!f->parent && fill_draft(f->fill))
		desk_say(f->base.desk, _("草稿已存，%s 续填"), keys_name(ACT_NEW));
	return n;
}

static struct next save_key(struct form_screen *f)
{
	if (!f->parent)
		return form_save(f);
	struct next n = go_back(f);
	n.again = ACT_SAVE;
	return n;
}

static struct next form_key(struct screen *s, const struct key *k)
{
	struct form_screen *f = (struct form_screen *)s;
	struct item *it = form_item(f);
	struct next n;

	if (form_offer_key(f, k, &n) || form_earlier_key(f, k, &n))
		return n;
	if (form_edits(f)) {
		enum editor_took took = editor_key(f->editor, k);
		if (took == EDITOR_FULL)
			form_tell(f, true, mem_fmt(_("放不下了：这一栏最多 %d 字"), most(it->field)));
		else if (took == EDITOR_TOOK && !f->refused)
			form_tell(f, false, NULL);
		if (took != EDITOR_NOT) {
			form_count_answers(f);
			return next_stay();
		}
	} else if (it->kind == ITEM_FIELD && form_coded_key(f, k, &n)) {
		return n;
	} else if ((it->kind == ITEM_ROW || it->kind == ITEM_ADD) && form_row_key(f, k, &n)) {
		return n;
	}

	switch (k->action) {
	case ACT_ENTER:
		return it->kind == ITEM_BUTTON ? button(f) : go_on(f);
	case ACT_NEXT:
		return go_on(f);
	case ACT_PREVIOUS:
	case ACT_UP:
		return go_line(f, -1);
	case ACT_DOWN:
		return go_line(f, 1);
	case ACT_PGUP:
	case ACT_PGDN:
		return go_page(f, k->action == ACT_PGUP ? -1 : 1);
	case ACT_SAVE:
		return save_key(f);
	case ACT_BACK:
		return go_back(f);
	case ACT_PICK:
		form_tell(f, false, mem_dup(_("这一栏直接键入")));
		return next_stay();
	case ACT_SYNC:
	case ACT_MENU:
	case ACT_NEW:
	case ACT_FIND:
	case ACT_HELP:
	case ACT_COMMAND:
	case ACT_BLANK:
		leave(f, it->key, false);
		if (form_edits(f))
			load_editor(f);
		return (struct next){ .what = NEXT_PLAIN };
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static bool form_typing(const struct screen *s)
{
	return form_item((const struct form_screen *)s)->kind == ITEM_FIELD;
}

static void form_reread(struct screen *s)
{
	form_relayout((struct form_screen *)s);
}

static void form_close(struct screen *s)
{
	struct form_screen *f = (struct form_screen *)s;

	if (f->parent && f->fresh && !f->over) {
		char *summary = fill_row_summary(f->fill, f->group->name, f->row, false);
		if (!*summary)
			fill_remove_row(f->fill, f->group->name, f->row);
		free(summary);
	}
	layout_free(&f->layout);
	editor_free(f->editor);
	free(f->taken);
	free(f->refused);
	free(f->say);
	free(f->named);
	people_earlier_free(f->earlier, f->nearlier);
	if (!f->parent)
		fill_close(f->fill);
}

static const struct hint form_bar[] = {
	{ ACT_HELP, NULL, N_("本栏说明") },
	{ ACT_SAVE, NULL, N_("保存") },
	{ ACT_PICK, NULL, N_("选择") },
	{ ACT_ENTER, NULL, N_("下一栏") },
	{ ACT_PGDN, NULL, N_("下一页") },
	{ ACT_BACK, NULL, N_("返回留草稿") },
	{ ACT_NONE, NULL, NULL },
};

static const struct hint row_bar[] = {
	{ ACT_HELP, NULL, N_("本栏说明") },
	{ ACT_SAVE, NULL, N_("保存") },
	{ ACT_PICK, NULL, N_("选择") },
	{ ACT_ENTER, NULL, N_("下一栏") },
	{ ACT_BACK, NULL, N_("回到表上") },
	{ ACT_NONE, NULL, NULL },
};

/* --- opening -------------------------------------------------------------------------------------------------------- */

/* Does the draft's cursor stand in a row? Then that row's page opens too. */
static struct next form_begin(struct screen *s)
{
	struct form_screen *f = (struct form_screen *)s;
	const char *key = fill_cursor(f->fill), *dot = strchr(key, '.');

	form_relayout(f);
	size_t at = 0;
	char *row = mem_ndup(key, dot ? (size_t)(dot - key) : strlen(key));
	if (*key && (at = layout_find(&f->layout, row)) == f->layout.n)
		at = 0;
	form_enter(f, at);
	struct next n = next_stay();
	if (dot && form_item(f)->kind == ITEM_ROW)
		n = next_push(row_open(f, form_item(f)->group, form_item(f)->row, key));
	free(row);
	return n;
}

const struct screen_ops form_screen = {
	.name = "form", .title = N_("填表"), .bar = form_bar, .heading = form_heading, .begin = form_begin, .draw = form_draw,
	.key = form_key, .typing = form_typing, .foot = form_foot, .help = form_help, .reread = form_reread, .keep = form_keep,
	.close = form_close,
};

const struct screen_ops row_screen = {
	.name = "row", .title = N_("表中一行"), .bar = row_bar, .heading = form_heading, .draw = form_draw,
	.key = form_key, .typing = form_typing, .foot = form_foot, .help = form_help, .reread = form_reread, .keep = form_keep,
	.close = form_close,
};

struct screen *form_of(struct desk *d, struct fill *fill, const struct err *err)
{
	if (!fill) {
		desk_err(d, err);
		return NULL;
	}
	struct form_screen *f = screen_new(&form_screen, d, sizeof *f);
	f->fill = fill;
	return &f->base;
}

struct screen *form_open(struct desk *d, const char *form, uint64_t record)
{
	struct err err = { 0 };
	return form_of(d, fill_open(d->session, form, record, &err), &err);
}

struct screen *form_resume(struct desk *d, int64_t draft)
{
	struct err err = { 0 };
	return form_of(d, fill_resume(d->session, draft, &err), &err);
}

struct screen *row_open(struct form_screen *parent, const struct group *g, int row, const char *key)
{
	struct form_screen *f = screen_new(&row_screen, parent->base.desk, sizeof *f);

	f->fill = parent->fill;
	f->parent = parent;
	f->group = g;
	f->row = row;
	form_relayout(f);
	size_t at = layout_find(&f->layout, key);
	form_enter(f, at < f->layout.n && *key ? at : 0);
	return &f->base;
}
