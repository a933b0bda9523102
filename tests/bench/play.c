/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays a written working season into a desk store, through the same doors a clerk uses, in one process.
 *
 *   play HOME UNIT NUMBER <plays   a new practice desk of UNIT, desk NUMBER of county 1, with the shipped forms, without a hub
 *   play HOME <plays               a desk that is enrolled already, or was played to before: goes on where that ended
 *   play -k …                      what is refused is told and passed over
 *
 * One line per form filled, separated by tabs (tests/bench/text/README.md): FORM CASE MINUTES KEY=VALUE… The clock is told here:
 * a line is saved MINUTES after the one before, seconds and milliseconds are rolled, the form was opened a while before that. It
 * begins at YICHUANG_CLOCK, else on 2026-11-02 at eight, but never before the last entry of the store. What is refused ends it.
 * CASE is 0 for an opener that is no case.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/station.h"
#include "work/fill.h"
#include "work/session.h"

#define HUB station_make(1, 1, 0)
#define BEGINS "2026-11-02T08:00:00+08:00"
#define MINUTE INT64_C(60000)
#define PAIRS_MAX 100

struct play {
	struct session *s;
	uint64_t *cases;        /* [0] is case 1: in the order they were opened at this desk */
	size_t ncases;
	size_t line;            /* of the input */
	bool keep_on;
};

/* --- the clock ------------------------------------------------------------------------------------------------------- */

/*
 * YICHUANG_CLOCK tells whole seconds. Times of entries that all end in 000 ms would travel for less than true ones do, so the
 * program's own view of the system's clock is turned (by the linker, --wrap), and only that of the program.
 */
static int64_t played;
int __real_clock_gettime(clockid_t id, struct timespec *t);
int __wrap_clock_gettime(clockid_t id, struct timespec *t);

int __wrap_clock_gettime(clockid_t id, struct timespec *t)
{
	if (id != CLOCK_REALTIME)
		return __real_clock_gettime(id, t);
	*t = (struct timespec){ .tv_sec = (time_t)(played / 1000), .tv_nsec = (long)(played % 1000) * 1000000 };
	return 0;
}

static void clock_begins(void)
{
	const char *said = getenv("YICHUANG_CLOCK");

	if (!clock_parse(said ? said : BEGINS, &played)) {
		fprintf(stderr, "play: YICHUANG_CLOCK=%s\n", said);
		exit(2);
	}
	unsetenv("YICHUANG_CLOCK");     /* a practice store would obey it */
}

/* The same in every run. */
static int64_t roll(int64_t n)
{
	static uint64_t seed = 20261102;

	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)(seed >> 33) % n;
}

/* --- a desk ---------------------------------------------------------------------------------------------------------- */

static void die(const struct err *err)
{
	fprintf(stderr, "play: %s (%s)\n", err->say, err->detail);
	exit(1);
}

static void report(void *arg, const struct ini_fault *f)
{
	(void)arg;
	fprintf(stderr, "play: %s:%d [%s] %s: %s\n", f->file, f->line, f->section, f->key, f->say);
}

/* The shipped set as a hub publishes it. Its store stays beside the desk's. */
static void publish(const char *home, struct entries *published)
{
	struct station_self self = { .number = HUB, .unit = "421202", .name = "县中心", .practice = true };
	char *dir = mem_fmt("%s.hub", home), *share = file_share();
	struct err err = { 0 };
	struct book_file *files;
	size_t n, done;

	if (!book_files(share, &files, &n, &err) || !file_make_dir(dir, &err))
		die(&err);
	struct store *hub = store_open(dir, STORE_HUB, true, &err);
	if (!hub || !station_self_save(hub, &self, &err) || !publish_files(hub, HUB, files, n, self.name, &done, &err) ||
	    !publish_entries(hub, published, &err))
		die(&err);
	store_close(hub);
	book_files_free(files, n);
	free(share);
	free(dir);
}

/* A desk as enrolment leaves it: a number, and the published set in its store. */
static void enrol(const char *home, const char *unit, uint32_t number)
{
	struct station_self before = { 0 }, self = { .number = number, .unit = (char *)unit, .name = "窗口", .practice = true,
	                                             .hub = HUB, .url = "https://127.0.0.1:9", .ca = "", .code = "" };
	struct entries published = { 0 };
	struct err err = { 0 };
	bool fresh;

	if (!file_make_dir(home, &err))
		die(&err);
	struct store *s = store_open(home, STORE_DESK, true, &err);
	if (!s || !station_self_load(s, &before, &err))
		die(&err);
	if (before.number) {
		fprintf(stderr, "play: %s is a desk already; without UNIT and NUMBER it is played on\n", home);
		exit(2);
	}
	publish(home, &published);
	if (!station_self_save(s, &self, &err) || !store_begin(s, &err))
		die(&err);
	for (size_t i = 0; i < published.n; i++)
		if (!journal_keep(s, published.list[i], &fresh, &err))
			die(&err);
	if (!store_commit(s, &err))
		die(&err);
	entries_free(&published);
	station_self_clear(&before);
	store_close(s);
}

static void note_case(struct play *p, uint64_t record)
{
	if (p->ncases % 1024 == 0) {
		uint64_t *more = mem_zero((p->ncases + 1024) * sizeof *more);

		if (p->ncases)
			memcpy(more, p->cases, p->ncases * sizeof *more);
		free(p->cases);
		p->cases = more;
	}
	p->cases[p->ncases++] = record;
}

