/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Synchronising, as the desk knows of it: the helper runs by itself, after a save and at F5; what it tells (yichuang-sync(7))
 * is kept here until the next line. The desk stays usable all the while; only its status line changes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sync_parts.h"

/* A helper that died is started again, but not at once, and again. */
#define RESTART_MS 60000

int64_t sync_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool sync_automatic(void)
{
	return conf_int("sync.every") > 0;
}

/* --- the helper comes and goes -------------------------------------------------------------------------------------- */

static bool start(struct desk *d, struct err *err)
{
	struct syncrun *r = d->sync;

	if (r->child.pid)
		return true;
	if (!child_start(&r->child, store_dir(d->session->store), err))
		return false;
	if (r->hushed)
		child_tell(&r->child, "quiet on");
	return true;
}

/* Where runs come by themselves the helper is always there, once the desk has joined a hub and its first screen stands. */
static void start_by_itself(struct desk *d)
{
	const struct syncrun *r = d->sync;
	struct err err = { 0 };

	if (r->child.pid || !sync_automatic() || !session_enrolled(d->session))
		return;
	if (r->died && sync_now() - r->died < RESTART_MS)
		return;
	if (!start(d, &err))
		log_err(&err);
}

void sync_begin(struct desk *d)
{
	d->sync = mem_zero(sizeof *d->sync);
	d->sync->pending = SIZE_MAX;    /* what waits already was saved before */
	d->sync->seconds = -1;
}

void sync_end(struct desk *d)
{
	child_leave(&d->sync->child);
	free(d->sync);
	d->sync = NULL;
}

/* What the line has carried today, by whichever program. */
static void read_day(struct syncrun *r, struct store *s)
{
	char *note = store_note(s, "sync.day"), today[11];
	long kb = conf_int("sync.day_kb");

	clock_format_day(clock_today(), today);
	r->used = note && strncmp(note, today, 10) == 0 ? strtoull(note + 10, NULL, 10) : 0;
	r->day = kb > 0 ? (unsigned long long)kb << 10 : 0;
	free(note);
}

void sync_noticed(struct desk *d)
{
	struct syncrun *r = d->sync;

	if (!r)
		return;
	if (d->status.pending > r->pending)
		child_tell(&r->child, "saved");
	r->pending = d->status.pending;
	char *ahead = store_note(d->session->store, "sync.clock_ahead");
	r->ahead = ahead ? strtol(ahead, NULL, 10) : 0;
	free(ahead);
	read_day(r, d->session->store);
}

/* --- what a person wants -------------------------------------------------------------------------------------------- */

static bool wish(struct desk *d, const char *word)
{
	struct syncrun *r = d->sync;
	struct err err = { 0 };

	if (!session_enrolled(d->session)) {
		desk_say(d, "%s", _("还没有入网，没有地方可同步"));
		return false;
	}
	if (!start(d, &err)) {
		desk_err(d, &err);
		return false;
	}
	r->wished = true;
	r->asks = false;
	child_tell(&r->child, word);
	return true;
}

struct next sync_key(struct desk *d)
{
	struct syncrun *r = d->sync;

	if (r->running || r->wished || r->asks)
		return next_push(sync_open(d));
	wish(d, "now");
	return next_stay();
}

struct next sync_show(struct desk *d)
{
	if (session_enrolled(d->session))
		return next_push(sync_open(d));
	desk_say(d, "%s", _("还没有入网，没有地方可同步"));
	return next_stay();
}

void sync_go(struct desk *d)
{
	wish(d, d->sync->asks ? "go" : "now");
}

void sync_files(struct desk *d)
{
	wish(d, "files");
}

void sync_fetch(struct desk *d, const unsigned char *digest)
{
	char hex[2 * CRYPTO_HASH + 1];

	crypto_hex(hex, digest, CRYPTO_HASH);
	char *word = mem_fmt("fetch %s", hex);
	if (wish(d, word)) {
		d->sync->wished = false;
		desk_say(d, "%s", _("正在向县中心取，取到了会说，不用等"));
	}
	free(word);
}

