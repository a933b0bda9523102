/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a desk: its store, the book in force, who sits there. */
#include "work/session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/entry.h"
#include "store/publish.h"
#include "store/record.h"
#include "store/renewal.h"
#include "work/accept.h"
#include "work/find.h"
#include "work/lint.h"

#define WHO_MAX 120             /* bytes; entry_decode() takes no more */
#define NOTE_WHO "person"

/* One harmless line, short enough for an entry. */
static char *clean_name(const char *who)
{
	char *line = text_clean(who, strlen(who), TEXT_LINE), *name = text_trim(line);
	size_t n = 0, step;

	while ((step = text_cluster(name + n)) && n + step <= WHO_MAX)
		n += step;
	name[n] = '\0';
	free(line);
	return name;
}

/* Said for this run alone, and so before whoever sat here last. */
static bool said_now(const char *setting)
{
	const char *origin = conf_origin(setting);

	return strcmp(origin, "environment") == 0 || strcmp(origin, "option") == 0;
}

/* Who was here last, else the settings, else the login: there is always a name. */
static char *first_person(struct store *s)
{
	char *noted = store_note(s, NOTE_WHO);
	const struct passwd *login = getpwuid(getuid());
	const char *set = conf_get("desk.who");
	const char *names[] = { said_now("desk.who") ? set : "", noted ? noted : "", set, login ? login->pw_name : "" };
	char *name = NULL;

	for (size_t i = 0; i < sizeof names / sizeof *names && (!name || !*name); i++) {
		free(name);
		name = clean_name(names[i]);
	}
	free(noted);
	if (*name)
		return name;
	free(name);
	return mem_fmt("uid%ld", (long)getuid());       /* a machine without accounts */
}

static bool load_shipped(struct session *s, ini_report *report, void *arg, struct err *err)
{
	char *share = file_share();
	struct book_file *files = NULL;
	size_t n = 0;
	bool good = book_files(share, &files, &n, err);

	if (good) {
		s->shipped = book_new(0, files, n, report ? report : lint_to_log, arg);
		book_files_free(files, n);
	}
	free(share);
	return good;
}

/* The newest published book, or the shipped one where nothing is published. */
static bool load_book(struct session *s, ini_report *report, void *arg, struct err *err)
{
	uint64_t version;

	if (!publish_version(s->store, &version, err))
		return false;
	if (s->book && book_version(s->book) == version)
		return true;
	if (version == 0) {
		if (!s->shipped && !load_shipped(s, report, arg, err))
			return false;
		s->book = s->shipped;
		return true;
	}
	books_report(s->books, report, arg);
	const struct book *book = books_at(s->books, version, err);
	books_report(s->books, NULL, NULL);
	if (!book)
		return err && err->kind ? false : err_set(err, ERR_STORE, _("已发布的表单不全，请同步一次，或重新入网"));
	s->book = book;
	return true;
}

struct session *session_open(const char *home, ini_report *report, void *arg, struct err *err)
{
	struct session *s = mem_zero(sizeof *s);

	s->store = store_open(home, STORE_DESK, true, err);
	if (!s->store)
		goto failed;
	s->books = books_new(s->store);
	if (!station_self_load(s->store, &s->self, err) || !(s->own = renewal_own(s->store, err)) ||
	    !load_book(s, report, arg, err))
		goto failed;
	if (s->self.practice)
		clock_practice(true);
	s->unit = mem_dup(s->self.number && s->self.unit ? s->self.unit : conf_get("desk.unit"));
	s->who = first_person(s->store);
	return s;
failed:
	session_close(s);
	return NULL;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	books_free(s->books);
	book_free(s->shipped);
	station_self_clear(&s->self);
	store_close(s->store);
	free(s->own);
	free(s->unit);
	free(s->who);
	free(s);
}

bool session_enrolled(const struct session *s)
{
	return s->self.number != 0;
}

bool session_own(const struct session *s, uint32_t station)
{
	for (const uint32_t *own = s->own; *own; own++)
		if (*own == station)
			return true;
	return false;
}

void session_as(struct session *s, const char *who)
{
	char *name = clean_name(who);

	if (*name) {
		free(s->who);
		s->who = name;
	} else {
		free(name);
	}
}

void session_person(struct session *s, const char *who)
{
	session_as(s, who);
	/* forgetting the name is no reason to stop anybody from working */
	store_set_note(s->store, NOTE_WHO, s->who, NULL);
}

bool session_refresh(struct session *s, struct err *err)
{
	struct station_self fresh = { 0 };
	uint32_t *own = renewal_own(s->store, err);

	if (!own || !station_self_load(s->store, &fresh, err)) {
		free(own);
		return false;
	}
	station_self_clear(&s->self);
	s->self = fresh;
	free(s->own);
	s->own = own;
	if (s->self.practice)
		clock_practice(true);
	if (s->self.number && s->self.unit && strcmp(s->self.unit, s->unit) != 0) {
		free(s->unit);
		s->unit = mem_dup(s->self.unit);
	}
	return load_book(s, NULL, NULL, err);
}

const struct book *session_book(struct session *s, uint64_t version, struct err *err)
{
	if (version == 0 || version == book_version(s->book))
		return s->book;
	struct err why = { 0 };
	const struct book *b = books_at(s->books, version, &why);
	if (!b && why.kind) {
		if (err)
			*err = why;
	} else if (!b) {
		err_set(err, ERR_FAILED, _("这里没有当时的表单（版本 %llu），请先同步"), (unsigned long long)version);
	}
	return b;
}

uint64_t session_record(struct session *s, const char *no, struct err *err)
{
	struct err why = { 0 };
	uint64_t id = record_by_no(s->store, no, s->unit, &why);

	if (!id && why.kind) {
		if (err)
			*err = why;
	} else if (!id) {
		err_set(err, ERR_CHECK, _("没有编号为 %s 的记录"), no);
	}
	return id;
}

char *session_short_no(const struct session *s, const char *no)
{
	return find_short_no(s->book, s->unit, s->self.number, no);
}
