/* SPDX-License-Identifier: Apache-2.0 */
/* Taking entries in at the hub: verdicts, refusals, who gets what, and that none of it depends on the order of arrival. */
#include "work_fixture.h"

#include "base/crypto.h"

static struct practice county;
static struct session *town, *village, *other;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	town = practice_desk(&county, TOWN, "张敏");
	village = practice_desk(&county, VILLAGE, "刘芳");
	other = practice_desk(&county, OTHER_TOWN, "王强");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(town);
	session_close(village);
	session_close(other);
	practice_close(&county);
	return 0;
}

static bool fed(const char *unit, uint64_t entry)
{
	struct err err = { 0 };
	bool has = false;

	assert_true(feed_has(county.hub, unit, entry, &has, &err));
	return has;
}

/* The refusal of an entry, NULL: none. Yours. */
static struct entry *refusal(struct store *s, const struct entry *e)
{
	struct entries all = { 0 };
	struct entry *found = NULL;

	assert_true(journal_of_record(s, e->record, &all, NULL));
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; i < all.n; i++)
		if (all.list[i]->id == e->id && fold_refusal(now, i))
			found = journal_get(s, fold_refusal(now, i)->id, NULL);
	fold_free(now);
	entries_free(&all);
	return found;
}

static bool is_refused(struct store *s, const struct entry *e)
{
	struct entry *r = refusal(s, e);

	entry_free(r);
	return r != NULL;
}

/* The newest entry of a desk with something of it changed, as a program that cheats would send it: resealed. */
static struct entry *cheat(struct session *s, uint64_t record, const char *key, const char *value)
{
	struct entry *e = practice_newest(s->store, record);
	unsigned char chain[CRYPTO_HASH];

	fields_set(e->fields, key, value);
	assert_true(journal_chain_at(s->store, e->id - 1, chain, NULL) || memset(chain, 0, sizeof chain));
	entry_seal(e, chain);
	return e;
}

static void what_is_right_is_kept_and_a_second_time_changes_nothing(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = practice_newest(town->store, id);
	struct accept_result r = practice_send(&county, town, e);
	assert_int_equal(r.kept, 1);
	assert_int_equal(r.refused, 0);
	r = practice_send(&county, town, e);
	assert_int_equal(r.kept, 0);
	assert_int_equal(r.known, 1);
	assert_true(fed(TOWN, id));
	assert_true(fed("421202", id));
	assert_false(fed(VILLAGE, id));
	assert_false(fed(OTHER_TOWN, id));
	struct record *record = record_get(county.hub, id, NULL);
	assert_string_equal(record->title, "承包合同纠纷");
	record_free(record);
	entry_free(e);
}

static void what_is_wrong_is_kept_and_refused_with_the_reason(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = cheat(town, id, "type", "9999");
	struct accept_result r = practice_send(&county, town, e);
	assert_int_equal(r.kept, 1);
	assert_int_equal(r.refused, 1);
	struct entry *why = refusal(county.hub, e);
	assert_non_null(why);
	assert_non_null(strstr(fields_get(why->fields, ".reason"), "事件类别："));
	assert_string_equal(fields_get(why->fields, "kind"), "case");
	assert_string_equal(fields_get(why->fields, "unit"), TOWN);
	assert_string_equal(fields_get(why->fields, "no"), fields_get(e->fields, "no"));
	assert_int_equal(entry_station(why->id), PRACTICE_HUB);
	assert_true(fed(TOWN, why->id));
	/* nothing after a refused opener is stranded: the correction stands on it */
	struct record *record = record_get(county.hub, id, NULL);
	assert_string_equal(record->title, "");
	assert_string_equal(record->no, fields_get(e->fields, "no"));
	record_free(record);
	entry_free(why);
	entry_free(e);
}

static void a_number_of_somebody_elses_is_not_kept(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = cheat(town, id, "no", "421202102-1-2026-0001");
	practice_send(&county, town, e);
	struct entry *why = refusal(county.hub, e);
	assert_non_null(why);
	assert_null(fields_get(why->fields, "no"));
	entry_free(why);
	entry_free(e);
}

