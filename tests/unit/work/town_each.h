/* SPDX-License-Identifier: Apache-2.0 */
/* A new county with one desk, the town's, for each test of a file. */
#ifndef TESTS_TOWN_EACH_H
#define TESTS_TOWN_EACH_H

#include "work_fixture.h"

static struct practice county;
static struct session *town;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	town = practice_desk(&county, TOWN, "张敏");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(town);
	practice_close(&county);
	return 0;
}

#endif
