/* SPDX-License-Identifier: Apache-2.0 */
#include "ids.h"

#include "base/mem.h"

void ids_put(struct buf *out, const uint64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_u64(out, ids[i]);
}

bool ids_get(struct db_stmt *s, int col, uint64_t **ids, size_t *n)
{
	size_t bytes;
	const void *at = db_get_blob(s, col, &bytes);
	struct reader r = reader_over(at, bytes);

	*ids = NULL;
	*n = 0;
	if (bytes % 8)
		return false;
	if (bytes)
		*ids = mem_zero(bytes);
	while (r.left)
		(*ids)[(*n)++] = reader_u64(&r);
	return true;
}
