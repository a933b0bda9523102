/* SPDX-License-Identifier: Apache-2.0 */
/* The only place that names colours. */
#include "desk/theme.h"

#include <curses.h>

static const struct look {
	unsigned attributes;
	short colour;           /* -1: the terminal's own */
	unsigned mono;          /* attributes where there is no colour */
} looks[ROLE_COUNT] = {
	[ROLE_PLAIN]  = { A_NORMAL, -1, A_NORMAL },
	[ROLE_TITLE]  = { A_BOLD, -1, A_BOLD },
	[ROLE_RULE]   = { A_DIM, -1, A_DIM },
	[ROLE_LABEL]  = { A_NORMAL, -1, A_NORMAL },
	[ROLE_HEAD]   = { A_BOLD, -1, A_BOLD },
	[ROLE_ROOM]   = { A_DIM, -1, A_DIM },
	[ROLE_DIM]    = { A_DIM, -1, A_DIM },
	[ROLE_ACCENT] = { A_BOLD, COLOR_CYAN, A_BOLD },
	[ROLE_ALARM]  = { A_BOLD, COLOR_RED, A_BOLD | A_UNDERLINE },
	[ROLE_KEY]    = { A_BOLD, -1, A_BOLD },
};

static bool coloured;

void theme_start(bool colours)
{
	coloured = colours && has_colors() && start_color() == OK && use_default_colors() == OK;
	for (short i = 0; coloured && i < ROLE_COUNT; i++)
		if (looks[i].colour >= 0)
			init_pair((short)(i + 1), looks[i].colour, -1);
}

short theme_pair(enum role r)
{
	return coloured && looks[r].colour >= 0 ? (short)(r + 1) : 0;
}

unsigned theme_attributes(enum role r)
{
	return coloured ? looks[r].attributes : looks[r].mono;
}
