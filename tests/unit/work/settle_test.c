/* SPDX-License-Identifier: Apache-2.0 */
/* 待核对 and 待改: two places and the hub, what they said differently, what was sent back, and how either ends. */
#include "work_fixture.h"

#include "base/crypto.h"
#include "model/mend.h"
#include "work/find.h"
#include "work/settle.h"

#define CORRECT(kind) \
	"[form]\ntitle = 更正\ncontinues = " kind "\n[field field]\nlabel = 栏目\nrequired = yes\n" \
	"[field value]\nlabel = 改成\nvisible = \"choose = 空\"\n[field choose]\nlabel = 采用\n" \
	"[field reason]\nlabel = 理由\nrequired = yes\n[effect]\ncorrects = yes\n"
#define WITHDRAW(kind) \
	"[form]\ntitle = 撤下\ncontinues = " kind "\n[field what]\nlabel = 撤下的\nrequired = yes\n" \
	"[field reason]\nlabel = 撤下理由\nrequired = yes\n[set closed]\nto = today\nwhen = \"opened = 空\"\n"

static struct practice county;
static struct session *town, *village, *second;

static int setup(void **state)
{
	(void)state;
	practice_open(&county);
	practice_publish(&county, "forms/correct.ini", CORRECT("case"));
	practice_publish(&county, "forms/withdraw.ini", WITHDRAW("case"));
	practice_publish(&county, "forms/withdraw_reception.ini", WITHDRAW("reception"));
	town = practice_desk(&county, TOWN, "张敏");
	village = practice_desk(&county, VILLAGE, "刘芳");
	second = practice_desk(&county, TOWN, "李军");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	session_close(town);
	session_close(village);
	session_close(second);
	practice_close(&county);
	return 0;
}

static void sync_all(void)
{
	for (int i = 0; i < 2; i++) {
		practice_sync(&county, town);
		practice_sync(&county, village);
		practice_sync(&county, second);
	}
}

/* A case of the village that the town has, too. */
static uint64_t shared_case(void)
{
	uint64_t id = practice_fill(village, NULL, "intake", 0, PRACTICE_CASE, "people", "2", "party2.name", "李四",
	                            "party2.phone", "13812345678", NULL);

	sync_all();
	return id;
}

static char *value_at(struct session *s, uint64_t record, const char *key)
{
	struct entries all = { 0 };

	assert_true(journal_of_record(s->store, record, &all, NULL));
	struct fold *f = fold_new(entries_const(&all), all.n);
	char *value = mem_dup(fold_get(f, key) ? fold_get(f, key) : "");

	fold_free(f);
	entries_free(&all);
	return value;
}

static void everybody_sees(uint64_t record, const char *key, const char *want)
{
	struct session *all[] = { town, village, second };

	for (size_t i = 0; i < 3; i++) {
		char *value = value_at(all[i], record, key);

		if (strcmp(value, want) != 0)
			fail_msg("%s is “%s”, not “%s”", key, value, want);
		free(value);
	}
}

static struct settle_clash *clashes(struct session *s, uint64_t record, size_t want)
{
	struct settle_clash *list;
	struct err err = { 0 };
	size_t n;

	if (!settle_clashes(s, record, &list, &n, &err))
		fail_msg("%s", err.say);
	assert_int_equal(n, want);
	return list;
}

static int counted(struct session *s, uint64_t record, bool refused)
{
	struct record *r = record_get(s->store, record, NULL);
	int n = refused ? r->refused : r->conflicts;

	record_free(r);
	return n;
}

/* --- 待核对 --------------------------------------------------------------------------------------------------------- */

