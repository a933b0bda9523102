/* SPDX-License-Identifier: Apache-2.0 */
/* A hub's folder: made once, opened by every command. Kits. */
#include "hub/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "hub/publish.h"
#include "hub/tls.h"
#include "store/backup.h"
#include "store/publish.h"
#include "sync/kit.h"

/* A hub made today writes its first entries in epoch 1; one restored from a backup takes the next. */
#define FIRST_EPOCH 1

#define CODE_BYTES 16

/*
 * The last two digits of a GB/T 2260 code stay apart within a city; cities of one province stay apart modulo 64 (their numbers
 * run from 01 to 5x, and 90). Nothing of 13 bits can keep all of the country's codes apart without a list.
 */
unsigned hub_county_number(const char *code)
{
	unsigned digits[6];

	for (int i = 0; i < 6; i++)
		digits[i] = (unsigned)(code[i] - '0') % 10;
	unsigned province = digits[0] * 10 + digits[1], city = digits[2] * 10 + digits[3], county = digits[4] * 10 + digits[5];
	return (37 * province + city) % 64 * 128 + county;
}

/* --- making a hub --------------------------------------------------------------------------------------------------- */

static bool check_county(const char *county, const struct book *book, struct err *err)
{
	if (strlen(county) != 6 || strspn(county, "0123456789") != 6)
		return err_set(err, ERR_USAGE, _("县（市、区）代码应是 6 位数字：%s"), county);
	if (!table_find(book_divisions(book), county))
		return err_set(err, ERR_CHECK, _("区划表 data/divisions.csv 里没有 %s，请先补上本县的区划"), county);
	return true;
}

static void replace(char **at, char *value)
{
	free(*at);
	*at = value;
}

static bool describe_self(struct station_self *me, const char *dir, const struct hub_plan *plan, struct err *err)
{
	struct buf ca = { 0 };

	if (!tls_ca(dir, &ca, err)) {
		buf_free(&ca);
		return false;
	}
	unsigned county = plan->county_number ? plan->county_number : hub_county_number(plan->county);
	me->number = station_make(county, FIRST_EPOCH, 0);
	me->practice = plan->practice;
	replace(&me->unit, mem_dup(plan->county));
	replace(&me->name, mem_dup(""));
	replace(&me->url, mem_dup(plan->url));
	replace(&me->ca, buf_take(&ca));
	replace(&me->code, mem_dup(""));
	crypto_keypair(me->public, me->secret);
	memcpy(me->hub_public, me->public, CRYPTO_PUBLIC);
	me->hub = me->number;
	return true;
}

/* The store says who it is last: a folder whose making was interrupted holds no hub yet and can be made again. */
static bool fill_store(struct store *s, const char *dir, const struct hub_plan *plan, const struct book_file *files, size_t n,
                       struct err *err)
{
	struct station_self me = { 0 };
	size_t published;
	uint64_t version;
	char note[24];

	bool ok = describe_self(&me, dir, plan, err) && publish_files(s, me.number, files, n, "init", &published, err) &&
	     publish_version(s, &version, err);
	if (ok) {
		/* no unit has a feed yet, and kits carry these */
		snprintf(note, sizeof note, "%llu", (unsigned long long)version);
		ok = store_set_note(s, "publish.routed", note, err) && station_self_save(s, &me, err);
	}
	station_self_clear(&me);
	return ok;
}

static bool make_store(const char *dir, const struct hub_plan *plan, const struct address *host, const struct book_file *files,
                       size_t n, struct err *err)
{
	if (!file_make_dir(dir, err))
		return false;
	struct store *s = store_open(dir, STORE_HUB, true, err);
	if (!s)
		return false;

	/* look before the CA is made: a new one would lock out every desk of a hub that is there */
	struct station_self me = { 0 };
	bool ok = station_self_load(s, &me, err);
	if (ok && me.number)
		ok = err_set(err, ERR_FAILED, _("%s 里已经有一个县中心，没有改动它"), dir);
	station_self_clear(&me);
	ok = ok && tls_make(dir, plan->county, host, err) && fill_store(s, dir, plan, files, n, err);
	store_close(s);
	return ok;
}

