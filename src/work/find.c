/* SPDX-License-Identifier: Apache-2.0 */
/* The state of records, and lists of them. Filters are find_filter.c, one record with its timeline find_show.c. */
#include "work/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "find_parts.h"
#include "model/mend.h"
#include "store/store.h"
#include "work/check.h"

/* --- state ------------------------------------------------------------------------------------------------------------ */

static bool has_pending(struct store *s, uint32_t self, uint32_t acked, const struct record *r)
{
	unsigned char chain[CRYPTO_HASH];
	struct entries all = { 0 };
	uint32_t last = 0;
	bool pending = false;

	/* nearly always everything is confirmed, and no record need be looked at */
	if (!self || !journal_head(s, self, &last, chain, NULL) || last <= acked || !journal_of_record(s, r->id, &all, NULL))
		return false;
	for (size_t i = 0; i < all.n; i++)
		pending = pending || (entry_station(all.list[i]->id) == self && entry_seq(all.list[i]->id) > acked);
	entries_free(&all);
	return pending;
}

/* A hub's store counts no refusals in the record: they are its desks' to mend. Here they are looked up. */
static bool has_refused(struct store *s, const struct record *r)
{
	struct entries all = { 0 };
	bool refused = false;

	if (!journal_of_record(s, r->id, &all, NULL))
		return false;
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; !refused && i < all.n; i++)
		refused = fold_refusal(now, i) && !mend_done(entries_const(&all), all.n, now, i);
	fold_free(now);
	entries_free(&all);
	return refused;
}

const char *find_state(struct store *s, uint32_t self, uint32_t acked, const struct record *r)
{
	bool hub = store_kind(s) == STORE_HUB;

	if (!hub && has_pending(s, self, acked, r))
		return "pending";
	if (hub ? has_refused(s, r) : r->refused > 0)
		return "refused";
	if (r->conflicts)
		return "conflict";
	if (r->held)
		return "held";
	return hub ? "kept" : "sent";
}

const char *find_state_say(const char *state)
{
	static const struct { const char *state, *say; } words[] = {
		{ "pending", N_("待报") }, { "refused", N_("待改") }, { "conflict", N_("待核对") }, { "held", N_("待齐") },
		{ "sent", N_("已报") }, { "kept", N_("已收") },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].state, state) == 0)
			return _(words[i].say);
	return state;
}

/* --- lists ------------------------------------------------------------------------------------------------------------ */

char *find_label(const struct book *b, const char *kind, const char *key, const char *value, bool masked)
{
	const struct field *f = check_record_field(b, kind, key);

	if (strcmp(key, "unit") == 0 && !f)
		return book_unit(b, value);
	return f && *value ? type_show(f, b, value, masked) : mem_dup(value);
}

char *find_names(const char *parties, bool masked, const char *between)
{
	struct buf out = { 0 };

	for (const char *p = parties; *p;) {
		size_t n = strcspn(p, "\n");
		char *name = mem_ndup(p, n), *shown = masked ? text_mask_name(name) : mem_dup(name);

		if (out.len)
			buf_puts(&out, between);
		buf_puts(&out, shown);
		free(name);
		free(shown);
		p += n + (p[n] != '\0');
	}
	return buf_take(&out);
}

static void json_names(struct json *j, const char *parties, bool masked)
{
	json_key(j, "parties");
	json_open(j, '[');
	for (const char *p = parties; *p;) {
		size_t n = strcspn(p, "\n");
		char *name = mem_ndup(p, n), *shown = masked ? text_mask_name(name) : mem_dup(name);

		json_text(j, shown);
		free(name);
		free(shown);
		p += n + (p[n] != '\0');
	}
	json_close(j, ']');
}

void find_json_id(struct json *j, const char *key, uint64_t id)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)id);
	json_field(j, key, text);
}

void find_json_optional(struct json *j, const char *key, const char *value)
{
	json_field(j, key, value && *value ? value : NULL);
}

static void json_record(const struct find_view *v, struct json *j, const struct record *r)
{
	json_open(j, '{');
	json_field(j, "no", r->no);
	find_json_id(j, "id", r->id);
	json_field(j, "kind", r->kind);
	json_field(j, "title", r->title);
	find_json_optional(j, "step", r->step);
	find_json_optional(j, "grade", r->grade);
	find_json_optional(j, "due", r->due);
	find_json_optional(j, "place", r->place);
	json_names(j, r->parties, v->masked);
	json_field(j, "state", find_state(v->store, v->self, v->acked, r));
	find_json_optional(j, "type", r->type);
	find_json_optional(j, "unit", r->unit);
	find_json_optional(j, "opened", r->opened);
	find_json_optional(j, "closed", r->closed);
	find_json_optional(j, "lead", r->lead);
	find_json_optional(j, "result", r->result);
	json_close(j, '}');
}

void find_list_json(const struct find_view *v, struct record *const *list, size_t n, struct buf *out)
{
	struct json j = json_to(out);

	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		json_record(v, &j, list[i]);
	json_close(&j, ']');
	buf_putc(out, '\n');
}

/* What a list tells of a record, in the order of its columns. */
enum { NO, TITLE, PARTIES, STEP, GRADE, TYPE, PLACE, UNIT, OPENED, DUE, STATE, COLUMNS };

