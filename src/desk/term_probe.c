/* SPDX-License-Identifier: Apache-2.0 */
/* How wide does this terminal draw something? Write it, ask where the cursor is, wipe it. */
#include "term_parts.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool say(const char *s)
{
	return write(STDOUT_FILENO, s, strlen(s)) == (ssize_t)strlen(s);
}

/* The column in "ESC [ row ; column R", 0 while it is not all there. */
static int answer(const char *s)
{
	int row, column;
	char end;

	for (const char *esc = strchr(s, '\033'); esc; esc = strchr(esc + 1, '\033'))
		if (sscanf(esc, "\033[%d;%d%c", &row, &column, &end) == 3 && end == 'R')
			return column;
	return 0;
}

static int listen_for(int ms)
{
	char got[128] = "";
	size_t n = 0;
	long end = now_ms() + ms, left;
	int column;

	while ((column = answer(got)) == 0 && n < sizeof got - 1 && (left = end - now_ms()) > 0) {
		struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
		if (poll(&p, 1, (int)left) <= 0)
			break;
		ssize_t k = read(STDIN_FILENO, got + n, sizeof got - 1 - n);
		if (k <= 0)
			break;
		n += (size_t)k;
		got[n] = '\0';
	}
	return column;
}

/* Columns the terminal moves on for s; -1 where it does not say. */
static int ask(const char *s, int ms)
{
	struct termios old, quiet;
	int column = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &old) != 0)
		return -1;
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	quiet.c_cc[VMIN] = 0;
	quiet.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSANOW, &quiet) != 0)
		return -1;
	if (say("\r") && say(s) && say("\033[6n"))
		column = listen_for(ms);
	say("\r\033[K");
	tcsetattr(STDIN_FILENO, TCSANOW, &old);
	return column - 1;
}

int term_probe(int ms, bool *silent)
{
	int columns = ask("●", ms);

	*silent = columns < 0;
	return columns == 2 ? 2 : 1;
}

bool term_probe_newest(int ms)
{
	return ask("\xf0\xb1\x8d\x90", ms) == 2;
}