static void both_sides_and_what_was_before_are_shown(void **state)
{
	(void)state;
	uint64_t id = shared_case();

	practice_clock("2026-11-24T10:00:00+08:00");
	practice_fill(village, NULL, "intake", id, "people", "15", NULL);
	practice_clock("2026-11-24T10:05:00+08:00");
	practice_fill(town, NULL, "intake", id, "people", "12", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->key, "people");
	assert_string_equal(c->label, "涉及人数");
	assert_string_equal(c->before, "2");
	assert_true(c->typed);
	assert_int_equal(c->n, 2);
	assert_string_equal(c->claims[0].says, "12");
	assert_string_equal(c->claims[0].unit, "向阳湖镇");
	assert_string_equal(c->claims[0].who, "张敏");
	assert_true(c->claims[0].here && c->claims[0].shown);
	assert_string_equal(c->claims[1].says, "15");
	assert_string_equal(c->claims[1].unit, "北岭村");
	assert_false(c->claims[1].here || c->claims[1].shown);
	settle_clashes_free(c, 1);
	/* seen from the village it is the other way round, whatever the time */
	c = clashes(village, id, 1);
	assert_string_equal(c->claims[0].says, "15");
	assert_true(c->claims[0].here && !c->claims[0].shown);
	settle_clashes_free(c, 1);
	/* and a desk of the town that said nothing has what its unit said here */
	c = clashes(second, id, 1);
	assert_string_equal(c->claims[0].says, "12");
	assert_true(c->claims[0].here && !c->claims[1].here);
	settle_clashes_free(c, 1);
}

static void what_was_before_is_what_all_of_them_knew(void **state)
{
	(void)state;
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "people", "5", NULL);
	practice_fill(village, NULL, "intake", id, "people", "6", NULL);
	practice_clock("2026-11-24T10:00:00+08:00");
	practice_fill(town, NULL, "intake", id, "people", "7", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->before, "2");
	assert_string_equal(c->claims[1].says, "6");
	settle_clashes_free(c, 1);
	/* of two desks of one unit the other one is there */
	practice_fill(town, NULL, "intake", id, "title", "甲", NULL);
	practice_fill(second, NULL, "intake", id, "title", "乙", NULL);
	sync_all();
	c = clashes(second, id, 2);
	assert_string_equal(c[1].claims[0].says, "乙");
	assert_true(c[1].claims[0].here);
	assert_false(c[1].claims[1].here);
	settle_clashes_free(c, 2);
}

static void a_row_is_one_line_and_what_differs_is_not_masked(void **state)
{
	(void)state;
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "party2.phone", "13877775678", NULL);
	practice_fill(town, NULL, "intake", id, "party2.phone", "13899995678", "party2.idno_why", "", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->key, "party2");
	assert_string_equal(c->label, "当事人 2");
	assert_true(c->typed);
	assert_string_equal(c->before, "李四  13812345678");
	assert_string_equal(c->claims[0].says, "李四  13899995678");
	assert_string_equal(c->claims[1].says, "李四  13877775678");
	settle_clashes_free(c, 1);
}

static void a_masked_phone_stays_masked_where_it_tells_the_two_apart(void **state)
{
	(void)state;
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "party2.phone", "13812345679", NULL);
	practice_fill(town, NULL, "intake", id, "party2.phone", "13912345678", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->claims[0].says, "李四  139****5678");
	assert_string_equal(c->claims[1].says, "李四  138****5679");
	settle_clashes_free(c, 1);
}

static void what_a_summary_does_not_show_is_named_where_it_differs(void **state)
{
	(void)state;
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "party2.idtype", "居民身份证", NULL);
	practice_fill(town, NULL, "intake", id, "party2.idtype", "普通护照", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->claims[0].says, "李四  证件 普通护照  138****5678");
	assert_string_equal(c->claims[1].says, "李四  证件 居民身份证  138****5678");
	settle_clashes_free(c, 1);
}

