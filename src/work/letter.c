/* SPDX-License-Identifier: Apache-2.0 */
#include "work/letter.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/fold.h"
#include "store/journal.h"
#include "work/template.h"

#define LETTER_COLUMNS 78

/* Broken where it is wider than the paper. */
static void put_line(struct buf *out, const char *line, size_t n)
{
	char *one = mem_ndup(line, n);
	const char *rest = one;

	do {
		size_t row = text_row(rest, LETTER_COLUMNS);

		buf_put(out, rest, row);
		buf_putc(out, '\n');
		rest += row;
	} while (*rest);
	free(one);
}

static void put_clean(struct buf *out, const char *text)
{
	char *clean = text_clean(text, strlen(text), TEXT_BLOCK);

	for (const char *line = clean, *end; *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		put_line(out, line, (size_t)(end - line));
	}
	free(clean);
}

/* A letter that is called like a form is about the last time that form was filled. */
static const struct entry *occasion(const struct entries *all, const struct fold *now, const char *form)
{
	const struct entry *last = NULL;

	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i]->form, form) == 0 && fold_status(now, i) == FOLD_APPLIED)
			last = all->list[i];
	return last;
}

static bool fill(const struct book *b, const char *name, const struct entries *all, const struct fold *now, struct buf *out,
                 struct err *err)
{
	const struct form *form = book_form(b, name);
	const struct entry *last = occasion(all, now, name);

	if (!fold_get(now, "kind"))
		return err_set(err, ERR_CHECK, _("没有这件记录"));
	if (form && !last)
		return err_set(err, ERR_CHECK, _("这件还没有填过“%s”"), i18n_data(form->title));
	char *filled = work_template_of(book_text(b, name), b, now, last);
	put_clean(out, filled);
	free(filled);
	return true;
}

bool letter_text(struct session *s, const char *name, uint64_t record, struct buf *out, struct err *err)
{
	struct entries all = { 0 };

	if (!book_text(s->book, name))
		return err_set(err, ERR_USAGE, _("没有“%s”这种函件"), name);
	if (!journal_of_record(s->store, record, &all, err))
		return false;
	struct fold *now = fold_new(entries_const(&all), all.n);
	bool good = fill(s->book, name, &all, now, out, err);

	fold_free(now);
	entries_free(&all);
	return good;
}
