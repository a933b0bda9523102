/* SPDX-License-Identifier: Apache-2.0 */
/*
 * F4 on a field that holds a file, and where a copy of one is to go: sticks and folders, newest files first, since what was
 * just scanned is mostly what is meant. A path may be typed or pasted as well. Names on a stick were given by who knows whom:
 * they are cleaned before they are shown, and a folder is read only so far.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/pinyin.h"
#include "mounts.h"
#include "picker_parts.h"
#include "work/attach.h"

#define LOOKED_AT 5000          /* names of one folder … */
#define SHOWN 500               /* … and lines of its list */
#define FOOTER 36               /* columns of the folder's name below the list */

struct file {
	char *shown, *path;
	bool folder;
	uint64_t size;
	int64_t changed;        /* s since 1970 */
};

struct files {
	struct file *list;
	size_t n, cap;
};

struct file_picker {
	struct chooser_ops ops; /* the footer says where we are */
	char *footer;
	bool folders;           /* a folder is wanted, not a file */
	picked *told;
	void *arg;
	void *own;              /* goes with us */
	const char *label, *help;
};

/* --- places to begin ---------------------------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_place(const char *path, const char *name, const char *filter, struct choices *out)
{
	char *clean = text_clean(name, strlen(name), TEXT_LINE);

	if (is_folder(path)) {
		out->all++;
		if (!*filter || strstr(clean, filter) || pinyin_match(clean, filter))
			choices_add(out, path, clean, NULL, true, true);
	}
	free(clean);
}

static void add_home(const char *below, const char *name, const char *filter, struct choices *out)
{
	char *path = attach_path(below);

	add_place(path, name, filter, out);
	free(path);
}

static void fill_places(const char *filter, struct choices *out)
{
	struct mounts m;

	mounts_look(&m);
	for (size_t i = 0; i < m.n; i++) {
		char *name = mem_fmt(_("U 盘 %s"), strrchr(m.path[i], '/') + 1);
		add_place(m.path[i], name, filter, out);
		free(name);
	}
	/* as desktops call them, in both languages */
	add_home("~/桌面", _("桌面"), filter, out);
	add_home("~/Desktop", _("桌面"), filter, out);
	add_home("~/下载", _("下载"), filter, out);
	add_home("~/Downloads", _("下载"), filter, out);
	add_home("~", _("主文件夹"), filter, out);
	add_home("/", _("整个电脑"), filter, out);
}

/* --- one folder --------------------------------------------------------------------------------------------------------- */

/* Folders by name, then files, the newest first. */
static int by_order(const void *a, const void *b)
{
	const struct file *one = a, *two = b;

	if (one->folder != two->folder)
		return one->folder ? -1 : 1;
	if (!one->folder && one->changed != two->changed)
		return one->changed > two->changed ? -1 : 1;
	return strcmp(one->shown, two->shown);
}

static bool answers(const char *shown, const char *filter)
{
	return !*filter || strcasestr(shown, filter) || pinyin_match(shown, filter);
}

static void look_at(const char *dir, int fd, const char *name, struct files *f)
{
	struct stat st;

	if (*name == '.' || fstatat(fd, name, &st, 0) != 0 || !(S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)))
		return;
	f->list = mem_grow(f->list, &f->cap, f->n, sizeof *f->list);
	f->list[f->n++] = (struct file){
		.shown = text_clean(name, strlen(name), TEXT_LINE), .path = file_join(dir, name),
		.folder = S_ISDIR(st.st_mode), .size = (uint64_t)st.st_size, .changed = st.st_mtime,
	};
}

static void files_free(struct files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].shown);
		free(f->list[i].path);
	}
	free(f->list);
}

/* 11-24 1.2 MB. Yours. */
static char *note(const struct file *f)
{
	struct clock_parts t = clock_split(f->changed * 1000);
	char size[TYPE_FILE_SIZE];

	if (f->folder)
		return NULL;
	type_file_size(f->size, size);
	return mem_fmt("%02d-%02d %s", t.month, t.day, size);
}

static void fill_folder(const struct file_picker *p, const char *dir, const char *filter, struct choices *out)
{
	DIR *d = opendir(dir);
	struct files f = { 0 };
	size_t seen = 0;

	for (struct dirent *e; d && seen < LOOKED_AT && (e = readdir(d)) != NULL; seen++)
		look_at(dir, dirfd(d), e->d_name, &f);
	if (d)
		closedir(d);
	if (f.n)
		qsort(f.list, f.n, sizeof *f.list, by_order);
	if (p->folders && !*filter) {
		choices_add(out, dir, _("存在这个文件夹里"), NULL, false, false);
		out->all++;
	}
	for (size_t i = 0; i < f.n; i++) {
		const struct file *one = &f.list[i];
		if (p->folders && !one->folder)
			continue;
		out->all++;
		if (out->n < SHOWN && answers(one->shown, filter))
			choices_add(out, one->path, one->shown, note(one), one->folder, one->folder);
	}
	files_free(&f);
}

