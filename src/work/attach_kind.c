/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a file is, by its first bytes, and where it is a ZIP by the names inside: what it calls itself counts for nothing. The
 * list is short on purpose: everybody who gets a case must be able to open what belongs to it, in ten years too.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/attach.h"

#define HEAD (64u << 10)                /* of a text, so much is looked at */
#define ZIP_END 22                      /* of a ZIP: the record at its end, before a comment of at most 64 KB */
#define ZIP_TAIL (ZIP_END + 0xffff)
#define ZIP_LIST_MOST (4u << 20)        /* its list of names */
#define ZIP_NAME 46

static bool refuse(struct err *err, const char *say)
{
	return err_set(err, ERR_CHECK, "%s", say);
}

static size_t read_at(int fd, uint64_t at, void *out, size_t n)
{
	size_t got = 0;

	for (ssize_t more = 1; more > 0 && got < n; got += more > 0 ? (size_t)more : 0)
		more = pread(fd, (char *)out + got, n - got, (off_t)(at + got));
	return got;
}

/* --- ZIP ---------------------------------------------------------------------------------------------------------------- */

static uint32_t little(const unsigned char *p, int bytes)
{
	uint32_t v = 0;

	for (int i = bytes; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

/* Where the list of names is; false: this is no whole ZIP. */
static bool zip_list(int fd, uint64_t size, uint32_t *at, uint32_t *length)
{
	size_t n = size < ZIP_TAIL ? (size_t)size : ZIP_TAIL;
	unsigned char *tail = mem_zero(n);
	bool found = false;

	if (read_at(fd, size - n, tail, n) == n)
		for (size_t i = n < ZIP_END ? 0 : n - ZIP_END + 1; !found && i-- > 0;)
			if (memcmp(tail + i, "PK\5\6", 4) == 0) {
				*length = little(tail + i + 12, 4);
				*at = little(tail + i + 16, 4);
				found = *length <= ZIP_LIST_MOST && (uint64_t)*at + *length <= size;
			}
	free(tail);
	return found;
}

struct zip_names {
	bool word, excel, ofd, macro;
};

static bool is(const char *name, size_t n, const char *what)
{
	return n == strlen(what) && memcmp(name, what, n) == 0;
}

static bool ends(const char *name, size_t n, const char *what)
{
	size_t m = strlen(what);

	return n >= m && memcmp(name + n - m, what, m) == 0;
}

static void zip_walk(const unsigned char *list, size_t left, struct zip_names *z)
{
	while (left >= ZIP_NAME && memcmp(list, "PK\1\2", 4) == 0) {
		size_t n = little(list + 28, 2), all = ZIP_NAME + n + little(list + 30, 2) + little(list + 32, 2);
		const char *name = (const char *)list + ZIP_NAME;

		if (all > left)
			return;
		z->word = z->word || is(name, n, "word/document.xml");
		z->excel = z->excel || is(name, n, "xl/workbook.xml");
		z->ofd = z->ofd || is(name, n, "OFD.xml");
		z->macro = z->macro || ends(name, n, "vbaProject.bin");
		list += all;
		left -= all;
	}
}

static const char *zip_kind(int fd, uint64_t size, struct err *err)
{
	struct zip_names z = { 0 };
	uint32_t at = 0, length = 0;

	if (zip_list(fd, size, &at, &length)) {
		unsigned char *list = mem_zero(length);
		zip_walk(list, read_at(fd, at, list, length), &z);
		free(list);
	}
	if (z.macro) {
		refuse(err, _("带宏的文件不收，请另存为不带宏的，或者 PDF"));
		return NULL;
	}
	if (z.word || z.excel || z.ofd)
		return z.word ? "docx" : z.excel ? "xlsx" : "ofd";
	refuse(err, _("压缩包不收，里面的文件请一个一个附；只收 PDF、JPEG、PNG、TIFF、DOCX、XLSX、OFD 和纯文本"));
	return NULL;
}

/* --- text --------------------------------------------------------------------------------------------------------------- */

static bool has_control(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 && !strchr("\t\n\r\f", p[i])) || p[i] == 0 || p[i] == 0x7f)
			return true;
	return false;
}

