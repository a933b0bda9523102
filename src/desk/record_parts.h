/* SPDX-License-Identifier: Apache-2.0 */
/* The record screen: keys (recordview.c), the steps and how it stands (record_head.c), what it says (record_facts.c), how it
 * came about (record_timeline.c), what may be done and why it is due then (record_menu.c). */
#ifndef RECORD_PARTS_H
#define RECORD_PARTS_H

#include "desk/draw.h"
#include "desk/screens.h"
#include "list_parts.h"
#include "model/fold.h"
#include "store/journal.h"

struct record_view {
	struct screen base;
	uint64_t id;
	const struct listing *from;     /* the list it was opened from, for F7 F8; NULL: none */
	struct record *r;
	struct entries all;             /* its part of the journal, by (at, station, seq) */
	struct fold *now;
	size_t at;                      /* entry the accent is on */
	size_t top;                     /* first entry shown */
};
bool record_view_load(struct record_view *v, uint64_t id, struct err *err);
void record_view_clear(struct record_view *v);

void record_draw_head(const struct record_view *v, int row);
/* What the record says, until row `last` at most, and a rule; returns the row behind that. */
int record_draw_facts(const struct record_view *v, int row, int last);
void record_draw_timeline(struct record_view *v, int row, int last);
/* Everything the record, or one of its entries, says, a line each; *indent: where values stand. Yours. */
char *record_text(const struct record_view *v, int *indent);
char *record_entry_text(const struct record_view *v, size_t i, int *indent);
char *record_help(const struct screen *s);

#endif
