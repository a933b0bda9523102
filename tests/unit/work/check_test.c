/* SPDX-License-Identifier: Apache-2.0 */
/* The judge: whatever a desk saves a hub accepts, and whatever was changed on the way it does not. */
#include "work_fixture.h"

#include "base/crypto.h"
#include "work/check.h"

static struct practice county;
static struct session *town, *village;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	town = practice_desk(&county, TOWN, "张敏");
	village = practice_desk(&county, VILLAGE, "刘芳");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(town);
	session_close(village);
	practice_close(&county);
	return 0;
}

/* The verdict on an entry as the hub reaches it: from what is in the store, at the state its parents name. */
static bool accepted(struct session *s, const struct entry *e, const char *unit)
{
	struct entries all = { 0 };
	struct faults faults = { 0 };

	assert_true(journal_of_record(s->store, e->record, &all, NULL));
	struct fold *before = e->record == e->id ? NULL : fold_at(entries_const(&all), all.n, e->parents, e->nparents);
	check_entry(s->book, e, before, unit, &faults);
	bool good = !faults_stop(&faults);
	if (good == false && getenv("CHECK_VERBOSE"))
		for (size_t i = 0; i < faults.n; i++)
			print_message("%s: %s\n", faults.list[i].key, faults.list[i].say);
	faults_free(&faults);
	fold_free(before);
	entries_free(&all);
	return good;
}

/* --- everything a desk saves ------------------------------------------------------------------------------------------- */

static uint32_t seed;

static unsigned dice(unsigned n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static const char *word(const char *key)
{
	static const struct { const char *key, *words[6]; } known[] = {
		{ "type", { "0201", "0901", "宅基地", "0202", "九", "" } },
		{ "place", { VILLAGE, "北岭村", "421202102201", "向阳湖镇", "", "" } },
		{ "people", { "3", "0", "12", "", "一", "99" } },
		{ "urgent", { "是", "否", "y", "n", "", "是" } },
		{ "opened", { "2026-11-20 10:00", ".", "2026-11-24 08:00", "", "-1", "2026-11-24 09:41" } },
		{ "when", { "2026-11-20", ".", "-1", "", "2026-11-24", "-3" } },
		{ "closed", { "2026-11-20", ".", "-1", "", "2026-11-24", "." } },
		{ "grade", { "一般", "03", "重大", "", "02", "04" } },
		{ "lead", { TOWN, VILLAGE, OTHER_TOWN, "官埠村", "北岭村", "" } },
		{ "result", { "01", "02", "已化解", "未化解引导法定途径", "", "02" } },
		{ "idtype", { "111", "414", "", "护照", "", "普通护照" } },
		{ "idno", { "未提供", "11010519491231002x", "E12345678", "", "123", "" } },
		{ "sex", { "男", "2", "", "女", "", "" } },
		{ "birth", { "1968-03-05", "2012-02-29", "", "", "2008-11-24", "2008-11-25" } },
		{ "phone", { "13812345678", "0715-8888888", "", "１３８００００１１１１", "", "" } },
	};
	static const char *const text[] = { "张三", "𠮷田·买买提", "", " 两头有空 ", "a\"b\\c<>&", "一\n二" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].key, key) == 0)
			return known[i].words[dice(6)];
	return text[dice(6)];
}

/* Type something into some fields, add and remove rows, then save. Returns the entry if it was saved. */
static struct entry *fill_randomly(struct session *s, const char *form, uint64_t record)
{
	struct err err = { 0 };
	struct fill *f = fill_open(s, form, record, &err);
	struct faults faults = { 0 };
	struct entry *e = NULL;

