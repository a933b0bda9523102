/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a clerk's day does to a store, and the question afterwards whether everything that was promised is there.
 *
 *   save_driver save DIR            prints a line after each promise: "draft CASE EDIT", "saved CASE ENTRY"
 *   save_driver check DIR PROMISES  reads those lines; exit 0 if every promise was kept
 *   save_driver rebuild DIR         makes record and search anew
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/mem.h"
#include "store/draft.h"
#include "store/journal.h"
#include "store/record.h"
#include "store/station.h"

#define DESK station_make(2202, 0, 1)
#define CASES 3
#define EDITS 3
#define TRIES 3

static void promise(const char *what, unsigned number, unsigned long long value)
{
	char line[80];
	int n = snprintf(line, sizeof line, "%s %u %llu\n", what, number, value);

	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		exit(9);
}

static bool complain(const struct err *err)
{
	fprintf(stderr, "%s (%s)\n", err->say, err->detail);
	return false;
}

/* --- save ---------------------------------------------------------------------------------------------------------- */

static struct entry *entry(const char *form, uint64_t record, uint64_t parent, unsigned number)
{
	struct entry *e = entry_new();
	char *text = mem_fmt("第%u件 北岭村宅基地边界纠纷", number), *no = mem_fmt("421202101-1-2026-%04u", number);

	e->who = mem_dup("王芳");
	e->form = mem_dup(form);
	e->record = record;
	if (parent) {
		e->parents = mem_zero(sizeof parent);
		e->parents[e->nparents++] = parent;
		fields_set(e->fields, "step", "办");
		fields_set(e->fields, ".talk", "两家都谈过，愿意重新丈量");
	} else {
		fields_set(e->fields, "kind", "case");
		fields_set(e->fields, "title", text);
		fields_set(e->fields, "no", no);
		fields_set(e->fields, "party1.name", "张三");
		fields_set(e->fields, "party1.phone", "13812345678");
	}
	free(text);
	free(no);
	return e;
}

static bool append(struct store *s, struct entry *e, int64_t draft, struct err *err)
{
	if (!store_begin(s, err))
		return false;
	if (journal_append(s, DESK, e, err) && record_project(s, e, err) && (!draft || draft_drop(s, draft, err)) &&
	    store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}

/* Somebody who is told that it was not saved presses the key again. */
static uint64_t save(struct store *s, const char *form, uint64_t record, unsigned number, int64_t draft)
{
	for (int i = 0; i < TRIES; i++) {
		struct entry *e = entry(form, record, record, number);
		struct err err = { 0 };
		uint64_t id = append(s, e, draft, &err) ? e->id : 0;

		entry_free(e);
		if (id)
			return id;
		complain(&err);
	}
	return 0;
}

static bool keep(struct store *s, struct draft *d)
{
	for (int i = 0; i < TRIES; i++) {
		struct err err = { 0 };

		if (draft_save(s, d, &err))
			return true;
		complain(&err);
	}
	return false;
}

static bool one_case(struct store *s, unsigned number)
{
	struct draft *d = draft_new();
	bool good = true;

	d->form = mem_fmt("intake%u", number);
	for (unsigned i = 1; good && i <= EDITS; i++) {
		char *edit = mem_fmt("%u", i);

		fields_set(d->typed, "edit", edit);
		free(edit);
		good = keep(s, d);
		if (good)
			promise("draft", number, i);
	}
	uint64_t id = good ? save(s, "intake", 0, number, d->id) : 0;

	draft_free(d);
	if (id)
		promise("saved", number, id);
	uint64_t next = id ? save(s, "handle", id, number, 0) : 0;

	if (next)
		promise("saved", number, next);
	return next != 0;
}

static struct store *reopen(const char *dir)
{
	for (int i = 0; i < TRIES; i++) {
		struct err err = { 0 };
		struct store *s = store_open(dir, STORE_DESK, true, &err);

		if (s)
			return s;
		complain(&err);
	}
	return NULL;
}

static int run_save(const char *dir)
{
	struct store *s = reopen(dir);
	bool good = s != NULL;

	for (unsigned i = 1; good && i <= CASES; i++)
		good = one_case(s, i);
	for (int i = 0; good && i < 4 && store_idle(s); i++)
		;
	store_close(s);
	return good ? 0 : 1;
}

/* --- check --------------------------------------------------------------------------------------------------------- */

struct promised {
	unsigned edit[CASES + 1];
	unsigned saved;
};

static bool entry_is_there(struct store *s, uint64_t id)
{
	struct err err = { 0 };
	struct entry *e = journal_get(s, id, &err);
	struct record *r = e ? record_get(s, e->record, &err) : NULL;
	bool good = r != NULL;

	if (!good)
		fprintf(stderr, "entry %llu was promised and is not there: %s\n", (unsigned long long)id, err.say);
	record_free(r);
	entry_free(e);
	return good;
}

static bool read_promises(struct store *s, const char *path, struct promised *p)
{
	FILE *f = fopen(path, "r");
	char what[8];
	unsigned number;
	unsigned long long value;
	bool good = f != NULL;

	while (f && fscanf(f, "%7s %u %llu", what, &number, &value) == 3) {
		assert(number && number <= CASES);
		if (strcmp(what, "draft") == 0)
			p->edit[number] = (unsigned)value;
		else if (!entry_is_there(s, value))
			good = false;
		else
			p->saved++;
	}
	if (f)
		fclose(f);
	return good;
}

static bool saved_as_case(struct store *s, unsigned number)
{
	char *no = mem_fmt("421202101-1-2026-%04u", number);
	struct err err = { 0 };
	bool saved = record_by_no(s, no, "", &err) != 0;

	free(no);
	return saved;
}

/* The draft as of the last promise or one edit later; or it became a case and is gone. Never both, never neither. */
static bool draft_is_there(struct store *s, unsigned number, unsigned edit)
{
	struct draft **list;
	struct err err = { 0 };
	size_t n;
	bool found = false;
	char *form = mem_fmt("intake%u", number);

	if (!draft_list(s, 100, &list, &n, &err))
		return complain(&err);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i]->form, form) == 0)
			found = strtoul(fields_get(list[i]->typed, "edit"), NULL, 10) >= edit;
	draft_list_free(list, n);
	free(form);
	if (found != saved_as_case(s, number))
		return true;
	fprintf(stderr, "draft of case %u, edit %u: %s\n", number, edit, found ? "there and saved too" : "lost");
	return false;
}

