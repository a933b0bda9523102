/* SPDX-License-Identifier: Apache-2.0 */
/* What settle.c and settle_clash.c share. */
#ifndef WORK_SETTLE_PARTS_H
#define WORK_SETTLE_PARTS_H

#include "work/check.h"

/* The form that writes rows such as `unit` ("party2", "party~7-1") on records of this kind; NULL: it is no row of any. */
const struct form *settle_row_form(const struct book *b, const char *kind, const char *unit);

#endif
