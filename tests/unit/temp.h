/* SPDX-License-Identifier: Apache-2.0 */
/* A folder for one test program's files, gone at its end. */
#ifndef TEST_TEMP_H
#define TEST_TEMP_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char temp_dir[] = "/tmp/yichuang-test-XXXXXX";

static int temp_make(void **state)
{
	(void)state;
	return mkdtemp(temp_dir) ? 0 : -1;
}

static int temp_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int temp_remove(void **state)
{
	(void)state;
	return nftw(temp_dir, temp_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* temp_dir/name, in a buffer that the next call but seven takes again. */
__attribute__((unused)) static const char *temp_path(const char *name)
{
	static char paths[8][300];
	static int next;

	next = (next + 1) % 8;
	snprintf(paths[next], sizeof paths[next], "%s/%s", temp_dir, name);
	return paths[next];
}

#endif
