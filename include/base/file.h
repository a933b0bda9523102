/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files, and the places where ours live. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Append the file's bytes to *out. More than `limit` bytes, or anything but a regular file, is an error. */
bool file_read(const char *path, size_t limit, struct buf *out, struct err *err);
/* Temp file beside it, fsync, rename, fsync of the folder: the old content or the new, never half. Mode 0600. */
bool file_write(const char *path, const void *bytes, size_t n, struct err *err);
/* What it is made of, for files too large to be held: errno says why not. */
bool file_put(int fd, const void *bytes, size_t n);     /* all of them, through signals */
bool file_sync_folder(const char *folder);              /* what was renamed in it is on the disk, where its kind can tell */
bool file_sync_rename(const char *path);                /* likewise, of the folder that holds path */
bool file_make_dir(const char *path, struct err *err);  /* with parents, mode 0700; already there is fine */

char *file_home(void);                  /* YICHUANG_HOME, else $XDG_DATA_HOME/yichuang, else ~/.local/share/yichuang. Yours. */
/* The folder that holds forms/ and data/ as shipped: YICHUANG_SHARE, else the build tree the program stands in, else
 * PREFIX/share/yichuang. Yours. */
char *file_share(void);
/* share/NAME of the tree the program is installed in, else PREFIX/share/NAME. Yours. */
char *file_installed(const char *name);
char *file_beside(const char *program); /* path of a helper program in the folder of the running one. Yours. */
char *file_join(const char *dir, const char *name);     /* dir/name. Yours. */
/* Names of regular files in dir that end in `suffix`, hidden ones left out, sorted bytewise; NULL-terminated, yours (each too).
 * NULL with *err set if the folder cannot be read. */
char **file_list(const char *dir, const char *suffix, struct err *err);
void file_list_free(char **names);

#endif
