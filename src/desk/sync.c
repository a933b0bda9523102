/* SPDX-License-Identifier: Apache-2.0 */
/* F5: the helper yichuang-sync in the background. The desk stays usable; only the status line changes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/screens.h"

#define SAID_MAX 8192
#define NOT_THERE 127           /* what a shell says of a program that is not there */

struct syncrun {
	pid_t pid;
	int out;                /* what it says on stderr; not blocking */
	struct buf said;
};

static _Noreturn void run(const char *program, const char *home, int out)
{
	int null = open("/dev/null", O_RDWR);
	static const int given_back[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH };

	for (size_t i = 0; i < sizeof given_back / sizeof *given_back; i++)
		signal(given_back[i], SIG_DFL);
	setsid();
	setenv("YICHUANG_HOME", home, 1);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
		_exit(1);
	execl(program, program, "sync", (char *)NULL);
	_exit(NOT_THERE);
}

static struct syncrun *launch(const char *home, struct err *err)
{
	int ends[2];
	char *program = file_beside("yichuang-sync");

	if (pipe2(ends, O_CLOEXEC) != 0) {
		free(program);
		err_set(err, ERR_FAILED, _("现在同步不了：%s"), strerror(errno));
		return NULL;
	}
	pid_t pid = fork();
	if (pid == 0)
		run(program, home, ends[1]);
	free(program);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		err_set(err, ERR_FAILED, _("现在同步不了：%s"), strerror(errno));
		return NULL;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	struct syncrun *r = mem_zero(sizeof *r);
	r->pid = pid;
	r->out = ends[0];
	return r;
}

void sync_start(struct desk *d)
{
	struct err err = { 0 };

	if (d->sync) {
		desk_say(d, "%s", _("正在同步，不用等，可以接着做别的"));
		return;
	}
	if (!session_enrolled(d->session)) {
		desk_say(d, "%s", _("还没有入网，没有地方可同步"));
		return;
	}
	d->sync = launch(store_dir(d->session->store), &err);
	if (d->sync)
		desk_say(d, "%s", _("正在同步……"));
	else
		desk_err(d, &err);
}

static void listen_to(struct syncrun *r)
{
	char bytes[1024];
	ssize_t n;

	while ((n = read(r->out, bytes, sizeof bytes)) > 0)
		if (r->said.len < SAID_MAX)
			buf_put(&r->said, bytes, (size_t)n);
}

/* Its last line is the sentence for the clerk. Yours; "" if it said nothing. */
static char *last_line(const struct syncrun *r)
{
	char *all = text_clean(buf_text(&r->said), r->said.len, TEXT_BLOCK);
	size_t n = strlen(all);

	while (n && all[n - 1] == '\n')
		all[--n] = '\0';
	char *line = strrchr(all, '\n'), *own = text_trim(line ? line + 1 : all);
	free(all);
	return own;
}

static void tell(struct desk *d, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	char *line = last_line(d->sync);

	if (code == 0)
		desk_say(d, "%s", _("同步完成"));
	else if (code == NOT_THERE)
		desk_say(d, "%s", _("找不到同步程序 yichuang-sync，请重新安装"));
	else if (*line)
		desk_say(d, "%s", line);
	else
		desk_say(d, "%s", code == 4 ? _("同步完成，有的被退回，见待改") : _("这次同步没有成功，稍后再试"));
	d->alarm = code != 0;
	log_note("sync ended with status %d", code);
	free(line);
}

static void forget(struct desk *d)
{
	close(d->sync->out);
	buf_free(&d->sync->said);
	free(d->sync);
	d->sync = NULL;
}

bool sync_poll(struct desk *d)
{
	int status;

	if (!d->sync)
		return false;
	listen_to(d->sync);
	if (waitpid(d->sync->pid, &status, WNOHANG) == 0)
		return false;
	listen_to(d->sync);
	tell(d, status);
	forget(d);
	return true;
}

/* The desk closes; the helper finishes what it began. */
void sync_stop_watching(struct desk *d)
{
	if (d->sync)
		forget(d);
}
