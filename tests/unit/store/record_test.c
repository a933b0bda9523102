/* SPDX-License-Identifier: Apache-2.0 */
/* The projection: what lists read is a function of the set of entries, however they came. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store_each.h"

static struct record *get(struct store *s, uint64_t id)
{
	struct err err = { 0 };
	struct record *r = record_get(s, id, &err);

	fine(r != NULL, &err);
	return r;
}

static uint64_t a_case(const char *no, const char *title)
{
	char *n = mem_fmt("no=%s", no), *t = mem_fmt("title=%s", title);
	uint64_t id = save(store, DESK, say("intake", 0, NULL, 0, SAY(n, t, "kind=case", "step=汇", "unit=421202101")));

	free(n);
	free(t);
	return id;
}

static void columns_come_from_fields_of_the_same_name(void **state)
{
	(void)state;
	uint64_t id = save(store, DESK,
	                   say("intake", 0, NULL, 0,
	                       SAY("no=421202101-1-2026-0001", "kind=case", "step=汇", "grade=3", "type=0102",
	                           "place=421202101003", "unit=421202101", "opened=2026-11-24T09:41", "due=2026-12-01",
	                           "title=宅基地边界", "people=12", "party1.name=张三", "party2.phone=13812345678",
	                           "lead=421202101.sfs", "result=01", "noticed=2026-11-25",
	                           "party10.name=赵六", "party3.name=李四")));
	struct record *r = get(store, id);

	assert_string_equal(r->no, "421202101-1-2026-0001");
	assert_string_equal(r->kind, "case");
	assert_string_equal(r->place, "421202101003");
	assert_string_equal(r->due, "2026-12-01");
	assert_string_equal(r->closed, "");
	assert_string_equal(r->parties, "张三\n李四\n赵六");
	assert_string_equal(r->lead, "421202101.sfs");
	assert_string_equal(r->result, "01");
	assert_string_equal(r->noticed, "2026-11-25");
	assert_int_equal(r->people, 12);
	assert_int_equal(r->entries, 1);
	record_free(r);
}

static void a_child_of_the_heads_moves_the_record_on(void **state)
{
	(void)state;
	uint64_t id = a_case("421202101-1-2026-0001", "欠薪");
	uint64_t next = save(store, DESK, say("assess", id, &id, 1, SAY("step=研", ".method=01", "due=2026-12-08")));

	save(store, DESK, say("handle", id, &next, 1, SAY("step=办", "due=")));
	struct record *r = get(store, id);

	assert_string_equal(r->step, "办");
	assert_string_equal(r->due, "");
	assert_string_equal(r->title, "欠薪");
	assert_int_equal(r->entries, 3);
	assert_int_equal(r->conflicts, 0);
	record_free(r);
}

/* "kind due, kind due" */
static void clocks_are(uint64_t id, const char *want)
{
	struct record_clock *list;
	struct buf have = { 0 };
	struct err err = { 0 };
	size_t n;

	fine(record_clocks(store, id, &list, &n, &err), &err);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&have, "%s%s %s", i ? ", " : "", list[i].kind, list[i].due);
	assert_null(list[n].kind);
	assert_string_equal(buf_text(&have), want);
	record_clocks_free(list, n);
	buf_free(&have);
}

static void the_clocks_beside_the_due_day_come_and_go(void **state)
{
	(void)state;
	uint64_t id = save(store, DESK,
	                   say("intake", 0, NULL, 0, SAY("kind=case", "due=2026-12-01", "due_dispatch=2026-11-25", "due_sign=")));

	clocks_are(id, "dispatch 2026-11-25");
	uint64_t next = save(store, DESK,
	                     say("dispatch", id, &id, 1, SAY("due_dispatch=", "due_sign=2026-11-25 09:41", "due_urgent_call=2026-11-24")));

	clocks_are(id, "sign 2026-11-25 09:41, urgent_call 2026-11-24");
	next = save(store, DESK, say("extend", id, &next, 1, SAY("due_sign=2026-11-26 09:41", "due=2026-12-08")));
	clocks_are(id, "sign 2026-11-26 09:41, urgent_call 2026-11-24");
	/* the same where the record is folded, because its text changes */
	save(store, DESK, say("correct", id, &next, 1, SAY("title=改过", "due_sign=", "due_revisit=2026-12-24")));
	clocks_are(id, "revisit 2026-12-24, urgent_call 2026-11-24");
	clocks_are(id + 999, "");
}

