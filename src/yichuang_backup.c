/* SPDX-License-Identifier: Apache-2.0 */
/* Commands `backup` and `restore` of a desk. */
#include "yichuang.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/backup.h"
#include "store/renewal.h"

int run_backup(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	char *home = file_home();
	/* not through a session: a backup is wanted even where the forms are wrong */
	struct store *s = store_open(home, STORE_DESK, false, &err);
	bool good = s && store_backup(s, args[0], NULL, 0, &err);

	(void)o, (void)n;
	store_close(s);
	free(home);
	if (!good)
		return cli_failed(&err);
	char *line = mem_fmt(_("备份好了：%s。里面有全部记录，请收好"), args[0]);

	cli_say(stderr, line);
	free(line);
	return 0;
}

struct restored {
	bool enrolled;
	size_t drafts;
};

/* A new key is asked for, whatever the store was about when the backup was made. */
static bool settle(void *arg, struct store *s, const char *dir, struct err *err)
{
	struct restored *r = arg;
	struct station_self me = { 0 };

	(void)dir;
	if (!station_self_load(s, &me, err))
		return false;
	r->enrolled = me.number != 0;
	station_self_clear(&me);
	if (!draft_count(s, &r->drafts, err) || !store_begin(s, err))
		return false;
	if (renewal_drop(s, err) && (!r->enrolled || renewal_set_stale(s, STALE_RESTORED, err)) && store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}

static void say_fault(void *arg, const char *sentence)
{
	(void)arg;
	cli_say(stderr, sentence);
}

int run_restore(const struct options *o, int n, char **args)
{
	struct restored r = { 0 };
	struct err err = { 0 };
	char *home = file_home();
	bool good = store_restore(args[0], home, STORE_DESK, settle, &r, say_fault, &err);

	(void)o, (void)n;
	if (good) {
		char *line = mem_fmt(_("已恢复到 %s，草稿 %zu 份"), home, r.drafts);

		cli_say(stderr, line);
		free(line);
		if (r.enrolled)
			cli_say(stderr, _("备份以后报送过的，下次同步时从县中心取回；取回以前只存草稿。本窗口会换一个新的窗口号，"
			                  "印出去的旧编号仍然查得到。没有备份、也没有报送过的，找不回来了"));
	}
	free(home);
	return good ? 0 : cli_failed(&err);
}