static void print(void *arg, const char *sentence)
{
	(void)arg;
	fprintf(stderr, "%s\n", sentence);
}

static bool sound(struct store *s)
{
	struct err err = { 0 };
	size_t faults;

	return store_verify(s, &faults, print, NULL, &err) ? faults == 0 : complain(&err);
}

static bool no_more_than_promised(struct store *s, const struct promised *p)
{
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq;

	if (!journal_head(s, DESK, &seq, chain, &err))
		return complain(&err);
	/* the last one may have reached the disk before we could say so */
	if (seq >= p->saved && seq <= p->saved + 1)
		return true;
	fprintf(stderr, "%u entries for %u promises\n", seq, p->saved);
	return false;
}

static bool check(struct store *s, const char *path)
{
	struct promised p = { 0 };
	struct err err = { 0 };
	bool good = read_promises(s, path, &p) && no_more_than_promised(s, &p) && sound(s);

	for (unsigned i = 1; good && i <= CASES; i++)
		good = !p.edit[i] || draft_is_there(s, i, p.edit[i]);
	if (good && !store_rebuild(s, NULL, NULL, &err))
		good = complain(&err);
	return good && sound(s) && save(s, "intake", 0, CASES + 1, 0) && sound(s);
}

static int run_check(const char *dir, const char *path)
{
	struct err err = { 0 };
	struct store *s = store_open(dir, STORE_DESK, true, &err);

	if (!s) {
		complain(&err);
		return 1;
	}
	bool good = check(s, path);

	store_close(s);
	return good ? 0 : 1;
}

static int run_rebuild(const char *dir)
{
	struct err err = { 0 };
	struct store *s = store_open(dir, STORE_DESK, false, &err);
	bool good = s && store_rebuild(s, NULL, NULL, &err);

	if (!good)
		complain(&err);
	store_close(s);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	crypto_init();
	if (argc == 3 && strcmp(argv[1], "save") == 0)
		return run_save(argv[2]);
	if (argc == 4 && strcmp(argv[1], "check") == 0)
		return run_check(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "rebuild") == 0)
		return run_rebuild(argv[2]);
	fprintf(stderr, "usage: save_driver save DIR | check DIR PROMISES | rebuild DIR\n");
	return 2;
}
