/* SPDX-License-Identifier: Apache-2.0 */
/* Commands for the day something was lost: backup, restore, recover. */
#include "yichuang-hub.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "hub/backup.h"
#include "hub/office.h"
#include "store/quarantine.h"

int hub_run_backup(const struct args *a)
{
	struct err err = { 0 };
	struct hub *h = hub_open(a->dir, &err);
	bool ok = h && hub_backup(h, a->rest[0], &err);

	hub_close(h);
	if (!ok)
		return hub_failed(&err);
	fprintf(stderr, _("备份好了：%s。里面有密钥和全县的记录，请像保管印章一样保管\n"), a->rest[0]);
	return 0;
}

static void print_fault(void *arg, const char *sentence)
{
	(void)arg;
	fprintf(stderr, "%s\n", sentence);
}

int hub_run_restore(const struct args *a)
{
	struct err err = { 0 };
	uint32_t number;

	if (!hub_restore(a->rest[0], a->dir, print_fault, &number, &err))
		return hub_failed(&err);
	fprintf(stderr, _("县中心已恢复到 %s，现在是第 %u 纪元。开始服务以后，各窗口报送时会把备份以后的记录带回来\n"
	                  "备份以后停用过的机器要重新停用；备份以后发出、还没有用的入网包作废，请重发\n"),
	        a->dir, station_epoch(number));
	return 0;
}

/* What other desks brought of machines that have not come. */
static bool list_waiting(struct hub *h, struct err *err)
{
	uint32_t station = 0;
	size_t n;

	while (quarantine_next(h->store, station, &station, &n, err)) {
		if (!station)
			return true;
		printf("%u.%u.%u  %zu\n", station_county(station), station_epoch(station), station_desk(station), n);
	}
	return false;
}

static bool recover(struct hub *h, const char *text, struct err *err)
{
	uint32_t station = office_station(text);
	struct hub_recovered r;

	if (!station)
		return err_set(err, ERR_USAGE, _("不是机器的编号：%s（用 yichuang-hub recover DIR 查看）"), text);
	if (!hub_recover(h, station, &r, err))
		return false;
	printf(_("收回 %zu 条，其中 %zu 条不合规则被退回\n"), r.taken, r.refused);
	if (r.doubtful)
		printf(_("有 %zu 条各窗口说法不一，没有收\n"), r.doubtful);
	return true;
}

int hub_run_recover(const struct args *a)
{
	struct err err = { 0 };
	struct hub *h = hub_open(a->dir, &err);
	bool ok = h && (a->nrest ? recover(h, a->rest[0], &err) : list_waiting(h, &err));

	hub_close(h);
	return ok ? 0 : hub_failed(&err);
}
