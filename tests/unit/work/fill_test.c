/* SPDX-License-Identifier: Apache-2.0 */
#include "town_each.h"

#include "base/crypto.h"
#include "store/draft.h"

static struct fill *opened(const char *form, uint64_t record)
{
	struct err err = { 0 };
	struct fill *f = fill_open(town, form, record, &err);

	if (!f)
		fail_msg("%s", err.say);
	return f;
}

static void type(struct fill *f, const char *key, const char *typed)
{
	char *say = NULL;

	if (fill_set(f, key, typed, &say) == TYPE_BAD)
		fail_msg("%s: %s", key, say);
	free(say);
}

static int complains(const struct faults *faults, const char *key)
{
	int n = 0;

	for (size_t i = 0; i < faults->n; i++)
		n += strcmp(faults->list[i].key, key) == 0;
	return n;
}

static char *field_of(uint64_t record, const char *key)
{
	struct entries all = { 0 };

	assert_true(journal_of_record(town->store, record, &all, NULL));
	struct fold *f = fold_new(entries_const(&all), all.n);
	char *value = mem_dup(fold_get(f, key));
	fold_free(f);
	entries_free(&all);
	return value;
}

#define SEES(record, key, want) do { \
	char *got_ = field_of(record, key); \
	assert_string_equal(got_ ? got_ : "(nothing)", want); \
	free(got_); \
} while (0)

static void a_case_gets_a_number_its_kind_unit_and_step(void **state)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct fill *f = opened("intake", 0);

	(void)state;
	assert_false(fill_touched(f));
	assert_string_equal(fill_typed(f, "opened"), "2026-11-24 09:41");
	assert_int_equal(fill_rows(f, "party"), 1);
	type(f, "title", "承包合同纠纷");
	type(f, "type", "土地承包经营");
	type(f, "place", "北岭村");
	type(f, "party1.name", "𠮷田·买买提");
	assert_true(fill_touched(f));
	assert_true(fill_save(f, &faults, &err));
	assert_string_equal(fill_no(f), "421202101-1-2026-0001");
	uint64_t id = fill_record(f);
	fill_close(f);
	SEES(id, "kind", "case");
	SEES(id, "unit", TOWN);
	SEES(id, "step", "汇");
	SEES(id, "type", "0901");
	SEES(id, "place", VILLAGE);
	SEES(id, "party1.name", "𠮷田·买买提");
	SEES(id, "backdated", "(nothing)");
	struct record *r = record_get(town->store, id, &err);
	assert_string_equal(r->parties, "𠮷田·买买提");
	record_free(r);
	faults_free(&faults);
}

static void each_series_counts_without_gaps(void **state)
{
	struct err err = { 0 };

	(void)state;
	uint64_t reception = practice_fill(town, NULL, "reception", 0, "title", "问路", NULL);
	assert_int_not_equal(reception, 0);
	SEES(reception, "no", "421202101-1-2026-R0001");
	assert_int_equal(practice_fill(town, NULL, "intake", 0, "title", "少了类别", NULL), 0);
	uint64_t next = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	SEES(next, "no", "421202101-1-2026-0002");
	assert_true(session_record(town, "2026-0002", &err) == next);
	assert_true(session_record(town, "2026-R0001", &err) == reception);
	assert_int_equal(session_record(town, "2026-0099", &err), 0);
	assert_int_equal(err.kind, ERR_CHECK);
	char *short_no = session_short_no(town, "421202101-1-2026-0002");
	assert_string_equal(short_no, "2026-0002");
	free(short_no);
	short_no = session_short_no(town, "421202101-2-2026-0002");
	assert_string_equal(short_no, "2-2026-0002");
	free(short_no);
	short_no = session_short_no(town, "421202102-1-2026-0002");
	assert_string_equal(short_no, "官埠桥镇 2026-0002");
	free(short_no);
}

