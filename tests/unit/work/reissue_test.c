/* SPDX-License-Identifier: Apache-2.0 */
/* A desk takes a new number: what the hub holds comes in, what was never sent is said again, and everything that points at it follows. */
#include "work_fixture.h"

#include "store/renewal.h"
#include "work/check.h"
#include "work/reissue.h"

static struct practice p;
static struct session *desk;

static int setup(void **state)
{
	(void)state;
	crypto_init();
	practice_open(&p);
	desk = practice_desk(&p, TOWN, "王芳");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(desk);
	practice_close(&p);
	return 0;
}

static void fine(bool good, const struct err *err)
{
	if (!good)
		fail_msg("%s (%s)", err->say, err->detail);
}

#define NEW station_make(PRACTICE_COUNTY, 1, 9)

/* As if the hub had given number 9, and these entries back behind `base`. */
static void renew(uint32_t base, struct entry *const *back, size_t n, struct reissue_result *done)
{
	struct renewal r = { .old = desk->self.number, .number = NEW, .base = base, .unit = mem_dup(TOWN), .name = mem_dup("窗口") };
	struct station_peer peer = { .number = NEW, .unit = (char *)TOWN, .name = (char *)"窗口", .state = STATION_ENROLLED };
	struct err err = { 0 };

	crypto_keypair(r.public, r.secret);
	fine(renewal_set_stale(desk->store, STALE_FORKED, &err) && renewal_save(desk->store, &r, &err), &err);
	for (size_t i = 0; i < n; i++)
		fine(renewal_put(desk->store, back[i], &err), &err);
	fine(reissue(desk->store, done, &err) && session_refresh(desk, &err), &err);
	fine(station_add(p.hub, &peer, &err), &err);
	renewal_clear(&r);
}

/* What the hub holds of the desk's old number from seq on. */
static struct entries held(uint32_t from)
{
	struct entries list;
	struct err err = { 0 };

	fine(journal_since(p.hub, station_make(PRACTICE_COUNTY, 1, 1), from, 1 << 20, 100, &list, &err), &err);
	return list;
}

static size_t faults_found(struct store *s)
{
	struct err err = { 0 };
	size_t faults;

	fine(store_verify(s, &faults, NULL, NULL, &err), &err);
	return faults;
}

static const char *no_of(uint64_t record)
{
	static char no[64];
	struct record *r = record_get(desk->store, record, NULL);

	snprintf(no, sizeof no, "%s", r ? r->no : "");
	record_free(r);
	return no;
}

static uint64_t by_no(const char *no)
{
	return record_by_no(desk->store, no, TOWN, NULL);
}

static void what_was_never_sent_is_said_again_as_it_was(void **state)
{
	struct reissue_result done;

	(void)state;
	practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);
	practice_sync(&p, desk);
	uint64_t unsent = practice_fill(desk, NULL, "intake", 0, "title", "没报过的", "type", "0901", "party1.name", "李四", NULL);

	practice_clock("2026-11-24T10:00:00+08:00");
	practice_fill(desk, NULL, "assess", unsent, "grade", "04", NULL);
	struct entry *before = practice_newest(desk->store, unsent);
	char *printed = mem_dup(no_of(unsent));

	assert_string_equal(printed, "421202101-1-2026-0002");
	renew(1, NULL, 0, &done);
	assert_int_equal(done.reissued, 2);
	assert_int_equal(done.returned, 0);
	assert_int_equal(desk->self.number, NEW);
	assert_int_equal(desk->self.acked, 0);
	assert_null(record_get(desk->store, unsent, NULL));

	uint64_t now = renewal_now(desk->store, unsent);
	struct entry *after = practice_newest(desk->store, now);

	assert_int_equal(now, entry_id(NEW, 1));
	assert_string_equal(no_of(now), "421202101-9-2026-0001");
	assert_int_equal(by_no(printed), now);
	assert_int_equal(after->at, before->at);
	assert_string_equal(after->who, before->who);
	assert_string_equal(after->form, "assess");
	assert_int_equal(after->version, before->version);
	assert_int_equal(after->parents[0], now);
	assert_int_equal(faults_found(desk->store), 0);
	/* and the hub has nothing against it */
	assert_int_equal(practice_sync(&p, desk), 0);
	assert_int_equal(record_by_no(p.hub, printed, "", NULL), now);
	entry_free(before);
	entry_free(after);
	free(printed);
}