/* ~/扫描; of a long path the end says more than its beginning. */
static void say_where(struct file_picker *p, const char *inside)
{
	char *home = attach_path("~");
	size_t n = strlen(home);
	bool below = n > 1 && strncmp(inside, home, n) == 0 && (inside[n] == '/' || inside[n] == '\0');
	char *path = below ? mem_fmt("~%s", inside + n) : mem_dup(inside);
	char *clean = text_clean(path, strlen(path), TEXT_LINE), *from = clean;

	while (text_width(from) > FOOTER - 1)
		from += text_cluster(from);
	free(p->footer);
	p->footer = *clean ? mem_fmt("%s%s", from == clean ? "" : "…", from) : mem_dup(_("也可以键入文件的位置"));
	p->ops.footer = p->footer;
	free(clean);
	free(path);
	free(home);
}

/* A path that is typed answers to nothing in the list: Enter takes it. */
static bool is_path(const char *filter)
{
	return *filter == '/' || *filter == '~' || *filter == '\'' || *filter == '"' || strncmp(filter, "file://", 7) == 0;
}

static void fill(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out)
{
	struct file_picker *p = arg;

	(void)d;
	say_where(p, inside);
	if (is_path(filter))
		return;
	if (*inside)
		fill_folder(p, inside, filter, out);
	else
		fill_places(filter, out);
}

/* Above the home, a stick and the root are the places. */
static char *up(void *arg, const char *inside)
{
	char *home = attach_path("~"), *above = NULL;
	const char *slash = strrchr(inside, '/');
	struct mounts m;
	bool top = !slash || !strcmp(inside, home) || !inside[1];

	(void)arg;
	mounts_look(&m);
	for (size_t i = 0; i < m.n; i++)
		top = top || !strcmp(inside, m.path[i]);
	if (*inside)
		above = top ? mem_dup("") : slash == inside ? mem_dup("/") : mem_ndup(inside, (size_t)(slash - inside));
	free(home);
	return above;
}

/* --- choosing ----------------------------------------------------------------------------------------------------------- */

static struct next chosen(void *arg, struct desk *d, const char *path)
{
	struct file_picker *p = arg;

	return p->told(p->arg, d, path);
}

static struct next unknown(void *arg, struct desk *d, const char *typed)
{
	struct file_picker *p = arg;

	if (!is_path(typed))
		return next_stay();
	char *path = attach_path(typed);
	struct next n = p->told(p->arg, d, path);
	free(path);
	return n;
}

static char *help(void *arg)
{
	const struct file_picker *p = arg;

	return mem_fmt("%s\n\n%s\n\n%s\n", p->label, p->help,
	               _("→ 进入文件夹，← 退出来，最外面一层列出 U 盘和常用的文件夹。键入名称的一部分或拼音首字母，"
	                 "列表就短下来；也可以键入或粘贴整个位置，如 /media/usb/协议.pdf，再按 Enter。"));
}

static void done(void *arg)
{
	struct file_picker *p = arg;

	free(p->footer);
	free(p->own);
	free(p);
}

static struct screen *open_picker(struct desk *d, struct file_picker *p, const struct picker_at *at)
{
	char *start = attach_path(conf_get("attach.folder"));

	p->ops = (struct chooser_ops){
		.fill = fill, .up = up, .chosen = chosen, .unknown = unknown, .help = help, .done = done, .footer = "",
	};
	struct screen *s = chooser_open(d, &picker_screen, &p->ops, p, at->row, at->column, at->columns, at->typed,
	                                is_folder(start) ? start : "");
	free(start);
	return s;
}

struct screen *file_picker_open(struct desk *d, const struct field *f, picked *told, void *arg, const struct picker_at *at)
{
	struct file_picker *p = mem_zero(sizeof *p);

	p->told = told;
	p->arg = arg;
	p->label = i18n_data(f->label);
	p->help = i18n_data(f->help);
	return open_picker(d, p, at);
}

struct screen *folder_picker_open(struct desk *d, picked *told, void *arg)
{
	const struct picker_at at = { CONTENT_TOP + 1, 10, 60, "", "" };
	struct file_picker *p = mem_zero(sizeof *p);

	p->told = told;
	p->arg = p->own = arg;
	p->folders = true;
	p->label = _("存到哪里");
	p->help = _("选一个文件夹，Enter 存在里面；文件用它自己的名称，已经有的不会被覆盖。");
	return open_picker(d, p, &at);
}