void sync_later(struct desk *d)
{
	d->sync->asks = false;
}

void sync_cancel(struct desk *d)
{
	struct syncrun *r = d->sync;

	child_tell(&r->child, "cancel");
	r->wished = false;
	if (r->busy)
		r->running = r->person = r->busy = false;       /* it only waited, and there is nothing to tell */
}

void sync_hush(struct desk *d, bool on)
{
	d->sync->hushed = on;
	child_tell(&d->sync->child, on ? "quiet on" : "quiet off");
}

/* --- what it tells -------------------------------------------------------------------------------------------------- */

/* A run has ended. `say` is for the clerk where a person wanted it, or where it is bad news that only people can mend. */
static void ended(struct desk *d, char *say, bool bad, bool aloud)
{
	struct syncrun *r = d->sync;
	bool news = strcmp(say, r->last) != 0;

	if (r->person || r->wished || (aloud && news)) {
		desk_say(d, "%s", say);
		d->alarm = bad;
	}
	snprintf(r->last, sizeof r->last, "%s", say);
	r->bad = bad;
	r->running = r->person = r->wished = r->busy = false;
	r->up = r->all = r->down = 0;
	r->seconds = -1;
	free(say);
}

static bool on_start(struct desk *d, const char *rest)
{
	struct syncrun *r = d->sync;
	char who[8];

	if (sscanf(rest, "%7s %llu %llu", who, &r->used, &r->day) != 3)
		return false;
	r->person = r->wished || strcmp(who, "person") == 0;
	r->running = true;
	r->wished = r->busy = r->asks = false;
	r->waits[0] = '\0';
	r->up = r->all = r->down = 0;
	r->seconds = -1;
	if (r->person && r->day)
		desk_say(d, _("正在同步，今天已用 %llu KB，限 %llu KB"), r->used >> 10, r->day >> 10);
	return false;
}

static bool on_progress(struct desk *d, const char *rest)
{
	struct syncrun *r = d->sync;
	struct syncrun now = { 0 };

	if (sscanf(rest, "%zu %zu %llu %ld %zu", &now.up, &now.all, &now.left, &now.seconds, &now.down) != 5)
		return false;
	r->up = now.up;
	r->all = now.all;
	r->left = now.left;
	r->seconds = now.seconds;
	r->down = now.down;
	return false;
}

static bool on_done(struct desk *d, const char *rest)
{
	struct syncrun *r = d->sync;
	size_t up, down, exchanges, refused, left;
	unsigned long long bytes;

	if (sscanf(rest, "%zu %zu %llu %zu %zu %zu %llu %llu", &up, &down, &bytes, &exchanges, &refused, &left, &r->used,
	           &r->day) != 8)
		return false;
	if (refused)
		ended(d, mem_fmt(_("同步完成，有 %zu 条被县中心退回，见待改"), refused), true, true);
	else if (up || down)
		ended(d, mem_fmt(_("同步完成，报了 %zu 条，收到 %zu 条"), up, down), false, false);
	else
		ended(d, mem_dup(_("同步完成")), false, false);
	return true;
}

static bool on_stopped(struct desk *d, const char *rest)
{
	size_t up, left;

	if (sscanf(rest, "%zu %zu", &up, &left) != 2)
		return false;
	ended(d, mem_fmt(_("已停止，报了 %zu 条，还有 %zu 条下次接着报"), up, left), false, true);
	return true;
}

static bool on_failed(struct desk *d, const char *rest)
{
	size_t kind = strcspn(rest, " ");
	/* a line that is down comes up again by itself, and there is nothing to do for anybody */
	bool mends = strncmp(rest, "net ", 4) == 0 || strncmp(rest, "busy ", 5) == 0;

	ended(d, mem_dup(rest + kind + (rest[kind] == ' ')), true, !mends);
	return true;
}

