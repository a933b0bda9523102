/* SPDX-License-Identifier: Apache-2.0 */
/* The log. Each line leaves in one write() on an O_APPEND descriptor, so lines of several processes never mix. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"

static atomic_int log_fd = STDERR_FILENO;
static atomic_bool quiet_notes;

bool log_open(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
	if (fd < 0) {
		err_set(err, ERR_FAILED, _("打不开日志文件“%s”，请检查文件夹的权限。"), path);
		return err_detail(err, "open %s: %s", path, strerror(errno));
	}
	log_close();
	atomic_store(&log_fd, fd);
	return true;
}

void log_close(void)
{
	int fd = atomic_exchange(&log_fd, STDERR_FILENO);

	if (fd != STDERR_FILENO)
		close(fd);
}

void log_quiet(bool quiet)
{
	atomic_store(&quiet_notes, quiet);
}

static void line(const char *mark, const char *message, size_t n)
{
	char when[26];
	char *clean = text_clean(message, n, TEXT_LINE);
	struct buf out = { 0 };

	clock_format(clock_ms(), when);
	buf_fmt(&out, "%s %s%s\n", when, mark, clean);
	/* a full disk must not stop the work; there is nowhere left to say so */
	ssize_t done = write(atomic_load(&log_fd), out.data, out.len);
	(void)done;
	buf_free(&out);
	free(clean);
}

static void __attribute__((format(printf, 2, 0))) say(const char *mark, const char *fmt, va_list ap)
{
	char message[2048];
	int n = vsnprintf(message, sizeof message, fmt, ap);

	if (n > 0)
		line(mark, message, (size_t)n < sizeof message ? (size_t)n : sizeof message - 1);
}

void log_note(const char *fmt, ...)
{
	va_list ap;

	if (atomic_load(&quiet_notes))
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("! ", fmt, ap);
	va_end(ap);
}

void log_err(const struct err *err)
{
	if (!err || err->kind == ERR_NONE)
		return;
	log_warn("%s%s%s%s", err->say, err->detail[0] ? " [" : "", err->detail, err->detail[0] ? "]" : "");
}
