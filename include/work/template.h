/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with places to be filled in from a record: letters, defaults of fields, sentences of forms. */
#ifndef WORK_TEMPLATE_H
#define WORK_TEMPLATE_H

#include "model/book.h"
#include "model/fold.h"

/*
 * {name} becomes the record's value as people read it: names of codes, units and steps, 2026年10月24日, nothing masked; ""
 * where it has none. {no} is its number, {party1.phone} a field of a row, {parties} the names of its people. Names that no form
 * knows stay as they are, and so does whatever looks like a place in what was filled in. Yours.
 */
char *work_template(const char *text, const struct book *b, const struct fold *record);
/* The same for a letter: what the entry said of itself alone ({opinion}) comes first. */
char *work_template_of(const char *text, const struct book *b, const struct fold *record, const struct entry *e);

#endif
