/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files in a form. What a person types is a path; its content is put away at once (work/attach.h), so that the stick may go
 * before the form is saved, and from then on the field holds what the journal will keep.
 */
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"
#include "store/file_store.h"
#include "work/attach.h"

#define CHOICE "send"           /* the field beside a file that says how it is to get to the hub */

static bool is_file(const struct field *field)
{
	return strcmp(field->type->name, "file") == 0;
}

static bool is_path(const struct field *field, const char *typed)
{
	struct type_file parts;

	return is_file(field) && *typed && !type_file_parts(typed, &parts);
}

char *fill_fetch(struct fill *f, const struct field *field, const char *typed, char **why)
{
	struct err err = { 0 };
	char *value = NULL;

	*why = NULL;
	if (!is_path(field, typed))
		return NULL;
	char *path = attach_path(typed);
	if (!attach_take(f->s->store, path, &value, &err))
		*why = mem_dup(err.say);
	free(path);
	return value;
}

enum type_verdict fill_file(struct fill *f, const char *key, const char *path, char **say)
{
	struct err err = { 0 };
	char *value;

	if (attach_take(f->s->store, path, &value, &err)) {
		enum type_verdict v = fill_set(f, key, value, say);
		free(value);
		return v;
	}
	if (say)
		*say = mem_dup(err.say);
	return TYPE_BAD;
}

/* One that is still a path, and its key; false: none. */
static bool next_path(const struct fill *f, size_t *i, const char **key)
{
	for (; *i < fields_count(f->d->typed); ++*i) {
		const struct field *field = form_field(f->form, fields_key(f->d->typed, *i));

		if (field && is_path(field, fields_value(f->d->typed, *i))) {
			*key = fields_key(f->d->typed, *i);
			return true;
		}
	}
	return false;
}

void fill_fetch_again(struct fill *f)
{
	const char *found;

	/* setting one that is there already moves none */
	for (size_t i = 0; next_path(f, &i, &found); i++) {
		char *key = mem_dup(found), *typed = mem_dup(fields_value(f->d->typed, i)), *why;
		char *value = fill_fetch(f, form_field(f->form, key), typed, &why);

		if (value)
			fields_set(f->d->typed, key, value);
		free(value);
		free(why);
		free(typed);
		free(key);
	}
}

char *fill_file_fault(const struct field *field, const char *typed)
{
	struct err err = { 0 };

	if (!is_path(field, typed))
		return NULL;
	char *path = attach_path(typed);
	bool fine = attach_look(path, &err);
	free(path);
	return fine ? NULL : mem_dup(err.say);
}

/* What the record says already may be anywhere. */
static bool is_new(const struct fill *f, const struct field *field, const char *key, const char *value)
{
	const char *old = f->before && check_on_record(f->form, field) ? fold_get(f->before, key) : NULL;

	return !old || strcmp(old, value) != 0;
}

void fill_check_files(const struct fill *f, struct faults *out)
{
	for (size_t i = 0; i < fields_count(f->values); i++) {
		const char *key = fields_key(f->values, i), *value = fields_value(f->values, i);
		const struct field *field = form_field(f->form, key);
		struct type_file parts;

		if (field && is_file(field) && type_file_parts(value, &parts) && is_new(f, field, key, value) &&
		    !file_store_has(f->s->store, parts.digest, parts.size))
			faults_add(out, key, false, "%s", _("这个文件不在本机上了，请重新选一次"));
	}
}

/* "file2.send" beside "file2.scan". */
static enum attached_choice choice_of(const struct fill *f, const char *key)
{
	const char *dot = strrchr(key, '.'), *said;
	char *beside = mem_fmt("%.*s%s", dot ? (int)(dot + 1 - key) : 0, key, CHOICE);
	enum attached_choice choice = ATTACHED_NOW;

	said = fields_get(f->values, beside);
	if (!said || !attach_choice(said, &choice))
		attach_choice(conf_get("attach.send"), &choice);
	free(beside);
	return choice;
}

bool fill_choose(const struct fill *f, struct err *err)
{
	for (size_t i = 0; i < fields_count(f->values); i++) {
		const char *key = fields_key(f->values, i), *value = fields_value(f->values, i);
		const struct field *field = form_field(f->form, key);
		struct type_file parts;

		if (field && is_file(field) && type_file_parts(value, &parts) && is_new(f, field, key, value) &&
		    !attached_choose(f->s->store, parts.digest, choice_of(f, key), err))
			return false;
	}
	return true;
}
