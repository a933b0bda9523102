/* SPDX-License-Identifier: Apache-2.0 */
/* The hub's CA and certificate, made with GnuTLS. No outside authority: desks pin this CA through their kit. */
#include "hub/tls.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

#define DAY 86400
#define YEAR (365 * DAY + DAY / 4)
#define RENEW_BEFORE (YEAR / 2)
#define PEM_MAX (64u << 10)

/* A key and the certificate that goes with it. */
struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
};

/* GnuTLS says no only where memory, the random device or our own arguments are wrong. */
static bool done(int code, const char *what, struct err *err)
{
	if (code >= 0)
		return true;
	err_set(err, ERR_FAILED, _("证书生成失败，请联系管理员"));
	return err_detail(err, "gnutls %s: %s", what, gnutls_strerror(code));
}

static void pair_free(struct pair *p)
{
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
	if (p->crt)
		gnutls_x509_crt_deinit(p->crt);
	*p = (struct pair){ 0 };
}

/* A fresh key, and a certificate with everything that CA and server have in common. */
static bool pair_new(struct pair *p, const char *name, time_t from, time_t until, struct err *err)
{
	unsigned char serial[16], id[64];
	size_t id_len = sizeof id;

	*p = (struct pair){ 0 };
	crypto_random(serial, sizeof serial);
	serial[0] = (unsigned char)((serial[0] & 0x7f) | 0x40);        /* positive, and always of the same length */
	return done(gnutls_x509_privkey_init(&p->key), "key", err) && done(gnutls_x509_crt_init(&p->crt), "crt", err) &&
	       done(gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	            "generate", err) &&
	       done(gnutls_x509_crt_set_version(p->crt, 3), "version", err) &&
	       done(gnutls_x509_crt_set_key(p->crt, p->key), "set_key", err) &&
	       done(gnutls_x509_crt_set_serial(p->crt, serial, sizeof serial), "serial", err) &&
	       done(gnutls_x509_crt_set_dn_by_oid(p->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)), "name",
	            err) &&
	       done(gnutls_x509_crt_set_activation_time(p->crt, from), "activation", err) &&
	       done(gnutls_x509_crt_set_expiration_time(p->crt, until), "expiration", err) &&
	       done(gnutls_x509_crt_get_key_id(p->crt, GNUTLS_KEYID_USE_SHA1, id, &id_len), "key id", err) &&
	       done(gnutls_x509_crt_set_subject_key_id(p->crt, id, id_len), "ski", err);
}

static bool ca_new(struct pair *ca, const char *county, struct err *err)
{
	time_t now = time(NULL);
	char name[64];

	snprintf(name, sizeof name, "yichuang CA %.32s", county);
	/* a day back: the clocks of village PCs are seldom right */
	return pair_new(ca, name, now - DAY, now + TLS_CA_YEARS * YEAR, err) &&
	       done(gnutls_x509_crt_set_basic_constraints(ca->crt, 1, 0), "constraints", err) &&
	       done(gnutls_x509_crt_set_key_usage(ca->crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN), "usage", err) &&
	       done(gnutls_x509_crt_sign2(ca->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), "sign", err);
}

static bool set_host(gnutls_x509_crt_t crt, const struct address *host, struct err *err)
{
	unsigned char bytes[16];

	for (int family = AF_INET; family; family = family == AF_INET ? AF_INET6 : 0)
		if (inet_pton(family, host->host, bytes) == 1)
			return done(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, bytes,
			                                                 family == AF_INET ? 4 : 16, GNUTLS_FSAN_SET),
			            "address", err);
	return done(gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host->host, (unsigned)strlen(host->host),
	                                                 GNUTLS_FSAN_SET),
	            "name", err);
}

/* Good since the CA was, not since now: a hub whose clock was years fast when it renewed would turn every desk away until it renews
 * again. A clock before the CA's first day is wrong for sure. */
static bool server_new(struct pair *server, const struct pair *ca, const struct address *host, struct err *err)
{
	time_t born = gnutls_x509_crt_get_activation_time(ca->crt), now = time(NULL);
	char name[65];          /* a common name holds 64 characters; what counts is the alternative name */
	unsigned char id[64];
	size_t id_len = sizeof id;

	snprintf(name, sizeof name, "%.64s", host->host);
	return pair_new(server, name, born, (now < born ? born : now) + TLS_SERVER_YEARS * YEAR, err) &&
	       set_host(server->crt, host, err) &&
	       done(gnutls_x509_crt_get_subject_key_id(ca->crt, id, &id_len, NULL), "ca ski", err) &&
	       done(gnutls_x509_crt_set_authority_key_id(server->crt, id, id_len), "aki", err) &&
	       done(gnutls_x509_crt_set_basic_constraints(server->crt, 0, -1), "constraints", err) &&
	       done(gnutls_x509_crt_set_key_usage(server->crt, GNUTLS_KEY_DIGITAL_SIGNATURE), "usage", err) &&
	       done(gnutls_x509_crt_set_key_purpose_oid(server->crt, GNUTLS_KP_TLS_WWW_SERVER, 0), "purpose", err) &&
	       done(gnutls_x509_crt_sign2(server->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), "sign", err);
}

