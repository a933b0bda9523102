/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON writer (RFC 8259): commas and escapes are its business, the shape is the caller's. Strings go through UTF-8 repair
 * only; control characters and U+2028/9 are escaped, so output is safe on a terminal: also DEL, C1 and bidi controls, as
 * \uXXXX. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

struct json {
	struct buf *out;        /* borrowed */
	int depth;
	bool comma;             /* the next item needs one in front */
	bool keyed;             /* a key was just written */
};

struct json json_to(struct buf *out);
void json_open(struct json *j, char bracket);           /* '{' or '[' */
void json_close(struct json *j, char bracket);          /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *s);          /* NULL is null */
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_field(struct json *j, const char *key, const char *s);        /* key and text at once */

#endif