/* What this desk wrote before: its cases, and when it stopped. */
static void look_back(struct play *p)
{
	struct entries past = { 0 };
	struct err err = { 0 };
	uint32_t from = 1;

	do {
		entries_free(&past);
		if (!journal_since(p->s->store, p->s->self.number, from, 1 << 22, 1000, &past, &err))
			die(&err);
		for (size_t i = 0; i < past.n; i++) {
			const struct entry *e = past.list[i];

			if (e->id == e->record && !strcmp(e->form, "intake"))
				note_case(p, e->record);
			if (entry_ms(e) > played)
				played = entry_ms(e);
			from = entry_seq(e->id) + 1;
		}
	} while (past.n);
	entries_free(&past);
}

/* --- the lines ------------------------------------------------------------------------------------------------------- */

static bool refused(const struct play *p, const char *form, const char *key, const char *say)
{
	fprintf(stderr, "play: line %zu: %s: %s%s%s\n", p->line, form, key, *key ? ": " : "", say);
	return false;
}

static bool save(const struct play *p, struct fill *f, const char *form)
{
	struct faults faults = { 0 };
	struct err err = { 0 };

	bool good = fill_save(f, &faults, &err);
	for (size_t i = 0; !good && i < faults.n; i++)
		if (!faults.list[i].warning)
			fprintf(stderr, "play: %s: %s\n", faults.list[i].key, faults.list[i].say);
	if (!good)
		refused(p, form, "", err.say);
	faults_free(&faults);
	return good;
}

/* What stands in the list under a case's number; 0 for one that this line shall open. */
static bool record_of(const struct play *p, const char *form, const char *number, uint64_t *record)
{
	bool opens = !strcmp(form, "intake");
	char *end;
	unsigned long n = strtoul(number, &end, 10);

	*record = 0;
	if (!strcmp(number, "0") && !opens)
		return true;
	if (*end || n < 1 || n > p->ncases + opens || (opens && n != p->ncases + 1))
		return refused(p, form, number, opens ? "not the next case" : "no such case");
	if (!opens)
		*record = p->cases[n - 1];
	return opens || *record || refused(p, form, number, "this case was refused");
}

/* Typing a case takes two to ten minutes, anything else one or two, and never longer than since the last line. */
static int64_t typing(uint64_t record, int64_t since)
{
	int64_t took = record ? MINUTE / 2 + roll(MINUTE) : 2 * MINUTE + roll(8 * MINUTE);

	return took < since ? took : since / 2;
}

static bool type(const struct play *p, struct fill *f, const char *form, char **cell, size_t n)
{
	bool good = true;

	for (size_t i = 0; good && i < n; i++) {
		char *key, *say;

		good = fill_pair(f, cell[i], &key, &say) || refused(p, form, key, say);
		free(key);
		free(say);
	}
	return good && save(p, f, form);
}

static bool play_line(struct play *p, char **cell, size_t n)
{
	const char *form = cell[0];
	struct err err = { 0 };
	uint64_t record;
	char *end;
	long minutes = strtol(cell[2], &end, 10);

	if (!record_of(p, form, cell[1], &record))
		return false;
	if (*end || minutes < 1 || minutes > 1440)
		return refused(p, form, cell[2], "minutes are 1 to 1440");
	int64_t since = minutes * MINUTE + roll(MINUTE), took = typing(record, since);
	played += since - took;
	struct fill *f = fill_open(p->s, form, record, &err);
	if (!f)
		return refused(p, form, cell[1], err.say);
	played += took;
	bool good = type(p, f, form, cell + 3, n - 3);
	if (good && !strcmp(form, "intake"))
		note_case(p, fill_record(f));
	if (!good)
		fill_discard(f, NULL);
	fill_close(f);
	return good;
}

static size_t split(char *line, char **cell)
{
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *save = NULL, *one = strtok_r(line, "\t", &save); one && n < PAIRS_MAX; one = strtok_r(NULL, "\t", &save))
		cell[n++] = one;
	return n;
}

static void play(struct play *p, FILE *in)
{
	char *line = NULL, *cell[PAIRS_MAX];
	size_t room = 0;

	while (getline(&line, &room, in) > 0) {
		size_t n = split(line, cell);

		p->line++;
		size_t had = p->ncases;
		bool good = n < 4 ? refused(p, n ? cell[0] : "", "", "wants FORM, CASE, MINUTES and at least one KEY=VALUE")
		                  : play_line(p, cell, n);
		if (!good && !p->keep_on)
			exit(1);
		/* those behind it keep their places */
		if (!good && n > 1 && !strcmp(cell[0], "intake") && strtoul(cell[1], NULL, 10) == had + 1)
			note_case(p, 0);
	}
	free(line);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	struct play p = { 0 };

	if (argc > 1 && !strcmp(argv[1], "-k")) {
		p.keep_on = true;
		argc--;
		argv++;
	}
	if (argc != 2 && argc != 4) {
		fprintf(stderr, "usage: play [-k] HOME [UNIT NUMBER] <plays\n");
		return 2;
	}
	i18n_init();
	crypto_init();
	conf_load(NULL, NULL);
	clock_begins();
	if (argc == 4)
		enrol(argv[1], argv[2], station_make(1, 1, (uint32_t)strtoul(argv[3], NULL, 10)));
	p.s = session_open(argv[1], report, NULL, &err);
	if (!p.s)
		die(&err);
	if (!session_enrolled(p.s)) {
		fprintf(stderr, "play: %s is not enrolled\n", argv[1]);
		return 2;
	}
	if (argc == 4)
		session_person(p.s, "张敏");
	look_back(&p);
	play(&p, stdin);
	printf("%zu lines, %zu cases\n", p.line, p.ncases);
	session_close(p.s);
	free(p.cases);
	return 0;
}
