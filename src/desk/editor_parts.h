/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the editor share: the text and its changes (editor.c), rows and the window (editor_window.c). */
#ifndef EDITOR_PARTS_H
#define EDITOR_PARTS_H

#include "desk/editor.h"

#define UNDO_STEPS 64
#define CODE_DIGITS 8

struct past {
	char *text;
	size_t at;
};

struct editor {
	char *text;             /* never NULL */
	size_t at;              /* the cursor */
	int rows, columns;      /* of the window */
	int max;                /* clusters; 0: no limit */
	int top;                /* rows > 1: first display row shown */
	size_t left;            /* rows == 1: byte offset of the first cluster shown */
	int goal;               /* column that UP and DOWN try to keep; -1: where the cursor is */
	bool overwrite;
	char *before;           /* what editor_set gave */
	struct past past[UNDO_STEPS];
	size_t npast;
	bool typing;            /* the newest undo step is a run of typing that may go on */
	char code[CODE_DIGITS + 3];     /* "U+…" while a code point is entered, else "" */
};

/* Start of the cluster that holds the byte before `at`. */
size_t editor_before(const char *text, size_t at);
/* The nearest boundary at or behind `at`, which may stand inside a cluster after an insertion or a deletion. */
size_t editor_snap(const char *text, size_t at);
bool editor_move_row(struct editor *e, int by);
bool editor_move_edge(struct editor *e, bool end);

#endif
