/* SPDX-License-Identifier: Apache-2.0 */
/* Earlier records of those whom a new form names: one line below them, F4 lists them, to be read or named as related. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"

#define MOST 9                  /* as many as a menu has digits */
#define TITLE_LEAST 8
#define TITLE_MOST 16           /* in a menu */

/* --- looking -------------------------------------------------------------------------------------------------------- */

/* The group whose rows have names. */
static const struct group *group_of_names(const struct form *form)
{
	for (size_t i = 0; i < form->ngroups; i++) {
		char *key = mem_fmt("%s.name", form->groups[i].name);
		bool has = form_field(form, key) != NULL;

		free(key);
		if (has)
			return &form->groups[i];
	}
	return NULL;
}

static void look_again(struct form_screen *f)
{
	struct err err = { 0 };

	people_earlier_free(f->earlier, f->nearlier);
	f->earlier = NULL;
	f->nearlier = 0;
	if (!people_earlier(f->base.desk->session, f->fill, MOST, &f->earlier, &f->nearlier, &err))
		desk_err(f->base.desk, &err);
}

void form_look_earlier(struct form_screen *f)
{
	const struct form *form = fill_form(f->fill);
	const struct group *g = group_of_names(form);

	/* a form on a record that is there, and a row's own page, show none */
	if (f->group || fill_record(f->fill) || !g)
		return;
	char *named = people_named(f->fill);
	if (!f->named || strcmp(named, f->named) != 0)
		look_again(f);
	free(f->named);
	f->named = named;
	if (f->nearlier)
		layout_add_earlier(&f->layout, g);
}

/* --- the line ------------------------------------------------------------------------------------------------------- */

/* 李四 2025-03 曾有「宅基地边界」一件，已化解。F4 查看，可关联. Of several, the one that matters most is named. Yours. */
static char *words(const struct form_screen *f, const char *title)
{
	const struct earlier *e = &f->earlier[0];
	const char *more = form_field(fill_form(f->fill), PEOPLE_RELATED) ? _("，可关联") : "";
	const char *who = *e->name ? e->name : e->why, *opened = e->record->opened, *pick = keys_name(ACT_PICK);

	if (f->nearlier > 1)
		return mem_fmt(_("%s %.7s「%s」%s，共 %zu 件。%s 查看%s"), who, opened, title, e->state, f->nearlier, pick, more);
	return mem_fmt(_("%s %.7s 曾有「%s」一件，%s。%s 查看%s"), who, opened, title, e->state, pick, more);
}

char *form_earlier_words(const struct form_screen *f, int columns)
{
	char *bare = words(f, ""), *all, *title;
	int room = columns - text_width(bare);

	title = text_ellipsis(f->earlier[0].record->title, room < TITLE_LEAST ? TITLE_LEAST : room);
	all = words(f, title);
	free(bare);
	free(title);
	return all;
}

/* --- reading and naming them ---------------------------------------------------------------------------------------- */

static const struct earlier *earlier_of(const struct form_screen *f, uint64_t record)
{
	for (size_t i = 0; i < f->nearlier; i++)
		if (f->earlier[i].record->id == record)
			return &f->earlier[i];
	return NULL;
}

static struct next look_at(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	return next_push(record_open(d, (uint64_t)id, NULL));
}

static struct next relate(struct desk *d, void *arg, int64_t id)
{
	struct form_screen *f = arg;
	const struct earlier *e = earlier_of(f, (uint64_t)id);

	if (!e)
		return next_stay();
	fill_set(f->fill, PEOPLE_RELATED, e->record->no, NULL);
	form_relayout(f);
	form_enter(f, f->at);
	form_keep_at(f, form_item(f)->key);
	char *no = session_short_no(d->session, e->record->no);
	form_tell(f, false, mem_fmt(_("已关联 %s"), no));
	free(no);
	return next_stay();
}

/* Whom it is about, and why it is shown. Yours. */
static char *reason(const struct earlier *e)
{
	return mem_fmt("%s%s%s", e->name, *e->name ? " " : "", e->why);
}

static struct screen *one_menu(struct form_screen *f, const struct earlier *e)
{
	struct desk *d = f->base.desk;
	const struct field *related = form_field(fill_form(f->fill), PEOPLE_RELATED);
	char *no = session_short_no(d->session, e->record->no), *title = mem_fmt("%s  %s", no, e->record->title);
	char *why = reason(e), *say = mem_fmt(_("%s，%s"), why, e->state);
	struct menu *m = menu_new(d, title, _("返回"));

	menu_say(m, say);
	menu_add(m, _("打开这一件"), "", look_at, f, (int64_t)e->record->id);
	if (related && fill_visible(f->fill, PEOPLE_RELATED))
		menu_add(m, _("关联"), i18n_data(related->label), relate, f, (int64_t)e->record->id);
	free(no);
	free(title);
	free(why);
	free(say);
	return menu_screen_of(m);
}

static struct next choose(struct desk *d, void *arg, int64_t id)
{
	const struct earlier *e = earlier_of(arg, (uint64_t)id);

	(void)d;
	return e ? next_push(one_menu(arg, e)) : next_stay();
}

static struct screen *list_menu(struct form_screen *f)
{
	struct desk *d = f->base.desk;
	struct menu *m = menu_new(d, _("以前的件"), _("返回"));

	for (size_t i = 0; i < f->nearlier; i++) {
		const struct earlier *e = &f->earlier[i];
		char *no = session_short_no(d->session, e->record->no), *title = text_ellipsis(e->record->title, TITLE_MOST);
		char *line = mem_fmt("%s  %s  %s", no, title, e->state), *why = reason(e);

		menu_add(m, line, why, choose, f, (int64_t)e->record->id);
		free(no);
		free(title);
		free(line);
		free(why);
	}
	return menu_screen_of(m);
}

/* F4 on the line, or where the number of a related one is wanted. */
bool form_earlier_key(struct form_screen *f, const struct key *k, struct next *n)
{
	const struct item *it = form_item(f);
	bool line = it->kind == ITEM_EARLIER, space = line && k->action == ACT_TEXT && *k->text == ' ';

	if ((k->action != ACT_PICK && !space) || !f->nearlier || (!line && strcmp(it->key, PEOPLE_RELATED) != 0))
		return false;
	*n = next_push(f->nearlier > 1 ? list_menu(f) : one_menu(f, &f->earlier[0]));
	return true;
}
