/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of entry ids as the columns parents and heads keep them: 8 bytes each, big endian. */
#ifndef STORE_IDS_H
#define STORE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "store/db.h"

void ids_put(struct buf *out, const uint64_t *ids, size_t n);
/* false where the column is no such list; *ids is yours, NULL for none. */
bool ids_get(struct db_stmt *s, int col, uint64_t **ids, size_t *n);

#endif
