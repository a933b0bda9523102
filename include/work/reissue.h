/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk that was restored or copied takes its new number: what the hub holds of the old one comes into the journal, and what
 * was never sent is said again under the new one, by the same people at the same moments, with references, drafts and numbers
 * following.
 */
#ifndef WORK_REISSUE_H
#define WORK_REISSUE_H

#include "model/entry.h"
#include "store/draft.h"
#include "store/store.h"

struct reissue_result {
	size_t returned;        /* entries that came back */
	size_t reissued;        /* entries said again */
};
/* Everything that renewal (store/renewal.h) has gathered, in one transaction: afterwards the store has its new number and may
 * write again, or nothing has changed. */
bool reissue(struct store *s, struct reissue_result *r, struct err *err);

/* Let a draft follow: where it stands, and what it says of entries. Yes: something changed. */
bool reissue_follow(struct store *s, struct draft *d);

#endif
