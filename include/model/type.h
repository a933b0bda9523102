/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field types: one table, one row each. Reading turns what was typed into what is kept and says what is wrong in one sentence;
 * showing turns what is kept into what people read. Reading what is kept gives the same again, which is how a hub checks.
 */
#ifndef MODEL_TYPE_H
#define MODEL_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "model/form.h"

struct type_context {
	const struct book *book;
	int64_t now;            /* ms: what `.`, -1 and a date in the future are measured by */
	const char *unit;       /* the writer's unit: places are completed from it */
	const char *who;
};

enum type_verdict {
	TYPE_OK,
	TYPE_WARN,              /* kept, but *say is worth reading */
	TYPE_BAD,               /* not kept; *say says what to do */
};

struct type {
	const char *name;       /* as in forms: text lines code date datetime int money phone idcard uscc place yesno unit units record file */
	int max;                /* characters where the form says nothing */
	int columns;            /* natural width on screen; 0: the room there is */
	bool picks;             /* F4 opens a list */
	/* typed is not empty. *value (yours) only for OK and WARN, *say (yours) only for WARN and BAD. */
	enum type_verdict (*read)(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say);
	char *(*show)(const struct field *f, const struct book *b, const char *value);  /* yours; NULL slot: as kept */
	char *(*mask)(const char *shown);                                               /* NULL slot: nothing to hide */
};

/*
 * unit: a unit's code. Read: the code itself; a department by its name or short code (司法所, sfs), of the writer's own division;
 * a division and department (向阳湖镇司法所); a division by name, near ones first. units: several, typed with blanks, 、 or ，
 * between, kept with one blank. record: a complete or short number of another record; only its shape is checked here.
 */
const struct type *type_find(const char *name);         /* NULL if unknown */
const struct type *type_at(size_t i);                   /* NULL past the end: for lint, docs and tests */

enum type_verdict type_read(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say);
char *type_show(const struct field *f, const struct book *b, const char *value, bool masked);

/*
 * file: `<64 hex digits>.<bytes>.<name>`, the BLAKE2b-256 of a content, its size, and what people call it, which is no path. What a
 * person types is one: work/attach.h puts the content away and gives the value.
 */
#define TYPE_FILE_NAME 100              /* bytes */
#define TYPE_FILE_SIZE 24
struct type_file {
	unsigned char digest[CRYPTO_HASH];
	uint64_t size;
	const char *name;                               /* lent by the value */
};
bool type_file_parts(const char *value, struct type_file *f);                   /* false: it is none */
/* The name is made of the path's last part: harmless, without what only a path has, short enough. Yours. */
char *type_file_value(const unsigned char digest[CRYPTO_HASH], uint64_t size, const char *path);
void type_file_size(uint64_t size, char out[TYPE_FILE_SIZE]);                   /* "1.2 MB" */

/* Identity number of 18 characters: GB 11643 checksum and a real birth date. */
bool type_idcard_parts(const char *idno, int32_t *birth, char *sex);    /* sex: '1' male, '2' female (GB/T 2261.1) */

#endif
