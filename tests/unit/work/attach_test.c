/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a case: what is taken and what is not, filling them in, and what is said of them. */
#include "town_each.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/crypto.h"
#include "store/draft.h"
#include "store/file_store.h"
#include "work/attach.h"
#include "work/find.h"

#define FORM \
	"[form]\ntitle = 附件\ncontinues = case\n[group file]\nlabel = 附件\nmin = 1\nmax = 5\nshows = file\n" \
	"[field file.file]\nlabel = 文件\ntype = file\nrequired = yes\n[field file.send]\nlabel = 怎么传\n"
#define PDF "%PDF-1.4 协议"

static uint64_t record;

static int begin(void **state)
{
	struct err err = { 0 };

	crypto_init();
	conf_load(NULL, NULL);
	conf_set("attach.max_mb", "1");
	conf_set("attach.send", "now");
	setup(state);
	practice_publish(&county, "forms/attach.ini", FORM);
	practice_sync(&county, town);
	assert_true(session_refresh(town, &err));
	record = practice_fill(town, NULL, "intake", 0, PRACTICE_CASE, NULL);
	assert_int_not_equal(record, 0);
	return 0;
}

/* In a buffer that the next call but three takes again. */
static const char *path(const char *name)
{
	static char paths[4][200];
	static int next;

	next = (next + 1) % 4;
	snprintf(paths[next], sizeof paths[next], "%s/%s", county.dir, name);
	return paths[next];
}

static const char *made(const char *name, const void *bytes, size_t n)
{
	struct err err = { 0 };
	const char *at = path(name);

	if (!file_write(at, bytes, n, &err))
		fail_msg("%s", err.say);
	return at;
}

/* --- what is taken ------------------------------------------------------------------------------------------------------ */

static void is_kind(const void *bytes, size_t n, const char *want, const char *words)
{
	struct err err = { 0 };
	const char *at = made("kind", bytes, n);
	int fd = open(at, O_RDONLY);
	const char *kind = attach_kind(fd, n, &err);

	close(fd);
	if (!kind != !want || (want && strcmp(kind, want) != 0))
		fail_msg("%s, wanted %s (%s)", kind ? kind : "-", want ? want : words, err.say);
	if (!want && (err.kind != ERR_CHECK || !strstr(err.say, words)))
		fail_msg("“%s”, wanted “%s”", err.say, words);
}
#define KIND(bytes, want) is_kind(bytes, sizeof bytes - 1, want, "")
#define NOT(bytes, words) is_kind(bytes, sizeof bytes - 1, NULL, words)

static void content_tells_the_kind(void **state)
{
	(void)state;
	KIND("%PDF-1.7\n\0\1", "pdf");
	KIND("\xff\xd8\xff\xe0\0\x10JFIF", "jpeg");
	KIND("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png");
	KIND("II*\0\x08\0\0\0", "tiff");
	KIND("MM\0*\0\0\0\x08", "tiff");
	KIND("双方同意\r\n\t如下：\n", "text");
	KIND("\xef\xbb\xbf双方同意", "text");
	KIND("\xcb\xab\xb7\xbd\xcd\xac\xd2\xe2", "text");       /* GB 18030 */
	KIND("a\x81\x30\x81\x30z", "text");
}

static void others_are_refused_with_what_to_do(void **state)
{
	(void)state;
	NOT("", "空文件");
	NOT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "另存为 .docx");
	NOT("\0\0\0\x18" "ftypheic\0\0\0\0", "转成 JPEG");
	NOT("\0\0\0\x18" "ftypmp42\0\0\0\0", "视频和录音不收");
	NOT("\x7f" "ELF\2\1\1\0", "不收这种文件");
	NOT("MZ\x90\0\3\0", "不收这种文件");
	NOT("GIF89a\1\0\1\0", "不收这种文件");
	NOT("\xff\xfe" "a\0b\0", "UTF-8 编码");
	NOT("text\x1b[2J", "不收这种文件");
	NOT("\x80\x81\xff", "不收这种文件");
	NOT("PK\3\4 and no more", "压缩包不收");
	NOT("Rar!\x1a\7\0", "不收这种文件");
}

