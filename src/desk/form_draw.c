/* SPDX-License-Identifier: Apache-2.0 */
/* What a form looks like, and what it says below. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_parts.h"

#define FIRST_ROW (CONTENT_TOP + 1)

char *form_heading(const struct screen *s)
{
	const struct form_screen *f = (const struct form_screen *)s;
	const char *title = i18n_data(fill_form(f->fill)->title);

	if (f->group)
		return mem_fmt("%s  %s %d", title, i18n_data(f->group->label), f->row);
	if (f->layout.pages > 1)
		return mem_fmt("%s  %d/%d", title, form_item(f)->page, f->layout.pages);
	return mem_dup(title);
}

static void draw_label(const struct form_screen *f, const struct item *it, int row, const char *label)
{
	bool here = it == form_item(f);

	draw_text_to(row, it->label, it->label - 1, here ? ROLE_ACCENT : ROLE_LABEL, label);
}

static void draw_value(const struct form_screen *f, const struct item *it, int row)
{
	bool here = it == form_item(f);

	if (here && form_edits(f)) {
		editor_resize(f->editor, it->rows, it->columns);
		editor_draw(f->editor, row, it->column);
		return;
	}
	char *shown = fill_shown(f->fill, it->key, false);
	char *one = it->rows > 1 ? mem_dup(shown) : text_ellipsis(shown, it->columns);
	editor_draw_text(row, it->column, it->rows, it->columns, one, ROLE_PLAIN);
	if (here) {
		int end = text_width(one);
		draw_cursor(row, it->column + (end < it->columns ? end : it->columns - 1));
	}
	free(shown);
	free(one);
}

static void draw_row_line(const struct form_screen *f, const struct item *it, int row)
{
	bool here = it == form_item(f);
	char *label = mem_fmt("%s %d", i18n_data(it->group->label), it->row);
	char *summary = fill_row_summary(f->fill, it->group->name, it->row, true);
	char *open = mem_fmt(_("%s 展开"), keys_name(ACT_PICK));
	int from = draw_text_to(row, it->column + it->columns, 20, here ? ROLE_PLAIN : ROLE_DIM, open);

	draw_label(f, it, row, label);
	draw_text(row, it->column, from - it->column - 2, here ? ROLE_ACCENT : *summary ? ROLE_PLAIN : ROLE_DIM,
	          *summary ? summary : _("还没有填"));
	if (here)
		draw_cursor(row, it->column);
	free(label);
	free(summary);
	free(open);
}

static void draw_item(const struct form_screen *f, const struct item *it, int row)
{
	bool here = it == form_item(f);

	switch (it->kind) {
	case ITEM_FIELD:
		draw_label(f, it, row, i18n_data(it->field->label));
		draw_value(f, it, row);
		break;
	case ITEM_ROW:
		draw_row_line(f, it, row);
		break;
	case ITEM_ADD:
		if (it->row == 1)
			draw_label(f, it, row, i18n_data(it->group->label));
		draw_fmt(row, it->column, it->columns, here ? ROLE_ACCENT : ROLE_DIM, "%s %s", draw_sign(SIGN_ADD),
		         i18n_data(it->group->one));
		break;
	case ITEM_EARLIER: {
		char *words = form_earlier_words(f, it->columns);

		draw_text(row, it->column, it->columns, here ? ROLE_ACCENT : ROLE_PLAIN, words);
		free(words);
		break;
	}
	case ITEM_BUTTON:
		draw_fmt(row, it->column, it->columns, here ? ROLE_ACCENT : ROLE_DIM, "[ %s ]",
		         f->group ? _("完成") : _("保存"));
		break;
	}
	if (here && (it->kind == ITEM_ADD || it->kind == ITEM_EARLIER || it->kind == ITEM_BUTTON))
		draw_cursor(row, it->column);
}

/* The current item with all its rows must be on screen. */
static void scroll(struct form_screen *f, int lines)
{
	const struct item *it = form_item(f);

	if (it->line < f->top)
		f->top = it->line;
	if (it->line + it->rows > f->top + lines)
		f->top = it->line + it->rows - lines;
	if (f->top < 0)
		f->top = 0;
}

