/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys: one table says which key does what, on every screen (design §6). Key bars, help and menus are drawn from it, keys.ini
 * changes it. Codes are ours, not the terminal library's, so that all of it is tested without a terminal.
 */
#ifndef DESK_KEYS_H
#define DESK_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ini.h"

/* What came from the terminal: a code point (Ctrl-A … as 1 …), or one of these. */
enum {
	KC_BASE = 0x110000,
	KC_F1 = KC_BASE + 1,            /* … F12 = KC_BASE + 12 */
	KC_ESC_0 = KC_BASE + 20,        /* Esc followed by a digit: … Esc 9 = KC_BASE + 29 */
	KC_UP = KC_BASE + 40,
	KC_DOWN,
	KC_LEFT,
	KC_RIGHT,
	KC_WORD_LEFT,
	KC_WORD_RIGHT,
	KC_HOME,
	KC_END,
	KC_PGUP,
	KC_PGDN,
	KC_INSERT,
	KC_DELETE,
	KC_BACKSPACE,
	KC_SHIFT_TAB,
	KC_PASTE,                       /* the text comes with it */
	KC_RESIZE,
	KC_IDLE,                        /* nobody pressed anything for a while */
	KC_HANGUP,                      /* asked to end, or the terminal is gone */
	KC_UNKNOWN,
};

enum action {
	ACT_NONE,
	ACT_TEXT,                       /* a character; in key.text */
	ACT_PASTE,
	ACT_ENTER,
	ACT_NEXT,
	ACT_PREVIOUS,
	ACT_UP,
	ACT_DOWN,
	ACT_LEFT,
	ACT_RIGHT,
	ACT_WORD_LEFT,
	ACT_WORD_RIGHT,
	ACT_HOME,
	ACT_END,
	ACT_PGUP,
	ACT_PGDN,
	ACT_BACKSPACE,
	ACT_DELETE,
	ACT_INSERT,
	ACT_NEWLINE,
	ACT_UNDO,
	ACT_CODE,
	ACT_HELP,
	ACT_SAVE,
	ACT_FIND,
	ACT_PICK,
	ACT_SYNC,
	ACT_NEW,
	ACT_OLDER,                      /* F7 */
	ACT_NEWER,                      /* F8 */
	ACT_ACT,
	ACT_MENU,
	ACT_BACK,
	ACT_COMMAND,
	ACT_BLANK,
	ACT_REDRAW,
	ACT_INTERRUPT,
	ACT_RESIZE,
	ACT_IDLE,
	ACT_HANGUP,
};

struct key {
	enum action action;
	const char *text;               /* ACT_TEXT: one character; ACT_PASTE: all of it; else "". Lent until the next key. */
};

struct key_row {
	enum action action;
	const char *name;               /* in keys.ini: "save" */
	const char *keys;               /* "F2|Esc 2"; the first is shown in key bars */
	const char *outside;            /* further ones that count where no text is typed: "?|/" */
	const char *help;               /* N_() */
};
const struct key_row *keys_table(size_t *n);

/* Read keys.ini text: [keys] with name = KEY|KEY. A key already taken, an unknown name or key is reported and the default kept.
 * NULL text: back to the defaults. */
void keys_load(const char *text, size_t n, ini_report *report, void *arg);

/* What this code means. typing: text goes into a field, so that digits, ? / : are characters. */
enum action keys_action(int32_t code, bool typing);
const char *keys_name(enum action a);           /* of its first key, for people: "F2"; lent */
char *keys_names(enum action a);                /* all of them: "F2  Esc 2". Yours. */
int32_t keys_parse(const char *name);           /* "F2" "Esc 2" "Ctrl-R" "Ins" "?" → code; -1 if there is no such key */
/* 0–9 for a digit, half or full width; -1 for anything else. */
int keys_digit(const struct key *k);

#endif
