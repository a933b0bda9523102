/* SPDX-License-Identifier: Apache-2.0 */
/* A sorted array of pairs. Records have tens of fields, so a binary search beats anything cleverer. */
#include "model/fields.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define ROW_DIGITS 4            /* rows of a group count to 9999 */
#define ID_DIGITS 19            /* an entry id is a positive 64-bit number */

struct pair {
	char *key;              /* key and value stand in one block: key NUL value NUL */
	char *value;
};

struct fields {
	struct pair *pairs;     /* ascending by key, bytewise */
	size_t n;
	size_t cap;
};

struct fields *fields_new(void)
{
	return mem_zero(sizeof(struct fields));
}

void fields_free(struct fields *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++)
		free(f->pairs[i].key);
	free(f->pairs);
	free(f);
}

static struct pair pair_of(const char *key, size_t nkey, const char *value, size_t nvalue)
{
	char *block = mem_zero(nkey + nvalue + 2);

	memcpy(block, key, nkey);
	memcpy(block + nkey + 1, value, nvalue);
	return (struct pair){ block, block + nkey + 1 };
}

struct fields *fields_copy(const struct fields *f)
{
	struct fields *copy = fields_new();

	if (!f->n)
		return copy;
	copy->pairs = mem_zero(f->n * sizeof *copy->pairs);
	copy->cap = copy->n = f->n;
	for (size_t i = 0; i < f->n; i++) {
		const struct pair *p = &f->pairs[i];

		copy->pairs[i] = pair_of(p->key, strlen(p->key), p->value, strlen(p->value));
	}
	return copy;
}

/* Where the key is, or would be. */
static size_t place_of(const struct fields *f, const char *key, bool *found)
{
	size_t lo = 0, hi = f->n;

	/* most sets are built in ascending order */
	if (hi && strcmp(f->pairs[hi - 1].key, key) < 0)
		lo = hi;
	*found = false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strcmp(f->pairs[mid].key, key);

		if (c == 0) {
			*found = true;
			return mid;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void fields_set(struct fields *f, const char *key, const char *value)
{
	bool found;
	size_t at = place_of(f, key, &found);

	if (!value) {
		if (found) {
			free(f->pairs[at].key);
			f->n--;
			memmove(&f->pairs[at], &f->pairs[at + 1], (f->n - at) * sizeof *f->pairs);
		}
		return;
	}
	struct pair p = pair_of(key, strlen(key), value, strlen(value));

	if (found) {
		free(f->pairs[at].key);
	} else {
		f->pairs = mem_grow(f->pairs, &f->cap, f->n, sizeof *f->pairs);
		memmove(&f->pairs[at + 1], &f->pairs[at], (f->n - at) * sizeof *f->pairs);
		f->n++;
	}
	f->pairs[at] = p;
}

const char *fields_get(const struct fields *f, const char *key)
{
	bool found;
	size_t at = place_of(f, key, &found);

	return found ? f->pairs[at].value : NULL;
}

size_t fields_count(const struct fields *f)
{
	return f->n;
}

const char *fields_key(const struct fields *f, size_t i)
{
	assert(i < f->n);
	return f->pairs[i].key;
}

const char *fields_value(const struct fields *f, size_t i)
{
	assert(i < f->n);
	return f->pairs[i].value;
}

bool fields_equal(const struct fields *a, const struct fields *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->pairs[i].key, b->pairs[i].key) != 0 || strcmp(a->pairs[i].value, b->pairs[i].value) != 0)
			return false;
	return true;
}

/* --- keys ---------------------------------------------------------------------------------------------------------- */

/* Length of [a-z][a-z0-9_]* at s, 0 if there is none. */
static size_t name_length(const char *s)
{
	size_t n = 0;

	if (*s < 'a' || *s > 'z')
		return 0;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= '0' && s[n] <= '9') || s[n] == '_')
		n++;
	return n;
}

