/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens. Each is a const struct screen_ops with designated initialisers, listed once in the table of screen.c; every slot
 * left
 * out behaves as the plain screen does. Handlers say what should happen next and never repaint: the loop in desk.c draws the
 * stack
 * anew after each key. Key bars and help are drawn from the same tables as the keys themselves.
 */
#ifndef DESK_SCREEN_H
#define DESK_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "desk/keys.h"
#include "work/session.h"
#include "work/today.h"

#define DESK_DEPTH 24                   /* screens upon screens; more than anybody opens */
#define CONTENT_TOP 2                   /* first row below the title's rule */

struct screen;
struct syncrun;
struct stickrun;

struct desk {
	struct session *session;
	struct status status;
	struct screen *stack[DESK_DEPTH];
	size_t depth;
	char *note;                     /* said on the status line until the next key; NULL: nothing */
	bool alarm;                     /* the note is bad news */
	uint64_t seen;                  /* the record looked at last, where a list puts its accent; 0: none */
	struct syncrun *sync;
	struct stickrun *stick;         /* running now; NULL: none */
};

enum what {
	NEXT_PLAIN,                     /* not my key: do what the plain screen does */
	NEXT_STAY,
	NEXT_BACK,                      /* leave `levels` screens (0 counts as 1), then open `screen` if there is one */
	NEXT_PUSH,
	NEXT_QUIT,
};

struct next {
	enum what what;
	int levels;
	struct screen *screen;          /* PUSH, BACK; NULL with PUSH: it could not be opened, stay */
	enum action again;              /* BACK: the screen below gets this key as if pressed there; ACT_NONE: no */
};

/* One hint of the key bar. `instead` is shown where the key has no table row of its own ("↑↓"). */
struct hint {
	enum action action;
	const char *instead;
	const char *words;              /* N_() */
};

/* The status line where a screen has its own; what stays NULL is the plain one. Strings belong to the foot. */
struct foot {
	char *left, *right;
	bool alarm;                     /* right is a fault */
};

struct screen_ops {
	const char *name;               /* in tests and on the command line */
	const char *title;              /* N_(): of the title line, where heading says nothing */
	bool popup;                     /* drawn over the screen below */
	bool bare;                      /* no title, status line, key bar */
	const struct hint *bar;         /* up to the one without words */
	char *(*heading)(const struct screen *s);               /* yours */
	struct next (*begin)(struct screen *s);                 /* once it stands on the stack */
	void (*draw)(struct screen *s);
	struct next (*key)(struct screen *s, const struct key *k);
	bool (*typing)(const struct screen *s);                 /* does text go into a field now? */
	void (*foot)(const struct screen *s, struct foot *f);
	char *(*help)(const struct screen *s);                  /* what F1 says first; yours; NULL: nothing of its own */
	void (*reread)(struct screen *s);                       /* the store changed, or this screen is uncovered again */
	bool (*keep)(struct screen *s, struct err *err);        /* what is typed goes to disk: idle, or the end is near */
	void (*close)(struct screen *s);
};

/* The head of every screen's own struct. */
struct screen {
	const struct screen_ops *ops;
	struct desk *desk;
};

const struct screen_ops *const *screen_table(size_t *n);
void *screen_new(const struct screen_ops *ops, struct desk *d, size_t size);    /* zeroed, head filled */
void screen_free(struct screen *s);
char *screen_heading(const struct screen *s);                                   /* yours */
struct next screen_plain_key(struct screen *s, const struct key *k);
/* What a bar of hints says, and where it must stop: draws it into the last row. */
void screen_draw_bar(const struct screen *s, int row);

struct next next_stay(void);
struct next next_back(void);
struct next next_push(struct screen *s);
struct next next_swap(struct screen *s);        /* BACK one and open s, for menus */

/* A sentence for the status line. */
void desk_say(struct desk *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void desk_err(struct desk *d, const struct err *err);   /* says and logs it */
int content_bottom(void);                       /* last row above the status line */

#endif
