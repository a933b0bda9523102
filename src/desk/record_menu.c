/* SPDX-License-Identifier: Apache-2.0 */
/* F9: the forms that this desk may fill on a record now, in the order of the steps; and F1, why it is due when it is. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "record_parts.h"
#include "work/attach.h"
#include "work/check.h"

struct may {
	struct desk *desk;
	const struct fold *now;
	const char *kind;
	uint64_t *record;       /* the menu's */
	struct menu *menu;
	char *why;              /* why the first form that could be for this desk is not; NULL: none was refused yet */
};

static struct next fill_it(struct desk *d, void *arg, int64_t i)
{
	const uint64_t *record = arg;
	return next_push(form_open(d, book_form_at(d->session->book, (size_t)i)->name, *record));
}

static bool allowed(struct may *m, const struct form *f)
{
	const struct session *s = m->desk->session;
	struct fields *nothing = fields_new();
	struct check c = { .book = s->book, .form = f, .values = nothing, .before = m->now, .unit = s->unit, .who = s->who,
		.now = clock_ms() };
	struct faults faults = { 0 };

	check_allowed(&c, &faults);
	bool yes = !faults_stop(&faults), level = !*s->unit || (f->levels & form_level_of(s->unit));
	if (!yes && !m->why && level)
		m->why = mem_dup(faults.list[0].say);
	faults_free(&faults);
	fields_free(nothing);
	return yes;
}

static void add_forms(struct may *m, const char *sign, const char *note)
{
	const struct book *b = m->desk->session->book;

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);
		/* what was refused is taken back in 待改, where it says what */
		if (!strcmp(f->continues, m->kind) && !strcmp(f->step, sign) && f != fill_withdraw_form(b, m->kind) &&
		    allowed(m, f))
			menu_add(m->menu, i18n_data(f->title), note, fill_it, m->record, (int64_t)i);
	}
}

/* The opening form again corrects what was said first. */
static void add_correction(struct may *m)
{
	const struct book *b = m->desk->session->book;

	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);
		if (!strcmp(f->opens, m->kind) && allowed(m, f))
			menu_add(m->menu, _("更正登记内容"), i18n_data(f->title), fill_it, m->record, (int64_t)i);
	}
}

static struct next show_attachments(struct desk *d, void *arg, int64_t id)
{
	const uint64_t *record = arg;

	(void)id;
	return next_push(attachments_open(d, *record));
}

static void add_attachments(struct may *m)
{
	struct attachments all;
	struct err err = { 0 };

	if (!attach_of_record(m->desk->session->store, *m->record, &all, &err)) {
		desk_err(m->desk, &err);
		return;
	}
	char *note = mem_fmt(_("%zu 个"), all.n);
	if (all.n)
		menu_add(m->menu, _("看附件"), note, show_attachments, m->record, 0);
	free(note);
	attachments_free(&all);
}

struct screen *form_menu(struct desk *d, uint64_t record)
{
	const struct book *b = d->session->book;
	struct record_view v = { .base = { .desk = d } };
	struct err err = { 0 };

	if (!record_view_load(&v, record, &err)) {
		desk_err(d, &err);
		return NULL;
	}
	char *no = session_short_no(d->session, v.r->no), *title = mem_fmt(_("办理  %s"), no);
	struct may m = { d, v.now, v.r->kind, mem_zero(sizeof record), menu_new(d, title, _("返回")), NULL };
	*m.record = record;
	menu_own(m.menu, m.record);
	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);
		char *note = mem_fmt("%s  %s", s->sign, i18n_data(s->name));
		add_forms(&m, s->sign, note);
		free(note);
	}
	add_forms(&m, "", "");
	add_correction(&m);
	add_attachments(&m);
	if (!menu_count(m.menu))
		menu_say(m.menu, m.why ? m.why : _("现在没有可以填的表"));
	free(m.why);
	free(no);
	free(title);
	record_view_clear(&v);
	return menu_screen_of(m.menu);
}

/* --- F1 ------------------------------------------------------------------------------------------------------------- */

static void put_why(const struct record_view *v, const char *kind, struct buf *out)
{
	char *why = check_why_due(v->base.desk->session->book, v->now, kind);

	if (why && !out->len)
		buf_puts(out, _("为什么是这天\n\n"));
	if (why)
		buf_fmt(out, "%s\n\n", why);
	free(why);
}

char *record_help(const struct screen *s)
{
	const struct record_view *v = (const struct record_view *)s;
	const struct fields *all = fold_fields(v->now);
	const char *standing = fold_get(v->now, "standing");
	struct buf b = { 0 };

	put_why(v, LIMIT_MAIN, &b);
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *kind = limit_kind_of(fields_key(all, i));
		if (kind && strcmp(kind, LIMIT_MAIN) != 0 && *fields_value(all, i))
			put_why(v, kind, &b);
	}
	for (size_t n; standing && (n = strcspn(standing, " ")) > 0; standing += n + (standing[n] == ' ')) {
		char *kind = mem_ndup(standing, n);
		if (strcmp(kind, LIMIT_MAIN) != 0)
			put_why(v, kind, &b);
		free(kind);
	}
	buf_puts(&b, _("案件\n\n"
	               "第一行是走到哪一步：● 做过了，◐ 正在办，○ 没有做或还没有到；督×2 是督办过两次。下面是件上的内容，"
	               "再下面是经过，一行一条，最新的在最后。\n\n"
	               "↑ ↓ 在经过里移动，Enter 看这一条的全文，F4 看件上的全部内容。\n"
	               "F9 办理，F7 上一件，F8 下一件。\n"));
	return buf_take(&b);
}
