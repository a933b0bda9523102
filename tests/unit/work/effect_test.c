/* SPDX-License-Identifier: Apache-2.0 */
/* What filling a form causes, by forms made for it: settings, clocks, who may, corrections, marks. Desk and hub must agree on all. */
#include "town_each.h"

#include <inttypes.h>

#include "base/crypto.h"

#define LIMIT(name, starts, rest) "[limit " name "]\nkind = " name "\nlabel = 时限\nstarts = " starts "\nsince = 受理\nbasis = 默认\n" rest

static const char *const files[][2] = {
	{ "data/deadlines.ini",
	  LIMIT("settle", "reopened | opened", "days = 7\nrolls = yes\npauses = yes\nextend = 7\nextensions = 1\n")
	  LIMIT("sign", "dispatched", "hours = 2\n") LIMIT("mediate", "opened", "days = 30\n") },
	{ "forms/run.ini",
	  "[form]\ntitle = 起算\ncontinues = case\n[field note]\nlabel = 备注\n[clock settle]\ndo = start\n[clock mediate]\ndo = start\n" },
	{ "forms/hand.ini",
	  "[form]\ntitle = 交办\ncontinues = case\n"
	  "[field lead]\nlabel = 主办\nmax = 40\nrequired = yes\nrecord = yes\n"
	  "[field with]\nlabel = 协办\nmax = 80\nrecord = yes\n"
	  "[effect]\nby = unit lead above\nstep = 交\n"
	  "[set dispatcher]\nto = unit\n[set dispatched]\nto = now\n[set signer]\nto = 空\n[set times]\nto = +1\n"
	  "[clock sign]\ndo = start\n" },
	{ "forms/sign.ini",
	  "[form]\ntitle = 签收\ncontinues = case\n[field note]\nlabel = 备注\n"
	  "[field proxy]\nlabel = 代录\nvisible = \"by_lead = 否\"\nrequired = yes\n"
	  "[effect]\nby = lead dispatcher\nby_say = 由主办签收\nneeds = \"step = 交\"\nneeds_say = {title}没有交办\n"
	  "[set signer]\nto = who\n[set step]\nto = 办\n[set step 2]\nto = 结\nwhen = \"note = 快\"\n[set with]\nto = -unit\n"
	  "[clock sign]\ndo = stop\n" },
	{ "forms/up.ini",
	  "[form]\ntitle = 上报\ncontinues = case\n[field note]\nlabel = 备注\n[set lead]\nto = above\nwhen = \"level = village\"\n" },
	{ "forms/over.ini", "[form]\ntitle = 督办\ncontinues = case\n[field note]\nlabel = 备注\n[effect]\nby = above\nby_say = 由上级填写\n" },
	{ "forms/more.ini",
	  "[form]\ntitle = 延期\ncontinues = case\n[field days]\nlabel = 天数\ntype = int\n[clock settle]\ndo = extend\nby = days\n" },
	{ "forms/hold.ini",
	  "[form]\ntitle = 暂停\ncontinues = case\n[field since]\nlabel = 何时\ntype = datetime\n[clock all]\ndo = pause\nfrom = since\n" },
	{ "forms/go.ini",
	  "[form]\ntitle = 恢复\ncontinues = case\n[field since]\nlabel = 何时\ntype = datetime\n[clock all]\ndo = resume\nfrom = since\n" },
	{ "forms/end.ini", "[form]\ntitle = 作废\ncontinues = case\n[field second]\nlabel = 复核人\ncheck = \"second != {who}\"\n"
			   "message = 要另一个人\n[clock all]\ndo = stop\n" },
	{ "forms/letter.ini",
	  "[form]\ntitle = 函\ncontinues = case\nserial = T\n[field text]\nlabel = 正文\ntype = lines\nmax = 500\n"
	  "default = \"{title}，{no}\"\n[effect]\nneeds = \"overdue = 是 or overdue_sign = 是\"\nneeds_say = 没有超期\n" },
	{ "forms/correct.ini",
	  "[form]\ntitle = 更正\ncontinues = case\n[field field]\nlabel = 栏目\n[field value]\nlabel = 改成\nvisible = \"choose = 空\"\n"
	  "[field choose]\nlabel = 采用\n[field reason]\nlabel = 理由\nrequired = yes\n[effect]\ncorrects = yes\n" },
	{ "forms/first.ini",
	  "[form]\ntitle = 首问\ncontinues = case\n[field receiver]\nlabel = 首问人\nrecord = yes\nfixed = yes\n"
	  "warn = \"receiver = 路人\"\nwarn_say = 请核对\n" },
};

