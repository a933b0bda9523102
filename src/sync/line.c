/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/line.h"

#include <inttypes.h>
#include <stdio.h>

/* What an exchange should cost. */
#define SECONDS 8
/* Rates that are believed, bytes a second. */
#define RATE_MIN 50
#define RATE_MAX (100l << 20)
#define RTT_MAX 60000
#define CUTS_MAX 9              /* from the greatest budget to the smallest */
/* A sample weighs one half at this size. Smaller ones are mostly latency. */
#define HALF_WEIGHT 8192
/* Below this a slow answer says more about the hub than about the line, unless it is very slow. */
#define TELLING 4096
#define VERY_SLOW_MS 5000
#define PACKET 1400
/* What a TLS handshake with a hub carries, both ways. */
#define SHAKE_BYTES 1600

static long clamp(long v, long low, long high)
{
	return v < low ? low : v > high ? high : v;
}

/* --- the note ------------------------------------------------------------------------------------------------------- */

struct line line_read(const char *note)
{
	struct line l = { 0 };

	if (!note || sscanf(note, "%ld %ld %ld %u %ld", &l.up, &l.down, &l.rtt, &l.cuts, &l.takes) != 5)
		return (struct line){ 0 };
	l.up = l.up > 0 ? clamp(l.up, RATE_MIN, RATE_MAX) : 0;
	l.down = l.down > 0 ? clamp(l.down, RATE_MIN, RATE_MAX) : 0;
	l.rtt = clamp(l.rtt, 0, RTT_MAX);
	l.cuts = l.cuts > CUTS_MAX ? CUTS_MAX : l.cuts;
	l.takes = l.takes > 0 && l.takes < LINE_BUDGET_MAX ? clamp(l.takes, LINE_BUDGET_MIN, LINE_BUDGET_MAX) : 0;
	return l;
}

void line_note(const struct line *l, char out[100])
{
	snprintf(out, 100, "%ld %ld %ld %u %ld", l->up, l->down, l->rtt, l->cuts, l->takes);
}

/* --- learning ------------------------------------------------------------------------------------------------------- */

static long rate_of(uint64_t bytes, int64_t ms)
{
	double rate = (double)bytes * 1000 / (double)(ms > 0 ? ms : 1);

	return rate > RATE_MAX ? RATE_MAX : clamp((long)rate, RATE_MIN, RATE_MAX);
}

/* What `bytes` in `ms` tell beside what is known. */
static long smooth(long known, uint64_t bytes, int64_t ms)
{
	long seen = rate_of(bytes, ms);
	double weight = (double)bytes / (double)(bytes + HALF_WEIGHT);

	if (!known)
		return seen;
	if (seen < known && bytes < TELLING && ms < VERY_SLOW_MS)
		return known;
	return clamp((long)((double)known + weight * (double)(seen - known)), RATE_MIN, RATE_MAX);
}

void line_learn(struct line *l, const struct line_measure *m)
{
	if (m->rtt_ms > 0)
		l->rtt = clamp((long)m->rtt_ms, 1, RTT_MAX);
	/* a first guess, before anything was sent: on a thin line even the handshake takes its time */
	long guess = m->shake_ms > 0 ? rate_of(SHAKE_BYTES, m->shake_ms - m->rtt_ms) : 0;
	if (!l->up)
		l->up = guess;
	if (!l->down)
		l->down = guess;

	if (m->up)
		l->up = smooth(l->up, m->up, m->up_ms - l->rtt);
	/* the first packet is there when the time begins */
	if (m->down > PACKET)
		l->down = smooth(l->down, m->down - PACKET, m->down_ms);
	/* a few bytes get through between two cuts: they do not tell that the line holds for as long as a whole budget takes */
	if (l->cuts && m->up + m->down >= LINE_BUDGET_MIN / 2)
		l->cuts--;
}

void line_cut(struct line *l)
{
	if (l->cuts < CUTS_MAX)
		l->cuts++;
}

bool line_too_large(struct line *l, long bytes)
{
	if (bytes <= LINE_BUDGET_MIN)
		return false;
	l->takes = clamp(bytes / 2, LINE_BUDGET_MIN, LINE_BUDGET_MAX);
	return true;
}

void line_relax(struct line *l)
{
	if (l->takes)
		l->takes = l->takes < LINE_BUDGET_MAX ? l->takes + l->takes / 16 : 0;
}

/* --- what follows --------------------------------------------------------------------------------------------------- */

static long budget(long rate, unsigned cuts, long most)
{
	long wanted = rate ? clamp(rate * SECONDS, LINE_BUDGET_MIN, LINE_BUDGET_MAX) : LINE_BUDGET_MAX;

	most = clamp(most, LINE_BUDGET_MIN, LINE_BUDGET_MAX);
	return clamp((wanted < most ? wanted : most) >> cuts, LINE_BUDGET_MIN, most);
}

long line_budget(const struct line *l, long most)
{
	return budget(l->up, l->cuts, l->takes && l->takes < most ? l->takes : most);
}

unsigned line_wish(const struct line *l, long most)
{
	unsigned log = 0;

	if (!l->down && !l->cuts)
		return 0;
	for (long b = budget(l->down, l->cuts, most); b > 1; b >>= 1)
		log++;
	return log;
}

long line_seconds(const struct line *l, uint64_t bytes, uint64_t exchanges)
{
	if (!l->up)
		return -1;
	double seconds = (double)bytes / (double)l->up + (double)exchanges * (double)l->rtt / 1000;

	return seconds > 1e8 ? 100000000 : (long)(seconds + 0.999);
}
