/* SPDX-License-Identifier: Apache-2.0 */
/* What limit_due.c (counting) and limit_explain.c (saying why) share. A tick is a day of day limits, else a millisecond. */
#ifndef MODEL_LIMIT_PARTS_H
#define MODEL_LIMIT_PARTS_H

#include "model/limit.h"

struct limit_span {
	int64_t from, to;               /* ticks that do not count: [from, to) */
};

bool limit_timed(const struct limit *l);
int64_t limit_start(const struct limit_input *in);              /* tick 0 of the count */
struct limit_span limit_still(const struct limit *l, const struct limit_pause *p);
int64_t limit_ticks(const struct limit_input *in);              /* how many must count, extensions included */
/* The tick with which the last of them is over; with *left > 0 ticks to go, the one after which the clock stands still. */
int64_t limit_reach(const struct limit_input *in, const struct calendar *c, int64_t *left);
int32_t limit_amount_left(const struct limit *l, int64_t left); /* ticks in the limit's own unit, rounded up */

#endif
