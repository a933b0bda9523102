/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `sync --follow`: the desk's child. It hears words on one descriptor, tells what happens on another, one line each
 * (yichuang-sync(7)), and runs when it is asked to, after a save, and every so often by itself. Its connection stays from run
 * to run; the store is open and the lock held during a run alone.
 */
#ifndef SYNC_FOLLOW_H
#define SYNC_FOLLOW_H

/* Returns once `in` has ended, behind the exchange that was in hand. */
void follow_run(const char *home, int in, int out);

#endif
