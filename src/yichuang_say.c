/* SPDX-License-Identifier: Apache-2.0 */
/* How the commands speak: data to stdout, talk to stderr, nothing that could drive a terminal. */
#include "yichuang.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/lint.h"

/* One line for people, with nothing in it that could drive their terminal. */
void cli_say(FILE *to, const char *text)
{
	char *clean = text_clean(text, strlen(text), TEXT_LINE);

	fprintf(to, "%s\n", clean);
	free(clean);
}

int cli_failed(const struct err *err)
{
	cli_say(stderr, err->say);
	if (*err->detail)
		log_err(err);
	return err_exit(err);
}

/* All of `out` to stdout; a full disk or a closed pipe is no success. */
int cli_print(struct buf *out)
{
	bool good = out->len == 0 || fwrite(out->data, 1, out->len, stdout) == out->len;

	good = fflush(stdout) == 0 && good;
	buf_free(out);
	if (good)
		return 0;
	struct err err = { 0 };
	err_set(&err, ERR_FAILED, _("结果没有写完：%s"), strerror(errno));
	return cli_failed(&err);
}

void cli_fault(void *arg, const struct ini_fault *f)
{
	char *where = lint_sentence(f);

	(void)arg;
	cli_say(stderr, where);
	free(where);
}

/* --- the session ------------------------------------------------------------------------------------------------------- */

static void open_log(const char *home)
{
	const char *set = conf_get("log.file");
	char *path = *set ? mem_dup(set) : file_join(home, "yichuang.log");

	/* without a log the desk still works; what it would have said goes to stderr */
	log_open(path, NULL);
	free(path);
}

struct session *cli_enter(struct err *err)
{
	char *home = file_home();
	struct session *s = NULL;

	if (file_make_dir(home, err)) {
		open_log(home);
		s = session_open(home, NULL, NULL, err);
	}
	free(home);
	return s;
}

/* How it is shown, and who asks. */
struct find_view cli_presents(const struct session *s, bool masked)
{
	return (struct find_view){
		.store = s->store, .book = s->book, .self = s->self.number, .acked = s->self.acked,
		.unit = s->unit, .masked = masked,
	};
}

struct view_of cli_asks(const struct session *s)
{
	return (struct view_of){ .store = s->store, .book = s->book, .unit = s->unit, .now = clock_ms() };
}