/* A ZIP with these names in it and nothing else; gives its bytes. */
static size_t zip(char *out, const char *const *names)
{
	size_t n = 0, list, count = 0;

	memcpy(out, "PK\3\4", 4);
	n = list = 30;
	for (; names[count]; count++) {
		size_t m = strlen(names[count]);

		memset(out + n, 0, 46);
		memcpy(out + n, "PK\1\2", 4);
		out[n + 28] = (char)m;
		memcpy(out + n + 46, names[count], m);
		n += 46 + m;
	}
	memset(out + n, 0, 22);
	memcpy(out + n, "PK\5\6", 4);
	out[n + 10] = (char)count;
	out[n + 12] = (char)(n - list);
	out[n + 13] = (char)((n - list) >> 8);
	out[n + 16] = (char)list;
	return n + 22;
}
#define NAMES(...) (const char *const[]){ __VA_ARGS__, NULL }

static void of_archives_only_documents_are_taken(void **state)
{
	char bytes[2000] = { 0 };
	size_t n;

	(void)state;
	n = zip(bytes, NAMES("[Content_Types].xml", "_rels/.rels", "word/document.xml"));
	is_kind(bytes, n, "docx", "");
	is_kind(bytes, n - 1, NULL, "压缩包");          /* cut short */
	bytes[n - 4] = '\x7f', bytes[n - 5] = '\x7f', bytes[n - 6] = '\x7f';    /* a list beyond its end */
	is_kind(bytes, n, NULL, "压缩包");
	n = zip(bytes, NAMES("xl/workbook.xml"));
	is_kind(bytes, n, "xlsx", "");
	n = zip(bytes, NAMES("OFD.xml", "Doc_0/Document.xml"));
	is_kind(bytes, n, "ofd", "");
	n = zip(bytes, NAMES("sub/OFD.xml", "setup.exe"));
	is_kind(bytes, n, NULL, "压缩包不收");
	n = zip(bytes, NAMES("word/document.xml", "word/vbaProject.bin"));
	is_kind(bytes, n, NULL, "带宏");
	n = zip(bytes, NAMES("word/document.xml"));
	bytes[30 + 28] = '\xff', bytes[30 + 29] = '\xff';       /* a name that reaches beyond the list */
	is_kind(bytes, n, NULL, "压缩包");
}

static void reads_path(const char *typed, const char *want)
{
	char *got = attach_path(typed);

	assert_string_equal(got, want);
	free(got);
}

static void a_path_may_be_pasted_as_it_comes(void **state)
{
	char *was = mem_dup(getenv("HOME"));

	(void)state;
	setenv("HOME", "/home/li", 1);
	reads_path("/a/b.pdf", "/a/b.pdf");
	reads_path(" ~/扫描/协议.pdf ", "/home/li/扫描/协议.pdf");
	reads_path("~", "/home/li");
	reads_path("~zhang/a", "~zhang/a");
	reads_path("'/a/b c.pdf'", "/a/b c.pdf");
	reads_path("\"/a/b c.pdf\"", "/a/b c.pdf");
	reads_path("file:///a/%E5%8D%8F%e8%ae%ae%20100%.pdf", "/a/协议 100%.pdf");
	reads_path("file:///a%00b", "/a%00b");
	reads_path("/a/\xff.pdf", "/a/\xff.pdf");
	if (was)
		setenv("HOME", was, 1);
	free(was);
}

