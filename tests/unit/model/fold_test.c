/* SPDX-License-Identifier: Apache-2.0 */
/* Folding, by histories made by hand. Random ones are in fold_random_test.c. */
#include "fold_story.h"

#define SEES(f, key, value) assert_string_equal(fold_get(f, key), value)

static struct story story;

static struct fold *fold_story(const struct story *s)
{
	return fold_new((const struct entry *const *)s->all, s->n);
}

static void nothing_folds_to_nothing(void **state)
{
	struct fold *f = fold_new(NULL, 0);
	size_t n;

	(void)state;
	fold_heads(f, &n);
	assert_int_equal(n, 0);
	assert_int_equal(fields_count(fold_fields(f)), 0);
	assert_false(fold_knows(f, 1));
	fold_free(f);
	fold_free(NULL);
}

static void the_last_of_a_line_counts_and_what_is_an_entrys_own_stays_out(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "claim", "付租", "step", "汇", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "谈了一次", "step", "办", "claim", "", NULL);
	struct fold *f = fold_story(&story);
	size_t n;

	(void)state;
	SEES(f, "title", "甲");
	SEES(f, "step", "办");
	assert_null(fold_get(f, "claim"));
	assert_null(fold_get(f, ".content"));
	assert_int_equal(fold_heads(f, &n)[0], b->id);
	assert_int_equal(n, 1);
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void two_who_had_not_seen_each_other_conflict_and_the_later_is_shown(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "title", "丙", NULL);
	struct entry *c = say(&story, desk(1), 2, 200, a->id, "title", "乙", NULL);
	struct fold *f = fold_story(&story);
	struct fold_conflict k;

	(void)state;
	SEES(f, "title", "丙");
	assert_int_equal(fold_conflicts(f), 1);
	k = fold_conflict(f, 0);
	assert_string_equal(k.unit, "title");
	assert_int_equal(k.nclaims, 2);
	assert_ptr_equal(k.claims[0], c);
	assert_ptr_equal(k.claims[1], b);
	fold_free(f);
	forget(&story);
}

static void choosing_ends_a_conflict(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "title", "丙", NULL);
	struct entry *c = say(&story, desk(1), 2, 200, a->id, "title", "乙", NULL);
	struct entry *d = say(&story, desk(3), 1, 400, b->id, "title", "乙", NULL);
	struct fold *f;

	(void)state;
	free(d->parents);
	d->parents = mem_zero(2 * sizeof *d->parents);
	d->nparents = 2;
	d->parents[0] = c->id;
	d->parents[1] = b->id;
	f = fold_story(&story);
	SEES(f, "title", "乙");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void saying_the_same_at_the_same_time_is_no_conflict(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "party1.name", "张三", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(2), 1, 300, a->id, "title", "乙", "party1.name", "李四", "party1.phone", "", NULL);
	say(&story, desk(1), 2, 200, a->id, "title", "乙", "party1.name", "李四", NULL);
	f = fold_story(&story);
	SEES(f, "title", "乙");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void an_entry_whose_parents_are_missing_is_held(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 3, 300, entry_id(desk(1), 2), "title", "乙", NULL);
	struct fold *f;
	size_t n;

	(void)state;
	say(&story, desk(1), 4, 400, b->id, "title", "丙", NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	assert_int_equal(fold_status(f, 1), FOLD_HELD);
	assert_int_equal(fold_status(f, 2), FOLD_HELD);
	assert_int_equal(fold_heads(f, &n)[0], a->id);
	assert_false(fold_knows(f, b->id));
	fold_free(f);
	say(&story, desk(1), 2, 200, a->id, "claim", "付租", NULL);
	f = fold_story(&story);
	SEES(f, "title", "丙");
	assert_int_equal(fold_status(f, 2), FOLD_APPLIED);
	fold_free(f);
	forget(&story);
}

static void a_refused_opener_keeps_its_record_and_number(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "no", "421202101-1-2026-0041", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, ".content", "谈了", "step", "办", NULL);
	struct entry *r = refuse(&story, desk(0), 7, a, "421202101-1-2026-0041");
	struct fold *f = fold_story(&story);

	(void)state;
	assert_null(fold_get(f, "title"));
	SEES(f, "no", "421202101-1-2026-0041");
	SEES(f, "step", "办");
	assert_int_equal(fold_status(f, 0), FOLD_REFUSED);
	assert_ptr_equal(fold_refusal(f, 0), r);
	assert_int_equal(fold_status(f, 1), FOLD_APPLIED);
	assert_null(fold_refusal(f, 2));
	fold_free(f);

	/* the same where the refused entry never came */
	f = fold_new((const struct entry *const *)story.all + 1, 2);
	SEES(f, "no", "421202101-1-2026-0041");
	SEES(f, "step", "办");
	assert_true(fold_knows(f, a->id));
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	fold_free(f);
	(void)b;
	forget(&story);
}

