/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: with no argument the screens, else one of the commands below (design §7). Data goes to stdout, talk to stderr. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
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
#include "desk/term.h"
#include "work/doctor.h"
#include "work/fill.h"
#include "work/find.h"
#include "work/lint.h"

#define EXIT_USAGE 2
#define EXIT_REFUSED 3
#define EXIT_DAMAGED 8

struct options {
	bool json, csv;
	const char *find, *who;
};

struct command {
	const char *name;
	const char *usage;
	const char *help;
	const char *options;            /* letters it takes; NULL: everything goes to a helper as it is */
	int least, most;                /* arguments */
	int (*run)(const struct options *o, int n, char **args);
};

/* --- saying things ------------------------------------------------------------------------------------------------------ */

/* One line for people, with nothing in it that could drive their terminal. */
static void say(FILE *to, const char *text)
{
	char *clean = text_clean(text, strlen(text), TEXT_LINE);

	fprintf(to, "%s\n", clean);
	free(clean);
}

static int failed(const struct err *err)
{
	say(stderr, err->say);
	if (*err->detail)
		log_err(err);
	return err_exit(err);
}

static int usage(const struct command *c)
{
	fprintf(stderr, _("用法：yichuang %s\n"), _(c->usage));
	return EXIT_USAGE;
}

static void print_help(const struct command *c)
{
	printf(_("用法：yichuang %s\n\n%s\n"), _(c->usage), _(c->help));
}

/* All of `out` to stdout; a full disk or a closed pipe is no success. */
static int print(struct buf *out)
{
	bool good = out->len == 0 || fwrite(out->data, 1, out->len, stdout) == out->len;

	good = fflush(stdout) == 0 && good;
	buf_free(out);
	if (good)
		return 0;
	struct err err = { 0 };
	err_set(&err, ERR_FAILED, _("结果没有写完：%s"), strerror(errno));
	return failed(&err);
}

static void fault_to_stderr(void *arg, const struct ini_fault *f)
{
	char *where = lint_sentence(f);

	(void)arg;
	say(stderr, where);
	free(where);
}

/* --- the session ------------------------------------------------------------------------------------------------------- */

static void open_log(const char *home)
{
	const char *set = conf_get("log.file");
	char *path = *set ? mem_dup(set) : file_join(home, "yichuang.log");

	/* without a log the desk still works; what it would have said goes to stderr */
	log_open(path, NULL);
	free(path);
}

static struct session *enter(struct err *err)
{
	char *home = file_home();
	struct session *s = NULL;

	if (file_make_dir(home, err)) {
		open_log(home);
		s = session_open(home, NULL, NULL, err);
	}
	free(home);
	return s;
}

static struct find_view view_of(const struct session *s, bool masked)
{
	return (struct find_view){
		.store = s->store, .book = s->book, .self = s->self.number, .acked = s->self.acked,
		.unit = s->unit, .masked = masked,
	};
}

static int run_desk(void)
{
	struct err err = { 0 };
	struct session *s = enter(&err);
	int status = s ? desk_run(s, &err) : err_exit(&err);

	if (err.kind)
		status = failed(&err);
	session_close(s);
	return status;
}

/* --- fill ------------------------------------------------------------------------------------------------------------- */

static void say_fault(const struct fill *f, const char *key, const char *sentence)
{
	char *label = *key ? fill_label(f, key) : NULL;
	char *line = label ? mem_fmt(_("%s：%s"), label, sentence) : mem_dup(sentence);

	say(stderr, line);
	free(line);
	free(label);
}

static int save(struct fill *f)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	bool good = fill_save(f, &faults, &err);

	for (size_t i = 0; i < faults.n; i++)
		say_fault(f, faults.list[i].key, faults.list[i].say);
	faults_free(&faults);
	if (!good)
		return failed(&err);
	printf("%s\n", fill_no(f));
	return fflush(stdout) == 0 ? 0 : 1;
}

static int fill_in(struct session *s, const char *form, char **args, int n)
{
	struct err err = { 0 };
	uint64_t record = 0;
	int first = 0, status = 0;

	if (!book_form(s->book, form)) {
		err_set(&err, ERR_USAGE, _("没有“%s”这张表"), form);
		return failed(&err);
	}
	if (n && !strchr(args[0], '=')) {
		if (!(record = session_record(s, args[0], &err)))
			return failed(&err);
		first = 1;
	}
	struct fill *f = fill_open(s, form, record, &err);
	if (!f)
		return failed(&err);
	for (int i = first; i < n; i++) {
		char *key, *sentence;

		if (!fill_pair(f, args[i], &key, &sentence)) {
			say_fault(f, key, sentence);
			status = EXIT_USAGE;
		}
		free(key);
		free(sentence);
	}
	if (!status)
		status = save(f);
	fill_close(f);
	return status;
}

static int run_fill(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = enter(&err);

	if (!s)
		return failed(&err);
	session_as(s, o->who);
	int status = fill_in(s, args[0], args + 1, n - 1);
	session_close(s);
	return status;
}

/* --- list, show -------------------------------------------------------------------------------------------------------- */

typedef void list_writer(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);

static int list_records(struct session *s, char **args, int n, const char *find, list_writer *write)
{
	struct record_filter f = { .find = find };
	struct record **list = NULL;
	struct err err = { 0 };
	struct buf out = { 0 };
	size_t count = 0;
	bool good = find_filter_args(&f, s->book, args, n, &err) && find_all(s->store, &f, &list, &count, &err);

	if (good) {
		struct find_view v = view_of(s, write == find_list_text);

		write(&v, list, count, &out);
	}
	record_list_free(list, count);
	find_filter_free(&f);
	return good ? print(&out) : failed(&err);
}

