/* SPDX-License-Identifier: Apache-2.0 */
/* The forms, tables, steps, limits and letters that the program comes with: does the set as a whole hold together? What lint
 * says of each file on its own is only the beginning. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/book.h"
#include "model/type.h"

#define CASE "case"
#define LETTER_COLUMNS 78

static struct book *book;
static char faults[8192];

static void note(void *arg, const struct ini_fault *f)
{
	size_t at = strlen(faults);

	(void)arg;
	snprintf(faults + at, sizeof faults - at, "%s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

static int open_shipped(void **state)
{
	/* tests run in the root of the tree */
	char *share = access("forms/intake.ini", R_OK) ? file_share() : mem_dup(".");
	struct book_file *files;
	struct err err = { 0 };
	size_t n;

	(void)state;
	if (!book_files(share, &files, &n, &err))
		fail_msg("%s", err.say);
	book = book_new(1, files, n, note, NULL);
	book_files_free(files, n);
	free(share);
	return 0;
}

static int close_shipped(void **state)
{
	(void)state;
	book_free(book);
	return 0;
}

static bool is_of_case(const struct form *f)
{
	return strcmp(f->continues, CASE) == 0 || strcmp(f->opens, CASE) == 0;
}

static bool is_on_record(const struct form *f, const struct field *c)
{
	return *f->opens || c->record;
}

/* The field that gives a case's value its type: of the opening form, else of any that continues. */
static const struct field *record_field(const char *name)
{
	const struct field *c = form_field(book_opener(book, CASE), name);

	for (size_t i = 0; !c && i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);
		const struct field *other = is_of_case(f) ? form_field(f, name) : NULL;

		c = other && is_on_record(f, other) ? other : NULL;
	}
	return c;
}

/* --- all of it is there -------------------------------------------------------------------------------------------------- */

/* A form with a fault, such as a table that is not there, would be left out. */
static void the_shipped_set_is_lint_clean_and_whole(void **state)
{
	static const char *const names[] = {
		"intake", "alarm", "assess", "accept", "dispatch", "receive", "refuse", "escalate", "handle", "extend", "pause", "resume",
		"whistle", "reportin", "supervise", "notice", "reply", "sponsor", "conclude", "inform", "revisit", "confirm", "correct",
		"void", "reopen", "attach", "link", "unlink", "withdraw", "reception", "withdraw_reception",
	};

	(void)state;
	assert_string_equal(faults, "");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!book_form(book, names[i]))
			fail_msg("no form %s", names[i]);
}

/* --- names mean one thing ------------------------------------------------------------------------------------------------ */

/* Else one form would take for a list of units what another wrote as a time. */
static void a_name_on_the_record_means_the_same_in_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		for (size_t k = 0; is_of_case(f) && k < f->nfields; k++) {
			const struct field *c = &f->fields[k], *first;

			if (*c->group || !is_on_record(f, c))
				continue;
			first = record_field(c->name);
			if (c->type != first->type || strcmp(c->codes, first->codes) != 0)
				fail_msg("%s: %s is a %s here and a %s elsewhere", f->name, c->name, c->type->name, first->type->name);
		}
	}
}

static bool is_word(const char *to)
{
	static const char *const words[] = {
		FORM_TO_EMPTY, FORM_TO_TODAY, FORM_TO_NOW, FORM_TO_UNIT, FORM_TO_ABOVE, FORM_TO_WHO, FORM_TO_MORE, FORM_TO_LEAVE,
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(to, words[i]) == 0)
			return true;
	return false;
}

static void what_a_form_sets_is_what_the_field_keeps(void **state)
{
	struct type_context at = { .book = book, .now = INT64_C(1795484460000), .unit = "421202101", .who = "张敏" };

	(void)state;
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		for (size_t k = 0; is_of_case(f) && k < f->nsets; k++) {
			const struct setting *s = &f->sets[k];
			const struct field *c = is_word(s->to) ? NULL : record_field(s->name);
			char *value = NULL, *say = NULL;

			if (!c)
				continue;
			if (type_read(c, &at, s->to, &value, &say) != TYPE_OK || strcmp(value, s->to) != 0)
				fail_msg("%s: %s cannot be %s", f->name, s->name, s->to);
			free(value);
			free(say);
		}
	}
}

