/* SPDX-License-Identifier: Apache-2.0 */
/* The table of keys and keys.ini. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "desk/keys.h"

static char said[1024];

static void hear(void *arg, const struct ini_fault *f)
{
	(void)arg;
	strncat(said, f->say, sizeof said - strlen(said) - 1);
}

static void load(const char *text)
{
	said[0] = '\0';
	keys_load(text, text ? strlen(text) : 0, hear, NULL);
}

static void every_function_key_has_a_second_route(void **state)
{
	(void)state;
	load(NULL);
	for (int f = 1; f <= 10; f++) {
		enum action a = keys_action(KC_F1 + f - 1, false);
		assert_int_not_equal(a, ACT_NONE);
		assert_int_equal(keys_action(KC_ESC_0 + f % 10, false), a);
		assert_int_equal(keys_action(KC_ESC_0 + f % 10, true), a);
	}
}

static void no_command_needs_a_letter(void **state)
{
	(void)state;
	load(NULL);
	for (int32_t c = 'A'; c <= 'z'; c++)
		if (c <= 'Z' || c >= 'a')
			assert_int_equal(keys_action(c, false), ACT_TEXT);
}

static void full_width_signs_count_outside_text_and_are_text_inside(void **state)
{
	(void)state;
	load(NULL);
	assert_int_equal(keys_action(0xff1f, false), ACT_HELP);         /* ？ */
	assert_int_equal(keys_action(0xff1f, true), ACT_TEXT);
	assert_int_equal(keys_action(0xff0f, false), ACT_FIND);         /* ／ */
	assert_int_equal(keys_action(0xff1a, false), ACT_COMMAND);      /* ： */
	assert_int_equal(keys_action(':', true), ACT_TEXT);
	struct key three = { ACT_TEXT, "３" };
	assert_int_equal(keys_digit(&three), 3);
	struct key han = { ACT_TEXT, "三" };
	assert_int_equal(keys_digit(&han), -1);
}

static void one_key_has_one_meaning(void **state)
{
	size_t n;
	const struct key_row *t = keys_table(&n);

	(void)state;
	load(NULL);
	for (size_t i = 0; i < n; i++) {
		char first[32] = "";
		strncat(first, t[i].keys, strcspn(t[i].keys, "|"));
		assert_int_equal(keys_action(keys_parse(first), true), t[i].action);
		assert_string_equal(keys_name(t[i].action), first);
	}
}

static void keys_ini_moves_a_key_and_the_bar_shows_it(void **state)
{
	(void)state;
	load("[keys]\nsave = Ctrl-S|F2\n");
	assert_string_equal(said, "");
	assert_int_equal(keys_action('S' & 31, true), ACT_SAVE);
	assert_int_equal(keys_action(KC_F1 + 1, true), ACT_SAVE);
	assert_int_equal(keys_action(KC_ESC_0 + 2, true), ACT_NONE);
	assert_string_equal(keys_name(ACT_SAVE), "Ctrl-S");
	load(NULL);
	assert_string_equal(keys_name(ACT_SAVE), "F2");
}

static void a_key_already_taken_is_named_and_the_default_kept(void **state)
{
	(void)state;
	load("[keys]\nsave = F3\n");
	assert_non_null(strstr(said, "F2"));
	assert_int_equal(keys_action(KC_F1 + 2, false), ACT_FIND);
	assert_int_equal(keys_action(KC_F1 + 1, false), ACT_SAVE);
}

static void nonsense_in_keys_ini_is_named(void **state)
{
	(void)state;
	load("[keys]\nsave = F99\n");
	assert_non_null(strstr(said, "F99"));
	load("[keys]\nlaunch = F5\n");
	assert_non_null(strstr(said, "launch"));
	load("not an ini");
	assert_true(*said);
	assert_int_equal(keys_action(KC_F1, false), ACT_HELP);
}

static void key_names_are_parsed(void **state)
{
	(void)state;
	assert_int_equal(keys_parse("F12"), KC_F1 + 11);
	assert_int_equal(keys_parse("F13"), -1);
	assert_int_equal(keys_parse("Esc 7"), KC_ESC_0 + 7);
	assert_int_equal(keys_parse("Ctrl-r"), 18);
	assert_int_equal(keys_parse("x"), -1);
	assert_int_equal(keys_parse(""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_key_has_a_second_route),
		cmocka_unit_test(no_command_needs_a_letter),
		cmocka_unit_test(full_width_signs_count_outside_text_and_are_text_inside),
		cmocka_unit_test(one_key_has_one_meaning),
		cmocka_unit_test(keys_ini_moves_a_key_and_the_bar_shows_it),
		cmocka_unit_test(a_key_already_taken_is_named_and_the_default_kept),
		cmocka_unit_test(nonsense_in_keys_ini_is_named),
		cmocka_unit_test(key_names_are_parsed),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	keys_load(NULL, 0, NULL, NULL);
	return failed;
}
