/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the home screen and the status line, each counted from the store, never kept. */
#ifndef WORK_TODAY_H
#define WORK_TODAY_H

#include "work/session.h"

struct today {
	size_t opened_today;            /* cases opened today */
	size_t concluded_today;         /* not those merged into another or declared void */
	size_t open;                    /* cases not concluded */
	size_t receptions_today;        /* 批 */
	size_t visitors_today;          /* 人 */
	size_t week_opened[7], week_concluded[7];       /* the last seven days, today last */
	size_t drafts;
};
bool today_count(struct session *s, struct today *t, struct err *err);

struct status {
	size_t pending;                 /* 待报: own entries the hub has not confirmed */
	size_t refused;                 /* 待改 */
	size_t conflicts;               /* 待核对 */
	int64_t last_ok;                /* ms of the last sync that succeeded; 0: never */
	char last_error[256];           /* why the newest try failed; "" if it did not */
};
bool status_read(struct session *s, struct status *st, struct err *err);

#endif
