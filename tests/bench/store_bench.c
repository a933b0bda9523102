/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What saving and finding cost, as ratios within one run: store_bench FOLDER [CASES]
 *
 * save     a case of 25 fields (append, project, search text; on disk) against one row of the same bytes (on disk)
 * tail     its slowest hundredth against its middle
 * find     two hanzi, among CASES cases, against one lookup by number
 * views    due and overdue of CASES cases, all open; in milliseconds
 * pull     entries of other desks kept and projected, in batches; how many a second
 */
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "cases.h"
#include "store/journal.h"
#include "store/record.h"
#include "store/station.h"

#define DESK station_make(2202, 0, 1)
#define SAVES 1000
#define PULLED 20000            /* cases that come from other desks */
#define PULL_BATCH 500
#define DESKS 12

/* A store of its own in a folder below. */
static struct store *make(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct err err = { 0 };
	struct store *s = store_open(path, STORE_DESK, true, &err);

	if (!s)
		die(&err);
	free(path);
	return s;
}

/* --- saving -------------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void save_case(struct store *s, struct entry *e)
{
	struct err err = { 0 };

	if (!store_begin(s, &err) || !journal_append(s, DESK, e, &err) || !record_project(s, e, &err) || !store_commit(s, &err))
		die(&err);
}

static void save_row(struct store *s, const struct entry *e, unsigned i)
{
	struct buf body = { 0 };
	struct err err = { 0 };
	char *key = mem_fmt("bench.%06u", i), *text;

	entry_encode(e, &body);
	text = mem_zero(body.len + 1);
	memset(text, 'x', body.len);
	if (!store_set_note(s, key, text, &err))
		die(&err);
	free(text);
	free(key);
	buf_free(&body);
}

static void bench_saving(struct store *s, const char *when)
{
	double whole[SAVES], bare[SAVES], merged = 0;

	for (unsigned i = 0; i < SAVES; i++) {
		struct entry *e = a_case(i);
		double t = now();

		save_case(s, e);
		whole[i] = now() - t;
		t = now();
		save_row(s, e, i);
		bare[i] = now() - t;
		entry_free(e);
		/* a clerk looks up from the keyboard now and then */
		if (i % 20 == 19) {
			t = now();
			store_idle(s);
			t = now() - t;
			merged = t > merged ? t : merged;
		}
	}
	qsort(whole, SAVES, sizeof *whole, ascending);
	qsort(bare, SAVES, sizeof *bare, ascending);
	printf("save %s: %.2f × one row of the same bytes (%.3f ms, %.3f ms); tail %.1f × middle (p99 %.3f ms, longest %.3f ms);"
	       " idle bite at most %.2f ms\n",
	       when, whole[SAVES / 2] / bare[SAVES / 2], whole[SAVES / 2], bare[SAVES / 2], whole[SAVES * 99 / 100] / whole[SAVES / 2],
	       whole[SAVES * 99 / 100], whole[SAVES - 1], merged);
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void fill(struct store *s, const char *name, struct entry *(*one)(unsigned i), unsigned cases)
{
	struct err err = { 0 };
	double t = now();

	for (unsigned i = 0; i < cases; i++) {
		struct entry *e = one(i);

		if ((i % 1000 == 0 && !store_begin(s, &err)) || !journal_append(s, DESK, e, &err) ||
		    ((i % 1000 == 999 || i + 1 == cases) && !store_commit(s, &err)))
			die(&err);
		entry_free(e);
	}
	double filled = now() - t;

	t = now();
	if (!store_rebuild(s, NULL, NULL, &err))
		die(&err);
	printf("fill: %u %s cases, journal %.1f s, rebuild %.1f s\n", cases, name, filled / 1e3, (now() - t) / 1e3);
}

static double lookup(struct store *s)
{
	struct err err = { 0 };
	double best = 1e9;

	for (int i = 0; i < 20; i++) {
		double t = now();

		record_by_no(s, "421202101-1-2011-0777", "", &err);
		t = now() - t;
		best = t < best ? t : best;
	}
	return best;
}

static void page(struct store *s, const char *name, const struct record_filter *f, enum record_order order, double unit)
{
	struct err err = { 0 };
	struct record **list;
	double best = 1e9, count = 1e9;
	size_t n = 0, all = 0;

	for (int i = 0; i < 7; i++) {
		double t = now();

		if (!record_list(s, f, order, NULL, 20, &list, &n, &err))
			die(&err);
		t = now() - t;
		best = t < best ? t : best;
		record_list_free(list, n);
		t = now();
		if (!record_count(s, f, &all, NULL, &err))
			die(&err);
		t = now() - t;
		count = t < count ? t : count;
	}
	printf("%s: %.1f × a lookup by number (%.3f ms for a page of %zu; %zu in all, counted in %.3f ms)\n", name, best / unit, best, n,
	       all, count);
}

