/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of the line, and what follows from it: how many bytes an exchange should carry so that it takes seconds and a
 * dropped line costs no more, and how long the rest will take. Nothing here reads a clock or a socket.
 */
#ifndef SYNC_LINE_H
#define SYNC_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of an exchange that make sense: below, headers are most of what travels; above, the envelope might not fit. */
#define LINE_BUDGET_MIN (4l << 10)
#define LINE_BUDGET_MAX (2l << 20)

/* Kept from run to run. */
struct line {
	long up, down;          /* bytes a second; 0: not known yet */
	long rtt;               /* ms of a round trip; 0: not known yet */
	unsigned cuts;          /* exchanges that broke off and were not made up for by good ones: each halves the budget */
	long takes;             /* bytes that something on the way takes at once; 0: nothing was ever too large */
};

/* How one request went. */
struct line_measure {
	uint64_t up, down;      /* bytes of it and of its answer */
	int64_t up_ms;          /* from its first byte to the first of the answer: its bytes, a round trip, what the hub took */
	int64_t down_ms;        /* from there to the last */
	int64_t rtt_ms;         /* of the TCP handshake; 0: the connection was there */
	int64_t shake_ms;       /* of the TLS handshake; 0: likewise */
};

struct line line_read(const char *note /* may be NULL */);
void line_note(const struct line *l, char out[100]);

/* An exchange went well: its measures count by how much they can tell. */
void line_learn(struct line *l, const struct line_measure *m);
/* It broke off while it was on its way. */
void line_cut(struct line *l);
/* An envelope of so many bytes was too large for something on the way: half of it from now on. false: it is the least
 * already. */
bool line_too_large(struct line *l, long bytes);
/* A new run: what once was too large may pass again some day. */
void line_relax(struct line *l);

/* Bytes of the next envelope upward, `most` by the settings at most. */
long line_budget(const struct line *l, long most);
/* The same downward, as a power of two: 12–21. 0: not known, as the hub likes. */
unsigned line_wish(const struct line *l, long most);

/* Seconds that so many bytes upward in so many exchanges will take. -1: the line is not known yet. */
long line_seconds(const struct line *l, uint64_t bytes, uint64_t exchanges);

#endif
