/* SPDX-License-Identifier: Apache-2.0 */
/* The table of keys, and what keys.ini makes of it. */
#include "desk/keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#define KEYS_PER_ACTION 6

/* Keys joined by |. No command needs a letter: the Chinese input method may be on. */
static const struct key_row table[] = {
	{ ACT_HELP, "help", "F1|Esc 1", "?", N_("这一栏的说明；再按一次：全部按键") },
	{ ACT_SAVE, "save", "F2|Esc 2", "", N_("保存；没填完的留作草稿") },
	{ ACT_FIND, "find", "F3|Esc 3", "/", N_("查找") },
	{ ACT_PICK, "pick", "F4|Esc 4", "", N_("从列表里选，可键入拼音首字母；展开一行") },
	{ ACT_SYNC, "sync", "F5|Esc 5|Ctrl-R", "", N_("刷新，现在就同步") },
	{ ACT_NEW, "new", "F6|Esc 6", "", N_("新增；先问没填完的草稿") },
	{ ACT_OLDER, "previous", "F7|Esc 7", "", N_("上一件") },
	{ ACT_NEWER, "next", "F8|Esc 8", "", N_("下一件") },
	{ ACT_ACT, "act", "F9|Esc 9", "", N_("办理这一件") },
	{ ACT_MENU, "menu", "F10|Esc 0", "", N_("菜单，退出") },
	{ ACT_BACK, "back", "Esc", "", N_("返回上一层，草稿留着，不删任何东西") },
	{ ACT_ENTER, "enter", "Enter", "", N_("下一栏；选定；不会自己提交") },
	{ ACT_NEXT, "forward", "Tab", "", N_("下一栏") },
	{ ACT_PREVIOUS, "backward", "Shift-Tab", "", N_("上一栏") },
	{ ACT_UP, "up", "↑", "", N_("上一栏，上一行") },
	{ ACT_DOWN, "down", "↓", "", N_("下一栏，下一行") },
	{ ACT_LEFT, "left", "←", "", N_("左移") },
	{ ACT_RIGHT, "right", "→", "", N_("右移") },
	{ ACT_WORD_LEFT, "word_left", "Ctrl-←", "", N_("左移一词") },
	{ ACT_WORD_RIGHT, "word_right", "Ctrl-→", "", N_("右移一词") },
	{ ACT_PGUP, "page_up", "PgUp", "", N_("上一页") },
	{ ACT_PGDN, "page_down", "PgDn", "", N_("下一页") },
	{ ACT_HOME, "home", "Home|Ctrl-A", "", N_("行首，第一件") },
	{ ACT_END, "end", "End|Ctrl-E", "", N_("行尾，最后一件") },
	{ ACT_BACKSPACE, "backspace", "Backspace|Ctrl-H", "", N_("删去前一字") },
	{ ACT_DELETE, "delete", "Del|Ctrl-D", "", N_("删去后一字；删去一行（先问）") },
	{ ACT_INSERT, "insert", "Ins", "", N_("插入或改写；列表里新增") },
	{ ACT_NEWLINE, "newline", "Ctrl-J", "", N_("在文字里换行") },
	{ ACT_UNDO, "undo", "Ctrl-Z", "", N_("撤销本栏的改动") },
	{ ACT_CODE, "code", "Ctrl-V", "", N_("按码位输入生僻字：接着键入 U 和十六进制数") },
	{ ACT_COMMAND, "command", "Ctrl-G", ":", N_("命令行，可键入拼音首字母") },
	{ ACT_BLANK, "blank", "Ctrl-B", "", N_("遮屏") },
	{ ACT_REDRAW, "redraw", "Ctrl-L", "", N_("重画屏幕") },
	{ ACT_INTERRUPT, "quit", "Ctrl-C", "", N_("退出（先问）") },
};

#define ROWS (sizeof table / sizeof *table)

/* What counts now; the first `n` of each row are those of `keys`. */
static struct {
	int32_t code[KEYS_PER_ACTION];
	char *shown;            /* the first key as keys.ini wrote it; NULL: as in the table */
	char *keys;             /* NULL: as in the table */
	size_t n, inside;       /* inside: how many count while typing too */
} now[ROWS];
static bool loaded;