static void two_who_did_not_know_each_other_make_a_conflict(void **state)
{
	(void)state;
	uint64_t id = a_case("421202101-1-2026-0001", "欠薪");

	uint64_t one = save(store, DESK, say("assess", id, &id, 1, SAY("grade=1")));
	uint64_t two = save(store, DESK, say("assess", id, &id, 1, SAY("grade=2")));
	struct record *r = get(store, id);

	assert_int_equal(r->conflicts, 1);
	assert_int_equal(r->entries, 3);
	record_free(r);
	struct record_filter only = { .only_conflicts = true };
	struct err err = { 0 };
	size_t n;

	fine(record_count(store, &only, &n, NULL, &err), &err);
	assert_int_equal(n, 1);

	/* and one more entry of somebody who saw both settles it */
	save(store, DESK, say("assess", id, (uint64_t[]){ one, two }, 2, SAY("grade=1")));
	r = get(store, id);
	assert_int_equal(r->conflicts, 0);
	assert_string_equal(r->grade, "1");
	record_free(r);
}

static void an_own_refused_entry_is_counted_until_it_is_corrected(void **state)
{
	struct station_self me = { .number = DESK };
	struct err err = { 0 };
	struct record_filter only = { .only_refused = true };
	struct record *r;
	size_t n;

	(void)state;
	fine(station_self_save(store, &me, &err), &err);
	uint64_t id = a_case("421202101-1-2026-0001", "欠薪");
	uint64_t wrong = save(store, DESK, say("handle", id, &id, 1, SAY("step=办", ".method=99")));
	char *refuses = mem_fmt(".refuses=%llu", (unsigned long long)wrong);
	uint64_t refusal = save(store, HUB, say("refusal", id, &id, 1, SAY(refuses, ".reason=方式不对")));

	free(refuses);
	r = get(store, id);
	assert_int_equal(r->refused, 1);
	assert_string_equal(r->step, "汇");
	record_free(r);
	fine(record_count(store, &only, &n, NULL, &err), &err);
	assert_int_equal(n, 1);

	save(store, DESK, say("handle", id, &refusal, 1, SAY("step=办", ".method=01")));
	r = get(store, id);
	assert_int_equal(r->refused, 0);
	assert_string_equal(r->step, "办");
	record_free(r);
}

/* --- the set, not the order ---------------------------------------------------------------------------------------- */

#define MADE 9
static struct entry *made[MADE];

static void make_history(void)
{
	uint64_t ids[MADE];

	ids[0] = save(store, DESK, say("intake", 0, NULL, 0, SAY("kind=case", "title=山林权属", "no=421202101-1-2026-0007",
	                                                   "party1.name=单雄信")));
	ids[1] = save(store, DESK, say("assess", ids[0], &ids[0], 1, SAY("grade=2", "step=研")));
	ids[2] = save(store, OTHER, say("assess", ids[0], &ids[0], 1, SAY("grade=1", "step=研")));
	ids[3] = save(store, HUB, say("dispatch", ids[0], &ids[2], 1, SAY("unit=421202102", "step=交")));
	ids[4] = save(store, DESK, say("handle", ids[0], (uint64_t[]){ ids[1], ids[3] }, 2,
	                               SAY(".method=01", "step=办", "grade=3")));
	ids[5] = save(store, DESK, say("correct", ids[0], &ids[4], 1, SAY("title=山林权属纠纷", "party~1.name=仇和")));
	ids[6] = save(store, OTHER, say("handle", ids[0], &ids[4], 1, SAY("due=2026-12-31", "step=办")));
	ids[7] = save(store, OTHER, say("intake", 0, NULL, 0, SAY("kind=case", "title=另一件", "no=421202102-2-2026-0001")));
	char *refuses = mem_fmt(".refuses=%llu", (unsigned long long)ids[7]);
	ids[8] = save(store, HUB, say("refusal", ids[7], NULL, 0, SAY(refuses, ".reason=重复", "no=421202102-2-2026-0001")));
	free(refuses);
	for (size_t i = 0; i < MADE; i++) {
		struct err err = { 0 };

		made[i] = journal_get(store, ids[i], &err);
		fine(made[i] != NULL, &err);
	}
}

static bool fault_found(size_t *faults, struct store *s)
{
	struct err err = { 0 };

	fine(store_verify(s, faults, NULL, NULL, &err), &err);
	return *faults != 0;
}

static void same_rows(struct store *a, struct store *b)
{
	const uint64_t records[] = { made[0]->id, made[7]->id };

	for (size_t i = 0; i < 2; i++) {
		struct record *x = get(a, records[i]), *y = get(b, records[i]);

		assert_string_equal(x->no, y->no);
		assert_string_equal(x->title, y->title);
		assert_string_equal(x->grade, y->grade);
		assert_string_equal(x->step, y->step);
		assert_string_equal(x->unit, y->unit);
		assert_string_equal(x->due, y->due);
		assert_string_equal(x->parties, y->parties);
		assert_int_equal(x->at, y->at);
		assert_int_equal(x->entries, y->entries);
		assert_int_equal(x->conflicts, y->conflicts);
		assert_int_equal(x->held, y->held);
		record_free(x);
		record_free(y);
	}
}

