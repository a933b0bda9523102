/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a record came to be what it is, told entry by entry:
 *
 *   2026-10-24 08:30  交  分流交办  王强  向阳湖镇
 *                         主办  向阳湖镇司法所（政法系统）
 *                     签收时限  2026-10-27
 *
 * First what was filled in, in the form's order, then what that caused, as far as it matters to people.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "find_parts.h"
#include "model/mend.h"
#include "model/type.h"
#include "work/check.h"

#define INDENT 18               /* of what an entry says: under its step */
#define DAY_MS INT64_C(86400000)
#define OWN_CLOCK ".clock"      /* minutes by which the writer's clock was behind */
#define OWN_NO ".no"            /* the number of a letter */
#define OWN_BACKDATED ".backdated"
#define OWN_FORMERLY ".formerly" /* what a letter was printed with, before its desk got a new number */

/* --- what was filled in ------------------------------------------------------------------------------------------------ */

/* The time and the person stand in the first line already. */
static bool is_headline(const struct entry *e, const struct field *f, const char *value)
{
	char when[17];

	clock_format_minute(entry_ms(e), when);
	if (strcmp(f->type->name, "date") == 0)
		when[10] = '\0';
	return strncmp(f->type->name, "date", 4) == 0 ? strcmp(value, when) == 0 : strcmp(value, e->who) == 0;
}

/* What the entry says in a field of its form; NULL: nothing. */
static const char *said(const struct entry *e, const struct field *f)
{
	char *own = mem_fmt(".%s", f->name);
	const char *value = fields_get(e->fields, own);

	free(own);
	return value ? value : fields_get(e->fields, f->name);
}

static void add_field(const struct shown *s, const struct field *f, const char *value, struct lines *l)
{
	find_line(l, mem_dup(i18n_data(f->label)), *value ? find_say(s, f, f->name, value) : mem_dup(_("（清空）")));
}

/* The group that a row's name belongs to: "party" of "party~1". */
static const struct group *group_of(const struct form *form, const char *row)
{
	char *name = mem_ndup(row, strcspn(row, "0123456789~"));
	const struct group *g = form_group(form, name);

	free(name);
	return g;
}

/* Marks of the program itself, told in words of their own. */
static bool is_mark(const char *key)
{
	static const char *const marks[] = { CHECK_WRITER, OWN_CLOCK, OWN_NO, OWN_BACKDATED, OWN_FORMERLY, MEND_MARK };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strcmp(key, marks[i]) == 0)
			return true;
	return false;
}

/* A field of a row, a row taken out, or something this form does not know (any more). */
static void add_other(const struct shown *s, const struct form *form, const char *key, const char *value, struct lines *l)
{
	const char *name = *key == '.' ? key + 1 : key;
	const struct field *f = form ? form_field(form, name) : NULL;
	const struct group *g = form ? group_of(form, name) : NULL;

	if (f && *f->group)
		add_field(s, f, value, l);
	else if (!f && g && !*value)
		find_line(l, mem_dup(i18n_data(g->label)), mem_dup(_("（删去一行）")));
	else if (!f && *key == '.' && !is_mark(key))
		find_line(l, mem_dup(name), mem_dup(value));
}

/* A correction says what it was about by what it changed. */
static bool is_told(const struct form *form, const struct field *f)
{
	static const char *const words[] = { "field", "value", "choose" };

	for (size_t i = 0; form->effect.corrects && i < sizeof words / sizeof *words; i++)
		if (strcmp(f->name, words[i]) == 0)
			return true;
	return false;
}

/* form NULL: it is not known here. */
static void add_said(const struct shown *s, const struct form *form, const struct entry *e, struct lines *l)
{
	for (size_t i = 0; form && i < form->nfields; i++) {
		const struct field *f = &form->fields[i];
		const char *value = *f->group || is_told(form, f) ? NULL : said(e, f);

		if (value && !is_headline(e, f, value))
			add_field(s, f, value, l);
	}
	for (size_t i = 0; i < fields_count(e->fields); i++)
		add_other(s, form, fields_key(e->fields, i), fields_value(e->fields, i), l);
}

/* --- what it caused ---------------------------------------------------------------------------------------------------- */

