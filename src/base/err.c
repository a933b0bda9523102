/* SPDX-License-Identifier: Apache-2.0 */
/* Errors that travel to the clerk, and the end of a program that cannot go on. Nothing here allocates. */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*restore_hook)(void);

/* The content of a `cap` bytes buffer was cut by vsnprintf: drop the half character at its end. */
static void end_on_a_character(char *s, size_t cap)
{
	size_t n = cap - 1;

	while (n > 0 && ((unsigned char)s[n - 1] & 0xc0) == 0x80)
		n--;
	/* n is now behind a lead byte (or behind ASCII, which is whole) */
	if (n > 0 && (unsigned char)s[n - 1] >= 0xc0) {
		unsigned char lead = (unsigned char)s[n - 1];
		size_t whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
		if (n - 1 + whole > cap - 1)
			s[n - 1] = '\0';
	}
}

static void __attribute__((format(printf, 3, 0))) format(char *out, size_t cap, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, cap, fmt, ap);

	if (n < 0)
		out[0] = '\0';
	else if ((size_t)n >= cap)
		end_on_a_character(out, cap);
}

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	assert(kind != ERR_NONE);
	if (!err)
		return false;

	/* by way of a copy: the arguments may quote err->say itself */
	char say[sizeof err->say];
	va_list ap;
	va_start(ap, fmt);
	format(say, sizeof say, fmt, ap);
	va_end(ap);

	err->kind = kind;
	memcpy(err->say, say, sizeof say);
	err->detail[0] = '\0';
	return false;
}

bool err_detail(struct err *err, const char *fmt, ...)
{
	if (!err)
		return false;

	char more[sizeof err->detail];
	va_list ap;
	va_start(ap, fmt);
	format(more, sizeof more, fmt, ap);
	va_end(ap);

	size_t used = strnlen(err->detail, sizeof err->detail - 1);
	size_t room = sizeof err->detail - used;
	int n = snprintf(err->detail + used, room, "%s%s", used ? "; " : "", more);
	if (n >= 0 && (size_t)n >= room)
		end_on_a_character(err->detail, sizeof err->detail);
	return false;
}

int err_exit(const struct err *err)
{
	switch (err ? err->kind : ERR_NONE) {
	case ERR_NONE: return 0;
	case ERR_FAILED: return 1;
	case ERR_BUSY: return 1;
	case ERR_USAGE: return 2;
	case ERR_CHECK: return 3;
	case ERR_REFUSED: return 4;
	case ERR_NET: return 6;
	case ERR_TRUST: return 7;
	case ERR_STORE: return 8;
	}
	return 1;
}

void err_on_fatal(void (*restore)(void))
{
	restore_hook = restore;
}

void fatal(int status, const char *fmt, ...)
{
	char say[1024];
	va_list ap;

	va_start(ap, fmt);
	format(say, sizeof say - 1, fmt, ap);
	va_end(ap);

	/* the hook may fail in its turn; it must not bring us here for ever */
	void (*hook)(void) = restore_hook;
	restore_hook = NULL;
	if (hook)
		hook();

	/* the message may quote a file: no escape sequence leaves here */
	for (char *p = say; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	size_t n = strlen(say);
	say[n++] = '\n';
	if (write(STDERR_FILENO, say, n) < 0)
		status = status ? status : 1;
	exit(status);
}
