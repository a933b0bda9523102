/* SPDX-License-Identifier: Apache-2.0 */
/* The field editor: hanzi at every column, rare hanzi, marks, wrapping, undo, and a long random walk beside a naive model. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "desk/editor.h"

#define RARE "\xf0\xa0\xae\xb7"                 /* 𠮷 U+20BB7 */
#define NEWEST "\xf0\xb1\x8d\x90"               /* U+31350, unknown to the C library */
#define ACUTE "e\xcc\x81"                       /* e and a combining acute */

static void assert_cursor(struct editor *e, int row, int column)
{
	int r, c;

	editor_cursor(e, &r, &c);
	assert_int_equal(r, row);
	assert_int_equal(c, column);
}

static void assert_row(struct editor *e, int row, const char *expected)
{
	const char *at;
	size_t n;

	editor_row(e, row, &at, &n);
	char *shown = mem_ndup(at, n);
	assert_string_equal(shown, expected);
	free(shown);
}

static void the_cursor_follows_hanzi_from_every_column(void **state)
{
	static const char *const two[] = { "张", RARE, NEWEST, "〓", "가" };

	(void)state;
	for (size_t k = 0; k < sizeof two / sizeof *two; k++)
		for (int lead = 0; lead < 9; lead++) {
			struct editor *e = editor_new(1, 30, 0);
			for (int i = 0; i < lead; i++)
				assert_true(editor_insert(e, "a"));
			assert_cursor(e, 0, lead);
			assert_true(editor_insert(e, two[k]));
			assert_cursor(e, 0, lead + 2);
			assert_true(editor_insert(e, "z"));
			assert_cursor(e, 0, lead + 3);
			assert_true(editor_do(e, EDIT_LEFT));
			assert_true(editor_do(e, EDIT_LEFT));
			assert_cursor(e, 0, lead);
			assert_true(editor_do(e, EDIT_DELETE));
			assert_cursor(e, 0, lead);
			assert_int_equal(strlen(editor_text(e)), lead + 1);
			editor_free(e);
		}
}

static void a_mark_belongs_to_its_letter(void **state)
{
	struct editor *e = editor_new(1, 10, 0);

	(void)state;
	assert_true(editor_insert(e, "e"));
	assert_true(editor_insert(e, "\xcc\x81"));
	assert_cursor(e, 0, 1);
	assert_true(editor_insert(e, "x"));
	assert_string_equal(editor_text(e), ACUTE "x");
	assert_true(editor_do(e, EDIT_LEFT));
	assert_true(editor_do(e, EDIT_BACKSPACE));
	assert_string_equal(editor_text(e), "x");
	assert_cursor(e, 0, 0);
	editor_free(e);
}

static void a_letter_before_a_lone_mark_takes_it_along(void **state)
{
	struct editor *e = editor_new(1, 10, 0);

	(void)state;
	assert_true(editor_insert(e, "\xcc\x81"));
	assert_cursor(e, 0, 1);
	assert_true(editor_do(e, EDIT_HOME));
	assert_true(editor_insert(e, "o"));
	assert_int_equal(editor_at(e), 3);
	assert_cursor(e, 0, 1);
	editor_free(e);
}

static void what_cannot_be_drawn_is_kept(void **state)
{
	static const char odd[] = "\xee\x80\x80\xe2\x80\xae\xf3\xb0\x80\x80";   /* private use, bidi override, plane 15 */
	struct editor *e = editor_new(1, 20, 0);

	(void)state;
	assert_true(editor_insert(e, odd));
	assert_string_equal(editor_text(e), odd);
	assert_cursor(e, 0, 6);
	editor_free(e);
}

static void controls_are_dropped(void **state)
{
	struct editor *e = editor_new(1, 20, 0);

	(void)state;
	editor_insert(e, "a\x1b[2J\x07\xc2\x9b" "b\tc");
	assert_string_equal(editor_text(e), "a[2Jb c");
	editor_free(e);
}

