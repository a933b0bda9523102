/* SPDX-License-Identifier: Apache-2.0 */
/* What form.c (reading) and form_lint.c (does it make sense?) share. */
#ifndef MODEL_FORM_PARTS_H
#define MODEL_FORM_PARTS_H

#include "model/form.h"

#define FORM_NAME_MAX 24
#define FORM_GROUP_MAX 12       /* so that party~<entry>-9999.<field> stays within FIELDS_KEY_MAX */
#define FORM_PAGES_MAX 9
#define FORM_SECTIONS_MAX 250   /* far more than anybody would fill in; lint looks at each pair of them */

struct form_lint {
	const struct ini *ini;
	const struct book *book;        /* NULL: tables and steps cannot be looked up */
	ini_report *report;
	void *arg;
	bool bad;
};

void form_fault(struct form_lint *l, const char *section, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A list of known words, to say which one was probably meant. */
struct form_words {
	const char *word[256];
	size_t n;
};
void form_words_add(struct form_words *w, const char *word);
bool form_words_have(const struct form_words *w, const char *word);
/* 不认识“lable”，是不是想写“label”？ */
void form_fault_word(struct form_lint *l, const char *section, const char *key, const struct form_words *known,
		     const char *wrong);

/* Sections that a form may have. */
enum form_section { FORM_SECTION, GROUP_SECTION, FIELD_SECTION, EFFECT_SECTION, SET_SECTION, CLOCK_SECTION };
/* Fill `target`, a struct form, group, field, effect, setting or clocking, from a section; a text that is not there is "", a list
 * is empty. */
void form_read(struct form_lint *l, const char *section, enum form_section kind, void *target);
void form_list_free(char **words);

bool form_name_valid(const char *s, size_t most);       /* [a-z][a-z0-9_]* */
char *form_section_of(const struct field *f);           /* "field party.idno". Yours. */

/* What the form causes: [effect] by and corrects, [set], [clock]. */
void form_check_effects(struct form_lint *l, const struct form *f);
bool form_clock_known(const struct book *b, const char *kind);  /* is there a limit of this kind? true where nothing is known */

/* Whatever needs the whole form, and the tables and steps of the book. */
void form_check(struct form_lint *l, const struct form *f);

#endif
