/* SPDX-License-Identifier: Apache-2.0 */
/* What decodes encodes to the same bytes: fields and entries as they come from a wire or a damaged store. */
#include <assert.h>
#include <string.h>

#include "model/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct reader r = reader_over(data, n);
	struct fields *f = fields_decode(&r);
	struct buf out = { 0 };

	if (f != NULL) {
		fields_encode(f, &out);
		assert(out.len == n - r.left && memcmp(out.data, data, out.len) == 0);
	}
	fields_free(f);
	buf_clear(&out);

	r = reader_over(data, n);
	struct entry *e = entry_decode(&r);
	if (e != NULL) {
		entry_encode(e, &out);
		assert(out.len == n - r.left && memcmp(out.data, data, out.len) == 0);
	}
	entry_free(e);
	buf_free(&out);
	return 0;
}
