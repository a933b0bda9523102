/* SPDX-License-Identifier: Apache-2.0 */
/* Readings of hanzi: Unihan kMandarin (Unicode licence, compiled in), surnames by our own table (data/surnames.csv). */
#ifndef MODEL_PINYIN_H
#define MODEL_PINYIN_H

#include <stdbool.h>
#include <stdint.h>

/* Toneless reading of one code point, "ü" written v; NULL if none. */
const char *pinyin_of(int32_t cp);
/* Initials of a text: 土地承包 → "tdcb"; ASCII letters and digits stay (lower case), everything else is skipped. Yours. */
char *pinyin_initials(const char *text);
/* The same for a person's name, whose surname has its own reading: 单雄信 → "sxx", 尉迟恭 → "ycg". Yours. */
char *pinyin_name_initials(const char *name);
/* Toneless syllables joined by spaces: "tu di cheng bao". Yours. */
char *pinyin_syllables(const char *text);
/* Is `typed` (letters) a run of initials of the text, or toneless pinyin beginning at one of its syllables? */
bool pinyin_match(const char *text, const char *typed);

#endif
