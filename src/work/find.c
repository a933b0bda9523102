/* SPDX-License-Identifier: Apache-2.0 */
/* Filters and lists. One record with its timeline is find_show.c. */
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
#include "store/store.h"
#include "work/check.h"

#define PAGE 500                /* records of a list read at a time */

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

/* Did the writer of a refused entry fill the same form again, knowing of the refusal? */
static bool is_mended(const struct entries *all, const struct fold *now, const struct entry *wrong, uint64_t refusal)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct entry *e = all->list[i];

		if (entry_station(e->id) != entry_station(wrong->id) || strcmp(e->form, wrong->form) != 0
		    || fold_status(now, i) != FOLD_APPLIED || !e->nparents)
			continue;
		struct fold *seen = fold_at(entries_const(all), all->n, e->parents, e->nparents);
		bool knew = fold_knows(seen, refusal);

		fold_free(seen);
		if (knew)
			return true;
	}
	return false;
}

/* A hub's store counts no refusals in the record: they are its desks' to mend. Here they are looked up. */
static bool has_refused(struct store *s, const struct record *r)
{
	struct entries all = { 0 };
	bool refused = false;

	if (!journal_of_record(s, r->id, &all, NULL))
		return false;
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; !refused && i < all.n; i++) {
		const struct entry *word = fold_refusal(now, i);

		refused = word && !is_mended(&all, now, all.list[i], word->id);
	}
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

/* --- filters ---------------------------------------------------------------------------------------------------------- */

const char *find_kind(const struct book *b, const char *typed)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (*f->opens && (strcmp(f->opens, typed) == 0 || strcmp(f->list, typed) == 0 || strcmp(f->name, typed) == 0))
			return f->opens;
	}
	return NULL;
}

static const char *step_of(const struct book *b, const char *typed)
{
	for (size_t i = 0; i < book_steps(b); i++) {
		const struct step *s = book_step_at(b, i);

		if (strcmp(s->sign, typed) == 0 || strcmp(s->name, typed) == 0 || strcmp(s->doing, typed) == 0)
			return s->sign;
	}
	return NULL;
}

/* The code table of a record's field of this name, in whatever kind has one. */
static const struct table *table_of(const struct book *b, const char *key)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct field *f = form_field(book_form_at(b, i), key);

		if (f && check_on_record(book_form_at(b, i), f) && *f->codes)
			return book_table(b, f->codes);
	}
	return NULL;
}

/* By code, by name, by a prefix of the code where the column holds what lies under it. NULL: no such value. */
static const char *code_of(const struct table *t, const char *typed)
{
	const struct code *c = t ? table_resolve(t, typed, true) : NULL;

	return c ? c->code : NULL;
}

/* A place or unit: as a field of a form would take it, else by code or name; units may have a department behind a dot. */
static const char *division_of(const struct book *b, const char *typed)
{
	const char *code = code_of(book_divisions(b), typed);

	if (code)
		return code;
	size_t digits = strspn(typed, "0123456789");
	return digits >= 2 && (typed[digits] == '\0' || typed[digits] == '.') ? typed : NULL;
}

static const char *day_of(const char *typed)
{
	return clock_parse_day(typed) == CLOCK_DAY_NONE ? NULL : typed;
}

bool find_filter_set(struct record_filter *f, const struct book *b, const char *key, const char *value, struct err *err)
{
	const struct { const char *key; const char **slot; const char *found; } slots[] = {
		{ "kind", &f->kind, find_kind(b, value) },
		{ "step", &f->step, step_of(b, value) },
		{ "grade", &f->grade, code_of(table_of(b, "grade"), value) },
		{ "type", &f->type, code_of(table_of(b, "type"), value) },
		{ "place", &f->place, division_of(b, value) },
		{ "unit", &f->unit, division_of(b, value) },
		{ "opened_from", &f->opened_from, day_of(value) },
		{ "opened_to", &f->opened_to, day_of(value) },
	};

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		if (strcmp(slots[i].key, key) != 0)
			continue;
		if (!slots[i].found)
			return err_set(err, ERR_USAGE, _("%s=%s 认不出来"), key, value);
		free((char *)*slots[i].slot);
		*slots[i].slot = mem_dup(slots[i].found);
		return true;
	}
	return err_set(err, ERR_USAGE, _("不能按“%s”筛选；可用 kind step grade type place unit opened_from opened_to"), key);
}

