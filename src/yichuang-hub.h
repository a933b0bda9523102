/* SPDX-License-Identifier: Apache-2.0 */
/* The hub's program: what its commands share. Each is a row of the table in yichuang-hub.c. */
#ifndef YICHUANG_HUB_H
#define YICHUANG_HUB_H

#include <stdbool.h>

#include "base/err.h"

struct args {
	const char *dir;
	char **rest;                    /* what follows DIR, NULL-terminated */
	int nrest;
	const char *county, *county_id, *url, *unit, *name, *output, *listen, *find, *station, *split;
	bool practice, json, csv;
};

/* Say it to people and to the log; gives the exit status. */
int hub_failed(const struct err *err);

/* `bundle read DIR …` and `bundle write DIR …`: here `dir` is the verb, and DIR the first of what follows. */
int hub_bundle(const struct args *a);

/* For the day something was lost (yichuang-hub_care.c). */
int hub_run_backup(const struct args *a);
int hub_run_restore(const struct args *a);
int hub_run_recover(const struct args *a);

#endif
