/* SPDX-License-Identifier: Apache-2.0 */
/* Saving: check → effects → number → append → project → drop draft, in one transaction. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "fill_parts.h"
#include "model/mend.h"
#include "store/record.h"
#include "store/renewal.h"
#include "work/people.h"

#define CLOCK_SLACK_MINUTES 10

static bool has_fault(const struct faults *out, const char *key)
{
	for (size_t i = 0; i < out->n; i++)
		if (!out->list[i].warning && strcmp(out->list[i].key, key) == 0)
			return true;
	return false;
}

/* What was typed and cannot be understood, and what only an older form had a place for. */
static void check_typed(const struct fill *f, int64_t now, struct faults *out)
{
	struct check c = fill_as_check(f, now);

	for (size_t i = 0; i < fields_count(f->d->typed); i++) {
		const char *key = fields_key(f->d->typed, i), *typed = fields_value(f->d->typed, i);
		const struct field *field = form_field(f->form, key);
		char *value = NULL, *say = NULL;

		if (strcmp(key, MEND_MARK) == 0)
			continue;
		if (!field) {
			if (*typed && !fields_get(f->values, key))
				faults_add(out, key, true, _("现在的表没有这一栏，保存后不再保留：%s"), typed);
			continue;
		}
		if (fields_get(f->values, key) || !check_visible(&c, field, key))
			continue;
		struct check raw = c;
		raw.values = f->d->typed;
		if (check_read(&raw, field, key, typed, &value, &say) == TYPE_BAD) {
			char *why = fill_file_fault(field, typed);
			faults_add(out, key, false, "%s", why ? why : say);
			free(why);
		}
		free(value);
		free(say);
	}
}

static void check_at(const struct fill *f, int64_t now, struct faults *out)
{
	struct check c = fill_as_check(f, now);
	struct faults more = { 0 };

	/* fill_withdraw() says which; without that nothing would be taken back */
	if (f->form == fill_withdraw_form(f->book, f->form->continues) && !fields_get(f->d->typed, MEND_MARK))
		faults_add(out, "", false, "%s", _("撤下要在「待改」里选定哪一条"));
	check_typed(f, now, out);
	fill_check_files(f, out);
	check_form(&c, &more);
	/* what is wrong is not missing as well */
	for (size_t i = 0; i < more.n; i++)
		if (!*more.list[i].key || !has_fault(out, more.list[i].key))
			faults_add(out, more.list[i].key, more.list[i].warning, "%s", more.list[i].say);
	faults_free(&more);
}

void fill_check(const struct fill *f, struct faults *out)
{
	check_at(f, clock_ms(), out);
}

/* An entry is never earlier than what it answers to; its rules are asked at that same moment, here and at the hub. */
static int64_t moment(const struct fill *f)
{
	int64_t now = clock_ms();

	for (size_t i = 0; i < f->entries.n; i++)
		for (size_t p = 0; p < f->d->nparents; p++)
			if (f->entries.list[i]->id == f->d->parents[p] && entry_ms(f->entries.list[i]) > now)
				now = entry_ms(f->entries.list[i]);
	return now;
}

/* The record may have moved on since the form was opened: what is refused now is refused before anything is written. */
static bool still_allowed(struct fill *f, char **no, struct err *err)
{
	struct entries entries = { 0 };
	struct faults out = { 0 };
	struct check c = fill_as_check(f, clock_ms());

	if (!journal_of_record(f->s->store, f->d->record, &entries, err))
		return false;
	struct fold *now = fold_new(entries_const(&entries), entries.n);
	c.before = now;
	check_allowed(&c, &out);
	bool good = !faults_stop(&out);
	if (!good)
		err_set(err, ERR_CHECK, _("填表期间这件记录有了变化：%s。内容留在草稿里"), out.list[0].say);
	*no = mem_dup(fold_get(now, "no") ? fold_get(now, "no") : "");
	faults_free(&out);
	fold_free(now);
	entries_free(&entries);
	return good;
}

/* The next number of its series; gap-free because it is taken inside the transaction that uses it. */
static bool mint(struct fill *f, int64_t now, char **no, struct err *err)
{
	unsigned desk = station_desk(f->s->self.number);
	char *prefix = mem_fmt("%s-%u-%04d-%s", f->s->unit, desk, clock_split(now).year, f->form->serial);
	long serial = 0;
	bool good = record_last_serial(f->s->store, prefix, &serial, err);

	if (good)
		*no = mem_fmt("%s%04ld", prefix, serial + 1);
	free(prefix);
	return good;
}

/*
 * A clock that went back is said in the entry, in minutes: dates that were typed stand, but what was taken from the clock may not be
 * right. What this station wrote last is the measure; the future of a wrong clock ends there.
 */
