/* SPDX-License-Identifier: Apache-2.0 */
#include "town_each.h"

#include "base/crypto.h"
#include "base/text.h"
#include "work/find.h"

static uint64_t first, second;

static int setup_cases(void **state)
{
	setup(state);
	first = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "party1.phone", "13812345678", "party2.name", "𠮷田·买买提",
	                      "summary", "第一行\n第二行", NULL);
	practice_clock("2026-11-25T10:00:00+08:00");
	practice_fill(town, NULL, "assess", first, "grade", "较大", "view", "尽快", NULL);
	second = practice_fill(town, NULL, "intake", 0, "title", "=宅基地\xe2\x80\xae 1+1", "type", "0202", "place", TOWN,
	                       "party1.name", "王五", NULL);
	practice_clock(PRACTICE_NOW);
	assert_true(first && second);
	return 0;
}

static struct find_view view(bool masked)
{
	return (struct find_view){
		.store = town->store, .book = town->book, .self = town->self.number, .acked = town->self.acked, .unit = TOWN,
		.masked = masked,
	};
}

typedef void list_writer(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);

static struct view_of asks(void)
{
	return (struct view_of){ .store = town->store, .book = town->book, .unit = TOWN, .now = clock_ms() };
}

static struct buf listed(list_writer *write, bool masked, const char *key, const char *value)
{
	struct find_query q = { 0 };
	struct view_of of = asks();
	struct record **list;
	struct err err = { 0 };
	struct find_view v = view(masked);
	struct buf out = { 0 };
	size_t n;

	if ((key && !find_filter_set(&q.filter, town->book, key, value, &err)) || !find_query_all(&q, &of, &list, &n, &err))
		fail_msg("%s", err.say);
	write(&v, list, n, &out);
	record_list_free(list, n);
	find_query_free(&q);
	return out;
}

#define HAS(b, s) do { if (!strstr(buf_text(&(b)), s)) fail_msg("no %s in\n%s", s, buf_text(&(b))); } while (0)
#define LACKS(b, s) do { if (strstr(buf_text(&(b)), s)) fail_msg("%s in\n%s", s, buf_text(&(b))); } while (0)

static void a_list_in_json_keeps_its_contract(void **state)
{
	struct buf b = listed(find_list_json, false, "type", "土地承包经营");
	char *head = mem_fmt("[{\"no\":\"421202101-1-2026-0001\",\"id\":\"%llu\",\"kind\":\"case\",\"title\":\"承包合同纠纷\","
	                     "\"step\":\"研\","
	                     "\"grade\":\"03\",\"due\":null,\"place\":\"421202101218\",\"parties\":[\"张三\",\"𠮷田·买买提\"],"
	                     "\"state\":\"pending\"", (unsigned long long)first);

	(void)state;
	if (strncmp(buf_text(&b), head, strlen(head)) != 0)
		fail_msg("%s", buf_text(&b));
	free(head);
	buf_free(&b);
}

