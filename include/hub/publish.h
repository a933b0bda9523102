/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing at a hub: linted as the whole that desks will have, appended to the hub's journal, put into every unit's feed. */
#ifndef HUB_PUBLISH_H
#define HUB_PUBLISH_H

#include "hub/hub.h"

/* The book these files make, yours. NULL with ERR_CHECK where anything was reported. */
struct book *hub_lint(const struct book_file *files, size_t n, ini_report *report, void *arg, struct err *err);
/* Publish PATH: a folder with forms/ or data/ or both, or one file that stands in a folder of such a name. Linted together with
 * what is published already. */
bool hub_publish(struct hub *h, const char *path, ini_report *report, void *arg, size_t *published, struct err *err);
/* Put what was published since the last time into every unit's feed; in its own transaction, safe to repeat. */
bool hub_route_published(struct hub *h, struct err *err);

#endif
