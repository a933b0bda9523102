/* SPDX-License-Identifier: Apache-2.0 */
/* One record: what it is, and how it came to be that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "find_parts.h"
#include "model/type.h"
#include "work/check.h"

struct shown {
	const struct find_view *v;
	struct record *r;
	struct entries all;
	struct fold *now;
	const char *kind;
};

static void shown_clear(struct shown *s)
{
	fold_free(s->now);
	entries_free(&s->all);
	record_free(s->r);
}

static bool shown_load(struct shown *s, const struct find_view *v, uint64_t record, struct err *err)
{
	struct err why = { 0 };

	*s = (struct shown){ .v = v };
	s->r = record_get(v->store, record, &why);
	if (!s->r && !why.kind)
		return err_set(err, ERR_CHECK, _("没有这件记录"));
	if (!s->r || !journal_of_record(v->store, record, &s->all, &why)) {
		if (err)
			*err = why;
		shown_clear(s);
		return false;
	}
	s->now = fold_new(entries_const(&s->all), s->all.n);
	s->kind = fold_get(s->now, "kind");
	return true;
}

/* Where the writer sat: said by every entry, an opener says it of the record as well. */
static const char *entry_unit(const struct entry *e)
{
	const char *by = fields_get(e->fields, CHECK_WRITER);

	by = by ? by : fields_get(e->fields, "unit");
	return by ? by : "";
}

static bool is_refusal(const struct entry *e)
{
	return strcmp(e->form, FOLD_REFUSAL) == 0;
}

static const char *entry_reason(const struct shown *s, size_t i)
{
	const struct entry *r = fold_refusal(s->now, i);

	return r ? fields_get(r->fields, ".reason") : NULL;
}

static const char *entry_state(const struct shown *s, size_t i)
{
	const struct entry *e = s->all.list[i];
	bool hub = store_kind(s->v->store) == STORE_HUB;

	switch (fold_status(s->now, i)) {
	case FOLD_REFUSED: return "refused";
	case FOLD_HELD: return "held";
	default: break;
	}
	if (hub)
		return "kept";
	return entry_station(e->id) == s->v->self && entry_seq(e->id) > s->v->acked ? "pending" : "sent";
}

/* --- JSON -------------------------------------------------------------------------------------------------------------- */

static void json_value(const struct shown *s, struct json *j, const char *name, const struct field *f, const char *value)
{
	char *masked = s->v->masked && f && f->type->mask && *value ? f->type->mask(value) : NULL;

	json_field(j, name, masked ? masked : value);
	free(masked);
}

static void json_fields(const struct shown *s, struct json *j)
{
	const struct fields *all = fold_fields(s->now);

	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i);

		if (*fields_value(all, i))      /* what was cleared is not there */
			json_value(s, j, key, check_record_field(s->v->book, s->kind, key), fields_value(all, i));
	}
	json_close(j, '}');
}

static void json_said(const struct shown *s, struct json *j, const struct entry *e)
{
	const struct form *form = book_form(s->v->book, e->form);

	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i), *name = *key == '.' ? key + 1 : key;

		if (strcmp(key, CHECK_WRITER) != 0)
			json_value(s, j, name, form ? form_field(form, name) : NULL, fields_value(e->fields, i));
	}
	json_close(j, '}');
}