/* GB 18030: one byte below 0x80, two, or four. What the end cuts off is not held against it. */
static bool is_gb18030(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		unsigned char second = i + 1 < n ? p[i + 1] : 0x40;

		if (p[i] < 0x80)
			i++;
		else if (p[i] == 0x80 || p[i] == 0xff)
			return false;
		else if (second >= 0x30 && second <= 0x39)
			i += 4;
		else if (second >= 0x40 && second != 0x7f && second != 0xff)
			i += 2;
		else
			return false;
	}
	return true;
}

static bool is_text(const unsigned char *p, size_t n, bool cut)
{
	size_t whole = n;

	/* the last letter of a long text may be cut in two */
	while (cut && whole && n - whole < 4 && !text_valid((const char *)p, whole))
		whole--;
	return !has_control(p, n) && (text_valid((const char *)p, whole) || is_gb18030(p, n));
}

/* --- all of them -------------------------------------------------------------------------------------------------------- */

static bool begins(const unsigned char *p, size_t n, const char *what, size_t m)
{
	return n >= m && memcmp(p, what, m) == 0;
}

static const struct {
	const char *mark;
	size_t n;
	const char *kind;       /* NULL: not taken, and `say` tells what to do */
	const char *say;
} marks[] = {
	{ "%PDF-", 5, "pdf", NULL },
	{ "\xff\xd8\xff", 3, "jpeg", NULL },
	{ "\x89PNG\r\n\x1a\n", 8, "png", NULL },
	{ "II*\0", 4, "tiff", NULL },
	{ "MM\0*", 4, "tiff", NULL },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, NULL,
	  N_("旧版的 Word、Excel、WPS 文件（.doc、.xls、.wps）不收，请另存为 .docx、.xlsx 或 PDF 再附") },
	{ "\xff\xfe", 2, NULL, N_("这种编码的文本不收，请另存为 UTF-8 编码再附") },
	{ "\xfe\xff", 2, NULL, N_("这种编码的文本不收，请另存为 UTF-8 编码再附") },
};

/* What phones make: photographs in HEIF, videos, sound. */
static bool refuse_phone(const unsigned char *head, size_t n, struct err *err)
{
	static const char *const photos[] = { "heic", "heix", "heif", "mif1", "msf1", "avif" };

	if (n < 12 || memcmp(head + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < sizeof photos / sizeof *photos; i++)
		if (memcmp(head + 8, photos[i], 4) == 0) {
			refuse(err, _("手机的 HEIC 照片不收，请先转成 JPEG 再附"));
			return true;
		}
	refuse(err, _("视频和录音不收，请另外保存；这里只收 PDF、JPEG、PNG、TIFF、DOCX、XLSX、OFD 和纯文本"));
	return true;
}

static const char *kind_of(int fd, uint64_t size, const unsigned char *head, size_t n, struct err *err)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (begins(head, n, marks[i].mark, marks[i].n)) {
			if (!marks[i].kind)
				refuse(err, _(marks[i].say));
			return marks[i].kind;
		}
	if (begins(head, n, "PK\3\4", 4))
		return zip_kind(fd, size, err);
	if (refuse_phone(head, n, err))
		return NULL;
	if (n && is_text(head, n, size > n))
		return "text";
	refuse(err, n ? _("不收这种文件；只收 PDF、JPEG、PNG、TIFF、DOCX、XLSX、OFD 和纯文本")
	              : _("这是一个空文件，里面什么也没有"));
	return NULL;
}

const char *attach_kind(int fd, uint64_t size, struct err *err)
{
	unsigned char *head = mem_zero(HEAD);
	const char *kind = kind_of(fd, size, head, read_at(fd, 0, head, HEAD), err);

	free(head);
	return kind;
}