static unsigned roll(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void entries_in_any_order_make_the_same_record(void **state)
{
	(void)state;
	make_history();
	for (unsigned round = 0, seed = 7; round < 60; round++) {
		char *folder = fresh_dir();
		struct store *s = open_store(folder, STORE_DESK);
		struct err err = { 0 };
		size_t order[MADE], faults;
		bool new_here;

		for (size_t i = 0; i < MADE; i++)
			order[i] = i;
		for (size_t i = MADE - 1; i; i--) {
			size_t k = roll(&seed) % (i + 1), t = order[i];

			order[i] = order[k];
			order[k] = t;
		}
		fine(store_begin(s, &err), &err);
		for (size_t i = 0; i < MADE; i++) {
			fine(journal_keep(s, made[order[i]], &new_here, &err), &err);
			assert_true(new_here);
			fine(record_project(s, made[order[i]], &err), &err);
			/* right after each one, not only in the end: a later refold would hide an earlier shortcut */
			assert_false(fault_found(&faults, s));
		}
		fine(store_commit(s, &err), &err);
		same_rows(store, s);
		store_close(s);
		remove_dir(folder);
	}
	for (size_t i = 0; i < MADE; i++)
		entry_free(made[i]);
}

static void what_waits_for_a_parent_is_counted_and_not_listed(void **state)
{
	struct err err = { 0 };
	struct record_filter any = { 0 };
	size_t n;
	bool new_here;

	(void)state;
	make_history();
	char *folder = fresh_dir();
	struct store *s = open_store(folder, STORE_DESK);

	fine(store_begin(s, &err), &err);
	fine(journal_keep(s, made[1], &new_here, &err), &err);
	fine(record_project(s, made[1], &err), &err);
	fine(store_commit(s, &err), &err);
	struct record *r = get(s, made[0]->id);

	assert_int_equal(r->held, 1);
	assert_int_equal(r->entries, 0);
	record_free(r);
	fine(record_count(s, &any, &n, NULL, &err), &err);
	assert_int_equal(n, 0);
	store_close(s);
	remove_dir(folder);
	for (size_t i = 0; i < MADE; i++)
		entry_free(made[i]);
}

static void a_child_that_claims_to_be_older_changes_nothing_of_the_order(void **state)
{
	struct err err = { 0 };
	size_t faults;
	bool new_here;

	(void)state;
	uint64_t id = a_case("421202101-1-2026-0001", "欠薪");
	struct entry *e = say("assess", id, &id, 1, SAY("step=研"));

	e->id = entry_id(OTHER, 1);
	e->at = 1;
	fine(store_begin(store, &err), &err);
	fine(journal_keep(store, e, &new_here, &err), &err);
	fine(record_project(store, e, &err), &err);
	fine(store_commit(store, &err), &err);
	struct record *r = get(store, id);

	assert_true(r->at > 1);
	assert_int_equal(r->entries, 2);
	record_free(r);
	entry_free(e);
	fine(store_verify(store, &faults, NULL, NULL, &err), &err);
	assert_int_equal(faults, 1);    /* the entry was not sealed: its digest is wrong; the projection is right */
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

static uint64_t by(const char *no, const char *unit)
{
	struct err err = { 0 };
	uint64_t id = record_by_no(store, no, unit, &err);

	fine(!err.kind, &err);
	return id;
}

static void a_record_is_found_by_its_number(void **state)
{
	struct station_self me = { .number = DESK };
	struct err err = { 0 };

	(void)state;
	uint64_t own = a_case("421202101-1-2026-0041", "甲"), beside = a_case("421202101-3-2026-0041", "乙");
	uint64_t letters = a_case("421202101-1-2026-R0003", "丙"), other = a_case("421202102-1-2026-0041", "丁");
	uint64_t moved = save(store, DESK, say("intake", 0, NULL, 0,
	                                       SAY("kind=case", "no=421202101-2-2026-0001", "formerly=421202101-1-2026-0099")));

	assert_int_equal(by("421202102-1-2026-0041", "421202101"), other);
	assert_int_equal(by("４２１２０２１０２－１－２０２６－００４１", "421202101"), other);
	assert_int_equal(by("R0003", "421202101"), letters);
	assert_int_equal(by("r0003", "421202109"), letters);
	assert_int_equal(by("421202101-1-2026-0099", ""), moved);
	assert_int_equal(by("2026-0041", "421202102"), other);
	assert_int_equal(by("2026-0041", "421202101"), 0);      /* two of them, and nobody says which desk asks */
	fine(station_self_save(store, &me, &err), &err);
	assert_int_equal(by("2026-0041", "421202101"), own);
	assert_int_equal(by("3-2026-0041", "421202101"), beside);
	assert_int_equal(by("2026-0042", "421202101"), 0);
	assert_int_equal(by("", "421202101"), 0);
	assert_int_equal(by("%", "421202101"), 0);
}

static void the_last_serial_of_a_series_is_known(void **state)
{
	struct err err = { 0 };
	long serial;

	(void)state;
	fine(record_last_serial(store, "421202101-1-2026-", &serial, &err), &err);
	assert_int_equal(serial, 0);
	a_case("421202101-1-2026-0009", "甲");
	a_case("421202101-1-2026-0010", "乙");
	a_case("421202101-1-2026-R0444", "丙");
	a_case("421202101-11-2026-0777", "丁");
	a_case("421202101-1-2025-0999", "戊");
	fine(record_last_serial(store, "421202101-1-2026-", &serial, &err), &err);
	assert_int_equal(serial, 10);
	fine(record_last_serial(store, "421202101-1-2026", &serial, &err), &err);
	assert_int_equal(serial, 10);
	fine(record_last_serial(store, "421202101-1-2026-R", &serial, &err), &err);
	assert_int_equal(serial, 444);
	a_case("421202101-1-2026-9999", "己");
	a_case("421202101-1-2026-10000", "庚");
	a_case("421202101-1-2026-10001", "辛");
	fine(record_last_serial(store, "421202101-1-2026-", &serial, &err), &err);
	assert_int_equal(serial, 10001);
}

static uint64_t a_letter(uint64_t record, const char *no, const char *more)
{
	char *number = mem_fmt(".no=%s", no);
	uint64_t id = save(store, DESK, say("notice", record, &record, 1, SAY(number, more)));

	free(number);
	return id;
}

static void a_record_is_found_by_the_numbers_of_its_letters(void **state)
{
	(void)state;
	uint64_t id = a_case("421202101-1-2026-0041", "甲"), other = a_case("421202101-1-2026-0042", "乙");

	a_letter(id, "421202101-1-2026-T0001", "noticed=2026-11-24");
	/* and one for which the record is folded */
	a_letter(other, "421202101-1-2026-T0002", "remark=催办");
	assert_int_equal(by("421202101-1-2026-T0001", ""), id);
	assert_int_equal(by("421202101-1-2026-t0002", ""), other);
	assert_int_equal(by("T0002", "421202101"), other);
	assert_int_equal(by("2026-T0001", "421202101"), id);
	assert_int_equal(by("421202101-1-2026-T0003", ""), 0);
}

static void letters_are_numbered_without_gaps_and_apart(void **state)
{
	struct err err = { 0 };
	uint64_t id;
	long serial;

	(void)state;
	id = a_case("421202101-1-2026-0041", "甲");
	uint64_t first = a_letter(id, "421202101-1-2026-T0001", "noticed=2026-11-24");
	uint64_t wrong = save(store, DESK, say("notice", id, &first, 1, SAY(".no=421202101-1-2026-T0002")));
	char *refuses = mem_fmt(".refuses=%llu", (unsigned long long)wrong);

	fine(record_last_serial(store, "421202101-1-2026-T", &serial, &err), &err);
	assert_int_equal(serial, 2);
	/* refused, it stays used, and still finds the record it was about */
	save(store, HUB, say("refusal", id, &first, 1, SAY(refuses, ".reason=签发人没有同意")));
	free(refuses);
	fine(record_last_serial(store, "421202101-1-2026-T", &serial, &err), &err);
	assert_int_equal(serial, 2);
	assert_int_equal(by("421202101-1-2026-T0002", ""), id);
	fine(record_last_serial(store, "421202101-1-2026", &serial, &err), &err);
	assert_int_equal(serial, 41);
	fine(record_last_serial(store, "421202101-1-2026-Y", &serial, &err), &err);
	assert_int_equal(serial, 0);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup_desk, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(columns_come_from_fields_of_the_same_name),
		FRESH(a_child_of_the_heads_moves_the_record_on),
		FRESH(the_clocks_beside_the_due_day_come_and_go),
		FRESH(two_who_did_not_know_each_other_make_a_conflict),
		FRESH(an_own_refused_entry_is_counted_until_it_is_corrected),
		FRESH(entries_in_any_order_make_the_same_record),
		FRESH(what_waits_for_a_parent_is_counted_and_not_listed),
		FRESH(a_child_that_claims_to_be_older_changes_nothing_of_the_order),
		FRESH(a_record_is_found_by_its_number),
		FRESH(the_last_serial_of_a_series_is_known),
		FRESH(a_record_is_found_by_the_numbers_of_its_letters),
		FRESH(letters_are_numbered_without_gaps_and_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
