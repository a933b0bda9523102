/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a limit is due on this day. What the input holds is counted again with one thing more in every line, in the order start,
 * amount, extensions, pauses, rolling, so that each line says where that one thing leads.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "limit_parts.h"

struct story {
	struct limit_input in;          /* as far as it has been told */
	const struct calendar *c;
	struct buf out;
};

/* --- words --------------------------------------------------------------------------------------------------------- */

static const char *weekday(int32_t day)
{
	static const char *const names[] = {
		N_("周日"), N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"),
	};

	return _(names[clock_split_day(day).weekday]);
}

static void put_day(struct buf *out, int32_t day)
{
	char iso[11];

	clock_format_day(day, iso);
	buf_fmt(out, _("%s（%s）"), iso, weekday(day));
}

static void put_tick(struct story *s, int64_t at)
{
	char minute[17];

	if (!limit_timed(s->in.limit)) {
		put_day(&s->out, (int32_t)at);
		return;
	}
	clock_format_minute(at, minute);
	buf_puts(&s->out, minute);
}

/* 7 日, 1 个工作日, 2 小时, 30 分钟 */
static void put_amount(struct buf *out, enum limit_unit unit, int32_t n)
{
	switch (unit) {
	case LIMIT_DAYS:
		buf_fmt(out, _("%d 日"), n);
		break;
	case LIMIT_WORKDAYS:
		buf_fmt(out, _("%d 个工作日"), n);
		break;
	case LIMIT_HOURS:
		buf_fmt(out, _("%d 小时"), n);
		break;
	case LIMIT_MINUTES:
		buf_fmt(out, _("%d 分钟"), n);
		break;
	}
}

/* What people wrote must stay on its line. */
static void put_words(struct buf *out, const char *words)
{
	char *clean = text_clean(words, strlen(words), TEXT_LINE);

	buf_puts(out, clean);
	free(clean);
}

static bool said(const char *s)
{
	return s && *s;
}

/* ` → 2026-11-09（周一）` and what the next line starts from; false if the clock stands still there. */
static bool put_reached(struct story *s)
{
	int64_t left, at = limit_reach(&s->in, s->c, &left);

	if (left) {
		buf_puts(&s->out, _("，还没有恢复\n"));
		return false;
	}
	buf_puts(&s->out, " → ");
	put_tick(s, at);
	buf_putc(&s->out, '\n');
	return true;
}

/* --- lines --------------------------------------------------------------------------------------------------------- */

static void tell_start(struct story *s)
{
	const struct limit *l = s->in.limit;

	buf_fmt(&s->out, _("%s："), i18n_data(l->label));
	put_amount(&s->out, l->unit, l->amount);
	buf_fmt(&s->out, _("，依据：%s\n起算："), i18n_data(l->basis));
	put_tick(s, limit_start(&s->in));
	if (limit_timed(l))
		buf_fmt(&s->out, _(" %s\n"), i18n_data(l->since));
	else if (l->unit == LIMIT_DAYS)
		buf_fmt(&s->out, _("%s，第二天是第 1 日\n"), i18n_data(l->since));
	else
		buf_fmt(&s->out, _("%s，从第二天起数工作日\n"), i18n_data(l->since));
}

/* A run of listed days of one kind and name: 10-01 至 10-07 国庆节放假. */
static int32_t put_run(struct story *s, int32_t day, int32_t last)
{
	const char *name = calendar_name(s->c, day);
	bool work = calendar_work(s->c, day);
	struct clock_parts a = clock_split_day(day), b;

	while (day < last && calendar_next(s->c, day) == day + 1 && calendar_work(s->c, day + 1) == work &&
	       !strcmp(calendar_name(s->c, day + 1), name))
		day++;
	b = clock_split_day(day);
	buf_fmt(&s->out, "%02d-%02d", a.month, a.day);
	if (a.day != b.day || a.month != b.month)
		buf_fmt(&s->out, _(" 至 %02d-%02d"), b.month, b.day);
	buf_fmt(&s->out, work ? _(" 补班（%s）") : _(" %s放假"), name);
	return day;
}

/* What differs from the plain week on the way. */
static void tell_holidays(struct story *s)
{
	int64_t left, last = limit_reach(&s->in, s->c, &left);
	int32_t day = calendar_next(s->c, (int32_t)limit_start(&s->in));
	const char *between = _("其间：");

	for (; day != CLOCK_DAY_NONE && day <= last; day = calendar_next(s->c, day)) {
		buf_puts(&s->out, between);
		day = put_run(s, day, (int32_t)last);
		between = _("；");
	}
	if (buf_text(&s->out)[s->out.len - 1] != '\n')
		buf_putc(&s->out, '\n');
}

static void tell_amount(struct story *s)
{
	put_amount(&s->out, s->in.limit->unit, s->in.limit->amount);
	put_reached(s);
}

