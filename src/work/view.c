/* SPDX-License-Identifier: Apache-2.0 */
/* What needs somebody: which records each view holds. Words of a due day, too. */
#include "work/view.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/check.h"

#define PAGE 500
#define FOLDS_MAX 1000          /* records whose matter is looked up in one call */
#define BACKLOG "backlog"       /* [limit backlog]: how old an open case is before it counts as one left over */
#define SETTLED "已化解"        /* as table `result` calls it */
#define NOTICED "noticed"       /* the field that a letter to a late lead sets */

/* A view narrows the filter, which comes with the kind and `only_open`; false: nothing for this unit. */
typedef bool narrow(const struct view_of *of, struct record_filter *f, struct view_days *d);

/* --- the filters ------------------------------------------------------------------------------------------------------ */

/* The kind that goes through the steps: the first whose opening form belongs to one. */
static const char *kind_of(const struct book *b)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (*f->opens && *f->step)
			return f->opens;
	}
	return NULL;
}

static bool by_clock(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	(void)of, (void)d;
	f->running = true;
	return true;
}

static bool overdue(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	(void)of;
	f->due_to = d->yesterday;
	return true;
}

static bool due_today(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	(void)of;
	f->due_from = f->due_to = d->today;
	return true;
}

static bool is_main(const struct limit *l)
{
	return strcmp(l->kind, LIMIT_MAIN) == 0;
}

/* Days that the shortest and the longest warning of the main clock reach; -1 where there is no such limit. */
static void warnings(const struct book *b, int32_t *least, int32_t *most)
{
	const struct limits *all = book_limits(b);

	*least = *most = -1;
	for (size_t i = 0; i < limits_count(all); i++) {
		const struct limit *l = limits_at(all, i);

		if (is_main(l) && (*least < 0 || l->warn < *least))
			*least = l->warn;
		if (is_main(l) && l->warn > *most)
			*most = l->warn;
	}
}

static bool soon(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	int32_t least, most;

	warnings(of->book, &least, &most);
	clock_format_day(clock_day_of(of->now) + (most < 0 ? 0 : most), d->soon);
	f->due_from = d->tomorrow;
	f->due_to = d->soon;
	return true;
}

/* May a unit of this level write to a late lead? By a form that numbers its letters and sets the mark. */
static bool has_letter(const struct view_of *of, const char *kind)
{
	unsigned level = *of->unit ? form_level_of(of->unit) : FORM_COUNTY;

	for (size_t i = 0; i < book_forms(of->book); i++) {
		const struct form *f = book_form_at(of->book, i);

		if (strcmp(f->continues, kind) != 0 || !*f->serial || !(f->levels & level))
			continue;
		for (size_t k = 0; k < f->nsets; k++)
			if (strcmp(f->sets[k].name, NOTICED) == 0 && strcmp(f->sets[k].to, FORM_TO_EMPTY) != 0)
				return true;
	}
	return false;
}

/* In another's hands, late, and not written to yet. A department writes to nobody; at a hub it is everybody's but the county's own. */
static bool notices(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	f->due_to = d->yesterday;
	f->not_noticed = true;
	f->not_lead = *of->unit ? of->unit : "-";       /* no unit is called that: everybody is another */
	return !strchr(of->unit, '.') && has_letter(of, f->kind);
}

/* A centre hands out; a department does not. */
static bool undispatched(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	return !strchr(of->unit, '.') && by_clock(of, f, d);
}

static bool unclosed(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	const struct field *result = check_record_field(of->book, f->kind, "result");
	const struct table *t = result && *result->codes ? book_table(of->book, result->codes) : NULL;

	(void)d;
	for (size_t i = 0; t && i < table_count(t); i++)
		if (strcmp(table_at(t, i)->name, SETTLED) == 0) {
			f->result = table_at(t, i)->code;
			return true;
		}
	return false;
}

static bool revisit(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	f->only_open = false;           /* it is the closed ones that are asked again */
	return by_clock(of, f, d);
}

static bool backlog(const struct view_of *of, struct record_filter *f, struct view_days *d)
{
	const struct limit *l = limits_named(book_limits(of->book), BACKLOG);

	if (!l || l->unit != LIMIT_DAYS)
		return false;
	clock_format_day(clock_day_of(of->now) - l->amount, d->old);
	f->opened_to = d->old;
	return true;
}

/* --- the table -------------------------------------------------------------------------------------------------------- */