static void the_head_after_a_refusal_is_the_refusal(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "title", "坏", NULL);
	struct entry *r = refuse(&story, desk(0), 7, b, NULL);
	struct fold *f = fold_story(&story);
	size_t n;

	(void)state;
	SEES(f, "title", "甲");
	assert_int_equal(fold_heads(f, &n)[0], r->id);
	assert_int_equal(n, 1);
	fold_free(f);
	say(&story, desk(1), 3, 300, r->id, "title", "好", NULL);       /* the correction */
	f = fold_story(&story);
	SEES(f, "title", "好");
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	forget(&story);
}

static void only_the_home_hub_refuses(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct fold *f;

	(void)state;
	refuse(&story, desk(2), 1, a, NULL);
	refuse(&story, station_make(COUNTY + 1, 1, 0), 1, a, NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 0), FOLD_APPLIED);
	fold_free(f);
	refuse(&story, station_make(COUNTY, 2, 0), 1, a, NULL);         /* a hub restored from backup is still the hub */
	f = fold_story(&story);
	assert_null(fold_get(f, "title"));
	fold_free(f);
	forget(&story);
}

static void a_refusal_cannot_be_refused(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "title", "坏", NULL);
	struct entry *r = refuse(&story, desk(0), 7, b, NULL);
	struct fold *f;

	(void)state;
	refuse(&story, desk(0), 8, r, NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 1), FOLD_REFUSED);
	assert_int_equal(fold_status(f, 2), FOLD_APPLIED);
	assert_int_equal(fold_status(f, 3), FOLD_APPLIED);
	assert_null(fold_refusal(f, 2));
	fold_free(f);
	forget(&story);
}

static void a_row_is_one_value(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party1.phone", "1", "party2.name", "李四", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "party1.name", "张三丰", NULL);
	struct fold *f = fold_story(&story);

	(void)state;
	SEES(f, "party1.name", "张三丰");
	assert_null(fold_get(f, "party1.phone"));
	SEES(f, "party2.name", "李四");
	fold_free(f);
	say(&story, desk(2), 1, 300, a->id, "party1.name", "张三", "party1.phone", "2", NULL);
	f = fold_story(&story);
	assert_int_equal(fold_conflicts(f), 1);
	assert_string_equal(fold_conflict(f, 0).unit, "party1");
	SEES(f, "party1.phone", "2");
	fold_free(f);
	(void)b;
	forget(&story);
}

static void a_row_that_is_emptied_is_gone_and_the_others_move_up(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party2.name", "李四", "party10.name", "王五", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(1), 2, 200, a->id, "party1", "", NULL);
	f = fold_story(&story);
	SEES(f, "party1.name", "李四");
	SEES(f, "party2.name", "王五");
	assert_null(fold_get(f, "party3.name"));
	assert_string_equal(fold_row(f, "party2"), "party10");
	assert_null(fold_row(f, "party3"));
	fold_free(f);
	forget(&story);
}

static void rows_added_later_come_in_the_order_of_their_entries(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", NULL);
	struct entry *b = say(&story, desk(2), 1, 300, a->id, "party~1.name", "丙", "party~2.name", "丁", NULL);
	struct entry *c = say(&story, desk(3), 1, 200, a->id, "party~1.name", "乙", NULL);
	struct fold *f = fold_story(&story);
	char *name = mem_fmt("party~%llu-1", (unsigned long long)c->id);
	char *gone = mem_fmt("party~%llu-2", (unsigned long long)b->id);

	(void)state;
	SEES(f, "party1.name", "张三");
	SEES(f, "party2.name", "乙");
	SEES(f, "party3.name", "丙");
	SEES(f, "party4.name", "丁");
	assert_string_equal(fold_row(f, "party2"), name);
	assert_int_equal(fold_conflicts(f), 0);
	fold_free(f);
	say(&story, desk(2), 2, 400, b->id, gone, "", NULL);
	f = fold_story(&story);
	assert_null(fold_get(f, "party4.name"));
	SEES(f, "party3.name", "丙");
	fold_free(f);
	free(name);
	free(gone);
	forget(&story);
}