static void the_one_that_is_chosen_counts_everywhere_and_the_other_stays(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "people", "15", "title", "村里的名字", NULL);
	practice_clock("2026-11-24T10:00:00+08:00");
	practice_fill(town, NULL, "intake", id, "people", "12", "title", "镇里的名字", NULL);
	sync_all();
	assert_int_equal(counted(town, id, false), 2);
	struct settle_clash *c = clashes(town, id, 2);
	assert_string_equal(c[0].key, "people");
	if (!settle_choose(town, id, "people", c[0].claims[1].entry, "核对后采用", &err))
		fail_msg("%s", err.say);
	settle_clashes_free(c, 2);
	/* an ordinary entry, and the only one */
	struct entry *e = practice_newest(town->store, id);
	assert_string_equal(e->form, "correct");
	assert_string_equal(fields_get(e->fields, "people"), "15");
	assert_string_equal(fields_get(e->fields, ".reason"), "核对后采用");
	assert_null(fields_get(e->fields, "title"));
	entry_free(e);
	/* the one that is shown already may be chosen as well */
	c = clashes(town, id, 1);
	assert_true(c->claims[0].shown);
	assert_true(settle_choose(town, id, "title", c->claims[0].entry, "以镇里为准", &err));
	settle_clashes_free(c, 1);
	settle_clashes_free(clashes(town, id, 0), 0);
	sync_all();
	everybody_sees(id, "people", "15");
	everybody_sees(id, "title", "镇里的名字");
	assert_int_equal(counted(town, id, false), 0);
	assert_int_equal(counted(village, id, false), 0);
	/* what lost is told in the timeline still */
	struct entries all = { 0 };
	assert_true(journal_of_record(village->store, id, &all, NULL));
	assert_int_equal(all.n, 5);
	entries_free(&all);
}

static void a_row_is_taken_whole_or_taken_out(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = shared_case();
	struct faults faults = { 0 };

	practice_fill(village, NULL, "intake", id, "party2.phone", "13900001111", "party2.sex", "男", NULL);
	struct fill *f = fill_open(town, "intake", id, &err);
	fill_remove_row(f, "party", 2);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	faults_free(&faults);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_string_equal(c->claims[0].says, "（删去这一行）");
	assert_true(settle_choose(town, id, c->key, c->claims[1].entry, "人还在", &err));
	settle_clashes_free(c, 1);
	sync_all();
	everybody_sees(id, "party2.phone", "13900001111");
	everybody_sees(id, "party2.sex", "1");
	/* once more, and this time the row goes */
	practice_fill(village, NULL, "intake", id, "party2.phone", "13900002222", NULL);
	f = fill_open(town, "intake", id, &err);
	fill_remove_row(f, "party", 2);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	faults_free(&faults);
	sync_all();
	c = clashes(village, id, 1);
	assert_true(settle_choose(village, id, c->key, c->claims[1].entry, "确是写错", &err));
	settle_clashes_free(c, 1);
	sync_all();
	everybody_sees(id, "party2.name", "");
	settle_clashes_free(clashes(town, id, 0), 0);
}

static void a_step_is_called_by_its_name(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = shared_case();

	practice_fill(village, NULL, "handle", id, "content", "谈了一次", NULL);
	practice_fill(town, NULL, "conclude", id, "result", "01", NULL);
	sync_all();
	struct settle_clash *c = clashes(village, id, 1);
	assert_string_equal(c->label, "环节");
	assert_string_equal(c->before, "信息汇集");
	assert_string_equal(c->claims[0].says, "限时办理");
	assert_string_equal(c->claims[1].says, "反馈结果");
	assert_false(c->typed);
	assert_true(settle_choose(village, id, "step", c->claims[1].entry, "镇里已办结", &err));
	settle_clashes_free(c, 1);
	sync_all();
	everybody_sees(id, "step", "结");
}