/* --- when and by whom ---------------------------------------------------------------------------------------------------- */

/* It is about an entry that the hub refused, whatever has become of the case. */
/* What was written is put right, or taken back, at any time. */
static bool at_any_time(const struct form *f)
{
	return f->effect.corrects || strcmp(f->name, "withdraw") == 0;
}

static void every_form_of_a_case_says_when_it_may_be_filled(void **state)
{
	(void)state;
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		if (strcmp(f->continues, CASE) != 0 || at_any_time(f))
			continue;
		if (!f->effect.needs || !*f->effect.needs_say)
			fail_msg("%s: needs or needs_say is missing", f->name);
		if (f->effect.by[0] && !*f->effect.by_say)
			fail_msg("%s does not say who may", f->name);
	}
}

struct allowing {
	const char *step;
	bool asks, allows;      /* of a run of comparisons: is the step asked for, and may it be this one? */
};

static bool look(void *arg, const char *field, const char *op, const char *value, bool named)
{
	struct allowing *a = arg;

	(void)named;
	if (strcmp(field, "step") != 0)
		return true;
	if (*op == '=' && !a->asks) {
		a->asks = true;
		a->allows = false;
	}
	if (*op == '=' && strcmp(value, a->step) == 0)
		a->allows = true;
	if (*op == '!' && strcmp(value, a->step) == 0)
		a->allows = false;
	return true;
}

/* May a form be filled in this step, whatever else it asks for? One of its alternatives must let it. */
static bool may_be_filled_in(const struct form *f, const char *step)
{
	const char *needs = ini_get(f->ini, "effect", "needs"), *next;
	bool any = !needs;

	for (; needs && !any; needs = next) {
		const char *or = strstr(needs, " or ");
		char *run = mem_ndup(needs, or ? (size_t)(or - needs) : strlen(needs)), *why;
		struct allowing a = { step, false, true };
		struct expr *e = expr_parse(run, &why);

		assert_non_null(e);
		expr_each(e, look, &a);
		any = a.allows;
		next = or ? or + strlen(" or ") : NULL;
		expr_free(e);
		free(why);
		free(run);
	}
	return any;
}

/* What was put into another case, or made void, is at rest: only what undoes that, and a correction, may still be filled. */
static void a_case_at_rest_is_left_alone(void **state)
{
	static const struct { const char *form, *step; } may[] = {
		{ "unlink", "并" }, { "correct", "并" }, { "correct", "废" }, { "withdraw", "并" }, { "withdraw", "废" },
	};

	(void)state;
	for (size_t s = 0; s < book_steps(book); s++)
		for (size_t i = 0; book_step_at(book, s)->hidden && i < book_forms(book); i++) {
			const struct form *f = book_form_at(book, i);
			const char *step = book_step_at(book, s)->sign;
			bool wanted = false;

			for (size_t k = 0; k < sizeof may / sizeof *may; k++)
				wanted = wanted || (strcmp(may[k].form, f->name) == 0 && strcmp(may[k].step, step) == 0);
			if (strcmp(f->continues, CASE) == 0 && may_be_filled_in(f, step) != wanted)
				fail_msg("%s in step %s", f->name, step);
		}
}

static void every_step_of_the_seven_can_be_reached(void **state)
{
	(void)state;
	for (size_t s = 0; s < book_steps(book); s++) {
		const struct step *step = book_step_at(book, s);
		bool reached = step->beside;

		for (size_t i = 0; i < book_forms(book); i++) {
			const struct form *f = book_form_at(book, i);

			reached = reached || strcmp(f->effect.step, step->sign) == 0;
			for (size_t k = 0; k < f->nsets; k++)
				reached = reached || (strcmp(f->sets[k].name, "step") == 0 && strcmp(f->sets[k].to, step->sign) == 0);
		}
		if (!reached)
			fail_msg("no form leads to %s", step->sign);
	}
}

/* --- clocks -------------------------------------------------------------------------------------------------------------- */

