/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one harmless line per event. */
#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "temp.h"

#define WHEN "2026-11-24T09:41:07+08:00 "

static struct buf logged;

static const char *content(const char *name)
{
	buf_clear(&logged);
	assert_true(file_read(temp_path(name), 1000000, &logged, NULL));
	return buf_text(&logged);
}

static void a_line_is_time_and_message(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct stat st;

	assert_true(log_open(temp_path("a.log"), &err));
	log_note("上报 %d 条", 3);
	log_warn("平台没有应答");
	log_close();
	assert_string_equal(content("a.log"), WHEN "上报 3 条\n" WHEN "! 平台没有应答\n");
	assert_int_equal(stat(temp_path("a.log"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(log_open(temp_path("a.log"), &err));
	log_note("又来");
	log_close();
	assert_string_equal(content("a.log"), WHEN "上报 3 条\n" WHEN "! 平台没有应答\n" WHEN "又来\n");
}

static void no_message_makes_two_lines_or_moves_the_terminal(void **state)
{
	(void)state;
	assert_true(log_open(temp_path("b.log"), NULL));
	log_note("x\n2026-01-01T00:00:00+08:00 forged\r\n\033[2J\x9b\xe2\x80\xae");
	log_close();
	assert_string_equal(content("b.log"), WHEN "x 2026-01-01T00:00:00+08:00 forged [2J〓〓\n");
}

static void errors_carry_their_detail_and_no_error_none(void **state)
{
	(void)state;
	struct err err = { 0 };

	assert_true(log_open(temp_path("c.log"), NULL));
	log_err(&err);
	log_err(NULL);
	err_set(&err, ERR_NET, "连不上");
	log_err(&err);
	err_detail(&err, "curl 7");
	log_err(&err);
	log_close();
	assert_string_equal(content("c.log"), WHEN "! 连不上\n" WHEN "! 连不上 [curl 7]\n");
}

static void quiet_drops_notes_and_keeps_warnings(void **state)
{
	(void)state;
	assert_true(log_open(temp_path("d.log"), NULL));
	log_quiet(true);
	log_note("note");
	log_warn("warning");
	log_quiet(false);
	log_close();
	assert_string_equal(content("d.log"), WHEN "! warning\n");
}

static void a_log_that_cannot_be_opened_is_an_error(void **state)
{
	(void)state;
	struct err err = { 0 };

	assert_false(log_open(temp_path("absent/a.log"), &err));
	assert_int_equal(err.kind, ERR_FAILED);
	assert_int_equal(symlink("elsewhere", temp_path("link.log")), 0);
	assert_false(log_open(temp_path("link.log"), &err));
	assert_int_not_equal(access(temp_path("elsewhere"), F_OK), 0);
}

static void lines_of_several_processes_do_not_mix(void **state)
{
	(void)state;
	char message[500];

	assert_true(log_open(temp_path("e.log"), NULL));
	for (int child = 0; child < 4; child++)
		if (fork() == 0) {
			memset(message, 'a' + child, sizeof message);
			for (int i = 0; i < 200; i++)
				log_note("%.*s", (int)sizeof message, message);
			_exit(0);
		}
	while (wait(NULL) > 0)
		continue;
	log_close();
	int lines = 0;
	for (const char *p = content("e.log"); *p; p = strchr(p, '\n') + 1, lines++) {
		assert_memory_equal(p, WHEN, strlen(WHEN));
		const char *text = p + strlen(WHEN);
		assert_int_equal(strspn(text, (char[]){ *text, '\0' }), sizeof message);
	}
	assert_int_equal(lines, 800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_time_and_message),
		cmocka_unit_test(no_message_makes_two_lines_or_moves_the_terminal),
		cmocka_unit_test(errors_carry_their_detail_and_no_error_none),
		cmocka_unit_test(quiet_drops_notes_and_keeps_warnings),
		cmocka_unit_test(a_log_that_cannot_be_opened_is_an_error),
		cmocka_unit_test(lines_of_several_processes_do_not_mix),
	};
	setenv("YICHUANG_CLOCK", "2026-11-24T09:41:07+08:00", 1);
	clock_practice(true);
	int failed = cmocka_run_group_tests(tests, temp_make, temp_remove);
	buf_free(&logged);
	return failed;
}