static void filters_take_codes_names_and_what_lies_under_them(void **state)
{
	static const struct { const char *key, *value; int n; } cases[] = {
		{ "kind", "case", 2 }, { "kind", "案件", 2 }, { "kind", "reception", 0 }, { "step", "研", 1 }, { "step", "受理", 1 },
		{ "step", "信息汇集", 1 }, { "grade", "较大", 1 }, { "grade", "02", 0 }, { "type", "02", 1 }, { "type", "0901", 1 },
		{ "place", "421202", 2 }, { "place", "北岭村", 1 }, { "unit", TOWN, 2 }, { "unit", OTHER_TOWN, 0 },
		{ "opened_from", "2026-11-25", 1 }, { "opened_to", "2026-11-24", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = listed(find_list_json, false, cases[i].key, cases[i].value);
		int n = 0;

		for (const char *at = buf_text(&b); (at = strstr(at, "\"no\":")); at++)
			n++;
		if (n != cases[i].n)
			fail_msg("%s=%s lists %d", cases[i].key, cases[i].value, n);
		buf_free(&b);
	}
	char *args[] = { "案件", "step=研", "opened_to=2026-11-24" }, *bad[] = { "case", "研" };
	struct record_filter f = { 0 };
	struct find_query q = { 0 };
	struct view_of of = asks();
	struct err err = { 0 };
	assert_true(find_query_args(&q, &of, args, 3, &err));
	assert_string_equal(q.filter.kind, "case");
	assert_string_equal(q.filter.step, "研");
	assert_string_equal(q.filter.opened_to, "2026-11-24");
	assert_null(q.view);
	find_query_free(&q);
	assert_false(find_query_args(&q, &of, bad, 2, &err));
	find_query_free(&q);
	static const char *const wrong[][2] = {
		{ "colour", "红" }, { "kind", "甲" }, { "step", "甲" }, { "opened_from", "昨天" },
		{ "type", "甲" }, { "lead", "甲" }, { "lead", "1" }, { "result", "甲" }, { "due_to", "明天" }, { "", "甲" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err = (struct err){ 0 };
		assert_false(find_filter_set(&f, town->book, wrong[i][0], wrong[i][1], &err));
		assert_int_equal(err.kind, ERR_USAGE);
		find_filter_free(&f);
	}
}

static void who_leaves_no_name_is_listed_as_anonymous(void **state)
{
	(void)state;
	assert_int_not_equal(practice_fill(town, NULL, "reception", 0, "title", "不留名", NULL), 0);
	struct buf text = listed(find_list_text, true, NULL, NULL), json = listed(find_list_json, false, NULL, NULL);

	HAS(text, "匿名");
	LACKS(json, "匿名");            /* a word for people, no name */
	buf_free(&text);
	buf_free(&json);
}

static void a_list_for_people_is_masked_aligned_and_harmless(void **state)
{
	struct buf b = listed(find_list_text, true, NULL, NULL);
	int want = -1;

	(void)state;
	HAS(b, "张* 𠮷*");
	LACKS(b, "张三");
	LACKS(b, "421202101-1");        /* one's own unit goes without saying */
	HAS(b, "\n2026-0001  ");
	HAS(b, "待报");
	LACKS(b, "\xe2\x80\xae");
	/* 状态 begins in the same column in every line */
	for (char *line = strtok(b.data, "\n"); line; line = strtok(NULL, "\n")) {
		char *state_word = strstr(line, want < 0 ? "状态" : "待报");
		assert_non_null(state_word);
		*state_word = '\0';
		if (want < 0)
			want = text_width(line);
		assert_int_equal(text_width(line), want);
	}
	buf_free(&b);
}

static void a_list_for_spreadsheets_has_no_formulas(void **state)
{
	struct buf b = listed(find_list_csv, false, NULL, NULL);

	(void)state;
	assert_memory_equal(b.data, "\xef\xbb\xbf编号,名称,", 3 + strlen("编号,名称,"));
	HAS(b, "421202101-1-2026-0001,承包合同纠纷,张三、𠮷田·买买提,研判,较大,土地承包经营,");
	LACKS(b, "\xe2\x80\xae");
	HAS(b, ",'=宅基地");
	buf_free(&b);
}

static void a_record_in_json_keeps_its_contract(void **state)
{
	struct find_view v = view(false);
	struct buf b = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(find_show_json(&v, first, &b, &err));
	HAS(b, "{\"no\":\"421202101-1-2026-0001\",\"id\":\"");
	HAS(b, "\"kind\":\"case\",\"step\":\"研\",\"grade\":\"03\",\"due\":null,\"fields\":{");
	HAS(b, "\"party2.name\":\"𠮷田·买买提\"");
	HAS(b, "\"summary\":\"第一行\\n第二行\"");
	HAS(b, "\"timeline\":[{\"at\":\"2026-11-24T09:41:00+08:00\",\"unit\":\"421202101\",\"who\":\"张敏\","
	       "\"form\":\"intake\",\"fields\":{");
	HAS(b, "\"form\":\"assess\",\"fields\":{\"view\":\"尽快\",\"grade\":\"03\",\"step\":\"研\"}");
	HAS(b, "\"sync\":{\"state\":\"pending\",\"pending\":2,");
	LACKS(b, "writer_unit");
	buf_free(&b);
	assert_false(find_show_json(&v, 12345, &b, &err));
	assert_int_equal(err.kind, ERR_CHECK);
}

static void a_record_for_people_reads_in_the_forms_order(void **state)
{
	struct find_view v = view(true);
	struct buf b = { 0 };
	struct err err = { 0 };

	(void)state;
	practice_clock("2026-11-25T10:00:00+08:00");
	assert_true(find_show_text(&v, first, &b, &err));
	practice_clock(PRACTICE_NOW);
	HAS(b, "421202101-1-2026-0001  承包合同纠纷\n环节 会商研判  主办 向阳湖镇\n状态 待报\n");
	HAS(b, "  当事人 1  张三  138****5678\n");
	LACKS(b, "13812345678");
	HAS(b, "  事件类别  土地承包经营\n");
	HAS(b, "      简述  第一行\n            第二行\n");
	HAS(b, "      等级  较大\n");
	HAS(b, "2026-11-24 09:41  汇  受理登记  张敏  向阳湖镇\n");
	HAS(b, "2026-11-25 10:00  研  会商研判  张敏  向阳湖镇\n                  等级  较大\n                  意见  尽快\n");
	assert_true(strstr(buf_text(&b), "当事人 2") < strstr(buf_text(&b), "事件类别"));
	buf_free(&b);
	assert_true(find_show_text(&v, second, &b, &err));
	LACKS(b, "\xe2\x80\xae");
	buf_free(&b);
}

static void a_correction_says_what_it_changed(void **state)
{
	struct find_view v = view(true);
	struct buf b = { 0 };
	struct err err = { 0 };
	struct faults faults = { 0 };
	uint64_t id = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, "people", "3", "party2.name", "李四", NULL);
	struct fill *f = fill_open(town, "intake", id, &err);

	(void)state;
	fill_remove_row(f, "party", 2);
	fill_set(f, "people", "", NULL);
	fill_set(f, "title", "改名", NULL);
	assert_true(fill_save(f, &faults, &err));
	faults_free(&faults);
	fill_close(f);
	assert_true(find_show_text(&v, id, &b, &err));
	HAS(b, "受理登记（更正）  张敏  向阳湖镇\n");
	HAS(b, "                    当事人  （删去一行）\n");
	HAS(b, "                  涉及人数  （清空）\n");
	HAS(b, "                  事件名称  改名\n");
	buf_free(&b);
}

static const char *state_of(struct store *s, uint32_t self, uint32_t acked, uint64_t id)
{
	struct record *r = record_get(s, id, NULL);
	const char *state = find_state(s, self, acked, r);

	record_free(r);
	return state;
}

static void a_record_is_pending_until_the_hub_confirmed_all_of_it(void **state)
{
	struct accept_result r = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_string_equal(state_of(town->store, town->self.number, 0, first), "pending");
	assert_string_equal(state_of(town->store, town->self.number, 1, first), "pending");
	assert_string_equal(state_of(town->store, town->self.number, 2, first), "sent");
	assert_string_equal(state_of(town->store, town->self.number, 2, second), "pending");
	assert_int_equal(practice_sync(&county, town), 0);
	assert_string_equal(state_of(town->store, town->self.number, town->self.acked, second), "sent");
	assert_string_equal(state_of(county.hub, PRACTICE_HUB, 0, second), "kept");
	/* at the hub: refused until its writer mended it */
	practice_fill(town, NULL, "handle", second, "content", "谈", NULL);
	struct entry *bad = practice_newest(town->store, second);
	unsigned char chain[CRYPTO_HASH] = { 0 };
	fields_set(bad->fields, ".content", NULL);
	entry_seal(bad, chain);
	practice_clock("2026-11-26T10:00:00+08:00");
	assert_int_equal(practice_send(&county, town, bad).refused, 1);
	assert_string_equal(state_of(county.hub, PRACTICE_HUB, 0, second), "refused");
	struct entry *word = practice_newest(county.hub, second);
	assert_true(store_begin(town->store, &err));
	assert_true(accept_at_desk(town->store, word, &r, &err));
	assert_true(store_commit(town->store, &err));
	assert_string_equal(state_of(town->store, town->self.number, entry_seq(bad->id), second), "refused");
	entry_free(word);
	entry_free(bad);
	practice_fill(town, NULL, "handle", second, "content", "补上", NULL);
	struct entry *good = practice_newest(town->store, second);
	assert_int_equal(practice_send(&county, town, good).refused, 0);
	assert_string_equal(state_of(county.hub, PRACTICE_HUB, 0, second), "kept");
	entry_free(good);
}

static void masks_hold_in_json_too_where_they_are_asked_for(void **state)
{
	struct find_view v = view(true);
	struct buf b = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(find_show_json(&v, first, &b, &err));
	LACKS(b, "13812345678");
	HAS(b, "138****5678");
	buf_free(&b);
	b = listed(find_list_json, true, NULL, NULL);
	LACKS(b, "张三");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_in_json_keeps_its_contract),
		cmocka_unit_test(filters_take_codes_names_and_what_lies_under_them),
		cmocka_unit_test(who_leaves_no_name_is_listed_as_anonymous),
		cmocka_unit_test(a_list_for_people_is_masked_aligned_and_harmless),
		cmocka_unit_test(a_list_for_spreadsheets_has_no_formulas),
		cmocka_unit_test(a_record_in_json_keeps_its_contract),
		cmocka_unit_test(a_record_for_people_reads_in_the_forms_order),
		cmocka_unit_test(masks_hold_in_json_too_where_they_are_asked_for),
		cmocka_unit_test(a_correction_says_what_it_changed),
		cmocka_unit_test(a_record_is_pending_until_the_hub_confirmed_all_of_it),
	};

	crypto_init();
	conf_load(NULL, NULL);
	return cmocka_run_group_tests(tests, setup_cases, teardown);
}
