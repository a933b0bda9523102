/* SPDX-License-Identifier: Apache-2.0 */
/* What is said where no hub answers. What a hub answers, and certificates of every wrong kind: tests/system. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/conf.h"
#include "sync/http.h"

/* A CA that signed nothing, good until 2126. */
static const char ca[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBjjCCATOgAwIBAgIURYeNsY32DruPHGZuucL9nvcRsyEwCgYIKoZIzj0EAwIw\n"
	"GzEZMBcGA1UEAwwQeWljaHVhbmcgdGVzdCBDQTAgFw0yNjExMjQyMjI3MjdaGA8y\n"
	"MTI2MTAzMTIyMjcyN1owGzEZMBcGA1UEAwwQeWljaHVhbmcgdGVzdCBDQTBZMBMG\n"
	"ByqGSM49AgEGCCqGSM49AwEHA0IABEZzY9IIVlpsS+Ny2CUgDM3FPX69DTVJaUdR\n"
	"dFw0kl+ht29w5HpitAgXy6PKIeZQekokbtEfUP3ZTFNWTuR9VOCjUzBRMB0GA1Ud\n"
	"DgQWBBTC/W/ouTsmDS7egDgEMCAb5WIwZjAfBgNVHSMEGDAWgBTC/W/ouTsmDS7e\n"
	"gDgEMCAb5WIwZjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQD9\n"
	"cw3w6lN5JPmJ9qh9WaW9TiKcQlewhqdA98zjYklJegIhAIHEXg+miwRXw+/kPNFF\n"
	"mCqBMaRoVq36gQryj6dR+j7i\n"
	"-----END CERTIFICATE-----\n";

/* A socket bound to a port of loopback. It listens where `answer` is given, and says that to whoever calls first. */
struct peer {
	int fd;
	char url[64];
	const char *answer;
	pthread_t thread;
};

static void *serve(void *arg)
{
	const struct peer *p = arg;
	char ignored[1024];

	int fd = accept(p->fd, NULL, NULL);
	if (fd >= 0 && recv(fd, ignored, sizeof ignored, 0) > 0 && send(fd, p->answer, strlen(p->answer), MSG_NOSIGNAL) >= 0)
		shutdown(fd, SHUT_WR);
	if (fd >= 0)
		close(fd);
	return NULL;
}

static void peer_open(struct peer *p, const char *answer)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;

	p->answer = answer;
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(p->fd >= 0);
	assert_int_equal(bind(p->fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(getsockname(p->fd, (struct sockaddr *)&at, &len), 0);
	snprintf(p->url, sizeof p->url, "https://127.0.0.1:%d", ntohs(at.sin_port));
	if (answer) {
		assert_int_equal(listen(p->fd, 1), 0);
		assert_int_equal(pthread_create(&p->thread, NULL, serve, p), 0);
	}
}

static void peer_close(struct peer *p)
{
	if (p->answer)
		pthread_join(p->thread, NULL);
	close(p->fd);
}

static struct err post_with(const char *url, const char *pem)
{
	struct err err = { 0 };
	struct buf reply = { 0 };
	long status = 99;
	struct http *h = http_open(url, pem, &err);

	assert_non_null(h);
	assert_false(http_post(h, "/v1/sync", "body", 4, &reply, &status, &err));
	assert_int_equal(status, 0);
	assert_int_equal(reply.len, 0);
	http_close(h);
	buf_free(&reply);
	return err;
}

static void says(const char *url, enum err_kind kind, const char *word)
{
	struct err err = post_with(url, ca);

	if (err.kind != kind || !strstr(err.say, word))
		fail_msg("%d %s (%s)", (int)err.kind, err.say, err.detail);
}

static void only_https_is_opened(void **state)
{
	const char *const wrong[] = { "", "http://hub", "ftp://hub", "hub:8443", "https://" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { 0 };
		assert_null(http_open(wrong[i], ca, &err));
		assert_int_equal(err.kind, ERR_TRUST);
	}
}

static void without_a_ca_nobody_is_asked(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(http_open("https://hub", "", &err));
	assert_int_equal(err.kind, ERR_TRUST);
}

static void a_ca_that_cannot_be_read_is_named(void **state)
{
	(void)state;
	struct err err = post_with("https://127.0.0.1:1", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	/* curl may call before it reads the CA */
	assert_true(err.kind == ERR_TRUST || err.kind == ERR_NET);
}

static void a_port_where_nobody_listens_is_refused(void **state)
{
	struct peer p;

	(void)state;
	peer_open(&p, NULL);
	says(p.url, ERR_NET, "连接被拒绝");
	peer_close(&p);
}

static void a_page_without_encryption_is_no_hub(void **state)
{
	struct peer p;

	(void)state;
	peer_open(&p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlogin");
	says(p.url, ERR_TRUST, "没有加密");
	peer_close(&p);
}

static void a_line_that_breaks_in_the_greeting_may_be_tried_again(void **state)
{
	struct peer p;

	(void)state;
	peer_open(&p, "");
	says(p.url, ERR_NET, "中断");
	peer_close(&p);
}

static void a_name_that_nobody_has_is_said_to_be_unknown(void **state)
{
	(void)state;
	says("https://nobody.invalid:8443", ERR_NET, "找不到县中心");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_https_is_opened),
		cmocka_unit_test(without_a_ca_nobody_is_asked),
		cmocka_unit_test(a_ca_that_cannot_be_read_is_named),
		cmocka_unit_test(a_port_where_nobody_listens_is_refused),
		cmocka_unit_test(a_page_without_encryption_is_no_hub),
		cmocka_unit_test(a_line_that_breaks_in_the_greeting_may_be_tried_again),
		cmocka_unit_test(a_name_that_nobody_has_is_said_to_be_unknown),
	};
	conf_load(NULL, NULL);
	unsetenv("https_proxy");
	unsetenv("HTTPS_PROXY");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
