/* SPDX-License-Identifier: Apache-2.0 */
/* One record as text: its head, its fields, what is in dispute. How it came about is find_story.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "find_parts.h"
#include "model/type.h"
#include "work/attach.h"
#include "work/check.h"

/* --- labels and values ------------------------------------------------------------------------------------------------- */

void find_line(struct lines *l, char *label, char *value)
{
	l->list = mem_grow(l->list, &l->cap, l->n, sizeof *l->list);
	l->list[l->n++] = (struct line){
		text_clean(label, strlen(label), TEXT_LINE), text_clean(value, strlen(value), TEXT_BLOCK),
	};
	free(label);
	free(value);
}

void find_lines_put(struct lines *l, int indent, struct buf *out)
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

char *find_say(const struct shown *s, const struct field *f, const char *key, const char *value)
{
	const struct book *b = s->v->book;
	if (f && strcmp(f->type->name, "file") == 0)
		return attach_say(s->v->store, value, s->v->masked);
	char *text = f ? type_show(f, b, value, s->v->masked) : find_label(b, s->kind, key, value, s->v->masked);
	const char *line = f && strcmp(f->type->name, "unit") == 0 ? book_unit_line(b, value) : "";

	if (!*line)
		return text;
	char *with = mem_fmt(_("%s（%s）"), text, i18n_data(line));
	free(text);
	return with;
}

const char *find_clock_label(const struct shown *s, const char *kind)
{
	const char *grade = fold_get(s->now, "grade"), *matter = fold_get(s->now, "matter");
	const struct limits *all = book_limits(s->v->book);

	if (strcmp(kind, LIMIT_MAIN) == 0)
		return _("期限");
	const struct limit *l = limits_find(all, kind, grade ? grade : "", matter ? matter : "");
	for (size_t i = 0; !l && i < limits_count(all); i++)
		if (strcmp(limits_at(all, i)->kind, kind) == 0)
			l = limits_at(all, i);
	return l ? i18n_data(l->label) : kind;
}

bool find_is_clockwork(const char *key)
{
	static const char extended[] = "extended";
	size_t n = sizeof extended - 1;

	return strcmp(key, "pauses") == 0 || strcmp(key, "standing") == 0
		|| (strncmp(key, extended, n) == 0 && (key[n] == '\0' || key[n] == '_'));
}

/* --- the record's fields ----------------------------------------------------------------------------------------------- */

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
			char *text = find_say(s, f, key, value);

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
			find_line(l, mem_fmt("%s %d", i18n_data(g->label), row), text);
		free(seen);
		if (!there)
			break;
	}
}

/* Said in the head. */
static bool is_headline(const char *key)
{
	static const char *const keys[] = { "no", "kind", "step", "title", "unit", "lead", "with", "due", "receiver", "main" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* What later forms gave it. What only effects set has no name for people, and the timeline tells it. */
static void add_later(const struct shown *s, const char *key, const char *value, struct lines *l)
{
	const struct field *f = check_record_field(s->v->book, s->kind, key);
	const char *clock = limit_kind_of(key);

	if (strcmp(key, "backdated") == 0)
		find_line(l, mem_dup(_("补录")), mem_dup(_("是")));
	else if (clock)
		find_line(l, mem_dup(find_clock_label(s, clock)), mem_dup(value));
	else if (f)
		find_line(l, mem_dup(i18n_data(f->label)), find_say(s, f, key, value));
	else if (!find_is_clockwork(key) && !book_record_name(s->v->book, key))
		find_line(l, mem_dup(key), mem_dup(value));
}

/* The record's fields: those of its opening form in that form's order, then the others. */
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
			find_line(l, mem_dup(i18n_data(f->label)), find_say(s, f, f->name, value));
	}
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i), *value = fields_value(all, i);

		if (*value && !is_headline(key) && !strchr(key, '.') && !(opener && form_field(opener, key)))
			add_later(s, key, value, l);
	}
}

/* --- the head ---------------------------------------------------------------------------------------------------------- */

