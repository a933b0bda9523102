/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns and texts from a hostile line or stick. What is taken is made of valid entries, and comes back the same when it is
 * written again; what is read as text is text. The first byte says under which dictionary, and whether records are held here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "sync/columns.h"

#define MOST (4u << 20)
#define DESK (54u << 18 | 1u << 13 | 7u)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Of every third record we hold an opener, with fields that what comes may refer to. */
static struct entry *held(void *arg, uint64_t id)
{
	static const char *const keys[] = { "title", "party1.name", "party1.idno", "due", "a" };
	struct entry *e = id % 3 == 0 ? entry_new() : NULL;

	(void)arg;
	if (!e)
		return NULL;
	e->id = e->record = id;
	e->who = mem_dup("张三");
	e->form = mem_dup("intake");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		fields_set(e->fields, keys[i], i % 2 ? "张三" : "420106197801014519");
	return e;
}

static struct buf body_of(const struct entry *e)
{
	struct buf body = { 0 };

	entry_encode(e, &body);
	return body;
}

static void must_be_an_entry(const struct entry *e)
{
	struct buf body = body_of(e);
	struct reader r = reader_over(body.data, body.len);
	struct entry *again = entry_decode(&r);

	if (!entry_valid(e) || !again || !reader_done(&r))
		abort();
	entry_free(again);
	buf_free(&body);
}

static void must_be_the_same(const struct entry *a, const struct entry *b)
{
	struct buf x = body_of(a), y = body_of(b);

	if (x.len != y.len || memcmp(x.data, y.data, x.len) != 0)
		abort();
	buf_free(&x);
	buf_free(&y);
}

static void list_free(struct entry **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		entry_free(list[i]);
	free(list);
}

static void take_columns(const uint8_t *data, size_t n, const struct columns_frame *frame)
{
	struct entry **list, **again;
	size_t count, got;
	struct buf out = { 0 };
	struct reader r = reader_over(data, n);

	if (!columns_get(&r, frame, MOST, &list, &count)) {
		if (!r.bad || list || count)
			abort();
		return;
	}
	for (size_t i = 0; i < count; i++)
		must_be_an_entry(list[i]);
	columns_put(&out, frame, list, count);
	r = reader_over(out.data, out.len);
	if (!columns_get(&r, frame, MOST, &again, &got) || got != count || !reader_done(&r))
		abort();
	for (size_t i = 0; i < count; i++)
		must_be_the_same(list[i], again[i]);
	list_free(again, got);
	list_free(list, count);
	buf_free(&out);
}

static void take_text(const uint8_t *data, size_t n, const struct dictionary *d)
{
	struct reader r = reader_over(data, n);
	char *text = dictionary_get_text(d, &r), *again;
	struct buf out = { 0 };

	if (!text != r.bad || (text && (strlen(text) > FIELDS_VALUE_MAX || !text_valid(text, strlen(text)))))
		abort();
	if (!text)
		return;
	dictionary_put_text(d, &out, text);
	r = reader_over(out.data, out.len);
	again = dictionary_get_text(d, &r);
	if (!again || strcmp(again, text) != 0 || !reader_done(&r))
		abort();
	free(again);
	free(text);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct columns_frame frame = { .first = (uint64_t)DESK << 32 | 1, .version = (uint64_t)(DESK & ~0x1fffu) << 32 | 1 };

	setenv("YICHUANG_SHARE", ".", 0);
	if (!dictionary_get(1))
		abort();        /* run from the top of the tree */
	if (!n)
		return 0;
	frame.dictionary = dictionary_get(*data & 1);
	frame.held = *data & 2 ? held : NULL;
	if (*data & 4)
		take_text(data + 1, n - 1, frame.dictionary);
	else
		take_columns(data + 1, n - 1, &frame);
	return 0;
}
