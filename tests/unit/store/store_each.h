/* SPDX-License-Identifier: Apache-2.0 */
/* A new store for each test of a file: `store` in `dir`. Include behind cmocka.h. */
#ifndef TESTS_STORE_EACH_H
#define TESTS_STORE_EACH_H

#include "store_fixture.h"

static char *dir;
static struct store *store;

__attribute__((unused)) static int setup_desk(void **state)
{
	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_DESK);
	return 0;
}

__attribute__((unused)) static int setup_hub(void **state)
{
	(void)state;
	dir = fresh_dir();
	store = open_store(dir, STORE_HUB);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	store_close(store);
	remove_dir(dir);
	return 0;
}

#endif
