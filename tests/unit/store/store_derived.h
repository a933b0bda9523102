/* SPDX-License-Identifier: Apache-2.0 */
/* All that a store derives from its journal, as one text, which must not depend on how entries came. Include behind cmocka.h. */
#ifndef TESTS_STORE_DERIVED_H
#define TESTS_STORE_DERIVED_H

#include "store_fixture.h"

#define DERIVED_COLUMNS                                                                                                 \
	"no, kind, step, grade, type, place, unit, opened, closed, due, title, parties, lead, result, noticed, people, at," \
	" entries, conflicts, refused, held"

static const char *const derived_sql[] = {
	"SELECT json_array(id, " DERIVED_COLUMNS ", hex(heads)) FROM record ORDER BY id",
	"SELECT record || '|' || kind || '|' || due FROM clock ORDER BY record, kind",
	"SELECT record || '|' || no FROM formerly ORDER BY record, no",
	"SELECT rowid || '|' || text FROM search ORDER BY rowid",
	"SELECT sql FROM sqlite_schema WHERE tbl_name IN ('record', 'clock', 'formerly') AND sql LIKE '%INDEX%' ORDER BY name",
};
static const struct db_module derived_module = { "derived", derived_sql, sizeof derived_sql / sizeof *derived_sql };

static char *derived_rows(struct store *s)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < derived_module.n; i++) {
		struct db_stmt *q = db_use(store_db(s), &derived_module, i);
		enum db_step step;

		while ((step = db_step(q, &err)) == DB_ROW)
			buf_fmt(&out, "%s\n", db_get_text(q, 0));
		db_done(q);
		fine(step == DB_DONE, &err);
	}
	return buf_take(&out);
}

#endif
