/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings: built in < /etc/yichuang.ini < $XDG_CONFIG_HOME/yichuang/yichuang.ini < environment < option. One table in conf.c
 * declares every setting with its default and the sentence that explains it; yichuang.ini(5) is checked against that table.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stddef.h>

#include "base/err.h"
#include "base/ini.h"

struct conf_item {
	const char *name;       /* "section.key"; the environment says YICHUANG_SECTION_KEY */
	const char *value;      /* the default */
	const char *help;       /* N_(): one sentence */
};

void conf_load(ini_report *report, void *arg);                  /* a wrong file is reported and left out, never fatal */
const char *conf_get(const char *name);                         /* asserts that the name is declared; never NULL; lent */
long conf_int(const char *name);                                /* the default where the value is no number */
bool conf_bool(const char *name);                               /* yes/no, 是/否, 1/0 */
void conf_set(const char *name, const char *value);             /* what an option said */
const struct conf_item *conf_items(size_t *n);                  /* the table, for doctor and the man page check */
const char *conf_origin(const char *name);                      /* "built-in", a path, "environment", "option" */

#endif
