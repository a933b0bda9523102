/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's helper that talks to the hub: enrol, sync. A program of its own, so that a dead line never freezes a form. */
#include "yichuang-sync.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "sync/exchange.h"
#include "sync/follow.h"

struct command {
	const char *name;
	const char *mode;                               /* the option that makes it this one; NULL: none */
	const char *usage;
	const char *help;
	int arguments;                                  /* how many must follow; -1: it looks for itself */
	int (*run)(struct store *s, const struct options *o, char **arg);      /* NULL: follows the desk, without a store */
};

int sync_failed(const struct err *err)
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
		return sync_failed(&err);
	bool ok = exchange_enroll(s, &k, &err) && station_self_load(s, &me, &err);
	kit_clear(&k);
	if (ok && !o->quiet)
		printf(_("入网成功：%s %s\n"), me.unit, me.name);
	if (!ok && err.kind == ERR_NET)
		fputs(_("入网包已经存好，有了网络一报送就入网；没有网络也可以用 U 盘：yichuang bundle write\n"), stderr);
	station_self_clear(&me);
	return ok ? 0 : sync_failed(&err);
}

static const struct command commands[] = {
	{ "enroll", NULL, "enroll KIT", N_("用县中心发的入网包入网"), 1, run_enroll },
	{ "sync", NULL, "sync [--files] [--json] [--quiet]", N_("把待报的记录报上去，把新的记录取下来；--files 连留着以后传的附件一起传"), 0, sync_once },
	{ "sync", "preview", "sync --preview [--json]", N_("只算要报多少，不报送"), 0, sync_preview },
	{ "sync", "auto", "sync --auto [--json] [--quiet]", N_("定时运行用：避开安静时段，不超过一天的流量"), 0, sync_auto },
	{ "sync", "follow", "sync --follow", N_("窗口程序用：听吩咐报送，线路连着不断"), 0, NULL },
	{ "fetch", NULL, "fetch DIGEST [--quiet]", N_("把一个附件从县中心取到本机"), 1, sync_fetch },
	{ "bundle", NULL, "bundle write FILE | read FILE...", N_("没有网络时，用 U 盘报送和取回"), -1, sync_bundle },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void print_help(FILE *to)
{
	fputs(_("用法：\n"), to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  yichuang-sync %-32s %s\n", commands[i].usage, _(commands[i].help));
	fputs(_("数据目录由 YICHUANG_HOME 指定。详见 yichuang-sync(7)。\n"), to);
}

static int usage(void)
{
	print_help(stderr);
	return 2;
}

static const struct command *find(const char *name, const char *mode)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *c = &commands[i];
		if (strcmp(c->name, name) == 0 && !c->mode == !mode && (!mode || strcmp(c->mode, mode) == 0))
			return c;
	}
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

static int run_in(const char *home, const struct command *c, const struct options *o, char **arg)
{
	struct err err = { 0 };
	struct store *s = store_open(home, STORE_DESK, true, &err);

	if (!s) {
		fprintf(stderr, "%s\n", err.say);
		return err_exit(&err);
	}
	open_log(home);
	int status = c->run(s, o, arg);
	store_close(s);
	return status;
}

static int run(const struct command *c, const struct options *o, char **arg)
{
	char *home = file_home();
	int status = 0;

	if (c->run) {
		status = run_in(home, c, o, arg);
	} else {
		open_log(home);
		follow_run(home, STDIN_FILENO, STDOUT_FILENO);
	}
	log_close();
	free(home);
	return status;
}

static const struct option longs[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "preview", no_argument, NULL, 'p' },
	{ "auto", no_argument, NULL, 'a' },
	{ "follow", no_argument, NULL, 'f' },
	{ "files", no_argument, NULL, 'F' },
	{ "split", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

int main(int argc, char **argv)
{
	struct options o = { 0 };
	const char *mode = NULL;

	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	for (int c; (c = getopt_long(argc, argv, "jqhV", longs, NULL)) != -1;) {
		switch (c) {
		case 'j': o.json = true; break;
		case 'q': o.quiet = true; break;
		case 'p': mode = "preview"; break;
		case 'a': mode = "auto"; break;
		case 'f': mode = "follow"; break;
		case 'F': o.files = true; break;
		case 's': o.split = optarg; break;
		case 'h': print_help(stdout); return 0;
		case 'V': puts("yichuang-sync " VERSION); return 0;
		default: return usage();
		}
	}
	const struct command *c = optind < argc ? find(argv[optind], mode) : NULL;
	if (!c || (c->arguments >= 0 && argc - optind - 1 != c->arguments))
		return usage();
	return run(c, &o, argv + optind + 1);
}