/* --- files ---------------------------------------------------------------------------------------------------------- */

static bool write_pem(const char *dir, const char *name, gnutls_datum_t *pem, struct err *err)
{
	char *path = file_join(dir, name);
	bool ok = file_write(path, pem->data, pem->size, err);

	crypto_wipe(pem->data, pem->size);
	gnutls_free(pem->data);
	free(path);
	return ok;
}

/* The key first: a certificate without its key would be a hub that does not start. */
static bool pair_save(const struct pair *p, const char *dir, const char *crt, const char *key, struct err *err)
{
	gnutls_datum_t pem = { 0 };

	return done(gnutls_x509_privkey_export2(p->key, GNUTLS_X509_FMT_PEM, &pem), "export key", err) &&
	       write_pem(dir, key, &pem, err) &&
	       done(gnutls_x509_crt_export2(p->crt, GNUTLS_X509_FMT_PEM, &pem), "export", err) &&
	       write_pem(dir, crt, &pem, err);
}

static bool read_pem(const char *dir, const char *name, struct buf *out, struct err *err)
{
	char *path = file_join(dir, name);
	bool ok = file_read(path, PEM_MAX, out, err);

	free(path);
	return ok;
}

static bool pair_load(struct pair *p, const char *dir, const char *crt, const char *key, struct err *err)
{
	struct buf text = { 0 }, secret = { 0 };

	*p = (struct pair){ 0 };
	bool ok = read_pem(dir, crt, &text, err) && read_pem(dir, key, &secret, err);
	if (ok) {
		const gnutls_datum_t c = { (unsigned char *)text.data, (unsigned)text.len };
		const gnutls_datum_t k = { (unsigned char *)secret.data, (unsigned)secret.len };
		ok = gnutls_x509_crt_init(&p->crt) == 0 && gnutls_x509_privkey_init(&p->key) == 0 &&
		     gnutls_x509_crt_import(p->crt, &c, GNUTLS_X509_FMT_PEM) == 0 &&
		     gnutls_x509_privkey_import(p->key, &k, GNUTLS_X509_FMT_PEM) == 0;
		if (!ok)
			err_set(err, ERR_TRUST, _("%s 里的证书 %s 或密钥 %s 已损坏，请从备份恢复"), dir, crt, key);
		crypto_wipe(secret.data, secret.len);
	}
	buf_free(&text);
	buf_free(&secret);
	if (!ok)
		pair_free(p);
	return ok;
}

bool tls_make(const char *dir, const char *county, const struct address *host, struct err *err)
{
	struct pair ca = { 0 }, server = { 0 };
	bool ok = ca_new(&ca, county, err) && server_new(&server, &ca, host, err) &&
	          pair_save(&ca, dir, "ca.pem", "ca.key", err) && pair_save(&server, dir, "server.pem", "server.key", err);

	pair_free(&server);
	pair_free(&ca);
	return ok;
}

static bool still_good(const char *dir, const struct address *host)
{
	struct pair server;

	if (!pair_load(&server, dir, "server.pem", "server.key", NULL))
		return false;
	bool good = gnutls_x509_crt_get_expiration_time(server.crt) > time(NULL) + RENEW_BEFORE &&
	            gnutls_x509_crt_check_hostname(server.crt, host->host);
	pair_free(&server);
	return good;
}

bool tls_renew(const char *dir, const struct address *host, bool *renewed, struct err *err)
{
	struct pair ca, server = { 0 };

	*renewed = false;
	if (still_good(dir, host))
		return true;
	if (!pair_load(&ca, dir, "ca.pem", "ca.key", err))
		return false;
	bool ok = server_new(&server, &ca, host, err) && pair_save(&server, dir, "server.pem", "server.key", err);
	pair_free(&server);
	pair_free(&ca);
	*renewed = ok;
	return ok;
}

bool tls_ca(const char *dir, struct buf *pem, struct err *err)
{
	return read_pem(dir, "ca.pem", pem, err);
}

bool tls_server(const char *dir, struct buf *certificate, struct buf *key, struct err *err)
{
	return read_pem(dir, "server.pem", certificate, err) && read_pem(dir, "server.key", key, err);
}
