/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a case: taking one in, what a record has of them, and what is said of each. Sentences of errors name no file: they
 * may be logged, and names are somebody's.
 */
#ifndef WORK_ATTACH_H
#define WORK_ATTACH_H

#include "model/type.h"
#include "store/attached.h"
#include "store/store.h"

/* What a file may be at most (attach.max_mb), in bytes. */
uint64_t attach_most(void);
/* What a person typed or pasted, as a path: ~ is the home, quotes and file:// go. Yours. */
char *attach_path(const char *typed);

/* Put the file at a path away and give what a `file` field keeps of it (yours). ERR_CHECK: none there, or not to be taken. */
bool attach_take(struct store *s, const char *path, char **value, struct err *err);
/* Would it be taken? Nothing is put away. */
bool attach_look(const char *path, struct err *err);
/* By its content, the kind of file open as fd: "pdf", "jpeg" …; NULL with ERR_CHECK where it is none that is taken. Lent. */
const char *attach_kind(int fd, uint64_t size, struct err *err);

struct attachment {
	uint64_t entry;         /* that names it, and when and by whom it was written */
	int64_t at;
	char *who;
	char *value;
	struct type_file file;
	bool here;              /* its content is in this store's folder */
	bool sent;              /* this store has nothing to send of it */
};
struct attachments {
	struct attachment *list;
	size_t n;
};
/* Those of a record, in the order of its timeline; what refused entries named is not among them. */
bool attach_of_record(struct store *s, uint64_t record, struct attachments *out, struct err *err);
void attachments_free(struct attachments *a);

/* Does an entry count that names files? What was refused will be said anew, or not at all. */
bool attach_stands(struct store *s, uint64_t entry);

/* The one that a person means by its number in that order, "1" …; NULL: by there being one only. NULL with ERR_CHECK where
 * there is none such. Lent. */
const struct attachment *attach_pick(const struct attachments *a, const char *number, struct err *err);
/* A copy for people at `to`, or under its own name where that is a folder ("": the current one). Whole, and covers nothing.
 * *path (yours) says where it is. */
bool attach_copy(struct store *s, const struct attachment *a, const char *to, char **path, struct err *err);

/* A value for people: 签字协议.jpg 1.2 MB（未上报）. Yours. */
char *attach_say(struct store *s, const char *value, bool masked);
/* The part in brackets, "" where nothing is to be said. Lent. */
const char *attach_state_say(struct store *s, const struct type_file *f);

/* now, later, stick, as attach.send and the field `send` beside a file say it. false: another word. */
bool attach_choice(const char *word, enum attached_choice *choice);

/* What a desk has still to bring, by how it is to go. */
struct attach_left {
	size_t now, later;              /* with the next run; when they are asked for, by stick or otherwise */
	uint64_t now_bytes, later_bytes;
};
bool attach_left(struct store *s, struct attach_left *left, struct err *err);
bool attach_goes_now(const struct attached *a);

/* Contents that no entry and no draft names any more go. */
void attach_sweep(struct store *s);

#endif
