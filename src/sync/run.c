/* SPDX-License-Identifier: Apache-2.0 */
/* One run at a time, and one request of it. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"

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
	station_self_clear(&run->me);
	close(lock);
}

bool run_talk(struct run *run, const char *path, const struct envelope *head, const struct buf *payload, struct buf *reply,
              struct envelope *answer, struct buf *content, struct err *err)
{
	struct buf body = { 0 };
	long status;

	envelope_seal(head, payload->data, payload->len, run->me.secret, &body, NULL);
	bool ok = body.len <= ENVELOPE_MAX;
	if (!ok)
		err_set(err, ERR_FAILED, _("有一条记录太大，不能在线报送，请联系管理员"));
	ok = ok && http_post(run->http, path, body.data, body.len, reply, &status, err);
	buf_free(&body);
	if (!ok)
		return false;

	if (!envelope_open(buf_text(reply), reply->len, run->me.hub_public, answer, content, err))
		return false;
	if (answer->sender != run->me.hub || answer->receiver != run->me.number || answer->layout != head->layout) {
		err_set(err, ERR_TRUST, _("县中心的答复不是给本机的"));
		return err_detail(err, "reply: sender %u receiver %u layout %d", answer->sender, answer->receiver,
		                  (int)answer->layout);
	}
	return true;
}
