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
#include "work/attach.h"
#include "work/check.h"
#include "work/find.h"

#define AT 3                    /* columns */
#define STEP 16
#define TITLE 20
#define TITLE_WIDTH 10
#define WHO 32
#define WHO_WIDTH 13
#define TEXT 47
#define PARTS_MOST 2            /* of what an entry said, in one line */
#define OWN_NO ".no"            /* the number of a letter */
#define LABEL 12                /* width of labels in the full text */

/* What the entry says in this field; NULL: nothing. Lent. */
static const char *value_of(const struct entry *e, const struct field *f)
{
	char *own = mem_fmt(".%s", f->name);
	const char *value = fields_get(e->fields, own);

	free(own);
	return value ? value : fields_get(e->fields, f->name);
}

/* As people read it; of a file, where it is. Yours. */
static char *show(const struct record_view *v, const struct field *f, const char *value)
{
	const struct session *s = v->base.desk->session;

	return strcmp(f->type->name, "file") == 0 ? attach_say(s->store, value, true) : type_show(f, s->book, value, true);
}

/* Likewise; NULL: nothing. */
static char *said(const struct record_view *v, const struct entry *e, const struct field *f)
{
	const char *value = value_of(e, f);

	return value && *value ? show(v, f, value) : NULL;
}

static const char *reason(const struct record_view *v, size_t i)
{
	const struct entry *refusal = fold_refusal(v->now, i);
	const char *why = refusal ? fields_get(refusal->fields, ".reason") : NULL;

	return why ? why : "";
}

/* Where its writer sat. */
static const char *unit_of(const struct entry *e)
{
	const char *unit = fields_get(e->fields, CHECK_WRITER);

	unit = unit ? unit : fields_get(e->fields, "unit");
	return unit ? unit : "";
}

/* --- the gist ------------------------------------------------------------------------------------------------------- */

/* Of a correction what it set, and why: 涉及人数：15 · 问了村会计. Yours; NULL: nothing that has a name of its own. */
static char *corrected(const struct record_view *v, const struct entry *e)
{
	const struct book *b = v->base.desk->session->book;
	const char *why = fields_get(e->fields, ".reason");

	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i);
		const struct field *f = *key == '.' ? NULL : check_record_field(b, v->r->kind, key);

		if (!f)
			continue;
		char *value = type_show(f, b, fields_value(e->fields, i), true);
		char *text = mem_fmt(_("%s：%s · %s"), i18n_data(f->label), *value ? value : _("（清空）"), why ? why : "");
		free(value);
		return text;
	}
	return NULL;
}

struct gist {
	struct buf b;
	int parts;
};

static void put_part(struct gist *g, const char *label, const char *text)
{
	if (g->parts++ < PARTS_MOST)
		buf_fmt(&g->b, "%s%s%s%s", g->b.len ? " · " : "", label, *label ? " " : "", text);
}

/* Units by their short names, else as everywhere. Yours; NULL: nothing. */
static char *said_shortly(const struct record_view *v, const struct entry *e, const struct field *f)
{
	const char *value = value_of(e, f);
	bool units = value && *value && !strncmp(f->type->name, "unit", 4);

	return units ? list_units(v->base.desk, v->r, value) : said(v, e, f);
}

enum telling { TELLS_RECORD, TELLS_RUNNING, TELLS_REST };

/* What changed on the record tells most, then running text, then whatever comes first in the form. */
static enum telling telling_of(const struct form *form, const struct field *f)
{
	if (check_on_record(form, f) && f->lines <= 1)
		return TELLS_RECORD;
	return f->lines > 1 && !form->effect.corrects ? TELLS_RUNNING : TELLS_REST;
}

static void put_fields(struct gist *g, const struct record_view *v, const struct entry *e, const struct form *form,
                       enum telling telling)
{
	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		/* the time and the person stand before it */
		if (*f->group || telling_of(form, f) != telling || !strncmp(f->type->name, "date", 4))
			continue;
		char *text = said_shortly(v, e, f);
		if (text && strcmp(text, e->who) != 0)
			put_part(g, telling == TELLS_RUNNING ? "" : i18n_data(f->label), text);
		free(text);
	}
}

/* Files stand in rows of their own. */
static void put_files(struct gist *g, const struct record_view *v, const struct entry *e, const struct form *form)
{
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i);
		const struct field *f = form_field(form, *key == '.' ? key + 1 : key);
		char *text = f && *f->group && strcmp(f->type->name, "file") == 0 ? show(v, f, fields_value(e->fields, i)) : NULL;

		if (text)
			put_part(g, "", text);
		free(text);
	}
}

