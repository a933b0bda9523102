/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of find share: lists (find.c), a record in JSON (find_show.c) and as text (find_text.c, its timeline
 * find_story.c), today (find_today.c); nobody else includes this. */
#ifndef WORK_FIND_PARTS_H
#define WORK_FIND_PARTS_H

#include "model/fold.h"
#include "work/find.h"

const char *find_state_say(const char *state);
/* A record's value as people read it. Yours. */
char *find_label(const struct book *b, const char *kind, const char *key, const char *value, bool masked);
/* Names on one line, joined by `between`; masked as the screen masks them. Yours. */
char *find_names(const char *parties, bool masked, const char *between);
char *find_lead(const struct book *b, const struct record *r);          /* who has it in hand, by name. Yours. */

void find_json_id(struct json *j, const char *key, uint64_t id);        /* a string: it does not fit a double */
void find_json_optional(struct json *j, const char *key, const char *value);    /* null where there is nothing */

/* --- text in columns --- */

void find_pad(struct buf *out, const char *text, int width);
char *find_cell(char *text, int most);          /* clean, on one line, cut to `most` columns (0: whole). Takes text; yours. */
/* rows × columns cells, which are freed, each column as wide as it needs. */
void find_table(struct buf *out, char **cells, size_t rows, size_t columns, int indent);

struct line {
	char *label, *value;
};
struct lines {
	struct line *list;
	size_t n, cap;
};
/* Both are cleaned here: whatever came from elsewhere leaves through this door. label and value become ours. */
void find_line(struct lines *l, char *label, char *value);
/* "label  value", labels right-aligned by their width, further lines of a value under its first. Empties *l. */
void find_lines_put(struct lines *l, int indent, struct buf *out);

/* --- one record --- */

struct shown {
	const struct find_view *v;
	struct record *r;
	struct entries all;
	struct fold *now;
	const char *kind;
};
bool find_load(struct shown *s, const struct find_view *v, uint64_t record, struct err *err);
void find_unload(struct shown *s);

/* Where the writer sat: said by every entry, an opener says it of the record as well. "" if nobody said. */
const char *find_entry_unit(const struct entry *e);
const char *find_entry_reason(const struct shown *s, size_t i);         /* why the hub refused entry i; NULL */
/* A value for reading: codes by name, places and units in words, a department with its line. f may be NULL. Yours. */
char *find_say(const struct shown *s, const struct field *f, const char *key, const char *value);
/* What the due day of a clock is called: 期限, 签收时限. Lent. */
const char *find_clock_label(const struct shown *s, const char *kind);
/* Is it one of the fields in which clocks keep their books (pauses, standing, extended…)? Nobody reads those. */
bool find_is_clockwork(const char *key);
/* The timeline. */
void find_story(const struct shown *s, struct buf *out);

#endif
