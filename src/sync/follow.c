/* SPDX-License-Identifier: Apache-2.0 */
/* When the desk's child runs: a person's wish first, else what the plan says. */
#include "follow_parts.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "sync/pace.h"

/* Another program's run is looked after this often. */
#define BUSY_MS 1000
#define POLL_MOST (3600 * 1000)

int64_t follow_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* How long there is nothing to do but to listen. */
static int patience(const struct follow *f)
{
	int64_t due = f->hush ? PACE_NEVER : pace_due(&f->plan), now = follow_now();

	if (f->busy)
		return BUSY_MS;
	if (f->wanted || *f->fetch || due <= now)
		return 0;
	return due - now < POLL_MOST ? (int)(due - now) : POLL_MOST;
}

static void listen_for(struct follow *f, int ms)
{
	struct pollfd p = { .fd = f->wake, .events = POLLIN };

	if (poll(&p, 1, ms) > 0)
		follow_hear(f);
}

/* Is it time? */
static void act(struct follow *f)
{
	bool itself = !f->hush && pace_due(&f->plan) <= follow_now();

	if (f->busy ? follow_is_free(f) : f->wanted || itself)
		follow_once(f, f->wanted);
	if (*f->fetch && f->wake >= 0)
		follow_fetch(f);
}

void follow_run(const char *home, int in, int out)
{
	struct follow f = { .home = home, .in = in, .wake = in, .out = out, .set = pace_from_conf() };

	signal(SIGPIPE, SIG_IGN);
	pace_begin(&f.plan, &f.set, follow_now());
	while (f.wake >= 0) {
		act(&f);
		if (f.wake >= 0)
			listen_for(&f, patience(&f));
	}
	http_close(f.kept);
	buf_free(&f.heard);
	free(f.before);
}
