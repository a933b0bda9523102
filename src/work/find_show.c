/* SPDX-License-Identifier: Apache-2.0 */
/* One record in JSON: what it is, and how it came to be that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "find_parts.h"
#include "model/seal.h"
#include "model/type.h"
#include "work/attach.h"
#include "work/check.h"

void find_unload(struct shown *s)
{
	fold_free(s->now);
	entries_free(&s->all);
	record_free(s->r);
}

bool find_load(struct shown *s, const struct find_view *v, uint64_t record, struct err *err)
{
	struct err why = { 0 };

	*s = (struct shown){ .v = v };
	s->r = record_get(v->store, record, &why);
	if (!s->r && !why.kind)
		return err_set(err, ERR_CHECK, _("没有这件记录"));
	if (!s->r || !journal_of_record(v->store, record, &s->all, &why)) {
		if (err)
			*err = why;
		find_unload(s);
		return false;
	}
	s->now = fold_new(entries_const(&s->all), s->all.n);
	s->kind = fold_get(s->now, "kind");
	return true;
}

const char *find_entry_unit(const struct entry *e)
{
	const char *by = fields_get(e->fields, CHECK_WRITER);

	by = by ? by : fields_get(e->fields, "unit");
	return by ? by : "";
}

const char *find_entry_reason(const struct shown *s, size_t i)
{
	const struct entry *r = fold_refusal(s->now, i);

	return r ? fields_get(r->fields, ".reason") : NULL;
}

static const char *entry_state(const struct shown *s, size_t i)
{
	const struct entry *e = s->all.list[i];
	bool desk = store_kind(s->v->store) == STORE_DESK;

	switch (fold_status(s->now, i)) {
	case FOLD_REFUSED: return "refused";
	case FOLD_HELD: return "held";
	default: break;
	}
	return desk && entry_station(e->id) == s->v->self && entry_seq(e->id) > s->v->acked ? "pending" : "";
}

/* --- JSON -------------------------------------------------------------------------------------------------------------- */

static void json_value(const struct shown *s, struct json *j, const char *name, const struct field *f, const char *value)
{
	char *masked = s->v->masked && f && f->type->mask && *value ? f->type->mask(value) : NULL;

	json_field(j, name, masked ? masked : value);
	free(masked);
}

static void json_fields(const struct shown *s, struct json *j)
{
	const struct fields *all = fold_fields(s->now);

	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < fields_count(all); i++) {
		const char *key = fields_key(all, i);

		if (*fields_value(all, i))      /* what was cleared is not there */
			json_value(s, j, key, check_record_field(s->v->book, s->kind, key), fields_value(all, i));
	}
	json_close(j, '}');
}

static void json_said(const struct shown *s, struct json *j, const struct entry *e)
{
	const struct form *form = book_form(s->v->book, e->form);

	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < fields_count(e->fields); i++) {
		const char *key = fields_key(e->fields, i), *name = *key == '.' ? key + 1 : key;

		if (strcmp(key, CHECK_WRITER) != 0 && strcmp(key, SEAL_MARK) != 0)
			json_value(s, j, name, form ? form_field(form, name) : NULL, fields_value(e->fields, i));
	}
	json_close(j, '}');
}

