/* SPDX-License-Identifier: Apache-2.0 */
/* `attach`: put files on a record, list them, get one out. */
#include "yichuang.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/attach.h"

#define FORM "attach"

/* --- putting on --------------------------------------------------------------------------------------------------------- */

static bool add_file(struct fill *f, int row, const char *path, const char *send)
{
	char *file = mem_fmt("file%d.file", row), *how = mem_fmt("file%d.send", row), *say = NULL;
	bool good = fill_file(f, file, path, &say) != TYPE_BAD;

	if (good && *send)
		good = fill_set(f, how, send, &say) != TYPE_BAD;
	if (!good) {
		char *line = mem_fmt("%s：%s", path, say);
		cli_say(stderr, line);
		free(line);
	}
	free(say);
	free(file);
	free(how);
	return good;
}

static int put_on(struct session *s, uint64_t record, char **paths, int n, const char *send)
{
	struct err err = { 0 };
	struct fill *f = fill_open(s, FORM, record, &err);
	bool good = f != NULL;

	for (int i = 0; f && i < n; i++)
		good = add_file(f, i + 1, paths[i], send) && good;
	int status = !f ? cli_failed(&err) : good ? cli_save(f) : EXIT_REFUSED;

	fill_close(f);
	return status;
}

/* --- listing ------------------------------------------------------------------------------------------------------------ */

static int list_them(struct session *s, const struct attachments *all, bool json)
{
	struct find_view v = cli_presents(s, !json);
	struct buf out = { 0 };
	struct json j = json_to(&out);

	if (json)
		find_attachments_json(all, false, &j);
	else
		find_attachments_text(&v, all, &out);
	if (json)
		buf_putc(&out, '\n');
	return cli_print(&out);
}

/* --- getting out -------------------------------------------------------------------------------------------------------- */

static _Noreturn void exec_fetch(const char *digest)
{
	char *program = file_beside("yichuang-sync");

	execl(program, program, "fetch", "--quiet", digest, (char *)NULL);
	cli_say(stderr, _("找不到同步程序 yichuang-sync，请重新安装"));
	_exit(1);
}

/* What talks to the hub is a program of its own; its exit status is ours. */
static int fetch(const struct attachment *a)
{
	char hex[2 * CRYPTO_HASH + 1];
	int status;

	crypto_hex(hex, a->file.digest, CRYPTO_HASH);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		exec_fetch(hex);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int get_out(struct session *s, const struct attachments *all, const char *number, const char *to)
{
	struct err err = { 0 };
	const struct attachment *a = attach_pick(all, number, &err);
	char *path;

	if (!a)
		return cli_failed(&err);
	int status = a->here ? 0 : fetch(a);
	if (status)
		return status;
	if (!attach_copy(s->store, a, to, &path, &err))
		return cli_failed(&err);
	cli_say(stdout, path);
	free(path);
	return 0;
}

/* --- the command -------------------------------------------------------------------------------------------------------- */

static int on_record(struct session *s, const struct options *o, uint64_t record, char **rest, int n, bool get)
{
	struct attachments all;
	struct err err = { 0 };

	if (!get && n)
		return put_on(s, record, rest, n, o->send);
	if (!attach_of_record(s->store, record, &all, &err))
		return cli_failed(&err);
	int status = get ? get_out(s, &all, n ? rest[0] : NULL, o->output) : list_them(s, &all, o->json);

	attachments_free(&all);
	return status;
}

static int usage(void)
{
	struct err err = { 0 };

	err_set(&err, ERR_USAGE, _("用法：yichuang attach 编号 [文件...] [--send now|later|stick]，"
	                           "或 yichuang attach get 编号 [第几个] [-o 文件或文件夹]"));
	return cli_failed(&err);
}

int run_attach(const struct options *o, int n, char **args)
{
	bool get = strcmp(args[0], "get") == 0;
	enum attached_choice choice;
	struct err err = { 0 };

	args += get;
	n -= get;
	if (n < 1 || (get && n > 2) || (!get && *o->output) || (*o->send && (get || n < 2 || !attach_choice(o->send, &choice))))
		return usage();
	struct session *s = cli_enter(&err);
	uint64_t record = s ? session_record(s, args[0], &err) : 0;
	if (s)
		session_as(s, o->who);
	int status = record ? on_record(s, o, record, args + 1, n - 1, get) : cli_failed(&err);

	session_close(s);
	return status;
}
