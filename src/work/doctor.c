/* SPDX-License-Identifier: Apache-2.0 */
#include "work/doctor.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/journal.h"
#include "store/renewal.h"
#include "work/session.h"
#include "work/today.h"

#define ROOM_LEAST (200ull * 1024 * 1024)       /* a year of a busy town, and its backup */
#define YEAR_LEAST 2025                         /* a clock that says less has lost its battery */
#define YEAR_MOST 2060
#define SYNC_OLD (3 * 86400000LL)

struct visit {
	doctor_say *say;
	void *arg;
	const char *home;
	int wrong;
	int faulty;             /* faults of forms or settings counted in a pass */
	char first[512];
};

static void finding(struct visit *v, bool good, const char *what, char *sentence)
{
	v->wrong += !good;
	v->say(v->arg, good, what, sentence);
	free(sentence);
}

static void see_locale(struct visit *v)
{
	const char *set = nl_langinfo(CODESET), *lang = getenv("LC_ALL");

	lang = lang && *lang ? lang : getenv("LANG");
	if (strcmp(set, "UTF-8") == 0)
		finding(v, true, _("文字编码"), mem_fmt(_("UTF-8，语言环境 %s"), lang && *lang ? lang : "C.UTF-8"));
	else
		finding(v, false, _("文字编码"), mem_fmt(_("现在是 %s，汉字会乱。请在登录脚本中写 export LANG=C.UTF-8"), set));
}

static void count_fault(void *arg, const struct ini_fault *f)
{
	struct visit *v = arg;

	if (v->faulty++ == 0)
		snprintf(v->first, sizeof v->first, _("%s 第 %d 行：%s"), f->file, f->line, f->say);
}

static void see_settings(struct visit *v)
{
	v->faulty = 0;
	conf_load(count_fault, v);
	if (v->faulty)
		finding(v, false, _("设置文件"), mem_fmt(_("有 %d 处看不懂，照默认办。%s"), v->faulty, v->first));
	else
		finding(v, true, _("设置文件"), mem_dup(_("没有看不懂的地方")));
}

static void see_clock(struct visit *v, struct session *s)
{
	int64_t now = clock_ms();
	struct clock_parts p = clock_split(now);
	unsigned char chain[CRYPTO_HASH];
	uint32_t last = 0;
	char at[17], before[17];

	clock_format_minute(now, at);
	if (p.year < YEAR_LEAST || p.year > YEAR_MOST) {
		finding(v, false, _("时钟"), mem_fmt(_("本机时间是 %s，不像是对的。请用管理员身份校准时钟"), at));
		return;
	}
	struct entry *e = s && s->self.number && journal_head(s->store, s->self.number, &last, chain, NULL) && last
		? journal_get(s->store, entry_id(s->self.number, last), NULL) : NULL;
	if (e && entry_ms(e) > now + 60000) {
		clock_format_minute(entry_ms(e), before);
		finding(v, false, _("时钟"), mem_fmt(_("本机时间 %s 比上一条记录（%s）还早。请校准时钟，两边至少有一个不对"), at, before));
	} else {
		finding(v, true, _("时钟"), mem_dup(at));
	}
	entry_free(e);
}

static void see_room(struct visit *v)
{
	struct statvfs fs;

	if (statvfs(v->home, &fs) != 0)
		return;
	unsigned long long room = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (room < ROOM_LEAST)
		finding(v, false, _("磁盘"), mem_fmt(_("只剩 %llu MB。请清理磁盘，至少留 %llu MB，否则会存不下"), room >> 20, ROOM_LEAST >> 20));
	else
		finding(v, true, _("磁盘"), mem_fmt(_("还有 %llu MB"), room >> 20));
}

static void see_enrolment(struct visit *v, struct session *s)
{
	if (!session_enrolled(s)) {
		finding(v, false, _("入网"), mem_dup(_("还没有入网，填的表只能存为草稿。请向县中心要入网包，然后 yichuang enroll 入网包")));
		return;
	}
	char *unit = book_unit(s->book, s->self.unit);
	finding(v, true, _("入网"), mem_fmt(_("%s（%s）第 %u 号窗口%s"), unit, s->self.unit, (unsigned)station_desk(s->self.number),
		s->self.practice ? _("，练习用") : ""));
	free(unit);
	char *stale = renewal_stale(s->store);
	if (stale)
		finding(v, false, _("数据"), mem_dup(_("是旧备份或复制来的，现在只存草稿。请同步一次，补齐县中心已有的，换新的窗口号")));
	free(stale);
}

static void see_sync(struct visit *v, struct session *s)
{
	struct status st;
	struct err err = { 0 };
	char at[17];

	if (!session_enrolled(s))
		return;
	if (!status_read(s, &st, &err)) {
		finding(v, false, _("同步"), mem_dup(err.say));
		return;
	}
	clock_format_minute(st.last_ok, at);
	if (!st.last_ok)
		finding(v, false, _("同步"), mem_fmt(_("还没有成功过，待报 %zu 条。请运行 yichuang sync 看说什么"), st.pending));
	else if (*st.last_error)
		finding(v, false, _("同步"), mem_fmt(_("上次成功 %s，最近一次没成：%s"), at, st.last_error));
	else if (st.pending && clock_ms() - st.last_ok > SYNC_OLD)
		finding(v, false, _("同步"), mem_fmt(_("上次成功 %s，待报 %zu 条。请运行 yichuang sync"), at, st.pending));
	else
		finding(v, true, _("同步"), mem_fmt(_("上次成功 %s，待报 %zu 条"), at, st.pending));
}

static void see_forms(struct visit *v, struct session *s)
{
	if (v->faulty)
		finding(v, false, _("表单"), mem_fmt(_("有 %d 处写错，写错的表不能用。%s"), v->faulty, v->first));
	else
		finding(v, true, _("表单"), mem_fmt(_("%zu 张表，%s"), book_forms(s->book),
			book_version(s->book) ? _("县中心发布的") : _("随程序带的")));
}

static bool has_store(const char *home)
{
	char *path = file_join(home, "yichuang.db");
	struct stat st;
	bool there = stat(path, &st) == 0;

	free(path);
	return there;
}

int doctor(const char *home, doctor_say *say, void *arg)
{
	struct visit v = { .say = say, .arg = arg, .home = home };
	struct err err = { 0 };
	struct session *s = NULL;

	see_locale(&v);
	see_settings(&v);
	see_room(&v);
	v.faulty = 0;
	if (!has_store(home)) {
		see_clock(&v, NULL);
		finding(&v, false, _("数据"), mem_fmt(_("%s 里还没有数据。入网（yichuang enroll 入网包）或打开一次 yichuang 就会有"), home));
		return v.wrong;
	}
	if (!(s = session_open(home, count_fault, &v, &err))) {
		see_clock(&v, NULL);
		finding(&v, false, _("数据"), mem_fmt(_("%s。不要删除 %s，请联系县中心"), err.say, home));
		return v.wrong;
	}
	see_clock(&v, s);
	finding(&v, true, _("数据"), mem_fmt(_("%s 打得开；要逐条核对请用 yichuang verify"), home));
	see_enrolment(&v, s);
	see_forms(&v, s);
	see_sync(&v, s);
	session_close(s);
	return v.wrong;
}
