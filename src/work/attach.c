/* SPDX-License-Identifier: Apache-2.0 */
#include "work/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/fold.h"
#include "store/draft.h"
#include "store/file_store.h"
#include "store/journal.h"

#define MB_MOST 1024

uint64_t attach_most(void)
{
	long mb = conf_int("attach.max_mb");

	return (uint64_t)(mb < 1 ? 1 : mb > MB_MOST ? MB_MOST : mb) << 20;
}

/* --- paths -------------------------------------------------------------------------------------------------------------- */

static const char *home(void)
{
	const char *set = getenv("HOME");
	const struct passwd *me = set && *set ? NULL : getpwuid(getuid());

	return set && *set ? set : me && me->pw_dir ? me->pw_dir : "";
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* %e5%8d%8f of a file:// address. In place. */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		int high = *s == '%' ? hex(s[1]) : -1, low = high < 0 ? -1 : hex(s[2]);

		*to++ = low < 0 || high + low == 0 ? *s : (char)(high * 16 + low);
		s += low < 0 || high + low == 0 ? 0 : 2;
	}
	*to = '\0';
}

char *attach_path(const char *typed)
{
	static const char scheme[] = "file://";
	char *path = text_valid(typed, strlen(typed)) ? text_trim(typed) : mem_dup(typed), *out;
	size_t n = strlen(path);

	/* as terminals write what is dropped on them */
	if (n >= 2 && (*path == '\'' || *path == '"') && path[n - 1] == *path) {
		memmove(path, path + 1, n - 2);
		path[n - 2] = '\0';
	}
	if (strncmp(path, scheme, sizeof scheme - 1) == 0) {
		memmove(path, path + sizeof scheme - 1, strlen(path + sizeof scheme - 1) + 1);
		unescape(path);
	}
	out = *path == '~' && (path[1] == '/' || path[1] == '\0') ? mem_fmt("%s%s", home(), path + 1) : mem_dup(path);
	free(path);
	return out;
}

/* --- taking one in ------------------------------------------------------------------------------------------------------ */

static bool cannot_open(int code, struct err *err)
{
	if (code == ENOENT || code == ENOTDIR)
		return err_set(err, ERR_CHECK, _("没有这个文件，请核对名称；在 U 盘上的，看看 U 盘插好没有"));
	if (code == EACCES || code == EPERM)
		return err_set(err, ERR_CHECK, _("没有权限读这个文件"));
	return err_set(err, ERR_CHECK, _("这个文件读不了：%s"), strerror(code));
}

static bool too_large(uint64_t size, struct err *err)
{
	char has[TYPE_FILE_SIZE];

	type_file_size(size, has);
	return err_set(err, ERR_CHECK, _("文件有 %s，太大了，最多 %llu MB；照片可以缩小，扫描可以用低一档的清晰度"), has,
	               (unsigned long long)(attach_most() >> 20));
}

static bool fits(int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return cannot_open(errno, err);
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_CHECK, _("这是一个文件夹，请选里面的文件"));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_CHECK, _("这不是普通文件"));
	if ((uint64_t)st.st_size > attach_most())
		return too_large((uint64_t)st.st_size, err);
	return attach_kind(fd, (uint64_t)st.st_size, err) != NULL;
}

/* -1 with *err. O_NONBLOCK: opening a FIFO must not wait for its writer. */
static int open_fitting(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		cannot_open(errno, err);
	} else if (!fits(fd, err)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool attach_look(const char *path, struct err *err)
{
	int fd = open_fitting(path, err);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool attach_take(struct store *s, const char *path, char **value, struct err *err)
{
	unsigned char digest[CRYPTO_HASH];
	uint64_t size;
	int fd = open_fitting(path, err);
	bool ok = fd >= 0 && file_store_take(s, fd, attach_most(), digest, &size, err);

	if (fd >= 0)
		close(fd);
	*value = ok ? type_file_value(digest, size, path) : NULL;
	return ok;
}

bool attach_choice(const char *word, enum attached_choice *choice)
{
	static const char *const words[] = { [ATTACHED_NOW] = "now", [ATTACHED_LATER] = "later", [ATTACHED_STICK] = "stick" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(word, words[i]) == 0) {
			*choice = (enum attached_choice)i;
			return true;
		}
	return false;
}

/* --- of a record -------------------------------------------------------------------------------------------------------- */

static bool is_listed(const struct attachments *a, const struct type_file *f)
{
	for (size_t i = 0; i < a->n; i++)
		if (memcmp(a->list[i].file.digest, f->digest, CRYPTO_HASH) == 0 && strcmp(a->list[i].file.name, f->name) == 0)
			return true;
	return false;
}

/* Has this desk still to bring it to the hub? */
static bool is_unsent(struct store *s, const struct type_file *f)
{
	struct attached a;

	return store_kind(s) == STORE_DESK && attached_get(s, f->digest, &a, NULL) && a.state != ATTACHED_SENT;
}

static void add(struct store *s, const struct entry *e, const char *value, struct attachments *out, size_t *cap)
{
	struct type_file f;

	if (!type_file_parts(value, &f) || is_listed(out, &f))
		return;
	out->list = mem_grow(out->list, cap, out->n, sizeof *out->list);
	struct attachment *a = &out->list[out->n++];
	*a = (struct attachment){ .entry = e->id, .at = entry_ms(e), .who = mem_dup(e->who), .value = mem_dup(value) };
	type_file_parts(a->value, &a->file);
	a->here = file_store_has(s, a->file.digest, a->file.size);
	a->sent = store_kind(s) == STORE_DESK ? !a->here || !is_unsent(s, &a->file) : a->here;
}

bool attach_of_record(struct store *s, uint64_t record, struct attachments *out, struct err *err)
{
	struct entries all = { 0 };
	size_t cap = 0;

	*out = (struct attachments){ 0 };
	if (!journal_of_record(s, record, &all, err))
		return false;
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; fold_status(now, i) != FOLD_REFUSED && k < fields_count(all.list[i]->fields); k++)
			add(s, all.list[i], fields_value(all.list[i]->fields, k), out, &cap);
	fold_free(now);
	entries_free(&all);
	return true;
}

void attachments_free(struct attachments *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->list[i].who);
		free(a->list[i].value);
	}
	free(a->list);
	*a = (struct attachments){ 0 };
}

