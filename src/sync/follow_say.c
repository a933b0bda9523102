/* SPDX-License-Identifier: Apache-2.0 */
#include "follow_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* A desk says single words. */
#define LINE_MOST 256
#define PROGRESS_MS 300

/* --- what the desk says --------------------------------------------------------------------------------------------- */

static void take(struct follow *f, const char *word)
{
	if (strcmp(word, "now") == 0 || strcmp(word, "go") == 0) {
		/* what is on already, or waited for, is what they want */
		f->wanted = !f->running;
		f->agreed = *word == 'g';
	} else if (strcmp(word, "files") == 0) {
		f->wanted = f->agreed = f->files = true;
	} else if (strncmp(word, "fetch ", 6) == 0) {
		snprintf(f->fetch, sizeof f->fetch, "%s", word + 6);
	} else if (strcmp(word, "cancel") == 0) {
		f->stop = f->running;
		f->wanted = f->busy = false;
	} else if (strcmp(word, "saved") == 0) {
		pace_saved(&f->plan, &f->set, follow_now());
	} else if (strcmp(word, "quiet on") == 0) {
		f->hush = true;
	} else if (strcmp(word, "quiet off") == 0) {
		f->hush = false;
	}
}

static void take_lines(struct follow *f)
{
	char *line = f->heard.data, *end;

	if (!line)
		return;
	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		take(f, line);
	}
	size_t rest = strlen(line);
	memmove(f->heard.data, line, rest + 1);
	f->heard.len = rest < LINE_MOST ? rest : 0;
}

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&p, 1, 0) > 0;
}

void follow_hear(struct follow *f)
{
	char bytes[LINE_MOST];

	while (readable(f->wake)) {
		ssize_t n = read(f->in, bytes, sizeof bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			f->wake = -1;   /* the desk has gone */
			return;
		}
		for (ssize_t i = 0; i < n; i++)
			if (bytes[i])
				buf_putc(&f->heard, bytes[i]);
		take_lines(f);
	}
}

/* --- what it is told ------------------------------------------------------------------------------------------------ */

/* A desk that has gone is noticed where it should speak. */
static void send(struct follow *f, const char *line)
{
	size_t left = strlen(line);

	while (left) {
		ssize_t n = write(f->out, line, left);
		if (n < 0 && errno != EINTR)
			return;
		line += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
}

void follow_say(struct follow *f, const char *fmt, ...)
{
	char line[1200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line - 1, fmt, args);
	va_end(args);
	strcat(line, "\n");
	send(f, line);
}

void follow_say_failed(struct follow *f, const struct err *err)
{
	static const char *const kinds[] = {
		[ERR_NONE] = "none", [ERR_FAILED] = "failed", [ERR_USAGE] = "usage", [ERR_CHECK] = "check",
		[ERR_REFUSED] = "refused", [ERR_BUSY] = "busy", [ERR_NET] = "net", [ERR_TRUST] = "trust", [ERR_STORE] = "store",
	};
	char *sentence = text_clean(err->say, strlen(err->say), TEXT_LINE);

	follow_say(f, "failed %s %s", kinds[err->kind], sentence);
	free(sentence);
}

static bool listens(const struct follow *f)
{
	struct pollfd p = { .fd = f->out, .events = POLLOUT };

	return poll(&p, 1, 0) > 0 && p.revents == POLLOUT;
}

static bool same(const struct exchange_state *a, const struct exchange_state *b)
{
	return a->up == b->up && a->all == b->all && a->down == b->down && a->left == b->left && a->seconds == b->seconds;
}

void follow_say_progress(struct follow *f, const struct exchange_state *now)
{
	int64_t clock = follow_now();

	if ((f->told && clock - f->told < PROGRESS_MS) || same(now, &f->shown) || !listens(f))
		return;
	f->told = clock;
	f->shown = *now;
	follow_say(f, "progress %zu %zu %" PRIu64 " %ld %zu", now->up, now->all, now->left, now->seconds, now->down);
}