static void json_timeline(const struct shown *s, struct json *j)
{
	json_key(j, "timeline");
	json_open(j, '[');
	for (size_t i = 0; i < s->all.n; i++) {
		const struct entry *e = s->all.list[i];
		char at[26];

		clock_format(entry_ms(e), at);
		json_open(j, '{');
		json_field(j, "at", at);
		json_field(j, "unit", entry_unit(e));
		json_field(j, "who", e->who);
		json_field(j, "form", e->form);
		json_said(s, j, e);
		find_json_id(j, "id", e->id);
		json_field(j, "state", entry_state(s, i));
		if (entry_reason(s, i))
			json_field(j, "reason", entry_reason(s, i));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_conflicts(const struct shown *s, struct json *j)
{
	json_key(j, "conflicts");
	json_open(j, '[');
	for (size_t i = 0; i < fold_conflicts(s->now); i++) {
		struct fold_conflict c = fold_conflict(s->now, i);

		json_open(j, '{');
		json_field(j, "key", c.unit);
		json_key(j, "entries");
		json_open(j, '[');
		for (size_t k = 0; k < c.nclaims; k++) {
			char id[24];

			snprintf(id, sizeof id, "%llu", (unsigned long long)c.claims[k]->id);
			json_text(j, id);
		}
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_sync(const struct shown *s, struct json *j)
{
	int64_t pending = 0;

	for (size_t i = 0; i < s->all.n; i++)
		pending += entry_station(s->all.list[i]->id) == s->v->self && entry_seq(s->all.list[i]->id) > s->v->acked;
	json_key(j, "sync");
	json_open(j, '{');
	json_field(j, "state", find_state(s->v->store, s->v->self, s->v->acked, s->r));
	if (store_kind(s->v->store) == STORE_DESK) {
		json_key(j, "pending");
		json_int(j, pending);
	}
	json_key(j, "refused");
	json_int(j, s->r->refused);
	json_key(j, "held");
	json_int(j, s->r->held);
	json_close(j, '}');
}

bool find_show_json(const struct find_view *v, uint64_t record, struct buf *out, struct err *err)
{
	struct shown s;
	struct json j = json_to(out);

	if (!shown_load(&s, v, record, err))
		return false;
	json_open(&j, '{');
	json_field(&j, "no", s.r->no);
	find_json_id(&j, "id", record);
	json_field(&j, "kind", s.r->kind);
	find_json_optional(&j, "step", fold_get(s.now, "step"));
	find_json_optional(&j, "grade", fold_get(s.now, "grade"));
	find_json_optional(&j, "due", fold_get(s.now, "due"));
	json_fields(&s, &j);
	json_timeline(&s, &j);
	json_sync(&s, &j);
	json_conflicts(&s, &j);
	json_close(&j, '}');
	buf_putc(out, '\n');
	shown_clear(&s);
	return true;
}

/* --- text -------------------------------------------------------------------------------------------------------------- */

struct line {
	char *label, *value;
};
struct lines {
	struct line *list;
	size_t n, cap;
};

/* Both are cleaned here: whatever came from elsewhere leaves through this door. label and value become ours. */
static void lines_add(struct lines *l, char *label, char *value)
{
	l->list = mem_grow(l->list, &l->cap, l->n, sizeof *l->list);
	l->list[l->n++] = (struct line){
		text_clean(label, strlen(label), TEXT_LINE), text_clean(value, strlen(value), TEXT_BLOCK),
	};
	free(label);
	free(value);
}

/* "label  value", labels right-aligned by their width, further lines of a value under its first. */
static void lines_put(struct lines *l, int indent, struct buf *out)
{
	int width = 0;

	for (size_t i = 0; i < l->n; i++)
		if (text_width(l->list[i].label) > width)
			width = text_width(l->list[i].label);
	for (size_t i = 0; i < l->n; i++) {
		const char *value = l->list[i].value;

		find_pad(out, "", indent + width - text_width(l->list[i].label));
		buf_puts(out, l->list[i].label);
		for (bool first = true; first || *value; first = false) {
			size_t n = strcspn(value, "\n");

			find_pad(out, "", first ? 2 : indent + width + 2);
			buf_put(out, value, n);
			buf_putc(out, '\n');
			value += n + (value[n] != '\0');
		}
		free(l->list[i].label);
		free(l->list[i].value);
	}
	free(l->list);
	*l = (struct lines){ 0 };
}

/* A value for reading; codes by name, places and units in words. */
static char *say_value(const struct shown *s, const struct field *f, const char *key, const char *value)
{
	if (f)
		return type_show(f, s->v->book, value, s->v->masked);
	return find_label(s->v->book, s->kind, key, value, s->v->masked);
}

/* All that one row says, in the form's order. */
static char *row_text(const struct shown *s, const struct form *form, const struct group *g, const char *row,
                      const struct fields *from)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		char *key = mem_fmt("%s.%s", row, f->name);
		const char *value = strcmp(f->group, g->name) == 0 ? fields_get(from, key) : NULL;

		if (value && *value) {
			char *text = say_value(s, f, key, value);

			buf_fmt(&out, "%s%s", out.len ? "  " : "", text);
			free(text);
		}
		free(key);
	}
	return buf_take(&out);
}

static void add_rows(const struct shown *s, const struct form *form, const struct group *g, struct lines *l)
{
	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", g->name, row);
		bool there = fold_row(s->now, seen) != NULL;
		char *text = there ? row_text(s, form, g, seen, fold_fields(s->now)) : NULL;

		if (text)
			lines_add(l, mem_fmt("%s %d", i18n_data(g->label), row), text);
		free(seen);
		if (!there)
			break;
	}
}

static bool is_headline(const char *key)
{
	static const char *const keys[] = { "no", "kind", "step", "title", "unit" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* The record's fields: those of its opening form in that form's order, then what later forms gave it. */
static void add_fields(const struct shown *s, struct lines *l)
{
	const struct form *opener = s->kind ? book_opener(s->v->book, s->kind) : NULL;
	const struct fields *all = fold_fields(s->now);
	const char *group = "";

	for (size_t i = 0; opener && i < opener->nfields; i++) {
		const struct field *f = &opener->fields[i];
		const char *value = *f->group ? NULL : fold_get(s->now, f->name);

		if (*f->group && strcmp(f->group, group) != 0)
			add_rows(s, opener, form_group(opener, f->group), l);
		group = f->group;
		if (value && !is_headline(f->name))
			lines_add(l, mem_dup(i18n_data(f->label)), say_value(s, f, f->name, value));
	}
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i), *value = fields_value(all, i);

		if (!*value || is_headline(key) || strchr(key, '.') || (opener && form_field(opener, key)))
			continue;
		const struct field *f = check_record_field(s->v->book, s->kind, key);
		if (strcmp(key, "backdated") == 0)
			lines_add(l, mem_dup(_("补录")), mem_dup(_("是")));
		else
			lines_add(l, mem_dup(f ? i18n_data(f->label) : key), say_value(s, f, key, value));
	}
}

/* The group that a row's name belongs to: "party" of "party~1". */
static const struct group *group_of(const struct form *form, const char *row)
{
	char *name = mem_ndup(row, strcspn(row, "0123456789~"));
	const struct group *g = form_group(form, name);

	free(name);
	return g;
}

/* One thing an entry said, about itself or about the record. */
static void add_one(const struct shown *s, const struct form *form, const char *key, const char *value, struct lines *l)
{
	bool own = *key == '.';
	const char *name = own ? key + 1 : key;
	const struct field *f = form ? form_field(form, name) : NULL;
	const struct group *g = form ? group_of(form, name) : NULL;

	if (strcmp(key, CHECK_WRITER) == 0)
		return;
	if (strcmp(key, ".backdated") == 0)
		lines_add(l, mem_dup(_("补录")), mem_dup(_("是")));
	else if (f)
		lines_add(l, mem_dup(i18n_data(f->label)), *value ? say_value(s, f, name, value) : mem_dup(_("（清空）")));
	else if (g && !*value)
		lines_add(l, mem_dup(i18n_data(g->label)), mem_dup(_("（删去一行）")));
	else if (own)
		lines_add(l, mem_dup(name), mem_dup(value));
}

/* What an entry said; what the opener said stands above. */
static void add_said(const struct shown *s, size_t at, struct lines *l)
{
	const struct entry *e = s->all.list[at];
	const struct form *form = book_form(s->v->book, e->form);

	for (size_t i = 0; !is_refusal(e) && e->id != e->record && i < fields_count(e->fields); i++)
		add_one(s, form, fields_key(e->fields, i), fields_value(e->fields, i), l);
	if (fold_status(s->now, at) == FOLD_HELD)
		lines_add(l, mem_dup(_("待齐")), mem_dup(_("这一条接着的内容还没有收到")));
	if (fold_status(s->now, at) == FOLD_REFUSED)
		lines_add(l, mem_dup(_("退回")), mem_dup(entry_reason(s, at) ? entry_reason(s, at) : ""));
}

static void put_timeline(const struct shown *s, struct buf *out)
{
	for (size_t i = 0; i < s->all.n; i++) {
		const struct entry *e = s->all.list[i];
		const struct form *form = book_form(s->v->book, e->form);
		char when[17], *who = text_clean(e->who, strlen(e->who), TEXT_LINE), *unit = NULL;
		struct lines said = { 0 };

		clock_format_minute(entry_ms(e), when);
		if (*entry_unit(e))
			unit = book_unit(s->v->book, entry_unit(e));
		bool correction = form && *form->opens && e->id != e->record;
		buf_fmt(out, "%s  %s%s  %s", when, is_refusal(e) ? _("退回") : form ? i18n_data(form->title) : e->form,
		        correction ? _("（更正）") : "", who);
		if (unit)
			buf_fmt(out, "  %s", unit);
		buf_putc(out, '\n');
		add_said(s, i, &said);
		lines_put(&said, 18, out);
		free(who);
		free(unit);
	}
}

static void put_head(const struct shown *s, struct buf *out)
{
	const char *sign = fold_get(s->now, "step"), *home = fold_get(s->now, "unit");
	const struct step *step = sign ? book_step(s->v->book, sign) : NULL;
	char *title = text_clean(s->r->title, strlen(s->r->title), TEXT_LINE);
	char *no = text_clean(s->r->no, strlen(s->r->no), TEXT_LINE), *unit = home ? book_unit(s->v->book, home) : mem_dup("");

	buf_fmt(out, "%s  %s\n", no, title);
	if (sign)
		buf_fmt(out, _("环节 %s  "), step ? i18n_data(step->name) : sign);
	if (*unit)
		buf_fmt(out, _("主办 %s  "), unit);
	buf_fmt(out, _("状态 %s"), find_state_say(find_state(s->v->store, s->v->self, s->v->acked, s->r)));
	buf_puts(out, "\n\n");
	free(title);
	free(no);
	free(unit);
}

static void put_conflicts(const struct shown *s, struct buf *out)
{
	for (size_t i = 0; i < fold_conflicts(s->now); i++) {
		struct fold_conflict c = fold_conflict(s->now, i);
		const struct field *f = check_record_field(s->v->book, s->kind, c.unit);

		buf_fmt(out, _("待核对：“%s”有 %zu 种说法"), f ? i18n_data(f->label) : c.unit, c.nclaims);
		buf_putc(out, '\n');
	}
	if (fold_conflicts(s->now))
		buf_putc(out, '\n');
}

bool find_show_text(const struct find_view *v, uint64_t record, struct buf *out, struct err *err)
{
	struct shown s;
	struct lines fields = { 0 };

	if (!shown_load(&s, v, record, err))
		return false;
	put_head(&s, out);
	add_fields(&s, &fields);
	lines_put(&fields, 2, out);
	buf_putc(out, '\n');
	put_conflicts(&s, out);
	put_timeline(&s, out);
	shown_clear(&s);
	return true;
}