/* "环节 限时办理  主办 司法所" from label and value; takes the value. */
static void put_part(struct buf *out, const char *label, char *value)
{
	char *clean = text_clean(value, strlen(value), TEXT_LINE);

	if (*clean)
		buf_fmt(out, "%s%s %s", out->len && out->data[out->len - 1] != '\n' ? "  " : "", label, clean);
	free(clean);
	free(value);
}

static char *say_of(const struct shown *s, const char *key)
{
	const char *value = fold_get(s->now, key);

	return value ? find_say(s, check_record_field(s->v->book, s->kind, key), key, value) : mem_dup("");
}

static char *due_say(const struct shown *s)
{
	const char *due = fold_get(s->now, "due"), *standing = fold_get(s->now, "standing");

	if (!due)
		return mem_dup(standing && limit_stands(standing, LIMIT_MAIN) ? _("暂停") : "");
	char *stage = view_due_stage(due, clock_ms()), *all = mem_fmt("%s%s%s", due, *stage ? " " : "", stage);
	free(stage);
	return all;
}

/* Whatever number was typed, the complete one where the record is here. */
static void put_merged(const struct shown *s, const char *main, struct buf *out)
{
	uint64_t id = record_by_no(s->v->store, main, s->v->unit, NULL);
	struct record *r = id ? record_get(s->v->store, id, NULL) : NULL;
	const char *say = r ? r->no : main;
	char *no = text_clean(say, strlen(say), TEXT_LINE);

	buf_fmt(out, _("已并入 %s"), no);
	buf_putc(out, '\n');
	free(no);
	record_free(r);
}

static void put_head(const struct shown *s, struct buf *out)
{
	const char *sign = fold_get(s->now, "step"), *main = fold_get(s->now, "main");
	const char *formerly = fold_get(s->now, "formerly");
	const struct step *step = sign ? book_step(s->v->book, sign) : NULL;
	const struct field *receiver = check_record_field(s->v->book, s->kind, "receiver");
	char *title = text_clean(s->r->title, strlen(s->r->title), TEXT_LINE);
	char *no = text_clean(s->r->no, strlen(s->r->no), TEXT_LINE);

	buf_fmt(out, "%s  %s\n", no, title);
	if (main)
		put_merged(s, main, out);
	put_part(out, _("环节"), mem_dup(step ? i18n_data(step->name) : sign ? sign : ""));
	put_part(out, _("主办"), say_of(s, fold_get(s->now, "lead") ? "lead" : "unit"));
	put_part(out, _("协办"), say_of(s, "with"));
	buf_putc(out, '\n');
	put_part(out, _("期限"), due_say(s));
	put_part(out, _("原编号"), mem_dup(formerly ? formerly : ""));
	put_part(out, receiver ? i18n_data(receiver->label) : "", say_of(s, "receiver"));
	put_part(out, _("状态"), mem_dup(find_state_say(find_state(s->v->store, s->v->self, s->v->acked, s->r))));
	buf_puts(out, "\n\n");
	free(title);
	free(no);
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

	if (!find_load(&s, v, record, err))
		return false;
	put_head(&s, out);
	add_fields(&s, &fields);
	find_lines_put(&fields, 2, out);
	buf_putc(out, '\n');
	put_conflicts(&s, out);
	find_story(&s, out);
	find_unload(&s);
	return true;
}

/* --- attachments -------------------------------------------------------------------------------------------------------- */

void find_attachments_text(const struct find_view *v, const struct attachments *all, struct buf *out)
{
	char **cells = mem_zero((all->n + 1) * 4 * sizeof *cells);

	for (size_t i = 0; i < all->n; i++) {
		const struct attachment *a = &all->list[i];
		char when[17];

		clock_format_minute(a->at, when);
		cells[i * 4] = mem_fmt("%zu", i + 1);
		cells[i * 4 + 1] = find_cell(mem_dup(when), 0);
		cells[i * 4 + 2] = find_cell(mem_dup(a->who), 16);
		cells[i * 4 + 3] = find_cell(attach_say(v->store, a->value, v->masked), 0);
	}
	find_table(out, cells, all->n, 4, 0);
}
