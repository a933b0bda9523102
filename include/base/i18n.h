/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences are written in Simplified Chinese in the source; gettext's catalogue turns them into English where the user asks for it. */
#ifndef BASE_I18N_H
#define BASE_I18N_H

/* The sentence in the user's language; itself where there is no translation. Lent for ever. */
const char *i18n(const char *s) __attribute__((format_arg(1)));
#define _(s) i18n(s)
#define N_(s) s                         /* marked here, translated where it is shown */

/* setlocale, falling back to C.UTF-8 where the locale was not generated (design §10), and the message catalogue found beside the
 * program (a build tree) or where it is installed. Its language is what LANGUAGE, else LC_ALL, LC_MESSAGES or LANG name. Numbers stay
 * in the C locale. Once, before there are threads. */
void i18n_init(void);
/* The translation of text that came from a form or table; the text itself where there is none or it is empty. */
const char *i18n_data(const char *s);

#endif
