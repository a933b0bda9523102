/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working days: Monday to Friday, but for the days of 放假 and 补班 that the State Council announces for one year at a time
 * (data/calendar.csv: date,kind,name). A year whose notice was not entered yet is told from one that was: it goes by the plain
 * week, and whoever counts on it must say so. NULL is a calendar that knows no year.
 */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct calendar;

struct calendar *calendar_parse(const char *name, const char *text, size_t n, struct err *err);
void calendar_free(struct calendar *c);

/* A year is known once its 国庆节 is listed: every notice names it, and a notice half entered must not pass for a whole one. */
bool calendar_knows(const struct calendar *c, int year);
bool calendar_work(const struct calendar *c, int32_t day);
const char *calendar_name(const struct calendar *c, int32_t day);       /* 国庆节、中秋节, of 放假 and 补班; "" if not listed */
int32_t calendar_next(const struct calendar *c, int32_t day);   /* the next listed day behind `day`; CLOCK_DAY_NONE */

int32_t calendar_workdays(const struct calendar *c, int32_t from, int32_t to);  /* working days behind `from`, `to` included */
/* The n-th working day behind `day`; the day itself for n = 0. */
int32_t calendar_add_workdays(const struct calendar *c, int32_t day, int32_t n);

#endif
