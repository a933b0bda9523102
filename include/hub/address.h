/* SPDX-License-Identifier: Apache-2.0 */
/* Where a hub stands: the address desks are told (a URL), and the one a server listens on. */
#ifndef HUB_ADDRESS_H
#define HUB_ADDRESS_H

#include "base/err.h"

struct address {
	char host[256];         /* a name or a numeric address, IPv6 without brackets */
	char port[8];
};

/* https://HOST[:PORT] and nothing behind it; the port defaults to 443. ERR_USAGE otherwise. */
bool address_of_url(const char *url, struct address *a, struct err *err);
/* ADDR:PORT, [ADDR]:PORT, or :PORT for every address. ERR_USAGE otherwise. */
bool address_of_listen(const char *text, struct address *a, struct err *err);
bool address_numeric(const struct address *a);          /* is the host an IPv4 or IPv6 address? */
/* A listening socket, close-on-exec; -1 with a sentence that names the address and why. *loopback: nobody but this machine. */
int address_listen(const struct address *a, bool *loopback, struct err *err);

#endif
