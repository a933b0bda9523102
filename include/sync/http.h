/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS to one hub, through libcurl: TLS 1.3, the hub's own CA alone, no redirects, bounded replies, one kept connection. */
#ifndef SYNC_HTTP_H
#define SYNC_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sync/line.h"

struct http;

struct http *http_open(const char *url, const char *ca_pem, struct err *err);
void http_close(struct http *h);
bool http_leads_to(const struct http *h, const char *url, const char *ca_pem);   /* opened with these? */

/* POST body to url + path; the reply's body is appended to *reply. Anything but 200 with our content type is an error:
 * ERR_NET for what may pass (away, timeout, cut, 429, 5xx, a captive portal's page), ERR_TRUST for TLS and identity (a wrong
 * PC clock is named as such; 403 and 409 with the hub's own sentence), ERR_REFUSED for what else the hub says no to,
 * ERR_FAILED for a reply without end. *status gets the HTTP status, 0 if none came. */
bool http_post(struct http *h, const char *path, const void *body, size_t n, struct buf *reply, long *status, struct err *err);

/* While a request is on its way: `left` bytes of it have not reached the other end yet, as far as the kernel knows, `down`
 * came of the answer. false: it is given up at once, which is ERR_FAILED. Asked twice a second, and as soon as *wake can be
 * read (-1: nothing is waited for). Both are lent until they are changed; watch NULL: nobody looks. */
typedef bool http_watch(void *arg, uint64_t left, uint64_t down);
void http_watched(struct http *h, http_watch *watch, void *arg, const int *wake);

/* Bytes of requests and replies since the counters were last set to nothing, HTTP headers included; what TLS and TCP add is not
 * counted. Connections that were made for them. */
void http_bytes(const struct http *h, uint64_t *up, uint64_t *down);
unsigned http_connections(const struct http *h);
void http_count_anew(struct http *h);

/* Of the last request: what it tells of the line (lent); the status of the answer, 0 where none came; the hub's word for
 * programs ("dictionary"), "" where there was none (lent); the seconds after which a busy hub wants to be asked again, 0
 * where it says none. */
const struct line_measure *http_measure(const struct http *h);
long http_status(const struct http *h);
const char *http_word(const struct http *h);
long http_retry_after(const struct http *h);

/* How many seconds this PC's clock is ahead of the hub's (negative: behind), by the Date of the last answer. false: since the
 * counters were set to nothing none came. */
bool http_clock_ahead(const struct http *h, long *seconds);

#define HTTP_TYPE "application/vnd.yichuang"

#endif
