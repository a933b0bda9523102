/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a case. What is kept is text: the hash of the content, its size, and a name for people. Nothing here opens a file:
 * what a person types, a path, is turned into that by work/attach.h, which puts the content away first.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "type_parts.h"

#define HEX (2 * CRYPTO_HASH)
#define SIZE_DIGITS 12
#define ENDING_MAX 8            /* letters behind the last dot that a cut leaves standing: .jpeg, .docx */
#define NUMBER_LEAST 11         /* digits in a row that may be a telephone … */
#define IDCARD_LEAST 15         /* … or an identity number */
#define NAMELESS "附件"

/* --- names -------------------------------------------------------------------------------------------------------------- */

/* A name, and never a path: not above, not hidden, nothing that could drive a terminal. */
static bool is_name(const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > TYPE_FILE_NAME || !text_valid(name, n) || *name == '.' || strpbrk(name, "/\\"))
		return false;
	char *clean = text_clean(name, n, TEXT_LINE), *trimmed = text_trim(clean);
	bool same = strcmp(trimmed, name) == 0;

	free(clean);
	free(trimmed);
	return same;
}

/* ".jpg" of 协议.jpg; "" where there is none. Lent. */
static const char *ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t n = dot ? strlen(dot + 1) : 0;

	if (!dot || dot == name || n == 0 || n > ENDING_MAX)
		return "";
	for (const char *c = dot + 1; *c; c++)
		if (!((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z')))
			return "";
	return dot;
}

/* Too long: the front is cut between letters, the ending stays. Yours. */
static char *shortened(const char *name)
{
	const char *ending = ending_of(name);
	size_t room = TYPE_FILE_NAME - strlen(ending), front = strlen(name) - strlen(ending), n = 0, step;

	while (n < front && (step = text_cluster(name + n)) && n + step <= room && n + step <= front)
		n += step;
	return mem_fmt("%.*s%s", (int)n, name, ending);
}

/* What a path's last part may be called here. Yours. */
static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
	char *clean = text_clean(last, strlen(last), TEXT_LINE), *trimmed = text_trim(clean), *name;

	for (char *c = trimmed; *c; c++)
		if (*c == '\\')
			*c = '_';
	name = shortened(trimmed + strspn(trimmed, ". "));
	free(clean);
	free(trimmed);
	/* what a cut has bared may be a blank again */
	trimmed = text_trim(name);
	free(name);
	if (is_name(trimmed))
		return trimmed;
	free(trimmed);
	return mem_dup(NAMELESS);
}

/* --- the value ---------------------------------------------------------------------------------------------------------- */

bool type_file_parts(const char *value, struct type_file *f)
{
	char hex[HEX + 1];
	size_t digits;

	if (strspn(value, "0123456789abcdef") != HEX || value[HEX] != '.')
		return false;
	memcpy(hex, value, HEX);
	hex[HEX] = '\0';
	value += HEX + 1;
	digits = strspn(value, "0123456789");
	if (digits == 0 || digits > SIZE_DIGITS || *value == '0' || value[digits] != '.' || !is_name(value + digits + 1) ||
	    !crypto_unhex(f->digest, CRYPTO_HASH, hex))
		return false;
	f->size = strtoull(value, NULL, 10);
	f->name = value + digits + 1;
	return true;
}

char *type_file_value(const unsigned char digest[CRYPTO_HASH], uint64_t size, const char *path)
{
	char hex[HEX + 1], *name = name_of(path);

	crypto_hex(hex, digest, CRYPTO_HASH);
	char *value = mem_fmt("%s.%" PRIu64 ".%s", hex, size, name);
	free(name);
	return value;
}

enum type_verdict read_file(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *trimmed = text_trim(typed);
	struct type_file parts;

	(void)f;
	(void)c;
	if (type_file_parts(trimmed, &parts))
		return type_ok(value, trimmed);
	free(trimmed);
	return type_bad(say, mem_dup(_("要的是一个文件：写出它在哪里，如 ~/扫描/协议书.pdf，或者从列表里选")));
}

/* --- for people --------------------------------------------------------------------------------------------------------- */

void type_file_size(uint64_t size, char out[TYPE_FILE_SIZE])
{
	const uint64_t kb = 1 << 10, mb = 1 << 20, tenths = (size * 10 + mb / 2) / mb;

	if (size < kb)
		snprintf(out, TYPE_FILE_SIZE, "%" PRIu64 " B", size);
	else if (size < mb - kb / 2)
		snprintf(out, TYPE_FILE_SIZE, "%" PRIu64 " KB", (size + kb / 2) / kb);
	else
		snprintf(out, TYPE_FILE_SIZE, "%" PRIu64 ".%" PRIu64 " MB", tenths / 10, tenths % 10);
}

/* 签字协议.jpg 1.2 MB */
char *show_file(const struct field *f, const struct book *b, const char *value)
{
	struct type_file parts;
	char size[TYPE_FILE_SIZE];

	(void)f;
	(void)b;
	if (!type_file_parts(value, &parts))
		return mem_dup(value);
	type_file_size(parts.size, size);
	return mem_fmt("%s %s", parts.name, size);
}

/* Scans are often called by the number of whoever is on them: 身份证421202199001011234.jpg. */
char *mask_file(const char *shown)
{
	struct buf out = { 0 };

	while (*shown) {
		size_t n = strspn(shown, "0123456789"), other = strcspn(shown, "0123456789");

		if (n == 17 && (shown[n] == 'X' || shown[n] == 'x'))
			n++;
		if (n < NUMBER_LEAST) {
			buf_put(&out, shown, n ? n : other);
			shown += n ? n : other;
			continue;
		}
		char *number = mem_ndup(shown, n), *hidden = n < IDCARD_LEAST ? text_mask_phone(number) : text_mask_id(number);
		buf_puts(&out, hidden);
		free(number);
		free(hidden);
		shown += n;
	}
	return buf_take(&out);
}
