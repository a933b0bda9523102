/* SPDX-License-Identifier: Apache-2.0 */
/* A county hub: one folder with its store, its CA and its keys. Making it, opening it, and kits. */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include <pthread.h>

#include "base/ini.h"
#include "store/station.h"
#include "work/accept.h"

struct hub {
	char *dir;
	struct station_self self;       /* number, unit (the county), keys, url, ca */
	pthread_mutex_t lock;           /* guards store and books: a transaction belongs to a connection, not to a thread */
	struct store *store;
	struct books *books;            /* by version, for judging */
	int64_t patience;               /* ms that one request may hold the lock while its entries are judged; 0: until all are */
};

/* The 13 bits of a county in station numbers, from its six-digit code: unique within a province (docs/protocol.md). */
unsigned hub_county_number(const char *code);

struct hub_plan {
	const char *county;             /* six digits, known to the shipped divisions */
	unsigned county_number;         /* 0: hub_county_number(county) */
	const char *url;
	bool practice;
};
/* Folder, CA, certificate, keys and store, and the shipped forms and tables published. Refuses a folder that holds a hub. */
bool hub_init(const char *dir, const struct hub_plan *plan, ini_report *report, void *arg, struct err *err);
struct hub *hub_open(const char *dir, struct err *err);
void hub_close(struct hub *h);
const struct book *hub_book(struct hub *h, struct err *err);    /* the newest published one; lent */

/* A kit enrols one desk of the unit, once. */
bool hub_kit(struct hub *h, const char *unit, const char *name, const char *path, struct err *err);

#endif
