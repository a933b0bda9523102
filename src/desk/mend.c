/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 待改: what the hub sent back of one record. Above each entry and why; below, in full, the one the accent is on. It is filled
 * again with what was said typed already, or taken back for a reason; either is one more entry and holds up nothing else.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "record_parts.h"
#include "work/settle.h"

#define AT 3                    /* columns */
#define TITLE 16
#define TITLE_WIDTH 12
#define WHO 30
#define WHO_WIDTH 8
#define WHY 40
#define TABLE_MOST 6            /* entries shown at once */
#define MARGIN 2

struct mend {
	struct screen base;
	struct record_view v;   /* the record, for its words; v.at: the entry the accent is on */
	size_t *list;           /* which of its entries wait */
	size_t n, at, top;
	uint64_t asked;         /* the entry a reason is being typed for */
};

static void clear(struct mend *m)
{
	fold_free(m->v.now);
	entries_free(&m->v.all);
	record_free(m->v.r);
	free(m->list);
	m->v.now = NULL;
	m->v.all = (struct entries){ 0 };
	m->v.r = NULL;
	m->list = NULL;
}

static const struct entry *here(const struct mend *m)
{
	return m->at < m->n ? m->v.all.list[m->list[m->at]] : NULL;
}

/* What waits, the accent where it was. */
static void look(struct mend *m, uint64_t id)
{
	const struct session *s = m->base.desk->session;

	m->n = 0;
	m->list = mem_zero(m->v.all.n * sizeof *m->list + 1);
	for (size_t i = 0; i < m->v.all.n; i++) {
		if (!settle_waits(s, &m->v.all, m->v.now, i))
			continue;
		if (m->v.all.list[i]->id == id)
			m->at = m->n;
		m->list[m->n++] = i;
	}
	if (m->at >= m->n)
		m->at = m->n ? m->n - 1 : 0;
}

static bool load(struct mend *m, struct err *err)
{
	struct store *s = m->base.desk->session->store;
	uint64_t id = here(m) ? here(m)->id : 0;
	struct record_view fresh = { .base = m->base, .id = m->v.id };

	fresh.r = record_get(s, m->v.id, err);
	if (!fresh.r)
		return err->kind ? false : err_set(err, ERR_CHECK, _("这一件不在本机了"));
	if (!journal_of_record(s, m->v.id, &fresh.all, err)) {
		record_free(fresh.r);
		return false;
	}
	clear(m);
	m->v = fresh;
	m->v.now = fold_new(entries_const(&m->v.all), m->v.all.n);
	m->base.desk->seen = m->v.id;
	look(m, id);
	return true;
}

static void mend_reread(struct screen *s)
{
	struct err err = { 0 };

	if (!load((struct mend *)s, &err))
		desk_err(s->desk, &err);
}

