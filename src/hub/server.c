/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTPS for a hub: the only door to libmicrohttpd. Requests of strangers come here, so everything has a bound: connections,
 * bytes of one body, bytes of all bodies together, idle time. TLS 1.3 only, and no file of the disk is ever served.
 */
#include "hub/server.h"

#include <microhttpd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub/exchange.h"
#include "hub/tls.h"
#include "sync/envelope.h"
#include "sync/files.h"
#include "sync/http.h"

#define THREADS 4
#define CONNECTIONS 512
#define CONNECTIONS_PER_IP 64
#define IDLE_SECONDS 60
/* All bodies being received, together. */
#define BODIES_MAX (64u << 20)
#define ENROLL_MAX (64u << 10)
/* Of a body that is already refused so much is still read: who hangs up on a client that is sending is not heard by it. */
#define DROP_MAX (2 * ENVELOPE_MAX)
#define BUSY_SECONDS "5"
/* So long may one desk keep the others waiting; what it sent beyond that it sends again. */
#define PATIENCE_MS 2000
/* How long a stop waits for what is in hand. */
#define STOP_SECONDS 20

struct server {
	struct hub *hub;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	unsigned in_hand;               /* requests begun and not ended */
	atomic_size_t bodies;           /* bytes of bodies held */
	atomic_bool stopping;           /* nobody new is let in */
};

struct route {
	const char *path, *method;
	size_t most;                    /* bytes of a body */
	void (*answer)(struct server *s, const struct buf *body, struct hub_answer *a);
};

struct request {
	const struct route *route;
	struct buf body;
	struct hub_answer early;        /* status other than 0: decided before or while the body came */
	unsigned long long declared;    /* bytes of the body, as its head says; 0 unknown */
	size_t dropped;                 /* bytes passed over after that */
};

/* --- routes --------------------------------------------------------------------------------------------------------- */

static void health(struct server *s, const struct buf *body, struct hub_answer *a)
{
	struct json j = json_to(&a->body);

	(void)body;
	json_open(&j, '{');
	json_key(&j, "ok");
	json_bool(&j, true);
	json_key(&j, "hub");
	json_int(&j, s->hub->self.number);
	json_field(&j, "version", VERSION);
	json_close(&j, '}');
	a->status = MHD_HTTP_OK;
}

static void enroll(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_enrol(s->hub, buf_text(body), body->len, a);
}

static void synchronise(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_exchange(s->hub, buf_text(body), body->len, a);
}

static void renew(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_renew(s->hub, buf_text(body), body->len, a);
}

static void give_back(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_return(s->hub, buf_text(body), body->len, a);
}

static void rejoin(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_rejoin(s->hub, buf_text(body), body->len, a);
}

static void witness(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_witness(s->hub, buf_text(body), body->len, a);
}

static void held(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_held(s->hub, buf_text(body), body->len, a);
}

static void file(struct server *s, const struct buf *body, struct hub_answer *a)
{
	hub_file(s->hub, buf_text(body), body->len, a);
}

static const struct route routes[] = {
	{ "/v1/sync", MHD_HTTP_METHOD_POST, ENVELOPE_MAX, synchronise },
	{ "/v1/file", MHD_HTTP_METHOD_POST, FILES_BODY_MAX, file },
	{ "/v1/enroll", MHD_HTTP_METHOD_POST, ENROLL_MAX, enroll },
	{ "/v1/renew", MHD_HTTP_METHOD_POST, ENROLL_MAX, renew },
	{ "/v1/return", MHD_HTTP_METHOD_POST, ENROLL_MAX, give_back },
	{ "/v1/rejoin", MHD_HTTP_METHOD_POST, ENROLL_MAX, rejoin },
	{ "/v1/witness", MHD_HTTP_METHOD_POST, ENROLL_MAX, witness },
	{ "/v1/held", MHD_HTTP_METHOD_POST, ENVELOPE_MAX, held },
	{ "/v1/health", MHD_HTTP_METHOD_GET, 0, health },
};

static const struct route *find_route(const char *path, const char *method, struct hub_answer *a)
{
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		if (strcmp(routes[i].path, path) != 0)
			continue;
		if (strcmp(routes[i].method, method) != 0)
			hub_refuse(a, MHD_HTTP_METHOD_NOT_ALLOWED, "method", _("这个地址不接受这种请求"));
		return &routes[i];
	}
	hub_refuse(a, MHD_HTTP_NOT_FOUND, "not-found", _("没有这个地址"));
	return NULL;
}

