/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/past.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/feed.h"
#include "store/station.h"

/* Bytes of values; what lies further back is seldom quoted, and both ends have to read it each time. */
#define PAST_BYTES (160u << 10)
/* Bytes in the journal that are read for it at the most, whoever asks. */
#define PAST_READ (1u << 20)
/* What the journal counts an entry for beside its fields, and more. */
#define AROUND 1024

static size_t size_of(const struct entry *e)
{
	size_t n = 0;

	for (size_t i = 0; i < fields_count(e->fields); i++)
		n += strlen(fields_value(e->fields, i));
	return n;
}

static size_t size_in_journal(const struct entry *e)
{
	struct buf fields = { 0 };

	fields_encode(e->fields, &fields);
	size_t n = fields.len + AROUND;
	buf_free(&fields);
	return n;
}

/* The n entries of the sender before `from`, as far as they are not too much. */
static bool before(struct store *s, const struct envelope *head, uint32_t n, size_t bytes, struct entries *out, struct err *err)
{
	*out = (struct entries){ 0 };
	return head->from <= UINT32_MAX && n < head->from &&
	       journal_since(s, head->sender, (uint32_t)head->from - n, bytes, n, out, err);
}

uint32_t past_choose(struct store *s, const struct envelope *head)
{
	uint64_t there = head->from - 1;
	struct entries past;
	size_t bytes = 0, read = 0;
	uint32_t n = 0;

	if (!before(s, head, there < PAST_MOST ? (uint32_t)there : PAST_MOST, SIZE_MAX, &past, NULL))
		return 0;
	while (n < past.n && bytes < PAST_BYTES) {
		const struct entry *e = past.list[past.n - 1 - n];

		read += size_in_journal(e);
		if (read > PAST_READ)
			break;
		bytes += size_of(e);
		n++;
	}
	entries_free(&past);
	return n;
}

bool past_payload(struct store *s, const struct envelope *head, struct buf *out, struct err *err)
{
	struct envelope earlier = *head;
	struct entries past;

	if (!head->past)
		return true;
	if (head->past > PAST_MOST || !before(s, head, head->past, PAST_READ, &past, err))
		return false;
	earlier.from = head->from - head->past;
	/* all of them, and nothing of what comes behind */
	bool ok = past.n == head->past && past.list[past.n - 1]->id == entry_id(head->sender, (uint32_t)head->from - 1);
	if (ok)
		envelope_put_entries(out, &earlier, past.list, past.n);
	entries_free(&past);
	return ok;
}

/* --- records that both ends hold ------------------------------------------------------------------------------------ */

/* Who looks into this store. */
struct eyes {
	struct store *store;
	uint32_t sender;
	char *unit;                     /* of the sender; NULL: it is its own store */
};

/* A hub tells nobody of a record that is not theirs, or its values could be guessed until the chain is right. */
static bool may_see(const struct eyes *eyes, uint64_t record)
{
	bool fed = false;

	return !eyes->unit || entry_station(record) == eyes->sender ||
	       (feed_has(eyes->store, eyes->unit, record, &fed, NULL) && fed);
}

static struct entry *held(void *arg, uint64_t id)
{
	const struct eyes *eyes = arg;

	return may_see(eyes, id) ? journal_get(eyes->store, id, NULL) : NULL;
}

static struct eyes eyes_of(struct store *s, const struct envelope *head)
{
	struct station_peer *peer = head->past && store_kind(s) == STORE_HUB ? station_get(s, head->sender, NULL) : NULL;
	struct eyes eyes = { .store = s, .sender = head->sender };

	if (store_kind(s) == STORE_HUB)
		eyes.unit = mem_dup(peer && peer->unit ? peer->unit : "");
	station_peer_free(peer);
	return eyes;
}

static struct columns_frame frame_of(const struct envelope *head, struct eyes *eyes)
{
	struct columns_frame frame = envelope_frame(head);

	if (head->past) {
		frame.held = held;
		frame.arg = eyes;
	}
	return frame;
}

void past_put_entries(struct store *s, const struct envelope *head, struct entry *const *list, size_t n, struct buf *payload)
{
	struct eyes eyes = eyes_of(s, head);
	struct columns_frame frame = frame_of(head, &eyes);

	if (n)
		columns_put(payload, &frame, list, n);
	free(eyes.unit);
}

bool past_get_entries(struct store *s, const struct envelope *head, struct reader *r, const unsigned char *chain,
                      struct entry ***list, size_t *n, struct err *err)
{
	struct eyes eyes = eyes_of(s, head);
	struct columns_frame frame = frame_of(head, &eyes);
	bool ok = envelope_get_framed(r, &frame, chain, list, n, err);

	free(eyes.unit);
	return ok;
}