static const struct known {
	struct view view;               /* first: a view is its row */
	narrow *narrow;
} known[] = {
	{ { "urgent", N_("紧急"), N_("标了紧急、还没有按时报告的。先打电话，再补书面报告。"), RECORD_DUE, "urgent_call|urgent_report" },
	  by_clock },
	{ { "overdue", N_("超期"), N_("过了期限还没有办结果的。抓紧办；在别的单位手里的，催办或发提示函。"), RECORD_DUE, NULL }, overdue },
	{ { "today", N_("今日到期"), N_("今天到期的。今天办出结果，办不完的申请延期。"), RECORD_DUE, NULL }, due_today },
	{ { "soon", N_("临期"), N_("快到期的：还有几天，由各自的时限定。排好先后，提前催一催。"), RECORD_DUE, NULL }, soon },
	{ { "undispatched", N_("待分流"), N_("受理了还没有交办、也没有动手办的，和被退回要另行交办的。"), RECORD_DUE, "dispatch" },
	  undispatched },
	{ { "unsigned", N_("待签收"), N_("已经交办、对方还没有签收的。是本单位的就签收或退回，是别人的就催签。"), RECORD_DUE, "sign" },
	  by_clock },
	{ { "notices", N_("待签发"), N_("在别的单位手里超了期、还没有发过提示函的。拟好提示函，请负责人签发。"), RECORD_DUE, NULL },
	  notices },
	{ { "unanswered", N_("待回复"), N_("发了提示函、对方还没有书面回复的。到期不回复的要催。"), RECORD_DUE, "reply_notice" },
	  by_clock },
	{ { "feedback", N_("待反馈"), N_("有了结果、还没有告知当事人的。告知以后才算办结。"), RECORD_DUE, "feedback" }, by_clock },
	{ { "unclosed", N_("已化解未办结"), N_("已经化解、还没有办结的。补上反馈，把件办结。"), RECORD_DUE, NULL }, unclosed },
	{ { "revisit", N_("待回访"), N_("办结以后该回访的。问一问是否满意、协议履行了没有、有没有反复。"), RECORD_DUE,
	    "revisit|revisit_again" }, revisit },
	{ { "backlog", N_("积案"), N_("受理很久还没有办结的。列出来逐件会商，定人包案。"), RECORD_DUE, NULL }, backlog },
};
#define KNOWN (sizeof known / sizeof *known)

const struct view *view_at(size_t i)
{
	return i < KNOWN ? &known[i].view : NULL;
}

const struct view *view_find(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++) {
		const struct view *v = &known[i].view;

		if (strcmp(v->name, name) == 0 || strcmp(v->words, name) == 0 || strcmp(_(v->words), name) == 0)
			return v;
	}
	return NULL;
}

bool view_filter(const struct view *v, const struct view_of *of, struct record_filter *f, struct view_days *days)
{
	int32_t today = clock_day_of(of->now);

	clock_format_day(today, days->today);
	clock_format_day(today - 1, days->yesterday);
	clock_format_day(today + 1, days->tomorrow);
	*f = (struct record_filter){ .kind = kind_of(of->book), .only_open = true, .clock = v->clock };
	return f->kind && ((const struct known *)v)->narrow(of, f, days);
}

/* --- how soon is soon ------------------------------------------------------------------------------------------------- */

struct judge {
	const struct view_of *of;
	const struct limits *limits;
	int folds;                      /* so many more records may be looked into */
};

static int32_t warning(const struct judge *j, const char *grade, const char *matter)
{
	const struct limit *l = limits_find(j->limits, LIMIT_MAIN, grade, matter);

	return l ? l->warn : -1;
}

/* The shortest and the longest warning of a grade, whatever the matter. */
static void warnings_of(const struct judge *j, const char *grade, int32_t *least, int32_t *most)
{
	*least = *most = warning(j, grade, "");
	for (size_t i = 0; i < limits_count(j->limits); i++) {
		const char *list = limits_at(j->limits, i)->matter, *word;

		for (size_t n; is_main(limits_at(j->limits, i)) && (n = limit_next_word(&list, &word)) > 0;) {
			char *matter = mem_ndup(word, n);
			int32_t warn = warning(j, grade, matter);

			*least = warn < *least ? warn : *least;
			*most = warn > *most ? warn : *most;
			free(matter);
		}
	}
}

static int32_t warning_folded(struct judge *j, const struct record *r)
{
	struct entries all = { 0 };
	int32_t warn = warning(j, r->grade, "");

	if (j->folds-- > 0 && journal_of_record(j->of->store, r->id, &all, NULL)) {
		struct fold *now = fold_new(entries_const(&all), all.n);
		const char *matter = fold_get(now, "matter");

		warn = warning(j, r->grade, matter ? matter : "");
		fold_free(now);
	}
	entries_free(&all);
	return warn;
}

static int32_t day_of(const char *moment)
{
	char *day = mem_ndup(moment, strlen(moment) < 10 ? strlen(moment) : 10);
	int32_t d = clock_parse_day(day);

	free(day);
	return d;
}

static bool is_soon(struct judge *j, const struct record *r)
{
	int32_t due = day_of(r->due), days = due - clock_day_of(j->of->now), least, most;

	if (due == CLOCK_DAY_NONE || days <= 0)
		return false;
	warnings_of(j, r->grade, &least, &most);
	if (days <= least || days > most)
		return days <= least;
	return days <= warning_folded(j, r);
}

static void keep(const struct view *v, struct judge *j, struct record **list, size_t *n)
{
	size_t kept = 0;

	if (((const struct known *)v)->narrow != soon)
		return;
	for (size_t i = 0; i < *n; i++) {
		if (is_soon(j, list[i]))
			list[kept++] = list[i];
		else
			record_free(list[i]);
	}
	*n = kept;
}