/* --- answers -------------------------------------------------------------------------------------------------------- */

static void add_headers(struct MHD_Response *r, const struct request *q, const struct hub_answer *a)
{
	const char *type = HTTP_TYPE;

	if (a->status != MHD_HTTP_OK)
		type = "text/plain; charset=utf-8";
	else if (q->route->answer == health)
		type = "application/json";
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (a->code)
		MHD_add_response_header(r, "Yichuang-Error", a->code);
	if (a->status == MHD_HTTP_SERVICE_UNAVAILABLE)
		MHD_add_response_header(r, MHD_HTTP_HEADER_RETRY_AFTER, BUSY_SECONDS);
	if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, q->route->method);
	/* what is left of a body too large is not worth receiving */
	if (a->status == MHD_HTTP_CONTENT_TOO_LARGE)
		MHD_add_response_header(r, MHD_HTTP_HEADER_CONNECTION, "close");
}

static enum MHD_Result reply(struct MHD_Connection *c, const struct request *q, struct hub_answer *a)
{
	size_t n = a->body.len;
	struct MHD_Response *r = MHD_create_response_from_buffer(n, buf_take(&a->body), MHD_RESPMEM_MUST_FREE);

	if (!r)
		return MHD_NO;
	add_headers(r, q, a);
	enum MHD_Result result = MHD_queue_response(c, a->status, r);
	MHD_destroy_response(r);
	return result;
}

static void log_answer(const struct request *q, const struct hub_answer *a)
{
	const char *path = q->route ? q->route->path : "-";

	if (a->code)
		log_note("%s %u %s station %u", path, a->status, a->code, a->station);
	else if (q->route && q->route->answer != health)
		log_note("%s %u station %u up %zu down %zu", path, a->status, a->station, a->up, a->down);
}

/* --- one request ---------------------------------------------------------------------------------------------------- */

static void begin(struct server *s, int by)
{
	pthread_mutex_lock(&s->lock);
	s->in_hand += (unsigned)by;
	if (s->in_hand == 0)
		pthread_cond_signal(&s->idle);
	pthread_mutex_unlock(&s->lock);
}

static struct request *open_request(struct server *s, struct MHD_Connection *c, const char *path, const char *method)
{
	struct request *q = mem_zero(sizeof *q);
	const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

