/* SPDX-License-Identifier: Apache-2.0 */
/* `bundle`: the county's side of a USB stick. */
#include "yichuang-hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/text.h"
#include "hub/bundle.h"
#include "hub/office.h"

static int usage(void)
{
	fputs(_("用法：yichuang-hub bundle read DIR FILE... [-o REPLY] [--split SIZE]\n"
	        "      yichuang-hub bundle write DIR --station N -o FILE [--split SIZE]\n"), stderr);
	return 2;
}

static char *printable(const char *text)
{
	return text_clean(text, strlen(text), TEXT_LINE);
}

static bool write_one(struct hub *h, uint32_t station, const char *path, uint64_t split, struct err *err)
{
	struct bundle_written w;

	if (!hub_bundle_write(h, station, path, split, &w, err))
		return false;
	char *shown = printable(w.path);
	if (w.parts == 1)
		printf(_("回执和新记录写好了：%s，%llu 字节\n"), shown, (unsigned long long)w.bytes);
	else
		printf(_("回执和新记录写好了：%s.1-of-%zu 到 %s.%zu-of-%zu 共 %zu 个文件，%llu 字节\n"), shown, w.parts, shown, w.parts,
		       w.parts, w.parts, (unsigned long long)w.bytes);
	free(shown);
	bundle_written_clear(&w);
	return true;
}

/* --- read ------------------------------------------------------------------------------------------------------------- */

static void print_stick(void *arg, const struct hub_stick *s)
{
	(void)arg;
	printf(_("机器 %s：收到 %zu 条，其中已有 %zu 条\n"), s->label, s->entries, s->known);
	if (s->files)
		printf(_("机器 %s：收到附件 %zu 个\n"), s->label, s->files);
	if (s->files_refused)
		printf(_("机器 %s：有附件 %zu 个没有收下，太大、损坏，或者没有记录提到\n"), s->label, s->files_refused);
	if (s->enrolled)
		printf(_("机器 %s 这就入网了\n"), s->label);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Into one file goes the answer to one desk; in a folder each has its own. */
static bool room_for_replies(const struct bundles *all, const char *reply, struct err *err)
{
	for (size_t i = 1; reply && i < all->n; i++)
		if (bundle_sender(all->list[i]) != bundle_sender(all->list[0]) && !is_folder(reply))
			return err_set(err, ERR_USAGE, _("这里有几台机器的 U 盘包，-o 请给一个文件夹，每台的回执各写一个文件"));
	return true;
}

static bool write_replies(struct hub *h, const struct bundles *all, const char *reply, uint64_t split, struct err *err)
{
	for (size_t i = 0; i < all->n; i++) {
		uint32_t station = bundle_sender(all->list[i]);
		size_t first = 0;

		while (bundle_sender(all->list[first]) != station)
			first++;
		if (first == i && !write_one(h, station, reply, split, err))
			return false;
	}
	return true;
}

static bool read_all(struct hub *h, const struct args *a, uint64_t split, struct err *err)
{
	struct bundles all;

	if (!bundles_open(a->rest + 1, (size_t)a->nrest - 1, h->self.number, &all, err))
		return false;
	bool ok = room_for_replies(&all, a->output, err) && hub_bundle_read(h, &all, print_stick, NULL, err) &&
	          (!a->output || write_replies(h, &all, a->output, split, err));
	bundles_close(&all);
	return ok;
}

/* --- write ------------------------------------------------------------------------------------------------------------ */

static bool write_for(struct hub *h, const struct args *a, uint64_t split, struct err *err)
{
	uint32_t station = office_station(a->station);

	if (!station)
		return err_set(err, ERR_USAGE, _("没有登记这台机器：%s（用 yichuang-hub stations 查看）"), a->station);
	return write_one(h, station, a->output, split, err);
}

int hub_bundle(const struct args *a)
{
	bool read = strcmp(a->dir, "read") == 0 && a->nrest >= 2 && !a->station;
	bool write = strcmp(a->dir, "write") == 0 && a->nrest == 1 && a->station && a->output;
	struct err err = { 0 };
	uint64_t split = 0;

	if (!read && !write)
		return usage();
	struct hub *h = !a->split || bundle_size(a->split, &split, &err) ? hub_open(a->rest[0], &err) : NULL;
	bool ok = h && (read ? read_all(h, a, split, &err) : write_for(h, a, split, &err));
	hub_close(h);
	return ok ? 0 : hub_failed(&err);
}
