/* SPDX-License-Identifier: Apache-2.0 */
/* The county hub: the server, and the commands that run it. Each command is a row of the table below. */
#include "yichuang-hub.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "hub/hub.h"
#include "hub/office.h"
#include "hub/publish.h"
#include "hub/server.h"

struct command {
	const char *name;
	const char *usage;              /* what follows the name */
	const char *help;
	const char *options;            /* letters of the long options it takes */
	int least, most;                /* arguments behind DIR */
	int (*run)(const struct args *a);
};

int hub_failed(const struct err *err)
{
	fprintf(stderr, "%s\n", err->say);
	if (err->detail[0])
		log_note("%s", err->detail);
	return err_exit(err);
}

static void report_fault(void *arg, const struct ini_fault *f)
{
	(void)arg;
	fprintf(stderr, "%s", f->file);
	if (f->line)
		fprintf(stderr, ":%d", f->line);
	if (*f->section)
		fprintf(stderr, " [%s]", f->section);
	if (*f->key)
		fprintf(stderr, " %s", f->key);
	fprintf(stderr, ": %s\n", f->say);
}

/* --- making and running ---------------------------------------------------------------------------------------------- */

static bool county_id(const char *text, unsigned *id, struct err *err)
{
	char *end;
	unsigned long v = text ? strtoul(text, &end, 10) : 0;

	*id = (unsigned)v;
	if (!text || (*text >= '0' && *text <= '9' && !*end && v >= 1 && v <= 0x1fff))
		return true;
	return err_set(err, ERR_USAGE, _("县编号应是 1 到 8191 之间的数：%s"), text);
}

static int run_init(const struct args *a)
{
	struct hub_plan plan = { .county = a->county, .url = a->url, .practice = a->practice };
	struct err err = { 0 };

	if (!a->county || !a->url) {
		err_set(&err, ERR_USAGE, _("init 需要 --county 和 --url"));
		return hub_failed(&err);
	}
	if (!county_id(a->county_id, &plan.county_number, &err) || !hub_init(a->dir, &plan, report_fault, NULL, &err))
		return hub_failed(&err);
	fprintf(stderr, _("县中心已建在 %s，下一步：yichuang-hub kit 发入网包，yichuang-hub serve 开始服务\n"), a->dir);
	return 0;
}

static int run_serve(const struct args *a)
{
	struct err err = { 0 };
	struct address listen;
	struct hub *h = hub_open(a->dir, &err);

	bool ok = h && (a->listen ? address_of_listen(a->listen, &listen, &err) : address_of_url(h->self.url, &listen, &err));
	if (ok && !a->listen)
		snprintf(listen.host, sizeof listen.host, "127.0.0.1");
	ok = ok && hub_route_published(h, &err) && server_run(h, &listen, &err);
	hub_close(h);
	return ok ? 0 : hub_failed(&err);
}

static int run_kit(const struct args *a)
{
	struct err err = { 0 };

	if (!a->unit || !a->output) {
		err_set(&err, ERR_USAGE, _("kit 需要 --unit 和 -o"));
		return hub_failed(&err);
	}
	struct hub *h = hub_open(a->dir, &err);
	bool ok = h && hub_kit(h, a->unit, a->name ? a->name : "", a->output, &err);
	hub_close(h);
	return ok ? 0 : hub_failed(&err);
}

static int run_publish(const struct args *a)
{
	struct err err = { 0 };
	size_t n = 0;
	struct hub *h = hub_open(a->dir, &err);

	bool ok = h && hub_publish(h, a->rest[0], report_fault, NULL, &n, &err);
	hub_close(h);
	if (!ok)
		return hub_failed(&err);
	printf(_("发布了 %zu 个文件\n"), n);
	return 0;
}

/* --- asking ---------------------------------------------------------------------------------------------------------- */

static enum office_shape shape(const struct args *a)
{
	return a->json ? OFFICE_JSON : a->csv ? OFFICE_CSV : OFFICE_TEXT;
}

typedef bool question(struct hub *h, const struct args *a, struct buf *out, struct err *err);

