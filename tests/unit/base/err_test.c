/* SPDX-License-Identifier: Apache-2.0 */
/* Errors on their way to the clerk. */
#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

static void setting_an_error_is_saying_no(void **state)
{
	(void)state;
	struct err err = { 0 };

	assert_false(err_set(&err, ERR_NET, "连不上县中心（%d）", 7));
	assert_int_equal(err.kind, ERR_NET);
	assert_string_equal(err.say, "连不上县中心（7）");
	assert_false(err_set(NULL, ERR_NET, "nobody listens"));
	assert_false(err_detail(NULL, "nobody listens"));
}

static void details_are_strung_together_until_the_next_error(void **state)
{
	(void)state;
	struct err err = { 0 };

	err_set(&err, ERR_FAILED, "a");
	err_detail(&err, "open %s", "x");
	err_detail(&err, "errno %d", 2);
	assert_string_equal(err.detail, "open x; errno 2");
	err_set(&err, ERR_FAILED, "b");
	assert_string_equal(err.detail, "");
}

static void an_error_may_quote_itself(void **state)
{
	(void)state;
	struct err err = { 0 };

	err_set(&err, ERR_FAILED, "里面");
	err_set(&err, ERR_BUSY, "外面：%s", err.say);
	assert_string_equal(err.say, "外面：里面");
}

static void a_cut_never_falls_inside_a_character(void **state)
{
	(void)state;
	struct err err = { 0 };
	char longer[900] = "";

	for (int i = 0; i < 280; i++)
		strcat(longer, "字");
	for (int shift = 0; shift < 4; shift++) {
		err_set(&err, ERR_FAILED, "%.*s%s", shift, "abc", longer);
		assert_true(text_valid(err.say, strlen(err.say)));
		assert_true(strlen(err.say) >= sizeof err.say - 4);
		err_detail(&err, "%.*s%s", shift, "abc", longer);
		err_detail(&err, "%s", longer);
		assert_true(text_valid(err.detail, strlen(err.detail)));
	}
}

static void exit_statuses_are_those_of_the_contract(void **state)
{
	(void)state;
	static const int expected[] = { [ERR_NONE] = 0, [ERR_FAILED] = 1, [ERR_USAGE] = 2, [ERR_CHECK] = 3, [ERR_REFUSED] = 4,
		[ERR_BUSY] = 1, [ERR_NET] = 6, [ERR_TRUST] = 7, [ERR_STORE] = 8 };

	for (int kind = ERR_NONE; kind <= ERR_STORE; kind++)
		assert_int_equal(err_exit(&(struct err){ .kind = (enum err_kind)kind }), expected[kind]);
	assert_int_equal(err_exit(NULL), 0);
}

static void hook(void)
{
	if (write(STDERR_FILENO, "restored ", 9) != 9)
		_exit(99);
}

static void fatal_restores_the_terminal_first_and_prints_no_escapes(void **state)
{
	(void)state;
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		err_on_fatal(hook);
		fatal(8, "坏了 %s", "\033[2Jx\nsecond line");
	}
	close(pipes[1]);
	char said[200] = "";
	size_t n = 0;
	for (ssize_t more; (more = read(pipes[0], said + n, sizeof said - 1 - n)) > 0;)
		n += (size_t)more;
	close(pipes[0]);
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 8);
	assert_string_equal(said, "restored 坏了  [2Jx second line\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_an_error_is_saying_no),
		cmocka_unit_test(details_are_strung_together_until_the_next_error),
		cmocka_unit_test(an_error_may_quote_itself),
		cmocka_unit_test(a_cut_never_falls_inside_a_character),
		cmocka_unit_test(exit_statuses_are_those_of_the_contract),
		cmocka_unit_test(fatal_restores_the_terminal_first_and_prints_no_escapes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
