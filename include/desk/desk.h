/* SPDX-License-Identifier: Apache-2.0 */
/* The desk as the clerk sees it: takes the terminal, runs until somebody leaves, gives the terminal back. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "work/session.h"

/* Returns the exit status: 0 after leaving (also when asked to end by a signal), else *err says why it could not begin. */
int desk_run(struct session *s, struct err *err);

#endif
