/* SPDX-License-Identifier: Apache-2.0 */
/* Whose business a record is; nobody outside work/ includes this. */
#ifndef WORK_ROUTE_H
#define WORK_ROUTE_H

#include "work/accept.h"

/* Put the record's entries into the feeds of every unit it goes to: the arrival `came` and the hub's refusals for those that
 * have the record already, everything for a unit that sees it for the first time. */
bool route_record(struct store *s, struct books *books, const struct entries *all, uint64_t came, struct err *err);

#endif