/* Length of a positive number without leading zeros that begins at s and ends before `end`; 0 if there is none. */
static size_t number_length(const char *s, const char *end, size_t most)
{
	size_t n = 0;

	if (s >= end || *s == '0')
		return 0;
	while (s + n < end && s[n] >= '0' && s[n] <= '9')
		n++;
	return n <= most ? n : 0;
}

static bool row_tail(const char *s, const char *end)
{
	size_t n = number_length(s, end, ID_DIGITS);

	if (!n)
		return false;
	if (s + n == end)
		return n <= ROW_DIGITS;
	if (s[n] != '-')
		return false;
	s += n + 1;
	n = number_length(s, end, ROW_DIGITS);
	return n && s + n == end;
}

bool fields_row(const char *unit, size_t len, size_t *base)
{
	const char *tilde = memchr(unit, '~', len);
	size_t n = len;

	if (tilde) {
		*base = (size_t)(tilde - unit);
		return *base && row_tail(tilde + 1, unit + len);
	}
	while (n && unit[n - 1] >= '0' && unit[n - 1] <= '9')
		n--;
	*base = n;
	return n && n < len && len - n <= ROW_DIGITS && unit[n] != '0';
}

size_t fields_unit(const char *key)
{
	return *key == '.' ? 0 : strcspn(key, ".");
}

bool fields_key_valid(const char *key)
{
	size_t len = strnlen(key, FIELDS_KEY_MAX + 1), base;

	if (!len || len > FIELDS_KEY_MAX)
		return false;
	if (*key == '.')
		key++;

	size_t unit = strcspn(key, "."), name = name_length(key);
	bool row = fields_row(key, unit, &base);

	/* a name that ends in a digit is a row's: otherwise line2 could be either */
	if (!name || (row ? name != base && name != unit : name != unit || (key[unit - 1] >= '0' && key[unit - 1] <= '9')))
		return false;
	if (!key[unit])
		return true;
	key += unit + 1;
	name = name_length(key);
	return row && name && !key[name];
}

/* --- the wire ------------------------------------------------------------------------------------------------------ */

void fields_encode(const struct fields *f, struct buf *out)
{
	buf_varint(out, f->n);
	for (size_t i = 0; i < f->n; i++) {
		buf_block(out, f->pairs[i].key, strlen(f->pairs[i].key));
		buf_block(out, f->pairs[i].value, strlen(f->pairs[i].value));
	}
}

static bool pair_decode(struct reader *r, const char *previous, struct pair *p)
{
	char key[FIELDS_KEY_MAX + 1];
	size_t nkey, nvalue;
	const char *k = reader_block(r, &nkey);
	const char *v = reader_block(r, &nvalue);

	if (r->bad || nkey > FIELDS_KEY_MAX || nvalue > FIELDS_VALUE_MAX || memchr(k, 0, nkey))
		return false;
	memcpy(key, k, nkey);
	key[nkey] = '\0';
	if (!fields_key_valid(key) || (previous && strcmp(previous, key) >= 0) || !text_valid(v, nvalue))
		return false;
	*p = pair_of(k, nkey, v, nvalue);
	return true;
}

/* The reader takes each number in its shortest form only, so what passes here has one spelling and a digest one preimage. */
struct fields *fields_decode(struct reader *r)
{
	uint64_t n = reader_varint(r);

	/* a pair takes three bytes at least: a lying count must not make us reserve memory */
	if (r->bad || n > FIELDS_MAX || n * 3 > r->left)
		return NULL;

	struct fields *f = fields_new();

	f->cap = (size_t)n;
	f->pairs = mem_zero((size_t)n * sizeof *f->pairs + 1);
	while (f->n < n && pair_decode(r, f->n ? f->pairs[f->n - 1].key : NULL, &f->pairs[f->n]))
		f->n++;
	if (f->n == n)
		return f;
	fields_free(f);
	return NULL;
}