static void a_third_value_may_be_typed(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct faults faults = { 0 };
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "people", "15", "party2.phone", "13900001111", NULL);
	practice_fill(town, NULL, "intake", id, "people", "12", "party2.phone", "13900002222", NULL);
	sync_all();
	struct fill *f = settle_other(town, id, "people", &err);
	assert_string_equal(fill_form(f)->name, "correct");
	assert_string_equal(fill_typed(f, "field"), "people");
	char *shown = fill_shown(f, "field", false);
	assert_string_equal(shown, "涉及人数");
	free(shown);
	fill_set(f, "value", "13", NULL);
	fill_set(f, "reason", "重新数过", NULL);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	/* a row has too many fields for that: the form that opened the case has them all */
	f = settle_other(town, id, "party2", &err);
	assert_string_equal(fill_form(f)->name, "intake");
	fill_set(f, "party2.phone", "13900003333", NULL);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	faults_free(&faults);
	sync_all();
	everybody_sees(id, "people", "13");
	everybody_sees(id, "party2.phone", "13900003333");
	settle_clashes_free(clashes(town, id, 0), 0);
}

static void what_cannot_be_chosen_is_refused_with_the_reason(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = shared_case();

	practice_fill(village, NULL, "intake", id, "people", "15", NULL);
	practice_fill(town, NULL, "intake", id, "people", "12", NULL);
	sync_all();
	struct settle_clash *c = clashes(town, id, 1);
	assert_false(settle_choose(town, id, "people", id, "核对后采用", &err));
	assert_non_null(strstr(err.say, "没有这一种说法"));
	assert_false(settle_choose(town, id, "people", c->claims[0].entry, "", &err));
	assert_non_null(strstr(err.say, "理由"));
	settle_clashes_free(c, 1);
	/* a kind without a form for it */
	uint64_t visit = practice_fill(town, NULL, "reception", 0, "title", "问路", NULL);
	assert_false(settle_choose(town, visit, "title", visit, "核对后采用", &err));
	assert_non_null(strstr(err.say, "没有更正的表"));
	assert_false(settle_choose(town, 12345, "title", visit, "核对后采用", &err));
	assert_int_equal(counted(town, id, false), 1);
}

/* --- 待改 ----------------------------------------------------------------------------------------------------------- */

/* The desk's newest entry of a record reaches the hub with one thing changed, which the hub refuses; the desk hears of it. */
static uint64_t spoil(struct session *s, uint64_t record, const char *key, const char *value)
{
	struct entry *e = practice_newest(s->store, record), *why = NULL;
	unsigned char chain[CRYPTO_HASH];
	struct entries all = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	uint64_t id = e->id;

	fields_set(e->fields, key, value);
	assert_true(journal_chain_at(s->store, e->id - 1, chain, NULL) || memset(chain, 0, sizeof chain));
	entry_seal(e, chain);
	assert_int_equal(practice_send(&county, s, e).refused, 1);
	assert_true(journal_of_record(county.hub, record, &all, NULL));
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; i < all.n; i++)
		if (all.list[i]->id == id)
			why = journal_get(county.hub, fold_refusal(now, i)->id, NULL);
	assert_true(store_begin(s->store, &err));
	assert_true(accept_at_desk(s->store, why, &r, &err));
	assert_true(store_commit(s->store, &err));
	assert_true(station_set_acked(s->store, entry_seq(id), s->self.cursor, &err));
	assert_true(session_refresh(s, &err));
	fold_free(now);
	entries_free(&all);
	entry_free(why);
	entry_free(e);
	return id;
}

/* What the hub says of a record, and the desk. */
static void state_is(uint64_t record, const char *desk, const char *hub)
{
	struct record *r = record_get(town->store, record, NULL);

	assert_string_equal(find_state(town->store, town->self.number, town->self.acked, r), desk);
	record_free(r);
	r = record_get(county.hub, record, NULL);
	assert_string_equal(find_state(county.hub, 0, 0, r), hub);
	record_free(r);
}