static void a_pasted_line_break_is_a_space_in_one_line_and_a_row_in_text(void **state)
{
	struct editor *one = editor_new(1, 20, 0), *many = editor_new(4, 20, 0);

	(void)state;
	editor_insert(one, "甲\r\n乙\n丙");
	assert_string_equal(editor_text(one), "甲 乙 丙");
	editor_insert(many, "甲\r\n乙\n丙");
	assert_string_equal(editor_text(many), "甲\n乙\n丙");
	assert_row(many, 1, "乙");
	assert_cursor(many, 2, 2);
	editor_free(one);
	editor_free(many);
}

static void overwriting_goes_character_by_character(void **state)
{
	struct editor *e = editor_new(1, 20, 0);

	(void)state;
	editor_set(e, "一a二");
	editor_do(e, EDIT_HOME);
	assert_true(editor_do(e, EDIT_OVERWRITE));
	assert_true(editor_insert(e, "x"));
	assert_string_equal(editor_text(e), "xa二");
	assert_true(editor_insert(e, "三"));
	assert_string_equal(editor_text(e), "x三二");
	assert_true(editor_insert(e, "四"));
	assert_true(editor_insert(e, "五"));
	assert_string_equal(editor_text(e), "x三四五");
	editor_free(e);
}

static void too_much_is_refused_and_a_paste_cut(void **state)
{
	struct editor *e = editor_new(1, 20, 3);

	(void)state;
	assert_false(editor_insert(e, "一二三四"));
	assert_string_equal(editor_text(e), "一二三");
	assert_false(editor_insert(e, "x"));
	assert_true(editor_do(e, EDIT_BACKSPACE));
	assert_true(editor_insert(e, "e"));
	assert_true(editor_insert(e, "\xcc\x81"));      /* no character of its own */
	editor_free(e);
}

static void one_letter_does_not_carry_a_tower_of_marks(void **state)
{
	struct editor *e = editor_new(1, 20, 0);
	bool all = true;

	(void)state;
	editor_insert(e, "e");
	for (int i = 0; i < 1000; i++)
		all = editor_insert(e, "\xcc\x81") && all;
	assert_false(all);
	assert_true(strlen(editor_text(e)) <= 33);
	editor_free(e);
}

static void undo_takes_back_a_run_of_typing_and_then_a_deletion(void **state)
{
	struct editor *e = editor_new(1, 20, 0);

	(void)state;
	editor_set(e, "甲乙");
	editor_do(e, EDIT_BACKSPACE);
	editor_insert(e, "丙");
	editor_insert(e, "丁");
	assert_string_equal(editor_text(e), "甲丙丁");
	assert_true(editor_do(e, EDIT_UNDO));
	assert_string_equal(editor_text(e), "甲");
	assert_true(editor_do(e, EDIT_UNDO));
	assert_string_equal(editor_text(e), "甲乙");
	assert_false(editor_changed(e));
	assert_false(editor_do(e, EDIT_UNDO));
	editor_free(e);
}

static void one_line_scrolls_by_whole_hanzi_and_keeps_room_for_the_cursor(void **state)
{
	(void)state;
	for (int columns = 2; columns < 14; columns++) {
		struct editor *e = editor_new(1, columns, 0);
		for (int i = 0; i < 12; i++) {
			editor_insert(e, i % 3 ? "汉" : "a");
			int row, column;
			const char *at;
			size_t n;
			editor_cursor(e, &row, &column);
			editor_row(e, 0, &at, &n);
			assert_true(column < columns);
			assert_true((unsigned char)*at < 0x80 || (unsigned char)*at >= 0xc0);
		}
		while (editor_do(e, EDIT_BACKSPACE))
			;
		assert_cursor(e, 0, 0);
		editor_free(e);
	}
}