bool attach_stands(struct store *s, uint64_t entry)
{
	struct entry *e = journal_get(s, entry, NULL);
	struct entries all = { 0 };
	bool good = e && journal_of_record(s, e->record, &all, NULL);
	struct fold *now = good ? fold_new(entries_const(&all), all.n) : NULL;

	for (size_t i = 0; now && i < all.n; i++)
		if (all.list[i]->id == entry && fold_status(now, i) == FOLD_REFUSED)
			good = false;
	fold_free(now);
	entries_free(&all);
	entry_free(e);
	return good;
}

bool attach_goes_now(const struct attached *a)
{
	return a->state == ATTACHED_WAITS && a->choice == ATTACHED_NOW;
}

bool attach_left(struct store *s, struct attach_left *left, struct err *err)
{
	struct attached *list;
	size_t n;

	*left = (struct attach_left){ 0 };
	if (!attached_unsent(s, &list, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct attached *a = &list[i];
		bool now = attach_goes_now(a);

		if (!file_store_has(s, a->digest, a->size) || !attach_stands(s, a->entry))
			continue;
		left->now += now;
		left->later += !now;
		*(now ? &left->now_bytes : &left->later_bytes) += a->size;
	}
	free(list);
	return true;
}

const struct attachment *attach_pick(const struct attachments *a, const char *number, struct err *err)
{
	size_t digits = number ? strspn(number, "0123456789") : 0;
	unsigned long n = number && digits && digits < 9 && !number[digits] ? strtoul(number, NULL, 10) : number ? 0 : 1;

	if (!a->n)
		err_set(err, ERR_CHECK, _("这一件没有附件"));
	else if (!number && a->n > 1)
		err_set(err, ERR_CHECK, _("这一件有 %zu 个附件，请写明第几个"), a->n);
	else if (n < 1 || n > a->n)
		err_set(err, ERR_CHECK, _("没有第 %s 个附件，这一件有 %zu 个"), number ? number : "", a->n);
	else
		return &a->list[n - 1];
	return NULL;
}

bool attach_copy(struct store *s, const struct attachment *a, const char *to, char **path, struct err *err)
{
	struct stat st;
	bool folder = !*to || (stat(to, &st) == 0 && S_ISDIR(st.st_mode));

	*path = folder ? mem_fmt("%s%s%s", to, *to && to[strlen(to) - 1] != '/' ? "/" : "", a->file.name) : mem_dup(to);
	if (file_store_copy(s, a->file.digest, a->file.size, *path, err))
		return true;
	free(*path);
	*path = NULL;
	return false;
}

/* --- for people --------------------------------------------------------------------------------------------------------- */

const char *attach_state_say(struct store *s, const struct type_file *f)
{
	bool here = file_store_has(s, f->digest, f->size), desk = store_kind(s) == STORE_DESK;
	struct attached a;

	if (!here)
		return desk ? _("（不在本机）") : _("（文件还没有收到）");
	if (!desk || !attached_get(s, f->digest, &a, NULL) || a.state == ATTACHED_SENT)
		return "";
	if (a.state == ATTACHED_REFUSED)
		return _("（县中心没有收）");
	if (a.state == ATTACHED_BAD)
		return _("（文件在本机上损坏了，请再附一次）");
	switch (a.choice) {
	case ATTACHED_LATER: return _("（未上报，留着以后传）");
	case ATTACHED_STICK: return _("（未上报，等 U 盘）");
	case ATTACHED_NOW: break;
	}
	return _("（未上报）");
}

char *attach_say(struct store *s, const char *value, bool masked)
{
	const struct field f = { .type = type_find("file"), .absent = "" };
	struct type_file parts;
	char *shown = type_show(&f, NULL, value, masked);

	if (!type_file_parts(value, &parts))
		return shown;
	char *all = mem_fmt("%s%s", shown, attach_state_say(s, &parts));
	free(shown);
	return all;
}

/* --- what nobody names -------------------------------------------------------------------------------------------------- */

struct naming {
	struct store *store;
	struct draft **drafts;
	size_t n;
};

static bool draft_names(const struct draft *d, const unsigned char digest[CRYPTO_HASH])
{
	struct type_file f;

	for (size_t i = 0; i < fields_count(d->typed); i++)
		if (type_file_parts(fields_value(d->typed, i), &f) && memcmp(f.digest, digest, CRYPTO_HASH) == 0)
			return true;
	return false;
}

/* What cannot be found out is taken to be wanted. */
static bool is_named(void *arg, const unsigned char digest[CRYPTO_HASH])
{
	const struct naming *by = arg;
	struct attached a;
	struct err err = { 0 };

	if (attached_get(by->store, digest, &a, &err) || err.kind != ERR_NONE)
		return true;
	for (size_t i = 0; i < by->n; i++)
		if (draft_names(by->drafts[i], digest))
			return true;
	return false;
}

void attach_sweep(struct store *s)
{
	struct naming by = { .store = s };
	struct err err = { 0 };

	if (!draft_list(s, SIZE_MAX >> 1, &by.drafts, &by.n, &err)) {
		log_err(&err);
		return;
	}
	file_store_sweep(s, is_named, &by);
	draft_list_free(by.drafts, by.n);
}
