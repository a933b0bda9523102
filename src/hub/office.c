/* SPDX-License-Identifier: Apache-2.0 */
/* The county's questions, answered through the same door as a desk's: work/find. */
#include "hub/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/attach.h"
#include "work/find.h"

#define STATION_TEXT 24

static bool open_view(struct hub *h, enum office_shape shape, struct find_view *v, struct err *err)
{
	const struct book *book = hub_book(h, err);

	if (!book)
		return false;
	/* a screen shows no more than people need; what goes into another program is complete */
	*v = (struct find_view){
		.store = h->store, .book = book, .self = h->self.number, .unit = "", .masked = shape == OFFICE_TEXT,
	};
	return true;
}

/* At the county, now. */
static struct view_of asks(const struct find_view *v, const struct hub *h)
{
	return (struct view_of){ .store = v->store, .book = v->book, .unit = h->self.unit, .now = clock_ms() };
}

/* --- list ------------------------------------------------------------------------------------------------------------ */

bool office_list(struct hub *h, const struct office_query *q, struct buf *out, struct err *err)
{
	static void (*const print[])(const struct find_view *, struct record *const *, size_t, struct buf *) = {
		[OFFICE_TEXT] = find_list_text, [OFFICE_JSON] = find_list_json, [OFFICE_CSV] = find_list_csv,
	};
	struct find_query asked = { .filter = { .hide_unit_only = true, .find = q->find } };
	struct record **list = NULL;
	struct find_view view;
	size_t n = 0;

	if (!open_view(h, q->shape, &view, err))
		return false;
	struct view_of of = asks(&view, h);
	bool ok = find_query_args(&asked, &of, q->args, q->nargs, err) && find_query_all(&asked, &of, &list, &n, err);
	if (ok)
		print[q->shape](&view, list, n, out);
	record_list_free(list, n);
	find_query_free(&asked);
	return ok;
}

/* --- show ------------------------------------------------------------------------------------------------------------ */

static bool stays_in_unit(const struct find_view *v, uint64_t record)
{
	struct record *r = record_get(v->store, record, NULL);
	const struct form *opener = r ? book_opener(v->book, r->kind) : NULL;

	record_free(r);
	return opener && opener->goes == FORM_UNIT;
}

/* 0 with *err where there is none of that number, or it is none of the county's business. */
static uint64_t find_record(struct hub *h, const struct find_view *v, const char *no, struct err *err)
{
	struct err local = { 0 };
	uint64_t record = record_by_no(h->store, no, "", &local);

	if (local.kind != ERR_NONE) {
		if (err)
			*err = local;
		return 0;
	}
	if (record && !stays_in_unit(v, record))
		return record;
	err_set(err, ERR_CHECK, _("没有编号为 %s 的记录"), no);
	return 0;
}

bool office_show(struct hub *h, const char *no, enum office_shape shape, struct buf *out, struct err *err)
{
	struct find_view view;

	if (!open_view(h, shape, &view, err))
		return false;
	uint64_t record = find_record(h, &view, no, err);
	if (!record)
		return false;
	return shape == OFFICE_JSON ? find_show_json(&view, record, out, err) : find_show_text(&view, record, out, err);
}

/* --- attachments ----------------------------------------------------------------------------------------------------- */

static bool attachments_of(struct hub *h, const char *no, enum office_shape shape, struct find_view *v, struct attachments *all,
                           struct err *err)
{
	uint64_t record = open_view(h, shape, v, err) ? find_record(h, v, no, err) : 0;

	return record && attach_of_record(h->store, record, all, err);
}

bool office_attachments(struct hub *h, const char *no, enum office_shape shape, struct buf *out, struct err *err)
{
	struct attachments all;
	struct find_view view;
	struct json j = json_to(out);

	if (!attachments_of(h, no, shape, &view, &all, err))
		return false;
	if (shape == OFFICE_JSON)
		find_attachments_json(&all, false, &j);
	else
		find_attachments_text(&view, &all, out);
	attachments_free(&all);
	return true;
}

bool office_attachment(struct hub *h, const char *no, const char *number, const char *to, struct buf *out, struct err *err)
{
	struct attachments all;
	struct find_view view;
	char *path = NULL;

	if (!attachments_of(h, no, OFFICE_TEXT, &view, &all, err))
		return false;
	const struct attachment *a = attach_pick(&all, number, err);
	bool ok = a && (a->here || err_set(err, ERR_CHECK, _("这个文件县中心还没有收到"))) && attach_copy(h->store, a, to, &path, err);

	if (ok)
		buf_puts(out, path);
	free(path);
	attachments_free(&all);
	return ok;
}

