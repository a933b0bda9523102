/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS for a hub, through libmicrohttpd: TLS 1.3, few threads, everything bounded. */
#ifndef HUB_SERVER_H
#define HUB_SERVER_H

#include "hub/address.h"
#include "hub/hub.h"

/* Serve until SIGTERM or SIGINT, finish what is in hand, return. Says "listening on ADDR:PORT" on stderr when ready. */
bool server_run(struct hub *h, const struct address *listen, struct err *err);

#endif
