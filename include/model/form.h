/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form: forms/NAME.ini, read once and never changed. yichuang-form(5) is the grammar for people; this is its shape in memory.
 * Everything that varies between registers stands in the file; the program has no names of steps, grades or fields of its own,
 * save the record's columns (no kind step grade type place unit opened closed due people title parties), which are filled by
 * record fields of the same name.
 */
#ifndef MODEL_FORM_H
#define MODEL_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ini.h"
#include "model/expr.h"

struct book;
struct type;

enum form_level {               /* who may fill it; by the length of the unit's division code: 4, 6, 9, 12 digits */
	FORM_CITY = 1,
	FORM_COUNTY = 2,
	FORM_TOWN = 4,
	FORM_VILLAGE = 8,
};

enum form_goes { FORM_UP, FORM_UNIT, FORM_HUB };

struct field {
	const char *name;               /* without the group: "idno" */
	const char *label;
	const char *help;               /* F1; may be "" */
	const char *hint;               /* a few words on the message line while the cursor is here; may be "" */
	const struct type *type;
	const char *codes;              /* code table of a `code` field; "" otherwise */
	const char *group;              /* "" or the group it is repeated in */
	int max;                        /* characters (clusters); 0: the type's own limit */
	int lines;                      /* rows on screen; 1, more for multi-line text */
	int page;                       /* 1-based */
	bool beside;                    /* shown on the same line as the field before it */
	bool record;                    /* a continuing form's field that belongs to the record, not to the entry */
	bool branches;                  /* a code that has children may be chosen too */
	bool backdate;                  /* a moment of legal weight: earlier than the typing, the record gets the 补录 mark */
	const char *initial;            /* default, as if typed; "today", "now", "who", "unit" are known; may be "" */
	bool required;                  /* where visible… */
	struct expr *required_when;     /* …or only while this holds (then `required` is true); NULL: always */
	struct expr *visible;           /* NULL: always */
	struct expr *strict;            /* the type is checked only while this holds, else any text; NULL: always */
	struct expr *check;             /* must hold once filled; NULL: none */
	const char *message;            /* said where `check` fails */
	char **fills;                   /* idcard: which fields it fills: sex, birth; NULL-terminated, never NULL */
	const char *absent;             /* the word that may stand instead of a value ("未提供"); then NAME_why gives the reason */
};

struct group {
	const char *name;
	const char *label;
	const char *one;                /* what one row is called when added: "添加当事人" */
	int min, max;
	int page;
	char **shows;                   /* fields of the one-line summary, in order; NULL-terminated */
};

#define FORM_STOP "stop"

/* What filling it causes, beside what was typed. */
struct effect {
	const char *step;               /* new step of the record; "" leaves it */
	const char *clock;              /* starts the record's clock anew by the limit of this kind; FORM_STOP ends it; "" leaves it */
	struct expr *needs;             /* on the record: when it may be filled; NULL: always */
	const char *needs_say;          /* the sentence where it may not; "" gives a general one */
};

struct form {
	const char *name;               /* file name without .ini */
	const char *title;
	const char *help;
	const char *opens;              /* kind of the record it opens; "" if it continues one */
	const char *continues;          /* kind it continues; "" if it opens one */
	const char *step;               /* sign of the seven steps it belongs to; "" for none */
	const char *serial;             /* letters before the serial in its number; "" for cases */
	unsigned levels;                /* form_level bits */
	enum form_goes goes;            /* where the records it opens go */
	int version;
	int pages;
	const char *list;               /* label of its list of records: "案件" */
	struct effect effect;
	struct field *fields;           /* in the file's order, groups' fields among them */
	size_t nfields;
	struct group *groups;
	size_t ngroups;
	struct ini *ini;                /* the file, which owns the strings */
};

/* Lint and read. NULL if anything was reported as wrong. `book` may be NULL: then code tables and steps are not looked up. */
struct form *form_parse(const char *name, const char *text, size_t n, const struct book *book, ini_report *report, void *arg);
void form_free(struct form *f);

/* "title", "party.name" or "party3.name", "party~1.name"; NULL if the form has no such field. */
const struct field *form_field(const struct form *f, const char *key);
const struct group *form_group(const struct form *f, const char *name);
unsigned form_level_of(const char *unit);       /* one form_level bit from a unit code; a department counts as its division; 0 unknown */

#endif
