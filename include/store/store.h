/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store: one folder with yichuang.db (0700/0600), the case store of a desk or of a hub. WAL, synchronous=FULL, STRICT tables,
 * application_id and user_version with numbered upgrades. What is only derived (record, search) can be rebuilt from the journal
 * at any time.
 *
 * quick_check at open: the whole file up to 32 MB (some 15,000 cases; under 100 ms), and whatever its size after a program died or
 * the power failed (a log was left and nobody else has the store open). Otherwise a large store is checked in its small tables
 * only, so that 100,000 cases open in 1 ms; `verify` and backups look at everything.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct store;

enum store_kind { STORE_DESK = 1, STORE_HUB = 2 };

/* Open, or create where `create`. ERR_STORE: damaged, newer than this program, not ours, of the other kind, or locked by somebody for
 * longer than we wait; the file is then left as it is. ERR_FAILED: no such store (and not create), no room, no permission. */
struct store *store_open(const char *dir, enum store_kind kind, bool create, struct err *err);
void store_close(struct store *s);
struct db *store_db(struct store *s);
const char *store_dir(const struct store *s);
enum store_kind store_kind(const struct store *s);

bool store_begin(struct store *s, struct err *err);
bool store_commit(struct store *s, struct err *err);
void store_rollback(struct store *s);

/* Has another connection committed since this was last asked? (PRAGMA data_version) */
bool store_changed(struct store *s);

/* Merge the search index a little, for when nobody is waiting. Returns true if there is more to do. */
bool store_idle(struct store *s);

/* What verify finds: each line is a sentence. Checks every chain from seq 1, every digest, ids without gaps, fields well-formed,
 * the projection and search text of every record against a fresh fold. Returns false with *err only if it could not look;
 * *faults counts what was wrong. */
typedef void store_report(void *arg, const char *sentence);
bool store_verify(struct store *s, size_t *faults, store_report *report, void *arg, struct err *err);
/* Fill shadow tables from the journal in batches, swap. progress(done, all) may be NULL. Another desk may read meanwhile. */
bool store_rebuild(struct store *s, void (*progress)(void *arg, size_t done, size_t all), void *arg, struct err *err);

/* Small notes of this store alone, never synced: "sync.last_ok", "sync.last_error", … Text is yours; NULL if absent. */
char *store_note(struct store *s, const char *key);
bool store_set_note(struct store *s, const char *key, const char *value, struct err *err);

#endif