static void tell_extensions(struct story *s, const struct limit_input *all)
{
	for (size_t i = 0; i < all->nextensions; i++) {
		const struct limit_extension *e = &all->extensions[i];

		s->in.nextensions = i + 1;
		buf_puts(&s->out, _("延长 "));
		put_amount(&s->out, s->in.limit->unit, e->amount);
		if (said(e->by)) {
			buf_puts(&s->out, _("，批准人："));
			put_words(&s->out, e->by);
		}
		if (said(e->reason)) {
			buf_puts(&s->out, _("，理由："));
			put_words(&s->out, e->reason);
		}
		put_reached(s);
	}
}

static int by_from(const void *a, const void *b)
{
	const struct limit_pause *x = a, *y = b;
	int order = (x->from > y->from) - (x->from < y->from);

	return order ? order : (x->to > y->to) - (x->to < y->to);
}

/* 2026-10-25（周日）至 2026-10-27（周二），3 日不计; of hours, the two moments. */
static void put_span(struct story *s, struct limit_span span)
{
	bool timed = limit_timed(s->in.limit);
	int64_t start = limit_start(&s->in) + 1, first = span.from < start ? start : span.from;

	put_tick(s, timed ? first - 1 : first);
	if (span.to == LIMIT_OPEN) {
		buf_puts(&s->out, _("起"));
		return;
	}
	if (timed || span.to - 1 > first) {
		buf_puts(&s->out, timed ? _(" 至 ") : _("至"));
		put_tick(s, span.to - 1);
	}
	if (!timed)
		buf_fmt(&s->out, _("，%d 日不计"), (int)(span.to - first));
}

static void put_pause(struct story *s, const struct limit_pause *p)
{
	buf_puts(&s->out, _("暂停："));
	put_span(s, limit_still(s->in.limit, p));
	if (said(p->reason)) {
		buf_puts(&s->out, _("，理由："));
		put_words(&s->out, p->reason);
	}
}

/* Does it begin before everything has counted, and end behind the start? */
static bool matters(const struct story *s, const struct limit_pause *p)
{
	struct limit_span span = limit_still(s->in.limit, p);
	int64_t left, at = limit_reach(&s->in, s->c, &left);

	return span.to > span.from && span.to > limit_start(&s->in) + 1 && (left || span.from <= at);
}

static void tell_pauses(struct story *s, size_t n)
{
	if (n && !s->in.limit->pauses) {
		buf_puts(&s->out, _("暂停不影响这项时限\n"));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct limit_pause *p = &s->in.pauses[i];

		s->in.npauses = i + 1;
		if (!matters(s, p))
			continue;
		put_pause(s, p);
		if (!put_reached(s))
			return;
	}
}

static void tell_rolling(struct story *s, int32_t due)
{
	int64_t left, last = limit_reach(&s->in, s->c, &left);
	const char *name = calendar_name(s->c, (int32_t)last);

	if (last == due)
		return;
	buf_puts(&s->out, _("顺延："));
	put_day(&s->out, (int32_t)last);
	if (*name)
		buf_fmt(&s->out, _("%s放假"), name);
	else
		buf_puts(&s->out, _("不上班"));
	buf_puts(&s->out, _("，顺延到下一个工作日 → "));
	put_day(&s->out, due);
	buf_putc(&s->out, '\n');
}

static void tell_end(struct story *s, const struct limit_due *due)
{
	if (due->missing)
		buf_fmt(&s->out, _("%d 年的放假安排还没有录入，按平常周末推算\n"), due->missing);
	if (due->day == CLOCK_DAY_NONE) {
		buf_puts(&s->out, _("暂停中，恢复以后再算哪天到期，还剩 "));
		put_amount(&s->out, s->in.limit->unit, due->left);
		return;
	}
	buf_puts(&s->out, _("到期："));
	put_tick(s, due->timed ? due->moment : due->day);
	if (!due->timed)
		buf_puts(&s->out, _("，这一天之内都算按时"));
}

char *limit_explain(const struct limit_input *in, const struct calendar *c)
{
	struct limit_due due = limit_due(in, c);
	struct limit_pause *sorted = mem_zero((in->npauses + 1) * sizeof *sorted);
	struct story s = { .in = *in, .c = c };

	if (in->npauses) {
		memcpy(sorted, in->pauses, in->npauses * sizeof *sorted);
		qsort(sorted, in->npauses, sizeof *sorted, by_from);
	}
	s.in.pauses = sorted;
	s.in.npauses = s.in.nextensions = 0;
	tell_start(&s);
	tell_amount(&s);
	tell_extensions(&s, in);
	tell_pauses(&s, in->npauses);
	if (in->limit->unit == LIMIT_WORKDAYS)
		tell_holidays(&s);
	if (due.day != CLOCK_DAY_NONE && !due.timed)
		tell_rolling(&s, due.day);
	tell_end(&s, &due);
	free(sorted);
	return buf_take(&s.out);
}