static void what_the_hub_held_comes_in_and_only_that_is_taken_out_which_is_otherwise(void **state)
{
	struct reissue_result done;
	struct err err = { 0 };

	(void)state;
	uint64_t one = practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_sync(&p, desk);
	/* the other machine: the same entries, then one of its own */
	practice_fill(desk, NULL, "handle", one, "content", "都有的", NULL);
	struct entry *common = practice_newest(desk->store, one);

	practice_send(&p, desk, common);
	practice_fill(desk, NULL, "handle", one, "content", "没报过的", NULL);
	struct entry *theirs = practice_newest(desk->store, one), *mine = practice_newest(desk->store, one);
	fields_set(theirs->fields, ".content", "那台机器写的");
	entry_seal(theirs, common->chain);
	practice_send(&p, desk, theirs);

	struct entries back = held(2);

	assert_int_equal(back.n, 2);
	renew(1, back.list, back.n, &done);
	assert_int_equal(done.returned, 1);
	assert_int_equal(done.reissued, 1);
	struct entry *now = journal_get(desk->store, theirs->id, &err);

	assert_string_equal(fields_get(now->fields, ".content"), "那台机器写的");
	entry_free(now);
	now = journal_get(desk->store, renewal_now(desk->store, mine->id), &err);
	assert_int_equal(entry_station(now->id), NEW);
	assert_string_equal(fields_get(now->fields, ".content"), "没报过的");
	assert_int_equal(now->parents[0], common->id);
	assert_int_equal(faults_found(desk->store), 0);
	assert_int_equal(practice_sync(&p, desk), 0);
	entry_free(now);
	entry_free(common);
	entry_free(theirs);
	entry_free(mine);
	entries_free(&back);
}

static void rows_marks_and_drafts_follow(void **state)
{
	struct reissue_result done;
	struct err err = { 0 };
	char key[64], *value = NULL;

	(void)state;
	practice_fill(desk, NULL, "reception", 0, "title", "占一个号", NULL);
	practice_sync(&p, desk);
	uint64_t unsent = practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);

	/* a row that a later entry adds, and changes once more */
	struct fill *f = fill_open(desk, "intake", unsent, &err);
	struct faults faults = { 0 };

	fill_set(f, "party2.name", "李四", NULL);
	fine(fill_save(f, &faults, &err), &err);
	fill_close(f);
	f = fill_open(desk, "intake", unsent, &err);
	fill_set(f, "party2.phone", "13812345678", NULL);
	fine(fill_save(f, &faults, &err), &err);
	fill_close(f);
	/* and a draft that changes it again */
	f = fill_open(desk, "intake", unsent, &err);
	fill_set(f, "party2.phone", "13900000000", NULL);
	fine(fill_keep(f, NULL, &err), &err);
	int64_t draft = fill_draft(f);

	fill_close(f);
	renew(1, NULL, 0, &done);
	assert_int_equal(done.reissued, 3);
	uint64_t now = renewal_now(desk->store, unsent), row = entry_id(NEW, 2);
	struct entry *last = practice_newest(desk->store, now);

	snprintf(key, sizeof key, "party~%llu-1.phone", (unsigned long long)row);
	assert_string_equal(fields_get(last->fields, key), "13812345678");
	entry_free(last);

	f = fill_resume(desk, draft, &err);
	assert_non_null(f);
	assert_int_equal(fill_record(f), now);
	fine(fill_save(f, &faults, &err), &err);
	fill_close(f);
	last = practice_newest(desk->store, now);
	assert_string_equal(fields_get(last->fields, key), "13900000000");
	assert_int_equal(last->parents[0], entry_id(NEW, 3));
	entry_free(last);
	faults_free(&faults);
	free(value);
	assert_int_equal(practice_sync(&p, desk), 0);
	assert_int_equal(faults_found(desk->store), 0);
	assert_int_equal(faults_found(p.hub), 0);
}

