/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling a form: the action behind the form screen, `yichuang fill` and every import. Typing is kept as a draft at every step;
 * saving is one transaction: check → effects → number → append → project → drop draft.
 */
#ifndef WORK_FILL_H
#define WORK_FILL_H

#include "work/check.h"
#include "work/session.h"

struct fill;

/* record 0 opens one, else continues (or, with an opening form, corrects) it. Defaults are filled in as if typed. NULL with
 * ERR_CHECK where the form may not be filled now. */
struct fill *fill_open(struct session *s, const char *form, uint64_t record, struct err *err);
struct fill *fill_resume(struct session *s, int64_t draft, struct err *err);
/* The form of a refused entry again, with what it said typed already, as far as nothing has been set since; or the draft in
 * which that was begun. (A refused opener's words are also there whenever its form is opened on its record.) */
struct fill *fill_mend(struct session *s, uint64_t entry, struct err *err);
/* Taking a refused entry of this desk back: the form `withdraw`, or withdraw_…, that continues records of its kind (NULL: none),
 * where only the reason is left to be filled in. What either of these saves names the entry it deals with (model/mend.h). */
struct fill *fill_withdraw(struct session *s, uint64_t entry, struct err *err);
const struct form *fill_withdraw_form(const struct book *b, const char *kind);
void fill_close(struct fill *f);                        /* the draft stays */

const struct form *fill_form(const struct fill *f);
const struct book *fill_book(const struct fill *f);     /* the one it was opened under; lives as long as the session */
const char *fill_cursor(const struct fill *f);          /* key where the cursor was, "" at the start */
void fill_point(struct fill *f, const char *key);       /* the cursor shall be there */
int64_t fill_draft(const struct fill *f);               /* 0 while nothing was kept */
int64_t fill_saved_at(const struct fill *f);            /* ms of the last fill_keep, 0: never */
bool fill_touched(const struct fill *f);                /* did anybody type anything? (defaults are not typing) */
uint64_t fill_record(const struct fill *f);

const char *fill_typed(const struct fill *f, const char *key);  /* "" if nothing; lent until the next set */
/* As people read it: names of codes, typed text where it is wrong. Yours. */
char *fill_shown(const struct fill *f, const char *key, bool masked);
/* Take what was typed. Kept whatever the verdict; *say (yours, may be NULL) where there is something to say. Also fills what
 * the field fills (sex, birth). What is understood is kept as it is meant: "." as the day it was typed. */
enum type_verdict fill_set(struct fill *f, const char *key, const char *typed, char **say);
/* The file at this path, which need not be text, into a `file` field. fill_set() does the same with what is typed. */
enum type_verdict fill_file(struct fill *f, const char *key, const char *path, char **say);
/* 当事人 2 姓名: what people call a field, or a group. Yours. */
char *fill_label(const struct fill *f, const char *key);
/* fill_set() from "KEY=VALUE" of a command line; \n is a line break in running text. false with *say where there is no such
 * field or row; what is wrong with the value, saving tells. *key and *say are yours. */
bool fill_pair(struct fill *f, const char *pair, char **key, char **say);
bool fill_visible(const struct fill *f, const char *key);
bool fill_required(const struct fill *f, const char *key);

int fill_rows(const struct fill *f, const char *group); /* rows are 1 … n: "party1.name" */
int fill_add_row(struct fill *f, const char *group);    /* returns its number */
void fill_remove_row(struct fill *f, const char *group, int row);       /* later rows move up */
/* 张三  男  1968  138****5678. Yours. */
char *fill_row_summary(const struct fill *f, const char *group, int row, bool masked);

bool fill_keep(struct fill *f, const char *cursor, struct err *err);    /* the draft, on disk when this returns */
bool fill_discard(struct fill *f, struct err *err);                     /* drop the draft */

void fill_check(const struct fill *f, struct faults *out);
/* Save. ERR_CHECK (with *out telling which fields) keeps the draft; a desk that is not enrolled keeps it too and says so. */
bool fill_save(struct fill *f, struct faults *out, struct err *err);
const char *fill_no(const struct fill *f);              /* after fill_save: the record's complete number */

#endif
