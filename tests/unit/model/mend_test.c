/* SPDX-License-Identifier: Apache-2.0 */
/* When a refused entry counts as dealt with. */
#include "fold_story.h"

#include "model/mend.h"

static struct story story;

static bool done(const struct entry *wrong)
{
	const struct entry *const *all = (const struct entry *const *)story.all;
	struct fold *f = fold_new(all, story.n);
	bool yes = false;

	for (size_t i = 0; i < story.n; i++)
		if (all[i] == wrong)
			yes = mend_done(all, story.n, f, i);
	fold_free(f);
	return yes;
}

static void mark(struct entry *e, const struct entry *wrong)
{
	char *id = mem_fmt("%llu", (unsigned long long)wrong->id);

	fields_set(e->fields, MEND_MARK, id);
	free(id);
}

static void the_same_form_filled_by_one_who_knew_deals_with_it(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "一", NULL);
	say(&story, desk(1), 3, 202, b->id, ".content", "二", NULL);   /* written before the refusal came */
	struct entry *no = refuse(&story, desk(0), 7, b, NULL);

	(void)state;
	assert_false(done(b));
	say(&story, desk(2), 1, 300, no->id, ".content", "别人的", NULL);
	assert_false(done(b));
	struct entry *other = say(&story, desk(1), 4, 310, no->id, ".opinion", "三", NULL);
	free(other->form);
	other->form = mem_dup("assess");
	assert_false(done(b));
	say(&story, desk(1), 5, 320, no->id, ".content", "四", NULL);
	assert_true(done(b));
	forget(&story);
}

static void one_that_names_another_deals_with_that_alone(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "一", NULL);
	struct entry *c = say(&story, desk(1), 3, 210, b->id, ".content", "二", NULL);
	struct entry *no = refuse(&story, desk(0), 7, b, NULL);

	(void)state;
	refuse(&story, desk(0), 8, c, NULL);
	mark(say(&story, desk(1), 4, 300, no->id, ".content", "二，改过", NULL), c);
	assert_false(done(b));
	assert_true(done(c));
	forget(&story);
}

static void what_was_refused_in_its_turn_has_taken_its_place(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "一", NULL);
	struct entry *no = refuse(&story, desk(0), 7, b, NULL);
	struct entry *c = say(&story, desk(1), 3, 300, no->id, ".content", "一，改过", NULL);

	(void)state;
	refuse(&story, desk(0), 8, c, NULL);
	assert_false(done(b));
	mark(c, b);
	assert_true(done(b));
	assert_false(done(c));
	forget(&story);
}

static void nobody_else_deals_with_it(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "一", NULL);
	struct entry *no = refuse(&story, desk(0), 7, b, NULL);

	(void)state;
	mark(say(&story, desk(2), 1, 300, no->id, ".content", "二", NULL), b);
	assert_false(done(b));
	forget(&story);
}

static void a_desk_that_got_a_new_number_since_does(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".writer_unit", "421202101", NULL);
	struct entry *no = refuse(&story, desk(0), 7, b, NULL);
	struct entry *other = say(&story, desk(2), 1, 300, no->id, ".writer_unit", "421202102", NULL);
	struct entry *unnamed = say(&story, desk(3), 1, 300, no->id, ".writer_unit", "421202101", NULL);

	(void)state;
	(void)unnamed;
	mark(other, b);
	assert_false(done(b));
	mark(say(&story, desk(3), 2, 400, no->id, ".writer_unit", "421202101", NULL), b);
	assert_true(done(b));
	forget(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_form_filled_by_one_who_knew_deals_with_it),
		cmocka_unit_test(one_that_names_another_deals_with_that_alone),
		cmocka_unit_test(what_was_refused_in_its_turn_has_taken_its_place),
		cmocka_unit_test(nobody_else_deals_with_it),
		cmocka_unit_test(a_desk_that_got_a_new_number_since_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
