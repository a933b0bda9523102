/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form screen: where everything stands (form_layout.c), what it looks like (form_draw.c), what keys do (form.c), what is
 * chosen instead of typed, and rows of groups (form_fields.c), what was typed before (form_offers.c), earlier records of those
 * whom it names (form_earlier.c), saving (form_save.c).
 */
#ifndef FORM_PARTS_H
#define FORM_PARTS_H

#include "desk/editor_view.h"
#include "desk/screens.h"
#include "work/people.h"

enum item_kind {
	ITEM_FIELD,
	ITEM_ROW,               /* a row of a group, in one line */
	ITEM_ADD,               /* ＋ one more row */
	ITEM_EARLIER,           /* earlier records of those above */
	ITEM_BUTTON,            /* save, or done with this row */
};

struct item {
	enum item_kind kind;
	char *key;              /* of the field; "party2" of a row; "party+"; "party!" of earlier records; "" of the button */
	const struct field *field;
	const struct group *group;
	int row;                /* of the group */
	int page;
	int line;               /* within the page, from 0 */
	int label;              /* column behind the label's last */
	int column, columns;    /* of the value */
	int rows;
};

struct layout {
	struct item *list;
	size_t n, cap;
	int pages;
};

/* Everything that is visible now: the whole form, or one row of one of its groups. width: columns of the screen. */
void layout_build(struct layout *l, const struct fill *f, const struct group *group, int row, int width);
void layout_free(struct layout *l);
/* One more line below a group, for earlier records of those who stand in it. */
void layout_add_earlier(struct layout *l, const struct group *g);
size_t layout_find(const struct layout *l, const char *key);    /* l->n if it is not there */

struct form_screen {
	struct screen base;
	struct fill *fill;
	struct form_screen *parent;     /* whose row this is; NULL: the form itself, which owns the fill */
	const struct group *group;      /* of the row */
	int row;
	bool fresh;                     /* the row was just added: it goes again if nothing is typed */
	bool owed;                      /* the draft could not be written: try again before anything else */
	bool over;                      /* saved or discarded: nothing to keep any more */
	struct layout layout;
	int width;                      /* the layout was made for */
	size_t at;                      /* current item */
	struct editor *editor;          /* of the current field where it is typed; else unused */
	char *taken;                    /* the editor's text that the fill has */
	char *refused;                  /* Enter stayed once because of this text; NULL: none */
	int top;                        /* first line of the page shown */
	char *say;                      /* about the field just left, or this one; NULL: its hint */
	bool wrong;                     /* say is a fault */
	size_t answers;                 /* what was typed before and answers to what stands in the current field */
	struct earlier *earlier;        /* records of those whom the form names */
	size_t nearlier;
	char *named;                    /* what they were looked for by; NULL: not yet */
};

static inline struct item *form_item(const struct form_screen *f) { return &f->layout.list[f->at]; }
bool form_edits(const struct form_screen *f);           /* is the current item a field that is typed? */
void form_draw(struct screen *s);
void form_foot(const struct screen *s, struct foot *foot);
char *form_heading(const struct screen *s);
char *form_help(const struct screen *s);

void form_relayout(struct form_screen *f);
void form_enter(struct form_screen *f, size_t at);
void form_tell(struct form_screen *f, bool wrong, char *say);   /* takes say */
/* What was typed goes to the fill; *say as fill_set() gives it. */
enum type_verdict form_take(struct form_screen *f, char **say);
bool form_keep(struct screen *s, struct err *err);
void form_keep_at(struct form_screen *f, const char *cursor);   /* the draft, and where the cursor is */
/* False: not a key of this kind of line. */
bool form_coded_key(struct form_screen *f, const struct key *k, struct next *n);
bool form_row_key(struct form_screen *f, const struct key *k, struct next *n);
struct screen *row_open(struct form_screen *parent, const struct group *g, int row, const char *key);
struct next form_save(struct form_screen *f);

/* What was typed before: how much of it answers to the current field now, and choosing from it. */
void form_count_answers(struct form_screen *f);
char *form_answers(const struct form_screen *f);        /* a few words on it; NULL: nothing answers. Yours. */
bool form_offer_key(struct form_screen *f, const struct key *k, struct next *n);

/* Look for earlier records again, if what they are looked for by has changed, and give them their line. */
void form_look_earlier(struct form_screen *f);
char *form_earlier_words(const struct form_screen *f, int columns);     /* yours */
bool form_earlier_key(struct form_screen *f, const struct key *k, struct next *n);

#endif