static void a_refused_entry_is_mended_by_filling_the_form_again(void **state)
{
	struct err err = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = cheat(town, id, "people", "0");
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	struct entry *why = refusal(county.hub, e);
	struct accept_result r = { 0 };
	assert_true(store_begin(town->store, &err));
	assert_true(accept_at_desk(town->store, why, &r, &err));
	assert_true(store_commit(town->store, &err));
	assert_int_equal(r.refused, 1);
	struct record *record = record_get(town->store, id, &err);
	assert_int_equal(record->refused, 1);
	record_free(record);
	assert_int_equal(practice_fill(town, NULL, "intake", id, PRACTICE_CASE, "opened", "2026-11-24 09:00", NULL), id);
	record = record_get(town->store, id, &err);
	assert_int_equal(record->refused, 0);
	assert_string_equal(record->step, "汇");
	assert_string_equal(record->title, "承包合同纠纷");
	record_free(record);
	struct entry *mended = practice_newest(town->store, id);
	assert_int_equal(practice_send(&county, town, mended).refused, 0);
	record = record_get(county.hub, id, &err);
	assert_string_equal(record->title, "承包合同纠纷");
	record_free(record);
	entry_free(mended);
	entry_free(why);
	entry_free(e);
}

/* Take the hub's refusal of an entry to the desk that wrote it. */
static void hear(struct session *s, const struct entry *e)
{
	struct entry *why = refusal(county.hub, e);
	struct accept_result r = { 0 };
	struct err err = { 0 };

	assert_non_null(why);
	assert_true(store_begin(s->store, &err));
	assert_true(accept_at_desk(s->store, why, &r, &err));
	assert_true(store_commit(s->store, &err));
	entry_free(why);
}

static void what_was_refused_need_not_be_typed_again(void **state)
{
	struct err err = { 0 };
	struct faults faults = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "people", "4", "party2.name", "李四", NULL);
	struct entry *e = cheat(town, id, "people", "0");
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	hear(town, e);
	entry_free(e);
	struct fill *f = fill_open(town, "intake", id, &err);
	assert_string_equal(fill_typed(f, "title"), "承包合同纠纷");
	assert_string_equal(fill_typed(f, "people"), "4");
	assert_int_equal(fill_rows(f, "party"), 2);
	assert_string_equal(fill_typed(f, "party2.name"), "李四");
	fill_set(f, "people", "2", NULL);
	if (!fill_save(f, &faults, &err))
		fail_msg("%s", err.say);
	fill_close(f);
	struct entry *mended = practice_newest(town->store, id);
	assert_int_equal(practice_send(&county, town, mended).refused, 0);
	entry_free(mended);

	/* a later entry: its own words, its rows, and of the record what nobody has set since */
	practice_fill(town, NULL, "handle", id, "content", "谈了一次", "talk1.whom", "张三", "talk2.whom", "李四", NULL);
	e = cheat(town, id, "step", "结");
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	hear(town, e);
	f = fill_mend(town, e->id, &err);
	assert_string_equal(fill_typed(f, "content"), "谈了一次");
	assert_int_equal(fill_rows(f, "talk"), 2);
	assert_string_equal(fill_typed(f, "talk2.whom"), "李四");
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	entry_free(e);
	mended = practice_newest(town->store, id);
	assert_int_equal(practice_send(&county, town, mended).refused, 0);
	entry_free(mended);
	struct record *r = record_get(town->store, id, &err);
	assert_int_equal(r->refused, 0);
	record_free(r);

	/* a correction with rows: one changed, one gone, one new; meanwhile somebody else named the case */
	f = fill_open(town, "intake", id, &err);
	fill_remove_row(f, "party", 2);
	fill_set(f, "party1.phone", "13812345678", NULL);
	fill_set(f, "party2.name", "王五", NULL);
	fill_set(f, "title", "旧名", NULL);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	e = cheat(town, id, "people", "0");
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	hear(town, e);
	practice_fill(town, NULL, "intake", id, "title", "新名", NULL);
	f = fill_mend(town, e->id, &err);
	assert_string_equal(fill_typed(f, "title"), "新名");
	assert_string_equal(fill_typed(f, "party1.name"), "张三");
	assert_string_equal(fill_typed(f, "party1.phone"), "13812345678");
	assert_string_equal(fill_typed(f, "party2.name"), "王五");
	assert_int_equal(fill_rows(f, "party"), 2);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	entry_free(e);
	assert_null(fill_mend(town, 12345, &err));
	faults_free(&faults);
}

