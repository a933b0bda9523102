/* SPDX-License-Identifier: Apache-2.0 */
/* Locale and catalogue, on a machine that generated neither zh_CN nor en_US. */
#include "base/i18n.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

/* A catalogue with two messages, as msgfmt writes it: magic, revision, count, offsets of both tables, no hash table. */
static void write_catalogue(const char *path)
{
	static const char *const id[] = { "", "今天" };
	static const char *const text[] = { "Content-Type: text/plain; charset=UTF-8\n", "Today" };
	uint32_t head[7] = { 0x950412de, 0, 2, 28, 28 + 16, 0, 28 + 32 };
	uint32_t table[8];
	uint32_t at = sizeof head + sizeof table;
	struct buf b = { 0 };

	for (int i = 0; i < 4; i++) {
		const char *s = i < 2 ? id[i] : text[i - 2];
		table[2 * i] = (uint32_t)strlen(s);
		table[2 * i + 1] = at;
		at += (uint32_t)strlen(s) + 1;
	}
	buf_put(&b, head, sizeof head);
	buf_put(&b, table, sizeof table);
	for (int i = 0; i < 4; i++)
		buf_put(&b, i < 2 ? id[i] : text[i - 2], strlen(i < 2 ? id[i] : text[i - 2]) + 1);
	assert_true(file_write(path, b.data, b.len, NULL));
	buf_free(&b);
}

static char *catalogue_dir, *catalogue;

static int make_catalogue(void **state)
{
	(void)state;
	catalogue_dir = file_beside("locale/en/LC_MESSAGES");
	catalogue = file_join(catalogue_dir, "yichuang.mo");
	if (!file_make_dir(catalogue_dir, NULL))
		return -1;
	write_catalogue(catalogue);
	return 0;
}

static int remove_catalogue(void **state)
{
	(void)state;
	unlink(catalogue);
	for (int i = 0; i < 3; i++) {
		rmdir(catalogue_dir);
		*strrchr(catalogue_dir, '/') = '\0';
	}
	free(catalogue);
	free(catalogue_dir);
	return 0;
}

/* How a fresh process with this environment says 今天, and the decimal point and charset it has. */
static void says(const char *lang, const char *language, const char *expected)
{
	pid_t child = fork();
	if (child == 0) {
		unsetenv("LC_ALL");
		unsetenv("LC_MESSAGES");
		unsetenv("LC_CTYPE");
		setenv("LANG", lang, 1);
		if (language)
			setenv("LANGUAGE", language, 1);
		else
			unsetenv("LANGUAGE");
		i18n_init();
		bool ok = strcmp(_("今天"), expected) == 0 && strcmp(i18n_data("今天"), expected) == 0 &&
			strcmp(i18n_data("没有翻译"), "没有翻译") == 0 && strcmp(i18n_data(""), "") == 0 &&
			strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && strcmp(localeconv()->decimal_point, ".") == 0;
		_exit(ok ? 0 : 1);
	}
	int status = 1;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
}

static void without_a_generated_locale_text_is_utf8_and_chinese(void **state)
{
	(void)state;
	says("zh_CN.UTF-8", NULL, "今天");
	says("C", NULL, "今天");
	says("POSIX", NULL, "今天");
	says("C.UTF-8", NULL, "今天");
	says("zh_CN.GB18030", NULL, "今天");
	says("nonsense", NULL, "今天");
}

static void english_comes_where_it_is_asked_for(void **state)
{
	(void)state;
	says("C.UTF-8", "en", "Today");
	says("zh_CN.UTF-8", "en", "Today");
	says("en_US.UTF-8", NULL, "Today");
	says("en_GB", NULL, "Today");
	says("en_US.UTF-8", "zh_CN", "今天");
}

static void a_catalogue_cut_short_is_no_catalogue(void **state)
{
	struct buf whole = { 0 };

	(void)state;
	assert_true(file_read(catalogue, 4096, &whole, NULL));
	for (size_t n = 0; n < whole.len; n++) {
		assert_true(file_write(catalogue, whole.data, n, NULL));
		says("C.UTF-8", "en", "今天");
	}
	assert_true(file_write(catalogue, whole.data, whole.len, NULL));
	says("C.UTF-8", "en", "Today");
	buf_free(&whole);
}

/* One 32-bit word of the catalogue changed. */
static void says_with(size_t at, uint32_t word, const char *expected)
{
	struct buf b = { 0 };

	assert_true(file_read(catalogue, 4096, &b, NULL));
	struct buf whole = { 0 };
	buf_put(&whole, b.data, b.len);
	memcpy(b.data + at, &word, sizeof word);
	assert_true(file_write(catalogue, b.data, b.len, NULL));
	says("C.UTF-8", "en", expected);
	assert_true(file_write(catalogue, whole.data, whole.len, NULL));
	buf_free(&whole);
	buf_free(&b);
}

static void a_catalogue_that_points_outside_itself_is_no_catalogue(void **state)
{
	const uint32_t far[] = { 0x7fffff00, 0xfffffffc, 200 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		says_with(12, far[i], "今天");          /* the table of originals */
		says_with(16, far[i], "今天");          /* of translations */
		says_with(28 + 12, far[i], "今天");     /* the place of an original */
		says_with(28 + 16 + 12, far[i], "今天");
	}
	says_with(8, 0x20000000, "今天");               /* more messages than there is room for */
	says_with(28 + 16 + 8, 4, "今天");              /* a translation whose end is no end */
	says_with(28 + 16 + 8, 0xffffffff, "今天");
	says_with(0, 0x12345678, "今天");
}

static void a_language_that_is_a_path_is_none(void **state)
{
	(void)state;
	says("C.UTF-8", "../locale/en", "今天");
	says("C.UTF-8", "en/", "今天");
	says("C.UTF-8", "fr:en", "Today");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_generated_locale_text_is_utf8_and_chinese),
		cmocka_unit_test(english_comes_where_it_is_asked_for),
		cmocka_unit_test(a_catalogue_cut_short_is_no_catalogue),
		cmocka_unit_test(a_catalogue_that_points_outside_itself_is_no_catalogue),
		cmocka_unit_test(a_language_that_is_a_path_is_none),
	};
	return cmocka_run_group_tests(tests, make_catalogue, remove_catalogue);
}
