/* SPDX-License-Identifier: Apache-2.0 */
/* What `lint` does: forms and tables of a folder, or one file against the shipped rest, each fault with its place. */
#ifndef WORK_LINT_H
#define WORK_LINT_H

#include "base/ini.h"

/* path: a folder with forms/ and data/, a folder of forms, or one .ini, .csv or .txt file; each read over the shipped set. false: it
 * could not be read. */
bool lint_path(const char *path, ini_report *report, void *arg, size_t *faults, struct err *err);
/* forms/intake.ini 第 12 行 [field title] type：… Yours. */
char *lint_sentence(const struct ini_fault *f);
void lint_to_log(void *arg, const struct ini_fault *f); /* an ini_report for where nobody is looking */

#endif
