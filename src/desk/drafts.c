/* SPDX-License-Identifier: Apache-2.0 */
/* What was begun and not saved, and what can be begun. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/screens.h"
#include "model/type.h"
#include "store/draft.h"

#define SHOWN 6                 /* drafts in the menu; the rest come up as these are done */

/* What a person recognises a draft by: the first things typed into it. Yours. */
static char *gist(const struct desk *d, const struct draft *draft)
{
	static const char *const telling[] = { "title", "claim", "content", "summary" };
	const struct form *form = book_form(d->session->book, draft->form);

	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		const char *v = fields_get(draft->typed, telling[i]);
		if (v && *v)
			return mem_dup(v);
	}
	for (size_t i = 0; form && i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		const char *v = *f->group || *f->initial ? NULL : fields_get(draft->typed, f->name);
		if (v && *v)
			return !strcmp(f->name, "name") ? text_mask_name(v) : type_show(f, d->session->book, v, true);
	}
	return mem_dup("");
}

/* 11-24 09:12 */
static char *when(int64_t ms)
{
	struct clock_parts t = clock_split(ms);
	return mem_fmt("%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
}

static const char *title_of(const struct desk *d, const struct draft *draft)
{
	const struct form *form = book_form(d->session->book, draft->form);
	return form ? i18n_data(form->title) : draft->form;
}

static struct next resume(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	return next_push(form_resume(d, id));
}

static struct next drop(struct desk *d, void *arg, int64_t id)
{
	struct err err = { 0 };

	(void)arg;
	if (draft_drop(d->session->store, id, &err))
		desk_say(d, "%s", _("草稿已删除"));
	else
		desk_err(d, &err);
	return next_stay();
}

static struct next ask_drop(struct desk *d, void *arg, int64_t id)
{
	struct err err = { 0 };
	struct draft *draft = draft_get(d->session->store, id, &err);

	(void)arg;
	if (!draft)
		return next_stay();
	char *words = mem_fmt(_("删除《%s》的草稿？"), title_of(d, draft)), *what = gist(d, draft);
	struct menu *m = menu_new(d, words, _("不删"));
	menu_say(m, what);
	menu_add(m, _("删除草稿"), _("删了找不回来"), drop, NULL, id);
	free(words);
	free(what);
	draft_free(draft);
	return next_push(menu_screen_of(m));
}

struct screen *draft_ask(struct desk *d)
{
	struct err err = { 0 };
	struct draft **list = NULL;
	size_t n = 0, all = 0;

	if (!draft_list(d->session->store, 1, &list, &n, &err) || !draft_count(d->session->store, &all, &err))
		desk_err(d, &err);
	if (!n) {
		draft_list_free(list, n);
		return NULL;
	}
	char *at = when(list[0]->saved), *what = gist(d, list[0]);
	char *title = mem_fmt(_("发现 %s 未完成的《%s》"), at, title_of(d, list[0]));
	struct menu *m = menu_new(d, title, _("以后再说"));
	menu_say(m, what);
	menu_add(m, _("继续"), _("回到刚才那一栏"), resume, NULL, list[0]->id);
	char *more = all > 1 ? mem_fmt(_("还有 %zu 件"), all - 1) : mem_dup("");
	menu_add(m, _("删除草稿"), more, ask_drop, NULL, list[0]->id);
	free(more);
	free(at);
	free(what);
	free(title);
	draft_list_free(list, n);
	return menu_screen_of(m);
}

static struct next begin(struct desk *d, void *arg, int64_t i)
{
	(void)arg;
	return next_push(form_open(d, book_form_at(d->session->book, (size_t)i)->name, 0));
}

static void add_drafts(struct menu *m, struct desk *d, const char *kind)
{
	struct err err = { 0 };
	struct draft **list = NULL;
	size_t n = 0, shown = 0;

	if (!draft_list(d->session->store, 50, &list, &n, &err))
		desk_err(d, &err);
	for (size_t i = 0; i < n && shown < SHOWN; i++) {
		const struct form *form = book_form(d->session->book, list[i]->form);
		if (*kind && (!form || strcmp(form->opens, kind) != 0))
			continue;
		char *at = when(list[i]->saved), *words = mem_fmt(_("续填  %s《%s》"), at, title_of(d, list[i])),
			*what = gist(d, list[i]);
		menu_add(m, words, what, resume, NULL, list[i]->id);
		menu_on_delete(m, ask_drop);
		shown++;
		free(at);
		free(words);
		free(what);
	}
	draft_list_free(list, n);
	if (shown)
		menu_say(m, _("草稿：Enter 续填，Del 删除"));
}

static void add_forms(struct menu *m, struct desk *d, const char *kind)
{
	const struct book *b = d->session->book;
	unsigned level = form_level_of(d->session->unit);

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);
		if (!*f->opens || (*kind && strcmp(f->opens, kind) != 0) || (level && !(f->levels & level)))
			continue;
		menu_add(m, i18n_data(f->title), _("新填一张"), begin, NULL, (int64_t)i);
	}
}

struct screen *new_open(struct desk *d, const char *kind)
{
	struct menu *m = menu_new(d, _("新增"), _("返回"));

	add_drafts(m, d, kind);
	size_t drafts = menu_count(m);
	add_forms(m, d, kind);
	if (*kind && !drafts && menu_count(m) == 1) {
		const struct form *f = book_opener(d->session->book, kind);
		screen_free(menu_screen_of(m));
		return f ? form_open(d, f->name, 0) : NULL;
	}
	return menu_screen_of(m);
}