static int setup_files(void **state)
{
	setup(state);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		practice_publish(&county, files[i][0], files[i][1]);
	practice_sync(&county, town);
	return session_refresh(town, NULL) ? 0 : -1;
}

static uint64_t opened(const char *at)
{
	practice_clock(PRACTICE_NOW);
	return practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "opened", at, NULL);
}

/* The record's value at a desk or the hub; "" if it has none. */
static char *value_of(struct store *s, uint64_t record, const char *key)
{
	struct entries all = { 0 };
	struct err err = { 0 };

	assert_true(journal_of_record(s, record, &all, &err));
	struct fold *f = fold_new(entries_const(&all), all.n);
	char *value = mem_dup(fold_get(f, key) ? fold_get(f, key) : "");
	fold_free(f);
	entries_free(&all);
	return value;
}

static void is(struct store *s, uint64_t record, const char *key, const char *want)
{
	char *value = value_of(s, record, key);

	if (strcmp(value, want) != 0)
		fail_msg("%s is “%s”, not “%s”", key, value, want);
	free(value);
}

/* The hub takes everything and has the same. */
static void hub_agrees(uint64_t record, const char *key, const char *want)
{
	assert_int_equal(practice_sync(&county, town), 0);
	is(town->store, record, key, want);
	is(county.hub, record, key, want);
}

/* This form cannot be filled: the sentence has these words. */
static void refused(struct session *s, const char *form, uint64_t record, const char *key, const char *value, const char *words)
{
	struct err err = { 0 };
	struct faults faults = { 0 };
	struct fill *f = fill_open(s, form, record, &err);
	bool told = !f && strstr(err.say, words);

	if (f) {
		if (key)
			fill_set(f, key, value, NULL);
		if (form_field(fill_form(f), "field") && strcmp(key, "field") != 0)
			fill_set(f, "field", "title", NULL);
		assert_false(fill_save(f, &faults, &err));
		for (size_t i = 0; i < faults.n && !told; i++)
			told = strstr(faults.list[i].say, words) != NULL;
		fill_discard(f, &err);
		fill_close(f);
	}
	if (!told)
		fail_msg("“%s” not said, but “%s”", words, faults.n ? faults.list[0].say : err.say);
	faults_free(&faults);
}

static void settings_say_who_and_when_and_how_often(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-24 09:00");

	practice_fill(town, NULL, "hand", id, "lead", VILLAGE, "with", VILLAGE " " TOWN, NULL);
	hub_agrees(id, "dispatcher", TOWN);
	hub_agrees(id, "dispatched", "2026-11-24 09:41");
	hub_agrees(id, "times", "1");
	hub_agrees(id, "due_sign", "2026-11-24 11:41");
	practice_fill(town, NULL, "hand", id, "lead", TOWN, NULL);
	hub_agrees(id, "times", "2");
	practice_fill(town, NULL, "sign", id, NULL);
	hub_agrees(id, "signer", "张敏");
	hub_agrees(id, "step", "办");
	hub_agrees(id, "with", VILLAGE);
	hub_agrees(id, "due_sign", "");
	practice_fill(town, NULL, "hand", id, "lead", TOWN, NULL);
	hub_agrees(id, "signer", "");
}

static void of_several_settings_the_last_that_holds_counts(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-24 09:00");

	practice_fill(town, NULL, "hand", id, "lead", TOWN, NULL);
	practice_fill(town, NULL, "sign", id, "note", "快", NULL);
	hub_agrees(id, "step", "结");
}

static void a_form_is_filled_by_those_it_names(void **state)
{
	(void)state;
	struct session *village = practice_desk(&county, VILLAGE, "王强");
	uint64_t id = opened("2026-11-24 09:00");

	refused(town, "sign", id, NULL, NULL, "没有交办");
	practice_fill(town, NULL, "hand", id, "lead", VILLAGE, NULL);
	practice_sync(&county, town);
	practice_sync(&county, village);
	refused(village, "hand", id, "lead", "", "必须");
	/* the dispatching desk may record it for them, and says how it knows */
	refused(town, "sign", id, NULL, NULL, "必须");
	practice_fill(village, NULL, "sign", id, NULL);
	assert_int_equal(practice_sync(&county, village), 0);
	is(county.hub, id, "signer", "王强");
	session_close(village);
}