static void an_unknown_version_is_refused(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = practice_newest(town->store, id);
	unsigned char chain[CRYPTO_HASH] = { 0 };
	e->version = entry_id(PRACTICE_HUB, 9999);
	entry_seal(e, chain);
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	struct entry *why = refusal(county.hub, e);
	assert_non_null(strstr(fields_get(why->fields, ".reason"), "版本不明"));
	assert_string_equal(fields_get(why->fields, "kind"), "case");
	entry_free(why);
	entry_free(e);
	uint64_t next = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	e = practice_newest(town->store, next);
	e->version = id;        /* an entry, but nothing published */
	entry_seal(e, chain);
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	entry_free(e);
}

static void a_unit_that_was_not_asked_may_not_write(void **state)
{
	struct err err = { 0 };
	struct accept_result r = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *e = practice_newest(town->store, id);
	practice_send(&county, town, e);
	assert_true(store_begin(other->store, &err));
	assert_true(accept_at_desk(other->store, e, &r, &err));
	assert_true(store_commit(other->store, &err));
	entry_free(e);
	assert_int_equal(practice_fill(other, NULL, "handle", id, "content", "插手", NULL), 0);
	/* its program would not let it; another program might */
	char *unit = other->unit;
	other->unit = mem_dup(TOWN);
	assert_int_equal(practice_fill(other, NULL, "handle", id, "content", "插手", NULL), id);
	free(other->unit);
	other->unit = unit;
	e = practice_newest(other->store, id);
	assert_int_equal(practice_send(&county, other, e).refused, 1);
	/* the writer hears of it although the record is none of its business */
	struct entry *why = refusal(county.hub, e);
	assert_true(fed(OTHER_TOWN, why->id));
	assert_false(fed(OTHER_TOWN, id));
	entry_free(why);
	entry_free(e);
}

static void who_is_handed_a_record_gets_its_whole_history_and_may_write(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	assert_int_equal(practice_fill(town, NULL, "assess", id, "grade", "03", NULL), id);
	assert_int_equal(practice_sync(&county, town), 0);
	assert_false(fed(VILLAGE, id));
	assert_int_equal(practice_fill(town, NULL, "dispatch", id, "lead", "北岭村", NULL), id);
	assert_int_equal(practice_sync(&county, town), 0);
	assert_true(fed(VILLAGE, id));
	assert_int_equal(practice_sync(&county, village), 0);
	struct entries all = { 0 };
	assert_true(journal_of_record(village->store, id, &all, NULL));
	assert_int_equal(all.n, 3);
	entries_free(&all);
	assert_int_equal(practice_fill(village, NULL, "handle", id, "content", "上门谈过", NULL), id);
	assert_int_equal(practice_sync(&county, village), 0);
	practice_sync(&county, town);
	struct record *r = record_get(town->store, id, NULL);
	assert_string_equal(r->step, "办");
	assert_int_equal(r->entries, 4);
	record_free(r);
}

static void a_refused_entry_hands_nothing_over(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	practice_sync(&county, town);
	practice_fill(town, NULL, "dispatch", id, "lead", OTHER_TOWN, NULL);
	struct entry *e = cheat(town, id, "step", "结");
	assert_int_equal(practice_send(&county, town, e).refused, 1);
	assert_true(fed(TOWN, e->id));
	assert_false(fed(OTHER_TOWN, id));
	entry_free(e);
}

