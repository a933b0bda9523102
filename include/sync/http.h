/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS to one hub, through libcurl: TLS 1.3, the hub's own CA alone, no redirects, bounded replies, one kept connection. */
#ifndef SYNC_HTTP_H
#define SYNC_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct http;

struct http *http_open(const char *url, const char *ca_pem, struct err *err);
void http_close(struct http *h);

/* POST body to url + path; the reply's body is appended to *reply. Anything but 200 with our content type is an error: ERR_NET
 * for what may pass (away, timeout, cut, 429, 5xx, a captive portal's page), ERR_TRUST for TLS and identity (a wrong PC clock is
 * named as such; 403 and 409 with the hub's own sentence), ERR_REFUSED for what else the hub says no to, ERR_FAILED for a reply
 * without end. *status gets the HTTP status, 0 if none came. */
bool http_post(struct http *h, const char *path, const void *body, size_t n, struct buf *reply, long *status, struct err *err);
/* Bytes of all requests and replies so far, HTTP headers included; what TLS and TCP add is not counted. */
void http_bytes(const struct http *h, uint64_t *up, uint64_t *down);
/* How many seconds this PC's clock is ahead of the hub's (negative: behind), by the last reply's Date. 0 while none came. */
long http_clock_ahead(const struct http *h);

#define HTTP_TYPE "application/vnd.yichuang"

#endif
