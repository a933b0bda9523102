/* SPDX-License-Identifier: Apache-2.0 */
/* INI text: what passes the lint is what iniparser gives back, and every trap is named by line. */
#include "base/ini.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

static void note(void *arg, const struct ini_fault *f)
{
	assert_string_equal(f->file, "t.ini");
	assert_true(text_valid(f->say, strlen(f->say)));
	buf_fmt(arg, "%d [%s] %s: %s\n", f->line, f->section, f->key, f->say);
}

static struct ini *parsed(const char *text)
{
	struct buf faults = { 0 };
	struct ini *ini = ini_parse("t.ini", text, strlen(text), note, &faults);

	assert_string_equal(buf_text(&faults), "");
	assert_non_null(ini);
	return ini;
}

/* The one fault of this text begins so, and its sentence holds the word. */
static void refused_bytes(const char *text, size_t n, const char *where, const char *word)
{
	struct buf faults = { 0 };

	assert_null(ini_parse("t.ini", text, n, note, &faults));
	assert_memory_equal(buf_text(&faults), where, strlen(where));
	assert_non_null(strstr(faults.data, word));
	assert_ptr_equal(strchr(faults.data, '\n'), faults.data + faults.len - 1);
	buf_free(&faults);
}

static void refused(const char *text, const char *where, const char *word)
{
	refused_bytes(text, strlen(text), where, word);
}

static const char form[] =
	"; 受理登记\n"
	"[form]\n"
	"title   = 受理登记\n"
	"Levels  = village town county\r\n"
	"\n"
	"[Field party.IDNO]\n"
	"visible = \"result = 已化解; 其他 # 1\"    ; 说明 \"x\"\n"
	"needs   = 'step = \"交\"'\n"
	"empty   =\n"
	"none    = \"\"\n"
	"also    = ''   # nothing\n"
	"spaces  = \"  两边  \"\n"
	"path    = C:\\forms\\a:b\n"
	"twice   = = x\n"
	"it      = it's \"so\"\n"
	"\t indented\t=\t yes \t\n"
	"# the end\n"
	"[last]";

static void names_values_and_order_come_back(void **state)
{
	(void)state;
	struct ini *ini = parsed(form);

	assert_string_equal(ini_name(ini), "t.ini");
	assert_int_equal(ini_sections(ini), 3);
	assert_string_equal(ini_section(ini, 0), "form");
	assert_string_equal(ini_section(ini, 1), "field party.idno");
	assert_string_equal(ini_section(ini, 2), "last");
	assert_null(ini_section(ini, 3));
	assert_int_equal(ini_keys(ini, "form"), 2);
	assert_string_equal(ini_key(ini, "form", 1), "levels");
	assert_null(ini_key(ini, "form", 2));
	assert_int_equal(ini_keys(ini, "field party.idno"), 10);
	assert_string_equal(ini_key(ini, "field party.idno", 9), "indented");
	assert_int_equal(ini_keys(ini, "last"), 0);
	assert_int_equal(ini_keys(ini, "absent"), 0);
	ini_free(ini);
}

static void every_kind_of_value_is_read(void **state)
{
	(void)state;
	struct ini *ini = parsed(form);
	const char *s = "field party.idno";

	assert_string_equal(ini_get(ini, "form", "title"), "受理登记");
	assert_string_equal(ini_get(ini, "form", "levels"), "village town county");
	assert_string_equal(ini_get(ini, s, "visible"), "result = 已化解; 其他 # 1");
	assert_string_equal(ini_get(ini, s, "needs"), "step = \"交\"");
	assert_string_equal(ini_get(ini, s, "empty"), "");
	assert_string_equal(ini_get(ini, s, "none"), "");
	assert_string_equal(ini_get(ini, s, "also"), "");
	assert_string_equal(ini_get(ini, s, "spaces"), "  两边  ");
	assert_string_equal(ini_get(ini, s, "path"), "C:\\forms\\a:b");
	assert_string_equal(ini_get(ini, s, "twice"), "= x");
	assert_string_equal(ini_get(ini, s, "it"), "it's \"so\"");
	assert_string_equal(ini_get(ini, s, "indented"), "yes");
	assert_null(ini_get(ini, s, "absent"));
	assert_null(ini_get(ini, "absent", "visible"));
	assert_null(ini_get(ini, "last", "title"));
	ini_free(ini);
}

static void lines_are_known(void **state)
{
	(void)state;
	struct ini *ini = parsed(form);

	assert_int_equal(ini_line(ini, "form", NULL), 2);
	assert_int_equal(ini_line(ini, "form", "levels"), 4);
	assert_int_equal(ini_line(ini, "field party.idno", "visible"), 7);
	assert_int_equal(ini_line(ini, "last", NULL), 18);
	assert_int_equal(ini_line(ini, "last", "x"), 0);
	assert_int_equal(ini_line(ini, "absent", NULL), 0);
	ini_free(ini);
}

static void an_empty_file_is_a_file(void **state)
{
	(void)state;
	struct ini *ini = parsed("");
	assert_int_equal(ini_sections(ini), 0);
	ini_free(ini);
	ini_free(parsed("; only a comment"));
	ini_free(NULL);
}

