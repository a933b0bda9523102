/* SPDX-License-Identifier: Apache-2.0 */
/* The sticks that are in. */
#ifndef DESK_MOUNTS_H
#define DESK_MOUNTS_H

#include <stddef.h>

#define MOUNTS_MOST 4
#define MOUNTS_PATH 512

struct mounts {
	size_t n;
	char path[MOUNTS_MOST][MOUNTS_PATH];
};
void mounts_look(struct mounts *m);

#endif
