/* SPDX-License-Identifier: Apache-2.0 */
/* What yichuang.ini(5) says about when to sync. */
#include "sync/pace.h"

#include "base/conf.h"
#include "base/log.h"

#define WEEK_MINUTES 10080
#define HOUR_SECONDS 3600

static int64_t between(long v, long most)
{
	return v < 0 ? 0 : v > most ? most : v;
}

struct pace pace_from_conf(void)
{
	struct pace set = {
		.every = between(conf_int("sync.every"), WEEK_MINUTES) * 60000,
		.after_save = between(conf_int("sync.after_save"), HOUR_SECONDS) * 1000,
		.day = (uint64_t)between(conf_int("sync.day_kb"), INT32_MAX) << 10,
		.quiet = conf_get("sync.quiet"),
	};

	if (!pace_quiet_valid(set.quiet)) {
		log_warn("sync.quiet: %s: not hours", set.quiet);
		set.quiet = "";
	}
	return set;
}