bool find_filter_args(struct record_filter *f, const struct book *b, char **args, int n, struct err *err)
{
	bool good = true;

	for (int i = 0; good && i < n; i++) {
		const char *eq = strchr(args[i], '=');
		char *key = eq ? mem_ndup(args[i], (size_t)(eq - args[i])) : mem_dup("kind");

		good = (eq || i == 0 || err_set(err, ERR_USAGE, _("“%s”要写成 栏目=内容"), args[i]))
			&& find_filter_set(f, b, key, eq ? eq + 1 : args[i], err);
		free(key);
	}
	return good;
}

void find_filter_free(struct record_filter *f)
{
	const char **slots[] = { &f->kind, &f->step, &f->grade, &f->type, &f->place, &f->unit, &f->opened_from, &f->opened_to };

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		free((char *)*slots[i]);
		*slots[i] = NULL;
	}
}

bool find_all(struct store *s, const struct record_filter *f, struct record ***out, size_t *n, struct err *err)
{
	struct record **page, **all = NULL;
	size_t got, have = 0, cap = 0;

	*out = NULL;
	*n = 0;
	do {
		if (!record_list(s, f, RECORD_NEWEST, have ? all[have - 1] : NULL, PAGE, &page, &got, err)) {
			record_list_free(all, have);
			return false;
		}
		for (size_t i = 0; i < got; i++) {
			all = mem_grow(all, &cap, have, sizeof *all);
			all[have++] = page[i];
		}
		free(page);
	} while (got == PAGE);
	*out = all;
	*n = have;
	return true;
}

/* --- lists ------------------------------------------------------------------------------------------------------------ */

char *find_label(const struct book *b, const char *kind, const char *key, const char *value, bool masked)
{
	const struct field *f = check_record_field(b, kind, key);

	if (strcmp(key, "unit") == 0 && !f)
		return book_unit(b, value);
	return f && *value ? type_show(f, b, value, masked) : mem_dup(value);
}

/* Names on one line, joined by `between`; masked as the screen masks them. */
static char *names(const char *parties, bool masked, const char *between)
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
	case PARTIES: return people && !*r->parties ? mem_dup(_("匿名")) : names(r->parties, v->masked, people ? " " : "、");
	case STEP: return step_say(v->book, r->step);
	case GRADE: return find_label(v->book, r->kind, "grade", r->grade, false);
	case TYPE: return find_label(v->book, r->kind, "type", r->type, false);
	case PLACE: return *r->place ? book_place(v->book, r->place) : mem_dup("");
	case UNIT: return *r->unit ? book_unit(v->book, r->unit) : mem_dup("");
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
	{ NO, 0 }, { TITLE, 24 }, { PARTIES, 16 }, { STEP, 6 }, { GRADE, 6 }, { UNIT, 12 }, { DUE, 10 }, { STATE, 0 },
};
#define SHOWN (sizeof shown / sizeof *shown)

void find_pad(struct buf *out, const char *text, int width)
{
	int used = text_width(text);

	buf_puts(out, text);
	while (used++ < width)
		buf_putc(out, ' ');
}

/* The text of a cell as it stands on one line of a terminal. Yours. */
static char *line_cell(const struct find_view *v, const struct record *r, size_t c)
{
	char *text = r ? cell(v, r, shown[c].column, true) : mem_dup(_(heads[shown[c].column]));
	char *clean = text_clean(text, strlen(text), TEXT_LINE);
	char *cut = shown[c].most ? text_ellipsis(clean, shown[c].most) : mem_dup(clean);

	free(text);
	free(clean);
	return cut;
}

void find_list_text(const struct find_view *v, struct record *const *list, size_t n, struct buf *out)
{
	char **cells = mem_zero((n + 1) * SHOWN * sizeof *cells);
	int width[SHOWN] = { 0 };

	for (size_t row = 0; row <= n; row++)
		for (size_t c = 0; c < SHOWN; c++) {
			char *text = cells[row * SHOWN + c] = line_cell(v, row ? list[row - 1] : NULL, c);

			if (text_width(text) > width[c])
				width[c] = text_width(text);
		}
	for (size_t row = 0; row <= n; row++) {
		for (size_t c = 0; c < SHOWN; c++) {
			find_pad(out, cells[row * SHOWN + c], c + 1 < SHOWN ? width[c] + 2 : 0);
			free(cells[row * SHOWN + c]);
		}
		buf_putc(out, '\n');
	}
	free(cells);
}
