/* SPDX-License-Identifier: Apache-2.0 */
/* What tells who somebody is and how to reach them: identity numbers and telephone numbers. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "type_parts.h"

/* --- identity numbers (GB 11643) ---------------------------------------------------------------------------------------- */

static int number(const char *s, int n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

/* Residents, 港澳台居民居住证 (81 82 83) and 外国人永久居留身份证 of 2023 (9) all end in this character. */
static char check_character(const char *s)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += weight[i] * (s[i] - '0');
	return "10X98765432"[sum % 11];
}

/* Position, from 1, of the first character that is no digit (nor X at the end of 18); 0 if all are right. */
static size_t wrong_letter(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] < '0' || s[i] > '9') && !(i == 17 && s[i] == 'X'))
			return i + 1;
	return 0;
}

static char *wrong_birth(int year, int month, int day, int32_t today)
{
	char *why = NULL, *sentence;

	if (day_exists(year, month, day, &why)) {
		if (clock_day(year, month, day) <= today)
			return NULL;
		return mem_fmt(_("出生日期 %d-%02d-%02d 在今天以后，请核对"), year, month, day);
	}
	sentence = mem_fmt(_("出生日期不对：%s，请核对"), why);
	free(why);
	return sentence;
}

/* `s` is compact. NULL or a sentence that says which part is wrong. */
static char *idcard_wrong(const char *s, int32_t today)
{
	size_t n = text_count(s), at;
	char *wrong;

	if (n != 18 && n != 15)
		return mem_fmt(_("身份证号应为 18 位，现在是 %zu 位"), n);
	at = wrong_letter(s, strlen(s));
	if (at)
		return mem_fmt(at == 18 ? _("第 %zu 位应是数字或 X") : _("第 %zu 位应是数字"), at);
	if (n == 15)
		return wrong_birth(1900 + number(s + 6, 2), number(s + 8, 2), number(s + 10, 2), today);
	wrong = wrong_birth(number(s + 6, 4), number(s + 10, 2), number(s + 12, 2), today);
	if (wrong)
		return wrong;
	return s[17] == check_character(s) ? NULL : mem_dup(_("末位校验码对不上，请对照证件逐位核对"));
}

/* Without spaces, x as X. */
static char *idcard_compact(const char *typed)
{
	char *s = text_narrow(typed), *to = s;

	for (const char *p = s; *p; p++)
		if (*p != ' ')
			*to++ = *p == 'x' ? 'X' : *p;
	*to = '\0';
	return s;
}

enum type_verdict read_idcard(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *idno = idcard_compact(typed), *wrong = idcard_wrong(idno, clock_day_of(c->now));

	(void)f;
	if (wrong) {
		free(idno);
		return type_bad(say, wrong);
	}
	if (strlen(idno) == 15)
		return type_warn(value, idno, say, mem_dup(_("15 位是旧证号，请核对是否已换 18 位新证")));
	return type_ok(value, idno);
}

bool type_idcard_parts(const char *idno, int32_t *birth, char *sex)
{
	char *wrong;

	if (strlen(idno) != 18)
		return false;
	wrong = idcard_wrong(idno, INT32_MAX);
	free(wrong);
	if (wrong)
		return false;
	*birth = clock_day(number(idno + 6, 4), number(idno + 10, 2), number(idno + 12, 2));
	*sex = (idno[16] - '0') % 2 ? '1' : '2';
	return true;
}

/* --- telephones --------------------------------------------------------------------------------------------------------- */

/* What the dialling digits look like once the country code and punctuation are off. */
enum phone {
	PHONE_KNOWN,
	PHONE_RARE,             /* a mobile number with a prefix that the ministry's list does not have */
	PHONE_LONG_LOCAL,       /* eight digits where 0715 has seven */
	PHONE_ODD,
};

/* All but the prefixes that 工业和信息化部 had not given out by 2023-03. New ones come every year, so none is refused. */
static bool mobile_known(const char *s)
{
	static const char unused[][4] = {
		"140", "141", "142", "143", "144", "154", "160", "161", "163", "164", "168", "169", "179", "194",
	};

	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
		if (!strncmp(s, unused[i], 3))
			return false;
	return true;
}

