/* SPDX-License-Identifier: Apache-2.0 */
/* The widths that the terminal library uses are ours. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <wchar.h>
#include <wctype.h>

#include "../../../src/desk/term_parts.h"
#include "base/text.h"

static void our_wcwidth_stands_before_the_library_s(void **state)
{
	(void)state;
	assert_true(term_width_ours());
	assert_int_equal(wcwidth(L'汉'), 2);
	assert_int_equal(wcwidth((wchar_t)0x31350), 2);
	assert_int_equal(wcwidth((wchar_t)0x301), 0);
	assert_int_equal(wcwidth(L'\x1b'), -1);
	assert_int_equal(wcwidth((wchar_t)0x202e), -1);
	assert_true(iswprint((wint_t)0x31350));
	assert_false(iswprint(7));
}

static void ambiguous_signs_follow_the_terminal(void **state)
{
	(void)state;
	text_ambiguous(2);
	assert_int_equal(wcwidth(L'●'), 2);
	text_ambiguous(1);
	assert_int_equal(wcwidth(L'●'), 1);
}

static void the_library_s_own_opinion_can_still_be_asked(void **state)
{
	(void)state;
	assert_true(term_width_known('a'));
	assert_false(term_width_known(0x10ffff));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_wcwidth_stands_before_the_library_s),
		cmocka_unit_test(ambiguous_signs_follow_the_terminal),
		cmocka_unit_test(the_library_s_own_opinion_can_still_be_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