static const char *const heads[COLUMNS] = {
	[NO] = N_("编号"), [TITLE] = N_("名称"), [PARTIES] = N_("当事人"), [STEP] = N_("环节"), [GRADE] = N_("等级"), [TYPE] = N_("类别"),
	[PLACE] = N_("地点"), [UNIT] = N_("主办"), [OPENED] = N_("登记"), [DUE] = N_("期限"), [STATE] = N_("状态"),
};

char *find_short_no(const struct book *b, const char *unit, uint32_t self, const char *no)
{
	size_t u = strlen(unit);
	const char *rest = strchr(no, '-');

	if (!rest || !u)
		return mem_dup(no);
	if ((size_t)(rest - no) == u && strncmp(no, unit, u) == 0) {
		char *own = mem_fmt("%u-", (unsigned)station_desk(self));
		size_t d = strlen(own);
		bool mine = strncmp(rest + 1, own, d) == 0;

		free(own);
		return mem_dup(mine ? rest + 1 + d : rest + 1);
	}
	/* of another unit: its desk says nothing to people, its name does */
	char *code = mem_ndup(no, (size_t)(rest - no)), *name = book_unit(b, code);
	const char *serial = strchr(rest + 1, '-');
	char *out = mem_fmt("%s %s", name, serial ? serial + 1 : rest + 1);
	free(code);
	free(name);
	return out;
}

char *find_lead(const struct book *b, const struct record *r)
{
	const char *unit = *r->lead ? r->lead : r->unit;

	return *unit ? book_unit(b, unit) : mem_dup("");
}

static char *step_say(const struct book *b, const char *sign)
{
	const struct step *s = book_step(b, sign);

	return mem_dup(s ? i18n_data(s->doing) : sign);
}

/* One cell. Yours. `people`: for reading, else for other programs (complete numbers). */
static char *cell(const struct find_view *v, const struct record *r, int column, bool people)
{
	switch (column) {
	case NO: return people ? find_short_no(v->book, v->unit, v->self, r->no) : mem_dup(r->no);
	case TITLE: return mem_dup(r->title);
	case PARTIES: return people && !*r->parties ? mem_dup(_("匿名")) : find_names(r->parties, v->masked, people ? " " : "、");
	case STEP: return step_say(v->book, r->step);
	case GRADE: return find_label(v->book, r->kind, "grade", r->grade, false);
	case TYPE: return find_label(v->book, r->kind, "type", r->type, false);
	case PLACE: return *r->place ? book_place(v->book, r->place) : mem_dup("");
	case UNIT: return find_lead(v->book, r);
	case OPENED: return mem_dup(r->opened);
	case DUE: return mem_dup(r->due);
	default: return mem_dup(find_state_say(find_state(v->store, v->self, v->acked, r)));
	}
}

void find_list_csv(const struct find_view *v, struct record *const *list, size_t n, struct buf *out)
{
	buf_puts(out, "\xef\xbb\xbf");  /* Excel takes UTF-8 for the local code page without it */
	for (int c = 0; c < COLUMNS; c++) {
		if (c)
			buf_putc(out, ',');
		csv_cell(out, _(heads[c]));
	}
	buf_puts(out, "\r\n");
	for (size_t i = 0; i < n; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			char *text = cell(v, list[i], c, false), *clean = text_clean(text, strlen(text), TEXT_LINE);

			if (c)
				buf_putc(out, ',');
			csv_cell(out, clean);
			free(text);
			free(clean);
		}
		buf_puts(out, "\r\n");
	}
}

/* Columns of the list for people, and how wide each may grow; 0: as it needs. */
static const struct { int column, most; } shown[] = {
	{ NO, 0 }, { TITLE, 24 }, { PARTIES, 16 }, { STEP, 6 }, { GRADE, 6 }, { UNIT, 16 }, { DUE, 10 }, { STATE, 0 },
};
#define SHOWN (sizeof shown / sizeof *shown)

void find_pad(struct buf *out, const char *text, int width)
{
	int used = text_width(text);

	buf_puts(out, text);
	while (used++ < width)
		buf_putc(out, ' ');
}

char *find_cell(char *text, int most)
{
	char *clean = text_clean(text, strlen(text), TEXT_LINE), *cut = most ? text_ellipsis(clean, most) : mem_dup(clean);

	free(text);
	free(clean);
	return cut;
}

void find_table(struct buf *out, char **cells, size_t rows, size_t columns, int indent)
{
	int *width = mem_zero((columns + 1) * sizeof *width);

	for (size_t i = 0; i < rows * columns; i++)
		if (text_width(cells[i]) > width[i % columns])
			width[i % columns] = text_width(cells[i]);
	for (size_t i = 0; i < rows * columns; i++) {
		bool last = i % columns == columns - 1;

		if (i % columns == 0)
			find_pad(out, "", indent);
		find_pad(out, cells[i], last ? 0 : width[i % columns] + 2);
		if (last)
			buf_putc(out, '\n');
		free(cells[i]);
	}
	free(cells);
	free(width);
}

void find_list_text(const struct find_view *v, struct record *const *list, size_t n, struct buf *out)
{
	char **cells = mem_zero((n + 1) * SHOWN * sizeof *cells);

	for (size_t c = 0; c < SHOWN; c++)
		cells[c] = find_cell(mem_dup(_(heads[shown[c].column])), shown[c].most);
	for (size_t row = 0; row < n; row++)
		for (size_t c = 0; c < SHOWN; c++)
			cells[(row + 1) * SHOWN + c] = find_cell(cell(v, list[row], shown[c].column, true), shown[c].most);
	find_table(out, cells, n + 1, SHOWN, 0);
}
