/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's helper that talks to the hub: enrol, sync. A program of its own, so that a dead line never freezes a form. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/log.h"
#include "sync/exchange.h"

struct options {
	bool json, quiet;
};

struct command {
	const char *name;
	const char *usage;
	const char *help;
	int arguments;                                  /* how many must follow */
	int (*run)(struct store *s, const struct options *o, char **arg);
};

/* Say it to the clerk and to the log; gives the exit status. */
static int failed(const struct err *err)
{
	fprintf(stderr, "%s\n", err->say);
	log_err(err);
	return err_exit(err);
}

static int run_enroll(struct store *s, const struct options *o, char **arg)
{
	struct err err = { 0 };
	struct station_self me = { 0 };
	struct kit k;

	if (!kit_read(arg[0], &k, &err))
		return failed(&err);
	bool ok = exchange_enroll(s, &k, &err) && station_self_load(s, &me, &err);
	kit_clear(&k);
	if (ok && !o->quiet)
		printf(_("入网成功：%s %s\n"), me.unit, me.name);
	station_self_clear(&me);
	return ok ? 0 : failed(&err);
}

static void print_json(const struct exchange_result *r)
{
	struct buf out = { 0 };
	struct json j = json_to(&out);

	json_open(&j, '{');
	json_key(&j, "entries_up");
	json_int(&j, (int64_t)r->entries_up);
	json_key(&j, "entries_down");
	json_int(&j, (int64_t)r->entries_down);
	json_key(&j, "bytes_up");
	json_int(&j, (int64_t)r->bytes_up);
	json_key(&j, "bytes_down");
	json_int(&j, (int64_t)r->bytes_down);
	json_key(&j, "exchanges");
	json_int(&j, (int64_t)r->exchanges);
	json_key(&j, "refused");
	json_open(&j, '[');
	for (size_t i = 0; i < r->nrefused; i++) {
		char id[24];    /* as text: a JavaScript reader would round it */
		snprintf(id, sizeof id, "%llu", (unsigned long long)r->refused[i].id);
		json_open(&j, '{');
		json_field(&j, "id", id);
		json_field(&j, "reason", r->refused[i].reason);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(buf_text(&out));
	buf_free(&out);
}

static void print_line(const struct exchange_result *r)
{
	printf(_("报送完成：上报 %zu 条，收到 %zu 条，往返 %zu 次，共 %llu 字节\n"), r->entries_up, r->entries_down,
	       r->exchanges, (unsigned long long)(r->bytes_up + r->bytes_down));
	if (r->nrefused)
		printf(_("其中 %zu 条被县中心退回，请在“待改”里查看原因\n"), r->nrefused);
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

static int run_sync(struct store *s, const struct options *o, char **arg)
{
	struct exchange_result r;
	struct err err = { 0 };

	(void)arg;
	bool ok = exchange_run(s, &r, NULL, NULL, &err);
	if (o->json)
		print_json(&r);         /* of a run that broke off too: what was confirmed stays confirmed */
	else if (ok && !o->quiet)
		print_line(&r);
	if (ok)
		warn_clock(s);
	int status = !ok ? failed(&err) : r.nrefused ? 4 : 0;
	exchange_result_clear(&r);
	return status;
}

static const struct command commands[] = {
	{ "enroll", "enroll KIT", N_("用县中心发的入网包入网"), 1, run_enroll },
	{ "sync", "sync [--json] [--quiet]", N_("把待报的记录报上去，把新的记录取下来"), 0, run_sync },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void print_help(FILE *to)
{
	fputs(_("用法：\n"), to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  yichuang-sync %-26s %s\n", commands[i].usage, _(commands[i].help));
	fputs(_("数据目录由 YICHUANG_HOME 指定。详见 yichuang-sync(7)。\n"), to);
}

static int usage(void)
{
	print_help(stderr);
	return 2;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void open_log(const char *home)
{
	const char *set = conf_get("log.file");
	char *path = *set ? NULL : file_join(home, "yichuang.log");

	if (!log_open(path ? path : set, NULL))
		log_quiet(true);        /* stderr is for talk: warnings still go there */
	free(path);
}

static int run(const struct command *c, const struct options *o, char **arg)
{
	struct err err = { 0 };
	char *home = file_home();
	int status;

	struct store *s = store_open(home, STORE_DESK, true, &err);
	if (s) {
		open_log(home);
		status = c->run(s, o, arg);
		store_close(s);
		log_close();
	} else {
		fprintf(stderr, "%s\n", err.say);
		status = err_exit(&err);
	}
	free(home);
	return status;
}

static const struct option longs[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

int main(int argc, char **argv)
{
	struct options o = { 0 };

	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	for (int c; (c = getopt_long(argc, argv, "jqhV", longs, NULL)) != -1;) {
		switch (c) {
		case 'j': o.json = true; break;
		case 'q': o.quiet = true; break;
		case 'h': print_help(stdout); return 0;
		case 'V': puts("yichuang-sync " VERSION); return 0;
		default: return usage();
		}
	}
	const struct command *c = optind < argc ? find(argv[optind]) : NULL;
	if (!c || argc - optind - 1 != c->arguments)
		return usage();
	return run(c, &o, argv + optind + 1);
}
