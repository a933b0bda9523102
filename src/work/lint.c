/* SPDX-License-Identifier: Apache-2.0 */
#include "work/lint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/book.h"

#define FILE_MAX (256 * 1024)

struct counted {
	ini_report *report;
	void *arg;
	size_t n;
	const char *only;       /* faults of other files are somebody else's; NULL: all */
};

static void count(void *arg, const struct ini_fault *f)
{
	struct counted *c = arg;

	if (c->only && strcmp(c->only, f->file) != 0)
		return;
	c->n++;
	c->report(c->arg, f);
}

char *lint_sentence(const struct ini_fault *f)
{
	struct buf out = { 0 };

	buf_puts(&out, f->file);
	if (f->line)
		buf_fmt(&out, _(" 第 %d 行"), f->line);
	if (*f->section)
		buf_fmt(&out, " [%s]", f->section);
	if (*f->key)
		buf_fmt(&out, " %s", f->key);
	buf_fmt(&out, _("：%s"), f->say);
	return buf_take(&out);
}

void lint_to_log(void *arg, const struct ini_fault *f)
{
	char *line = lint_sentence(f);

	(void)arg;
	log_warn("%s", line);
	free(line);
}

/* The set with one file put in or replaced, so that it is read with everything it refers to. */
static void put_file(struct book_file **files, size_t *n, char *path, char *text, size_t len)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*files)[i].path, path) == 0) {
			free((*files)[i].path);
			free((*files)[i].text);
			(*files)[i] = (struct book_file){ path, text, len };
			return;
		}
	size_t cap = *n;
	*files = mem_grow(*files, &cap, *n, sizeof **files);
	(*files)[(*n)++] = (struct book_file){ path, text, len };
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool ends_in(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);

	return n > t && strcmp(s + n - t, tail) == 0;
}

static bool read_into(const char *path, struct book_file **files, size_t *n, char **as, struct err *err)
{
	const char *name = base_of(path);
	bool data = ends_in(name, ".csv") || ends_in(name, ".txt") || strcmp(name, BOOK_FLOW) == 0 || strcmp(name, BOOK_DEADLINES) == 0;
	struct buf text = { 0 };

	if (!data && !ends_in(name, ".ini"))
		return err_set(err, ERR_USAGE, _("%s 不是表单（.ini）、代码表（.csv）或文书（.txt）"), path);
	if (!file_read(path, FILE_MAX, &text, err)) {
		buf_free(&text);
		return false;
	}
	size_t len = text.len;
	char *inside = mem_fmt("%s/%s", data ? "data" : "forms", name);
	*as = mem_dup(inside);
	put_file(files, n, inside, buf_take(&text), len);
	return true;
}

/* Every form of a folder, put over the shipped set. */
static bool read_folder(const char *path, struct book_file **files, size_t *n, struct err *err)
{
	char **names = file_list(path, ".ini", err);
	bool good = names != NULL;

	if (good && !names[0])
		good = err_set(err, ERR_USAGE, _("%s 里没有表单"), path);
	for (size_t i = 0; good && names[i]; i++) {
		char *file = file_join(path, names[i]), *as = NULL;

		good = read_into(file, files, n, &as, err);
		free(file);
		free(as);
	}
	file_list_free(names);
	return good;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_set(const char *path)
{
	char *forms = file_join(path, "forms"), *data = file_join(path, "data");
	bool set = is_folder(forms) && is_folder(data);

	free(forms);
	free(data);
	return set;
}

/* A folder with forms/ and data/, which may hold only what a county changed: put over the shipped set, as publishing would. */
static bool read_set(const char *path, struct book_file **files, size_t *n, struct err *err)
{
	struct book_file *own = NULL;
	size_t nown = 0;

	if (!book_files(path, &own, &nown, err))
		return false;
	for (size_t i = 0; i < nown; i++)
		put_file(files, n, own[i].path, own[i].text, own[i].len);
	free(own);
	return true;
}

bool lint_path(const char *path, ini_report *report, void *arg, size_t *faults, struct err *err)
{
	struct counted c = { .report = report, .arg = arg };
	struct book_file *files = NULL;
	char *only = NULL, *share = file_share();
	size_t n = 0;
	bool good = book_files(share, &files, &n, err);

	if (good)
		good = is_set(path) ? read_set(path, &files, &n, err) : is_folder(path) ? read_folder(path, &files, &n, err)
			: read_into(path, &files, &n, &only, err);
	if (good) {
		c.only = only;
		book_free(book_new(0, files, n, count, &c));
		*faults = c.n;
	}
	book_files_free(files, n);
	free(only);
	free(share);
	return good;
}
