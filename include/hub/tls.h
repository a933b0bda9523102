/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hub's own certification authority and the certificate it serves under: DIR/ca.pem, ca.key, server.pem, server.key, all
 * 0600, ECDSA P-256. Desks trust ca.pem, which their kit carries, and nothing else.
 */
#ifndef HUB_TLS_H
#define HUB_TLS_H

#include "base/buf.h"
#include "hub/address.h"

#define TLS_CA_YEARS 20
#define TLS_SERVER_YEARS 5

/* Make a CA named after the county and a server certificate for the host. Existing files are replaced. */
bool tls_make(const char *dir, const char *county, const struct address *host, struct err *err);
/* Issue the server certificate anew where it ends within half a year or is for another host. *renewed says whether it did. */
bool tls_renew(const char *dir, const struct address *host, bool *renewed, struct err *err);
/* PEM texts, appended. */
bool tls_ca(const char *dir, struct buf *pem, struct err *err);
bool tls_server(const char *dir, struct buf *certificate, struct buf *key, struct err *err);

#endif
