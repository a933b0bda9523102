/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of an entry that the hub refused. Its writer deals with it by filling the same form again, or by taking it back
 * (撤下): either is one more entry, which names the refused one in MEND_MARK.
 */
#ifndef MODEL_MEND_H
#define MODEL_MEND_H

#include "model/fold.h"

#define MEND_MARK ".corrects"           /* decimal id of the refused entry that this one deals with */

/*
 * Is the refused entries[i] of this fold dealt with? By an entry that names it, of the same station or of its unit (the desk may
 * have got a new number since): whatever the hub said of that one, it is now that one's turn. An entry that names none deals
 * with those of its own form that its writer knew to be refused (a form filled on the command line, or by an older program).
 */
bool mend_done(const struct entry *const *entries, size_t n, const struct fold *f, size_t i);

#endif