bool hub_init(const char *dir, const struct hub_plan *plan, ini_report *report, void *arg, struct err *err)
{
	struct address host;
	struct book_file *files;
	size_t n;

	if (!address_of_url(plan->url, &host, err))
		return false;
	char *share = file_share();
	bool ok = book_files(share, &files, &n, err);
	free(share);
	if (!ok)
		return false;

	struct book *book = hub_lint(files, n, report, arg, err);
	ok = book && check_county(plan->county, book, err) && make_store(dir, plan, &host, files, n, err);
	book_free(book);
	book_files_free(files, n);
	return ok;
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

struct hub *hub_open(const char *dir, struct err *err)
{
	struct store *s = store_open(dir, STORE_HUB, false, err);
	if (!s)
		return NULL;

	struct hub *h = mem_zero(sizeof *h);
	h->dir = mem_dup(dir);
	h->store = s;
	h->books = books_new(s);
	pthread_mutex_init(&h->lock, NULL);
	if (station_self_load(s, &h->self, err)) {
		clock_practice(h->self.practice);
		if (backup_is_copy(s)) {
			err_set(err, ERR_FAILED, _("%s 里是一份备份的副本，请用 yichuang-hub restore 恢复"), dir);
			hub_close(h);
			return NULL;
		}
		if (h->self.number)
			return h;
		err_set(err, ERR_FAILED, _("%s 里的县中心没有建完，请重新运行 yichuang-hub init"), dir);
	}
	hub_close(h);
	return NULL;
}

void hub_close(struct hub *h)
{
	if (!h)
		return;
	books_free(h->books);
	station_self_clear(&h->self);
	store_close(h->store);
	pthread_mutex_destroy(&h->lock);
	free(h->dir);
	free(h);
}

const struct book *hub_book(struct hub *h, struct err *err)
{
	struct err local = { 0 };
	uint64_t version = 0;

	const struct book *book = publish_version(h->store, &version, &local) ? books_at(h->books, version, &local) : NULL;
	if (!book && local.kind == ERR_NONE)
		err_set(&local, ERR_STORE, _("发布的表格读不出来，请运行 yichuang-hub verify"));
	if (!book && err)
		*err = local;
	return book;
}

/* --- kits ----------------------------------------------------------------------------------------------------------- */

/* A division under this county, or a department of one ("421202101.sfs"). */
static bool check_unit(const struct hub *h, const struct book *book, const char *unit, struct err *err)
{
	size_t n = strcspn(unit, ".");
	char *division = mem_ndup(unit, n);
	bool known = strncmp(unit, h->self.unit, strlen(h->self.unit)) == 0 && table_find(book_divisions(book), division);
	const char *department = unit[n] ? unit + n + 1 : "x";

	free(division);
	if (!known)
		return err_set(err, ERR_CHECK, _("本县的区划表里没有单位 %s"), unit);
	size_t len = strspn(department, "abcdefghijklmnopqrstuvwxyz0123456789");
	if (!len || len > 16 || department[len])
		return err_set(err, ERR_CHECK, _("部门代码只能用小写字母和数字，例如 %s.sfs"), h->self.unit);
	if (!book_unit_known(book, unit))
		return err_set(err, ERR_CHECK, _("部门表里没有 %s，要先加进 departments.csv 再发布"), unit);
	return true;
}

static char *new_code(unsigned char hash[CRYPTO_HASH])
{
	unsigned char bytes[CODE_BYTES];
	char *code = mem_zero(2 * CODE_BYTES + 1);

	crypto_random(bytes, sizeof bytes);
	crypto_hex(code, bytes, sizeof bytes);
	crypto_wipe(bytes, sizeof bytes);
	crypto_hash(hash, code, 2 * CODE_BYTES);
	return code;
}

/* The number is taken before the file is written: a kit that reached nobody costs a number, a number given twice a county. */
static bool reserve(struct hub *h, const struct kit *k, const unsigned char hash[CRYPTO_HASH], struct err *err)
{
	struct station_peer p = {
		.number = k->number, .unit = k->unit, .name = k->name, .state = STATION_KIT, .made = clock_ms(),
	};

	memcpy(p.code, hash, CRYPTO_HASH);
	return station_add(h->store, &p, err);
}

static bool make_kit(struct hub *h, const char *unit, const char *name, const char *path, struct err *err)
{
	const struct station_self *me = &h->self;
	struct entries published = { 0 };
	unsigned char hash[CRYPTO_HASH];
	uint32_t desk;

	if (!publish_entries(h->store, &published, err) || !store_begin(h->store, err)) {
		entries_free(&published);
		return false;
	}
	struct kit k = { .hub = me->number, .url = mem_dup(me->url), .ca = mem_dup(me->ca), .practice = me->practice };
	k.unit = mem_dup(unit);
	k.name = mem_dup(name);
	k.code = new_code(hash);
	k.published = published.list;
	k.npublished = published.n;
	memcpy(k.hub_public, me->public, CRYPTO_PUBLIC);

	bool ok = station_next_desk(h->store, &desk, err);
	if (ok) {
		k.number = station_make(station_county(me->number), station_epoch(me->number), desk);
		ok = reserve(h, &k, hash, err) && store_commit(h->store, err);
	}
	if (!ok)
		store_rollback(h->store);
	ok = ok && kit_write(&k, me->secret, path, err);
	kit_clear(&k);
	return ok;
}

bool hub_kit(struct hub *h, const char *unit, const char *name, const char *path, struct err *err)
{
	const struct book *book = hub_book(h, err);

	return book && check_unit(h, book, unit, err) && make_kit(h, unit, name, path, err);
}
