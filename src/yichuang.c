/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: with no argument the screens, else one of the commands below (design §7). Data goes to stdout, talk to stderr. */
#include "yichuang.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/desk.h"

struct command {
	const char *name;
	const char *usage;
	const char *help;
	const char *options;            /* letters it takes; NULL: everything goes to a helper as it is */
	int least, most;                /* arguments */
	int (*run)(const struct options *o, int n, char **args);
};

static int usage(const struct command *c)
{
	fprintf(stderr, _("用法：yichuang %s\n"), _(c->usage));
	return EXIT_USAGE;
}

static void print_help(const struct command *c)
{
	printf(_("用法：yichuang %s\n\n%s\n"), _(c->usage), _(c->help));
}

static int run_desk(void)
{
	struct err err = { 0 };
	struct session *s = cli_enter(&err);
	int status = s ? desk_run(s, &err) : err_exit(&err);

	if (err.kind)
		status = cli_failed(&err);
	session_close(s);
	return status;
}

/* What talks to the hub is a program of its own; its exit status is ours. args begins with the command's name. */
static int run_helper(const struct options *o, int n, char **args)
{
	char *program = file_beside("yichuang-sync");
	char **all = mem_zero(((size_t)n + 2) * sizeof *all);
	struct err err = { 0 };

	(void)o;
	all[0] = program;
	memcpy(all + 1, args, (size_t)n * sizeof *all);
	fflush(NULL);
	execv(program, all);
	err_set(&err, ERR_FAILED, _("找不到同步程序 yichuang-sync，请重新安装"));
	err_detail(&err, "%s: %s", program, strerror(errno));
	free(all);
	free(program);
	return cli_failed(&err);
}

static int run_help(const struct options *o, int n, char **args);

/* --- the commands ------------------------------------------------------------------------------------------------------- */

static const struct command commands[] = {
	{ "fill", N_("fill 表 [编号] [栏目=内容]... [--who 姓名]"), N_("不开屏幕填一张表，规则相同；成功时输出记录的编号。"),
	  "w", 1, INT_MAX, run_fill },
	{ "list", N_("list [种类] [栏目=内容]... [--find 文字] [--json|--csv]"),
	  N_("列出记录。可按 view kind step grade type place unit lead result opened_from … due_to 筛选，代码、名称都行。"), "fjc", 0, INT_MAX,
	  run_list },
	{ "show", N_("show 编号 [--json]"), N_("一件记录的内容和经过。"), "j", 1, 1, run_show },
	{ "today", "today [--json]", N_("今天要紧的事：紧急、超期、到期、待分流、待签收、待签发、待回复、待反馈、待回访、积案。"), "j", 0, 0,
	  run_today },
	{ "print", N_("print 函件 编号 [-o 文件]"), N_("按这一件填好一份函件，如 print dispatch 2026-0041；不写文件就输出。"), "o", 2, 2,
	  run_print },
	{ "attach", N_("attach 编号 [文件...] [--send now|later|stick] | attach get 编号 [第几个] [-o 文件或文件夹]"),
	  N_("把文件附在一件记录上；不写文件就列出附件；get 把附件存出来，不在本机的先向县中心取。"), "jowS", 1, INT_MAX, run_attach },
	{ "enroll", N_("enroll 入网包"), N_("用县中心给的入网包，让本机入网。"), NULL, 0, INT_MAX, run_helper },
	{ "sync", N_("sync [--preview] [--files] [--json]"), N_("与县中心交换一次：报上去，取回来；--preview 只算要报多少，--files 连留着以后传的附件一起传。"), NULL, 0, INT_MAX, run_helper },
	{ "bundle", N_("bundle write 文件或文件夹 [--split 大小] | bundle read 文件或文件夹..."),
	  N_("没有网络时用 U 盘：write 把待报的写成 U 盘包，read 读县中心的回执和新记录。"), NULL, 0, INT_MAX, run_helper },
	{ "verify", "verify", N_("逐条核对本机的全部数据。"), "", 0, 0, run_verify },
	{ "rebuild", "rebuild", N_("从台账重新生成列表和检索。"), "", 0, 0, run_rebuild },
	{ "backup", N_("backup 文件"), N_("把本机的全部数据备份成一个文件，窗口开着也行。"), "", 1, 1, run_backup },
	{ "restore", N_("restore 文件"), N_("把备份恢复到空的数据目录；有数据的不会动它。"), "", 1, 1, run_restore },
	{ "lint", N_("lint [路径]"), N_("检查表单和代码表，指出文件、行、节和键；省略路径就查随程序带的。"), "", 0, 1, run_lint },
	{ "doctor", "doctor", N_("体检：文字、时钟、磁盘、数据、入网、表单、同步，有问题就说怎么办。"), "", 0, 0, run_doctor },
	{ "help", N_("help [命令]"), N_("说明。"), "", 0, 1, run_help },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	struct err err = { 0 };

	err_set(&err, ERR_USAGE, _("没有“%s”这个命令，yichuang help 列出全部"), name);
	return cli_failed(&err);
}