static void traps_of_iniparser_are_named_by_line(void **state)
{
	(void)state;
	refused("[a]\nx = 1\n[field:fee]\n", "3 [a] ", "冒号");
	refused("[a]\nx = 1\nX = 2\n", "3 [a] x: ", "第 2 行");
	refused("[a]\n[b]\n[A]\n", "3 [b] ", "第 1 行");
	refused("[a]\nx = 1 ; why\n", "2 [a] x: ", ";");
	refused("[a]\nx = 1#2\n", "2 [a] x: ", "#");
	refused("[a]\nx = \"open\n", "2 [a] x: ", "引号");
	refused("[a]\nx = 'open\n", "2 [a] x: ", "引号");
	refused("[a]\nx = \"\n", "2 [a] x: ", "引号");
	refused("[a]\nx = \"a\" = \"b\"\n", "2 [a] x: ", "引号后面");
	refused("[a]\nx = \"a\\nb\"\n", "2 [a] x: ", "反斜杠");
	refused("[a]\nx = one \\  \ny = 2\n", "2 [a] ", "反斜杠");
	refused("[a]\n; comment \\\nx = 1\n", "2 [a] ", "反斜杠");
	refused("[a]\njust words\n", "2 [a] ", "看不懂");
	refused("[a]\n= 1\n", "2 [a] ", "看不懂");
	refused("[a\nx = 1\n", "1 [] ", "方括号");
	refused("[a] ; x [b]\n", "1 [] ", "方括号");
	refused("[a]b]\n", "1 [] ", "方括号");
	refused("[ ]\n", "1 [] ", "方括号");
	refused("x = 1\n[a]\n", "1 [] x: ", "[段名]");
}

static void files_that_are_no_text_are_refused(void **state)
{
	(void)state;
	static const char nul[] = "[a]\nx = \0y\n";
	char *big = malloc(300 * 1024);

	refused("\xef\xbb\xbf[a]\nx = 1\n", "1 [] ", "BOM");
	refused("[a]\nx = \xd6\xd0\n", "2 [a] ", "UTF-8");
	refused_bytes(nul, sizeof nul - 1, "2 [a] ", "UTF-8");
	refused("[a]\nx = \033[2J\n", "2 [a] ", "控制字符");
	memset(big, '\n', 300 * 1024);
	refused_bytes(big, 256 * 1024 + 1, "0 [] ", "256 KiB");
	struct ini *ini = ini_parse("t.ini", big, 256 * 1024, NULL, NULL);
	assert_non_null(ini);
	ini_free(ini);
	free(big);
}

static void a_line_may_have_a_thousand_bytes_and_no_more(void **state)
{
	(void)state;
	char text[1100] = "[a]\n";

	memset(text + 4, 'k', 1001);
	memcpy(text + 4 + 500, " = ", 3);
	text[4 + 1000] = '\0';
	ini_free(parsed(text));
	strcat(text, "v");
	refused(text, "2 [a] ", "1000");
}

static void every_fault_is_told_at_once(void **state)
{
	(void)state;
	struct buf faults = { 0 };
	const char *text = "[a]\nx = 1;\nwords\n[b:c]\ny = \"\n";

	assert_null(ini_parse("t.ini", text, strlen(text), note, &faults));
	int lines = 0;
	for (const char *p = faults.data; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_int_equal(lines, 4);
	buf_free(&faults);
	assert_null(ini_parse("t.ini", text, strlen(text), NULL, NULL));
}

static void iniparser_never_prints(void **state)
{
	(void)state;
	int pipes[2], saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(pipes), 0);
	dup2(pipes[1], STDERR_FILENO);
	ini_free(ini_parse("t.ini", "[a]\nno\n", 7, NULL, NULL));
	ini_free(ini_parse("t.ini", "[a]\nno = 1", 10, NULL, NULL));
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(pipes[1]);
	char byte;
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	close(pipes[0]);
}

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void refuse_no_difference(void *arg, const struct ini_fault *f)
{
	(void)arg;
	if (strstr(f->say, "不符"))
		fail_msg("iniparser and the lint disagree at line %d", f->line);
}

/* Random lines of everything that means something: the lint must foresee all that iniparser would read otherwise. */
static void the_lint_foresees_iniparser(void **state)
{
	(void)state;
	static const char *const pieces[] = { "[", "]", "=", "\"", "'", ";", "#", ":", " ", "\n", "\n", "\n", "a",
		"B", "字", "\\",
		"\t", "x = ",
		"[s]\n", "\r", ".", "=\"", "\" " };
	uint32_t seed = 11;
	int read = 0;

	for (int round = 0; round < 60000; round++) {
		char text[200] = "[s0]\n";
		for (uint32_t n = next_random(&seed, 16); n > 0; n--)
			strcat(text, pieces[next_random(&seed, sizeof pieces / sizeof *pieces)]);
		struct ini *ini = ini_parse("t.ini", text, strlen(text), refuse_no_difference, NULL);
		read += ini != NULL;
		ini_free(ini);
	}
	assert_true(read > 1000);
}

static void *parse_often(void *arg)
{
	(void)arg;
	for (int i = 0; i < 200; i++) {
		struct ini *ini = ini_parse("t.ini", form, sizeof form - 1, NULL, NULL);
		if (!ini || strcmp(ini_get(ini, "form", "title"), "受理登记") != 0)
			return (void *)form;
		ini_free(ini);
	}
	return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
	(void)state;
	pthread_t threads[4];
	void *wrong;

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, parse_often, NULL), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_values_and_order_come_back),
		cmocka_unit_test(every_kind_of_value_is_read),
		cmocka_unit_test(lines_are_known),
		cmocka_unit_test(an_empty_file_is_a_file),
		cmocka_unit_test(traps_of_iniparser_are_named_by_line),
		cmocka_unit_test(files_that_are_no_text_are_refused),
		cmocka_unit_test(a_line_may_have_a_thousand_bytes_and_no_more),
		cmocka_unit_test(every_fault_is_told_at_once),
		cmocka_unit_test(iniparser_never_prints),
		cmocka_unit_test(the_lint_foresees_iniparser),
		cmocka_unit_test(threads_do_not_disturb_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
