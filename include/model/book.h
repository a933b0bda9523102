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
/* Table: code,name,parent. A root is a line (政府系统, 政法系统); below it groups whose codes end in -town or -county say which
 * divisions have their departments, a county's also the city; what stands in no such group is everywhere but in villages. */
#define BOOK_DEPARTMENTS "departments"

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
	const char *say;        /* why nothing is filled in there any more, with {name}s of the record; "" nothing special */
	bool hidden;            /* an end of its own, not one of the seven (作废, 并案): no dot in the row of steps */
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

/* Does any form of the book give records a field of this name, or is it one that clocks write? True without a book. */
bool book_record_name(const struct book *b, const char *name);

/* data/calendar.csv and data/deadlines.ini. NULL if the book has none: a calendar that knows no year, no limits. */
const struct calendar *book_calendar(const struct book *b);
const struct limits *book_limits(const struct book *b);

/* Divisions and units: data/divisions.csv, and data/places.csv where a county adds its own. */
const struct table *book_divisions(const struct book *b);
char *book_place(const struct book *b, const char *code);       /* 咸安区 向阳湖镇 北岭村, without what is above the county. Yours. */
char *book_unit(const struct book *b, const char *code);        /* short name of a unit for lists: 向阳湖镇, 北岭村. Yours. */
/* A unit is a division (421202101) or a department of one (421202101.sfs). A village's departments are its town's. */
bool book_unit_known(const struct book *b, const char *code);
/* The unit that row i of the departments' table makes in a division; NULL if it has no such department. Yours. */
char *book_department_at(const struct book *b, const char *division, size_t i);
/* The department `dept` of the division `unit` belongs to, or of the nearest one above that has it: a village's departments are
 * its town's. Where none has it, that code in the unit's own division (in a village: its town). Yours. */
char *book_unit_of(const struct book *b, const char *unit, const char *dept);
char *book_unit_above(const struct book *b, const char *unit);  /* of a department its division; "" above the city. Yours. */
const char *book_unit_line(const struct book *b, const char *unit);     /* 政法系统, 政府系统; "" for 属地 and unknown ones. Lent. */
/* A text of data/NAME.txt, a letter to be filled in; NULL if there is none. */
const char *book_text(const struct book *b, const char *name);

#endif