	if (!f)
		return NULL;
	for (size_t g = 0; g < fill_form(f)->ngroups; g++) {
		const char *group = fill_form(f)->groups[g].name;

		for (unsigned n = dice(3); n; n--)
			fill_add_row(f, group);
		if (fill_rows(f, group) > 1 && dice(3) == 0)
			fill_remove_row(f, group, 1 + (int)dice((unsigned)fill_rows(f, group)));
	}
	for (size_t i = 0; i < fill_form(f)->nfields; i++) {
		const struct field *field = &fill_form(f)->fields[i];
		int rows = *field->group ? fill_rows(f, field->group) : 1;

		for (int row = 1; row <= rows; row++) {
			char *key = *field->group ? mem_fmt("%s%d.%s", field->group, row, field->name) : mem_dup(field->name);

			/* a required field is mostly filled, else nothing would ever be saved */
			if (dice(2) || (fill_required(f, key) && !*fill_typed(f, key)))
				for (int tries = 0; tries < 4; tries++)
					if (fill_set(f, key, word(field->name), NULL) != TYPE_BAD && *fill_typed(f, key))
						break;
			free(key);
		}
	}
	if (fill_save(f, &faults, &err))
		e = practice_newest(s->store, fill_record(f));
	faults_free(&faults);
	fill_close(f);
	return e;
}

static void the_hub_accepts_every_entry_a_desk_saves(void **state)
{
	static const char *const forms[] = { "intake", "assess", "dispatch", "handle", "conclude", "intake", "handle" };
	size_t saved = 0, corrected = 0;
	uint64_t record = 0;

	(void)state;
	for (seed = 1; seed < 4000; seed += 1) {
		uint32_t keep = seed;
		unsigned kind = dice(sizeof forms / sizeof *forms + 1);
		bool opening = kind == sizeof forms / sizeof *forms || !record;
		struct entry *e = fill_randomly(town, opening ? "intake" : forms[kind], opening ? 0 : record);

		if (e && !accepted(town, e, TOWN)) {
			setenv("CHECK_VERBOSE", "1", 1);
			accepted(town, e, TOWN);
			for (size_t i = 0; i < fields_count(e->fields); i++)
				print_message("  %s = %s\n", fields_key(e->fields, i), fields_value(e->fields, i));
			fail_msg("seed %u: the hub refuses a %s", keep, e->form);
		}
		saved += e != NULL;
		corrected += e && e->nparents && strcmp(e->form, "intake") == 0;
		if (e && opening)
			record = e->record;
		entry_free(e);
		seed = keep;
	}
	/* the property says nothing if nothing was saved */
	assert_true(saved > 500);
	assert_true(corrected > 100);
}

/* --- and what was changed on the way ------------------------------------------------------------------------------------- */

static struct entry *copy(const struct entry *e)
{
	struct buf body = { 0 };

	entry_encode(e, &body);
	struct reader r = reader_over(body.data, body.len);
	struct entry *c = entry_decode(&r);
	assert_non_null(c);
	buf_free(&body);
	return c;
}

struct change { const char *key, *value; };

static void every_change_to_an_opener_is_refused(void **state)
{
	static const struct change changes[] = {
		{ "step", "办" }, { "step", NULL }, { "kind", "reception" }, { "kind", NULL }, { "unit", OTHER_TOWN },
		{ "unit", NULL },
		{ "colour", "红" }, { ".content", "谈" }, { ".title", "谈" }, { "title", NULL }, { "title", "" },
		{ "title", " 有空格" },
		{ "type", "02" }, { "type", "土地承包经营" }, { "type", "9999" }, { "type", NULL }, { "place", "北岭村" },
		{ "people", "0" }, { "people", "03" }, { "people", "三" }, { "opened", "2026-11-24T09:41" }, { "opened", NULL },
		{ "why_urgent", "没说紧急" }, { "urgent", "是" }, { "urgent", "yes" },
		{ "party1.name", NULL }, { "party1.idno", "110105194912310021" }, { "party1.idno", "未提供" },
		{ "party1.colour", "红" }, { "party3.name", "隔了一行" }, { "party~1.name", "王五" }, { "party2", "" },
		{ "party1.birth", "2015-01-01" }, { "party1.phone", "１３８１２３４５６７８" }, { "backdated", "2" }, { "backdated", "是" },
		{ ".backdated", "1" }, { ".writer_unit", TOWN }, { "no", NULL }, { "no", "421202101-2-2026-0001" },
		{ "no", "421202102-1-2026-0001" }, { "no", "421202101-1-2026-R0001" }, { "no", "421202101-1-2026-001" },
		{ "no", "421202101-1-26-0001" }, { "no", "421202101-1-2026-0001x" }, { "no", "1" },
	};

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = practice_newest(town->store, id);
	assert_true(accepted(town, e, TOWN));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct entry *bad = copy(e);

		fields_set(bad->fields, changes[i].key, changes[i].value);
		if (accepted(town, bad, TOWN))
			fail_msg("accepted with %s = %s", changes[i].key, changes[i].value ? changes[i].value : "(nothing)");
		entry_free(bad);
	}
	/* the mark of what was entered late may be there or not */
	fields_set(e->fields, "backdated", "1");
	assert_true(accepted(town, e, TOWN));
	/* its number says who wrote it: another unit cannot have */
	assert_false(accepted(town, e, OTHER_TOWN));
	assert_false(accepted(town, e, VILLAGE));
	assert_false(accepted(town, e, ""));
	entry_free(e);
}

