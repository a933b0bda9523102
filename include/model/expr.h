/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conditions of forms:   step = 交 | 办      people >= 5 and urgent != 是      age < 18 or party.role = 代理人
 * A comparison names one field, one of = != < <= > >= and one or more values (joined by |, meaning any of them; != means none of
 * them). The value 空 means nothing filled in. `and` binds closer than `or` (且 and 或 will do); no brackets. < and the like
 * compare numbers as numbers and ISO dates as dates; with an empty side they are false. Values with spaces stand in '…'. A value
 * {name} is the value of that name; where that is empty, = compares with 空 and the others are false.
 */
#ifndef MODEL_EXPR_H
#define MODEL_EXPR_H

#include <stdbool.h>
#include <stddef.h>

struct expr;

/* NULL with *why (yours, a sentence) if it is not of that form. */
struct expr *expr_parse(const char *text, char **why);
void expr_free(struct expr *e);

/* value and name (its display text in a code table) of a field; both may be NULL. Equality holds if either one matches. */
struct expr_value { const char *value, *name; };
typedef struct expr_value expr_lookup(void *arg, const char *field);
bool expr_true(const struct expr *e, expr_lookup *lookup, void *arg);   /* a NULL expression is true */

/* For lint: call for each comparison; named: the value is the name of another field. Stops and returns false when the callback
 * does. */
typedef bool expr_visit(void *arg, const char *field, const char *op, const char *value, bool named);
bool expr_each(const struct expr *e, expr_visit *visit, void *arg);

#endif
