/* SPDX-License-Identifier: Apache-2.0 */
/* The hub's CA and certificate, read back with GnuTLS itself. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/crypto.h"
#include "base/file.h"
#include "hub/tls.h"
#include "temp.h"

static struct address host_of(const char *url)
{
	struct address a;

	assert_true(address_of_url(url, &a, NULL));
	return a;
}

static gnutls_x509_crt_t load(const char *name)
{
	gnutls_x509_crt_t crt;
	struct buf pem = { 0 };

	assert_true(file_read(temp_path(name), 1 << 16, &pem, NULL));
	const gnutls_datum_t d = { (unsigned char *)pem.data, (unsigned)pem.len };
	assert_int_equal(gnutls_x509_crt_init(&crt), 0);
	assert_int_equal(gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_PEM), 0);
	buf_free(&pem);
	return crt;
}

static unsigned verdict(void)
{
	gnutls_x509_crt_t ca = load("ca.pem"), server = load("server.pem");
	unsigned out = 1;

	assert_int_equal(gnutls_x509_crt_verify(server, &ca, 1, 0, &out), 0);
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(server);
	return out;
}

static void make(const char *url)
{
	struct address host = host_of(url);
	struct err err = { 0 };

	if (!tls_make(temp_dir, "421202", &host, &err))
		fail_msg("%s (%s)", err.say, err.detail);
}

static void the_certificate_is_the_cas_and_for_the_host(void **state)
{
	(void)state;
	make("https://hub.example.cn:8443");
	assert_int_equal(verdict(), 0);
	gnutls_x509_crt_t server = load("server.pem");
	assert_true(gnutls_x509_crt_check_hostname(server, "hub.example.cn"));
	assert_false(gnutls_x509_crt_check_hostname(server, "example.cn"));
	gnutls_x509_crt_deinit(server);
}

static void addresses_are_certified_as_addresses(void **state)
{
	const char *const urls[][2] = { { "https://10.1.2.3:8443", "10.1.2.3" }, { "https://[fd00::1]:8443", "fd00::1" } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		make(urls[i][0]);
		gnutls_x509_crt_t server = load("server.pem");
		assert_true(gnutls_x509_crt_check_hostname(server, urls[i][1]));
		assert_false(gnutls_x509_crt_check_hostname(server, "10.1.2.4"));
		gnutls_x509_crt_deinit(server);
	}
}

static void the_ca_signs_and_the_server_does_not(void **state)
{
	unsigned critical = 0, is_ca = 0;

	(void)state;
	make("https://hub:8443");
	gnutls_x509_crt_t ca = load("ca.pem"), server = load("server.pem");
	assert_int_equal(gnutls_x509_crt_get_basic_constraints(ca, &critical, &is_ca, NULL), 1);
	assert_true(critical);
	assert_int_equal(gnutls_x509_crt_get_basic_constraints(server, &critical, &is_ca, NULL), 0);
	unsigned bits;
	assert_int_equal(gnutls_x509_crt_get_pk_algorithm(ca, &bits), GNUTLS_PK_ECDSA);
	assert_int_equal(bits, 256);
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(server);
}

static void they_are_good_since_yesterday_and_for_years(void **state)
{
	const time_t day = 86400, now = time(NULL);

	(void)state;
	make("https://hub:8443");
	gnutls_x509_crt_t ca = load("ca.pem"), server = load("server.pem");
	assert_true(gnutls_x509_crt_get_activation_time(server) <= now - day + 60);
	assert_true(gnutls_x509_crt_get_expiration_time(server) > now + TLS_SERVER_YEARS * 365 * day);
	assert_true(gnutls_x509_crt_get_expiration_time(ca) > now + TLS_CA_YEARS * 365 * day);
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(server);
}

static void nobody_else_reads_the_keys(void **state)
{
	struct stat st;

	(void)state;
	make("https://hub:8443");
	assert_int_equal(stat(temp_path("ca.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(temp_path("server.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_certificate_is_renewed_only_where_it_must_be(void **state)
{
	struct address same = host_of("https://hub:8443"), moved = host_of("https://new.hub:8443");
	bool renewed = true;

	(void)state;
	make("https://hub:8443");
	assert_true(tls_renew(temp_dir, &same, &renewed, NULL));
	assert_false(renewed);
	assert_true(tls_renew(temp_dir, &moved, &renewed, NULL));
	assert_true(renewed);
	assert_int_equal(verdict(), 0);         /* by the same CA: no desk needs a new kit */
	gnutls_x509_crt_t server = load("server.pem");
	assert_true(gnutls_x509_crt_check_hostname(server, "new.hub"));
	gnutls_x509_crt_deinit(server);
}

static void a_damaged_ca_is_said_and_left_alone(void **state)
{
	struct address moved = host_of("https://new.hub:8443");
	struct err err = { 0 };
	bool renewed;

	(void)state;
	make("https://hub:8443");
	assert_true(file_write(temp_path("ca.key"), "nothing", 7, NULL));
	assert_false(tls_renew(temp_dir, &moved, &renewed, &err));
	assert_int_equal(err.kind, ERR_TRUST);
}

static int setup(void **state)
{
	crypto_init();
	return temp_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_certificate_is_the_cas_and_for_the_host),
		cmocka_unit_test(addresses_are_certified_as_addresses),
		cmocka_unit_test(the_ca_signs_and_the_server_does_not),
		cmocka_unit_test(they_are_good_since_yesterday_and_for_years),
		cmocka_unit_test(nobody_else_reads_the_keys),
		cmocka_unit_test(a_certificate_is_renewed_only_where_it_must_be),
		cmocka_unit_test(a_damaged_ca_is_said_and_left_alone),
	};
	return cmocka_run_group_tests(tests, setup, temp_remove);
}
