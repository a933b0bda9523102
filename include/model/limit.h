/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time limits: data/deadlines.ini says how long each thing may take; one pure function says when it is due, and can say why.
 *
 * How it is counted. A limit of days runs from the day of its start, which is day 0, and ends with the last moment of its last
 * day; working days are counted by the calendar. Hours and minutes run from the moment itself, round the clock. Extensions are
 * so many more of the same. A day at whose end the clock stands still does not count: it does not on the day of the pause, it
 * does again on the day of taking up. Where a limit rolls and its last day, extensions and pauses included, is no working day,
 * the next working day is due instead.
 */
#ifndef MODEL_LIMIT_H
#define MODEL_LIMIT_H

#include "base/ini.h"
#include "model/calendar.h"

struct book;

/*
 * What a record keeps of its clocks, in fields that [clock …] of a form writes (model/form.h). A running clock is due at `due`
 * (of LIMIT_MAIN) or `due_KIND`: a day, or a minute where the limit counts hours. Extensions so far are in `extended` or
 * `extended_KIND`: amounts with blanks between. Pauses of the record are in `pauses`: from/to,from/ with minutes, the last one
 * open while it lasts; the kinds that stand still then are in `standing` and their due fields are empty.
 */
#define LIMIT_MAIN "settle"
#define LIMIT_FIELD_MAX 48      /* room for "extended_" and a kind */
void limit_field(char out[LIMIT_FIELD_MAX], const char *front, const char *kind);        /* "due", "settle" → "due" */
bool limit_stands(const char *standing, const char *kind);      /* is this kind among those of `standing`? */
/* The kind whose due day a field holds: "due_sign" → "sign"; NULL if it is none. */
const char *limit_kind_of(const char *field);

#define LIMIT_AMOUNT_MAX 3660   /* days, hours or minutes of one limit or extension: more is no limit */
#define LIMIT_OPEN INT64_MAX    /* `to` of a pause that lasts */

enum limit_unit { LIMIT_DAYS, LIMIT_WORKDAYS, LIMIT_HOURS, LIMIT_MINUTES };

/* One section of data/deadlines.ini. Texts are lent and "" where nothing is said. */
struct limit {
	const char *name;               /* [limit settle_04] → settle_04 */
	const char *kind;               /* what is limited: settle, dispatch, sign, …; several limits may have one kind */
	const char *label;              /* 一般矛盾纠纷化解时限 */
	const char *starts;             /* fields of the record, "reopened | opened": the first filled in holds the start */
	const char *since;              /* how people call it: 受理 */
	const char *matter, *grade;     /* codes it is for, "03 | 02"; "" any */
	const char *basis;              /* 《信访工作条例》第三十四条, 本市默认（可改） */
	const char *note;
	enum limit_unit unit;
	int32_t amount;
	bool rolls;                     /* to the next working day */
	bool pauses;                    /* a pause of the case stops this clock, too */
	int32_t extend;                 /* in its own unit, at most, each time; 0: cannot be extended */
	int32_t extensions;             /* how often */
	int32_t warn;                   /* so many days before it is due soon */
};

/* The next word of a list like grade, matter or starts: its length, *word its start, *list behind it; 0 at the end. */
size_t limit_next_word(const char **list, const char **word);

struct limits;

/* A wrong section is reported and left out. b: its tables `grade` and `matter` tell which codes there are; may be NULL. NULL if
 * the file cannot be read at all; the functions below take that for an empty one. */
struct limits *limits_parse(const char *name, const char *text, size_t n, const struct book *b, ini_report *report, void *arg);
void limits_free(struct limits *l);
size_t limits_count(const struct limits *l);
const struct limit *limits_at(const struct limits *l, size_t i);                /* in the file's order */
const struct limit *limits_named(const struct limits *l, const char *name);     /* NULL if there is none */
/* The limit of a kind for a case: the one that fits most closely; its matter counts for more than its grade. NULL if none. */
const struct limit *limits_find(const struct limits *l, const char *kind, const char *grade, const char *matter);

struct limit_pause {
	int64_t from, to;               /* ms; the clock stands still in [from, to); any order, may overlap */
	const char *reason;
};

struct limit_extension {
	int32_t amount;                 /* in the limit's unit */
	const char *by, *reason;
};

struct limit_input {
	const struct limit *limit;
	int64_t start;                  /* ms */
	const struct limit_pause *pauses;
	size_t npauses;
	const struct limit_extension *extensions;
	size_t nextensions;
};

struct limit_due {
	int32_t day;                    /* CLOCK_DAY_NONE while it stands still */
	int64_t moment;                 /* ms: the last that is in time; of days, 23:59:59.999 of `day` */
	int32_t left;                   /* while it stands still: days, hours or minutes left, the begun one included; else 0 */
	int missing;                    /* a year the answer depends on and the calendar lacks: it may still change. 0: none */
	bool timed;                     /* hours or minutes: show the time too */
};

/* Pure, and without memory of its own. */
struct limit_due limit_due(const struct limit_input *in, const struct calendar *c);
/* 为什么是这天, one sentence a line; the last line names the day. Yours. */
char *limit_explain(const struct limit_input *in, const struct calendar *c);

enum limit_stage { LIMIT_PAUSED, LIMIT_IN_TIME, LIMIT_SOON, LIMIT_TODAY, LIMIT_OVERDUE };
struct limit_state {
	enum limit_stage stage;
	int32_t days;                   /* from today to the due day; below 0: so many days over. 0 while it stands still */
};
struct limit_state limit_state(const struct limit_due *due, int64_t now, int32_t warn);

#endif
