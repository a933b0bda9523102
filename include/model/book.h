/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The book: all forms, code tables, flow, limits, calendar and divisions of one published version, as one unchanging thing. A
 * desk reads the newest, a hub also keeps the older ones that entries were written under.
 */
#ifndef MODEL_BOOK_H
#define MODEL_BOOK_H

#include <stdint.h>

#include "model/calendar.h"
#include "model/form.h"
#include "model/limit.h"
#include "model/table.h"

/* Files of data/ that are no code tables. */
#define BOOK_FLOW "flow.ini"
#define BOOK_DEADLINES "deadlines.ini"
#define BOOK_CALENDAR "calendar.csv"

struct book_file {
	char *path;             /* "forms/intake.ini", "data/event_type.csv" */
	char *text;
	size_t len;
};

/* A step of the flow, from data/flow.ini in its order. */
struct step {
	const char *sign;       /* 汇 */
	const char *name;       /* 信息汇集 */
	const char *doing;      /* what a list says of a record in this step: 办理 */
	bool beside;            /* runs beside the others (督) */
};

struct book;

/* Wrong files are reported, one fault each, and left out; the rest stands. Never NULL. Copies what it needs. */
struct book *book_new(uint64_t version, const struct book_file *files, size_t n, ini_report *report, void *arg);
void book_free(struct book *b);
/* The files of a folder with forms/ and data/ (the shipped set), for book_new, init and publish. */
bool book_files(const char *share, struct book_file **files, size_t *n, struct err *err);
void book_files_free(struct book_file *files, size_t n);

uint64_t book_version(const struct book *b);
size_t book_forms(const struct book *b);
const struct form *book_form_at(const struct book *b, size_t i);        /* sorted by name */
const struct form *book_form(const struct book *b, const char *name);   /* NULL if unknown or left out */
const struct form *book_opener(const struct book *b, const char *kind); /* the form that opens records of this kind */
const struct table *book_table(const struct book *b, const char *name);
size_t book_tables(const struct book *b);
const struct table *book_table_at(const struct book *b, size_t i);      /* sorted by name */
size_t book_steps(const struct book *b);
const struct step *book_step_at(const struct book *b, size_t i);
const struct step *book_step(const struct book *b, const char *sign);

/* data/calendar.csv and data/deadlines.ini. NULL if the book has none: a calendar that knows no year, no limits. */
const struct calendar *book_calendar(const struct book *b);
const struct limits *book_limits(const struct book *b);

/* Divisions and units: data/divisions.csv, and data/places.csv where a county adds its own. */
const struct table *book_divisions(const struct book *b);
char *book_place(const struct book *b, const char *code);       /* 咸安区 向阳湖镇 北岭村, without what is above the county. Yours. */
char *book_unit(const struct book *b, const char *code);        /* short name of a unit for lists: 向阳湖镇, 北岭村. Yours. */

#endif
