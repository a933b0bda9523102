/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The FTS5 tokenizer "bigram". ASCII letters and digits make words, lower-cased. Everything else that is no punctuation makes
 * runs: a run 宅基地 gives the terms 宅基, 基地 and 地, so that each hanzi begins a term and one hanzi can be looked for as a
 * prefix. FTS5's own tokenizers find nothing for a word of two hanzi.
 *
 * A query gives the terms its phrase needs and no more: the single last hanzi only where the word goes on behind it (三a1), for
 * in 宅基地 as part of 宅基地上 the next term is not 地.
 */
#include "sqlite.h"

#include <string.h>

#include <sqlite3.h>

#include "base/text.h"

#define WORD_MAX 64             /* bytes of an ASCII term; what is longer is cut into several */

enum kind { SPACE, WORD, RUN };

static enum kind ascii_kind(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? WORD : SPACE;
}

static enum kind wide_kind(int32_t cp)
{
	if (cp < 0xc0 || cp == 0xd7 || cp == 0xf7)
		return SPACE;                                   /* malformed, C1, Latin-1 signs */
	if (cp >= 0x2000 && cp <= 0x2bff)
		return SPACE;                                   /* punctuation, arrows, signs, boxes */
	if (cp >= 0x3000 && cp <= 0x303f)
		return cp >= 0x3005 && cp <= 0x3007 ? RUN : SPACE;      /* 々〆〇 are letters */
	if ((cp >= 0xfe00 && cp <= 0xfe6f) || (cp >= 0xff00 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20) || cp == 0xfeff)
		return SPACE;                                   /* variation selectors, compatibility and full-width signs */
	if (cp >= 0xe0100 && cp <= 0xe01ef)
		return SPACE;                                   /* variation selectors of rare hanzi */
	return RUN;
}

/* Kind and length of the character at s; n > 0 bytes are left. */
static enum kind next(const char *s, size_t n, size_t *len)
{
	if ((unsigned char)*s < 0x80) {
		*len = 1;
		return ascii_kind((unsigned char)*s);
	}

	/* FTS5 hands us texts without a NUL at the end */
	char c[5] = { 0 };

	memcpy(c, s, n < 4 ? n : 4);
	int32_t cp = text_codepoint(c, len);

	if (*len > n)
		*len = n;
	return wide_kind(cp);
}

typedef int emit(void *arg, int flags, const char *term, int n, int from, int to);

static int word(const char *s, size_t n, size_t *at, void *arg, emit *out)
{
	char lower[WORD_MAX];
	size_t from = *at, len = 0;

	while (*at < n && len < WORD_MAX && (unsigned char)s[*at] < 0x80 && ascii_kind((unsigned char)s[*at]) == WORD) {
		char c = s[(*at)++];

		lower[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return out(arg, 0, lower, (int)len, (int)from, (int)*at);
}

static int run(const char *s, size_t n, size_t *at, bool query, void *arg, emit *out)
{
	size_t from = *at, len, more;

	for (next(s + from, n - from, &len); from + len < n; from += len, len = more) {
		if (next(s + from + len, n - from - len, &more) != RUN)
			break;
		int rc = out(arg, 0, s + from, (int)(len + more), (int)from, (int)(from + len + more));

		if (rc != SQLITE_OK)
			return rc;
	}
	/* `from` is at the last of the run */
	bool single = from == *at, last = true;

	*at = from + len;
	for (size_t i = *at; query && last && i < n; i += more)
		last = next(s + i, n - i, &more) == SPACE;
	if (query && !single && last)
		return SQLITE_OK;
	return out(arg, 0, s + from, (int)len, (int)from, (int)(from + len));
}

static int tokenize(Fts5Tokenizer *t, void *arg, int flags, const char *s, int bytes, emit *out)
{
	size_t n = bytes > 0 ? (size_t)bytes : 0, at = 0, len;
	int rc = SQLITE_OK;

	(void)t;
	while (at < n && rc == SQLITE_OK) {
		enum kind kind = next(s + at, n - at, &len);

		if (kind == SPACE)
			at += len;
		else if (kind == WORD)
			rc = word(s, n, &at, arg, out);
		else
			rc = run(s, n, &at, (flags & FTS5_TOKENIZE_QUERY) != 0, arg, out);
	}
	return rc;
}

bool sqlite_term_only(const char *s, size_t n)
{
	size_t len;

	for (size_t at = 0; at < n; at += len)
		if (next(s + at, n - at, &len) != RUN)
			return false;
	return true;
}

static int create(void *context, const char **args, int n, Fts5Tokenizer **out)
{
	static char nothing;    /* it has no state, but NULL would mean that making it failed */

	(void)context, (void)args, (void)n;
	*out = (Fts5Tokenizer *)&nothing;
	return SQLITE_OK;
}

static void destroy(Fts5Tokenizer *t)
{
	(void)t;
}

bool sqlite_tokenizer(struct sqlite3 *db)
{
	static fts5_tokenizer bigram = { create, destroy, tokenize };
	fts5_api *api = NULL;
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return api && api->xCreateTokenizer(api, "bigram", NULL, &bigram, NULL) == SQLITE_OK;
}
