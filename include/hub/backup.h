/* SPDX-License-Identifier: Apache-2.0 */
/* A hub's backup, and what there is to do when it is needed (docs/healing.md). */
#ifndef HUB_BACKUP_H
#define HUB_BACKUP_H

#include "hub/hub.h"
#include "store/backup.h"

/* Store, certificates and keys in one file, while the hub serves. */
bool hub_backup(struct hub *h, const char *path, struct err *err);

/*
 * Put a backup into a folder that holds no hub: the same keys and address, but the next epoch, in which nothing that is said
 * or given out from now on can be taken for something that was said since the backup and is lost here. Desks bring back what
 * they hold. *number: who the hub is now.
 */
bool hub_restore(const char *path, const char *dir, store_report *report, uint32_t *number, struct err *err);
int64_t hub_restored_at(struct hub *h);         /* ms; 0: it never was */
/* A hub that was set back otherwise, and learns of it while it serves: the epoch behind this one. To be called under its
 * lock. */
bool hub_set_back(struct hub *h, unsigned epoch, struct err *err);

struct hub_recovered {
	size_t taken, refused;          /* entries that went into the journal; refused by us among them */
	size_t doubtful;                /* of several versions nobody can say which is true: left out */
};
/* A machine is gone: what other desks hold of its entries goes into the journal, and its number is good for nothing any more.
 * ERR_CHECK: there is nothing of it. */
bool hub_recover(struct hub *h, uint32_t station, struct hub_recovered *r, struct err *err);

#endif