static void refused(const char *at, const char *words)
{
	struct err err = { 0 }, looked = { 0 };
	char *value;

	assert_false(attach_take(town->store, at, &value, &err));
	assert_null(value);
	assert_int_equal(err.kind, ERR_CHECK);
	if (!strstr(err.say, words))
		fail_msg("“%s”, wanted “%s”", err.say, words);
	/* it may be logged */
	assert_null(strstr(err.say, "秘密"));
	assert_null(strstr(err.detail, "秘密"));
	assert_false(attach_look(at, &looked));
	assert_string_equal(looked.say, err.say);
}

static void what_is_no_file_to_be_taken_is_refused(void **state)
{
	static char large[(1 << 20) + 1] = "%PDF-";

	(void)state;
	refused(path("秘密.pdf"), "没有这个文件");
	refused(county.dir, "文件夹");
	refused(path("秘密.pdf/a"), "没有这个文件");
	refused(made("秘密.pdf", large, sizeof large), "最多 1 MB");
	assert_int_equal(mkfifo(path("秘密.fifo"), 0600), 0);
	refused(path("秘密.fifo"), "不是普通文件");
	refused("/dev/zero", "不是普通文件");
	refused(made("秘密.exe", "MZ\x90\0", 4), "不收这种文件");
	made("all.pdf", large, sizeof large - 1);
	char *value;
	struct err err = { 0 };
	assert_true(attach_take(town->store, path("all.pdf"), &value, &err));
	free(value);
}

/* --- filling in --------------------------------------------------------------------------------------------------------- */

static struct fill *opened(void)
{
	struct err err = { 0 };
	struct fill *f = fill_open(town, "attach", record, &err);

	if (!f)
		fail_msg("%s", err.say);
	return f;
}

static struct attached row_of(const char *value)
{
	struct attached a = { 0 };
	struct type_file parts;

	assert_true(type_file_parts(value, &parts));
	assert_true(attached_get(town->store, parts.digest, &a, NULL));
	return a;
}

static void a_path_becomes_what_the_journal_keeps(void **state)
{
	struct fill *f = opened();
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct type_file parts;
	char *say;

	(void)state;
	made("签字协议.pdf", PDF, sizeof PDF - 1);
	assert_int_equal(fill_set(f, "file1.file", path("签字协议.pdf"), &say), TYPE_OK);
	assert_null(say);
	assert_true(type_file_parts(fill_typed(f, "file1.file"), &parts));
	assert_string_equal(parts.name, "签字协议.pdf");
	char *shown = fill_shown(f, "file1.file", false);
	assert_string_equal(shown, "签字协议.pdf 15 B");
	free(shown);

	/* the stick may go now */
	unlink(path("签字协议.pdf"));
	assert_true(file_store_has(town->store, parts.digest, parts.size));
	if (!fill_save(f, &faults, &err))
		fail_msg("%s", faults.n ? faults.list[0].say : err.say);
	fill_close(f);
	struct entry *e = practice_newest(town->store, record);
	const char *kept = fields_get(e->fields, ".file1.file");
	assert_non_null(kept);
	assert_int_equal(row_of(kept).entry, e->id);
	assert_int_equal(row_of(kept).choice, ATTACHED_NOW);

	/* the hub judges it without the file */
	assert_int_equal(practice_sync(&county, town), 0);
	entry_free(e);
}

static void how_it_goes_is_chosen_file_by_file(void **state)
{
	struct fill *f = opened();
	struct faults faults = { 0 };
	struct err err = { 0 };

	(void)state;
	conf_set("attach.send", "stick");
	fill_set(f, "file1.file", made("1.txt", "一", 3), NULL);
	fill_set(f, "file1.send", "later", NULL);
	fill_set(f, "file2.file", made("2.txt", "二", 3), NULL);
	fill_set(f, "file3.file", made("3.txt", "三", 3), NULL);
	fill_set(f, "file3.send", "now", NULL);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	struct entry *e = practice_newest(town->store, record);
	assert_int_equal(row_of(fields_get(e->fields, ".file1.file")).choice, ATTACHED_LATER);
	assert_int_equal(row_of(fields_get(e->fields, ".file2.file")).choice, ATTACHED_STICK);
	assert_int_equal(row_of(fields_get(e->fields, ".file3.file")).choice, ATTACHED_NOW);
	entry_free(e);
}