static void a_row_written_in_two_ways_by_one_entry_is_one_row(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "party~1.name", "李四", NULL);
	struct entry *c = say(&story, desk(2), 1, 300, a->id, "title", "甲", NULL);
	char *key = mem_fmt("party~%llu-1.name", (unsigned long long)b->id);
	struct fold *f;

	(void)state;
	fields_set(b->fields, key, "王五");
	f = fold_story(&story);
	assert_int_equal(fold_conflicts(f), 0);
	assert_non_null(fold_get(f, "party2.name"));
	assert_null(fold_get(f, "party3.name"));
	fold_free(f);
	free(key);
	(void)c;
	forget(&story);
}

static void a_removed_row_that_somebody_else_changed_can_still_be_named(void **state)
{
	struct entry *a = open_record(&story, "party1.name", "张三", "party2.name", "李四", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(2), 1, 200, a->id, "party1.name", "张三丰", NULL);
	say(&story, desk(3), 1, 300, a->id, "party1", "", NULL);
	f = fold_story(&story);
	SEES(f, "party1.name", "李四");
	assert_int_equal(fold_conflicts(f), 1);
	assert_string_equal(fold_conflict(f, 0).unit, "party2");
	assert_string_equal(fold_row(f, "party2"), "party1");
	assert_null(fold_get(f, "party2.name"));
	fold_free(f);
	forget(&story);
}

static void a_circle_is_never_reached(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", NULL);
	struct entry *b = say(&story, desk(2), 1, 200, entry_id(desk(3), 1), "title", "乙", NULL);
	struct fold *f;

	(void)state;
	say(&story, desk(3), 1, 300, b->id, "title", "丙", NULL);
	f = fold_story(&story);
	SEES(f, "title", "甲");
	assert_int_equal(fold_status(f, 1), FOLD_HELD);
	assert_int_equal(fold_status(f, 2), FOLD_HELD);
	fold_free(f);
	(void)a;
	forget(&story);
}

static void a_writers_view_does_not_change_with_what_arrives_later(void **state)
{
	struct entry *a = open_record(&story, "title", "甲", "step", "汇", NULL);
	struct entry *b = say(&story, desk(1), 2, 200, a->id, "step", "办", NULL);
	struct entry *c = say(&story, desk(2), 1, 150, a->id, "step", "交", NULL);
	uint64_t seen[] = { b->id };
	struct fold *f;

	(void)state;
	say(&story, desk(1), 3, 400, b->id, "step", "结", NULL);
	refuse(&story, desk(0), 1, c, NULL);    /* of something the writer had not seen */
	f = fold_at((const struct entry *const *)story.all, story.n, seen, 1);
	SEES(f, "step", "办");
	assert_int_equal(fold_conflicts(f), 0);
	assert_true(fold_knows(f, a->id));
	assert_false(fold_knows(f, c->id));
	fold_free(f);
	refuse(&story, desk(0), 2, b, NULL);    /* of what the writer built on */
	f = fold_at((const struct entry *const *)story.all, story.n, seen, 1);
	SEES(f, "step", "汇");
	fold_free(f);
	f = fold_at((const struct entry *const *)story.all, story.n, NULL, 0);
	assert_int_equal(fields_count(fold_fields(f)), 0);
	fold_free(f);
	forget(&story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_folds_to_nothing),
		cmocka_unit_test(the_last_of_a_line_counts_and_what_is_an_entrys_own_stays_out),
		cmocka_unit_test(two_who_had_not_seen_each_other_conflict_and_the_later_is_shown),
		cmocka_unit_test(choosing_ends_a_conflict),
		cmocka_unit_test(saying_the_same_at_the_same_time_is_no_conflict),
		cmocka_unit_test(an_entry_whose_parents_are_missing_is_held),
		cmocka_unit_test(a_refused_opener_keeps_its_record_and_number),
		cmocka_unit_test(the_head_after_a_refusal_is_the_refusal),
		cmocka_unit_test(only_the_home_hub_refuses),
		cmocka_unit_test(a_refusal_cannot_be_refused),
		cmocka_unit_test(a_row_is_one_value),
		cmocka_unit_test(a_row_that_is_emptied_is_gone_and_the_others_move_up),
		cmocka_unit_test(rows_added_later_come_in_the_order_of_their_entries),
		cmocka_unit_test(a_row_written_in_two_ways_by_one_entry_is_one_row),
		cmocka_unit_test(a_removed_row_that_somebody_else_changed_can_still_be_named),
		cmocka_unit_test(a_circle_is_never_reached),
		cmocka_unit_test(a_writers_view_does_not_change_with_what_arrives_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
