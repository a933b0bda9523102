/* SPDX-License-Identifier: Apache-2.0 */
/* F2: save, or go to the first thing that is wrong; and what comes after. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"
#include "work/people.h"

struct saved {
	char *form;
	uint64_t record;
};

static struct next once_more(struct desk *d, void *arg, int64_t id)
{
	const struct saved *s = arg;

	(void)id;
	return next_push(form_open(d, s->form, 0));
}

static struct next look_at(struct desk *d, void *arg, int64_t id)
{
	const struct saved *s = arg;

	(void)id;
	return next_push(record_open(d, s->record, NULL));
}

/* After a form that opened a record: its number, and what next. */
static struct screen *saved_menu(struct form_screen *f, const char *no)
{
	struct desk *d = f->base.desk;
	const struct form *form = fill_form(f->fill);
	char *short_no = session_short_no(d->session, no), *title = mem_fmt(_("已保存  %s"), short_no);
	struct menu *m = menu_new(d, title, _("返回"));
	struct saved *s = mem_zero(sizeof *s + strlen(form->name) + 1);
	struct err err = { 0 };

	s->form = (char *)(s + 1);
	memcpy(s->form, form->name, strlen(form->name) + 1);
	s->record = session_record(d->session, no, &err);
	menu_own(m, s);
	char *again = mem_fmt(_("再填一张%s"), i18n_data(form->title));
	menu_add(m, again, "", once_more, s, 0);
	if (s->record)
		menu_add(m, _("打开这一件"), no, look_at, s, 0);
	free(again);
	free(short_no);
	free(title);
	return menu_screen_of(m);
}

static struct next after(struct form_screen *f, bool opened)
{
	struct desk *d = f->base.desk;
	struct next n = next_back();
	char *no = mem_dup(fill_no(f->fill));

	f->over = true;
	if (opened) {
		n.screen = saved_menu(f, no);
	} else {
		char *short_no = session_short_no(d->session, no);
		desk_say(d, _("已保存：%s  %s"), i18n_data(fill_form(f->fill)->title), short_no);
		free(short_no);
	}
	free(no);
	return n;
}

/* The first fault that stops, and how many there are. */
static const struct fault *first_fault(const struct faults *faults, size_t *n)
{
	const struct fault *first = NULL;

	*n = 0;
	for (size_t i = 0; i < faults->n; i++)
		if (!faults->list[i].warning) {
			++*n;
			if (!first)
				first = &faults->list[i];
		}
	return first;
}

static char *sentence(const struct form_screen *f, const struct fault *fault, size_t n)
{
	const struct field *field = form_field(fill_form(f->fill), fault->key);
	const char *label = field ? i18n_data(field->label) : "";
	bool named = !field || strstr(fault->say, label);
	char *more = n > 1 ? mem_fmt(_("（共 %zu 处）"), n) : mem_dup("");
	char *all = mem_fmt("%s%s%s%s", named ? "" : label, named ? "" : "：", fault->say, more);

	free(more);
	return all;
}

/* Stand on the faulty field; in its own page where it is in a row. */
static struct next go_to_fault(struct form_screen *f, const struct fault *fault, char *say)
{
	const char *dot = strchr(fault->key, '.');
	char *row = mem_ndup(fault->key, dot ? (size_t)(dot - fault->key) : strlen(fault->key));
	size_t at = *fault->key ? layout_find(&f->layout, row) : f->layout.n;
	struct next n = next_stay();

	if (at == f->layout.n && *row) {        /* a whole group: where a row is added */
		char *plus = mem_fmt("%s+", row);
		at = layout_find(&f->layout, plus);
		free(plus);
	}
	free(row);
	if (at < f->layout.n)
		form_enter(f, at);
	if (at < f->layout.n && dot && form_item(f)->kind == ITEM_ROW) {
		struct form_screen *r = (struct form_screen *)row_open(f, form_item(f)->group, form_item(f)->row, fault->key);
		form_tell(r, true, say);
		return next_push(&r->base);
	}
	form_tell(f, true, say);
	return n;
}

/* Somebody who has been here before: at the window that is answered before it is saved. */
static bool is_asked(struct form_screen *f, struct faults *faults, struct err *err)
{
	bool asked = false;

	fill_check(f->fill, faults);
	if (!faults_stop(faults) && !people_check(f->base.desk->session, f->fill, faults, err))
		return true;
	for (size_t i = 0; i < faults->n; i++)
		if (strcmp(faults->list[i].key, PEOPLE_RELATED) == 0 && faults->list[i].warning) {
			faults->list[i].warning = false;
			asked = true;
		}
	if (!asked)
		faults_free(faults);
	return asked;
}

struct next form_save(struct form_screen *f)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	char *say = NULL;
	size_t many;
	struct next n = next_stay();
	bool opens = !fill_record(f->fill);

	form_take(f, &say);
	free(say);
	if (!is_asked(f, &faults, &err) && fill_save(f->fill, &faults, &err)) {
		n = after(f, opens);
	} else {
		const struct fault *first = first_fault(&faults, &many);
		if (first)
			n = go_to_fault(f, first, sentence(f, first, many));
		else
			form_tell(f, true, mem_dup(err.say));
		/* what is not right yet is a draft all the same */
		struct err kept = { 0 };
		if (!fill_keep(f->fill, form_item(f)->key, &kept))
			desk_err(f->base.desk, &kept);
	}
	faults_free(&faults);
	return n;
}
