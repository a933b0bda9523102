/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: the one place that meets malloc's NULL, so that nobody else has to. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* No gettext here: its first lookup allocates. */
static void *need(void *p)
{
	if (!p)
		fatal(1, "内存不足，程序只能退出（填到一半的表已经存为草稿）。 Out of memory.");
	return p;
}

void *mem_zero(size_t n)
{
	return need(calloc(1, n ? n : 1));
}

char *mem_dup(const char *s)
{
	return s ? mem_ndup(s, strlen(s)) : NULL;
}

void mem_replace(char **at, const char *s)
{
	char *own = mem_dup(s);         /* first: s may be what stands there */

	free(*at);
	*at = own;
}

char *mem_ndup(const char *s, size_t n)
{
	if (n == SIZE_MAX)
		need(NULL);
	char *copy = need(malloc(n + 1));
	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *mem_fmt(const char *fmt, ...)
{
	char *out = NULL;
	va_list ap;

	va_start(ap, fmt);
	int n = vasprintf(&out, fmt, ap);
	va_end(ap);
	return need(n < 0 ? NULL : out);
}

void *mem_grow(void *array, size_t *cap, size_t n, size_t item)
{
	if (array && n < *cap)
		return array;

	size_t old = array ? *cap : 0;
	size_t wanted = old > 4 ? old * 2 : 8;
	while (wanted <= n && wanted < SIZE_MAX / 4)
		wanted *= 2;
	if (wanted <= n || wanted > PTRDIFF_MAX / item)
		need(NULL);

	char *grown = need(realloc(array, wanted * item));
	memset(grown + old * item, 0, (wanted - old) * item);
	*cap = wanted;
	return grown;
}
