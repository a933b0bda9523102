/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world said no. A function that may meet a busy store, a bad file or an absent hub takes `struct err *` as its last
 * argument and says there what happened: one sentence for the clerk, a detail for the log. A failed check is an answer,
 * no error. What we did wrong ourselves is an assert(); what leaves nothing to save is fatal().
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum err_kind {
	ERR_NONE,
	ERR_FAILED,     /* exit 1: could not be done */
	ERR_USAGE,      /* exit 2: called wrongly */
	ERR_CHECK,      /* exit 3: refused by a check */
	ERR_REFUSED,    /* exit 4: the hub refused entries */
	ERR_BUSY,       /* exit 1: somebody else holds the store; try again */
	ERR_NET,        /* exit 6: hub not reached */
	ERR_TRUST,      /* exit 7: identity or TLS */
	ERR_STORE,      /* exit 8: store damaged, or newer than this program */
};

struct err {
	enum err_kind kind;
	char say[512];          /* a sentence for the clerk, in the clerk's language, without a full stop's worth of jargon */
	char detail[512];       /* for the log: function, library's words, path */
};

/* Fill *err (which may be NULL) and return false, so that `return err_set(err, ERR_NET, _("…"))` reads as one thought. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Add what the log should know; returns false too. */
bool err_detail(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int err_exit(const struct err *err);    /* exit status of design §7 for this error; 0 for ERR_NONE */

/* The machine is broken: runs the hook (which restores the terminal), says why on stderr and exits with `status`. */
void err_on_fatal(void (*restore)(void));
_Noreturn void fatal(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