static void every_change_to_a_later_entry_is_refused(void **state)
{
	static const struct change changes[] = {
		{ "step", "结" }, { "step", NULL }, { "no", "421202101-1-2026-0001" }, { "kind", "case" }, { "unit", TOWN },
		{ "grade", "03" }, { ".content", NULL }, { ".content", "" }, { "content", "谈" }, { ".when", "昨天" },
		{ ".colour", "红" },
		{ ".talk2.whom", "隔了一行" }, { ".talk1.whom", "" }, { "talk1.whom", "张三" }, { ".writer_unit", OTHER_TOWN },
		{ ".writer_unit", NULL }, { "backdated", "1" }, { ".backdated", "no" }, { "title", "改名" }, { "party1", "" },
	};

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	practice_fill(town, NULL, "handle", id, "content", "谈了一次", NULL);
	struct entry *e = practice_newest(town->store, id);
	assert_true(accepted(town, e, TOWN));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct entry *bad = copy(e);

		fields_set(bad->fields, changes[i].key, changes[i].value);
		if (accepted(town, bad, TOWN))
			fail_msg("accepted with %s = %s", changes[i].key, changes[i].value ? changes[i].value : "(nothing)");
		entry_free(bad);
	}
	static const char *const forms[] = { "publish", "refusal", "reception", "intake", "conclude", "nothing" };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct entry *bad = copy(e);

		free(bad->form);
		bad->form = mem_dup(forms[i]);
		if (accepted(town, bad, TOWN))
			fail_msg("accepted as %s", forms[i]);
		entry_free(bad);
	}
	entry_free(e);
}

static void a_correction_may_not_say_more_than_changed(void **state)
{
	static const struct change changes[] = {
		{ "step", "汇" }, { "no", "421202101-1-2026-0001" }, { "title", NULL }, { "title", "" }, { "party1", "" },
		{ "party9.name", "没有这一行" }, { "party~2.name", "隔了一行" }, { "party~1.phone", "没有姓名" }, { "people", "0" },
	};

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	practice_fill(town, NULL, "intake", id, "title", "改名", "party1.phone", "13812345678", NULL);
	struct entry *e = practice_newest(town->store, id);
	assert_true(accepted(town, e, TOWN));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct entry *bad = copy(e);

		fields_set(bad->fields, changes[i].key, changes[i].value);
		/* leaving the title as it was is a smaller correction, and a good one */
		bool good = changes[i].key[0] == 't' && !changes[i].value;
		if (accepted(town, bad, TOWN) != good)
			fail_msg("%s = %s", changes[i].key, changes[i].value ? changes[i].value : "(nothing)");
		entry_free(bad);
	}
	/* saying again what is so already does no harm */
	fields_set(e->fields, "type", "0901");
	assert_true(accepted(town, e, TOWN));
	fields_set(e->fields, "type", "0201");
	assert_true(accepted(town, e, TOWN));
	entry_free(e);
}

/* --- who may write, who may fill ----------------------------------------------------------------------------------------- */

