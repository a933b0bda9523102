/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "hub/address.h"

static void url_is(const char *url, const char *host, const char *port)
{
	struct address a;

	if (!address_of_url(url, &a, NULL))
		fail_msg("%s", url);
	assert_string_equal(a.host, host);
	assert_string_equal(a.port, port);
}

static void a_url_gives_host_and_port(void **state)
{
	(void)state;
	url_is("https://hub.xianan.gov.cn:8443", "hub.xianan.gov.cn", "8443");
	url_is("https://10.0.0.1:1", "10.0.0.1", "1");
	url_is("https://[fd00::1]:65535", "fd00::1", "65535");
	url_is("https://hub", "hub", "443");
}

static void anything_else_is_wrong_usage(void **state)
{
	const char *const wrong[] = {
		"", "hub:8443", "http://hub:8443", "https://", "https://:8443", "https://hub:", "https://hub:0",
		"https://hub:65536", "https://hub:8443/", "https://hub:8443/v1", "https://user@hub:1", "https://hub:08443",
		"https://[fd00::1", "https://a b:1",
		"https://hub:84 43", "https://-hub:1", "https://县中心:8443",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct address a;
		struct err err = { 0 };
		if (address_of_url(wrong[i], &a, &err))
			fail_msg("%s was taken", wrong[i]);
		assert_int_equal(err.kind, ERR_USAGE);
	}
}

static void a_host_that_fills_a_page_is_no_host(void **state)
{
	char *url = mem_zero(1000);
	struct address a;

	(void)state;
	strcpy(url, "https://");
	memset(url + 8, 'a', 900);
	assert_false(address_of_url(url, &a, NULL));
	free(url);
}

static void a_listening_address_needs_a_port_and_may_leave_the_host(void **state)
{
	struct address a;

	(void)state;
	assert_true(address_of_listen(":8443", &a, NULL));
	assert_string_equal(a.host, "");
	assert_true(address_of_listen("0.0.0.0:8443", &a, NULL));
	assert_true(address_of_listen("[::]:8443", &a, NULL));
	assert_string_equal(a.host, "::");
	assert_false(address_of_listen("0.0.0.0", &a, NULL));
}

static void a_port_in_use_is_named(void **state)
{
	struct address a = { .host = "127.0.0.1" };
	struct err err = { 0 };
	bool loopback = false;
	int fd = -1;

	(void)state;
	for (unsigned port = 20000; fd < 0 && port < 20200; port++) {
		snprintf(a.port, sizeof a.port, "%hu", (unsigned short)port);
		fd = address_listen(&a, &loopback, NULL);
	}
	assert_true(fd >= 0);
	assert_true(loopback);
	assert_int_equal(address_listen(&a, &loopback, &err), -1);
	assert_int_equal(err.kind, ERR_FAILED);
	assert_non_null(strstr(err.say, a.port));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_gives_host_and_port),
		cmocka_unit_test(anything_else_is_wrong_usage),
		cmocka_unit_test(a_host_that_fills_a_page_is_no_host),
		cmocka_unit_test(a_listening_address_needs_a_port_and_may_leave_the_host),
		cmocka_unit_test(a_port_in_use_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
