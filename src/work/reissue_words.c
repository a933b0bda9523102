/* SPDX-License-Identifier: Apache-2.0 */
/* Names of entries within entries and drafts, and official numbers: what they are under a desk's new number. */
#include "reissue_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/mend.h"
#include "store/renewal.h"
#include "work/reissue.h"

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Ascending again: a new number may stand elsewhere. */
static bool move_parents(struct store *s, uint64_t *parents, size_t n)
{
	bool moved = false;

	for (size_t i = 0; i < n; i++) {
		uint64_t now = renewal_now(s, parents[i]);

		moved = moved || now != parents[i];
		parents[i] = now;
	}
	if (moved)
		qsort(parents, n, sizeof *parents, by_number);
	return moved;
}

/* party~<id>-1 and what follows: the row that entry added. Yours; NULL where it stays as it is. */
static char *moved_row(struct store *s, const char *name)
{
	const char *tilde = strchr(name, '~');
	char *end;
	uint64_t id = tilde ? strtoull(tilde + 1, &end, 10) : 0;

	if (!id || *end != '-' || renewal_now(s, id) == id)
		return NULL;
	return mem_fmt("%.*s~%" PRIu64 "%s", (int)(tilde - name), name, renewal_now(s, id), end);
}

/* The fields whose value is an entry: which refused one is mended, and which of those that clashed is chosen. */
static bool names_entry(const char *key)
{
	static const char *const keys[] = { MEND_MARK, ".choose", "choose" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static char *moved_id(struct store *s, const char *decimal)
{
	uint64_t id = strtoull(decimal, NULL, 10);

	return id && renewal_now(s, id) != id ? mem_fmt("%" PRIu64, renewal_now(s, id)) : NULL;
}

/* Keys that name rows, values that are the name of a row (in drafts), and of an entry. */
static bool move_fields(struct store *s, struct fields **fields)
{
	struct fields *now = fields_new();
	bool moved = false;

	for (size_t i = 0; i < fields_count(*fields); i++) {
		const char *key = fields_key(*fields, i), *value = fields_value(*fields, i);
		char *other_key = moved_row(s, key);
		char *other = names_entry(key) ? moved_id(s, value) : fields_key_valid(value) ? moved_row(s, value) : NULL;

		fields_set(now, other_key ? other_key : key, other ? other : value);
		moved = moved || other_key || other;
		free(other_key);
		free(other);
	}
	fields_free(*fields);
	*fields = now;
	return moved;
}

void reissue_words(struct store *s, struct entry *e)
{
	e->record = e->record == e->id ? e->record : renewal_now(s, e->record);
	move_parents(s, e->parents, e->nparents);
	move_fields(s, &e->fields);
}

bool reissue_follow(struct store *s, struct draft *d)
{
	uint64_t record = renewal_now(s, d->record);
	bool moved = record != d->record;

	d->record = record;
	moved = move_parents(s, d->parents, d->nparents) || moved;
	return move_fields(s, &d->typed) || moved;
}

/* --- official numbers ---------------------------------------------------------------------------------------------- */

char *reissue_series(const char *no, unsigned desk)
{
	const char *serial = strrchr(no, '-'), *year = serial, *was;

	while (year > no && year[-1] != '-')
		year--;
	/* from here: unit - desk - year - letters and digits */
	if (!serial || year <= no + 1 || serial - year != 4 || strspn(year, "0123456789") != 4)
		return NULL;
	for (was = year - 1; was > no && was[-1] >= '0' && was[-1] <= '9'; was--)
		;
	if (was == year - 1 || was <= no + 1 || was[-1] != '-')
		return NULL;
	size_t letters = strcspn(serial + 1, "0123456789");
	return mem_fmt("%.*s%u-%.4s-%.*s", (int)(was - no), no, desk, year, (int)letters, serial + 1);
}
