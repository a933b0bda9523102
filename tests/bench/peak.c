/* SPDX-License-Identifier: Apache-2.0 */
/* peak PROGRAM…: runs it and prints the kilobytes it held at most. Small itself: what a process was before exec counts too. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage used;
	int status;
	pid_t pid = argc > 1 ? fork() : -1;

	if (pid == 0) {
		if (freopen("/dev/null", "w", stdout))
			execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) != pid || status)
		return 1;
	printf("%ld\n", used.ru_maxrss);
	return 0;
}
