/* SPDX-License-Identifier: Apache-2.0 */
/* `bundle`: the desk's side of a USB stick. */
#include "yichuang-sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "sync/bundle.h"

static int usage(void)
{
	fputs(_("用法：yichuang bundle write 文件或文件夹 [--split 大小]\n"
	        "      yichuang bundle read 文件或文件夹...\n"), stderr);
	return 2;
}

static void print_path(const struct bundle_written *w)
{
	char *path = text_clean(w->path, strlen(w->path), TEXT_LINE);

	if (w->parts == 1)
		printf(_("写好了：%s，%llu 字节\n"), path, (unsigned long long)w->bytes);
	else
		printf(_("写好了：%s.1-of-%zu 到 %s.%zu-of-%zu 共 %zu 个文件，%llu 字节\n"), path, w->parts, path, w->parts, w->parts,
		       w->parts, (unsigned long long)w->bytes);
	free(path);
}

static int bundle_write(struct store *s, const struct options *o, const char *path)
{
	struct bundle_written w = { 0 };
	struct err err = { 0 };
	uint64_t split = 0;
	size_t entries;

	if ((o->split && !bundle_size(o->split, &split, &err)) || !bundle_desk_write(s, path, split, &w, &entries, &err))
		return sync_failed(&err);
	if (!o->quiet) {
		print_path(&w);
		if (entries)
			printf(_("里面有待报的记录 %zu 条。读到县中心的回执以前，这些仍算待报\n"), entries);
		else
			puts(_("没有待报的记录；县中心读了这个包，就知道该给本机写哪些新记录"));
		if (w.files)
			printf(_("还有附件 %zu 个\n"), w.files);
	}
	bundle_written_clear(&w);
	return 0;
}

static void print_news(const struct bundle_news *n)
{
	if (!n->confirmed && !n->r.entries_down && !n->files)
		puts(_("读完了，没有新内容：这个 U 盘包以前读过，或者县中心没有要告诉本机的"));
	else
		printf(_("读完了：县中心新确认收到 %u 条，取回新记录 %zu 条\n"), n->confirmed, n->r.entries_down);
	if (n->files)
		printf(_("县中心确认收到附件 %zu 个\n"), n->files);
	if (n->left)
		printf(_("还有 %u 条待报，请再写一次 U 盘包或联网报送\n"), n->left);
	if (n->r.nrefused)
		printf(_("其中 %zu 条被县中心退回，请在“待改”里查看原因\n"), n->r.nrefused);
}

static int bundle_read(struct store *s, const struct options *o, char **paths)
{
	struct bundle_news news;
	struct err err = { 0 };
	size_t n = 0;

	while (paths[n])
		n++;
	bool ok = bundle_desk_read(s, paths, n, &news, &err);
	if (ok && !o->quiet)
		print_news(&news);
	int status = !ok ? sync_failed(&err) : news.r.nrefused ? 4 : 0;
	bundle_news_clear(&news);
	return status;
}

int sync_bundle(struct store *s, const struct options *o, char **arg)
{
	if (arg[0] && strcmp(arg[0], "write") == 0 && arg[1] && !arg[2] && !o->json)
		return bundle_write(s, o, arg[1]);
	if (arg[0] && strcmp(arg[0], "read") == 0 && arg[1] && !o->split && !o->json)
		return bundle_read(s, o, arg + 1);
	return usage();
}
