/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: names of forms, lists, views and screens, or their pinyin initials; a number opens that record. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/screens.h"
#include "model/pinyin.h"
#include "work/view.h"

#define COLUMN 10
#define COLUMNS 40

typedef struct next go(struct desk *d);

static struct next go_home(struct desk *d) { return (struct next){ .what = NEXT_BACK, .levels = (int)d->depth - 1 }; }
static struct next go_new(struct desk *d) { return next_swap(new_open(d, "")); }
static struct next go_person(struct desk *d) { return next_swap(person_open(d)); }
static struct next go_blank(struct desk *d) { return next_swap(blank_open(d)); }
static struct next go_keys(struct desk *d) { return next_swap(keys_open(d)); }
static struct next go_leave(struct desk *d) { return next_swap(leave_ask(d)); }

static struct next go_sync(struct desk *d)
{
	struct next n = sync_show(d);

	return n.what == NEXT_PUSH ? next_swap(n.screen) : next_back();
}

static struct next go_conflicts(struct desk *d) { return next_swap(list_open(d, "case", "conflicts")); }
static struct next go_refused(struct desk *d) { return next_swap(list_open(d, "case", "refused")); }

static const struct { const char *name, *words; go *to; } places[] = {
	{ "home", N_("首页"), go_home }, { "drafts", N_("草稿"), go_new }, { "conflicts", N_("待核对"), go_conflicts },
	{ "refused", N_("待改"), go_refused }, { "sync", N_("同步"), go_sync }, { "person", N_("换人"), go_person },
	{ "blank", N_("遮屏"), go_blank }, { "keys", N_("全部按键"), go_keys }, { "quit", N_("退出"), go_leave },
};

/* Does it answer to what was typed? Its words, their pinyin, or its name in the program. */
static bool answers(const char *words, const char *name, const char *typed)
{
	return !*typed || strstr(_(words), typed) || pinyin_match(words, typed) || !strncmp(name, typed, strlen(typed));
}

static void offer(struct choices *out, const char *filter, const char *prefix, const char *name, const char *words)
{
	out->all++;
	if (!*words || !answers(words, name, filter))
		return;
	char *code = mem_fmt("%s:%s", prefix, name);
	choices_add(out, code, i18n_data(words), pinyin_initials(words), false, false);
	free(code);
}

static void fill(void *arg, struct desk *d, const char *typed, const char *inside, struct choices *out)
{
	const struct book *b = d->session->book;
	unsigned level = form_level_of(d->session->unit);
	struct view_of of = { .store = d->session->store, .book = b, .unit = d->session->unit, .now = clock_ms() };
	struct record_filter f;
	struct view_days days;
	char *filter = text_narrow(typed);

	(void)arg;
	(void)inside;
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);
		if (*form->opens && (!level || (form->levels & level)))
			offer(out, filter, "form", form->name, form->title);
	}
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);
		if (*form->opens)
			offer(out, filter, "list", form->opens, form->list);
	}
	for (size_t i = 0; view_at(i); i++)
		if (view_filter(view_at(i), &of, &f, &days))
			offer(out, filter, "view", view_at(i)->name, view_at(i)->words);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		offer(out, filter, "go", places[i].name, places[i].words);
	free(filter);
}

static struct next chosen(void *arg, struct desk *d, const char *code)
{
	(void)arg;
	if (!strncmp(code, "form:", 5))
		return next_swap(form_open(d, code + 5, 0));
	if (!strncmp(code, "list:", 5))
		return next_swap(list_open(d, code + 5, ""));
	if (!strncmp(code, "view:", 5))
		return next_swap(list_open(d, "case", code + 5));
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (!strcmp(code + 3, places[i].name))
			return places[i].to(d);
	return next_back();
}

static struct next number(void *arg, struct desk *d, const char *typed)
{
	struct err err = { 0 };
	char *narrow = text_narrow(typed);
	uint64_t id = session_record(d->session, narrow, &err);

	(void)arg;
	free(narrow);
	if (id)
		return next_swap(record_open(d, id, NULL));
	desk_say(d, "%s", err.say);
	return next_stay();
}

static const struct chooser_ops ops = { .fill = fill, .chosen = chosen, .unknown = number, .footer = N_("也可以键入编号") };

struct screen *command_open(struct desk *d)
{
	return chooser_open(d, &command_screen, &ops, NULL, CONTENT_TOP + 2, COLUMN, COLUMNS, "", "");
}
