/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the desk's child, from the opening of the store to its closing. */
#include "follow_parts.h"

#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "sync/files.h"

#define LAST_OK "sync.last_ok"

static double chance(void)
{
	uint32_t r;

	crypto_random(&r, sizeof r);
	return (double)r / ((double)UINT32_MAX + 1);
}

static void failed(struct follow *f, const struct err *err, long retry_after)
{
	log_err(err);
	follow_say_failed(f, err);
	pace_failed(&f->plan, &f->set, follow_now(), retry_after, chance());
	int64_t due = pace_due(&f->plan);
	if (due != PACE_NEVER)
		follow_say(f, "waiting retry %" PRId64, (due - follow_now()) / 1000);
}

/* --- who else is at it ---------------------------------------------------------------------------------------------- */

bool follow_is_free(const struct follow *f)
{
	char *path = file_join(f->home, "sync.lock");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool free_now = fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return free_now;
}

/* A timer's run, or somebody's by hand: what it does we need not do. */
static void wait_for_other(struct follow *f, struct store *s, bool person)
{
	if (!f->busy)
		follow_say(f, "busy");
	f->busy = true;
	f->wanted = person;
	free(f->before);
	f->before = store_note(s, LAST_OK);
}

static bool other_did_it(struct follow *f, struct store *s)
{
	char *last = store_note(s, LAST_OK);
	bool did = last && (!f->before || strcmp(last, f->before) != 0) && !exchange_waiting(s);

	free(last);
	return did;
}

/* --- a run ---------------------------------------------------------------------------------------------------------- */

static enum exchange_wish progress(void *arg, const struct exchange_state *now)
{
	struct follow *f = arg;

	follow_hear(f);
	if (f->stop)
		return EXCHANGE_STOP;
	follow_say_progress(f, now);
	return f->wake < 0 ? EXCHANGE_LAST : EXCHANGE_ON;
}

static uint64_t used_today(struct store *s)
{
	char *note = store_note(s, "sync.day");
	uint64_t used = pace_day_used(note, clock_today());

	free(note);
	return used;
}

static void say_done(struct follow *f, const struct exchange_result *r, uint64_t used)
{
	follow_say(f, "done %zu %zu %" PRIu64 " %zu %zu %zu %" PRIu64 " %" PRIu64, r->entries_up, r->entries_down,
	           r->bytes_up + r->bytes_down, r->exchanges, r->nrefused, r->left, used, f->set.day);
}

static void report(struct follow *f, struct store *s, const struct exchange_result *r)
{
	int64_t now = follow_now();

	switch (r->end) {
	case EXCHANGE_ALL:
		say_done(f, r, used_today(s));
		if (r->renewed)
			follow_say(f, "renewed %u %zu %zu", (unsigned)station_desk(r->renewed), r->returned, r->reissued);
		pace_done(&f->plan, &f->set, now, chance());
		break;
	case EXCHANGE_STOPPED:
		follow_say(f, "stopped %zu %zu", r->entries_up, r->left);
		pace_done(&f->plan, &f->set, now, chance());
		break;
	case EXCHANGE_QUIET:
	case EXCHANGE_DAY:
		follow_say(f, "waiting %s %" PRId64, r->end == EXCHANGE_QUIET ? "quiet" : "day", r->wait / 1000);
		pace_postpone(&f->plan, &f->set, now, r->wait, chance());
		break;
	}
}

static void run(struct follow *f, struct store *s, bool person)
{
	const struct exchange_how how = {
		.progress = progress, .arg = f, .wake = &f->wake, .itself = person ? NULL : &f->set, .kept = &f->kept,
		.files = person && f->files,
	};
	struct exchange_result r;
	struct err err = { 0 };

	f->running = true;
	f->stop = false;
	f->told = 0;
	f->shown = (struct exchange_state){ .seconds = -2 };
	follow_say(f, "start %s %" PRIu64 " %" PRIu64, person ? "person" : "itself", used_today(s), f->set.day);
	bool ok = exchange_run_as(s, &how, &r, &err);

	f->running = false;
	f->files = f->files && (!how.files || err.kind == ERR_BUSY);
	if (ok)
		report(f, s, &r);
	else if (err.kind == ERR_BUSY)
		wait_for_other(f, s, person);
	else
		failed(f, &err, r.retry_after);
	exchange_result_clear(&r);
}

/* A person is asked before much goes. True: they were, or it could not be found out. */
static bool question(struct follow *f, struct store *s)
{
	long ask = conf_int("sync.ask_kb");
	struct preview p;
	struct err err = { 0 };
	bool exceeds;

	if (f->agreed || ask <= 0)
		return false;
	if (!preview_exceeds(s, (uint64_t)ask << 10, &exceeds, &p, &err)) {
		failed(f, &err, 0);
		return true;
	}
	if (!exceeds)
		return false;
	follow_say(f, "ask %zu %" PRIu64 " %ld %zu %" PRIu64 " %" PRIu64 " %zu", p.entries, p.bytes, p.seconds, p.exchanges,
	           p.used, p.day, p.files);
	return true;
}

static void with_store(struct follow *f, struct store *s, bool person)
{
	bool followed = f->busy && !f->files && other_did_it(f, s);

	f->busy = false;
	if (person && question(f, s))
		return;
	pace_started(&f->plan);
	if (followed)
		report(f, s, &(struct exchange_result){ .end = EXCHANGE_ALL });
	else
		run(f, s, person);
}

void follow_once(struct follow *f, bool person)
{
	struct err err = { 0 };
	struct store *s = store_open(f->home, STORE_DESK, false, &err);

	f->wanted = false;
	if (s)
		with_store(f, s, person);
	else
		failed(f, &err, 0);
	store_close(s);
	if (!f->busy)
		f->agreed = false;
#ifdef __GLIBC__
	/* a desk is open all day, and a run is not */
	malloc_trim(0);
#endif
}

/* --- one file ------------------------------------------------------------------------------------------------------- */

/* It is not told how far this is: what is told is how the entries are. */
static enum exchange_wish only_listen(void *arg, const struct exchange_state *now)
{
	struct follow *f = arg;

	(void)now;
	follow_hear(f);
	return f->wake < 0 ? EXCHANGE_STOP : EXCHANGE_ON;
}

void follow_fetch(struct follow *f)
{
	const struct exchange_how how = { .progress = only_listen, .arg = f, .wake = &f->wake, .kept = &f->kept };
	unsigned char digest[CRYPTO_HASH];
	struct exchange_result r = { 0 };
	struct err err = { 0 };
	bool known = (strlen(f->fetch) == 2 * CRYPTO_HASH && crypto_unhex(digest, sizeof digest, f->fetch)) ||
	             err_set(&err, ERR_USAGE, _("要写附件的摘要，64 位十六进制数"));
	struct store *s = known ? store_open(f->home, STORE_DESK, false, &err) : NULL;

	f->fetch[0] = '\0';
	if (s && files_fetch(s, digest, &how, &r, &err)) {
		follow_say(f, "fetched");
	} else {
		char *sentence = text_clean(err.say, strlen(err.say), TEXT_LINE);
		log_err(&err);
		follow_say(f, "unfetched %s", sentence);
		free(sentence);
	}
	exchange_result_clear(&r);
	store_close(s);
}
