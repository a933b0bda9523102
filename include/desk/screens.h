/* SPDX-License-Identifier: Apache-2.0 */
/* How one screen opens another. Each returns a screen for next_push(), or NULL where it could not be opened and the desk has
 * been
 * told why. */
#ifndef DESK_SCREENS_H
#define DESK_SCREENS_H

#include "desk/screen.h"
#include "model/table.h"
#include "store/record.h"
#include "work/fill.h"

extern const struct screen_ops home_screen, form_screen, row_screen, list_screen, record_screen, entry_screen, picker_screen,
	command_screen, menu_screen, help_screen, person_screen, blank_screen, query_screen, conflict_screen, mend_screen, reason_screen,
	sync_screen;

struct screen *home_open(struct desk *d);
struct screen *blank_open(struct desk *d);
struct screen *person_open(struct desk *d);
struct screen *command_open(struct desk *d);

/* A form on a new record, on record `record`, or where a draft left it. */
struct screen *form_open(struct desk *d, const char *form, uint64_t record);
struct screen *form_resume(struct desk *d, int64_t draft);
struct screen *form_of(struct desk *d, struct fill *fill, const struct err *err);       /* takes it; NULL: err says why */

/* The records of a kind. `only` limits it at the start: "", a view's name, "conflicts" or "refused"; "find" asks what to look for. */
struct screen *list_open(struct desk *d, const char *kind, const char *only);
/* What a list shows, for walking from one record to the next. Lent to record screens opened from it. */
struct listing;
struct screen *record_open(struct desk *d, uint64_t record, const struct listing *from);

/* 待核对, 待改: what clashes on a record, what the hub sent back of it. */
struct screen *conflict_open(struct desk *d, uint64_t record);
struct screen *mend_open(struct desk *d, uint64_t record);
/* A reason in one line. told() gets it; where it sets err the screen stays and says so, else NEXT_BACK, seen from the screen
 * below, or anything else goes back to that. about: what it is for. initial: stands there already. */
typedef struct next reasoned(void *arg, struct desk *d, const char *reason, struct err *err);
struct screen *reason_open(struct desk *d, const char *title, const char *about, const char *initial, reasoned *told,
                           void *arg);

/* Everything there is to begin: unfinished drafts first, then forms that open records (of one kind, or "" for all). */
struct screen *new_open(struct desk *d, const char *kind);
/* 「发现 … 未完成的《…》」 for the newest draft; NULL if there is none. */
struct screen *draft_ask(struct desk *d);

/* F10. */
struct screen *leave_menu(struct desk *d);
struct screen *leave_ask(struct desk *d);               /* Ctrl-C */
struct screen *form_menu(struct desk *d, uint64_t record);      /* F9: the forms that may continue it now */

/* Text to read: F1, a record in full. Lines that have to be broken go on `indent` columns further in. Takes the strings. */
struct screen *help_open(const struct screen *of);
struct screen *keys_open(struct desk *d);
struct screen *text_open(struct desk *d, char *title, char *text, int indent);

/* Choosing from a list while typing a filter. */
struct choice {
	char *code;             /* what chosen() gets; the first column where `coded` */
	char *name;
	char *note;             /* pinyin initials and the like */
	bool branch;            /* → goes into it */
	bool closed;            /* cannot be chosen itself */
};
struct choices {
	struct choice *list;
	size_t n, cap;
	size_t all;             /* how many there were to choose from */
};
void choices_add(struct choices *c, const char *code, const char *name, char *note /* takes it */, bool branch, bool closed);
void choices_free(struct choices *c);

struct chooser_ops {
	/* What answers to the filter, best first. `inside`: the branch that was gone into, "" at the top. */
	void (*fill)(void *arg, struct desk *d, const char *filter, const char *inside, struct choices *out);
	char *(*up)(void *arg, const char *inside);             /* the branch above, yours; NULL at the top; slot may be NULL */
	struct next (*chosen)(void *arg, struct desk *d, const char *code);
	/* Enter where nothing answers to the filter; slot may be NULL. */
	struct next (*unknown)(void *arg, struct desk *d, const char *typed);
	char *(*help)(void *arg);                               /* F1, yours; slot may be NULL */
	void (*done)(void *arg);                                /* free arg */
	const char *footer;                                     /* N_() */
	bool coded;                                             /* show the code column */
	bool whole;                                             /* the name has the whole line: there are no notes */
};
/* The filter is typed at row, column; the list hangs below it, or above where there is more room. */
struct screen *chooser_open(struct desk *d, const struct screen_ops *as, const struct chooser_ops *ops, void *arg, int row,
                            int column,
                            int columns, const char *typed, const char *inside);

/* F4 on a field that picks: told(arg, code) gets what the field is to hold. held: what it holds now; of several units one more, or
 * without the one that is chosen again. */
typedef struct next picked(void *arg, struct desk *d, const char *code);
struct screen *picker_open(struct desk *d, const struct book *b, const struct field *f, picked *told, void *arg, int row,
                           int column, int columns, const char *typed, const char *held);

/* A folder to put something in, the same way: told(arg, path). Takes arg, to free(). */
struct screen *folder_picker_open(struct desk *d, picked *told, void *arg);

/* A pop-up of numbered lines. */
struct menu;
typedef struct next menu_go(struct desk *d, void *arg, int64_t id);
struct menu *menu_new(struct desk *d, const char *title, const char *zero);     /* zero: words of line 0, e.g. _("返回") */
void menu_say(struct menu *m, const char *sentence);            /* running text above the lines */
void menu_add(struct menu *m, const char *words, const char *note, menu_go *go, void *arg, int64_t id);
void menu_on_delete(struct menu *m, menu_go *go);               /* Del on the line just added */
void menu_own(struct menu *m, void *arg);                       /* free(arg) when the menu closes */
size_t menu_count(const struct menu *m);
struct screen *menu_screen_of(struct menu *m);

/* The attachments of a record: get one from the hub, put a copy somewhere. */
struct screen *attachments_open(struct desk *d, uint64_t record);

/* Ask the hub for an attachment's content, in the background. */
void sync_fetch(struct desk *d, const unsigned char *digest);

/* U盘报送: which stick, which way; then in the background, as synchronising. */
struct screen *stick_open(struct desk *d);
bool stick_poll(struct desk *d);
void stick_stop_watching(struct desk *d);

/* Synchronising in the background: by itself, after a save, and when a person wants it. */
void sync_begin(struct desk *d);
void sync_end(struct desk *d);          /* what is in hand is finished behind us */
struct next sync_key(struct desk *d);   /* F5: a run in the background; while one is on, its window */
struct next sync_show(struct desk *d);  /* 同步 in a menu: its window */
struct screen *sync_open(struct desk *d);
bool sync_poll(struct desk *d);         /* true once a run has ended; the desk has been told how */
void sync_noticed(struct desk *d);      /* the status was read: perhaps something was saved */
/* The window, once, where something is to be asked; NULL: nothing. busy: it is said on the status line instead. */
struct screen *sync_question(struct desk *d, bool busy);
/* For the status line: how a run stands, that this PC's clock is wrong. Yours; NULL: nothing to say. */
char *sync_progress(const struct desk *d);
char *sync_clock(const struct desk *d, bool brief);

#endif
