/* SPDX-License-Identifier: Apache-2.0 */
/*
 * first_screen TEXT PROGRAM [ARG]…: start a full-screen program on an 80×24 pseudo-terminal, wait until TEXT has been painted and the
 * screen is quiet, print "<milliseconds to the last byte painted> <resident kB>", end the program.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MS 80
#define GIVE_UP_MS 30000

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long resident_kb(pid_t pid)
{
	char path[64], line[256];
	long kb = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return -1;
	while (fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	fclose(f);
	return kb;
}

/* Where is the cursor? Programs ask that to learn how wide a character is drawn; a terminal answers. */
static void answer(int fd, const char *s, size_t n)
{
	static const char asked[] = "\033[6n", reply[] = "\033[1;2R";
	for (const char *p; (p = memmem(s, n, asked, strlen(asked))) != NULL; n -= (size_t)(p + 1 - s), s = p + 1)
		if (write(fd, reply, strlen(reply)) < 0)
			return;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	static char seen[1 << 20];
	size_t n = 0;
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int fd;
	double start = now_ms(), painted = 0;
	pid_t pid = forkpty(&fd, NULL, NULL, &size);

	if (pid < 0)
		return 1;
	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int ready = poll(&p, 1, QUIET_MS);
		if (ready > 0) {
			ssize_t got = read(fd, seen + n, sizeof seen - 1 - n);
			if (got <= 0)
				break;
			painted = now_ms();
			answer(fd, seen + n, (size_t)got);
			n += (size_t)got;
		} else if (memmem(seen, n, argv[1], strlen(argv[1])) != NULL) {
			break;
		}
		if (now_ms() - start > GIVE_UP_MS || n >= sizeof seen - 1)
			break;
	}
	long kb = resident_kb(pid);
	kill(pid, SIGTERM);      /* as a shutdown would: the next start finds a closed store */
	while (read(fd, seen, sizeof seen) > 0)
		;
	waitpid(pid, NULL, 0);
	if (memmem(seen, n, argv[1], strlen(argv[1])) == NULL) {
		fprintf(stderr, "first_screen: %s never showed “%s”\n", argv[2], argv[1]);
		return 1;
	}
	printf("%.1f %ld\n", painted - start, kb);
	return 0;
}