/* Put it to the hub of this folder; print what comes out, or say why nothing does. */
static int ask(const struct args *a, question *put)
{
	struct err err = { 0 };
	struct buf out = { 0 };
	struct hub *h = hub_open(a->dir, &err);

	bool ok = h && put(h, a, &out, &err);
	hub_close(h);
	if (ok) {
		fwrite(buf_text(&out), 1, out.len, stdout);
		if (out.len && out.data[out.len - 1] != '\n')
			putchar('\n');
	}
	buf_free(&out);
	return ok ? 0 : hub_failed(&err);
}

static bool list(struct hub *h, const struct args *a, struct buf *out, struct err *err)
{
	struct office_query q = { .find = a->find, .args = a->rest, .nargs = a->nrest, .shape = shape(a) };

	return office_list(h, &q, out, err);
}

static bool show(struct hub *h, const struct args *a, struct buf *out, struct err *err)
{
	return office_show(h, a->rest[0], shape(a), out, err);
}

static bool today(struct hub *h, const struct args *a, struct buf *out, struct err *err)
{
	return office_today(h, shape(a), out, err);
}

static bool stations(struct hub *h, const struct args *a, struct buf *out, struct err *err)
{
	return office_stations(h, shape(a), out, err);
}

static bool attach(struct hub *h, const struct args *a, struct buf *out, struct err *err)
{
	if (a->nrest == 1 && !a->output)
		return office_attachments(h, a->rest[0], shape(a), out, err);
	struct buf path = { 0 };
	bool ok = office_attachment(h, a->rest[0], a->nrest > 1 ? a->rest[1] : NULL, a->output ? a->output : "", &path, err);
	char *clean = text_clean(buf_text(&path), path.len, TEXT_LINE);

	buf_puts(out, clean);
	free(clean);
	buf_free(&path);
	return ok;
}

static int run_attach(const struct args *a)
{
	return ask(a, attach);
}

static int run_list(const struct args *a)
{
	return ask(a, list);
}

static int run_show(const struct args *a)
{
	return ask(a, show);
}

static int run_today(const struct args *a)
{
	return ask(a, today);
}

static int run_stations(const struct args *a)
{
	return ask(a, stations);
}

static int run_revoke(const struct args *a)
{
	struct err err = { 0 };
	struct hub *h = hub_open(a->dir, &err);

	bool ok = h && office_revoke(h, a->rest[0], &err);
	hub_close(h);
	return ok ? 0 : hub_failed(&err);
}

static void print_fault(void *arg, const char *sentence)
{
	(void)arg;
	fprintf(stderr, "%s\n", sentence);
}

static int run_verify(const struct args *a)
{
	struct err err = { 0 };
	size_t faults = 0;
	struct hub *h = hub_open(a->dir, &err);

	bool ok = h && store_verify(h->store, &faults, print_fault, NULL, &err);
	hub_close(h);
	if (!ok)
		return hub_failed(&err);
	if (faults) {
		err_set(&err, ERR_STORE, _("查出 %zu 处问题，请联系管理员并保留备份"), faults);
		return hub_failed(&err);
	}
	puts(_("数据完好"));
	return 0;
}

/* --- the table ------------------------------------------------------------------------------------------------------- */