static void what_is_missing_or_wrong_is_named_and_nothing_is_written(void **state)
{
	struct faults faults = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t before, after;

	(void)state;
	assert_true(journal_head(town->store, town->self.number, &before, chain, NULL));
	assert_int_equal(practice_fill(town, &faults, "intake", 0, "type", "九九", "people", "0", "urgent", "是",
	                               "party2.name", "", NULL), 0);
	assert_true(complains(&faults, "title"));
	assert_int_equal(complains(&faults, "type"), 1);        /* wrong, and so not missing as well */
	assert_true(complains(&faults, "people"));
	assert_true(complains(&faults, "why_urgent"));
	assert_true(complains(&faults, "party"));       /* at least one row */
	assert_false(complains(&faults, "place"));
	faults_free(&faults);
	assert_true(journal_head(town->store, town->self.number, &after, chain, NULL));
	assert_int_equal(before, after);
}

static void what_the_form_does_not_show_stays_in_the_draft_and_out_of_the_entry(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "urgent", "是", "why_urgent", "要动手",
	                            "urgent", "否", NULL);
	assert_int_not_equal(id, 0);
	SEES(id, "why_urgent", "(nothing)");
}

static void an_identity_number_fills_sex_and_birth_but_never_over_typing(void **state)
{
	struct fill *f = opened("intake", 0);

	(void)state;
	type(f, "party1.idno", "11010519491231002x");
	assert_string_equal(fill_typed(f, "party1.idno"), "11010519491231002X");
	assert_string_equal(fill_typed(f, "party1.sex"), "2");
	assert_string_equal(fill_typed(f, "party1.birth"), "1949-12-31");
	type(f, "party1.sex", "男");
	type(f, "party1.idno", "");
	assert_string_equal(fill_typed(f, "party1.sex"), "1");
	assert_string_equal(fill_typed(f, "party1.birth"), "");
	/* a passport is not checked as an identity card */
	type(f, "party1.idtype", "普通护照");
	type(f, "party1.idno", "E12345678");
	fill_close(f);
}

static void who_gives_no_number_gives_a_reason_and_a_child_has_a_guardian(void **state)
{
	struct faults faults = { 0 };

	(void)state;
	assert_int_equal(practice_fill(town, &faults, "intake", 0, PRACTICE_CASE, "party1.idno", "未提供", "party2.name", "小明",
	                               "party2.birth", "2010-11-25", NULL), 0);
	assert_true(complains(&faults, "party1.idno_why"));
	assert_true(complains(&faults, "party2.guardian"));
	assert_false(complains(&faults, "party1.guardian"));
	faults_free(&faults);
	uint64_t id = practice_fill(town, &faults, "intake", 0, PRACTICE_CASE, "party1.idno", "未提供", "party1.idno_why", "忘带",
	                            "party2.name", "小明", "party2.birth", "2008-11-24", NULL);
	assert_int_not_equal(id, 0);    /* eighteen today */
	faults_free(&faults);
}

static void an_earlier_date_is_marked(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", "2026-11-20 09:00", NULL);
	SEES(id, "backdated", "1");
	/* a later correction of something else says nothing of dates */
	assert_int_not_equal(practice_fill(town, NULL, "intake", id, "title", "改名", NULL), 0);
	struct entry *e = practice_newest(town->store, id);
	assert_null(fields_get(e->fields, ".backdated"));
	assert_int_equal(fields_count(e->fields), 2);
	entry_free(e);
}

