/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions of forms. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/expr.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static struct expr_value lookup(void *arg, const char *field)
{
	(void)arg;
	return (struct expr_value){ strlen(field) % 2 ? "12" : NULL, strlen(field) % 3 ? "甲" : NULL };
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = malloc(n + 1), *why = NULL;

	memcpy(text, data, n);
	text[n] = '\0';
	struct expr *e = expr_parse(text, &why);
	assert((e == NULL) == (why != NULL));
	if (e != NULL)
		expr_true(e, lookup, NULL);
	expr_free(e);
	free(why);
	free(text);
	return 0;
}
