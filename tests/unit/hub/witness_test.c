/* SPDX-License-Identifier: Apache-2.0 */
/* A hub that was set back unawares believes its own signature and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "hub/backup.h"
#include "hub_fixture.h"
#include "store/feed.h"

static struct desk *one, *two;
static struct buf word;         /* the last thing the hub said to `one` before it was set back */
static uint64_t fed;            /* and how far its feed went */

/* Header, digest and signature of what the hub answers when it is asked from there. */
static void hear(struct desk *d, uint32_t from, uint64_t cursor, struct buf *proof)
{
	struct buf request = desk_request(d, from, cursor, NULL);
	struct hub_answer a;

	expect(&request, 200, NULL, &a);
	fed = head_of(d, &a, NULL).to;
	envelope_proof(a.body.data, a.body.len, proof);
	hub_answer_free(&a);
	buf_free(&request);
}

static void copy(const char *from, const char *to)
{
	char *command[] = { "cp", "-r", (char *)(uintptr_t)from, (char *)(uintptr_t)to, NULL };
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		execvp("cp", command);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static int setup(void **state)
{
	struct err err = { 0 };

	if (fixture_make(state) != 0)
		return -1;
	one = desk_new("one", TOWN, true);
	two = desk_new("two", TOWN, true);
	hub_close(hub);
	copy(temp_path("hub"), temp_path("snapshot"));
	hub = hub_open(temp_path("hub"), &err);
	fine(hub != NULL, &err);
	for (int i = 0; i < 3; i++)
		desk_write(two, "快照以后的");
	struct buf none = { 0 };

	hear(two, 1, 0, &none);
	hear(one, 1, 0, &word);
	assert_int_equal(fed, 3);
	buf_free(&none);
	hub_close(hub);
	hub = hub_open(temp_path("snapshot"), &err);
	fine(hub != NULL, &err);
	return 0;
}

static int teardown(void **state)
{
	buf_free(&word);
	desk_free(one);
	desk_free(two);
	return fixture_remove(state);
}

static const char *show(const struct desk *d, const struct buf *what, unsigned want)
{
	struct envelope head = { .sender = d->kit.number, .receiver = d->kit.hub, .layout = ENVELOPE_FILE, .flags = ENVELOPE_WITH_KEY,
	                         .from = 1 };
	struct fields *nothing = fields_new();
	struct buf payload = { 0 }, body = { 0 };
	struct hub_answer a = { 0 };

	fields_encode(nothing, &payload);
	fields_free(nothing);
	buf_put(&payload, what->data, what->len);
	envelope_seal(&head, NULL, payload.data, payload.len, d->secret, &body);
	hub_witness(hub, body.data, body.len, &a);
	if (a.status != want)
		fail_msg("%u %s", a.status, a.status == 200 ? "" : buf_text(&a.body));
	if (a.status == 200) {
		head = head_of(d, &a, NULL);
		assert_int_equal(head.flags & ENVELOPE_ALL, ENVELOPE_ALL);
		assert_int_equal(head.sender, hub->self.number);
	}
	hub_answer_free(&a);
	buf_free(&payload);
	buf_free(&body);
	return a.code;
}

static unsigned epoch(void)
{
	return station_epoch(hub->self.number);
}

static void who_has_heard_more_is_asked_to_show_it_and_nothing_is_taken(void **state)
{
	struct buf request;
	struct hub_answer a;

	(void)state;
	desk_write(one, "接着写的");
	request = desk_request(one, 1, fed, NULL);
	expect(&request, 409, "behind", &a);
	assert_int_equal(hub_holds(one), 0);
	hub_answer_free(&a);
	buf_free(&request);
	/* one that has not is served as ever */
	request = desk_request(one, 1, 0, NULL);
	expect(&request, 200, NULL, &a);
	hub_answer_free(&a);
	buf_free(&request);
}

static void nothing_but_its_own_word_to_this_desk_counts(void **state)
{
	struct buf altered = { 0 }, known = { 0 };
	uint64_t before = fed;

	(void)state;
	buf_put(&altered, word.data, word.len);
	altered.data[4] ^= 1;
	assert_string_equal(show(one, &altered, 400), "no-witness");
	buf_clear(&altered);
	assert_string_equal(show(one, &altered, 400), "no-witness");
	buf_put(&altered, word.data, 70);
	assert_string_equal(show(one, &altered, 400), "no-witness");
	/* what was said to somebody else, and what it knows of */
	assert_string_equal(show(two, &word, 400), "no-witness");
	hear(one, 1, 0, &known);
	assert_string_equal(show(one, &known, 400), "no-witness");
	fed = before;
	assert_int_equal(epoch(), 1);
	buf_free(&altered);
	buf_free(&known);
}

static void its_own_word_brings_it_into_the_next_epoch(void **state)
{
	struct err err = { 0 };
	struct station_self me;
	uint32_t desk;

	(void)state;
	assert_null(show(one, &word, 200));
	assert_int_equal(epoch(), 2);
	assert_true(hub_restored_at(hub) > 0);
	fine(station_self_load(hub->store, &me, &err), &err);
	assert_int_equal(me.number, hub->self.number);
	station_self_clear(&me);
	fine(station_next_desk(hub->store, &desk, &err), &err);
	assert_true(desk > 64);
	/* shown again, it is old news */
	assert_string_equal(show(one, &word, 400), "no-witness");
	assert_int_equal(epoch(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_heard_more_is_asked_to_show_it_and_nothing_is_taken),
		cmocka_unit_test(nothing_but_its_own_word_to_this_desk_counts),
		cmocka_unit_test(its_own_word_brings_it_into_the_next_epoch),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
