/* SPDX-License-Identifier: Apache-2.0 */
/* Sticks at a hub: bundles of desks are read, and bundles for them are written (sync/bundle.h, docs/stick.md). */
#ifndef HUB_BUNDLE_H
#define HUB_BUNDLE_H

#include "hub/hub.h"
#include "sync/bundle.h"

#define HUB_STICK_LABEL 160

/* What one bundle was worth. */
struct hub_stick {
	uint32_t station;
	char label[HUB_STICK_LABEL];    /* for people: its number, and what we call it */
	size_t entries, known;          /* inside; and how many of them we held already */
	size_t files, files_refused;    /* attachments inside; and how many of them were not taken */
	bool enrolled;                  /* the bundle enrolled its desk */
};
typedef void hub_stick_report(void *arg, const struct hub_stick *s);
/*
 * Take what desks wrote, as if each envelope had come by the line. Everything that was given is looked at before anything is
 * taken; report is told of each bundle that was. ERR_CHECK: something does not go on from what we hold, or is of a kind we do not
 * know. ERR_TRUST: altered, or not from a desk that may write to us.
 */
bool hub_bundle_read(struct hub *h, const struct bundles *all, hub_stick_report *report, void *arg, struct err *err);
/* Our receipt for a station and its unit's feed, from where it last said it was. ERR_CHECK: no such station, not enrolled, or
 * revoked. */
bool hub_bundle_write(struct hub *h, uint32_t station, const char *path, uint64_t split, struct bundle_written *w,
                      struct err *err);

#endif