/* Length of the area code at the start of s, 0 if none: 010, 02x, 0[3-9]xx. */
static size_t area_code(const char *s)
{
	if (s[0] != '0' || !s[1])
		return 0;
	if ((s[1] == '1' && s[2] == '0') || s[1] == '2')
		return 3;
	return s[1] >= '3' ? 4 : 0;
}

static enum phone landline(const char *s, size_t n)
{
	size_t area = area_code(s);
	bool home = area == 0 || !strncmp(s, "0715", 4);

	if (n <= area || s[area] < '2')
		return PHONE_ODD;
	n -= area;
	if (home && s[area] == '9')
		return PHONE_ODD;
	if (home && n == 8)
		return PHONE_LONG_LOCAL;
	return n == 7 || (n == 8 && !home) ? PHONE_KNOWN : PHONE_ODD;
}

static bool service(const char *s, size_t n)
{
	return (n == 10 && (!strncmp(s, "400", 3) || !strncmp(s, "800", 3))) || (n >= 5 && n <= 8 && !strncmp(s, "95", 2)) ||
		(n == 3 && !strncmp(s, "1", 1)) || (n == 5 && !strncmp(s, "12", 2)) || (n == 5 && !strncmp(s, "10", 2));
}

static enum phone classify(const char *s)
{
	size_t n = strlen(s);

	if (n == 12 && s[0] == '0' && s[1] == '1' && s[2] >= '3') {     /* 01381234…, as once for long distance */
		s++;
		n--;
	}
	if (n == 11 && s[0] == '1' && s[1] >= '3')
		return mobile_known(s) ? PHONE_KNOWN : PHONE_RARE;
	if (service(s, n))
		return PHONE_KNOWN;
	return landline(s, n);
}

/* The digits to classify: without +86, 0086 and 86 before a full number, without an extension (-1 to -6 digits behind a whole
 * number, 转 or #). */
static char *dialled(const char *narrow)
{
	size_t cut = strcspn(narrow, "#");
	const char *turn = strstr(narrow, "转"), *dash = strrchr(narrow, '-');
	char *head, *digits, *own;

	if (turn && (size_t)(turn - narrow) < cut)
		cut = (size_t)(turn - narrow);
	head = mem_ndup(narrow, cut);
	digits = text_digits(head);
	free(head);
	if (dash && narrow[cut] == '\0') {
		head = mem_ndup(narrow, (size_t)(dash - narrow));
		own = text_digits(head);
		free(head);
		if (strlen(own) >= 7 && classify(own) != PHONE_ODD && classify(digits) == PHONE_ODD) {
			free(digits);
			digits = own;
		} else {
			free(own);
		}
	}
	if (strlen(digits) > 11) {
		own = mem_dup(digits + (!strncmp(digits, "0086", 4) ? 4 : !strncmp(digits, "86", 2) ? 2 : 0));
		free(digits);
		digits = own;
	}
	return digits;
}

/*
 * A telephone number never stands in the way of registering somebody: what looks odd is kept with a word of warning, as typed
 * (narrowed and trimmed), since an extension or "his son's" is part of it. Only what holds no number at all is refused; that
 * there is no telephone is said by the field's own word for it.
 */
enum type_verdict read_phone(const struct field *f, const struct type_context *c, const char *typed, char **value, char **say)
{
	char *narrow = text_narrow(typed), *digits = dialled(narrow);
	size_t n = strlen(digits);
	enum phone kind = classify(digits);
	bool plain = strspn(narrow, "0123456789 -()+#") == strlen(narrow) || strstr(narrow, "转");

	(void)c;
	free(digits);
	if (n < 3) {
		free(narrow);
		return type_bad(say, f->absent && *f->absent ? mem_fmt(_("这里要填号码；没有电话就填%s"), f->absent) :
			mem_dup(_("这里要填号码")));
	}
	if (kind == PHONE_KNOWN && plain)
		return type_ok(value, narrow);
	if (kind == PHONE_RARE)
		return type_warn(value, narrow, say, mem_dup(_("这个号段少见，请核对手机号")));
	if (kind == PHONE_LONG_LOCAL)
		return type_warn(value, narrow, say, mem_dup(_("咸宁固定电话是 7 位，请核对")));
	return type_warn(value, narrow, say, mem_fmt(_("像是电话号码但位数或写法少见（%zu 位），请核对"), n));
}