static struct judge judge_for(const struct view_of *of)
{
	return (struct judge){ .of = of, .limits = book_limits(of->book), .folds = FOLDS_MAX };
}

void view_keep(const struct view *v, const struct view_of *of, struct record **list, size_t *n)
{
	struct judge j = judge_for(of);

	keep(v, &j, list, n);
}

/* --- counting and listing --------------------------------------------------------------------------------------------- */

static bool list_by(const struct view *v, const struct view_of *of, const struct record_filter *f, size_t most,
                    struct record ***out, size_t *n, struct err *err)
{
	struct judge j = judge_for(of);
	struct record **page, **all = NULL, *last = NULL;
	size_t got, have = 0, cap = 0, want = most < PAGE ? most : PAGE;
	bool more = want > 0, good = true;

	while (more && (good = record_list(of->store, f, v->order, last, want, &page, &got, err))) {
		/* the next page begins behind this one's last row, which may be thrown away */
		record_free(last);
		last = got == want ? record_get(of->store, page[got - 1]->id, NULL) : NULL;
		keep(v, &j, page, &got);
		for (size_t i = 0; i < got; i++) {
			all = mem_grow(all, &cap, have, sizeof *all);
			all[have++] = page[i];
		}
		free(page);
		more = last && have < most;
	}
	record_free(last);
	while (have && (!good || have > most))
		record_free(all[--have]);
	*out = all;
	*n = have;
	return good;
}

/* What every warning reaches is counted, what only some do is looked at. */
static bool count_soon(const struct view *v, const struct view_of *of, const struct record_filter *f, size_t *n,
                       struct err *err)
{
	struct record_filter sure = *f, rest = *f;
	struct record **list;
	int32_t least, most, today = clock_day_of(of->now);
	char until[11], from[11];
	size_t some = 0;

	warnings(of->book, &least, &most);
	clock_format_day(today + least, until);
	clock_format_day(today + least + 1, from);
	sure.due_to = until;
	rest.due_from = from;
	if (least > 0 && !record_count(of->store, &sure, n, NULL, err))
		return false;
	if (most > least && !list_by(v, of, &rest, SIZE_MAX, &list, &some, err))
		return false;
	if (most > least)
		record_list_free(list, some);
	*n += some;
	return true;
}

bool view_count(const struct view *v, const struct view_of *of, size_t *n, struct err *err)
{
	struct record_filter f;
	struct view_days days;

	*n = 0;
	if (!view_filter(v, of, &f, &days))
		return true;
	if (((const struct known *)v)->narrow == soon)
		return count_soon(v, of, &f, n, err);
	return record_count(of->store, &f, n, NULL, err);
}

bool view_list(const struct view *v, const struct view_of *of, size_t most, struct record ***out, size_t *n, struct err *err)
{
	struct record_filter f;
	struct view_days days;

	*out = NULL;
	*n = 0;
	return !view_filter(v, of, &f, &days) || list_by(v, of, &f, most, out, n, err);
}

/* --- words of a due day ------------------------------------------------------------------------------------------------ */

static bool is_kind_of(const char *clocks, const char *kind)
{
	const char *word;

	for (size_t n; (n = limit_next_word(&clocks, &word)) > 0;)
		if (n == strlen(kind) && strncmp(word, kind, n) == 0)
			return true;
	return false;
}

char *view_due(const struct view *v, const struct view_of *of, const struct record *r)
{
	struct record_clock *list = NULL;
	const char *first = NULL;
	size_t n = 0;

	if (!v->clock)
		return mem_dup(r->due);
	if (!record_clocks(of->store, r->id, &list, &n, NULL))
		return mem_dup("");
	for (size_t i = 0; i < n; i++)
		if (is_kind_of(v->clock, list[i].kind) && (!first || strcmp(list[i].due, first) < 0))
			first = list[i].due;
	char *due = mem_dup(first ? first : "");
	record_clocks_free(list, n);
	return due;
}

/* A due moment of minutes; false: a day, or nothing. */
static bool is_timed(const char *due, int64_t *ms)
{
	return strlen(due) > 10 && clock_parse(due, ms);
}

char *view_due_stage(const char *due, int64_t now)
{
	int32_t day = day_of(due);
	int64_t ms;

	if (day == CLOCK_DAY_NONE)
		return mem_dup("");
	int32_t left = day - clock_day_of(now);
	if (left < 0)
		return mem_fmt(_("超 %d 天"), (int)-left);
	if (left > 0)
		return mem_dup("");
	return mem_dup(is_timed(due, &ms) && ms < now ? _("已过") : _("今日"));
}

char *view_due_words(const struct record *r, const char *due, int64_t now)
{
	int64_t ms;

	if (!due)
		return mem_dup(_("暂停"));
	int32_t day = day_of(due);
	if (day == CLOCK_DAY_NONE)
		return mem_dup(*r->result && !*r->closed ? _("待反馈") : "");
	char *stage = view_due_stage(due, now);
	bool minutes = day == clock_day_of(now) && is_timed(due, &ms);
	char *words = mem_fmt("%.5s%s%s", minutes ? due + 11 : due + 5, *stage ? " " : "", stage);
	free(stage);
	return words;
}
