/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form: forms/NAME.ini, read once and never changed. yichuang-form(5) is the grammar for people; this is its shape in memory.
 * Everything that varies between registers stands in the file; the program has no names of steps, grades or fields of its own,
 * save the record's columns (store/record.h), which are filled by record fields of the same name.
 *
 * Conditions know, beside fields of the form and of the record: `age` (of a `birth` beside it), `level` of the writer's unit
 * (city county town village), `writer` (its code), `who`, `today`, `by_NAME` (是 where the record's field NAME names the
 * writer's unit, by_above), `overdue` and `overdue_KIND` (是 where that clock's time is over). A value {name} is the value of
 * that name.
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
	bool fixed;                     /* once the record has it, nobody changes it (首问人) */
	const char *initial;            /* default, as if typed; "today", "now", "who", "unit" are known, ".pcs" is the writer's
	                                 * department of that code, {name} the record's value of that name, {lead|unit} the first there is, also within text; may be "" */
	bool required;                  /* where visible… */
	struct expr *required_when;     /* …or only while this holds (then `required` is true); NULL: always */
	struct expr *visible;           /* NULL: always */
	struct expr *strict;            /* the type is checked only while this holds, else any text; NULL: always */
	struct expr *check;             /* must hold once filled; NULL: none */
	const char *message;            /* said where `check` fails */
	struct expr *warn;              /* where this holds, warn_say is said, and it may be saved all the same; NULL: never */
	const char *warn_say;
	const char *offers;             /* F4 offers what was typed before: FORM_OFFERS_*; "" nothing */
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

/* What F4 offers beside a free text (`offers`). */
#define FORM_OFFERS_PEOPLE "people"     /* persons of earlier records; the whole row is filled in */
#define FORM_OFFERS_PLACES "places"     /* what stood in this field of earlier records */

/* Words of `to` in [set …]; anything else is a value as a person would type it into that field. */
#define FORM_TO_EMPTY "空"
#define FORM_TO_TODAY "today"           /* day and minute of writing */
#define FORM_TO_NOW "now"
#define FORM_TO_UNIT "unit"             /* the writer's unit, its superior unit, the writer */
#define FORM_TO_ABOVE "above"
#define FORM_TO_WHO "who"
#define FORM_TO_MORE "+1"               /* one more than it was; 1 where there was nothing */
#define FORM_TO_LEAVE "-unit"           /* the list of units without the writer's */

/* [set NAME], [set NAME 2], …: what filling the form sets on the record beside what was typed. In the file's order; of several for
 * one name the last that holds counts. */
struct setting {
	const char *section;            /* "set step 2" */
	const char *name;               /* field of the record, `step` among them */
	const char *to;
	struct expr *when;              /* on what is typed and on the record as it was; NULL: always */
};

#define FORM_ALL_CLOCKS "all"

enum clocking_do { CLOCKING_START, CLOCKING_STOP, CLOCKING_EXTEND, CLOCKING_PAUSE, CLOCKING_RESUME };

/* [clock KIND], [clock KIND 2], …: what it does with the clock of a kind of limit. What that writes to the record stands in model/limit.h. */
struct clocking {
	const char *section;
	const char *kind;               /* FORM_ALL_CLOCKS: every clock of the record; only to stop, pause, resume */
	enum clocking_do what;          /* do = start | stop | extend | pause | resume */
	struct expr *when;              /* NULL: always */
	const char *by;                 /* extend: the field of this form that says how much more */
	const char *from;               /* pause, resume: the field of this form with the moment; "": the moment of writing */
};

/* What filling it causes, beside what was typed. */
struct effect {
	const char *step;               /* new step of the record; "" leaves it. Short for [set step] */
	char **by;                      /* who may: fields of the record that name units (unit, lead, dispatcher, …), or FORM_BY_ABOVE;
	                                 * NULL-terminated, empty: whoever may write on the record */
	const char *by_say;             /* the sentence where the writer is none of them; "" gives a general one */
	struct expr *needs;             /* on the record: when it may be filled; NULL: always */
	const char *needs_say;          /* the sentence where it may not; "" gives a general one */
	bool corrects;                  /* 更正: sets the record's field that `field` names to `value`, or where `choose` is filled
	                                 * in to what that entry (its id) had said of it */
};
#define FORM_BY_ABOVE "above"           /* a division above the home unit or the lead */

struct form {
	const char *name;               /* file name without .ini */
	const char *title;
	const char *help;
	const char *opens;              /* kind of the record it opens; "" if it continues one */
	const char *continues;          /* kind it continues; "" if it opens one */
	const char *step;               /* sign of the seven steps it belongs to; "" for none */
	const char *serial;             /* letters before the serial in its number; "" for cases. In a continuing form: its entries
	                                 * are numbered too, in `.no` (letters) */
	unsigned levels;                /* form_level bits */
	enum form_goes goes;            /* where the records it opens go */
	int version;
	int pages;
	const char *list;               /* label of its list of records: "案件" */
	struct effect effect;
	struct setting *sets;
	size_t nsets;
	struct clocking *clocks;
	size_t nclocks;
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
