/* SPDX-License-Identifier: Apache-2.0 */
/* The table of types, and what holds for all of them: valid text without control characters, not too long. */
#include "model/type.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/fields.h"
#include "type_parts.h"

/* Longest input of the types that are not running text; far above anything that could be right. */
#define TYPED_MAX 1024
/* Bytes per character of running text: a cluster may carry combining marks, but not a kilobyte of them. */
#define CLUSTER_BYTES 32

static const struct type types[] = {
	{ .name = "text",     .max = 200,  .read = read_text },
	{ .name = "lines",    .max = 2000, .read = read_lines },
	{ .name = "code",     .max = 64,   .picks = true, .read = read_code, .show = show_code },
	{ .name = "date",     .max = 20,   .columns = 11, .read = read_date },
	{ .name = "datetime", .max = 30,   .columns = 17, .read = read_datetime },
	{ .name = "int",      .max = 16,   .columns = 8,  .read = read_int },
	{ .name = "money",    .max = 20,   .columns = 16, .read = read_money },
	{ .name = "phone",    .max = 50,   .columns = 22, .read = read_phone, .mask = text_mask_phone },
	{ .name = "idcard",   .max = 18,   .columns = 19, .read = read_idcard, .mask = text_mask_id },
	{ .name = "uscc",     .max = 18,   .columns = 19, .read = read_uscc },
	{ .name = "place",    .max = 32,   .picks = true, .read = read_place, .show = show_place },
	{ .name = "yesno",    .max = 1,    .columns = 4,  .picks = true, .read = read_yesno },
	{ .name = "unit",     .max = 48,   .picks = true, .read = read_unit, .show = show_unit },
	{ .name = "units",    .max = 500,  .picks = true, .read = read_units, .show = show_units },
	{ .name = "record",   .max = 64,   .columns = 28, .read = read_record },
	{ .name = "file",     .max = 1000, .picks = true, .read = read_file, .show = show_file, .mask = mask_file },
};

const struct type *type_at(size_t i)
{
	return i < sizeof(types) / sizeof(types[0]) ? &types[i] : NULL;
}

const struct type *type_find(const char *name)
{
	const struct type *t;

	for (size_t i = 0; (t = type_at(i)); i++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

static bool running(const struct type *t)
{
	return t->read == read_text || t->read == read_lines;
}

/* C0, DEL and C1; a newline is text where a type has lines. */
static bool has_control(const char *s, bool newline_is_text)
{
	size_t bytes;

	for (; *s; s += bytes) {
		int32_t cp = text_codepoint(s, &bytes);

		if (cp == '\n' && newline_is_text)
			continue;
		if (cp < 0x20 || (cp >= 0x7f && cp <= 0x9f))
			return true;
	}
	return false;
}

static char *check_typed(const struct type *t, const char *typed)
{
	size_t n = strlen(typed);

	if (n > (running(t) ? (size_t)FIELDS_VALUE_MAX : TYPED_MAX))
		return mem_dup(_("内容太长"));
	if (!text_valid(typed, n))
		return mem_dup(_("文字编码不是 UTF-8，请重新输入"));
	if (has_control(typed, t->read == read_lines))
		return mem_dup(t->read == read_lines ? _("含有控制字符，请删去") : _("这里只能填一行，且不能有控制字符"));
	return NULL;
}

static char *check_length(const struct field *f, const char *value)
{
	size_t max = (size_t)(f->max > 0 ? f->max : f->type->max), n = text_count(value);

	if (n > max)
		return mem_fmt(_("最多 %zu 字，现在是 %zu 字"), max, n);
	if (strlen(value) > max * CLUSTER_BYTES)
		return mem_dup(_("组合符号太多，请删去"));
	return NULL;
}

enum type_verdict type_read(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	enum type_verdict verdict;
	char *wrong = check_typed(f->type, typed);

	*value = NULL;
	*say = NULL;
	if (wrong)
		return type_bad(say, wrong);
	verdict = f->type->read(f, c, typed, value, say);
	if (verdict == TYPE_BAD)
		return verdict;
	wrong = check_length(f, *value);
	if (!wrong)
		return verdict;
	free(*value);
	free(*say);
	*value = NULL;
	return type_bad(say, wrong);
}

char *type_show(const struct field *f, const struct book *b, const char *value, bool masked)
{
	char *shown = f->type->show ? f->type->show(f, b, value) : mem_dup(value), *hidden;

	/* 未提供 in place of a value is no secret, and masked it would be a riddle */
	if (!masked || !f->type->mask || (f->absent && !strcmp(value, f->absent)))
		return shown;
	hidden = f->type->mask(shown);
	free(shown);
	return hidden;
}
