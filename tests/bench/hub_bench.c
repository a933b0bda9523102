/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hub taking what 50 stations send after a holiday: envelopes opened, signatures and chains verified, every entry judged,
 * kept, projected, indexed and routed, one durable transaction per exchange. Held against a bulk insert of the very same rows
 * (journal, record, search, feed) in one transaction, by somebody who believes everything. Prints one line, a ratio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub/exchange.h"
#include "hub/hub.h"
#include "store/feed.h"
#include "store/record.h"
#include "sync/envelope.h"
#include "sync/kit.h"
#include "work/fill.h"

#define STATIONS 50
#define FIRST_DESK 100
#define ENTRIES 240             /* of each station */
#define BATCH 120               /* of one exchange: some 40 KB, within the budget of hub.budget */
#define AIM 0.30
#define COUNTY "421202"
#define TOWN COUNTY "101"

struct station {
	uint32_t number;
	unsigned char public[CRYPTO_PUBLIC], secret[CRYPTO_SECRET];
	struct entry *list[ENTRIES];
	struct buf body[ENTRIES / BATCH];
};

static char dir[] = "/tmp/yichuang-bench-XXXXXX";
static struct station stations[STATIONS];

static void need(bool ok, const struct err *err)
{
	if (!ok)
		fatal(1, "%s (%s)", err->say, err->detail);
}

static char *in_dir(const char *name)
{
	return file_join(dir, name);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct hub *make_hub(const char *name)
{
	struct hub_plan plan = { .county = COUNTY, .url = "https://127.0.0.1:8443" };
	char *path = in_dir(name);
	struct err err = { 0 };

	need(hub_init(path, &plan, NULL, NULL, &err), &err);
	struct hub *h = hub_open(path, &err);
	need(h != NULL, &err);
	free(path);
	return h;
}

/* --- what a case looks like: filled once at a real desk, then repeated with other numbers -------------------------------- */

static void join(struct hub *h, struct session *s)
{
	struct station_self me = { 0 };
	struct accept_result r = { 0 };
	struct err err = { 0 };
	char *path = in_dir("model.kit");
	struct kit k;

	need(hub_kit(h, TOWN, "", path, &err) && kit_read(path, &k, &err), &err);
	me.number = k.number;
	me.hub = k.hub;
	me.unit = k.unit;
	crypto_keypair(me.public, me.secret);
	need(store_begin(s->store, &err) && station_self_save(s->store, &me, &err), &err);
	for (size_t i = 0; i < k.npublished; i++)
		need(accept_at_desk(s->store, k.published[i], &r, &err), &err);
	need(store_commit(s->store, &err) && session_refresh(s, &err), &err);
	kit_clear(&k);
	free(path);
}

static struct entry *model_case(struct hub *h)
{
	const char *const typed[] = {
		"title", "宅基地边界纠纷", "type", "0101", "place", TOWN "001",
		"party1.name", "张三", "party1.phone", "13871234567",
		"summary", "两家为宅基地边界多次争吵，村里调解过两次，没有谈成，请求镇里出面丈量。",
	};
	struct err err = { 0 };
	struct faults faults = { 0 };
	char *home = in_dir("model");
	struct session *s = session_open(home, NULL, NULL, &err);

	need(s != NULL, &err);
	join(h, s);
	struct fill *f = fill_open(s, "intake", 0, &err);
	need(f != NULL, &err);
	fill_add_row(f, "party");
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i += 2)
		fill_set(f, typed[i], typed[i + 1], NULL);
	need(fill_save(f, &faults, &err), &err);
	struct entry *e = journal_get(s->store, fill_record(f), &err);
	need(e != NULL, &err);
	fill_close(f);
	faults_free(&faults);
	session_close(s);
	free(home);
	return e;
}

static struct entry *like(const struct entry *model, uint32_t station, uint32_t seq)
{
	struct entry *e = entry_new();
	const char *year = strstr(fields_get(model->fields, "no"), "-20") + 1;
	char *no = mem_fmt("%s-%u-%.4s-%04u", TOWN, station_desk(station), year, seq);
	char *title = mem_fmt("%s %u·%u", fields_get(model->fields, "title"), station_desk(station), seq);

	fields_free(e->fields);
	e->fields = fields_copy(model->fields);
	fields_set(e->fields, "no", no);
	fields_set(e->fields, "title", title);
	e->id = e->record = entry_id(station, seq);
	e->at = model->at + ((int64_t)seq << 16);
	e->who = mem_dup(model->who);
	e->form = mem_dup(model->form);
	e->version = model->version;
	free(no);
	free(title);
	return e;
}

