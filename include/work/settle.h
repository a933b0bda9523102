/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 待核对 and 待改: what two places said differently of a record until somebody chooses, and what the hub sent back until its
 * writer has dealt with it. Either ends with one more ordinary entry; what lost, and what was refused, stays in the timeline.
 */
#ifndef WORK_SETTLE_H
#define WORK_SETTLE_H

#include "store/journal.h"
#include "work/fill.h"

/* --- 待核对 --- */

struct settle_claim {
	uint64_t entry;
	char *says;             /* as people read it: masked, but never so that two claims look alike */
	char *unit, *who;       /* the writer's unit by its short name */
	int64_t at;             /* ms */
	bool here;              /* said at this desk, or where it said nothing, in its unit */
	bool shown;             /* what the record says until somebody chooses */
};
struct settle_clash {
	char *key;              /* "people", "party2": as people see the record; what settle_choose() takes */
	char *label;            /* 涉及人数, 当事人 2 */
	char *before;           /* what stood there before all of them */
	struct settle_claim *claims;    /* those of here first, then by time */
	size_t n;
	bool typed;             /* people fill it in themselves: settle_other() has a form for it */
};
/* What clashes on a record now. *list and each are yours. */
bool settle_clashes(struct session *s, uint64_t record, struct settle_clash **list, size_t *n, struct err *err);
void settle_clashes_free(struct settle_clash *list, size_t n);

/* Take what `entry` said of `unit` (as people see it), by the form that corrects records of this kind. ERR_CHECK where that
 * cannot be. */
bool settle_choose(struct session *s, uint64_t record, const char *unit, uint64_t entry, const char *reason, struct err *err);
/* Another value than all of them: that form with the field named already; for a row the form that opened the record. */
struct fill *settle_other(struct session *s, uint64_t record, const char *unit, struct err *err);

/* --- 待改 --- */

/* Is all.list[i] an entry of this desk that the hub refused and nobody has dealt with? `now`: all of them folded. */
bool settle_waits(const struct session *s, const struct entries *all, const struct fold *now, size_t i);
/* Take a refused entry back, for a reason. ERR_CHECK where its kind of record has no form for that (fill_withdraw_form). */
bool settle_withdraw(struct session *s, uint64_t entry, const char *reason, struct err *err);

#endif
