/* SPDX-License-Identifier: Apache-2.0 */
/* What find.c and find_show.c share; nobody else includes this. */
#ifndef WORK_FIND_PARTS_H
#define WORK_FIND_PARTS_H

#include "work/find.h"

const char *find_state_say(const char *state);
/* A record's value as people read it. Yours. */
char *find_label(const struct book *b, const char *kind, const char *key, const char *value, bool masked);
void find_json_id(struct json *j, const char *key, uint64_t id);        /* a string: it does not fit a double */
void find_json_optional(struct json *j, const char *key, const char *value);    /* null where there is nothing */
void find_pad(struct buf *out, const char *text, int width);

#endif
