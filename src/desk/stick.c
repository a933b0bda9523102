/* SPDX-License-Identifier: Apache-2.0 */
/* U盘报送: a menu of the sticks that are in, and the helper yichuang-sync in the background, which writes or reads. A slow stick
 * holds up no form. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
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
#include "mounts.h"

#define SAID_MAX 8192

struct stickrun {
	pid_t pid;
	int out;                /* what it says; not blocking */
	bool writes;
	struct buf said;
};

/* --- the helper ------------------------------------------------------------------------------------------------------ */

static _Noreturn void run(const char *home, const char *verb, const char *path, int out)
{
	static const int given_back[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH };
	char *program = file_beside("yichuang-sync");
	int null = open("/dev/null", O_RDWR);

	for (size_t i = 0; i < sizeof given_back / sizeof *given_back; i++)
		signal(given_back[i], SIG_DFL);
	setsid();
	setenv("YICHUANG_HOME", home, 1);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
		_exit(1);
	execl(program, program, "bundle", verb, path, (char *)NULL);
	dprintf(STDERR_FILENO, "%s\n", _("找不到同步程序 yichuang-sync，请重新安装"));
	_exit(1);
}

static void start(struct desk *d, const char *path, bool writes)
{
	int ends[2];

	if (d->stick) {
		desk_say(d, "%s", _("U 盘还在用，请等它做完"));
		return;
	}
	pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -2;
	if (pid == 0)
		run(store_dir(d->session->store), writes ? "write" : "read", path, ends[1]);
	if (pid < 0) {
		desk_say(d, _("现在用不了 U 盘：%s"), strerror(errno));
		if (pid == -1) {
			close(ends[0]);
			close(ends[1]);
		}
		return;
	}
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	d->stick = mem_zero(sizeof *d->stick);
	*d->stick = (struct stickrun){ .pid = pid, .out = ends[0], .writes = writes };
	desk_say(d, "%s", writes ? _("正在写 U 盘，先不要拔……") : _("正在读 U 盘，先不要拔……"));
}

static void listen_to(struct stickrun *r)
{
	char bytes[1024];
	ssize_t n;

	while ((n = read(r->out, bytes, sizeof bytes)) > 0)
		if (r->said.len < SAID_MAX)
			buf_put(&r->said, bytes, (size_t)n);
}

/* Its last line is the sentence for the clerk. Yours. */
static char *last_line(const struct stickrun *r)
{
	char *all = text_clean(buf_text(&r->said), r->said.len, TEXT_BLOCK);
	size_t n = strlen(all);

	while (n && all[n - 1] == '\n')
		all[--n] = '\0';
	char *line = strrchr(all, '\n'), *own = text_trim(line ? line + 1 : all);
	free(all);
	return own;
}

bool stick_poll(struct desk *d)
{
	struct stickrun *r = d->stick;
	int status;

	if (!r)
		return false;
	listen_to(r);
	if (waitpid(r->pid, &status, WNOHANG) == 0)
		return false;
	listen_to(r);
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	char *line = last_line(r);
	if (code == 0 && r->writes)
		desk_say(d, "%s", _("写好了，可以取下 U 盘；读到县中心的回执以前，仍算待报"));
	else
		desk_say(d, "%s", *line ? line : _("U 盘没有用成，请再试一次"));
	d->alarm = code != 0;
	log_note("bundle ended with status %d", code);
	free(line);
	stick_stop_watching(d);
	return true;
}

/* The desk closes; the helper finishes what it began. */
void stick_stop_watching(struct desk *d)
{
	if (!d->stick)
		return;
	close(d->stick->out);
	buf_free(&d->stick->said);
	free(d->stick);
	d->stick = NULL;
}

/* --- which stick ------------------------------------------------------------------------------------------------------ */

static struct next write_to(struct desk *d, void *arg, int64_t id)
{
	(void)id;
	start(d, arg, true);
	return next_stay();
}

static struct next read_from(struct desk *d, void *arg, int64_t id)
{
	(void)id;
	start(d, arg, false);
	return next_stay();
}

static struct next look_again(struct desk *d, void *arg, int64_t id)
{
	(void)arg;
	(void)id;
	return next_push(stick_open(d));
}

/* By its label: the last part of where it is. */
static void offer(struct menu *m, char *path)
{
	const char *slash = strrchr(path, '/');
	char *label = text_clean(slash + 1, strlen(slash + 1), TEXT_LINE);
	char *up = mem_fmt(_("写到 %s"), label), *down = mem_fmt(_("读 %s"), label);

	menu_add(m, up, _("待报的记录"), write_to, path, 0);
	menu_add(m, down, _("县中心的回执和新记录"), read_from, path, 0);
	free(up);
	free(down);
	free(label);
}

struct screen *stick_open(struct desk *d)
{
	if (!session_enrolled(d->session)) {
		desk_say(d, "%s", _("还没有入网，没有地方可报送"));
		return NULL;
	}
	struct menu *m = menu_new(d, _("U盘报送"), _("返回"));
	struct mounts *s = mem_zero(sizeof *s);

	menu_own(m, s);
	mounts_look(s);
	menu_say(m, s->n ? _("没有网络时：写到 U 盘带去县中心，再把县中心写的带回来读。") :
	                   _("没有看到 U 盘。请插好，等系统认出来，再看一次。"));
	for (size_t i = 0; i < s->n; i++)
		offer(m, s->path[i]);
	if (!s->n)
		menu_add(m, _("再看一次"), "", look_again, NULL, 0);
	return menu_screen_of(m);
}