static void json_timeline(const struct shown *s, struct json *j)
{
	json_key(j, "timeline");
	json_open(j, '[');
	for (size_t i = 0; i < s->all.n; i++) {
		const struct entry *e = s->all.list[i];
		char at[26];

		clock_format(entry_ms(e), at);
		json_open(j, '{');
		json_field(j, "at", at);
		json_field(j, "unit", find_entry_unit(e));
		json_field(j, "who", e->who);
		json_field(j, "form", e->form);
		json_said(s, j, e);
		find_json_id(j, "id", e->id);
		if (find_entry_reason(s, i))
			json_field(j, "reason", find_entry_reason(s, i));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_conflicts(const struct shown *s, struct json *j)
{
	json_key(j, "conflicts");
	json_open(j, '[');
	for (size_t i = 0; i < fold_conflicts(s->now); i++) {
		struct fold_conflict c = fold_conflict(s->now, i);

		json_open(j, '{');
		json_field(j, "key", c.unit);
		json_key(j, "entries");
		json_open(j, '[');
		for (size_t k = 0; k < c.nclaims; k++) {
			char id[24];

			snprintf(id, sizeof id, "%llu", (unsigned long long)c.claims[k]->id);
			json_text(j, id);
		}
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* n counts from 1, as `yichuang attach get` does. */
static void json_attachment(struct json *j, const struct attachment *a, size_t n, bool masked)
{
	char hex[2 * CRYPTO_HASH + 1], *hidden = masked ? type_find("file")->mask(a->file.name) : NULL;

	crypto_hex(hex, a->file.digest, CRYPTO_HASH);
	json_open(j, '{');
	json_key(j, "n");
	json_int(j, (int64_t)n);
	json_field(j, "name", hidden ? hidden : a->file.name);
	json_key(j, "size");
	json_int(j, (int64_t)a->file.size);
	json_field(j, "digest", hex);
	find_json_id(j, "entry", a->entry);
	json_key(j, "here");
	json_bool(j, a->here);
	json_key(j, "sent");
	json_bool(j, a->sent);
	json_close(j, '}');
	free(hidden);
}

void find_attachments_json(const struct attachments *all, bool masked, struct json *j)
{
	json_open(j, '[');
	for (size_t i = 0; i < all->n; i++)
		json_attachment(j, &all->list[i], i + 1, masked);
	json_close(j, ']');
}

static bool json_attachments(const struct shown *s, struct json *j, struct err *err)
{
	struct attachments all;

	if (!attach_of_record(s->v->store, s->r->id, &all, err))
		return false;
	json_key(j, "attachments");
	find_attachments_json(&all, s->v->masked, j);
	attachments_free(&all);
	return true;
}

/* Entries that are not simply there and confirmed. What one store knows of them is its own affair: the timeline is the same everywhere. */
static void json_entry_states(const struct shown *s, struct json *j)
{
	json_key(j, "entries");
	json_open(j, '[');
	for (size_t i = 0; i < s->all.n; i++) {
		const char *state = entry_state(s, i);

		if (!*state)
			continue;
		json_open(j, '{');
		find_json_id(j, "id", s->all.list[i]->id);
		json_field(j, "state", state);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_sync(const struct shown *s, struct json *j)
{
	int64_t pending = 0;

	for (size_t i = 0; i < s->all.n; i++)
		pending += entry_station(s->all.list[i]->id) == s->v->self && entry_seq(s->all.list[i]->id) > s->v->acked;
	json_key(j, "sync");
	json_open(j, '{');
	json_field(j, "state", find_state(s->v->store, s->v->self, s->v->acked, s->r));
	if (store_kind(s->v->store) == STORE_DESK) {
		json_key(j, "pending");
		json_int(j, pending);
	}
	json_key(j, "refused");
	json_int(j, s->r->refused);
	json_key(j, "held");
	json_int(j, s->r->held);
	json_entry_states(s, j);
	json_close(j, '}');
}

bool find_show_json(const struct find_view *v, uint64_t record, struct buf *out, struct err *err)
{
	struct shown s;
	struct json j = json_to(out);

	if (!find_load(&s, v, record, err))
		return false;
	json_open(&j, '{');
	json_field(&j, "no", s.r->no);
	find_json_id(&j, "id", record);
	json_field(&j, "kind", s.r->kind);
	find_json_optional(&j, "step", fold_get(s.now, "step"));
	find_json_optional(&j, "grade", fold_get(s.now, "grade"));
	find_json_optional(&j, "due", fold_get(s.now, "due"));
	json_fields(&s, &j);
	json_timeline(&s, &j);
	json_sync(&s, &j);
	json_conflicts(&s, &j);
	bool ok = json_attachments(&s, &j, err);
	json_close(&j, '}');
	buf_putc(out, '\n');
	find_unload(&s);
	return ok;
}