static void bench_finding(struct store *s)
{
	double unit = lookup(s);
	const struct { const char *name, *find; } words[] = {
		{ "find two hanzi, rare", "鱼塘" },      { "find two hanzi, common", "宅基" }, { "find two hanzi, everywhere", "纠纷" },
		{ "find a name", "单雄信" },             { "find two words", "仇雪琴 山林" },  { "find one hanzi, rare", "塘" },
		{ "find one hanzi, common", "张" },      { "find a phone tail", "5678" },      { "find initials", "sxq" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		page(s, words[i].name, &(struct record_filter){ .kind = "case", .find = words[i].find }, RECORD_NEWEST, unit);
	page(s, "list newest", &(struct record_filter){ .kind = "case" }, RECORD_NEWEST, unit);
	page(s, "list newest, not concluded", &(struct record_filter){ .kind = "case", .only_open = true }, RECORD_NEWEST, unit);
	page(s, "list due, not concluded", &(struct record_filter){ .kind = "case", .only_open = true }, RECORD_DUE, unit);
	page(s, "list of every kind", &(struct record_filter){ 0 }, RECORD_NEWEST, unit);
	page(s, "list conflicts", &(struct record_filter){ .only_conflicts = true }, RECORD_NEWEST, unit);
}

/* --- views --------------------------------------------------------------------------------------------------------- */

#define TODAY "2026-11-24"
#define YESTERDAY "2026-11-23"

/* Open cases: one in twelve overdue, one in fifty due today, one in ten not signed and a third of these too late. */
static struct entry *an_open_case(unsigned i)
{
	struct entry *e = a_case(i * 20);
	unsigned lot = roll(600);

	set(e->fields, "due", lot < 50 ? mem_fmt("2026-%02u-%02u", 1 + lot % 10, 1 + roll(28))
	                      : lot < 62 ? mem_dup(TODAY) : mem_fmt("2026-12-%02u", 1 + roll(28)));
	set(e->fields, "lead", mem_fmt("4212021%02u", roll(14)));
	if (i % 10 == 0)
		set(e->fields, "due_sign", mem_fmt("2026-11-%02u 17:30", (i % 30 ? 25 : 20) + roll(3)));
	return e;
}

static size_t counted(struct store *s, const struct record_filter *f)
{
	struct err err = { 0 };
	size_t n;

	if (!record_count(s, f, &n, NULL, &err))
		die(&err);
	return n;
}

static void bench_views(const char *dir, unsigned cases)
{
	const struct record_filter overdue = { .kind = "case", .only_open = true, .due_to = YESTERDAY };
	const struct record_filter today = { .kind = "case", .only_open = true, .due_from = TODAY, .due_to = TODAY };
	const struct record_filter unsigned_late = { .kind = "case", .only_open = true, .clock = "sign", .due_to = YESTERDAY };
	const struct record_filter others[] = {
		{ .kind = "case", .only_open = true },
		{ .kind = "case", .only_open = true, .due_to = YESTERDAY, .not_lead = "421202101", .not_noticed = true },
		{ .kind = "case", .only_open = true, .opened_to = "2026-05-28" },
		{ .kind = "case", .only_open = true, .lead = "421202103" },
		{ .kind = "case", .clock = "sign", .running = true },
		{ .kind = "case", .clock = "revisit|revisit_again", .due_to = TODAY },
	};
	struct store *s = make(dir, "views");
	struct err err = { 0 };
	struct record **list;
	double best = 1e9, more = 1e9;
	size_t n[3], shown, all = 0;

	fill(s, "open", an_open_case, cases);
	for (int i = 0; i < 7; i++) {
		double t = now();

		n[0] = counted(s, &overdue);
		n[1] = counted(s, &today);
		n[2] = counted(s, &unsigned_late);
		if (!record_list(s, &overdue, RECORD_DUE, NULL, 20, &list, &shown, &err))
			die(&err);
		t = now() - t;
		best = t < best ? t : best;
		record_list_free(list, shown);
		t = now();
		for (size_t k = 0; k < sizeof others / sizeof *others; k++)
			all += counted(s, &others[k]);
		t = now() - t;
		more = t < more ? t : more;
	}
	printf("views: %.2f ms for %zu overdue, %zu due today, %zu signed too late, a page of %zu; six more counts %.2f ms (%zu)\n",
	       best, n[0], n[1], n[2], shown, more, all / 7);
	store_close(s);
}

/* --- pulling ------------------------------------------------------------------------------------------------------- */

/* What a case says at each step, as the shipped forms would, and how many cases later its desk gets to it. */
enum stage { OPENED, ASSESSED, DISPATCHED, RECEIVED, HANDLED, STAGES };
static const unsigned later[STAGES] = { 0, 2, 5, 9, 60 };

static void a_step(struct fields *f, enum stage stage)
{
	switch (stage) {
	case ASSESSED:
		set(f, "step", mem_dup("研"));
		set(f, "grade", mem_fmt("%02u", 1 + roll(4)));
		set(f, "due", mem_fmt("2026-12-%02u", 1 + roll(28)));
		set(f, ".joined", mem_fmt("%s%s、%s%s", PICK(surnames), PICK(given), PICK(surnames), PICK(given)));
		set(f, ".opinion", mem_fmt("属%s，由%s先行调解，%u日内报结果。", PICK(matters), PICK(places), 1 + roll(30)));
		break;
	case DISPATCHED:
		set(f, "step", mem_dup("交"));
		set(f, "lead", mem_fmt("4212021%02u", roll(14)));
		set(f, "with", mem_fmt("4212021%02u.pcs 4212021%02u.sfs", roll(14), roll(14)));
		set(f, "dispatcher", mem_dup("421202101"));
		set(f, "dispatched", mem_fmt("2026-11-%02u 09:41", 1 + roll(28)));
		set(f, "received", mem_dup(""));
		set(f, "due_dispatch", mem_dup(""));
		set(f, "due_sign", mem_fmt("2026-11-%02u 17:30", 1 + roll(28)));
		set(f, ".opinion", mem_fmt("请%s牵头办理，按时反馈。", PICK(places)));
		break;
	case RECEIVED:
		set(f, "step", mem_dup("办"));
		set(f, "received", mem_fmt("2026-11-%02u 14:05", 1 + roll(28)));
		set(f, "due_sign", mem_dup(""));
		set(f, ".person", mem_fmt("%s%s", PICK(surnames), PICK(given)));
		break;
	case HANDLED:
		set(f, ".method", mem_dup("01"));
		set(f, ".at", mem_fmt("2026-11-%02u 15:20", 1 + roll(28)));
		set(f, ".content", mem_fmt("到%s当面调解，双方就%s各自说明了情况，%s%s同意再谈一次。", PICK(places), PICK(matters),
		                           PICK(surnames), PICK(given)));
		break;
	default:
		break;
	}
}

/* As it comes from another desk: the newest entry of its case so far becomes its parent. */
static struct entry *from_elsewhere(unsigned i, enum stage stage, uint64_t *newest, uint64_t *records)
{
	static uint32_t seq[DESKS];
	static int64_t at;
	uint32_t desk = i % DESKS;
	struct entry *e = stage == OPENED ? a_case(i * 20) : entry_new();       /* each twentieth is open */

	e->id = entry_id(station_make(2202, 0, 100 + desk), ++seq[desk]);
	e->at = ++at << 16;
	if (stage == OPENED) {
		records[i] = e->id;
		set(e->fields, "due_dispatch", mem_dup("2026-11-25"));
	} else {
		e->who = mem_dup("李强");
		e->form = mem_dup((const char *[]){ "intake", "assess", "dispatch", "receive", "handle" }[stage]);
		e->nparents = 1;
		e->parents = mem_zero(sizeof *e->parents);
		e->parents[0] = newest[i];
		a_step(e->fields, stage);
	}
	e->record = records[i];
	newest[i] = e->id;
	return e;
}

/* What a desk that joins late gets first: cases of many desks, their entries in the order they were written. */
static void bench_pulling(const char *dir)
{
	struct store *s = make(dir, "pulled");
	uint64_t *newest = mem_zero(PULLED * sizeof *newest), *records = mem_zero(PULLED * sizeof *records);
	double spent = 0, longest = 0;
	struct err err = { 0 };
	unsigned applied = 0, last = PULLED + later[HANDLED];

	for (unsigned t = 0; t < last;) {
		struct entry *batch[PULL_BATCH];
		size_t n = 0;
		bool fresh;

		for (; t < last && n + STAGES <= PULL_BATCH; t++)
			for (enum stage k = OPENED; k < STAGES; k++)
				if (t >= later[k] && t - later[k] < PULLED)
					batch[n++] = from_elsewhere(t - later[k], k, newest, records);
		double from = now();

		if (!store_begin(s, &err))
			die(&err);
		for (size_t i = 0; i < n; i++)
			if (!journal_keep(s, batch[i], &fresh, &err) || !record_project(s, batch[i], &err))
				die(&err);
		if (!store_commit(s, &err))
			die(&err);
		from = now() - from;
		spent += from;
		longest = from > longest ? from : longest;
		applied += (unsigned)n;
		for (size_t i = 0; i < n; i++)
			entry_free(batch[i]);
	}
	printf("pull: %.0f entries/s applied (%u cases of %d entries in batches of %d; longest batch %.1f ms)\n",
	       applied / spent * 1e3, PULLED, STAGES, PULL_BATCH, longest);
	free(newest);
	free(records);
	store_close(s);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	unsigned cases = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 100000;

	if (argc < 2) {
		fprintf(stderr, "usage: store_bench FOLDER [CASES]\n");
		return 2;
	}
	crypto_init();
	struct store *s = store_open(argv[1], STORE_DESK, true, &err);

	if (!s)
		die(&err);
	bench_saving(s, "into an empty store");
	fill(s, "mostly concluded", a_case, cases);
	bench_finding(s);
	bench_saving(s, "into a full store");
	bench_finding(s);
	store_close(s);

	double t = now();

	s = store_open(argv[1], STORE_DESK, false, &err);
	if (!s)
		die(&err);
	printf("open: %.1f ms\n", now() - t);
	store_close(s);
	bench_views(argv[1], cases);
	bench_pulling(argv[1]);
	return 0;
}
