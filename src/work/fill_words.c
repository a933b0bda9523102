/* SPDX-License-Identifier: Apache-2.0 */
/* A form as a command line speaks of it. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"

char *fill_label(const struct fill *f, const char *key)
{
	const struct field *field = form_field(f->form, key);
	const struct group *g = form_group(f->form, field ? field->group : key);
	int row = g ? check_row(key, g->name) : 0;

	if (field && row)
		return mem_fmt("%s %d %s", i18n_data(g->label), row, i18n_data(field->label));
	return mem_dup(field ? i18n_data(field->label) : g ? i18n_data(g->label) : key);
}

/* A shell has no key for a line break. Yours. */
static char *unescape(const char *typed)
{
	char *text = mem_dup(typed), *to = text;

	for (const char *c = typed; *c; c++) {
		if (c[0] == '\\' && (c[1] == 'n' || c[1] == '\\'))
			*to++ = *++c == 'n' ? '\n' : '\\';
		else
			*to++ = *c;
	}
	*to = '\0';
	return text;
}

bool fill_pair(struct fill *f, const char *pair, char **key, char **say)
{
	const char *eq = strchr(pair, '=');

	*say = NULL;
	*key = mem_ndup(pair, eq ? (size_t)(eq - pair) : strlen(pair));
	const struct field *field = eq ? form_field(f->form, *key) : NULL;
	if (!field || (*field->group && !check_row(*key, field->group))) {
		*say = mem_dup(_("这张表没有这一栏，要写成 栏目=内容"));
		return false;
	}
	char *value = strcmp(field->type->name, "lines") == 0 ? unescape(eq + 1) : mem_dup(eq + 1);
	bool kept = fill_set(f, *key, value, say) != TYPE_BAD || *fill_typed(f, *key);
	free(value);
	return kept;
}
