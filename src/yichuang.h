/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk's program shares: its commands (yichuang_records.c, yichuang_attach.c, yichuang_care.c, yichuang_backup.c) and how they speak (yichuang_say.c). */
#ifndef YICHUANG_H
#define YICHUANG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/ini.h"
#include "work/fill.h"
#include "work/find.h"
#include "work/session.h"
#include "work/view.h"

#define EXIT_USAGE 2
#define EXIT_REFUSED 3
#define EXIT_DAMAGED 8

struct options {
	bool json, csv;
	const char *find, *who, *output, *send;
};

void cli_say(FILE *to, const char *text);               /* one line for people, made harmless */
int cli_failed(const struct err *err);                  /* says it; its exit status */
int cli_print(struct buf *out);                         /* all of it to stdout, then frees it; exit status */
void cli_fault(void *arg, const struct ini_fault *f);   /* an ini_report */
struct session *cli_enter(struct err *err);             /* the desk of YICHUANG_HOME */
struct find_view cli_presents(const struct session *s, bool masked);
struct view_of cli_asks(const struct session *s);

/* Save a form, say what is wrong with it, print the record's number; exit status. */
int cli_save(struct fill *f);

/* The commands: arguments without the command's name; each returns the exit status. */
int run_fill(const struct options *o, int n, char **args);
int run_list(const struct options *o, int n, char **args);
int run_show(const struct options *o, int n, char **args);
int run_today(const struct options *o, int n, char **args);
int run_print(const struct options *o, int n, char **args);
int run_attach(const struct options *o, int n, char **args);
int run_verify(const struct options *o, int n, char **args);
int run_rebuild(const struct options *o, int n, char **args);
int run_doctor(const struct options *o, int n, char **args);
int run_backup(const struct options *o, int n, char **args);
int run_restore(const struct options *o, int n, char **args);
int run_lint(const struct options *o, int n, char **args);

#endif