static void what_stays_in_the_unit_goes_to_nobody_else(void **state)
{
	(void)state;
	uint64_t id = practice_fill(village, NULL, "reception", 0, "title", "问路", NULL);
	assert_int_equal(practice_sync(&county, village), 0);
	assert_true(fed(VILLAGE, id));
	assert_false(fed(TOWN, id));
	assert_false(fed("421202", id));
}

static void what_is_published_goes_to_every_unit_once(void **state)
{
	struct entries down = { 0 };
	struct err err = { 0 };
	uint64_t last, head, version;

	(void)state;
	practice_publish(&county, "data/result.csv", "code,name,parent\n01,已化解,\n02,未化解引导法定途径,\n03,终止,\n");
	assert_true(publish_version(county.hub, &version, &err));
	const char *units[] = { TOWN, VILLAGE, OTHER_TOWN };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		assert_true(fed(units[i], version));
	practice_sync(&county, other);
	assert_true(book_version(other->book) == version);
	assert_non_null(table_find(book_table(other->book, "result"), "03"));
	/* what its kit brought is not sent again */
	assert_true(feed_since(county.hub, OTHER_TOWN, 0, 0, 1 << 20, 100, &down, &last, &head, &err));
	for (size_t i = 0; i < down.n; i++)
		assert_true(strcmp(down.list[i]->form, PUBLISH_FORM) != 0 || down.list[i]->id == version);
	entries_free(&down);
}

/* --- order ---------------------------------------------------------------------------------------------------------------- */

#define MANY 12

struct story {
	struct entry *e[MANY];
	struct session *by[MANY];
	size_t n;
};

static void tell(struct story *t, struct session *by, uint64_t record)
{
	t->e[t->n] = practice_newest(by->store, record);
	t->by[t->n++] = by;
}

static void copy_to(struct session *to, const struct story *t)
{
	struct accept_result r = { 0 };
	struct err err = { 0 };

	assert_true(store_begin(to->store, &err));
	for (size_t i = 0; i < t->n; i++)
		assert_true(accept_at_desk(to->store, t->e[i], &r, &err));
	assert_true(store_commit(to->store, &err));
}

/* A town and its village write on one case, some of it wrong, some of it after what was wrong, some of it at the same time. */
static void make_story(struct story *t)
{
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *bad;

	tell(t, town, id);
	practice_fill(town, NULL, "dispatch", id, "lead", VILLAGE, NULL);
	tell(t, town, id);
	copy_to(village, t);
	practice_fill(village, NULL, "handle", id, "content", "村里谈了", NULL);
	tell(t, village, id);
	practice_fill(village, NULL, "handle", id, "content", "再谈一次", NULL);
	bad = cheat(village, id, ".content", NULL);     /* refused: nothing was said */
	t->e[t->n] = bad;
	t->by[t->n++] = village;
	practice_fill(village, NULL, "conclude", id, "result", "01", NULL);     /* stands on the refused one */
	tell(t, village, id);
	practice_fill(town, NULL, "intake", id, "title", "改名", NULL);         /* knows nothing of the village's */
	tell(t, town, id);
	practice_fill(town, NULL, "handle", id, "content", "镇里也谈了", NULL);
	tell(t, town, id);
}

static uint32_t seed = 1;

