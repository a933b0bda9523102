/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the home screen. */
#include "work/today.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/draft.h"
#include "store/journal.h"
#include "store/record.h"
#include "work/find.h"

#define KIND_CASE "case"
#define KIND_RECEPTION "reception"
#define DAYS 7
#define PAGE 200

static bool count_opened(struct session *s, const char *kind, const char *from, const char *to, size_t *n, struct err *err)
{
	struct record_filter f = { .kind = kind, .opened_from = from, .opened_to = to };

	return record_count(s->store, &f, n, err);
}

typedef void each_record(void *arg, const struct record *r);

/* Walk a list from its newest record on; `until`: records last touched before that moment are of no interest. */
static bool walk(struct session *s, const struct record_filter *f, int64_t until, each_record *each, void *arg, struct err *err)
{
	struct record **page = NULL, **last = NULL;
	size_t n = 0, nlast = 0;
	bool good, more = true;

	do {
		good = record_list(s->store, f, RECORD_NEWEST, nlast ? last[nlast - 1] : NULL, PAGE, &page, &n, err);
		record_list_free(last, nlast);
		last = NULL;
		nlast = 0;
		if (!good)
			break;
		for (size_t i = 0; i < n && more; i++)
			if ((more = page[i]->at >> 16 >= until))
				each(arg, page[i]);
		more = more && n == PAGE;
		last = page;
		nlast = n;
	} while (more);
	record_list_free(last, nlast);
	return good;
}

struct closing {
	int32_t today;
	size_t *week;
};

static int32_t day_of(const char *iso)
{
	char day[11];

	snprintf(day, sizeof day, "%.10s", iso);
	return clock_parse_day(day);
}

static void count_closed(void *arg, const struct record *r)
{
	struct closing *c = arg;
	int32_t day = *r->closed ? day_of(r->closed) : CLOCK_DAY_NONE;

	if (day != CLOCK_DAY_NONE && day > c->today - DAYS && day <= c->today)
		c->week[DAYS - 1 - (c->today - day)]++;
}

static void count_people(void *arg, const struct record *r)
{
	size_t *people = arg;

	*people += r->people > 0 ? (size_t)r->people : 1;
}

/* A record closed on one of these days was written to on that day or later: older ones need not be looked at. */
static bool count_week(struct session *s, struct today *t, int32_t today, struct err *err)
{
	struct record_filter cases = { .kind = KIND_CASE };
	struct closing c = { .today = today, .week = t->week_concluded };
	int64_t from = ((int64_t)today - DAYS) * 86400000 - 8 * 3600000;

	for (int i = 0; i < DAYS; i++) {
		char day[11];

		clock_format_day(today - (DAYS - 1 - i), day);
		if (!count_opened(s, KIND_CASE, day, day, &t->week_opened[i], err))
			return false;
	}
	return walk(s, &cases, from, count_closed, &c, err);
}

bool today_count(struct session *s, struct today *t, struct err *err)
{
	int32_t today = clock_today();
	char day[11];

	*t = (struct today){ 0 };
	clock_format_day(today, day);
	struct record_filter open = { .kind = KIND_CASE, .not_step = FIND_DONE_STEPS };
	struct record_filter visits = { .kind = KIND_RECEPTION, .opened_from = day, .opened_to = day };
	if (!count_week(s, t, today, err) || !record_count(s->store, &open, &t->open, err)
	    || !count_opened(s, KIND_RECEPTION, day, day, &t->receptions_today, err)
	    || !walk(s, &visits, INT64_MIN, count_people, &t->visitors_today, err))
		return false;
	t->opened_today = t->week_opened[DAYS - 1];
	t->concluded_today = t->week_concluded[DAYS - 1];
	return draft_count(s->store, &t->drafts, err);
}

bool status_read(struct session *s, struct status *st, struct err *err)
{
	struct record_filter refused = { .only_refused = true }, conflicts = { .only_conflicts = true };
	unsigned char chain[CRYPTO_HASH];
	uint32_t last = 0;

	*st = (struct status){ 0 };
	if (s->self.number && !journal_head(s->store, s->self.number, &last, chain, err))
		return false;
	st->pending = last > s->self.acked ? last - s->self.acked : 0;
	if (!record_count(s->store, &refused, &st->refused, err) || !record_count(s->store, &conflicts, &st->conflicts, err))
		return false;
	char *ok = store_note(s->store, "sync.last_ok"), *why = store_note(s->store, "sync.last_error");
	if (ok && !clock_parse(ok, &st->last_ok))
		st->last_ok = strtoll(ok, NULL, 10);    /* milliseconds */
	snprintf(st->last_error, sizeof st->last_error, "%s", why ? why : "");
	free(ok);
	free(why);
	return true;
}