	begin(s, 1);
	q->route = find_route(path, method, &q->early);
	q->declared = length ? strtoull(length, NULL, 10) : 0;
	if (!q->early.status && q->declared > q->route->most)
		hub_refuse(&q->early, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", _("一次发来的数据太大"));
	return q;
}

static void drop_body(struct server *s, struct request *q)
{
	atomic_fetch_sub(&s->bodies, q->body.len);
	if (q->body.data)
		crypto_wipe(q->body.data, q->body.len);         /* a one-time code may be in it */
	buf_free(&q->body);
}

static void close_request(void *arg, struct MHD_Connection *c, void **at, enum MHD_RequestTerminationCode how)
{
	struct server *s = arg;
	struct request *q = *at;

	(void)c;
	(void)how;
	if (!q)
		return;
	drop_body(s, q);
	hub_answer_free(&q->early);
	free(q);
	*at = NULL;
	begin(s, -1);
}

/* false: somebody who goes on sending after he was told enough. */
static bool receive(struct server *s, struct request *q, const char *bytes, size_t n)
{
	if (q->early.status)
		return (q->dropped += n) <= DROP_MAX;

	if (q->body.len + n > q->route->most)
		hub_refuse(&q->early, MHD_HTTP_CONTENT_TOO_LARGE, "too-large", _("一次发来的数据太大"));
	else if (atomic_load(&s->bodies) + n > BODIES_MAX)
		hub_refuse(&q->early, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", _("县中心正忙，请稍后再试"));
	if (q->early.status) {
		drop_body(s, q);
		return true;
	}
	atomic_fetch_add(&s->bodies, n);
	buf_put(&q->body, bytes, n);
	return true;
}

/* Say it: what was decided before, or what the route says. */
static enum MHD_Result answer(struct server *s, struct MHD_Connection *c, struct request *q)
{
	struct hub_answer a = { 0 };

	if (q->early.status) {
		log_answer(q, &q->early);
		return reply(c, q, &q->early);
	}
	q->route->answer(s, &q->body, &a);
	log_answer(q, &a);
	enum MHD_Result result = reply(c, q, &a);
	hub_answer_free(&a);
	return result;
}

/* Called once when the headers are here, then for each piece of body, then once at the end. */
static enum MHD_Result handle(void *arg, struct MHD_Connection *c, const char *path, const char *method, const char *version,
                              const char *bytes, size_t *n, void **at)
{
	struct server *s = arg;
	struct request *q = *at;

	(void)version;
	if (!q) {
		*at = q = open_request(s, c, path, method);
		return q->early.status && q->declared > DROP_MAX ? answer(s, c, q) : MHD_YES;
	}
	if (*n) {
		bool on = receive(s, q, bytes, *n);
		*n = 0;
		return on ? MHD_YES : MHD_NO;
	}
	return answer(s, c, q);
}

/* --- running -------------------------------------------------------------------------------------------------------- */

/* The library's words: broken handshakes, lost clients. Worth a note, never more. */
static void log_library(void *arg, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void log_library(void *arg, const char *fmt, va_list ap)
{
	char text[256];

	(void)arg;
	vsnprintf(text, sizeof text, fmt, ap);
	text[strcspn(text, "\r\n")] = '\0';
	log_note("http: %s", text);
}

/* MHD_quiesce_daemon() would do the same, but in 0.9.75 its threads and ours may both take the listening socket out of an epoll set,
 * and the second one to try aborts the program. */
static enum MHD_Result admit(void *arg, const struct sockaddr *from, socklen_t n)
{
	struct server *s = arg;

	(void)from;
	(void)n;
	return atomic_load(&s->stopping) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *start(struct server *s, int fd, bool loopback, const struct buf *certificate, const struct buf *key)
{
	/* on loopback a forwarder stands before us: all of the county comes from one address */
	unsigned per_ip = loopback ? CONNECTIONS : CONNECTIONS_PER_IP;

	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TLS | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, admit, s,
	                        handle, s,
	                        MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
	                        MHD_OPTION_LISTEN_SOCKET, fd,
	                        MHD_OPTION_HTTPS_MEM_CERT, certificate->data,
	                        MHD_OPTION_HTTPS_MEM_KEY, key->data,
	                        MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	                        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	                        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
	                        MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_ip,
	                        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	                        MHD_OPTION_NOTIFY_COMPLETED, close_request, s,
	                        MHD_OPTION_END);
}

static struct MHD_Daemon *start_on(struct server *s, const struct address *listen, struct err *err)
{
	struct buf certificate = { 0 }, key = { 0 };
	struct MHD_Daemon *d = NULL;
	bool loopback = false;

	int fd = address_listen(listen, &loopback, err);
	if (fd >= 0 && tls_server(s->hub->dir, &certificate, &key, err)) {
		d = start(s, fd, loopback, &certificate, &key);
		if (!d)
			err_set(err, ERR_FAILED, _("网络服务启动失败，请检查证书和日志"));
	}
	if (fd >= 0 && !d)
		close(fd);
	if (key.data)
		crypto_wipe(key.data, key.len);
	buf_free(&key);
	buf_free(&certificate);
	return d;
}

static void wait_until_idle(struct server *s)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	pthread_mutex_lock(&s->lock);
	int timed_out = 0;
	while (s->in_hand && !timed_out)
		timed_out = pthread_cond_timedwait(&s->idle, &s->lock, &until);
	pthread_mutex_unlock(&s->lock);
}

static bool check_certificate(struct hub *h, struct err *err)
{
	struct address host;
	bool renewed;

	if (!address_of_url(h->self.url, &host, err) || !tls_renew(h->dir, &host, &renewed, err))
		return false;
	if (renewed)
		log_note("server certificate issued anew for %s", host.host);
	return true;
}

bool server_run(struct hub *h, const struct address *listen, struct err *err)
{
	struct server s = { .hub = h };
	sigset_t stop;
	int signal_no;

	/* before any thread is started, so that all of them leave these two to us */
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	pthread_mutex_init(&s.lock, NULL);
	pthread_cond_init(&s.idle, NULL);

	h->patience = PATIENCE_MS;
	struct MHD_Daemon *d = check_certificate(h, err) ? start_on(&s, listen, err) : NULL;
	if (d) {
		fprintf(stderr, "listening on %s:%s\n", listen->host[0] ? listen->host : "*", listen->port);
		sigwait(&stop, &signal_no);
		atomic_store(&s.stopping, true);
		wait_until_idle(&s);
		MHD_stop_daemon(d);
		log_note("stopped by signal %d", signal_no);
	}
	pthread_cond_destroy(&s.idle);
	pthread_mutex_destroy(&s.lock);
	return d != NULL;
}
