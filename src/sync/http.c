/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTPS to one hub: the only door to libcurl. Most of this file says what went wrong, because the clerk in front of a dead line
 * has nobody else to ask: cable, proxy, login page, wrong clock and wrong hub each need another remedy.
 */
#include "http_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "sync/envelope.h"

/* X509_V_ERR_… of OpenSSL, as CURLINFO_SSL_VERIFYRESULT gives them; part of its ABI since 1.0. */
enum { NOT_YET_VALID = 9, HAS_EXPIRED = 10 };

/* Bytes of an error's sentence we are ready to show. */
#define SAY_MAX 300

struct sink {
	struct buf *out;
	size_t left;
	bool full;
};

static size_t receive(char *bytes, size_t size, size_t n, void *arg)
{
	struct sink *sink = arg;

	n *= size;
	if (n > sink->left) {
		sink->full = true;
		return CURL_WRITEFUNC_ERROR;
	}
	sink->left -= n;
	buf_put(sink->out, bytes, n);
	return n;
}

/* libcurl's own sums differ between versions about what a request is; this callback sees every byte of it. */
static int tally(CURL *c, curl_infotype type, char *bytes, size_t n, void *arg)
{
	struct http *h = arg;

	(void)c;
	(void)bytes;
	if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
		h->up += n;
	else if (type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN)
		h->down += n;
	return 0;
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

static void setup(struct http *h, const char *ca_pem)
{
	/* libcurl copies blob and strings */
	struct curl_blob ca = { .data = (void *)(uintptr_t)ca_pem, .len = strlen(ca_pem), .flags = CURL_BLOB_COPY };
	CURL *c = h->curl;

	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
	/* OpenSSL 3.5 would begin with a hybrid key of 1.2 kB, which is a second on a thin line, and as much comes back */
	curl_easy_setopt(c, CURLOPT_SSL_EC_CURVES, "X25519:P-256:P-384");
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	/* the hub's own CA and nothing else: Debian's libcurl would go on to read /etc/ssl/certs */
	curl_easy_setopt(c, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, conf_int("hub.connect_timeout"));
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, conf_int("hub.timeout"));
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->words);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, tally);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, h);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
}

struct http *http_open(const char *url, const char *ca_pem, struct err *err)
{
	static bool started;

	if (strncmp(url, "https://", 8) != 0 || !url[8]) {
		err_set(err, ERR_TRUST, _("县中心的地址不是 https:// 开头，不能用：%s"), url);
		return NULL;
	}
	if (!*ca_pem) {
		err_set(err, ERR_TRUST, _("没有县中心的证书，请用入网包重新入网"));
		return NULL;
	}
	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		fatal(1, "%s", _("网络库无法启动，请联系管理员"));
	started = true;

	struct http *h = mem_zero(sizeof *h);
	h->url = mem_dup(url);
	h->ca = mem_dup(ca_pem);
	size_t host = strcspn(url + 8, "/");
	snprintf(h->host, sizeof h->host, "%.*s", (int)(host < 255 ? host : 255), url + 8);
	h->curl = curl_easy_init();
	/* Waiting for 100-continue costs a second on hubs and proxies that never send it; the others are a hundred bytes that a hub
	 * has no use for: an envelope says what it is. */
	static const char *const not_sent[] = { "Expect:", "Accept:", "Content-Type:" };

	for (size_t i = 0; i < sizeof not_sent / sizeof *not_sent; i++)
		h->headers = curl_slist_append(h->headers, not_sent[i]);
	if (!h->curl || !h->headers)
		fatal(1, "%s", _("网络库无法启动，请联系管理员"));
	setup(h, ca_pem);
	http_wire_setup(h);
	return h;
}

void http_close(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->curl);
	curl_multi_cleanup(h->multi);
	curl_slist_free_all(h->headers);
	free(h->url);
	free(h->ca);
	free(h);
}

bool http_leads_to(const struct http *h, const char *url, const char *ca_pem)
{
	return strcmp(h->url, url) == 0 && strcmp(h->ca, ca_pem) == 0;
}

/* --- what went wrong before an answer came -------------------------------------------------------------------------- */

static bool says(const struct http *h, const char *part)
{
	return strstr(h->words, part) != NULL;
}

/* A certificate out of its dates nearly always means that this PC's clock is wrong: say what it shows. */
static bool clock_wrong(struct err *err, bool early)
{
	char now[17];

	clock_format_minute(clock_ms(), now);
	if (early)
		return err_set(err, ERR_TRUST, _("县中心的证书还没有生效。本机时间是 %s，可能不对，请先校准时间"), now);
	return err_set(err, ERR_TRUST, _("县中心的证书已经过期。本机时间是 %s；如果时间没错，请联系县中心换证书"), now);
}