void form_draw(struct screen *s)
{
	struct form_screen *f = (struct form_screen *)s;
	int lines = content_bottom() - FIRST_ROW + 1;

	if (f->width != draw_columns())
		form_relayout(f);
	scroll(f, lines);
	int below = 0;
	for (size_t i = 0; i < f->layout.n; i++) {
		const struct item *it = &f->layout.list[i];
		if (it->page != form_item(f)->page || it->line < f->top)
			continue;
		if (it->line + it->rows > f->top + lines)
			below++;
		else
			draw_item(f, it, FIRST_ROW + it->line - f->top);
	}
	if (f->top)
		draw_text_to(CONTENT_TOP, draw_columns() - 2, 20, ROLE_DIM, _("上面还有"));
	if (below)
		draw_text_to(content_bottom(), draw_columns() - 2, 20, ROLE_DIM, _("下面还有"));
}

/* --- the line below ------------------------------------------------------------------------------------------------- */

/* A few words on what can be done here. Yours. */
static char *hint(const struct form_screen *f)
{
	const struct item *it = form_item(f);
	const char *pick = keys_name(ACT_PICK);

	if (it->kind == ITEM_ROW)
		return mem_fmt(_("%s 展开，Del 删去这一行，Enter 下一栏"), pick);
	if (it->kind == ITEM_ADD)
		return mem_fmt(_("%s 添加，Enter 跳过"), pick);
	if (it->kind == ITEM_EARLIER)
		return mem_fmt(_("%s 查看，Enter 下一栏"), pick);
	if (it->kind == ITEM_BUTTON)
		return f->group ? mem_dup(_("Enter 回到表上")) : mem_dup(_("Enter 保存，↑ 回去再看"));
	char *answers = form_answers(f);
	if (answers)
		return answers;
	const char *say = it->field->type->picks ? _("键入拼音首字母选") : "";
	if (it->field->hint && *it->field->hint)
		say = i18n_data(it->field->hint);
	bool must = fill_required(f->fill, it->key) && !*fill_typed(f->fill, it->key);
	return mem_fmt("%s%s%s%s", form_edits(f) && editor_overwrites(f->editor) ? _("改写  ") : "", must ? _("必填") : "",
	               must && *say ? _("，") : "", say);
}

void form_foot(const struct screen *s, struct foot *foot)
{
	const struct form_screen *f = (const struct form_screen *)s;
	int64_t saved = fill_saved_at(f->fill);

	if (saved) {
		struct clock_parts t = clock_split(saved);
		foot->left = mem_fmt(_("草稿已存 %02d:%02d:%02d"), t.hour, t.minute, t.second);
	}
	if (form_edits(f) && editor_code(f->editor))
		foot->right = mem_fmt(_("码位 %s  Enter 放入，Esc 不要"), editor_code(f->editor));
	else
		foot->right = f->say ? mem_dup(f->say) : hint(f);
	foot->alarm = f->say && f->wrong;
}

char *form_help(const struct screen *s)
{
	const struct form_screen *f = (const struct form_screen *)s;
	const struct item *it = form_item(f);
	struct buf b = { 0 };

	if (it->kind != ITEM_FIELD)
		return mem_dup(i18n_data(fill_form(f->fill)->help));
	buf_fmt(&b, "%s\n\n", i18n_data(it->field->label));
	if (it->field->help && *it->field->help)
		buf_fmt(&b, "%s\n\n", i18n_data(it->field->help));
	if (fill_required(f->fill, it->key))
		buf_fmt(&b, "%s\n", _("这一栏必填。"));
	if (!strcmp(it->field->type->name, "file"))
		buf_fmt(&b, _("按 %s 从文件夹里选；也可以键入或粘贴文件的位置。\n"), keys_name(ACT_PICK));
	else if (it->field->type->picks)
		buf_fmt(&b, _("按 %s 从列表里选；也可以直接键入代码、名称或拼音首字母。\n"), keys_name(ACT_PICK));
	if (it->field->absent && *it->field->absent)
		buf_fmt(&b, _("没有的话写“%s”，再写原因。\n"), it->field->absent);
	if (it->field->max && !it->field->type->picks)
		buf_fmt(&b, _("最多 %d 字。\n"), it->field->max);
	if (it->rows > 1)
		buf_fmt(&b, _("换行用 %s；Enter 到下一栏。\n"), keys_name(ACT_NEWLINE));
	if (f->say && f->wrong)
		buf_fmt(&b, "\n%s\n", f->say);
	return buf_take(&b);
}