static void print_overview(void)
{
	fputs(_("用法：yichuang            打开窗口\n      yichuang 命令 ...\n\n"), stdout);
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  yichuang %s\n      %s\n", _(commands[i].usage), _(commands[i].help));
	fputs(_("\n  -h, --help     说明\n  -V, --version  版本\n\n"
	        "退出状态：0 成功 1 没做成 2 用法不对 3 没通过检查 4 有被县中心退回的 6 连不上 7 身份或加密 8 数据损坏\n"), stdout);
}

static int run_help(const struct options *o, int n, char **args)
{
	const struct command *about = n ? find_command(args[0]) : NULL;

	(void)o;
	if (n && !about)
		return unknown(args[0]);
	if (about)
		print_help(about);
	else
		print_overview();
	return 0;
}

static const struct option longs[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "csv", no_argument, NULL, 'c' },
	{ "find", required_argument, NULL, 'f' },
	{ "who", required_argument, NULL, 'w' },
	{ "output", required_argument, NULL, 'o' },
	{ "send", required_argument, NULL, 'S' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int run(const struct command *c, int argc, char **argv)
{
	struct options o = { .find = "", .who = "", .output = "", .send = "" };

	if (!c->options && (argc < 2 || (strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "-h") != 0)))
		return c->run(&o, argc, argv);
	for (int letter; (letter = getopt_long(argc, argv, "jcf:w:o:h", longs, NULL)) != -1;) {
		if (letter == 'h') {
			print_help(c);
			return 0;
		}
		if (!c->options || !strchr(c->options, letter))
			return usage(c);
		switch (letter) {
		case 'j': o.json = true; break;
		case 'c': o.csv = true; break;
		case 'f': o.find = optarg; break;
		case 'o': o.output = optarg; break;
		case 'S': o.send = optarg; break;
		default: o.who = optarg; break;
		}
	}
	int n = argc - optind;
	for (int i = 1; i < argc; i++)
		if (!text_valid(argv[i], strlen(argv[i]))) {
			struct err err = { 0 };

			err_set(&err, ERR_USAGE, _("第 %d 个参数不是 UTF-8 文字"), i);
			return cli_failed(&err);
		}
	return n < c->least || n > c->most ? usage(c) : c->run(&o, n, argv + optind);
}

int main(int argc, char **argv)
{
	i18n_init();
	crypto_init();
	conf_load(cli_fault, NULL);
	if (argc < 2)
		return run_desk();
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("yichuang " VERSION);
		return 0;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_overview();
		return 0;
	}
	const struct command *c = find_command(argv[1]);
	int status = c ? run(c, argc - 1, argv + 1) : unknown(argv[1]);

	log_close();
	return status;
}
