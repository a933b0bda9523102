/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: who overrides whom, and what a wrong file does. */
#include "base/conf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "temp.h"

static void user_file(const char *text)
{
	assert_true(file_make_dir(temp_path("yichuang"), NULL));
	assert_true(file_write(temp_path("yichuang/yichuang.ini"), text, strlen(text), NULL));
	setenv("XDG_CONFIG_HOME", temp_dir, 1);
}

static void count(void *arg, const struct ini_fault *f)
{
	assert_true(f->say[0]);
	buf_fmt(arg, "%d %s.%s\n", f->line, f->section, f->key);
}

/* Settings are the process's: every test has its own. */
static void apart(void (*test)(void))
{
	pid_t child = fork();
	if (child == 0) {
		unsetenv("XDG_CONFIG_HOME");
		setenv("HOME", "/nonexistent", 1);
		test();
		_exit(0);
	}
	int status = 1;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
}

static void check(bool ok, int line, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "line %d: %s\n", line, what);
	_exit(1);
}

#define CHECK(condition) check(condition, __LINE__, #condition)
#define IS(name, expected) CHECK(strcmp(conf_get(name), expected) == 0)

static void built_in_values(void)
{
	size_t n;
	const struct conf_item *items = conf_items(&n);

	CHECK(n >= 9);
	for (size_t i = 0; i < n; i++) {
		CHECK(strchr(items[i].name, '.') && *items[i].help);
		CHECK(strcmp(conf_get(items[i].name), items[i].value) == 0);
		CHECK(strcmp(conf_origin(items[i].name), "built-in") == 0);
	}
	CHECK(conf_int("hub.budget") == 65536);
	CHECK(conf_int("desk.escdelay") == 300);
	CHECK(!conf_bool("desk.ascii"));
}

static void without_any_file_the_built_in_values_count(void **state)
{
	(void)state;
	apart(built_in_values);
}

static void the_order(void)
{
	struct buf faults = { 0 };

	user_file("[Desk]\nwho = 张三\nascii = 是\nescdelay = 500\n[hub]\ntimeout = 60\n");
	setenv("YICHUANG_DESK_ESCDELAY", "700", 1);
	setenv("YICHUANG_HUB_TIMEOUT", "90", 1);
	conf_set("hub.timeout", "120");         /* an option is read before the files */
	conf_load(count, &faults);
	CHECK(faults.len == 0);
	IS("desk.who", "张三");
	CHECK(strcmp(conf_origin("desk.who"), temp_path("yichuang/yichuang.ini")) == 0);
	CHECK(conf_bool("desk.ascii"));
	CHECK(conf_int("desk.escdelay") == 700);
	CHECK(strcmp(conf_origin("desk.escdelay"), "environment") == 0);
	CHECK(conf_int("hub.timeout") == 120);
	CHECK(strcmp(conf_origin("hub.timeout"), "option") == 0);
	CHECK(conf_int("hub.connect_timeout") == 15);
	conf_set("desk.who", conf_get("desk.who"));
	IS("desk.who", "张三");
}

static void option_beats_environment_beats_file(void **state)
{
	(void)state;
	apart(the_order);
}

static void unknown_names(void)
{
	struct buf faults = { 0 };

	user_file("[desk]\nwho = 李四\nwoh = x\n[nowhere]\nkey = 1\n");
	conf_load(count, &faults);
	CHECK(strcmp(buf_text(&faults), "3 desk.woh\n5 nowhere.key\n") == 0);
	IS("desk.who", "李四");
	conf_load(NULL, NULL);
}

static void an_unknown_setting_is_reported_and_the_rest_counts(void **state)
{
	(void)state;
	apart(unknown_names);
}

static void wrong_file(void)
{
	struct buf faults = { 0 };

	user_file("[desk]\nwho = 李四\nnonsense\n");
	setenv("YICHUANG_DESK_UNIT", "421202101", 1);
	setenv("YICHUANG_LOG_FILE", "\xff", 1);
	conf_load(count, &faults);
	CHECK(strcmp(buf_text(&faults), "3 desk.\n0 .\n") == 0);
	IS("desk.who", "");
	IS("desk.unit", "421202101");
	IS("log.file", "");
}

static void a_wrong_file_is_left_out_whole(void **state)
{
	(void)state;
	apart(wrong_file);
}

static void wrong_values(void)
{
	static const char *const numbers[] = { "", "x", "1x", "99999999999999999999", " " };
	static const char *const yes[] = { "yes", "是", "1", "Yes" }, *const no[] = { "no", "否", "0", "maybe", "" };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		conf_set("hub.timeout", numbers[i]);
		CHECK(conf_int("hub.timeout") == 30);
	}
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		conf_set("desk.ascii", yes[i]);
		CHECK(conf_bool("desk.ascii"));
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
		conf_set("desk.ascii", no[i]);
		CHECK(!conf_bool("desk.ascii"));
	}
}

static void a_value_of_the_wrong_kind_falls_back_to_the_default(void **state)
{
	(void)state;
	apart(wrong_values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_any_file_the_built_in_values_count),
		cmocka_unit_test(option_beats_environment_beats_file),
		cmocka_unit_test(an_unknown_setting_is_reported_and_the_rest_counts),
		cmocka_unit_test(a_wrong_file_is_left_out_whole),
		cmocka_unit_test(a_value_of_the_wrong_kind_falls_back_to_the_default),
	};
	return cmocka_run_group_tests(tests, temp_make, temp_remove);
}
