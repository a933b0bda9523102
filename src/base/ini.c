/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INI text. The lint reads every line by our own rules and names what iniparser would lose; then iniparser reads the whole, and
 * both must agree on names, values and order. What is served afterwards are iniparser's values.
 */
#include "base/ini.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if __has_include(<iniparser/iniparser.h>)
#include <iniparser/iniparser.h>
#else
#include <iniparser.h>
#endif

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#define FILE_LIMIT (256 * 1024)
#define LINE_LIMIT 1000

/* A section header, or a key; the keys of a section stand behind it. */
struct entry {
	char *name;
	char *read;             /* the value as the lint read it, until iniparser confirmed it; NULL: a section header */
	const char *value;      /* iniparser's */
	int line;
};

struct ini {
	char *name;
	struct entry *entries;
	size_t n, cap;
	dictionary *dict;
};

struct lint {
	struct ini *ini;
	ini_report *report;
	void *arg;
	int line;
	size_t section;         /* index of the header we are under; SIZE_MAX before the first */
	bool bad;
};

static void __attribute__((format(printf, 3, 4))) fault(struct lint *l, const char *key, const char *fmt, ...)
{
	char say[400];
	va_list ap;

	l->bad = true;
	if (!l->report)
		return;
	va_start(ap, fmt);
	vsnprintf(say, sizeof say, fmt, ap);
	va_end(ap);

	/* names and values are quoted from the file: no escape sequence gets out with them */
	char *clean = text_clean(say, strlen(say), TEXT_LINE);
	struct ini_fault f = {
		.file = l->ini->name,
		.line = l->line,
		.section = l->section == SIZE_MAX ? "" : l->ini->entries[l->section].name,
		.key = key,
		.say = clean,
	};
	l->report(l->arg, &f);
	free(clean);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* s[0..n) without blanks at its ends, lower-cased. Yours. */
static char *name_of(const char *s, size_t n)
{
	while (n && blank(*s)) {
		s++;
		n--;
	}
	while (n && blank(s[n - 1]))
		n--;
	char *name = mem_ndup(s, n);
	for (char *p = name; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return name;
}

/* The entry of that name between `from` and the end, among headers or (up to the next header) keys. */
static struct entry *find(const struct ini *ini, size_t from, const char *name, bool header)
{
	for (size_t i = from; i < ini->n; i++) {
		struct entry *e = &ini->entries[i];
		bool is_header = !e->read && !e->value;
		if (is_header && !header)
			break;
		if (is_header == header && strcmp(e->name, name) == 0)
			return e;
	}
	return NULL;
}

static void add(struct lint *l, char *name, char *value)
{
	struct ini *ini = l->ini;

	ini->entries = mem_grow(ini->entries, &ini->cap, ini->n, sizeof *ini->entries);
	ini->entries[ini->n++] = (struct entry){ .name = name, .read = value, .line = l->line };
}

static void lint_header(struct lint *l, const char *line, size_t n)
{
	const char *end = memchr(line, ']', n);
	char *name = name_of(line + 1, end ? (size_t)(end - line) - 1 : n - 1);
	const struct entry *twin = find(l->ini, 0, name, true);

	if (!end)
		fault(l, "", _("方括号没有配对，请写成 [名称]。"));
	else if (end + 1 != line + n)
		fault(l, "", _("方括号后面不能再有文字，说明请另起一行写。"));
	else if (!*name)
		fault(l, "", _("方括号里没有名称，请写成 [名称]。"));
	else if (strchr(name, ':'))
		fault(l, "", _("段名“%s”里有冒号，请改用空格或点，例如 [field fee]。"), name);
	else if (twin)
		fault(l, "", _("段 [%s] 在第 %d 行已经有了，请合并成一段或改名。"), name, twin->line);
	/* also a wrong one is kept: what stands under it belongs to it and needs no fault of its own */
	l->section = l->ini->n;
	add(l, name, NULL);
}

/* A value that begins with a quote, of n bytes without blanks at its ends. NULL if it is faulty. */
static char *quoted_value(struct lint *l, const char *key, const char *s, size_t n)
{
	const char *end = memchr(s + 1, *s, n - 1);
	if (!end) {
		fault(l, key, _("“%s”的值有一个引号 %c 没有配对，请在末尾补上。"), key, *s);
		return NULL;
	}
	/* 4.1 keeps a backslash, later iniparsers take it for an escape */
	if (memchr(s + 1, '\\', (size_t)(end - s) - 1)) {
		fault(l, key, _("“%s”的值在引号里有反斜杠，各版本读法不同，请去掉反斜杠或引号。"), key);
		return NULL;
	}

	const char *rest = end + 1;
	while (rest < s + n && blank(*rest))
		rest++;
	if (rest < s + n && *rest != ';' && *rest != '#') {
		fault(l, key, _("“%s”的值在引号后面还有文字，请把整个值放进一对引号。"), key);
		return NULL;
	}
	return mem_ndup(s + 1, (size_t)(end - s) - 1);
}

static char *plain_value(struct lint *l, const char *key, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == ';' || s[i] == '#') {
			fault(l, key, _("“%s”的值里有 %c，后面的文字会丢失。请给整个值加上英文双引号；说明请另起一行写。"),
				key, s[i]);
			return NULL;
		}
	return mem_ndup(s, n);
}

static void lint_pair(struct lint *l, const char *line, size_t n)
{
	const char *equals = memchr(line, '=', n);
	if (!equals || equals == line) {
		fault(l, "", _("看不懂这一行。请写成“[段名]”“名称 = 值”，或以 ; 开头的说明。"));
		return;
	}

	char *key = name_of(line, (size_t)(equals - line));
	const char *s = equals + 1;
	while (s < line + n && blank(*s))
		s++;
	size_t len = (size_t)(line + n - s);
	char *value = len && (*s == '"' || *s == '\'') ? quoted_value(l, key, s, len) : plain_value(l, key, s, len);

	const struct entry *twin = l->section == SIZE_MAX ? NULL : find(l->ini, l->section + 1, key, false);
	if (l->section == SIZE_MAX)
		fault(l, key, _("“%s”写在所有段之前，不知道它属于哪里。请先写一行 [段名]。"), key);
	else if (twin)
		fault(l, key, _("“%s”在第 %d 行已经写过，请只留一行。"), key, twin->line);
	add(l, key, value ? value : mem_dup(""));
}

static void lint_line(struct lint *l, const char *line, size_t n)
{
	if (n > LINE_LIMIT) {
		fault(l, "", _("这一行太长：最多 %d 字节（约 %d 个汉字），请缩短。"), LINE_LIMIT, LINE_LIMIT / 3);
		return;
	}
	if (!text_valid(line, n)) {
		fault(l, "", _("这一行不是 UTF-8 文字，请用 UTF-8 编码重新保存文件。"));
		return;
	}

	while (n && blank(*line)) {
		line++;
		n--;
	}
	while (n && blank(line[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f) {
			fault(l, "", _("这一行有看不见的控制字符，请删去后重新输入。"));
			return;
		}
	if (n == 0)
		return;
	/* also at the end of a comment: the next line would become part of it */
	if (line[n - 1] == '\\')
		fault(l, "", _("行末的反斜杠会把下一行接上来，请删去反斜杠。"));
	else if (*line == '[')
		lint_header(l, line, n);
	else if (*line != ';' && *line != '#')
		lint_pair(l, line, n);
}

static void lint_text(struct lint *l, const char *text, size_t n)
{
	if (n > FILE_LIMIT) {
		fault(l, "", _("文件太大：最多 %d KiB，请拆成几个文件。"), FILE_LIMIT / 1024);
		return;
	}
	for (const char *end = text + n; text < end;) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((newline ? newline : end) - text);
		l->line++;
		if (l->line == 1 && len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
			fault(l, "", _("文件开头有 BOM 标记，请另存为“UTF-8（无 BOM）”。"));
			text += 3;
			len -= 3;
		}
		lint_line(l, text, len);
		text = newline ? newline + 1 : end;
	}
	l->line = 0;
	l->section = SIZE_MAX;
}

static int __attribute__((format(printf, 1, 2))) keep_silent(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* iniparser 4.1 only takes a path, so the text goes through a file in memory. NULL if it could not be read. */
static dictionary *load(const char *text, size_t n)
{
	/* the error callback and parts of the parser are the library's static data */
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	int fd = memfd_create("ini", MFD_CLOEXEC);
	dictionary *dict = NULL;

	if (fd < 0)
		return NULL;
	size_t done = 0;
	while (done < n) {
		ssize_t more = write(fd, text + done, n - done);
		if (more <= 0)
			break;
		done += (size_t)more;
	}
	if (done == n) {
		char path[40];
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		pthread_mutex_lock(&one_at_a_time);
		iniparser_set_error_callback(keep_silent);
		dict = iniparser_load(path);
		pthread_mutex_unlock(&one_at_a_time);
	}
	close(fd);
	return dict;
}

/* Does slot `slot` of iniparser hold this entry of the lint? */
static bool same(const struct ini *ini, size_t slot, const char *section, const struct entry *e)
{
	const char *key = slot < (size_t)ini->dict->size ? ini->dict->key[slot] : NULL;
	if (!key)
		return false;

	const char *value = ini->dict->val[slot];
	if (!e->read)
		return !value && strcmp(key, e->name) == 0;
	size_t n = strlen(section);
	return value && strncmp(key, section, n) == 0 && key[n] == ':' && strcmp(key + n + 1, e->name) == 0 &&
	       strcmp(value, e->read) == 0;
}

/* Takes iniparser's values where it read what the lint read; a difference is a fault, for then neither is to be trusted. */
static void confirm(struct lint *l)
{
	struct ini *ini = l->ini;

	if ((size_t)ini->dict->n != ini->n)
		fault(l, "", _("程序读出的条目数与文件不符，请把这个文件交给软件维护人员。"));
	for (size_t i = 0; i < ini->n && !l->bad; i++) {
		struct entry *e = &ini->entries[i];
		l->line = e->line;
		if (!e->read)
			l->section = i;
		/* nothing was ever removed, so slots are in the file's order without holes */
		if (!same(ini, i, ini->entries[l->section].name, e)) {
			fault(l, e->read ? e->name : "",
				_("程序读出的内容与这一行不符，请换一种写法，例如给值加上英文双引号。"));
			return;
		}
		e->value = ini->dict->val[i];
	}
	for (size_t i = 0; i < ini->n && !l->bad; i++) {
		free(ini->entries[i].read);
		ini->entries[i].read = NULL;
	}
}

struct ini *ini_parse(const char *name, const char *text, size_t n, ini_report *report, void *arg)
{
	struct ini *ini = mem_zero(sizeof *ini);
	struct lint l = { .ini = ini, .report = report, .arg = arg, .section = SIZE_MAX };

	ini->name = mem_dup(name);
	lint_text(&l, text, n);
	if (!l.bad) {
		ini->dict = load(text, n);
		if (ini->dict)
			confirm(&l);
		else
			fault(&l, "", _("系统不让读这个文件（内存文件或 /proc 不可用），请联系管理员。"));
	}
	if (l.bad) {
		ini_free(ini);
		return NULL;
	}
	return ini;
}

void ini_free(struct ini *ini)
{
	if (!ini)
		return;
	for (size_t i = 0; i < ini->n; i++) {
		free(ini->entries[i].name);
		free(ini->entries[i].read);
	}
	free(ini->entries);
	if (ini->dict)
		iniparser_freedict(ini->dict);
	free(ini->name);
	free(ini);
}

const char *ini_name(const struct ini *ini)
{
	return ini->name;
}

size_t ini_sections(const struct ini *ini)
{
	size_t count = 0;

	for (size_t i = 0; i < ini->n; i++)
		count += !ini->entries[i].value;
	return count;
}

const char *ini_section(const struct ini *ini, size_t i)
{
	for (size_t k = 0; k < ini->n; k++)
		if (!ini->entries[k].value && i-- == 0)
			return ini->entries[k].name;
	return NULL;
}

/* Index of the first key of a section; SIZE_MAX if there is no such section. */
static size_t keys_of(const struct ini *ini, const char *section)
{
	const struct entry *e = find(ini, 0, section, true);

	return e ? (size_t)(e - ini->entries) + 1 : SIZE_MAX;
}

size_t ini_keys(const struct ini *ini, const char *section)
{
	size_t first = keys_of(ini, section);
	size_t end = first;

	while (end < ini->n && ini->entries[end].value)
		end++;
	return end - first;
}

const char *ini_key(const struct ini *ini, const char *section, size_t i)
{
	return i < ini_keys(ini, section) ? ini->entries[keys_of(ini, section) + i].name : NULL;
}

static const struct entry *entry_of(const struct ini *ini, const char *section, const char *key)
{
	size_t first = keys_of(ini, section);

	return first == SIZE_MAX ? NULL : find(ini, first, key, false);
}

const char *ini_get(const struct ini *ini, const char *section, const char *key)
{
	const struct entry *e = entry_of(ini, section, key);

	return e ? e->value : NULL;
}

int ini_line(const struct ini *ini, const char *section, const char *key)
{
	const struct entry *e = key ? entry_of(ini, section, key) : find(ini, 0, section, true);

	return e ? e->line : 0;
}
