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

#define KIND_CASE "case"
#define KIND_RECEPTION "reception"
#define DAYS 7

/* What was merged into another or declared void is closed as well, but nobody concluded it. */
static bool count_concluded(struct session *s, const char *day, size_t *n, struct err *err)
{
	struct record_filter f = { .kind = KIND_CASE, .closed_from = day, .closed_to = day };
	bool good = record_count(s->store, &f, n, NULL, err);

	for (size_t i = 0; good && *n && i < book_steps(s->book); i++) {
		size_t ended = 0;

		if (!book_step_at(s->book, i)->hidden)
			continue;
		f.step = book_step_at(s->book, i)->sign;
		good = record_count(s->store, &f, &ended, NULL, err);
		*n -= ended < *n ? ended : *n;
	}
	return good;
}

static bool count_days(struct session *s, int32_t today, size_t opened[DAYS], size_t closed[DAYS], struct err *err)
{
	for (int i = 0; i < DAYS; i++) {
		char day[11];

		clock_format_day(today - (DAYS - 1 - i), day);
		struct record_filter in = { .kind = KIND_CASE, .opened_from = day, .opened_to = day };
		if (!record_count(s->store, &in, &opened[i], NULL, err) || !count_concluded(s, day, &closed[i], err))
			return false;
	}
	return true;
}

bool today_count(struct session *s, struct today *t, struct err *err)
{
	int32_t today = clock_today();
	char day[11];

	*t = (struct today){ 0 };
	clock_format_day(today, day);
	struct record_filter open = { .kind = KIND_CASE, .only_open = true };
	struct record_filter visits = { .kind = KIND_RECEPTION, .opened_from = day, .opened_to = day };
	if (!count_days(s, today, t->week_opened, t->week_concluded, err) || !record_count(s->store, &open, &t->open, NULL, err)
	    || !record_count(s->store, &visits, &t->receptions_today, &t->visitors_today, err))
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
	if (!record_count(s->store, &refused, &st->refused, NULL, err)
	    || !record_count(s->store, &conflicts, &st->conflicts, NULL, err))
		return false;
	char *ok = store_note(s->store, "sync.last_ok"), *why = store_note(s->store, "sync.last_error");
	if (ok && !clock_parse(ok, &st->last_ok))
		st->last_ok = strtoll(ok, NULL, 10);    /* milliseconds */
	snprintf(st->last_error, sizeof st->last_error, "%s", why ? why : "");
	free(ok);
	free(why);
	return true;
}
