/* SPDX-License-Identifier: Apache-2.0 */
/* `sync`: one run for whoever called, what it would send, and the run of a timer. */
#include "yichuang-sync.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/type.h"
#include "sync/exchange.h"
#include "sync/files.h"
#include "sync/preview.h"
#include "work/attach.h"

static void number(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_int(j, (int64_t)v);
}

static void print(struct json *j)
{
	puts(buf_text(j->out));
	buf_free(j->out);
}

/* --- what came of a run --------------------------------------------------------------------------------------------- */

/* Nothing left to say where it cannot be found out: another command will say why. */
static struct attach_left left_of(struct store *s)
{
	struct attach_left left;

	attach_left(s, &left, NULL);
	return left;
}

static void print_json(struct store *s, const struct exchange_result *r)
{
	static const char *const ends[] = { [EXCHANGE_ALL] = "all", [EXCHANGE_STOPPED] = "stopped", [EXCHANGE_QUIET] = "quiet",
	                                    [EXCHANGE_DAY] = "day" };
	struct attach_left files = left_of(s);
	struct buf out = { 0 };
	struct json j = json_to(&out);

	json_open(&j, '{');
	number(&j, "entries_up", r->entries_up);
	number(&j, "entries_down", r->entries_down);
	number(&j, "bytes_up", r->bytes_up);
	number(&j, "bytes_down", r->bytes_down);
	number(&j, "exchanges", r->exchanges);
	json_key(&j, "refused");
	json_open(&j, '[');
	for (size_t i = 0; i < r->nrefused; i++) {
		char id[24];    /* as text: a JavaScript reader would round it */
		snprintf(id, sizeof id, "%" PRIu64, r->refused[i].id);
		json_open(&j, '{');
		json_field(&j, "id", id);
		json_field(&j, "reason", r->refused[i].reason);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	if (r->renewed) {
		number(&j, "renewed", r->renewed);
		number(&j, "returned", r->returned);
		number(&j, "reissued", r->reissued);
	}
	json_field(&j, "end", ends[r->end]);
	number(&j, "left", r->left);
	number(&j, "retry_after", (uint64_t)r->retry_after);
	number(&j, "files_up", r->files_up);
	number(&j, "files_bad", r->files_bad);
	number(&j, "files_refused", r->files_refused);
	number(&j, "files_left", files.now);
	number(&j, "files_later", files.later);
	json_close(&j, '}');
	print(&j);
}

static void print_files(struct store *s, const struct exchange_result *r)
{
	struct attach_left left = left_of(s);
	char size[TYPE_FILE_SIZE];

	if (r->files_up)
		printf(_("传上附件 %zu 个\n"), r->files_up);
	if (r->files_refused)
		printf(_("有 %zu 个附件县中心没有收，见那一件的经过\n"), r->files_refused);
	if (r->files_bad)
		printf(_("有 %zu 个附件在本机上被改动过或丢失，没有传；请把原来的文件再附一次\n"), r->files_bad);
	type_file_size(left.later_bytes, size);
	if (left.later)
		printf(_("另有 %zu 个附件（%s）留着以后传或等 U 盘：yichuang sync --files 现在就传\n"), left.later, size);
}

static void print_line(struct store *s, const struct exchange_result *r)
{
	printf(_("报送完成：上报 %zu 条，收到 %zu 条，往返 %zu 次，共 %llu 字节\n"), r->entries_up, r->entries_down,
	       r->exchanges, (unsigned long long)(r->bytes_up + r->bytes_down));
	if (r->renewed)
		printf(_("本机的数据是旧备份或复制来的，已换成新的窗口号 %u：从县中心取回 %zu 条，没有报过的 %zu 条换了编号重报\n"),
		       station_desk(r->renewed), r->returned, r->reissued);
	if (r->nrefused)
		printf(_("其中 %zu 条被县中心退回，请在“待改”里查看原因\n"), r->nrefused);
	print_files(s, r);
}

static void print_end(struct store *s, const struct exchange_result *r)
{
	if (r->end == EXCHANGE_QUIET)
		puts(_("现在是安静时段，不自动报送"));
	else if (r->end == EXCHANGE_DAY)
		puts(_("今天自动报送的流量已经用完，明天再报"));
	else
		print_line(s, r);
}

/* Seconds that matter: due dates and the order of what two desks write hang on the clock. */
#define CLOCK_OFF 300

static void warn_clock(struct store *s)
{
	char *note = store_note(s, "sync.clock_ahead");
	long ahead = note ? strtol(note, NULL, 10) : 0;

	free(note);
	if (ahead > CLOCK_OFF)
		fprintf(stderr, _("注意：本机时间比县中心快 %ld 分钟，请校准\n"), ahead / 60);
	else if (ahead < -CLOCK_OFF)
		fprintf(stderr, _("注意：本机时间比县中心慢 %ld 分钟，请校准\n"), -ahead / 60);
}

static int finish(struct store *s, const struct options *o, const struct exchange_result *r, bool ok, const struct err *err)
{
	if (o->json)
		print_json(s, r);          /* of a run that broke off too: what was confirmed stays confirmed */
	else if (ok && !o->quiet)
		print_end(s, r);
	if (ok)
		warn_clock(s);
	return !ok ? sync_failed(err) : r->nrefused ? 4 : 0;
}

/* --- a person's run ------------------------------------------------------------------------------------------------- */

static void say_used(struct store *s)
{
	uint64_t day = pace_from_conf().day;
	char *note = store_note(s, "sync.day");

	if (day)
		fprintf(stderr, _("今天已用 %llu KB，限 %llu KB\n"),
		        (unsigned long long)(pace_day_used(note, clock_today()) >> 10), (unsigned long long)(day >> 10));
	free(note);
}

int sync_once(struct store *s, const struct options *o, char **arg)
{
	const struct exchange_how how = { .files = o->files };
	struct exchange_result r;
	struct err err = { 0 };

	(void)arg;
	if (!o->quiet)
		say_used(s);
	bool ok = exchange_run_as(s, &how, &r, &err);
	int status = finish(s, o, &r, ok, &err);

	exchange_result_clear(&r);
	return status;
}

/* --- a timer's run -------------------------------------------------------------------------------------------------- */

static bool due(struct store *s, const struct pace *set)
{
	char *note = store_note(s, "sync.last_ok");
	int64_t last = note ? strtoll(note, NULL, 10) : 0;

	free(note);
	return pace_timer_due(set, clock_ms(), last, exchange_waiting(s) > 0);
}

/* Where another run is on, or was a short while ago, there is nothing to do and nothing to say. */
int sync_auto(struct store *s, const struct options *o, char **arg)
{
	struct pace set = pace_from_conf();
	const struct exchange_how how = { .itself = &set };
	struct exchange_result r = { 0 };
	struct err err = { 0 };
	bool ok = true, ran = due(s, &set);

	(void)arg;
	if (ran)
		ok = exchange_run_as(s, &how, &r, &err);
	if (!ok && err.kind == ERR_BUSY)
		ran = false;
	int status = ran || o->json ? finish(s, o, &r, ok || !ran, &err) : 0;

	exchange_result_clear(&r);
	return status;
}

/* --- what a run would send ------------------------------------------------------------------------------------------ */

static void print_preview_json(const struct preview *p)
{
	struct buf out = { 0 };
	struct json j = json_to(&out);

	json_open(&j, '{');
	number(&j, "entries", p->entries);
	number(&j, "files", p->files);
	number(&j, "file_bytes", p->file_bytes);
	number(&j, "bytes", p->bytes);
	number(&j, "exchanges", p->exchanges);
	json_key(&j, "seconds");
	if (p->seconds < 0)
		json_null(&j);
	else
		json_int(&j, p->seconds);
	json_key(&j, "whole");
	json_bool(&j, p->whole);
	number(&j, "used_today", p->used);
	number(&j, "day_limit", p->day);
	json_close(&j, '}');
	print(&j);
}

static char *duration(long seconds)
{
	if (seconds < 60)
		return mem_fmt(_("%ld 秒"), seconds > 1 ? seconds : 1);
	if (seconds < 3600)
		return mem_fmt(_("%ld 分钟"), (seconds + 30) / 60);
	return mem_fmt(_("%ld 小时 %ld 分钟"), seconds / 3600, seconds % 3600 / 60);
}

static void print_preview(const struct preview *p)
{
	if (!p->entries && !p->files) {
		puts(_("没有要报的，只会问县中心有没有新的"));
		return;
	}
	printf(_("要报 %zu 条，"), p->entries);
	if (p->files)
		printf(_("文件 %zu 个，"), p->files);
	printf(_("约 %llu KB，往返约 %zu 次"), (unsigned long long)((p->bytes + 1023) >> 10), p->exchanges);
	if (p->seconds >= 0) {
		char *time = duration(p->seconds);
		printf(_("，按上次的线路约 %s"), time);
		free(time);
	}
	putchar('\n');
	if (p->day)
		printf(_("今天已用 %llu KB，限 %llu KB\n"), (unsigned long long)(p->used >> 10),
		       (unsigned long long)(p->day >> 10));
}

int sync_preview(struct store *s, const struct options *o, char **arg)
{
	struct preview p;
	struct err err = { 0 };

	(void)arg;
	if (!preview_run(s, &p, &err))
		return sync_failed(&err);
	if (o->json)
		print_preview_json(&p);
	else
		print_preview(&p);
	return 0;
}

/* --- one file ------------------------------------------------------------------------------------------------------- */

int sync_fetch(struct store *s, const struct options *o, char **arg)
{
	const struct exchange_how how = { 0 };
	unsigned char digest[CRYPTO_HASH];
	struct exchange_result r = { 0 };
	struct err err = { 0 };
	bool ok = (strlen(arg[0]) == 2 * CRYPTO_HASH && crypto_unhex(digest, sizeof digest, arg[0])) ||
	          err_set(&err, ERR_USAGE, _("要写附件的摘要，64 位十六进制数"));

	ok = ok && files_fetch(s, digest, &how, &r, &err);
	if (ok && !o->quiet)
		puts(_("取到本机了"));
	exchange_result_clear(&r);
	return ok ? 0 : sync_failed(&err);
}
