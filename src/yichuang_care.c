/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that look after the store and the forms: verify, rebuild, doctor, lint. */
#include "yichuang.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "desk/term.h"
#include "work/doctor.h"
#include "work/lint.h"

static void say_line(void *arg, const char *sentence)
{
	(void)arg;
	cli_say(stdout, sentence);
}

int run_verify(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	size_t faults = 0;
	struct session *s = cli_enter(&err);

	(void)o, (void)n, (void)args;
	bool good = s && store_verify(s->store, &faults, say_line, NULL, &err);
	session_close(s);
	if (!good)
		return cli_failed(&err);
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

int run_rebuild(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = cli_enter(&err);

	(void)o, (void)n, (void)args;
	bool good = s && store_rebuild(s->store, say_progress, NULL, &err);
	session_close(s);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return good ? 0 : cli_failed(&err);
}

static void say_finding(void *arg, bool good, const char *what, const char *sentence)
{
	char *line = mem_fmt("%s %s：%s", good ? "✓" : "✗", what, sentence);

	(void)arg;
	cli_say(stdout, line);
	free(line);
}

int run_doctor(const struct options *o, int n, char **args)
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

int run_lint(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	size_t faults = 0;
	char *path = n ? mem_dup(args[0]) : file_share();

	(void)o;
	bool good = lint_path(path, cli_fault, NULL, &faults, &err);
	free(path);
	if (!good)
		return cli_failed(&err);
	if (faults)
		fprintf(stderr, _("有 %zu 处要改\n"), faults);
	else
		puts(_("没有写错的地方"));
	return faults ? EXIT_REFUSED : 0;
}