/* --- today ----------------------------------------------------------------------------------------------------------- */

bool office_today(struct hub *h, enum office_shape shape, struct buf *out, struct err *err)
{
	struct find_view view;

	if (!open_view(h, shape, &view, err))
		return false;
	struct view_of of = asks(&view, h);
	return shape == OFFICE_JSON ? find_today_json(&of, out, err) : find_today_text(&view, &of, out, err);
}

/* --- stations -------------------------------------------------------------------------------------------------------- */

struct station_print {
	struct buf *out;
	struct json *json;      /* NULL: a line of text */
};

static const char *state_word(enum station_state state)
{
	switch (state) {
	case STATION_KIT: return "kit";
	case STATION_ENROLLED: return "enrolled";
	case STATION_REVOKED: return "revoked";
	}
	return "";
}

static const char *state_name(enum station_state state)
{
	switch (state) {
	case STATION_KIT: return _("待入网");
	case STATION_ENROLLED: return _("已入网");
	case STATION_REVOKED: return _("已停用");
	}
	return "";
}

static void station_text(uint32_t number, char out[STATION_TEXT])
{
	snprintf(out, STATION_TEXT, "%u.%u.%u", station_county(number), station_epoch(number), station_desk(number));
}

static void json_time(struct json *j, const char *key, int64_t ms)
{
	char text[26];

	clock_format(ms, text);
	json_field(j, key, ms ? text : NULL);
}

static void station_json(struct json *j, const struct station_peer *p)
{
	char name[STATION_TEXT];

	station_text(p->number, name);
	json_open(j, '{');
	json_field(j, "station", name);
	json_key(j, "number");
	json_int(j, p->number);
	json_field(j, "unit", p->unit);
	json_field(j, "name", p->name);
	json_field(j, "state", state_word(p->state));
	json_key(j, "seq");
	json_int(j, p->seq);
	json_key(j, "cursor");
	json_int(j, (int64_t)p->cursor);
	json_time(j, "made", p->made);
	json_time(j, "enrolled", p->enrolled);
	json_time(j, "seen", p->seen);
	json_close(j, '}');
}

static void station_line(struct buf *out, const struct station_peer *p)
{
	char number[STATION_TEXT], seen[17];
	char *name = text_clean(p->name, strlen(p->name), TEXT_LINE);

	station_text(p->number, number);
	clock_format_minute(p->seen, seen);
	buf_fmt(out, "%-14s %-16s %s  %8u  %-16s  %s\n", number, p->unit, state_name(p->state), p->seq, p->seen ? seen : "-",
	        name);
	free(name);
}

static bool print_station(void *arg, const struct station_peer *p)
{
	const struct station_print *to = arg;

	if (to->json)
		station_json(to->json, p);
	else
		station_line(to->out, p);
	return true;
}

bool office_stations(struct hub *h, enum office_shape shape, struct buf *out, struct err *err)
{
	struct json j = json_to(out);
	struct station_print to = { .out = out, .json = shape == OFFICE_JSON ? &j : NULL };

	if (to.json)
		json_open(&j, '[');
	bool ok = station_each(h->store, print_station, &to, err);
	if (to.json) {
		json_close(&j, ']');
		buf_putc(out, '\n');
	}
	return ok;
}

/* --- revoke ---------------------------------------------------------------------------------------------------------- */

uint32_t office_station(const char *text)
{
	unsigned county, epoch, desk;
	int end = 0;

	if (sscanf(text, "%5u.%2u.%4u%n", &county, &epoch, &desk, &end) == 3 && !text[end])
		return county <= 0x1fff && epoch <= 0x1f && desk <= 0x1fff ? station_make(county, epoch, desk) : 0;
	char *rest;
	unsigned long number = strtoul(text, &rest, 10);
	return *text >= '0' && *text <= '9' && !*rest && number <= UINT32_MAX ? (uint32_t)number : 0;
}

bool office_revoke(struct hub *h, const char *station, struct err *err)
{
	uint32_t number = office_station(station);
	struct err local = { 0 };
	struct station_peer *p = number ? station_get(h->store, number, &local) : NULL;

	if (!p && local.kind != ERR_NONE) {
		if (err)
			*err = local;
		return false;
	}
	if (!p)
		return err_set(err, ERR_CHECK, _("没有登记这台机器：%s（用 yichuang-hub stations 查看）"), station);
	p->state = STATION_REVOKED;
	bool ok = station_add(h->store, p, err);
	station_peer_free(p);
	return ok;
}
