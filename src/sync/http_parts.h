/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the door to libcurl: http.c opens and judges, http_wire.c carries. */
#ifndef HTTP_PARTS_H
#define HTTP_PARTS_H

#include <curl/curl.h>

#include "sync/http.h"

#define HTTP_SOCKETS 4

struct http {
	CURLM *multi;           /* keeps the connection */
	CURL *curl;             /* keeps the TLS session */
	struct curl_slist *headers;
	char *url, *ca;
	char host[256];         /* host and port, for sentences */
	uint64_t up, down;
	unsigned connections;
	bool dated;             /* an answer had a Date, */
	long ahead;             /* by which our clock is so many seconds ahead */
	char words[CURL_ERROR_SIZE];
	int sockets[HTTP_SOCKETS];      /* made last, in a ring */
	unsigned nsockets;
	/* of the last answer: */
	long status;
	char word[32];          /* where it was a no */
	long retry_after;       /* seconds */
	struct line_measure measure;
	/* while a request is on its way: */
	uint64_t size;          /* bytes of its body */
	http_watch *watch;      /* NULL: nobody looks */
	void *arg;
	const int *wake;
};

/* What libcurl has to be told once, for carrying. */
void http_wire_setup(struct http *h);
/* Carry out the request that the handle is set for. CURLE_ABORTED_BY_CALLBACK: who watches gave it up. */
CURLcode http_carry(struct http *h);

#endif
