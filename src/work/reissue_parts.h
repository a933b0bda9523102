/* SPDX-License-Identifier: Apache-2.0 */
/* What reissue.c asks of reissue_words.c. */
#ifndef WORK_REISSUE_PARTS_H
#define WORK_REISSUE_PARTS_H

#include "model/entry.h"
#include "store/store.h"

/* What the entry says of others that got new ids: record, parents, rows, the refused entry it mends. */
void reissue_words(struct store *s, struct entry *e);
/* 421202101-1-2026-R0041 under desk 7: "421202101-7-2026-R", to which a serial is added. Yours; NULL where it is no number. */
char *reissue_series(const char *no, unsigned desk);

#endif
