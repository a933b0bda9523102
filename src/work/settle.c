/* SPDX-License-Identifier: Apache-2.0 */
/* What ends a conflict or a refusal: one entry of a form made for it. What clashes is read in settle_clash.c. */
#include "work/settle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "model/mend.h"
#include "settle_parts.h"
#include "store/record.h"

/* --- forms ---------------------------------------------------------------------------------------------------------- */

static char *kind_of(struct session *s, uint64_t record, struct err *err)
{
	struct err why = { 0 };
	struct record *r = record_get(s->store, record, &why);

	if (!r) {
		if (why.kind && err)
			*err = why;
		else if (!why.kind)
			err_set(err, ERR_CHECK, _("这里没有这件记录"));
		return NULL;
	}
	char *kind = mem_dup(r->kind);
	record_free(r);
	return kind;
}

static const struct form *correcting(const struct book *b, const char *kind)
{
	for (size_t i = 0; i < book_forms(b); i++) {
		const struct form *f = book_form_at(b, i);

		if (f->effect.corrects && strcmp(f->continues, kind) == 0)
			return f;
	}
	return NULL;
}

/* The correction, opened. */
static struct fill *open_correction(struct session *s, uint64_t record, const char *kind, struct err *err)
{
	const struct form *form = correcting(s->book, kind);

	if (!form)
		err_set(err, ERR_CHECK, _("这类记录没有更正的表，请重填登记的表"));
	return form ? fill_open(s, form->name, record, err) : NULL;
}

/* Save, and say the first thing that is wrong: there is no form on the screen to show it in. */
static bool save(struct fill *f, struct err *err)
{
	struct faults faults = { 0 };
	bool good = fill_save(f, &faults, err);
	size_t i = 0;

	while (i < faults.n && faults.list[i].warning)
		i++;
	if (!good && i < faults.n) {
		char *label = *faults.list[i].key ? fill_label(f, faults.list[i].key) : mem_dup("");

		err_set(err, ERR_CHECK, "%s%s%s", label, *label ? "：" : "", faults.list[i].say);
		free(label);
	}
	faults_free(&faults);
	return good;
}

/* --- 待核对 --------------------------------------------------------------------------------------------------------- */

bool settle_choose(struct session *s, uint64_t record, const char *unit, uint64_t entry, const char *reason, struct err *err)
{
	char *kind = kind_of(s, record, err), id[24];
	struct fill *f = kind ? open_correction(s, record, kind, err) : NULL;
	bool good = f != NULL;

	free(kind);
	if (!good)
		return false;
	snprintf(id, sizeof id, "%" PRIu64, entry);
	fill_set(f, "field", unit, NULL);
	fill_set(f, "choose", id, NULL);
	fill_set(f, "reason", reason, NULL);
	good = save(f, err);
	fill_close(f);
	return good;
}

struct fill *settle_other(struct session *s, uint64_t record, const char *unit, struct err *err)
{
	char *kind = kind_of(s, record, err);
	const struct form *rows = kind ? settle_row_form(s->book, kind, unit) : NULL;
	struct fill *f = NULL;

	if (rows) {
		f = fill_open(s, rows->name, record, err);
	} else if (kind && (f = open_correction(s, record, kind, err))) {
		fill_set(f, "field", unit, NULL);
		fill_point(f, "value");
	}
	free(kind);
	return f;
}

/* --- 待改 ----------------------------------------------------------------------------------------------------------- */

bool settle_waits(const struct session *s, const struct entries *all, const struct fold *now, size_t i)
{
	return session_own(s, entry_station(all->list[i]->id)) && fold_status(now, i) == FOLD_REFUSED
		&& !mend_done(entries_const(all), all->n, now, i);
}

bool settle_withdraw(struct session *s, uint64_t entry, const char *reason, struct err *err)
{
	struct fill *f = fill_withdraw(s, entry, err);

	if (!f)
		return false;
	fill_set(f, "reason", reason, NULL);
	bool good = save(f, err);
	fill_close(f);
	return good;
}
