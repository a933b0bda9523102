/* SPDX-License-Identifier: Apache-2.0 */
/* Which version of the schema a file has, and how to bring an older one up to date. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"
#include "store/store.h"

/* Is the file one of ours, of this kind, and not newer than this program? *fresh: it is still empty. Reads only. */
bool schema_accept(struct db *db, enum store_kind kind, bool *fresh, struct err *err);
/* Create, or apply the upgrades that are missing, in one transaction: all of it is there afterwards, or nothing happened. */
bool schema_upgrade(struct store *s, struct err *err);

#endif
