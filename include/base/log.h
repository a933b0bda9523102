/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one line per event, RFC 3339 time, no personal data (case numbers at most), every line through the sanitiser. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

bool log_open(const char *path, struct err *err);       /* append to this file, 0600; until then lines go to stderr */
void log_quiet(bool quiet);                             /* drop notes, keep warnings */
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* marked with "! " behind the time */
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_err(const struct err *err);                    /* sentence and detail of an error that was survived */
void log_close(void);

#endif