static void who_was_not_asked_may_not(void **state)
{
	(void)state;
	struct session *village = practice_desk(&county, VILLAGE, "王强");
	uint64_t id = opened("2026-11-24 09:00");

	practice_fill(town, NULL, "hand", id, "lead", TOWN ".sfs", "with", VILLAGE, NULL);
	practice_sync(&county, town);
	practice_sync(&county, village);
	refused(village, "sign", id, NULL, NULL, "由主办签收");
	session_close(village);
}

static void nobody_is_above_itself(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-24 09:00");

	refused(town, "over", id, NULL, NULL, "由上级填写");
	/* a division is above its own departments */
	practice_fill(town, NULL, "hand", id, "lead", TOWN ".sfs", NULL);
	practice_fill(town, NULL, "over", id, NULL);
	assert_int_equal(practice_sync(&county, town), 0);
}

static void above_is_the_superior_unit(void **state)
{
	(void)state;
	struct session *village = practice_desk(&county, VILLAGE, "王强");
	uint64_t id = practice_fill(village, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_fill(village, NULL, "up", id, NULL);
	assert_int_equal(practice_sync(&county, village), 0);
	is(county.hub, id, "lead", TOWN);
	practice_sync(&county, town);
	practice_fill(town, NULL, "up", id, NULL);
	hub_agrees(id, "lead", TOWN);
	session_close(village);
}

static void an_extension_moves_the_day_once(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-20 09:00");

	practice_fill(town, NULL, "run", id, NULL);
	hub_agrees(id, "due", "2026-11-27");
	hub_agrees(id, "due_mediate", "2026-12-20");
	refused(town, "more", id, "days", "8", "每次最多延长 7");
	practice_fill(town, NULL, "more", id, "days", "4", NULL);
	hub_agrees(id, "due", "2026-12-01");
	hub_agrees(id, "extended", "4");
	refused(town, "more", id, "days", "2", "最多延长 1 次");
	/* started anew, what was granted stays granted */
	practice_fill(town, NULL, "run", id, NULL);
	hub_agrees(id, "due", "2026-12-01");
}

static void a_pause_holds_what_may_be_held_and_gives_the_days_back(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-20 09:00");

	refused(town, "hold", id, NULL, NULL, "没有可以暂停");
	practice_fill(town, NULL, "run", id, NULL);
	refused(town, "go", id, NULL, NULL, "没有暂停");
	practice_fill(town, NULL, "hold", id, "since", "2026-11-23 10:00", NULL);
	hub_agrees(id, "due", "");
	hub_agrees(id, "standing", "settle");
	hub_agrees(id, "due_mediate", "2026-12-20");
	refused(town, "hold", id, NULL, NULL, "已经暂停");
	refused(town, "go", id, "since", "2026-11-22 10:00", "还早");
	practice_clock("2026-11-26T09:00:00+08:00");
	practice_fill(town, NULL, "go", id, "since", "2026-11-26 09:00", NULL);
	hub_agrees(id, "pauses", "2026-11-23 10:00/2026-11-26 09:00");
	hub_agrees(id, "due", "2026-11-30");
	hub_agrees(id, "standing", "");
	/* a clock that ends while it stands still does not come back */
	practice_fill(town, NULL, "hold", id, NULL);
	practice_fill(town, NULL, "end", id, "second", "李四", NULL);
	hub_agrees(id, "standing", "");
	hub_agrees(id, "due_mediate", "");
	refused(town, "go", id, NULL, NULL, "没有暂停");
}

static void every_day_explains_itself_from_the_record(void **state)
{
	(void)state;
	struct entries all = { 0 };
	uint64_t id = opened("2026-11-20 09:00");

	practice_fill(town, NULL, "run", id, NULL);
	practice_fill(town, NULL, "more", id, "days", "4", NULL);
	assert_true(journal_of_record(town->store, id, &all, NULL));
	struct fold *f = fold_new(entries_const(&all), all.n);
	char *why = check_why_due(town->book, f, "settle");
	assert_non_null(why);
	assert_non_null(strstr(why, "延长 4 日"));
	assert_non_null(strstr(why, "到期：2026-12-01"));
	assert_null(check_why_due(town->book, f, "sign"));
	free(why);
	fold_free(f);
	entries_free(&all);
}

static void a_second_person_is_another_one(void **state)
{
	(void)state;
	refused(town, "end", opened("2026-11-24 09:00"), "second", "张敏", "要另一个人");
}

static void letters_are_numbered_without_gaps_and_found_by_their_number(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t a = opened("2026-11-10 09:00"), b = opened("2026-11-10 10:00");

	refused(town, "letter", a, NULL, NULL, "没有超期");
	practice_fill(town, NULL, "run", a, NULL);
	practice_fill(town, NULL, "run", b, NULL);
	practice_fill(town, NULL, "letter", a, NULL);
	practice_fill(town, NULL, "letter", b, NULL);
	struct entry *first = practice_newest(town->store, a), *second = practice_newest(town->store, b);
	assert_string_equal(fields_get(first->fields, ".no"), TOWN "-1-2026-T0001");
	assert_string_equal(fields_get(second->fields, ".no"), TOWN "-1-2026-T0002");
	assert_non_null(strstr(fields_get(first->fields, ".text"), TOWN "-1-2026-0001"));
	assert_int_equal(record_by_no(town->store, TOWN "-1-2026-T0002", TOWN, &err), b);
	assert_int_equal(practice_sync(&county, town), 0);
	entry_free(first);
	entry_free(second);
}

static void a_correction_changes_one_value_and_its_clock(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-20 09:00");

	practice_fill(town, NULL, "run", id, NULL);
	practice_fill(town, NULL, "correct", id, "field", "title", "value", "宅基地纠纷", "reason", "写错了", NULL);
	hub_agrees(id, "title", "宅基地纠纷");
	/* by what people call it; what is counted from it is counted anew */
	practice_fill(town, NULL, "correct", id, "field", "受理时间", "value", "2026-11-18 09:00", "reason", "记错了", NULL);
	hub_agrees(id, "opened", "2026-11-18 09:00");
	hub_agrees(id, "due", "2026-11-25");
	/* a row's field: the rest of the row stays */
	practice_fill(town, NULL, "correct", id, "field", "party1.phone", "value", "13800138000", "reason", "换号了", NULL);
	hub_agrees(id, "party1.phone", "13800138000");
	char *name = value_of(county.hub, id, "party1.name");
	assert_true(*name);
	free(name);
}

static void a_correction_that_cannot_be_says_why(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-24 09:00");

	refused(town, "correct", id, "field", "没有的栏", "没有这一栏");
	refused(town, "correct", id, "field", "title", "不能空着");
	refused(town, "correct", id, "field", "unit", "没有这一栏");
	practice_fill(town, NULL, "first", id, "receiver", "刘芳", NULL);
	refused(town, "correct", id, "field", "receiver", "不能改");
	refused(town, "first", id, "receiver", "张敏", "不能改");
}

static void a_warning_does_not_stand_in_the_way(void **state)
{
	(void)state;
	uint64_t id = opened("2026-11-24 09:00");

	practice_fill(town, NULL, "first", id, "receiver", "路人", NULL);
	hub_agrees(id, "receiver", "路人");
}

static void of_two_values_that_clash_one_is_chosen_and_the_other_kept(void **state)
{
	(void)state;
	struct session *village = practice_desk(&county, VILLAGE, "王强");
	uint64_t id = practice_fill(village, NULL, "intake", 0, PRACTICE_CASE, NULL);
	char choose[24];

	practice_sync(&county, village);
	practice_sync(&county, town);
	practice_fill(village, NULL, "correct", id, "field", "title", "value", "村里的说法", "reason", "一", NULL);
	struct entry *mine = practice_newest(village->store, id);
	practice_fill(town, NULL, "correct", id, "field", "title", "value", "镇里的说法", "reason", "二", NULL);
	practice_sync(&county, village);
	practice_sync(&county, town);
	struct record *r = record_get(town->store, id, NULL);
	assert_int_equal(r->conflicts, 1);
	record_free(r);
	snprintf(choose, sizeof choose, "%" PRIu64, mine->id);
	refused(town, "correct", id, "choose", "123", "没有这一种说法");
	practice_fill(town, NULL, "correct", id, "field", "title", "choose", choose, "reason", "听村里的", NULL);
	hub_agrees(id, "title", "村里的说法");
	r = record_get(county.hub, id, NULL);
	assert_int_equal(r->conflicts, 0);
	record_free(r);
	entry_free(mine);
	session_close(village);
}

static void what_is_chosen_counts_for_the_clocks(void **state)
{
	(void)state;
	struct session *village = practice_desk(&county, VILLAGE, "王强");
	uint64_t id = practice_fill(village, NULL, "intake", 0, PRACTICE_CASE, "opened", "2026-11-20 09:00", NULL);
	char choose[24];

	practice_fill(village, NULL, "run", id, NULL);
	practice_sync(&county, village);
	practice_sync(&county, town);
	practice_fill(village, NULL, "correct", id, "field", "opened", "value", "2026-11-18 09:00", "reason", "一", NULL);
	struct entry *mine = practice_newest(village->store, id);
	practice_fill(town, NULL, "correct", id, "field", "opened", "value", "2026-11-19 09:00", "reason", "二", NULL);
	practice_sync(&county, village);
	practice_sync(&county, town);
	snprintf(choose, sizeof choose, "%" PRIu64, mine->id);
	practice_fill(town, NULL, "correct", id, "field", "opened", "choose", choose, "reason", "问过了", NULL);
	hub_agrees(id, "opened", "2026-11-18 09:00");
	hub_agrees(id, "due", "2026-11-25");
	struct record *r = record_get(county.hub, id, NULL);
	/* all that clashed was what is counted from it */
	assert_int_equal(r->conflicts, 0);
	record_free(r);
	entry_free(mine);
	session_close(village);
}

static void a_clock_that_went_back_is_said(void **state)
{
	(void)state;
	practice_clock("2038-01-20T08:00:00+08:00");
	practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	uint64_t id = opened("2026-11-24 09:00");
	struct entry *e = practice_newest(town->store, id);

	assert_non_null(fields_get(e->fields, ".clock"));
	assert_int_equal(practice_sync(&county, town), 0);
	entry_free(e);
	practice_fill(town, NULL, "run", id, NULL);
	e = practice_newest(town->store, id);
	assert_null(fields_get(e->fields, ".clock"));
	entry_free(e);
}

static void a_mark_that_no_desk_writes_is_refused(void **state)
{
	static const char *const marks[][2] = { { ".clock", "bald" }, { ".no", "T0001" }, { ".corrects", "" }, { "no", "1" } };
	unsigned char zeros[CRYPTO_HASH] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		uint64_t id = opened("2026-11-24 09:00");
		struct entry *e = practice_newest(town->store, id);

		assert_int_equal(practice_send(&county, town, e).refused, 0);
		entry_free(e);
		practice_fill(town, NULL, "run", id, NULL);
		e = practice_newest(town->store, id);
		fields_set(e->fields, marks[i][0], marks[i][1]);
		entry_seal(e, zeros);
		assert_int_equal(practice_send(&county, town, e).refused, 1);
		entry_free(e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, setup_files, teardown)
		EACH(settings_say_who_and_when_and_how_often),
		EACH(of_several_settings_the_last_that_holds_counts),
		EACH(a_form_is_filled_by_those_it_names),
		EACH(who_was_not_asked_may_not),
		EACH(nobody_is_above_itself),
		EACH(above_is_the_superior_unit),
		EACH(an_extension_moves_the_day_once),
		EACH(a_pause_holds_what_may_be_held_and_gives_the_days_back),
		EACH(every_day_explains_itself_from_the_record),
		EACH(a_second_person_is_another_one),
		EACH(letters_are_numbered_without_gaps_and_found_by_their_number),
		EACH(a_correction_changes_one_value_and_its_clock),
		EACH(a_correction_that_cannot_be_says_why),
		EACH(a_warning_does_not_stand_in_the_way),
		EACH(of_two_values_that_clash_one_is_chosen_and_the_other_kept),
		EACH(what_is_chosen_counts_for_the_clocks),
		EACH(a_clock_that_went_back_is_said),
		EACH(a_mark_that_no_desk_writes_is_refused),
	};
	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