static size_t waiting(struct session *s, uint64_t record)
{
	struct entries all = { 0 };
	size_t n = 0;

	assert_true(journal_of_record(s->store, record, &all, NULL));
	struct fold *now = fold_new(entries_const(&all), all.n);
	for (size_t i = 0; i < all.n; i++)
		n += settle_waits(s, &all, now, i);
	fold_free(now);
	entries_free(&all);
	assert_int_equal(counted(s, record, true), n);
	return n;
}

static uint64_t refused_talk(uint64_t record, const char *content)
{
	assert_int_equal(practice_fill(town, NULL, "handle", record, "content", content, NULL), record);
	return spoil(town, record, "step", "结");
}

static void a_refused_entry_is_taken_back_for_a_reason(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_sync(&county, town);
	uint64_t wrong = refused_talk(id, "谈了一次");
	assert_int_equal(waiting(town, id), 1);
	assert_false(settle_withdraw(town, wrong, "", &err));
	assert_non_null(strstr(err.say, "撤下理由"));
	assert_int_equal(waiting(town, id), 1);
	if (!settle_withdraw(town, wrong, "记重了", &err))
		fail_msg("%s", err.say);
	assert_int_equal(waiting(town, id), 0);
	struct entry *e = practice_newest(town->store, id);
	assert_string_equal(e->form, "withdraw");
	assert_string_equal(fields_get(e->fields, ".what"), "办理记录 2026-11-24 09:41");
	assert_string_equal(fields_get(e->fields, ".reason"), "记重了");
	assert_int_equal(strtoull(fields_get(e->fields, MEND_MARK), NULL, 10), wrong);
	entry_free(e);
	/* the hub takes it, and the case is where it was */
	assert_int_equal(practice_sync(&county, town), 0);
	char *step = value_at(town, id, "step"), *closed = value_at(town, id, "closed");
	assert_string_equal(step, "汇");
	assert_string_equal(closed, "");
	free(step);
	free(closed);
	/* once is enough */
	assert_false(settle_withdraw(town, wrong, "再来", &err));
	assert_non_null(strstr(err.say, "已经"));
}

static void of_two_refused_entries_each_is_dealt_with_on_its_own(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct faults faults = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_sync(&county, town);
	uint64_t one = refused_talk(id, "第一次"), two = refused_talk(id, "第二次");
	assert_int_equal(waiting(town, id), 2);
	/* the rest goes on meanwhile */
	assert_int_equal(practice_fill(town, NULL, "assess", id, "grade", "03", NULL), id);
	assert_int_equal(practice_sync(&county, town), 0);
	struct fill *f = fill_mend(town, two, &err);
	assert_string_equal(fill_typed(f, "content"), "第二次");
	fill_set(f, "content", "第二次，改过", NULL);
	assert_true(fill_keep(f, "content", &err));
	int64_t draft = fill_draft(f);
	fill_close(f);
	/* left and taken up again, it still knows what it deals with */
	f = fill_resume(town, draft, &err);
	assert_true(fill_save(f, &faults, &err));
	assert_int_equal(faults.n, 0);
	fill_close(f);
	assert_int_equal(waiting(town, id), 1);
	assert_int_equal(practice_sync(&county, town), 0);
	assert_int_equal(waiting(town, id), 1);
	state_is(id, "refused", "refused");
	assert_true(settle_withdraw(town, one, "同一次谈话", &err));
	assert_int_equal(waiting(town, id), 0);
	assert_int_equal(practice_sync(&county, town), 0);
	state_is(id, "sent", "kept");
	faults_free(&faults);
}

static void what_is_mended_and_refused_again_waits_once(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct faults faults = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_sync(&county, town);
	struct fill *f = fill_mend(town, refused_talk(id, "第一次"), &err);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	uint64_t again = spoil(town, id, "step", "结");
	assert_int_equal(waiting(town, id), 1);
	assert_true(settle_withdraw(town, again, "不报了", &err));
	assert_int_equal(waiting(town, id), 0);
	faults_free(&faults);
}

