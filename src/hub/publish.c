/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing: what is to be published, whether it is right, and who gets it. */
#include "hub/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/publish.h"

struct files {
	struct book_file *list;
	size_t n, cap;
};

static void files_free(struct files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->list[i].path);
		free(f->list[i].text);
	}
	free(f->list);
	*f = (struct files){ 0 };
}

/* The newest text of a path wins. */
static void files_put(struct files *f, const char *path, const char *text, size_t len)
{
	size_t i = 0;

	while (i < f->n && strcmp(f->list[i].path, path) != 0)
		i++;
	if (i == f->n) {
		f->list = mem_grow(f->list, &f->cap, f->n, sizeof *f->list);
		f->list[f->n++].path = mem_dup(path);
	} else {
		free(f->list[i].text);
	}
	f->list[i].text = mem_ndup(text, len);
	f->list[i].len = len;
}

/* --- what is to be published ---------------------------------------------------------------------------------------- */

/* DIR/forms/x.ini is "forms/x.ini" to a desk: the name of the folder a file stands in belongs to it. */
static bool path_in_set(const char *path, char **out)
{
	const char *name = strrchr(path, '/');
	const char *folder = name;

	while (folder && folder > path && folder[-1] != '/')
		folder--;
	*out = folder ? mem_dup(folder) : NULL;
	return *out && (strncmp(*out, "forms/", 6) == 0 || strncmp(*out, "data/", 5) == 0);
}

static bool take_file(const char *path, struct files *new, struct err *err)
{
	char *full = realpath(path, NULL);
	char *name = NULL;
	struct buf text = { 0 };

	bool ok = full && path_in_set(full, &name);
	if (!ok)
		err_set(err, ERR_USAGE, _("%s 不在 forms/ 或 data/ 文件夹里，不知道它是什么"), path);
	ok = ok && file_read(full, FIELDS_VALUE_MAX, &text, err);
	if (ok)
		files_put(new, name, buf_text(&text), text.len);
	buf_free(&text);
	free(name);
	free(full);
	return ok;
}

/* Files of one sort in DIR/forms or DIR/data; a folder need not have both. */
static bool take_part(const char *path, const char *folder, const char *suffix, struct files *new, struct err *err)
{
	char *dir = file_join(path, folder);
	struct stat st;
	bool ok = true;

	if (stat(dir, &st) == 0) {
		char **names = file_list(dir, suffix, err);
		ok = names != NULL;
		for (char **name = names; ok && *name; name++) {
			char *file = file_join(dir, *name);
			ok = take_file(file, new, err);
			free(file);
		}
		file_list_free(names);
	}
	free(dir);
	return ok;
}

static bool take_folder(const char *path, struct files *new, struct err *err)
{
	if (!take_part(path, "forms", ".ini", new, err) || !take_part(path, "data", ".csv", new, err) ||
	    !take_part(path, "data", ".ini", new, err) || !take_part(path, "data", ".txt", new, err))
		return false;
	return new->n || err_set(err, ERR_USAGE, _("%s 里没有 forms/ 或 data/ 的文件可以发布"), path);
}

static bool take(const char *path, struct files *new, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, ERR_FAILED, _("没有这个文件或文件夹：%s"), path);
	return S_ISDIR(st.st_mode) ? take_folder(path, new, err) : take_file(path, new, err);
}

/* --- lint ----------------------------------------------------------------------------------------------------------- */

static bool put_published(struct hub *h, struct files *all, struct err *err)
{
	struct entries published = { 0 };

	if (!publish_entries(h->store, &published, err))
		return false;
	for (size_t i = 0; i < published.n; i++) {
		const char *path = fields_get(published.list[i]->fields, "path");
		const char *text = fields_get(published.list[i]->fields, "text");
		if (path && text)
			files_put(all, path, text, strlen(text));
	}
	entries_free(&published);
	return true;
}

/* An empty text takes a file out, as it will at the desks. */
static void drop_empty(struct files *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (all->list[i].len) {
			all->list[kept++] = all->list[i];
			continue;
		}
		free(all->list[i].path);
		free(all->list[i].text);
	}
	all->n = kept;
}

struct counted {
	ini_report *report;
	void *arg;
	size_t n;
};

static void count_fault(void *arg, const struct ini_fault *fault)
{
	struct counted *c = arg;

	c->n++;
	if (c->report)
		c->report(c->arg, fault);
}

struct book *hub_lint(const struct book_file *files, size_t n, ini_report *report, void *arg, struct err *err)
{
	struct counted faults = { .report = report, .arg = arg };
	struct book *book = book_new(0, files, n, count_fault, &faults);

	if (faults.n == 0)
		return book;
	book_free(book);
	err_set(err, ERR_CHECK, _("表格或代码表有 %zu 处错误，什么也没有发布"), faults.n);
	return NULL;
}

static bool lint(struct hub *h, const struct files *new, ini_report *report, void *arg, struct err *err)
{
	struct files all = { 0 };
	struct book *book = NULL;

	if (put_published(h, &all, err)) {
		for (size_t i = 0; i < new->n; i++)
			files_put(&all, new->list[i].path, new->list[i].text, new->list[i].len);
		drop_empty(&all);
		book = hub_lint(all.list, all.n, report, arg, err);
	}
	files_free(&all);
	book_free(book);
	return book != NULL;
}

/* --- feeds ---------------------------------------------------------------------------------------------------------- */

/* Where we stopped is noted behind the work: done twice, nothing is there twice. */
bool hub_route_published(struct hub *h, struct err *err)
{
	char *note = store_note(h->store, "publish.routed"), now[24];
	uint64_t since = note ? strtoull(note, NULL, 10) : 0, version;

	free(note);
	if (!publish_version(h->store, &version, err) || (version > since && !accept_publish(h->store, since, err)))
		return false;
	snprintf(now, sizeof now, "%llu", (unsigned long long)version);
	return version <= since || store_set_note(h->store, "publish.routed", now, err);
}

bool hub_publish(struct hub *h, const char *path, ini_report *report, void *arg, size_t *published, struct err *err)
{
	struct files new = { 0 };

	*published = 0;
	bool ok = take(path, &new, err) && lint(h, &new, report, arg, err) &&
	          publish_files(h->store, h->self.number, new.list, new.n, "publish", published, err) &&
	          hub_route_published(h, err);
	files_free(&new);
	return ok;
}