/* 期限暂停: of this form's doing, not what stood still already. */
static void add_standing(const struct shown *s, const struct form *form, const char *kinds, struct lines *l)
{
	struct buf labels = { 0 };
	char *list = mem_dup(kinds), *save;
	bool acts = false;

	for (size_t i = 0; form && i < form->nclocks; i++)
		acts = acts || form->clocks[i].what == CLOCKING_PAUSE || form->clocks[i].what == CLOCKING_START;
	for (char *kind = acts ? strtok_r(list, " ", &save) : NULL; kind; kind = strtok_r(NULL, " ", &save))
		buf_fmt(&labels, "%s%s", labels.len ? "、" : "", find_clock_label(s, kind));
	if (labels.len)
		find_line(l, mem_dup(_("期限暂停")), buf_take(&labels));
	free(list);
}

/* A day that begins or moves; into whose hands it came, how it ended. Marks and counters are nobody's news. */
static void add_effect(const struct shown *s, const struct form *form, const char *key, const char *value, struct lines *l)
{
	static const char *const news[] = { "unit", "units", "code" };
	const char *clock = limit_kind_of(key);
	const struct field *f = check_record_field(s->v->book, s->kind, key);

	if (strcmp(key, "standing") == 0)
		add_standing(s, form, value, l);
	else if (clock && *value)
		find_line(l, mem_dup(find_clock_label(s, clock)), mem_dup(value));
	for (size_t i = 0; f && *value && i < sizeof news / sizeof *news; i++)
		if (strcmp(f->type->name, news[i]) == 0)
			add_field(s, f, value, l);
}

static void add_effects(const struct shown *s, const struct form *form, const struct entry *e, struct lines *l)
{
	const char *no = fields_get(e->fields, OWN_NO);

	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i);

		if (*key != '.' && !strchr(key, '.') && !(form && (form_field(form, key) || form->effect.corrects)))
			add_effect(s, form, key, fields_value(e->fields, i), l);
	}
	if (no)
		find_line(l, mem_dup(_("编号")), mem_fmt("%s %s", form ? i18n_data(form->title) : e->form, no));
	if (fields_get(e->fields, OWN_FORMERLY))
		find_line(l, mem_dup(_("原编号")), mem_dup(fields_get(e->fields, OWN_FORMERLY)));
	if (fields_get(e->fields, OWN_BACKDATED))
		find_line(l, mem_dup(_("补录")), mem_dup(_("是")));
}

/* --- corrections ------------------------------------------------------------------------------------------------------- */

/* What people call a value of the journal, and its key as they saw it then: "party~1.phone" → "party2.phone". Yours; NULL where
 * the record had no such row. */
static char *seen_key(const struct fold *before, const struct form *opener, const char *key)
{
	const struct group *g = opener && strchr(key, '.') ? group_of(opener, key) : NULL;
	size_t n = strcspn(key, ".");

	if (!g)
		return mem_dup(key);
	for (int row = 1;; row++) {
		char *seen = mem_fmt("%s%d", g->name, row);
		const char *name = fold_row(before, seen);
		char *whole = name && strlen(name) == n && strncmp(name, key, n) == 0 ? mem_fmt("%s%s", seen, key + n) : NULL;

		free(seen);
		if (whole || !name)
			return whole;
	}
}

static void add_change(const struct shown *s, const struct fold *before, const char *key, const char *value, struct lines *l)
{
	const struct form *opener = s->kind ? book_opener(s->v->book, s->kind) : NULL;
	char *seen = seen_key(before, opener, key);
	const struct field *f = seen ? check_record_field(s->v->book, s->kind, seen) : NULL;
	const char *old = seen ? fold_get(before, seen) : NULL;

	if (f && strcmp(old ? old : "", value) != 0) {
		const struct group *g = *f->group ? form_group(opener, f->group) : NULL;
		char *what = g ? mem_fmt("%s %d %s", i18n_data(g->label), check_row(seen, g->name), i18n_data(f->label))
		               : mem_dup(i18n_data(f->label));

		find_line(l, mem_dup(_("栏目")), what);
		find_line(l, mem_dup(_("原来")), old ? find_say(s, f, seen, old) : mem_dup(_("（空）")));
		find_line(l, mem_dup(_("改成")), *value ? find_say(s, f, seen, value) : mem_dup(_("（清空）")));
	}
	free(seen);
}