static size_t dice(size_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Which entries are refused, as bits, after all arrived in some order at a hub of their own. */
static unsigned verdicts(const struct story *t, const size_t *order)
{
	struct practice hub;
	unsigned bits = 0;

	practice_open(&hub);
	const char *units[] = { TOWN, VILLAGE, OTHER_TOWN };
	for (size_t i = 0; i < 3; i++)
		session_close(practice_desk(&hub, units[i], "某人"));
	for (size_t i = 0; i < t->n; i++)
		practice_send(&hub, t->by[order[i]], t->e[order[i]]);
	for (size_t i = 0; i < t->n; i++)
		bits |= (unsigned)is_refused(hub.hub, t->e[i]) << i;
	struct record *r = record_get(hub.hub, t->e[0]->record, NULL);
	assert_int_equal(r->held, 0);
	record_free(r);
	practice_close(&hub);
	return bits;
}

static void verdicts_do_not_depend_on_the_order_of_arrival(void **state)
{
	struct story t = { 0 };
	size_t order[MANY];

	(void)state;
	/* every hub publishes the same set under the same ids, so versions are known at each */
	make_story(&t);
	for (size_t i = 0; i < t.n; i++)
		order[i] = i;
	unsigned want = verdicts(&t, order);
	assert_int_equal(want, 1u << 3);
	for (int round = 0; round < 25; round++) {
		for (size_t i = t.n - 1; i > 0; i--) {
			size_t k = dice(i + 1), swap = order[i];

			order[i] = order[k];
			order[k] = swap;
		}
		unsigned got = verdicts(&t, order);
		if (got != want)
			fail_msg("round %d: verdicts %x, not %x", round, got, want);
	}
	for (size_t i = 0; i < t.n; i++)
		entry_free(t.e[i]);
}

static void what_waits_for_a_parent_is_judged_when_the_parent_comes(void **state)
{
	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	struct entry *first = practice_newest(town->store, id);
	practice_fill(town, NULL, "handle", id, "content", "谈", NULL);
	struct entry *second = cheat(town, id, "step", "结");
	struct accept_result r = practice_send(&county, town, second);
	assert_int_equal(r.kept, 1);
	assert_int_equal(r.refused, 0);
	assert_false(fed(TOWN, second->id));
	r = practice_send(&county, town, first);
	assert_int_equal(r.refused, 1);
	assert_true(is_refused(county.hub, second));
	assert_false(is_refused(county.hub, first));
	assert_true(fed(TOWN, second->id));
	entry_free(first);
	entry_free(second);
}

static void a_false_clock_does_not_get_a_child_judged_before_its_parent(void **state)
{
	static const int orders[][2] = { { 1, 2 }, { 2, 1 } };
	struct story t = { 0 };

	(void)state;
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	tell(&t, town, id);
	practice_fill(town, NULL, "dispatch", id, "lead", VILLAGE, NULL);
	t.e[t.n] = cheat(town, id, "step", "结");        /* refused, and with it the village is not asked */
	t.by[t.n++] = town;
	copy_to(village, &t);
	practice_fill(village, NULL, "intake", id, "title", "村里改名", NULL);
	tell(&t, village, id);
	unsigned char chain[CRYPTO_HASH] = { 0 };
	t.e[2]->at = t.e[1]->at - 5;
	entry_seal(t.e[2], chain);
	for (size_t i = 0; i < 2; i++) {
		size_t order[] = { 0, (size_t)orders[i][0], (size_t)orders[i][1] };

		assert_int_equal(verdicts(&t, order), 1u << 1 | 1u << 2);
	}
	for (size_t i = 0; i < t.n; i++)
		entry_free(t.e[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_right_is_kept_and_a_second_time_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_kept_and_refused_with_the_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(a_number_of_somebody_elses_is_not_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refused_entry_is_mended_by_filling_the_form_again, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_refused_need_not_be_typed_again, setup, teardown),
		cmocka_unit_test_setup_teardown(an_unknown_version_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_unit_that_was_not_asked_may_not_write, setup, teardown),
		cmocka_unit_test_setup_teardown(who_is_handed_a_record_gets_its_whole_history_and_may_write, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refused_entry_hands_nothing_over, setup, teardown),
		cmocka_unit_test_setup_teardown(what_stays_in_the_unit_goes_to_nobody_else, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_published_goes_to_every_unit_once, setup, teardown),
		cmocka_unit_test_setup_teardown(what_waits_for_a_parent_is_judged_when_the_parent_comes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_false_clock_does_not_get_a_child_judged_before_its_parent, setup, teardown),
		cmocka_unit_test_setup_teardown(verdicts_do_not_depend_on_the_order_of_arrival, setup, teardown),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