static void text_wraps_scrolls_and_the_cursor_finds_its_row(void **state)
{
	struct editor *e = editor_new(2, 8, 0);

	(void)state;
	editor_insert(e, "一二三四五六七八九");
	assert_row(e, 0, "五六七八");
	assert_row(e, 1, "九");
	assert_cursor(e, 1, 2);
	assert_true(editor_do(e, EDIT_UP));
	assert_cursor(e, 0, 2);
	assert_true(editor_do(e, EDIT_UP));
	assert_row(e, 0, "一二三四");
	assert_cursor(e, 0, 2);
	assert_false(editor_do(e, EDIT_UP));
	editor_do(e, EDIT_END);
	assert_cursor(e, 0, 6);         /* behind 四 is the next row */
	editor_free(e);
}

static void a_full_last_row_gives_the_cursor_a_new_one(void **state)
{
	struct editor *e = editor_new(3, 8, 0);

	(void)state;
	editor_insert(e, "一二三四");
	assert_cursor(e, 1, 0);
	assert_true(editor_do(e, EDIT_UP));
	assert_cursor(e, 0, 0);
	assert_true(editor_do(e, EDIT_DOWN));
	editor_insert(e, "\n");
	assert_cursor(e, 1, 0);
	editor_free(e);
}

static void up_and_down_keep_the_column_through_a_short_row(void **state)
{
	struct editor *e = editor_new(4, 20, 0);

	(void)state;
	editor_set(e, "一二三四五\n六\n七八九十甲");
	assert_cursor(e, 2, 10);
	assert_true(editor_do(e, EDIT_UP));
	assert_cursor(e, 1, 2);
	assert_true(editor_do(e, EDIT_UP));
	assert_cursor(e, 0, 10);
	editor_free(e);
}

static void words_of_letters_are_one_step_and_hanzi_one_each(void **state)
{
	struct editor *e = editor_new(1, 40, 0);

	(void)state;
	editor_set(e, "宅基地 abc 12x地");
	editor_do(e, EDIT_WORD_LEFT);
	assert_cursor(e, 0, 14);
	editor_do(e, EDIT_WORD_LEFT);
	assert_cursor(e, 0, 11);
	editor_do(e, EDIT_WORD_LEFT);
	assert_cursor(e, 0, 7);
	editor_do(e, EDIT_WORD_RIGHT);
	assert_cursor(e, 0, 11);
	editor_free(e);
}

static void a_rare_hanzi_is_entered_by_its_code_point(void **state)
{
	struct editor *e = editor_new(1, 20, 0);

	(void)state;
	editor_code_begin(e);
	assert_string_equal(editor_code(e), "U+");
	editor_insert(e, "u");
	editor_insert(e, "３");         /* the input method is on */
	editor_insert(e, "1350");
	assert_string_equal(editor_code(e), "U+31350");
	assert_true(editor_code_end(e, true));
	assert_null(editor_code(e));
	assert_string_equal(editor_text(e), NEWEST);
	editor_code_begin(e);
	editor_insert(e, "d800");
	assert_false(editor_code_end(e, true));
	editor_code_begin(e);
	editor_insert(e, "41");
	assert_true(editor_code_end(e, false));
	assert_string_equal(editor_text(e), NEWEST);
	editor_free(e);
}

/* --- beside a naive model
 * ---------------------------------------------------------------------------------------- */

struct naive {
	char text[4096];
	size_t at;
};

/* All boundaries, found from the start every time. */
static size_t boundary(const char *text, size_t at, int step)
{
	size_t last = 0, here = 0, n;

	for (; here < at && (n = text_cluster(text + here)) > 0; here += n)
		last = here;
	if (step < 0)
		return last;
	if (step == 0)
		return here;
	return here + text_cluster(text + here);
}

static void naive_insert(struct naive *m, const char *s)
{
	size_t n = strlen(s);

	memmove(m->text + m->at + n, m->text + m->at, strlen(m->text + m->at) + 1);
	memcpy(m->text + m->at, s, n);
	m->at = boundary(m->text, m->at + n, 0);
}

