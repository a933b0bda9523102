/* SPDX-License-Identifier: Apache-2.0 */
/* How a record came to be what it is: its entries in order, the newest last. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/type.h"
#include "record_parts.h"

#define AT 3                    /* columns */
#define STEP 16
#define TITLE 20
#define TITLE_WIDTH 12
#define WHO 34
#define WHO_WIDTH 9
#define TEXT 45
#define LABEL 12                /* width of labels in the full text */

/* What the entry says in this field, as people read it. Yours; NULL: nothing. */
static char *said(const struct record_view *v, const struct entry *e, const struct field *f)
{
	char *own = mem_fmt(".%s", f->name);
	const char *value = fields_get(e->fields, own);

	if (!value)
		value = fields_get(e->fields, f->name);
	free(own);
	return value && *value ? type_show(f, v->base.desk->session->book, value, true) : NULL;
}

static const char *reason(const struct record_view *v, size_t i)
{
	const struct entry *refusal = fold_refusal(v->now, i);
	const char *why = refusal ? fields_get(refusal->fields, ".reason") : NULL;

	return why ? why : "";
}

/* The gist in one line: running text first, then the rest. */
static char *gist(const struct record_view *v, const struct entry *e, const struct form *form)
{
	struct buf b = { 0 };

	if (!form)
		return mem_dup("");
	if (*form->opens && e->id == v->id) {
		const char *title = fields_get(e->fields, "title");
		return mem_dup(title ? title : "");
	}
	for (int running = 1; running >= 0; running--)
		for (size_t i = 0; i < form->nfields; i++) {
			const struct field *f = &form->fields[i];
			char *text = *f->group || (f->lines > 1) != (running == 1) ? NULL : said(v, e, f);
			/* the time and the person stand before it */
			if (text && strcmp(text, e->who) != 0 && strncmp(f->type->name, "date", 4) != 0)
				buf_fmt(&b, "%s%s", b.len ? " · " : "", text);
			free(text);
		}
	return buf_take(&b);
}

static const char *title_of(const struct entry *e, const struct form *form)
{
	return form ? i18n_data(form->title) : !strcmp(e->form, FOLD_REFUSAL) ? _("退回") : e->form;
}

static bool is_pending(const struct record_view *v, const struct entry *e)
{
	const struct station_self *me = &v->base.desk->session->self;
	return entry_station(e->id) == me->number && entry_seq(e->id) > me->acked;
}

static void draw_entry(const struct record_view *v, size_t i, int row)
{
	const struct entry *e = v->all.list[i];
	const struct form *form = book_form(v->base.desk->session->book, e->form);
	struct clock_parts t = clock_split(entry_ms(e));
	enum fold_status status = fold_status(v->now, i);
	enum role r = i == v->at ? ROLE_ACCENT : ROLE_PLAIN;
	int end = draw_columns() - 1;
	char *text = status == FOLD_REFUSED ? mem_fmt(_("退回：%s"), reason(v, i)) :
	             status == FOLD_HELD ? mem_dup(_("等前面的到齐")) : gist(v, e, form);

	if (i == v->at) {
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, 1);
	}
	if (is_pending(v, e))
		end = draw_text_to(row, end, 8, ROLE_DIM, _("待报")) - 2;
	draw_fmt(row, AT, 11, r, "%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
	draw_text(row, STEP, 2, r, form ? form->step : "");
	draw_text(row, TITLE, TITLE_WIDTH, r, title_of(e, form));
	draw_text(row, WHO, WHO_WIDTH, r, e->who);
	draw_text(row, TEXT, end - TEXT, status == FOLD_REFUSED ? ROLE_ALARM : r, text);
	free(text);
}

void record_draw_timeline(struct record_view *v, int row, int last)
{
	size_t room = (size_t)(last - row + 1);

	if (v->at < v->top)
		v->top = v->at;
	if (v->at >= v->top + room)
		v->top = v->at - room + 1;
	for (size_t i = v->top; i < v->all.n && i < v->top + room; i++)
		draw_entry(v, i, row + (int)(i - v->top));
}

/* --- one entry in full ---------------------------------------------------------------------------------------------- */

static void put_line(struct buf *b, const char *label, const char *text)
{
	for (int pad = text_width(label); pad < LABEL; pad++)
		buf_putc(b, ' ');
	buf_fmt(b, "%s  %s\n", label, text);
}

/* A field of a group row in an entry: "party~1.name" → shown by the group's field. */
static void put_row_field(const struct record_view *v, struct buf *b, const struct form *form, const char *key,
                          const char *value)
{
	const struct field *f = form_field(form, key);

	if (!f || !*f->group || !*value)
		return;
	char *text = type_show(f, v->base.desk->session->book, value, true);
	put_line(b, i18n_data(f->label), text);
	free(text);
}

char *record_entry_text(const struct record_view *v, size_t i, int *indent)
{
	const struct entry *e = v->all.list[i];
	const struct form *form = book_form(v->base.desk->session->book, e->form);
	struct buf b = { 0 };
	char at[17];

	*indent = LABEL + 2;
	clock_format_minute(entry_ms(e), at);
	put_line(&b, _("时间"), at);
	put_line(&b, _("经办人"), e->who);
	if (is_pending(v, e))
		put_line(&b, _("状态"), _("待报：县中心还没有收到"));
	if (fold_status(v->now, i) == FOLD_REFUSED)
		put_line(&b, _("退回"), reason(v, i));
	buf_putc(&b, '\n');
	for (size_t k = 0; form && k < form->nfields; k++) {
		const struct field *f = &form->fields[k];
		char *text = *f->group ? NULL : said(v, e, f);
		if (text)
			put_line(&b, i18n_data(f->label), text);
		free(text);
	}
	for (size_t k = 0; form && k < fields_count(e->fields); k++)
		put_row_field(v, &b, form, fields_key(e->fields, k), fields_value(e->fields, k));
	if (!form)
		put_line(&b, _("原因"), fields_get(e->fields, ".reason") ? fields_get(e->fields, ".reason") : "");
	return buf_take(&b);
}