/* The gist in one line: the number of a letter, what changed on the record, a due day that moved, and so on. Yours. */
static char *gist(const struct record_view *v, const struct entry *e, const struct form *form)
{
	const char *no = fields_get(e->fields, OWN_NO), *due = fields_get(e->fields, "due");
	char *set = form && form->effect.corrects ? corrected(v, e) : NULL;
	struct gist g = { 0 };

	if (!form)
		return mem_dup("");
	if (set)
		return set;
	if (*form->opens && e->id == v->id) {
		const char *title = fields_get(e->fields, "title");
		return mem_dup(title ? title : "");
	}
	if (no) {
		char *short_no = session_short_no(v->base.desk->session, no);
		put_part(&g, "", short_no);
		free(short_no);
	}
	put_fields(&g, v, e, form, TELLS_RECORD);
	if (due && strlen(due) >= 10) {
		char *day = mem_ndup(due + 5, 5);
		put_part(&g, _("期限"), day);
		free(day);
	}
	put_files(&g, v, e, form);
	put_fields(&g, v, e, form, TELLS_RUNNING);
	put_fields(&g, v, e, form, TELLS_REST);
	return buf_take(&g.b);
}

/* --- a line --------------------------------------------------------------------------------------------------------- */

static const char *title_of(const struct entry *e, const struct form *form)
{
	return form ? i18n_data(form->title) : !strcmp(e->form, FOLD_REFUSAL) ? _("退回") : e->form;
}

static bool is_pending(const struct record_view *v, const struct entry *e)
{
	const struct station_self *me = &v->base.desk->session->self;
	return entry_station(e->id) == me->number && entry_seq(e->id) > me->acked;
}

/* 司法所 王强; of the own unit only who. Yours. */
static char *writer(const struct record_view *v, const struct entry *e)
{
	const struct desk *d = v->base.desk;
	const char *unit = unit_of(e);

	if (!*unit || !strcmp(unit, d->session->unit))
		return mem_dup(e->who);
	char *name = list_units(d, v->r, unit), *all = mem_fmt("%s %s", name, e->who);
	free(name);
	return all;
}

/* What the line ends with: why it does not count, why its time is doubted, else the gist. Yours. */
static char *tells(const struct record_view *v, size_t i, const struct form *form)
{
	const struct entry *e = v->all.list[i];
	char *doubt, *text;

	switch (fold_status(v->now, i)) {
	case FOLD_REFUSED:
		return mem_fmt(_("退回：%s"), reason(v, i));
	case FOLD_HELD:
		return mem_dup(_("等前面的到齐"));
	default:
		break;
	}
	text = gist(v, e, form);
	doubt = find_clock_doubt(e, clock_ms());
	if (!doubt)
		return text;
	/* by how much stands in the full text */
	free(doubt);
	doubt = mem_fmt(_("时钟可疑 · %s"), text);
	free(text);
	return doubt;
}

static void draw_entry(const struct record_view *v, size_t i, int row)
{
	const struct entry *e = v->all.list[i];
	const struct form *form = book_form(v->base.desk->session->book, e->form);
	struct clock_parts t = clock_split(entry_ms(e));
	enum role r = i == v->at ? ROLE_ACCENT : ROLE_PLAIN;
	int end = draw_columns() - 1;
	char *text = tells(v, i, form), *who = writer(v, e);

	if (i == v->at) {
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, 1);
	}
	if (is_pending(v, e))
		end = draw_text_to(row, end, 8, ROLE_DIM, _("待报")) - 2;
	draw_fmt(row, AT, 11, r, "%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
	draw_text(row, STEP, 2, r, form ? form->step : "");
	draw_text(row, TITLE, TITLE_WIDTH, r, title_of(e, form));
	draw_text(row, WHO, WHO_WIDTH, r, who);
	draw_text(row, TEXT, end - TEXT, fold_status(v->now, i) == FOLD_REFUSED ? ROLE_ALARM : r, text);
	free(text);
	free(who);
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
	const struct field *f = form_field(form, *key == '.' ? key + 1 : key);

	if (!f || !*f->group || !*value)
		return;
	char *text = show(v, f, value);
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
	char *unit = book_unit(v->base.desk->session->book, unit_of(e)), *doubt = find_clock_doubt(e, clock_ms());
	put_line(&b, _("时间"), at);
	if (doubt)
		put_line(&b, "", doubt);
	put_line(&b, _("经办人"), e->who);
	if (*unit)
		put_line(&b, _("单位"), unit);
	if (fields_get(e->fields, OWN_NO))
		put_line(&b, _("编号"), fields_get(e->fields, OWN_NO));
	free(unit);
	free(doubt);
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