static const struct { const char *name; int32_t code; } names[] = {
	{ "Enter", '\r' }, { "Tab", '\t' }, { "Esc", 27 }, { "Space", ' ' }, { "Backspace", KC_BACKSPACE },
	{ "↑", KC_UP }, { "↓", KC_DOWN }, { "←", KC_LEFT }, { "→", KC_RIGHT },
	{ "Up", KC_UP }, { "Down", KC_DOWN }, { "Left", KC_LEFT }, { "Right", KC_RIGHT },
	{ "Ctrl-←", KC_WORD_LEFT }, { "Ctrl-→", KC_WORD_RIGHT }, { "Shift-Tab", KC_SHIFT_TAB },
	{ "Home", KC_HOME }, { "End", KC_END }, { "PgUp", KC_PGUP }, { "PgDn", KC_PGDN },
	{ "Ins", KC_INSERT }, { "Del", KC_DELETE },
};

const struct key_row *keys_table(size_t *n)
{
	*n = ROWS;
	return table;
}

int32_t keys_parse(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i].name))
			return names[i].code;
	if ((*name == 'F' || *name == 'f') && len >= 2 && len <= 3 && strspn(name + 1, "0123456789") == len - 1) {
		int f = atoi(name + 1);
		return f >= 1 && f <= 12 ? KC_F1 + f - 1 : -1;
	}
	if (len == 5 && !strncmp(name, "Esc ", 4) && name[4] >= '0' && name[4] <= '9')
		return KC_ESC_0 + name[4] - '0';
	if (len == 6 && !strncmp(name, "Ctrl-", 5) && ((name[5] | 32) >= 'a' && (name[5] | 32) <= 'z'))
		return (name[5] & 31);
	return len == 1 && strchr("?/:", *name) ? *name : -1;
}

/* Split "F2|Esc 2" and parse each; false at the first that is no key, which *bad then is (yours). */
static bool parse_keys(const char *list, int32_t *codes, size_t *n, char **bad)
{
	for (; *list && *n < KEYS_PER_ACTION; list += strcspn(list, "|"), list += *list == '|') {
		char *part = mem_ndup(list, strcspn(list, "|")), *one = text_trim(part);
		free(part);
		int32_t code = keys_parse(one);
		if (code < 0) {
			*bad = one;
			return false;
		}
		free(one);
		codes[(*n)++] = code;
	}
	return true;
}

static void set_row(size_t i, const char *keys)
{
	char *bad = NULL;

	now[i].n = 0;
	bool good = parse_keys(keys, now[i].code, &now[i].n, &bad);
	now[i].inside = now[i].n;
	good = parse_keys(table[i].outside, now[i].code, &now[i].n, &bad) && good;
	assert(good);
	(void)good;
	free(bad);
}

static void defaults(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		free(now[i].shown);
		free(now[i].keys);
		now[i].shown = now[i].keys = NULL;
		set_row(i, table[i].keys);
	}
	loaded = true;
}

static size_t holder(int32_t code, size_t but)
{
	for (size_t i = 0; i < ROWS; i++)
		for (size_t k = 0; i != but && k < now[i].inside; k++)
			if (now[i].code[k] == code)
				return i;
	return ROWS;
}

static void complain(const struct ini *ini, const char *key, ini_report *report, void *arg, char *say)
{
	struct ini_fault fault = { .file = ini_name(ini), .line = ini_line(ini, "keys", key), .section = "keys", .key = key,
		.say = say };

	if (report)
		report(arg, &fault);
	free(say);
}