static void a_draft_survives_with_every_keystroke_and_its_cursor(void **state)
{
	struct err err = { 0 };
	struct fill *f = opened("intake", 0);
	struct draft *gone;

	(void)state;
	type(f, "title", "没写完");
	fill_set(f, "type", "乱写", NULL);
	fill_add_row(f, "party");
	assert_int_equal(fill_draft(f), 0);
	assert_true(fill_keep(f, "type", &err));
	int64_t draft = fill_draft(f);
	assert_true(draft && fill_saved_at(f));
	fill_close(f);

	f = fill_resume(town, draft, &err);
	assert_non_null(f);
	assert_string_equal(fill_cursor(f), "type");
	assert_string_equal(fill_typed(f, "title"), "没写完");
	assert_string_equal(fill_typed(f, "type"), "乱写");
	assert_int_equal(fill_rows(f, "party"), 2);
	fill_remove_row(f, "party", 2);
	type(f, "type", "0201");
	type(f, "party1.name", "张三");
	struct faults faults = { 0 };
	assert_true(fill_save(f, &faults, &err));
	faults_free(&faults);
	fill_close(f);
	gone = draft_get(town->store, draft, &err);
	assert_null(gone);
	assert_null(fill_resume(town, draft, &err));
	assert_int_equal(err.kind, ERR_CHECK);
}

static void removing_a_row_moves_the_later_ones_up(void **state)
{
	struct fill *f = opened("intake", 0);

	(void)state;
	type(f, "party1.name", "甲");
	type(f, "party2.name", "乙");
	type(f, "party3.name", "丙");
	type(f, "party3.phone", "13812345678");
	fill_remove_row(f, "party", 2);
	assert_int_equal(fill_rows(f, "party"), 2);
	assert_string_equal(fill_typed(f, "party2.name"), "丙");
	char *summary = fill_row_summary(f, "party", 2, true);
	assert_string_equal(summary, "丙  138****5678");
	free(summary);
	assert_int_equal(fill_set(f, "party5.name", "戊", NULL), TYPE_BAD);     /* four at most */
	assert_int_equal(fill_set(f, "party.name", "戊", NULL), TYPE_BAD);
	assert_int_equal(fill_set(f, "colour", "红", NULL), TYPE_BAD);
	fill_close(f);
}

static void a_correction_says_only_what_differs_and_rows_keep_their_names(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "party2.name", "李四", "party3.name", "王五", NULL);
	struct fill *f = opened("intake", id);
	assert_string_equal(fill_typed(f, "title"), "承包合同纠纷");
	assert_string_equal(fill_typed(f, "party3.name"), "王五");
	fill_remove_row(f, "party", 1);
	type(f, "party1.phone", "13800001111"); /* was row 2 */
	type(f, "party3.name", "赵六");
	type(f, "place", "");
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	struct entry *e = practice_newest(town->store, id);
	assert_string_equal(fields_get(e->fields, "party1"), "");
	assert_string_equal(fields_get(e->fields, "party2.name"), "李四");
	assert_string_equal(fields_get(e->fields, "party2.phone"), "13800001111");
	assert_string_equal(fields_get(e->fields, "party~1.name"), "赵六");
	assert_string_equal(fields_get(e->fields, "place"), "");
	assert_int_equal(fields_count(e->fields), 6);   /* and the writer's unit */
	entry_free(e);
	SEES(id, "party1.name", "李四");
	SEES(id, "party2.name", "王五");
	SEES(id, "party3.name", "赵六");

	/* the row added later is named by the entry that added it */
	f = opened("intake", id);
	type(f, "party3.phone", "13900002222");
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	SEES(id, "party3.phone", "13900002222");
	assert_int_equal(practice_fill(town, NULL, "intake", id, NULL), 0);     /* nothing changed is nothing to save */
	faults_free(&faults);
}

static void a_continuing_form_keeps_its_own_fields_to_its_entry(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	assert_int_not_equal(practice_fill(town, NULL, "assess", id, "grade", "较大", "view", "尽快", NULL), 0);
	assert_int_not_equal(practice_fill(town, NULL, "handle", id, "content", "谈了一次", "talk1.whom", "张三", NULL), 0);
	struct entry *e = practice_newest(town->store, id);
	assert_string_equal(fields_get(e->fields, ".content"), "谈了一次");
	assert_string_equal(fields_get(e->fields, ".talk1.whom"), "张三");
	assert_string_equal(fields_get(e->fields, "step"), "办");
	entry_free(e);
	SEES(id, "grade", "03");
	SEES(id, "step", "办");
	SEES(id, "view", "(nothing)");
}

