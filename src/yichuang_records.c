/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on records: fill, list, show, today, print. */
#include "yichuang.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/fill.h"
#include "work/letter.h"

/* --- fill ------------------------------------------------------------------------------------------------------------- */

static void say_fault(const struct fill *f, const char *key, const char *sentence)
{
	char *label = *key ? fill_label(f, key) : NULL;
	char *line = label ? mem_fmt(_("%s：%s"), label, sentence) : mem_dup(sentence);

	cli_say(stderr, line);
	free(line);
	free(label);
}

int cli_save(struct fill *f)
{
	struct faults faults = { 0 };
	struct err err = { 0 };
	bool good = fill_save(f, &faults, &err);

	for (size_t i = 0; i < faults.n; i++)
		say_fault(f, faults.list[i].key, faults.list[i].say);
	faults_free(&faults);
	if (!good)
		return cli_failed(&err);
	printf("%s\n", fill_no(f));
	return fflush(stdout) == 0 ? 0 : 1;
}

static int fill_in(struct session *s, const char *form, char **args, int n)
{
	struct err err = { 0 };
	uint64_t record = 0;
	int first = 0, status = 0;

	if (!book_form(s->book, form)) {
		err_set(&err, ERR_USAGE, _("没有“%s”这张表"), form);
		return cli_failed(&err);
	}
	if (n && !strchr(args[0], '=')) {
		if (!(record = session_record(s, args[0], &err)))
			return cli_failed(&err);
		first = 1;
	}
	struct fill *f = fill_open(s, form, record, &err);
	if (!f)
		return cli_failed(&err);
	for (int i = first; i < n; i++) {
		char *key, *sentence;

		if (!fill_pair(f, args[i], &key, &sentence)) {
			say_fault(f, key, sentence);
			status = EXIT_USAGE;
		}
		free(key);
		free(sentence);
	}
	if (!status)
		status = cli_save(f);
	fill_close(f);
	return status;
}

int run_fill(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = cli_enter(&err);

	if (!s)
		return cli_failed(&err);
	session_as(s, o->who);
	int status = fill_in(s, args[0], args + 1, n - 1);
	session_close(s);
	return status;
}

/* --- list, show, today ------------------------------------------------------------------------------------------------- */

typedef void list_writer(const struct find_view *v, struct record *const *list, size_t n, struct buf *out);

static int list_records(struct session *s, char **args, int n, const char *find, list_writer *write)
{
	struct find_query q = { .filter.find = find };
	struct view_of of = cli_asks(s);
	struct record **list = NULL;
	struct err err = { 0 };
	struct buf out = { 0 };
	size_t count = 0;
	bool good = find_query_args(&q, &of, args, n, &err) && find_query_all(&q, &of, &list, &count, &err);

	if (good) {
		struct find_view v = cli_presents(s, write == find_list_text);

		write(&v, list, count, &out);
	}
	record_list_free(list, count);
	find_query_free(&q);
	return good ? cli_print(&out) : cli_failed(&err);
}

int run_list(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct session *s = cli_enter(&err);

	if (!s)
		return cli_failed(&err);
	int status = list_records(s, args, n, o->find, o->json ? find_list_json : o->csv ? find_list_csv : find_list_text);
	session_close(s);
	return status;
}

int run_show(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct buf out = { 0 };
	struct session *s = cli_enter(&err);
	uint64_t record = s ? session_record(s, args[0], &err) : 0;
	bool good = false;

	(void)n;
	if (record) {
		struct find_view v = cli_presents(s, !o->json);

		good = (o->json ? find_show_json : find_show_text)(&v, record, &out, &err);
	}
	session_close(s);
	return good ? cli_print(&out) : cli_failed(&err);
}

int run_today(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct buf out = { 0 };
	struct session *s = cli_enter(&err);
	bool good = false;

	(void)n, (void)args;
	if (s) {
		struct find_view v = cli_presents(s, true);
		struct view_of of = cli_asks(s);

		good = o->json ? find_today_json(&of, &out, &err) : find_today_text(&v, &of, &out, &err);
	}
	session_close(s);
	return good ? cli_print(&out) : cli_failed(&err);
}

/* --- print ------------------------------------------------------------------------------------------------------------- */

int run_print(const struct options *o, int n, char **args)
{
	struct err err = { 0 };
	struct buf out = { 0 };
	struct session *s = cli_enter(&err);
	uint64_t record = s ? session_record(s, args[1], &err) : 0;
	bool good = record && letter_text(s, args[0], record, &out, &err);

	(void)n;
	session_close(s);
	if (good && !*o->output)
		return cli_print(&out);
	good = good && file_write(o->output, out.data, out.len, &err);
	buf_free(&out);
	return good ? 0 : cli_failed(&err);
}
