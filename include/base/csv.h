/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180) in, and cells out that no spreadsheet takes for a formula. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/err.h"

#define CSV_COLUMNS 32

/* One record: n cells, NUL-terminated, lent for the duration of the call. Return false to stop with *err set. */
typedef bool csv_row(void *arg, int line, size_t n, char *cell[], struct err *err);

/* Read all records, the header among them. A BOM is skipped; CRLF is fine; blank lines are passed over. Not UTF-8, an unclosed
 * quote, text behind a closed one or more than CSV_COLUMNS cells is an error that names the file and line. */
bool csv_parse(const char *name, const char *text, size_t n, csv_row *row, void *arg, struct err *err);

/* Append one cell, quoted where needed; a cell that starts with = + - @ TAB CR gets a ' in front (not plain numbers). */
void csv_cell(struct buf *out, const char *text);

#endif