/* One line of keys.ini. */
static void remap(const struct ini *ini, const char *name, ini_report *report, void *arg)
{
	const char *value = ini_get(ini, "keys", name);
	int32_t codes[KEYS_PER_ACTION];
	size_t i = 0, n = 0;
	char *bad = NULL;

	while (i < ROWS && strcmp(table[i].name, name) != 0)
		i++;
	if (i == ROWS) {
		complain(ini, name, report, arg, mem_fmt(_("没有叫“%s”的动作"), name));
		return;
	}
	if (!parse_keys(value, codes, &n, &bad) || n == 0) {
		complain(ini, name, report, arg, mem_fmt(_("没有叫“%s”的键；写法如 F2、Esc 2、Ctrl-R、Ins，多个用 | 隔开"),
		                                         bad ? bad : ""));
		free(bad);
		return;
	}
	for (size_t k = 0; k < n; k++) {
		size_t taken = holder(codes[k], i);
		if (taken < ROWS) {
			complain(ini, name, report, arg,
			         mem_fmt(_("这个键已经用于“%s”，仍用原来的 %s"), _(table[taken].help),
			                 keys_name(table[i].action)));
			return;
		}
	}
	set_row(i, value);
	now[i].keys = mem_dup(value);
	char *first = mem_ndup(value, strcspn(value, "|"));
	now[i].shown = text_trim(first);
	free(first);
}

void keys_load(const char *text, size_t n, ini_report *report, void *arg)
{
	defaults();
	if (!text)
		return;
	struct ini *ini = ini_parse("keys.ini", text, n, report, arg);
	if (!ini)
		return;
	for (size_t i = 0; i < ini_keys(ini, "keys"); i++)
		remap(ini, ini_key(ini, "keys", i), report, arg);
	ini_free(ini);
}

/* Full-width ASCII, as a Chinese input method leaves it, means the same outside text. */
static int32_t narrow(int32_t code)
{
	if (code == 0x3000)
		return ' ';
	return code >= 0xff01 && code <= 0xff5e ? code - 0xff01 + 0x21 : code;
}

static enum action fixed(int32_t code)
{
	switch (code) {
	case KC_PASTE:
		return ACT_PASTE;
	case KC_RESIZE:
		return ACT_RESIZE;
	case KC_IDLE:
		return ACT_IDLE;
	case KC_HANGUP:
		return ACT_HANGUP;
	default:
		return code >= 0x20 && code < KC_BASE && code != 0x7f ? ACT_TEXT : ACT_NONE;
	}
}

enum action keys_action(int32_t code, bool typing)
{
	if (!loaded)
		defaults();
	if (!typing)
		code = narrow(code);
	if (code == 0x7f)
		code = KC_BACKSPACE;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t k = 0; k < (typing ? now[i].inside : now[i].n); k++)
			if (now[i].code[k] == code)
				return table[i].action;
	return fixed(code);
}

static size_t row_of(enum action a)
{
	size_t i = 0;

	if (!loaded)
		defaults();
	while (i < ROWS && table[i].action != a)
		i++;
	return i;
}

const char *keys_name(enum action a)
{
	static char first[32];
	size_t i = row_of(a);

	if (i == ROWS)
		return "";
	if (now[i].shown)
		return now[i].shown;
	size_t n = strcspn(table[i].keys, "|");
	memcpy(first, table[i].keys, n < sizeof first ? n : sizeof first - 1);
	first[n < sizeof first ? n : sizeof first - 1] = '\0';
	return first;
}

char *keys_names(enum action a)
{
	struct buf b = { 0 };
	size_t i = row_of(a);

	if (i < ROWS) {
		buf_puts(&b, now[i].keys ? now[i].keys : table[i].keys);
		if (*table[i].outside)
			buf_fmt(&b, "|%s", table[i].outside);
	}
	char *joined = buf_take(&b), *one, *save = NULL;
	for (one = strtok_r(joined, "|", &save); one; one = strtok_r(NULL, "|", &save))
		buf_fmt(&b, "%s%s", b.len ? "  " : "", one);
	free(joined);
	return buf_take(&b);
}

int keys_digit(const struct key *k)
{
	if (k->action != ACT_TEXT)
		return -1;
	int32_t cp = narrow(text_codepoint(k->text, NULL));
	return cp >= '0' && cp <= '9' ? cp - '0' : -1;
}