static void a_unit_writes_on_its_own_records_its_villages_and_what_it_was_handed(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	practice_fill(town, NULL, "dispatch", id, "lead", VILLAGE, NULL);
	struct entries all = { 0 };
	assert_true(journal_of_record(town->store, id, &all, NULL));
	struct fold *opened = fold_at(entries_const(&all), all.n, &id, 1), *handed = fold_new(entries_const(&all), all.n);
	assert_true(check_may_write(opened, TOWN));
	assert_true(check_may_write(opened, TOWN ".sfs"));
	assert_true(check_may_write(opened, "421202"));
	assert_false(check_may_write(opened, VILLAGE));
	assert_false(check_may_write(opened, OTHER_TOWN));
	assert_false(check_may_write(opened, ""));
	assert_true(check_may_write(handed, VILLAGE));
	assert_true(check_may_write(handed, TOWN));
	assert_false(check_may_write(handed, OTHER_TOWN));
	fold_free(opened);
	fold_free(handed);
	entries_free(&all);
}

static void a_date_that_has_not_come_is_doubted_but_taken(void **state)
{
	struct faults faults = { 0 };

	(void)state;
	assert_int_not_equal(practice_fill(town, &faults, "intake", 0, PRACTICE_CASE, "opened", "2027-01-01 00:00", NULL), 0);
	assert_int_equal(faults.n, 1);
	assert_string_equal(faults.list[0].key, "opened");
	assert_true(faults.list[0].warning);
	faults_free(&faults);
}

static void a_unit_is_above_those_whose_code_begins_with_its_own(void **state)
{
	(void)state;
	assert_true(check_above("421202", TOWN));
	assert_true(check_above(TOWN, VILLAGE));
	assert_true(check_above(TOWN, TOWN));
	assert_false(check_above(VILLAGE, TOWN));
	assert_false(check_above("", TOWN));
	assert_false(check_above(".sfs", TOWN));
}

static void rows_are_told_by_their_number(void **state)
{
	(void)state;
	assert_int_equal(check_row("party2.name", "party"), 2);
	assert_int_equal(check_row("party12", "party"), 12);
	assert_int_equal(check_row("party.name", "party"), 0);
	assert_int_equal(check_row("party0.name", "party"), 0);
	assert_int_equal(check_row("party2x.name", "party"), 0);
	assert_int_equal(check_row("party~1.name", "party"), 0);
	assert_int_equal(check_row("party99999999999.name", "party"), 0);
	assert_int_equal(check_row("title", ""), 0);
}

static void a_number_has_a_unit_a_desk_a_year_and_a_serial(void **state)
{
	uint32_t station = station_make(PRACTICE_COUNTY, 1, 12);

	(void)state;
	assert_true(check_number("421202101-12-2026-0041", TOWN, station, ""));
	assert_true(check_number("421202101-12-2026-R0041", TOWN, station, "R"));
	assert_true(check_number("421202101-12-2026-10041", TOWN, station, ""));
	assert_true(check_number("421202101.sfs-12-2026-0041", TOWN ".sfs", station, ""));
	assert_false(check_number("421202101-1-2026-0041", TOWN, station, ""));
	assert_false(check_number("421202101-12-2026-041", TOWN, station, ""));
	assert_false(check_number("421202101-12-2026-0041 ", TOWN, station, ""));
	assert_false(check_number("421202101-12-2026-00000000041", TOWN, station, ""));
	assert_false(check_number("421202101-12-2026-R0041", TOWN, station, ""));
	assert_false(check_number("", TOWN, station, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hub_accepts_every_entry_a_desk_saves),
		cmocka_unit_test(every_change_to_an_opener_is_refused),
		cmocka_unit_test(every_change_to_a_later_entry_is_refused),
		cmocka_unit_test(a_correction_may_not_say_more_than_changed),
		cmocka_unit_test(a_unit_writes_on_its_own_records_its_villages_and_what_it_was_handed),
		cmocka_unit_test(a_date_that_has_not_come_is_doubted_but_taken),
		cmocka_unit_test(a_unit_is_above_those_whose_code_begins_with_its_own),
		cmocka_unit_test(rows_are_told_by_their_number),
		cmocka_unit_test(a_number_has_a_unit_a_desk_a_year_and_a_serial),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, setup, teardown);
}
