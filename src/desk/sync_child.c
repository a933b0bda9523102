/* SPDX-License-Identifier: Apache-2.0 */
/* The helper in the background: a dead line never holds up a form. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "sync_parts.h"

/* Its lines are short; what is longer is not its. */
#define LINE_MAX_BYTES 4096

static _Noreturn void run(const char *program, const char *home, int in, int out)
{
	static const int given_back[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGWINCH };
	int null = open("/dev/null", O_WRONLY);

	for (size_t i = 0; i < sizeof given_back / sizeof *given_back; i++)
		signal(given_back[i], SIG_DFL);
	setsid();
	setenv("YICHUANG_HOME", home, 1);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	execl(program, program, "sync", "--follow", (char *)NULL);
	_exit(CHILD_NOT_THERE);
}

static void close_both(int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

static bool pipes(int in[2], int out[2])
{
	if (pipe2(in, O_CLOEXEC) != 0)
		return false;
	if (pipe2(out, O_CLOEXEC) == 0)
		return true;
	close_both(in);
	return false;
}

bool child_start(struct child *c, const char *home, struct err *err)
{
	int in[2], out[2];

	if (!pipes(in, out))
		return err_set(err, ERR_FAILED, _("现在同步不了：%s"), strerror(errno));
	char *program = file_beside("yichuang-sync");
	pid_t pid = fork();
	if (pid == 0)
		run(program, home, in[0], out[1]);
	free(program);
	close(in[0]);
	close(out[1]);
	if (pid < 0) {
		close(in[1]);
		close(out[0]);
		return err_set(err, ERR_FAILED, _("现在同步不了：%s"), strerror(errno));
	}
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	*c = (struct child){ .pid = pid, .to = in[1], .from = out[0] };
	return true;
}

void child_tell(struct child *c, const char *word)
{
	char *line = mem_fmt("%s\n", word);
	/* a helper that does not listen any more has gone, which is noticed when it should say something */
	ssize_t n = c->pid ? write(c->to, line, strlen(line)) : 0;

	(void)n;
	free(line);
}

bool child_line(struct child *c, char **line)
{
	char byte;

	while (c->pid && read(c->from, &byte, 1) == 1) {
		if (byte == '\n') {
			*line = buf_take(&c->said);
			return true;
		}
		if (byte && c->said.len < LINE_MAX_BYTES)
			buf_putc(&c->said, byte);
	}
	return false;
}

bool child_gone(const struct child *c, int *status)
{
	return c->pid && waitpid(c->pid, status, WNOHANG) == c->pid;
}

void child_leave(struct child *c)
{
	if (!c->pid)
		return;
	close(c->to);
	close(c->from);
	buf_free(&c->said);
	*c = (struct child){ 0 };
}