static const char *fault_of(const struct faults *faults, const char *key)
{
	for (size_t i = 0; i < faults->n; i++)
		if (strcmp(faults->list[i].key, key) == 0)
			return faults->list[i].say;
	return "";
}

static void what_cannot_be_taken_stays_typed_and_is_told(void **state)
{
	struct fill *f = opened();
	struct faults faults = { 0 };
	struct err err = { 0 };
	char *say;

	(void)state;
	assert_int_equal(fill_set(f, "file1.file", path("还没有.txt"), &say), TYPE_BAD);
	assert_non_null(strstr(say, "没有这个文件"));
	free(say);
	assert_string_equal(fill_typed(f, "file1.file"), path("还没有.txt"));
	assert_false(fill_save(f, &faults, &err));
	assert_non_null(strstr(fault_of(&faults, "file1.file"), "没有这个文件"));
	faults_free(&faults);
	assert_true(fill_keep(f, "file1.file", &err));

	/* the stick is in again */
	int64_t draft = fill_draft(f);
	fill_close(f);
	made("还没有.txt", "有了", 6);
	f = fill_resume(town, draft, &err);
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	struct entry *e = practice_newest(town->store, record);
	assert_non_null(strstr(fields_get(e->fields, ".file1.file"), ".6.还没有.txt"));
	entry_free(e);
}

static void a_content_that_is_gone_by_then_is_not_saved(void **state)
{
	struct fill *f = opened();
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct type_file parts;
	char hex[2 * CRYPTO_HASH + 1];

	(void)state;
	fill_set(f, "file1.file", made("a.txt", "甲", 3), NULL);
	assert_true(type_file_parts(fill_typed(f, "file1.file"), &parts));
	crypto_hex(hex, parts.digest, CRYPTO_HASH);
	char *at = mem_fmt("%s/files/%.2s/%s", store_dir(town->store), hex, hex);
	assert_int_equal(unlink(at), 0);
	assert_false(fill_save(f, &faults, &err));
	assert_non_null(strstr(fault_of(&faults, "file1.file"), "重新选"));
	faults_free(&faults);
	fill_close(f);
	free(at);
}

static void a_path_that_is_no_text_can_be_chosen(void **state)
{
	struct fill *f = opened();
	struct type_file parts;
	char *say;

	(void)state;
	made("\xd0\xad\xd2\xe9.txt", "甲", 3);          /* a name in GBK */
	assert_int_equal(fill_set(f, "file1.file", path("\xd0\xad\xd2\xe9.txt"), &say), TYPE_BAD);
	free(say);
	assert_int_equal(fill_file(f, "file1.file", path("\xd0\xad\xd2\xe9.txt"), &say), TYPE_OK);
	assert_true(type_file_parts(fill_typed(f, "file1.file"), &parts));
	assert_int_equal(fill_file(f, "file1.file", path("none"), &say), TYPE_BAD);
	assert_non_null(say);
	free(say);
	fill_close(f);
}

/* --- what is said ------------------------------------------------------------------------------------------------------- */

static char *shown_text(struct store *s, const struct book *b)
{
	struct find_view v = {
		.store = s, .book = b, .self = town->self.number, .acked = town->self.acked, .unit = TOWN, .masked = true,
	};
	struct buf out = { 0 };
	struct err err = { 0 };

	if (!find_show_text(&v, record, &out, &err))
		fail_msg("%s", err.say);
	return buf_take(&out);
}

static void says(const char *words)
{
	char *text = shown_text(town->store, town->book);

	if (!strstr(text, words))
		fail_msg("no “%s” in:\n%s", words, text);
	free(text);
}

