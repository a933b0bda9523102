/* SPDX-License-Identifier: Apache-2.0 */
/* What other modules of store/ keep in an open store. */
#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "store/store.h"

/* Kinds whose records stay in their unit, as the published forms of `version` say: " reception duty ". */
struct store_kinds {
	uint64_t version;
	char *list;             /* NULL: not read yet */
};
struct store_kinds *store_kinds(struct store *s);

#endif
