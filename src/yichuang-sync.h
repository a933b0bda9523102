/* SPDX-License-Identifier: Apache-2.0 */
/* The helper program: what its commands share. Each is a row of the table in yichuang-sync.c. */
#ifndef YICHUANG_SYNC_H
#define YICHUANG_SYNC_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

struct options {
	bool json, quiet, files;
	const char *split;      /* as typed; NULL: not given */
};

/* Say it to the clerk and to the log; gives the exit status. */
int sync_failed(const struct err *err);

/* `sync`, and what it does with --preview and --auto. */
int sync_once(struct store *s, const struct options *o, char **arg);
int sync_preview(struct store *s, const struct options *o, char **arg);
int sync_auto(struct store *s, const struct options *o, char **arg);

/* `fetch DIGEST`: an attachment's content from the hub. */
int sync_fetch(struct store *s, const struct options *o, char **arg);

/* `bundle write` and `bundle read`. arg ends with NULL. */
int sync_bundle(struct store *s, const struct options *o, char **arg);

#endif
