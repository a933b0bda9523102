/* SPDX-License-Identifier: Apache-2.0 */
/* One request on its way: it can be watched and given up at any moment, and what it tells of the line is measured. */
#include "http_parts.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "base/err.h"
#include "base/i18n.h"

/* Who watches is asked this often, though nothing happens. */
#define TICK_MS 500

/*
 * A connection is used again only while the hub surely has it: it closes what was idle for a minute. To keep one from one run
 * to the next, a quarter of an hour later, something would have to cross the line every minute or so, or the mappings of
 * routers on the way forget it, and a dead connection is found out only by waiting; that costs more bytes than another
 * handshake, and a county of idle connections would cost the hub its memory. So what is kept serves what comes close
 * together: the exchanges of a run, a save and the next one. The TLS session lives on in the handle, so that the next
 * handshake is a short one where the hub gives tickets.
 */
#define KEPT_SECONDS 50L

/* libcurl tells only at the end which socket it used; it may have tried several addresses at once. */
static int remember(void *arg, curl_socket_t fd, curlsocktype purpose)
{
	struct http *h = arg;

	(void)purpose;
	h->sockets[h->nsockets++ % HTTP_SOCKETS] = fd;
	return CURL_SOCKOPT_OK;
}

/* Bytes that the kernel took and that the other end has not confirmed: on a thin line nearly the whole request lies there.
 * Sockets that are closed by now say nothing. */
static uint64_t unconfirmed(const struct http *h)
{
	int most = 0, bytes;

	for (unsigned i = 0; i < h->nsockets && i < HTTP_SOCKETS; i++)
		if (ioctl(h->sockets[i], SIOCOUTQ, &bytes) == 0 && bytes > most)
			most = bytes;
	return (uint64_t)most;
}

static int look(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
	struct http *h = arg;
	uint64_t left = h->size - (uint64_t)up + unconfirmed(h);

	(void)down_all;
	(void)up_all;
	if (!h->watch)
		return 0;
	return h->watch(h->arg, left < h->size ? left : h->size, (uint64_t)down) ? 0 : 1;
}

void http_wire_setup(struct http *h)
{
	h->multi = curl_multi_init();
	if (!h->multi)
		fatal(1, "%s", _("网络库无法启动，请联系管理员"));
	curl_easy_setopt(h->curl, CURLOPT_MAXAGE_CONN, KEPT_SECONDS);
	curl_easy_setopt(h->curl, CURLOPT_SOCKOPTFUNCTION, remember);
	curl_easy_setopt(h->curl, CURLOPT_SOCKOPTDATA, h);
	curl_easy_setopt(h->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(h->curl, CURLOPT_XFERINFOFUNCTION, look);
	curl_easy_setopt(h->curl, CURLOPT_XFERINFODATA, h);
}

static int64_t time_of(const struct http *h, CURLINFO what)
{
	curl_off_t us = 0;

	curl_easy_getinfo(h->curl, what, &us);
	return us / 1000;
}

static void measure(struct http *h, uint64_t up, uint64_t down)
{
	int64_t resolved = time_of(h, CURLINFO_NAMELOOKUP_TIME_T), connected = time_of(h, CURLINFO_CONNECT_TIME_T),
	        shaken = time_of(h, CURLINFO_APPCONNECT_TIME_T), sending = time_of(h, CURLINFO_PRETRANSFER_TIME_T),
	        answered = time_of(h, CURLINFO_STARTTRANSFER_TIME_T), all = time_of(h, CURLINFO_TOTAL_TIME_T);
	long made = 0;

	curl_easy_getinfo(h->curl, CURLINFO_NUM_CONNECTS, &made);
	h->connections += (unsigned)made;
	h->measure = (struct line_measure){ .up = h->up - up, .down = h->down - down, .up_ms = answered - sending,
	                                    .down_ms = all - answered };
	if (made > 0) {
		h->measure.rtt_ms = connected - resolved > 0 ? connected - resolved : 1;
		h->measure.shake_ms = shaken - connected;
	}
}

static CURLcode result_of(CURLM *multi)
{
	int rest;
	CURLMsg *said = curl_multi_info_read(multi, &rest);

	return said && said->msg == CURLMSG_DONE ? said->data.result : CURLE_FAILED_INIT;
}

CURLcode http_carry(struct http *h)
{
	uint64_t up = h->up, down = h->down;
	int running = 1;

	if (curl_multi_add_handle(h->multi, h->curl) != CURLM_OK)
		return CURLE_FAILED_INIT;
	while (curl_multi_perform(h->multi, &running) == CURLM_OK && running) {
		struct curl_waitfd wake = { .fd = h->wake ? *h->wake : -1, .events = CURL_WAIT_POLLIN };
		curl_multi_poll(h->multi, &wake, wake.fd >= 0 ? 1 : 0, TICK_MS, NULL);
	}
	CURLcode code = result_of(h->multi);
	measure(h, up, down);
	curl_multi_remove_handle(h->multi, h->curl);
	return code;
}