static bool not_trusted(const struct http *h, struct err *err)
{
	long verdict = 0;

	curl_easy_getinfo(h->curl, CURLINFO_SSL_VERIFYRESULT, &verdict);
	if (verdict == NOT_YET_VALID || says(h, "not yet valid"))
		return clock_wrong(err, true);
	if (verdict == HAS_EXPIRED || says(h, "expired"))
		return clock_wrong(err, false);
	if (says(h, "subject name") || says(h, "IP address"))
		return err_set(err, ERR_TRUST, _("对方的证书不是给 %s 的，地址可能写错了"), h->host);
	return err_set(err, ERR_TRUST, _("对方的证书不是本县中心发的，可能是上网登录页，也可能有人冒充，没有发送任何数据"));
}

static bool handshake_failed(const struct http *h, struct err *err)
{
	if (says(h, "protocol version") || says(h, "unsupported protocol"))
		return err_set(err, ERR_TRUST, _("对方的加密协议太旧（需要 TLS 1.3），没有发送任何数据"));
	if (says(h, "wrong version number") || says(h, "packet length too long") || says(h, "http request"))
		return err_set(err, ERR_TRUST, _("%s 的应答没有加密，不是县中心，没有发送任何数据"), h->host);
	return err_set(err, ERR_NET, _("与县中心 %s 建立加密连接时线路中断，请稍后再试"), h->host);
}

static bool not_connected(const struct http *h, struct err *err)
{
	long os = 0;

	curl_easy_getinfo(h->curl, CURLINFO_OS_ERRNO, &os);
	if (os == ECONNREFUSED)
		return err_set(err, ERR_NET, _("县中心 %s 没有开机或正在维护（连接被拒绝）"), h->host);
	return err_set(err, ERR_NET, _("连不上县中心 %s，请检查网线和网络"), h->host);
}

static bool timed_out(const struct http *h, struct err *err)
{
	curl_off_t connected = 0;

	curl_easy_getinfo(h->curl, CURLINFO_APPCONNECT_TIME_T, &connected);
	if (!connected)
		return err_set(err, ERR_NET, _("连接县中心 %s 超时，请检查网络，稍后再试"), h->host);
	return err_set(err, ERR_NET, _("线路太慢或已断，%ld 秒没有动静，稍后会接着传"), conf_int("hub.timeout"));
}

static bool no_answer(const struct http *h, CURLcode code, struct err *err)
{
	long proxy = 0;

	curl_easy_getinfo(h->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	if (proxy >= 300)
		return err_set(err, ERR_NET, _("代理服务器不让通过（%ld），可能要先登录上网"), proxy);

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return err_set(err, ERR_NET, _("找不到县中心 %s 的地址，请检查网线和网络设置"), h->host);
	case CURLE_COULDNT_RESOLVE_PROXY:
		return err_set(err, ERR_NET, _("找不到代理服务器的地址，请检查网络设置"));
	case CURLE_COULDNT_CONNECT:
		return not_connected(h, err);
	case CURLE_ABORTED_BY_CALLBACK:
		return err_set(err, ERR_FAILED, _("已停止"));
	case CURLE_OPERATION_TIMEDOUT:
		return timed_out(h, err);
	case CURLE_PEER_FAILED_VERIFICATION:
		return not_trusted(h, err);
	case CURLE_SSL_CONNECT_ERROR:
		return handshake_failed(h, err);
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_TRUST, _("本机保存的县中心证书已损坏，请用入网包重新入网"));
	case CURLE_URL_MALFORMAT:
		return err_set(err, ERR_TRUST, _("县中心的地址写得不对：%s"), h->url);
	default:
		return err_set(err, ERR_NET, _("与县中心 %s 的线路中断，请稍后再试"), h->host);
	}
}

/* --- what went wrong in the answer ---------------------------------------------------------------------------------- */

static bool retry_later(struct http *h, long status, struct err *err)
{
	curl_off_t seconds = 0;

	curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds > 0 && seconds < INT32_MAX && (status == 429 || status == 503))
		h->retry_after = (long)seconds;
	if (h->retry_after > 0)
		return err_set(err, ERR_NET, _("县中心正忙，请 %ld 秒后再试"), h->retry_after);
	if (status == 429 || status == 503)
		return err_set(err, ERR_NET, _("县中心正忙，请稍后再试"));
	return err_set(err, ERR_NET, _("县中心出了故障（%ld），请稍后再试"), status);
}

