/* SPDX-License-Identifier: Apache-2.0 */
/* Published vectors: what we sign and hash, a stranger's program must be able to check. */
#include "base/crypto.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/resource.h>

static void blake2b_256_gives_the_published_digests(void **state)
{
	(void)state;
	unsigned char digest[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1];

	crypto_hash(digest, "", 0);
	crypto_hex(hex, digest, sizeof digest);
	assert_string_equal(hex, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	crypto_hash(digest, "abc", 3);
	crypto_hex(hex, digest, sizeof digest);
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	crypto_hash2(digest, "a", 1, "bc", 2);
	crypto_hex(hex, digest, sizeof digest);
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	struct crypto_hashing *h = crypto_hash_begin();
	crypto_hash_add(h, "ab", 2);
	crypto_hash_add(h, "", 0);
	crypto_hash_add(h, "c", 1);
	crypto_hash_end(h, digest);
	crypto_hex(hex, digest, sizeof digest);
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

/* RFC 8032 §7.1, tests 1 and 2 */
static const char pub1[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
static const char seed1[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char sig1[] = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
static const char pub2[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
static const char sig2[] = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

static void rfc_8032_signatures_verify(void **state)
{
	(void)state;
	unsigned char pub[CRYPTO_PUBLIC], sig[CRYPTO_SIGNATURE];

	assert_true(crypto_unhex(pub, sizeof pub, pub1));
	assert_true(crypto_unhex(sig, sizeof sig, sig1));
	assert_true(crypto_verify(sig, "", 0, pub));
	assert_false(crypto_verify(sig, "x", 1, pub));
	assert_true(crypto_unhex(pub, sizeof pub, pub2));
	assert_true(crypto_unhex(sig, sizeof sig, sig2));
	assert_true(crypto_verify(sig, "\x72", 1, pub));
	for (size_t i = 0; i < sizeof sig; i++) {
		sig[i] ^= 1;
		assert_false(crypto_verify(sig, "\x72", 1, pub));
		sig[i] ^= 1;
	}
}

static void signing_gives_the_signature_of_the_rfc(void **state)
{
	(void)state;
	unsigned char secret[CRYPTO_SECRET], sig[CRYPTO_SIGNATURE];
	char hex[2 * CRYPTO_SIGNATURE + 1];

	/* the secret is seed and public key side by side */
	assert_true(crypto_unhex(secret, 32, seed1));
	assert_true(crypto_unhex(secret + 32, 32, pub1));
	crypto_sign(sig, "", 0, secret);
	crypto_hex(hex, sig, sizeof sig);
	assert_string_equal(hex, sig1);
}

static void a_fresh_pair_signs_and_no_other_key_verifies(void **state)
{
	(void)state;
	unsigned char pub[CRYPTO_PUBLIC], other[CRYPTO_PUBLIC], secret[CRYPTO_SECRET], sig[CRYPTO_SIGNATURE];

	crypto_keypair(other, secret);
	crypto_keypair(pub, secret);
	assert_false(crypto_equal(pub, other, sizeof pub));
	crypto_sign(sig, "报文", 6, secret);
	assert_true(crypto_verify(sig, "报文", 6, pub));
	assert_false(crypto_verify(sig, "报文", 6, other));
}

struct sealed {
	unsigned char head[CRYPTO_SEAL_HEAD], one[3 + CRYPTO_SEAL_MORE], two[4 + CRYPTO_SEAL_MORE], end[CRYPTO_SEAL_MORE];
};

static struct sealed seal(const unsigned char *pub)
{
	struct sealed s;
	struct crypto_seal *to = crypto_seal_to(pub, s.head);

	assert_non_null(to);
	crypto_seal_chunk(to, "one", 3, s.one);
	crypto_seal_chunk(to, "zwei", 4, s.two);
	crypto_seal_end(to, "about", 5, s.end);
	crypto_seal_free(to);
	return s;
}

static bool unseal(const struct sealed *s, const unsigned char *pub, const unsigned char *secret)
{
	struct crypto_seal *from = crypto_unseal(s->head, pub, secret);
	char one[3], two[4];
	bool ok = from && crypto_unseal_chunk(from, s->one, sizeof s->one, one) &&
	          crypto_unseal_chunk(from, s->two, sizeof s->two, two) && crypto_unseal_end(from, s->end, "about", 5);

	if (ok) {
		assert_memory_equal(one, "one", 3);
		assert_memory_equal(two, "zwei", 4);
	}
	crypto_seal_free(from);
	return ok;
}

static void what_is_sealed_to_a_key_opens_with_it_alone_and_whole(void **state)
{
	unsigned char pub[CRYPTO_PUBLIC], secret[CRYPTO_SECRET], other[CRYPTO_PUBLIC], others[CRYPTO_SECRET];
	char out[8];

	(void)state;
	crypto_keypair(pub, secret);
	crypto_keypair(other, others);
	struct sealed s = seal(pub), again = seal(pub);
	assert_true(unseal(&s, pub, secret));
	assert_false(unseal(&s, other, others));
	assert_false(unseal(&s, pub, others));
	assert_memory_not_equal(&s, &again, sizeof s);
	for (size_t i = 0; i < sizeof s; i++) {
		((unsigned char *)&s)[i] ^= 16;
		assert_false(unseal(&s, pub, secret));
		((unsigned char *)&s)[i] ^= 16;
	}

	/* a chunk left out; the end before its time, or in the place of a chunk; a chunk for an end; another `about` */
	struct crypto_seal *from = crypto_unseal(s.head, pub, secret);
	assert_false(crypto_unseal_chunk(from, s.two, sizeof s.two, out));
	assert_false(crypto_unseal_end(from, s.end, "about", 5));
	assert_false(crypto_unseal_chunk(from, s.one, CRYPTO_SEAL_MORE - 1, out));
	assert_true(crypto_unseal_chunk(from, s.one, sizeof s.one, out));
	assert_true(crypto_unseal_chunk(from, s.two, sizeof s.two, out));
	assert_false(crypto_unseal_end(from, s.end, "above", 5));
	crypto_seal_free(from);
	struct crypto_seal *to = crypto_seal_to(pub, s.head);
	crypto_seal_chunk(to, "", 0, s.one);
	crypto_seal_end(to, NULL, 0, s.end);
	crypto_seal_free(to);
	from = crypto_unseal(s.head, pub, secret);
	assert_false(crypto_unseal_end(from, s.one, NULL, 0));
	crypto_seal_free(from);
	from = crypto_unseal(s.head, pub, secret);
	assert_true(crypto_unseal_chunk(from, s.one, CRYPTO_SEAL_MORE, out));
	assert_false(crypto_unseal_chunk(from, s.end, sizeof s.end, out));
	crypto_seal_free(from);
}

static void nothing_is_sealed_to_what_is_no_key(void **state)
{
	unsigned char none[CRYPTO_PUBLIC] = { 0 }, head[CRYPTO_SEAL_HEAD];

	(void)state;
	assert_null(crypto_seal_to(none, head));
}

static void hex_is_read_strictly(void **state)
{
	(void)state;
	unsigned char out[2];

	assert_true(crypto_unhex(out, 2, "0aFf"));
	assert_memory_equal(out, "\x0a\xff", 2);
	assert_false(crypto_unhex(out, 2, "0aF"));
	assert_false(crypto_unhex(out, 2, "0aFf0"));
	assert_false(crypto_unhex(out, 2, "0aFg"));
	assert_false(crypto_unhex(out, 2, "0a:f"));
	assert_false(crypto_unhex(out, 2, ""));
}

static void wiped_is_zero_and_random_is_not(void **state)
{
	(void)state;
	unsigned char a[32] = { 0 };
	static const unsigned char zero[32];

	crypto_random(a, sizeof a);
	assert_false(crypto_equal(a, zero, sizeof a));
	crypto_wipe(a, sizeof a);
	assert_true(crypto_equal(a, zero, sizeof a));
}

static void no_core_file_will_carry_keys(void **state)
{
	(void)state;
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	assert_int_equal(limit.rlim_cur, 0);
	assert_int_equal(limit.rlim_max, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blake2b_256_gives_the_published_digests),
		cmocka_unit_test(rfc_8032_signatures_verify),
		cmocka_unit_test(signing_gives_the_signature_of_the_rfc),
		cmocka_unit_test(a_fresh_pair_signs_and_no_other_key_verifies),
		cmocka_unit_test(what_is_sealed_to_a_key_opens_with_it_alone_and_whole),
		cmocka_unit_test(nothing_is_sealed_to_what_is_no_key),
		cmocka_unit_test(hex_is_read_strictly),
		cmocka_unit_test(wiped_is_zero_and_random_is_not),
		cmocka_unit_test(no_core_file_will_carry_keys),
	};
	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