static void naive_erase(struct naive *m, bool back)
{
	size_t from = back ? boundary(m->text, m->at, -1) : m->at, to = back ? m->at : boundary(m->text, m->at, 1);

	memmove(m->text + from, m->text + to, strlen(m->text + to) + 1);
	m->at = boundary(m->text, from, 0);
}

static void a_random_walk_agrees_with_a_naive_model(void **state)
{
	static const char *const pieces[] = {
		"a", "Z", " ", "汉", "，", RARE, NEWEST, "\xcc\x81", "\xef\xb8\x8f", "\xe2\x80\x8d", "👩", "🇨", "🇳", "가",
			"\xe1\x86\xa8", "\n",
	};
	uint32_t r = 20261124;

	(void)state;
	for (int round = 0; round < 60; round++) {
		int columns = 2 + round % 17;
		struct editor *e = editor_new(3, columns, 0);
		struct naive m = { "", 0 };
		for (int step = 0; step < 300; step++) {
			r = r * 1664525u + 1013904223u;
			unsigned op = r >> 24;
			if (op < 150) {
				const char *s = pieces[(r >> 8) % (sizeof pieces / sizeof *pieces)];
				size_t was = strlen(editor_text(e));
				editor_insert(e, s);
				if (strlen(editor_text(e)) != was)      /* a tower of marks is refused */
					naive_insert(&m, s);
			} else if (op < 175) {
				editor_do(e, EDIT_BACKSPACE);
				naive_erase(&m, true);
			} else if (op < 190) {
				editor_do(e, EDIT_DELETE);
				naive_erase(&m, false);
			} else if (op < 215) {
				editor_do(e, EDIT_LEFT);
				m.at = boundary(m.text, m.at, -1);
			} else if (op < 240) {
				editor_do(e, EDIT_RIGHT);
				m.at = boundary(m.text, m.at, 1);
			} else {
				editor_do(e, op & 1 ? EDIT_UP : EDIT_DOWN);
				assert_int_equal(boundary(m.text, editor_at(e), 0), editor_at(e));
				m.at = editor_at(e);
			}
			assert_string_equal(editor_text(e), m.text);
			assert_int_equal(editor_at(e), m.at);
			int row, column;
			editor_cursor(e, &row, &column);
			assert_in_range(row, 0, 2);
			assert_in_range(column, 0, columns - 1);
		}
		while (editor_do(e, EDIT_UNDO))
			;
		editor_free(e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_follows_hanzi_from_every_column),
		cmocka_unit_test(a_mark_belongs_to_its_letter),
		cmocka_unit_test(a_letter_before_a_lone_mark_takes_it_along),
		cmocka_unit_test(what_cannot_be_drawn_is_kept),
		cmocka_unit_test(controls_are_dropped),
		cmocka_unit_test(a_pasted_line_break_is_a_space_in_one_line_and_a_row_in_text),
		cmocka_unit_test(overwriting_goes_character_by_character),
		cmocka_unit_test(too_much_is_refused_and_a_paste_cut),
		cmocka_unit_test(one_letter_does_not_carry_a_tower_of_marks),
		cmocka_unit_test(undo_takes_back_a_run_of_typing_and_then_a_deletion),
		cmocka_unit_test(one_line_scrolls_by_whole_hanzi_and_keeps_room_for_the_cursor),
		cmocka_unit_test(text_wraps_scrolls_and_the_cursor_finds_its_row),
		cmocka_unit_test(a_full_last_row_gives_the_cursor_a_new_one),
		cmocka_unit_test(up_and_down_keep_the_column_through_a_short_row),
		cmocka_unit_test(words_of_letters_are_one_step_and_hanzi_one_each),
		cmocka_unit_test(a_rare_hanzi_is_entered_by_its_code_point),
		cmocka_unit_test(a_random_walk_agrees_with_a_naive_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