/* What stood there before, as its writer saw it; days that move with it are told like any. */
static void add_correction(const struct shown *s, const struct form *form, const struct entry *e, struct lines *l)
{
	struct fold *before = fold_at(entries_const(&s->all), s->all.n, e->parents, e->nparents);

	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i), *value = fields_value(e->fields, i);

		if (*key == '.')
			continue;
		if (limit_kind_of(key) || find_is_clockwork(key))
			add_effect(s, form, key, value, l);
		else
			add_change(s, before, key, value, l);
	}
	fold_free(before);
}

/* --- the clock --------------------------------------------------------------------------------------------------------- */

static char *how_long(int64_t minutes)
{
	if (minutes >= 2 * 1440)
		return mem_fmt(_("%lld 天"), (long long)minutes / 1440);
	if (minutes >= 2 * 60)
		return mem_fmt(_("%lld 小时"), (long long)minutes / 60);
	return mem_fmt(_("%lld 分钟"), (long long)minutes);
}

char *find_clock_doubt(const struct entry *e, int64_t now)
{
	const char *behind = fields_get(e->fields, OWN_CLOCK);
	int64_t minutes = behind ? strtoll(behind, NULL, 10) : 0, ahead = entry_ms(e) - now;

	if (minutes <= 0 && ahead <= DAY_MS)
		return NULL;
	char *long_ = how_long(minutes > 0 ? minutes : ahead / 60000);
	char *say = mem_fmt(minutes > 0 ? _("时钟可疑：写的时候电脑的钟慢了 %s") : _("时钟可疑：时间比现在晚 %s"), long_);
	free(long_);
	return say;
}

/* --- one entry after the other ----------------------------------------------------------------------------------------- */

static bool is_refusal(const struct entry *e)
{
	return strcmp(e->form, FOLD_REFUSAL) == 0;
}

/* 2026-10-24 08:30  交  分流交办  王强  向阳湖镇 */
static void put_headline(const struct shown *s, const struct entry *e, const struct form *form, struct buf *out)
{
	char when[17], *who = text_clean(e->who, strlen(e->who), TEXT_LINE);
	bool again = form && *form->opens && e->id != e->record;

	clock_format_minute(entry_ms(e), when);
	buf_fmt(out, "%s  ", when);
	find_pad(out, form ? form->step : "", 2);
	buf_fmt(out, "  %s%s  %s", is_refusal(e) ? _("退回") : form ? i18n_data(form->title) : e->form,
	        again ? _("（更正）") : "", who);
	if (*find_entry_unit(e)) {
		char *unit = book_unit(s->v->book, find_entry_unit(e));

		buf_fmt(out, "  %s", unit);
		free(unit);
	}
	buf_putc(out, '\n');
	free(who);
}

static void put_entry(const struct shown *s, size_t at, struct buf *out)
{
	const struct entry *e = s->all.list[at];
	const struct form *form = book_form(s->v->book, e->form);
	struct lines l = { 0 };
	char *doubt = find_clock_doubt(e, clock_ms());

	put_headline(s, e, form, out);
	if (doubt) {
		find_pad(out, "", INDENT);
		buf_fmt(out, "%s\n", doubt);
	}
	if (form && form->effect.corrects)
		add_correction(s, form, e, &l);
	/* what the opener said stands above */
	if (e->id != e->record && !is_refusal(e))
		add_said(s, form, e, &l);
	if (!is_refusal(e))
		add_effects(s, form, e, &l);
	if (fold_status(s->now, at) == FOLD_HELD)
		find_line(&l, mem_dup(_("待齐")), mem_dup(_("这一条接着的内容还没有收到")));
	if (fold_status(s->now, at) == FOLD_REFUSED)
		find_line(&l, mem_dup(_("退回")), mem_dup(find_entry_reason(s, at) ? find_entry_reason(s, at) : ""));
	find_lines_put(&l, INDENT, out);
	free(doubt);
}

void find_story(const struct shown *s, struct buf *out)
{
	for (size_t i = 0; i < s->all.n; i++)
		put_entry(s, i, out);
}
