/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind the table of types in type.c: one read function each, by family. For src/model/type*.c alone. */
#ifndef MODEL_TYPE_PARTS_H
#define MODEL_TYPE_PARTS_H

#include "base/i18n.h"
#include "base/mem.h"
#include "model/table.h"
#include "model/type.h"

typedef enum type_verdict type_reader(const struct field *f, const struct type_context *c, const char *typed, char **value,
	char **say);
typedef char *type_shower(const struct field *f, const struct book *b, const char *value);

/* type_text.c */
type_reader read_text, read_lines;
/* type_date.c */
type_reader read_date, read_datetime;
/* type_number.c */
type_reader read_int, read_money, read_uscc;
/* type_person.c */
type_reader read_idcard, read_phone;
/* type_code.c */
type_reader read_code, read_place, read_yesno;
type_shower show_code, show_place;
/* The division that a typed name means, near `unit` first. NULL with how many fit equally well; 0 none. */
const struct code *division_meant(const struct book *b, const char *typed, const char *unit, size_t *n);
/* type_unit.c */
type_reader read_unit, read_units, read_record;
type_shower show_unit, show_units;
/* type_file.c */
type_reader read_file;
type_shower show_file;
char *mask_file(const char *shown);

/* Is there such a day? Else *say gets a sentence that names what is wrong: 一年没有 13 月, 2 月没有 30 日. */
bool day_exists(int year, int month, int day, char **say);

/* The three ways a read function ends; each takes over what it is given. */
static inline enum type_verdict type_ok(char **value, char *kept)
{
	*value = kept;
	return TYPE_OK;
}

static inline enum type_verdict type_warn(char **value, char *kept, char **say, char *sentence)
{
	*value = kept;
	*say = sentence;
	return TYPE_WARN;
}

static inline enum type_verdict type_bad(char **say, char *sentence)
{
	*say = sentence;
	return TYPE_BAD;
}

#endif
