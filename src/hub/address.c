/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses: read from a URL or an option, and listened on. */
#include "hub/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"

#define BACKLOG 128

static bool take_port(const char *s, struct address *a)
{
	char *end;
	long port = strtol(s, &end, 10);

	if (*s < '0' || *s > '9' || *end || port < 1 || port > 65535)
		return false;
	strcpy(a->port, s[0] == '0' ? "" : s);
	return a->port[0] != '\0';
}

/* HOST, HOST:PORT, [HOST]:PORT; the port stays as it was where none is given. */
static bool take_host(const char *s, struct address *a)
{
	bool bracket = *s == '[';
	const char *host = s + bracket;
	size_t n = strcspn(host, bracket ? "]" : ":");
	const char *rest = host + n;

	if (n >= sizeof a->host || (bracket && *rest++ != ']'))
		return false;
	memcpy(a->host, host, n);
	a->host[n] = '\0';
	return *rest == '\0' || (*rest == ':' && strlen(rest) <= 6 && take_port(rest + 1, a));
}

/* What a certificate can be made out to. */
static bool host_valid(const struct address *a)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t n = strlen(a->host);

	return address_numeric(a) || (n && strspn(a->host, name) == n && a->host[0] != '-');
}

bool address_of_url(const char *url, struct address *a, struct err *err)
{
	*a = (struct address){ .port = "443" };
	if (strncmp(url, "https://", 8) == 0 && take_host(url + 8, a) && host_valid(a))
		return true;
	return err_set(err, ERR_USAGE, _("地址应写成 https://主机:端口，后面不带别的：%s"), url);
}

bool address_of_listen(const char *text, struct address *a, struct err *err)
{
	*a = (struct address){ 0 };
	if (take_host(text, a) && a->port[0] && (!a->host[0] || host_valid(a)))
		return true;
	return err_set(err, ERR_USAGE, _("监听地址应写成 地址:端口，例如 0.0.0.0:8443：%s"), text);
}

bool address_numeric(const struct address *a)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, a->host, bytes) == 1 || inet_pton(AF_INET6, a->host, bytes) == 1;
}

static bool is_loopback(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr) >> 24 == 127;
	return sa->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr);
}

static int listen_on(const struct addrinfo *ai)
{
	const int on = 1;
	int fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, ai->ai_protocol);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);       /* a hub that restarts must not wait a minute */
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

int address_listen(const struct address *a, bool *loopback, struct err *err)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;

	int failed = getaddrinfo(a->host[0] ? a->host : NULL, a->port, &hints, &found);
	if (failed) {
		err_set(err, ERR_USAGE, _("监听地址 %s 不存在：%s"), a->host, gai_strerror(failed));
		return -1;
	}
	int fd = listen_on(found);
	if (fd < 0 && errno == EADDRINUSE)
		err_set(err, ERR_FAILED, _("端口 %s 已被占用，可能已经有一个县中心在运行"), a->port);
	else if (fd < 0)
		err_set(err, ERR_FAILED, _("不能监听 %s:%s：%s"), a->host, a->port, strerror(errno));
	else
		*loopback = is_loopback(found->ai_addr);
	freeaddrinfo(found);
	return fd;
}
