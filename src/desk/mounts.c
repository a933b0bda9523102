/* SPDX-License-Identifier: Apache-2.0 */
#include "mounts.h"

#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Where desktops put them, and where people do. */
static bool removable(const char *path)
{
	static const char *const below[] = { "/media/", "/run/media/", "/mnt/" };
	struct stat st;

	for (size_t i = 0; i < sizeof below / sizeof *below; i++)
		if (strncmp(path, below[i], strlen(below[i])) == 0)
			return stat(path, &st) == 0 && S_ISDIR(st.st_mode);     /* not one that another hides */
	return false;
}

void mounts_look(struct mounts *all)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent m;
	char text[4096];

	*all = (struct mounts){ 0 };
	while (mounts && all->n < MOUNTS_MOST && getmntent_r(mounts, &m, text, sizeof text))
		if (removable(m.mnt_dir) && strlen(m.mnt_dir) < MOUNTS_PATH)
			memcpy(all->path[all->n++], m.mnt_dir, strlen(m.mnt_dir) + 1);
	if (mounts)
		endmntent(mounts);
}