/* A station the hub knows, and the envelopes it will send. */
static void prepare(struct hub *h, struct station *st, uint32_t desk, const struct entry *model)
{
	struct station_peer p = { .unit = mem_dup(TOWN), .name = mem_dup(""), .state = STATION_ENROLLED };
	unsigned char chain[CRYPTO_HASH] = { 0 };
	struct err err = { 0 };

	st->number = station_make(station_county(h->self.number), station_epoch(h->self.number), desk);
	crypto_keypair(st->public, st->secret);
	p.number = st->number;
	memcpy(p.public, st->public, CRYPTO_PUBLIC);
	crypto_hash(p.code, &desk, sizeof desk);
	need(station_add(h->store, &p, &err), &err);
	free(p.unit);
	free(p.name);

	for (uint32_t i = 0; i < ENTRIES; i++) {
		st->list[i] = like(model, st->number, i + 1);
		entry_seal(st->list[i], chain);
		memcpy(chain, st->list[i]->chain, CRYPTO_HASH);
	}
	for (uint32_t b = 0; b < ENTRIES / BATCH; b++) {
		struct envelope head = { .sender = st->number, .receiver = h->self.number, .layout = ENVELOPE_ENTRIES,
		                         .flags = ENVELOPE_WITH_CHAIN, .from = b * BATCH + 1, .to = (b + 1) * BATCH };
		struct buf payload = { 0 };

		memcpy(head.chain, st->list[(b + 1) * BATCH - 1]->chain, ENVELOPE_CHAIN);
		/* up to date with the feed, which by then has what the others sent before: what is measured is taking */
		head.cursor = (b * STATIONS + desk - FIRST_DESK) * BATCH;
		envelope_put_entries(&payload, &head, st->list + b * BATCH, BATCH);
		envelope_seal(&head, NULL, payload.data, payload.len, st->secret, &st->body[b]);
		buf_free(&payload);
	}
}

/* --- the two ------------------------------------------------------------------------------------------------------------ */

static double take(struct hub *h)
{
	double start = seconds();
	size_t refused = 0;

	for (size_t b = 0; b < ENTRIES / BATCH; b++) {
		for (size_t i = 0; i < STATIONS; i++) {
			struct hub_answer a = { 0 };
			hub_exchange(h, stations[i].body[b].data, stations[i].body[b].len, &a);
			if (a.status != 200 || a.up != BATCH)
				fatal(1, "%u %s %s", a.status, a.code ? a.code : "-", buf_text(&a.body));
			hub_answer_free(&a);
		}
	}
	double took = seconds() - start;
	struct err err = { 0 };
	unsigned char chain[CRYPTO_HASH];
	uint32_t seq, published;
	struct entries all;

	/* a hub that had refused them would have been measured at something else */
	need(journal_head(h->store, h->self.number, &published, chain, &err), &err);
	need(journal_since(h->store, h->self.number, 1, SIZE_MAX / 4, 100000, &all, &err), &err);
	for (size_t i = 0; i < all.n; i++)
		refused += strcmp(all.list[i]->form, "refusal") == 0;
	entries_free(&all);
	need(journal_head(h->store, stations[0].number, &seq, chain, &err), &err);
	if (refused || seq != ENTRIES)
		fatal(1, "%zu refused, %u held", refused, seq);
	return took;
}

static double believe(struct store *s)
{
	double start = seconds();
	struct err err = { 0 };
	bool fresh;

	need(store_begin(s, &err), &err);
	for (size_t i = 0; i < STATIONS * ENTRIES; i++) {
		const struct entry *e = stations[i / ENTRIES].list[i % ENTRIES];
		need(journal_keep(s, e, &fresh, &err) && record_project(s, e, &err), &err);
		need(feed_add(s, TOWN, e->id, &err) && feed_add(s, COUNTY, e->id, &err), &err);
	}
	need(store_commit(s, &err), &err);
	return seconds() - start;
}

static void clean(void)
{
	static const char *const folders[] = { "hub", "bulk", "model", "" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char *path = in_dir(folders[i]);
		char **names = file_list(path, "", NULL);
		for (char **name = names; name && *name; name++) {
			char *file = file_join(path, *name);
			remove(file);
			free(file);
		}
		file_list_free(names);
		rmdir(path);
		free(path);
	}
}

int main(void)
{
	crypto_init();
	log_quiet(true);
	setenv("YICHUANG_SHARE", ".", 1);
	conf_load(NULL, NULL);
	conf_set("desk.who", "李明");
	if (!mkdtemp(dir))
		fatal(1, "mkdtemp");

	struct hub *h = make_hub("hub");
	struct entry *model = model_case(h);
	for (uint32_t i = 0; i < STATIONS; i++)
		prepare(h, &stations[i], i + FIRST_DESK, model);
	struct err err = { 0 };
	char *bulk_dir = in_dir("bulk");
	struct store *bulk = store_open(bulk_dir, STORE_HUB, true, &err);
	need(bulk != NULL, &err);

	double took = take(h), believed = believe(bulk);
	double n = STATIONS * ENTRIES;
	printf("hub takes %d stations' entries, verified and durable / bulk insert of the same rows: %.2f"
	       " (aim %.2f; %.0f/s against %.0f/s)\n", STATIONS, believed / took, AIM, n / took, n / believed);

	store_close(bulk);
	hub_close(h);
	entry_free(model);
	for (size_t i = 0; i < STATIONS; i++) {
		for (size_t k = 0; k < ENTRIES; k++)
			entry_free(stations[i].list[k]);
		for (size_t b = 0; b < ENTRIES / BATCH; b++)
			buf_free(&stations[i].body[b]);
	}
	free(bulk_dir);
	clean();
	return 0;
}
