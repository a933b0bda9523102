/* SPDX-License-Identifier: Apache-2.0 */
/* The sanitiser lets nothing through that can drive a terminal, whatever comes in; rows and fits never split or lose anything. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *clean = text_clean((const char *)data, n, TEXT_BLOCK);
	size_t len = strlen(clean), bytes;

	assert(text_valid(clean, len));
	for (const char *s = clean; *s != '\0'; s += bytes) {
		int32_t cp = text_codepoint(s, &bytes);
		assert(cp >= 0 && (cp == '\n' || text_cp_width(cp) >= 0));
		assert(!(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2066 && cp <= 0x2069) && cp != 0x200b && cp != 0xfeff);
	}
	char *again = text_clean(clean, len, TEXT_BLOCK);
	assert(strcmp(again, clean) == 0);
	free(again);

	size_t taken = 0, row;
	while (clean[taken] != '\0') {
		row = text_row(clean + taken, 7);
		assert(row > 0 && row <= len - taken);
		taken += row;
	}
	char *cut = text_ellipsis(clean, 9);
	assert(text_width(cut) <= 9);
	free(cut);
	free(text_narrow(clean));
	free(text_mask_name(clean));
	free(text_mask_id(clean));
	free(text_mask_phone(clean));
	free(clean);
	return 0;
}
