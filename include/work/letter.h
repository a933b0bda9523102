/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters: a text of the book (data/NAME.txt), filled in from one record (work/template.h). They go to the people concerned, so
 * nothing is masked. One that is called like a form (dispatch) also knows what was said when that form was last filled.
 */
#ifndef WORK_LETTER_H
#define WORK_LETTER_H

#include "base/buf.h"
#include "work/session.h"

/* Append the letter. ERR_USAGE where the book has none of that name, ERR_CHECK where there is no such record, or
 * where its form was not filled yet. */
bool letter_text(struct session *s, const char *name, uint64_t record, struct buf *out, struct err *err);

#endif
