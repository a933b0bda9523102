/* SPDX-License-Identifier: Apache-2.0 */
/* The type `file`: what is kept of a file is text, and its name is a name wherever it came from. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "type_reads.h"

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void what_is_kept_reads_to_itself(void **state)
{
	struct type_file f;

	(void)state;
	keeps("file", HEX ".1258291.签字协议.jpg", HEX ".1258291.签字协议.jpg");
	keeps("file", HEX ".1.a", HEX ".1.a");
	keeps("file", " " HEX ".12.三 四.pdf ", HEX ".12.三 四.pdf");
	assert_true(type_file_parts(HEX ".1258291.签字协议.jpg", &f));
	assert_int_equal(f.size, 1258291);
	assert_string_equal(f.name, "签字协议.jpg");
	assert_int_equal(f.digest[1], 0x11);
	assert_int_equal(f.digest[31], 0xff);
}

static void nothing_else_is_kept(void **state)
{
	static const char *const none[] = {
		"~/扫描/协议.pdf", "协议.pdf", HEX, HEX ".", HEX ".1258291", HEX ".1258291.", HEX ".0.a", HEX ".01.a",
		HEX ".x.a", HEX "..a",
		HEX ".1234567890123.a", "0" HEX ".1.a", "A" HEX ".1.a",
		"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff.1.a",
		HEX ".1..a", HEX ".1.../../etc/passwd", HEX ".1./etc/passwd", HEX ".1.a/b", HEX ".1.a\\b", HEX ".1. a",
		HEX ".1.a\xe2\x80\xae" "fdp.exe", HEX ".1.a\xe2\x80\x8b" "b",
		HEX ".1.0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		refuses("file", none[i], "一个文件");
	refuses("file", HEX ".1.a\x1b[2Jb", "控制字符");
	refuses("file", HEX ".1.a\nb", "控制字符");
	refuses("file", HEX ".1.a\xff", "UTF-8");
}

static void named(const char *path, const char *want)
{
	unsigned char digest[CRYPTO_HASH];
	struct type_file f;

	crypto_unhex(digest, sizeof digest, HEX);
	char *value = type_file_value(digest, 7, path);
	if (!type_file_parts(value, &f))
		fail_msg("“%s” gives %s", path, value);
	assert_string_equal(f.name, want);
	assert_int_equal(f.size, 7);
	keeps("file", value, value);
	free(value);
}

static void any_path_gives_a_harmless_name(void **state)
{
	(void)state;
	named("/home/zhang/扫描/签字协议.jpg", "签字协议.jpg");
	named("协议.pdf", "协议.pdf");
	named("/media/usb/.hidden.pdf", "hidden.pdf");
	named("/media/usb/ .. 协议 .pdf ", "协议 .pdf");
	named("C:\\扫描\\协议.pdf", "C:_扫描_协议.pdf");
	named("/a/b\x1b[31mc\nd.pdf", "b[31mc d.pdf");
	named("/a/bad\xff\xfe.pdf", "bad〓.pdf");
	named("/a/\xe2\x80\xae" "fdp.exe", "〓fdp.exe");
	named("/a/", "附件");
	named("", "附件");
	named("...", "附件");
	named("/a/.", "附件");
	named("\xe3\x80\x80", "附件");
}

/* 100 bytes; between letters, and what kind of file it is can still be seen. */
static void a_long_name_is_cut_in_front_of_its_ending(void **state)
{
	char name[2000] = "/a/";

	(void)state;
	for (int i = 0; i < 40; i++)
		strcat(name, "协议");
	strcat(name, ".docx");
	named(name, "协议协议协议协议协议协议协议协议协议协议协议协议协议协议协议协.docx");

	/* letters of many marks are not torn */
	strcpy(name, "/a/");
	for (int i = 0; i < 60; i++)
		strcat(name, "e\xcc\x81\xcc\x81");
	strcat(name, ".jpeg");
	unsigned char digest[CRYPTO_HASH] = { 0 };
	struct type_file f;
	char *value = type_file_value(digest, 1, name);
	assert_true(type_file_parts(value, &f));
	assert_int_equal(strlen(f.name), 19 * 5 + 5);
	free(value);
	/* what is no ending is no reason to keep it */
	strcpy(name, "/a/");
	for (int i = 0; i < 30; i++)
		strcat(name, "议事.");
	value = type_file_value(digest, 1, name);
	assert_true(type_file_parts(value, &f));
	assert_true(strlen(f.name) <= TYPE_FILE_NAME && strlen(f.name) > TYPE_FILE_NAME - 4);
	free(value);
}

static void shows(const char *value, bool masked, const char *want)
{
	struct field f = field_of("file");
	char *shown = type_show(&f, NULL, value, masked);

	assert_string_equal(shown, want);
	free(shown);
}

static void people_see_name_and_size(void **state)
{
	(void)state;
	shows(HEX ".1258291.签字协议.jpg", false, "签字协议.jpg 1.2 MB");
	shows(HEX ".1258291.签字协议.jpg", true, "签字协议.jpg 1.2 MB");
	shows(HEX ".20971520.a.pdf", false, "a.pdf 20.0 MB");
	shows(HEX ".1048575.a.pdf", false, "a.pdf 1.0 MB");
	shows(HEX ".1047000.a.pdf", false, "a.pdf 1022 KB");
	shows(HEX ".1024.a.pdf", false, "a.pdf 1 KB");
	shows(HEX ".1023.a.pdf", false, "a.pdf 1023 B");
	shows("~/a.pdf", false, "~/a.pdf");
}

static void numbers_of_people_in_names_are_masked_where_those_are(void **state)
{
	(void)state;
	shows(HEX ".1024.身份证421202199001011234.jpg", false, "身份证421202199001011234.jpg 1 KB");
	shows(HEX ".1024.身份证421202199001011234.jpg", true, "身份证421202********1234.jpg 1 KB");
	shows(HEX ".1024.42120219900101123X 反面.jpg", true, "421202********123X 反面.jpg 1 KB");
	shows(HEX ".1024.13812345678.jpg", true, "138****5678.jpg 1 KB");
	shows(HEX ".1024.2026-11-24 第3页.jpg", true, "2026-11-24 第3页.jpg 1 KB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_reads_to_itself),
		cmocka_unit_test(nothing_else_is_kept),
		cmocka_unit_test(any_path_gives_a_harmless_name),
		cmocka_unit_test(a_long_name_is_cut_in_front_of_its_ending),
		cmocka_unit_test(people_see_name_and_size),
		cmocka_unit_test(numbers_of_people_in_names_are_masked_where_those_are),
	};

	return set_clock() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