/* Somebody between us and the hub answers with a page of his own. */
static bool portal(const struct http *h, long status, struct err *err)
{
	char *where = NULL;

	curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &where);
	if (where) {
		char *clean = text_clean(where, strnlen(where, SAY_MAX), TEXT_LINE);
		err_set(err, ERR_NET, _("网络要求先登录，被转到 %s，请先登录上网"), clean);
		free(clean);
		return false;
	}
	return err_set(err, ERR_NET, _("应答的不是县中心（%ld），可能是上网登录页，请先登录上网"), status);
}

static bool refused(long status, const struct buf *reply, size_t start, struct err *err)
{
	size_t n = reply->len - start;
	char *say = text_clean(buf_text(reply) + start, n < SAY_MAX ? n : SAY_MAX, TEXT_LINE);

	/* 403 and 409 are about who we are; the rest about what we sent */
	err_set(err, status == 403 || status == 409 ? ERR_TRUST : ERR_REFUSED, _("县中心不接受：%s"), say);
	free(say);
	return false;
}

static const char *header(const struct http *h, const char *name)
{
	struct curl_header *found;

	return curl_easy_header(h->curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : NULL;
}

static bool judge(struct http *h, long status, const struct buf *reply, size_t start, struct err *err)
{
	char *type = NULL;

	curl_easy_getinfo(h->curl, CURLINFO_CONTENT_TYPE, &type);
	if (status == 200 && type && strcmp(type, HTTP_TYPE) == 0)
		return true;
	if (status == 429 || status >= 500)
		retry_later(h, status, err);
	else if (status >= 400 && header(h, "Yichuang-Error"))
		refused(status, reply, start, err);
	else
		portal(h, status, err);

	const char *code = header(h, "Yichuang-Error");
	snprintf(h->word, sizeof h->word, "%s", code ? code : "");
	return err_detail(err, "http: %s status %ld code %.60s", h->host, status, code ? code : "-");
}

/* --- one request ---------------------------------------------------------------------------------------------------- */

static void compare_clocks(struct http *h)
{
	const char *date = header(h, "Date");
	time_t theirs = date ? curl_getdate(date, NULL) : -1;

	if (theirs <= 0)
		return;
	h->dated = true;
	h->ahead = (long)(clock_ms() / 1000 - theirs);
}

bool http_post(struct http *h, const char *path, const void *body, size_t n, struct buf *reply, long *status, struct err *err)
{
	struct sink sink = { .out = reply, .left = ENVELOPE_MAX };
	size_t start = reply->len;
	char *url = mem_fmt("%s%s", h->url, path);

	h->words[0] = '\0';
	h->word[0] = '\0';
	h->status = h->retry_after = 0;
	h->size = n;
	*status = 0;
	curl_easy_setopt(h->curl, CURLOPT_URL, url);
	curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, &sink);
	CURLcode code = http_carry(h);
	free(url);

	compare_clocks(h);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, status);
	h->status = *status;
	if (sink.full)
		return err_set(err, ERR_FAILED, _("县中心的答复太大，没有收下"));
	/* a hub that said no before it read the body is heard, though curl could not finish sending */
	if (code == CURLE_SEND_ERROR && *status >= 400)
		code = CURLE_OK;
	if (code != CURLE_OK) {
		no_answer(h, code, err);
		return err_detail(err, "curl %d: %s", (int)code, h->words[0] ? h->words : curl_easy_strerror(code));
	}
	return judge(h, *status, reply, start, err);
}

void http_watched(struct http *h, http_watch *watch, void *arg, const int *wake)
{
	h->watch = watch;
	h->arg = arg;
	h->wake = wake;
}

void http_count_anew(struct http *h)
{
	h->up = h->down = 0;
	h->connections = 0;
	h->dated = false;
}

void http_bytes(const struct http *h, uint64_t *up, uint64_t *down)
{
	*up = h->up;
	*down = h->down;
}

unsigned http_connections(const struct http *h)
{
	return h->connections;
}

const struct line_measure *http_measure(const struct http *h)
{
	return &h->measure;
}

long http_status(const struct http *h)
{
	return h->status;
}

const char *http_word(const struct http *h)
{
	return h->word;
}

long http_retry_after(const struct http *h)
{
	return h->retry_after;
}

bool http_clock_ahead(const struct http *h, long *seconds)
{
	*seconds = h->ahead;
	return h->dated;
}