/* The form stays open while the helper program makes the change. */
static void a_form_that_is_open_follows(void **state)
{
	struct reissue_result done;
	struct faults faults = { 0 };
	struct err err = { 0 };

	(void)state;
	practice_fill(desk, NULL, "reception", 0, "title", "占一个号", NULL);
	practice_sync(&p, desk);
	uint64_t unsent = practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct fill *f = fill_open(desk, "handle", unsent, &err);
	struct store *helper = store_open(store_dir(desk->store), STORE_DESK, false, &err);
	struct renewal r = { .old = desk->self.number, .number = NEW, .base = 1, .unit = mem_dup(TOWN), .name = mem_dup("窗口") };

	fill_set(f, "content", "正在填", NULL);
	crypto_keypair(r.public, r.secret);
	fine(renewal_set_stale(helper, STALE_FORKED, &err), &err);
	/* stale: kept, not saved */
	assert_false(fill_save(f, &faults, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_int_not_equal(fill_draft(f), 0);
	err = (struct err){ 0 };
	fine(renewal_save(helper, &r, &err) && reissue(helper, &done, &err), &err);
	/* changed, and nobody has told the session yet */
	assert_false(fill_save(f, &faults, &err));
	assert_int_equal(err.kind, ERR_CHECK);
	assert_int_equal(desk->self.number, NEW);
	err = (struct err){ 0 };
	fine(fill_save(f, &faults, &err), &err);
	assert_int_equal(fill_record(f), entry_id(NEW, 1));
	struct entry *last = practice_newest(desk->store, entry_id(NEW, 1));

	assert_int_equal(last->id, entry_id(NEW, 2));
	assert_string_equal(fields_get(last->fields, ".content"), "正在填");
	entry_free(last);
	fill_close(f);
	faults_free(&faults);
	renewal_clear(&r);
	store_close(helper);
	assert_int_equal(faults_found(desk->store), 0);
}

static void twice_renewed_it_is_found_by_both_numbers(void **state)
{
	struct reissue_result done;
	struct err err = { 0 };

	(void)state;
	uint64_t unsent = practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);

	renew(0, NULL, 0, &done);
	struct renewal r = { .old = NEW, .number = NEW + 1, .unit = mem_dup(TOWN), .name = mem_dup("窗口") };

	crypto_keypair(r.public, r.secret);
	fine(renewal_save(desk->store, &r, &err) && reissue(desk->store, &done, &err) && session_refresh(desk, &err), &err);
	uint64_t now = entry_id(NEW + 1, 1);

	assert_int_equal(renewal_now(desk->store, unsent), now);
	assert_int_equal(by_no("421202101-1-2026-0001"), now);
	assert_int_equal(by_no("421202101-9-2026-0001"), now);
	assert_string_equal(no_of(now), "421202101-10-2026-0001");
	renewal_clear(&r);
}

static void without_a_number_nothing_changes(void **state)
{
	struct reissue_result done;
	struct err err = { 0 };

	(void)state;
	uint64_t unsent = practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);

	assert_false(reissue(desk->store, &done, &err));
	assert_non_null(err.say);
	assert_int_equal(by_no("421202101-1-2026-0001"), unsent);
	assert_int_equal(faults_found(desk->store), 0);
}

static void a_printed_number_must_be_one_of_the_unit(void **state)
{
	(void)state;
	assert_true(check_formerly("421202101-1-2026-0041", TOWN, ""));
	assert_true(check_formerly("421202101-1-2026-R0041 421202101-12-2026-R0001", TOWN, "R"));
	assert_false(check_formerly("421202102-1-2026-0041", TOWN, ""));
	assert_false(check_formerly("421202101-1-2026-0041", TOWN, "R"));
	assert_false(check_formerly("421202101-1-2026-0041 ", TOWN, ""));
	assert_false(check_formerly("421202101-x-2026-0041", TOWN, ""));
	assert_false(check_formerly("421202101-1-26-0041", TOWN, ""));
	assert_false(check_formerly("", TOWN, ""));
}

static void who_makes_numbers_up_is_refused(void **state)
{
	struct faults faults = { 0 };
	struct err err = { 0 };

	(void)state;
	practice_fill(desk, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = journal_get(desk->store, entry_id(desk->self.number, 1), &err);

	check_entry(desk->book, e, NULL, TOWN, &faults);
	assert_false(faults_stop(&faults));
	fields_set(e->fields, "formerly", "421202101-3-2026-0041");
	check_entry(desk->book, e, NULL, TOWN, &faults);
	assert_false(faults_stop(&faults));
	fields_set(e->fields, "formerly", "421202102-3-2026-0041");
	check_entry(desk->book, e, NULL, TOWN, &faults);
	assert_true(faults_stop(&faults));
	faults_free(&faults);
	entry_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_never_sent_is_said_again_as_it_was, setup, teardown),
		cmocka_unit_test_setup_teardown(what_the_hub_held_comes_in_and_only_that_is_taken_out_which_is_otherwise, setup, teardown),
		cmocka_unit_test_setup_teardown(rows_marks_and_drafts_follow, setup, teardown),
		cmocka_unit_test_setup_teardown(a_form_that_is_open_follows, setup, teardown),
		cmocka_unit_test_setup_teardown(twice_renewed_it_is_found_by_both_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(without_a_number_nothing_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_printed_number_must_be_one_of_the_unit, setup, teardown),
		cmocka_unit_test_setup_teardown(who_makes_numbers_up_is_refused, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