static void mark_clock(const struct fill *f, struct entry *e)
{
	uint32_t last = 0;
	unsigned char chain[CRYPTO_HASH];
	struct entry *before = NULL;

	if (journal_head(f->s->store, f->s->self.number, &last, chain, NULL) && last)
		before = journal_get(f->s->store, entry_id(f->s->self.number, last), NULL);
	int64_t behind = before ? (entry_ms(before) - clock_ms()) / 60000 : 0;
	if (behind > CLOCK_SLACK_MINUTES) {
		char text[24];

		snprintf(text, sizeof text, "%" PRId64, behind);
		fields_set(e->fields, ".clock", text);
	}
	entry_free(before);
}

static struct entry *compose(struct fill *f, int64_t now, const char *no)
{
	struct entry *e = entry_new();
	struct check c = fill_as_check(f, now);
	struct fields *effects = check_effects(&c);

	e->at = now << 16;
	free(e->who);
	e->who = mem_dup(f->s->who);
	e->record = f->d->record;
	free(e->form);
	e->form = mem_dup(f->form->name);
	e->version = f->d->version;
	e->nparents = f->d->nparents;
	if (e->nparents) {
		e->parents = mem_zero(e->nparents * sizeof *e->parents);
		memcpy(e->parents, f->d->parents, e->nparents * sizeof *e->parents);
	}
	fields_free(e->fields);
	e->fields = check_journal_fields(&c);
	for (size_t i = 0; i < fields_count(effects); i++)
		fields_set(e->fields, fields_key(effects, i), fields_value(effects, i));
	if (no)
		fields_set(e->fields, f->before ? ".no" : "no", no);
	if (fields_get(f->d->typed, MEND_MARK))
		fields_set(e->fields, MEND_MARK, fields_get(f->d->typed, MEND_MARK));
	mark_clock(f, e);
	fields_free(effects);
	return e;
}

/* Nothing said is nothing to save: only the mark of who wrote it would be in the journal. */
static bool says_something(const struct fill *f, const struct entry *e)
{
	return !f->before || !*f->form->opens || fields_count(e->fields) > 1;
}

static bool is_letter(const struct fill *f)
{
	return !*f->form->opens && *f->form->serial;
}

static bool write_entry(struct fill *f, int64_t now, char **no, struct err *err)
{
	struct store *s = f->s->store;

	char *number = NULL;    /* what this entry is called: the record's number, or a letter's */

	if (f->d->record && !still_allowed(f, no, err))
		return false;
	if ((!f->d->record || is_letter(f)) && !mint(f, now, &number, err))
		return false;
	if (!f->d->record)
		*no = mem_dup(number);
	struct entry *e = compose(f, now, number);
	free(number);
	bool good = says_something(f, e) || err_set(err, ERR_CHECK, _("没有改动任何内容"));
	good = good && journal_append(s, f->s->self.number, e, err) && record_project(s, e, err) && fill_choose(f, err)
		&& (!f->d->id || draft_drop(s, f->d->id, err));
	if (good)
		f->d->record = e->record;
	entry_free(e);
	return good;
}

/* Written only by a station with a number, under forms the hub published. */
static bool enrolled(struct fill *f, struct err *err)
{
	if (session_enrolled(f->s) && f->d->version)
		return true;
	if (!fill_keep(f, NULL, err))
		return false;
	if (session_enrolled(f->s))     /* meanwhile: resuming reads the form anew as the hub published it */
		return err_set(err, ERR_CHECK, _("本机刚入网，这张表是入网前打开的；已存为草稿，请返回后按 F6 续填再保存"));
	return err_set(err, ERR_CHECK, _("本机还没有入网，内容已存为草稿；入网以后按 F6 续填再保存"));
}

/* In the transaction: is this store still who we take it for, and may it write? Else what was typed is kept for when it may. */
static bool may_write(struct fill *f, struct err *err)
{
	struct err why = { 0 };
	bool moved;

	if (renewal_may_write(f->s->store, f->s->self.number, &moved, &why))
		return true;
	store_rollback(f->s->store);
	if (why.kind == ERR_CHECK && ((moved && !session_refresh(f->s, err)) || !fill_keep(f, NULL, err)))
		return false;
	if (err)
		*err = why;
	return false;
}

bool fill_save(struct fill *f, struct faults *out, struct err *err)
{
	if (!fill_follow(f, err))
		return false;

	int64_t now = moment(f);
	char *no = NULL;
	uint64_t record = f->d->record;

	fill_fetch_again(f);
	fill_recompute(f, now);
	check_at(f, now, out);
	if (!people_check(f->s, f, out, err))
		return false;
	if (faults_stop(out))
		return err_set(err, ERR_CHECK, _("还有没填对的地方，改好再保存"));
	if (!enrolled(f, err) || !store_begin(f->s->store, err) || !may_write(f, err))
		return false;
	if (!write_entry(f, now, &no, err) || !store_commit(f->s->store, err)) {
		store_rollback(f->s->store);
		f->d->record = record;
		free(no);
		return false;
	}
	f->d->id = 0;
	free(f->no);
	f->no = no;
	return true;
}
