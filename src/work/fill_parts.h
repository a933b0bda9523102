/* SPDX-License-Identifier: Apache-2.0 */
/* What fill.c, fill_open.c and fill_save.c share; nobody else includes this. */
#ifndef WORK_FILL_PARTS_H
#define WORK_FILL_PARTS_H

#include "store/draft.h"
#include "store/journal.h"
#include "work/fill.h"

struct fill {
	struct session *s;
	const struct book *book;        /* the one the draft was opened under */
	const struct form *form;
	struct draft *d;                /* typed: as seen; "party2" marks row 2 and says which one it is (check.h) */
	struct entries entries;         /* of the record, as they were when this was opened */
	struct fold *before;            /* the record as it was then; NULL for a new one */
	struct fields *values;          /* what of `typed` would be kept */
	uint32_t station;               /* this desk's number when it was opened */
	bool opened;                    /* from here on a change is somebody's typing */
	bool touched;
	char *no;
};

struct check fill_as_check(const struct fill *f, int64_t now);
void fill_recompute(struct fill *f, int64_t now);
enum type_verdict fill_take(struct fill *f, const struct field *field, const char *key, const char *typed, char **say);
int fill_add_row_named(struct fill *f, const char *group, const char *name);
/* Type what a refused entry said, as far as nothing later has set it. */
void fill_say_again(struct fill *f, const struct entry *e);
const struct entry *fill_refused_opener(const struct fill *f);
/* The desk has got a new number since this was opened: what stood on entries that were never sent stands on what became of them. */
bool fill_follow(struct fill *f, struct err *err);
void fill_default(struct fill *f, const struct field *field, const char *key);


/* Files (fill_file.c). What was typed into a `file` field, as the value that is kept once the content was put away; NULL where it is none
 * such, or with *why where it cannot be taken. Both yours. */
char *fill_fetch(struct fill *f, const struct field *field, const char *typed, char **why);
/* What could not be had when it was typed may be there now: the stick is in. */
void fill_fetch_again(struct fill *f);
/* Why what was typed into a `file` field is no file that can be taken; NULL: nothing more to say than the type does. Yours. */
char *fill_file_fault(const struct field *field, const char *typed);
/* Contents that should be here and are not. */
void fill_check_files(const struct fill *f, struct faults *out);
/* When the entry is written: how its files are to get to the hub. */
bool fill_choose(const struct fill *f, struct err *err);

#endif