static const struct command commands[] = {
	{ "init", "DIR --county CODE --url https://HOST:PORT [--county-id N] [--practice]",
	  N_("建立县中心：证书、密钥、数据库，发布随程序的表格"), "cIup", 0, 0, run_init },
	{ "kit", "DIR --unit CODE [--name TEXT] -o FILE",
	  N_("发一个入网包，供该单位的一台机器入网一次"), "Uno", 0, 0, run_kit },
	{ "serve", "DIR [--listen ADDR:PORT]", N_("开始服务；默认在 127.0.0.1 上用地址里的端口"), "l", 0, 0, run_serve },
	{ "list", "DIR [KIND] [KEY=VALUE]... [--find TEXT] [--json|--csv]", N_("列出全县的记录"), "fjv", 0, 64, run_list },
	{ "show", "DIR NO [--json]", N_("一条记录的内容和经过"), "j", 1, 1, run_show },
	{ "attach", "DIR NO [--json] | DIR NO [N] -o FILE", N_("一条记录的附件；或者把第 N 个存成文件"), "jo", 1, 2, run_attach },
	{ "today", "DIR [--json]", N_("全县要紧的事：超期、到期、待签收、待回复、待回访……"), "j", 0, 0, run_today },
	{ "stations", "DIR [--json]", N_("登记的机器，各收到第几条、何时来过"), "j", 0, 0, run_stations },
	{ "bundle", "read DIR FILE... [-o REPLY] | write DIR --station N -o FILE [--split SIZE]",
	  N_("没有网络的机器用 U 盘：收它写的 U 盘包，写给它回执和新记录；FILE 可以是文件夹"), "osS", 1, 1000, hub_bundle },
	{ "publish", "DIR PATH", N_("检查并发布表格和代码表：文件夹或单个文件"), "", 1, 1, run_publish },
	{ "revoke", "DIR STATION", N_("停用一台机器"), "", 1, 1, run_revoke },
	{ "verify", "DIR", N_("检查每条链、每条记录"), "", 0, 0, run_verify },
	{ "backup", "DIR FILE", N_("把数据、证书和密钥备份成一个文件，不用停止服务"), "", 1, 1, hub_run_backup },
	{ "restore", "DIR FILE", N_("把备份恢复到一个空文件夹，各窗口会把备份以后的带回来"), "", 1, 1, hub_run_restore },
	{ "recover", "DIR [STATION]", N_("恢复以后：再也不会来的机器，收下别的窗口带来的它的记录；不写机器就列出有哪些"), "", 0, 1, hub_run_recover },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static const struct option longs[] = {
	{ "county", required_argument, NULL, 'c' },
	{ "county-id", required_argument, NULL, 'I' },
	{ "url", required_argument, NULL, 'u' },
	{ "practice", no_argument, NULL, 'p' },
	{ "unit", required_argument, NULL, 'U' },
	{ "name", required_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "listen", required_argument, NULL, 'l' },
	{ "find", required_argument, NULL, 'f' },
	{ "station", required_argument, NULL, 's' },
	{ "split", required_argument, NULL, 'S' },
	{ "json", no_argument, NULL, 'j' },
	{ "csv", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static void print_help(FILE *to)
{
	fputs(_("用法：\n"), to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  yichuang-hub %s %s\n      %s\n", commands[i].name, commands[i].usage, _(commands[i].help));
	fputs(_("详见 yichuang-hub(8)。\n"), to);
}

static int usage(const struct command *c)
{
	if (c)
		fprintf(stderr, _("用法：yichuang-hub %s %s\n"), c->name, c->usage);
	else
		print_help(stderr);
	return 2;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; name && i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void take(struct args *a, int option)
{
	switch (option) {
	case 'c': a->county = optarg; break;
	case 'I': a->county_id = optarg; break;
	case 'u': a->url = optarg; break;
	case 'p': a->practice = true; break;
	case 'U': a->unit = optarg; break;
	case 'n': a->name = optarg; break;
	case 'o': a->output = optarg; break;
	case 'l': a->listen = optarg; break;
	case 'f': a->find = optarg; break;
	case 's': a->station = optarg; break;
	case 'S': a->split = optarg; break;
	case 'j': a->json = true; break;
	case 'v': a->csv = true; break;
	}
}

/* Options may stand anywhere behind the command; only those of the command are known. */
static int run(const struct command *c, int argc, char **argv)
{
	struct args a = { 0 };

	for (int option; (option = getopt_long(argc, argv, "o:h", longs, NULL)) != -1;) {
		if (option == 'h') {
			printf(_("用法：yichuang-hub %s %s\n"), c->name, c->usage);
			return 0;
		}
		if (option == '?' || !strchr(c->options, option))
			return usage(c);
		take(&a, option);
	}
	a.nrest = argc - optind - 1;
	if (a.nrest < c->least || a.nrest > c->most || (a.json && a.csv))
		return usage(c);
	a.dir = argv[optind];
	a.rest = argv + optind + 1;
	return c->run(&a);
}

int main(int argc, char **argv)
{
	i18n_init();
	crypto_init();
	conf_load(report_fault, NULL);

	const char *first = argc > 1 ? argv[1] : NULL;
	if (first && (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)) {
		print_help(stdout);
		return 0;
	}
	if (first && (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)) {
		puts("yichuang-hub " VERSION);
		return 0;
	}
	const struct command *c = find(first);
	return c ? run(c, argc - 1, argv + 1) : usage(NULL);
}
