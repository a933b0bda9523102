/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 更正: one value of the record, a reason. The field may be any that a person could have filled in; of two that clashed, `choose`
 * takes what one of the entries said. Whatever the value was before stays in the timeline.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "check_parts.h"

#define KEY (FIELDS_KEY_MAX * 2)

struct correction {
	const struct check *c;
	struct fields *out;
	struct faults *faults;          /* may be NULL */
	const char *kind;
};

static void wrong(struct correction *k, const char *key, const char *say)
{
	if (k->faults)
		faults_add(k->faults, key, false, "%s", say);
}

static bool is_called(const struct field *f, const char *said)
{
	return !*f->group && (strcmp(f->label, said) == 0 || strcmp(i18n_data(f->label), said) == 0);
}

const char *check_record_key(const struct book *b, const char *kind, const char *said)
{
	if (fields_key_valid(said) && *said != '.' && check_record_field(b, kind, said))
		return said;
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *form = book_form_at(b, i);

		if (strcmp(form->opens, kind) != 0 && strcmp(form->continues, kind) != 0)
			continue;
		for (size_t n = 0; n < form->nfields; n++)
			if (check_on_record(form, &form->fields[n]) && is_called(&form->fields[n], said))
				return form->fields[n].name;
	}
	return NULL;
}

/* --- one of those that clashed ------------------------------------------------------------------------------------- */

static const struct entry *claim_of(const struct fold *before, const char *unit, const char *choose)
{
	for (size_t i = 0; i < fold_conflicts(before); i++) {
		struct fold_conflict c = fold_conflict(before, i);

		for (size_t n = 0; strcmp(c.unit, unit) == 0 && n < c.nclaims; n++) {
			char id[24];

			snprintf(id, sizeof id, "%" PRIu64, c.claims[n]->id);
			if (strcmp(id, choose) == 0)
				return c.claims[n];
		}
	}
	return NULL;
}

/* Everything that entry said of the unit. */
static void take_claim(struct correction *k, const char *seen, const struct entry *claim)
{
	const char *row = fold_row(k->c->before, seen), *unit = row ? row : seen;
	size_t n = strlen(unit);

	for (size_t i = 0; i < fields_count(claim->fields); i++) {
		const char *key = fields_key(claim->fields, i);

		if (strncmp(key, unit, n) == 0 && (key[n] == '\0' || key[n] == '.'))
			fields_set(k->out, key, fields_value(claim->fields, i));
	}
}

static void choose(struct correction *k, const char *unit, const char *id)
{
	const struct entry *claim = claim_of(k->c->before, unit, id);

	if (!claim)
		wrong(k, "choose", _("这一栏没有这一种说法，请先看待核对"));
	else
		take_claim(k, unit, claim);
}

/* --- a new value --------------------------------------------------------------------------------------------------- */

/* A row is always written whole, under its name in the journal. */
static void put_row(struct correction *k, const char *key, const char *value)
{
	const struct fields *all = fold_fields(k->c->before);
	size_t n = strcspn(key, ".");
	char *seen = mem_ndup(key, n);
	const char *row = fold_row(k->c->before, seen);

	for (size_t i = 0; row && i < fields_count(all); i++) {
		const char *one = fields_key(all, i);
		char to[KEY * 2];

		if (strncmp(one, seen, n) != 0 || one[n] != '.')
			continue;
		snprintf(to, sizeof to, "%s%s", row, one + n);
		fields_set(k->out, to, fields_value(all, i));
	}
	if (row) {
		char to[KEY * 2];

		snprintf(to, sizeof to, "%s%s", row, key + n);
		fields_set(k->out, to, *value ? value : NULL);
	}
	if (!row)
		wrong(k, "field", _("没有这一行"));
	free(seen);
}

/* What the field keeps of it; NULL where it cannot. Yours. */
static char *read_value(struct correction *k, const struct field *f, const char *typed)
{
	struct type_context with = { .book = k->c->book, .now = k->c->now, .unit = k->c->unit, .who = k->c->who };
	char *value = NULL, *say = NULL;

	if (!*typed || (*f->absent && strcmp(typed, f->absent) == 0))
		return mem_dup(typed);
	if (type_read(f, &with, typed, &value, &say) == TYPE_BAD)
		wrong(k, "value", say);
	free(say);
	return value;
}

static void put(struct correction *k, const char *key, const struct field *f, const char *typed)
{
	const char *old = fold_get(k->c->before, key);
	char *value = read_value(k, f, typed);

	if (!value)
		return;
	if (f->fixed)
		wrong(k, "field", _("这一栏写定以后不能改"));
	else if (!*value && f->required && !f->required_when)
		wrong(k, "value", _("这一栏不能空着"));
	else if (strcmp(old ? old : "", value) == 0)
		wrong(k, "value", _("和原来一样，不用更正"));
	else if (strchr(key, '.'))
		put_row(k, key, value);
	else
		fields_set(k->out, key, value);
	free(value);
}

void check_correction(const struct check *c, struct fields *out, struct faults *faults)
{
	struct correction k = { .c = c, .out = out, .faults = faults, .kind = c->before ? fold_get(c->before, "kind") : NULL };
	const char *said = fields_get(c->values, "field"), *id = fields_get(c->values, "choose");
	const char *value = fields_get(c->values, "value");
	const struct field *f = NULL;

	if (!k.kind || !said)
		return;
	if (id) {
		choose(&k, said, id);
		if (fields_get(out, said))
			check_recount(c, said, out);
		return;
	}
	f = *said != '.' && fields_key_valid(said) ? check_record_field(c->book, k.kind, said) : NULL;
	if (!f)
		wrong(&k, "field", _("没有这一栏，请写栏目的名称"));
	else
		put(&k, said, f, value ? value : "");
	if (f && fields_get(out, said))
		check_recount(c, said, out);
}