static void a_form_shows_what_the_record_says_but_dates_of_today(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	assert_int_not_equal(practice_fill(town, NULL, "conclude", id, "result", "01", "closed", "2026-11-20", NULL), 0);
	assert_int_not_equal(practice_fill(town, NULL, "reopen", id, "why", "反悔", NULL), 0);
	struct fill *f = opened("conclude", id);
	assert_string_equal(fill_typed(f, "result"), "01");
	assert_string_equal(fill_typed(f, "closed"), "2026-11-24");
	fill_close(f);
}

static void a_form_that_may_not_be_filled_now_does_not_open(void **state)
{
	struct err err = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	assert_int_not_equal(practice_fill(town, NULL, "conclude", id, "result", "已化解", NULL), 0);
	assert_null(fill_open(town, "handle", id, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_string_equal(err.say, "已经办结");
	assert_null(fill_open(town, "handle", 0, &err));
	assert_null(fill_open(town, "reception", id, &err));
	assert_null(fill_open(town, "nothing", 0, &err));
}

static void a_record_that_moved_on_refuses_and_keeps_the_draft(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct fill *f = opened("handle", id);
	type(f, "content", "写到一半");
	assert_true(fill_keep(f, "content", &err));
	assert_int_not_equal(practice_fill(town, NULL, "conclude", id, "result", "01", NULL), 0);
	assert_false(fill_save(f, &faults, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "已经办结"));
	struct draft *d = draft_get(town->store, fill_draft(f), &err);
	assert_non_null(d);
	draft_free(d);
	assert_true(fill_discard(f, &err));
	fill_close(f);
	faults_free(&faults);
}

static void a_record_that_moved_on_harmlessly_is_joined(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct fill *f = opened("handle", id);
	type(f, "content", "我也谈了");
	assert_int_not_equal(practice_fill(town, NULL, "handle", id, "content", "先谈了", NULL), 0);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	struct entry *e = practice_newest(town->store, id);
	assert_int_equal(e->nparents, 1);
	assert_true(e->parents[0] == id);       /* what was seen when the form was opened */
	entry_free(e);
	struct record *r = record_get(town->store, id, &err);
	assert_int_equal(r->conflicts, 0);      /* both say step 办 */
	record_free(r);
	faults_free(&faults);
}

static void without_a_hub_everything_is_kept_as_a_draft_and_saved_once_enrolled(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };
	struct session *lone = practice_desk(&county, TOWN, "刘芳");
	struct station_self self = lone->self;

	(void)state;
	lone->self.number = 0;          /* as if its kit had not been read yet */
	struct fill *f = fill_open(lone, "intake", 0, &err);
	const char *pairs[] = { PRACTICE_CASE };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i += 2)
		fill_set(f, pairs[i], pairs[i + 1], NULL);
	assert_false(fill_save(f, &faults, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_non_null(strstr(err.say, "还没有入网"));
	int64_t draft = fill_draft(f);
	assert_int_not_equal(draft, 0);
	fill_close(f);
	lone->self = self;
	f = fill_resume(lone, draft, &err);
	assert_non_null(f);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	faults_free(&faults);
	session_close(lone);
}

static void a_form_that_was_open_while_the_desk_joined_says_how_to_go_on(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };
	char *home = file_join(county.dir, "bare");

	(void)state;
	assert_true(file_make_dir(home, &err));
	setenv("YICHUANG_SHARE", ".", 1);       /* tests run at the top of the tree */
	struct session *bare = session_open(home, practice_report, NULL, &err);
	assert_non_null(bare);
	struct fill *f = fill_open(bare, "reception", 0, &err);
	fill_set(f, "title", "入网前就打开的", NULL);
	bare->self.number = station_make(PRACTICE_COUNTY, 1, 99);       /* another program read the kit meanwhile */
	assert_false(fill_save(f, &faults, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	if (!strstr(err.say, "刚入网"))
		fail_msg("%s (%s: %s)", err.say, faults.n ? faults.list[0].key : "-", faults.n ? faults.list[0].say : "-");
	assert_int_not_equal(fill_draft(f), 0);
	fill_close(f);
	faults_free(&faults);
	session_close(bare);
	free(home);
}

static void a_draft_reopens_under_its_own_version_of_the_form(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };

	(void)state;
	struct fill *f = opened("reception", 0);
	type(f, "title", "旧表");
	assert_true(fill_keep(f, "title", &err));
	int64_t draft = fill_draft(f);
	fill_close(f);
	practice_publish(&county, "forms/reception.ini",
	                 "[form]\ntitle = 来访登记\nopens = reception\nserial = R\ngoes = unit\n[field title]\nlabel = 事由\n"
	                 "[field opened]\nlabel = 时间\ntype = datetime\ndefault = now\n"
	                 "[field more]\nlabel = 新栏\nrequired = yes\n");
	practice_sync(&county, town);
	assert_int_equal(practice_fill(town, NULL, "reception", 0, "title", "新表", NULL), 0);
	f = fill_resume(town, draft, &err);
	assert_non_null(f);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	faults_free(&faults);
	assert_int_equal(practice_sync(&county, town), 0);      /* and the hub judges it by that version too */
}

static void a_pair_of_a_command_line_breaks_lines_only_in_running_text(void **state)
{
	struct fill *f = opened("intake", 0);
	char *key, *say;

	(void)state;
	assert_true(fill_pair(f, "summary=一\\n二\\\\n", &key, &say));
	free(key);
	free(say);
	assert_string_equal(fill_typed(f, "summary"), "一\n二\\n");
	assert_true(fill_pair(f, "title=甲\\n乙=丙", &key, &say));
	assert_string_equal(key, "title");
	free(key);
	free(say);
	assert_string_equal(fill_typed(f, "title"), "甲\\n乙=丙");
	assert_true(fill_pair(f, "type=乱写", &key, &say));     /* wrong, but kept: saving says so */
	free(key);
	free(say);
	assert_false(fill_pair(f, "colour=红", &key, &say));
	free(key);
	free(say);
	assert_false(fill_pair(f, "party9.name=红", &key, &say));
	free(key);
	free(say);
	fill_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_gets_a_number_its_kind_unit_and_step),
		cmocka_unit_test(each_series_counts_without_gaps),
		cmocka_unit_test(what_is_missing_or_wrong_is_named_and_nothing_is_written),
		cmocka_unit_test(what_the_form_does_not_show_stays_in_the_draft_and_out_of_the_entry),
		cmocka_unit_test(an_identity_number_fills_sex_and_birth_but_never_over_typing),
		cmocka_unit_test(who_gives_no_number_gives_a_reason_and_a_child_has_a_guardian),
		cmocka_unit_test(an_earlier_date_is_marked),
		cmocka_unit_test(a_draft_survives_with_every_keystroke_and_its_cursor),
		cmocka_unit_test(removing_a_row_moves_the_later_ones_up),
		cmocka_unit_test(a_correction_says_only_what_differs_and_rows_keep_their_names),
		cmocka_unit_test(a_continuing_form_keeps_its_own_fields_to_its_entry),
		cmocka_unit_test(a_form_shows_what_the_record_says_but_dates_of_today),
		cmocka_unit_test(a_form_that_may_not_be_filled_now_does_not_open),
		cmocka_unit_test(a_record_that_moved_on_refuses_and_keeps_the_draft),
		cmocka_unit_test(a_record_that_moved_on_harmlessly_is_joined),
		cmocka_unit_test(without_a_hub_everything_is_kept_as_a_draft_and_saved_once_enrolled),
		cmocka_unit_test(a_form_that_was_open_while_the_desk_joined_says_how_to_go_on),
		cmocka_unit_test(a_draft_reopens_under_its_own_version_of_the_form),
		cmocka_unit_test(a_pair_of_a_command_line_breaks_lines_only_in_running_text),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, setup, teardown);
}