static int run_list(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = enter(&err);

	if (!s)
		return failed(&err);
	int status = list_records(s, args, n, o->find, o->json ? find_list_json : o->csv ? find_list_csv : find_list_text);
	session_close(s);
	return status;
}

static int run_show(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct buf out = { 0 };
	struct session *s = enter(&err);
	uint64_t record = s ? session_record(s, args[0], &err) : 0;
	bool good = false;

	(void)n;
	if (record) {
		struct find_view v = view_of(s, !o->json);

		good = (o->json ? find_show_json : find_show_text)(&v, record, &out, &err);
	}
	session_close(s);
	return good ? print(&out) : failed(&err);
}

/* --- care of the store ------------------------------------------------------------------------------------------------- */

static void say_line(void *arg, const char *sentence)
{
	(void)arg;
	say(stdout, sentence);
}

static int run_verify(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	size_t faults = 0;
	struct session *s = enter(&err);

	(void)o, (void)n, (void)args;
	bool good = s && store_verify(s->store, &faults, say_line, NULL, &err);
	session_close(s);
	if (!good)
		return failed(&err);
	if (faults)
		printf(_("查出 %zu 处不对\n"), faults);
	else
		puts(_("每一条都核对过，没有不对的地方"));
	return faults ? EXIT_DAMAGED : 0;
}

static void say_progress(void *arg, size_t done, size_t all)
{
	(void)arg;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu / %zu", done, all);
}

static int run_rebuild(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = enter(&err);

	(void)o, (void)n, (void)args;
	bool good = s && store_rebuild(s->store, say_progress, NULL, &err);
	session_close(s);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return good ? 0 : failed(&err);
}

static void say_finding(void *arg, bool good, const char *what, const char *sentence)
{
	char *line = mem_fmt("%s %s：%s", good ? "✓" : "✗", what, sentence);

	(void)arg;
	say(stdout, line);
	free(line);
}

static int run_doctor(const struct options *o, int n, char **args)
{
	char *home = file_home();
	int wrong = doctor(home, say_finding, NULL);

	(void)o, (void)n, (void)args;
	free(home);
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		bool silent;
		int columns = term_probe(500, &silent);
		char *width = silent ? mem_dup(_("终端没有回答“●”这类符号占几列，按 1 列算")) : mem_fmt(_("“●”这类符号占 %d 列"), columns);

		say_finding(NULL, true, _("终端"), width);
		free(width);
	}
	return wrong ? 1 : 0;
}

static int run_lint(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	size_t faults = 0;
	char *path = n ? mem_dup(args[0]) : file_share();

	(void)o;
	bool good = lint_path(path, fault_to_stderr, NULL, &faults, &err);
	free(path);
	if (!good)
		return failed(&err);
	if (faults)
		fprintf(stderr, _("有 %zu 处要改\n"), faults);
	else
		puts(_("没有写错的地方"));
	return faults ? EXIT_REFUSED : 0;
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
	return failed(&err);
}

static int run_help(const struct options *o, int n, char **args);

/* --- the commands ------------------------------------------------------------------------------------------------------- */

static const struct command commands[] = {
	{ "fill", N_("fill 表 [编号] [栏目=内容]... [--who 姓名]"), N_("不开屏幕填一张表，规则相同；成功时输出记录的编号。"),
	  "w", 1, INT_MAX, run_fill },
	{ "list", N_("list [种类] [栏目=内容]... [--find 文字] [--json|--csv]"),
	  N_("列出记录。可按 kind step grade type place unit opened_from opened_to 筛选，代码、名称都行。"), "fjc", 0, INT_MAX, run_list },
	{ "show", N_("show 编号 [--json]"), N_("一件记录的内容和经过。"), "j", 1, 1, run_show },
	{ "enroll", N_("enroll 入网包"), N_("用县中心给的入网包，让本机入网。"), NULL, 0, INT_MAX, run_helper },
	{ "sync", N_("sync [--json]"), N_("与县中心交换一次：报上去，取回来。"), NULL, 0, INT_MAX, run_helper },
	{ "verify", "verify", N_("逐条核对本机的全部数据。"), "", 0, 0, run_verify },
	{ "rebuild", "rebuild", N_("从台账重新生成列表和检索。"), "", 0, 0, run_rebuild },
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
	return failed(&err);
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
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int run(const struct command *c, int argc, char **argv)
{
	struct options o = { .find = "", .who = "" };

	if (!c->options && (argc < 2 || (strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "-h") != 0)))
		return c->run(&o, argc, argv);
	for (int letter; (letter = getopt_long(argc, argv, "jcf:w:h", longs, NULL)) != -1;) {
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
		default: o.who = optarg; break;
		}
	}
	int n = argc - optind;
	for (int i = 1; i < argc; i++)
		if (!text_valid(argv[i], strlen(argv[i]))) {
			struct err err = { 0 };

			err_set(&err, ERR_USAGE, _("第 %d 个参数不是 UTF-8 文字"), i);
			return failed(&err);
		}
	return n < c->least || n > c->most ? usage(c) : c->run(&o, n, argv + optind);
}

int main(int argc, char **argv)
{
	i18n_init();
	crypto_init();
	conf_load(fault_to_stderr, NULL);
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
