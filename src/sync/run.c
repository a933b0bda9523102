/* SPDX-License-Identifier: Apache-2.0 */
/* One run at a time, and one request of it. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "sync/dictionary.h"

int run_lock(struct store *s, struct err *err)
{
	char *path = file_join(store_dir(s), "sync.lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		err_set(err, ERR_FAILED, _("不能在数据目录里建立文件，请检查权限和磁盘空间"));
		err_detail(err, "open %s: %s", path, strerror(errno));
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		err_set(err, ERR_BUSY, _("另一个报送正在进行，请等它结束"));
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

void run_end(struct run *run, int lock)
{
	http_close(run->http);
	run_held_free(run);
	station_self_clear(&run->me);
	close(lock);
}

void run_seal(const struct run *run, const struct envelope *head, const struct buf *payload, struct buf *body)
{
	envelope_seal(head, NULL, buf_text(payload), payload->len, run->me.secret, body);
}

/* The same hub, restored from a backup since: it signs with the same key. */
static bool is_newer(const struct run *run, const struct envelope *answer)
{
	uint32_t was = run->me.hub, now = answer->sender;

	return answer->flags & ENVELOPE_ALL && !station_desk(now) && station_county(now) == station_county(was) &&
	       station_epoch(now) > station_epoch(was);
}

bool run_send(struct run *run, const char *path, const struct buf *body, enum envelope_layout layout, struct buf *reply,
              struct envelope *answer, struct buf *content, struct err *err)
{
	long status;

	run->adopted = false;
	if (body->len > ENVELOPE_MAX)
		return err_set(err, ERR_FAILED, _("有一条记录太大，不能在线报送，请联系管理员"));
	if (!http_post(run->http, path, body->data, body->len, reply, &status, err) ||
	    !envelope_open(buf_text(reply), reply->len, run->me.hub_public, answer, content, err))
		return false;
	bool newer = is_newer(run, answer);

	if ((answer->sender != run->me.hub && !newer) || answer->receiver != run->me.number || answer->layout != layout) {
		err_set(err, ERR_TRUST, _("县中心的答复不是给本机的"));
		return err_detail(err, "reply: sender %u receiver %u layout %d", answer->sender, answer->receiver,
		                  (int)answer->layout);
	}
	return !newer || run_adopt(run, answer, reply, err);
}

#define PLAIN_NOTE "sync.plain_until"
#define PLAIN_MS (24 * 3600 * 1000ll)

uint32_t run_dictionary(struct store *s)
{
	char *until = store_note(s, PLAIN_NOTE);
	bool plain = until && clock_ms() < strtoll(until, NULL, 10);

	free(until);
	return plain ? 0 : dictionary_newest();
}

bool run_plainer(struct run *run, const struct err *err)
{
	char until[24];

	if (err->kind == ERR_REFUSED && run->quotes && strcmp(http_word(run->http), "past") == 0) {
		run->quotes = false;
		return true;
	}
	if (err->kind != ERR_REFUSED || !run->dictionary || strcmp(http_word(run->http), "dictionary") != 0)
		return false;
	run->dictionary = 0;
	/* the hub may be given a newer program any day */
	snprintf(until, sizeof until, "%lld", (long long)clock_ms() + PLAIN_MS);
	store_set_note(run->store, PLAIN_NOTE, until, NULL);
	return true;
}
