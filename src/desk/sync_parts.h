/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of synchronising: sync_child.c is the pipe to the helper, sync.c what it tells, sync_view.c what the clerk sees of
 * that. */
#ifndef SYNC_PARTS_H
#define SYNC_PARTS_H

#include <sys/types.h>

#include "base/buf.h"
#include "desk/screens.h"

/* The helper `yichuang-sync sync --follow`. */
struct child {
	pid_t pid;              /* 0: there is none */
	int to, from;           /* neither blocks */
	struct buf said;        /* a line that has not ended yet */
};

#define CHILD_NOT_THERE 127     /* what a shell says of a program that is not there */

bool child_start(struct child *c, const char *home, struct err *err);
void child_tell(struct child *c, const char *word);
/* The next whole line it said, into *line (yours); false: none yet. */
bool child_line(struct child *c, char **line);
/* Has it gone? Then *status is how, as waitpid() tells; what it said last can still be read. */
bool child_gone(const struct child *c, int *status);
void child_leave(struct child *c);      /* close the pipe; it ends what is in hand, and goes */

struct syncrun {
	struct child child;
	int64_t died;           /* by sync_now(); 0: it never did */
	size_t pending;         /* 待报, as last seen */
	long ahead;             /* seconds this PC's clock is ahead of the hub's, as last found */
	/* how it stands: */
	bool wished;            /* a person asked, and it has not begun */
	bool running, person;   /* a run is on; because a person wanted it */
	bool busy;              /* another program is at it */
	bool asks;              /* before much goes */
	bool shown;             /* the question was brought before them */
	bool hushed;            /* no runs by itself */
	size_t up, all, down;   /* entries: confirmed, of how many; received */
	unsigned long long left;        /* bytes upward to go */
	long seconds;           /* and time; -1: not known */
	struct { size_t entries, files; unsigned long long bytes; long seconds; } ask;
	unsigned long long used, day;   /* bytes of this day, and what runs by themselves may use; 0: any number */
	char waits[8];          /* why runs by themselves wait: "quiet", "day", "retry" after a failure; "": they do not */
	int64_t again;          /* until then, by sync_now() */
	char last[512];         /* how the last run ended; "" none yet */
	bool bad;               /* which is bad news */
};

int64_t sync_now(void);                 /* ms of a clock that only goes forward */

/* What the lines of the window do. */
void sync_go(struct desk *d);           /* the person agrees */
void sync_files(struct desk *d);        /* what was left for later, too */
void sync_later(struct desk *d);
void sync_cancel(struct desk *d);
void sync_hush(struct desk *d, bool on);
bool sync_automatic(void);              /* do runs come by themselves? */

/* 要报 1,234 条，约 180 KB，按上次的线路约 3 分钟。Yours. */
char *sync_how_much(const struct syncrun *r);

#endif
