/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a form that are not typed but chosen, and lines that stand for the rows of a group. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"
#include "work/attach.h"

/* --- coded fields --------------------------------------------------------------------------------------------------- */

static bool is_file(const struct item *it)
{
	return !strcmp(it->field->type->name, "file");
}

/* A file is chosen by its path, which need not be text; what the field holds is another thing. */
static enum type_verdict put(struct form_screen *f, const char *value, char **say)
{
	const struct item *it = form_item(f);

	return *value && is_file(it) ? fill_file(f->fill, it->key, value, say) : fill_set(f->fill, it->key, value, say);
}

/* False: it cannot be taken, and why has been said. */
static bool set_coded(struct form_screen *f, const char *value)
{
	char *say = NULL;
	bool bad = put(f, value, &say) == TYPE_BAD;

	form_relayout(f);
	form_tell(f, bad, say);
	form_keep_at(f, form_item(f)->key);
	return !bad;
}

static struct next coded(struct form_screen *f, const char *value)
{
	set_coded(f, value);
	return next_stay();
}

static bool holds_several(const struct item *it)
{
	return !strcmp(it->field->type->name, "units");
}

static struct next took_pick(void *arg, struct desk *d, const char *code)
{
	struct next n = next_back();

	(void)d;
	/* where there may be more, the next one is a key away */
	if (set_coded(arg, code) && !holds_several(form_item(arg)))
		n.again = ACT_ENTER;
	return n;
}

static struct next pick(struct form_screen *f, const char *typed)
{
	const struct item *it = form_item(f);
	int row = CONTENT_TOP + 1 + it->line - f->top;

	return next_push(picker_open(f->base.desk, fill_book(f->fill), it->field, took_pick, f, row, it->column, it->columns,
	                             typed, fill_typed(f->fill, it->key)));
}

/* Of several units the last one. */
static struct next drop_last(struct form_screen *f)
{
	const char *typed = fill_typed(f->fill, form_item(f)->key), *last = strrchr(typed, ' ');
	char *rest = mem_ndup(typed, last ? (size_t)(last - typed) : 0);
	struct next n = coded(f, rest);

	free(rest);
	return n;
}

bool form_coded_key(struct form_screen *f, const struct key *k, struct next *n)
{
	switch (k->action) {
	case ACT_PICK:
		*n = pick(f, "");
		return true;
	case ACT_TEXT:
		*n = pick(f, !strcmp(k->text, " ") || !strcmp(k->text, "\u3000") ? "" : k->text);
		return true;
	case ACT_PASTE: {
		char *say = NULL, *line = text_clean(k->text, strlen(k->text), TEXT_LINE);
		if (is_file(form_item(f))) {
			char *path = attach_path(line);
			*n = coded(f, path);
			free(path);
		} else {
			bool good = fill_set(f->fill, form_item(f)->key, line, &say) != TYPE_BAD;
			*n = good ? coded(f, line) : (set_coded(f, ""), pick(f, line));
		}
		free(say);
		free(line);
		return true;
	}
	case ACT_BACKSPACE:
		*n = holds_several(form_item(f)) ? drop_last(f) : coded(f, "");
		return true;
	case ACT_DELETE:
		*n = coded(f, "");
		return true;
	default:
		return false;
	}
}

/* --- rows of a group ------------------------------------------------------------------------------------------------ */

static struct next remove_row(struct desk *d, void *arg, int64_t row)
{
	struct form_screen *f = arg;
	struct item *it = form_item(f);

	(void)d;
	fill_remove_row(f->fill, it->group->name, (int)row);
	form_relayout(f);
	form_keep_at(f, form_item(f)->key);
	return next_stay();
}

static struct next ask_remove(struct form_screen *f)
{
	const struct item *it = form_item(f);
	char *summary = fill_row_summary(f->fill, it->group->name, it->row, true);
	char *title = mem_fmt(_("删去 %s %d ？"), i18n_data(it->group->label), it->row);
	struct menu *m = menu_new(f->base.desk, title, _("不删"));

	menu_say(m, summary);
	menu_add(m, _("删去这一行"), "", remove_row, f, it->row);
	free(summary);
	free(title);
	return next_push(menu_screen_of(m));
}

bool form_row_key(struct form_screen *f, const struct key *k, struct next *n)
{
	struct item *it = form_item(f);
	bool space = k->action == ACT_TEXT && *k->text == ' ';

	if (it->kind == ITEM_ROW && k->action == ACT_DELETE) {
		*n = ask_remove(f);
		return true;
	}
	if (k->action != ACT_PICK && !space)
		return false;
	if (it->kind == ITEM_ADD) {
		const struct group *g = it->group;
		int row = fill_add_row(f->fill, g->name);
		form_relayout(f);
		char *key = mem_fmt("%s%d", g->name, row);
		form_enter(f, layout_find(&f->layout, key));
		struct form_screen *r = (struct form_screen *)row_open(f, g, row, "");
		r->fresh = true;
		free(key);
		*n = next_push(&r->base);
	} else {
		*n = next_push(row_open(f, it->group, it->row, ""));
	}
	return true;
}
