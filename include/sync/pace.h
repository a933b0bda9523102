/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When runs come by themselves: on opening the desk, after a save, every so many minutes, later after a failure, never in
 * quiet hours and not once the day's bytes are used up. Nothing here reads a clock, a setting or a die: they are given, so
 * that every rule can be tested at any hour. What a person asks for is not asked about here: it goes.
 *
 * Times are milliseconds of a clock that only goes forward. `chance` is a number in [0, 1), each one with the same
 * likelihood.
 */
#ifndef SYNC_PACE_H
#define SYNC_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_NEVER INT64_MAX

/* What the settings say. */
struct pace {
	int64_t every;          /* ms between runs; 0: none by itself, neither when the desk opens nor after a save */
	int64_t after_save;     /* ms from the last save; 0: a save starts none */
	uint64_t day;           /* bytes of a day; 0: as many as there are */
	const char *quiet;      /* "22:00-06:00 12:00-14:00"; "": none */
};

/* From the settings. Hours that cannot be read are told to the log and count as none. */
struct pace pace_from_conf(void);

/* When the next run is due. */
struct pace_plan {
	int64_t regular;        /* by the interval */
	int64_t by_save;        /* by a save that no run has carried yet */
	int64_t first_save;     /* the first of those */
	int64_t not_before;     /* whatever is due: after a failure, or as the hub wished */
	unsigned failures;      /* in a row */
};

/* The desk opens: a run at once. */
void pace_begin(struct pace_plan *p, const struct pace *set, int64_t now);
/* Somebody saved. Who goes on saving is not waited for longer than six times after_save. */
void pace_saved(struct pace_plan *p, const struct pace *set, int64_t now);
/* A run begins: it carries what was saved so far. */
void pace_started(struct pace_plan *p);
/* It went well, or a person stopped it: the next by the interval, up to a fifth earlier or later, so that a county's desks do
 * not come together. */
void pace_done(struct pace_plan *p, const struct pace *set, int64_t now, double chance);
/* It failed. retry_after: the seconds a hub asked for, 0 none. */
void pace_failed(struct pace_plan *p, const struct pace *set, int64_t now, long retry_after, double chance);
/* It was due but may not be for another `wait` ms: anywhere in the interval behind that. Where the wait is long it is looked
 * at again sooner, because the clock on the wall may be turned. */
void pace_postpone(struct pace_plan *p, const struct pace *set, int64_t now, int64_t wait, double chance);
int64_t pace_due(const struct pace_plan *p);    /* PACE_NEVER: not by itself */

/* How long to leave a line alone after so many failures in a row: anything up to a bound that doubles, to half an hour at
 * most. */
int64_t pace_backoff(unsigned failures, double chance);

/* Quiet hours: minutes until they end, 0 where it is not quiet. minute: of the day, 0–1439. */
int pace_quiet_left(const char *quiet, int minute);
bool pace_quiet_valid(const char *quiet);

/* What a day has used, as it is noted: "2026-11-24 12345". Another day's note counts nothing. */
uint64_t pace_day_used(const char *note /* may be NULL */, int32_t today);
void pace_day_note(int32_t today, uint64_t used, char out[40]);

/* May a run by itself go now? Else how many ms it has to wait at least; why: what it waits for. */
enum pace_why { PACE_GO, PACE_QUIET, PACE_DAY };
enum pace_why pace_may(const struct pace *set, int64_t clock /* ms since 1970 */, uint64_t used, int64_t *wait);

/* A timer wakes a run every so often: is there something to do for it, or was the desk itself here lately? ms since 1970. */
bool pace_timer_due(const struct pace *set, int64_t clock, int64_t last_ok, bool waiting);

#endif
