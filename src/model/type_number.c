/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers: counts, amounts of money, and the 18-character code of an organisation. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "type_parts.h"

#define INT_DIGITS 12
#define YUAN_DIGITS 13                  /* before the point: up to 9,999 billion yuan */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Takes a run of digits off *s and writes it without commas and leading zeros: "0012" → "12", "000" → "0". Commas must part
 * groups of three, so that 1,5 is not read as fifteen. false if there is no such run.
 */
static bool take_digits(const char **s, struct buf *out)
{
	const char *p = *s;
	size_t group = 0;
	bool grouped = false;

	if (!is_digit(*p))
		return false;
	for (; is_digit(*p) || (*p == ',' && is_digit(p[1])); p++) {
		if (*p == ',') {
			if (grouped ? group != 3 : group < 1 || group > 3)
				return false;
			grouped = true;
			group = 0;
			continue;
		}
		group++;
		if (!out->len || out->data[0] != '0')
			buf_putc(out, *p);
		else
			out->data[0] = *p;
	}
	*s = p;
	return !grouped || group == 3;
}

enum type_verdict read_int(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow = text_narrow(typed);
	const char *s = narrow;
	struct buf out = {0};
	bool minus = *s == '-', good;

	(void)f;
	(void)c;
	s += *s == '-' || *s == '+';
	good = take_digits(&s, &out) && !*s;
	free(narrow);
	if (!good || out.len > INT_DIGITS) {
		char *sentence = good ? mem_fmt(_("数太大，最多 %d 位"), INT_DIGITS) : mem_dup(_("这里填整数，如 12"));

		buf_free(&out);
		return type_bad(say, sentence);
	}
	*value = mem_fmt("%s%s", minus && strcmp(buf_text(&out), "0") != 0 ? "-" : "", buf_text(&out));
	buf_free(&out);
	return TYPE_OK;
}

/* --- money -------------------------------------------------------------------------------------------------------------- */

static bool skip(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* Digits of the amount in 元 and 分 by moving the point to the right: 1.5 and 8 places (亿) → 150000000.00. false if something
 * smaller than a 分 is left. */
static bool shift_point(const struct buf *whole, const char *fraction, size_t nfraction, size_t places, struct buf *out)
{
	buf_puts(out, buf_text(whole));
	for (size_t i = 0; i < places; i++)
		buf_putc(out, i < nfraction ? fraction[i] : '0');
	fraction += places < nfraction ? places : nfraction;
	nfraction -= places < nfraction ? places : nfraction;
	while (nfraction && fraction[nfraction - 1] == '0')
		nfraction--;
	if (nfraction > 2)
		return false;
	buf_fmt(out, ".%c%c", nfraction > 0 ? fraction[0] : '0', nfraction > 1 ? fraction[1] : '0');
	return true;
}

/* ¥1,234.50元, 3万, 1.5亿元. NULL or what is wrong with it. */
static const char *parse_money(const char *s, struct buf *out)
{
	struct buf whole = {0};
	const char *fraction = "", *why = NULL;
	size_t nfraction = 0, places = 0;

	if (!skip(&s, "¥"))
		skip(&s, "￥");
	if (*s == '-')
		return N_("金额不能是负数");
	if (!take_digits(&s, &whole))
		goto unclear;
	if (skip(&s, ".")) {
		nfraction = strspn(s, "0123456789");
		if (!nfraction)
			goto unclear;
		fraction = s;
		s += nfraction;
	}
	if (skip(&s, "万"))
		places = 4;
	else if (skip(&s, "亿"))
		places = 8;
	skip(&s, "元");
	if (*s)
		goto unclear;
	if (!shift_point(&whole, fraction, nfraction, places, out))
		why = N_("金额最多到分，即两位小数");
	buf_free(&whole);
	return why;
unclear:
	buf_free(&whole);
	return N_("看不懂这个金额，可写 1234.5、3万 或 1.5亿，单位是元");
}

/* 0.5亿 came out as 050000000.00 */
static const char *without_zeros(const char *s)
{
	while (s[0] == '0' && is_digit(s[1]))
		s++;
	return s;
}

enum type_verdict read_money(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow = text_narrow(typed);
	struct buf out = {0};
	const char *why = parse_money(narrow, &out), *amount = without_zeros(buf_text(&out));

	(void)f;
	(void)c;
	free(narrow);
	if (!why && strcspn(amount, ".") > YUAN_DIGITS)
		why = N_("金额太大，请核对");
	if (!why)
		*value = mem_dup(amount);
	buf_free(&out);
	return why ? type_bad(say, mem_dup(_(why))) : TYPE_OK;
}

/* --- organisations ------------------------------------------------------------------------------------------------------ */

/* Letters and digits in capitals; what groups them on paper is dropped. */
static char *compact(const char *typed)
{
	char *s = text_narrow(typed), *to = s;

	for (const char *p = s; *p; p++)
		if (*p != ' ' && *p != '-')
			*to++ = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	*to = '\0';
	return s;
}

/* GB 32100: 统一社会信用代码 of 18 characters. The sum of value × 3^i over the first 17, plus the value of the last, is
 * divisible by 31. */
static char *uscc_wrong(const char *s)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, weight = 1;

	if (text_count(s) != 18)
		return mem_fmt(_("统一社会信用代码应为 18 位，现在是 %zu 位"), text_count(s));
	for (int i = 0; i < 18; i++) {
		const char *at = s[i] ? strchr(alphabet, s[i]) : NULL;

		if (!at)
			return mem_fmt(_("第 %d 位不对：统一社会信用代码只用数字和 I O S V Z 以外的大写字母"), i + 1);
		sum += (i < 17 ? weight : 1) * (unsigned)(at - alphabet);
		weight = weight * 3 % 31;
	}
	return sum % 31 ? mem_dup(_("校验码对不上，请对照证照逐位核对")) : NULL;
}

enum type_verdict read_uscc(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *code = compact(typed), *wrong = uscc_wrong(code);

	(void)f;
	(void)c;
	if (!wrong)
		return type_ok(value, code);
	free(code);
	return type_bad(say, wrong);
}
