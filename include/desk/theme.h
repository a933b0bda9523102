/* SPDX-License-Identifier: Apache-2.0 */
/* What a piece of the screen is, and how that looks. Colour never carries meaning alone: every role differs without it too, or
 * stands beside a word. */
#ifndef DESK_THEME_H
#define DESK_THEME_H

#include <stdbool.h>

enum role {
	ROLE_PLAIN,
	ROLE_TITLE,             /* where am I */
	ROLE_RULE,
	ROLE_LABEL,
	ROLE_HEAD,              /* of a column or a block */
	ROLE_ROOM,              /* the quiet line of what is not filled yet */
	ROLE_DIM,
	ROLE_ACCENT,            /* the place where you are */
	ROLE_ALARM,             /* 超期 and faults, always with a word */
	ROLE_KEY,               /* a key's name in the bar */
	ROLE_COUNT
};

void theme_start(bool colours);         /* after the terminal was started; NO_COLOR and mono terminals: false */
unsigned theme_attributes(enum role r); /* of the terminal library, colour included */
short theme_pair(enum role r);

#endif