static char *mend_heading(const struct screen *s)
{
	const struct mend *m = (const struct mend *)s;
	char *no = session_short_no(s->desk->session, m->v.r->no), *heading = mem_fmt(_("待改  %s  %s"), no, m->v.r->title);

	free(no);
	return heading;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static const char *title_of(const struct mend *m, const struct entry *e)
{
	const struct form *form = book_form(m->base.desk->session->book, e->form);

	return form ? i18n_data(form->title) : e->form;
}

static const char *why(const struct mend *m, size_t i)
{
	const char *reason = fields_get(fold_refusal(m->v.now, m->list[i])->fields, ".reason");

	return reason ? reason : "";
}

static void draw_entry(const struct mend *m, size_t i, int row)
{
	const struct entry *e = m->v.all.list[m->list[i]];
	struct clock_parts t = clock_split(entry_ms(e));
	enum role r = i == m->at ? ROLE_ACCENT : ROLE_PLAIN;

	if (i == m->at) {
		draw_text(row, 1, 1, ROLE_ACCENT, draw_sign(SIGN_HERE));
		draw_cursor(row, 1);
	}
	draw_fmt(row, AT, 11, r, "%02d-%02d %02d:%02d", t.month, t.day, t.hour, t.minute);
	draw_text(row, TITLE, TITLE_WIDTH, r, title_of(m, e));
	draw_text(row, WHO, WHO_WIDTH, r, e->who);
	draw_text(row, WHY, draw_columns() - WHY - 1, ROLE_ALARM, why(m, i));
}

/* Returns the row behind it. */
static int draw_table(struct mend *m, int row)
{
	size_t shown = m->n < TABLE_MOST ? m->n : TABLE_MOST;

	m->top = m->at < m->top ? m->at : m->at >= m->top + shown ? m->at + 1 - shown : m->top;
	draw_text(row, AT, 11, ROLE_HEAD, _("时间"));
	draw_text(row, TITLE, TITLE_WIDTH, ROLE_HEAD, _("填的表"));
	draw_text(row, WHO, WHO_WIDTH, ROLE_HEAD, _("经办人"));
	draw_text(row, WHY, draw_columns() - WHY - 1, ROLE_HEAD, _("退回的原因"));
	row += 2;
	for (size_t i = m->top; i < m->top + shown; i++)
		draw_entry(m, i, row++);
	return row;
}

/* The entry in full, as far as there is room. */
static void draw_full(const struct mend *m, int row, int last)
{
	int indent, in = 0, columns = draw_columns() - 2 * MARGIN;
	char *text = record_entry_text(&m->v, m->list[m->at], &indent);
	const char *p = text;

	for (size_t n; row <= last && (n = text_row(p, columns - in)) > 0; p += n, row++) {
		char *line = mem_ndup(p, n);

		draw_text(row, MARGIN + in, columns - in, ROLE_PLAIN, line);
		in = p[n - 1] == '\n' ? 0 : indent;
		free(line);
	}
	if (*p)
		draw_text_to(last, draw_columns() - 1, 30, ROLE_DIM, _("F4 看全文"));
	free(text);
}

static bool may_withdraw(const struct mend *m)
{
	return here(m) && fill_withdraw_form(m->base.desk->session->book, m->v.r->kind);
}

static void draw_choices(const struct mend *m, int row)
{
	int column = AT + draw_text(row, AT, 30, ROLE_ACCENT, _("1 修改重报"));

	if (may_withdraw(m))
		draw_text(row, column + 3, 30, ROLE_ACCENT, _("2 撤下（留痕）"));
}

static void mend_draw(struct screen *s)
{
	struct mend *m = (struct mend *)s;

	if (!m->n) {
		draw_text(CONTENT_TOP + 1, AT, draw_columns() - AT - 1, ROLE_PLAIN, _("这一件没有待改的了"));
		draw_cursor(CONTENT_TOP + 1, AT);
		return;
	}
	int row = draw_table(m, CONTENT_TOP);
	draw_rule(row);
	draw_full(m, row + 1, content_bottom() - 2);
	draw_choices(m, content_bottom());
}

/* --- what becomes of it --------------------------------------------------------------------------------------------- */

static struct next again(struct mend *m)
{
	struct err err = { 0 };
	struct screen *form = form_of(m->base.desk, fill_mend(m->base.desk->session, here(m)->id, &err), &err);

	/* the last one is dealt with by this form: nothing to come back to */
	return !form ? next_stay() : m->n == 1 ? next_swap(form) : next_push(form);
}

static struct next taken_back(void *arg, struct desk *d, const char *reason, struct err *err)
{
	struct mend *m = arg;

	if (settle_withdraw(d->session, m->asked, reason, err) && load(m, err)) {
		if (m->n)
			desk_say(d, _("已撤下，这一件还有 %zu 条待改"), m->n);
		else
			desk_say(d, "%s", _("已撤下，这一件没有待改的了"));
	}
	return m->n ? next_stay() : next_back();
}

static struct next take_back(struct mend *m)
{
	if (!may_withdraw(m))
		return next_stay();
	m->asked = here(m)->id;
	char *title = mem_fmt(_("撤下“%s”"), title_of(m, here(m)));
	struct screen *ask = reason_open(m->base.desk, title, _("这一条不再报，连同退回的原因留在经过里。"), "", taken_back, m);

	free(title);
	return next_push(ask);
}

static struct next read_all(const struct mend *m)
{
	int indent;
	char *text = record_entry_text(&m->v, m->list[m->at], &indent);

	return next_push(text_open(m->base.desk, mend_heading(&m->base), text, indent));
}

static struct next mend_key(struct screen *s, const struct key *k)
{
	struct mend *m = (struct mend *)s;
	int digit = m->n ? keys_digit(k) : -1;

	if (digit >= 0)
		return digit == 1 ? again(m) : digit == 2 ? take_back(m) : next_stay();
	switch (k->action) {
	case ACT_UP:
	case ACT_PREVIOUS:
		m->at = m->at ? m->at - 1 : 0;
		return next_stay();
	case ACT_DOWN:
	case ACT_NEXT:
		m->at = m->at + 1 < m->n ? m->at + 1 : m->at;
		return next_stay();
	case ACT_ENTER:
		return m->n ? again(m) : next_back();
	case ACT_PICK:
		return m->n ? read_all(m) : next_stay();
	case ACT_ACT:
		return next_push(record_open(s->desk, m->v.id, NULL));
	default:
		return (struct next){ .what = NEXT_PLAIN };
	}
}

static void mend_foot(const struct screen *s, struct foot *f)
{
	f->left = mem_fmt(_("本件待改 %zu 条"), ((const struct mend *)s)->n);
}

static char *mend_help(const struct screen *s)
{
	(void)s;
	return mem_dup(_("待改\n\n"
	                 "本机填的、县中心退回的，一条一行；下面是光标所在的一条写了什么、为什么退回。\n\n"
	                 "1 修改重报：打开同一张表，上次写的都在，改好再保存。\n"
	                 "2 撤下：不再报了，写一句理由；写过的和退回的原因都留在经过里。\n\n"
	                 "退回的一条不耽误别的：这一件的其他内容、别的案件照样上报。\n"));
}

static void mend_close(struct screen *s)
{
	clear((struct mend *)s);
}

static const struct hint mend_bar[] = {
	{ ACT_NONE, "1", N_("修改重报") },
	{ ACT_NONE, "2", N_("撤下") },
	{ ACT_NONE, "↑↓", N_("换一条") },
	{ ACT_PICK, NULL, N_("全文") },
	{ ACT_ACT, NULL, N_("看案件") },
	{ ACT_HELP, NULL, N_("帮助") },
	{ ACT_BACK, NULL, N_("返回") },
	{ ACT_NONE, NULL, NULL },
};

const struct screen_ops mend_screen = {
	.name = "mend", .title = N_("待改"), .bar = mend_bar, .heading = mend_heading, .draw = mend_draw, .key = mend_key,
	.foot = mend_foot, .help = mend_help, .reread = mend_reread, .close = mend_close,
};

struct screen *mend_open(struct desk *d, uint64_t record)
{
	struct mend *m = screen_new(&mend_screen, d, sizeof *m);
	struct err err = { 0 };

	m->v.id = record;
	if (load(m, &err))
		return &m->base;
	desk_err(d, &err);
	free(m);
	return NULL;
}
