/* SPDX-License-Identifier: Apache-2.0 */
/* A store in a folder of its own, and entries in one line. Include behind cmocka.h. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/journal.h"
#include "store/record.h"
#include "store/station.h"

#define HUB station_make(2202, 0, 0)
#define DESK station_make(2202, 0, 1)
#define OTHER station_make(2202, 0, 2)

__attribute__((unused)) static char *fresh_dir(void)
{
	char template[] = "/tmp/yichuang-store-XXXXXX";

	crypto_init();
	assert_non_null(mkdtemp(template));
	return mem_dup(template);
}

__attribute__((unused)) static void remove_dir(char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path = file_join(dir, e->d_name);

		if (e->d_name[0] != '.')
			unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
	free(dir);
}

__attribute__((unused)) static void fine(bool good, const struct err *err)
{
	if (!good)
		fail_msg("%s (%s)", err->say, err->detail);
}

static struct store *open_store(const char *dir, enum store_kind kind)
{
	struct err err = { 0 };
	struct store *s = store_open(dir, kind, true, &err);

	if (!s)
		fail_msg("%s (%s)", err.say, err.detail);
	return s;
}

/* An entry from "key=value" strings, NULL-terminated; record 0 opens one. */
__attribute__((unused)) static struct entry *say(const char *form, uint64_t record, const uint64_t *parents, size_t n,
                                                 const char *const *pairs)
{
	struct entry *e = entry_new();

	e->who = mem_dup("王芳");
	e->form = mem_dup(form);
	e->record = record;
	e->nparents = n;
	e->parents = n ? mem_zero(n * sizeof *parents) : NULL;
	if (n)
		memcpy(e->parents, parents, n * sizeof *parents);
	for (; pairs && *pairs; pairs++) {
		const char *equals = strchr(*pairs, '=');
		char *key = mem_ndup(*pairs, (size_t)(equals - *pairs));

		fields_set(e->fields, key, equals + 1);
		free(key);
	}
	return e;
}
#define SAY(...) (const char *const[]){ __VA_ARGS__, NULL }

/* Append and project in one transaction; gives the entry's id. */
__attribute__((unused)) static uint64_t save(struct store *s, uint32_t station, struct entry *e)
{
	struct err err = { 0 };

	fine(store_begin(s, &err), &err);
	fine(journal_append(s, station, e, &err), &err);
	fine(record_project(s, e, &err), &err);
	fine(store_commit(s, &err), &err);
	uint64_t id = e->id;

	entry_free(e);
	return id;
}

#endif
