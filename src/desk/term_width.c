/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The C library's wcwidth() is -1 for newer planes and knows nothing of this terminal's ambiguous width. These two, exported by
 * the program, are what libncursesw then uses (design §10), so that it and base/text always agree.
 */
#include "term_parts.h"

#include <dlfcn.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/text.h"

int wcwidth(wchar_t c)
{
	return c == L'\0' ? 0 : text_cp_width((int32_t)c);
}

int iswprint(wint_t c)
{
	return text_cp_width((int32_t)c) >= 0;
}

bool term_width_known(int32_t cp)
{
	static int (*theirs)(wchar_t);

	if (!theirs) {
		void *next = dlsym(RTLD_NEXT, "wcwidth");
		memcpy(&theirs, &next, sizeof theirs);
	}
	return !theirs || theirs((wchar_t)cp) >= 0;
}

bool term_width_ours(void)
{
	return wcwidth((wchar_t)0x31350) == 2 && iswprint(0x31350);
}
