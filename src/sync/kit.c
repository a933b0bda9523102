/* SPDX-License-Identifier: Apache-2.0 */
/* Kit files: written by a hub, carried by hand, read once by a desk. */
#include "sync/kit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "sync/envelope.h"

static const char magic[] = "YCKIT2\n";
#define MAGIC (sizeof magic - 1)

#define CODE_DIGITS 32

void kit_clear(struct kit *k)
{
	free(k->url);
	free(k->ca);
	free(k->unit);
	free(k->name);
	if (k->code)
		crypto_wipe(k->code, strlen(k->code));
	free(k->code);
	for (size_t i = 0; i < k->npublished; i++)
		entry_free(k->published[i]);
	free(k->published);
	*k = (struct kit){ 0 };
}

bool kit_write(const struct kit *k, const unsigned char hub_secret[CRYPTO_SECRET], const char *path, struct err *err)
{
	struct fields *f = fields_new();
	fields_set(f, "url", k->url);
	fields_set(f, "ca", k->ca);
	fields_set(f, "unit", k->unit);
	fields_set(f, "name", k->name);
	fields_set(f, "code", k->code);
	if (k->practice)
		fields_set(f, "practice", "yes");

	struct buf payload = { 0 }, envelope = { 0 }, file = { 0 };
	/* the header carries the hub's key: a reader needs it before anything else can be believed */
	struct envelope head = {
		.sender = k->hub, .receiver = k->number, .layout = ENVELOPE_KIT, .flags = ENVELOPE_WITH_KEY, .from = 1, .to = 0,
	};
	memcpy(head.key, k->hub_public, CRYPTO_PUBLIC);
	fields_encode(f, &payload);
	envelope_put_entries(&payload, &head, k->published, k->npublished);
	envelope_seal(&head, NULL, payload.data, payload.len, hub_secret, &envelope);
	buf_put(&file, magic, MAGIC);
	buf_block(&file, envelope.data, envelope.len);

	bool ok = envelope.len <= ENVELOPE_MAX;
	if (!ok)
		err_set(err, ERR_FAILED, _("发布的表格和代码表太大，装不进入网包"));
	ok = ok && file_write(path, file.data, file.len, err);

	crypto_wipe(payload.data, payload.len);         /* the code was in it */
	crypto_wipe(envelope.data, envelope.len);
	crypto_wipe(file.data, file.len);
	buf_free(&payload);
	buf_free(&envelope);
	buf_free(&file);
	fields_free(f);
	return ok;
}

static bool code_valid(const char *code)
{
	return strlen(code) == CODE_DIGITS && strspn(code, "0123456789abcdef") == CODE_DIGITS;
}

/* NULL where the kit does not have it. */
static bool take(const struct fields *f, const char *key, char **out)
{
	*out = mem_dup(fields_get(f, key));
	return *out && **out;
}

static bool read_payload(const struct buf *payload, const struct envelope *head, struct kit *k, struct err *err)
{
	struct reader r = reader_over(payload->data, payload->len);
	struct fields *f = fields_decode(&r);
	bool ok = f && take(f, "url", &k->url) && take(f, "ca", &k->ca) && take(f, "unit", &k->unit) &&
	          take(f, "code", &k->code);

	if (ok) {
		if (!take(f, "name", &k->name) && !k->name)
			k->name = mem_dup("");
		k->practice = fields_get(f, "practice") != NULL;
		ok = code_valid(k->code) && strncmp(k->url, "https://", 8) == 0;
	}
	fields_free(f);
	if (!ok)
		return err_set(err, ERR_CHECK, _("入网包里缺少必要的内容，请向县中心重新领取"));
	return envelope_get_entries(&r, head, NULL, &k->published, &k->npublished, err);
}

static bool read_kit(const struct buf *file, struct kit *k, struct err *err)
{
	if (file->len < MAGIC || memcmp(file->data, magic, MAGIC) != 0)
		return err_set(err, ERR_CHECK, _("这不是入网包，请用县中心发放的那一个"));

	struct reader r = reader_over(file->data + MAGIC, file->len - MAGIC);
	struct envelope head;
	size_t n = 0;
	const void *bytes = reader_block(&r, &n);
	if (!reader_done(&r) || !envelope_peek(bytes, n, &head, err) || head.layout != ENVELOPE_KIT || !head.receiver ||
	    !(head.flags & ENVELOPE_WITH_KEY))
		return err_set(err, ERR_CHECK, _("入网包不完整，可能没有复制完，请重新复制"));

	struct buf payload = { 0 };
	bool ok = envelope_open(bytes, n, head.key, &head, &payload, err);
	if (ok) {
		k->hub = head.sender;
		k->number = head.receiver;
		memcpy(k->hub_public, head.key, CRYPTO_PUBLIC);
		ok = read_payload(&payload, &head, k, err);
	} else {
		err_set(err, ERR_TRUST, _("入网包被改动过或已损坏，请向县中心重新领取"));
	}
	if (payload.data)
		crypto_wipe(payload.data, payload.len);
	buf_free(&payload);
	return ok;
}

bool kit_read(const char *path, struct kit *k, struct err *err)
{
	struct buf file = { 0 };

	*k = (struct kit){ 0 };
	bool ok = file_read(path, ENVELOPE_MAX + MAGIC + 5, &file, err) && read_kit(&file, k, err);
	if (!ok)
		kit_clear(k);
	if (file.data)
		crypto_wipe(file.data, file.len);
	buf_free(&file);
	return ok;
}
