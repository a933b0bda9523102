/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, errors and the end of the program. */
#include "base/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void new_room_is_zero_and_old_content_stays(void **state)
{
	(void)state;
	size_t cap = 0;
	int *a = NULL;

	for (size_t n = 0; n < 1000; n++) {
		a = mem_grow(a, &cap, n, sizeof *a);
		assert_true(cap > n);
		for (size_t i = n; i < cap; i++)
			assert_int_equal(a[i], 0);
		a[n] = (int)n + 1;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(a[i], i + 1);
	free(a);
}

static void copies_are_terminated(void **state)
{
	(void)state;
	char *a = mem_ndup("abcdef", 3), *b = mem_dup("欧阳修"), *c = mem_fmt("%d-%s", 7, "x");

	assert_string_equal(a, "abc");
	assert_string_equal(b, "欧阳修");
	assert_string_equal(c, "7-x");
	assert_null(mem_dup(NULL));
	free(a);
	free(b);
	free(c);
}

static void running_out_ends_the_program_and_says_so(void **state)
{
	(void)state;
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		size_t cap = 0;
		mem_grow(NULL, &cap, SIZE_MAX / 8, 64);
		_exit(0);
	}
	close(pipes[1]);
	char said[200] = "";
	assert_true(read(pipes[0], said, sizeof said - 1) > 0);
	close(pipes[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_non_null(strstr(said, "内存不足"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_room_is_zero_and_old_content_stays),
		cmocka_unit_test(copies_are_terminated),
		cmocka_unit_test(running_out_ends_the_program_and_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