static bool clock_is(const char *kind, enum clocking_do what)
{
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		for (size_t k = 0; k < f->nclocks; k++)
			if (f->clocks[k].what == what && strcmp(f->clocks[k].kind, kind) == 0)
				return true;
	}
	return false;
}

static void every_clock_that_is_started_has_a_limit_and_an_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		for (size_t k = 0; k < f->nclocks; k++) {
			const char *kind = f->clocks[k].kind;
			bool limited = false;

			if (f->clocks[k].what != CLOCKING_START)
				continue;
			for (size_t n = 0; n < limits_count(book_limits(book)); n++)
				limited = limited || strcmp(limits_at(book_limits(book), n)->kind, kind) == 0;
			if (!limited)
				fail_msg("%s: no limit of kind %s", f->name, kind);
			if (!clock_is(kind, CLOCKING_STOP))
				fail_msg("%s starts %s, and nothing ends it", f->name, kind);
		}
	}
}

/* A limit of a kind that some form starts must find the moment it counts from. */
static void a_clock_counts_from_what_some_form_writes(void **state)
{
	(void)state;
	for (size_t i = 0; i < limits_count(book_limits(book)); i++) {
		const struct limit *l = limits_at(book_limits(book), i);
		const char *list = l->starts, *word;

		if (!clock_is(l->kind, CLOCKING_START))
			continue;
		for (size_t n; (n = limit_next_word(&list, &word)) > 0;) {
			char *name = mem_ndup(word, n);

			if (!book_record_name(book, name))
				fail_msg("[limit %s] counts from %s, which nothing writes", l->name, name);
			free(name);
		}
	}
}

/* --- letters ------------------------------------------------------------------------------------------------------------- */

static bool is_filled(const char *name)
{
	return book_record_name(book, name) || strcmp(name, "no") == 0 || strcmp(name, "unit") == 0 || strcmp(name, "parties") == 0;
}

/* Every {name} is something a case has. Returns how many there are. */
static size_t check_places(const char *where, const char *text)
{
	size_t places = 0;

	for (const char *open = text; (open = strchr(open, '{')); open++, places++) {
		size_t n = strcspn(open + 1, "}");
		char *names = mem_ndup(open + 1, n);

		assert_int_equal(open[n + 1], '}');
		/* {lead|unit}: each of them */
		for (char *save, *name = strtok_r(names, "|", &save); name; name = strtok_r(NULL, "|", &save))
			if (!is_filled(name))
				fail_msg("%s: {%s}", where, name);
		free(names);
	}
	return places;
}

static void what_is_filled_in_is_known(void **state)
{
	(void)state;
	assert_true(check_places("dispatch.txt", book_text(book, "dispatch")) >= 8);
	assert_true(check_places("notice", form_field(book_form(book, "notice"), "text")->initial) >= 3);
	for (size_t i = 0; i < book_forms(book); i++) {
		const struct form *f = book_form_at(book, i);

		for (size_t k = 0; k < f->nfields; k++)
			check_places(f->name, f->fields[k].initial);
	}
}

static void a_letter_fits_the_paper(void **state)
{
	(void)state;
	for (const char *s = book_text(book, "dispatch"); *s; s += strcspn(s, "\n"), s += *s == '\n') {
		char *line = mem_ndup(s, strcspn(s, "\n"));

		if (text_width(line) > LETTER_COLUMNS)
			fail_msg("%s", line);
		free(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_set_is_lint_clean_and_whole),
		cmocka_unit_test(a_name_on_the_record_means_the_same_in_every_form),
		cmocka_unit_test(what_a_form_sets_is_what_the_field_keeps),
		cmocka_unit_test(every_form_of_a_case_says_when_it_may_be_filled),
		cmocka_unit_test(a_case_at_rest_is_left_alone),
		cmocka_unit_test(every_step_of_the_seven_can_be_reached),
		cmocka_unit_test(every_clock_that_is_started_has_a_limit_and_an_end),
		cmocka_unit_test(a_clock_counts_from_what_some_form_writes),
		cmocka_unit_test(what_is_filled_in_is_known),
		cmocka_unit_test(a_letter_fits_the_paper),
	};
	return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
