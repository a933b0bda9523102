/* SPDX-License-Identifier: Apache-2.0 */
/* Envelopes from a hostile line or stick. The payload is also tried behind a valid seal, so that decoding is reached. */
#include <stdlib.h>
#include <string.h>

#include "sync/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void take(const void *bytes, size_t n, const unsigned char *pub)
{
	struct envelope head;
	struct buf payload = { 0 };
	struct err err = { 0 };
	static const unsigned char zeros[CRYPTO_HASH];
	struct entry **list;
	size_t count;

	if (envelope_open(bytes, n, pub, &head, &payload, &err)) {
		struct reader r = reader_over(payload.data, payload.len);
		if (envelope_get_entries(&r, &head, zeros, &list, &count, &err)) {
			for (size_t i = 0; i < count; i++)
				entry_free(list[i]);
			free(list);
		}
	}
	buf_free(&payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	static int ready;
	struct buf sealed = { 0 };

	if (!ready++) {
		crypto_init();
		crypto_keypair(pub, secret);
	}
	take(data, n, pub);
	struct envelope head = { .sender = 1, .receiver = 2, .layout = ENVELOPE_ENTRIES, .from = 1, .to = 1 };
	envelope_seal(&head, NULL, data, n, secret, &sealed);
	take(sealed.data, sealed.len, pub);
	buf_free(&sealed);
	return 0;
}
