/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody at a desk: the store, the book in force, the station, the person. What every action of work/ is given. */
#ifndef WORK_SESSION_H
#define WORK_SESSION_H

#include "model/book.h"
#include "store/station.h"
#include "store/store.h"

struct books;

struct session {
	struct store *store;
	const struct book *book;        /* published newest; before enrolment the shipped set (version 0) */
	struct books *books;            /* owns every published book used so far */
	struct book *shipped;           /* the shipped set, where nothing is published yet; else NULL */
	struct station_self self;
	uint32_t *own;                  /* its number, and those it had before; 0 at the end */
	char *unit;                     /* the desk's unit; before enrolment desk.unit of the settings, or "" */
	char *who;                      /* the person at the keyboard */
};

/* Open the desk's store in `home` (created if need be) and its book. Wrong forms are reported (NULL: to the log), not fatal. */
struct session *session_open(const char *home, ini_report *report, void *arg, struct err *err);
void session_close(struct session *s);
bool session_enrolled(const struct session *s);
bool session_own(const struct session *s, uint32_t station);    /* is that this desk, under whatever number? */
void session_person(struct session *s, const char *who);        /* 换人; remembered in the store */
void session_as(struct session *s, const char *who);            /* the same, for this session alone */
/* After another process committed: take a newer book and what sync changed in `self`. Pointers into the old book are kept valid
 * until session_close (open forms keep their version). */
bool session_refresh(struct session *s, struct err *err);
/* The book of a version, for drafts and records written under it; lent, cached. The session's own where version is 0 or its. */
const struct book *session_book(struct session *s, uint64_t version, struct err *err);
uint64_t session_record(struct session *s, const char *no, struct err *err);    /* ERR_CHECK with a sentence if there is none */
/* Own unit and desk dropped (2026-0041), of another desk its number (2-2026-0041); else a short unit name in front. Yours. */
char *session_short_no(const struct session *s, const char *no);

#endif
