/* SPDX-License-Identifier: Apache-2.0 */
/* What a desk asks before it opens one more record of somebody who has one. */
#include <stdlib.h>

#include "base/i18n.h"
#include "work/people.h"

static const struct field *plain_field(const struct fill *f, const char *name)
{
	const struct field *field = form_field(fill_form(f), name);

	return field && fill_visible(f, name) ? field : NULL;
}

static void ask(struct session *s, const struct earlier *e, const struct field *related, const struct field *anew,
                struct faults *out)
{
	char *no = session_short_no(s, e->record->no);

	faults_add(out, PEOPLE_RELATED, true, _("%s（%s）已有 %s「%s」%s：请填%s的编号，或写%s"), e->name, e->why, no,
	           e->record->title, e->state, i18n_data(related->label), i18n_data(anew->label));
	free(no);
}

bool people_check(struct session *s, const struct fill *f, struct faults *out, struct err *err)
{
	const struct field *related = plain_field(f, PEOPLE_RELATED), *anew = plain_field(f, PEOPLE_ANEW);
	struct earlier *list;
	size_t n;

	if (fill_record(f) || !*fill_form(f)->opens || !related || !anew || *fill_typed(f, PEOPLE_RELATED)
	    || *fill_typed(f, PEOPLE_ANEW))
		return true;
	if (!people_earlier(s, f, 1, &list, &n, err))
		return false;
	if (n && list[0].strong)
		ask(s, &list[0], related, anew, out);
	people_earlier_free(list, n);
	return true;
}
