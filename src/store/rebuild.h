/* SPDX-License-Identifier: Apache-2.0 */
/* What schema.c asks of the rebuild beside store_rebuild(). */
#ifndef STORE_REBUILD_H
#define STORE_REBUILD_H

#include "store/store.h"

/* Fill derived tables that are empty, inside the caller's transaction. */
bool rebuild_in_place(struct store *s, struct err *err);

#endif
