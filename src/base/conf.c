/* SPDX-License-Identifier: Apache-2.0 */
/* Settings. The table below is the whole truth about them: yichuang.ini(5) and `yichuang doctor` are checked against it. */
#include "base/conf.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#define SYSTEM_FILE "/etc/yichuang.ini"
#define FILE_LIMIT (256 * 1024)

static const struct conf_item items[] = {
	{ "desk.who", "", N_("经办人姓名；空着就用系统的登录名") },
	{ "desk.unit", "", N_("本单位代码；空着就用入网包里的单位，只有没有入网包的单机才需要填") },
	{ "desk.ambiguous", "auto", N_("“…”“①”等符号占几列：1、2，或 auto 由程序测量终端") },
	{ "desk.ascii", "no", N_("用 + - | 画框线，给画不出线条的终端；yes 或 no") },
	{ "desk.escdelay", "300", N_("按 Esc 后等待的毫秒数；线路慢、方向键失灵时调大") },
	{ "hub.timeout", "30", N_("一次交换多少秒没有动静就放弃，下次从断处继续") },
	{ "hub.connect_timeout", "15", N_("连接县中心最多等多少秒") },
	{ "hub.budget", "65536", N_("一次交换最多传多少字节；实际传多少由程序按线路快慢定") },
	{ "sync.every", "15", N_("自动报送每隔多少分钟一次；0 是只在按 F5 时报送") },
	{ "sync.after_save", "10", N_("保存以后过多少秒自动报送；0 是等到下一次") },
	{ "sync.quiet", "", N_("什么时间不自动报送，如 22:00-06:00，几段之间空一格") },
	{ "sync.day_kb", "0", N_("自动报送一天最多用多少 KB 流量；0 是不限") },
	{ "sync.ask_kb", "256", N_("按 F5 要报的超过多少 KB 就先问；0 是不问") },
	{ "attach.max_mb", "20", N_("一个附件最多多少 MB") },
	{ "attach.send", "now", N_("附件怎么传：now 随报送传，later 留着等吩咐再传，stick 用 U 盘") },
	{ "attach.folder", "~", N_("选附件时先打开哪个文件夹；~ 是自己的主文件夹") },
	{ "log.file", "", N_("日志文件；空着就是数据文件夹里的 yichuang.log") },
};

#define ITEMS (sizeof items / sizeof *items)

enum source {
	BUILT_IN,
	SYSTEM,
	USER,
	ENVIRONMENT,
	OPTION,
};

/* What was said about each item; NULL: nothing, the default counts. */
static struct {
	char *value;
	char *path;             /* of the file it stands in */
	enum source source;
} said[ITEMS];

static size_t index_of(const char *name)
{
	for (size_t i = 0; i < ITEMS; i++)
		if (strcmp(items[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

static size_t declared(const char *name)
{
	size_t i = index_of(name);

	assert(i != SIZE_MAX && "this setting is not in the table");
	return i;
}

/* A later source overrides an earlier one, in whatever order they are told. */
static void say(size_t i, enum source source, const char *value, const char *path)
{
	if (source < said[i].source)
		return;
	char *own = mem_dup(value);     /* first: value may be the one that is replaced */
	free(said[i].value);
	free(said[i].path);
	said[i].value = own;
	said[i].path = mem_dup(path);
	said[i].source = source;
}

static void complain(ini_report *report, void *arg, const struct ini_fault *fault)
{
	if (report)
		report(arg, fault);
}

static void take_section(const struct ini *ini, const char *section, enum source source, ini_report *report, void *arg)
{
	for (size_t k = 0; k < ini_keys(ini, section); k++) {
		const char *key = ini_key(ini, section, k);
		char *name = mem_fmt("%s.%s", section, key);
		size_t i = index_of(name);
		if (i != SIZE_MAX)
			say(i, source, ini_get(ini, section, key), ini_name(ini));
		else
			complain(report, arg, &(struct ini_fault){ ini_name(ini), ini_line(ini, section, key), section, key,
				_("没有这项设置，已略过；请对照手册 yichuang.ini(5) 检查拼写。") });
		free(name);
	}
}

static void take_file(const char *path, enum source source, ini_report *report, void *arg)
{
	struct buf text = { 0 };
	struct err err = { 0 };

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return;
	if (!file_read(path, FILE_LIMIT, &text, &err)) {
		complain(report, arg, &(struct ini_fault){ path, 0, "", "", err.say });
		buf_free(&text);
		return;
	}
	struct ini *ini = ini_parse(path, buf_text(&text), text.len, report, arg);
	for (size_t s = 0; ini && s < ini_sections(ini); s++)
		take_section(ini, ini_section(ini, s), source, report, arg);
	ini_free(ini);
	buf_free(&text);
}

/* Yours; NULL where there is no home. */
static char *user_file(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (config && *config == '/')
		return file_join(config, "yichuang/yichuang.ini");
	return home && *home ? file_join(home, ".config/yichuang/yichuang.ini") : NULL;
}

static void take_environment(size_t i, ini_report *report, void *arg)
{
	char *name = mem_fmt("YICHUANG_%s", items[i].name);
	for (char *p = name; *p; p++)
		*p = *p == '.' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;

	const char *value = getenv(name);
	if (value && text_valid(value, strlen(value)))
		say(i, ENVIRONMENT, value, NULL);
	else if (value)
		complain(report, arg, &(struct ini_fault){ name, 0, "", "", _("这个环境变量不是 UTF-8 文字，已略过。") });
	free(name);
}

void conf_load(ini_report *report, void *arg)
{
	char *user = user_file();

	take_file(SYSTEM_FILE, SYSTEM, report, arg);
	if (user)
		take_file(user, USER, report, arg);
	for (size_t i = 0; i < ITEMS; i++)
		take_environment(i, report, arg);
	free(user);
}

const char *conf_get(const char *name)
{
	size_t i = declared(name);

	return said[i].value ? said[i].value : items[i].value;
}

static bool number(const char *s, long *v)
{
	char *end;

	errno = 0;
	*v = strtol(s, &end, 10);
	return *s && !*end && errno == 0;
}

long conf_int(const char *name)
{
	long v;
	bool ok = number(conf_get(name), &v) || number(items[declared(name)].value, &v);

	assert(ok && "the default of this setting is no number");
	return ok ? v : 0;
}

/* 1 yes, 0 no, -1 neither */
static int truth(const char *s)
{
	static const char *const yes[] = { "yes", "是", "1", "true", "on" };
	static const char *const no[] = { "no", "否", "0", "false", "off" };

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (strcasecmp(s, yes[i]) == 0)
			return 1;
		if (strcasecmp(s, no[i]) == 0)
			return 0;
	}
	return -1;
}

bool conf_bool(const char *name)
{
	int v = truth(conf_get(name));

	if (v < 0)
		v = truth(items[declared(name)].value);
	assert(v >= 0 && "the default of this setting is neither yes nor no");
	return v == 1;
}

void conf_set(const char *name, const char *value)
{
	say(declared(name), OPTION, value, NULL);
}

const struct conf_item *conf_items(size_t *n)
{
	*n = ITEMS;
	return items;
}

const char *conf_origin(const char *name)
{
	size_t i = declared(name);

	switch (said[i].source) {
	case ENVIRONMENT: return "environment";
	case OPTION: return "option";
	case SYSTEM:
	case USER: return said[i].path;
	case BUILT_IN: break;
	}
	return "built-in";
}