static bool on_ask(struct desk *d, const char *rest)
{
	struct syncrun *r = d->sync;
	size_t exchanges;

	r->asks = sscanf(rest, "%zu %llu %ld %zu %llu %llu %zu", &r->ask.entries, &r->ask.bytes, &r->ask.seconds, &exchanges,
	                 &r->used, &r->day, &r->ask.files) == 7;
	r->wished = r->shown = false;
	return false;
}

/* Whether a file could be fetched is said to whoever asked for it, whatever he does by now. */
static bool on_fetched(struct desk *d, const char *rest)
{
	(void)rest;
	desk_say(d, "%s", _("附件取到本机了"));
	return true;
}

static bool on_unfetched(struct desk *d, const char *rest)
{
	desk_say(d, "%s", rest);
	d->alarm = true;
	return true;
}

/* This store was an old backup or a copy, and has got back what it lacked. */
static bool on_renewed(struct desk *d, const char *rest)
{
	unsigned number;
	size_t returned, reissued;

	if (sscanf(rest, "%u %zu %zu", &number, &returned, &reissued) != 3)
		return false;
	ended(d, mem_fmt(_("本机的数据是旧的或复制来的，已改为 %u 号窗口，取回 %zu 条，%zu 条换号重报"), number, returned, reissued),
	      false, true);
	return true;
}

static bool on_busy(struct desk *d, const char *rest)
{
	(void)rest;
	d->sync->busy = true;
	return false;
}

static bool on_waiting(struct desk *d, const char *rest)
{
	struct syncrun *r = d->sync;

	long long seconds = 0;

	sscanf(rest, "%7s %lld", r->waits, &seconds);
	r->again = sync_now() + seconds * 1000;
	r->running = false;
	return true;
}

static bool hear(struct desk *d, const char *line)
{
	static const struct { const char *word; bool (*on)(struct desk *d, const char *rest); } words[] = {
		{ "start", on_start }, { "progress", on_progress }, { "done", on_done }, { "stopped", on_stopped },
		{ "failed", on_failed }, { "ask", on_ask }, { "busy", on_busy }, { "waiting", on_waiting },
		{ "renewed", on_renewed },
		{ "fetched", on_fetched }, { "unfetched", on_unfetched },
	};
	size_t n = strcspn(line, " ");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].word) == n && strncmp(words[i].word, line, n) == 0)
			return words[i].on(d, line + n + (line[n] == ' '));
	return false;
}

static void died(struct desk *d, int status)
{
	struct syncrun *r = d->sync;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	r->died = sync_now();
	r->asks = false;
	log_note("sync helper ended with status %d", code);
	if (code == CHILD_NOT_THERE)
		ended(d, mem_dup(_("找不到同步程序 yichuang-sync，请重新安装")), true, true);
	else
		ended(d, mem_dup(_("这次同步没有成功，稍后再试")), true, false);
}

bool sync_poll(struct desk *d)
{
	int status;
	bool gone = child_gone(&d->sync->child, &status), over = gone;
	char *line;

	while (child_line(&d->sync->child, &line)) {
		char *clean = text_clean(line, strlen(line), TEXT_LINE);
		over = hear(d, clean) || over;
		free(clean);
		free(line);
	}
	if (gone) {
		child_leave(&d->sync->child);
		died(d, status);
	}
	start_by_itself(d);
	return over;
}

struct screen *sync_question(struct desk *d, bool busy)
{
	struct syncrun *r = d->sync;

	if (!r->asks || r->shown)
		return NULL;
	r->shown = true;
	if (!busy)
		return sync_open(d);
	/* a window that comes up under somebody's fingers would take what they type for its answer */
	char *how_much = sync_how_much(r);
	desk_say(d, _("%s再按 %s 决定"), how_much, keys_name(ACT_SYNC));
	free(how_much);
	return NULL;
}
