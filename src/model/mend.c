/* SPDX-License-Identifier: Apache-2.0 */
#include "model/mend.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Did the writer of e know of this refusal? Parents tell only that e stands on what was refused; the hour tells the rest. */
static bool knew(const struct entry *const *entries, size_t n, const struct entry *e, const struct entry *refusal)
{
	if (e->at <= refusal->at)
		return false;

	struct fold *seen = fold_at(entries, n, e->parents, e->nparents);
	bool yes = fold_knows(seen, refusal->id);

	fold_free(seen);
	return yes;
}

static const char *unit_of(const struct entry *e)
{
	const char *by = fields_get(e->fields, ".writer_unit");

	by = by ? by : fields_get(e->fields, "unit");
	return by ? by : "";
}

/* Written by whom it concerns? A desk may have got a new number since; then its unit tells, where it says itself what it mends. */
static bool may_mend(const struct entry *e, const struct entry *wrong, bool names)
{
	const char *unit = unit_of(e);

	return entry_station(e->id) == entry_station(wrong->id) || (names && *unit && strcmp(unit, unit_of(wrong)) == 0);
}

bool mend_done(const struct entry *const *entries, size_t n, const struct fold *f, size_t i)
{
	const struct entry *wrong = entries[i], *refusal = fold_refusal(f, i);
	char id[24];

	assert(refusal);
	snprintf(id, sizeof id, "%" PRIu64, wrong->id);
	for (size_t k = 0; k < n; k++) {
		const struct entry *e = entries[k];
		const char *names = fields_get(e->fields, MEND_MARK);

		if (!e->nparents || !may_mend(e, wrong, names != NULL))
			continue;
		if (names ? strcmp(names, id) == 0
		          : strcmp(e->form, wrong->form) == 0 && fold_status(f, k) == FOLD_APPLIED
		            && knew(entries, n, e, refusal))
			return true;
	}
	return false;
}