static void the_timeline_tells_where_it_is(void **state)
{
	(void)state;
	const char *scan = made("身份证421202199001011234.pdf", PDF, 15);
	assert_int_not_equal(practice_fill(town, NULL, "attach", record, "file1.file", scan,
	                                   "file2.file", made("图.txt", "图", 3), "file2.send", "later", NULL), 0);
	says("文件  身份证421202********1234.pdf 15 B（未上报）\n");
	says("文件  图.txt 3 B（未上报，留着以后传）\n");
	struct attachments all;
	struct err err = { 0 };
	assert_true(attach_of_record(town->store, record, &all, &err));
	assert_int_equal(all.n, 2);
	assert_true(all.list[0].here);
	assert_false(all.list[0].sent);
	assert_true(attached_mark(town->store, all.list[0].file.digest, ATTACHED_SENT, &err));
	assert_true(attached_mark(town->store, all.list[1].file.digest, ATTACHED_REFUSED, &err));
	attachments_free(&all);
	says("文件  身份证421202********1234.pdf 15 B\n");
	says("文件  图.txt 3 B（县中心没有收）\n");

	/* at the hub, and at another desk */
	practice_sync(&county, town);
	char *text = shown_text(county.hub, town->book);
	assert_non_null(strstr(text, "15 B（文件还没有收到）"));
	free(text);
	struct session *other = practice_desk(&county, TOWN, "李明");
	practice_sync(&county, other);
	text = shown_text(other->store, town->book);
	assert_non_null(strstr(text, "15 B（不在本机）"));
	free(text);
	assert_true(attach_of_record(other->store, record, &all, &err));
	assert_false(all.list[0].here);
	assert_true(all.list[0].sent);          /* it has nothing to send of it */
	attachments_free(&all);
	session_close(other);
}

static void the_json_lists_them(void **state)
{
	struct find_view v = { .store = town->store, .book = town->book, .self = town->self.number, .unit = TOWN };
	struct buf out = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(find_show_json(&v, record, &out, &err));
	assert_non_null(strstr(out.data, "\"attachments\":[]"));
	buf_clear(&out);
	assert_int_not_equal(practice_fill(town, NULL, "attach", record, "file1.file", made("甲.txt", "甲", 3), NULL), 0);
	assert_true(find_show_json(&v, record, &out, &err));
	const char *at = strstr(out.data, "\"attachments\":[{\"n\":1,\"name\":\"甲.txt\",\"size\":3,\"digest\":\"");
	assert_non_null(at);
	assert_non_null(strstr(at, ",\"here\":true,\"sent\":false}]"));
	buf_free(&out);
}

/* What a hub says of an entry that it refuses, as it comes down. */
static void refuse(const struct entry *e)
{
	struct entry *r = entry_new();
	struct accept_result result = { 0 };
	struct err err = { 0 };
	unsigned char zeros[CRYPTO_HASH] = { 0 };
	char id[24];

	snprintf(id, sizeof id, "%llu", (unsigned long long)e->id);
	r->id = entry_id(PRACTICE_HUB, 9999);
	r->at = e->at + 1;
	r->who = mem_dup("县中心");
	r->form = mem_dup(FOLD_REFUSAL);
	r->record = e->record;
	r->nparents = e->nparents;
	r->parents = mem_zero(e->nparents * sizeof *e->parents);
	memcpy(r->parents, e->parents, e->nparents * sizeof *e->parents);
	fields_set(r->fields, ".refuses", id);
	fields_set(r->fields, ".reason", "不对");
	entry_seal(r, zeros);
	if (!store_begin(town->store, &err) || !accept_at_desk(town->store, r, &result, &err) ||
	    !store_commit(town->store, &err))
		fail_msg("%s", err.say);
	entry_free(r);
}

