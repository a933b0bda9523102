/* SPDX-License-Identifier: Apache-2.0 */
/* The attachments of a record: what there is and where; one that is here goes to a folder or a stick, one that is not is
 * asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "desk/screens.h"
#include "work/attach.h"

#define NAME_MOST 44            /* columns */

/* --- a copy ------------------------------------------------------------------------------------------------------------- */

/* A name is somebody's: it is said, and not logged. Takes the sentence. */
static void tell(struct desk *d, char *sentence, bool alarm)
{
	char *clean = text_clean(sentence, strlen(sentence), TEXT_LINE);

	desk_say(d, "%s", clean);
	d->alarm = alarm;
	free(clean);
	free(sentence);
}

static struct next put_there(void *arg, struct desk *d, const char *folder)
{
	struct attachment a = { .value = arg };
	struct err err = { 0 };
	char *path = NULL;
	bool good = type_file_parts(a.value, &a.file) && attach_copy(d->session->store, &a, folder, &path, &err);

	tell(d, good ? mem_fmt(_("存好了：%s"), path) : mem_dup(err.say), !good);
	free(path);
	return next_back();
}

/* --- the list ----------------------------------------------------------------------------------------------------------- */

static struct next take_one(struct desk *d, void *arg, int64_t i)
{
	const uint64_t *record = arg;
	struct attachments all;
	struct err err = { 0 };
	struct next n = next_stay();

	if (!attach_of_record(d->session->store, *record, &all, &err)) {
		desk_err(d, &err);
		return n;
	}
	const struct attachment *a = (size_t)i < all.n ? &all.list[i] : NULL;
	if (a && a->here)
		n = next_push(folder_picker_open(d, put_there, mem_dup(a->value)));
	else if (a)
		sync_fetch(d, a->file.digest);
	attachments_free(&all);
	return n;
}

static void add(struct desk *d, struct menu *m, const struct attachment *a, uint64_t *record, size_t i)
{
	char *said = attach_say(d->session->store, a->value, true), *words = text_ellipsis(said, NAME_MOST);
	struct clock_parts t = clock_split(a->at);
	char *who = text_clean(a->who, strlen(a->who), TEXT_LINE), *note = mem_fmt("%02d-%02d %s", t.month, t.day, who);

	menu_add(m, words, note, take_one, record, (int64_t)i);
	free(said);
	free(words);
	free(who);
	free(note);
}

struct screen *attachments_open(struct desk *d, uint64_t record)
{
	struct attachments all;
	struct err err = { 0 };

	if (!attach_of_record(d->session->store, record, &all, &err)) {
		desk_err(d, &err);
		return NULL;
	}
	struct menu *m = menu_new(d, _("附件"), _("返回"));
	uint64_t *own = mem_zero(sizeof *own);

	*own = record;
	menu_own(m, own);
	menu_say(m, all.n ? _("选一个，在本机的存到文件夹或 U 盘里，不在的向县中心取。") : _("这一件没有附件"));
	for (size_t i = 0; i < all.n; i++)
		add(d, m, &all.list[i], own, i);
	attachments_free(&all);
	return menu_screen_of(m);
}
