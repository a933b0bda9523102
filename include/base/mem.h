/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is always there: running out ends the program through fatal(), so no caller checks. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_zero(size_t n);                        /* n zeroed bytes, yours to free() */
char *mem_dup(const char *s);                    /* NULL stays NULL */
void mem_replace(char **at, const char *s);       /* what stood there is freed, s copied */
char *mem_ndup(const char *s, size_t n);         /* n bytes and a NUL */
char *mem_fmt(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Make room for one more in an array that is `*cap` items large and holds `n`; returns the array, zeroing what is new. */
void *mem_grow(void *array, size_t *cap, size_t n, size_t item);

#endif