static void what_a_refused_entry_named_is_no_attachment_and_does_not_go(void **state)
{
	struct attach_left left;
	struct attachments all;
	struct err err = { 0 };

	(void)state;
	assert_int_not_equal(practice_fill(town, NULL, "attach", record, "file1.file", made("甲.txt", "甲", 3), NULL), 0);
	assert_true(attach_left(town->store, &left, &err));
	assert_int_equal(left.now, 1);
	assert_int_equal(left.now_bytes, 3);
	struct entry *e = practice_newest(town->store, record);
	refuse(e);
	assert_false(attach_stands(town->store, e->id));
	assert_true(attach_left(town->store, &left, &err));
	assert_int_equal(left.now + left.later, 0);
	assert_true(attach_of_record(town->store, record, &all, &err));
	assert_int_equal(all.n, 0);
	attachments_free(&all);

	/* said anew it goes */
	assert_int_not_equal(practice_fill(town, NULL, "attach", record, "file1.file", made("甲.txt", "甲", 3),
	                                   "file1.send", "later", NULL), 0);
	assert_true(attach_left(town->store, &left, &err));
	assert_int_equal(left.later, 1);
	assert_true(attach_of_record(town->store, record, &all, &err));
	assert_int_equal(all.n, 1);
	attachments_free(&all);
	entry_free(e);
}

/* --- what nobody names -------------------------------------------------------------------------------------------------- */

static void age(const struct type_file *f)
{
	const struct timespec then = { .tv_sec = time(NULL) - 30 * 86400 }, both[2] = { then, then };
	char hex[2 * CRYPTO_HASH + 1];

	crypto_hex(hex, f->digest, CRYPTO_HASH);
	char *at = mem_fmt("%s/files/%.2s/%s", store_dir(town->store), hex, hex);
	assert_int_equal(utimensat(AT_FDCWD, at, both, 0), 0);
	free(at);
}

static struct type_file put_in(struct fill *f, const char *key, const char *name, const char *text)
{
	struct type_file parts;

	assert_int_equal(fill_set(f, key, made(name, text, strlen(text)), NULL), TYPE_OK);
	assert_true(type_file_parts(fill_typed(f, key), &parts));
	parts.name = NULL;      /* the next set takes it */
	age(&parts);
	return parts;
}

static bool has(const struct type_file *f)
{
	return file_store_has(town->store, f->digest, f->size);
}

static void what_a_draft_or_an_entry_names_stays(void **state)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	struct fill *f = opened();

	(void)state;
	struct type_file saved = put_in(f, "file1.file", "1.txt", "存了的");
	assert_true(fill_save(f, &faults, &err));
	fill_close(f);
	f = opened();
	struct type_file replaced = put_in(f, "file1.file", "2.txt", "换掉的");
	struct type_file draft = put_in(f, "file1.file", "3.txt", "草稿里的");
	assert_true(fill_keep(f, "", &err));

	attach_sweep(town->store);
	assert_true(has(&saved));
	assert_true(has(&draft));
	assert_false(has(&replaced));
	assert_true(fill_discard(f, &err));
	fill_close(f);
	attach_sweep(town->store);
	assert_true(has(&saved));
	assert_false(has(&draft));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(content_tells_the_kind),
		TEST(others_are_refused_with_what_to_do),
		TEST(of_archives_only_documents_are_taken),
		TEST(a_path_may_be_pasted_as_it_comes),
		TEST(what_is_no_file_to_be_taken_is_refused),
		TEST(a_path_becomes_what_the_journal_keeps),
		TEST(how_it_goes_is_chosen_file_by_file),
		TEST(what_cannot_be_taken_stays_typed_and_is_told),
		TEST(a_content_that_is_gone_by_then_is_not_saved),
		TEST(a_path_that_is_no_text_can_be_chosen),
		TEST(the_timeline_tells_where_it_is),
		TEST(the_json_lists_them),
		TEST(what_a_refused_entry_named_is_no_attachment_and_does_not_go),
		TEST(what_a_draft_or_an_entry_names_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