static void a_refused_opener_is_taken_back_and_its_number_stays_used(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);

	spoil(town, id, "people", "0");
	assert_int_equal(waiting(town, id), 1);
	/* the list at the desk that has to mend it names it */
	struct record *mine = record_get(town->store, id, NULL);
	assert_string_equal(mine->title, "承包合同纠纷");
	record_free(mine);
	if (!settle_withdraw(town, id, "重复登记", &err))
		fail_msg("%s", err.say);
	assert_int_equal(waiting(town, id), 0);
	assert_int_equal(practice_sync(&county, town), 0);
	struct record *r = record_get(county.hub, id, NULL);
	assert_string_equal(r->closed, "2026-11-24");
	assert_string_equal(r->no, TOWN "-1-2026-0001");
	record_free(r);
	id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	r = record_get(town->store, id, NULL);
	assert_string_equal(r->no, TOWN "-1-2026-0002");
	record_free(r);
}

static void other_kinds_are_taken_back_by_their_own_form(void **state)
{
	(void)state;
	struct err err = { 0 };
	uint64_t id = practice_fill(town, NULL, "reception", 0, "title", "问路", NULL);

	spoil(town, id, "people", "x");
	assert_true(settle_withdraw(town, id, "重复登记", &err));
	assert_int_equal(waiting(town, id), 0);
	struct entry *e = practice_newest(town->store, id);
	assert_string_equal(e->form, "withdraw_reception");
	entry_free(e);
	assert_int_equal(practice_sync(&county, town), 0);
	/* where no form is published for it, it cannot be */
	practice_publish(&county, "forms/withdraw_reception.ini", "");
	practice_sync(&county, town);
	id = practice_fill(town, NULL, "reception", 0, "title", "问路", NULL);
	spoil(town, id, "people", "x");
	assert_null(fill_withdraw_form(town->book, "reception"));
	assert_false(settle_withdraw(town, id, "重复登记", &err));
	assert_non_null(strstr(err.say, "没有撤下的表"));
}

static void only_what_was_refused_here_is_taken_back(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct faults faults = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);

	practice_sync(&county, town);
	assert_false(settle_withdraw(town, id, "不要了", &err));
	assert_non_null(strstr(err.say, "退回"));
	uint64_t wrong = refused_talk(id, "谈了一次");
	sync_all();
	assert_int_equal(waiting(second, id), 0);
	assert_false(settle_withdraw(second, wrong, "不要了", &err));
	assert_false(settle_withdraw(town, 12345, "不要了", &err));
	/* the form alone takes nothing back */
	assert_int_equal(practice_fill(town, &faults, "withdraw", id, "what", "什么", "reason", "不要了", NULL), 0);
	assert_non_null(strstr(faults.list[0].say, "待改"));
	assert_int_equal(waiting(town, id), 1);
	faults_free(&faults);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(both_sides_and_what_was_before_are_shown),
		EACH(what_was_before_is_what_all_of_them_knew),
		EACH(a_row_is_one_line_and_what_differs_is_not_masked),
		EACH(a_masked_phone_stays_masked_where_it_tells_the_two_apart),
		EACH(what_a_summary_does_not_show_is_named_where_it_differs),
		EACH(the_one_that_is_chosen_counts_everywhere_and_the_other_stays),
		EACH(a_row_is_taken_whole_or_taken_out),
		EACH(a_step_is_called_by_its_name),
		EACH(a_third_value_may_be_typed),
		EACH(what_cannot_be_chosen_is_refused_with_the_reason),
		EACH(a_refused_entry_is_taken_back_for_a_reason),
		EACH(of_two_refused_entries_each_is_dealt_with_on_its_own),
		EACH(what_is_mended_and_refused_again_waits_once),
		EACH(a_refused_opener_is_taken_back_and_its_number_stays_used),
		EACH(other_kinds_are_taken_back_by_their_own_form),
		EACH(only_what_was_refused_here_is_taken_back),
	};
	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
